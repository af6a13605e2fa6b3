"""Rules that tie together what a scenario says of the public purse and of what it may have to pay."""

from __future__ import annotations

from collections.abc import Iterator

from ppp_model.errors import Problem
from ppp_model.scenario.model import Scenario
from ppp_model.scenario.rules import unused
from ppp_model.scenario.words import did_you_mean, listed

PUBLIC_GIVERS = ("nation", "state", "city")


def check_public(scenario: Scenario) -> Iterator[Problem]:
    """Every such rule that a scenario breaks."""
    yield from _levels(scenario)
    yield from _contingent(scenario)


def _levels(scenario: Scenario) -> Iterator[Problem]:
    public = scenario.public
    if not public.levels:
        if public.duties != type(public.duties)():
            yield Problem("", "public.duties", "goes with `public.levels`")
        return
    if scenario.city is None:
        yield Problem("", "public.levels", "needs a `city`: its prices and currency are those of the levels")
    allowed = f"`public.levels` has {listed(public.levels)}."
    for duty, level in public.duties.model_dump().items():
        if level not in public.levels:
            yield Problem("", f"public.duties.{duty}", f"falls on `{level}`, which is not listed", allowed)
    for path, giver in _givers(scenario).items():
        if giver in PUBLIC_GIVERS and giver not in public.levels:
            yield Problem("", path, f"`{giver}` gives it, which is not listed", allowed)
    for name, level in public.levels.items():
        if level.sector_budget is None:
            yield from unused(level, f"public.levels.{name}", ("sector_ceiling",), "goes with `sector_budget`")


def _givers(scenario: Scenario) -> dict[str, str | None]:
    """Who gives each grant, source of support and work in kind, by the key that says so."""
    finance = scenario.finance
    found: dict[str, str | None] = {f"finance.grants.{name}.giver": item.giver for name, item in finance.grants.items()}
    found |= {f"finance.support.{name}.giver": item.giver for name, item in finance.support.items()}
    return found | {f"works.items.{name}.given_by": item.given_by for name, item in scenario.works.items.items()}


def _contingent(scenario: Scenario) -> Iterator[Problem]:
    contingent, debts = scenario.contingent, scenario.finance.debt
    if contingent is None:
        return
    for name in contingent.debt:
        if name not in debts:
            allowed = f"There are {listed(debts)}." if debts else "There is none."
            what = f"no loan is called `{name}`"
            yield Problem("", f"contingent.debt.{name}", what, allowed, did_you_mean(name, debts))
    if scenario.guarantee is None:
        yield from unused(contingent, "contingent", ("revenue_volatility",), "needs a `guarantee` of revenue")
    if not contingent.exchange_cover:
        names = ("exchange_threshold", "exchange_volatility")
        yield from unused(contingent, "contingent", names, "goes with `exchange_cover`")
    chances = contingent.authority_default + contingent.contractor_default + contingent.buy_out
    if chances >= 1:
        yield Problem("", "contingent", f"the chances of an early end add up to {chances * 100:.12g} % a year")
