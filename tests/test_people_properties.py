"""What must hold of any town: who pays whom adds up, help reaches those it is given to, one change moves all.

The towns are drawn (``towns.py``), as they come and at the edges: nobody pays, all are connected, nothing flows.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppp_model.lines import tariff_block
from ppp_model.measures import MEASURES
from ppp_model.scenario.checks import check
from ppp_model.scenario.model import Scenario
from ppp_model.toolbox import tariffs
from tests import towns
from tests.deals import often
from tests.together import run_together
from tests.towns import Plain, Values, by_volume, each, having, run, simple

EXACT = 1e-9


# Edges of what a scenario may say


def _free(plain: Plain) -> None:
    each("retail", "blocks", price=0.0)(plain)
    each("retail", "classes", price=0.0)(plain)
    having(retail__fixed_charge=0.0, retail__minimum_bill=0.0)(plain)


def _all_connected(plain: Plain) -> None:
    each("city", "groups", connected=1.0, reached=1.0)(plain)


def _nobody_pays(plain: Plain) -> None:
    plain["retail"]["exempt"] = dict.fromkeys(plain["city"]["groups"], 1.0)


EDGES: dict[str, Callable[[Plain], None]] = {
    "as drawn": lambda plain: None,
    "people leave": having(city__population_growth=-0.05),
    "everything is free": _free,
    "the tariff is nothing": having(retail__tariff_level=0.0),
    "nobody pays": _nobody_pays,
    "nothing is collected": having(retail__collection=0.0),
    "all are connected": _all_connected,
    "nothing flows": having(supply__capacity=0.0),
    "nothing is used": each("city", "groups", use=0.0),
    "prices fall": each("currencies", inflation=-0.05),
    "water costs nothing elsewhere": having(city__alternative_price=0.0, city__alternative_use=0.0),
    "nothing is built": having(works__items={"plant": {"cost": 0.0}}, finance__grants={}, finance__debt={}),
    "no time to build": having(timeline__construction="0 months", finance__debt={}),
}
SEEDS = {"as drawn": range(6), "nothing is built": range(4)}
SHAPES = ["tariffs", "support", "bulk_support", "at_home"]
BLANK_ALLOWED = {
    "public_money_per_person", "price_levelised", "cost_recovery", "bcr", "universal_access_year", "omega", "leverage",
    "poverty_impact_ratio", "grant_element", "gearing", "average_life", "payback_years", "equity_multiple",
    "project_irr", "project_irr_after_tax", "equity_irr", "share_irr", "eirr",
    "dscr_min", "dscr_average", "llcr_min", "plcr_min",
}  # fmt: skip
"""Measures that have no value where nobody is served, nothing is lent or no return exists."""


@cache
def drawn() -> list[tuple[str, Plain, Values]]:
    """Towns of some shapes, as drawn and at the edges, with the lines of each."""
    names, plains = [], []
    for edge, change in EDGES.items():
        for shape in SHAPES:
            for seed in SEEDS.get(edge, range(1)):
                plain = towns.town(towns.SHAPES[shape], seed)
                change(plain)
                names.append(f"{shape} {seed}, {edge}")
                plains.append(plain)
    found = run_together([towns.scenario_of(plain) for plain in plains])
    return list(zip(names, plains, found, strict=True))


def scale_of(values: Values) -> float:
    """What is large in a town: its uses, or what its users pay or are worth."""
    rows = ("total_uses", "collected", "bills_collected", "group_gains", "enpv", "service_cost")
    return max(1.0, *(float(np.max(np.abs(values[row]))) for row in rows if row in values))


def wrong(residual: Callable[[Plain, Values], Any]) -> list[str]:
    """The towns in which a residual is more than rounding."""
    return [name for name, plain, values in drawn()
            if not np.max(np.abs(residual(plain, values))) <= EXACT * scale_of(values)]  # fmt: skip


# Accounts


def test_bills_paid_are_the_sellers_revenue():
    def residual(plain: Plain, v: Values) -> Any:
        paid = sum(v[f"groups.{name}.group_collected"] for name in plain["city"]["groups"])
        paid = paid + sum(v[f"classes.{name}.class_collected"] for name in plain["retail"]["classes"])
        seller = v["user_revenue"] + v["utility_collected"]
        return np.abs(paid - v["bills_collected"]) + np.abs(
            seller - paid - v["connection_income"] + v["fund_kept"] - v["fund_call"]
        )

    assert wrong(residual) == []


def test_kinds_of_households_add_up_to_the_average():
    """Those with help and those without pay together what an average customer pays."""

    def residual(plain: Plain, v: Values) -> Any:
        gaps = []
        for name in plain["city"]["groups"]:
            full, helped, bill = (v[f"groups.{name}.{row}"] for row in ("bill_full", "bill_helped", "bill"))
            share, pays = v[f"groups.{name}.helped"], 1 - v[f"groups.{name}.exempt"]
            mean = pays * ((1 - share) * full + share * helped)
            # Help that is more than the bill of those who get it is not paid back to them.
            gaps.append(np.max(np.abs(mean - bill) * (helped > EXACT * full)))
        return max(gaps)

    assert wrong(residual) == []


def test_support_given_is_support_received():
    def residual(plain: Plain, v: Values) -> Any:
        items = plain["finance"]["support"]
        paid = {name: v[f"support.{name}.paid"] for name in items}
        got = {to: sum((paid[name] for name in items if items[name]["to"] == to), np.zeros(1))
               for to in ("project", "utility")}  # fmt: skip
        gap = np.abs(got["project"] - v["support_to_project"]) + np.abs(got["utility"] - v["support_to_utility"])
        given_ = v["support_public"] + v["support_donor"] + v["support_partner"]
        over = [np.maximum(np.cumsum(paid[name]) - items[name].get("budget", np.inf), 0) for name in items]
        return gap + np.abs(sum(paid.values(), np.zeros(1)) - given_) + sum(over, np.zeros(1))

    assert wrong(residual) == []


def test_what_one_pays_another_gets_in_every_period():
    parties = ["users", "utility", "owners", "lenders", "banks", "public", "donors", "partners", "suppliers", "project"]
    assert wrong(lambda plain, v: sum(v[f"flow_of_{party}"] for party in parties)) == []


def test_gains_of_all_parties_are_the_gain_of_the_economy():
    """Each party's cash flow, and what users, workers, traders and the climate gain besides, discounted by hand."""

    def residual(plain: Plain, v: Values) -> Any:
        if "economy" not in plain:
            return 0.0
        terms = plain["economy"]
        worth = v["benefit_of_service"] + v["benefit_of_time_and_health"]
        real = v["deflator"] * (worth / v["deflator"] + v["vendors_lost_all"] + v["flow_of_users"])
        lost = v["vendors_lost_all"]
        for party in ("utility", "owners", "lenders", "banks", "public", "donors", "partners", "project"):
            real = real + v["deflator"] * v[f"flow_of_{party}"]
        costs = {"works": v["built"], "operation": v["operated"]}
        for kind, cost in costs.items():
            shares = terms[kind]
            beside = shares["taxes"] + shares["unskilled"] * (1 - terms["shadow_wage"])
            beside += shares["traded"] * (1 - terms["shadow_exchange"])
            real = real + v["deflator"] * cost * beside
        real = real - v["deflator"] * lost + v["benefit_of_climate"] + v["benefit_of_works_left"]
        return np.sum(real * (1 + terms["discount_rate"]) ** -v["flow_years"]) - v["enpv"]

    assert wrong(residual) == []


