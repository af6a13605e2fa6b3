"""Money in another currency and in prices of close: units decide what is money, and the way there and back agrees."""

import numpy as np
import pytest

from ppp_model import load
from ppp_model.errors import ScenarioError
from ppp_model.money import currency_of

DEAL = "scenarios/reference-deal"


@pytest.fixture(scope="module")
def deal():
    return load(DEAL).run("everything")


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("revenue", "USD"), ("capacity_price", "USD"), ("agency_rate", None), ("dscr", None), ("volume", None),
        ("debt.development_bank.opening", "EUR"), ("debt.development_bank.principal", "USD"),
        ("debt.senior.opening", "USD"), ("opex.energy.per_unit", "LCU"), ("opex.upkeep.fixed", "USD"),
        ("maintenance.membranes.item_cost", "JPY"), ("works.machines.planned_cost", "EUR"),
        ("capacity_charge", "LCU"), ("groups.poorest.bill", "LCU"), ("distribution_local", "LCU"),
        ("exchange_rate", None), ("currencies.EUR.exchange_rate", None), ("calendar_year", None),
    ],
)  # fmt: skip
def test_the_unit_says_what_is_money_and_whose(deal, line, code):
    if line in deal.run.values:
        assert currency_of(deal.assembled, line) == code


def test_an_amount_is_converted_at_the_rate_of_its_period_and_back(deal):
    rate = deal["currencies.LCU.exchange_rate"]
    there = deal.in_money("revenue", "LCU")
    np.testing.assert_allclose(there, deal["revenue"] * rate)
    np.testing.assert_allclose(there / rate, deal.in_money("revenue", "USD"))
    np.testing.assert_allclose(
        deal.in_money("debt.development_bank.opening", "USD"), deal["debt.development_bank.opening_converted"]
    )
    np.testing.assert_allclose(deal.in_money("debt.development_bank.opening"), deal["debt.development_bank.opening"])


def test_nominal_over_the_index_is_real(deal):
    for code in ("USD", "LCU", "EUR", "JPY"):
        index = deal[f"currencies.{code}.price_level"]
        real, nominal = deal.in_money("revenue", code, real=True), deal.in_money("revenue", code)
        np.testing.assert_allclose(nominal / index, real)
        np.testing.assert_allclose(real * index / deal[f"currencies.{code}.exchange_rate"], deal["revenue"])
    assert deal["currencies.USD.price_level"].iloc[6] == pytest.approx(1.02**2)  # the third year after close


def test_a_single_value_stands_at_close(deal):
    assert deal.in_money("debt", "LCU") == pytest.approx(deal["debt"] * 600)
    with pytest.raises(ScenarioError, match="is one value for the whole contract"):
        deal.in_money("debt", real=True)


def test_what_cannot_be_shown_is_refused_in_words(deal):
    with pytest.raises(ScenarioError, match="dscr: is not money, its unit is none"):
        deal.in_money("dscr", "LCU")
    with pytest.raises(ScenarioError, match=r"no exchange rate for this currency\. There are USD, LCU"):
        deal.in_money("revenue", "CHF")
    with pytest.raises(ScenarioError, match="Did you mean `revenue`"):
        deal.in_money("revenu")


@pytest.mark.parametrize("name", ["cash_flow", "balance_sheet", "income_statement", "owners"])
def test_a_table_is_converted_column_by_column(deal, name):
    plain, other = deal.table(name), deal.table(name, "LCU", True)
    assert list(plain.columns) == list(other.columns)
    factor = (deal["currencies.LCU.exchange_rate"] / deal["currencies.LCU.price_level"]).to_numpy()
    for column in plain:
        moved = plain[column] * (factor if currency_of(deal.assembled, column) else 1)
        np.testing.assert_allclose(other[column], moved)


def test_what_is_not_money_in_a_table_stays(deal):
    np.testing.assert_array_equal(deal.table("cover", "LCU")["dscr"], deal.table("cover")["dscr"])


def test_sources_and_uses_add_up_in_every_currency():
    """Where all is used when it is drawn; the bond of the other structures waits while rates move."""
    plain = load(DEAL).run("plain")
    for code in (None, "LCU", "EUR"):
        frame = plain.table("sources_and_uses", code)["amount"]
        assert frame["uses"].sum() == pytest.approx(frame["sources"].sum(), rel=1e-6)
