"""The Salvador study against what is published of the Hospital do Suburbio."""

from pathlib import Path

import pytest

from ppp_model import load

STUDY = Path(__file__).parents[2] / "scenarios" / "suburbio-hospital"
USED = (None, "indicators_short", "more_beds_same_money", "more_beds_paid", "extended")


@pytest.fixture(scope="module")
def study():
    return load(STUDY)


@pytest.fixture(scope="module")
def deal(study):
    """The deal as signed, by case."""
    return {case: study.run("as_signed", case) for case in USED}


@pytest.fixture(scope="module")
def flat(study):
    """The deal as signed and with 373 beds, at the prices of 2010."""
    still = ["currencies.BRL.inflation=0 %"]
    return {case: study.run("as_signed", case, still) for case in (None, "more_beds_same_money")}


def paid(result):
    """What the state pays, by quarter, in millions: by indicators and by volume."""
    return (result["availability_revenue"] + result["support.volume.paid"]) / 1e6


def test_bid_of_the_tender(flat):
    """BRL 103.5 m a year, 70 % by volume and 30 % by indicators (tender of 19 March 2010; Cebes)."""
    year = slice("2011-09-15", "2012-09-14")
    assert paid(flat[None])[year].sum() == pytest.approx(103.5, abs=0.01)
    assert flat[None]["support.volume.paid"][year].sum() / 1e6 == pytest.approx(0.7 * 103.5, abs=0.01)


def test_contract_in_years_of_the_bid(flat):
    """BRL 1,075.0 m (Radar PPP) are 10.4 years of the bid."""
    year = paid(flat[None])["2011-09-15":"2012-09-14"].sum()
    assert 1075.002835 / year == pytest.approx(10.4, abs=0.05)


@pytest.mark.parametrize(("case", "beds", "cost"), [(None, 298, 950), ("more_beds_same_money", 373, 760)])
def test_cost_of_an_installed_bed_day(flat, case, beds, cost):
    """BRL 103.5 m over 298 and over 373 beds, 365 days."""
    year = paid(flat[case])["2011-09-15":"2012-09-14"].sum() * 1e6
    assert year / (beds * 365) == pytest.approx(cost, rel=0.002)


def test_a_tenth_of_the_indicators_is_three_percent_of_revenue(deal):
    """30 % of the payment x 10 % = 3 % of revenue, which is most of what the owners would have earned."""
    year = slice("2014-09-15", "2015-09-14")
    whole, short = (paid(deal[case])[year].sum() for case in (None, "indicators_short"))
    assert 1 - short / whole == pytest.approx(0.03, abs=1e-6)
    gains = [deal[case]["distribution"].sum() - deal[case].measures["equity"] for case in (None, "indicators_short")]
    assert gains[1] < gains[0] / 2


def test_loan_of_the_development_agency(deal):
    """BRL 31 m at 9 %, 120 months with 24 of grace (government of Bahia, 1 September 2010)."""
    closing = deal[None]["debt.desenbahia.closing"]
    assert closing[:"2012-06-30"].iloc[-1] == pytest.approx(31e6)
    assert closing[:"2012-09-30"].iloc[-1] < 31e6
    assert closing.iloc[-1] == pytest.approx(0, abs=1)


def test_payment_with_more_beds(deal):
    """BRL 190 m a year about 2017 (Gazeta do Povo); prices rise evenly here, and rose faster in 2015."""
    year = paid(deal["more_beds_paid"])["2017-01-01":"2017-12-31"].sum()
    assert year == pytest.approx(190, rel=0.10)
    assert paid(deal[None])["2017-01-01":"2017-12-31"].sum() < 160


def test_state_costs_a_tenth_more(study):
    """The partnership costs about 10 % less than the state's own hospitals (health secretariat, May 2014)."""
    costs = [
        study.run(structure)["operating_cost"]["2011-09-15":"2012-09-14"].sum()
        for structure in ("as_signed", "public_direct")
    ]
    assert costs[0] / costs[1] == pytest.approx(0.90, abs=0.005)


def test_within_the_federal_limit(deal):
    """Payments for partnerships stay within 3 % of the state's net current revenue."""
    assert 0 < deal[None]["levels.state.share_peak"] < 0.03
    assert deal[None]["levels.state.ceiling_broken"] == 0


def test_every_check_holds(deal):
    assert all(result.ok for result in deal.values())