CHECKS = [
    "sources_equal_uses", "debt_rolls_forward", "waterfall_adds_up", "balance_sheet_balances", "cash_statement_agrees",
    "bills_add_up", "support_adds_up", "transfers_add_up", "gains_add_up", "cash_released",
]  # fmt: skip


@pytest.mark.parametrize("name", CHECKS)
def test_checks_pass(name):
    """The checks that hold by arithmetic, also where nothing is built, so that there are no uses to weigh by."""
    failed = [town for town, _, values in drawn() if values.get(name, np.ones((1, 1)))[0, 0] != 1]
    assert failed == []


# Sense


def test_no_measure_is_blank_or_endless_without_a_reason():
    names = [one.name for one in MEASURES if one.name not in BLANK_ALLOWED]
    endless = [(town, one.name) for town, _, v in drawn() for one in MEASURES
               if one.name in v and np.any(np.isinf(v[one.name]))]  # fmt: skip
    blank = [(town, name) for town, _, v in drawn() for name in names if name in v and np.any(np.isnan(v[name]))]
    assert (endless, blank) == ([], [])


def test_people_and_bills_make_sense():
    """No more customers than households, no bill below nothing, no one unserved by the project."""
    odd = []
    for town, plain, v in drawn():
        for name in plain["city"]["groups"]:
            keys = ("households", "customers", "connected", "connected_without", "bill", "bill_charged")
            row = {key: v[f"groups.{name}.{key}"] for key in keys}
            if np.any(row["customers"] > row["households"] * (1 + EXACT)):
                odd.append(f"{town}: customers of {name}")
            if np.any(row["bill"] < -EXACT * np.max(row["bill_charged"])):
                odd.append(f"{town}: bill of {name}")
            if np.any(row["connected"] < row["connected_without"] - EXACT) or np.any(row["connected"] > 1 + EXACT):
                odd.append(f"{town}: connected of {name}")
        if np.any(v["coverage"] > 1 + EXACT) or np.any(v["volume"] > v["volume_available"] * (1 + EXACT)):
            odd.append(f"{town}: coverage or volume")
        if any(np.any(v[f"support.{name}.prefinance"] < -EXACT * 1e6) for name in plain["finance"]["support"]):
            odd.append(f"{town}: paid before it was earned")
    assert odd == []


