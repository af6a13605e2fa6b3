"""What must hold in every deal, whatever its numbers: accounts add up, units do not matter, more cost is worse."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ppp_model.measures import BY_NAME
from tests import expected
from tests.deals import PERIODS, as_scenario, deals, often, study_of, with_households

SCENARIOS = Path(__file__).parent.parent / "scenarios"
EXACT = 1e-9

RESIDUALS = ["sources_less_uses", "debt_roll_forward", "balances_after_maturity", "waterfall_residual", "cash_left"]
ARITHMETIC = ["sources_equal_uses", "debt_rolls_forward", "debt_zero_at_maturity", "waterfall_adds_up", "cash_released"]
"""The checks that hold by arithmetic; the others say whether a deal is sound."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("deals")


def assert_zero(row, scale: float, tolerance: float = EXACT) -> None:
    assert np.max(np.abs(row)) <= tolerance * scale


plain = deals().map(as_scenario)
served = plain.flatmap(with_households)


def simple(loan: dict | None = None, **parts) -> dict:
    """A deal without chance: 100 m built in two years, 15 m a year for 20 years, one loan."""
    scenario = {
        "study": "Simple", "service": "water", "currency": "USD",
        "timeline": {"close": "2025-03-01", "period": "semi_annual", "construction": 2, "operation": 20},
        "supply": {"capacity": 50_000, "utilisation": [0.5, 0.7, 0.9]},
        "revenue": {"capacity_charge": 0.8, "take_or_pay": 0.8, "variable_charge": 0.1, "escalation": 0.02},
        "opex": {"all": {"fixed": 2e6, "per_unit": 0.05}},
        "works": {"items": {"plant": {"cost": 100e6}}},
        "finance": {"debt": {"senior": {"amount": 50e6, "rate": 0.06, "tenor": 15} | (loan or {})}},
        "public": {"discount_rate": 0.08},
    }  # fmt: skip
    return {key: scenario.get(key, {}) | value if isinstance(value, dict) else value
            for key, value in (scenario | parts).items()}  # fmt: skip


# Accounts


@often(16)
@given(scenario=served)
def test_arithmetic_checks_hold(folder, scenario):
    result = study_of(scenario, folder).run()
    assert [name for name in ARITHMETIC if not result.checks[name]] == []
    for residual in RESIDUALS:
        assert_zero(result.values(residual), result["total_uses"])


@often(16)
@given(scenario=served)
def test_no_cash_appears_or_is_lost(folder, scenario):
    """In every period, what all parties put in is what they take out and what the accounts gain."""
    result = study_of(scenario, folder).run()
    v = result.values
    came = v("revenue") + v("grants_drawn") + v("debt_drawn") + v("reserve_interest")
    went = v("operating_cost") + v("works_cost") + v("tax") + v("idc") + v("fees") + v("debt_paid")
    went = went + v("prepayments")
    held = v("cash_closing") - v("cash_opening") + v("reserve_closing") - v("reserve_opening")
    assert_zero(came - went - held - v("equity_cash_flow"), result["total_uses"])


@often(16)
@given(scenario=served)
def test_users_and_utility_add_up(folder, scenario):
    """Water delivered is sold or lost; what users pay is what project and utility receive; no one is served twice."""
    result = study_of(scenario, folder).run()
    v = result.values
    assert_zero(v("households_sold") + v("classes.shops.class_sold") - v("volume_sold"), np.max(v("volume")))
    assert_zero(v("collected") - v("user_revenue") - v("utility_collected"), np.max(v("collected")))
    by_project = v("sold_by_project")
    costs = v("bulk_purchase") + v("distribution_cost") * (1 - by_project)
    assert_zero(v("utility_margin") - v("utility_collected") + costs, result["total_uses"])
    groups = [f"groups.{name}" for name in scenario["city"]["groups"]]
    assert_zero(sum(v(f"{group}.households") for group in groups) - v("city_households"), np.max(v("city_households")))
    assert np.all(v("coverage") >= v("coverage_without") - EXACT)
    # Where people leave, those connected at close may be more than all who stay.
    if scenario["city"]["population_growth"] >= 0:
        assert np.all(v("coverage") <= 1 + EXACT)
        connected = sum(v(f"{group}.connected") * v(f"{group}.households") for group in groups)
        assert_zero(connected / v("city_households") - v("coverage"), 1.0)


