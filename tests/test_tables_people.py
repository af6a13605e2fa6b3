"""Tables of people, givers and gains, each figure recomputed from the lines or by hand."""

import math

import numpy as np
import pytest

from ppp_model.errors import ScenarioError
from ppp_model.tables import KINDS, SHOWN, TABLES, money_of, usual_currency
from ppp_model.tables.giving import GIVING, PARTIES, STAKEHOLDERS, USES
from ppp_model.tables.people import PEOPLE
from tests.everything import study_in

GROUPS = ["q1", "q2", "q3", "q4", "top_fifth"]
NEW = [*PEOPLE, *GIVING]
START, END = 3, 12
"""Periods: close, two years of works, ten of operation."""


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return study_in(tmp_path_factory.mktemp("people"))


@pytest.fixture(scope="module")
def planned(study):
    return study.run("planned")


@pytest.fixture(scope="module")
def everyone(study):
    return study.run("everyone")


def row(result, line):
    values = result.run.values[line][0]
    return np.broadcast_to(values, (END + 1,))


def group_sum(result, line, weight=None):
    return sum(
        row(result, f"groups.{name}.{line}") * (1 if weight is None else row(result, f"groups.{name}.{weight}"))
        for name in GROUPS
    )


# Which tables there are


@pytest.mark.parametrize("name", NEW)
def test_every_table_is_there_and_says_what_it_shows(planned, name):
    frame = planned.table(name)
    assert len(frame)
    assert np.isfinite(frame.select_dtypes("number").to_numpy(dtype=float)).any()
    assert set(KINDS.get(name, ())) <= {"*", *frame.columns}
    assert TABLES[name]
    assert name in planned.tables


@pytest.mark.parametrize("name", NEW)
@pytest.mark.parametrize(("currency", "real"), [("KES", False), ("KES", True), (None, True)])
def test_every_table_can_be_had_in_other_money(planned, name, currency, real):
    frame = planned.table(name, currency, real)
    assert frame.shape == planned.table(name).shape
    words = money_of(planned, name, currency, real)
    if not usual_currency(planned, name):
        assert words == ""
        np.testing.assert_array_equal(frame, planned.table(name))
    elif currency:
        assert currency in words


def test_every_line_that_a_table_shows_is_a_line_of_some_structure(study):
    lines = {line.rpartition(".")[2] for name in ("planned", "plain") for line in study.run(name).lines}
    deal_only = {line for line in SHOWN if line not in lines}
    new = {line for name in NEW for line in {**PEOPLE, **GIVING}[name].lines}
    assert not deal_only & new


@pytest.mark.parametrize(
    ("structure", "name", "needs"),
    [
        ("bulk", "groups", "`city` and `retail`"),
        ("bulk", "incidence", "`city` and `retail`"),
        ("bulk", "ladder", "`city.ladder`"),
        ("plain", "ladder", "`city.ladder`"),
        ("plain", "fund", "`retail.fund`"),
        ("bulk", "fund", "`retail.fund`"),
        ("plain", "connections", "`access`"),
        ("plain", "givers", "a grant"),
        ("plain", "support", "a grant"),
        ("plain", "stakeholders", "`economy`"),
        ("bulk", "economy", "`economy`"),
    ],
)
def test_a_table_that_is_not_there_says_what_it_needs(study, structure, name, needs):
    result = study.run(structure)
    assert name not in result.tables
    with pytest.raises(ScenarioError, match="no such table for this scenario") as error:
        result.table(name)
    assert needs in str(error.value)


def test_an_unknown_table_names_the_nearest(planned):
    with pytest.raises(ScenarioError, match="Did you mean `givers`"):
        planned.table("giver")


# People


