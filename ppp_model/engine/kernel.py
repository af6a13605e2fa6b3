"""Steps printed as one Python function on plain numbers, for runs with a single draw.

The text comes from the traced formulas, so there is no second copy of the model. Single values are floats, loops run
period by period on local names, whole rows stay numpy arrays shaped (1, periods): all give the same bits as numpy on
arrays, several times as fast.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ppp_model.engine import numbers, ops
from ppp_model.engine.line import Formula, When
from ppp_model.engine.model import Model, Row
from ppp_model.engine.order import Step
from ppp_model.engine.trace import Expr, Symbol

_INLINE = {
    "min_": "({0} if {0} <= {1} or {0} != {0} else {1})",
    "max_": "({0} if {0} >= {1} or {0} != {0} else {1})",
    "where": "({1} if {0} else {2})",
    "safe_ratio": "({0} / {1} if {1} else 0.0)",
    "ratio": "({0} / {1} if {1} else nan)",
    "at_least": "(1.0 if {0} >= {1} else number_at_least({0}, {1}))",
    "more_than": "(0.0 if {0} <= {1} else number_more_than({0}, {1}))",
    "is_equal": "(1.0 if {0} - {1} == 0.0 else number_is_equal({0}, {1}))",
    "within": "(1.0 if abs({0}) <= 1e-6 * abs({1}) + 1e-9 else 0.0)",
    "middle": "(({0} + {1}) / 2.0)",
    "grow": "float(power(1.0 + {0}, {1}))",
}
"""How a function is printed for numbers; each argument is a name or a number. Others are called as they are."""
_TO_ONE = {"total", "lowest", "highest", "average", "first", "irr", "irr_status"}
"""Functions that make a single value of whole rows."""
_OF_ROWS = _TO_ONE | {"total_where", "coming", "recent", "lagged"}
_SIGNS = ("+", "-", "*", "/", "**")

_SPACE: dict[str, Any] = {name: getattr(item, "__wrapped__", item) for name, item in vars(ops).items()}
_SPACE |= {name: item for name, item in vars(numbers).items() if not name.startswith("__")}
_SPACE |= {"nan": np.nan, "power": np.power, "min_": np.minimum, "max_": np.maximum}


@dataclass(frozen=True)
class Program:
    """Printed steps. ``function`` takes the ``outside`` values, the number of periods and whether all is wanted.

    It gives the value of each of its ``lines``, or of its ``few`` alone: those that other steps need.

    An outside value is wanted as a "number", a "column" (a sequence over the periods) or a "row" (an array shaped
    (1, periods)), some as both of the last; a line is given as one of the three.
    """

    outside: tuple[tuple[str, str], ...]
    lines: tuple[str, ...]
    few: tuple[str, ...]
    wide: frozenset[str]
    """The lines, inside and outside, that are not single values."""
    function: Callable[..., tuple[Any, ...]]
    source: str


class Printed:
    """Steps in some parts, each of which runs as one program while there is a single draw.

    They are printed once for each set of rows among what lies outside. ``solved`` are inputs that become what a line
    of the steps is: a row where that is one.
    """

    def __init__(self, model: Model, parts: Sequence[Sequence[Step]], solved: Mapping[str, str] | None = None) -> None:
        self._model, self._parts, self._solved = model, parts, dict(solved or {})
        inside = dict.fromkeys(name for steps in parts for step in steps for name in step.lines)
        needed = [other for name in inside for other in model.needs[name]] + [*self._solved, *self._solved.values()]
        self._outside = tuple(dict.fromkeys(other for other in needed if other not in inside))
        self._programs: dict[frozenset[str], tuple[Program, ...]] = {}
        self._few = set(self._solved.values())
        for step in (step for steps in parts for step in steps):
            self._few |= {other for name in step.lines for other in model.needs[name]} - {*step.lines}

    def programs(self, values: Mapping[str, Any]) -> tuple[Program, ...]:
        """The program of each part for such values of what lies outside; none where they hold several draws."""
        wide = set()
        for name in self._outside:
            draws, width = values[name].shape
            if draws > 1:
                return ()
            if width > 1:
                wide.add(name)
        key = frozenset(wide)
        if key not in self._programs:
            known = self._all_wide(wide)
            self._programs[key] = tuple(_printed(self._model, steps, known, self._few) for steps in self._parts)
        return self._programs[key]

    def _all_wide(self, wide: set[str]) -> frozenset[str]:
        """The lines that are no single values: loops, and what is made of rows."""
        while True:
            for step in (step for steps in self._parts for step in steps):
                if step.direction:
                    wide.update(step.lines)
                elif _is_wide(self._model.rows[step.lines[0]], wide):
                    wide.add(step.lines[0])
            more = {name for name, line in self._solved.items() if line in wide} - wide
            if not more:
                return frozenset(wide)
            wide |= more


def _is_wide(row: Row, wide: set[str]) -> bool:
    if not isinstance(row.part, Formula):
        return any(other in wide for other, _ in row.arguments.values())
    rows = {name for name, (other, when) in row.arguments.items() if when is not When.NOW or other in wide}
    return _has_row(row.part.expression, rows)


def _has_row(expr: Any, rows: set[str]) -> bool:
    if isinstance(expr, Symbol):
        return expr.name in rows
    return isinstance(expr, Expr) and expr.op not in _TO_ONE and any(_has_row(arg, rows) for arg in expr.args)


def _printed(model: Model, steps: Sequence[Step], wide: frozenset[str], few: set[str]) -> Program:
    writer = _Writer(model, steps, wide, few)
    for step in steps:
        if step.direction:
            writer.add_loop(step)
        else:
            writer.add_line(step.lines[0])
    space = dict(_SPACE)
    source = writer.source()
    exec(compile(source, "<printed steps>", "exec"), space)
    return Program(tuple(writer.outside), tuple(writer.given), tuple(writer.few()), wide, space["program"], source)


class _Writer:
    """Writes the text of a program. Every value has a name of its own in each of the forms in which it is used."""

    def __init__(self, model: Model, steps: Sequence[Step], wide: frozenset[str], wanted: set[str]) -> None:
        self.rows, self.wide, self.wanted = model.rows, wide, wanted
        self.inside = {name for step in steps for name in step.lines}
        self.outside: dict[tuple[str, str], str] = {}
        """Names of the outside values, by line and form."""
        self.given: dict[str, str] = {}
        """Names of the lines that are worked out."""
        self.body: list[str] = []
        self.known: dict[tuple[str, ...], str] = {}
        self._names = 0

    def source(self) -> str:
        """The text of the program."""
        head = f"def program({', '.join([*self.outside.values(), 'periods', 'all_wanted'])}):"
        last = f"return {_tuple(self.given.values())} if all_wanted else {_tuple(self.few().values())}"
        return "\n    ".join([head, *self.body, last]) + "\n"

    def few(self) -> dict[str, str]:
        """Names of the lines that other steps need."""
        return {name: text for name, text in self.given.items() if name in self.wanted}

    def new(self) -> str:
        """A name that is not used yet."""
        self._names += 1
        return f"x{self._names}"

    def add_line(self, name: str) -> None:
        """A line over all periods, or a single value."""
        row = self.rows[name]
        bound = {arg: self._argument(other, when) for arg, (other, when) in row.arguments.items()}
        rows = {arg for arg, (other, when) in row.arguments.items() if when is not When.NOW or other in self.wide}
        target = self.new()
        self.body += _Printer(bound, rows, self.new).lines(row, target)
        self.given[name] = self.known[name, "row" if name in self.wide else "number"] = target

    def _argument(self, name: str, when: When) -> str:
        if when is When.NOW:
            return self._value(name, "row" if name in self.wide else "number")
        if (name, when) not in self.known:
            whole = self._value(name, "row") if name in self.wide else f"full({self._value(name, 'number')}, periods)"
            self.known[name, when] = self._keep(whole if when is When.ALL else f"row_{when}({whole})")
        return self.known[name, when]

    def _keep(self, text: str) -> str:
        name = self.new()
        self.body.append(f"{name} = {text}")
        return name

    def _keep_once(self, text: str) -> str:
        """A name for what is the same in all periods, worked out before the loop."""
        if ("once", text) not in self.known:
            self.known["once", text] = self._keep(text)
        return self.known["once", text]

    def _value(self, name: str, form: str) -> str:
        if (name, form) not in self.known:
            if name not in self.inside:
                self.known[name, form] = self.outside[name, form] = self.new()
            else:
                self.known[name, form] = self._keep(f"to_{form}({self.given[name]})")
        return self.known[name, form]

    def add_loop(self, step: Step) -> None:
        """Lines that need each other across periods: the values of a period and of the one before are local names."""
        held = When.PREV if step.direction > 0 else When.NEXT
        now = {name: self.new() for name in step.lines}
        before: dict[str, str] = {}
        columns: dict[str, str] = {}
        inner: list[str] = []
        for name in step.lines:
            row = self.rows[name]
            bound, fixed = {}, set[str]()
            for arg, (other, when) in row.arguments.items():
                if other not in now:
                    bound[arg] = self._of_period(other, when, columns, step.direction)
                    if bound[arg] not in columns:
                        fixed.add(arg)
                elif when is held:
                    bound[arg] = before.setdefault(other, f"{now[other]}_")
                else:
                    bound[arg] = now[other]
            printer = _Printer(bound, set(), self.new, self._keep_once, fixed)
            inner += printer.lines(row, now[name])
        self.body += [f"{text} = 0.0" for text in before.values()]
        self.body += ["kept = []", "keep = kept.append"]
        span = f"({', '.join(columns)},) in zip({', '.join(columns.values())})" if columns else "_ in range(periods)"
        every, few = _tuple(now.values()), _tuple(text for name, text in now.items() if name in self.wanted)
        inner.append(f"keep({now[name]})" if len(now) == 1 else f"keep({every} if all_wanted else {few})")
        inner += [f"{text} = {now[name]}" for name, text in before.items()]
        self.body += [f"for {span}:", *(f"    {text}" for text in inner)]
        self.body += ["kept.reverse()"] if step.direction < 0 else []
        if len(now) == 1:
            self.body.append(f"{now[name]} = kept")
        else:
            self.body += ["if all_wanted:", f"    {every} = zip(*kept)"]
            self.body += ["else:", f"    {few} = zip(*kept)"] if few != "()" else []
        self.given |= now
        self.known |= {(name, "column"): text for name, text in now.items()}

    def _of_period(self, name: str, when: When, columns: dict[str, str], direction: int) -> str:
        """The local name of an outside value in a period; ``columns``: local name -> the column it runs through."""
        if name not in self.wide and when is When.NOW:
            return self._value(name, "number")
        key = (name, "column", when, str(direction))
        if key not in self.known:
            column = self._value(name, "column") if name in self.wide else f"[{self._value(name, 'number')}] * periods"
            column = column if when is When.NOW else f"column_{when}({column})"
            column = column if direction > 0 else f"{column}[::-1]"
            self.known[key] = column if column.isidentifier() else self._keep(column)
        source = self.known[key]
        found = next((text for text, known in columns.items() if known == source), None)
        if found is None:
            found = self.new()
            columns[found] = source
        return found


def _tuple(names: Iterable[str]) -> str:
    return "".join(["(", *(f"{name}, " for name in names), ")"])


def _as_it_is(text: str) -> str:
    return text


@dataclass
class _Printer:
    """Prints one formula: ``bound`` has the text of each argument, ``rows`` those that are arrays.

    In a loop ``fixed`` are the arguments that are the same in all periods; ``once`` keeps what is made of these alone.
    """

    bound: Mapping[str, str]
    rows: set[str]
    new: Callable[[], str]
    once: Callable[[str], str] = _as_it_is
    fixed: set[str] = field(default_factory=set)

    def lines(self, row: Row, target: str) -> Iterator[str]:
        """The statements that end in giving ``target`` the value of a line."""
        self.steps: list[str] = []
        if isinstance(row.part, Formula):
            text = self.text(row.part.expression)
        else:
            text = " + ".join(self.bound.values()) or "0.0"
        yield from self.steps
        yield f"{target} = {text}"

    def text(self, expr: Any) -> str:
        """An expression as text."""
        if isinstance(expr, Symbol):
            return self.bound[expr.name]
        if not isinstance(expr, Expr):
            return repr(float(expr))
        text = self._calculated(expr)
        return self.once(text) if self.fixed and self._is_fixed(expr) else text

    def _is_fixed(self, expr: Any) -> bool:
        if isinstance(expr, Symbol):
            return expr.name in self.fixed
        return not isinstance(expr, Expr) or all(map(self._is_fixed, expr.args))

    def _calculated(self, expr: Expr) -> str:
        parts = [self.text(arg) for arg in expr.args]
        if expr.op == "neg":
            return f"(-{parts[0]})"
        if expr.op in _SIGNS:
            return f"({parts[0]} {expr.op} {parts[1]})"
        are_rows = [_has_row(arg, self.rows) for arg in expr.args]
        if not any(are_rows) and expr.op in _INLINE:
            return _INLINE[expr.op].format(*self._named(parts))
        if expr.op in _OF_ROWS or (expr.op == "where" and any(are_rows)):
            parts = [part if is_row else f"full({part}, 1)" for part, is_row in zip(parts, are_rows, strict=True)]
        return f"{expr.op}({', '.join(parts)})" + (".item()" if expr.op in _TO_ONE else "")

    def _named(self, parts: Iterable[str]) -> Iterator[str]:
        """The parts, each worked out first under a name of its own: one may be used twice, or not at all."""
        for part in parts:
            if part.isidentifier() or part[0].isdigit():
                yield part
            else:
                name = self.new()
                self.steps.append(f"{name} = {part}")
                yield name
