"""Pictures of the deal: what is funded by whom, where the revenue goes, and whether it covers debt service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ppp_model.outputs.charts.base import (
    EDGE,
    Chart,
    bars_only,
    money_axis,
    rule,
    scale_of,
    styled,
    threshold,
    year_axis,
)
from ppp_model.outputs.charts.read import centres, money, named, periods_table, subtitle, whole
from ppp_model.outputs.charts.style import (
    ALERT,
    BLUE,
    FAINT,
    GREY,
    INK,
    ORANGE,
    PAPER,
    RED,
    SMALL,
    SOFT,
    TEXT,
    Fill,
    width_of,
    wrapped,
)
from ppp_model.outputs.formats import format_percent, format_value
from ppp_model.outputs.page import joined
from ppp_model.results import Result

if TYPE_CHECKING:
    import pandas as pd

_ROW = 0.34
_CASH = "#a9cfea"
_TALLEST = 2.2
"""Cover ratios above so many times the median one are cut off at the top of the drawing."""
_FUNDERS = {"grant": Fill("#009e73", "++"), "debt": Fill(GREY, "|||"), "equity": Fill(ORANGE, "\\\\\\")}
_USE = Fill("#4a5560")


def sources_and_uses_data(result: Result) -> pd.DataFrame:
    """Uses and sources of funds by side and item: amount and share; what is nothing is left out."""
    frame = result.table("sources_and_uses")
    return frame[frame["amount"].abs() >= 1]


@styled
def sources_and_uses(result: Result) -> Chart:
    """What has to be funded and who funds it, item by item."""
    table = sources_and_uses_data(result)
    sides = {side: table.loc[side]["amount"] if side in table.index else None for side in ("uses", "sources")}
    rows = max(len(side) for side in sides.values() if side is not None) if len(table) else 1
    chart = Chart(_funding_finding(result, table), subtitle(result, "Money until works are complete", table["amount"]),
                  "", table, rows * _ROW + 0.3, {"share": "share"})  # fmt: skip
    most = float(table["amount"].max()) if len(table) else 1.0
    for number, (side, items) in enumerate(sides.items()):
        left = EDGE + number * 3.75
        axes = chart.panel(left + 1.55, 7.6 - left - 1.55 - 1.1, 0.25, (rows - len(items)) * _ROW if items is not None
                           else 0)  # fmt: skip
        _items(axes, side, items, most, result)
    return chart


def _items(axes: Any, side: str, items: Any, most: float, result: Result) -> None:
    axes.set_title(side.capitalize(), loc="left", size=TEXT, weight="bold", color=SOFT, x=-1.41, pad=3)
    bars_only(axes)
    if items is None:
        return
    scale = scale_of([most])
    for place, (name, amount) in enumerate(items.items()):
        kind = str(name).partition(":")[0]
        fill = _USE if side == "uses" else _FUNDERS.get(kind, _USE)
        axes.barh(place, amount, height=0.62, **fill.options())
        words = f"{scale.text(amount)}  ({whole(amount / items.sum())})"
        axes.annotate(words, (max(amount, 0.0), place), xytext=(4, 0), textcoords="offset points", va="center",
                      size=SMALL)  # fmt: skip
    axes.set_yticks(range(len(items)), ["\n".join(wrapped(_item(str(name)), 1.45, SMALL)) for name in items.index])
    axes.tick_params(axis="y", labelcolor=INK)
    axes.set_ylim(len(items) - 0.5, -0.5)
    axes.set_xlim(min(0.0, float(items.min())), most)


def _item(name: str) -> str:
    """An item as words: works and debt by their own names."""
    kind, colon, own = name.partition(": ")
    words = named(own if colon else kind)
    return f"{words} ({kind})" if colon and kind in ("grant", "debt") else words


def _funding_finding(result: Result, table: pd.DataFrame) -> str:
    total = float(table.loc["uses"]["amount"].sum()) if len(table) else 0.0
    if not total:
        return "Nothing has to be funded"
    kinds: dict[str, float] = {}
    for name, amount in table.loc["sources"]["amount"].items():
        kind = str(name).partition(":")[0]
        kinds[kind] = kinds.get(kind, 0.0) + float(amount)
    shares = [f"{'grants' if kind == 'grant' else kind} {format_percent(part / total)}" for kind, part in
              sorted(kinds.items(), key=lambda one: -one[1])]  # fmt: skip
    return f"{money(result, total)} has to be funded: {joined(shares)}"


WATERFALL = {
    "operation": "operating_cost", "fees to the public": "fees_to_public", "maintenance": "maintenance_spend",
    "tax": "tax", "debt service": "debt_paid", "to the owners": "distribution",
}  # fmt: skip
"""Where the revenue goes, and the line of each."""


def cash_waterfall_data(result: Result) -> pd.DataFrame:
    """Revenue over the contract and where it goes, with each part's share; ``other`` makes it add up."""
    import pandas as pd

    def total(line: str) -> float:
        return float(result.values(line).sum())

    revenue = total("revenue")
    parts = {name: total(line) for name, line in WATERFALL.items()}
    before = dict(list(parts.items())[:-1])
    other = revenue - sum(parts.values())
    rows = {"revenue": revenue} | before | {"reserves, interest and other, net": other}
    rows["to the owners"] = parts["to the owners"]
    kept = {name: amount for name, amount in rows.items() if abs(amount) >= 1 or name == "revenue"}
    frame = pd.DataFrame({"amount": kept}).rename_axis("part")
    frame["share_of_revenue"] = frame["amount"] / revenue if revenue else float("nan")
    return frame