def test_groups_add_up_to_the_city(planned):
    frame = planned.table("groups")
    assert list(frame.index) == GROUPS
    population = row(planned, "population")[START]
    assert frame["people"].sum() == pytest.approx(population)
    assert frame["households"].sum() == pytest.approx(population / 5)
    assert frame["over_threshold"].sum() == pytest.approx(planned.measures["households_over_threshold"])
    weights = frame["households"] / frame["households"].sum()
    mean = 40000 * 1.05**2 * 1.01**2
    assert (frame["income"] * weights).sum() == pytest.approx(mean)
    spent = (frame["outlay"] * weights).sum() / mean
    assert spent == pytest.approx(planned.measures["burden_average"])


def test_burdens_are_bills_over_income(planned):
    frame = planned.table("groups")
    np.testing.assert_allclose(frame["burden"], frame["bill"] / frame["income"])
    assert frame.loc["q1", "bill"] == pytest.approx(planned.measures["bill_poorest_local"])
    needs = 5000 * 1.05**2
    np.testing.assert_allclose(frame["residual_burden"], frame["bill"] / (frame["income"] - needs))
    # nobody helps q4 and the top fifth; elsewhere help makes a bill lighter
    assert frame.loc[["q4", "top_fifth"], "burden_with_help"].isna().all()
    assert (frame["burden_with_help"] < frame["burden_without_help"])[["q1", "q2", "q3"]].all()
    # wet 0.8 of the use at 0.9 of the price, dry 1.2 of the use: 6 m3 wanted by q1 is 4.8 and 7.2
    wet, dry = 4.8 * 90 * 0.9, 6 * 90 + 1.2 * 180
    full = ((wet + dry) / 2 + 50) * 0.9 * 1.05**2
    assert frame.loc["q1", "potential_burden"] == pytest.approx(full / frame.loc["q1", "income"])


def test_the_average_bill_is_that_of_the_helped_and_the_others(planned):
    frame = planned.table("groups")
    exempt, helped = 0.05, row(planned, "groups.q1.helped")[START]
    without, with_help = frame.loc["q1", ["burden_without_help", "burden_with_help"]]
    assert frame.loc["q1", "burden"] == pytest.approx((1 - exempt) * (helped * with_help + (1 - helped) * without))


def test_group_facts_tell_bills_from_the_threshold(planned, everyone):
    facts = planned.groups
    assert list(facts) == GROUPS
    frame, coverage = planned.table("groups"), planned.table("coverage_by_group")
    for name, one in facts.items():
        assert one["burden"] == pytest.approx(frame.loc[name, "burden"])
        left = (frame.loc[name, "income"] - 5000 * 1.05**2) / frame.loc[name, "income"]
        assert one["threshold"] == pytest.approx(min(0.03, left))
        assert one["over_threshold"] is bool(one["burden"] > one["threshold"])
        assert one["connected_start"] == pytest.approx(coverage[name].iloc[0])
        assert one["connected_end"] == pytest.approx(coverage[name].iloc[END])
        assert one["all_connected_year"] is None
    assert [one["over_threshold"] for one in facts.values()] == [False, True, False, False, True]
    assert {one["all_connected_year"] for one in everyone.groups.values()} == {2028}
    assert everyone.measures["universal_access_year"] == 2028


def test_basic_needs_lower_the_threshold(study):
    result = study.run("planned", sets=["city.basic_needs=11300 KES/month"])
    facts, income = result.groups, result.table("groups")["income"]
    left = 1 - 11300 * 1.05**2 / income["q1"]
    assert 0 < left < 0.03
    assert facts["q1"]["threshold"] == pytest.approx(left)
    assert facts["q1"]["over_threshold"] is bool(facts["q1"]["burden"] > left)
    assert facts["q2"]["threshold"] == 0.03


def test_burdens_and_connections_by_period_are_those_of_the_groups(planned):
    burden, coverage, groups = (planned.table(name) for name in ("burden_by_year", "coverage_by_group", "groups"))
    np.testing.assert_allclose(burden.iloc[START], groups["burden"])
    np.testing.assert_allclose(coverage.iloc[START][GROUPS], groups["connected"])
    np.testing.assert_allclose(coverage.iloc[END][GROUPS], groups["connected_end"])
    people = {name: row(planned, f"groups.{name}.households") * row(planned, f"groups.{name}.size") for name in GROUPS}
    everyone = sum(coverage[name] * people[name] for name in GROUPS) / sum(people.values())
    np.testing.assert_allclose(coverage["all"], everyone)


