"""Equivalent support: each amount put in the scenario by hand gives the target, and costs what is said."""

import numpy as np
import pytest

from ppp_model.analysis.instruments import instruments
from ppp_model.errors import ScenarioError

TARIFF = ["retail.tariff_level=1.25"]
DEAR = ["retail.tariff_level=1.4"]
TARGET = ("equity_irr", 0.12)
BY_HAND = {
    "grant": ["finance.grants.equivalent={{amount: {0}, giver: city}}"],
    "partner_city_grant": ["finance.grants.equivalent={{amount: {0}, giver: partner_city}}"],
    "availability_payment": ["revenue.availability_payment={0}"],
    "operating_subsidy": ["finance.support.equivalent={{giver: city, per_year: {0}}}"],
    "output_based_aid": ["finance.support.equivalent={{giver: city, per_connection: {0}}}"],
    "soft_loan": ["finance.debt.bank.rate={0}"],
    "tax_holiday": ["tax.holiday={0} months"],
}
"""How a user would write each instrument."""


@pytest.fixture(scope="module")
def found(plant):
    return plant.equivalents(TARGET, cases=["low_use"], sets=TARIFF)


@pytest.fixture(scope="module")
def in_network(network):
    return network.equivalents(TARGET, sets=DEAR)


def by_hand(study, one, sets, case=None):
    return study.run(case=case, sets=[*sets, *(text.format(repr(one.value)) for text in BY_HAND[one.name])])


def present(result, line):
    return float(np.sum(result.values(line) * result.values("public_discount_factor")))


def test_every_amount_gives_the_target_when_put_in_by_hand(plant, found):
    reached = [one for one in found if one.reached]
    assert [one.name for one in reached] == [
        "grant", "partner_city_grant", "availability_payment", "operating_subsidy", "soft_loan", "tax_holiday",
    ]  # fmt: skip
    for one in reached:
        irr = by_hand(plant, one, TARIFF)["equity_irr"]
        if one.name == "tax_holiday":  # a whole number of years, and the least that is enough
            assert irr >= 0.12
            shorter = [*TARIFF, f"tax.holiday={one.value - 12:.0f} months"]
            assert plant.run(sets=shorter)["equity_irr"] < 0.12
        else:
            assert irr == pytest.approx(0.12, abs=1e-6)


def test_aid_for_each_connection_gives_the_target_too(network, in_network):
    aid = in_network["output_based_aid"]
    assert aid.reached
    assert by_hand(network, aid, DEAR)["equity_irr"] == pytest.approx(0.12, abs=1e-6)
    assert aid.unit == "USD"


def test_costs_are_differences_of_the_measures(plant, network, found, in_network):
    for study, sets, several in ((plant, TARIFF, found), (network, DEAR, in_network)):
        before = study.run(sets=sets)
        for one in (one for one in several if one.reached and one.name != "soft_loan"):
            result = by_hand(study, one, sets)
            more = result["net_public_cost_pv"] - before["net_public_cost_pv"]
            assert one.public_cost_pv == pytest.approx(more, abs=0.1)
            given = sum(
                present(result, line) - present(before, line) for line in ("given_by_donors", "given_by_partners")
            )
            assert one.given_by_others_pv == pytest.approx(given, abs=0.1)


def test_a_soft_loan_costs_the_interest_that_is_forgone(plant, found):
    one, before = found["soft_loan"], plant.run(sets=TARIFF)
    assert one.before == 0.08
    assert 0 <= one.value < 0.08
    result = by_hand(plant, one, TARIFF)
    balance = result.values("debt.bank.opening")[0]  # yearly periods, one currency
    forgone = sum(b * (0.08 - one.value) / 1.06**year for year, b in enumerate(balance))
    taxes = result["net_public_cost_pv"] - before["net_public_cost_pv"]
    assert one.public_cost_pv == pytest.approx(taxes + forgone, rel=1e-9)
    donor = plant.equivalents(TARGET, sets=TARIFF, giver="donor")["soft_loan"]
    assert donor.public_cost_pv == pytest.approx(taxes, abs=0.1)
    assert donor.given_by_others_pv == pytest.approx(forgone, rel=1e-9)


def test_who_gives_decides_who_bears_the_cost(found):
    city, partner = found["grant"], found["partner_city_grant"]
    assert city.value == pytest.approx(partner.value)
    assert city.public_cost_pv - partner.public_cost_pv == pytest.approx(partner.given_by_others_pv, rel=1e-9)
    assert city.given_by_others_pv == 0


def test_years_say_when_it_is_paid(found):
    assert (found["grant"].first_year, found["grant"].last_year) == (2025, 2025)  # the year of works
    paid = found["availability_payment"]
    assert (paid.first_year, paid.last_year) == (2026, 2035)
    assert found["soft_loan"].first_year is not None
    assert found["tax_holiday"].first_year is not None


