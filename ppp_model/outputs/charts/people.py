"""Pictures of the people: the bill of each income group against what it can pay, and who is served when."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from ppp_model.errors import ScenarioError
from ppp_model.outputs.charts.base import (
    EDGE,
    WIDTH,
    Chart,
    bars_only,
    money_axis,
    rule,
    scale_of,
    styled,
    year_axis,
)
from ppp_model.outputs.charts.read import (
    columns,
    first_of,
    group_names,
    side_by_side,
    subtitle,
)
from ppp_model.outputs.charts.style import (
    ALERT,
    BLUE,
    INK,
    PAPER,
    RED,
    SMALL,
    STEPS,
    TEXT,
    TINY,
    Fill,
    width_of,
    wrapped,
)
from ppp_model.outputs.formats import format_percent, format_value
from ppp_model.outputs.page import joined
from ppp_model.outputs.view import threshold_text
from ppp_model.results import Comparison, Result
from ppp_model.tables.base import framed, moments, names_of, wide
from ppp_model.tables.people import HOUSEHOLDS, has_groups

if TYPE_CHECKING:
    import pandas as pd

_ACROSS = 3
_ROW = 0.235
_ROUNDING = 1e-9
_WITHIN, _OVER = Fill(BLUE), Fill(RED, "///")


def affordability_data(found: Result | Comparison) -> pd.DataFrame:
    """The bill of each income group as a share of its income when operation starts, and its threshold.

    A row for each group; a column for each structure, then its threshold under ``NAME threshold``.
    """
    import pandas as pd

    comparison = _with_people(found)
    columns_: dict[str, dict[str, float]] = {}
    for name, result in comparison.results.items():
        facts = result.groups
        columns_[name] = {group: one["burden"] for group, one in facts.items()}
        columns_[f"{name} threshold"] = {group: one["threshold"] for group, one in facts.items()}
    return pd.DataFrame(columns_).rename_axis("group")


@styled
def affordability(found: Result | Comparison) -> Chart:
    """The bill of each income group against the threshold, a panel for each structure."""
    comparison = _with_people(found)
    table, titles = affordability_data(comparison), columns(comparison)
    first = first_of(comparison)
    groups = [group_names(first).get(group, group) for group in table.index]
    across = min(_ACROSS, len(titles))
    high = len(groups) * _ROW + 0.52
    label = max(map(width_of, groups)) + 0.15
    chart = Chart(
        _affordability_finding(comparison),
        subtitle(comparison, "Monthly bill of an average connected household as a share of its income, when operation"
                 " starts"),
        f"Hatched: over the threshold of {threshold_text(first)}. The tick is the threshold of the group.",
        table, math.ceil(len(titles) / across) * high, {"*": "share"},
    )  # fmt: skip
    wide_ = (WIDTH - EDGE - label) / across
    most = float(np.nanmax(table.to_numpy())) * 1.02
    for number, (name, title) in enumerate(titles.items()):
        row, column = divmod(number, across)
        left = EDGE + label + column * wide_
        axes = chart.panel(left, WIDTH - left - wide_ + 0.55, row * high + 0.26,
                           chart.body - (row + 1) * high + 0.16)  # fmt: skip
        _group_bars(axes, table[name], table[f"{name} threshold"], most)
        axes.set_title("\n".join(wrapped(title, wide_ - 0.15, TEXT, bold=True)[:2]), loc="left", size=TEXT,
                       weight="bold", pad=3)  # fmt: skip
        if number == 0:
            _name_threshold(axes, table[f"{name} threshold"].to_numpy())
        axes.set_yticks(range(len(groups)), groups if column == 0 else [""] * len(groups))
        axes.tick_params(axis="y", labelcolor=INK, length=0)
    return chart


def _name_threshold(axes: Any, limits: Any) -> None:
    """The name of the tick under that of the last group; its value where all groups have the same."""
    if not np.isfinite(limits[-1]):
        return
    words = f"threshold {format_percent(limits[-1])}" if np.ptp(limits) < _ROUNDING else "threshold"
    axes.annotate(
        words, (limits[-1], len(limits) - 0.5), xytext=(0, -1), textcoords="offset points", ha="center", va="top",
        size=TINY, annotation_clip=False,
    )  # fmt: skip


def _group_bars(axes: Any, burdens: pd.Series[float], limits: pd.Series[float], most: float) -> None:
    bars_only(axes)
    for place, (burden, limit) in enumerate(zip(burdens, limits, strict=True)):
        over = burden > limit * (1 + _ROUNDING)
        axes.barh(place, burden, height=0.66, **(_OVER if over else _WITHIN).options())
        if np.isfinite(limit):
            axes.plot([limit, limit], [place - 0.45, place + 0.45], color=INK, linewidth=1.4, solid_capstyle="butt")
        words = format_percent(burden) if np.isfinite(burden) else "-"
        hides = np.isfinite(limit) and burden < limit < burden + most * 0.24
        axes.annotate(words, (max(burden, limit) if hides else burden, place), xytext=(4, 0),
                      textcoords="offset points", va="center", size=SMALL, color=ALERT if over else INK,
                      weight="bold" if over else "normal", annotation_clip=False)  # fmt: skip
    axes.set_xlim(0, most)
    axes.set_ylim(len(burdens) - 0.5, -0.5)


def _affordability_finding(comparison: Comparison) -> str:
    titles = columns(comparison)
    over = {name: [group for group, one in result.groups.items() if one["over_threshold"]]
            for name, result in comparison.results.items()}  # fmt: skip
    poorest = {name: next(iter(result.groups.values()))["burden"] for name, result in comparison.results.items()}
    low, high = min(poorest, key=lambda one: poorest[one]), max(poorest, key=lambda one: poorest[one])
    few, much = format_percent(poorest[low]), format_percent(poorest[high])
    pays = f"The poorest group pays {few} of its income"
    if few != much:
        pays += f' ("{titles[low]}") to {much} ("{titles[high]}")'
    found = [titles[name] for name, groups in over.items() if groups]
    if not found:
        return f"{pays}: no group's bill is over the threshold"
    if len(titles) == 1:
        (groups,), (result,) = over.values(), comparison.results.values()
        return f"{pays}: {len(groups)} of {len(result.groups)} groups pay over the threshold"
    if len(found) == len(titles):
        return f"{pays}: in every structure some group pays over the threshold"
    where = joined([f'"{one}"' for one in found])
    return f"{pays}: some group pays over the threshold in {where}"


def coverage_path_data(result: Result) -> pd.DataFrame:
    """People served by period: of each income group and in all, without the project, and everyone there is."""
    _with_people(result)
    groups = names_of(result, "groups")
    served = {
        group: wide(result, result.values(f"groups.{group}.households"))
        * wide(result, result.values(f"groups.{group}.size"))
        * wide(result, result.values(f"groups.{group}.connected"))
        for group in groups
    }
    everyone = wide(result, result.values("population"))
    without = everyone * wide(result, result.values("coverage_without"))
    total = wide(result, result.values("people_served"))
    return framed(result, served | {"served": total, "without_project": without, "everyone": everyone})


@styled
def coverage_path(result: Result) -> Chart:
    """People served over time by income group, with and without the project, against everyone there is."""
    table = coverage_path_data(result)
    names = group_names(result)
    end = moments(result).end
    shown = table.iloc[: end + 1]
    x = np.array([label.year + label.timetuple().tm_yday / 366 for label in table.index])[: end + 1]
    chart = Chart(_coverage_finding(result, shown), subtitle(result, "People served, by income group", []), "",
                  table, 3.4, {"*": "count"})  # fmt: skip
    texts = [*names.values(), "Served without the project"]
    axes = chart.panel(0.62, max(min(max(width_of(text, SMALL) for text in texts) + 0.25, 2.0), 1.0), 0.08, 0.28)
    base = np.zeros(len(shown))
    places = {}
    for group, fill in zip(names, (STEPS * 3)[: len(names)], strict=False):
        top = base + shown[group].to_numpy()
        axes.fill_between(x, base, top, label=group, **fill.options())
        places[names[group]] = float(base[-1] + top[-1]) / 2
        base = top
    axes.plot(x, shown["everyone"], color=INK, linewidth=1.6)
    places["Everyone"] = float(shown["everyone"].iloc[-1])
    axes.plot(x, shown["without_project"], color=PAPER, linewidth=3.6)
    axes.plot(x, shown["without_project"], color=RED, linewidth=1.8, linestyle=(0, (4, 2)))
    axes.set_ylim(0, float(shown["everyone"].max()) * 1.05)
    axes.set_xlim(x[0], x[-1])
    _names_beside(axes, places)
    _name_without(axes, x, shown["without_project"].to_numpy())
    scale = scale_of([float(shown["everyone"].max())])
    money_axis(axes.yaxis, scale)
    axes.set_ylabel(f"People ({scale.word})" if scale.word else "People", size=SMALL)
    rule(axes)
    year_axis(axes.xaxis)
    return chart


def _name_without(axes: Any, x: Any, values: Any) -> None:
    """The name of the line without the project, under it where there is room."""
    middle = len(x) // 3
    is_low = values[middle] < axes.get_ylim()[1] * 0.1
    axes.annotate(
        "Served without the project", (x[middle], values[middle]), xytext=(0, 5 if is_low else -5),
        textcoords="offset points", va="bottom" if is_low else "top", size=SMALL, color=ALERT, weight="bold",
        bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 1.2, "alpha": 0.9},
    )  # fmt: skip


def _names_beside(axes: Any, places: dict[str, float]) -> None:
    """Names at the right of the drawing, moved apart where they would touch."""
    low, high = axes.get_ylim()
    step, above = (high - low) * 0.052, low - 1.0
    for name, place in sorted(places.items(), key=lambda one: one[1]):
        above = max(place, above + step) if above > low else place
        axes.annotate(name, (1.0, above), xycoords=("axes fraction", "data"), xytext=(5, 0),
                      textcoords="offset points", va="center", size=SMALL,
                      weight="bold" if name == "Everyone" else "normal", annotation_clip=False)  # fmt: skip


def _coverage_finding(result: Result, shown: pd.DataFrame) -> str:
    measures = result.measures
    end, people = measures["coverage_end"], measures["people_served_end"]
    year = measures["universal_access_year"]
    without = measures["coverage_end_without"]
    against = "" if without is None else f", against {format_percent(without)} if nothing is built"
    if year is not None:
        return f"Everyone is served in {year:.0f}{against}"
    return (
        f"{format_percent(end or 0.0)} of people ({format_value('count', people)}) are served in"
        f" {shown.index[-1].year}{against}"
    )


def _with_people(found: Result | Comparison) -> Comparison:
    """The structures of a comparison that say who the users are; raises ScenarioError when none does."""
    comparison = side_by_side(found)
    results = {name: result for name, result in comparison.results.items() if has_groups(result)}
    if not results:
        names = ", ".join(comparison.results)
        what = "nothing is known of what people pay"
        raise ScenarioError.one("", names, what, f"The scenario needs {HOUSEHOLDS}.")
    return Comparison(comparison.study, results)