def test_headcount_depth_and_gap_are_those_of_the_groups(planned):
    frame = planned.table("affordability")
    households = group_sum(planned, "households")
    np.testing.assert_allclose(frame["headcount"], group_sum(planned, "over_threshold") / households)
    kinds = {"full": "households_full", "helped": "households_helped", "unconnected": "households_unconnected"}
    excess = {
        name: {kind: np.maximum(row(planned, f"groups.{name}.burden_{kind}") / 0.03 - 1, 0) for kind in kinds}
        for name in GROUPS
    }
    for column, power in (("depth", 1), ("severity", 2)):
        weighted = sum(
            excess[name][kind] ** power * row(planned, f"groups.{name}.{count}")
            for name in GROUPS
            for kind, count in kinds.items()
        )
        np.testing.assert_allclose(frame[column], weighted / households)
    gap = group_sum(planned, "gap") * 12 / row(planned, "currencies.KES.exchange_rate")
    np.testing.assert_allclose(frame["gap_per_year"], gap)
    np.testing.assert_allclose(frame["people_served"] + frame["unserved"], row(planned, "population"))


def test_omega_is_the_product_of_its_factors_and_recomputed_from_subsidies(planned):
    frame = planned.table("incidence").iloc[START:]
    factors = ["access_factor", "uptake_factor", "targeting_factor", "rate_factor", "quantity_factor"]
    np.testing.assert_allclose(frame[factors].prod(axis=1), frame["targeting_performance"])
    np.testing.assert_allclose(frame["share_to_poor"] / frame["poor"], frame["targeting_performance"])
    cost = row(planned, "unit_cost")[START]
    subsidies, poor = 0.0, 0.0
    for name in GROUPS:
        use, bill = (row(planned, f"groups.{name}.{line}")[START] for line in ("use_delivered", "bill"))
        connected = row(planned, f"groups.{name}.households")[START] * row(planned, f"groups.{name}.connected")[START]
        one = max(use * cost - bill, 0) * connected
        subsidies, poor = subsidies + one, poor + one * (name == "q1")
    assert frame["share_to_poor"].iloc[0] == pytest.approx(poor / subsidies)
    assert planned.measures["omega"] == pytest.approx(poor / subsidies / 0.2)


def test_the_ladder_starts_as_given_and_adds_up(planned, everyone):
    for frame in (planned.table("ladder"), everyone.table("ladder")):
        assert frame.iloc[0].tolist() == pytest.approx([0.42, 0.38, 0.20])
        np.testing.assert_allclose(frame.sum(axis=1), 1.0)
        assert (frame.to_numpy() >= -1e-9).all()
    assert everyone.table("ladder")["piped"].iloc[END] == pytest.approx(1)
    people = planned.table("ladder_people")
    np.testing.assert_allclose(people["all"], row(planned, "population"))
    np.testing.assert_allclose(people.drop(columns="all").sum(axis=1), people["all"])
    np.testing.assert_allclose(people["piped"], planned.table("ladder")["piped"] * people["all"])


# Customers, fund, connections


def test_customers_add_up_to_what_is_sold_and_collected(planned):
    frame = planned.table("classes")
    everyone = frame.loc[("all", "")]
    parts = frame.drop(("all", ""))
    assert [name for _, name in parts.index] == [*GROUPS, "shops"]
    for column in ("sold", "billed", "collected"):
        assert everyone[column] == pytest.approx(parts[column].sum())
    assert everyone["sold"] == pytest.approx(row(planned, "volume_sold").sum())
    rate = row(planned, "currencies.KES.exchange_rate")
    assert everyone["collected"] == pytest.approx((row(planned, "bills_collected") * rate).sum())
    assert parts["share_of_sold"].sum() == pytest.approx(1)
    np.testing.assert_allclose(frame["collected"] / frame["billed"], 0.9)
    np.testing.assert_allclose(frame["price"], frame["billed"] / frame["sold"])
    dollars = planned.table("classes", "USD").loc[("all", ""), "collected"]
    assert dollars == pytest.approx(row(planned, "bills_collected").sum())


