"""From an input sheet to the text of a scenario file; every mistake is named by its cell."""

from __future__ import annotations

import dataclasses
import re
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ppp_model.errors import Problem, ScenarioError
from ppp_model.measures import BY_NAME
from ppp_model.outputs.template.fields import SETS, SHEETS, Cell, cell_at
from ppp_model.outputs.template.values import written
from ppp_model.outputs.template.yaml_text import Entry, Lines, yaml_lines
from ppp_model.scenario.load import open_study
from ppp_model.scenario.merge import STUDY_FILE
from ppp_model.scenario.quantities import Names
from ppp_model.scenario.words import listed

MOST_BYTES = 20_000_000
_HEADS = ("key", "value", "unit", "source", "assumed", "note")
_SAID = ("source", "assumed", "note")
_LINE = re.compile(r"[^\s(]*scenario\.yaml:(\d+):\d+")
_PLACE = re.compile(r"scenario\.yaml:(\d+):\d+$")
_OF_SETS = (("label",), ("description",), ("instead_of",), ("needs",))
"""What a structure or case says of itself, beside its changes."""


@dataclass
class Sheets:
    """What was read: entries, problems by cell, and remarks."""

    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def scenario_of(path: Path) -> tuple[str, list[str]]:
    """The text of the scenario that a workbook holds, and remarks; raises ScenarioError with every problem by cell."""
    found = Sheets()
    for rows in _sheets(path):
        found.entries += rows.entries
        found.problems += rows.problems
        found.notes += rows.notes
    found.problems += _twice(found.entries)
    if not found.entries and not found.problems:
        raise ScenarioError.one(path.name, "", "holds no values", "`ppp template` writes a workbook to fill in.")
    lines = yaml_lines([_with_text(one, found) for one in found.entries], path.name)
    if not found.problems:
        found.problems += _checked(lines)
    if found.problems:
        raise ScenarioError(found.problems)
    return lines.text, found.notes


def _sheets(path: Path) -> Iterator[Sheets]:
    """What each sheet of inputs says."""
    from openpyxl import load_workbook  # type: ignore[import-untyped]
    from openpyxl.utils.exceptions import InvalidFileException  # type: ignore[import-untyped]

    try:
        if path.stat().st_size > MOST_BYTES:
            raise ScenarioError.one(path.name, "", f"is larger than {MOST_BYTES:_} bytes")
        formulas, values = (load_workbook(path, data_only=only) for only in (False, True))
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise ScenarioError.one(path.name, "", "is not an Excel workbook (.xlsx)") from error
    known = [name for name in (*SHEETS, *SETS) if name in formulas.sheetnames]
    if not known:
        allowed = f"It needs sheets named {listed([*SHEETS, *SETS])}; it has {listed(formulas.sheetnames)}."
        raise ScenarioError.one(path.name, "", "is not an input workbook", allowed)
    for name in known:
        yield _read(name, formulas[name], values[name])


def _read(name: str, sheet: Any, values: Any) -> Sheets:
    """The entries of one sheet."""
    found = Sheets()
    heads = {str(cell.value).strip(): cell.column_letter for cell in sheet[1] if cell.value is not None}
    wanted = ([SETS[name]] if name in SETS else []) + list(_HEADS)
    missing = [head for head in wanted if head not in heads]
    if missing:
        found.problems.append(Problem(f"{name}!1:1", "", f"has no column {listed(missing)} in its first row"))
        return found
    columns = {head: heads[head] for head in wanted}
    for number in range(2, sheet.max_row + 1):
        first = sheet[f"{columns[wanted[0]]}{number}"].value
        if not (isinstance(first, str) and first.startswith("#")):
            entry = _entry(name, sheet, values, columns, number, found)
            if entry is not None:
                found.entries.append(entry)
    return found


