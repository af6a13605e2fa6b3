"""The frontier of small studies: full runs that keep their limits, none cheaper on a grid, and what binds."""

import itertools

import numpy as np
import pytest

from ppp_model.assemble import assemble
from ppp_model.errors import ScenarioError
from ppp_model.measures import CHECKS

HONEST = 1e-6
"""By how much a limit may be missed, and a grid may be cheaper, as a share."""


@pytest.fixture(scope="module")
def plant_points(plant):
    return plant.frontier()


@pytest.fixture(scope="module")
def network_points(network):
    return network.frontier()


def bars(study, point):
    """Goals of a point and limits of a study: measure, sign and value."""
    limits = study.file.loaded().scenario.frontier.limits
    found = [(goal.measure, goal.sign, goal.value) for goal in point.goals]
    for name, limit in limits.items():
        found += [
            (name, sign, value) for sign, value in ((1, limit.at_least), (-1, limit.at_most)) if value is not None
        ]
    return found


def keeps(found, wanted):
    """Whether measures keep bars within a share of 1e-6."""
    return np.all([sign * (found[name] - value) >= -HONEST * abs(value) for name, sign, value in wanted], axis=0)


def runs_on(study, points):
    """Measures of full runs of the model at points (a row for each, a column for each free input)."""
    scenario = study.file.loaded().scenario
    assembled = assemble(scenario)
    lines = [assembled.lines_at(one.input) for one in scenario.frontier.inputs.values()]
    names = {"public_support_pv", *scenario.frontier.goals, *scenario.frontier.limits}
    checks = {name for name in CHECKS if name in assembled.model.rows}
    changed = {line: points[:, [n]] for n, of in enumerate(lines) for line in of}
    values = assembled.run(changed=changed, wanted=names | checks).values
    found = {name: np.broadcast_to(values[name][:, 0], len(points)) for name in names}
    return found, np.all([np.broadcast_to(values[name].min(axis=1), len(points)) == 1 for name in checks], axis=0)


def brute_force(study, point, counts, around=None):
    """The least cost on a grid over the whole range, or over a share of it around a point."""
    axes = []
    for (name, one), count in zip(study.file.loaded().scenario.frontier.inputs.items(), counts, strict=True):
        low, high = one.between
        if around is not None:
            reach = around * (high - low)
            low, high = max(low, point.inputs[name] - reach), min(high, point.inputs[name] + reach)
        axes.append(np.linspace(low, high, count))
    found, sound = runs_on(study, np.array(list(itertools.product(*axes))))
    kept = keeps(found, bars(study, point)) & sound
    return found["public_support_pv"][kept].min(initial=np.inf)


def by_hand(study, point):
    """The run of a point with its inputs written as a user would."""
    inputs = study.file.loaded().scenario.frontier.inputs
    return study.run(sets=[f"{inputs[name].input}={value!r}" for name, value in point.inputs.items()])


@pytest.mark.parametrize("name", ["plant", "network"])
def test_every_point_is_a_full_run_that_keeps_its_goals_and_limits(name, request):
    study, points = request.getfixturevalue(name), request.getfixturevalue(f"{name}_points")
    reached = [point for point in points if point.reached]
    assert len(reached) >= 2
    for point in reached:
        result = by_hand(study, point)
        assert keeps(result.measures, bars(study, point))
        assert result.ok
        assert {key: result.measures[key] for key in point.measures} == pytest.approx(dict(point.measures), rel=1e-8)
        assert point.cost == point.measures["public_support_pv"]


def test_no_point_of_a_grid_of_two_inputs_is_cheaper(plant, plant_points):
    for point in plant_points:
        cheapest = brute_force(plant, point, (41, 41))
        assert point.reached or cheapest == np.inf
        if point.reached:
            assert point.cost <= cheapest * (1 + HONEST)
            assert point.cost <= brute_force(plant, point, (25, 25), around=0.01) * (1 + HONEST)


def test_no_point_of_a_grid_of_three_inputs_is_cheaper(network, network_points):
    for point in network_points:
        assert point.reached
        assert point.cost <= brute_force(network, point, (17, 25, 17)) * (1 + HONEST)
        assert point.cost <= brute_force(network, point, (13, 13, 13), around=0.02) * (1 + HONEST)


def test_no_point_of_a_grid_is_cheaper_for_kigali():
    import ppp_model

    study = ppp_model.load("scenarios/kigali-bulk-water")
    goal = "frontier.goals.burden_poorest.at_most=2 %"
    (point,) = study.frontier(sets=[goal])
    assert point.reached
    assert [bar.measure for bar in point.binds] == ["burden_poorest", "equity_irr"]
    result = study.run(sets=[f"retail.tariff_level={point.inputs['tariff']!r}",
                             f"revenue.capacity_charge={point.inputs['charge']!r}"])  # fmt: skip
    assert keeps(result.measures, bars(study, point))
    assert point.cost <= brute_force(study, point, (11, 11)) * (1 + HONEST)
    assert point.cost <= brute_force(study, point, (5, 5), around=0.005) * (1 + HONEST)


