"""Value for money of the small study, part by part; sums stand in the text."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import yaml

from ppp_model import load
from ppp_model.errors import ScenarioError

ONE_RISK = "value_for_money.risks.overrun=null"
KIGALI = load(Path(__file__).parents[2] / "scenarios" / "kigali-bulk-water")


def parts(report, side, structure="firm"):
    """The parts of a side that are not 0."""
    column = report.assembly[structure]
    return {part: value for (which, part), value in column.items() if which == side and value}


def test_the_comparator(small):
    """Works 100 x 0.8, operation 10 x 1.152; efficiency 10 x 0.8 + 2 x 1.152; risk 10 % of 80, 75 % of it goes over."""
    assert parts(small.value_for_money("firm"), "comparator") == pytest.approx(
        {
            "raw": 80 + 11.52, "efficiency": 8 + 2.304, "insurance": 1.152, "transferred_risk": 6, "retained_risk": 2,
            "transaction": 2, "monitoring": 0.576, "total": 113.552,
        }
    )  # fmt: skip


def test_the_partnership(small):
    """Payments of 80 less tax of 20 % of 80 - 10 - 50 = 4, x 1.152; the 2 of risk that the city keeps; own costs."""
    report = small.value_for_money("firm")
    assert parts(report, "partnership") == pytest.approx(
        {"payments": 76 * 1.152, "retained_risk": 2, "transaction": 3, "monitoring": 1.152, "total": 93.704}
    )
    found = report.assembly["firm"]["value for money"]
    assert found["amount"] == pytest.approx(113.552 - 93.704)
    assert found["share"] == pytest.approx(19.848 / 113.552)


def test_measures_are_those_of_the_assembly(small):
    result = small.run("firm")
    found = [result.measures[name] for name in ("psc_pv", "vfm", "vfm_share")]
    assert found == pytest.approx([113.552, 19.848, 19.848 / 113.552])
    assert not {"psc_pv", "vfm", "vfm_share"} & set(result.reasons)
    assert small.compare(["firm", "city"]).measures.loc[("public purse", "vfm"), "firm"] == pytest.approx(19.848)


def test_a_blank_says_why(small):
    city, alone = small.run("city"), small.run("alone")
    assert city.measures["psc_pv"] == pytest.approx(113.552)
    assert city.measures["vfm"] is city.measures["vfm_share"] is None
    assert city.reasons["vfm"] == "this is the comparator itself"
    assert "`value_for_money.comparator` can name a public structure" in alone.reasons["psc_pv"]


def test_taxes_credited_or_charged_give_the_same_value_at_one_rate(small):
    """4 x 1.152 of tax: off the payments, or on the comparator."""
    charged = small.value_for_money("firm", sets=["value_for_money.neutrality.taxes=partnership"])
    assert parts(charged, "comparator")["taxes"] == pytest.approx(4.608)
    assert parts(charged, "partnership")["payments"] == pytest.approx(92.16)
    assert charged["firm"].appraisal.vfm == pytest.approx(19.848)
    sets = ["value_for_money.neutrality={taxes: given, given: 5 USD/year}"]
    assert parts(small.value_for_money("firm", sets=sets), "comparator")["taxes"] == pytest.approx(5.76)
    itself = small.run("city", sets=["value_for_money.neutrality.taxes=partnership"])
    assert itself.measures["psc_pv"] is None
    assert "of the structure it is compared with" in itself.reasons["psc_pv"]


def test_each_side_has_its_rate(small):
    """The firm's cost at 50 %: 76 x (1 / 1.5^2 + 1 / 1.5^3). A higher rate makes it smaller."""
    report = small.value_for_money("firm", sets=["value_for_money.rates.partnership=50 %"])
    assert parts(report, "partnership")["payments"] == pytest.approx(76 * (1 / 1.5**2 + 1 / 1.5**3))
    assert parts(report, "comparator")["total"] == pytest.approx(113.552)
    assert report["firm"].appraisal.vfm > report["firm"].appraisal.vfm_at_one_rate
    assert report["firm"].appraisal.vfm_at_one_rate == pytest.approx(19.848)


def test_costs_at_the_prices_of_close_follow_inflation(small):
    """10 % a year: insurance of 1.1 in year 2 and 1.21 in year 3."""
    report = small.value_for_money("firm", sets=["currencies.USD.inflation=10 %"])
    assert parts(report, "comparator")["insurance"] == pytest.approx(1.1 * 0.64 + 1.21 * 0.512)


# When risks fall

BASES = {
    "as the works": ({}, [0, 100, 0, 0]),
    "as operation": ({"base": "operating_cost"}, [0, 0, 10, 10]),
    "works, in operation": ({"when": "operation"}, [0, 0, 0, 0]),
    "works, in construction": ({"when": "construction"}, [0, 100, 0, 0]),
    "by year": ({"profile": ["40 %", "60 %"]}, [0, 40, 60, 0]),
    "a sum, with the works": ({"amount": "50 USD"}, [0, 50, 0, 0]),
    "a sum, in operation": ({"amount": "50 USD", "when": "operation"}, [0, 0, 25, 25]),
    "a sum, by year": ({"amount": "50 USD", "profile": ["0 %", "20 %", "80 %"]}, [0, 0, 10, 40]),
    "users of a project without any": ({"base": "user_payments"}, [0, 0, 0, 0]),
}


