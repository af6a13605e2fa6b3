"""Sentences of the council's page that the paragraph on a structure does not have, and its words for keys."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

import numpy as np

from ppp_model.outputs.charts.read import by_year
from ppp_model.outputs.formats import format_percent
from ppp_model.outputs.words import payer
from ppp_model.results import Result
from ppp_model.tables.base import names_of

_KEYS: Mapping[str, str] = {
    "contingent": "section on what the public may have to pay besides",
    "economy": "section on gains and costs to all",
    "uncertainty": "section on what is not known",
    "value_for_money.comparator": "the name of a comparator",
    "frontier": "section on goals and limits",
}
"""What a reader who does not write scenarios reads in place of a key."""


def without_keys(text: str) -> str:
    """A text in which words stand in place of keys; other names are put in quotes."""
    for key, words in _KEYS.items():
        text = text.replace(f"`{key}`", words)
    return text.replace("`", '"')


def budget_by_year(result: Result) -> Iterator[str]:
    """The calendar year in which the public pays the largest share of the city's budget, as in the picture."""
    if "public_budget" not in result.run.values:
        return
    paid = by_year(result, _row(result, "public_payments") - _row(result, "in_kind_from_public"))
    budget = by_year(result, np.nan_to_num(_row(result, "public_budget")))
    shares = {year: paid[year] / budget[year] for year in paid if budget[year] > 0}
    year = max(shares, key=lambda one: shares[one], default=None)
    if year is not None and (share := format_percent(shares[year])) != format_percent(0.0):
        pays = f"{payer(result)} {share} of the city's budget of that year"
        yield f"In {year}, the calendar year in which it pays most, {pays}."


def over_threshold(result: Result) -> Iterator[str]:
    """Whether those who pay more than the threshold when operation starts all lack a connection."""
    at = _opening(result)
    groups = names_of(result, "groups")
    connected, others = (
        sum(float(_row(result, f"groups.{group}.{kind}_over_threshold")[at]) for group in groups)
        for kind in ("connected", "unconnected")
    )
    if connected == 0 and others > 0:
        yield "All of them are without a connection: what they pay is the price of other sources, such as vendors."


def at_opening(result: Result) -> Iterator[str]:
    """People served just before and just after the project opens, where that makes a difference."""
    if "coverage" not in result.run.values:
        return
    row, at = _row(result, "coverage"), _opening(result)
    before, after = float(row[max(at - 1, 0)]), float(row[at])
    texts = [format_percent(share) for share in (before, after)]
    if math.isfinite(before + after) and texts[0] != texts[1]:
        yield f"Just before operation starts {texts[0]} of people are served, in its first period {texts[1]}."


def _opening(result: Result) -> int:
    """Number of the first period of operation."""
    calendar = result.assembled.calendar
    return min(calendar.operation_starts, calendar.periods - 1)


def _row(result: Result, line: str) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """A line's values by period."""
    return np.broadcast_to(result.values(line)[0], (result.assembled.calendar.periods,))
