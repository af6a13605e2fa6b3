"""The toolbox against the model on the same numbers: what an analyst works out by hand is what a scenario gives."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from ppp_model.lines import coverage_by_takeup, tariff_block
from ppp_model.toolbox import access, affordability, appraisal, demand, finance, subsidies, tariffs
from tests import towns
from tests.together import run_together
from tests.towns import Plain, Values, each, run, simple

EXACT = 1e-9
ENDS = [4.0, 15.0, np.inf]
PRICES = [0.2, 0.6, 1.5]


def same(found: Any, expected: Any, at_least: float = 0.0) -> None:
    np.testing.assert_allclose(found, expected, rtol=EXACT, atol=max(at_least, 1e-12))


def rows(v: Values, names: Any, line: str, period: int) -> np.ndarray:
    return np.array([np.broadcast_to(v[f"groups.{name}.{line}"], v["period_number"].shape)[0, period]
                     for name in names])  # fmt: skip


# Bills


@pytest.mark.parametrize("use", [0.0, 3.0, 4.0, 9.5, 15.0, 40.0])
def test_bills(use):
    starts = np.array([0.0, *ends_before()])
    by_block = tariff_block.block_charge(use, starts, np.array(ENDS), np.array(PRICES))
    same(np.sum(by_block), tariffs.block_bill(use, ENDS, PRICES))
    last = tariff_block.is_last_block(use, starts, np.array(ENDS))
    whole = tariff_block.whole_charge(use, last, np.array(PRICES))
    same(np.sum(whole), tariffs.volume_differentiated_bill(use, ENDS, PRICES))
    first = tariff_block.social_charge(use, starts, np.array(ENDS), np.array(PRICES), 6.0)
    same(0.3 * np.sum(first), tariffs.social_discount(use, ENDS, PRICES, 6.0, 0.3))


def ends_before() -> list[float]:
    return ENDS[:-1]


@pytest.mark.parametrize("pricing", ["increasing_block", "volume_differentiated"])
def test_bills_of_a_town(pricing):
    """With standing charge and least bill; a uniform price with a rebate; a social tariff with leakage."""
    blocks = {name: {"price": price} | ({"up_to": end} if end < np.inf else {})
              for name, end, price in zip("abc", ENDS, PRICES, strict=True)}  # fmt: skip
    plain = simple(retail__blocks=blocks, retail__block_pricing=pricing, retail__fixed_charge=0.5,
                   retail__minimum_bill=2.5, retail__price_elasticity=0.0)  # fmt: skip
    of = tariffs.block_bill if pricing == "increasing_block" else tariffs.volume_differentiated_bill
    v = run(plain)
    for name, use in (("low", 8), ("high", 20)):
        same(v[f"groups.{name}.bill"], of(use, ENDS, PRICES, 0.5, 2.5))
    plain["retail"] |= {"social": {"discount": 0.5, "up_to": 6, "reaches": {"low": 0.8, "high": 0.1}}}
    helped = run(plain)
    if pricing == "increasing_block":
        for name, use, share in (("low", 8, 0.8), ("high", 20, 0.1)):
            saved = tariffs.social_discount(use, ENDS, PRICES, 6, 0.5, share)
            same(helped[f"groups.{name}.bill"], v[f"groups.{name}.bill"] - saved)


def test_rebate_strata_and_their_fund():
    plain = simple(retail__blocks={"all": {"price": 1.3}}, retail__rebate=9.0, retail__price_elasticity=0.0)
    v = run(plain)
    for name, use in (("low", 8), ("high", 20)):
        same(v[f"groups.{name}.bill"], tariffs.rebate_bill(use, 1.3, 9.0))
    fund = {"interest": 0.05, "treasury_share": 1.0}
    plain["retail"] |= {"rebate": 0.0, "strata": {"low": 0.5, "high": 1.12}, "fund": fund}
    v = run(plain)
    months = np.array([v[f"groups.{name}.months_billed"][0] for name in ("low", "high")]).T
    bills = np.array([8, 20]) * 1.3 * 0.9
    running = v["in_operation"][0] == 1
    balance = tariffs.strata_balance(months[running], [-0.5, 0.12], bills)
    same(v["contributions"][0, running], balance.contributions)
    same(v["stratum_rebates"][0, running], balance.subsidies)
    balances, calls = tariffs.cross_subsidy_fund(balance.contributions, balance.subsidies, 0.05)
    assert np.max(balances) > 0
    same(v["fund_closing"][0, running][:-1], balances[:-1], 1e-9)  # at the end the seller gets it
    same(v["fund_call"][0, running], calls, 1e-9)
    assert np.max(calls) > 0


def test_tariff_that_follows_prices():
    plain = simple(
        currencies={"USD": {"inflation": 0.06}}, retail__x_factor=0.02, retail__price_elasticity=0.0,
        retail__basket={"power": {"weight": 0.25, "growth": 0.12}},
    )  # fmt: skip
    v = run(plain)
    capped = np.concatenate([[1.0], tariffs.rpi_x_path(1.0, [0.06] * 10, 0.02)])
    same(v["prices_reviewed"][0, 1:], capped)
    ratios = np.stack([capped, 1.12 ** np.arange(11)], axis=-1)
    same(v["tariff_index"][0, 1:], tariffs.basket_index([0.75, 0.25], ratios))


def test_break_even_tariff():
    """Full pass-through makes the average tariff what recovers the bulk price."""
    plain = simple(retail__sold_by="utility", retail__losses=0.35, retail__cost_pass_through=1.0,
                   retail__blocks={"all": {"price": 0.1}}, retail__price_elasticity=0.0,
                   revenue={"variable_charge": 0.45, "variable_indexed": 0.0})  # fmt: skip
    v = run(plain)
    running = v["in_operation"][0] == 1
    same(0.1 * v["tariff_factor"][0, running], tariffs.break_even_tariff(0.45, 0.35, 0.9))


def test_building_blocks_and_periodic_review():
    plain = simple(retail__regulation={"allowed_return": 0.1, "review_every": "60 months"})
    plain["retail"] |= {"price_elasticity": 0.0, "blocks": {"all": {"price": 1.0}}, "collection": 1.0}
    plain["connection"] = {"cost": 0, "charge": 0}
    v = run(plain)
    running = v["in_operation"][0] == 1
    base = v["regulated_opening"][0, running]
    worn = v["regulated_depreciation"][0, running]
    allowed = tariffs.allowed_revenue(base, 0.1, worn, v["operating_cost"][0, running])
    same(v["allowed_revenue"][0, running], allowed)
    for review in (slice(0, 5), slice(5, 10)):
        price = tariffs.review_price(allowed[review], v["volume_sold"][0, running][review], 0.1)
        same(v["review_factor"][0, running][review], price)


# Who bears how much, and who gets the subsidy


@pytest.mark.parametrize("shape", ["plain", "bulk"])
def test_burdens_and_incidence_of_drawn_towns(shape):
    """Kinds of households are the toolbox's households; groups its groups."""
    plains = [towns.town(towns.SHAPES[shape], seed) for seed in range(4)]
    for plain in plains:  # the toolbox has one rule at a time: a share of income
        plain["city"]["basic_needs"] = 0.0
        for group in plain["city"]["groups"].values():
            group.pop("basic_needs", None)
    found = run_together([towns.scenario_of(plain) for plain in plains])
    for plain, v in zip(plains, found, strict=True):
        for period in (0, 3, 7):
            _burdens_agree(plain, v, period)
            _incidence_agrees(plain, v, period)


