"""Where a number comes from: its formula in words and in values, and so on down to the line of the scenario file."""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import Any

from ppp_model.engine.line import Formula, Given, SumOf, When
from ppp_model.engine.model import Row
from ppp_model.engine.trace import symbol
from ppp_model.errors import ScenarioError
from ppp_model.measures import BY_NAME
from ppp_model.money import local_currency_of
from ppp_model.outputs.formats import BLANK, format_date, format_exact, format_line, unit_in_words
from ppp_model.outputs.statements import Statement, statement_at
from ppp_model.outputs.view import solved_sentence
from ppp_model.results import Result
from ppp_model.scenario.paths import InputRow, inputs
from ppp_model.scenario.words import did_you_mean, listed

Period = int | str | dt.date
_Key = tuple[str, int | None]
"""A line and a period; None for a whole row, and for what has one value throughout."""

_WEIGHTED = "mean of the soft loans' grant elements, weighted by commitment"
_COMPARED = {
    "psc_pv": "cost of the comparator, with its risks, at its rate; `ppp value` shows the parts",
    "vfm": "psc_pv - cost of this structure to the public, with its risks, at its rate; `ppp value` shows the parts",
    "vfm_share": "vfm / psc_pv",
}
"""Measures that need a second run, in words."""
_YEARS_FROM = 1000
_EDGE = 3


@dataclass(frozen=True)
class Explanation:
    """One number with its formula, and the numbers it is made of. Texts that do not apply are empty."""

    name: str
    doc: str
    unit: str
    value: float | None
    """None for a blank and for a whole row."""
    shown: str
    """The value with its unit; for a whole row how many periods it has."""
    row: str = ""
    """A whole row in brief."""
    period: str = ""
    formula: str = ""
    """In the names of the lines it needs."""
    with_values: str = ""
    source: str = ""
    """Where the formula comes from."""
    statement: Statement | None = None
    """For an input: what the scenario says."""
    remarks: tuple[str, ...] = ()
    children: tuple[Explanation, ...] = ()
    opened_elsewhere: bool = False
    """Whether what it is made of stands at another place of the tree that needs it, at most as deep."""

    def _repr_html_(self) -> str:
        from ppp_model.outputs.notebook import explanation_html

        return explanation_html(self)

    def to_dict(self) -> dict[str, Any]:
        """As plain data."""
        return asdict(self)


def explain(result: Result, name: str, period: Period | None = None, depth: int = 1) -> Explanation:
    """Explain a line, a measure or an input (its dotted key) of a result.

    ``period``: a date, a year, or a period's number; when None, the first period of operation for a line that has a
    value in each. ``depth`` says how many levels of formulas are opened; each number is opened once, where it is
    nearest. Raises ScenarioError for an unknown name or period.
    """
    explainer = _Explainer(result)
    number, remark = _period_number(result, period)
    if name in result.assembled.model.rows:
        wide = result.values(name).shape[1] > 1
        found = explainer.line(name, number if wide else None, depth)
        return _with(found, (remark,) if remark and wide else (), BY_NAME[name].label if name in BY_NAME else "")
    if name in BY_NAME:
        return explainer.measure(name, number, depth)
    return explainer.key(name, number, depth)


