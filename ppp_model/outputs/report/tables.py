"""Tables of a report that the terminal has not: frames with dates, yearly statements, inputs, checks, conventions."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from ppp_model.measures import BY_NAME, CHECKS
from ppp_model.outputs.assumptions import Assumption, Book
from ppp_model.outputs.charts.read import calendar_years, columns
from ppp_model.outputs.formats import BLANK, format_value
from ppp_model.outputs.page import plain
from ppp_model.outputs.report.contents import Contents, Row, Table
from ppp_model.outputs.statements import STANDINGS
from ppp_model.outputs.terminal import frame_cell, label_of
from ppp_model.outputs.view import OVER, View
from ppp_model.results import Comparison, Result

if TYPE_CHECKING:
    import pandas as pd

_ACROSS = 10
_SCALES = ((1e6, "m"), (1e3, "thousand"), (1.0, ""))
_ENOUGH = 1e3
STATEMENTS = {
    "income_statement": "Income statement", "cash_flow_statement": "Cash flow statement",
    "balance_sheet": "Balance sheet",
}  # fmt: skip
_AT_THE_END = ("balance_sheet",)
_BALANCES = ("cash_and_reserves",)
"""Balances that stand in a statement of flows: a year's is that of its end."""
_TOTALS = (
    "ebitda", "operating_profit", "profit_before_book_tax", "net_income", "cash_from_operation",
    "cash_from_investment", "cash_from_financing", "cash_change", "cash_and_reserves", "assets", "loans",
    "liabilities", "book_equity",
)  # fmt: skip
"""Lines of the statements that are sums."""
_CASES_BY = (
    "net_public_cost_pv", "budget_share_peak", "burden_poorest", "households_over_threshold", "coverage_end",
    "dscr_min", "equity_irr",
)  # fmt: skip
"""Measures by which cases are told apart."""


def view_table(view: View) -> Table:
    """A comparison as a table; the numbers in brackets are those of the notes."""
    rows = [
        row
        for group in view.groups
        for row in (Row(group.heading, (), "side"), *(Row(one.label, one.cells) for one in group.rows))
    ]
    notes = [*view.legend, *(f"[{number}] {reason}." for number, reason in enumerate(view.reasons, 1))]
    notes += [f"Not shown - {one}." for one in view.not_shown]
    return Table(("", *view.headings), tuple(rows), notes=tuple(notes))


def frame_table(frame: pd.DataFrame, kinds: Mapping[str, str] | None = None) -> Table:
    """A table of pandas with its numbers as text; ``kinds`` says for a column how to show it, ``*`` for every one."""
    kinds = kinds or {}
    heads = [str(name).replace("_", " ").replace(".", ": ") for name in frame.columns]
    shown = [kinds.get(str(name), kinds.get("*")) for name in frame.columns]
    rows = []
    for label, values in zip(frame.index, frame.itertuples(index=False), strict=True):
        cells = tuple(frame_cell(_plain(value), kind) for value, kind in zip(values, shown, strict=True))
        rows.append(Row(plain(label_of(label)), cells))
    return Table((plain(str(frame.index.name or "")), *heads), tuple(rows))


