"""Coverage over the years, and what universal access takes.

"Computed independently": worked out from the stated formula, outside this code.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from ppp_model.errors import ModelError
from ppp_model.toolbox import access

PEOPLE, GROWTH, SERVED = 1e6, 0.03, 0.55e6


def paths(additions, years=60):
    people = access.population_path(PEOPLE, GROWTH, years)
    return people, access.served_path(people, SERVED, additions)


def test_coverage_over_the_years():  # computed independently
    coverage = access.coverage_path(PEOPLE, GROWTH, 0.55, 60_000, 15)
    assert coverage[0] == pytest.approx(0.55)
    assert_allclose(coverage[[1, 2, 3, 15]], [0.592233, 0.631539, 0.668053, 0.930700], atol=5e-7)


def test_too_few_additions_never_serve_everyone():  # computed independently
    people, served = paths(60_000)
    assert access.universal_year(people, served) is None
    gap, year = access.least_gap(people, served)
    assert (round(gap), year) == (42_794, 24)
    assert access.least_gap_time(PEOPLE, GROWTH, 60_000) == pytest.approx(23.95, abs=5e-3)


@pytest.mark.parametrize(("additions", "year"), [(75_000, 12), (80_000, 10), (90_000, 8)])  # computed independently
def test_universal_year(additions, year):
    people, served = paths(additions)
    assert access.universal_year(people, served) == year
    assert access.least_gap(people, served) == (0, year)
    assert np.all(served <= people)


def test_required_additions():  # computed independently
    assert access.population_path(PEOPLE, GROWTH, 15)[-1] == pytest.approx(1_557_967.417, abs=5e-4)
    required = access.required_additions(PEOPLE, GROWTH, SERVED, 15, [0, 0.03])
    assert_allclose(required, [67_197.828, 54_194.961], atol=5e-4)


@given(st.floats(0, 0.05), st.floats(-0.05, 0.1), st.floats(0, 0.1), st.integers(1, 30))
def test_required_additions_serve_everyone_in_that_year(growth, additions_growth, lost, years):
    people = access.population_path(PEOPLE, growth, years)
    first = access.required_additions(PEOPLE, growth, SERVED, years, additions_growth, lost)
    additions = access.additions_path(first, additions_growth, years)
    free = SERVED  # without the limit of the population
    for added in additions:
        free = free * (1 - lost) + added
    assert free == pytest.approx(people[-1], rel=1e-9)


def test_lost_connections_are_replaced_first():
    people = access.population_path(1000, 0, 2)
    assert_allclose(access.served_path(people, 500, 100, 0.1), [500, 550, 595])
    assert_allclose(access.served_path(people, 500, 50, 0.1), 500)


def test_paths_of_many_draws_are_those_of_each():
    people = access.population_path(PEOPLE, [0.02, 0.03], 10)
    served = access.served_path(people, SERVED, np.full((2, 10), 60_000), [0, 0.02])
    assert served.shape == (2, 11)
    assert_allclose(served[1], access.served_path(people[1], SERVED, 60_000, 0.02))


def test_additions_that_outrun_growth_from_the_start_close_the_gap_at_once():
    assert access.least_gap_time(PEOPLE, GROWTH, 20_000) == 0  # fewer than the 29,559 by which the city grows


def test_ladder_moves_people_up_and_loses_none():
    moves = np.eye(5) * 0.9 + np.eye(5, k=1) * 0.1
    moves[-1, -1] = 1
    path = access.climb_ladder([100, 200, 300, 250, 150], moves, 10, growth=0.02)
    assert len(access.WATER_LADDER) == path.shape[1]
    assert_allclose(path.sum(axis=1), 1000 * 1.02 ** np.arange(11))
    assert_allclose(path[1], 1.02 * np.array([90, 190, 290, 255, 175]))
    assert np.all(np.diff(path[:, -1]) > 0)


@pytest.mark.parametrize(
    "call",
    [
        lambda: access.coverage_path(1000, 0.03, 55, 10, 5),
        lambda: access.served_path([1000, 1000], 1200, 10),
        lambda: access.least_gap_time(1000, 0, 10),
        lambda: access.required_additions(1000, 0.03, 500, 0),
        lambda: access.climb_ladder([1, 2], [[0.5, 0.4], [0, 1]], 3),
        lambda: access.climb_ladder([1, 2], [[0.5, 0.5]], 3),
    ],
)
def test_bad_input_is_refused(call):
    with pytest.raises(ModelError):
        call()
