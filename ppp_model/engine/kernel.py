"""A loop of lines printed as one Python function, for runs with a single draw.

The text comes from the traced formulas, so there is no second copy of the model. Plain numbers in a printed loop are
ten times as fast as numpy on arrays of one.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from ppp_model.engine import ops
from ppp_model.engine.line import Formula, When
from ppp_model.engine.model import Model
from ppp_model.engine.order import Step
from ppp_model.engine.trace import Expr, Symbol

_SHIFT = {When.NOW: "t", When.PREV: "t - 1", When.NEXT: "t + 1"}
_INLINE = {
    "min_": "({0} if {0} <= {1} or {0} != {0} else {1})",
    "max_": "({0} if {0} >= {1} or {0} != {0} else {1})",
    "where": "({1} if {0} else {2})",
    "safe_ratio": "({0} / {1} if {1} else 0.0)",
    "ratio": "({0} / {1} if {1} else nan)",
}

Loop = Callable[[dict[str, list[float]], int], None]
"""Fills the columns of its lines, each with a 0 before the first period and after the last."""


def printed_loop(model: Model, step: Step) -> Loop:
    """The function that runs a loop of lines on columns of plain numbers, by line name; compiled once per model."""
    cache: dict[tuple[str, ...], Loop] = model.__dict__.setdefault("_loops", {})
    if step.lines not in cache:
        space: dict[str, Any] = {name: getattr(ops, name) for name in vars(ops) if not name.startswith("__")}
        space["nan"] = math.nan
        exec(compile(loop_source(model, step), "<loop>", "exec"), space)
        cache[step.lines] = space["loop"]
    return cache[step.lines]


def loop_source(model: Model, step: Step) -> str:
    """The text of that function."""
    columns: dict[str, str] = {}
    body: list[str] = []
    for name in step.lines:
        row = model.rows[name]
        bound = {}
        for argument, (other, when) in row.arguments.items():
            column = columns.setdefault(other, f"c{len(columns)}")
            bound[argument] = f"{column}[{_SHIFT[when]}]"
        target = columns.setdefault(name, f"c{len(columns)}")
        if isinstance(row.part, Formula):
            printer = _Printer(bound)
            value = printer.text(row.part.expression)
            body += printer.steps
        else:
            value = " + ".join(bound.values()) or "0.0"
        body.append(f"{target}[t] = {value}")
    head = [f"    {column} = columns[{name!r}]" for name, column in columns.items()]
    span = "range(1, periods + 1)" if step.direction > 0 else "range(periods, 0, -1)"
    lines = ["def loop(columns, periods):", *head, f"    for t in {span}:", *(f"        {text}" for text in body)]
    return "\n".join(lines) + "\n"


class _Printer:
    """Prints one formula; an argument that is used more than once is kept under a name of its own."""

    def __init__(self, bound: dict[str, str]) -> None:
        self.bound = bound
        self.steps: list[str] = []

    def text(self, expr: Any) -> str:
        if isinstance(expr, Symbol):
            return self.bound[expr.name]
        if not isinstance(expr, Expr):
            return repr(float(expr))
        parts = [self.text(arg) for arg in expr.args]
        if expr.op == "neg":
            return f"(-{parts[0]})"
        if expr.op in ("+", "-", "*", "/", "**"):
            return f"({parts[0]} {expr.op} {parts[1]})"
        if expr.op in _INLINE:
            return _INLINE[expr.op].format(*(self._named(part) for part in parts))
        return f"{expr.op}({', '.join(parts)})"

    def _named(self, text: str) -> str:
        if text[0] != "(" and not text.endswith(")"):
            return text
        name = f"x{len(self.steps)}"
        self.steps.append(f"{name} = {text}")
        return name