def test_the_fund_rolls_forward(planned):
    frame = planned.table("fund")
    rolled = frame["fund_opening"] + frame["fund_interest"] + frame["contributions"] - frame["fund_paid"]
    np.testing.assert_allclose(frame["fund_closing"].iloc[:END], rolled.iloc[:END], atol=1e-6)
    assert frame["fund_closing"].iloc[END] == 0  # it goes to the seller
    np.testing.assert_allclose(frame["fund_opening"].iloc[1:], frame["fund_closing"].iloc[:-1])
    np.testing.assert_allclose(frame["fund_call"], frame["stratum_rebates"] - frame["fund_paid"], atol=1e-6)


def test_connections_are_those_of_the_groups_and_their_aid(planned):
    frame = planned.table("connections")
    np.testing.assert_allclose(frame["made"], group_sum(planned, "connections_made"))
    assert (frame["wanted"] >= frame["made"] - 1e-6).all()
    assert frame["made"].max() == pytest.approx(1500)  # the limit binds
    np.testing.assert_allclose(frame["aid"], row(planned, "support.aid.paid"))
    cost = (
        frame["made"]
        * 25000
        * row(planned, "currencies.KES.price_level")
        / row(planned, "currencies.KES.exchange_rate")
    )
    np.testing.assert_allclose(frame["cost"], cost)
    assert frame["charge_paid"].iloc[:START].sum() == 0


def test_aid_that_meets_its_budget_is_counted_as_far_as_it_is_paid(study):
    result = study.run("planned", sets=["finance.support.aid.budget=100 k USD"])
    assert result.table("connections")["aid"].sum() == pytest.approx(100e3)


# Givers


def test_the_support_table_lists_everything_given(planned):
    frame = planned.table("support")
    said = {index: (one["giver"], one["use"]) for index, one in frame.iterrows()}
    assert said == {
        ("grant", "dfi"): ("donor", "works"), ("grant", "twin"): ("partner_city", "works"),
        ("in kind", "site"): ("city", "land"), ("support", "aid"): ("donor", "connections"),
        ("support", "levy"): ("partner_city", "operation"), ("support", "vouchers"): ("city", "households"),
        ("support", "discounts"): ("nation", "households"), ("soft loan", "soft"): ("emerging_donor", "works"),
        ("total", ""): ("", ""),
    }  # fmt: skip
    total = frame["total"]
    assert total["grant"].tolist() == pytest.approx([4e6, 1e6])
    assert total["in kind", "site"] == pytest.approx(1e6)
    assert total["support", "levy"] == pytest.approx(10 * 20e6 * 0.01)
    assert total["support", "discounts"] == pytest.approx(row(planned, "social_saved_all").sum())
    assert total["support"].sum() == pytest.approx(row(planned, "support_total")[0])
    assert total["soft loan", "soft"] == pytest.approx(2e6 * planned.soft_loans["soft"])
    assert total["total", ""] == pytest.approx(total.drop(("total", "")).sum())


def test_present_values_are_at_the_public_rate(planned):
    worth = planned.table("support")["present_value"]
    assert worth["support", "levy"] == pytest.approx(sum(200e3 / 1.08**year for year in range(3, 13)))
    assert worth["in kind", "site"] == pytest.approx(0.5e6 / 1.08 + 0.5e6 / 1.08**2)
    assert worth["total", ""] == pytest.approx(worth.drop(("total", "")).sum())
    np.testing.assert_allclose(planned.table("support", "KES")["present_value"], worth * 130)
    np.testing.assert_allclose(planned.table("support", real=True)["present_value"], worth)
    real = planned.table("support", real=True).loc[("support", "levy"), "total"]
    assert real == pytest.approx((200e3 / row(planned, "currencies.USD.price_level")[START:]).sum())


