"""Pictures of many runs: the frontier, what moves a measure most (tornado), and the spread of a line (fan)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ppp_model.measures import BY_NAME
from ppp_model.outputs.charts.base import EDGE, Chart, bars_only, money_axis, rule, scale_of, styled, year_axis
from ppp_model.outputs.charts.style import BLUE, FAINT, GREY, INK, ORANGE, RED, SMALL, Fill, width_of, wrapped
from ppp_model.outputs.formats import format_amount, format_value

if TYPE_CHECKING:
    import pandas as pd

_LOW, _HIGH = Fill(ORANGE, "///"), Fill(BLUE)
_BANDS = (("P5", "P95", "#dbe9f4"), ("P10", "P90", "#a9cfea"), ("P25", "P75", "#5b9fd0"))


@styled
def frontier(points: Any, currency: str = "") -> Chart:
    """The least public money for each goal. ``points``: ``Study.frontier()``, or its ``frame``."""
    table = frontier_data(points)
    goals = [str(column) for column in table if str(column).startswith("goal ")]
    goal = goals[0].removeprefix("goal ")
    measure = BY_NAME[goal]
    chart = Chart(
        _frontier_finding(table, goal, currency),
        f"Least public money for each goal: {measure.label.lower()}",
        "Hollow: the goal is not reached; the point that misses least. Each point is a full run of the model.",
        table, 3.3,
        {name: BY_NAME[name].kind for name in map(str, table) if name in BY_NAME} | {goals[0]: measure.kind},
    )  # fmt: skip
    axes = chart.panel(0.85, 0.5, 0.1, 0.5)
    x, y = table[goal].to_numpy(), table["cost"].to_numpy()
    order = np.argsort(x)
    reached = table["reached"].to_numpy(dtype=bool)
    line = [place for place in order if reached[place]]
    if len(goals) == 1:
        axes.plot(x[line], y[line], color=BLUE, linewidth=1.6, zorder=2)
    axes.scatter(x[reached], y[reached], s=42, color=BLUE, zorder=3)
    axes.scatter(x[~reached], y[~reached], s=42, facecolor="none", edgecolor=RED, linewidth=1.5, zorder=3)
    scale = scale_of(list(y))
    for place in order:
        words = format_value("money", float(y[place]), currency) if y[place] else "nothing"
        axes.annotate(words, (x[place], y[place]), xytext=(6, 6), textcoords="offset points", size=SMALL)
    rule(axes)
    money_axis(axes.yaxis, scale)
    axes.xaxis.set_major_formatter(lambda value, _: format_value(measure.kind, value))
    axes.set_xlabel(measure.label, size=SMALL)
    axes.set_ylabel(f"Public money ({scale.unit(currency)})", size=SMALL)
    axes.margins(x=0.08, y=0.14)
    return chart


def frontier_data(points: Any) -> pd.DataFrame:
    """The frame of a frontier: goals, free inputs, cost, measures, what binds."""
    frame: pd.DataFrame = getattr(points, "frame", points)
    return frame


def _frontier_finding(table: pd.DataFrame, goal: str, currency: str) -> str:
    reached = table[table["reached"].astype(bool)]
    kind = BY_NAME[goal].kind
    if not len(reached):
        return "No goal is reached under the limits"
    costs = reached["cost"].to_numpy()
    first, last = reached.iloc[int(costs.argmax())], reached.iloc[int(costs.argmin())]
    label = BY_NAME[goal].label
    words = [f"{currency} {format_amount(float(one['cost']))}".strip() if one["cost"] else "nothing"
             for one in (first, last)]  # fmt: skip
    at = [format_value(kind, float(one[goal])) for one in (first, last)]
    if len(reached) == 1:
        return f"{label} of {at[0]} costs the public {words[0]}"
    return f"{label}: {at[0]} costs the public {words[0]}, {at[1]} costs {words[1]}"


@styled
def tornado(rows: pd.DataFrame, label: str = "", kind: str = "money", currency: str = "") -> Chart:
    """What moves a measure most. ``rows``: a row for each input with the measure's value ``low``, ``base``, ``high``.

    Columns ``input_low`` and ``input_high`` (texts) name the ends where they are given. ``label`` says what the
    measure is, ``kind`` how to show it (see ``measures.Measure``).
    """
    table = tornado_data(rows)
    base = float(table["base"].iloc[0])
    unit = label or "Value at the low and high end of each input"
    chart = Chart(_tornado_finding(table, label, kind, currency), unit,
                  "Each input is moved alone; the others stay.", table, len(table) * 0.36 + 0.62,
                  dict.fromkeys(("low", "base", "high"), kind))  # fmt: skip
    chart.key([("Input at its low end", _LOW), ("Input at its high end", _HIGH)])
    labels = ["\n".join(wrapped(str(name), 2.0, SMALL)) for name in table.index]
    left = EDGE + max(max(map(width_of, text.split("\n"))) for text in labels) + 0.85
    beside = [{end: _end_words(row, end, kind) for end in ("low", "high")} for _, row in table.iterrows()]
    room = max(width_of(words, SMALL) for ends in beside for words in ends.values()) + 0.12
    axes = chart.panel(min(left, 3.2) + max(room - 0.65, 0.0), max(room, 0.9), 0.55, 0.05)
    for place, (_, row) in enumerate(table.iterrows()):
        for end, fill in (("low", _LOW), ("high", _HIGH)):
            axes.barh(place, row[end] - base, left=base, height=0.62, label=end, **fill.options())
        for end in _told_ends(row, base):
            right = row[end] >= base
            axes.annotate(beside[place][end], (row[end], place), xytext=(4 if right else -4, 0),
                          textcoords="offset points", ha="left" if right else "right", va="center", size=SMALL,
                          annotation_clip=False)  # fmt: skip
    bars_only(axes)
    axes.axvline(base, color=INK, linewidth=1.0)
    axes.annotate(f"Base {format_value(kind, base, currency)}", (base, -0.5), xytext=(0, 3), textcoords="offset points",
                  ha="center", size=SMALL, weight="bold", annotation_clip=False)  # fmt: skip
    axes.set_yticks(range(len(labels)), labels)
    axes.tick_params(axis="y", labelcolor=INK, pad=max(48.0, room * 72))
    axes.set_ylim(len(table) - 0.5, -0.5)
    return chart


def _end_words(row: pd.Series, end: str, kind: str) -> str:
    """The value of the measure at an end of an input, and the end where it is given."""
    given = row.get(f"input_{end}")
    return format_value(kind, float(row[end])) + (f" ({given})" if isinstance(given, str) else "")


def _told_ends(row: pd.Series, base: float) -> list[str]:
    """The ends with words beside them: of two on the same side of the base only the farther, none at the base."""
    low, high = float(row["low"]) - base, float(row["high"]) - base
    if low * high >= 0:
        return ["low" if abs(low) > abs(high) else "high"]
    return ["low", "high"]


def tornado_data(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with the widest swing first."""
    swing = (rows["high"] - rows["low"]).abs()
    return rows.loc[swing.sort_values(ascending=False, kind="stable").index]


