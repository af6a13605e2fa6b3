"""What decides which lines a model has: the names in a scenario, their currencies, and the order of payment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

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
    seasons: tuple[str, ...]
    time_bands: tuple[str, ...]
    basket: tuple[str, ...]
    classes: tuple[str, ...]
    rungs: tuple[str, ...]
    supports: tuple[str, ...]
    toll_bands: tuple[tuple[str, str], ...]
    """Bands of shadow tolls: support and band."""
    levels: tuple[str, ...]
    debt_guarantees: tuple[str, ...]
    partnerships: tuple[str, ...]
    partner_guarantees: tuple[tuple[str, str], ...]
    """Guarantees by partners: partnership and loan."""
    has_contingent: bool
    has_city: bool
    has_retail: bool
    has_access: bool
    is_regulated: bool
    has_economy: bool
    ends_by_revenue: bool


def shape_of(scenario: Scenario) -> Shape:
    """The shape of a scenario's model."""
    debts, study = scenario.finance.debt, scenario.currency
    local = scenario.city.currency if scenario.city else study
    charged = scenario.revenue.currency or study
    has_retail = scenario.retail is not None and scenario.city is not None
    ranked = _in_order_of_payment(debts)
    named: dict[str, Any] = {
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
        supports=tuple(scenario.finance.support),
        toll_bands=tuple((name, band) for name, item in scenario.finance.support.items() for band in item.bands),
        levels=tuple(scenario.public.levels) if scenario.city else (),
        debt_guarantees=tuple(scenario.contingent.debt) if scenario.contingent else (),
        partnerships=tuple(scenario.cooperation),
        partner_guarantees=tuple((name, loan) for name, one in scenario.cooperation.items() for loan in one.guarantees),
        has_contingent=scenario.contingent is not None,
        has_city=scenario.city is not None,
        has_retail=has_retail,
        has_access=has_retail and scenario.access is not None,
        has_economy=has_retail and scenario.economy is not None,
        ends_by_revenue=scenario.contract.revenue_bid is not None,
        **_of_retail(scenario, has_retail),
        **named,
    )


def _of_retail(scenario: Scenario, has_retail: bool) -> dict[str, Any]:
    """What the sale to users adds."""
    retail, city = scenario.retail, scenario.city
    if retail is None or city is None or not has_retail:
        none: tuple[str, ...] = ()
        return dict.fromkeys(("seasons", "time_bands", "basket", "classes", "rungs"), none) | {"is_regulated": False}
    return {
        "seasons": tuple(retail.seasons),
        "time_bands": tuple(retail.time_of_use),
        "basket": tuple(retail.basket),
        "classes": tuple(retail.classes),
        "rungs": tuple(city.ladder),
        "is_regulated": retail.regulation is not None,
    }


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
    seasons: Sequence[str] = (),
    time_bands: Sequence[str] = (),
    basket: Sequence[str] = (),
    classes: Sequence[str] = (),
    rungs: Sequence[str] = (),
    supports: Sequence[str] = (),
    toll_bands: Mapping[str, Sequence[str]] | None = None,
    levels: Sequence[str] = (),
    debt_guarantees: Sequence[str] = (),
    partnerships: Sequence[str] = (),
    partner_guarantees: Mapping[str, Sequence[str]] | None = None,
    has_contingent: bool = False,
    has_access: bool = False,
    is_regulated: bool = False,
    has_economy: bool = False,
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
        seasons=tuple(seasons),
        time_bands=tuple(time_bands),
        basket=tuple(basket),
        classes=tuple(classes),
        rungs=tuple(rungs),
        supports=tuple(supports),
        toll_bands=tuple((name, band) for name, bands in (toll_bands or {}).items() for band in bands),
        levels=tuple(levels),
        debt_guarantees=tuple(debt_guarantees),
        partnerships=tuple(partnerships),
        partner_guarantees=tuple((name, loan) for name, loans in (partner_guarantees or {}).items() for loan in loans),
        has_contingent=has_contingent,
        has_access=has_access,
        is_regulated=is_regulated,
        has_economy=has_economy,
        has_city=has_city,
        has_retail=has_retail,
        ends_by_revenue=ends_by_revenue,
        **{kind: tuple((name, study) for name in names) for kind, names in named.items()},
    )
