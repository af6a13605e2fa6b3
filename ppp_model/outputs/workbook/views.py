"""The sheets that read the model: headline measures with pictures, the statements, and the other structures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ppp_model.measures import MEASURES, SIDES, Measure
from ppp_model.outputs.workbook.formulas import at_column
from ppp_model.outputs.workbook.layout import (
    CONSTANT,
    DATE_ROW,
    FIRST,
    HEAD,
    LABEL,
    NAME,
    SOURCE,
    TOTAL,
    UNIT,
    WORDS,
    letter,
)
from ppp_model.outputs.workbook.lines import Kind, Line, shown
from ppp_model.outputs.workbook.styles import GREY, LINE, NAVY, ZERO, pattern_of
from ppp_model.outputs.workbook.writer import Writer, is_flow
from ppp_model.results import Result
from ppp_model.tables import finance

OUTPUTS, STATEMENTS, COMPARISON = "Outputs", "Statements", "Comparison"
GREEN = "#548235"
_REASON_WIDTH, _CHART_COLUMNS = 34, 9
_WHOLE_FROM, _DUST = 1000.0, 5e-5
_AMOUNT = f"#,##0;-#,##0;{ZERO}"
FIRST_FUND, LAST_FUND = "first fund", "last fund"
"""Stand for the rows of the table of uses and sources."""
_FUNDS = (
    ("works_cost", "Works", CONSTANT),
    *((name, f"{label[:1].upper()}{label[1:]}", CONSTANT) for label, name in finance.USES.items()),
    ("total_uses", "Other, less interest earned on funds not yet needed", CONSTANT),
    ("grants", "Grants", TOTAL), ("debt", "Debt", TOTAL), ("equity", "Equity", TOTAL),
)  # fmt: skip
"""What is funded and by whom: line, label, column."""
PARTS: Mapping[str, Sequence[str]] = {
    "Cash waterfall": finance.CASH_FLOW, "Uses and sources of funds": finance.FUNDING,
    "Income statement": finance.INCOME, "Cash flow statement": finance.CASH_STATEMENT,
    "Balance sheet": finance.BALANCE, "Tax": finance.TAX, "Debt and its cover": finance.COVER,
    "Owners": finance.OWNERS, "Public purse": finance.PUBLIC,
}  # fmt: skip
"""The statements, each with its lines in order."""
_KINDS = {
    "money": "#,##0", "money_local": "#,##0", "price": "#,##0.0000", "rate": "0.00%", "share": "0.00%",
    "ratio": "0.00x", "years": "0.0", "year": "0", "count": "#,##0",
}  # fmt: skip
_STRONG = {"revenue", "ebitda", "cfads", "net_income", "assets", "liabilities", "book_equity", "debt_service",
           "funding_need", "cash_from_operation", "cash_from_financing", "cash_and_reserves", "cash_closing",
           "operating_profit", "public_payments", "public_income", "net_public_cost", "equity_cash_flow"}  # fmt: skip
"""Lines that sum up those above them."""


def number_format(kind: str, value: float | None) -> str:
    """The number format of a measure; small sums of money are shown with cents."""
    size = abs(value or 0.0)
    if size < _DUST:
        return f"0;0;{ZERO}"
    positive = "#,##0.00" if kind.startswith("money") and size < _WHOLE_FROM else _KINDS[kind].replace("x", '"x"')
    return f"{positive};-{positive};{ZERO}"


def write_statements(writer: Writer) -> None:
    """The statements: each row is a link to its line."""
    page = writer.sheet(STATEMENTS, STATEMENTS, GREEN)
    row = HEAD
    for title, names in PARTS.items():
        found = [writer.layout.lines[name] for name in names if name in writer.layout.lines.by_name]
        writer.heading(page, row, title)
        for row_of_line, line in enumerate(found, row + 1):
            link(writer, page, row_of_line, line, STATEMENTS, line.name in _STRONG)
        row += len(found) + 2
    page.print_area(0, 0, row - 2, writer.last)


def link(writer: Writer, page: Any, row: int, line: Line, title: str, strong: bool = False) -> None:
    """A row that shows a line of another sheet."""
    writer.names_of(page, row, line)
    style = writer.styles
    more: dict[str, Any] = {"bold": True, "top": 1, "top_color": GREY} if strong else {}
    if strong:
        page.write_string(row, LABEL, line.label, style(**more))
    look = style(num_format=pattern_of(line.unit, line.values), align="right", **more)
    values = np.broadcast_to(line.values, (1, writer.layout.periods))[0]
    template = f"={writer.layout.reference(line.name, 'now', title)}"
    for number, value in enumerate(values):
        column = FIRST + number
        now = letter(column)
        page.write_formula(row, column, at_column(template, "", now, ""), look, shown(value))
    if is_flow(line):
        writer.total(page, row, line)


def write_outputs(writer: Writer) -> dict[str, int]:
    """The headline measures by side; gives the rows that the charts stand on, by name."""
    page = writer.sheet(OUTPUTS, OUTPUTS, GREEN)
    page.set_column(SOURCE, SOURCE, _REASON_WIDTH)
    writer.columns(page, {CONSTANT: "Value", TOTAL: "", WORDS: ""})
    row = HEAD
    for side, title in SIDES.items():
        writer.heading(page, row, title, TOTAL)
        for measure in (one for one in MEASURES if one.side == side):
            row += 1
            _measure(writer, page, row, measure)
        row += 2
    page.print_area(0, 0, row + len(_FUNDS) + len(SIDES), FIRST + _CHART_COLUMNS)
    page.fit_to_pages(1, 1)
    first, last = _uses_and_sources(writer, page, row)
    row = last + 3
    writer.heading(page, row, "Rows behind the charts")
    rows: dict[str, int] = {}
    for name, label, text, values in _chart_rows(writer):
        row += 1
        rows[name] = row
        page.write_string(row, LABEL, label, writer.styles())
        page.write_string(row, NAME, name, writer.styles(font_color=GREY, font_size=9))
        line = writer.layout.lines[name]
        look = writer.styles(num_format=pattern_of(line.unit, line.values), align="right")
        for number, value in enumerate(values):
            around = letter(FIRST + number)
            cached = "#N/A" if np.isnan(value) else float(value)
            page.write_formula(row, FIRST + number, at_column(text, "", around, ""), look, cached)
    pale = {"type": "errors", "format": writer.styles(font_color=LINE)}
    page.conditional_format(row - len(rows), FIRST, row, writer.last, pale)
    return rows | {FIRST_FUND: first, LAST_FUND: last}


def _measure(writer: Writer, page: Any, row: int, measure: Measure, with_reason: bool = True) -> None:
    """One measure: a link to its line, or pasted where no line has its name."""
    style, result = writer.styles, writer.layout.result
    value = result.measures[measure.name]
    reason = result.reasons.get(measure.name, "") if with_reason else ""
    quiet = style(font_color=GREY, font_size=9)
    page.write_string(row, LABEL, measure.label, style())
    page.write_string(row, NAME, measure.name, quiet)
    page.write_string(row, UNIT, unit_of_measure(result, measure), quiet)
    formula = _formula_of(writer, measure)
    pattern = number_format(measure.kind, value)
    if formula:
        page.write_string(row, SOURCE, reason or "line of the model", quiet)
        look = style(num_format=pattern, align="right", bold=True)
        page.write_formula(row, CONSTANT, formula, look, "" if value is None else value)
    elif value is not None:
        page.write_string(row, SOURCE, "pasted: it takes two runs", quiet)
        page.write_number(row, CONSTANT, value, style.cell(Kind.PASTED, pattern))
    else:
        page.write_string(row, SOURCE, reason, quiet)
    if len(reason) > _REASON_WIDTH:
        page.write_comment(row, CONSTANT, reason, {"x_scale": 2})


def unit_of_measure(result: Result, measure: Measure) -> str:
    """What a measure is counted in."""
    words = {"money": result.currency, "money_local": result.local_currency, "price": "", "years": "years"}
    return words.get(measure.kind, "")


def _formula_of(writer: Writer, measure: Measure) -> str:
    layout = writer.layout
    if measure.name in layout.lines.by_name:
        return f"={layout.reference(measure.name, 'one', OUTPUTS)}"
    solved = layout.result.solved
    if measure.name == "price_solved" and solved is not None:
        moved = layout.result.assembled.lines_at(solved.input)
        return f"={layout.reference(moved[0], 'one', OUTPUTS)}" if moved else ""
    loans = list(layout.result.soft_loans)
    if measure.name == "grant_element" and loans and layout.result.measures["grant_element"] is not None:
        weights = [layout.reference(f"debt.{loan}.commitment", "one", OUTPUTS) for loan in loans]
        shares = [layout.reference(f"debt.{loan}.grant_element", "one", OUTPUTS) for loan in loans]
        above = "+".join(f"N({share})*{weight}" for share, weight in zip(shares, weights, strict=True))
        return f"=({above})/({'+'.join(weights)})"
    return ""


def _uses_and_sources(writer: Writer, page: Any, row: int) -> tuple[int, int]:
    """A table of what is funded and by whom, in two columns that the chart stacks; gives its first and last row."""
    writer.heading(page, row, "Uses and sources of funds", TOTAL)
    style, layout = writer.styles, writer.layout
    for column, text in ((CONSTANT, "Uses"), (TOTAL, "Sources")):
        page.write_string(row + 1, column, text, style(bold=True, align="right"))
    first = last = row + 2
    left = uses = float(layout.result.values("total_uses")[0, 0])
    amount = style(num_format=_AMOUNT, align="right")
    for last, (name, label, column) in enumerate(_FUNDS, first):
        page.write_string(last, LABEL, label, style())
        page.write_string(last, NAME, name, style(font_color=GREY, font_size=9))
        if name == "total_uses":  # what the uses above leave
            used = f"{letter(column)}{first + 1}:{letter(column)}{last}"
            formula, value = f"={layout.reference(name, 'one', OUTPUTS)}-SUM({used})", left
        else:
            formula, value = f"=SUM({writer.cells(layout.lines[name])})", float(layout.lines[name].values.sum())
        page.write_formula(last, column, formula, amount, value)
        left -= value if column == CONSTANT else 0.0
    for column in (LABEL, CONSTANT, TOTAL):
        look = style(num_format=_AMOUNT, align="left" if column == LABEL else "right", bold=True, top=1)
        if column == LABEL:
            page.write_string(last + 1, column, "Total", look)
        else:
            text = f"=SUM({letter(column)}{first + 1}:{letter(column)}{last + 1})"
            page.write_formula(last + 1, column, text, look, uses)
    return first, last


def _chart_rows(writer: Writer) -> list[tuple[str, str, str, Any]]:
    """Rows that the charts stand on: links, with #N/A for a blank so that a line breaks off there."""
    layout = writer.layout
    found: list[tuple[str, str, str, Any]] = []
    for name in ("cfads", "debt_service", "dscr", "poorest_bill", "poorest_burden"):
        if name in layout.lines.by_name:
            line = layout.lines[name]
            reference = layout.reference(name, "now", OUTPUTS)
            values = np.broadcast_to(line.values, (1, layout.periods))[0]
            text = f"=IF(ISNUMBER({reference}),{reference},NA())" if name in layout.lines.blanks else f"={reference}"
            found.append((name, line.label, text, values))
    return found


