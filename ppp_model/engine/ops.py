"""The few functions a formula may use, each for numbers, arrays (draws, periods) and symbols.

Functions over a whole row (``total``, ``lowest``, ...) take rows of shape (draws, periods) and give (draws, 1).
A blank is NaN and means "not defined here"; only ``ratio``, ``first`` and the functions over rows make one.
"""

from __future__ import annotations

import functools
import math
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from ppp_model.engine import returns
from ppp_model.engine.trace import Expr

_CLOSE = 1e-9


def op(function: Callable[..., Any]) -> Callable[..., Any]:
    """Make a function of a formula answer symbols with a symbol."""
    name = function.__name__

    @functools.wraps(function)
    def call(*args: Any) -> Any:
        for arg in args:
            if isinstance(arg, Expr):
                return Expr(name, args)
        return function(*args)

    return call


def _numbers(left: Any, right: Any = 0.0) -> bool:
    return isinstance(left, (float, int)) and isinstance(right, (float, int))


@op
def min_(left: Any, right: Any) -> Any:
    """The smaller of two values."""
    if _numbers(left, right):
        return left if left <= right or left != left else right  # a blank stays blank, as in numpy
    return np.minimum(left, right)


@op
def max_(left: Any, right: Any) -> Any:
    """The larger of two values."""
    if _numbers(left, right):
        return left if left >= right or left != left else right
    return np.maximum(left, right)


@op
def where(condition: Any, yes: Any, no: Any) -> Any:
    """``yes`` where the condition is not 0, else ``no``."""
    if _numbers(condition):
        return yes if condition else no
    return np.where(np.asarray(condition) != 0, yes, no)


def _flag(truth: Any) -> Any:
    return float(truth) if isinstance(truth, (bool, np.bool_)) else truth.astype(float)


def _slack(left: Any, right: Any) -> Any:
    """Room for rounding: 1e-9 of the larger; none where one is infinite."""
    if _numbers(left, right):
        size = max(abs(left), abs(right))
        return _CLOSE * size if math.isfinite(size) else 0.0
    size = np.maximum(np.abs(left), np.abs(right))
    return np.where(np.isfinite(size), _CLOSE * size, 0.0)


@op
def at_least(left: Any, right: Any) -> Any:
    """1 where left >= right, or short of it by rounding only (1e-9 of the larger), else 0."""
    return _flag(left >= right - _slack(left, right))


@op
def more_than(left: Any, right: Any) -> Any:
    """1 where left exceeds right by more than rounding (1e-9 of the larger), else 0."""
    return _flag(left > right + _slack(left, right))


@op
def is_equal(left: Any, right: Any) -> Any:
    """1 where two values are equal but for rounding (1e-9 of the larger), else 0."""
    return _flag(abs(left - right) <= _slack(left, right))


@op
def within(residual: Any, scale: Any) -> Any:
    """1 where a residual is at most one millionth of the scale, else 0."""
    return _flag(abs(residual) <= 1e-6 * abs(scale) + 1e-9)


@op
def whole(value: Any) -> Any:
    """The value rounded down to a whole number; one short of it by rounding only (1e-9) counts as whole."""
    return np.floor(value + _CLOSE) if not _numbers(value) else float(np.floor(value + _CLOSE))


@op
def ratio(above: Any, below: Any) -> Any:
    """above / below, blank where ``below`` is 0."""
    return _quotient(above, below, np.nan)


@op
def safe_ratio(above: Any, below: Any) -> Any:
    """above / below, 0 where ``below`` is 0."""
    return _quotient(above, below, 0.0)


def _quotient(above: Any, below: Any, otherwise: float) -> Any:
    if _numbers(above, below):
        return above / below if below else otherwise
    is_zero = np.equal(below, 0.0)
    return np.where(is_zero, otherwise, above / np.where(is_zero, 1.0, below))


def _filled(*args: Any) -> list[Any]:
    """Values as full arrays of one shape: the last bit of numpy's power and logarithm hangs on the layout in memory."""
    return [np.ascontiguousarray(array, float) for array in np.broadcast_arrays(*(np.atleast_1d(arg) for arg in args))]


@op
def grow(rate: Any, years: Any) -> Any:
    """(1 + rate) ** years: growth at a yearly rate over a number of years (negative years discount)."""
    power = np.power(*_filled(1.0 + rate, years))
    return float(power[0]) if _numbers(rate, years) else power


@op
def exponential(value: Any) -> Any:
    """e ** value."""
    power = np.exp(*_filled(value))
    return float(power[0]) if _numbers(value) else power


@op
def square_root(value: Any) -> Any:
    """Square root."""
    root = np.sqrt(*_filled(value))
    return float(root[0]) if _numbers(value) else root


@op
def logarithm(value: Any) -> Any:
    """Natural logarithm; blank where there is none."""
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.log(*_filled(value))
    found = np.where(np.isfinite(found), found, np.nan)
    return float(found[0]) if _numbers(value) else found


