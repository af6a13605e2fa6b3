"""What may turn out otherwise for any project: one change each, made to a scenario of whatever structure.

A shock gives back the changed scenario, or says in words why it does not apply. All of them are as large as lenders and
advisers usually ask for; they are changes to look at, not forecasts.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ppp_model.scenario.mixing import with_value
from ppp_model.scenario.model import Scenario

Changed = Scenario | str
_LESS_DEMAND = 0.8
_MORE_COST = 1.15
_FALL = 0.3
_LESS_COLLECTION = 0.1
_LATE = 12.0


@dataclass(frozen=True)
class Shock:
    """One thing that turns out otherwise."""

    name: str
    label: str
    change: Callable[[Scenario], Changed]
    """The scenario with it, or why it does not apply."""


def _each(value: Any, move: Callable[[float], float]) -> Any:
    """A number, or each of a list, moved."""
    return tuple(move(one) for one in value) if isinstance(value, (tuple, list)) else move(value)


def _demand(scenario: Scenario) -> Changed:
    """With `access` customers use less; without it less of the capacity is taken. A guaranteed forecast stays."""

    def less(value: Any) -> Any:
        return _each(value, lambda one: one * _LESS_DEMAND)

    if scenario.access is None:
        if scenario.guarantee is not None and scenario.guarantee.utilisation is None:
            scenario = _with(scenario, "guarantee.utilisation", scenario.supply.utilisation)
        return _with(scenario, "supply.utilisation", less(scenario.supply.utilisation))
    if scenario.city is not None:
        for name, group in scenario.city.groups.items():
            scenario = _with(scenario, f"city.groups.{name}.use", less(group.use))
    if scenario.retail is not None:
        for name, one in scenario.retail.classes.items():
            scenario = _with(scenario, f"retail.classes.{name}.use", less(one.use))
    return scenario


def _works(scenario: Scenario) -> Changed:
    return _with(scenario, "works.overrun", (1 + scenario.works.overrun) * _MORE_COST - 1)


def _running(scenario: Scenario) -> Changed:
    """Items of operation and maintenance; where the project sells to users, distribution too."""
    if not scenario.opex and not scenario.maintenance:
        return "the project has no running cost of its own"
    for name, item in scenario.opex.items():
        for key in ("fixed", "per_unit", "per_connection", "pay"):
            scenario = _with(scenario, f"opex.{name}.{key}", getattr(item, key) * _MORE_COST)
    for name, one in scenario.maintenance.items():
        scenario = _with(scenario, f"maintenance.{name}.cost", one.cost * _MORE_COST)
    if scenario.retail is not None and scenario.retail.sold_by == "project":
        dearer = scenario.retail.distribution_cost * _MORE_COST
        scenario = _with(scenario, "retail.distribution_cost", dearer)
    return scenario


def _currency(scenario: Scenario) -> Changed:
    """The city's currency falls when operation starts; where that is the study's own, all others rise against it."""
    local = scenario.city.currency if scenario.city is not None else scenario.currency
    moved = [local] if local != scenario.currency else [code for code in scenario.currencies if code != local]
    if not any(code in scenario.currencies for code in moved):
        return "all money is in one currency"
    factor = 1 / (1 - _FALL) if local != scenario.currency else 1 - _FALL
    years = math.ceil((scenario.timeline.construction + scenario.timeline.delay) / 12)
    for code in moved:
        level = scenario.currencies[code].rate_level
        before = list(level) if isinstance(level, (tuple, list)) else [level]
        before += [before[-1]] * (years + 1 - len(before))
        after = [*before[:years], *(one * factor for one in before[years:])]
        scenario = _with(scenario, f"currencies.{code}.rate_level", tuple(after))
    return scenario


def _collection(scenario: Scenario) -> Changed:
    if scenario.retail is None:
        return "nothing is said of who pays bills (`retail`)"

    def less(value: Any) -> Any:
        return _each(value, lambda one: max(one - _LESS_COLLECTION, 0.0))

    for name, one in scenario.retail.classes.items():
        if one.collection is not None:
            scenario = _with(scenario, f"retail.classes.{name}.collection", less(one.collection))
    assert scenario.retail is not None
    return _with(scenario, "retail.collection", less(scenario.retail.collection))


def _delay(scenario: Scenario) -> Changed:
    if scenario.timeline.operation <= scenario.timeline.delay + _LATE:
        return "the contract would be over"
    return _with(scenario, "timeline.delay", scenario.timeline.delay + _LATE)


def _tariff(scenario: Scenario) -> Changed:
    """The tariff stays where it is at close, whatever it follows otherwise."""
    retail = scenario.retail
    if retail is None:
        return "nothing is said of a tariff (`retail`)"
    if not (retail.tariff_indexed or retail.cost_pass_through or retail.regulation):
        return "the tariff follows nothing"
    for key, value in (("tariff_indexed", 0.0), ("cost_pass_through", 0.0), ("regulation", None)):
        scenario = _with(scenario, f"retail.{key}", value)
    return scenario


def _with(scenario: Scenario, key: str, value: Any) -> Scenario:
    found: Scenario = with_value(scenario, key.split("."), value)
    return found


SHOCKS = (
    Shock("demand", "Demand 20 % lower", _demand),
    Shock("works", "Works 15 % dearer", _works),
    Shock("operation", "Running cost 15 % higher", _running),
    Shock("currency", "Currency loses 30 %", _currency),
    Shock("collection", "Collection 10 points lower", _collection),
    Shock("delay", "A year late", _delay),
    Shock("tariff", "Tariff frozen", _tariff),
)
"""The shocks, in the order in which they are shown."""
