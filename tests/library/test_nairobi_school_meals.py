"""Nairobi's school meals: subsidy a meal, the two-child family's bill, and what the auditor found."""

from pathlib import Path

import pytest

from ppp_model import load

FOLDER = Path(__file__).parents[2] / "scenarios" / "nairobi-school-meals"
PLANNED = 250_000 * 190
"""Meals a year of the published plan: children and school days."""


@pytest.fixture(scope="module")
def study():
    return load(FOLDER)


@pytest.fixture(scope="module")
def plan(study):
    return {name: study.run(name) for name in study.structures}


def in_year(result, line, year):
    """What a line has in the year of operation; the first ends in August 2024."""
    return float(result[line].iloc[year])


def test_subsidy_a_meal_on_the_first_budget(plan):
    """T17: KES 1.2 bn for 250,000 children is KES 25.3 a meal; the contract says 25."""
    meals = in_year(plan["as_signed"], "volume", 2)
    assert meals == pytest.approx(PLANNED, rel=1e-5)
    assert 1.2e9 / meals == pytest.approx(25.3, abs=0.05)
    paid = in_year(plan["as_signed"], "support_public", 2) / 1.05
    assert paid / meals == pytest.approx(25)
    assert paid == pytest.approx(1.2e9, rel=0.011)


def test_subsidy_a_meal_at_316000_children(study):
    """KES 1.7 bn is 28.3 a meal; without the half billion for kitchens 20.0, what the auditor says the county owes."""
    meals = in_year(study.run("as_signed", "children_316000"), "volume", 2)
    assert meals == pytest.approx(316_000 * 190, rel=1e-5)
    assert 1.7e9 / meals == pytest.approx(28.3, abs=0.05)
    assert 1.2e9 / meals == pytest.approx(20.0, abs=0.05)


def test_bill_of_a_family_with_two_children(plan):
    """From KES 158 to 950 a month if the family wants the same meals without the subsidy."""
    assert plan["as_signed"]["bill_poorest"] == pytest.approx(158, abs=0.5)
    assert plan["families_pay"]["groups.q1.potential_bill"] == pytest.approx(950, abs=0.5)


def test_the_poorest_buy_fewer_meals_at_thirty(plan):
    """A sixfold price at an elasticity of -0.4: 31.67 x 6^-0.4 meals at 30."""
    assert plan["families_pay"]["bill_poorest"] == pytest.approx(30 * 31.6667 * 6**-0.4, rel=1e-6)
    assert plan["families_pay"]["burden_poorest"] > 2.9 * plan["as_signed"]["burden_poorest"]


def test_a_meal_costs_45_as_announced(plan):
    """Parents 5, county 25, a foundation 15 (Nation, 24 July 2023), at the second year's prices."""
    run = plan["as_signed"]
    meals = in_year(run, "volume", 2)
    assert in_year(run, "revenue", 2) / 1.05 / meals == pytest.approx(45, abs=0.01)
    assert in_year(run, "operating_cost", 2) / 1.05 / meals == pytest.approx(45, abs=0.5)


def test_first_year_of_the_auditor(study):
    """KES 345,961,676 invoiced to June 2024 at 25 a plate: 13.84 million plates."""
    run = study.run("as_signed", "as_invoiced")
    assert in_year(run, "volume", 1) == pytest.approx(345_961_676 / 25, rel=1e-3)
    assert in_year(run, "support_public", 1) == pytest.approx(345_961_676, rel=1e-3)


def test_a_company_would_not_cover_its_loan_in_the_first_year(study):
    run = study.run("company", "as_invoiced")
    assert run["dscr_min"] < 1
    assert run.ok


def test_works_are_the_published_billion(plan):
    """KES 500 m for ten kitchens (Nation) and 500 m for seven more (African Top Stories)."""
    assert plan["as_signed"]["works_cost"].sum() == pytest.approx(1.0e9)
    assert plan["company"]["total_uses"] == pytest.approx(1.0e9, rel=0.05), "and a fee and a reserve, if a loan pays"


def test_county_and_ministry_pay_half_each_or_the_county_twice(study, plan):
    """Half and half by the agreement of July 2023: 0.6 bn each of the published 1.2 bn for meals, in money of 2023."""
    alone = study.run("as_signed", "ministry_pays_nothing")
    county, by_itself = (
        in_year(run, "levels.city.level_cash_payments", 2) / 1.05 for run in (plan["as_signed"], alone)
    )
    assert county == pytest.approx(0.6e9, rel=0.011)
    assert by_itself == pytest.approx(1.2e9, rel=0.011)


def test_kitchens_paid_by_the_meal_cost_five_shillings_more(plan):
    """Level payments on a billion over ten years at about 20 % and 16 %, on 47.5 million meals."""
    more = plan["company"].measures["price_solved"] - 12.5
    assert more == pytest.approx(5, abs=0.5)
    assert plan["as_signed"]["net_public_cost_pv"] < plan["company"]["net_public_cost_pv"]
