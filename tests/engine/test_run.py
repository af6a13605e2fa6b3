"""Runs of small made-up models: loops, held lines, circles that settle, draws, and plain words when it fails."""

import numpy as np
import pytest

from ppp_model.engine import run as engine
from ppp_model.engine.line import All, Next, Prev, given, line, sum_of
from ppp_model.engine.model import Model
from ppp_model.engine.ops import (
    annuity_share,
    at_least,
    first,
    grow,
    is_equal,
    max_,
    min_,
    more_than,
    ratio,
    safe_ratio,
    total,
    where,
    whole,
    within,
)
from ppp_model.engine.run import run
from ppp_model.errors import ModelError

X = given("money", "An amount.")
R = given("1", "A rate.")


@line("money", source="definition")
def opening(closing: Prev):
    """Balance at the start."""
    return closing


@line("money", source="definition")
def interest(opening, rate):
    """Interest."""
    return opening * rate


@line("money", source="definition")
def closing(opening, interest, draw):
    """Balance at the end."""
    return opening + interest + draw


@line("money", source="definition")
def worth(flow, worth: Next, rate):
    """Value at the start of the flows from now on."""
    return (flow + worth) / (1 + rate)


@line("money", source="definition")
def following(flow: Next):
    """Flow of the next period."""
    return flow


@line("money", source="definition")
def preceding(flow: Prev):
    """Flow of the period before."""
    return flow


@line("money", source="definition")
def everything(flow: All):
    """All flows."""
    return total(flow)


@pytest.fixture
def account(model_with):
    return model_with(opening, interest, closing, draw=X, rate=R)


def row(*values):
    return np.array([values], dtype=float)


def column(*values):
    return np.array(values, dtype=float).reshape(-1, 1)


# Time


def test_a_loop_runs_forward_from_nothing(account):
    # 100; 100 + 10 + 50 = 160; 160 + 16 = 176
    values = run(account, {"draw": row(100, 50, 0), "rate": 0.1}, 3).values
    assert values["opening"].tolist() == [[0, 100, 160]]
    assert values["interest"] == pytest.approx(row(0, 10, 16))
    assert values["closing"] == pytest.approx(row(100, 160, 176))


def test_a_loop_runs_backward_from_nothing(model_with):
    # 121 / 1.1 = 110; (11 + 110) / 1.1 = 110; (0 + 110) / 1.1 = 100
    model = model_with(worth, flow=X, rate=R)
    assert run(model, {"flow": row(0, 11, 121), "rate": 0.1}, 3).values["worth"] == pytest.approx(row(100, 110, 110))


def test_outside_the_periods_there_is_nothing(model_with):
    values = run(model_with(following, preceding, everything, flow=X), {"flow": row(1, 2, 3)}, 3).values
    assert values["preceding"].tolist() == [[0, 1, 2]]
    assert values["following"].tolist() == [[2, 3, 0]]
    assert values["everything"].tolist() == [[6]]


def test_a_single_value_counts_in_every_period(model_with):
    values = run(model_with(following, preceding, everything, flow=X), {"flow": 5}, 3).values
    assert values["preceding"].tolist() == [[0, 5, 5]]
    assert values["following"].tolist() == [[5, 5, 0]]
    assert values["everything"].tolist() == [[15]]


def test_a_total_over_blocks_may_be_part_of_a_loop(made):
    @line("money", source="choice")
    def share(all_before, draw):
        """A tenth of all that was there before, and the draw."""
        return all_before * draw

    @line("money", source="choice")
    def all_before(everyone: Prev):
        """All that was there before."""
        return everyone

    model = Model()
    model.add(made(all_before, everyone=sum_of("part", "share", "money", "All.")))
    for name in ("a", "b"):
        model.add(made(share, draw=R), block=name, kind="part")
    held = run(model, {"a.draw": 2, "b.draw": 3}, 3, held={"all_before": row(1, 5, 25)}).values
    assert held["everyone"].tolist() == [[5, 25, 125]]
    free = run(model, {"a.draw": row(2, 2, 2), "b.draw": 3}, 3).values
    assert free["everyone"].tolist() == [[0, 0, 0]]  # nothing times anything


# Held lines


def test_a_held_line_keeps_its_value_and_cuts_the_loop(account):
    values = run(account, {"draw": row(100, 50, 0), "rate": 0.1}, 3, held={"interest": row(0, 1, 2)}).values
    assert values["interest"].tolist() == [[0, 1, 2]]
    assert values["closing"].tolist() == [[100, 151, 153]]