@often(16)
@given(scenario=served)
def test_burden_and_public_purse_add_up(folder, scenario):
    """Households over the threshold and what they pay above it, counted one group at a time; the budget's payments."""
    result = study_of(scenario, folder).run()
    v, city = result.values, scenario["city"]
    start = int(np.argmax(v("operation_starts")))
    over, gap = 0.0, 0.0
    for name in city["groups"]:
        rows = ("households", "connected", "bill", "income")
        count, connected, bill, income = (v(f"groups.{name}.{row}")[0, start] for row in rows)
        for people, outlay in ((count * connected, bill), (count * (1 - connected), v("bill_unconnected")[0, start])):
            excess = outlay - city["affordability_threshold"] * income
            assume(abs(excess) > 1e-6 * income)  # on the threshold itself rounding decides
            over += people * (excess > 0)
            gap += people * max(excess, 0.0) * 12 / v("currencies.RWF.exchange_rate")[0, start]
    assert result["households_over_threshold"] == pytest.approx(over, rel=EXACT, abs=1e-6)
    assert result["affordability_gap"] == pytest.approx(gap, rel=EXACT, abs=1e-3)
    years = v("end_years")
    paid = v("availability_revenue") + np.maximum(-v("utility_margin"), 0.0)  # no public grants or shares are drawn
    got = v("tax") + np.maximum(v("utility_margin"), 0.0)
    found = np.sum((paid - got) * 1.08**-years)
    assert result["net_public_cost_pv"] == pytest.approx(found, rel=EXACT, abs=EXACT * result["total_uses"])


@often(16)
@given(scenario=served)
def test_a_city_and_its_utility_do_not_change_a_bulk_deal(folder, scenario):
    """Investor and lender see the same with or without households, unless the project itself sells to them."""
    bulk = scenario | {"retail": scenario["retail"] | {"sold_by": "utility"}}
    alone = {key: value for key, value in bulk.items() if key not in ("city", "retail", "currencies")}
    one, two = study_of(bulk, folder).run().measures, study_of(alone, folder).run().measures
    names = [name for name, measure in BY_NAME.items() if measure.side in ("investor", "lender")]
    assert {name: one[name] for name in names} == {name: two[name] for name in names}


# Units


def times(part, factor: float, keys: set[str]):
    """A part of a scenario with all values under some keys multiplied."""
    if isinstance(part, dict):
        return {
            key: value * factor if key in keys and isinstance(value, (int, float)) else times(value, factor, keys)
            for key, value in part.items()
        }
    return part


MONEY = {"cost", "amount", "fixed", "per_unit", "capacity_charge", "variable_charge", "availability_payment"}


@often(16)
@given(scenario=served, factor=st.sampled_from([0.01, 7.0, 1000.0]))
def test_the_unit_of_money_does_not_matter(folder, scenario, factor):
    """The same deal in a currency worth 1 / factor: money measures are multiplied, rates and ratios stay."""
    rwf = scenario["currencies"]["RWF"]
    bigger = times(scenario, factor, MONEY)
    bigger["currencies"] = {"RWF": rwf | {"per_study_currency": rwf["per_study_currency"] / factor}}
    one, two = study_of(scenario, folder).run(), study_of(bigger, folder).run()
    scale = one["total_uses"]
    assume(one["equity"] > 1e-6 * scale)  # else a return is one of rounding differences
    for name, measure in BY_NAME.items():
        before, after = one.measures[name], two.measures[name]
        if before is None or after is None:
            assert before is after, name
        elif measure.kind == "money":
            assert after == pytest.approx(before * factor, rel=1e-8, abs=EXACT * scale * factor), name
        else:
            expected_value = before * factor if measure.kind == "price" else before
            assert after == pytest.approx(expected_value, rel=1e-7, abs=EXACT), name


@often(16)
@given(scenario=plain)
def test_the_length_of_a_period_does_not_change_yearly_totals(folder, scenario):
    """Prices step once a year, so what is built, delivered, earned and spent in all is the same in any period."""
    totals = []
    for period in PERIODS.values():
        sets = [f"timeline.period={period}", "finance.debt=null", "finance.reserve=null"]
        result = study_of(scenario, folder).run(sets=sets)
        totals.append([np.sum(result.values(row)) for row in ("works_cost", "volume", "revenue", "operating_cost")])
    assert totals[1:] == [pytest.approx(totals[0], rel=EXACT)] * (len(totals) - 1)


