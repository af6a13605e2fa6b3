"""Native charts on the outputs sheet: debt service and its cover, uses and sources, what the poorest pay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ppp_model.outputs.workbook.layout import CONSTANT, DATE_ROW, FIRST, HEAD, LABEL, TOTAL
from ppp_model.outputs.workbook.styles import FONT, GREY, NAVY
from ppp_model.outputs.workbook.views import FIRST_FUND, LAST_FUND, OUTPUTS
from ppp_model.outputs.workbook.writer import Writer

_COLORS = ("#1F3864", "#C55A11", "#7F7F7F", "#2E75B6", "#BF9000", "#548235")
_FUNDS = ("#1F3864", "#8497B0", "#ADB9CA", "#D6DCE5", "#44546A", "#7F7F7F", "#BFBFBF", "#548235", "#2E75B6", "#C55A11")
"""Uses in blues and greys; grants, debt and equity in colours of their own."""
_SIZE = {"width": 900, "height": 350}


def add_charts(writer: Writer, page: Any, rows: Mapping[str, int]) -> None:
    """Put the charts beside the measures; one whose rows the model does not have is left out."""
    charts = [
        ("CFADS against debt service, and the cover between them", _cover(writer, rows)),
        ("Uses and sources of funds", _sources(writer, rows)),
        ("What the poorest group pays", _bill(writer, rows)),
    ]
    row = HEAD + 1
    for title, chart in charts:
        if chart is not None:
            _dress(writer, chart, title)
            page.insert_chart(row, FIRST, chart, {"x_offset": 8, "y_offset": 4})
            row += 19


def _series(writer: Writer, row: int, color: str, **more: Any) -> dict[str, Any]:
    return {
        "name": [OUTPUTS, row, LABEL],
        "categories": [OUTPUTS, DATE_ROW, FIRST, DATE_ROW, writer.last],
        "values": [OUTPUTS, row, FIRST, row, writer.last],
    } | (more or {"fill": {"color": color}, "border": {"none": True}, "gap": 40})


def _line(color: str, dash: str = "solid") -> dict[str, Any]:
    return {"line": {"color": color, "width": 2.25, "dash_type": dash}}


def _bars(writer: Writer, rows: Mapping[str, int], names: Sequence[str]) -> Any:
    chart = writer.book.add_chart({"type": "column"})
    for number, name in enumerate(names):
        if name in rows:
            chart.add_series(_series(writer, rows[name], _COLORS[number]))
    return chart


def _cover(writer: Writer, rows: Mapping[str, int]) -> Any:
    chart = _bars(writer, rows, ("cfads", "debt_service"))
    if "dscr" in rows:
        ratio = writer.book.add_chart({"type": "line"})
        ratio.add_series(_series(writer, rows["dscr"], "", **_line(_COLORS[2])) | {"y2_axis": True})
        ratio.set_y2_axis({"num_format": '0.00"x"', "min": 0, "line": {"none": True}, "num_font": _font(),
                           "name": "DSCR", "name_font": _font()})  # fmt: skip
        chart.combine(ratio)
    return chart


def _sources(writer: Writer, rows: Mapping[str, int]) -> Any:
    """Uses and sources as two stacked columns, a series for each row of the table."""
    chart = writer.book.add_chart({"type": "column", "subtype": "stacked"})
    first = rows[FIRST_FUND]
    for number, row in enumerate(range(first, rows[LAST_FUND] + 1)):
        chart.add_series({
            "name": [OUTPUTS, row, LABEL], "categories": [OUTPUTS, first - 1, CONSTANT, first - 1, TOTAL],
            "values": [OUTPUTS, row, CONSTANT, row, TOTAL], "gap": 60,
            "fill": {"color": _FUNDS[number % len(_FUNDS)]}, "border": {"color": "#FFFFFF", "width": 0.75},
        })  # fmt: skip
    return chart


def _bill(writer: Writer, rows: Mapping[str, int]) -> Any:
    if "poorest_bill" not in rows:
        return None
    chart = _bars(writer, rows, ("poorest_bill",))
    burden = writer.book.add_chart({"type": "line"})
    burden.add_series(_series(writer, rows["poorest_burden"], "", **_line(_COLORS[1])) | {"y2_axis": True})
    burden.set_y2_axis({"num_format": "0.0%", "min": 0, "line": {"none": True}, "num_font": _font(),
                        "name": "share of income", "name_font": _font()})  # fmt: skip
    chart.combine(burden)
    return chart


def _font(**more: Any) -> dict[str, Any]:
    return {"name": FONT, "size": 9, "color": GREY, "bold": False} | more


def _dress(writer: Writer, chart: Any, title: str) -> None:
    """Title, axes and legend as all charts have them."""
    chart.set_title({"name": title, "name_font": _font(size=12, bold=True, color=NAVY), "overlay": False})
    chart.set_x_axis({"text_axis": True, "num_format": "yyyy", "num_font": _font(), "label_position": "low",
                      "interval_unit": max(writer.layout.periods // 12, 1), "major_tick_mark": "none",
                      "line": {"color": GREY}})  # fmt: skip
    chart.set_y_axis(
        {
            "num_format": '[>=1000000]#,##0,,"m";[>=1000]#,##0,"k";#,##0',
            "num_font": _font(),
            "major_gridlines": {"visible": True, "line": {"color": "#E5E5E5"}},
            "line": {"none": True},
        }
    )
    chart.set_legend({"position": "bottom", "font": _font()})
    chart.set_size(_SIZE)
    chart.set_chartarea({"border": {"none": True}})
    chart.show_na_as_empty_cell()