def _plain(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else value


def statements(result: Result) -> Iterator[tuple[str, str, list[Table]]]:
    """Each statement by calendar year: its name, its unit, and tables of so many years each."""
    for name, title in STATEMENTS.items():
        frame = _yearly(result, result.table(name), name in _AT_THE_END)
        size, word = _scale(frame)
        years = list(frame.columns)
        across = math.ceil(len(years) / math.ceil(len(years) / _ACROSS))
        blocks = [years[start : start + across] for start in range(0, len(years), across)]
        tables = [Table(("", *map(str, block)), _rows(frame[block], size)) for block in blocks]
        yield title, f"{result.currency} {word}".strip(), tables


def _yearly(result: Result, frame: pd.DataFrame, at_the_end: bool) -> pd.DataFrame:
    """A statement with a column for each calendar year; a line that is nothing throughout is left out."""
    years = frame.groupby(calendar_years(result).astype(int))
    found = years.last() if at_the_end else years.sum()
    for line in frame.columns.intersection(list(_BALANCES)):
        found[line] = years[line].last()
    across = found.T
    return across[(across.abs() > 0.5).any(axis=1)]


def _scale(frame: pd.DataFrame) -> tuple[float, str]:
    most = float(frame.abs().to_numpy().max()) if frame.size else 0.0
    return next(((size, word) for size, word in _SCALES if most / size >= _ENOUGH), _SCALES[-1])


def _rows(frame: pd.DataFrame, size: float) -> tuple[Row, ...]:
    return tuple(
        Row(plain(str(line)), tuple(f"{round(value / size) + 0:,}" for value in values), _row_kind(str(line)))
        for line, values in zip(frame.index, frame.to_numpy(), strict=True)
    )


def _row_kind(line: str) -> str:
    return "total" if line in _TOTALS else ""


def case_tables(contents: Contents) -> Iterator[tuple[str, Table]]:
    """For each measure that some case moves: cases by structures, with the study as it stands first."""
    names = columns(contents.comparison)
    runs: dict[str, Mapping[str, Result]] = {"As it stands": contents.comparison.results}
    runs |= {_case_label(found): found for found in contents.cases.values() if found}
    for name in _CASES_BY:
        measure = BY_NAME[name]
        rows = []
        for label, found in runs.items():
            cells = [_case_cell(measure.kind, name, found.get(structure)) for structure in names]
            rows.append(Row(label, tuple(cells), "total" if label == "As it stands" else ""))
        if len({tuple(text.lstrip("! ") for text in row.cells) for row in rows}) > 1:
            label = f"{measure.label} (PV)" if name.endswith("_pv") else measure.label
            yield label, Table(("", *names.values()), tuple(rows))


def _case_label(found: Mapping[str, Result]) -> str:
    return next(iter(found.values())).loaded.labels[-1]


def _case_cell(kind: str, name: str, result: Result | None) -> str:
    if result is None:
        return BLANK
    text = format_value(kind, result.measures[name], "", result.local_currency)
    return text if result.ok else f"{OVER} {text}"


def input_tables(book: Book) -> tuple[Table, Table]:
    """The inputs that the files give, by part of the scenario, and those at their default."""
    given = [row for row in book.rows if row.standing != "default"]
    rows: list[Row] = []
    places = _short_places([row.where for row in given])
    for part, of_part in groupby(given, lambda row: row.path.partition(".")[0]):
        rows.append(Row(plain(part).capitalize(), (), "side"))
        rows += [Row(row.path, (row.value, row.unit, _standing(row), places[row.where])) for row in of_part]
    headings = ("Input", "Value", "Unit", "Source, or why it is assumed", "File and line")
    written = Table(headings, tuple(rows), kind="words inputs")
    rest = tuple(Row(row.path, (row.value, row.unit, row.doc)) for row in book.rows if row.standing == "default")
    return written, Table(("Input", "Value", "Unit", "What it is"), rest, kind="words inputs")


def _short_places(places: Sequence[str]) -> dict[str, str]:
    """Files and lines without the folders that all files have in common, and without columns."""
    files = {place: place.rsplit(":", 2) for place in places}
    common = os.path.commonpath([os.path.dirname(parts[0]) for parts in files.values()]) if files else ""
    return {place: f"{os.path.relpath(parts[0], common or None)}:{parts[1]}" for place, parts in files.items()}


def _standing(row: Assumption) -> str:
    """The source or the reason, and the note."""
    lead = {"source": "Source: ", "assumed": "Assumed: ", "unmarked": ""}.get(row.standing, "")
    said = f"{lead}{row.text}" if row.text else STANDINGS[row.standing].capitalize()
    return f"{said}. {row.note[:1].upper()}{row.note[1:]}" if row.note else said


def change_table(comparison: Comparison) -> Table | None:
    """What each structure changes in the study's file, None where none changes anything."""
    rows = []
    for name, result in zip(columns(comparison).values(), comparison.results.values(), strict=True):
        rows += [Row(name, (), "side")] if result.changes else []
        rows += [Row(one.path, (one.old or "not given", one.new or "removed")) for one in result.changes]
    return Table(("Input", "In the file", "Here"), tuple(rows), kind="words changes") if rows else None


def convention_table(comparison: Comparison) -> Table:
    """The conventions of each structure."""
    names = columns(comparison)
    keys = list(dict.fromkeys(key for result in comparison.results.values() for key in result.conventions))
    results = comparison.results.values()
    rows = [Row(plain(key).capitalize(), tuple(_choice(one.conventions.get(key)) for one in results)) for key in keys]
    return Table(("", *names.values()), tuple(rows), kind="words")


def _choice(value: Any) -> str:
    if value is None:
        return "none"
    return f"{value * 100:g} %" if isinstance(value, float) else plain(str(value))


def check_table(comparison: Comparison) -> Table:
    """Every check by structure, with the residual where there is one."""
    names = columns(comparison)
    rows = []
    for check, fails in CHECKS.items():
        cells = []
        for result in comparison.results.values():
            passed = result.checks.get(check)
            cells.append(BLANK if passed is None else "passes" if passed else f"fails: {fails}")
        rows.append(Row(plain(check).capitalize(), tuple(cells)))
    return Table(("", *names.values()), tuple(rows), kind="words")
