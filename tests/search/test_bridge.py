"""The bridge between two structures: parts that add up, worked by hand, and what cannot be bridged."""

import itertools
import math

import pytest

from ppp_model.analysis.bridge import TOGETHER, bridge, part_of_each
from ppp_model.errors import ScenarioError
from ppp_model.scenario.mixing import differences, mixed, value_at
from ppp_model.scenario.model import Scenario


def worth_of(single, pairs=None):
    """A worth that adds what each change brings, and what pairs of them bring together."""

    def worth(taken):
        both = sum(extra for pair, extra in (pairs or {}).items() if set(pair) <= set(taken))
        return 100.0 + sum(single[change] for change in taken) + both

    return worth


def test_changes_that_only_add_have_each_its_own_part():
    assert part_of_each("abc", worth_of({"a": 5.0, "b": -3.0, "c": 0.0})) == pytest.approx({"a": 5, "b": -3, "c": 0})


def test_what_two_changes_bring_together_is_shared_alike():
    # 100 -> 100 + 5 - 3 + 8; the 8 needs both, so each has 4 of it
    parts = part_of_each("ab", worth_of({"a": 5.0, "b": -3.0}, {("a", "b"): 8.0}))
    assert parts == pytest.approx({"a": 9, "b": 1})


def test_three_changes_of_which_all_are_needed():
    def worth(taken):
        return 12.0 if set(taken) == set("abc") else 3.0 if "a" in taken else 0.0

    # a: first in 2 of 6 orders (3), after b or c alone in 2 (3), last in 2 (12): 36 / 6. b, c: last in 2 orders (9)
    assert part_of_each("abc", worth) == pytest.approx({"a": 6, "b": 3, "c": 3})


def test_the_order_of_the_changes_does_not_matter():
    worth = worth_of(dict(zip("abcd", (1.0, 2.0, -4.0, 0.5), strict=True)), {"ab": 3.0, "cd": -1.0, "ad": 7.0})
    found = [part_of_each(order, worth) for order in itertools.permutations("abcd")]
    assert all(parts == pytest.approx(found[0]) for parts in found)


def test_many_changes_take_one_order_and_its_reverse_and_add_up():
    names = "abcdefghij"
    worth = worth_of({name: float(number) for number, name in enumerate(names)}, {("a", "j"): 10.0})
    parts = part_of_each(names, worth)
    assert sum(parts.values()) == pytest.approx(worth(names) - worth(()))
    assert parts["a"] == pytest.approx(5.0)
    assert parts["j"] == pytest.approx(9.0 + 5.0)


def test_parts_of_two_structures_add_up_to_the_difference(plant):
    first, second = plant.run("gap_grant"), plant.run("dear_loan")
    for measure in ("net_public_cost_pv", "equity_irr", "debt"):
        found = plant.bridge("gap_grant", "dear_loan", measure)
        assert set(found.parts) == {"finance.debt.bank.rate", "tax.rate"}
        assert found.value_first == pytest.approx(first.measures[measure], rel=1e-9)
        assert found.value_second == pytest.approx(second.measures[measure], rel=1e-9)
        assert sum(found.parts.values()) == pytest.approx(found.difference, abs=1e-9 * abs(found.value_first))


def test_the_part_of_a_change_is_its_mean_effect_first_and_last(plant):
    def irr(*sets):
        return plant.run("gap_grant", sets=sets)["equity_irr"]

    rate, tax = "finance.debt.bank.rate=11 %", "tax.rate=30 %"
    found = plant.bridge("gap_grant", "dear_loan", "equity_irr")
    assert found.all_orders
    assert found.parts["finance.debt.bank.rate"] == pytest.approx((irr(rate) - irr() + irr(rate, tax) - irr(tax)) / 2)
    assert found.parts["tax.rate"] == pytest.approx((irr(tax) - irr() + irr(rate, tax) - irr(rate)) / 2, abs=1e-9)


def test_a_price_that_is_solved_for_is_a_change_with_its_values(plant):
    found = plant.bridge("gap_grant", "no_grant", "net_public_cost_pv")
    steps = {step.key: step for step in found.steps}
    assert set(steps) == {"finance.grants.gap", "retail.tariff_level"}
    solved = plant.run("no_grant").solved
    assert (steps["retail.tariff_level"].old, steps["retail.tariff_level"].new) == (1.0, pytest.approx(solved.value))
    assert (steps["finance.grants.gap"].old, steps["finance.grants.gap"].new) == (None, None)
    assert [abs(step.part) for step in found.steps] == sorted((abs(step.part) for step in found.steps), reverse=True)


def test_the_way_back_has_the_same_parts_with_the_other_sign(plant):
    there = plant.bridge("gap_grant", "availability", "net_public_cost_pv")
    back = plant.bridge("availability", "gap_grant", "net_public_cost_pv")
    assert there.parts == pytest.approx({key: -part for key, part in back.parts.items()}, abs=1e-6)


