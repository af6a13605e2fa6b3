"""Running a model with numpy: arrays are float64, shaped (draws, periods), or (1, periods), (draws, 1), (1, 1)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ppp_model.engine.kernel import Printed, Program
from ppp_model.engine.line import Given
from ppp_model.engine.model import Model
from ppp_model.engine.numbers import as_array, in_form
from ppp_model.engine.order import Needs, Step, depending_on, needed_by
from ppp_model.engine.settle import ROUND, STEPS, TOLERANCE, Circle, Layout
from ppp_model.engine.steps import CANNOT, LoopStep, RowStep, array_of, step_of
from ppp_model.errors import ModelError

__all__ = ["MOST_REPEATS", "ROUND", "STEPS", "TOLERANCE", "Floats", "Run", "run"]

Floats = NDArray[np.float64]
MOST_REPEATS = 600
Steps = list[RowStep | LoopStep]
_WORTH_A_PART = 20
"""From so many lines on, those that hang on the same solved inputs are worked out only when one of these moves."""


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
    fixed = {name: array_of(value, periods, name) for name, value in (held or {}).items()}
    unknown = [name for name in (*fixed, *inputs) if name not in model.rows]
    if unknown:
        raise ModelError(f"not a line of the model: {', '.join(unknown)}")
    plan = _plan_of(model, frozenset(fixed), frozenset(wanted or ()))
    values = dict(fixed)
    for name, part in plan.givens.items():
        if name in inputs:
            values[name] = array_of(inputs[name], periods, name)
        elif name in plan.solved:
            guess = 0.0 if part.latched else (start or {}).get(name, 0.0)
            values[name] = array_of(guess, periods, name)
        else:
            raise ModelError(f"input {name!r} has no value ({part.doc})")
    result = Run(values)
    with np.errstate(divide="raise", invalid="ignore", over="ignore"):
        for step in plan.before:
            step.run(values, periods)
        if plan.circle:
            _settle(plan, plan.circle, result, periods, MOST_REPEATS if repeats is None else repeats)
        for step in plan.after:
            step.run(values, periods)
    if repeats is None and np.any(result.unsettled):
        worst = max(result.residuals, key=lambda name: result.residuals[name])
        raise ModelError(
            f"{worst!r} and {plan.solved[worst]!r} do not settle after {MOST_REPEATS} repeats:"
            f" {result.residuals[worst]:.6g} is left between them"
        )
    return result


@dataclass(frozen=True)
class Plan:
    """What a run does for given held and wanted lines; the parts within are repeated until the circle settles."""

    givens: dict[str, Given]
    solved: dict[str, str]
    before: Steps
    within: list[Part]
    after: Steps
    circle: Circle | None
    printed: Printed
    """The parts within, each as one program for a single draw."""


@dataclass(frozen=True)
class Part:
    """Steps within a circle, and the places of the solved inputs that they hang on: unless one moves they stay."""

    steps: Steps
    inputs: set[int]


def _plan_of(model: Model, fixed: frozenset[str], wanted: frozenset[str]) -> Plan:
    cache: dict[tuple[frozenset[str], frozenset[str]], Plan] = model.__dict__.setdefault("_plans", {})
    if (fixed, wanted) not in cache:
        cache[fixed, wanted] = _plan(model, fixed, wanted)
    return cache[fixed, wanted]


def _plan(model: Model, fixed: frozenset[str], wanted: frozenset[str]) -> Plan:
    needs = {name: {} if name in fixed else need for name, need in model.needs.items()}
    solved = {name: line for name, line in model.solved.items() if name not in fixed}
    needed = _needed(model, needs, solved, wanted)
    solved = {name: line for name, line in solved.items() if name in needed}
    given = {name: row.part for name, row in model.rows.items() if isinstance(row.part, Given)}
    ordered = [step for step in model.steps(fixed) if not needed.isdisjoint(step.lines)]
    ordered = [step for step in ordered if step.lines[0] not in fixed and step.lines[0] not in given]
    circle = Circle(model, solved)
    if solved.keys() == circle.latched:
        leads, moves = set(model.rows), set()
    else:
        leads, moves = needed_by(solved.values(), needs), depending_on(solved, needs)
    before = [step for step in ordered if leads & set(step.lines) and not moves & set(step.lines)]
    within = [step for step in ordered if leads & set(step.lines) and moves & set(step.lines)]
    after = [step for step in ordered if not leads & set(step.lines)]
    parts = _parts(within, circle, needs)
    return Plan(
        {name: part for name, part in given.items() if name in needed and name not in fixed},
        solved,
        [step_of(model, step) for step in before],
        [Part([step_of(model, step) for step in steps], inputs) for inputs, steps in parts],
        [step_of(model, step) for step in after],
        circle if moves else None,
        Printed(model, [steps for _, steps in parts], solved),
    )


def _parts(within: list[Step], circle: Circle, needs: Needs) -> list[tuple[set[int], list[Step]]]:
    """Steps by the solved inputs that they hang on, those on few of them first; what hangs on others is with more."""
    moved_by = {name: {place} for place, name in enumerate(circle.names)}
    lines: Counter[frozenset[int]] = Counter()
    for step in within:
        inputs = set().union(*(moved_by.get(other, ()) for name in step.lines for other in needs[name]))
        moved_by |= dict.fromkeys(step.lines, inputs)
        lines[frozenset(inputs)] += len(step.lines)
    kinds = sorted((inputs for inputs, count in lines.items() if count >= _WORTH_A_PART), key=len)
    parts: list[tuple[set[int], list[Step]]] = [(set(inputs), []) for inputs in (*kinds, range(len(circle.names)))]
    for step in within:
        next(steps for inputs, steps in parts if moved_by[step.lines[0]] <= inputs).append(step)
    return [part for part in parts if part[1]]


def _needed(model: Model, needs: Needs, solved: Mapping[str, str], wanted: frozenset[str]) -> set[str]:
    if not wanted:
        return set(model.rows)
    needed, found = needed_by(wanted, needs), set[str]()
    while found != needed:  # what an input is solved for may need other solved inputs
        found = needed
        needed = found | needed_by([line for name, line in solved.items() if name in found], needs)
    return needed


def _settle(plan: Plan, circle: Circle, result: Run, periods: int, most: int) -> None:
    """Repeat the parts within until the solved inputs are equal to their lines, ``most`` times at most."""
    programs = plan.printed.programs(result.values)
    if programs:
        try:
            _repeat(_OneDraw(plan, programs, circle, result.values, periods), circle, result, most)
            return
        except CANNOT:
            pass
    _repeat(_OnArrays(plan, circle, result.values, periods), circle, result, most)


def _repeat(repeated: _OneDraw | _OnArrays, circle: Circle, result: Run, most: int) -> None:
    moved, found_before = set(range(len(circle.names))), None
    for result.repeats in range(1, most + 1):
        layout, guess, found = repeated.once(moved)
        gap, moving, is_open = layout.gaps(guess, found)
        if not np.any(is_open):
            break
        ahead = layout.ahead(guess, found, found if found_before is None else found_before, result.repeats, moving)
        ahead = np.where(is_open, ahead, guess)
        repeated.try_next(ahead)
        moved, found_before = layout.moved(guess, ahead), found
    repeated.keep()
    free = zip(circle.names, layout.columns, strict=True)
    result.residuals = {name: float(np.max(gap[:, place])) for name, place in free if name not in circle.latched}
    result.unsettled = is_open.reshape(-1)


class _OnArrays:
    """The parts within on arrays of many draws."""

    def __init__(self, plan: Plan, circle: Circle, values: dict[str, Floats], periods: int) -> None:
        self._parts, self._circle, self._values, self._periods = plan.within, circle, values, periods
        self._layout = circle.laid_out([1] * len(circle.names))

    def once(self, moved: set[int]) -> tuple[Layout, Floats, Floats]:
        """Work out the lines that hang on what moved; the solved inputs and their lines, side by side."""
        for part in self._parts:
            if not part.inputs.isdisjoint(moved):
                for step in part.steps:
                    step.run(self._values, self._periods)
        guess = [self._values[name] for name in self._circle.names]
        found = [self._values[name] for name in self._circle.lines]
        widths = tuple(max(now.shape[1], line.shape[1]) for now, line in zip(guess, found, strict=True))
        if widths != self._layout.widths:
            self._layout = self._circle.laid_out(widths)
        return self._layout, self._layout.side_by_side(guess), self._layout.side_by_side(found)

    def try_next(self, guess: Floats) -> None:
        """Give the solved inputs other values."""
        for name, place in zip(self._circle.names, self._layout.columns, strict=True):
            self._values[name] = np.ascontiguousarray(guess[:, place])

    def keep(self) -> None:
        """The values are in place."""


class _OneDraw:
    """The parts within as programs on plain numbers. Their values are in place once they are kept."""

    def __init__(
        self, plan: Plan, programs: Sequence[Program], circle: Circle, values: dict[str, Floats], periods: int
    ) -> None:
        self._plan, self._programs, self._circle = plan, programs, circle
        self._values, self._periods = values, periods
        wide = programs[0].wide
        pairs = zip(circle.names, circle.lines, strict=True)
        self._layout = circle.laid_out([periods if {*pair} & wide else 1 for pair in pairs])
        self._guess = self._layout.side_by_side([values[name] for name in circle.names])
        inside = {name for program in programs for name in program.lines}.union(circle.names)
        self._plain = {name: values[name] for program in programs for name, _ in program.outside if name not in inside}
        """What each line is now, as a number, column or row."""
        self._plain |= {line: values[line] for line in circle.lines if line not in inside}
        self._given = [
            [None if name in inside else in_form(values[name], form) for name, form in program.outside]
            for program in programs
        ]
        self._moving = [
            [(n, name, form) for n, (name, form) in enumerate(program.outside) if name in inside]
            for program in programs
        ]
        self.try_next(self._guess)

    def once(self, moved: set[int]) -> tuple[Layout, Floats, Floats]:
        """Work out the lines that hang on what moved; the solved inputs and their lines, side by side."""
        plain = self._plain
        for part, program, given, moving in zip(
            self._plan.within, self._programs, self._given, self._moving, strict=True
        ):
            if not part.inputs.isdisjoint(moved):
                for n, name, form in moving:
                    given[n] = in_form(plain[name], form)
                plain.update(zip(program.few, program.function(*given, self._periods, False), strict=True))
        lines = [as_array(plain[line]) for line in self._circle.lines]
        return self._layout, self._guess, self._layout.side_by_side(lines)

    def try_next(self, guess: Floats) -> None:
        """Give the solved inputs other values."""
        self._guess = guess
        for name, place in zip(self._circle.names, self._layout.columns, strict=True):
            self._plain[name] = guess[:, place]

    def keep(self) -> None:
        """Put the values of all lines in place."""
        self._values.update({name: as_array(self._plain[name]) for name in self._circle.names})
        for program, given in zip(self._programs, self._given, strict=True):
            found = program.function(*given, self._periods, True)
            self._values.update(zip(program.lines, map(as_array, found), strict=True))