_PARTS = {
    "revenue": Fill(BLUE), "operation": Fill("#4a5560"), "fees to the public": Fill(RED, "///"),
    "maintenance": Fill("#6d7781", "---"), "tax": Fill(RED, "///"), "debt service": Fill(GREY, "|||"),
    "to the owners": Fill(ORANGE, "\\\\\\"),
}  # fmt: skip


@styled
def cash_waterfall(result: Result) -> Chart:
    """Where the project's revenue goes over the contract, in the order of payment."""
    table = cash_waterfall_data(result)
    amounts = table["amount"]
    chart = Chart(
        _waterfall_finding(table),
        subtitle(result, "Sums over the contract, in the money of the period, in the order of payment", amounts),
        "Debt service: what is paid, with arrears. Other: reserves, working capital, interest earned, handback.",
        table, len(table) * _ROW + 0.1, {"share_of_revenue": "share"},
    )  # fmt: skip
    labels = [str(name)[:1].upper() + str(name)[1:] for name in table.index]
    axes = chart.panel(EDGE + max(map(width_of, labels)) + 0.15, 1.1, 0.05, 0.05)
    scale, level = scale_of(list(amounts)), 0.0
    for place, (name, amount) in enumerate(amounts.items()):
        start = 0.0 if name == "revenue" else level - amount
        axes.barh(place, amount, left=start, height=0.62, **_PARTS.get(str(name), Fill("#c4cad1")).options())
        level = amount if name == "revenue" else start
        edge = max(start, start + amount)
        axes.annotate(f"{scale.text(amount)}  ({whole(table['share_of_revenue'].iloc[place])})", (edge, place),
                      xytext=(4, 0), textcoords="offset points", va="center", size=SMALL)  # fmt: skip
        if place + 1 < len(table):
            axes.plot([level, level], [place - 0.31, place + 1.31], color=FAINT, linewidth=0.7, zorder=0)
    bars_only(axes)
    axes.set_yticks(range(len(table)), labels)
    axes.tick_params(axis="y", labelcolor=INK, labelsize=TEXT)
    axes.set_ylim(len(table) - 0.5, -0.5)
    return chart


def _waterfall_finding(table: pd.DataFrame) -> str:
    shares = table["share_of_revenue"]
    if not table["amount"]["revenue"]:
        return "The project has no revenue"

    def part(name: str) -> str:
        return f"{shares.get(name, 0.0) * 100:.0f}"

    return (
        f"Of each 100 of revenue, {part('operation')} pay for operation, {part('debt service')} go to lenders"
        f" and {part('to the owners')} to the owners"
    )


def cover_data(result: Result) -> pd.DataFrame:
    """CFADS, debt service and their ratio by period."""
    frame = periods_table(result, ("cfads", "debt_service", "dscr"))
    frame["lock_up"] = float(result.values("lock_up")[0, 0]) or np.nan
    return frame