def test_changes_are_taken_together_where_a_mixture_is_no_deal(plant):
    # with the tariff of one and without the payment of the other there is no return, or a rule is broken
    found = plant.bridge("availability", "no_grant", "equity_irr")
    assert len(found.steps) < 4
    assert sum(found.parts.values()) == pytest.approx(found.difference)
    one = plant.bridge("gap_grant", "gap_grant", "equity_irr", sets=[])
    assert one.steps == ()
    assert one.difference == 0


def test_all_changes_are_one_step_where_no_mixture_is_a_deal(plant):
    first, second = plant.run("gap_grant"), plant.run("dear_loan")
    known = {0.08: 1.0, 0.11: 3.5}

    def value(scenario):
        rate, tax = scenario.finance.debt["bank"].rate, scenario.tax.rate
        return known[rate] if (rate, tax) in ((0.08, 0.25), (0.11, 0.30)) else math.nan

    found = bridge(first, second, "equity_irr", value)
    assert found.parts == {TOGETHER: 2.5}
    assert (found.value_first, found.value_second) == (1.0, 3.5)


def test_a_case_is_kept_on_both_sides(plant):
    found = plant.bridge("gap_grant", "no_grant", "net_public_cost_pv", case="low_use")
    assert found.value_first == pytest.approx(plant.run("gap_grant", "low_use")["net_public_cost_pv"], rel=1e-9)
    assert found.value_second == pytest.approx(plant.run("no_grant", "low_use")["net_public_cost_pv"], rel=1e-9)


def test_the_frame_leads_from_the_one_value_to_the_other(plant):
    frame = plant.bridge("gap_grant", "dear_loan", "debt").frame
    assert frame.index[0] == "gap_grant"
    assert frame.index[-1] == "dear_loan"
    assert frame["debt"].iloc[:-1].sum() == pytest.approx(frame["debt"].iloc[-1])


@pytest.mark.parametrize(
    ("measure", "words"),
    [
        ("vfm", "vfm: has no value in gap_grant: nothing to compare with"),
        ("price_solved", "price_solved: has no value in gap_grant: nothing is solved for"),
        ("net_public_cost", "Did you mean `net_public_cost_pv`?"),
    ],
)
def test_what_cannot_be_bridged_is_refused(plant, measure, words):
    with pytest.raises(ScenarioError, match=words.replace("?", r"\?")):
        plant.bridge("gap_grant", "no_grant", measure)


def test_what_needs_a_second_run_cannot_be_bridged():
    import ppp_model

    study = ppp_model.load("scenarios/kigali-bulk-water")
    with pytest.raises(ScenarioError, match="it is no line of the model"):
        study.bridge("as_signed", "no_grant", "vfm")


# Mixing


def scenario(**parts):
    return Scenario.model_validate(
        {"study": "S", "service": "water", "currency": "USD", "timeline": {"close": "2025-01-01", "construction": 1,
         "operation": 9}, "supply": {"capacity": 1.0}, "works": {"items": {}}, "public": {"discount_rate": 0.05}}
        | parts
    )  # fmt: skip


def loans(**rates):
    return {name: {"amount": 1.0, "rate": rate, "tenor": 5} for name, rate in rates.items()}


def grants(*names):
    return {name: {"amount": 1.0, "giver": "city"} for name in names}


def test_differences_go_down_to_values_and_stop_at_maps_that_gain_or_lose():
    one = scenario(finance={"debt": loans(a=0.05, b=0.06), "grants": grants("x", "y")}, tax={"rate": 0.1})
    other = scenario(finance={"debt": loans(a=0.05, b=0.07), "grants": grants("y", "z")}, tax={"rate": 0.2})
    assert differences(one, other) == ["finance.grants.x", "finance.grants.z", "finance.debt.b.rate", "tax.rate"]
    assert differences(one, other, 1) == ["finance", "tax"]
    third = scenario(finance={"debt": loans(a=0.05, c=0.07), "grants": grants("x", "y")}, tax={"rate": 0.1})
    assert differences(one, third) == ["finance.debt"]
    assert differences(one, one) == []


@pytest.mark.parametrize(("before", "after"), [("xyz", "yw"), ("xy", "wxvy"), ("", "ab"), ("ab", ""), ("abc", "cb")])
def test_all_differences_together_make_the_other_scenario_in_its_order(before, after):
    one, other = (scenario(finance={"grants": grants(*names)}) for names in (before, after))
    changes = differences(one, other)
    for order in itertools.permutations(changes):
        found = mixed(one, other, order)
        assert found == other
        assert list(found.finance.grants) == list(after)
    assert mixed(one, other, []) == one


def test_a_value_is_found_where_a_map_has_the_entry():
    one = scenario(finance={"grants": grants("x")})
    assert value_at(one, "finance.grants.x.amount") == 1.0
    assert value_at(one, "finance.grants.y.amount") is None
    assert value_at(one, "finance.grants.y") is None


def test_what_does_not_enter_the_model_is_no_difference():
    one = scenario(description="One", solve={"input": "tax.rate", "measure": "debt", "target": 1.0})
    assert differences(one, scenario(description="Other")) == []
