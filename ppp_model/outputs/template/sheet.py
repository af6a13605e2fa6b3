"""The workbook to fill in: a sheet for each part of a scenario, with units, what is allowed, sources and meanings."""

from __future__ import annotations

import datetime as dt
import math
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from ppp_model.outputs.template.fields import SETS, SHEETS, Cell, names_in
from ppp_model.outputs.template.rows import Row, changes_of, rows_of
from ppp_model.scenario.load import StudyFile
from ppp_model.scenario.paths import SCENARIO

COLUMNS = ("key", "value", "unit", "allowed", "source", "assumed", "note", "what it is")
WIDTHS = (40, 26, 12, 34, 12, 30, 30, 46)
_HEIGHT = 13.5
ABOUT = "about"
HOW = (
    "Fill in the column `value` on each sheet, then run: ppp from-excel FILE.xlsx -o scenario.yaml",
    "A row without a value is not part of the scenario; its default holds. Fields that are not used are folded away: "
    "open them with the + at the left.",
    "Numbers are in the unit of the column `unit`. Shares and rates are percentages (type 5 %). A time is in years or "
    "in months: choose.",
    "The unit may be overtyped (m USD, bp). A value may also be typed as text with its unit: 1.2 m USD, 350 bp, "
    "30 months.",
    "Units follow the currency and the unit of the service on the sheet `study`.",
    "A series (one value a year, the last holds on) stands in one cell, parted by a comma and a blank: "
    "70 %, 85 %, 95 %",
    "Things with names (loans, works, groups) are rows with their full key, such as finance.debt.senior.rate. To add "
    "one, copy its rows and change the name.",
    "A key that has no row may be typed on any empty row of a sheet; the order of the rows does not matter.",
    "Say where a value comes from (`source`: a short name from the rows sources.NAME, or a text) or why it is "
    "`assumed`: one of the two.",
    "Structures and cases are sets of changes, a row for each, with the name of the structure or case before the key. "
    "`null` takes a key away.",
    "A formula in a value cell is read by the value that was last calculated and saved.",
)
_HEAD, _BLUE, _TITLE = "#0B3D5C", "#0000C0", 14
_YOURS = {"bg_color": "#FFF9E5", "bottom": 1, "bottom_color": "#E3D9B8"}
"""The look of cells to fill in."""
_MOST_WORDS = 255
_UNSOURCED = ("study", "description", "sources", "service")
"""Parts beside which no source stands."""