def test_a_held_line_cuts_a_circle_within_one_period(model_with):
    @line("money", source="choice")
    def tax(debt, rate):
        """Tax."""
        return debt * rate

    @line("money", source="choice")
    def debt(tax, draw):
        """Debt."""
        return draw - tax

    model = model_with(tax, debt, draw=X, rate=R)
    with pytest.raises(ModelError, match=r"a circle within one period: (tax -> debt -> tax|debt -> tax -> debt)"):
        run(model, {"draw": 100, "rate": 0.25}, 1)
    values = run(model, {"draw": 100, "rate": 0.25}, 1, held={"tax": 20}).values
    assert values["debt"].tolist() == [[80]]


def test_an_input_may_be_held(account):
    values = run(account, {"draw": 1}, 2, held={"rate": 1}).values
    assert values["closing"].tolist() == [[1, 3]]


def test_only_what_is_wanted_is_calculated(account):
    assert set(run(account, {"draw": 1, "rate": 0}, 2, wanted={"closing"}).values) == {
        "draw", "rate", "opening", "interest", "closing",
    }  # fmt: skip
    assert set(run(account, {"draw": 1}, 2, wanted={"draw"}).values) == {"draw"}


def test_what_stands_behind_a_held_line_need_not_be_given(account):
    values = run(account, {"draw": 1}, 2, held={"interest": 0}, wanted={"closing"}).values
    assert values["closing"].tolist() == [[1, 2]]


# Circles that settle


@line("money", source="choice")
def fee(loan, rate):
    """Fee on the loan."""
    return loan * rate


@line("money", source="choice")
def needed(price, fee):
    """What the loan has to pay: a price and its own fee."""
    return price + fee


@line("money", source="choice")
def needed_at_close(needed: All, at_close: All):
    """What it has to pay at close."""
    return first(needed, at_close)


LOAN = given("money", "Loan.", solved_for="needed")


@pytest.fixture
def circle(model_with):
    return model_with(fee, needed, loan=LOAN, price=X, rate=R)


def test_a_solved_input_settles_on_its_line(circle):
    # loan = 90 + 0.1 loan = 100
    found = run(circle, {"price": 90, "rate": 0.1}, 1)
    assert found.values["loan"] == pytest.approx(100, rel=1e-11)
    assert found.values["fee"] == pytest.approx(10, rel=1e-11)
    assert 0 < found.repeats < 20


def test_a_blank_within_a_circle_is_no_division_by_zero(model_with):
    """0 / 0 is blank on arrays and an error for plain numbers: one draw alone gives what it gives among others."""

    @line("1", source="choice")
    def odd(loan):
        """Nothing over nothing."""
        return (loan - loan) / (loan - loan)

    @line("money", source="choice")
    def wanted(price, fee, odd):
        """What the loan has to pay; a blank exceeds nothing."""
        return price + fee + where(more_than(odd, 0), price, 0)

    model = model_with(fee, odd, wanted, loan=given("money", "Loan.", solved_for="wanted"), price=X, rate=R)
    for price in (90, column(90, 45)):
        found = run(model, {"price": price, "rate": 0.1}, 1).values
        assert found["loan"][0] == pytest.approx(100)
        assert np.isnan(found["odd"]).all()


def test_what_is_left_is_told(circle):
    found = run(circle, {"price": 90, "rate": 0.1}, 1)
    left = abs(found.values["needed"] - found.values["loan"]).item()
    assert found.residuals == {"loan": left}
    assert left <= 1e-12 * 101


def test_a_good_first_guess_saves_repeats(circle):
    assert run(circle, {"price": 90, "rate": 0.1}, 1, start={"loan": 100.0}).repeats == 1


def test_a_held_solved_input_is_not_solved(circle):
    found = run(circle, {"price": 90, "rate": 0.1}, 1, held={"loan": 50})
    assert found.values["needed"].tolist() == [[95]]
    assert found.residuals == {}


def test_lines_after_the_circle_see_what_it_settled_on(model_with):
    @line("money", source="choice")
    def twice(loan):
        """Twice the loan."""
        return loan + loan

    model = model_with(fee, needed, twice, loan=LOAN, price=X, rate=R)
    assert run(model, {"price": 90, "rate": 0.1}, 1).values["twice"] == pytest.approx(200)


