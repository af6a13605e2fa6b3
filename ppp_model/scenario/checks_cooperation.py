"""Rules that tie together what a scenario says of partnerships with cities, utilities and donors elsewhere."""

from __future__ import annotations

import math
from collections.abc import Iterator

from ppp_model.errors import Problem
from ppp_model.scenario.model import Partnership, Scenario
from ppp_model.scenario.rules import TINY, unused, whole_periods
from ppp_model.scenario.words import did_you_mean, listed


def check_cooperation(scenario: Scenario) -> Iterator[Problem]:
    """Every rule on partnerships that a scenario breaks."""
    for name, one in scenario.cooperation.items():
        path = f"cooperation.{name}"
        for key in ("starts", "lasts"):
            yield from whole_periods(f"{path}.{key}", getattr(one, key) or 0.0, scenario.timeline)
        yield from _money(path, one)
        yield from _experts(path, one)
        yield from _receiver(path, one, scenario)
        yield from _effects(path, one, scenario)
    yield from _guarantees(scenario)


def _money(path: str, one: Partnership) -> Iterator[Problem]:
    if not one.levy_on:
        yield from unused(one, path, ("levy_rate", "levy_growth"), "goes with `levy_on`")
        if not one.per_year:
            yield from unused(one, path, ("cash_share",), "there is no money: it goes with `per_year` or `levy_on`")


def _experts(path: str, one: Partnership) -> Iterator[Problem]:
    names = ("days", "day_value", "day_paid", "provider", "provider_name")
    if not one.experts:
        yield from unused(one, path, names, "goes with `experts`")
        return
    if not one.days:
        yield Problem("", f"{path}.days", "is missing", "Give the days that each of the `experts` works in a year.")
    if one.day_paid > one.day_value:
        what = f"more is paid for a day than it is worth: {one.day_paid:.12g} and {one.day_value:.12g}"
        yield Problem("", f"{path}.day_paid", what, "At most `day_value`.")


def _receiver(path: str, one: Partnership, scenario: Scenario) -> Iterator[Problem]:
    if one.to == "utility" and scenario.retail is not None and scenario.retail.sold_by == "project":
        yield Problem("", f"{path}.to", "there is no utility: the project itself sells to users", "Allowed: `project`.")


def _effects(path: str, one: Partnership, scenario: Scenario) -> Iterator[Problem]:
    if scenario.retail is None:
        names = ("losses", "collection", "distribution_cost")
        yield from unused(one.effects, f"{path}.effects", names, "needs `retail`: nothing is sold to users")
    if not scenario.opex:
        yield from unused(one.effects, f"{path}.effects", ("opex",), "needs `opex`: there is no cost to save")
    if one.lasts is None:
        yield from unused(one, path, ("fades_over",), "goes with `lasts`: what never ends does not fade")


def _guarantees(scenario: Scenario) -> Iterator[Problem]:
    debts = scenario.finance.debt
    for name, one in scenario.cooperation.items():
        for loan in one.guarantees:
            if loan not in debts:
                allowed = f"There are {listed(debts)}." if debts else "There is none."
                path, hint = f"cooperation.{name}.guarantees.{loan}", did_you_mean(loan, debts)
                yield Problem("", path, f"no loan is called `{loan}`", allowed, hint)
    for loan in debts:
        given = {
            name: one.guarantees[loan].share for name, one in scenario.cooperation.items() if loan in one.guarantees
        }
        if (total := math.fsum(given.values())) > 1 + TINY:
            path, what = (
                f"cooperation.{list(given)[-1]}.guarantees.{loan}.share",
                f"{total * 100:.10g} % of it is guaranteed",
            )
            yield Problem("", path, f"{what} by {listed(given)} together", "They may add up to 100 % at most.")