def _burdens_agree(plain: Plain, v: Values, period: int) -> None:
    names, limit = list(plain["city"]["groups"]), plain["city"]["affordability_threshold"]
    kinds = {"full": "bill_full", "helped": "bill_helped", "unconnected": None}
    income, bills, weights = [], [], []
    for kind, line in kinds.items():
        weights.append(rows(v, names, f"households_{kind}", period))
        alternative = np.full(len(names), np.broadcast_to(v["bill_unconnected"], v["coverage"].shape)[0, period])
        bills.append(rows(v, names, line, period) if line else alternative)
        income.append(rows(v, names, "income", period))
    # The exempt pay nothing.
    weights.append(rows(v, names, "households", period) - sum(weights))
    bills.append(np.zeros(len(names)))
    income.append(income[0])
    income, bills, weights = (np.concatenate(part) for part in (income, bills, np.maximum(weights, 0)))
    answer = affordability.fgt(bills / income, limit, weights)
    same(v["depth"][0, period], answer.depth)
    same(v["severity"][0, period], answer.severity)
    same(v["gaps"][0, period], affordability.affordability_gap(bills, income, limit, weights), 1e-6)
    same(v["headcount"][0, period], answer.headcount)


def _incidence_agrees(plain: Plain, v: Values, period: int) -> None:
    names = list(plain["city"]["groups"])
    of = {line: rows(v, names, line, period) for line in
          ("households", "is_poor", "reached", "connected", "use_delivered", "bill", "income")}  # fmt: skip
    if np.any(of["connected"] > of["reached"]):
        return  # people leave and connections stay: more are connected than live near a network
    uptake = np.divide(of["connected"], of["reached"], out=np.zeros(len(names)), where=of["reached"] > 0)
    cost = np.broadcast_to(v["unit_cost"], v["coverage"].shape)[0, period]
    answer = subsidies.targeting(
        of["households"], of["is_poor"], of["reached"], uptake, of["use_delivered"], of["bill"], cost
    )
    pairs = {
        "targeting_performance": answer.omega, "access_factor": answer.access, "uptake_factor": answer.uptake,
        "targeting_factor": answer.receipt, "rate_factor": answer.rate, "quantity_factor": answer.quantity,
        "share_to_poor": answer.share_to_poor, "exclusion_error": answer.error_of_exclusion,
        "inclusion_error": answer.error_of_inclusion,
    }  # fmt: skip
    for line, expected in pairs.items():
        same(np.broadcast_to(v[line], v["coverage"].shape)[0, period], expected)
    poor = of["is_poor"] * of["households"]
    same(v["materiality"][0, period], answer.materiality(float(np.sum(poor * of["income"]) / np.sum(poor))))