def write_comparison(writer: Writer, results: Mapping[str, Result]) -> None:
    """The headline measures of all structures: this one live, the others pasted."""
    page = writer.sheet(COMPARISON, COMPARISON, GREEN, dated=False)
    style, own = writer.styles, writer.layout.result
    others = [result for result in results.values() if result.structure != own.structure]
    head = style(bold=True, font_color="#FFFFFF", bg_color=NAVY, align="right", text_wrap=True)
    page.set_row(DATE_ROW, 58)
    page.write_string(DATE_ROW, CONSTANT, f"{own.loaded.labels[0]} (live)", head)
    page.write_blank(DATE_ROW, TOTAL, None, head)
    for number, result in enumerate(others):
        page.write_string(DATE_ROW, FIRST + number, f"{result.loaded.labels[0]} (pasted)", head)
    last = FIRST + len(others) - 1
    page.set_column(CONSTANT, CONSTANT, 20)
    page.set_column(TOTAL, TOTAL, 2)
    page.set_column(FIRST, last, 20)
    page.print_area(0, 0, HEAD + len(MEASURES) + 3 * len(SIDES), last)
    page.fit_to_pages(1, 1)
    row = HEAD
    for side, title in SIDES.items():
        writer.heading(page, row, title, last)
        for measure in (one for one in MEASURES if one.side == side):
            row += 1
            _measure(writer, page, row, measure, with_reason=False)
            for number, value in enumerate(result.measures[measure.name] for result in others):
                if value is not None:
                    look = style.cell(Kind.PASTED, number_format(measure.kind, value))
                    page.write_number(row, FIRST + number, value, look)
        row += 2