def test_days_of_the_calendar(folder):
    """20 years from 1 March 2027 have 20 x 365 days and five more: 29 February of 2028, 2032, 2036, 2040 and 2044."""
    scenario = simple(supply={"utilisation": 1.0})
    volumes = {
        count: np.sum(study_of(scenario, folder).run(sets=[f"timeline.day_count={count}"]).values("volume"))
        for count in ("365", "actual")
    }
    assert volumes == {"365": 50_000 * 20 * 365, "actual": 50_000 * (20 * 365 + 5)}


# Directions


def of_stated_amounts(scenario: dict) -> dict:
    """The same deal with loans of a stated amount, without sweep: they do not answer to what is changed."""
    debts = {
        name: {key: value for key, value in debt.items() if key not in ("dscr", "gearing", "llcr", "sweep")}
        | {"repayment": "annuity" if debt["repayment"] == "sculpted" else debt["repayment"]}
        for name, debt in scenario["finance"]["debt"].items()
    }
    uses = sum(work["cost"] for work in scenario["works"]["items"].values())
    for debt in debts.values():
        debt["amount"] = 0.6 * uses / len(debts)
    return scenario | {"finance": scenario["finance"] | {"debt": debts, "grants": {}}}


sized = plain.map(of_stated_amounts)


@often(16)
@given(scenario=sized, more=st.sampled_from([1.01, 1.5]))
def test_more_operating_cost_is_worse_for_owners(folder, scenario, more):
    cost = scenario["opex"]["all"]["fixed"]
    dearer = scenario | {"opex": {"all": scenario["opex"]["all"] | {"fixed": cost * more + 1e5}}}
    one, two = study_of(scenario, folder).run(), study_of(dearer, folder).run()
    assume(np.sum(one.values("distribution")) > 1e-3 * one["total_uses"])  # else lenders bear it all
    assert two["equity_npv"] < one["equity_npv"]
    if one.measures["equity_irr"] is not None and two.measures["equity_irr"] is not None:
        assert two["equity_irr"] < one["equity_irr"]


@often(16)
@given(scenario=sized, share=st.sampled_from([0.1, 0.5]))
def test_more_take_or_pay_never_lowers_cover(folder, scenario, share):
    """Before tax and without a sweep: after tax, earlier profit uses up losses; a sweep changes the debt to cover."""
    scenario = scenario | {"conventions": {"cfads": "before_tax"}}
    debts = {name: loan | {"sweep": 0} for name, loan in scenario["finance"]["debt"].items()}
    scenario = scenario | {"finance": scenario["finance"] | {"debt": debts}}
    revenue = scenario["revenue"]
    raised = revenue | {"take_or_pay": min(revenue["take_or_pay"] + share, 1.0)}
    one, two = study_of(scenario, folder).run(), study_of(scenario | {"revenue": raised}, folder).run()
    assert two["dscr_min"] >= one["dscr_min"] - EXACT
    assert two["llcr_min"] >= one["llcr_min"] - EXACT


@pytest.mark.parametrize("extends", [True, False])
def test_delay_moves_or_shortens_operation(folder, extends):
    study = study_of(simple(supply={"utilisation": 1.0}), folder)
    late = study.run(sets=["timeline.delay=1 year", f"timeline.delay_extends_contract={str(extends).lower()}"])
    on_time = study.run()
    assert np.sum(late.values("in_operation")) == 40 - (0 if extends else 2)
    assert np.argmax(late.values("in_operation")) == np.argmax(on_time.values("in_operation")) + 2
    assert np.sum(late.values("idc")) > np.sum(on_time.values("idc"))
    assert late["equity_irr"] < on_time["equity_irr"]


# Returns and cover