@pytest.mark.parametrize("rate", [-1.0, -1.5, -2.5, -3.5])
def test_a_circle_that_swings_to_and_fro_settles_once_its_steps_are_shorter(circle, rate):
    # -1.5: loan = 90 - 1.5 loan = 36; each full step misses by 1.5 times the gap, each half step by a quarter of it
    found = run(circle, {"price": 90, "rate": rate}, 1)
    assert found.values["loan"] == pytest.approx(90 / (1 - rate), rel=1e-10)
    assert found.repeats > engine.STEPS[0][0]


@pytest.mark.parametrize("rate", [1.0, 1.05, -7.5])
def test_a_circle_that_does_not_settle_raises_with_the_gap(circle, rate):
    with pytest.raises(ModelError, match=r"'loan' and 'needed' do not settle after \d+ repeats: [0-9.e+]+ is left"):
        run(circle, {"price": 90, "rate": rate}, 1)


@pytest.mark.parametrize("rate", [1e3, 1e20, -1e20, np.nan])
def test_a_circle_that_runs_off_to_infinity_or_goes_blank_raises_too(circle, rate):
    with pytest.raises(ModelError, match="'loan' and 'needed' do not settle"):
        run(circle, {"price": 90, "rate": rate}, 1)


@pytest.fixture
def swinging(model_with):
    """The loan doubles unless it is above the limit: below twice the price no loan agrees with its test."""

    @line("1", source="choice")
    def fails(loan, limit):
        """1 where the loan is above the limit."""
        return more_than(loan, limit)

    @line("money", source="choice")
    def wanted(price, fails, held_back):
        """What the loan must be."""
        return price + where(max_(where(held_back, held_back, fails), 0), 0, price)

    latch = given("1", "Held back.", solved_for="fails", latched=True)
    return model_with(
        fails, wanted, loan=given("money", "Loan.", solved_for="wanted"), held_back=latch, price=X, limit=X
    )


def test_a_yes_or_no_that_swings_is_settled_by_the_latch(swinging):
    """At a limit of 135 the loan of 180 fails its test, that of 90 passes it: it is held at 90."""
    found = run(swinging, {"price": 90, "limit": 135}, 1)
    assert found.values["loan"] == pytest.approx(90)
    assert (found.values["held_back"].item(), found.values["fails"].item()) == (1, 0)
    assert found.repeats > engine.ROUND
    assert list(found.residuals) == ["loan"]


@pytest.mark.parametrize(("limit", "loan", "fails"), [(200, 180, 0), (80, 90, 1)])
def test_a_latch_stays_down_where_a_run_settles_without_it(swinging, limit, loan, fails):
    found = run(swinging, {"price": 90, "limit": limit}, 1)
    assert (found.values["loan"].item(), found.values["fails"].item()) == (loan, fails)
    assert found.values["held_back"].item() == 0
    assert found.repeats < 5


def test_a_latch_rises_in_the_draws_that_swing_alone(swinging):
    """At a price of 0 the loan settles at once; its draw is not touched, and no first guess sets a latch."""
    found = run(swinging, {"price": [[0.0], [90.0]], "limit": 135}, 1, start={"held_back": 1.0})
    assert found.values["held_back"].tolist() == [[0], [1]]
    assert found.values["loan"][0] == 0


def test_latches_alone_are_not_repeated(swinging):
    found = run(swinging, {"price": 90, "limit": 80}, 1, held={"loan": 95.0})
    assert (found.values["held_back"].item(), found.values["fails"].item(), found.repeats) == (0, 1, 0)


def test_solved_inputs_that_lead_to_each_other_all_settle(made):
    @line("money", source="choice")
    def first_needed(second, rate):
        """What the first must be."""
        return second * rate

    @line("money", source="choice")
    def second_needed(price, second, rate):
        """What the second must be."""
        return price + second * rate

    model = Model()
    first_loan = given("money", "First.", solved_for="first_needed")
    second = given("money", "Second.", solved_for="second_needed")
    model.add(made(first_needed, second_needed, first_loan=first_loan, second=second, price=X, rate=R))
    # second = 90 + 0.1 second = 100; first = 10. Asking for the first alone must settle the second as well.
    found = run(model, {"price": 90, "rate": 0.1}, 1, wanted={"first_loan"})
    assert found.values["first_loan"] == pytest.approx(10)


# Draws


