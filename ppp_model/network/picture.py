"""People reached against public money: each city a step, the cheapest first, coloured by its best structure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ppp_model.outputs.charts.base import Chart, money_axis, rule, scale_of, styled
from ppp_model.outputs.charts.style import BLUE, GREEN, GREY, INK, ORANGE, PURPLE, RED, SKY, SMALL, Fill
from ppp_model.outputs.formats import format_amount
from ppp_model.replication.factors import percent

if TYPE_CHECKING:
    from ppp_model.network.network import Network

_FILLS = tuple(Fill(colour) for colour in (BLUE, ORANGE, GREEN, RED, PURPLE, SKY, GREY))
_MOST = len(_FILLS)


@styled
def reach_curve(network: Network) -> Chart:
    """Cities in the order of the ranking: how far public money goes, and which structure it pays for."""
    rows, table = network.ranking, network.table
    people, money = ([0.0, *(row[key] for row in rows)] for key in ("people_so_far", "support_so_far"))
    used = [name for name in network.structures if any(row["best"] == name for row in rows)][:_MOST]
    chart = Chart(
        _finding(network), f"{network.title}: people newly served and public support (present value), all cities",
        "Each city is one step, those that reach most people for public money first; the colour is its best structure. "
        "Cities without a structure that is good enough are left out.",
        table, 3.6, {"people": "count", "support_so_far": "money"},
    )  # fmt: skip
    axes = chart.panel(0.85, 0.35, 0.55, 0.5)
    scale, heads = scale_of(money), scale_of(people)
    for place, row in enumerate(rows):
        name = row["best"]
        fill = _FILLS[used.index(name)] if name in used else _FILLS[-1]
        step = slice(place, place + 2)
        axes.fill_between(money[step], people[step], facecolor=fill.colour, edgecolor=fill.colour, linewidth=0.4)
        if money[place + 1] == money[place]:
            axes.plot(money[step], people[step], color=fill.colour, linewidth=5, zorder=3)
    axes.plot(money, people, color=INK, linewidth=1.2)
    chart.key([(network.labels[name], _FILLS[number]) for number, name in enumerate(used)])
    rule(axes)
    money_axis(axes.xaxis, scale)
    money_axis(axes.yaxis, heads)
    axes.set_xlabel(f"Public support in all ({scale.unit('USD')})", size=SMALL)
    axes.set_ylabel(f"People newly served ({heads.unit('').strip()})", size=SMALL)
    axes.margins(x=0.01, y=0.05)
    axes.set_ylim(bottom=0)
    return chart


def _finding(network: Network) -> str:
    rows = network.ranking
    if not rows:
        return "In no city is any structure good enough"
    free = sum(row["people"] for row in rows if row["people_for_1000_usd"] is None)
    total, money = rows[-1]["people_so_far"], rows[-1]["support_so_far"]
    half = next(row["support_so_far"] for row in rows if row["people_so_far"] >= total / 2)
    words = f"USD {format_amount(money)} of public support reaches {format_amount(total)} people in {len(rows)} cities"
    if free > total / 2:
        return f"{words}, {percent(round(free / total, 2))} of them without any"
    return (
        f"{words}; the cheaper half of these people takes {percent(round(half / money, 2))} of it"
        if money > 0
        else words
    )