@styled
def cover(result: Result) -> Chart:
    """Cash flow available for debt service against debt service, with the cover ratio below."""
    table = cover_data(result)
    note = (
        "CFADS: cash flow available for debt service. Under the lock-up nothing goes to the owners; under 1.00x cash"
        " does not cover debt service."
    )
    if _top(table["dscr"].to_numpy()) < table["dscr"].max():
        note += " Higher ratios are cut off."
    chart = Chart(
        _cover_finding(result, table), subtitle(result, "By period, in the money of the period", table["cfads"]), note,
        table, 3.85, {"dscr": "ratio", "lock_up": "ratio"},
    )  # fmt: skip
    years, widths = centres(result)
    above = chart.panel(0.62, 1.15, 0.05, 1.9)
    above.bar(years, table["cfads"], widths * 0.86, color=_CASH)
    served = table["debt_service"].to_numpy() > 0
    if served.any():
        last = int(np.flatnonzero(served)[-1])
        above.stairs(table["debt_service"].to_numpy()[: last + 1], _edges(years, widths)[: last + 2], color=PAPER,
                     linewidth=3.6, baseline=None)  # fmt: skip
        above.stairs(table["debt_service"].to_numpy()[: last + 1], _edges(years, widths)[: last + 2], color=INK,
                     linewidth=1.6, baseline=None)  # fmt: skip
        _beside(above, years[last] + widths[last], float(table["debt_service"].iloc[last]), "Debt service", INK)
    _beside(above, years[-1] + widths[-1], float(table["cfads"].iloc[-1]), "CFADS", BLUE)
    scale = scale_of(list(table["cfads"]) + list(table["debt_service"]))
    money_axis(above.yaxis, scale)
    rule(above)
    year_axis(above.xaxis)
    above.tick_params(axis="x", labelbottom=False)
    _ratios(chart, above, years, table, result)
    return chart


def _ratios(chart: Chart, above: Any, years: Any, table: pd.DataFrame, result: Result) -> None:
    """The cover ratio by period, its limits, and the tightest period."""
    below = chart.panel(0.62, 1.15, 2.27, 0.28, sharex=above)
    ratios = table["dscr"].to_numpy()
    rule(below)
    year_axis(below.xaxis)
    below.yaxis.set_major_formatter(lambda value, _: f"{value:.2f}x")
    below.set_title("Debt service cover (DSCR)", loc="left", size=TEXT, weight="bold", pad=6, x=-0.085)
    if not np.isfinite(ratios).any():
        below.annotate("No debt service", (0.5, 0.5), xycoords="axes fraction", ha="center")
        return
    below.plot(years, ratios, color=BLUE, marker="o", markersize=3.2)
    lock_up = table["lock_up"].iloc[0]
    near = np.isfinite(lock_up) and abs(lock_up - 1) < 0.35
    threshold(below, 1.0, "Shortfall 1.00x", outside=True, moved=-5.0 if near else 0.0)
    if np.isfinite(lock_up):
        threshold(below, lock_up, f"Lock-up {lock_up:.2f}x", outside=True, moved=5.0 if near else 0.0)
    tight = int(np.nanargmin(ratios))
    below.plot(
        years[tight], ratios[tight], marker="o", markersize=8, markerfacecolor="none", color=RED, markeredgewidth=1.6
    )
    words = f"{ratios[tight]:.2f}x in {table.index[tight].year}"
    up = 9 if not np.isfinite(ratios[min(tight + 3, len(ratios) - 1)]) else -11
    below.annotate(words, (years[tight], ratios[tight]), xytext=(0, up), textcoords="offset points", color=ALERT,
                   weight="bold", size=SMALL, ha="center", va="center", zorder=6,
                   bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 0.8, "alpha": 0.85})  # fmt: skip
    below.set_ylim(min(0.8, float(np.nanmin(ratios)) - 0.1), max(_top(ratios), 1.0, np.nan_to_num(lock_up)) + 0.25)


def _top(ratios: Any) -> float:
    """The largest cover ratio that is drawn."""
    known = ratios[np.isfinite(ratios)]
    return min(float(known.max()), _TALLEST * float(np.median(known))) if len(known) else np.inf


def _beside(axes: Any, x: float, y: float, words: str, colour: str) -> None:
    axes.annotate(words, (x, y), xytext=(3, 0), textcoords="offset points", va="center", size=SMALL, color=colour,
                  weight="bold", annotation_clip=False,
                  bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 1.0, "alpha": 0.85})  # fmt: skip


def _edges(years: Any, widths: Any) -> Any:
    return np.append(years - widths / 2, years[-1] + widths[-1] / 2)


def _cover_finding(result: Result, table: pd.DataFrame) -> str:
    least = result.measures["dscr_min"]
    if least is None:
        return "There is no debt service to cover"
    year = table.index[int(np.nanargmin(table["dscr"].to_numpy()))].year
    words = f"Debt service is covered {least:,.2f} times in the tightest year, {year}"
    lock_up = table["lock_up"].iloc[0]
    if least < 1:
        short = int((table["dscr"] < 1 - 1e-9).sum())
        return f"{words}: cash falls short in {short} period{'' if short == 1 else 's'}"
    if np.isfinite(lock_up):
        side = "above" if least >= lock_up - 1e-9 else "below"
        return f"{words}, {side} the lock-up at {format_value('ratio', float(lock_up)).removesuffix('x')}"
    return words
