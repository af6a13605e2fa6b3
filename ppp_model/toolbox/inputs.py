"""Checks of the numbers that a caller of the toolbox hands in: every refusal names the argument and what it got."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ppp_model.errors import ModelError

Floats: TypeAlias = NDArray[np.float64]
Numbers: TypeAlias = Any
"""A number where a number was given, an array of the same shape where an array was given."""

ROUNDING = 0.005
"""How far published shares may miss 1: ten shares rounded to 0.1 % can miss by 0.5 %."""
_SAME, _TIE = 1e-6, 1e-9
"""How far the end of a Lorenz curve may miss 1; a difference that is rounding."""


def numbers(name: str, value: ArrayLike, above: float | None = None, least: float | None = None) -> Floats:
    """The value as floats; an error that names it when it is not finite, not above ``above`` or below ``least``."""
    result = np.asarray(value, dtype=float)
    _refuse(~np.isfinite(result), f"{name} must be finite", result)
    if above is not None:
        _refuse(result <= above, f"{name} must be above {above:g}", result)
    if least is not None:
        _refuse(result < least, f"{name} must be {least:g} or more", result)
    return result


def fractions(name: str, value: ArrayLike) -> Floats:
    """Numbers from 0 to 1; a running total above 1 by rounding counts as 1."""
    result = numbers(name, value, least=0.0)
    _refuse(result > 1.0 + _TIE, f"{name} must be between 0 and 1 (40 % is 0.4)", result)
    return np.asarray(np.minimum(result, 1.0))


def _refuse(bad: NDArray[np.bool_], what: str, value: Floats) -> None:
    """An error with the first number that is bad, if there is one."""
    if np.any(bad):
        raise ModelError(f"{what} (got {value[bad].flat[0]:g}).")


def shares(name: str, value: ArrayLike) -> Floats:
    """Shares of a whole, shaped (groups,), put right for rounding so that they add up to 1."""
    result = np.atleast_1d(fractions(name, value))
    total = float(result.sum())
    if result.ndim != 1 or abs(total - 1.0) > ROUNDING:
        raise ModelError(f"{name} must be one row of shares that add up to 1 (they add up to {total:g}).")
    return result / total


def like(name: str, value: ArrayLike, other_name: str, other: Floats) -> Floats:
    """Numbers of 0 or more, one for each of ``other``."""
    result = np.atleast_1d(numbers(name, value, least=0.0))
    if result.shape != other.shape:
        raise ModelError(f"{name} and {other_name} must have the same length (got {result.shape} and {other.shape}).")
    return result


def lorenz_points(p: ArrayLike, lorenz: ArrayLike) -> tuple[Floats, Floats]:
    """Points of a Lorenz curve without (0, 0): both rising, income never above people, the last point (1, 1)."""
    people, income = np.atleast_1d(fractions("p", p)), np.atleast_1d(fractions("lorenz", lorenz))
    if people.ndim != 1 or people.shape != income.shape:
        raise ModelError(f"p and lorenz must have the same length (got {people.shape} and {income.shape}).")
    if people.size and people[0] == 0.0 and income[0] == 0.0:
        people, income = people[1:], income[1:]
    if people.size == 0 or abs(people[-1] - 1.0) > _SAME or abs(income[-1] - 1.0) > _SAME:
        raise ModelError("The last point of a Lorenz curve must be (1, 1): everyone has everything.")
    if people[0] <= 0.0 or np.any(np.diff(people) <= 0.0):
        raise ModelError(f"p must rise from one point to the next, and lie above 0 (got {people}).")
    if np.any(np.diff(income) < 0.0):
        raise ModelError(f"lorenz must not fall from one point to the next (got {income}).")
    _refuse(income > people + _TIE, "lorenz must not lie above p: order people from poor to rich", income)
    return people, income
