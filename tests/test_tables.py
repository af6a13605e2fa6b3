"""Tables: every one can be made, statements add up along their rows, and each tranche is said what it is."""

import numpy as np
import pytest

from ppp_model import load
from ppp_model.tables import KINDS, TABLES, TRANCHE

DEAL = "scenarios/reference-deal"


@pytest.fixture(scope="module")
def study():
    return load(DEAL)


@pytest.fixture(scope="module")
def deal(study):
    return study.run("everything")


WITHOUT = {
    "ladder", "ladder_people", "fund", "connections", "stakeholders", "economy", "cooperation", "cooperation_by_period",
}  # fmt: skip
"""Tables of what the deal does not have; see `test_tables_people` and `tests/cooperation`."""


def test_a_result_names_the_tables_it_has(deal):
    assert set(TABLES) - set(deal.tables) == WITHOUT
    assert list(TABLES) == list(dict.fromkeys(TABLES))


@pytest.mark.parametrize("name", [name for name in TABLES if name not in WITHOUT])
def test_every_table_has_something_to_show(deal, name):
    frame = deal.table(name)
    assert len(frame)
    assert len(frame.columns)
    assert np.isfinite(frame.select_dtypes("number").to_numpy(dtype=float)).any()


@pytest.mark.parametrize("name", KINDS)
def test_a_kind_is_that_of_a_column(deal, name):
    assert set(KINDS[name]) <= {"*", *(deal.table(name).columns if name in deal.tables else KINDS[name])}


def test_the_public_purse_adds_up(deal):
    table = deal.table("public")
    given = table[["grants_public", "availability_revenue", "utility_support", "guarantee_received",
                   "public_subsidies"]].sum(axis=1)  # fmt: skip
    got = table[["public_taxes", "public_contract_income", "public_dividends", "utility_surplus"]].sum(axis=1)
    np.testing.assert_allclose(table["public_support"], given, atol=0.01)
    np.testing.assert_allclose(table["public_income"], got, atol=0.01)


def test_the_cash_flow_and_the_utility_add_up(deal):
    cash, utility = deal.table("cash_flow"), deal.table("utility")
    paid = cash[["capacity_revenue", "variable_revenue", "availability_revenue", "user_revenue",
                 "support_to_project", "guarantee_received"]].sum(axis=1) - cash["upside_shared"]  # fmt: skip
    np.testing.assert_allclose(cash["revenue"], paid, atol=0.01)
    margin = utility[["utility_collected", "support_to_utility"]].sum(axis=1) - utility["bulk_purchase"]
    np.testing.assert_allclose(utility["utility_margin"], margin - utility["distribution_cost"], atol=0.01)


def test_the_income_statement_adds_up(deal):
    table = deal.table("income_statement")
    costs = table[["operating_cost", "fees_to_public", "maintenance_spend", "handback_cost", "book_depreciation",
                   "financing_expense", "owner_interest_expense", "exchange_loss", "tax"]].sum(axis=1)  # fmt: skip
    gains = table[["revenue", "residual_value", "reserve_interest"]].sum(axis=1)
    np.testing.assert_allclose(table["net_income"], gains - costs, atol=0.01)


def test_the_balance_sheet_and_the_cash_flow_statement_tie(deal):
    balance, cash = deal.table("balance_sheet"), deal.table("cash_flow_statement")
    np.testing.assert_allclose(balance["assets"], balance["liabilities"] + balance["book_equity"], atol=1)
    parts = ["cash_from_operation", "cash_from_investment", "cash_from_financing", "interest_earned"]
    np.testing.assert_allclose(cash["cash_change"], cash[parts].sum(axis=1), atol=0.01)
    np.testing.assert_allclose(cash["cash_and_reserves"], cash["cash_change"].cumsum(), atol=100)


def test_each_tranche_is_said_what_it_is(deal):
    found = deal.tranches
    assert list(found) == ["bond", "development_bank", "take_out", "mini_perm", "senior", "mezzanine"]
    assert set(found["bond"]) == set(TRANCHE)
    assert sum(one["share"] for one in found.values()) == pytest.approx(1)
    assert found["take_out"]["share"] == 0
    assert found["bond"]["tenor"] == 15
    assert found["bond"]["average_life"] == pytest.approx((2.5 + 15) / 2)  # 26 equal parts from 2.5 to 15 years
    # 3 % a half-year and a fee of 1 % at close: the bond yields a little more than 1.03 ** 2 - 1
    assert 1.03**2 - 1 < found["bond"]["irr"] < 1.03**2 - 1 + 0.003
    # the loan in euros earns its own rate in euros, whatever the dollar does; interest is added from close on
    assert found["development_bank"]["irr"] == pytest.approx(1.01**2 - 1)
    covers = [one["dscr_min"] for one in found.values()]
    assert covers[-1] == pytest.approx(deal.measures["dscr_min"])
    assert found["development_bank"]["grant_element"] == pytest.approx(deal.measures["grant_element"])


def test_only_a_concessional_loan_has_a_grant_element(deal):
    told = {name for name, said in deal.tranches.items() if said["grant_element"] is not None}
    assert told == {name for name, loan in deal.loaded.scenario.finance.debt.items() if loan.concessional}
    assert told == {"development_bank"}


def test_the_tranches_table_has_a_row_for_all(deal):
    frame = deal.table("tranches")
    assert frame.loc["all", "amount"] == pytest.approx(deal.measures["debt"])
    assert frame.loc["all", "dscr_min"] == pytest.approx(deal.measures["dscr_min"])
    assert frame.loc["all", "grant_element"] == pytest.approx(deal.measures["grant_element"])
    assert frame.loc["bond", "amount"] * 600 == pytest.approx(deal.table("tranches", "LCU").loc["bond", "amount"])


def test_the_owners_table_carries_their_returns(deal):
    frame = deal.table("owners")
    assert frame.attrs == {"equity_irr": deal.measures["equity_irr"], "share_irr": deal.measures["share_irr"]}
    np.testing.assert_allclose(
        frame["equity_cash_flow"] - frame["share_cash_flow"], frame["owner_loan_paid"] - frame["owner_loan_drawn"],
        atol=0.01,
    )  # fmt: skip


def test_sources_equal_uses_in_every_structure(study):
    for structure in study.structures:
        frame = study.run(structure).table("sources_and_uses")
        assert frame.loc["uses", "amount"].sum() == pytest.approx(frame.loc["sources", "amount"].sum(), rel=1e-6)
        assert frame.loc["uses", "share"].sum() == pytest.approx(1)


def test_what_is_not_there_leaves_a_table_empty(study):
    bulk = study.run("plain", sets=["maintenance=null"])
    assert list(bulk.table("maintenance").columns) == []
    assert list(study.run("plain").table("tranches").index) == ["senior", "all"]


def test_without_equity_nothing_is_paid_back_or_multiplied():
    without = load("scenarios/nairobi-school-meals").run()  # donor and county pay for the kitchens
    assert without.measures["equity"] == 0
    for name in ("payback_years", "equity_multiple"):
        assert without.measures[name] is None
        assert without.reasons[name] == "no equity is paid in"
