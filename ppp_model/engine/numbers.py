"""What a printed program calls on plain numbers, columns (sequences over the periods) and rows (arrays of one draw)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_CLOSE = 1e-9


def _slack(left: float, right: float) -> float:
    size = max(abs(left), abs(right))
    return _CLOSE * size if size < math.inf else 0.0


def number_at_least(left: float, right: float) -> float:
    """``ops.at_least`` of two numbers."""
    return 1.0 if left >= right - _slack(left, right) else 0.0


def number_more_than(left: float, right: float) -> float:
    """``ops.more_than`` of two numbers."""
    return 1.0 if left > right + _slack(left, right) else 0.0


def number_is_equal(left: float, right: float) -> float:
    """``ops.is_equal`` of two numbers."""
    return 1.0 if abs(left - right) <= _slack(left, right) else 0.0


def full(value: float, periods: int) -> Floats:
    """A number in each of so many periods, shaped (1, periods)."""
    return np.full((1, periods), value)


def to_row(column: Sequence[float]) -> Floats:
    """A column as an array shaped (1, periods)."""
    return np.array([column])


def to_column(row: Floats) -> list[float]:
    """A row of one draw as a list."""
    column: list[float] = row[0].tolist()
    return column


def first(row: Floats, flag: Floats) -> Floats:
    """``ops.first`` of one draw, shaped (1, 1)."""
    marked = np.not_equal(flag[0], 0.0)
    place = marked.argmax()
    return row[:, place : place + 1] if marked[place] else np.full((1, 1), np.nan)


def row_prev(row: Floats) -> Floats:
    """Each period's value one period later, 0 in the first."""
    moved = np.zeros_like(row)
    moved[:, 1:] = row[:, :-1]
    return moved


def row_next(row: Floats) -> Floats:
    """Each period's value one period earlier, 0 in the last."""
    moved = np.zeros_like(row)
    moved[:, :-1] = row[:, 1:]
    return moved


def column_prev(column: Sequence[float]) -> list[float]:
    """Each period's value one period later, 0 in the first."""
    return [0.0, *column[:-1]]


def column_next(column: Sequence[float]) -> list[float]:
    """Each period's value one period earlier, 0 in the last."""
    return [*column[1:], 0.0]


def as_array(value: Any) -> Floats:
    """A number, column or row of a program as an array shaped (1, 1) or (1, periods)."""
    if isinstance(value, np.ndarray):
        return value
    return np.array([value]) if isinstance(value, (tuple, list)) else np.array([[value]])


def in_form(value: Any, form: str) -> Any:
    """A number, column or row (or an array of one value) as a "number", a "column" or a "row"."""
    if form == "number":
        return value.item() if isinstance(value, np.ndarray) else value
    if form == "row":
        return value if isinstance(value, np.ndarray) else np.array([value])
    return to_column(value) if isinstance(value, np.ndarray) else value
