"""Writes sheets of lines: the frozen heading, headings of blocks, and for each line one row."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

import numpy as np

from ppp_model.engine.units import parse_unit
from ppp_model.money import local_currency_of
from ppp_model.outputs.formats import unit_in_words
from ppp_model.outputs.workbook.formulas import Printer, at_column
from ppp_model.outputs.workbook.layout import (
    CONSTANT,
    DATE_ROW,
    EDGE,
    FIRST,
    HEAD,
    INPUTS,
    LABEL,
    NAME,
    NUMBER_ROW,
    PHASE_ROW,
    SOURCE,
    TOTAL,
    UNIT,
    WORDS,
    Layout,
    Sheet,
    letter,
    quoted,
)
from ppp_model.outputs.workbook.lines import Kind, Line, shown
from ppp_model.outputs.workbook.styles import BAD, FILLS, GOOD, GREY, LINE, NAVY, PALE, ZERO, Styles, pattern_of

MASTER = "master_check"
"""Name of the cell that counts the checks that fail."""
_WIDTHS = {LABEL: 58, NAME: 32, UNIT: 19, SOURCE: 20, WORDS: 46, CONSTANT: 15, TOTAL: 15, EDGE: 4}
_PERIOD_WIDTH = 12.5
_HEADS = {LABEL: "Line", NAME: "Name", UNIT: "Unit", SOURCE: "Source", WORDS: "In words", CONSTANT: "Constant",
          TOTAL: "Total"}  # fmt: skip
_PERIODS_A_PAGE = 60
LONGEST_LABEL = 66
_STOCKS = re.compile(
    r"(?:^|_)(?:opening|closing|balance|before|to_date|value|to_come|limit|receivables?|payables|assets?|liabilities|"
    r"capital|outstanding|opened|peak|target|needed|to_cover|available|left|wanted|full|capacity|debt_and|loans|"
    r"residual|earnings|amount|standing|budget|room|ceiling|undrawn|exposure|guaranteed|book_equity|to_pay_off|"
    r"to_set_off|to_pay|recovered|termination|to_here|arrears|ahead|back|proceeds|and_reserves|in_hand|after_debt|"
    r"after_letter|free_cash|maintenance_reserve|after_maturity|cash_after|free_after|debt_in_operation|debt_like|"
    r"regulated_base|of_year|coming_spend|most_sold|stressed|prefinanced|losses_gone|maximum)(?:_|$)"
)
"""Words in the names of lines that are a state rather than a flow, so that a sum over periods means nothing."""
_FLOWS = ({"money": 1}, {"local": 1}, {"unit": 1}, {"tonne": 1})


class Writer:
    """Writes the sheets of one workbook. Text is always written as text, never as a formula."""

    def __init__(self, book: Any, layout: Layout, names: Mapping[str, str]) -> None:
        self.book, self.layout, self.names = book, layout, names
        self.styles = Styles(book)
        self.numbers: dict[str, int] = {}
        """How many cells with a number each sheet of lines has, from the constants on."""
        self.last = FIRST + layout.periods - 1

    # The frame of a sheet

    def sheet(self, title: str, heading: str, color: str = NAVY, dated: bool = True, left: int = 1) -> Any:
        """A new sheet with the frozen heading; ``dated``: with number and end of each period above the columns."""
        page = self.book.add_worksheet(title)
        page.hide_gridlines(2)
        page.set_tab_color(color)
        page.set_zoom(85)
        page.freeze_panes(HEAD, left)
        page.set_row(0, 24)
        style = self.styles
        page.write_string(0, LABEL, heading, style(bold=True, font_size=16, font_color=NAVY))
        self.master(page)
        page.write_url(2, LABEL, "internal:'Contents'!A1", style(font_color=GREY, underline=1), "Contents")
        page.write_string(0, NAME, self.names["heading"], style(font_color=GREY, font_size=11))
        self._widths(page)
        self.columns(page, _HEADS)
        if dated:
            self._dates(page, title)
        self._print(page, heading)
        return page

    def columns(self, page: Any, texts: Mapping[int, str]) -> None:
        """What stands above the columns, on the band below the frozen heading."""
        band: dict[str, Any] = {"bold": True, "font_color": "#FFFFFF", "bg_color": NAVY}
        if texts is _HEADS:
            for column in range(self.last + 2):
                page.write_blank(DATE_ROW, column, None, self.styles(**band))
        for column, text in texts.items():
            look = self.styles(**band, align="right" if column in (CONSTANT, TOTAL) else "left")
            page.write_string(DATE_ROW, column, text, look)

    def master(self, page: Any) -> None:
        """The master check, green or red."""
        fails = sum(not passed for passed in self.layout.result.checks.values())
        text = "All checks pass" if not fails else "A check fails: see Checks"
        formula = f'=IF({MASTER}=0,"All checks pass","A check fails: see Checks")'
        page.write_formula(1, LABEL, formula, self.styles(bold=True, border=1, border_color=LINE), text)
        for sign, look in (("=", GOOD), ("<>", BAD)):
            page.conditional_format(
                1, LABEL, 1, LABEL, {"type": "formula", "criteria": f"={MASTER}{sign}0", "format": self.styles(**look)}
            )

    def _widths(self, page: Any) -> None:
        for column, width in _WIDTHS.items():
            options = {WORDS: {"level": 1, "hidden": True}, CONSTANT: {"collapsed": True}}.get(column, {})
            page.set_column(column, column, width, None, options)
        page.set_column(FIRST, self.last, _PERIOD_WIDTH)
        page.set_column(self.last + 1, self.last + 1, _WIDTHS[EDGE])

    def _dates(self, page: Any, title: str) -> None:
        """Phase, number and end of each period."""
        style, layout = self.styles, self.layout
        small = style(font_color=GREY, align="right", font_size=9)
        day = style(bold=True, font_color="#FFFFFF", bg_color=NAVY, align="right", num_format="d mmm yyyy")
        for row, text in ((PHASE_ROW, "Phase"), (NUMBER_ROW, "Period")):
            page.write_string(row, TOTAL, text, small)
        flags = {name: layout.result.values(name)[0] for name in ("at_close", "before_operation", "in_operation")}
        for number, label in enumerate(layout.result.assembled.calendar.labels):
            column = FIRST + number
            now = letter(column)
            at = {name: at_column(layout.reference(name, "now", title), "", now, "") for name in flags}
            phase = (f'=IF({at["at_close"]},"Close",IF({at["before_operation"]},"Works",'
                     f'IF({at["in_operation"]},"Operation","After")))')  # fmt: skip
            words = ("Close", "Works", "Operation")
            value = next((w for w, name in zip(words, flags, strict=True) if flags[name][number]), "After")
            page.write_formula(PHASE_ROW, column, phase, small, value)
            period = at_column(layout.reference("period_number", "now", title), "", now, "")
            page.write_formula(NUMBER_ROW, column, f"={period}", small, number)
            if title == INPUTS:
                page.write_datetime(DATE_ROW, column, dt.datetime.combine(label, dt.time()), day)
            else:
                serial = (label - dt.date(1899, 12, 30)).days
                page.write_formula(DATE_ROW, column, f"={quoted(INPUTS)}!{now}${DATE_ROW + 1}", day, serial)

    def _print(self, page: Any, heading: str) -> None:
        """How the sheet prints: across, one page wide (more only beyond 60 periods), the heading on every page."""
        page.set_landscape()
        page.set_paper(8)
        page.fit_to_pages(-(-self.layout.periods // _PERIODS_A_PAGE), 0)
        page.repeat_columns(LABEL)
        page.repeat_rows(0, HEAD - 1)
        page.set_footer("&L&F&C" + heading.replace("&", "&&") + "&RPage &P of &N")
        page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)

    # Rows

    def lines(self, sheet: Sheet, color: str = NAVY) -> Any:
        """A sheet of lines."""
        page = self.sheet(sheet.title, sheet.title, color)
        if sheet.title == INPUTS:
            page.set_column(SOURCE, SOURCE, 60)
            page.set_column(WORDS, WORDS, 70)
            self.columns(page, {WORDS: "In the file"})
        self.numbers[sheet.title] = 0
        for row, item in sheet.rows:
            if isinstance(item, Line):
                self._line(page, sheet.title, row - 1, item)
            else:
                self.heading(page, row - 1, item)
        page.print_area(0, 0, max((row for row, _ in sheet.rows), default=HEAD) - 1, self.last)
        return page

    def heading(self, page: Any, row: int, text: str, last: int | None = None) -> None:
        """The heading of a block of rows, over the columns up to the ``last`` (all when None)."""
        look = self.styles(bold=True, font_color=NAVY, bg_color=PALE, bottom=1, bottom_color=NAVY)
        for column in range((self.last + 1 if last is None else last) + 1):
            page.write_blank(row, column, None, look)
        page.write_string(row, LABEL, text, look)

    def names_of(self, page: Any, row: int, line: Line, label: str = "") -> None:
        """Label, full name, unit, source and formula in words of a line."""
        style = self.styles
        quiet = style(font_color=GREY, font_size=9)
        working = line.kind == Kind.WORKING
        look = style(**FILLS[Kind.WORKING], indent=1) if working else style()
        page.write_string(row, LABEL, label or short(line.label), look)
        unit = unit_in_words(line.unit, self._names_for(line)) if line.unit else ""
        words = line.words if line.kind in (Kind.INPUT, Kind.WORKED_OUT) else f"{line.label}: {line.words}"
        for column, text in ((NAME, line.name), (UNIT, unit), (SOURCE, line.source), (WORDS, words)):
            page.write_string(row, column, text, quiet)

    def _names_for(self, line: Line) -> Mapping[str, str]:
        """What units are called in a line; local money is that of its block, such as the currency of a loan."""
        row = line.row or self.layout.result.assembled.model.rows.get(line.name.partition(": ")[0])
        if row is None or "local" not in line.unit:
            return self.names
        return {**self.names, "local": local_currency_of(self.layout.result.assembled, row)}

    def _line(self, page: Any, title: str, row: int, line: Line) -> None:
        self.names_of(page, row, line)
        look = self.styles.cell(line.kind, pattern_of(line.unit, line.values))
        template = self._template(title, line)
        values = [shown(value) for value in line.values[0]]
        is_spread = line.name in self.layout.lines.spread
        if not line.is_wide:
            self._cell(page, row, CONSTANT, template, look, values[0], title)
            values, template = [values[0]] * self.layout.periods, f"=${letter(CONSTANT)}{row + 1}"
        if line.is_wide or is_spread:
            spread = self.styles.cell(Kind.WORKING, pattern_of(line.unit, line.values)) if not line.is_wide else look
            for number, value in enumerate(values):
                self._cell(page, row, FIRST + number, template, spread, value, title)
        if line.name in self.layout.lines.shifted:
            edge = self.styles(font_color=GREY, num_format=f"0;-0;{ZERO}", align="center", bg_color=PALE)
            for column in (EDGE, self.last + 1):
                page.write_number(row, column, 0, edge)
                self.numbers[title] += 1
        if is_flow(line):
            self.total(page, row, line)
            self.numbers[title] += 1

    def _template(self, title: str, line: Line) -> str:
        """The formula of a line as a template of columns; empty for a line of values."""
        if not line.is_formula:
            return ""
        layout = self.layout
        return Printer(layout.lines, line, lambda name, when: layout.reference(name, when, title)).formula()

    def _cell(self, page: Any, row: int, column: int, template: str, look: Any, value: float | str, title: str) -> None:
        self.numbers[title] += not isinstance(value, str)
        if template:
            around = (letter(column - 1), letter(column), letter(column + 1))
            page.write_formula(row, column, at_column(template, *around), look, value)
        elif isinstance(value, str):
            page.write_string(row, column, value, look)
        else:
            page.write_number(row, column, value, look)

    def cells(self, line: Line) -> str:
        """The cells of a line, as another sheet names them."""
        place = self.layout.places[line.name]
        first, last = self.layout.first_last if line.is_wide else (letter(CONSTANT),) * 2
        return f"{quoted(place.sheet)}!${first}${place.row}:${last}${place.row}"

    def total(self, page: Any, row: int, line: Line) -> None:
        """The sum of a row over its periods, in the column for totals."""
        first, last = self.layout.first_last
        value = float(np.nansum(np.where(np.isfinite(line.values), line.values, 0.0)))
        look = self.styles(num_format=pattern_of(line.unit, line.values), align="right", bold=True)
        page.write_formula(row, TOTAL, f"=SUM({first}{row + 1}:{last}{row + 1})", look, value)


def short(label: str) -> str:
    """A label that fits its column, cut where its sentence pauses; the whole stands in the folded column."""
    if len(label) <= LONGEST_LABEL:
        return label
    pauses = [label.rfind(mark, 20, LONGEST_LABEL) for mark in (", ", "; ", ": ", " (")]
    return label[: max(pauses)] if max(pauses) > 0 else f"{label[:LONGEST_LABEL].rpartition(' ')[0]} ..."


def is_flow(line: Line) -> bool:
    """Whether a sum of the row over its periods means something."""
    if not line.is_wide or not line.unit or line.row is None or dict(parse_unit(line.unit)) not in _FLOWS:
        return False
    return not _STOCKS.search(line.name.rpartition(".")[2])