def test_a_lower_bill_takes_a_larger_grant(plant_points):
    curve = plant_points.curve("burden_poorest")
    assert curve["burden_poorest"].tolist() == pytest.approx([0.036, 0.042, 0.05])
    assert curve["grant"].is_monotonic_decreasing
    assert curve["tariff"].is_monotonic_increasing
    assert list(curve.columns) == ["burden_poorest", "grant", "tariff", "cost"]
    # the grant is paid over the one year of works
    assert curve["cost"].tolist() == pytest.approx((curve["grant"] / 1.06).tolist())


def test_the_curves_of_other_goals_follow_one_another(network_points):
    curve = network_points.curve("burden_poorest")
    assert curve["goal coverage_end"].tolist() == [0.85, 0.88]
    assert curve["cost"].is_monotonic_increasing


def test_what_binds_is_named(plant_points, network_points):
    point = plant_points[-1]
    assert [bar.text for bar in point.binds] == ["burden_poorest <= 0.05", "equity_irr >= 0.12", "dscr_min >= 1.25"]
    assert point.ends == {}
    assert network_points[0].ends == {"tap": "largest"}
    assert network_points[0].text == "burden_poorest <= 0.032; equity_irr >= 0.12; tap at its largest value"
    assert network_points[1].ends == {}


def test_a_goal_out_of_reach_says_what_it_misses_and_by_how_much(plant_points):
    point = plant_points[0]
    assert not point.reached
    assert [bar.measure for bar in point.misses] == ["burden_poorest"]
    nearest = point.measures["burden_poorest"]
    assert nearest > 0.03
    assert point.text == f"not reached: burden_poorest <= 0.03 (nearest {nearest:.6g})"
    plain = point.to_dict()
    assert plain["reached"] is False
    assert plain["misses"] == [{"measure": "burden_poorest", "at_most": 0.03, "found": nearest}]


def test_the_frame_has_a_row_for_each_combination_of_goals(network_points):
    frame = network_points.frame
    assert frame["goal coverage_end"].tolist() == [0.85, 0.88]
    assert frame["goal burden_poorest"].tolist() == [0.032, 0.032]
    assert frame["reached"].all()


def test_points_at_which_a_check_fails_do_not_count(plant):
    loan = ["finance.debt.bank.dscr=null", "frontier.limits=null"]
    (point,) = plant.frontier(sets=[*loan, "frontier.goals.burden_poorest.at_most=4 %"])
    inputs = [f"finance.grants.gap.amount={point.inputs['grant']!r}", f"retail.tariff_level={point.inputs['tariff']!r}"]
    assert point.reached
    assert plant.run(sets=[*loan, *inputs]).ok
    assert point.cost > 0  # nothing but the check that debt is paid when due asks for a grant
    low = ["frontier.goals.burden_poorest.at_most=2 %", "frontier.inputs.tariff.between=[0.02, 2]"]
    (point,) = plant.frontier(sets=[*loan, *low])
    assert point.fails == ("debt_paid_when_due",)
    assert point.text == "not reached: debt service is not paid when due"


def test_a_frontier_of_one_input(plant):
    sets = ["frontier.inputs.tariff=null", "frontier.goals.burden_poorest.at_most=10 %"]
    (point,) = plant.frontier(sets=sets)
    assert [bar.measure for bar in point.binds if bar.measure != "dscr_min"] == ["equity_irr"]
    assert by_hand_one(plant, point) == pytest.approx(0.12, abs=1e-9)


def by_hand_one(study, point):
    return study.run(sets=[f"finance.grants.gap.amount={point.inputs['grant']!r}"])["equity_irr"]


@pytest.mark.parametrize(
    ("sets", "words"),
    [
        (["frontier=null"], "the scenario does not say what is sought"),
        (["frontier.least=public_suport_pv"], "Did you mean `public_support_pv`?"),
        (["frontier.limits={dscr_mn: {at_least: 1.2}}"], "unknown measure `dscr_mn`. Did you mean `dscr_min`?"),
        (["frontier.least=vfm"], "vfm cannot be used. It needs two runs."),
        (["frontier.inputs.grant.input=city.budget_growth_rate"], "no such number to choose"),
        (["frontier.inputs.grant.input=finance.grants.gapp.amount"],
         "finance.grants.gapp.amount cannot be free in gap_grant"),
    ],
)  # fmt: skip
def test_what_cannot_be_sought_is_refused(plant, sets, words):
    with pytest.raises(ScenarioError, match=words.replace("?", r"\?")):
        plant.frontier(sets=sets)


def test_progress_is_told(plant):
    told = []
    plant.frontier(sets=["frontier.goals.burden_poorest.at_most=5 %"], progress=told.append)
    assert told == sorted(told)
    assert told[0] >= 625
