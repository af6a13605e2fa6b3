"""The lines of a workbook: those of the model, and the working rows that make each formula a plain one.

A function over a whole row of something calculated (``total(a * b)``) becomes two rows: a working row with ``a * b`` in
each period, and its total. A return is searched for in working rows too, see ``search``. A blank (NaN) of the engine
is an empty text in the workbook.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ppp_model.engine import ops
from ppp_model.engine.line import Formula, Given, SumOf, When
from ppp_model.engine.model import Row
from ppp_model.engine.returns import IrrStatus
from ppp_model.engine.trace import Expr, Symbol, symbol, symbols_of
from ppp_model.engine.units import NUMBER, parse_unit, unit_of, unit_text
from ppp_model.outputs.workbook.search import rows_of_search
from ppp_model.results import Result

Floats = NDArray[np.float64]

NO_LIMIT = 1e99
"""What stands for a value without limit, which a spreadsheet cannot hold."""
OVER_ROWS = frozenset(
    ("total", "lowest", "highest", "average", "first", "total_where", "coming", "recent", "lagged", "irr", "irr_status")
)
"""Functions whose first arguments are whole rows."""
_ROW_ARGUMENTS = {"average": 2, "first": 2, "total_where": 2, "irr": 2, "irr_status": 2}
_MAKES_BLANKS = frozenset(("ratio", "irr", "logarithm"))
_NEVER_BLANK = frozenset(("at_least", "more_than", "is_equal", "within", "irr_status"))


class Kind(StrEnum):
    """What a line's cells hold."""

    INPUT = "input"
    WORKED_OUT = "worked out from the file"
    PASTED = "pasted"
    FORMULA = "formula"
    WORKING = "working"


@dataclass(frozen=True)
class Line:
    """One row of the workbook: ``arguments`` names the line behind each symbol of the formula ``expr``."""

    name: str
    kind: Kind
    label: str
    unit: str
    source: str
    words: str
    values: Floats
    """Shaped (1, periods), or (1, 1) for a line with one value; NaN is a blank."""
    expr: Any = None
    arguments: Mapping[str, str] = field(default_factory=dict)
    row: Row | None = None
    """The model's line; None for a working row."""

    @property
    def is_wide(self) -> bool:
        """Whether it has a value for each period."""
        return bool(self.values.shape[1] > 1)

    @property
    def is_formula(self) -> bool:
        """Whether its cells are calculated in the workbook."""
        return self.kind in (Kind.FORMULA, Kind.WORKING)


@dataclass(frozen=True)
class Lines:
    """All lines of a workbook by name, and what the printer of formulas must know of them."""

    by_name: dict[str, Line]
    working: dict[str, list[str]]
    """The working rows of a line, in their order."""
    periods: int

    def __getitem__(self, name: str) -> Line:
        return self.by_name[name]

    @cached_property
    def _needs(self) -> list[tuple[str, str]]:
        """The lines that formulas need, each with when."""
        lines = [line for line in self.by_name.values() if line.is_formula]
        return [(line.arguments[found.name], found.when) for line in lines for found in symbols_of(line.expr)]

    @cached_property
    def spread(self) -> frozenset[str]:
        """Lines with one value that others need by period: it is repeated over the periods."""
        return frozenset(name for name, when in self._needs if when != When.NOW and not self[name].is_wide)

    @cached_property
    def shifted(self) -> frozenset[str]:
        """Lines of which others need the period before or after: 0 before the first period and after the last."""
        return frozenset(name for name, when in self._needs if when in (When.PREV, When.NEXT))

    @cached_property
    def blanks(self) -> frozenset[str]:
        """Lines that are blank somewhere now, or whose own formula may make a blank: what needs them looks first."""
        found = self.by_name.items()
        return frozenset(n for n, line in found if bool(np.isnan(line.values).any()) or makes_blanks(line.expr))

    @property
    def counts(self) -> dict[str, int]:
        """How many cells of the model's lines there are of each kind."""
        found = dict.fromkeys(Kind, 0)
        for line in self.by_name.values():
            found[line.kind] += line.values.size
        return {kind.value: count for kind, count in found.items()}

    @cached_property
    def live(self) -> tuple[int, int]:
        """Cells that are live formulas, and all cells, of lines: inputs, solved rows and working rows left out."""
        lines = [line for line in self.by_name.values() if line.row and not isinstance(line.row.part, Given)]
        return sum(line.values.size for line in lines if line.is_formula), sum(line.values.size for line in lines)

    @property
    def live_share(self) -> float:
        """Share of cells that are live formulas."""
        return self.live[0] / self.live[1]


def lines_of(result: Result) -> Lines:
    """The lines of a result's workbook."""
    periods = result.assembled.calendar.periods
    found: dict[str, Line] = {}
    working: dict[str, list[str]] = {}
    for name, row in result.assembled.model.rows.items():
        line = _line(result, row)
        if line.is_formula and line.expr is not None:
            maker = _Worker(line, result, periods)
            line = replace(line, expr=maker.expression(), arguments=maker.arguments)
            found |= maker.rows
            working[name] = list(maker.rows)
        found[name] = line
    return Lines(found, working, periods)


def _line(result: Result, row: Row) -> Line:
    values = result.run.values[row.name]
    kind = _kind(result, row, values)
    expr = row.part.expression if isinstance(row.part, Formula) else None
    arguments = {argument: other for argument, (other, _) in row.arguments.items()}
    if isinstance(row.part, SumOf):
        expr = _sum(arguments)
    return Line(row.name, kind, label_of(row.doc), row.unit, row.source, row.text, values, expr, arguments, row)


