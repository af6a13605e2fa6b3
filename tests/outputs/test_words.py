"""Paragraphs: every number in them is a measure, every blank has its sentence, no adjective is without a number."""

import re

import pytest

import ppp_model
from ppp_model.outputs.words import paragraph
from tests.search.studies import NETWORK, PLANT, written

KIGALI = "scenarios/kigali-bulk-water"


@pytest.fixture(scope="module")
def kigali():
    return ppp_model.load(KIGALI)


@pytest.fixture(scope="module")
def plant(tmp_path_factory):
    return written(PLANT, tmp_path_factory.mktemp("plant"))


def m(value):
    """Money in millions, as people read it."""
    return f"{value / 1e6:,.{1 if value >= 9.995e6 else 2}f} m"


def pc(value):
    return f"{100 * value:.{1 if value >= 0.00995 else 2}f} %"


def expected_as_signed(found):
    """The whole paragraph on the deal as signed, its numbers taken from the measures."""
    pays = found["net_public_cost_pv"] + found["public_income_pv"]
    return (
        f"Works and their financing cost USD {m(found['total_uses'])}, paid by USD {m(found['debt'])} of debt, USD"
        f" {m(found['equity'])} of equity and USD {m(found['donor_grants'])} of grants from donors."
        f" Owners earn {pc(found['equity_irr'])} a year on their equity and have it back after"
        f" {found['payback_years']:.1f} years. Cash covers debt service {found['dscr_min']:.2f} times in the period in"
        f" which it covers least and {found['dscr_average']:.2f} times on average."
        f" The public pays USD {m(pays)} and gets USD {m(found['public_income_pv'])}, a net cost of USD"
        f" {m(found['net_public_cost_pv'])} (present values at 8.0 % a year). The public side, a public utility"
        f" included, owes USD {m(found['firm_commitments_pv'])} (present value) whatever the demand. In the period in"
        f" which it pays most, all levels of government together pay what is {pc(found['budget_share_peak'])} of the"
        " city's budget of that period."
        f" What may have to be paid besides has an expected present value of USD"
        f" {m(found['contingent_expected_pv'])}, and under stress up to USD {m(found['contingent_stressed_peak'])}"
        " falls in one period."
        f" When operation starts, a connected household of the poorest group pays RWF"
        f" {found['bill_poorest_local']:,.0f} (USD {found['bill_poorest']:.2f}) a month, {pc(found['burden_poorest'])}"
        f" of its income: not over the threshold of 5.0 % of income. Connected or not,"
        f" {found['households_over_threshold']:,.0f} households pay more than the threshold, by USD"
        f" {m(found['affordability_gap'])} a year in all. {pc(found['coverage_start'])} of people are served at close"
        f" and {pc(found['coverage_end'])} ({m(found['people_served_end'])} people) when the contract ends;"
        f" {pc(found['coverage_end_without'])} if nothing is built. The project alone does not serve everyone: for that"
        f" {found['additions_needed']:,.0f} people a year would have to be added."
    )


def test_the_paragraph_on_the_deal_as_signed(kigali):
    result = kigali.run("as_signed")
    found = result.measures
    vfm = found["vfm"]
    assert result.words == expected_as_signed(found) + (
        f" Against the comparator `public_loan`, USD {m(found['psc_pv'])}, it costs the public USD {m(abs(vfm))}"
        f" {'more' if vfm < 0 else 'less'} ({pc(abs(found['vfm_share']))})."
    )


def test_a_solved_price_and_a_public_owner_are_said(kigali):
    words = kigali.run("public_soft_loan").words
    found = kigali.run("public_soft_loan").measures
    assert (
        f"Solved for: revenue.capacity_charge = {found['price_solved']:.4f} USD/m3 so that least debt service" in words
    )
    assert f"USD {m(found['equity'])} of equity (100.0 % of it public)" in words
    assert "grants" not in words


def test_a_net_gain_is_called_so(kigali):
    result = kigali.run("cost_covering_tariff")
    gain = f"USD {m(-result['net_public_cost_pv'])}"
    assert f"The public pays nothing and gets {gain}, a net gain of {gain}" in result.words
    assert "In the period in which it pays most" not in result.words


def test_robustness_is_added_where_it_is_known(kigali):
    report = kigali.value_for_money(["as_signed"], draws=200).to_dict()["structures"]["as_signed"]
    words = paragraph(kigali.run("as_signed"), report)
    assert "of 100 draws" in words
    assert words.startswith(kigali.run("as_signed").words)


def test_every_structure_of_every_study_has_a_paragraph_without_a_blank(kigali):
    for name in ("as_signed", "no_grant", "public_soft_loan"):
        for case in (None, "half_demand"):
            words = kigali.run(name, case).words
            assert not re.search(r"\bnan\b|None| -[ .,)]|\(\)|  ", words), words
            assert words.endswith(".")


@pytest.mark.parametrize(
    ("sets", "said"),
    [
        (["finance.debt.bank=null"], "There is no debt service."),
        (["city=null", "retail=null", "frontier=null"], "The scenario has no city or no sale to households."),
        (["retail.tariff_level=0"], "The owners' return has no value: no return exists: the flows never change sign."),
        (["retail.tariff_level=1"], "; equity is never paid back."),
        (["retail.tariff_level=0", "finance.debt.bank.dscr=null"],
         "2 checks fail: debt service is not paid when due (check"),
        (["retail.tariff_level=0"], "1 check fails: owners must pay for operation or tax (check"),
        (["finance.grants.gap.giver=partner_city"], "and USD 1.00 m of grants from partner cities."),
        (["finance.grants.gap.giver=city"], "and USD 1.00 m of public grants."),
        (["finance.support.gift={giver: donor, per_year: 0.1 m USD/year}"], "In operation donors give USD 1.00 m."),
        (["solve={input: retail.tariff_level, measure: equity_irr, target: 12 %, between: [0.5, 1]}"],
         "No value tried of retail.tariff_level brings return on equity to 12.0 %;"),
        (["retail.tariff_level=0.1", "city.alternative_price=0"], "No household, connected or not, pays more"),
        (["city.groups.poor.connected=100 %", "city.groups.rich.connected=100 %"], "Everyone is served in 2026."),
        (["retail.tariff_level=1.4"], "6.7 % of its income: over the threshold of 5.0 % of income."),
        (["contingent.debt.bank={share: 50 %, default_rate: 2 %}"], "What may have to be paid besides has an expected"),
    ],
)  # fmt: skip
def test_each_blank_and_each_turn_has_its_sentence(plant, sets, said):
    assert said in plant.run("gap_grant", sets=sets).words


def test_the_study_currency_stands_alone_where_it_is_the_citys(plant):
    assert re.search(r"poorest group pays USD \d+\.\d\d a month", plant.run().words)


def test_a_comparison_has_a_paragraph_for_each_structure(plant):
    words = plant.compare(["gap_grant", "dear_loan"]).words
    assert list(words) == ["gap_grant", "dear_loan"]
    assert words["dear_loan"] == plant.run("dear_loan").words


def test_a_network_says_who_is_reached(tmp_path):
    result = written(NETWORK, tmp_path).run()
    assert f"{pc(result['coverage_start'])} of people are served at close" in result.words
    assert f"and {pc(result['coverage_end'])} (" in result.words