def write_template(path: Path, file: StudyFile, title: str) -> None:
    """Write the workbook of a study to a file, whole or not at all."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with xlsxwriter.Workbook(str(temporary), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
            _Writer(book).write(file, title)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


class _Writer:
    """Writes the sheets of one workbook."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.book = book
        usual = {"font_name": "Arial", "font_size": 10, "valign": "top"}
        self.usual = usual
        self.plain = book.add_format(usual | {"indent": 1})
        self.wrapped = book.add_format(usual | {"text_wrap": True})
        self.soft = book.add_format(usual | {"font_color": "#4A5560", "text_wrap": True})
        self.key = book.add_format(usual | {"bold": True})
        self.part = book.add_format(usual | {"bold": True, "font_size": 11, "bottom": 1, "font_color": _HEAD})
        self.head = book.add_format(usual | {"bold": True, "bg_color": _HEAD, "font_color": "#FFFFFF"})
        self.title = book.add_format(usual | {"bold": True, "font_size": _TITLE, "font_color": _HEAD})
        self.said = book.add_format(usual | _YOURS | {"text_wrap": True})
        self.inputs: dict[tuple[str, str], Any] = {}
        self.currency: str | None = None
        """The study's currency."""
        self.places: dict[tuple[str, ...], str] = {}
        """Where the names stand that units are made of: address of the cell, by key."""

    def write(self, file: StudyFile, title: str) -> None:
        """All sheets."""
        tree = file.base
        self.currency = names_in(tree, ()).currency
        rows = list(rows_of(tree, (), SCENARIO))
        sheets = {name: [row for row in rows if row.path[0] in keys] for name, keys in SHEETS.items()}
        self._about(title)
        for name, own in sheets.items():
            for number, line in enumerate(_lines(own), 1):
                if isinstance(line, Row) and line.path[-1] in ("currency", "unit") and line.value is not None:
                    self.places[line.path] = f"{name}!$B${number + 1}"
        for name, own in sheets.items():
            self._sheet(name, _lines(own), 0)
        for name in SETS:
            sets = getattr(file, name)
            changes: list[Row | str] = []
            for one in sets.values():
                if one.mark is not None:
                    changes += [one.name, *changes_of(one, tree, file.figures)]
            self._sheet(name, changes, 1)

    def _about(self, title: str) -> None:
        sheet = self.book.add_worksheet(ABOUT)
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, 120)
        sheet.write_string(0, 0, f"Inputs: {title}", self.title)
        for number, text in enumerate(HOW, 2):
            sheet.write_string(number, 0, text, self.wrapped)
        sheet.write_string(len(HOW) + 3, 0, "Cells with a yellow ground are yours to fill in.", self.said)

    def _sheet(self, name: str, lines: Sequence[Row | str], shift: int) -> None:
        """One sheet; ``shift`` columns stand before the key, for the structure or case."""
        sheet = self.book.add_worksheet(name)
        sheet.hide_gridlines(2)
        sheet.freeze_panes(1, 1 + shift)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.outline_settings(True, False, True, False)
        heads = ([SETS[name]] if shift else []) + list(COLUMNS)
        for number, (head, width) in enumerate(zip(heads, ([24] if shift else []) + list(WIDTHS), strict=True)):
            sheet.set_column(number, number, width)
            sheet.write_string(0, number, head, self.head)
        for number, line in enumerate(lines, 1):
            if isinstance(line, str):
                sheet.write_string(number, len(heads) - 1, "", self.part)
                for column in range(len(heads)):
                    sheet.write_string(number, column, f"# {line}" if column == 0 else "", self.part)
            else:
                self._row(sheet, number, line, shift)

    def _row(self, sheet: Any, number: int, row: Row, shift: int) -> None:
        if row.owner:
            sheet.write_string(number, 0, row.owner, self.plain)
        is_given = row.value is not None
        sheet.set_row(number, _height(row), None, {} if is_given else {"level": 1, "hidden": True})
        sheet.write_string(number, shift, ".".join(row.path), self.key if is_given else self.plain)
        self._value(sheet, number, shift + 1, row)
        self._unit(sheet, number, shift + 2, row)
        cell = row.cell
        sheet.write_string(number, shift + 3, _allowed(cell, row) if cell else "", self.soft)
        if cell is not None and row.path[0] not in _UNSOURCED:
            for offset, text in enumerate((row.source, row.assumed, row.note), 4):
                write = sheet.write_string if text else sheet.write_blank
                write(number, shift + offset, text or None, self.said)
        sheet.write_string(number, shift + 7, cell.doc if cell else "", self.soft)

    def _value(self, sheet: Any, number: int, column: int, row: Row) -> None:
        look = self._look(row)
        value = row.value
        if value is None:
            sheet.write_blank(number, column, None, look)
        elif isinstance(value, bool):
            sheet.write_string(number, column, "true" if value else "false", look)
        elif isinstance(value, dt.date):
            sheet.write_datetime(number, column, dt.datetime(value.year, value.month, value.day), look)
        elif isinstance(value, (int, float)):
            sheet.write_number(number, column, value, look)
        else:
            sheet.write_string(number, column, value, look)
        if row.cell is not None:
            _validate(sheet, number, column, row.cell)

    def _unit(self, sheet: Any, number: int, column: int, row: Row) -> None:
        """The unit, as a formula where it is made of names that stand on the sheets."""
        if row.cell is None or not row.cell.unit:
            return
        if row.cell.kind == "time":
            sheet.write_string(number, column, row.unit, self.plain)
            sheet.data_validation(number, column, number, column, {"validate": "list", "source": ["years", "months"]})
            return
        homes = {"{currency}": self._home(row), "{local}": ("city", "currency"), "{unit}": ("unit",)}
        parts = [row.cell.unit]
        for name, home in homes.items():
            if home in self.places:
                parts = [piece for part in parts for piece in _cut(part, name, self.places[home])]
        foreign = bool(row.owner) and row.names.currency != self.currency
        if foreign or (len(parts) == 1 and not parts[0].startswith("\0")):
            sheet.write_string(number, column, row.unit, self.plain)
            return
        texts = [part[1:] if part.startswith("\0") else f'"{row.names.fill(part)}"' for part in parts if part]
        sheet.write_formula(number, column, "=" + "&".join(texts), self.plain, row.unit)

    def _home(self, row: Row) -> tuple[str, ...]:
        """The key whose currency holds for a row."""
        own = (*row.path[:-1], "currency")
        has_own = own in self.places and row.path[0] != "city" and len(own) > 1 and not row.owner
        return own if has_own else ("currency",)

    def _look(self, row: Row) -> Any:
        """The format of a value cell by what it holds."""
        kind, value = (row.cell.kind if row.cell else "text"), row.value
        number = {"date": "yyyy-mm-dd", "share": "0.0##%"}.get(kind, "General")
        if kind == "number" and isinstance(value, float) and abs(value) >= 1000:
            number = "#,##0.####" if value != round(value) else "#,##0"
        side = "left" if kind == "text" or (isinstance(value, str) and len(value) > WIDTHS[1]) else "right"
        if (number, side) not in self.inputs:
            look = {"num_format": number, "align": side, "text_wrap": True, "font_color": _BLUE}
            self.inputs[number, side] = self.book.add_format(self.usual | _YOURS | look)
        return self.inputs[number, side]


