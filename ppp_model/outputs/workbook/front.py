"""The sheets in front and at the end: cover, contents, checks, and the settings that no cell holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ppp_model.measures import CHECKS
from ppp_model.outputs.formats import format_percent
from ppp_model.outputs.workbook.formulas import CLOSENESS
from ppp_model.outputs.workbook.layout import (
    CONSTANT,
    HEAD,
    LABEL,
    NAME,
    SOURCE,
    TOTAL,
    UNIT,
    Sheet,
    letter,
    quoted,
)
from ppp_model.outputs.workbook.lines import Kind, Line, Lines
from ppp_model.outputs.workbook.styles import BAD, FILLS, GOOD, GREY, MEANINGS, NAVY
from ppp_model.outputs.workbook.writer import MASTER, Writer

COVER, CONTENTS, CHECK_SHEET = "Cover", "Contents", "Checks"
_FAILS_ROW = HEAD + 1

CONVENTIONS = (
    "The columns are the same on every sheet: what a line is, its full name, unit, source, constant, total, periods.",
    "A line with one value stands in the column Constant; a line by period has one formula, filled right.",
    "Period 0 is the day of financial close. Grey columns before the first and after the last period hold 0.",
    "A blank cell of a line means: not defined there (a ratio with nothing below, a year that is never reached).",
    "A formula that needs a line which may be blank looks first whether there is a number, and is blank without one.",
    "Where a change of inputs leaves a formula without a number that it had, it shows an error and a check fails.",
    "Flags are 1 or 0. A dash is 0. 'No limit' is a very large number (1E+99).",
    "No formula holds a number but 0 and 1; what is close enough to be equal is named on this sheet.",
    "Formulas in words are in the folded column E (open it with [+] above the columns).",
)
WHY_PASTED = (
    "Some values must be known before they can be calculated: a loan's size needs the fees, and those its size.",
    "The program repeats the run until they agree, and pastes them on the sheet 'Solved values', each with the line",
    "that it must equal, what is left between them, and a check. Change an input, and where it matters the check turns",
    "red: run the program again (`ppp workbook ... --set KEY=VALUE`) for a workbook that agrees again.",
    "A rate of return is found by Newton's method in working rows. Where several rates fit, or none within bounds,",
    "the program's answer (a blank and why) is pasted: a spreadsheet cannot tell which of several rates is meant.",
    "After a change the workbook shows the rate that it finds; whether it is the only one, only a new run tells.",
)
WHY_ONE = (
    "Each structure has a workbook of its own: structures differ in loans, grants, levels and groups, so that their",
    "rows differ; one workbook with a selector would fill rows with zeros and formulas with choices.",
    "Headline measures of the others, as pasted numbers, are on the sheet 'Comparison' where there are others.",
)


@dataclass(frozen=True)
class Check:
    """One check: what passes, where it comes from, what it means, its formula (1 where it passes) and its value now."""

    label: str
    name: str
    meaning: str
    formula: str
    value: float


def write_cover(writer: Writer) -> None:
    """The cover: what this is, the key of colours, conventions, what is pasted and why, how close is equal."""
    result, style = writer.layout.result, writer.styles
    page = writer.book.add_worksheet(COVER)
    page.hide_gridlines(2)
    page.set_column(0, 0, 3)
    page.set_column(1, 1, 26)
    page.set_column(2, 2, 110)
    page.set_tab_color(NAVY)
    band = style(bg_color=NAVY)
    for row in (1, 2, 3):
        for column in (1, 2):
            page.write_blank(row, column, None, band)
    page.set_row(1, 34)
    page.write_string(1, 1, result.loaded.scenario.study, style(bold=True, font_size=22, font_color="#FFFFFF",
                                                                 bg_color=NAVY))  # fmt: skip
    page.write_string(2, 1, result.label, style(font_size=14, font_color="#FFFFFF", bg_color=NAVY))
    row = 5
    for name, text in _facts(writer):
        page.write_string(row, 1, name, style(font_color=GREY, valign="top"))
        page.write_string(row, 2, text, style(text_wrap=True, valign="top"))
        row += 1
    page.write_string(row, 1, "Master check", style(font_color=GREY))
    _master_text(writer, page, row, 2)
    row = _key(writer, page, row + 2)
    for title, texts in (("Conventions", CONVENTIONS), ("What is pasted, and why", WHY_PASTED),
                         ("One workbook for each structure", WHY_ONE)):  # fmt: skip
        row = _section(writer, page, row + 1, title)
        for text in texts:
            page.write_string(row, 1, text, style())
            row += 1
    row = _section(writer, page, row + 1, "How close is equal")
    for name, (value, meaning) in CLOSENESS.items():
        page.write_number(row, 1, value, style(**FILLS[Kind.INPUT], num_format="0E+00", align="left"))
        page.write_string(row, 2, f"{name}: {meaning}", style())
        writer.book.define_name(name, f"={COVER}!$B${row + 1}")
        row += 1
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)


def _facts(writer: Writer) -> list[tuple[str, str]]:
    result, lines = writer.layout.result, writer.layout.lines
    counts = lines.counts
    scenario = result.loaded.scenario
    facts = [
        ("Study file", str(result.loaded.marks["study"].file) if "study" in result.loaded.marks else ""),
        ("About", result.loaded.description or scenario.description or ""),
        ("Structure and case", f"{result.structure}; case: {result.case or 'the study as it stands'}"),
        ("Money", f"{result.currency} in whole units unless the unit says otherwise"),
        ("Changes", "; ".join(f"{c.path}: {c.old or 'not given'} -> {c.new or 'removed'} ({c.origin})"
                              for c in result.changes if c.origin.startswith("--set")) or "none by --set"),
        ("Live formulas", f"{format_percent(lines.live_share)} of the {lines.live[1]:,} cells of lines "
                          f"are live formulas, inputs and solved rows apart ({counts['working']:,} cells of working "
                          f"rows come on top)"),
        ("Inputs", f"{counts['input']:,} cells of inputs, {counts['worked out from the file']:,} worked out from the "
                   f"file, {counts['pasted']:,} pasted"),
    ]  # fmt: skip
    return [(name, " ".join(text.split())) for name, text in facts if text]


def _section(writer: Writer, page: Any, row: int, title: str) -> int:
    look = writer.styles(bold=True, font_color=NAVY, bottom=2, bottom_color=NAVY, font_size=12)
    for column in (1, 2):
        page.write_blank(row, column, None, look)
    page.write_string(row, 1, title, look)
    return row + 1


def _key(writer: Writer, page: Any, row: int) -> int:
    """The key of colours, each shown on a cell of its own."""
    row = _section(writer, page, row, "Key of colours")
    for kind, meaning in MEANINGS.items():
        page.write_number(row, 1, 1234.5, writer.styles(**FILLS[kind], num_format="#,##0.00", align="center"))
        page.write_string(row, 2, meaning, writer.styles())
        row += 1
    for look, meaning in ((GOOD, "Check that passes."), (BAD, "Check that fails: see the sheet Checks.")):
        page.write_string(row, 1, "Check", writer.styles(**look, align="center"))
        page.write_string(row, 2, meaning, writer.styles())
        row += 1
    return row


def _master_text(writer: Writer, page: Any, row: int, column: int) -> None:
    fails = sum(not passed for passed in writer.layout.result.checks.values())
    formula = f'=IF({MASTER}=0,"All checks pass","Checks that fail: "&{MASTER})'
    value = f"Checks that fail: {fails}" if fails else "All checks pass"
    page.write_formula(row, column, formula, writer.styles(bold=True), value)
    for sign, look in (("=", GOOD), ("<>", BAD)):
        rule = {"type": "formula", "criteria": f"={MASTER}{sign}0", "format": writer.styles(**look)}
        page.conditional_format(row, column, row, column, rule)


def write_contents(writer: Writer, sheets: Sequence[tuple[str, str, int]]) -> None:
    """The list of sheets, each a link, with what it shows and how many lines it has."""
    style = writer.styles
    page = writer.book.add_worksheet(CONTENTS)
    page.hide_gridlines(2)
    page.set_tab_color(NAVY)
    page.set_column(0, 0, 36)
    page.set_column(1, 1, 70)
    page.set_column(2, 2, 10)
    page.freeze_panes(HEAD, 0)
    page.set_row(0, 24)
    page.write_string(0, LABEL, "Contents", style(bold=True, font_size=16, font_color=NAVY))
    writer.master(page)
    page.write_string(0, 1, writer.names["heading"], style(font_color=GREY, font_size=11))
    head = style(bold=True, font_color="#FFFFFF", bg_color=NAVY)
    right = style(bold=True, font_color="#FFFFFF", bg_color=NAVY, align="right")
    for column, (text, look) in enumerate((("Sheet", head), ("What it shows", head), ("Lines", right))):
        page.write_string(HEAD - 1, column, text, look)
    for row, (title, about, count) in enumerate(sheets, HEAD):
        link = style(font_color="#0563C1", underline=1)
        page.write_url(row, 0, f"internal:{quoted(title)}!A1", link, title)
        page.write_string(row, 1, about, style())
        if count:
            page.write_number(row, 2, count, style(num_format="#,##0"))
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 1)


def checks_of(writer: Writer, sheets: Sequence[Sheet]) -> dict[str, list[Check]]:
    """Every check by heading: the model's, those of solved values, and for each sheet that its cells have numbers."""
    layout = writer.layout
    result, lines = layout.result, layout.lines
    own = [
        Check(lines[name].label, name, f"fails when {fault}", _passes(writer, lines[name]), float(result.checks[name]))
        for name, fault in CHECKS.items()
        if name in lines.by_name
    ]
    solved = [
        Check(f"1 when {_about(lines, name)}", name, "fails when an input has changed since",
              _passes(writer, line), float(line.values.min() == 1))
        for name, line in lines.by_name.items()
        if line.kind == Kind.WORKING and name.endswith(": passes")
    ]  # fmt: skip
    cells = []
    for sheet in sheets:
        area = f"{quoted(sheet.title)}!${letter(CONSTANT)}${HEAD + 1}:${letter(writer.last + 1)}${sheet.last_row}"
        formula = f"=IF(COUNT({area})=${letter(TOTAL)}{{row}},1,0)"
        label = f"1 when as many cells have numbers as when it was made: {sheet.title}"
        cells.append(Check(label, sheet.title, "fails when a cell shows an error or a new blank", formula, 1.0))
    return {"Checks of the model": own, "Solved values agree with what they must equal": solved, "Cells": cells}