def _entry(
    name: str, sheet: Any, values: Any, columns: dict[str, str], number: int, found: Sheets
) -> Entry | None:  # fmt: skip
    """One row; None for a row without a value."""

    def text(head: str) -> str:
        value = values[f"{columns[head]}{number}"].value
        return "" if value is None else str(value).strip()

    place = f"{columns['value']}{number}"
    cell, value = sheet[place], values[place].value
    key, owner = text("key"), text(SETS[name]) if name in SETS else ""
    where = f"{name}!{place}"
    if cell.data_type == "f":
        if value is None:
            what = "holds a formula without a saved value"
            hint = "Open the file in Excel or LibreOffice and save it, or type the value."
            found.problems.append(Problem(where, key, what, hint=hint))
            return None
        found.notes.append(f"{where}: {key} is a formula; its saved value {value} is taken")
    if isinstance(value, str) and not value.strip():
        value = None
    if values[place].data_type == "e":
        found.problems.append(Problem(where, key, f"holds the error {value}"))
        return None
    if value is None:
        _left_over(name, columns, number, key, [head for head in _SAID if text(head)], found)
        return None
    if not key or (name in SETS and not owner):
        missing = "key" if not key else SETS[name]
        found.problems.append(Problem(where, key, f"has a value but no {missing}"))
        return None
    unit = sheet[f"{columns['unit']}{number}"]
    typed = "" if unit.data_type == "f" else text("unit")
    said = {head: text(head) for head in _SAID if text(head)}
    return Entry(
        name, number, columns, owner, tuple(key.split(".")), value, cell.number_format or "", typed, said
    )  # fmt: skip


def _left_over(name: str, columns: dict[str, str], number: int, key: str, heads: list[str], found: Sheets) -> None:
    if heads:
        where = f"{name}!{columns['value']}{number}"
        found.problems.append(Problem(where, key, f"has a {heads[0]} but no value", "", "Give the value or clear it."))


def _with_text(entry: Entry, found: Sheets) -> Entry:
    """The entry with its value as a scenario file says it."""
    cell = cell_at(entry.path) if not _is_text(entry) else _cell_of_set(entry.path[0])
    return dataclasses.replace(entry, text=written(cell, entry, _names(entry, found.entries)))


def _is_text(entry: Entry) -> bool:
    return bool(entry.owner) and entry.path in _OF_SETS


def _cell_of_set(key: str) -> Cell:
    """What may stand in a cell that says something of a structure or case itself: a text, or dotted keys."""
    return Cell("text", takes_list=key in ("instead_of", "needs"), takes_one=key in ("label", "description"))


def _names(entry: Entry, entries: list[Entry]) -> Names:
    """What units are called where an entry stands."""
    known = {one.path: str(one.value) for one in entries if not one.owner and one.path[-1] in ("currency", "unit")}
    own = known.get((*entry.path[:-1], "currency")) if len(entry.path) > 1 and entry.path[0] != "city" else None
    return Names(own or known.get(("currency",)), known.get(("city", "currency")), known.get(("unit",), "m3"))


def _twice(entries: list[Entry]) -> Iterator[Problem]:
    """Keys that stand on two rows."""
    first: dict[tuple[str, str, tuple[str, ...]], Entry] = {}
    for one in entries:
        key = (one.sheet if one.owner else "", one.owner, one.path)
        if key in first:
            what = f"is written twice, first at {first[key].at('key')}"
            yield Problem(one.at("key"), ".".join(one.path), what, hint="Keep one of the two.")
        first.setdefault(key, one)


def _checked(lines: Lines) -> list[Problem]:
    """The problems of the text as a study, each at its cell."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "study" / STUDY_FILE
        file.parent.mkdir()
        file.write_text(lines.text, encoding="utf-8")
        try:
            problems = open_study(file).check(BY_NAME)
        except ScenarioError as error:
            problems = error.problems
    return [dataclasses.replace(one, where=_cell_of(one, lines), what=_with_cells(one.what, lines)) for one in problems]


def _with_cells(text: str, lines: Lines) -> str:
    """A text with cells in place of lines of the file."""

    def cell(match: re.Match[str]) -> str:
        entry = lines.entries.get(int(match[1]))
        return "the workbook" if entry is None else entry.at("key")

    return _LINE.sub(cell, text)


def _cell_of(problem: Problem, lines: Lines) -> str:
    """The cell behind a problem: its line's, that of its path, or the sheet where its part belongs."""
    match = _PLACE.search(problem.where)
    entry = lines.entries.get(int(match[1])) if match else None
    if entry is None:
        near = [one for one in lines.entries.values() if ".".join(one.path).startswith(problem.path)]
        entry = near[0] if near and problem.path else None
    if entry is None:
        part = problem.path.split(".")[0]
        return next((name for name, parts in SHEETS.items() if part in parts), "workbook")
    if problem.what.startswith("unknown source"):
        return entry.at("source")
    if problem.what.startswith("has both"):
        return entry.at("assumed")
    is_own = ".".join(entry.path) == problem.path or ".".join(entry.path) + "." in problem.path + "."
    return entry.at("key" if problem.what.startswith("unknown") or not is_own else "value")
