"""The mechanics of case D2 of the published cases, beside NREL-PySAM Singleowner: same inputs, rows and results.

A plant without tax, debt of 70 % of the cost as a level annuity, a reserve of half a year's debt service filled at
close: debt, cost and reserve depend on each other. Each scenario has its own price and its own cost of the works.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.deals import ROOT, calls_of
from benchmarks.page import Goal, SkippedError, Table, number
from benchmarks.timing import Job, in_turns, ratio
from ppp_model import load
from ppp_model.risk.deal import Deal, deal_of
from ppp_model.risk.planning import drawn

HOURS = 8760
PRICE, COST, VOLUME = 0.14, 100e6, 87_600_000.0
AGREE = 1e-5
"""SAM stops its own search for the return at a present value of 1e-6 of the largest flow."""
RESULTS = {
    "debt": "size_of_debt",
    "equity": "size_of_equity",
    "total_uses": "cost_installed",
    "equity_npv": "project_return_aftertax_npv",
    "equity_irr": "project_return_aftertax_irr",
}
ROWS = (
    "capacity_revenue", "volume", "revenue", "operating_cost", "ebitda", "cfads_with_service", "debt_closing",
    "interest_due", "principal_due", "debt_service", "dscr", "depreciation", "taxable_profit", "tax",
    "reserve_closing", "reserve_interest", "equity_cash_flow",
)  # fmt: skip
"""Yearly rows asked for: those in which both programs are compared in the tests."""
SETS = [
    f"uncertainty.inputs.{name}.{field}={value}"
    for name, key, low, high in (
        ("price", "revenue.capacity_charge", "97 %", "120 %"),
        ("cost", "works.items.plant.cost", "90 %", "105 %"),
    )
    for field, value in {"input": key, "distribution": "uniform", "low": low, "high": high}.items()
]
"""So that cash always covers debt service: SAM lets owners pay in what is missing, this program draws the reserve."""
GROUPS: dict[str, dict[str, Any]] = {
    "SystemOutput": {
        "gen": [VOLUME / HOURS] * HOURS,
        "system_pre_curtailment_kwac": [VOLUME / HOURS] * HOURS,
        "annual_energy_pre_curtailment_ac": VOLUME,
        "degradation": [0.0],
        "system_capacity": 100_000.0,
        "system_use_lifetime_output": 0,
    },
    "FinancialParameters": {
        "analysis_period": 25, "inflation_rate": 2.5, "real_discount_rate": 5.0, "debt_option": 0, "debt_percent": 70.0,
        "term_tenor": 15, "term_int_rate": 6.5, "payment_option": 0, "dscr_reserve_months": 6.0,
        "reserves_interest": 1.5, "federal_tax_rate": [0.0], "state_tax_rate": [0.0], "property_tax_rate": 0.0,
        "insurance_rate": 0.0, "salvage_percentage": 0.0, "months_working_reserve": 0.0, "cost_debt_closing": 0.0,
        "cost_debt_fee": 0.0, "cost_other_financing": 0.0, "construction_financing_cost": 0.0, "loan_moratorium": 0,
        "months_receivables_reserve": 0.0, "prop_tax_assessed_decline": 0.0, "prop_tax_cost_assessed_percent": 100.0,
        "equip1_reserve_cost": 0, "equip2_reserve_cost": 0, "equip3_reserve_cost": 0, "equip1_reserve_freq": 0,
        "equip2_reserve_freq": 0, "equip3_reserve_freq": 0, "equip_reserve_depr_fed": 0, "equip_reserve_depr_sta": 0,
    },
    "SystemCosts": {
        "total_installed_cost": COST, "om_fixed": [3.5e6], "om_fixed_escal": 0.0, "om_capacity": [0.0],
        "om_capacity_escal": 0.0, "om_production": [0.0], "om_production_escal": 0.0, "om_fuel_cost": [0.0],
        "om_fuel_cost_escal": 0.0, "add_om_num_types": 0,
    },
    "Revenue": {
        "ppa_soln_mode": 1, "ppa_price_input": [PRICE], "ppa_escalation": 2.0, "ppa_multiplier_model": 0,
        "dispatch_factors_ts": [1.0] * HOURS, "dispatch_tod_factors": [1.0] * 9,
        "dispatch_sched_weekday": [[1.0] * 24] * 12, "dispatch_sched_weekend": [[1.0] * 24] * 12,
    },
    "CapacityPayments": {
        "cp_capacity_payment_type": 0, "cp_capacity_payment_amount": [0.0], "cp_capacity_credit_percent": [0.0],
        "cp_capacity_payment_esc": 0.0, "cp_system_nameplate": 100.0, "cp_battery_nameplate": 0.0,
    },
    "Depreciation": {
        "depr_alloc_custom_percent": 100.0, "depr_custom_schedule": [4.0] * 25, "depr_alloc_macrs_5_percent": 0,
        "depr_alloc_macrs_15_percent": 0, "depr_alloc_sl_5_percent": 0, "depr_alloc_sl_15_percent": 0,
        "depr_alloc_sl_20_percent": 0, "depr_alloc_sl_39_percent": 0,
    },
}  # fmt: skip
"""SAM's inputs for case D2; what it does not need stays as it is when a model is made."""