def _about(lines: Lines, name: str) -> str:
    """What a check of a solved value compares."""
    pasted = name.removesuffix(": passes")
    return "the solved input meets its target" if pasted == "solve" else f"the pasted {pasted} agrees"


def _passes(writer: Writer, line: Line) -> str:
    return f"=IF(MIN({writer.cells(line)})=1,1,0)"


def write_checks(writer: Writer, sheets: Sequence[Sheet]) -> None:
    """The sheet of checks, and the number of those that fail, on which the master check hangs."""
    style = writer.styles
    page = writer.sheet(CHECK_SHEET, CHECK_SHEET, "#C00000", dated=False)
    page.set_column(LABEL, LABEL, 78)
    page.set_column(SOURCE, SOURCE, 66)
    writer.columns(page, {SOURCE: "What it means", CONSTANT: "Passes", TOTAL: "Cells"})
    checks = checks_of(writer, sheets)
    quiet = style(font_color=GREY, font_size=9)
    first = row = _FAILS_ROW + 2
    for title, found in checks.items():
        writer.heading(page, row, title, TOTAL)
        for check in found:
            row += 1
            for column, text in ((NAME, check.name), (UNIT, "1"), (SOURCE, check.meaning)):
                page.write_string(row, column, text, quiet)
            page.write_string(row, LABEL, check.label, style())
            formula = check.formula.replace("{row}", str(row + 1))
            page.write_formula(row, CONSTANT, formula, style(num_format="0", align="right"), check.value)
            if formula != check.formula:
                page.write_number(row, TOTAL, writer.numbers[check.name], style.cell(Kind.PASTED, "#,##0"))
        row += 2
    _master_count(writer, page, first, row, [check for found in checks.values() for check in found])
    page.print_area(0, 0, row, TOTAL)
    page.fit_to_pages(1, 0)


def _master_count(writer: Writer, page: Any, first: int, last: int, checks: Sequence[Check]) -> None:
    """How many checks fail, and the colours of all."""
    style, column = writer.styles, letter(CONSTANT)
    area = f"{column}{first + 1}:{column}{last + 1}"
    formula = f"=COUNTIF({area},0)+SUMPRODUCT(--ISERROR({area}))"
    fails = sum(check.value != 1 for check in checks)
    writer.heading(page, _FAILS_ROW - 1, "Master check", TOTAL)
    page.write_string(_FAILS_ROW, LABEL, "Checks that fail", style(bold=True))
    page.write_formula(_FAILS_ROW, CONSTANT, formula, style(bold=True, num_format="0", align="right"), fails)
    writer.book.define_name(MASTER, f"={CHECK_SHEET}!${column}${_FAILS_ROW + 1}")
    for value, look in ((1, GOOD), (0, BAD)):
        rule = {"type": "formula", "criteria": f"=AND(ISNUMBER(${column}{first + 1}),${column}{first + 1}={value})",
                "format": style(**look)}  # fmt: skip
        page.conditional_format(first, CONSTANT, last, CONSTANT, rule)
