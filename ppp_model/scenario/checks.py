"""Rules that tie several values of a scenario together. A problem names its path; `load` adds the place."""

from __future__ import annotations

from collections.abc import Iterator

from ppp_model.errors import Problem
from ppp_model.scenario.checks_cooperation import check_cooperation
from ppp_model.scenario.checks_finance import check_finance
from ppp_model.scenario.checks_frontier import check_frontier
from ppp_model.scenario.checks_people import check_people
from ppp_model.scenario.checks_public import check_public
from ppp_model.scenario.checks_risk import check_risk
from ppp_model.scenario.checks_value import check_value
from ppp_model.scenario.model import CurrencyTerms, Scenario, Timeline
from ppp_model.scenario.paths import numeric_paths
from ppp_model.scenario.rules import (
    TINY,
    above_zero,
    adds_up,
    end_of_contract,
    start_of_operation,
    unused,
    whole_periods,
)
from ppp_model.scenario.words import did_you_mean, months_text

EXCHANGE = ("per_study_currency", "path", "rates", "depreciation", "rate_level", "fall", "fall_after")
"""What a currency's terms say of its exchange rate."""


def check(scenario: Scenario) -> list[Problem]:
    """Every rule that a scenario breaks."""
    return [
        *_timeline(scenario.timeline),
        *_works(scenario),
        *_maintenance(scenario),
        *_contract(scenario),
        *check_finance(scenario),
        *_currencies(scenario),
        *check_people(scenario),
        *check_cooperation(scenario),
        *check_public(scenario),
        *check_value(scenario),
        *_solve(scenario),
        *check_frontier(scenario),
        *check_risk(scenario),
    ]


def _timeline(timeline: Timeline) -> Iterator[Problem]:
    for name in ("construction", "delay", "operation"):
        yield from whole_periods(f"timeline.{name}", getattr(timeline, name), timeline)
    if timeline.operation <= 0:
        yield Problem("", "timeline.operation", "must be longer than 0")
    elif start_of_operation(timeline) >= end_of_contract(timeline):
        what = f"{months_text(timeline.delay)} of delay leave nothing of {months_text(timeline.operation)} of operation"
        yield Problem("", "timeline.delay", what, hint="A shorter delay, or `delay_extends_contract: true`.")


def _works(scenario: Scenario) -> Iterator[Problem]:
    for name, work in scenario.works.items.items():
        if not isinstance(work.profile, str):
            yield from adds_up(f"works.items.{name}.profile", "the shares", work.profile, TINY)
    if scenario.works.vat:
        yield from whole_periods("works.vat_refund_after", scenario.works.vat_refund_after, scenario.timeline)


def _maintenance(scenario: Scenario) -> Iterator[Problem]:
    for name, item in scenario.maintenance.items():
        yield from whole_periods(f"maintenance.{name}.every", item.every, scenario.timeline)
        if item.first is not None:
            yield from above_zero(f"maintenance.{name}.first", item.first)
            yield from whole_periods(f"maintenance.{name}.first", item.first, scenario.timeline)


def _contract(scenario: Scenario) -> Iterator[Problem]:
    contract, guarantee = scenario.contract, scenario.guarantee
    yield from above_zero("contract.revenue_bid", contract.revenue_bid)
    if contract.revenue_bid is None:
        yield from unused(contract, "contract", ("revenue_bid_rate",), "needs a `revenue_bid`")
    if guarantee is not None and guarantee.upside_above < guarantee.minimum:
        what = f"the public would share what it has just paid: {guarantee.upside_above:.12g} of the forecast"
        allowed = f"At least `guarantee.minimum`, {guarantee.minimum * 100:.12g} %."
        yield Problem("", "guarantee.upside_above", what, allowed)


def _currencies(scenario: Scenario) -> Iterator[Problem]:
    for code in _used_currencies(scenario):
        terms = scenario.currencies.get(code)
        if terms is None or terms.per_study_currency is None:
            path = f"currencies.{code}.per_study_currency"
            yield Problem("", path, "is missing", f"Give the {code} for one {scenario.currency} at close.")
    for code, terms in scenario.currencies.items():
        path = f"currencies.{code}"
        if code == scenario.currency:
            yield from unused(terms, path, EXCHANGE, "the study's own currency has no exchange rate")
        else:
            yield from _exchange(path, terms)


def _exchange(path: str, terms: CurrencyTerms) -> Iterator[Problem]:
    """How the exchange rate of one currency moves."""
    if terms.path == "given" and terms.rates is None:
        yield Problem("", f"{path}.rates", "is missing", "The path `given` needs the rates by year.")
    yield from above_zero(f"{path}.rates", terms.rates)
    yield from above_zero(f"{path}.rate_level", terms.rate_level)
    for name, needed in (("rates", "given"), ("depreciation", "depreciation")):
        if terms.path != needed:
            yield from unused(terms, path, (name,), f"goes with the path `{needed}`, got `{terms.path}`")
    if terms.fall >= 1:
        yield Problem("", f"{path}.fall", "must be less than 100 %: the currency would be worth nothing")


def _used_currencies(scenario: Scenario) -> list[str]:
    """The currencies that the scenario uses besides its own."""
    codes = [scenario.revenue.currency]
    codes += [item.currency for item in scenario.opex.values()]
    codes += [item.currency for item in scenario.maintenance.values()]
    codes += [item.currency for item in scenario.works.items.values()]
    codes += [debt.owed_in for debt in scenario.finance.debt.values()]
    codes += [scenario.city.currency] if scenario.city is not None else []
    return sorted({code for code in codes if code is not None and code != scenario.currency})


def _solve(scenario: Scenario) -> Iterator[Problem]:
    solve = scenario.solve
    if solve is None:
        return
    known = numeric_paths(scenario)
    if solve.input not in known:
        allowed = "Write the dotted key of a number in this scenario, such as `revenue.capacity_charge`."
        hint = did_you_mean(solve.input, known)
        yield Problem("", "solve.input", f"no such number to solve for, got `{solve.input}`", allowed, hint)
    if solve.between is not None and solve.between[0] >= solve.between[1]:
        yield Problem("", "solve.between", "the first number must be less than the second")