def test_residual_income():
    plain = simple(city__basic_needs=110)
    v = run(plain)
    for name, income in (("low", 120.0), ("high", 280.0)):
        answer = affordability.residual(income, 110.0, v[f"groups.{name}.bill"][0])
        same(v[f"groups.{name}.residual_burden"][0], answer.ratio)
        assert np.array_equal(v[f"groups.{name}.is_over_full"][0] == 1,
                              answer.unaffordable | (v[f"groups.{name}.burden_full"][0] > 0.05))  # fmt: skip


# Demand, take-up and access


def test_demand():
    plain = simple(retail__reference_price=0.9, retail__income_elasticity=0.2, city__income_growth=0.03)
    v = run(plain)
    for name, use in (("low", 8.0), ("high", 20.0)):
        price = demand.average_price(use, [6, np.inf], [0.8, 1.4])
        same(v[f"groups.{name}.own_price"], price)
        wanted = demand.iso_elastic_demand(use, price / 0.9, -0.3, 1.03 ** np.arange(11), 0.2)
        same(v[f"groups.{name}.use_wanted"][0, 1:], wanted)


def _new_town(takeup: str, **terms: Any) -> Plain:
    """A town without a network in which all are reached at once."""
    plain = simple(access={"takeup": takeup} | terms)
    each("city", "groups", connected=0.0)(plain)
    return plain


