"""Which lines differ from draw to draw, which of them machine code works out, and in which phase of a run."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from ppp_model.engine.line import Given
from ppp_model.engine.model import Model
from ppp_model.engine.native.items import CANNOT, Item, Taken, formula_of, functions_of
from ppp_model.engine.order import Step, depending_on, needed_by
from ppp_model.engine.settle import Circle


@dataclass(frozen=True)
class Plan:
    """The part of a model that machine code runs for each draw."""

    drawn: tuple[str, ...]
    """Given and held lines that differ from draw to draw, apart from those that are solved."""
    fixed: tuple[str, ...]
    """Lines that are the same in all draws, as far as the others need them."""
    rows: frozenset[str]
    """Names that have a value for each period."""
    before: tuple[Item, ...]
    within: tuple[Item, ...]
    """What is repeated until the circle settles."""
    after: tuple[Item, ...]
    circle: Circle | None
    outputs: tuple[str, ...]
    """Lines that differ from draw to draw and are wanted, or needed for what is left to numpy."""
    rest: tuple[Step, ...]
    """Steps left to numpy, which nothing else needs."""

    @property
    def items(self) -> tuple[Item, ...]:
        """All items, phase by phase."""
        return (*self.before, *self.within, *self.after)


class Unfit(Exception):  # noqa: N818
    """The circle needs a function that machine code does not have."""


def plan_of(
    model: Model, held: Collection[str], drawn: Collection[str], widths: Mapping[str, int], wanted: set[str]
) -> Plan:
    """The plan for lines that are ``held``, lines whose values are ``drawn``, and inputs of so many columns.

    Raises Unfit where it cannot be done.
    """
    needs = {name: {} if name in held else need for name, need in model.needs.items()}
    solved = {name: line for name, line in model.solved.items() if name not in held}
    needed = needed_by(wanted, needs)
    while True:
        more = needed | needed_by([line for name, line in solved.items() if name in needed], needs)
        if more == needed:
            break
        needed = more
    solved = {name: line for name, line in solved.items() if name in needed}
    circle = Circle(model, solved)
    if solved.keys() == circle.latched:
        solved, leads, moves = {}, set(), set()  # latches are 0 and nothing is repeated
    else:
        leads, moves = needed_by(solved.values(), needs) & needed, depending_on(solved, needs) & needed
    moving = depending_on([*drawn, *solved], needs) & needed
    every = [step for step in model.steps(held) if needed & set(step.lines) and step.lines[0] not in held]
    every = [step for step in every if not isinstance(model.rows[step.lines[0]].part, Given)]
    steps = [step for step in every if moving & set(step.lines)]
    left = {name for step in steps for name in step.lines if _left_to_numpy(model, name)}
    rest = depending_on(left, needs) & needed
    if rest & leads:
        raise Unfit
    own = [step for step in steps if not rest & set(step.lines)]
    rows = _rows(model, every, solved, {name for name, width in widths.items() if width > 1 and name not in solved})
    taken = Taken(model, rows)
    taken.items(step for step in every if not moving & set(step.lines))
    before = taken.items(s for s in own if leads & set(s.lines) and not moves & set(s.lines))
    within = taken.items(s for s in own if leads & set(s.lines) and moves & set(s.lines))
    after = taken.items(s for s in own if not leads & set(s.lines))
    rest_steps = tuple(step for step in steps if rest & set(step.lines))
    for_rest = {other for step in rest_steps for name in step.lines for other in needs[name]} - rest
    reads = {name for item in (*before, *within, *after) for name, _ in item.reads} | set(solved.values())
    return Plan(
        tuple(name for name in model.rows if name in drawn and name in needed),
        tuple(name for name in model.rows if name in reads and name not in moving),
        frozenset(taken.rows), tuple(before), tuple(within), tuple(after), circle if solved else None,
        tuple(name for name in model.rows if name in moving - rest and name in wanted | for_rest), rest_steps,
    )  # fmt: skip


def _left_to_numpy(model: Model, name: str) -> bool:
    return bool(functions_of(formula_of(model.rows[name])) & CANNOT)


def _rows(model: Model, steps: list[Step], solved: Mapping[str, str], given: set[str]) -> set[str]:
    """Names of lines that have a value for each period: a solved input has as many as the line it is solved for."""
    rows = set(given)
    while True:
        taken = Taken(model, set(rows))
        taken.items(steps)
        found = {name for name, line in solved.items() if line in taken.rows}
        if found <= rows:
            return rows
        rows |= found