def test_factors_of_omega_multiply_to_it():
    """T50 (c)."""
    names = ["access_factor", "uptake_factor", "targeting_factor", "rate_factor", "quantity_factor"]
    compared = 0
    for town, _, v in drawn():
        product = np.prod([np.broadcast_to(v[name], v["targeting_performance"].shape) for name in names], axis=0)
        known = ~np.isnan(product)
        compared += np.count_nonzero(known)
        np.testing.assert_allclose(v["targeting_performance"][known], product[known], rtol=EXACT, err_msg=town)
        assert not np.any(np.isnan(v["targeting_performance"][known]))
    assert compared > 200


def gift(**terms: Any) -> Plain:
    """Support in operation that donors give to the project."""
    return {"help": {"giver": "donor"} | terms}


# Omega, burdens and the gap


@pytest.mark.parametrize("factor", [0.25, 3.0])
def test_omega_does_not_hang_on_the_size_of_subsidies(factor):
    """T50 (a): unit cost and bills, and so subsidies, times a factor."""
    blocks = {"first": {"up_to": 6, "price": 0.8 * factor}, "rest": {"price": 1.4 * factor}}
    scaled = simple(retail__blocks=blocks, retail__full_cost=2.0 * factor, retail__reference_price=factor)
    one, two = run(simple()), run(scaled)
    for name in ("omega", "access_factor", "uptake_factor", "targeting_factor", "rate_factor", "quantity_factor"):
        np.testing.assert_allclose(two[name], one[name], rtol=EXACT)
    np.testing.assert_allclose(two["subsidies"], factor * one["subsidies"], rtol=EXACT)


def test_omega_is_one_where_all_get_the_same():
    """T50 (b): all are connected and use the same."""
    plain = simple()
    each("city", "groups", use=9, connected=1.0)(plain)
    assert run(plain)["omega"][0, 0] == pytest.approx(1.0, rel=EXACT)


def test_headcount_falls_with_the_threshold():
    """T50 (e)."""
    counts = [run(simple(city__affordability_threshold=limit))["households_over_threshold"][0, 0]
              for limit in (0.0, 0.02, 0.04, 0.06, 0.1, 0.3)]  # fmt: skip
    assert counts == sorted(counts, reverse=True)
    assert counts[0] == pytest.approx(200)
    assert counts[-1] == 0


@pytest.mark.parametrize("limit", [0.01, 0.05, 0.06])
def test_gap_without_help_is_the_budget_of_perfect_vouchers(limit):
    """T50 (e): vouchers of what each group pays above the threshold cost the gap, and close it."""
    plain = simple(city__affordability_threshold=limit, retail__price_elasticity=0.0)
    each("city", "groups", connected=1.0)(plain)
    without = run(plain)
    start = int(np.argmax(without["operation_starts"]))
    for name in plain["city"]["groups"]:
        bill, income = (without[f"groups.{name}.{row}"][0, start] for row in ("bill", "income"))
        face = max(float(bill - limit * income), 0.0)
        plain["finance"]["support"][f"for_{name}"] = {"giver": "nation", "voucher": face, "reaches": {name: 1.0}}
    assert without["affordability_gap"][0, 0] > 0
    helped = run(plain)
    assert helped["affordability_gap"][0, 0] == pytest.approx(0, abs=1e-9 * without["affordability_gap"][0, 0])
    assert helped["households_over_threshold"][0, 0] == 0
    assert helped["support_paid"][0, start] == pytest.approx(without["affordability_gap"][0, 0], rel=EXACT)