def _kind(result: Result, row: Row, values: Floats) -> Kind:
    """Pasted are the values held, those solved for, and a return of which several fit or none within bounds."""
    assembled, solved = result.assembled, result.solved
    if row.name in result.held or row.name in assembled.model.solved:
        return Kind.PASTED
    if isinstance(row.part, Given):
        if solved is not None and row.name in assembled.lines_at(solved.input):
            return Kind.PASTED
        return Kind.INPUT if row.name in assembled.paths else Kind.WORKED_OUT
    status = result.run.values.get(row.name if row.name.endswith("_status") else f"{row.name}_status")
    is_return = isinstance(row.part, Formula) and getattr(row.part.expression, "op", "") in ("irr", "irr_status")
    if is_return and status is not None and status[0, 0] in (IrrStatus.SEVERAL_ROOTS, IrrStatus.OUT_OF_RANGE):
        return Kind.PASTED
    return Kind.FORMULA


def label_of(doc: str) -> str:
    """What a line is, from the first sentence of its text."""
    return doc.partition("\n")[0].rstrip(".")


def _sum(arguments: Mapping[str, str]) -> Any:
    total: Any = None
    for argument in arguments:
        total = symbol(argument) if total is None else total + symbol(argument)
    return 0.0 if total is None else total


class _Worker:
    """Takes a formula apart: what a function over a row needs besides plain lines gets a working row of its own."""

    def __init__(self, line: Line, result: Result, periods: int) -> None:
        self.line, self.values, self.periods = line, result.run.values, periods
        self.units = {
            name: parse_unit(result.assembled.model.rows[other].unit) for name, other in line.arguments.items()
        }
        self.rows: dict[str, Line] = {}
        self.arguments = dict(line.arguments)
        """The lines behind the symbols, shared by the line and its working rows."""

    def expression(self) -> Any:
        """The formula in which each function over a row takes plain lines only."""
        return self._plain(self.line.expr)

    def _plain(self, expr: Any) -> Any:
        if isinstance(expr, Symbol) or not isinstance(expr, Expr):
            return expr
        if expr.op not in OVER_ROWS:
            return Expr(expr.op, tuple(self._plain(arg) for arg in expr.args))
        count = _ROW_ARGUMENTS.get(expr.op, 1)
        rows = tuple(arg if isinstance(arg, Symbol) else self._worked(arg) for arg in expr.args[:count])
        if expr.op == "irr":
            return self._searched(rows)
        return Expr(expr.op, rows + expr.args[count:])

    def _worked(self, expr: Any) -> Symbol:
        """A working row that holds an expression in each period."""
        values = np.broadcast_to(evaluate(expr, self._row), (1, self.periods))
        label = f"Working: {expr}".replace("[all]", "")
        unit = unit_of(expr, self.units) or NUMBER
        self.units[self._free("by period")] = unit
        return self._add("by period", label, _now(expr), values, unit_text(unit))

    def _searched(self, rows: tuple[Any, ...]) -> Expr:
        """A return: the rows of the search for it, and what it takes from them."""
        flows, years = rows
        prefix = f"{self.line.name}: "
        search = rows_of_search(flows, years, self._row(flows), self._row(years), prefix)
        money = unit_text(self.units[flows.name])
        for name, (label, expr, values, unit) in search.items():
            self._add(name, label, expr, values, unit or money)
        return Expr("irr", (flows, symbol(f"{prefix}trial", "all")))

    def _add(self, name: str, label: str, expr: Any, values: Floats, unit: str) -> Symbol:
        full = self._free(name)
        self.arguments[full] = full
        words = str(expr).replace(f"{self.line.name}: ", "")
        self.rows[full] = Line(full, Kind.WORKING, label, unit, "working row", words, values, expr, self.arguments)
        return symbol(full, "all")

    def _free(self, name: str) -> str:
        """The full name of the next working row."""
        full = f"{self.line.name}: {name}"
        return f"{full} {len(self.rows) + 1}" if full in self.rows else full

    def _row(self, found: Symbol) -> Floats:
        if found.name in self.rows:
            return self.rows[found.name].values
        return np.broadcast_to(self.values[self.line.arguments[found.name]], (1, self.periods))


def _now(expr: Any) -> Any:
    """The same formula with each whole row taken in its own period."""
    if isinstance(expr, Symbol):
        return symbol(expr.name, When.NOW if expr.when == When.ALL else expr.when)
    return Expr(expr.op, tuple(_now(arg) for arg in expr.args)) if isinstance(expr, Expr) else expr


_OPERATORS: dict[str, Callable[..., Any]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "**": operator.pow,
    "neg": operator.neg,
}  # fmt: skip


def evaluate(expr: Any, look: Callable[[Symbol], Any]) -> Any:
    """The value of a traced formula, with what ``look`` gives for each symbol."""
    if isinstance(expr, Symbol):
        return look(expr)
    if not isinstance(expr, Expr):
        return expr
    function = _OPERATORS.get(expr.op) or getattr(ops, expr.op)
    return function(*(evaluate(arg, look) for arg in expr.args))


def makes_blanks(expr: Any) -> bool:
    """Whether a formula may give a blank by itself."""
    if isinstance(expr, Symbol) or not isinstance(expr, Expr) or expr.op in _NEVER_BLANK:
        return False
    return expr.op in _MAKES_BLANKS or any(makes_blanks(arg) for arg in expr.args)


def shown(value: float) -> float | str:
    """A number as a cell holds it: a blank is an empty text, no limit a very large number."""
    if math.isnan(value):
        return ""
    return math.copysign(NO_LIMIT, value) if math.isinf(value) else float(value)