def test_other_cases_show_who_bears_the_risk(plant, found):
    before = plant.run(case="low_use", sets=TARIFF)
    for one in (one for one in found if one.reached and one.name != "soft_loan"):
        result = by_hand(plant, one, TARIFF, "low_use")
        assert one.public_cost_in == pytest.approx(
            {"low_use": result["net_public_cost_pv"] - before["net_public_cost_pv"]}, abs=0.1
        )
        assert one.target_in == pytest.approx({"low_use": result["equity_irr"]}, nan_ok=True)
        assert one.target_in["low_use"] < 0.12


def test_a_cover_that_must_be_met_too_takes_more(plant):
    loan = [*TARIFF, "finance.debt.bank.dscr=null", "finance.debt.bank.gearing=80 %"]
    target = ("equity_irr", plant.run(sets=loan)["equity_irr"] + 0.01)
    both = plant.equivalents(target, 1.4, sets=loan)["availability_payment"]
    result = plant.run(sets=[*loan, f"revenue.availability_payment={both.value!r}"])
    assert result["dscr_min"] == pytest.approx(1.4, abs=1e-6)
    assert result["equity_irr"] > target[1]


def test_a_guarantee_needs_a_case_in_which_volume_falls(plant, found):
    assert "name a case" in found["revenue_guarantee"].why_not
    sets = ["retail.tariff_level=1.4"]
    found = plant.equivalents(("equity_irr", 0.12), case="low_use", sets=sets)
    one = found["revenue_guarantee"]
    assert one.reached
    written = f"guarantee={{utilisation: 90 %, minimum: {one.value!r}}}"
    assert plant.run(case="low_use", sets=[*sets, written])["equity_irr"] == pytest.approx(0.12, abs=1e-6)
    # as it stands volume is as forecast: the guarantee costs nothing there, and a grant the same as in the case
    assert one.public_cost_in["as it stands"] == pytest.approx(0.0, abs=1e-6)
    assert one.public_cost_pv > 0
    assert found["availability_payment"].public_cost_in["as it stands"] > 0


def test_what_does_not_apply_says_why(plant, network, found, in_network):
    assert "no `access`" in found["output_based_aid"].why_not
    assert "sales follow from connections" in in_network["revenue_guarantee"].why_not
    assert why_not(plant, "tax_holiday", "tax.rate=0 %") == "the project pays no tax"
    assert why_not(plant, "soft_loan", "finance.debt.bank=null") == "there is no loan"
    assert "not one fixed number" in why_not(plant, "soft_loan", "finance.debt.bank.rate=[8 %, 7 %]")


def why_not(study, name, change):
    """Why an instrument does not apply to a changed scenario."""
    scenario = study.file.loaded(sets=[change]).scenario
    return next(one.why_not for one in instruments(scenario, scenario, "city", 1.0, 1.0) if one.name == name)


def test_what_is_out_of_reach_says_so(plant):
    found = plant.equivalents(("equity_irr", 0.5), sets=TARIFF)
    assert "return on equity: the measure stays short of its target" in found["soft_loan"].why_not
    assert "even with all of it" in found["tax_holiday"].why_not
    assert not found.is_met


def test_no_support_is_needed_where_the_target_is_met(plant):
    found = plant.equivalents(("equity_irr", 0.0), sets=TARIFF)
    assert found.is_met
    assert not any(one.reached for one in found)
    assert found["grant"].why_not == "the target is met without more support"


def test_a_structures_own_solve_is_left_out(plant):
    found = plant.equivalents(("equity_irr", 0.05), structure="no_grant", sets=["retail.tariff_level=1.1"])
    assert found.before["equity_irr"] < 0.05
    assert found["grant"].reached


def test_the_frame_and_the_plain_data_have_all_instruments(found):
    frame = found.frame
    assert list(frame.index) == [one.name for one in found]
    assert frame.loc["grant", "amount"] == found["grant"].value
    plain = found.to_dict()
    assert plain["target"] == {"equity_irr": 0.12}
    assert plain["instruments"]["output_based_aid"]["value"] is None
    assert plain["instruments"]["grant"]["target_in"].keys() == {"low_use"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"giver": "ctiy"}, "unknown giver `ctiy`"),
        ({"target": ("equity_ir", 0.1)}, "Did you mean `equity_irr`"),
        ({"cases": ["low_usee"]}, "unknown case `low_usee`"),
    ],
)
def test_unknown_words_are_refused(plant, words, said):
    with pytest.raises(ScenarioError, match=said):
        plant.equivalents(**words)