@op
def normal_share(value: Any) -> Any:
    """Share of a standard normal distribution that lies below a value."""
    (filled,) = _filled(value)
    found = np.vectorize(lambda x: 0.5 * math.erfc(-x / math.sqrt(2.0)), otypes=[float])(filled)
    return float(found[0]) if _numbers(value) else found


@op
def middle(left: Any, right: Any) -> Any:
    """The mean of two values."""
    return (left + right) / 2.0


@op
def annuity_share(rate: Any, payments: Any) -> Any:
    """Share of the balance repaid by the next of ``payments`` level payments: r / ((1 + r)^n - 1), or 1/n at rate 0."""
    rates, left = _filled(rate, payments)
    count = np.maximum(left, 1.0)
    growth = np.expm1(count * np.log1p(rates))
    share = np.divide(rates, growth, out=1.0 / count, where=(growth != 0) & (count > 1))  # the last repays all
    share = np.where(left > 0, share, 0.0)
    return float(share[0]) if _numbers(rate, payments) else share


@op
def total(row: Any) -> Any:
    """Sum of a row over its periods."""
    return np.add.reduce(np.ascontiguousarray(row), axis=1, keepdims=True)  # the layout decides in which order is added


@op
def lowest(row: Any) -> Any:
    """Least value of a row, blanks left out; blank when all are."""
    return np.fmin.reduce(np.ascontiguousarray(row), axis=1, keepdims=True)


@op
def highest(row: Any) -> Any:
    """Greatest value of a row, blanks left out; blank when all are."""
    return np.fmax.reduce(np.ascontiguousarray(row), axis=1, keepdims=True)


@op
def average(row: Any, flag: Any) -> Any:
    """Mean of a row over the periods in which the flag is 1, blanks left out; blank when there is none."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # all blank: the result is blank
        return np.nanmean(np.ascontiguousarray(np.where(flag != 0, row, np.nan)), axis=1, keepdims=True)


@op
def first(row: Any, flag: Any) -> Any:
    """Value of a row in the first period in which the flag is 1; blank when there is none."""
    if row.shape[1] != flag.shape[1]:
        row, flag = np.broadcast_arrays(row, flag)
    marked = np.not_equal(flag, 0.0)
    place = np.argmax(marked, axis=1)
    draws = np.arange(max(len(row), len(marked)))
    found = np.where(marked[np.arange(len(marked)), place], row[draws % len(row), place], np.nan)
    return found[:, None]


@op
def total_where(row: Any, key: Any) -> Any:
    """Sum of a row over all periods whose key equals (but for 1e-9) that of this period."""
    row, key = np.broadcast_arrays(row, key)
    same = np.abs(key[:, :, None] - key[:, None, :]) <= _CLOSE
    return np.einsum("dtp,dp->dt", same, row)


@op
def coming(row: Any, periods: Any) -> Any:
    """Sum of a row over the coming periods, this one left out; a broken number takes a share of the last one."""
    count = np.broadcast_to(np.asarray(periods, float), (np.asarray(periods).shape[0], 1))
    out = np.zeros_like(row + 0.0 * count)
    for ahead in range(1, min(int(np.ceil(count.max())), row.shape[1] - 1) + 1):
        share = np.clip(count - (ahead - 1), 0.0, 1.0)
        out[:, :-ahead] += row[:, ahead:] * share
    return out


@op
def recent(row: Any, periods: Any) -> Any:
    """Sum of a row over so many periods, this one the last; a broken number takes a share of the first of them."""
    count = np.broadcast_to(np.asarray(periods, float), (np.asarray(periods).shape[0], 1))
    out = np.zeros_like(row + 0.0 * count)
    for back in range(min(int(np.ceil(count.max())), row.shape[1])):
        out[:, back:] += row[:, : row.shape[1] - back] * np.clip(count - back, 0.0, 1.0)
    return out


@op
def lagged(row: Any, periods: Any) -> Any:
    """The row some whole periods before; 0 where that lies before the first period."""
    count = np.broadcast_to(np.asarray(periods, float), (np.asarray(periods).shape[0], 1))
    if count.size == 1:
        back = round(min(count.item(), row.shape[1]))
        return np.concatenate([np.zeros((len(row), back)), row[:, : row.shape[1] - back]], axis=1)
    index = np.arange(row.shape[1]) - np.round(np.minimum(count, row.shape[1])).astype(int)
    wide = np.broadcast_to(row, (max(len(row), len(index)), row.shape[1]))
    index = np.broadcast_to(index, wide.shape)
    return np.where(index >= 0, np.take_along_axis(wide, np.maximum(index, 0), axis=1), 0.0)


@op
def irr(flows: Any, years: Any) -> Any:
    """Internal rate of return per year of flows at the given times; blank unless ``irr_status`` is 0."""
    return returns.irr_kept(flows, years).rate[:, None]


@op
def irr_status(flows: Any, years: Any) -> Any:
    """How the return was found: see ``returns.IrrStatus``."""
    return returns.irr_kept(flows, years).status.astype(float)[:, None]
