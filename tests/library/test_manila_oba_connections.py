"""Manila's output-based aid for connections: what is published of the deal and its outcome, from runs."""

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from ppp_model import Result, load

STUDY = load(Path(__file__).parents[2] / "scenarios" / "manila-oba-connections")
FIFTHS = ("q1", "q2", "q3", "q4", "q5")
PHP_PER_USD = 45.1
"""Of the commitment paper: 7,531.73 PHP = 167 USD."""


@cache
def run(structure: str, case: str | None = None) -> Result:
    return STUDY.run(structure, case)


def total(result: Result, line: str) -> float:
    return float(result.values(line).sum())


def aided(result: Result) -> float:
    """Connections made in the five years (ten half-years) of the aid, which begin after a year of works."""
    return sum(float(result.values(f"groups.{fifth}.connections_made")[0, 3:13].sum()) for fifth in FIFTHS)


def test_the_terms_are_those_of_the_commitment_paper():
    """PHP 7,531.73, of which 1,620 in twelve instalments of 135 and 5,911.73 (USD 131, 78.5 %) by the donor."""
    result = run("as_signed")
    assert result["connection_monthly"] == pytest.approx(135)
    assert 12 * result["connection_monthly"] / 7531.73 == pytest.approx(1 - 0.785, abs=0.0005)
    aid = result["support.aid.per_connection"]
    assert aid == pytest.approx(131, abs=0.5)
    assert aid * PHP_PER_USD + 1620 == pytest.approx(7531.73, abs=0.1)
    assert aid * PHP_PER_USD / 7531.73 == pytest.approx(0.785, abs=0.0005)


def test_the_project_costs_what_was_announced():
    """USD 14 m of network, and 17.6 m with the connections (commitment paper and press release of 2007)."""
    result = run("as_signed")
    assert total(result, "works_cost") == pytest.approx(14e6, rel=0.005)
    assert 14e6 + aided(result) * 7531.73 / PHP_PER_USD == pytest.approx(17.6e6, rel=0.02)


def test_the_grant_pays_for_the_target():
    """About 20,000 to 21,000 homes for a grant of USD 2.85 m, paid only after six months of service."""
    result = run("as_signed")
    assert 20_000 < aided(result) < 21_000
    assert total(result, "support.aid.paid") == pytest.approx(2.85e6, rel=0.01)
    earned, paid = result.values("support.aid.earned")[0], result.values("support.aid.paid")[0]
    assert np.allclose(paid[1:], earned[:-1])
    assert paid[3] == 0
    assert result.values("connection_cost")[0, 3] > 0


def test_what_happened_cost_the_donor_a_hundred_dollars_for_each_family():
    """The completion report: USD 2.85 m, 28,562 families; 2,850,000 / 28,562 = 99.8."""
    result = run("as_signed", "as_happened")
    assert aided(result) == pytest.approx(28_562, rel=0.005)
    assert total(result, "support.aid.paid") == pytest.approx(2.85e6)
    assert total(result, "support.aid.paid") / aided(result) == pytest.approx(99.8, abs=1)


def test_a_family_pays_less_than_before():
    """900 to 1,500 pesos a month before (World Bank, 2010); about 300 and the instalment of 135 after."""
    result = run("as_signed")
    before = result.values("bill_unconnected")[0, 0]
    after = result.values("groups.q1.bill")[0, 0]
    assert 900 <= before <= 1500
    assert after == pytest.approx(300, rel=0.1)
    income = result.values("groups.q1.income")[0, 0]
    assert result.values("groups.q1.burden_new")[0, 0] == pytest.approx((after + 135) / income)
    assert after + 135 < before / 2


def test_take_up_jumps_when_the_upfront_cost_falls_and_most_for_the_poorest():
    """By hand, poorest fifth, first half-year: 6.3 % of those without a pipe reached, at 50 % / (1 + 5 x share)."""
    with_aid, without = run("as_signed"), run("no_aid")
    risen = [
        total(with_aid, f"groups.{fifth}.connections_made") / total(without, f"groups.{fifth}.connections_made")
        for fifth in FIFTHS
    ]
    assert risen == sorted(risen, reverse=True)
    assert risen[0] > 1.5
    income = 21_200 * 5 * 0.047 * 1.02
    households = 1.69e6 / 4.6 / 5
    for result, upfront in ((with_aid, 135), (without, 7531.73)):
        hazard = 0.5 / (1 + 5 * upfront / income)
        expected = households * 0.65 * 0.063 * (1 - (1 - hazard) ** 0.5)
        assert result.values("groups.q1.connections_made")[0, 3] == pytest.approx(expected, rel=1e-3)


def test_most_of_the_aid_reaches_the_poor():
    """Whole communities are chosen: the two poorer fifths get more than their 40 %, but not all."""
    result = run("as_signed")
    outputs = {fifth: total(result, f"support.aid.{fifth}.outputs") for fifth in FIFTHS}
    assert 0.65 < (outputs["q1"] + outputs["q2"]) / sum(outputs.values()) < 0.8


def test_the_company_bears_what_fails_the_check_and_the_donor_pays_only_for_what_works():
    planned, failing = run("as_signed"), run("as_signed", "checks_fail")
    paid = total(failing, "support.aid.paid") / total(planned, "support.aid.paid")
    assert paid == pytest.approx(0.67 / 0.98)
    assert failing.measures["equity_irr"] < planned.measures["equity_irr"]
    assert failing.measures["people_served_end"] == planned.measures["people_served_end"]


def test_lenders_and_owners_are_where_such_deals_are():
    measures = run("as_signed").measures
    assert 1.2 < measures["dscr_min"] < 2
    assert 0.10 < measures["equity_irr"] < 0.25
