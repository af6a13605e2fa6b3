"""Running a model with numpy: arrays are float64, shaped (draws, periods), or (1, periods), (draws, 1), (1, 1)."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ppp_model.engine.kernel import printed_loop
from ppp_model.engine.line import Formula, Given, SumOf, When
from ppp_model.engine.model import Model
from ppp_model.engine.order import Needs, Step, depending_on, needed_by
from ppp_model.errors import ModelError

Floats = NDArray[np.float64]

TOLERANCE = 1e-12
"""Largest gap left between a solved input and its line, as a share of the largest value solved for."""
MOST_REPEATS = 600
ROUND = 200
"""Repeats in a round: 60 close the whole gap, 60 half of it, the others a quarter, which ends a circle that swings."""
STEPS = ((60, 1.0), (120, 0.5), (ROUND, 0.25))


@dataclass
class Run:
    """The values of every line, and for each solved input what is left between it and its line."""

    values: dict[str, Floats]
    residuals: dict[str, float] = field(default_factory=dict)
    repeats: int = 0
    unsettled: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(1, dtype=bool))
    """Draws that a limited number of repeats leaves open; their values mean nothing."""


def run(
    model: Model,
    inputs: Mapping[str, Any],
    periods: int,
    held: Mapping[str, Any] | None = None,
    start: Mapping[str, Any] | None = None,
    wanted: set[str] | None = None,
    repeats: int | None = None,
) -> Run:
    """Calculate every line of a model, or only those ``wanted`` and what they need.

    ``inputs`` gives each input line a number or an array with two axes; ``held`` keeps any other line at a value and
    ``start`` gives first guesses for solved inputs. Raises ModelError for a missing input, a division by zero (with
    the line's name), or a circle that does not settle (with the gap); with ``repeats`` a circle ends after so many,
    and ``unsettled`` says which draws it leaves open.
    """
    fixed = {name: _array(value, periods, name) for name, value in (held or {}).items()}
    unknown = [name for name in (*fixed, *inputs) if name not in model.rows]
    if unknown:
        raise ModelError(f"not a line of the model: {', '.join(unknown)}")
    solved = {name: line for name, line in model.solved.items() if name not in fixed}
    values: dict[str, Floats] = dict(fixed)
    needs = {name: {} if name in fixed else need for name, need in model.needs.items()}
    needed = needed_by(wanted, needs) if wanted else set(model.rows)
    found: set[str] = set()
    while found != needed:  # what an input is solved for may need other solved inputs
        found = needed
        needed = found | needed_by([line for name, line in solved.items() if name in found], needs)
    for name, row in model.rows.items():
        if isinstance(row.part, Given) and name not in values and name in needed:
            if name in inputs:
                values[name] = _array(inputs[name], periods, name)
            elif name in solved:
                guess = 0.0 if row.part.latched else (start or {}).get(name, 0.0)
                values[name] = _array(guess, periods, name)
            else:
                raise ModelError(f"input {name!r} has no value ({row.doc})")
    ordered = [step for step in model.steps(fixed) if not needed.isdisjoint(step.lines)]
    ordered = [step for step in ordered if step.lines[0] not in values]
    result = Run(values, repeats=MOST_REPEATS if repeats is None else repeats)
    with np.errstate(divide="raise", invalid="ignore", over="ignore"):
        _settle(model, needs, ordered, values, {n: s for n, s in solved.items() if n in needed}, periods, result)
    if repeats is None and np.any(result.unsettled):
        worst = max(result.residuals, key=lambda name: result.residuals[name])
        raise ModelError(
            f"{worst!r} and {solved[worst]!r} do not settle after {MOST_REPEATS} repeats:"
            f" {result.residuals[worst]:.6g} is left between them"
        )
    return result


def _settle(
    model: Model,
    needs: Needs,
    ordered: list[Step],
    values: dict[str, Floats],
    solved: dict[str, str],
    periods: int,
    result: Run,
) -> None:
    """Run what leads to the solved inputs until they settle, ``result.repeats`` times at most, then the rest once."""
    latched = {name for name in solved if model.rows[name].part.latched}  # type: ignore[union-attr]
    if solved.keys() == latched:
        result.repeats = 0
        for step in ordered:
            _step(model, step, values, periods)
        return
    leads = needed_by(solved.values(), needs)
    moves = depending_on(solved, needs)
    before = [step for step in ordered if leads & set(step.lines) and not moves & set(step.lines)]
    within = [step for step in ordered if leads & set(step.lines) and moves & set(step.lines)]
    for step in before:
        _step(model, step, values, periods)
    flags_before: dict[str, Floats] = {}
    most = result.repeats
    for result.repeats in range(1, most + 1):
        for step in within:
            _step(model, step, values, periods)
        gaps = {name: _gap(values[name], values[line]) for name, line in solved.items() if name not in latched}
        moving: Any = False
        for unit in {model.rows[name].part.unit for name in gaps}:
            alike = [gaps[name] for name in gaps if model.rows[name].part.unit == unit]
            largest = functools.reduce(np.maximum, [scale for _, scale in alike])
            widest = functools.reduce(np.maximum, [gap for gap, _ in alike])
            moving = moving | ~(np.isfinite(largest) & (widest <= TOLERANCE * largest + TOLERANCE))
        open_draws = functools.reduce(np.logical_or, [_refuted(values[n], values[solved[n]]) for n in latched], moving)
        if not np.any(open_draws):
            break
        share = next(share for last, share in STEPS if (result.repeats - 1) % ROUND < last)
        for name, line in solved.items():
            now, found = values[name], values[line]
            if name in latched:
                ahead = _latched(now, found, flags_before.get(line, found), result.repeats, moving)
                flags_before[line] = found
            else:
                ahead = found if share == 1 else now + share * (found - now)
            values[name] = np.where(open_draws, ahead, now)
    result.residuals = {name: float(np.max(gap)) for name, (gap, _) in gaps.items()}
    result.unsettled = np.asarray(open_draws).reshape(-1)
    done = {id(step) for step in (*before, *within)}
    for step in ordered:
        if id(step) not in done:
            _step(model, step, values, periods)


def _latched(latch: Floats, flag: Floats, flag_before: Floats, repeats: int, moving: NDArray[np.bool_]) -> Floats:
    """A latch after one more repeat: see ``Given``. What a flag says against its latch counts once all else settles."""
    if repeats <= ROUND:
        return latch
    latch = np.where((flag != flag_before) & (latch == 0), -1.0, latch)
    return np.where((latch < 0) & (flag > 0) & (~moving | (repeats > 2 * ROUND)), 1.0, latch)


def _refuted(latch: Floats, flag: Floats) -> NDArray[np.bool_]:
    """Draws in which a flag that is taken as 0 is 1 somewhere, shaped (draws, 1)."""
    refuted: NDArray[np.bool_] = np.any((latch < 0) & (flag > 0), axis=1, keepdims=True)
    return refuted


def _gap(guess: Floats, found: Floats) -> tuple[Floats, Floats]:
    """Largest difference and largest size over the periods, each shaped (draws, 1)."""
    gap = np.max(np.abs(found - guess), axis=1, keepdims=True)
    return gap, np.max(np.abs(found), axis=1, keepdims=True)


def _array(value: Any, periods: int, name: str) -> Floats:
    array = np.asarray(value, dtype=float)
    if array.ndim == 0:
        array = array.reshape(1, 1)
    if array.ndim != 2 or array.shape[1] not in (1, periods):
        raise ModelError(f"{name!r} must be shaped (draws, {periods}) or (draws, 1), not {array.shape}")
    return array


def _step(model: Model, step: Step, values: dict[str, Floats], periods: int) -> None:
    if step.direction:
        _loop(model, step, values, periods)
        return
    name = step.lines[0]
    row = model.rows[name]
    try:
        if isinstance(row.part, SumOf):
            values[name] = sum((values[other] for other, _ in row.arguments.values()), np.zeros((1, 1)))
        else:
            assert isinstance(row.part, Formula)
            arguments = [_shifted(values[other], when, periods) for other, when in row.arguments.values()]
            values[name] = _array(row.part.function(*arguments), periods, name)
    except (FloatingPointError, ZeroDivisionError):
        raise ModelError(f"line {name!r} divides by zero: {row.text}") from None


def _shifted(array: Floats, when: When, periods: int) -> Floats:
    """A row as an argument sees it: as it is, whole, or moved by one period with 0 at the end that is left open."""
    if when is When.NOW:
        return array
    array = np.broadcast_to(array, (array.shape[0], periods))
    if when is When.ALL:
        return array
    moved = np.zeros_like(array)
    if when is When.PREV:
        moved[:, 1:] = array[:, :-1]
    else:
        moved[:, :-1] = array[:, 1:]
    return moved


Column = list[Any]
"""One value per period (a number, or an array over the draws), with a 0 before the first and after the last."""


def _loop(model: Model, step: Step, values: dict[str, Floats], periods: int) -> None:
    """Run lines that need each other across periods, one period after the other, all draws at once."""
    if _single_loop(model, step, values, periods):
        return
    columns: dict[str, Column] = {name: [0.0] * (periods + 2) for name in step.lines}
    plan: list[tuple[Callable[..., Any], list[tuple[Column, int]], Column]] = []
    for name in step.lines:
        row = model.rows[name]
        sources = []
        for other, when in row.arguments.values():
            if other not in columns:
                columns[other] = _column(values[other], periods)
            if when is When.ALL:
                raise ModelError(f"line {name!r} runs period by period and cannot need all of {other!r}")
            sources.append((columns[other], {When.NOW: 1, When.PREV: 0, When.NEXT: 2}[when]))
        function = _add if isinstance(row.part, SumOf) else row.part.function  # type: ignore[union-attr]
        plan.append((function, sources, columns[name]))
    span = range(periods) if step.direction > 0 else range(periods - 1, -1, -1)
    try:
        for period in span:
            for function, sources, target in plan:
                target[period + 1] = function(*[column[period + shift] for column, shift in sources])
    except (FloatingPointError, ZeroDivisionError, OverflowError) as error:
        name = next(name for name in step.lines if columns[name] is target)
        what = "grows beyond all bounds" if isinstance(error, OverflowError) else "divides by zero"
        raise ModelError(f"line {name!r} {what} in period {period}: {model.rows[name].text}") from None
    for name in step.lines:
        values[name] = _row(columns[name][1:-1])


def _single_loop(model: Model, step: Step, values: dict[str, Floats], periods: int) -> bool:
    """Run a loop by its printed function if there is one draw; false when there are more, or it divides by zero."""
    inside = set(step.lines)
    needed = {other for name in step.lines for other in model.needs[name] if other not in inside}
    if any(len(values[other]) > 1 for other in needed):
        return False
    columns = {other: _column(values[other], periods) for other in needed}
    columns |= {name: [0.0] * (periods + 2) for name in step.lines}
    try:
        printed_loop(model, step)(columns, periods)
    except (ZeroDivisionError, OverflowError):
        return False  # the slow way says where
    for name in step.lines:
        values[name] = np.array(columns[name][1:-1]).reshape(1, -1)
    return True


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
