"""The kinds of support that close a gap: what each adds to a scenario, and the input of it that is moved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from ppp_model.scenario.mixing import with_value
from ppp_model.scenario.model import Grant, Guarantee, Scenario, Support
from ppp_model.scenario.rules import MONTHS_IN_PERIOD, end_of_contract, start_of_operation

NAME = "equivalent"
"""Name of the grant or support that is added."""
HIGHEST_PAYMENT = 10.0
"""The largest availability payment of a year, in total uses."""

Add = Callable[[Scenario], Scenario]


@dataclass(frozen=True)
class Instrument:
    """A kind of support, ready to be added to one scenario and to what cases make of it."""

    name: str
    label: str
    input: str
    """Dotted key of the input that is moved."""
    add: Add
    """The scenario with the instrument at nothing."""
    none: float = 0.0
    """Value of the input without more support than there is."""
    most: float = 0.0
    """Value of the input with most support: above ``none``, or below for a rate."""
    step: float = 0.0
    """The input moves in steps of this size; 0 for any value."""
    why_not: str = ""
    """Why it does not apply to the scenario."""


def instruments(scenario: Scenario, plan: Scenario, giver: str, uses: float, equity: float) -> list[Instrument]:
    """The kinds of support for a scenario, the yearly ones bounded by total uses, grants by the equity they replace.

    ``plan`` is the scenario without a case: its volume is the forecast of the revenue guarantee.
    """
    return [
        _grant("grant", f"Grant ({_said(giver)})", giver, equity),
        _grant("partner_city_grant", "Grant (partner city)", "partner_city", equity),
        _availability(scenario, uses),
        _support("operating_subsidy", "Operating subsidy", giver, "per_year", uses),
        _aid(scenario, giver, uses),
        _guarantee(scenario, plan),
        _soft_loan(scenario),
        _tax_holiday(scenario),
    ]


def _grant(name: str, label: str, giver: str, most: float) -> Instrument:
    def add(scenario: Scenario) -> Scenario:
        grants = scenario.finance.grants | {NAME: Grant.model_validate({"amount": 0.0, "giver": giver})}
        return cast(Scenario, with_value(scenario, ["finance", "grants"], grants))

    return Instrument(name, label, f"finance.grants.{NAME}.amount", add, most=most)


def _support(name: str, label: str, giver: str, way: str, most: float) -> Instrument:
    def add(scenario: Scenario) -> Scenario:
        support = scenario.finance.support | {NAME: Support.model_validate({"giver": giver, way: 0.0})}
        return cast(Scenario, with_value(scenario, ["finance", "support"], support))

    return Instrument(name, label, f"finance.support.{NAME}.{way}", add, most=most)


def _availability(scenario: Scenario, uses: float) -> Instrument:
    path, now = "revenue.availability_payment", scenario.revenue.availability_payment
    most = now + HIGHEST_PAYMENT * uses
    return Instrument("availability_payment", "Availability payment", path, _as_it_is, now, most)


def _aid(scenario: Scenario, giver: str, uses: float) -> Instrument:
    name, label = "output_based_aid", "Output-based aid"
    if scenario.access is None:
        why = "it is paid for connections, and the scenario has no `access`"
        return Instrument(name, label, "", _as_it_is, why_not=why)
    return _support(name, label, giver, "per_connection", uses)


def _guarantee(scenario: Scenario, plan: Scenario) -> Instrument:
    """A guarantee of revenue at the plan's volume; it can only pay where a case takes away volume."""
    name, label, path = "revenue_guarantee", "Revenue guarantee", "guarantee.minimum"
    if scenario.access is not None:
        why = "its forecast is a share of the capacity, and with `access` sales follow from connections"
        return Instrument(name, label, path, _as_it_is, why_not=why)
    own = scenario.guarantee or Guarantee()
    forecast = plan.supply.utilisation if own.utilisation is None else own.utilisation
    if forecast == scenario.supply.utilisation:
        why = "it pays where volume falls short of the forecast: name a case in which it does"
        return Instrument(name, label, path, _as_it_is, why_not=why)
    guarantee = own.model_copy(update={"utilisation": forecast})

    def add(scenario: Scenario) -> Scenario:
        return cast(Scenario, with_value(scenario, ["guarantee"], guarantee))

    return Instrument(name, label, path, add, own.minimum, 1.0)


def _soft_loan(scenario: Scenario) -> Instrument:
    """The first loan at a lower rate."""
    name, label = "soft_loan", "Soft loan"
    loan, debt = next(iter(scenario.finance.debt.items()), ("", None))
    if debt is None or not isinstance(debt.rate, float):
        why = "there is no loan" if debt is None else f"the rate of the first loan, `{loan}`, is not one fixed number"
        return Instrument(name, label, "", _as_it_is, why_not=why)
    return Instrument(name, f"{label} (`{loan}`)", f"finance.debt.{loan}.rate", _as_it_is, debt.rate, 0.0)


def _tax_holiday(scenario: Scenario) -> Instrument:
    name, label, path = "tax_holiday", "Tax holiday", "tax.holiday"
    if not (scenario.tax.rate or scenario.tax.minimum):
        return Instrument(name, label, path, _as_it_is, why_not="the project pays no tax")
    months, step = end_of_contract(scenario.timeline), MONTHS_IN_PERIOD[scenario.timeline.period]
    longest = months - start_of_operation(scenario.timeline)
    return Instrument(name, label, path, _as_it_is, scenario.tax.holiday, longest, step)


def _as_it_is(scenario: Scenario) -> Scenario:
    return scenario


def _said(giver: str) -> str:
    return giver.replace("_", " ")
