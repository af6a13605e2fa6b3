"""The live workbook: every line of the model as a row with one formula, recalculated by the spreadsheet itself.

The formulas are printed from the traced ones of the model, so that there is no second copy of it. ``write_workbook``
writes the workbook of one result; ``others`` are results of further structures, shown beside it as pasted numbers.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ppp_model.outputs.console import check_target
from ppp_model.outputs.workbook.layout import Layout, Sheet
from ppp_model.outputs.workbook.lines import Line, Lines
from ppp_model.results import Result

__all__ = ["Lines", "layout_of", "write_workbook"]


def layout_of(result: Result) -> tuple[Layout, tuple[Sheet, Sheet]]:
    """Where each line of a result's workbook stands, and the sheets of inputs and of solved values."""
    from ppp_model.outputs.workbook import given
    from ppp_model.outputs.workbook.lines import lines_of

    lines = given.with_provenance(result, given.with_residuals(result, lines_of(result)))
    layout = Layout(result, lines)
    sheets = given.sheets_of(result, lines)
    layout.place_all(sheets)
    return layout, sheets


def write_workbook(
    result: Result, path: str | Path, others: Mapping[str, Result] | None = None, force: bool = False
) -> Path:
    """Write a result's workbook whole or not at all. Raises ScenarioError for a file that is there already.

    ``others``: results of further structures by name, for the sheet that compares them.
    """
    import xlsxwriter

    target = Path(path)
    check_target(target, force)
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        with xlsxwriter.Workbook(str(temporary), options) as book:
            _fill(book, result, others or {})
        check_target(target, force)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
    return target


def _fill(book: Any, result: Result, others: Mapping[str, Result]) -> None:
    """All sheets in their order."""
    from ppp_model.outputs.workbook import charts, front, views
    from ppp_model.outputs.workbook.writer import Writer

    layout, given = layout_of(result)
    scenario = result.loaded.scenario
    names = {"money": result.currency, "local": result.local_currency, "unit": scenario.unit,
             "heading": f"{scenario.study}: {result.label}. {result.currency}"}  # fmt: skip
    writer = Writer(book, layout, names)
    front.write_cover(writer)
    front.write_contents(writer, _contents(given, layout, others))
    rows = views.write_outputs(writer)
    charts.add_charts(writer, book.get_worksheet_by_name(views.OUTPUTS), rows)
    views.write_statements(writer)
    if others:
        views.write_comparison(writer, others)
    colors = ("#BF9000", "#C55A11")
    for sheet, color in zip(given, colors, strict=True):
        writer.lines(sheet, color)
    for sheet in layout.sheets:
        writer.lines(sheet, "#7F7F7F")
    front.write_checks(writer, [*given, *layout.sheets])
    book.get_worksheet_by_name(front.COVER).activate()


def _contents(given: tuple[Sheet, Sheet], layout: Layout, others: Mapping[str, Result]) -> list[tuple[str, str, int]]:
    """Title, what it shows and number of lines of each sheet."""
    head = [("Cover", "key of colours, conventions, what is pasted and why", 0),
            ("Outputs", "headline measures by side, with charts", 0),
            ("Statements", "cash waterfall, income, cash flow, balance sheet, cover", 0)]  # fmt: skip
    head += [("Comparison", "headline measures of all structures", 0)] if others else []
    sheets = [*given, *layout.sheets]
    counted = [(one.title, one.about, sum(isinstance(item, Line) for _, item in one.rows)) for one in sheets]
    return [*head, *counted, ("Checks", "every check, and how many fail", 0)]
