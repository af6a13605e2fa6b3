"""A price solved again in every draw at once: as in runs one by one, and the same whichever draws run together."""

import numpy as np
import pytest

from ppp_model.analysis.solve import find_root
from ppp_model.risk.bracket import Tried, followed, narrowed
from ppp_model.risk.deal import deal_of
from ppp_model.risk.solved_again import solve_prices
from tests.risk.roads import ANNUITY, ROAD, SALES, road

SHARES = np.array([0.55, 0.7, 0.8, 0.93, 1.0])


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return road(tmp_path_factory.mktemp("again"), ROAD)


def deal(study, structure):
    signed = study.run(structure)
    return deal_of(signed, signed, "priced_again", ["equity_irr", "debt"])


def test_the_price_of_a_cover_is_the_service_over_the_volume(study):
    what = deal(study, "priced")
    found = solve_prices(what, what.sought, {"utilisation": SHARES.reshape(-1, 1)}, len(SHARES))
    assert found.prices == pytest.approx(1.5 * 1e6 * ANNUITY / (SALES * SHARES / 0.8), rel=1e-12)
    assert found.outcomes.values["price_solved"].tolist() == found.prices.tolist()
    assert not found.outcomes.failed.any()
    assert found.evaluations.max() <= 4  # a straight line: two prices, the root, and the run at it


def test_each_draw_is_as_a_run_with_the_same_value_by_itself(study):
    what = deal(study, "fair")
    found = solve_prices(what, what.sought, {"utilisation": SHARES.reshape(-1, 1)}, len(SHARES))
    for number, share in enumerate(SHARES.tolist()):
        alone = study.run("fair", None, [f"supply.utilisation={share * 100:.12g} %"]).measures
        assert found.prices[number] == pytest.approx(alone["price_solved"], rel=1e-9)
        assert found.outcomes.values["debt"][number] == pytest.approx(alone["debt"], rel=1e-9)
        assert found.outcomes.values["equity_irr"][number] == pytest.approx(0.12, abs=1e-9)
    assert found.evaluations.max() < 20  # far from a straight line: at high volumes debt pays for nearly everything


def test_a_draw_is_the_same_to_the_last_bit_whichever_draws_run_with_it(study):
    what, rows = deal(study, "fair"), SHARES.reshape(-1, 1)
    together = what.evaluate({"utilisation": rows}, len(rows)).values
    apart = [what.evaluate({"utilisation": rows[[number]]}, 1).values for number in range(len(rows))]
    for name, values in together.items():
        assert values.tolist() == [float(one[name][0]) for one in apart]


def test_a_draw_without_a_price_has_failed_and_says_how_near_it_came(study):
    found = deal(study, "fair").evaluate({"utilisation": np.array([[0.2], [0.8]])}, 2)
    assert found.failed.tolist() == [True, False]
    assert np.isnan(found.values["price_solved"][0])
    assert np.isnan(found.values["debt"][0])
    assert (
        "no value of revenue.variable_charge brings equity_irr to 0.12: it stays short of its target"
        in found.reasons[0]
    )
    assert "at 2 USD/m3" in found.reasons[0]


def test_financing_that_is_not_priced_again_solves_no_price(study):
    signed = study.run("fair")
    assert "price_solved" not in deal_of(signed, signed, "sized_again").evaluate({}, 1).values


POWERS = np.array([1.0, 2.0, 3.0, 5.0])


def curve(which, at):
    return at ** POWERS[which] - 2


def test_brackets_narrow_to_the_roots_that_a_search_one_by_one_finds():
    tried = Tried(curve, len(POWERS))
    for point in (0.5, 8.0):
        tried.look(np.full(4, point), np.ones(4, dtype=bool))
    found, left = narrowed(tried, tried.bracket(np.ones(4)))
    assert found == pytest.approx(2 ** (1 / POWERS), rel=1e-11)
    assert np.abs(left).max() < 1e-10
    one_by_one = [find_root(lambda x, p=power: x**p - 2, 1.0, 0.5, 8.0, grows=False).value for power in POWERS]
    assert found == pytest.approx(one_by_one, rel=1e-11)


def test_a_straight_line_is_followed_to_its_root_in_one_step():
    tried = Tried(lambda which, at: 3 * at - 6 * (which + 1.0), 3)
    found, done = followed(tried, *(np.full(3, end) for end in (1.0, 1.1, 0.0, 10.0)), most=5)
    assert found == pytest.approx([2, 4, 6], rel=1e-12)
    assert done.all()
    assert tried.evaluations.tolist() == [3, 3, 3]


def test_a_jump_and_a_side_without_a_value_are_narrowed_too():
    def jump(which, at):
        return np.where(at < 0.3, -1.0, np.where(which == 0, 1.0, np.inf))

    tried = Tried(jump, 2)
    for point in (0.0, 1.0):
        tried.look(np.full(2, point), np.ones(2, dtype=bool))
    found, _ = narrowed(tried, tried.bracket(np.zeros(2)))
    assert found == pytest.approx([0.3, 0.3], rel=1e-12)


def test_draws_whose_sign_never_changes_have_no_bracket_and_say_where_they_are_nearest():
    tried = Tried(lambda which, at: at**2 + 1 + which, 2)
    for point in (-1.0, 0.5, 2.0):
        tried.look(np.full(2, point), np.ones(2, dtype=bool))
    assert not tried.bracket(np.zeros(2)).there.any()
    points, left = tried.nearest()
    assert points.tolist() == [0.5, 0.5]
    assert left.tolist() == [1.25, 2.25]
