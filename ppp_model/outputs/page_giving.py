"""Sections of a page about the subsidy and the givers: who gets it, who gives for what, who wins and loses."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from ppp_model.outputs.formats import BLANK, format_amount, format_digits, format_value
from ppp_model.outputs.page import Grid, Reading, Section, hundred, joined, people, percent, plain

FACTORS = {
    "Omega: subsidy of a poor household / of the average": "targeting_performance",
    "  = has a network nearby (access)": "access_factor",
    "  x is connected where there is one (uptake)": "uptake_factor",
    "  x pays less than cost where connected (targeting)": "targeting_factor",
    "  x share of the cost that is not paid (rate)": "rate_factor",
    "  x use where there is a subsidy (quantity)": "quantity_factor",
}
"""Omega and its factors, each that of the poor over that of all."""
ERRORS = {
    "Share of the subsidy that the poor get": "share_to_poor",
    "Poor households that get none (exclusion)": "exclusion_error",
    "Of households that get it, not poor (inclusion)": "inclusion_error",
    "Subsidy over income, poor that get it (materiality)": "materiality",
}
_MILLION = 1e6


def subsidy(read: Reading) -> Section:
    """Who gets the subsidy: Omega in words, its factors, and the errors."""
    heading = "Who gets the subsidy"
    cost = f"Full cost of a unit when operation starts ({read.year()}): {read.local(read.on('unit_cost'))}."
    if not any(math.isfinite(read.on("targeting_performance", period)) for period in read.times):
        return Section(heading, (cost, "No connected household pays less than the full cost of what it uses."))
    rows = [(label, *(_factor(read.on(line, period)) for period in read.times)) for label, line in FACTORS.items()]
    rows += [(label, *(percent(read.on(line, period)) for period in read.times)) for label, line in ERRORS.items()]
    grid = Grid(("", *map(read.year, read.times)), tuple(rows))
    return Section(heading, (cost, _in_words(read)), grid)


def _factor(value: float) -> str:
    return f"{value:,.2f}" if math.isfinite(value) else BLANK


def _in_words(read: Reading) -> str:
    omega = read.on("targeting_performance")
    if not math.isfinite(omega):
        return f"Nobody gets a subsidy in {read.year()}."
    poor, share = hundred(read.on("poor")), hundred(read.on("share_to_poor"))
    return (
        f"Of each 100 of subsidy the poor, who are {poor} % of households, get {share}:"
        f" {omega:,.2f} times as much as the average household (Omega)."
    )


def help_with_bills(read: Reading) -> Section | None:
    """Whom the social tariff, exemptions and vouchers reach when operation starts, and whom they miss."""
    retail = read.scenario.retail
    assert retail is not None
    kinds: dict[str, Callable[[str], float]] = {}
    if retail.social:
        kinds["Social tariff"] = lambda group: read.on(f"groups.{group}.eligible")
    if any(retail.exempt.values()):
        kinds["No fee (exempt)"] = lambda group: read.on(f"groups.{group}.exempt")
    for name, support in read.scenario.finance.support.items():
        if support.voucher:
            kinds[f"Voucher: {plain(name)}"] = _vouchers(read, name)
    if not kinds:
        return None
    headings = ("", "Households reached", "Of them poor", "Poor not reached (exclusion)", "Not poor (inclusion)")
    rows = tuple((label, *_errors(read, reach)) for label, reach in kinds.items())
    notes = (f"Of connected households when operation starts ({read.year()}).",)
    return Section("Whom help with the bill reaches", (), Grid(headings, rows), notes)


def _vouchers(read: Reading, name: str) -> Callable[[str], float]:
    return lambda group: read.on(f"groups.{group}.{name}.voucher_used")


def _errors(read: Reading, reach: Callable[[str], float]) -> tuple[str, ...]:
    """Households reached, those of them that are poor, and the errors of exclusion and inclusion."""
    connected = {
        name: read.on(f"groups.{name}.households") * read.on(f"groups.{name}.connected") for name in read.groups
    }
    reached = {name: connected[name] * reach(name) for name in read.groups}
    poor, of_them = sum(connected[name] for name in read.poor), sum(reached[name] for name in read.poor)
    everyone = sum(reached.values())
    exclusion = 1 - of_them / poor if poor else math.nan
    inclusion = 1 - of_them / everyone if everyone else math.nan
    return people(everyone), people(of_them), percent(exclusion), percent(inclusion)


def customers(read: Reading) -> Section | None:
    """Who pays the bills, where some pay more than others."""
    retail = read.scenario.retail
    assert retail is not None
    if not retail.classes and not retail.strata:
        return None
    frame = read.result.table("classes")
    columns = zip(frame["share_of_sold"], frame["price"], frame["share_of_collected"], strict=True)
    rows = tuple(
        (plain(name) or "All", percent(sold), format_digits(price, 3), percent(paid))
        for (_, name), (sold, price, paid) in zip(frame.index, columns, strict=True)
    )
    price = f"Billed for one {read.scenario.unit} ({read.result.local_currency})"
    headings = ("", "Share of what is sold", price, "Share of what is paid")
    return Section("Who pays the bills", (), Grid(headings, rows), ("Over the contract, in the money of the period.",))


def givers(read: Reading) -> Section | None:
    """The matrix of givers and uses, leverage, and the people reached for public money."""
    sentences = tuple(_what_money_does(read))
    if "givers" not in read.result.tables:
        return Section("Who gives for what", sentences) if sentences else None
    frame = read.result.table("givers")
    headings = ("Giver", *(plain(str(use)).capitalize() for use in frame.columns))
    rows = tuple(
        (plain(str(giver)).capitalize(), *map(format_amount, frame.loc[giver].tolist())) for giver in frame.index
    )
    notes = (
        f"{read.result.currency}, over the contract: grants, gifts in kind, support, partnerships, gift in soft loans.",
    )
    return Section("Who gives for what", sentences, Grid(headings, rows), notes)


def _what_money_does(read: Reading) -> Iterator[str]:
    measures = read.result.measures
    leverage, reached = measures["leverage"], read.on("newly_served_end", 0)
    if leverage is not None:
        yield f"All finance and support is {leverage:,.2f} times what donors and partner cities give (leverage)."
    support, end = measures["public_support_pv"] or 0.0, read.year(read.at.end)
    if reached > 0 and support > 0:
        many = f"{people(reached / support * _MILLION)} for each million {read.result.currency}"
        yield (
            f"For public support of {read.money(support)} (present value), {people(reached)} people are served in {end}"
            f" who would not be without the project: {many}."
        )


def stakeholders(read: Reading) -> Section | None:
    """Who wins and loses, adding up to the economic net present value."""
    if "stakeholders" not in read.result.tables:
        return None
    frame, measures = read.result.table("stakeholders"), read.result.measures
    rows = tuple((_stakeholder(str(who)), format_amount(float(gain))) for who, gain in frame["gain"].items())
    returns = [
        f"{label} {format_value(kind, measures[name])}"
        for label, kind, name in (("rate of return", "rate", "eirr"), ("benefit-cost ratio", "ratio", "bcr"))
        if measures[name] is not None
    ]
    sentences = [f"Economic {joined(returns)}."] if returns else []
    sentences.append(f"The part of the poor in the users' gain: {read.money(read.on('poor_gain_pv', 0))}.")
    if measures["enpv_weighted"] != measures["enpv"]:
        sentences.append(f"With distributional weights the total is {read.money(measures['enpv_weighted'])}.")
    grid = Grid(("", f"Gain ({read.result.currency})"), rows)
    return Section("Who wins and who loses", tuple(sentences), grid, ("Present value at close, in prices of close.",))


def _stakeholder(who: str) -> str:
    return "Total: economic net present value" if who == "total" else who.capitalize()
