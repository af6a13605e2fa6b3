"""Every number in the `value_for_money` of the shipped studies counts; those of Kigali move it as they should."""

from __future__ import annotations

import dataclasses
from functools import cache
from pathlib import Path

import pytest

from ppp_model import load
from ppp_model.analysis.value_for_money import appraisal_of
from ppp_model.scenario.mixing import with_value
from ppp_model.scenario.paths import lookup, numeric_paths

SCENARIOS = Path(__file__).parents[2] / "scenarios"
KIGALI, REFERENCE = load(SCENARIOS / "kigali-bulk-water"), load(SCENARIOS / "reference-deal")
WEIGHED = {KIGALI: ("as_signed", "public_loan"), REFERENCE: ("everything", "public")}
SECTION = "value_for_money."
SIGNS = {
    "transaction_cost.comparator": 1, "transaction_cost.partnership": -1,
    "monitoring_cost.comparator": 1, "monitoring_cost.partnership": -1,
    "risks.works_overrun": 1, "risks.works_overrun.partnership_share": -1,
    "risks.operation_overrun": 1, "risks.operation_overrun.partnership_share": -1,
    "risks.users_pay_less": 0, "risks.users_pay_less.partnership_share": -1,
    "risks.company_fails": -1, "risks.company_fails.comparator_share": 1,
}  # fmt: skip
"""What more of a number does to value for money: dearer risks that go over favour the partnership, those that it alone
brings do not, and those that stay on both sides do nothing."""


@cache
def runs(study):
    return tuple(study.run(name) for name in WEIGHED[study])


def weighed(study, values):
    """The first structure weighed with other numbers in its section; no run depends on the section."""
    result, comparator = runs(study)
    scenario = result.loaded.scenario
    for path, value in values.items():
        scenario = with_value(scenario, path.split("."), value)
    other = dataclasses.replace(result, loaded=dataclasses.replace(result.loaded, scenario=scenario))
    return appraisal_of(comparator, other)


def vfm(values):
    return weighed(KIGALI, values).vfm


def now(study, path):
    return lookup(runs(study)[0].loaded.scenario, path)


def written(study):
    """The numbers that the study writes in its section, but for those that must add up to 100 %."""
    loaded = study.file.loaded(WEIGHED[study][0])
    paths = (path for path in numeric_paths(loaded.scenario) if path.startswith(SECTION))
    found = (path for path in paths if path in loaded.written or path.rpartition(".")[0] in loaded.written)
    return [path for path in found if ".profile." not in path and not path.endswith(".probability")]


def sign_of(path):
    name = path.removeprefix(SECTION)
    return SIGNS[name] if name in SIGNS else SIGNS[".".join(name.split(".")[:2])]


def step(value):
    """A tenth more, a tenth less of what is at its maximum, 5 % of nothing."""
    return -0.1 if value == 1 else max(abs(value) * 0.1, 0.05)


@pytest.mark.parametrize("path", written(KIGALI))
def test_number_moves_value_for_money(path):
    change = step(now(KIGALI, path))
    moved = (vfm({path: now(KIGALI, path) + change}) - vfm({})) * (1 if change > 0 else -1)
    assert moved * sign_of(path) > 1 or (sign_of(path) == 0 and abs(moved) < 1e-6)


@pytest.mark.parametrize("risk", ["works_overrun", "users_pay_less", "company_fails"])
def test_probability_moves_value_for_money(risk):
    """A tenth from the first point, the mildest, to the last."""
    points = f"{SECTION}risks.{risk}.points"
    first, *_, last = (f"{points}.{name}.probability" for name in now(KIGALI, points))
    moved = vfm({first: now(KIGALI, first) - 0.1, last: now(KIGALI, last) + 0.1}) - vfm({})
    sign = SIGNS[f"risks.{risk}"]
    assert moved * sign > 1 or (sign == 0 and abs(moved) < 1e-6)


@pytest.mark.parametrize("path", [path for path in written(REFERENCE) if ".correlations." not in path])
def test_number_of_the_reference_deal_moves_a_side(path):
    value = now(REFERENCE, path)
    before, after = weighed(REFERENCE, {}), weighed(REFERENCE, {path: value + step(value)})
    if path.endswith("deviation"):
        spreads = [found.draw(500, 1).summary()["psc"]["deviation"] for found in (before, after)]
        assert spreads[1] > spreads[0]
    else:
        assert abs(after.psc - before.psc) > 1 or abs(after.ppp - before.ppp) > 1


def test_correlation_of_the_reference_deal_widens_the_spread():
    path = f"{SECTION}correlations.ground"
    loose, tight = (weighed(REFERENCE, {path: tie}).draw(4000, 1).summary()["vfm"]["deviation"] for tie in (0.0, 1.0))
    assert tight > loose