@pytest.fixture
def busy(model_with):
    """A loan sized in a circle, a loop forward, a loop backward and a total, with a row that no draw touches."""

    @line("money", source="choice")
    def shrunk(closing, plain):
        """Never less than nothing."""
        return max_(min_(closing - plain, closing), 0)

    @line("money", source="choice")
    def untouched(plain: Prev):
        """The same in all draws."""
        return plain

    @line("money", source="choice")
    def sum_of_all(shrunk: All):
        """All of it."""
        return total(shrunk)

    @line("money", source="choice")
    def draw(loan, part):
        """Loan drawn."""
        return loan * part

    return model_with(
        fee, needed, opening, interest, closing, worth, shrunk, untouched, sum_of_all, draw,
        loan=LOAN, price=X, rate=R, part=R, plain=X, flow=X,
    )  # fmt: skip


def inputs_of(draws):
    random = np.random.default_rng(5)
    return {
        "price": random.uniform(50, 150, (draws, 1)),
        # from a rate that settles at once to one that takes long
        "rate": np.linspace(0.0, 0.8, draws).reshape(-1, 1),
        "part": row(0.5, 0.3, 0.2, 0.0, 0.0),
        "plain": row(1, 2, 3, 4, 5),
        "flow": random.normal(10, 20, (draws, 5)),
    }


def test_draws_give_the_same_bits_as_runs_one_by_one(busy):
    inputs = inputs_of(draws=40)
    together = run(busy, inputs, 5)
    repeats = set()
    for draw in range(40):
        one = {name: value[[draw]] if len(value) > 1 else value for name, value in inputs.items()}
        alone = run(busy, one, 5)
        repeats.add(alone.repeats)
        for name, value in alone.values.items():
            found = together.values[name]
            found = found[[draw]] if len(found) > 1 else found
            assert np.array_equal(*np.broadcast_arrays(found, value)), name
    assert len(repeats) > 10  # the draws do settle after different numbers of repeats
    assert together.repeats == max(repeats)


def test_rows_that_no_draw_touches_stay_single(busy):
    values = run(busy, inputs_of(draws=7), 5).values
    assert values["untouched"].shape == (1, 5)
    assert values["plain"].shape == (1, 5)
    assert values["shrunk"].shape == (7, 5)
    assert values["sum_of_all"].shape == (7, 1)
    assert all(len(value) in (1, 7) for value in values.values())


def test_a_loop_that_no_draw_touches_stays_single(made):
    model = Model()
    model.add(made(rate=R))
    model.add(made(opening, interest, closing, draw=X), block="a")
    model.add(made(worth, flow=X), block="b")
    values = run(model, {"rate": 0.1, "a.draw": 1, "b.flow": column(1, 2, 3)}, 4).values
    assert values["a.closing"].shape == (1, 4)
    assert values["b.worth"].shape == (3, 4)


def test_draws_may_be_held(account):
    values = run(account, {"draw": 1, "rate": 0}, 2, held={"interest": column(1, 2)}).values
    assert values["closing"].tolist() == [[2, 4], [3, 6]]


def test_one_draw_that_does_not_settle_is_not_hidden_by_the_others(circle):
    with pytest.raises(ModelError, match="do not settle"):
        run(circle, {"price": 90, "rate": column(0.1, 1.2)}, 1)


# A loop with one draw runs as one printed function, with several draws on arrays: the same bits


IN_A_LOOP = {
    "plus": lambda x, a, b: x + a - b * a,
    "product": lambda x, a, b: (1 - x) * a / (b + 2),
    "min": lambda x, a, b: min_(x + a, b),
    "max": lambda x, a, b: max_(a - x, b),
    "where": lambda x, a, b: where(x - a, b, x + 1),
    "at_least": lambda x, a, b: at_least(x, a) + more_than(b, x) + is_equal(x, b),
    "within": lambda x, a, b: within(x, a) + x * b,
    "whole": lambda x, a, b: whole(x + a * b),
    "ratio": lambda x, a, b: more_than(ratio(a, x), b) + a,
    "safe_ratio": lambda x, a, b: safe_ratio(a, x) + b,
    "grow": lambda x, a, b: grow(a, 30 + b) - whole(x),
    "annuity_share": lambda x, a, b: annuity_share(a, 30 + b) + x,
    "nested": lambda x, a, b: max_(min_(x + a, where(at_least(a, b), a, x)), b) * safe_ratio(1 + x, a + b),
}


