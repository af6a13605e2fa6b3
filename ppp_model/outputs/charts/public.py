"""Pictures of the public purse and of the parties: who pays, what is owed against budgets, who passes what to whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ppp_model.outputs.charts.base import (
    EDGE,
    WIDTH,
    Chart,
    bars_only,
    money_axis,
    rule,
    scale_of,
    share_axis,
    styled,
    threshold,
    year_axis,
)
from ppp_model.outputs.charts.read import by_year, columns, first_of, money, present, side_by_side, subtitle, whole
from ppp_model.outputs.charts.style import (
    ALERT,
    FAINT,
    INK,
    PAPER,
    PARTY,
    PARTY_NAMES,
    SMALL,
    SOFT,
    TEXT,
    Fill,
    in_a_sentence,
    pays,
    width_of,
    wrapped,
)
from ppp_model.outputs.formats import format_percent
from ppp_model.results import Comparison, Result
from ppp_model.tables.base import names_of
from ppp_model.tables.giving import PARTIES

if TYPE_CHECKING:
    import pandas as pd

_ROW = 0.42
_PAYERS = ("users", "nation", "state", "city", "public", "donors", "partners", "utility", "lenders", "owners")
_DUST = 0.5


def who_pays_data(found: Result | Comparison) -> pd.DataFrame:
    """What each party pays in all less what it gets, present value at the public rate; a row for each structure.

    The public is split by level of government where the scenario has levels. A party that gets more than it pays in
    all is no payer: its cell is 0. Lenders pay where they lend below the public rate.
    """
    import pandas as pd

    rows = {name: _net_paid(result) for name, result in side_by_side(found).results.items()}
    frame = pd.DataFrame.from_dict(rows, orient="index").fillna(0.0).clip(lower=0.0)
    kept = [party for party in _PAYERS if party in frame and float(frame[party].max()) >= _DUST]
    return frame[kept].rename_axis("structure")


def shares_of_cost(result: Result) -> dict[str, float]:
    """The share of the whole cost that each party pays, by what it is called; empty when nobody pays."""
    paid = who_pays_data(result).iloc[0]
    total = float(paid.sum())
    shares = {in_a_sentence(str(party)): float(amount) / total for party, amount in paid.items() if amount}
    return {name: share for name, share in shares.items() if round(share, 3)} if total else {}


def _net_paid(result: Result) -> dict[str, float]:
    """Present value of what each party pays less what it gets."""
    lines = {party: line for party, line in PARTIES.items() if party not in ("project", "suppliers")}
    found = {party: -present(result, line) for party, line in lines.items()}
    found["lenders"] += found.pop("banks")
    levels = names_of(result, "levels")
    if levels:
        of_levels = {name: present(result, f"levels.{name}.level_net_cost") for name in levels}
        of_levels["public"] = found["public"] - sum(of_levels.values())
        found |= of_levels
    return found


@styled
def who_pays(found: Result | Comparison) -> Chart:
    """Who pays for the service in all, a bar for each structure."""
    comparison = side_by_side(found)
    table, titles = who_pays_data(comparison), columns(comparison)
    labels = ["\n".join(wrapped(titles[name], 1.75, TEXT)) for name in table.index]
    rate = format_percent(float(first_of(comparison).values("public_discount_rate")[0, 0]))
    totals = table.sum(axis=1)
    chart = Chart(
        _who_pays_finding(table, titles),
        subtitle(comparison, f"Paid less got over the contract, present value at {rate} a year", totals),
        "A party that gets more than it pays is not shown. Lenders pay where they lend below the public rate.",
        table, len(table) * _ROW + 0.45,
    )  # fmt: skip
    chart.key([(PARTY_NAMES[party], PARTY[party]) for party in map(str, table)])
    left = EDGE + min(max(max(map(width_of, label.split("\n"))) for label in labels) + 0.15, 2.2)
    axes = chart.panel(left, 0.75, 0.36, 0.02)
    most, scale = float(totals.max()) or 1.0, scale_of(list(totals))
    inches = WIDTH - left - 0.75
    for place, name in enumerate(table.index):
        start = 0.0
        for party, amount in table.loc[name].items():
            fill = PARTY[str(party)]
            axes.barh(place, amount, left=start, height=0.66, label=party, **fill.options())
            words = scale.text(amount)
            if amount / most * inches > width_of(words, SMALL) + 0.14:
                _on(axes, start + amount / 2, place, words, fill)
            start += amount
        axes.annotate(scale.text(start), (start, place), xytext=(4, 0), textcoords="offset points", va="center",
                      size=SMALL, weight="bold")  # fmt: skip
    bars_only(axes)
    axes.set_xlim(0, most)
    axes.set_yticks(range(len(labels)), labels)
    axes.tick_params(axis="y", labelcolor=INK, labelsize=TEXT)
    axes.set_ylim(len(table) - 0.5, -0.5)
    return chart


def _on(axes: Any, x: float, y: float, words: str, fill: Fill) -> None:
    """A text on a bar, on white where the bar is hatched."""
    ground = {"facecolor": PAPER, "edgecolor": "none", "boxstyle": "round,pad=0.18"} if fill.hatch else None
    axes.annotate(words, (x, y), ha="center", va="center", size=SMALL, color=INK if fill.hatch else fill.ink,
                  bbox=ground)  # fmt: skip


def _who_pays_finding(table: pd.DataFrame, titles: dict[str, str]) -> str:
    """Where users (or who pays most) bear least and most of the cost."""
    totals = table.sum(axis=1)
    if not len(totals) or not (totals > 0).all():
        return "In some structure no party pays more than it gets"
    party = "users" if "users" in table else str(table.sum().idxmax())
    shares = table[party] / totals
    low, high = str(shares.idxmin()), str(shares.idxmax())
    least, most = whole(shares[low]), whole(shares[high])
    words = pays(party, f"{least} of the cost")
    if least != most:
        words += f' in "{titles[low]}" and {most} in "{titles[high]}"'
    elif len(table.columns) > 1:
        words += f", {in_a_sentence(str(table.drop(columns=party).sum().idxmax()))} most of the rest"
    return f"{words[:1].upper()}{words[1:]}"


def commitments_data(result: Result) -> pd.DataFrame:
    """Payments of each level of government by calendar year as shares of its own revenue, with its ceiling.

    Without levels: payments and budget of the public in all, and their ratio.
    """
    import pandas as pd

    levels = names_of(result, "levels")
    if not levels:
        paid = by_year(result, _row(result, "public_payments") - _row(result, "in_kind_from_public"))
        frame = pd.DataFrame({"public.payments": paid})
        if "public_budget" in result.run.values:
            frame["public.with_project"] = frame["public.payments"] / pd.Series(by_year(result, _budget(result)))
        return frame.rename_axis("year")
    found: dict[str, dict[int, float]] = {}
    for name in levels:
        found[f"{name}.payments"] = by_year(result, _row(result, f"levels.{name}.level_cash_payments"))
        for column, line in (("without_project", "share_without"), ("with_project", "share_with")):
            found[f"{name}.{column}"] = _of_year(result, _row(result, f"levels.{name}.{line}"))
        found[f"{name}.ceiling"] = _of_year(result, _row(result, f"levels.{name}.ceiling"))
        found[f"{name}.sector"] = _of_year(result, _row(result, f"levels.{name}.sector_share"))
        found[f"{name}.sector_ceiling"] = _of_year(result, _row(result, f"levels.{name}.sector_ceiling"))
    return pd.DataFrame(found).replace([np.inf], np.nan).rename_axis("year")


def _row(result: Result, line: str) -> Any:
    return np.broadcast_to(result.values(line)[0], (result.assembled.calendar.periods,))


def _budget(result: Result) -> Any:
    """The budget of each period; none on the day of close, which has no length."""
    return np.nan_to_num(_row(result, "public_budget"))


def _of_year(result: Result, values: Any) -> dict[int, float]:
    """The largest finite value of each calendar year."""
    found: dict[int, float] = {}
    for year, value in zip(_row(result, "calendar_year"), values, strict=True):
        before = found.get(int(year), np.nan)
        found[int(year)] = float(value) if not np.isfinite(before) else max(before, np.nan_to_num(value, nan=before))
    return found


@styled
def commitments(result: Result) -> Chart:
    """What each level of government pays a year against its ceiling."""
    table = commitments_data(result)
    first = str(table.columns[0])
    panels = list(_panels(table)) or [("Public payments", table[first], None, None)]
    chart = Chart(
        _commitments_finding(result, panels), subtitle(result, "Public payments in cash by calendar year"),
        "Payments in cash; what the public gets from the project is not set against them. Years run from close where"
        " levels are shown.", table, 1.75 * len(panels) + 0.1,
    )  # fmt: skip
    for number, (title, with_it, without, ceiling) in enumerate(panels):
        axes = chart.panel(0.75, 0.2, number * 1.75 + 0.3, chart.body - (number + 1) * 1.75 + 0.32)
        axes.set_title(title, loc="left", size=TEXT, weight="bold", pad=5, x=-0.094)
        _shares(axes, with_it, without, ceiling, result)
    return chart


def _panels(table: pd.DataFrame) -> Any:
    """Of each panel its title, the values with and without the project, and the ceiling."""
    for name in dict.fromkeys(str(column).partition(".")[0] for column in table):
        label = PARTY_NAMES[name]
        paid = table[f"{name}.payments"]
        if f"{name}.with_project" not in table:
            yield f"{label}: payments", paid, None, None
            continue
        if paid.abs().max() < _DUST and (name == "public" or not table[f"{name}.without_project"].max() > 0):
            continue
        ceiling = table.get(f"{name}.ceiling")
        yield (f"{label}: share of its own revenue" if name != "public" else f"{label}: share of the city's budget",
               table[f"{name}.with_project"], table.get(f"{name}.without_project"), _single(ceiling))  # fmt: skip
        if f"{name}.sector" in table and table[f"{name}.sector"].notna().any():
            yield (f"{label}: share of the sector's budget", table[f"{name}.sector"], None,
                   _single(table[f"{name}.sector_ceiling"]))  # fmt: skip


def _single(ceiling: Any) -> float | None:
    known = None if ceiling is None else ceiling.dropna()
    return None if known is None or not len(known) else float(known.iloc[0])


def _shares(axes: Any, with_it: Any, without: Any, ceiling: float | None, result: Result) -> None:
    years, values = with_it.index.to_numpy(), with_it.to_numpy()
    is_money = "payments" in str(with_it.name)
    base = np.zeros(len(years)) if without is None else without.fillna(0.0).to_numpy()
    if base.any():
        axes.bar(years, base, 0.76, **Fill(FAINT).options())
    axes.bar(years, np.nan_to_num(values) - base, 0.76, bottom=base, **PARTY["public"].options())
    top = float(np.nanmax(np.nan_to_num(values))) if len(values) else 0.0
    if ceiling is not None:
        threshold(axes, ceiling, f"Ceiling {format_percent(ceiling)}")
    axes.set_ylim(0, max(top * 1.22, (ceiling or 0.0) * 1.3) or 1.0)
    peak = int(np.nanargmax(np.nan_to_num(values)))
    if top <= 0 and not base.any():
        axes.annotate("Nothing is paid", (0.5, 0.5), xycoords="axes fraction", ha="center", color=SOFT)
    if top > 0:
        words = money(result, top) if is_money else format_percent(top)
        axes.annotate(f"{words} in {years[peak]}", (years[peak], top), xytext=(0, 3), textcoords="offset points",
                      ha="center" if 1 < peak < len(years) - 3 else "left" if peak <= 1 else "right", size=SMALL,
                      color=ALERT, weight="bold")  # fmt: skip
    rule(axes)
    year_axis(axes.xaxis)
    axes.set_xlim(years[0] - 0.6, years[-1] + 0.6)
    if is_money:
        money_axis(axes.yaxis, scale_of(list(values)), 3)
    else:
        share_axis(axes.yaxis, 3)


def _commitments_finding(result: Result, panels: list[Any]) -> str:
    over = [(title, with_it.index[np.nan_to_num(with_it.to_numpy()) > ceiling * (1 + 1e-9)])
            for title, with_it, _, ceiling in panels if ceiling is not None]  # fmt: skip
    broken = [f"{title.partition(':')[0]} from {years[0]}" for title, years in over if len(years)]
    peak, tops = max(((float(np.nan_to_num(with_it.to_numpy()).max()), with_it) for _, with_it, _, _ in panels),
                     key=lambda one: one[0])  # fmt: skip
    if peak <= 0:
        return "The public pays nothing in cash"
    if broken:
        return f"A ceiling is exceeded: {', '.join(broken)}"
    year = tops.index[int(np.nanargmax(np.nan_to_num(tops.to_numpy())))]
    if "payments" in str(tops.name):
        return f"The public pays most in {year}: {money(result, peak)}"
    within = ": no ceiling is exceeded" if over else ""
    title = next(title for title, with_it, _, _ in panels if with_it is tops)
    what = title.partition(": share of ")[2]
    return f"Public payments take at most {format_percent(peak)} of {what}, in {year}{within}"
