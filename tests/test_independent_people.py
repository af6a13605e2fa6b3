"""The sale to users against a second calculation of the same towns (``independent_people.py``), for many drawn towns.

More draws than these were run by hand: ``python -m tests.test_independent_people 500`` says what differs in 500 towns
of each shape.
"""

from __future__ import annotations

import copy
import sys

import numpy as np
import pytest

from ppp_model.assemble import assemble
from tests import independent_people, towns
from tests.together import run_together

RELATIVE = 1e-9

ROWS = [
    "population", "city_households", "coverage", "coverage_without", "volume", "volume_sold", "exchange_rate",
    "tariff_index", "tariff_factor", "bills_collected", "collected", "connection_income", "connection_cost",
    "contributions", "stratum_rebates", "fund_paid", "fund_call", "fund_closing", "support_to_project",
    "support_to_utility", "support_public", "distribution_cost", "service_cost", "utility_margin", "unit_cost",
    "over_threshold_all", "headcount", "depth", "severity", "gaps", "outlay_share", "access_factor", "uptake_factor",
    "targeting_factor", "quantity_factor", "rate_factor", "targeting_performance", "exclusion_error",
    "inclusion_error", "materiality", "potential_headcount", "benefit_of_service", "benefit_of_time_and_health",
    "benefit_of_climate", "ghg", "weighted_gains",
]  # fmt: skip
OF_GROUPS = [
    "households", "income", "connected", "reached", "customers", "connections_made", "connection_paid",
    "new_households", "use_wanted", "use_delivered", "months_billed", "bill_charged", "bill", "bill_full",
    "bill_helped", "helped", "billed", "group_collected", "social_saved", "subsidy", "potential_burden",
]  # fmt: skip
OF_CLASSES = ["class_sold", "class_collected"]
OF_SUPPORT = ["due", "paid", "prefinance"]


DUST = 1e-6
"""So little of a household, or of money, is rounding, as where hardly more are connected than were before."""


def differences(values: dict, answer: dict, plain: dict) -> list[str]:
    """Every row and measure that differs by more than a billionth of the largest value in its row."""
    rows = assemble(towns.scenario_of(plain)).model.rows
    names = list(ROWS)
    names += [f"groups.{name}.{row}" for name in plain["city"]["groups"] for row in OF_GROUPS]
    names += [f"classes.{name}.{row}" for name in plain["retail"].get("classes", {}) for row in OF_CLASSES]
    names += [f"support.{name}.{row}" for name in plain["finance"]["support"] for row in OF_SUPPORT]
    code = plain["city"]["currency"]
    found = []
    for name in names:
        if name not in answer["rows"]:
            continue  # not reckoned in this kind of town
        line = f"currencies.{code}.exchange_rate" if name == "exchange_rate" else name
        theirs = np.array(answer["rows"][name])
        found += _differs(name, rows[line].part.unit, np.broadcast_to(values[line][0], theirs.shape), theirs)
    for name, theirs in answer["measures"].items():
        found += _differs(name, rows[name].part.unit, values[name][0], np.array([theirs]))
    return found


def _differs(name: str, unit: str, ours: np.ndarray, theirs: np.ndarray) -> list[str]:
    if not np.array_equal(np.isnan(ours), np.isnan(theirs)):
        return [f"{name}: blank {np.flatnonzero(np.isnan(ours))} and {np.flatnonzero(np.isnan(theirs))}"]
    gap = np.nanmax(np.abs(ours - theirs), initial=0.0)
    scale = np.nanmax(np.abs(theirs), initial=0.0)
    return [] if gap <= RELATIVE * scale + (1e-12 if unit == "1" else DUST) else [f"{name}: {gap:.3g} of {scale:.3g}"]


@pytest.mark.parametrize("shape", towns.SHAPES)
def test_drawn_towns_agree(shape):
    plains = [towns.town(towns.SHAPES[shape], seed) for seed in range(8)]
    answers = [independent_people.calculate(plain) for plain in plains]
    found = run_together([towns.scenario_of(plain) for plain in plains])
    wrong = {
        seed: texts
        for seed, (plain, values, answer) in enumerate(zip(plains, found, answers, strict=True))
        if (texts := differences(values, answer, plain))
    }
    assert wrong == {}


def test_a_planted_error_is_found():
    """The comparison is not blind: another collection differs in what is paid, and not in what is used."""
    plain = towns.town(towns.SHAPES["plain"], 0)
    other = copy.deepcopy(plain)
    other["retail"] |= {"collection": 0.9, "cost_pass_through": 0.0}
    plain["retail"] |= {"collection": 0.8, "cost_pass_through": 0.0}
    [values] = run_together([towns.scenario_of(plain)])
    answer = independent_people.calculate(other)
    found = {text.partition(":")[0] for text in differences(values, answer, plain)}
    assert {"bills_collected", "collected", "groups.group_0.group_collected", "utility_margin"} <= found
    assert not found & {"coverage", "volume", "groups.group_0.use_delivered", "groups.group_0.bill", "headcount"}


if __name__ == "__main__":
    for name, shape in towns.SHAPES.items():
        for seed in range(int(sys.argv[1])):
            plain = towns.town(shape, seed)
            try:
                [values] = run_together([towns.scenario_of(plain)])
            except Exception as error:
                texts = [f"{type(error).__name__}: {error}"]
            else:
                texts = differences(values, independent_people.calculate(plain), plain)
            if texts:
                print(name, seed, texts[:6])