def test_help_is_a_transfer():
    """Vouchers, discounts, exemptions and paid collection change who gains, not what all gain."""
    base = run(simple())
    for changes in (
        {"finance__support": gift(voucher=2.0)},
        {"finance__support": gift(per_year=5000.0)},
        {"finance__support": gift(per_connection=50.0, first_share=0.5, rest_after="12 months")},
        {"retail__social": {"discount": 0.5, "up_to": 5, "reaches": {"low": 1.0}}},
        {"retail__exempt": {"low": 0.5}},
        {"retail__collection": 1.0},
    ):
        found = run(simple(**changes))
        assert found["enpv"][0, 0] == pytest.approx(base["enpv"][0, 0], rel=EXACT), changes


def test_vouchers_are_never_worth_more_than_the_bill():
    """Two kinds that each pay the whole bill pay it once."""
    items = {name: {"giver": "donor", "voucher": 100.0, "reaches": {"low": 1.0}} for name in ("one", "two")}
    v, without = run(simple(finance__support=items)), run(simple())
    np.testing.assert_allclose(v["groups.low.bill"] * v["in_operation"], 0, atol=1e-9)
    due = without["groups.low.bill"] * v["groups.low.months_billed"]
    np.testing.assert_allclose(v["support_paid"], due, rtol=EXACT)


def test_connection_aid_is_paid_for_each_connection_once():
    """Where it is not known how many connect, it is refused."""
    v = run(simple(finance__support=gift(per_connection=10.0)))
    assert np.sum(v["support_paid"]) == pytest.approx(10.0 * np.sum(v["connections_made_all"]), rel=EXACT)
    problems = check(Scenario.model_validate(by_volume(finance__support=gift(per_connection=10.0))))
    assert [one.path for one in problems] == ["finance.support.help.per_connection"]


@pytest.mark.parametrize(("support", "band"), [("first", "one"), ("wet", "one"), ("help", "low")])
def test_names_do_not_decide_numbers(support, band):
    """A support called as a tariff block or a season, a band called as a group: refused, or paid as any other."""

    def named(support: str, band: str) -> Plain:
        help_ = {"giver": "donor", "voucher": 1.0, "bands": {band: {"price": 0.3}}}
        seasons = {name: {"share_of_year": 0.5} for name in ("wet", "dry")}
        return simple(finance__support={support: help_}, retail__seasons=seasons)

    if not check(Scenario.model_validate(named(support, band))):
        same_rows = ("support_paid", "bills_collected", "groups.low.bill")
        one, two = run(named(support, band)), run(named("help", "one"))
        assert [name for name in same_rows if not np.allclose(one[name], two[name], rtol=EXACT)] == []


def test_ladder_shows_who_is_served():
    """In a town that grows, and whose rung of the served holds those served at close."""
    ladder = {"piped": {"share": 0.35, "served": True}, "shared": {"share": 0.25}, "none": {"share": 0.4}}
    v = run(simple(city__population_growth=0.05, city__ladder=ladder))
    rungs = {name: v[f"rung.{name}.share_now"] for name in ladder}
    np.testing.assert_allclose(sum(rungs.values()), 1 + 0 * rungs["piped"], rtol=EXACT)
    assert all(np.all(row >= -EXACT) for row in rungs.values())
    running = v["in_operation"][0] == 1
    np.testing.assert_allclose(rungs["piped"][0, running], v["coverage"][0, running], rtol=EXACT)


# Tariffs

BLOCKS = ([4.0, 15.0, np.inf], [0.2, 0.6, 1.5])


def bill_by_lines(use: float, whole_price: bool) -> float:
    """The charges of a month by the lines of the model, block by block."""
    starts = [0.0, *BLOCKS[0][:-1]]
    total = 0.0
    for start, end, price in zip(starts, *BLOCKS, strict=True):
        last = tariff_block.is_last_block(use, start, end)
        by_block = tariff_block.block_charge(use, start, end, price)
        total += tariff_block.charge(whole_price, tariff_block.whole_charge(use, last, price), by_block)
    return total


@often(60)
@given(low=st.floats(0, 30), high=st.floats(0, 30), share=st.floats(0, 1))
def test_a_rising_block_tariff_is_convex_and_continuous(low, high, share):
    """T50 (g)."""
    between = bill_by_lines(share * low + (1 - share) * high, False)
    chord = share * bill_by_lines(low, False) + (1 - share) * bill_by_lines(high, False)
    assert between <= chord + 1e-9
    assert bill_by_lines(low + 1e-6, False) - bill_by_lines(low, False) <= 1.5e-6 + 1e-9


