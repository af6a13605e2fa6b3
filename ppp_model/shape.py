"""What decides which lines a model has: the names in a scenario, their currencies, and the order of payment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ppp_model.scenario.model import Debt, Scenario

Named = tuple[tuple[str, str], ...]
"""Names of blocks, each with the currency of the block."""


@dataclass(frozen=True)
class Shape:
    """What decides which lines a model has: names in a scenario and their currencies, tranches in order of payment."""

    study: str
    local: str
    charged: str
    currencies: tuple[str, ...]
    tranches: Named
    refinancings: Named
    grants: tuple[str, ...]
    opex: Named
    maintenance: Named
    works: Named
    groups: tuple[str, ...]
    tariff_blocks: tuple[str, ...]
    has_city: bool
    has_retail: bool
    ends_by_revenue: bool


def shape_of(scenario: Scenario) -> Shape:
    """The shape of a scenario's model."""
    debts, study = scenario.finance.debt, scenario.currency
    local = scenario.city.currency if scenario.city else study
    charged = scenario.revenue.currency or study
    has_retail = scenario.retail is not None and scenario.city is not None
    ranked = _in_order_of_payment(debts)
    named = {
        "tranches": tuple((name, debts[name].owed_in or study) for name in ranked),
        "opex": tuple((name, item.currency or study) for name, item in scenario.opex.items()),
        "maintenance": tuple((name, item.currency or study) for name, item in scenario.maintenance.items()),
        "works": tuple((name, item.currency or study) for name, item in scenario.works.items.items()),
    }
    used = [study, local, charged, *(code for names in named.values() for _, code in names)]
    used += [code for code, terms in scenario.currencies.items() if terms.per_study_currency is not None]
    return Shape(
        study=study,
        local=local,
        charged=charged,
        currencies=tuple(dict.fromkeys(used)),
        refinancings=tuple((name, found) for name, one in debts.items() if (found := one.refinances)),
        grants=tuple(scenario.finance.grants),
        groups=tuple(scenario.city.groups) if scenario.city and has_retail else (),
        tariff_blocks=tuple(scenario.retail.blocks) if scenario.retail and has_retail else (),
        has_city=scenario.city is not None,
        has_retail=has_retail,
        ends_by_revenue=scenario.contract.revenue_bid is not None,
        **named,
    )


def _in_order_of_payment(debts: Mapping[str, Debt]) -> list[str]:
    """Tranches by rank and, within a rank, in the order of the file; a refinancing just before what it pays off."""
    order: list[str] = []
    for name in sorted(debts, key=lambda one: debts[one].rank):
        old = debts[name].refinances
        order.insert(order.index(old) if old in order else len(order), name)
    return order


def shape_of_names(
    tranches: Sequence[str] = (),
    grants: Sequence[str] = (),
    opex: Sequence[str] = (),
    works: Sequence[str] = (),
    groups: Sequence[str] = (),
    tariff_blocks: Sequence[str] = (),
    maintenance: Sequence[str] = (),
    refinancings: Mapping[str, str] | None = None,
    has_city: bool = False,
    has_retail: bool = False,
    ends_by_revenue: bool = False,
    study: str = "USD",
) -> Shape:
    """A shape by its names alone, all in the study's currency; ``refinancings``: new tranche -> the one it pays off."""
    named = {"tranches": tranches, "opex": opex, "maintenance": maintenance, "works": works}
    return Shape(
        study=study,
        local=study,
        charged=study,
        currencies=(study,),
        refinancings=tuple((refinancings or {}).items()),
        grants=tuple(grants),
        groups=tuple(groups),
        tariff_blocks=tuple(tariff_blocks),
        has_city=has_city,
        has_retail=has_retail,
        ends_by_revenue=ends_by_revenue,
        **{kind: tuple((name, study) for name in names) for kind, names in named.items()},
    )
