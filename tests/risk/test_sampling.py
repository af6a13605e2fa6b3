"""Shares between 0 and 1: evenly spread where that is asked for, and the same whichever slice is taken."""

import pickle
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import qmc

from ppp_model.errors import ModelError
from ppp_model.risk.sampling import Column, Sampler

METHODS = ("sobol", "monte_carlo", "latin_hypercube")
COLUMNS = tuple(Column(name, number) for number, name in enumerate(("volume", "cost", "rate", "price")))


def sampler(method="sobol", draws=1024, scramblings=4, seed=1, columns=COLUMNS):
    return Sampler(method, seed, draws, scramblings, columns)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("size", [1, 7, 100, 256, 1000])
def test_slices_are_the_whole_bit_for_bit(method, size):
    one = sampler(method, draws=1000)
    whole = one.shares(0, 1000)
    parts = {start: one.shares(start, min(start + size, 1000)) for start in reversed(range(0, 1000, size))}
    assert np.array_equal(np.concatenate([parts[start] for start in sorted(parts)]), whole)
    assert np.array_equal(pickle.loads(pickle.dumps(one)).shares(300, 700), whole[300:700])


@pytest.mark.parametrize("method", METHODS)
def test_shares_are_uniform_and_independent(method):
    shares = np.hstack([sampler(method, 4096).shares(0, 4096, copy) for copy in (0, 1)])
    assert shares.min() > 0
    assert shares.max() < 1
    error = 4 / np.sqrt(4096)
    assert np.abs(shares.mean(axis=0) - 1 / 2).max() < error * np.sqrt(1 / 12)
    assert np.abs((shares**2).mean(axis=0) - 1 / 3).max() < error * np.sqrt(4 / 45)
    assert np.abs(np.corrcoef(shares.T) - np.eye(8)).max() < error


@pytest.mark.parametrize("method", ["sobol", "latin_hypercube"])
def test_each_slice_of_a_column_has_one_draw(method):
    shares = sampler(method).shares(0, 1024)
    for part in np.split(shares, 4):
        assert np.array_equal(np.sort((part * 256).astype(int), axis=0), np.tile(np.arange(256), (4, 1)).T)


@pytest.mark.parametrize(("across", "up"), [(2, 128), (16, 16), (64, 4)])
def test_each_box_of_the_first_two_columns_has_one_sobol_point(across, up):
    """The first two dimensions are a (0, m, 2) net in base 2: 256 points, 256 boxes of equal size and any shape."""
    for part in np.split(sampler().shares(0, 1024)[:, :2], 4):
        boxes = (part[:, 0] * across).astype(int) * up + (part[:, 1] * up).astype(int)
        assert np.array_equal(np.sort(boxes), np.arange(256))


def test_directions_are_those_of_the_sequence():
    """Differences modulo 2 of scrambled points in places that no scrambling touches: the first binary place."""
    points = qmc.Sobol(4, scramble=False).random(256)
    first = (sampler().shares(0, 256) >= 0.5).astype(int)
    assert np.array_equal(first ^ first[0], (points >= 0.5).astype(int))


@pytest.mark.parametrize("method", METHODS)
def test_another_seed_scrambling_copy_or_name_gives_other_shares(method):
    one = sampler(method)
    shares = one.shares(0, 256)[:, 0]
    renamed = replace(one, columns=(Column("demand", 0),))
    others = [
        replace(one, seed=2).shares(0, 256)[:, 0], one.shares(256, 512)[:, 0],
        one.shares(0, 256, copy=1)[:, 0], renamed.shares(0, 256)[:, 0],
    ]  # fmt: skip
    assert all(np.mean(other == shares) < 0.01 for other in others)


@pytest.mark.parametrize("method", METHODS)
def test_a_column_does_not_hang_on_the_others(method):
    one = sampler(method)
    more = replace(one, columns=(*COLUMNS, Column("new", 4)))
    assert np.array_equal(more.shares(0, 1024)[:, :4], one.shares(0, 1024))


def test_plain_chance_goes_on_where_fewer_draws_stop():
    fewer = sampler("monte_carlo", draws=100, scramblings=1).shares(0, 100)
    assert np.array_equal(sampler("monte_carlo", draws=1000, scramblings=1).shares(0, 100), fewer)


def integrals(method):
    """The mean of the product of 0.5 + u over four columns, exactly 1, from each of 16 scramblings."""
    shares = sampler(method, draws=16 * 256, scramblings=16).shares(0, 16 * 256)
    return np.prod(0.5 + shares, axis=1).reshape(16, 256).mean(axis=1)


def test_scramblings_tell_the_error_and_sobol_points_make_it_small():
    found = {method: integrals(method) for method in METHODS}
    errors = {method: values.std(ddof=1) / 4 for method, values in found.items()}
    assert all(abs(found[method].mean() - 1) < 4 * errors[method] for method in METHODS)
    assert errors["sobol"] < errors["latin_hypercube"] < errors["monte_carlo"]
    assert errors["sobol"] < errors["monte_carlo"] / 5


def test_draws_that_are_not_there_are_refused():
    with pytest.raises(ModelError, match="draws 1000 to 1025 do not lie within 0 to 1024"):
        sampler().shares(1000, 1025)
