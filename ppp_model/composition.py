"""Which lines a model has: the modules of ``lines``, put together once for each block of a shape."""

from __future__ import annotations

from functools import lru_cache
from types import ModuleType

from ppp_model.engine.addition import Addition, extended
from ppp_model.engine.line import parts_of
from ppp_model.engine.model import Model
from ppp_model.lines import (
    basket_item,
    budget,
    capex,
    capex_item,
    checks,
    contingent,
    contingent_fee,
    contract,
    cooperation,
    coverage_by_takeup,
    coverage_by_volume,
    currency,
    customer_class,
    debt,
    debt_exchange,
    debt_guarantee,
    debt_payment,
    debt_size,
    debt_terms,
    economy,
    economy_class,
    economy_group,
    equity,
    events,
    events_people,
    fixed_tariff,
    fixed_term,
    fund,
    funding,
    government,
    grant,
    group,
    group_burden,
    group_by_takeup,
    group_by_volume,
    group_even,
    group_seasonal,
    group_subsidy,
    guarantee,
    handed_over,
    households,
    ifric12,
    incidence,
    ladder,
    lender,
    level,
    level_gift,
    level_support,
    levels,
    maintenance_item,
    opex,
    opex_item,
    owners,
    parties,
    partner_guarantee,
    partnership,
    partnership_retail,
    prices,
    regulation,
    reserves,
    retail,
    revenue,
    revenue_term,
    rung,
    season,
    stakeholders,
    statements,
    stratum,
    supply,
    supply_demanded,
    supply_given,
    support,
    support_group,
    support_item,
    tariff_block,
    tax,
    termination,
    time_band,
    timing,
    toll_band,
    tranche_view,
    utility,
    voucher,
    waterfall,
    without_economy,
    without_levels,
    without_retail,
)
from ppp_model.shape import Shape

PROJECT = (
    timing, prices, supply, revenue, guarantee, contract, opex, capex, funding, owners, reserves, tax, waterfall,
    lender, equity, government, statements, termination, ifric12, checks, events,
)  # fmt: skip
TRANCHE = (debt_terms, debt_size, debt, debt_payment, tranche_view)


@lru_cache(maxsize=1)
def homes() -> dict[int, str]:
    """The module of ``lines`` in which each part is written, by the identity of the part."""
    modules = [item for item in globals().values() if isinstance(item, ModuleType)]
    return {id(part): one.__name__.rpartition(".")[2] for one in modules for part in parts_of(one).values()}


@lru_cache(maxsize=64)
def model_of(shape: Shape, additions: tuple[Addition, ...] = ()) -> Model:
    """The model of a shape, with a caller's additions; its formulas are traced and its units checked once."""
    if additions:
        return extended(model_of(shape), additions)
    model = Model()
    model.add(*PROJECT, links=_project_links(shape))
    for code in shape.currencies:
        model.add(currency, block=f"currencies.{code}", kind="currency")
    model.add(revenue_term if shape.ends_by_revenue else fixed_term)
    if shape.has_city:
        model.add(budget)
    model.add(support, cooperation, parties, supply_demanded if shape.has_access else supply_given)
    if shape.has_retail:
        _add_retail(model, shape)
    else:
        model.add(without_retail)
    model.add(*((economy, stakeholders) if shape.has_economy else (without_economy,)))
    _add_support(model, shape)
    _add_cooperation(model, shape)
    _add_levels(model, shape)
    _add_contingent(model, shape)
    _add_tranches(model, shape)
    for name in shape.grants:
        model.add(grant, block=f"grants.{name}", kind="grant")
    for kind, module, items in (
        ("opex", opex_item, shape.opex),
        ("maintenance", maintenance_item, shape.maintenance),
        ("works", capex_item, shape.works),
    ):
        for name, code in items:
            model.add(module, block=f"{kind}.{name}", kind=f"{kind}_item", links=_rate_of(code))
    return model


def _rate_of(code: str) -> dict[str, str]:
    """What a block means by its exchange rate, and by that of close: those of its own currency."""
    currency = f"currencies.{code}"
    return {"exchange_rate": f"{currency}.exchange_rate", "own_rate_at_close": f"{currency}.rate_at_close"}


def _project_links(shape: Shape) -> dict[str, str]:
    """What the project's lines mean by exchange rate and local prices: those of the city's currency."""
    local = f"currencies.{shape.local}"
    return {
        "exchange_rate": f"{local}.exchange_rate",
        "local_index": f"{local}.price_level",
        "local_inflation": f"{local}.inflation",
        "local_rate_at_close": f"{local}.rate_at_close",
        "charge_rate": f"currencies.{shape.charged}.exchange_rate",
    }


def _add_retail(model: Model, shape: Shape) -> None:
    """Add the sale to users: tariff, groups of households, classes of other customers, and what they gain."""
    model.add(retail, utility, fund, households, incidence, events_people)
    model.add(regulation if shape.is_regulated else fixed_tariff)
    model.add(coverage_by_takeup if shape.has_access else coverage_by_volume)
    for kind, module, names in (
        ("time_band", time_band, shape.time_bands),
        ("basket_item", basket_item, shape.basket),
        ("rung", rung, shape.rungs),
    ):
        for name in names:
            model.add(module, block=f"{kind}.{name}", kind=kind)
    if shape.rungs:
        model.add(ladder)
    for name in shape.classes:
        links = {"own_collection": f"classes.{name}.class_collection"}
        model.add(customer_class, stratum, block=f"classes.{name}", kind="class", links=links)
        if shape.has_economy:
            model.add(economy_class, block=f"classes.{name}")
    for name in shape.groups:
        _add_group(model, shape, name)