@pytest.mark.parametrize("months", [0, 30])
def test_logistic_take_up(months):
    v = run(_new_town("logistic", ceiling=0.9, speed=1.0, midpoint=f"{months} months"))
    years = np.arange(1, 11)
    same(v["coverage"][0, 2:], demand.logistic_take_up(years, 0.9, 1.0, months / 12))


def test_bass_take_up():
    v = run(_new_town("bass", ceiling=0.8, innovation=0.03, imitation=0.38))
    same(v["coverage"][0, 2:], demand.bass_take_up(np.arange(1, 11), 0.03, 0.38, 0.8))


def test_hazard_take_up_with_a_charge():
    v = run(_new_town("hazard", ceiling=0.8, hazard=0.3, charge_sensitivity=1.5))
    for name, income in (("low", 120.0), ("high", 280.0)):
        hazard = demand.connection_hazard(0.3, 30.0, income, 1.5)
        same(v[f"groups.{name}.connected"][0, 2:], demand.hazard_take_up(np.full(10, hazard), 0.8))


def test_instalments():
    rate = coverage_by_takeup.monthly_rate(0.12, 1.0, 12.0)
    for months in (1, 6, 24):
        share = coverage_by_takeup.instalment(rate, float(months))
        same(150 * share, tariffs.instalment(150, months, 0.01))
    v = run(simple(connection={"cost": 60, "charge": 150, "instalments": 24, "instalment_rate": 0.12}))
    made = v["connections_made_all"][0]
    paid = 12 * tariffs.instalment(150, 24, 0.01) * (made + np.concatenate([[0.0], made[:-1]]))
    same(v["connection_income"][0], paid)


def test_additions_that_reach_everyone():
    v = run(simple(city__population_growth=0.03))
    # From those served at close to all when the contract ends, in ten years of operation.
    needed = access.required_additions(1000 * 1.03, 0.03, 1000 * 0.35, 10)
    same(v["additions_needed"], needed)


# Support


@pytest.mark.parametrize("budget", [None, 900.0])
@pytest.mark.parametrize("rest", [0, 24])
def test_output_based_aid(budget, rest):
    terms = {"giver": "donor", "per_connection": 25.0, "first_share": 0.6, "rest_after": f"{rest} months",
             "failure_rate": 0.1}  # fmt: skip
    v = run(simple(finance__support={"aid": terms | ({"budget": budget} if budget else {})}))
    made = v["connections_made_all"][0]
    answer = subsidies.output_based_aid(
        made, 60.0, 25.0, 0.08, first_share=0.6, verified_after=0, rest_after=rest // 12, failure_rate=0.1,
        unit_charge=30.0, budget=budget,
    )  # fmt: skip
    periods = len(made)
    same(v["support.aid.due"][0], answer.due[:periods])
    same(v["support.aid.paid"][0], answer.paid[:periods])
    same(v["connection_cost"][0], answer.spending[:periods])
    same(v["connection_income"][0], answer.charges[:periods])
    ahead = np.cumsum(answer.spending - answer.charges - answer.paid)[:periods]
    same(np.cumsum(v["connection_cost"][0] - v["connection_income"][0] - v["support_paid"][0]), ahead)


def test_tolls_vouchers_levies_and_capitation():
    items = {
        "toll": {"giver": "nation", "bands": {"first": {"up_to": 15_000, "price": 0.5}, "rest": {"price": 0.2}}},
        "vouchers": {"giver": "city", "voucher": 2.0, "redeemed": 0.7, "reaches": {"low": 0.5}},
        "levy": {"giver": "partner_city", "levy_on": 3e5},
        "heads": {"giver": "donor", "per_customer": 12.0},
    }
    v = run(simple(finance__support=items))
    running = v["in_operation"][0] == 1
    toll = tariffs.shadow_toll(v["volume"][0], [15_000, np.inf], [0.5, 0.2])
    same(v["support.toll.paid"][0], toll)
    assert np.max(v["volume"]) > 15_000
    entitled = 0.5 * v["groups.low.customers"][0] * 12 * running
    same(v["support.vouchers.paid"][0], tariffs.voucher_budget(entitled, 0.7, 2.0))
    same(v["support.levy.paid"][0], subsidies.levy_inflow(3e5, 0.01) * running)
    heads = np.stack([v["groups.low.customers"][0], v["groups.high.customers"][0]], axis=-1)
    same(v["support.heads.paid"][0], tariffs.capitation(heads, 12.0) * running)


