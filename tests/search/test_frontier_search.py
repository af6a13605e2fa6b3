"""The search on functions whose least value is known."""

from types import SimpleNamespace

import numpy as np
import pytest

from ppp_model.analysis.frontier_edges import Bar
from ppp_model.analysis.frontier_search import Search
from ppp_model.errors import ModelError


class Functions:
    """Stands for an assembled scenario: measures are functions of inputs named x, y, z."""

    model = SimpleNamespace(solved={})

    def __init__(self, **measures):
        self.measures = measures

    unsettled = staticmethod(lambda **inputs: np.zeros(1, dtype=bool))

    def run(self, changed, start, wanted, repeats):
        values = {name: np.asarray(self.measures[name](**changed), dtype=float) for name in wanted}
        is_open = np.reshape(self.unsettled(**changed), -1)
        return SimpleNamespace(values={name: np.atleast_2d(value) for name, value in values.items()}, unsettled=is_open)


def least(functions, bars, ranges, checks=()):
    """The inputs at the least of ``cost`` under bars."""
    names = [name for name in functions.measures if name not in checks]
    search = Search(functions, [["x"], ["y"], ["z"]][: len(ranges)], ranges, "cost", names, checks)
    (point,) = search.cheapest([bars], lambda runs: None)
    return search.values(point)


def test_the_corner_of_two_bars_is_found_to_rounding():
    functions = Functions(cost=lambda x, y: 3 * x + y, one=lambda x, y: x * y, other=lambda x, y: np.sqrt(x) + 2 * y)
    found = least(functions, [Bar("one", +1, 2.0), Bar("other", -1, 5.0)], [(0.1, 9.0), (0.1, 9.0)])
    # along xy = 2 the cost 3 x + 2 / x falls to x = 0.82, but sqrt(x) + 4 / x <= 5 stops it at x = 1
    assert found == pytest.approx([1.0, 2.0], abs=1e-8)


def test_the_least_along_a_bar_and_the_least_inside():
    functions = Functions(cost=lambda x, y: (x - 0.3) ** 2 + (y - 0.2) ** 2, sum=lambda x, y: x + y)
    ranges = [(0.0, 1.0), (0.0, 1.0)]
    along = least(functions, [Bar("sum", +1, 1.0)], ranges)
    assert along.sum() == pytest.approx(1.0, abs=1e-8)
    assert functions.measures["cost"](*along) == pytest.approx(0.125, abs=1e-6)
    inside = least(functions, [Bar("sum", -1, 1.0)], ranges)
    assert functions.measures["cost"](*inside) == pytest.approx(0.0, abs=1e-6)


def test_the_lower_of_two_valleys_is_taken():
    functions = Functions(
        cost=lambda x, y: 1 + y - 0.5 * np.exp(-200 * (x - 0.2) ** 2) - 0.6 * np.exp(-200 * (x - 0.8) ** 2),
        level=lambda x, y: y + 0.1 * x,
    )
    found = least(functions, [Bar("level", +1, 0.5)], [(0.0, 1.0), (0.0, 1.0)])
    assert found[0] == pytest.approx(0.8, abs=0.01)


def test_three_inputs_and_one():
    functions = Functions(
        cost=lambda x, y, z: x + 2 * y + 3 * z, one=lambda x, y, z: x * y + z, two=lambda x, y, z: y + z**2,
        three=lambda x, y, z: x - z,
    )  # fmt: skip
    bars = [Bar("one", +1, 2.0), Bar("two", +1, 1.0), Bar("three", -1, 1.0)]
    found = dict(zip("xyz", least(functions, bars, [(0.0, 3.0)] * 3), strict=True))
    axes = np.meshgrid(*[np.linspace(0, 3, 121)] * 3, indexing="ij")
    mesh = dict(zip("xyz", axes, strict=True))
    kept = np.all([np.asarray(bar.short(functions.measures[bar.measure](**mesh))) == 0 for bar in bars], axis=0)
    assert all(bar.short(functions.measures[bar.measure](**found)) == 0 for bar in bars)
    assert functions.measures["cost"](**found) <= functions.measures["cost"](**mesh)[kept].min() + 1e-6
    single = Functions(cost=lambda x: x**2, much=lambda x: x**3)
    assert least(single, [Bar("much", +1, 8.0)], [(0.0, 9.0)])[0] == pytest.approx(2.0, abs=1e-8)


def test_what_cannot_be_is_missed_by_as_little_as_possible():
    functions = Functions(cost=lambda x, y: x + y, one=lambda x, y: x + 0 * y, two=lambda x, y: y + 0 * x)
    found = least(functions, [Bar("one", +1, 2.0), Bar("two", +1, 0.5)], [(0.0, 1.0), (0.0, 1.0)])
    assert found == pytest.approx([1.0, 0.5], abs=1e-9)


def test_of_points_that_cost_the_same_the_lowest_is_taken():
    functions = Functions(cost=lambda x, y: x + 0 * y, one=lambda x, y: x + 0 * y)
    found = least(functions, [Bar("one", +1, 0.5)], [(0.0, 1.0), (2.0, 3.0)])
    assert found == pytest.approx([0.5, 2.0], abs=1e-9)


def test_a_check_that_fails_rules_a_point_out():
    functions = Functions(
        cost=lambda x, y: x + y, one=lambda x, y: x + y, sound=lambda x, y: np.where(x >= 0.25, 1.0, 0.0)
    )
    found = least(functions, [Bar("one", +1, 0.5)], [(0.0, 1.0), (0.0, 1.0)], ["sound"])
    assert found[0] >= 0.25
    assert found.sum() == pytest.approx(0.5, abs=1e-8)


def test_points_that_cannot_be_run_or_do_not_settle_or_have_no_value_are_left_out():
    def run(self, changed, start, wanted, repeats):
        if np.any((changed["x"] < 0.3) & (changed["y"] < 0.1)):
            raise ModelError("a division by zero")
        return Functions.run(self, changed, start, wanted, repeats)

    functions = type("Broken", (Functions,), {"run": run})(
        cost=lambda x, y: x + y, one=lambda x, y: np.where(x < 0.4, np.nan, x + y)
    )
    functions.unsettled = lambda x, y: x > 0.45
    found = least(functions, [Bar("one", +1, 0.5)], [(0.0, 1.0), (0.0, 1.0)])
    assert found.sum() == pytest.approx(0.5, abs=1e-6)
    assert 0.4 <= found[0] <= 0.45


def test_a_bar_of_nought_is_kept_within_rounding():
    bar = Bar("households_over_threshold", -1, 0.0)
    assert bar.short(1e-9) == 0
    assert bar.short(1.0) > 0
    assert np.isinf(bar.short(np.nan))
    assert bar.text == "households_over_threshold <= 0"