def _add_group(model: Model, shape: Shape, name: str) -> None:
    """Add one group of households with its tariff blocks, season by season if there are seasons."""
    block = f"groups.{name}"
    by_mode = group_by_takeup if shape.has_access else group_by_volume
    charges = group_seasonal if shape.seasons else group_even
    modules = (group, by_mode, charges, group_burden, group_subsidy, stratum)
    model.add(*modules, block=block, kind="group", links={"own_collection": "collection"})
    if shape.has_economy:
        model.add(economy_group, block=block)
    around = [f"{block}.{one}" for one in shape.seasons] or [block]
    for one in shape.seasons:
        model.add(season, block=f"{block}.{one}", kind="season")
    for outer in around:
        for tariff in shape.tariff_blocks:
            model.add(tariff_block, block=f"{outer}.{tariff}", kind="tariff_block")
    for one in shape.supports:
        source = f"support.{one}"
        links = {line: f"{source}.{line}" for line in ("voucher_face", "redeemed", "support_active")}
        model.add(voucher, block=f"{block}.{one}", kind="voucher", links=links | {"reach": f"{source}.{name}.reach"})


def _add_support(model: Model, shape: Shape) -> None:
    """Add the sources of support in operation, each with the groups that it reaches and its bands."""
    for name in shape.supports:
        model.add(support_item, block=f"support.{name}", kind="support")
        for one in shape.groups:
            of_group = {line: line for line in ("customers_supplied", "connections_made")}
            of_group["voucher_paid"] = f"{name}.voucher_paid"
            links = {line: f"groups.{one}.{target}" for line, target in of_group.items()}
            model.add(support_group, block=f"support.{name}.{one}", kind="support_group", links=links)
    for name, band in shape.toll_bands:
        model.add(toll_band, block=f"support.{name}.{band}", kind="toll_band")


def _add_cooperation(model: Model, shape: Shape) -> None:
    """Add the partnerships, each with the loans that it guarantees and the cash that it hands over."""
    modules = (partnership, partnership_retail) if shape.has_retail else (partnership,)
    for name in shape.partnerships:
        source = f"cooperation.{name}"
        model.add(*modules, block=source, kind="partnership")
        links = {line: f"{source}.{line}" for line in ("handed_over", "to_project", "from_partner_city")}
        model.add(handed_over, block=f"handed_over.{name}", kind="support", links=links)
    for name, loan in shape.partner_guarantees:
        links = {"opening_converted": f"debt.{loan}.opening_converted"}
        model.add(partner_guarantee, block=f"cooperation.{name}.{loan}", kind="partner_guarantee", links=links)


def _add_levels(model: Model, shape: Shape) -> None:
    """Add the levels of government, each with the grants, support and works in kind that it may give."""
    model.add(levels if shape.levels else without_levels)
    given_now = [("grant", f"grants.{name}", "drawn") for name in shape.grants]
    given_now += [("support", f"support.{name}", "paid") for name in shape.supports]
    given_now += [("work", f"works.{name}", "in_kind") for name, _ in shape.works]
    for name in shape.levels:
        model.add(level, block=f"levels.{name}", kind="level")
        for kind, source, amount in given_now:
            links = {"given_now": f"{source}.{amount}"}
            model.add(level_gift, block=f"levels.{name}.{source}", kind=f"level_{kind}", links=links)
            if kind == "support":
                model.add(level_support, block=f"levels.{name}.{source}", links={"firm_now": f"{source}.firm"})


def _add_contingent(model: Model, shape: Shape) -> None:
    """Add what the public may have to pay."""
    if not shape.has_contingent:
        return
    model.add(contingent, contingent_fee)
    for name in shape.debt_guarantees:
        links = {"opening_converted": f"debt.{name}.opening_converted"}
        model.add(debt_guarantee, block=f"debt_guarantees.{name}", kind="debt_guarantee", links=links)
    for name, _ in shape.tranches:
        model.add(debt_exchange, block=f"debt.{name}", kind="tranche")


def _add_tranches(model: Model, shape: Shape) -> None:
    """Add the tranches, each tied to those arranged and paid before it and to the one that it refinances."""
    refinanced = dict(shape.refinancings)
    before = ""
    for name, code in shape.tranches:
        links = _rate_of(code)
        if before:
            links |= {
                "service_ahead": f"{before}.service_to_here",
                "due_ahead": f"{before}.due_to_here",
                "commitments_ahead": f"{before}.commitments_to_here",
                "cash_before": f"{before}.cash_after",
                "free_before": f"{before}.free_after",
            }
        if name in refinanced:
            links["refinanced_amount"] = f"debt.{refinanced[name]}.final_repayment"
            links["refinanced_at"] = f"debt.{refinanced[name]}.last_repayment"
        before = f"debt.{name}"
        model.add(*TRANCHE, block=before, kind="tranche", links=links)
