"""The known cities in a table: who lives there, what a dollar buys, what lenders fear, and how well it is known."""

from __future__ import annotations

from collections.abc import Mapping

from ppp_model.outputs.page import Grid, Page, Section
from ppp_model.replication.factors import DOLLAR, percent
from ppp_model.replication.places import Place


def cities_page(places: Mapping[str, Place], folder: str) -> Page:
    """The cities of a folder."""
    rows = tuple(_row(name, place) for name, place in places.items())
    heads = (
        "city", "country", "people, m", "year", "income, USD a month", "USD 1 is", "price level", "country risk",
        "inflation", "tax", "sourced", "assumed",
    )  # fmt: skip
    notes = (
        "Income is that of a mean household, at the exchange rate of its date. Price level: United States = 1.",
        "`sourced` and `assumed` count the numbers of the city's file. A dash: its file does not say.",
    )
    section = Section("Known cities", (), Grid(heads, rows), notes)
    return Page(f"{len(places)} cities in {folder}", "", "", (section,), ())


def _row(name: str, place: Place) -> tuple[str, ...]:
    rate = 1.0 if place.currency == DOLLAR else place.per_dollar
    standing = place.standing()
    return (
        name,
        place.country,
        f"{place.population / 1e6:.2f}",
        str(place.date.year) if place.date else "-",
        f"{place.household_income / rate:,.0f}" if rate else "-",
        f"{place.currency} {rate:,.4g}" if rate else place.currency,
        f"{place.price_level:.2f}" if place.price_level is not None else "-",
        _share(place.country_risk),
        _share(place.inflation),
        _share(place.tax_rate),
        str(standing["source"]),
        str(standing["assumed"]),
    )


def _share(value: float | None) -> str:
    return "-" if value is None else percent(round(value, 4))
