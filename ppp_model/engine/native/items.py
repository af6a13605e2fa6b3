"""Formulas taken apart: what is worked out period by period, and what needs a whole row first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ppp_model.engine.line import Formula, SumOf, When
from ppp_model.engine.model import Model, Row
from ppp_model.engine.order import Step
from ppp_model.engine.trace import Expr, Symbol

FOLDS = {"total", "lowest", "highest", "average", "first"}
"""Functions of whole rows that give one number."""
SWEEPS = {"coming", "recent", "lagged", "total_where"}
"""Functions of whole rows that give a row."""
CANNOT = {"irr", "irr_status"}
"""Functions that are left to numpy."""

Read = tuple[str, When]


@dataclass(frozen=True)
class Item:
    """Something to work out: ``kind`` is "scalar", "row", "fold", "sweep" or "loop" (rows that need each other)."""

    kind: str
    names: tuple[str, ...]
    formulas: tuple[Any, ...]
    """The formula of each name, in names of lines (``Symbol``)."""
    direction: int = 0
    """Of a loop: +1 forward, -1 backward."""

    @cached_property
    def reads(self) -> frozenset[Read]:
        """The lines that the formulas need, and when."""
        return frozenset(read for formula in self.formulas for read in reads_of(formula))


def reads_of(formula: Any) -> Iterator[Read]:
    """The lines that a formula needs, and when."""
    if isinstance(formula, Symbol):
        yield formula.name, When(formula.when)
    elif isinstance(formula, Expr):
        for part in formula.args:
            yield from reads_of(part)


def functions_of(formula: Any) -> set[str]:
    """The operators and functions in a formula."""
    if isinstance(formula, Symbol) or not isinstance(formula, Expr):
        return set()
    return {formula.op}.union(*(functions_of(part) for part in formula.args))


def formula_of(row: Row) -> Any:
    """A line's formula in the names of lines."""
    symbols = {argument: Symbol("symbol", (), name, when.value) for argument, (name, when) in row.arguments.items()}
    if isinstance(row.part, SumOf):
        parts = list(symbols.values())
        return sum(parts[1:], parts[0]) if parts else 0.0
    assert isinstance(row.part, Formula)
    return _renamed(row.part.expression, symbols)


def _renamed(formula: Any, symbols: Mapping[str, Symbol]) -> Any:
    if isinstance(formula, Symbol):
        return symbols[formula.name]
    if not isinstance(formula, Expr):
        return formula
    return Expr(formula.op, tuple(_renamed(part, symbols) for part in formula.args))


class Taken:
    """Steps of a model taken apart; ``rows`` are the lines that have a value for each period."""

    def __init__(self, model: Model, rows: set[str]) -> None:
        self._model = model
        self.rows = rows

    def items(self, steps: Iterable[Step]) -> list[Item]:
        """The items of steps, each after those that it needs."""
        found: list[Item] = []
        for step in steps:
            formulas = tuple(formula_of(self._model.rows[name]) for name in step.lines)
            if step.direction:
                self.rows.update(step.lines)
                found.append(Item("loop", step.lines, formulas, step.direction))
            else:
                found += self._of_line(step.lines[0], formulas[0])
        return found

    def _of_line(self, name: str, formula: Any) -> list[Item]:
        before: list[Item] = []
        plain = self._without_wholes(name, formula, before)
        is_row = self.is_row(plain)
        if is_row:
            self.rows.add(name)
        return [*before, Item("row" if is_row else "scalar", (name,), (plain,))]

    def _without_wholes(self, name: str, formula: Any, before: list[Item]) -> Any:
        """The formula with functions of whole rows replaced by names; what they are is added to ``before``."""
        if isinstance(formula, Symbol) or not isinstance(formula, Expr):
            return formula
        args = tuple(self._without_wholes(name, part, before) for part in formula.args)
        if formula.op not in FOLDS and formula.op not in SWEEPS:
            return Expr(formula.op, args)
        if formula.op in SWEEPS:
            args = tuple(self._named(name, part, before) for part in args)
        own = f"{name}#{len(before)}"
        before.append(Item("fold" if formula.op in FOLDS else "sweep", (own,), (Expr(formula.op, args),)))
        if formula.op in SWEEPS:
            self.rows.add(own)
        return Symbol("symbol", (), own, "now")

    def _named(self, name: str, part: Any, before: list[Item]) -> Any:
        """A part as a symbol; worked out under a name of its own where it is more than that."""
        if isinstance(part, Symbol):
            return part
        own = f"{name}#{len(before)}"
        is_row = self.is_row(part)
        if is_row:
            self.rows.add(own)
        before.append(Item("row" if is_row else "scalar", (own,), (part,)))
        return Symbol("symbol", (), own, "now")

    def is_row(self, formula: Any) -> bool:
        """Whether a formula has a value for each period."""
        return any(when in (When.PREV, When.NEXT) or name in self.rows for name, when in reads_of(formula))
