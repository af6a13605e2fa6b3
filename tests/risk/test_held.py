"""Financing held as signed, sized again or priced again, by hand on a deal whose cover is a fraction."""

import pytest

from ppp_model.errors import ScenarioError
from ppp_model.outputs.view import view_of
from ppp_model.results import Comparison
from tests.risk.roads import ANNUITY, ROAD, SALES, road


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return road(tmp_path_factory.mktemp("held"), ROAD)


def test_half_the_traffic_halves_the_cover_of_debt_that_is_held(study):
    signed = study.run("sized")
    held = study.run("sized", "half", financing="held")
    assert signed.measures["debt"] == pytest.approx(SALES / 1.3 / ANNUITY, rel=1e-12)
    assert held.measures["debt"] == pytest.approx(SALES / 1.3 / ANNUITY, rel=1e-12)
    assert held.measures["dscr_min"] == pytest.approx(1.3 / 2, rel=1e-12)
    assert not held.checks["debt_paid_when_due"]


def test_debt_sized_again_is_half_with_the_same_cover(study):
    again = study.run("sized", "half", financing="sized_again")
    assert again.measures["debt"] == pytest.approx(SALES / 2 / 1.3 / ANNUITY, rel=1e-12)
    assert again.measures["dscr_min"] == pytest.approx(1.3, rel=1e-12)
    assert again.measures == study.run("sized", "half").measures  # what a case does without a word on financing


@pytest.mark.parametrize(
    ("financing", "price", "cover"), [("held", 1, 0.5), ("sized_again", 1, 0.5), ("priced_again", 2, 1)]
)
def test_the_price_is_agreed_without_the_case_unless_it_is_solved_again(study, financing, price, cover):
    agreed = 1.5 * 1e6 * ANNUITY / SALES
    found = study.run("priced", "half", financing=financing)
    assert found.measures["price_solved"] == pytest.approx(agreed * price, rel=1e-9)
    assert found.measures["dscr_min"] == pytest.approx(1.5 * cover, rel=1e-9)


def test_a_sculpted_schedule_is_held_as_shares_of_the_balance(study):
    signed, held = study.run("fair"), study.run("fair", "half", financing="held")
    assert held.values("debt.bank.schedule_repayment") == pytest.approx(signed.values("debt.bank.schedule_repayment"))
    assert held.measures["dscr_min"] == pytest.approx(1.3 / 2, rel=1e-9)
    assert held.measures["price_solved"] == signed.measures["price_solved"]


def test_with_a_case_sets_are_part_of_the_deal_and_without_one_they_are_what_happens(study):
    dear, annuity = ["finance.debt.bank.rate=10 %"], 0.1 / (1 - 1.1**-8)
    with_case = study.run("sized", "half", dear, financing="held")
    assert with_case.measures["debt"] == pytest.approx(SALES / 1.3 / annuity, rel=1e-12)
    happens = study.run("sized", None, ["supply.utilisation=40 %"], financing="held")
    assert happens.measures["debt"] == pytest.approx(SALES / 1.3 / ANNUITY, rel=1e-12)
    assert happens.measures["dscr_min"] == pytest.approx(1.3 / 2, rel=1e-12)


def test_a_price_that_the_changes_set_is_not_the_agreed_one(study):
    found = study.run("priced", None, ["revenue.variable_charge=2 USD/m3"], financing="held")
    assert found.measures["dscr_min"] == pytest.approx(2 * SALES / (1e6 * ANNUITY), rel=1e-12)


def test_every_structure_of_a_comparison_is_held_and_the_view_says_so(study):
    found = study.compare(["sized", "fair"], "half", financing="held")
    assert [result.financing for result in found.results.values()] == ["held", "held"]
    assert found["fair"].to_dict()["financing"] == "held"
    said = view_of(Comparison("", {"fair": found["fair"]})).captions[0]
    assert said == ("Financing is held as signed without the case: revenue.variable_charge, loan amounts, repayments.")
    assert study.run("sized", "half").to_dict()["financing"] is None


def test_an_unknown_word_is_refused_with_a_suggestion(study):
    with pytest.raises(ScenarioError, match=r"unknown financing `hold`.*`sized_again`"):
        study.run("sized", "half", financing="hold")