def test_the_matrix_of_givers_and_uses_adds_up(planned):
    matrix, items = planned.table("givers"), planned.table("support").drop(("total", ""))
    assert list(matrix.index) == ["nation", "city", "donor", "emerging_donor", "partner_city", "total"]
    assert list(matrix.columns) == [*(use for use in USES if use not in ("technical_assistance", "guarantee")), "total"]
    for giver in matrix.index.drop("total"):
        for use in matrix.columns.drop("total"):
            chosen = items[(items["giver"] == giver) & (items["use"] == use)]
            assert matrix.loc[giver, use] == pytest.approx(chosen["total"].sum())
    np.testing.assert_allclose(matrix.loc["total"], matrix.drop("total").sum())
    np.testing.assert_allclose(matrix["total"], matrix.drop(columns="total").sum(axis=1))
    lines = sum(row(planned, line)[0] for line in ("grants", "in_kind_total", "support_total"))
    soft = 2e6 * planned.soft_loans["soft"]
    assert matrix.loc["total", "total"] == pytest.approx(lines + soft)
    # leverage counts what donors and partner cities give as money or in kind, not the gift in a loan
    given = matrix.loc[["donor", "partner_city"], "total"].sum()
    finance = planned.measures["total_uses"] + row(planned, "in_kind_total")[0] + row(planned, "support_total")[0]
    assert planned.measures["leverage"] == pytest.approx(finance / given)


def test_parties_pay_each_other_and_nobody_else(planned):
    frame = planned.table("parties")
    largest = frame.abs().max().max()
    np.testing.assert_allclose(frame["sum"], 0, atol=1e-9 * largest)
    for party, line in PARTIES.items():
        np.testing.assert_array_equal(frame[party], row(planned, line))
    np.testing.assert_allclose(-frame["donors"].sum(), planned.table("givers").loc["donor", "total"])


# Economy


def test_gains_add_up_to_the_economic_net_present_value(planned):
    gains = planned.table("stakeholders")["gain"]
    assert list(gains.index) == list(STAKEHOLDERS)
    assert gains["total"] == pytest.approx(planned.measures["enpv"])
    assert gains.drop("total").sum() == pytest.approx(gains["total"])
    assert gains["sellers of the alternative"] < 0 < gains["users"]


def test_the_economy_table_leads_to_the_net_present_value(planned):
    frame = planned.table("economy")
    benefits = frame[["benefit_of_service", "benefit_of_time_and_health", "benefit_of_climate"]].sum(axis=1)
    np.testing.assert_allclose(frame["economic_benefit"], benefits)
    np.testing.assert_allclose(frame["net_economic_benefit"], benefits - frame["economic_cost"])
    factor = 1.06 ** -np.arange(END + 1.0)
    assert (frame["net_economic_benefit"] * factor).sum() == pytest.approx(planned.measures["enpv"])
    np.testing.assert_allclose(frame["ghg"], 0.0002 * row(planned, "volume"))


@pytest.mark.parametrize("name", ["economy", "stakeholders"])
def test_what_is_in_prices_of_close_is_converted_at_the_rate_of_close(planned, name):
    frame, local = planned.table(name), planned.table(name, "KES", real=True)
    column = frame.columns[0]
    np.testing.assert_allclose(local[column], frame[column] * 130)
    np.testing.assert_array_equal(planned.table(name, real=True), frame)
    assert money_of(planned, name) == "Money in USD, in prices of close."


def test_a_blank_stays_blank(study):
    """Where a class buys nothing its price is blank, not an error."""
    result = study.run("planned", sets=["retail.classes.shops.customers=0"])
    assert math.isnan(result.table("classes").loc[("others", "shops"), "price"])
