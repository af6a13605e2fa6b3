"""The Lesotho study against what is published of Queen 'Mamohato Memorial Hospital."""

from pathlib import Path

import pytest

from ppp_model import load

STUDY = Path(__file__).parents[2] / "scenarios" / "lesotho-hospital"
USED = (None, "more_patients", "as_paid", "oxfam_2013", "press_finance")


@pytest.fixture(scope="module")
def deal():
    """The deal as signed, by case."""
    study = load(STUDY)
    return {case: study.run("as_signed", case) for case in USED}


def of_year(result, line, year):
    """A line of the nation's level for the financial year that ends in March, in millions."""
    return float(result[f"levels.nation.{line}"][f"{year}-03-31"]) / 1e6


def paid(result, year):
    return of_year(result, "cash_paid_of_year", year)


def budget(result, year):
    return of_year(result, "sector_budget_of_year", year)


def test_share_of_the_health_budget_as_oxfam_counts(deal):
    """USD 67 m of 133 m in 2013/14 (Oxfam, 10 April 2014): 50.4 %."""
    assert float(deal["oxfam_2013"]["levels.nation.sector_share"]["2014-03-31"]) == pytest.approx(67 / 133, abs=0.0005)


def test_share_of_the_health_budget_as_the_minister_counts(deal):
    """M 500 m and 74 m in 2014/15, of M 1,700 m in 2015/16 (Lesotho Times): 33.8 %; of one year's budget it is more."""
    share = paid(deal["as_paid"], 2015) / budget(deal["as_paid"], 2016)
    assert share == pytest.approx((500 + 74) / 1700, abs=0.0005)
    assert paid(deal["as_paid"], 2015) / budget(deal["as_paid"], 2015) > share


def test_share_of_the_health_budget_in_2019_20(deal):
    """M 699 m of 2,500 m (Bhekisisa, 6 February 2020): 28.0 %."""
    assert float(deal["as_paid"]["levels.nation.sector_share"]["2020-03-31"]) == pytest.approx(699 / 2500, abs=0.0005)


def test_payment_outgrows_prices_once_patients_exceed_the_base(deal):
    """From 2013/14 to 2019/20 the payment as signed grows as prices, 4.9 % a year; with more patients, faster."""
    prices = 1.049**6
    assert paid(deal[None], 2020) / paid(deal[None], 2014) == pytest.approx(prices, rel=1e-9)
    assert paid(deal["more_patients"], 2020) / paid(deal["more_patients"], 2014) > prices * 1.03


def test_charge_for_a_patient_above_the_base(deal):
    """In 2013/14 an admission cost R 8,322 and a visit R 50 (IOL, Developed Africa): 3,000 and 65,000 more."""
    charge = deal["as_paid"]["support.extra_patients.paid"]["2013-04-30":"2014-03-31"].sum()
    assert charge == pytest.approx(3000 * 8322 + 65000 * 50, rel=0.03)


def test_alert_when_a_third_of_the_sector_is_bound(deal):
    """Above 25 to 30 % of the sector's budget is an alert: not as signed, but as it was paid."""
    assert deal[None]["levels.nation.ceiling_broken"] == 0
    assert deal["as_paid"]["levels.nation.ceiling_broken"] == 1
    assert deal["as_paid"]["levels.nation.over_ceiling_year"] == 2012


def test_payment_after_ten_years(deal):
    """Medical Brief, March 2021: the contract's volumes cost R 480 m a year; the year meant is not said."""
    assert paid(deal[None], 2021) == pytest.approx(480, rel=0.06)


def test_money_raised(deal):
    """M 1,165 m (UCSF 2013), almost 60 % of it from the development bank; M 840 m and 800 m in the press."""
    assert deal[None].measures["total_uses"] == pytest.approx(1165e6, abs=0.1e6)
    assert deal[None].measures["gearing"] == pytest.approx(0.60, abs=0.005)
    assert deal["press_finance"].measures["total_uses"] == pytest.approx((840 + 800 + 65) * 1e6, rel=0.001)


def test_debt_left_before_the_end(deal):
    """The Post, 2021: about M 300 m of the loan was left; Sunday Express: M 385 m in October 2020."""
    left = [float(deal[case]["debt.dbsa.closing"]["2020-09-30"]) for case in (None, "press_finance")]
    assert all(300e6 < balance < 385e6 for balance in left)


def test_three_billion_is_what_was_left_of_the_contract(deal):
    """The Post, 2021: "six years remaining" at M 500 m make M 3 bn. Debt and equity are an eighth of it."""
    rest = deal[None]["levels.nation.level_cash_payments"]["2021-04-01":].sum()
    assert rest == pytest.approx(3e9, rel=0.10)
    assert float(deal[None]["termination_by_authority"]["2021-03-31"]) < rest / 8


def test_return_claimed(deal):
    """Oxfam, 7 April 2014: 25 % on equity."""
    assert deal[None].measures["equity_irr"] == pytest.approx(0.25, abs=0.005)


def test_every_check_holds(deal):
    assert all(result.ok for result in deal.values())
