"""Running one step of a model on values by name: a line over all periods, or a loop of lines period by period."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ppp_model.engine.kernel import Printed
from ppp_model.engine.line import Formula, When
from ppp_model.engine.model import Model
from ppp_model.engine.numbers import as_array, in_form, row_next, row_prev
from ppp_model.engine.order import Step
from ppp_model.errors import ModelError

Floats = NDArray[np.float64]
Values = dict[str, Floats]
Column = list[Any]
"""One value per period (a number, or an array over the draws), with a 0 before the first and after the last."""
CANNOT = (ZeroDivisionError, OverflowError, FloatingPointError)
"""What a printed program may raise; the way on arrays then gives the value, or says which line cannot be worked out."""


def array_of(value: Any, periods: int, name: str) -> Floats:
    """A value of a line as an array with two axes. Raises ModelError for another shape."""
    array: Floats = np.asarray(value, dtype=float)
    if array.ndim == 0:
        array = array.reshape(1, 1)
    if array.ndim != 2 or array.shape[1] not in (1, periods):
        raise ModelError(f"{name!r} must be shaped (draws, {periods}) or (draws, 1), not {array.shape}")
    return array


class RowStep:
    """One line over all periods and draws at once."""

    def __init__(self, model: Model, step: Step) -> None:
        self.lines = step.lines
        self._name, self._row = step.lines[0], model.rows[step.lines[0]]
        self._sources = tuple(self._row.arguments.values())
        self._all_now = all(when is When.NOW for _, when in self._sources)
        self._function: Callable[..., Any] = _sum
        if isinstance(self._row.part, Formula):
            self._function = self._row.part.function

    def run(self, values: Values, periods: int) -> None:
        """Add the line to the values. Raises ModelError where it divides by zero."""
        if self._all_now:
            arguments = [values[other] for other, _ in self._sources]
        else:
            arguments = [_shifted(values[other], when, periods) for other, when in self._sources]
        try:
            values[self._name] = array_of(self._function(*arguments), periods, self._name)
        except (FloatingPointError, ZeroDivisionError):
            raise ModelError(f"line {self._name!r} divides by zero: {self._row.text}") from None


def _sum(*arrays: Floats) -> Any:
    return sum(arrays, np.zeros((1, 1)))


def _shifted(array: Floats, when: When, periods: int) -> Floats:
    """A row as an argument sees it: as it is, whole, or moved by one period with 0 at the end that is left open."""
    if when is When.NOW:
        return array
    if array.shape[1] != periods:
        array = np.broadcast_to(array, (array.shape[0], periods))
    if when is When.ALL:
        return array
    return row_prev(array) if when is When.PREV else row_next(array)


class LoopStep:
    """Lines that need each other across periods, one period after the other: printed for one draw, else on arrays."""

    def __init__(self, model: Model, step: Step) -> None:
        self.lines = step.lines
        self._model, self._step = model, step
        self._printed = Printed(model, [[step]])

    def run(self, values: Values, periods: int) -> None:
        """Add the lines to the values. Raises ModelError where one divides by zero or has no bounds."""
        for program in self._printed.programs(values):
            try:
                outside = [in_form(values[name], form) for name, form in program.outside]
                found = program.function(*outside, periods, True)
            except CANNOT:
                break
            values.update(zip(program.lines, map(as_array, found), strict=True))
            return
        self._run_on_arrays(values, periods)

    def _run_on_arrays(self, values: Values, periods: int) -> None:
        step = self._step
        columns: dict[str, Column] = {name: [0.0] * (periods + 2) for name in step.lines}
        plan: list[tuple[Callable[..., Any], list[tuple[Column, int]], Column]] = []
        for name in step.lines:
            row = self._model.rows[name]
            sources = []
            for other, when in row.arguments.values():
                if other not in columns:
                    columns[other] = _column(values[other], periods)
                sources.append((columns[other], {When.NOW: 1, When.PREV: 0, When.NEXT: 2}[when]))
            plan.append((row.part.function if isinstance(row.part, Formula) else _add, sources, columns[name]))
        span = range(periods) if step.direction > 0 else range(periods - 1, -1, -1)
        try:
            for period in span:
                for function, sources, target in plan:
                    target[period + 1] = function(*[column[period + shift] for column, shift in sources])
        except CANNOT as error:
            name = next(name for name in step.lines if columns[name] is target)
            what = "grows beyond all bounds" if isinstance(error, OverflowError) else "divides by zero"
            raise ModelError(f"line {name!r} {what} in period {period}: {self._model.rows[name].text}") from None
        for name in step.lines:
            values[name] = _row(columns[name][1:-1])


def step_of(model: Model, step: Step) -> RowStep | LoopStep:
    """A step of the order as one that can be run."""
    return LoopStep(model, step) if step.direction else RowStep(model, step)


def _add(*numbers: Any) -> Any:
    return sum(numbers, 0.0)


def _column(array: Floats, periods: int) -> Column:
    if len(array) == 1:
        inner: Column = array[0].tolist()
    else:
        inner = list(np.ascontiguousarray(array.T))
    return [0.0, *(inner * periods if array.shape[1] == 1 else inner), 0.0]


def _row(inner: Column) -> Floats:
    draws = max(np.size(value) for value in inner)
    row = np.empty((draws, len(inner)))
    for period, value in enumerate(inner):
        row[:, period] = value
    return row