@pytest.mark.parametrize("name", BASES)
def test_when_a_risk_falls(small, name):
    """A certain impact of 100 %, so that the risk is its base."""
    risk, expected = BASES[name]
    entry = risk | {"points": {"all": {"probability": "100 %", "impact": "100 %"}}}
    report = small.value_for_money("firm", sets=[ONE_RISK, f"value_for_money.risks.it={yaml.safe_dump(entry)}"])
    assert report.flows("firm")["comparator", "transferred_risk"].tolist() == pytest.approx(expected)


@pytest.mark.parametrize("sold_by", ["utility", "project"])
def test_risk_on_what_users_pay_counts_them_whoever_sells(sold_by):
    """Up to a fifth of what users pay to either, a tenth on average."""
    risk = "{base: user_payments, spread: {shape: uniform, low: 0 %, high: 20 %}, partnership_share: 0 %}"
    others = [f"value_for_money.risks.{name}=null" for name in ("works_overrun", "operation_overrun", "company_fails")]
    sets = [f"retail.sold_by={sold_by}", *others, "value_for_money.risks.users_pay_less=null"]
    report = KIGALI.value_for_money("as_signed", sets=[*sets, f"value_for_money.risks.users={risk}"], draws=10)
    loan = report.results["public_loan"]
    found = report.flows("as_signed")["comparator", "transferred_risk"]
    paid = sum(np.broadcast_to(loan.values(line)[0], len(found)) for line in ("utility_collected", "user_revenue"))
    assert found.to_numpy() == pytest.approx(0.1 * paid)
    assert paid.sum() > 1e6


def test_flows_and_factors_add_up_to_the_values(small):
    report = small.value_for_money("firm")
    flows = report.flows("firm")
    for side in ("comparator", "partnership"):
        for part, value in parts(report, side).items():
            if part != "total":
                assert (flows[side, part] * flows[side, "discount_factor"]).sum() == pytest.approx(value)


# Cases, other lengths, what the comparator adds itself


def test_a_case_holds_on_both_sides(small):
    """Operation a year later: it counts 1 / 1.25 for either side."""
    late, on_time = (small.value_for_money("firm", case) for case in ("late", None))
    assert parts(late, "partnership")["payments"] == pytest.approx(parts(on_time, "partnership")["payments"] / 1.25)
    assert parts(late, "comparator")["raw"] == pytest.approx(80 + 11.52 / 1.25)
    assert late["firm"].raw_parts == pytest.approx({"delay": 11.52 / 1.25 - 11.52})


def test_overrun_of_the_comparator_is_shown_inside_its_raw_cost(small):
    assert small.value_for_money("firm", sets=["works.overrun=30 %"])["firm"].raw_parts == pytest.approx(
        {"overrun": 24}
    )


def test_a_longer_partnership_is_set_against_a_shorter_comparator(changed):
    """Five years of operation against two: 60 % less is delivered, and that is said."""
    report = load(changed("label: A firm builds", "timeline.operation: 5 years")).value_for_money("firm")
    assert report.flows("firm")["comparator", "raw"].tolist() == pytest.approx([0, 100, 10, 10, 0, 0, 0])
    assert parts(report, "comparator")["raw"] == pytest.approx(91.52)
    assert "The comparator delivers 60.0 % less" in " ".join(report.sentences["firm"])


def test_runs_that_do_not_share_a_calendar_are_not_compared(changed):
    study = load(changed("label: A firm builds", "timeline.close: 2026-01-01"))
    said = "the comparator `city` cannot be compared with here: timeline.close: `firm` has 2026-01-01"
    assert study.run("firm").reasons["vfm"].startswith(said)
    with pytest.raises(ScenarioError, match="Both must have the same"):
        study.value_for_money("firm")


def test_a_comparator_that_cannot_be_run_leaves_a_blank_with_the_reason(small):
    """A change that contradicts the comparator's own."""
    result = small.run("firm", sets=["finance.equity.public_share=10 %"])
    assert result.measures["equity"] > 0
    assert "the comparator `city` cannot be compared with here" in result.reasons["psc_pv"]
    assert "changed twice in one run" in result.reasons["vfm"]


def test_a_profile_longer_than_the_comparator_is_refused(small):
    sets = ["value_for_money.risks.overrun.profile=[0 %, 0 %, 0 %, 100 %]"]
    assert "4 years are more than the comparator lasts" in small.run("firm", sets=sets).reasons["vfm"]


def test_the_comparator_is_run_once_for_several_structures(small, monkeypatch):
    names = []
    run = small._comparators.run
    monkeypatch.setattr(small._comparators, "run", lambda name, *rest: names.append(name) or run(name, *rest))
    assert small.run("firm").measures["vfm"] > small.run("dear_firm").measures["vfm"]
    assert names == ["city"]
    assert small.compare(case="late")["firm"].measures["vfm"] is not None
    assert names == ["city"]


def test_conventions_show_what_they_do_to_value_for_money(small):
    """In the middle of the year all counts 1.25^0.5 more but the 2 and 3 that are paid at close."""
    found = {(one.key, one.other): one.moves for one in small.conventions("firm")}
    moves = {move.measure: move.change for move in found["conventions.flow_timing", "middle"]}
    assert moves["vfm"] == pytest.approx((19.848 + 3 - 2) * (1.25**0.5 - 1))
