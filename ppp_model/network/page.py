"""A network on the screen: who is reached for how much, where each structure works best, what all need, what failed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from ppp_model.network.network import Network
from ppp_model.outputs.formats import format_amount, format_value
from ppp_model.outputs.page import Grid, Page, Section, people
from ppp_model.replication.factors import percent

_SHOWN_FAILURES = 12


def network_page(network: Network, top: int) -> Page:
    """The first ``top`` cities of the ranking, the classes, the totals, and what failed."""
    total = len(network.cities) + len(network.failures)
    title = f"{network.title}: carried to {total} cities"
    done = f"{len(network.cities)} run ({network.found} of them kept from before), {len(network.failures)} failed"
    return Page(title, done, "Money in US dollars, present values at close.", tuple(_sections(network, top)), ())


def _sections(network: Network, top: int) -> Iterator[Section]:
    rule = network.rule
    words = [
        f"reaches at least {percent(rule.reach)} of the most people",
        f"has a debt service cover of at least {rule.cover:g}",
    ]
    if rule.affordable:
        words.append("keeps the bill of the poorest within the threshold")
    if rule.owners:
        words.append("gives owners what they ask (net present value of equity not below 0)")
    if rule.budget_share is not None:
        words.append(f"takes at most {percent(rule.budget_share)} of the budget")
    said = (
        "Best in a city is the structure that reaches people for the least public support, among those that pass "
        f"every check, and: {'; '.join(words)}.",
    )
    if network.ranking:
        rows = tuple(_ranked(network, row) for row in network.ranking[:top])
        heads = ("", "city", "best", "people", "for USD 1,000", "public support", "total uses", "poorest pay", "budget")
        yield Section(f"The first {len(rows)} of {len(network.ranking)} cities", said, Grid(heads, rows))
    if network.by_class:
        names = [network.labels[name] for name in network.structures]
        rows = tuple(
            (f"{row['by']}: {row['class']}", str(row["cities"]), *(str(row[name]) for name in network.structures),
             str(row["none"]))
            for row in network.by_class
        )  # fmt: skip
        yield Section("Where each structure works best (cities)", (), Grid(("", "all", *names, "none"), rows))
    rows = tuple(_total(network, name, one) for name, one in network.totals.items())
    heads = ("", "cities", "people", "total uses", "grants", "debt", "equity", "public support", "net public cost")
    yield Section("What all cities need together", (), Grid(heads, rows))
    yield from _failed(network)


def _ranked(network: Network, row: Mapping[str, Any]) -> tuple[str, ...]:
    reached = row["people_for_1000_usd"]
    return (
        str(row["rank"]), row["city"], network.labels[row["best"]], people(row["people"]),
        "no public money" if reached is None else f"{reached:,.1f}", format_amount(row["public_support_pv"]),
        format_amount(row["total_uses"]), format_value("share", row["burden_poorest"]),
        format_value("share", row["budget_share_peak"]),
    )  # fmt: skip


def _total(network: Network, name: str, one: Mapping[str, float]) -> tuple[str, ...]:
    keys = ("total_uses", "grants", "debt", "equity", "public_support_pv", "net_public_cost_pv")
    label = network.labels.get(name, name)
    return (label, f"{one['cities']:.0f}", format_amount(one["people"]), *(format_amount(one[key]) for key in keys))


def _counted(number: int, words: str) -> str:
    return f"{number} {'city' if number == 1 else 'cities'} {words}"


def _failed(network: Network) -> Iterator[Section]:
    if network.without:
        counts = Counter(network.without.values()).most_common()
        yield Section(
            _counted(len(network.without), "without a structure that is good enough"),
            tuple(f"{count}: {why}" for why, count in counts[:_SHOWN_FAILURES]),
        )
    if network.failures:
        shown = list(network.failures.items())[:_SHOWN_FAILURES]
        left = len(network.failures) - len(shown)
        yield Section(
            _counted(len(network.failures), "could not be run"), tuple(f"{city}: {why}" for city, why in shown), None,
            (f"and {left} more, in without.csv and --json",) if left else (),
        )  # fmt: skip