@often(16)
@given(
    scenario=plain,
    timing=st.sampled_from(["start", "middle", "end"]),
    times_of=st.sampled_from(["equal_periods", "dates"]),
)
def test_npv_at_the_return_is_zero(folder, scenario, timing, times_of):
    scenario = scenario | {"conventions": {"flow_timing": timing, "irr_times": times_of}}
    found = study_of(scenario, folder).run()
    rate = found.measures["equity_irr"]
    assume(rate is not None and -0.9 < rate < 1 and found["equity"] > 1e-6 * found["total_uses"])
    again = study_of(scenario, folder).run(sets=[f"conventions.equity_discount_rate={rate!r}"])
    worth = np.abs(again.values("equity_present_value"))
    assert abs(again["equity_npv"]) <= EXACT * np.sum(worth)


def test_return_on_dates_is_xirr(folder):
    """A spreadsheet's XIRR, by days / 365: 240 m come 1,461 days (2024-01-01 to 2028-01-01) after 100 m are paid."""
    scenario = simple(
        timeline={"close": "2024-01-01", "period": "annual", "construction": 0, "operation": 4},
        finance={"debt": {}}, conventions={"irr_times": "dates"},
    )  # fmt: skip
    result = study_of(scenario, folder).run(held={"equity_cash_flow": [[-100e6, 0, 0, 0, 240e6]]})
    assert result["equity_irr"] == pytest.approx(2.4 ** (365 / 1461) - 1, rel=1e-12)


@pytest.mark.parametrize("period", PERIODS.values())
@pytest.mark.parametrize("cap", [None, 40e6])
@pytest.mark.parametrize("cfads", ["after_tax", "before_tax"])
def test_sculpted_loan_life_cover_is_its_debt_service_cover(folder, period, cap, cfads):
    """With one sculpted loan at one rate LLCR = DSCR in every period: the target, or more if the loan is capped."""
    loan = {"dscr": 1.4, "repayment": "sculpted", "amount": cap} if cap else {"dscr": 1.4, "repayment": "sculpted"}
    scenario = simple(tax={"rate": 0.3}, conventions={"cfads": cfads})
    scenario["finance"] = {"debt": {"senior": {"rate": 0.06, "tenor": 15} | loan}}
    scenario["timeline"] = scenario["timeline"] | {"period": period}
    result = study_of(scenario, folder).run()
    dscr, llcr = result.values("dscr")[0], result.values("llcr")[0]
    due = result.values("debt_service")[0] > 1.0
    assert np.count_nonzero(due) == 13 * 12 / {v: k for k, v in PERIODS.items()}[period]
    np.testing.assert_allclose(dscr[due], result["dscr_min"], rtol=EXACT)
    np.testing.assert_allclose(llcr[due], dscr[due], rtol=EXACT)
    assert result["dscr_average"] == pytest.approx(result["dscr_min"], rel=EXACT)
    assert result["dscr_min"] > 1.41 if cap else result["dscr_min"] == pytest.approx(1.4, rel=EXACT)


@pytest.mark.parametrize(
    ("input_", "measure", "target", "between"),
    [
        ("revenue.capacity_charge", "equity_irr", 0.14, None),
        ("revenue.capacity_charge", "dscr_min", 1.5, None),
        ("revenue.availability_payment", "equity_npv", 60e6, (0, 20e6)),
        ("finance.debt.senior.amount", "dscr_min", 1.3, None),
        ("works.items.plant.cost", "project_irr", 0.08, None),
        ("opex.all.fixed", "llcr_min", 1.5, None),
    ],
)
def test_solved_input_gives_the_target_when_run(folder, input_, measure, target, between):
    study = study_of(simple(), folder)
    solved = study.solve(input_, measure, target, between)
    assert solved.solved.reached
    again = study.run(sets=[f"{input_}={solved.solved.value!r}"])
    assert again[measure] == pytest.approx(target, rel=1e-8)


def test_expected_values_round_trip(tmp_path):
    rows = {("s", "", "debt"): 123456789.123, ("s", "late", "equity_irr"): 0.123456789012, ("s", "", "vfm"): None}
    expected.write(tmp_path / "expected.csv", rows)
    kept = expected.read(tmp_path / "expected.csv")
    assert kept == {("s", "", "debt"): 123456789.0, ("s", "late", "equity_irr"): 0.123456789, ("s", "", "vfm"): None}
    assert all(expected.agrees(key[2], kept[key], rows[key]) for key in rows)
    assert not expected.agrees("equity_irr", 0.123456789, 0.1234571)
    assert not expected.agrees("vfm", None, 0.0)