class _Explainer:
    """Builds explanations of one result."""

    def __init__(self, result: Result) -> None:
        self.result = result
        self.rows = result.assembled.model.rows
        self.labels = result.assembled.calendar.labels
        self.openers: dict[_Key, _Key | None] = {}
        """For each line in a period below which one it is opened: the first that needs it, level by level."""

    def _names(self, row: Row) -> dict[str, str]:
        """What the words of a line's unit stand for; a loan or a cost item has a currency of its own."""
        local = local_currency_of(self.result.assembled, row)
        return {"money": self.result.currency, "local": local, "unit": self.result.loaded.scenario.unit}

    def line(self, name: str, period: int | None, depth: int) -> Explanation:
        """A line in a period; in None, its one value, or the row in brief."""
        row = self.rows[name]
        names = self._names(row)
        value = self._value(name, period)
        remarks = [] if value is None or math.isfinite(value) or math.isinf(value) else [self._why_blank(name)]
        if period is not None and not 0 <= period < len(self.labels):
            remarks.append("before the first or after the last period: 0")
        held = name in self.result.held
        if held:
            remarks.append("held at a given value; its formula is not used")
        formula = isinstance(row.part, (Formula, SumOf)) and not held
        return Explanation(
            name=name,
            doc=row.doc.partition("\n")[0],
            unit=unit_in_words(row.unit, names),
            value=value if value is not None and math.isfinite(value) else None,
            shown=f"{len(self.labels)} periods" if value is None else format_line(value, row.unit, names),
            row=self._brief(name) if value is None else "",
            period=self._period_text(period),
            formula=row.text if formula else "",
            with_values=self._with_values(row, period) if formula else "",
            source=row.source if formula else "",
            statement=self._statement(name, row) if isinstance(row.part, Given) else None,
            remarks=(*remarks, *(self._remarks(name, row) if not formula and not held else ())),
            children=tuple(self._children(name, period, depth)) if not held else (),
        )

    def measure(self, name: str, period: int, depth: int) -> Explanation:
        """A measure that is not itself a line."""
        measure, value = BY_NAME[name], self.result.measures[name]
        solved = self.result.solved
        if name == "price_solved" and solved is not None:
            return _with(self.key(solved.input, period, depth), (), measure.label)
        children: list[Explanation] = []
        if name == "grant_element" and depth:
            loans = self.result.soft_loans
            lines = [f"debt.{loan}.{part}" for loan in loans for part in (name, "commitment")]
            children = [self.line(line, None, depth - 1) for line in lines]
        return Explanation(
            name, measure.label, "", value, BLANK if value is None else format_exact(value),
            formula=_WEIGHTED if children else _COMPARED.get(name, ""),
            remarks=() if value is not None else (self.result.reasons[name],), children=tuple(children),
        )  # fmt: skip

    def key(self, path: str, period: int, depth: int) -> Explanation:
        """An input by its dotted key, through the lines that take it; ScenarioError for a name nothing has."""
        lines = self.result.assembled.lines_at(path)
        if len(lines) == 1:
            wide = self.result.values(lines[0]).shape[1] > 1
            return self.line(lines[0], period if wide else None, depth)
        row = next((row for row in inputs(self.result.loaded) if row.path == path), None)
        if row is None:
            raise self._unknown(path)
        return Explanation(
            path, row.description, row.unit, row.value if isinstance(row.value, float) else None,
            row.written or str(row.value), statement=statement_at(self.result.loaded, path),
            children=tuple(self.line(name, None, depth - 1) for name in lines) if depth else (),
        )  # fmt: skip

    def _unknown(self, name: str) -> ScenarioError:
        ending = [line for line in self.rows if line.endswith(f".{name}")]
        known = [*self.rows, *BY_NAME, *(row.path for row in inputs(self.result.loaded))]
        hint = f"There are {listed(ending[:8])}." if ending else did_you_mean(name, known)
        return ScenarioError.one(
            "", name, "no such line, measure or input", f"`ppp lines` lists all {len(self.rows)} lines.", hint
        )

    def _value(self, name: str, period: int | None) -> float | None:
        """The value of a line in a period, or its one value; None for a whole row."""
        values = self.result.values(name)
        if period is not None and not 0 <= period < len(self.labels):
            return 0.0
        if values.shape[1] == 1:
            return float(values[0, 0])
        return None if period is None else float(values[0, period])

    def _brief(self, name: str) -> str:
        """A row in a few words: its first and last values, its extremes, its sum where that means something."""
        row, unit, names = self.result.values(name)[0], self.rows[name].unit, self._names(self.rows[name])
        ends = [format_exact(round(value) if abs(value) >= 1000 else value) for value in row.tolist()]
        if len(ends) > 2 * _EDGE:
            ends = [*ends[:_EDGE], "...", *ends[-_EDGE:]]
        known = [(value, label) for value, label in zip(row.tolist(), self.labels, strict=True) if math.isfinite(value)]
        if not known:
            return "blank in every period"
        (least, low), (most, high) = min(known), max(known)
        if least == most and len(known) == len(row):
            return f"{format_line(least, unit, names)} in every period"
        facts = f"least {format_line(least, unit, names)}, {format_date(low)}"
        facts += f"; greatest {format_line(most, unit, names)}, {format_date(high)}"
        if "/" not in unit and unit not in ("1", "year"):
            facts += f"; sum {format_line(sum(value for value, _ in known), unit, names)}"
        return f"{'; '.join(ends)} ({facts})"

    def _with_values(self, row: Row, period: int | None) -> str:
        """The formula with values for the names of single numbers; empty when it is about whole rows only."""
        values = {
            argument: (self._value(other, self._when(other, when, period)), self.rows[other], when)
            for argument, (other, when) in row.arguments.items()
        }
        texts = {
            argument: symbol(argument, when.value) if value is None else symbol(_number(value, other))
            for argument, (value, other, when) in values.items()
        }
        if isinstance(row.part, SumOf):
            return " + ".join(str(text) for text in texts.values()) or "0 (there are none)"
        if all(value is None for value, _, _ in values.values()):
            return ""
        assert isinstance(row.part, Formula)
        return str(row.part.function(**texts))

    def _when(self, name: str, when: When, period: int | None) -> int | None:
        """The period that an argument refers to; None for a whole row and for what has one value throughout."""
        shift = {When.NOW: 0, When.PREV: -1, When.NEXT: 1}.get(when)
        if period is None or shift is None:
            return None
        return None if shift == 0 and self.result.values(name).shape[1] == 1 else period + shift

    def _children(self, name: str, period: int | None, depth: int) -> list[Explanation]:
        """What a line is made of; what is opened at another place is only named."""
        if depth <= 0:
            return []
        if (name, period) not in self.openers:
            self._plan((name, period), depth)
        return [
            self.line(*key, depth - 1) if self.openers.get(key) == (name, period) or not self._needs(*key)
            else self._named(*key)
            for key in self._needs(name, period)
        ]  # fmt: skip

    def _plan(self, root: _Key, depth: int) -> None:
        """Say where each line below one is opened: once, at the place that is nearest to it."""
        self.openers[root] = None
        level = [root]
        for _ in range(depth):
            needed = [(key, opener) for opener in level for key in dict.fromkeys(self._needs(*opener))]
            level = []
            for key, opener in needed:
                if key not in self.openers:
                    self.openers[key] = opener
                    level.append(key)

    def _needs(self, name: str, period: int | None) -> list[_Key]:
        """The lines that a line is made of, each with its period; nothing for one that is held or outside."""
        row = self.rows[name]
        if name in self.result.held or (period is not None and not 0 <= period < len(self.labels)):
            return []
        if isinstance(row.part, Given):
            line = self.result.assembled.model.solved.get(name)
            return [(line, None)] if line else []
        return list(dict.fromkeys((other, self._when(other, when, period)) for other, when in row.arguments.values()))

    def _named(self, name: str, period: int | None) -> Explanation:
        """A line that is opened at another place."""
        row, value = self.rows[name], self._value(name, period)
        names = self._names(row)
        shown = f"{len(self.labels)} periods" if value is None else format_line(value, row.unit, names)
        known = value if value is not None and math.isfinite(value) else None
        unit, doc = unit_in_words(row.unit, names), row.doc.partition("\n")[0]
        return Explanation(name, doc, unit, known, shown, period=self._period_text(period), opened_elsewhere=True)

    def _statement(self, name: str, row: Row) -> Statement | None:
        path = self.result.assembled.paths.get(name) or _path_of_worked_out(row)
        return statement_at(self.result.loaded, path, self._inputs) if path else None

    @cached_property
    def _inputs(self) -> dict[str, InputRow]:
        return {row.path: row for row in inputs(self.result.loaded)}

    def _remarks(self, name: str, row: Row) -> tuple[str, ...]:
        assert isinstance(row.part, Given)
        if name in self.result.assembled.model.solved:
            return (f"the run is repeated until it equals {self.result.assembled.model.solved[name]}",)
        if not row.part.at and name not in self.result.assembled.paths:
            made = "worked out from the scenario" if row.block.name else "made from the calendar (`timeline`)"
            return (f"{made} when the model is put together",)
        path = self.result.assembled.paths[name]
        remarks = [f"changed by {c.origin}: {c.old or 'not given'} -> {c.new or 'removed'}" for c in self.result.changes
                   if path == c.path or path.startswith(f"{c.path}.")]  # fmt: skip
        if self.result.solved is not None and self.result.solved.input == path:
            remarks.append(f"solved for: {solved_sentence(self.result)}")
        return tuple(remarks)

    def _why_blank(self, name: str) -> str:
        return self.result.reasons.get(name) or "blank: not defined here"

    def _period_text(self, period: int | None) -> str:
        if period is None or not 0 <= period < len(self.labels):
            return ""
        if period == 0:
            return f"day of close, {format_date(self.labels[0])}"
        return f"period {period}, to {format_date(self.labels[period])}"


