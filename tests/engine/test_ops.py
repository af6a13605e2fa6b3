"""The functions of formulas: what they give, and that numbers, arrays and symbols agree."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppp_model.engine import ops
from ppp_model.engine.trace import Expr, symbol
from ppp_model.engine.units import RULES

CELLWISE = {
    "min_": 2, "max_": 2, "where": 3, "at_least": 2, "more_than": 2, "is_equal": 2, "within": 2, "whole": 1,
    "ratio": 2, "safe_ratio": 2, "grow": 2, "annuity_share": 2, "exponential": 1, "middle": 2,
    "logarithm": 1, "square_root": 1, "normal_share": 1,
}  # fmt: skip
OVER_ROWS = {
    "total": 1, "lowest": 1, "highest": 1, "average": 2, "first": 2, "coming": 2, "recent": 2, "lagged": 2,
    "total_where": 2, "irr": 2, "irr_status": 2,
}  # fmt: skip
OPS = CELLWISE | OVER_ROWS

NUMBERS = st.one_of(
    st.sampled_from([0.0, 1.0, -1.0, 0.5, 1e9]), st.floats(-1e9, 1e9, allow_subnormal=False), st.integers(-3, 40)
)


def row(*values):
    return np.array([values], dtype=float)


def test_every_function_is_tested_here_and_has_a_unit():
    public = {name for name, item in vars(ops).items() if hasattr(item, "__wrapped__")}
    assert public == set(OPS)
    assert public <= set(RULES)


@pytest.mark.parametrize(("name", "count"), OPS.items())
def test_a_symbol_anywhere_gives_a_symbol(name, count):
    for place in range(count):
        args = [2.0] * count
        args[place] = symbol("x")
        found = getattr(ops, name)(*args)
        assert isinstance(found, Expr)
        assert (found.op, found.args) == (name, tuple(args))


@pytest.mark.parametrize("name", CELLWISE)
@given(data=st.data())
def test_numbers_and_arrays_give_the_same_bits(name, data):
    function = getattr(ops, name)
    if name in ("grow", "annuity_share"):
        args = [data.draw(st.floats(-0.9, 2.0, allow_subnormal=False)), data.draw(st.integers(0, 60))]
    elif name == "exponential":
        args = [data.draw(st.floats(-50.0, 50.0, allow_subnormal=False))]
    elif name == "square_root":
        args = [data.draw(st.floats(0.0, 1e9, allow_subnormal=False))]
    else:
        args = [data.draw(NUMBERS) for _ in range(CELLWISE[name])]
    with np.errstate(over="ignore", invalid="ignore"):  # as a run does
        as_number = function(*args)
        as_array = function(*[row(value) for value in args])
        mixed = function(row(args[0], args[0]), *args[1:])
    assert as_array.shape == (1, 1)
    assert np.array_equal(as_array[0, 0], as_number, equal_nan=True)
    assert np.array_equal(mixed, [[as_number, as_number]], equal_nan=True)


@pytest.mark.parametrize("name", ["min_", "max_"])
@pytest.mark.parametrize("args", [(math.nan, 1.0), (1.0, math.nan)])
def test_a_blank_stays_blank(name, args):
    assert math.isnan(getattr(ops, name)(*args))
    assert math.isnan(getattr(ops, name)(*map(row, args))[0, 0])


def test_smaller_and_larger():
    assert (ops.min_(2, 3), ops.max_(2, 3)) == (2, 3)
    assert ops.min_(row(1, 5), 3).tolist() == [[1, 3]]
    assert ops.max_(row(1, 5), 3).tolist() == [[3, 5]]


def test_where():
    assert (ops.where(1, 10, 20), ops.where(0, 10, 20), ops.where(0.5, 10, 20)) == (10, 20, 10)
    assert ops.where(row(1, 0), row(10, 11), 20).tolist() == [[10, 20]]


@pytest.mark.parametrize(
    ("left", "right", "at_least", "more_than", "is_equal"),
    [
        (1.3, 1.3, 1, 0, 1),
        (1.3 * (1 - 1e-12), 1.3, 1, 0, 1),  # a cover at its target but for rounding
        (1.3 * (1 + 1e-12), 1.3, 1, 0, 1),
        (1.3 * (1 - 1e-6), 1.3, 0, 0, 0),
        (1.3 * (1 + 1e-6), 1.3, 1, 1, 0),
        (0.0, 0.0, 1, 0, 1),
        (-1e-20, 0.0, 0, 0, 0),  # nothing is near 0 but 0
        (-5.0, -5.0 - 1e-12, 1, 0, 1),
        (2e12, 2e12 + 1, 1, 0, 1),
    ],
)
def test_comparisons_allow_for_rounding(left, right, at_least, more_than, is_equal):
    assert (ops.at_least(left, right), ops.more_than(left, right), ops.is_equal(left, right)) == (
        at_least, more_than, is_equal,
    )  # fmt: skip


def test_nothing_is_near_an_infinity():
    assert (ops.more_than(math.inf, 5.0), ops.at_least(5.0, math.inf), ops.at_least(math.inf, 5.0)) == (1, 0, 1)
    assert ops.more_than(row(math.inf, 1), 5.0).tolist() == [[1, 0]]
    assert ops.at_least(row(math.inf, 1), math.inf).tolist() == [[1, 0]]


def test_exponential_and_middle():
    assert ops.exponential(1.0) == pytest.approx(2.718281828459045)
    assert ops.exponential(row(0, -1)).tolist() == [[1.0, pytest.approx(0.36787944117144233)]]
    assert (ops.middle(2, 5), ops.middle(row(1, 3), 0).tolist()) == (3.5, [[0.5, 1.5]])


def test_logarithm_root_and_normal_share():
    assert ops.logarithm(math.e) == pytest.approx(1.0)
    assert np.isnan(ops.logarithm(row(0.0, -1.0))).all()
    assert ops.square_root(row(4.0, 2.25)).tolist() == [[2.0, 1.5]]
    # tables of the normal distribution
    assert [round(ops.normal_share(x), 4) for x in (-1.96, 0.0, 1.0, 1.645)] == [0.025, 0.5, 0.8413, 0.95]


def test_total_where():
    """Each period gets the sum over all periods of its key."""
    assert ops.total_where(row(1, 2, 3, 4), row(1, 1, 2, 0)).tolist() == [[3, 3, 3, 4]]
    two = ops.total_where(np.array([[1.0, 2, 3], [4, 5, 6]]), row(0, 1, 1))
    assert two.tolist() == [[1, 5, 5], [4, 11, 11]]


def test_within_a_millionth_of_the_scale():
    assert (ops.within(0.9, 1e6), ops.within(-0.9, 1e6), ops.within(1.1, 1e6), ops.within(0, 0)) == (1, 1, 0, 1)


def test_whole():
    assert [ops.whole(value) for value in (2.0, 2.9, 3 - 1e-12, 0.0, -0.5)] == [2, 2, 3, 0, -1]


def test_ratios_where_nothing_stands_below():
    assert math.isnan(ops.ratio(1.0, 0.0))
    assert ops.safe_ratio(1.0, 0.0) == 0
    assert np.array_equal(ops.ratio(row(1, 2), row(0, 4)), row(math.nan, 0.5), equal_nan=True)
    assert ops.safe_ratio(row(1, 2), row(0, 4)).tolist() == [[0, 0.5]]
    assert ops.ratio(row(1, 2), 0).shape == (1, 2)


def test_grow():
    assert ops.grow(0.1, 2) == pytest.approx(1.21)
    assert ops.grow(0.1, -1) == pytest.approx(1 / 1.1)
    assert ops.grow(0.1, 0) == 1


def test_share_of_a_level_annuity():
    # 3.5 % over 30 periods: 0.035 / (1.035^30 - 1) = 0.035 / 1.8067937 = 0.01937133
    assert ops.annuity_share(0.035, 30) == pytest.approx(0.01937133, abs=5e-9)


@pytest.mark.parametrize("rate", [0.0, 0.01, 0.0333, 0.07, 0.2])
def test_the_last_payment_of_an_annuity_repays_all_to_the_last_bit(rate):
    assert ops.annuity_share(rate, 1) == 1
    assert ops.annuity_share(row(rate, rate), 1).tolist() == [[1, 1]]


def test_share_of_an_annuity_without_interest_is_an_equal_part():
    assert ops.annuity_share(0, 4) == 0.25
    assert ops.annuity_share(row(0, 0, 1e-14), 4) == pytest.approx(row(0.25, 0.25, 0.25))


def test_share_of_an_annuity_without_payments_is_nothing():
    assert ops.annuity_share(0.1, 0) == 0
    assert ops.annuity_share(0.1, row(0, -2)).tolist() == [[0, 0]]


def test_over_whole_rows():
    rows = np.array([[3.0, 1.0, 2.0], [5.0, math.nan, 4.0]])
    assert ops.total(rows[:1]).tolist() == [[6]]
    assert ops.lowest(rows).tolist() == [[1], [4]]
    assert ops.highest(rows).tolist() == [[3], [5]]


@pytest.mark.parametrize("order", ["C", "F"])
def test_the_layout_in_memory_does_not_matter(order):
    rows = np.asarray(np.random.default_rng(1).normal(size=(50, 300)), order=order)
    flags = np.ones((1, 300))
    for function in (ops.total, lambda rows: ops.average(rows, flags), lambda rows: ops.irr(rows, np.arange(300.0))):
        alone = [function(rows[[draw]])[0, 0] for draw in range(50)]
        assert np.array_equal(function(rows)[:, 0], alone, equal_nan=True)


@pytest.mark.parametrize("name", ["lowest", "highest"])
def test_all_blank_is_blank(name, recwarn):
    assert np.isnan(getattr(ops, name)(row(math.nan, math.nan))).all()
    assert not recwarn


def test_average_over_flagged_periods():
    assert ops.average(row(1, 2, 9), row(1, 1, 0)).tolist() == [[1.5]]
    assert ops.average(row(1, math.nan, 9), row(1, 1, 0)).tolist() == [[1]]
    assert np.isnan(ops.average(row(1, 2, 9), row(0, 0, 0))).all()


def test_first_flagged_period():
    assert ops.first(row(7, 8, 9), row(0, 1, 1)).tolist() == [[8]]
    assert np.isnan(ops.first(row(7, 8, 9), row(0, 0, 0))).all()
    assert ops.first(row(7, 8, 9), np.array([[0, 0, 1], [1, 0, 0]])).tolist() == [[9], [7]]


@pytest.mark.parametrize(
    ("periods", "expected"),
    [
        (0, [0, 0, 0, 0]),
        (1, [20, 30, 40, 0]),
        (2, [50, 70, 40, 0]),
        (0.5, [10, 15, 20, 0]),
        (1.5, [35, 50, 40, 0]),  # the next in full and half of the one after
        (99, [90, 70, 40, 0]),
    ],
)
def test_coming_periods(periods, expected):
    assert ops.coming(row(10, 20, 30, 40), row(periods)).tolist() == [expected]


def test_coming_differs_by_draw():
    found = ops.coming(np.array([[1.0, 2.0, 3.0]]), np.array([[1.0], [0.5]]))
    assert found.tolist() == [[2, 3, 0], [1, 1.5, 0]]


@pytest.mark.parametrize(
    ("periods", "expected"),
    [
        (0, [0, 0, 0, 0]),
        (1, [10, 20, 30, 40]),  # this period is the last of them
        (2, [10, 30, 50, 70]),
        (0.5, [5, 10, 15, 20]),
        (1.5, [10, 25, 40, 55]),  # this one in full and half of the one before
        (99, [10, 30, 60, 100]),
    ],
)
def test_recent_periods(periods, expected):
    assert ops.recent(row(10, 20, 30, 40), row(periods)).tolist() == [expected]


def test_recent_differs_by_draw():
    found = ops.recent(np.array([[1.0, 2.0, 3.0]]), np.array([[2.0], [0.5]]))
    assert found.tolist() == [[1, 3, 5], [0.5, 1, 1.5]]


@pytest.mark.parametrize(
    ("periods", "expected"),
    [
        (0, [10, 20, 30, 40]),
        (1, [0, 10, 20, 30]),
        (3, [0, 0, 0, 10]),
        (4, [0, 0, 0, 0]),
        (math.inf, [0, 0, 0, 0]),  # never
        (2 - 1e-12, [0, 0, 10, 20]),  # short of whole by rounding only
    ],
)
def test_some_periods_before(periods, expected):
    assert ops.lagged(row(10, 20, 30, 40), row(periods)).tolist() == [expected]


def test_some_periods_before_differ_by_draw_and_by_row():
    by_draw = ops.lagged(row(1, 2, 3), np.array([[0.0], [2.0]]))
    assert by_draw.tolist() == [[1, 2, 3], [0, 0, 1]]
    by_row = ops.lagged(np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), row(1))
    assert by_row.tolist() == [[0, 1, 2], [0, 4, 5]]


@pytest.mark.parametrize("function", [ops.coming, ops.recent, ops.lagged])
def test_sums_over_neighbours_leave_their_row_as_it_was(function):
    rows = row(1, 2, 3)
    function(rows, row(1))
    assert rows.tolist() == [[1, 2, 3]]


def test_return_and_its_status():
    flows = np.array([[-100.0, 110.0], [100.0, 110.0]])
    assert ops.irr(flows, row(0, 1))[0, 0] == pytest.approx(0.1)
    assert np.isnan(ops.irr(flows, row(0, 1))[1, 0])
    assert ops.irr_status(flows, row(0, 1)).tolist() == [[0], [1]]
