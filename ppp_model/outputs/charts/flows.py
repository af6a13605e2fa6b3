"""Pictures of who passes money to whom, and of who gains and who loses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from ppp_model.outputs.charts.base import EDGE, Chart, bars_only, scale_of, styled
from ppp_model.outputs.charts.read import money, subtitle, whole
from ppp_model.outputs.charts.style import (
    FAINT,
    INK,
    PARTY,
    PARTY_NAMES,
    SMALL,
    TEXT,
    Fill,
    pays,
    width_of,
)
from ppp_model.outputs.formats import format_amount
from ppp_model.outputs.page import joined
from ppp_model.results import Result

if TYPE_CHECKING:
    import pandas as pd

_DUST = 0.5
_GAP, _THICK = 0.035, 0.022


def flow_between_parties_data(result: Result) -> pd.DataFrame:
    """What each party pays and gets over the contract, in the money of the period.

    A party pays in the periods in which it pays more than it gets, and gets in the others; the sums agree.
    """
    import pandas as pd

    frame = result.table("parties").drop(columns=["sum", "project"])
    paid, got = -frame.clip(upper=0.0).sum(), frame.clip(lower=0.0).sum()
    table = pd.DataFrame({"pays": paid, "gets": got}).rename_axis("party")
    return table[(table["pays"] >= _DUST) | (table["gets"] >= _DUST)]


@styled
def flow_between_parties(result: Result) -> Chart:
    """Money through the project: from those who pay, left, to those who get, right."""
    table = flow_between_parties_data(result)
    chart = Chart(
        _flow_finding(table), subtitle(result, "Sums over the contract, in the money of the period", table["pays"]),
        "A party pays in the periods in which it pays more than it gets. Lenders and owners pay first and get later.",
        table, 3.7,
    )  # fmt: skip
    axes = chart.panel(1.75, 1.75, 0.08, 0.06)
    axes.set_axis_off()
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    paid = table["pays"][table["pays"] >= _DUST].sort_values(ascending=False)
    got = table["gets"][table["gets"] >= _DUST].sort_values(ascending=False)
    total = float(paid.sum())
    if not total:
        return chart
    height = 1 - _GAP * max(len(paid), len(got))
    middle = (1 - height) / 2
    axes.add_patch(Rectangle((0.485, middle), 0.03, height, facecolor=INK, edgecolor="none"))
    axes.annotate("Project and service", (0.5, middle + height), xytext=(0, 4), textcoords="offset points", ha="center",
                  size=SMALL, color=INK, weight="bold", annotation_clip=False)  # fmt: skip
    _side(axes, paid, total, height, (0.0, 0.485), result)
    _side(axes, got, total, height, (1.0, 0.515), result)
    return chart


def _side(axes: Any, amounts: Any, total: float, height: float, ends: tuple[float, float], result: Result) -> None:
    """Ribbons of one side, the largest on top; ``ends``: where they start outside and end at the project."""
    outer, inner = ends
    inward = 1 if outer < inner else -1
    used = float(amounts.sum()) / total * height + _GAP * (len(amounts) - 1)
    top, centre = 0.5 + used / 2, 0.5 + float(amounts.sum()) / total * height / 2
    scale = scale_of([total])
    for party, amount in amounts.items():
        part = amount / total * height
        fill = PARTY[str(party)]
        _ribbon(axes, (outer + inward * _THICK, top), (inner, centre), part, fill.colour)
        left = outer if inward > 0 else outer - _THICK
        axes.add_patch(Rectangle((left, top - part), _THICK, part, **fill.options()))
        words = f"{PARTY_NAMES[str(party)]}\n{scale.text(amount)} ({whole(amount / total)})"
        small = part < 0.075
        axes.annotate(words.replace("\n", "  ") if small else words, (outer, top - part / 2), xytext=(-6 * inward, 0),
                      textcoords="offset points", ha="right" if inward > 0 else "left", va="center", size=SMALL,
                      linespacing=1.3, annotation_clip=False)  # fmt: skip
        top -= part + _GAP
        centre -= part


def _ribbon(axes: Any, start: tuple[float, float], end: tuple[float, float], part: float, colour: str) -> None:
    (x0, y0), (x1, y1) = start, end
    mid = (x0 + x1) / 2
    points = [(x0, y0), (mid, y0), (mid, y1), (x1, y1), (x1, y1 - part), (mid, y1 - part), (mid, y0 - part),
              (x0, y0 - part), (x0, y0)]  # fmt: skip
    codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
    axes.add_patch(PathPatch(Path(points, codes), facecolor=colour, edgecolor="none", alpha=0.32))


def _flow_finding(table: pd.DataFrame) -> str:
    if not len(table):
        return "No money passes between the parties"
    paid, got = table["pays"] / table["pays"].sum(), table["gets"] / table["gets"].sum()
    givers = paid.sort_values(ascending=False)[:2]
    first = [pays(str(name), whole(share)) for name, share in givers.items()]
    most = str(got.idxmax())
    words = f"{joined(first)} of all money; {PARTY_NAMES[most].lower()} get {whole(got[most])}"
    return f"{words[:1].upper()}{words[1:]}"


_GAINS, _LOSES = Fill("#0072b2"), Fill("#d55e00", "///")
_TOTAL = Fill("#4a5560")


def gains_data(result: Result) -> pd.DataFrame:
    """Present value of what each party gains or loses; together the economic net present value."""
    frame = result.table("stakeholders")
    kept = (frame["gain"].abs() >= _DUST) | (frame.index == "total")
    return frame[kept]


@styled
def gains(result: Result) -> Chart:
    """Who gains and who loses, and the total for society."""
    table = gains_data(result)
    labels = [str(name)[:1].upper() + str(name)[1:] for name in table.index]
    labels[-1] = "Society, in all"
    chart = Chart(
        _gains_finding(result, table),
        subtitle(result, "Gain of each party against no project, present value in prices of close", table["gain"]),
        "Hatched: loses. Society: the economic net present value.", table, len(table) * 0.34 + 0.1,
    )  # fmt: skip
    axes = chart.panel(EDGE + max(map(width_of, labels)) + 0.75, 0.75, 0.05, 0.05)
    scale = scale_of(list(table["gain"]))
    for place, (name, gain) in enumerate(table["gain"].items()):
        fill = _TOTAL if name == "total" else _GAINS if gain >= 0 else _LOSES
        axes.barh(place, gain, height=0.62, **fill.options())
        axes.annotate(f"{'+' if gain > 0 else ''}{scale.text(gain)}", (gain, place), xytext=(4 if gain >= 0 else -4, 0),
                      textcoords="offset points", ha="left" if gain >= 0 else "right", va="center", size=SMALL,
                      annotation_clip=False)  # fmt: skip
    bars_only(axes)
    axes.axvline(0, color=FAINT, linewidth=0.8)
    axes.set_yticks(range(len(labels)), labels)
    axes.tick_params(axis="y", labelcolor=INK, labelsize=TEXT, pad=46 if float(table["gain"].min()) < 0 else 3)
    axes.set_ylim(len(table) - 0.5, -0.5)
    return chart


def _gains_finding(result: Result, table: pd.DataFrame) -> str:
    each = table["gain"].drop("total")
    total = float(table["gain"]["total"])
    words = f"Society {'gains' if total >= 0 else 'loses'} {money(result, abs(total))}"
    ends = [*each[each >= _DUST].nlargest(1).items(), *each[each <= -_DUST].nsmallest(2).items()]
    parts = [f"{name} {'+' if gain > 0 else ''}{format_amount(gain)}" for name, gain in ends]
    return f"{words}: {joined(parts)}" if parts else words