def singleowner() -> Any:
    """SAM's model with the inputs of D2. Raises SkippedError where it is not installed."""
    try:
        module = importlib.import_module("PySAM.Singleowner")
    except ImportError:
        raise SkippedError("NREL-PySAM is not installed") from None
    model = module.new()
    for group in GROUPS.values():
        for name, value in group.items():
            model.value(name, value)
    return model


def run_each(model: Any, prices: Any, costs: Any) -> dict[str, Any]:
    """SAM's results for each price and cost."""
    found = []
    for price, cost in zip(prices.tolist(), costs.tolist(), strict=True):
        model.value("ppa_price_input", [price])
        model.value("total_installed_cost", cost)
        model.execute(0)
        found.append([getattr(model.Outputs, name) for name in RESULTS.values()])
    return dict(zip(RESULTS, np.array(found).T, strict=True))


def deal_d2(draws: int) -> tuple[Deal, dict[str, Any]]:
    """The same deal, sized per draw, with draws of the price and the cost."""
    study = load(ROOT / "tests" / "published" / "pysam_d2.yaml")
    result = study.run(sets=SETS)
    by_period = [name for name in ROWS if name in result.assembled.model.rows]
    deal = deal_of(result, result, "sized_again", wanted=tuple(RESULTS), by_period=by_period)
    moved = drawn(study.file.loaded(None, None, SETS), result.assembled, draws=draws)
    return deal, dict(moved.inputs(0, draws))


def sam(quick: bool) -> Table:
    """Scenarios a second of both; the first ones are checked to be equal."""
    model = singleowner()
    draws, few = (64, 5) if quick else (10_000, 40)
    deal, inputs = deal_d2(draws)
    own = deal.assembled.inputs
    prices = PRICE * _factor(inputs, own, "capacity_charge", few)
    costs = COST * _factor(inputs, own, "plant.planned_cost", few)
    calls: dict[str, tuple[Callable[[], Any], int]] = {}
    for engine, (call, many) in calls_of(deal, inputs, draws).items():
        calls[f"ppp-model {engine}"] = call, many
        check(call().values, run_each(model, prices, costs), few)
    calls["NREL-PySAM Singleowner"] = (lambda: run_each(model, prices, costs), few)
    timed = in_turns([Job(name, *call) for name, call in calls.items()], 3 if quick else 7)
    table = Table("NREL-PySAM Singleowner, case D2", ("program", "scenarios/s", "times SAM"))
    for one in timed:
        found = ratio(one, timed[-1])
        spread = f"{number(found.median)}x ({number(found.least)} to {number(found.most)})"
        table.rows.append((one.job.name, number(one.rate), spread))
    table.goals = [Goal("case D2, scenarios/s: times NREL-PySAM", ratio(timed[-2], timed[-1]).median, 100.0, "x")]
    table.notes = [
        f"Price and cost of the works differ in each scenario, debt and reserve are sized again; {len(ROWS)} yearly"
        " rows and five results are asked for. The first scenarios of both agree to 1e-5."
    ]
    return table


def _factor(inputs: dict[str, Any], own: dict[str, Any], line: str, few: int) -> Any:
    """By what the first draws multiply an input line."""
    [name] = [name for name in inputs if name.endswith(line)]
    rows, base = inputs[name][:few], own[name]
    place = int(np.argmax(np.abs(base[0])))
    return rows[:, min(place, rows.shape[1] - 1)] / base[0, place]


def check(ours: dict[str, Any], theirs: dict[str, Any], few: int) -> None:
    """Raise AssertionError unless both have the same results."""
    for name, expected in theirs.items():
        scaled = expected / 100 if name == "equity_irr" else expected
        np.testing.assert_allclose(ours[name][:few], scaled, rtol=AGREE, err_msg=name)