@pytest.mark.parametrize("name", IN_A_LOOP)
@pytest.mark.parametrize("blank", [False, True], ids=["", "blank"])
@pytest.mark.parametrize("when", [Prev, Next], ids=["forward", "backward"])
def test_one_draw_gives_the_same_bits_as_several(model_with, name, blank, when):
    formula = IN_A_LOOP[name]

    def x(x, a, b):
        """Something of all three."""
        return formula(x, a, b)

    x.__annotations__["x"] = when
    random = np.random.default_rng(11)
    inputs = {key: np.round(random.uniform(0, 2, (1, 40)), 3) * random.integers(0, 2, (1, 40)) for key in "ab"}
    if blank:
        inputs["a"][0, 20] = np.nan
    model = model_with(line("1", source="choice")(x), a=R, b=R)
    alone = run(model, inputs, 40).values["x"]
    together = run(model, {key: np.repeat(value, 2, axis=0) for key, value in inputs.items()}, 40).values["x"]
    assert alone.shape == (1, 40)
    assert len(np.unique(alone)) > 1
    assert np.array_equal(together, np.repeat(alone, 2, axis=0), equal_nan=True)


# Plain words when it fails


@line("money", source="choice")
def per_unit(price, volume):
    """Price of a unit."""
    return price / volume


@pytest.mark.parametrize("volume", [0, row(1, 0), column(1, 0)])
def test_division_by_zero_names_the_line(model_with, volume):
    with pytest.raises(ModelError, match="line 'per_unit' divides by zero: price / volume"):
        run(model_with(per_unit, price=X, volume=R), {"price": 1, "volume": volume}, 2)


@pytest.mark.parametrize("rate", [row(0, 0, -1, 0), np.array([[0, 0, 0, 0], [0, 0, -1, 0]], float)])
def test_division_by_zero_in_a_loop_names_the_line_and_the_period(model_with, rate):
    with pytest.raises(ModelError, match=r"line 'worth' divides by zero in period 2: \(flow \+ worth\[next\]\)"):
        run(model_with(worth, flow=X, rate=R), {"flow": 1, "rate": rate}, 4)


def test_a_number_too_large_in_a_loop_names_the_line(model_with):
    @line("1", source="choice")
    def power(power: Prev, rate):
        """Grows beyond all bounds."""
        return (1 + power + rate) ** 9

    with pytest.raises(ModelError, match="line 'power'"):
        run(model_with(power, rate=R), {"rate": 9}, 5)


def test_a_loop_that_needs_a_whole_row_is_refused(model_with):
    @line("money", source="choice")
    def saved(saved: Prev, flow: All):
        """Saves all of everything in each period."""
        return saved + total(flow)

    with pytest.raises(ModelError, match="line 'saved' runs period by period and cannot need all of 'flow'"):
        run(model_with(saved, flow=X), {"flow": 1}, 3)


def test_a_missing_input_is_named_with_what_it_is(account):
    with pytest.raises(ModelError, match=r"input 'draw' has no value \(An amount.\)"):
        run(account, {"rate": 0.1}, 3)


@pytest.mark.parametrize("where", ["inputs", "held"])
def test_an_unknown_line_is_named(account, where):
    inputs = {"draw": 1, "rate": 0}
    with pytest.raises(ModelError, match="not a line of the model: drew"):
        run(account, inputs | {"drew": 1}, 3) if where == "inputs" else run(account, inputs, 3, held={"drew": 1})


@pytest.mark.parametrize("value", [np.ones(3), np.ones((1, 2)), np.ones((1, 3, 1))])
def test_a_wrong_shape_is_named(account, value):
    with pytest.raises(ModelError, match=r"'draw' must be shaped \(draws, 3\) or \(draws, 1\), not"):
        run(account, {"draw": value, "rate": 0}, 3)


def test_inputs_are_left_as_they_were(account):
    draw = row(100, 50, 0)
    run(account, {"draw": draw, "rate": 0.1}, 3)
    assert draw.tolist() == [[100, 50, 0]]


def test_with_a_limited_number_of_repeats_the_open_draws_are_named(circle):
    found = run(circle, {"price": 90, "rate": column(0.1, 1.05, -0.5, np.nan)}, 1, repeats=60)
    assert found.unsettled.tolist() == [False, True, False, True]
    assert found.repeats == 60
    assert found.values["loan"][[0, 2], 0] == pytest.approx([100, 60])
    assert not run(circle, {"price": 90, "rate": 0.1}, 1).unsettled.any()


def test_the_number_of_repeats_is_bounded(circle, monkeypatch):
    monkeypatch.setattr(engine, "MOST_REPEATS", 3)
    with pytest.raises(ModelError, match="after 3 repeats"):
        run(circle, {"price": 90, "rate": 0.9}, 1)