def _tornado_finding(table: pd.DataFrame, label: str, kind: str, currency: str) -> str:
    first = table.iloc[0]
    low, high = sorted((float(first["low"]), float(first["high"])))
    one, two = (format_value(kind, value, currency) for value in (low, high))
    return f"{table.index[0]} moves {label[:1].lower() + label[1:] if label else 'it'} most: from {one} to {two}"


@styled
def fan(percentiles: pd.DataFrame, label: str = "", kind: str = "money", currency: str = "") -> Chart:
    """The spread of a line over draws. ``percentiles``: columns P5, P10, P25, P50, P75, P90, P95, a row for each year.

    ``label`` says what the line is, ``kind`` how to show its values.
    """
    table = fan_data(percentiles)
    years = _places(table.index)
    scale = scale_of(list(table.to_numpy().ravel())) if kind == "money" else None
    unit = f"{label}, {scale.unit(currency)}" if scale and label else label
    chart = Chart(_fan_finding(table, label, kind, currency), unit or "By year",
                  "Bands: half, eight in ten and nine in ten of all draws. P50: as often above as below.", table,
                  3.1, {} if kind == "money" else {"*": kind})  # fmt: skip
    axes = chart.panel(0.7, 0.75, 0.1, 0.28)
    for low, high, colour in _BANDS:
        axes.fill_between(years, table[low], table[high], facecolor=colour, edgecolor="none", label=f"{low} to {high}")
    for name in ("P5", "P95"):
        axes.plot(years, table[name], color=GREY, linewidth=0.8, linestyle=":", label=name)
    axes.plot(years, table["P50"], color=INK, linewidth=1.8, label="P50")
    places = {name: float(table[name].iloc[-1]) for name in ("P5", "P10", "P25", "P50", "P75", "P90", "P95")}
    rule(axes)
    year_axis(axes.xaxis)
    axes.set_xlim(years[0], years[-1])
    if scale:
        money_axis(axes.yaxis, scale)
    else:
        axes.yaxis.set_major_formatter(lambda value, _: format_value(kind, value))
    if float(table.to_numpy().min()) < 0 < float(table.to_numpy().max()):
        axes.axhline(0, color=FAINT, linewidth=0.8)
    _ends(axes, places)
    return chart


def fan_data(percentiles: pd.DataFrame) -> pd.DataFrame:
    """The percentiles by calendar year, or by date where a year has several periods; without periods that are blank."""
    frame = percentiles.dropna(how="all")
    if not hasattr(frame.index, "year"):
        return frame.rename_axis("year")
    if frame.index.year.is_unique:
        return frame.set_axis(frame.index.year, axis=0).rename_axis("year")
    return frame.rename_axis("period end")


def _places(index: Any) -> NDArray[np.float64]:
    """Calendar years on the axis; a date within a year at its part of it."""
    if not hasattr(index, "year"):
        return np.asarray(index, dtype=float)
    return np.asarray(index.year + (index.day_of_year - 1) / 366, dtype=float)


def _ends(axes: Any, places: dict[str, float]) -> None:
    """Names of percentiles beside their last values, moved apart where they would touch."""
    low, high = axes.get_ylim()
    step, above, found = (high - low) * 0.062, -np.inf, {}
    for name, place in places.items():
        found[name] = above = max(place, above + step)
    too_high = max(above - high, 0.0)
    for name, place in found.items():
        axes.annotate(name, (1.0, place - too_high), xycoords=("axes fraction", "data"), xytext=(5, 0),
                      textcoords="offset points", va="center", size=SMALL,
                      weight="bold" if name == "P50" else "normal", annotation_clip=False)  # fmt: skip


def _fan_finding(table: pd.DataFrame, label: str, kind: str, currency: str) -> str:
    last = table.iloc[-1]
    low, middle, high = (format_value(kind, float(last[name]), currency) for name in ("P10", "P50", "P90"))
    what = f"{label}: " if label else ""
    year = getattr(table.index[-1], "year", table.index[-1])
    return f"{what}eight in ten draws end between {low} and {high} in {year}, half of all under {middle}"
