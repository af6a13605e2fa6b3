"""The picture of how a measure spreads over draws, with its percentiles and the bar it should keep."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from ppp_model.outputs.charts.base import Chart, money_axis, rule, scale_of, styled
from ppp_model.outputs.charts.style import BLUE, INK, ORANGE, SMALL, Fill
from ppp_model.outputs.formats import format_value, of_hundred

if TYPE_CHECKING:
    import pandas as pd

_KEPT, _MISSED = Fill(BLUE), Fill(ORANGE, "///")
_LEVELS = {"P5": 0.05, "P50": 0.5, "P95": 0.95}
_FEWEST, _MOST = 8, 36
Bar = tuple[Literal["at_least", "at_most"], float]
"""A least or a largest value."""


@styled
def histogram(values: Any, label: str, kind: str = "money", currency: str = "", bar: Bar | None = None) -> Chart:
    """How often a measure takes which values. ``values``: one for each draw; blanks are left out, and said.

    ``bar`` is the goal: the part of the draws that miss it is hatched. Raises ValueError when no draw has a value.
    """
    drawn = np.asarray(values, dtype=float)
    there = drawn[np.isfinite(drawn)]
    if not len(there):
        raise ValueError(f"{label} is blank in every draw")
    table = histogram_data(there, bar)
    levels = {name: float(np.quantile(there, level)) for name, level in _LEVELS.items()}
    blank = len(drawn) - len(there)
    note = f"{len(there):,} draws{f'; it is blank in {blank:,} more' if blank else ''}. P50: as often above as below."
    scale = scale_of(list(there)) if kind.startswith("money") else None
    unit = f"{label}, {scale.unit(currency)}" if scale else label
    chart = Chart(_finding(drawn, levels, label, kind, currency, bar), f"{unit}: draws for each span of values",
                  note, table, 2.6, {"from": kind, "to": kind})  # fmt: skip
    if bar is not None:
        chart.key([("Keeps the goal", _KEPT), ("Misses the goal", _MISSED)])
    axes = chart.panel(0.6, 0.3, 0.62, 0.3)
    kept = table["keeps the goal"].to_numpy() == "yes" if bar else np.ones(len(table), dtype=bool)
    for chosen, fill in ((kept, _KEPT), (~kept, _MISSED)):
        part = table[chosen]
        axes.bar(part["from"], part["draws"], part["to"] - part["from"], align="edge", **fill.options())
    rule(axes)
    axes.yaxis.get_major_locator().set_params(integer=True, nbins=4)  # type: ignore[call-arg]
    if scale:
        money_axis(axes.xaxis, scale, 6)
    else:
        axes.xaxis.set_major_formatter(lambda value, _: format_value(kind, value))
    _marks(axes, levels, kind, bar)
    return chart


def histogram_data(values: NDArray[np.float64], bar: Bar | None = None) -> pd.DataFrame:
    """Spans of equal width with the draws in each; with a bar an edge lies on it, and each span says whether it keeps
    the goal."""
    import pandas as pd

    edges = _edges(values, None if bar is None else bar[1])
    columns: dict[str, Any] = {"from": edges[:-1], "to": edges[1:]}
    middle, kept = (edges[:-1] + edges[1:]) / 2, "keeps the goal"
    if bar is None:
        columns["draws"] = np.histogram(values, edges)[0]
    else:
        # A span is closed on the side from which the goal is kept, so that a value at the bar keeps it.
        sign = 1.0 if bar[0] == "at_least" else -1.0
        near = np.where(np.abs(values - bar[1]) <= 1e-9 * max(1.0, abs(bar[1])), bar[1], values)
        counts = np.histogram(sign * near, np.sort(sign * edges))[0]
        columns["draws"] = counts if sign > 0 else counts[::-1]
        columns[kept] = np.where(sign * (middle - bar[1]) > 0, "yes", "no")
    return pd.DataFrame(columns, index=pd.RangeIndex(1, len(edges), name="span"))


def _edges(values: NDArray[np.float64], through: float | None) -> NDArray[np.float64]:
    """Edges of spans over all values, one of them at ``through`` where that lies among the values."""
    low, high = float(values.min()), float(values.max())
    if high - low <= 1e-9 * max(abs(low), abs(high), 1e-12):
        half = max(abs(low) * 0.01, 1e-6)
        low, high = low - half, high + half
    count = int(np.clip(len(np.histogram_bin_edges(values, "fd")) - 1, _FEWEST, _MOST))
    if through is None or not low < through < high:
        return np.linspace(low, high, count + 1)
    width = (high - low) / count
    below, above = (int(np.ceil(span / width * (1 + 1e-9))) for span in (through - low, high - through))
    return np.asarray(through + width * np.arange(-below, above + 1), dtype=float)


def _marks(axes: Any, levels: dict[str, float], kind: str, bar: Bar | None) -> None:
    """Percentiles above the drawing, and the goal's bar above them."""
    for name, at in levels.items():
        axes.axvline(at, color=INK, linewidth=1.4 if name == "P50" else 0.8, linestyle="-" if name == "P50" else ":")
        place = {"P5": "right", "P50": "center", "P95": "left"}[name]
        axes.annotate(f"{name} {format_value(kind, at)}", (at, 1.0), xycoords=("data", "axes fraction"), xytext=(0, 3),
                      textcoords="offset points", ha=place, size=SMALL, weight="bold" if name == "P50" else "normal",
                      annotation_clip=False)  # fmt: skip
    if bar is not None:
        left, right = axes.get_xlim()
        if not left <= bar[1] <= right:
            return
        axes.axvline(bar[1], color=INK, linewidth=1.2, linestyle=(0, (4, 2)))
        axes.annotate(f"Goal: {bar[0].replace('_', ' ')} {format_value(kind, bar[1])}", (bar[1], 1.0),
                      xycoords=("data", "axes fraction"), xytext=(0, 15), textcoords="offset points",
                      ha="center", size=SMALL, annotation_clip=False)  # fmt: skip


def _finding(
    drawn: NDArray[np.float64], levels: dict[str, float], label: str, kind: str, currency: str, bar: Bar | None
) -> str:
    low, high = (format_value(kind, levels[name], currency) for name in ("P5", "P95"))
    spread = f"{label}: nine in ten draws lie between {low} and {high}"
    if bar is None:
        return spread
    sign = 1.0 if bar[0] == "at_least" else -1.0
    kept = np.isfinite(drawn) & (sign * (drawn - bar[1]) >= -1e-9 * max(1.0, abs(bar[1])))
    return f"{spread}; {of_hundred(float(kept.mean()), 'draws')} keep the goal"
