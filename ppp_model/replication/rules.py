"""What becomes of each number of a study in another city: by its dotted key, and else by the unit of its field."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from ppp_model.replication.factors import ONE, Factor, Factors
from ppp_model.scenario.nodes import Keys, dotted
from ppp_model.scenario.paths import shape_at
from ppp_model.scenario.quantities import find_unit

Make = Callable[[Factors, str], Factor]
"""The factor for a number whose currency is given."""


@dataclass(frozen=True)
class Rule:
    """What is done with a number."""

    treatment: str
    """`scaled`, `converted`, `shifted` or `kept`."""
    make: Make = lambda factors, code: ONE
    local: bool = False
    """Whether it is in the city's currency and not in the study's."""
    replace: str = ""
    """Why it must be replaced before the result is used; empty where it need not."""


KEPT = Rule("kept")
SHIFTED = Rule("shifted")
_OF_THE_PLACE = "a fact of the old city"
_SELLER = "a fact of the old seller"
_TARIFF = "the old city's tariff"
_GIVERS = "what the old givers promised"
_LENDERS = "the old lenders' terms"
_LAW = "the old country's law"
DEAL = "the old deal's price, converted and not solved for"
ESTIMATE = "an estimate of the old project, to be made anew"
_BUDGET = "the old governments' budget"


def _size(factors: Factors, code: str) -> Factor:
    return factors.people()


def cost(factors: Factors, code: str) -> Factor:
    return factors.people() * factors.money(code)


def _works(factors: Factors, code: str) -> Factor:
    return factors.works() * factors.money(code)


def _land(factors: Factors, code: str) -> Factor:
    return factors.works() * factors.money(code, 0.0)


def _price(factors: Factors, code: str) -> Factor:
    return factors.money(code)


def _local_price(factors: Factors, code: str) -> Factor:
    return factors.money(code, 0.0)


def _budget(factors: Factors, code: str) -> Factor:
    return factors.people() * factors.incomes(code)


def _world(factors: Factors, code: str) -> Factor:
    return factors.money(code, 1.0)


def _pay(factors: Factors, code: str) -> Factor:
    return factors.incomes(code)


def _rate(factors: Factors, code: str) -> Factor:
    if code != factors.old.currency:
        return factors.exchange(factors.old.currency).inverse if factors.is_local else ONE
    ratio = factors.new_per_study()[0] / (factors.old_per_study or 1.0)
    return ONE.times(ratio, f"{factors.new.currency} for a {code}")


def _jobs(factors: Factors, code: str) -> Factor:
    return ONE.times(1 / factors.money(code).value, "for a million of other money")


_BY_UNIT: dict[str, Rule] = {
    "{currency}": Rule("scaled", cost),
    "{currency}/year": Rule("scaled", cost),
    "{currency}/{unit}": Rule("converted", _price),
    "{currency}/t": Rule("converted", _world),
    "{local}": Rule("converted", _local_price, local=True),
    "{local}/month": Rule("converted", _local_price, local=True),
    "{local}/{unit}": Rule("converted", _local_price, local=True),
    "{local}/year": Rule("scaled", _budget, local=True),
    "{unit}/day": Rule("scaled", _size),
    "{unit}/year": Rule("scaled", _size),
    "people": Rule("scaled", _size),
}
_BY_KEY: tuple[tuple[str, Rule], ...] = (
    ("currencies.*.per_study_currency", Rule("converted", _rate)),
    ("city.household_income", Rule("converted", _pay, local=True, replace=_OF_THE_PLACE)),
    ("opex.*.pay", Rule("converted", _pay)),
    ("opex.*.per_connection", Rule("converted", _price)),
    ("opex.*.staff", Rule("scaled", _size)),
    ("supply.connections", Rule("scaled", _size)),
    ("access.connections_per_year", Rule("scaled", _size)),
    ("economy.operation_jobs", Rule("scaled", _size)),
    ("economy.works_jobs", Rule("converted", _jobs)),
    ("economy.value_of_hour", Rule("converted", _pay, local=True)),
    ("economy.value_of_daly", Rule("converted", _pay, local=True)),
    ("works.items.*.cost", Rule("scaled", _works, replace=ESTIMATE)),
    ("finance.grants.*.amount", Rule("scaled", _works, replace=_GIVERS)),
    ("finance.debt.*.amount", Rule("scaled", _works, replace=_LENDERS)),
    ("finance.debt.*.agency_fee", Rule("converted", _price)),
    ("finance.support.*.per_customer", Rule("converted", _price, replace=_GIVERS)),
    ("finance.support.*.per_connection", Rule("converted", _price, replace=_GIVERS)),
    ("finance.support.*.voucher", Rule("converted", _local_price, local=True, replace=_GIVERS)),
    ("finance.support.*.levy_on", Rule("converted", _world, replace=_GIVERS)),
    ("finance.support.*.per_year", Rule("scaled", cost, replace=_GIVERS)),
    ("finance.support.*.bands.*.price", Rule("converted", _price, replace=_GIVERS)),
    ("cooperation.*.per_year", Rule("scaled", cost, replace=_GIVERS)),
    ("cooperation.*.levy_on", Rule("converted", _world, replace=_GIVERS)),
    ("cooperation.*.day_value", Rule("converted", _world, replace=_GIVERS)),
    ("cooperation.*.day_paid", Rule("converted", _world, replace=_GIVERS)),
    ("finance.support.*.per_unit", Rule("converted", _price, replace=_GIVERS)),
    ("finance.support.*.budget", Rule("scaled", cost, replace=_GIVERS)),
    ("retail.classes.*.customers", Rule("scaled", _size, replace=_OF_THE_PLACE)),
    ("retail.classes.*.price", Rule("converted", _local_price, local=True, replace=_TARIFF)),
    ("retail.classes.*.fixed_charge", Rule("converted", _local_price, local=True, replace=_TARIFF)),
    ("retail.classes.*.reference_price", Rule("converted", _local_price, local=True, replace=_TARIFF)),
    ("retail.classes.*.worth", Rule("converted", _local_price, local=True, replace=_OF_THE_PLACE)),
    ("retail.classes.*.*", Rule("kept", replace=_OF_THE_PLACE)),
    ("retail.blocks.*.price", Rule("converted", _local_price, local=True, replace=_TARIFF)),
    ("retail.blocks.*.up_to", Rule("kept", replace=_TARIFF)),
    ("retail.fixed_charge", Rule("converted", _local_price, local=True, replace=_TARIFF)),
    ("retail.minimum_bill", Rule("converted", _local_price, local=True, replace=_TARIFF)),
    ("retail.rebate", Rule("converted", _local_price, local=True, replace=_TARIFF)),
    ("retail.losses", Rule("kept", replace=_SELLER)),
    ("retail.collection", Rule("kept", replace=_SELLER)),
    ("retail.distribution_cost", Rule("converted", _local_price, local=True, replace=_SELLER)),
    ("city.groups.*.connected", Rule("kept", replace=_OF_THE_PLACE)),
    ("city.groups.*.reached", Rule("kept", replace=_OF_THE_PLACE)),
    ("city.groups.*.use", Rule("kept", replace=_OF_THE_PLACE)),
    ("city.groups.*.normal_use", Rule("kept", replace=_OF_THE_PLACE)),
    ("city.ladder.*", Rule("kept", replace=_OF_THE_PLACE)),
    ("city.alternative_price", Rule("converted", _local_price, local=True, replace=_OF_THE_PLACE)),
    ("city.alternative_use", Rule("kept", replace=_OF_THE_PLACE)),
    ("public.levels.*", Rule("scaled", _budget, local=True, replace=_BUDGET)),
    ("public.discount_rate", SHIFTED),
    ("conventions.equity_discount_rate", SHIFTED),
    ("finance.debt.*.rate", SHIFTED),
    ("finance.debt.*.margin", SHIFTED),
    ("finance.shareholder_loan.rate", SHIFTED),
    ("tax.*", Rule("kept", replace=_LAW)),
)
_LATER = (
    ("revenue.capacity_charge", Rule("converted", _price, replace=DEAL)),
    ("revenue.variable_charge", Rule("converted", _price, replace=DEAL)),
    ("revenue.availability_payment", Rule("scaled", cost, replace=DEAL)),
    ("supply.capacity", Rule("scaled", _size, replace=ESTIMATE)),
    ("supply.utilisation", Rule("kept", replace=ESTIMATE)),
    ("supply.new_users", Rule("kept", replace=ESTIMATE)),
    ("opex.*.fixed", Rule("scaled", cost, replace=ESTIMATE)),
    ("opex.*.per_unit", Rule("converted", _price, replace=ESTIMATE)),
    ("maintenance.*.cost", Rule("scaled", cost, replace=ESTIMATE)),
)
"""What makes the result, and is only as good as a first guess by people and prices."""
_LEVEL_SUMS = ("own_revenue", "sector_budget", "committed")


def rule_for(path: Keys, kind_of_work: str | None = None) -> Rule:
    """What is done with the number at a path; ``kind_of_work`` is that of the item for a cost of works."""
    key = dotted(path)
    if fnmatchcase(key, "works.items.*.cost") and kind_of_work == "land":
        return Rule("scaled", _land)
    if key.startswith("public.levels.") and path[-1] not in _LEVEL_SUMS:
        return Rule("kept", replace=_BUDGET if path[-1] == "revenue_growth" else "")
    for pattern, rule in (*_BY_KEY, *_LATER):
        if fnmatchcase(key, pattern):
            return rule
    shape = shape_at(path)
    unit = find_unit(shape.field) if shape is not None and shape.field is not None else None
    return _BY_UNIT.get(unit.stated, KEPT) if unit is not None else KEPT
