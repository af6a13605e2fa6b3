"""The order of calculation: loops forward and backward, circles printed, and what a line needs."""

from itertools import pairwise

import pytest

from ppp_model.engine.line import When
from ppp_model.engine.order import Step, depending_on, needed_by, steps
from ppp_model.errors import ModelError

NOW, PREV, NEXT, ALL = When.NOW, When.PREV, When.NEXT, When.ALL


def order_of(**needs):
    return [step.lines for step in steps(needs)]


def refused(**needs):
    with pytest.raises(ModelError) as caught:
        steps(needs)
    return str(caught.value)


def test_a_line_comes_after_what_it_needs():
    assert order_of(c={"b": NOW, "a": NOW}, b={"a": ALL}, a={}) == [("a",), ("b",), ("c",)]


def test_a_need_for_another_period_is_still_a_need():
    assert order_of(c={"b": PREV}, b={"a": NEXT}, a={}) == [("a",), ("b",), ("c",)]


def test_lines_that_need_each_other_through_the_period_before_run_forward():
    found = steps({"closing": {"opening": NOW, "draw": NOW}, "opening": {"closing": PREV}, "draw": {}})
    assert found == [Step(("draw",)), Step(("opening", "closing"), 1)]


def test_lines_that_need_each_other_through_the_next_period_run_backward():
    found = steps({"value": {"worth": NOW}, "worth": {"value": NEXT, "flow": NOW}, "flow": {}})
    assert found == [Step(("flow",)), Step(("worth", "value"), -1)]


def test_a_line_may_need_itself_in_another_period():
    assert steps({"total": {"total": PREV}}) == [Step(("total",), 1)]
    assert steps({"value": {"value": NEXT}}) == [Step(("value",), -1)]


def test_within_a_loop_the_order_of_the_period_holds():
    found = steps({"d": {"c": NOW}, "c": {"b": NOW}, "b": {"a": NOW}, "a": {"d": PREV}})
    assert found == [Step(("a", "b", "c", "d"), 1)]


def test_a_circle_within_one_period_is_printed():
    text = refused(tax={"interest": NOW}, interest={"debt": NOW}, debt={"cfads": NOW}, cfads={"tax": NOW}, other={})
    assert text.startswith("a circle within one period: ")
    circle = text.partition(": ")[2].split(" -> ")
    assert circle[0] == circle[-1]
    assert set(circle) == {"tax", "interest", "debt", "cfads"}
    needs = [("tax", "interest"), ("interest", "debt"), ("debt", "cfads"), ("cfads", "tax")]
    assert set(pairwise(circle)) == set(needs)


def test_a_line_that_needs_itself_is_printed():
    assert refused(tax={"tax": NOW}) == "a circle within one period: tax -> tax"


def test_a_circle_inside_a_loop_is_found():
    text = refused(a={"b": NOW, "c": PREV}, b={"a": NOW}, c={"a": NOW})
    assert text == "a circle within one period: a -> b -> a"


def test_the_circle_printed_takes_the_shortest_way_back():
    text = refused(a={"b": NOW}, b={"c": NOW, "d": NOW}, c={"d": NOW}, d={"a": NOW})
    assert text.endswith(": a -> b -> d -> a")


def test_a_circle_that_looks_both_ways_is_refused():
    text = refused(a={"b": PREV}, b={"a": NEXT})
    assert text == "a circle that needs later and earlier periods at once: b -> a -> b"


def test_a_circle_through_the_whole_row_is_refused():
    text = refused(size={"service": ALL}, service={"size": NOW})
    assert text == "a circle that needs later and earlier periods at once: size -> service -> size"


def test_a_loop_cannot_need_a_whole_row():
    text = refused(balance={"balance": PREV, "flow": ALL}, flow={})
    assert text == "line 'balance' runs period by period and cannot need all of 'flow'"


def test_a_long_chain_needs_no_recursion():
    needs = {f"x{number}": {f"x{number + 1}": NOW} for number in range(5000)} | {"x5000": {}}
    assert [step.lines[0] for step in steps(needs)] == [f"x{number}" for number in range(5000, -1, -1)]


NEEDS = {"profit": {"revenue": NOW, "cost": NOW}, "revenue": {"volume": NOW}, "cost": {}, "volume": {}, "other": {}}


def test_what_a_line_needs():
    assert needed_by(["profit"], NEEDS) == {"profit", "revenue", "cost", "volume"}
    assert needed_by(["cost", "other"], NEEDS) == {"cost", "other"}


def test_what_depends_on_a_line():
    assert depending_on(["volume"], NEEDS) == {"volume", "revenue", "profit"}
    assert depending_on(["other"], NEEDS) == {"other"}