@pytest.mark.parametrize(("limit", "jump"), [(4.0, 4.0 * 0.4), (15.0, 15.0 * 0.9)])
def test_a_volume_differentiated_tariff_jumps(limit, jump):
    """T50 (g): at a limit all units take the next price."""
    at, beyond = bill_by_lines(limit, True), bill_by_lines(limit * (1 + 1e-6), True)
    assert beyond - at == pytest.approx(jump, rel=1e-4)
    assert bill_by_lines(limit * (1 + 1e-6), False) - bill_by_lines(limit, False) == pytest.approx(0, abs=1e-4)


@pytest.mark.parametrize("factor", [0.4, 0.9])
def test_fund_of_strata_balances_at_the_balancing_price(factor):
    """T50 (h): the multiple of those who contribute is that of the price that balances the volumes sold."""
    plain = simple(retail__blocks={"all": {"price": 1.2}}, retail__price_elasticity=0.0, retail__fund={})
    each("city", "groups", connected=1.0)(plain)
    plain["retail"] |= {"strata": {"low": factor, "high": float(tariffs.balancing_price(1, factor, 8, 20))}}
    v = run(plain)
    assert np.max(v["contributions"]) > 0
    np.testing.assert_allclose(v["contributions"], v["stratum_rebates"], rtol=EXACT)
    np.testing.assert_allclose(v["fund_closing"], 0, atol=1e-9 * np.max(v["contributions"]))
    np.testing.assert_allclose(v["collected"], run(plain | {"retail": plain["retail"] | {"strata": {}, "fund": None}})
                               ["collected"], rtol=EXACT)  # fmt: skip


# Directions


def test_a_higher_price_raises_revenue_and_burden_where_demand_is_inelastic():
    one, two = run(simple()), run(simple(retail__blocks={"first": {"up_to": 6, "price": 1.2}, "rest": {"price": 1.4}}))
    for name in ("low", "high"):
        assert np.all(two[f"groups.{name}.use_wanted"] < one[f"groups.{name}.use_wanted"])
        assert np.all(two[f"groups.{name}.burden"] > one[f"groups.{name}.burden"])
    running = one["in_operation"][0] == 1
    assert np.all(two["collected"][0, running] > one["collected"][0, running])
    assert two["debt"] > one["debt"]


def test_a_lower_connection_charge_raises_coverage():
    found = [run(simple(connection__charge=charge)) for charge in (0, 30, 60)]
    ends = [v["coverage_end"][0, 0] for v in found]
    assert ends == sorted(ends, reverse=True)
    assert ends[0] > ends[-1] + 0.005
    [late] = [run(simple(connection__charge=60, connection__instalments=24))]
    assert late["coverage_end"] > found[-1]["coverage_end"]  # a first instalment is less of a hurdle than the charge


@pytest.mark.parametrize("terms", [{"per_year": 2000.0}, {"per_unit": 0.1}, {"per_customer": 10.0},
                                   {"per_connection": 20.0}, {"levy_on": 2e5}])  # fmt: skip
def test_a_subsidy_raises_debt_sized_by_cover(terms):
    """And debt service cover stays at its target."""
    without, with_it = run(simple()), run(simple(finance__support=gift(**terms)))
    assert np.sum(with_it["support_paid"]) > 0
    assert with_it["debt"] > without["debt"]
    assert with_it["dscr_min"][0, 0] == pytest.approx(without["dscr_min"][0, 0], rel=1e-6)


TOGETHER = ["collected", "debt", "project_irr", "equity_irr", "burden_average", "coverage_end"]


def moved(one: Values, two: Values) -> list[str]:
    return [name for name in TOGETHER if not np.allclose(one[name], two[name], rtol=1e-6, equal_nan=True)]


def test_a_change_of_blocks_moves_everything():
    """A larger first block: use rises with the lower average price, so that the same volume serves fewer people."""
    blocks = {"first": {"up_to": 12, "price": 0.8}, "rest": {"price": 1.4}}
    one, two = run(by_volume()), run(by_volume(retail__blocks=blocks))
    assert moved(one, two) == TOGETHER
    assert two["coverage_end"] < one["coverage_end"]


def test_a_change_of_connection_charge_moves_everything():
    one, two = run(simple()), run(simple(connection__charge=10))
    assert moved(one, two) == TOGETHER
    assert two["coverage_end"] > one["coverage_end"]


def test_aid_for_connections_that_lowers_the_charge_moves_everything():
    aid = gift(per_connection=25.0, first_share=0.6, rest_after="12 months")
    one, two = run(simple()), run(simple(connection__charge=5, finance__support=aid))
    assert moved(one, two) == TOGETHER
    assert two["coverage_end"] > one["coverage_end"]
    assert two["debt"] > one["debt"]