def test_leverage():
    v = run(simple(finance__grants={"gift": {"amount": 20_000, "giver": "donor"}}))
    same(v["leverage"], subsidies.leverage(v["total_uses"], 20_000))


# Worth


def test_rule_of_half():
    """The gain of a newly connected household: what it used before at the vendor's price, and more at the tariff's."""
    v = run(simple())
    for name in ("low", "high"):
        bill, use = v[f"groups.{name}.bill"][0], v[f"groups.{name}.use_delivered"][0]
        worth = appraisal.gross_willingness_to_pay(4, bill / use, 3, use)
        same(v[f"groups.{name}.value_of_use"][0], worth)
        same(v[f"groups.{name}.value_of_use"][0] - bill, 12 - bill + (worth - 12))
        gained = appraisal.rule_of_half(4, bill / use, 3, use)
        same(v[f"groups.{name}.value_of_use"][0] - bill, gained)


def test_economic_return_and_carbon_path():
    path = appraisal.carbon_price_path(np.arange(2025, 2036), [2020, 2030], [40, 50], 0.0225)
    plain = simple(economy={
        "discount_rate": 0.06, "carbon_price": [float(price) for price in path], "ghg_per_household": 0.5,
        "weight_elasticity": 1.3, "works": {"traded": 0.4, "unskilled": 0.2, "taxes": 0.1}, "shadow_exchange": 1.1,
        "shadow_wage": 0.6,
    })  # fmt: skip
    v = run(plain)
    same(v["carbon_price"][0, 1:], path)
    same(np.sum(v["benefit_of_climate"][0]), np.sum(path * v["ghg"][0, 1:]))
    answer = appraisal.economic_return(v["economic_benefit"][0], v["economic_cost"][0], 0.06)
    same(v["enpv"], answer.enpv)
    same(v["eirr"], answer.eirr)
    same(v["bcr"], answer.bcr)
    factors = appraisal.conversion_factors("domestic", 1.1, 0.6)
    parts = {"traded": 0.4, "unskilled_labour": 0.2, "taxes": 0.1, "non_traded": 0.3}
    same(v["works_factor"], appraisal.economic_value(parts, factors))
    weights = appraisal.distributional_weights([120, 280], 200, 1.3)
    for name, weight in zip(("low", "high"), weights, strict=True):
        same(v[f"groups.{name}.gain_weight"], weight)
    gains = np.array([v[f"groups.{name}.group_gain"][0] for name in ("low", "high")])
    same(v["weighted_gains"][0], appraisal.weighted_benefit(gains.T, weights), 1e-9)


@pytest.mark.parametrize(("form", "repayment"), [("annuity", "annuity"), ("equal principal", "equal_principal")])
@pytest.mark.parametrize("grace", [0, 24])
def test_grant_element(form, repayment, grace):
    """A soft loan paid out at close: its first repayment is a year after the end of grace."""
    loan = {"amount": 50_000, "rate": 0.02, "tenor": "120 months", "grace": f"{grace} months", "repayment": repayment}
    plain = simple(timeline__construction="0 months", finance__debt={"soft": loan})
    plain["public"] |= {"grant_element_rate": 0.05}
    v = run(plain)
    same(v["debt.soft.grant_element"], finance.grant_element(form, 0.02, 10, grace / 12 + 1, 0.05))