def _height(row: Row) -> float:
    """A row high enough for the longest of its texts."""
    cell = row.cell
    allowed, doc = (_allowed(cell, row), cell.doc) if cell else ("", "")
    value = row.value if isinstance(row.value, str) else ""
    texts = (".".join(row.path), value, row.unit, allowed, row.source, row.assumed, row.note, doc)
    return _HEIGHT * max(math.ceil(len(text) * 0.85 / width) or 1 for text, width in zip(texts, WIDTHS, strict=True))


def _lines(rows: Sequence[Row]) -> list[Row | str]:
    """Rows with a heading before each part of the scenario."""
    lines: list[Row | str] = []
    before: tuple[str, ...] = ()
    for row in rows:
        if row.path[:-1] != before and (len(row.path) > 1 or not lines):
            before = row.path[:-1]
            lines.append(".".join(before) or "study")
        lines.append(row)
    return lines


def _allowed(cell: Cell, row: Row) -> str:
    text = row.names.fill(cell.allowed)
    if cell.takes_list and cell.kind != "text":
        text += "; a series: parted by a comma and a blank"
    if row.value is None and cell.has_default and cell.default is not None:
        text += f". Default: {_default(cell)}"
    return text[:1].upper() + text[1:]


def _default(cell: Cell) -> str:
    value = cell.default
    if isinstance(value, bool):
        return "true" if value else "false"
    if cell.kind == "share" and isinstance(value, float):
        return f"{value * 100:g} %"
    if cell.kind == "time" and isinstance(value, float):
        return f"{value / 12:g} years"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _validate(sheet: Any, number: int, column: int, cell: Cell) -> None:
    """Lists for words; bounds for numbers, as a warning, for a text with a unit may stand there too."""
    place = (number, column, number, column)
    if cell.kind == "words" and len(",".join(cell.words)) <= _MOST_WORDS:
        sheet.data_validation(*place, {"validate": "list", "source": list(cell.words), "ignore_blank": True})
    elif cell.kind in ("share", "number") and not cell.takes_list and not cell.words:
        ends = [end for end in (cell.least, cell.most) if math.isfinite(end)]
        if len(ends) == 2:
            rule = {"validate": "decimal", "criteria": "between", "minimum": cell.least, "maximum": cell.most}
        elif ends:
            rule = {"validate": "decimal", "criteria": ">=", "value": cell.least}
        else:
            return
        told = {"error_title": "Allowed", "error_message": cell.allowed[:250], "error_type": "warning"}
        sheet.data_validation(*place, rule | told)


def _cut(part: str, name: str, place: str) -> list[str]:
    """A piece of a unit around a name, which becomes the address of its cell (led by a zero character)."""
    if part.startswith("\0") or name not in part:
        return [part]
    before, _, after = part.partition(name)
    return [piece for piece in (before, f"\0{place}", after) if piece]