def _number(value: float, row: Row) -> str:
    """A value inside a formula: without unit, rates in percent, negative numbers in brackets."""
    text = format_exact(value * 100) + " %" if row.unit == "1/year" and math.isfinite(value) else format_exact(value)
    return f"({text})" if value < 0 else text


def _path_of_worked_out(row: Row) -> str:
    """The key behind an input line that is worked out from a list or an order; empty for the calendar's."""
    name = row.block.name.rpartition(".")[2]
    works, tariff = f"works.items.{name}.profile", f"retail.blocks.{name}"
    homes = {"works_item": works, "group": "city.groups", "tariff_block": tariff}
    return homes.get(row.block.kind, "")


def _period_number(result: Result, period: Period | None) -> tuple[int, str]:
    """The number of a period, and a remark where the words fit more than one."""
    labels = result.assembled.calendar.labels
    text = str(period if period is not None else "")
    if period is None:
        return min(result.assembled.calendar.operation_starts, len(labels) - 1), ""
    if match := re.fullmatch(r"#?(\d{1,3})", text):
        if int(match[1]) < len(labels):
            return int(match[1]), ""
    elif re.fullmatch(r"\d{4}", text):
        found = [number for number, label in enumerate(labels) if label.year == int(text)]
        if found:
            others = " and ".join(f"{number} (to {labels[number]})" for number in found[1:])
            return found[0], f"the first period that ends in {text}; there is also {others}" if others else ""
    else:
        return _period_of_date(text, labels), ""
    raise _no_period(text, labels)


def _period_of_date(text: str, labels: list[dt.date]) -> int:
    try:
        day = dt.date.fromisoformat(text[:10])
    except ValueError:
        raise _no_period(text, labels) from None
    if not labels[0] <= day <= labels[-1]:
        raise _no_period(text, labels)
    return next(number for number, label in enumerate(labels) if day <= label)


def _no_period(text: str, labels: list[dt.date]) -> ScenarioError:
    allowed = f"A year, a date from {labels[0]} to {labels[-1]}, or a period's number from 0 to {len(labels) - 1}."
    return ScenarioError.one("", "PERIOD", f"no such period, got `{text}`", allowed)


def _with(found: Explanation, remarks: tuple[str, ...], label: str) -> Explanation:
    """The same with further remarks, and a measure's label before what it is."""
    doc = f"{label}. {found.doc}" if label and label.rstrip(".") != found.doc.rstrip(".") else found.doc
    return replace(found, remarks=(*found.remarks, *remarks), doc=doc)
