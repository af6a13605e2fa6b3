"""Income distributions against worked figures, against integration, and against what any Lorenz curve must be.

"Computed independently": from the stated formula, outside this code.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.integrate import quad

from ppp_model.errors import ModelError
from ppp_model.toolbox.distribution import (
    BetaLorenz,
    GeneralQuadratic,
    Grouped,
    Lognormal,
    to_currency,
)
from tests.toolbox.grouped_data import DATT, PIP, close, measures

# Lognormal


@pytest.mark.parametrize(
    ("gini", "sigma"),
    [(0.30, 0.544925), (0.35, 0.641717), (0.40, 0.741614), (0.45, 0.845360), (0.50, 0.953873), (0.60, 1.190232)],
)
def test_lognormal_of_a_gini(gini, sigma):
    distribution = Lognormal.from_mean_and_gini(400, gini)  # computed independently
    close(distribution.sigma, sigma, 6)
    assert_allclose(distribution.gini, gini)
    assert_allclose(distribution.mld, distribution.sigma**2 / 2)


def test_lognormal_shares_and_quantiles():
    distribution = Lognormal.from_mean_and_gini(1.0, 0.40)  # computed independently
    close(distribution.shares(5), [0.05668, 0.10319, 0.15280, 0.22715, 0.46017], 5)
    close(Lognormal.from_mean_and_gini(1.0, 0.50).shares(5), [0.03629, 0.07739, 0.12813, 0.21351, 0.54469], 5)
    close([distribution.median, *distribution.quantile([0.2, 0.1])], [0.75958, 0.40691, 0.29364], 5)
    close(np.exp(distribution.mu), 0.75958, 5)


@pytest.mark.parametrize(
    ("mean", "gini", "line", "expected"),
    [
        (400, 0.40, 240, (0.375244, 0.134142, 0.065564)),
        (1000, 0.50, 500, (0.401398, 0.172655, 0.097764)),
        (200, 0.35, 100, (0.223840, 0.062627, 0.025438)),
        (300, 0.40, 100, (0.133376, 0.037378, 0.015414)),
    ],
)
def test_lognormal_poverty(mean, gini, line, expected):
    found = measures(Lognormal.from_mean_and_gini(mean, gini).poverty(line))  # computed independently
    close(found, expected, 6)


def test_lognormal_decile_means():
    found = Lognormal.from_mean_and_gini(400, 0.40).group_means(10)  # computed independently
    expected = [86.112, 140.623, 184.280, 228.495, 277.132, 334.079, 405.362, 503.239, 662.197, 1178.481]
    close(found, expected, 3)
    assert_allclose(found.sum(), 4000)


def test_theil_of_a_lognormal_is_an_integral():
    distribution = Lognormal.from_mean_and_gini(1.0, 0.45)
    exact, _ = quad(lambda p: distribution.quantile(p) * np.log(distribution.quantile(p)), 0, 1, epsabs=1e-10)
    assert_allclose(distribution.theil, exact, rtol=1e-6)
    assert distribution.theil == distribution.mld


def test_lognormal_of_two_shares():
    exact = Lognormal.from_mean_and_gini(400, 0.40)
    bottom40, top20 = exact.lorenz(0.4), 1 - exact.lorenz(0.8)
    found = Lognormal.from_two_shares(400, 0.4, bottom40, 0.8, 1 - top20)
    assert_allclose([found.sigma, found.misfit], [exact.sigma, 0.0], atol=1e-12)
    rough = Lognormal.from_two_shares(400, 0.4, bottom40, 0.8, 0.6)
    assert_allclose(rough.sigma, (exact.sigma + 0.84162123 - 0.25334710) / 2)  # normal quantiles of 0.8 and 0.6
    assert_allclose(rough.misfit, max(abs(rough.lorenz(0.4) - bottom40), abs(rough.lorenz(0.8) - 0.6)))
    assert 0.01 < rough.misfit < 0.05


def test_everyone_alike():
    distribution = Lognormal.from_mean_and_gini(100, 0.0)
    assert distribution.share_below([99.0, 100.0, 101.0]).tolist() == [0.0, 0.0, 1.0]
    assert_allclose(measures(distribution.poverty(200)), (1.0, 0.5, 0.25))
    assert distribution.quantile([0.0, 0.5, 1.0]).tolist() == [100.0, 100.0, 100.0]
    assert distribution.gini == 0.0
    assert_allclose(distribution.shares(5), 0.2)


# Groups


def test_groups_as_they_stand():
    groups = Grouped.from_shares(400, [0.05, 0.10, 0.15, 0.22, 0.48])
    assert_allclose(groups.gini, 0.392)  # computed independently: 1 - sum (L before + L after) / 5
    assert_allclose(groups.group_means(5), [100, 200, 300, 440, 960])
    assert groups.share_below([100, 101, 300, 5000]).tolist() == pytest.approx([0, 0.2, 0.4, 1])
    assert_allclose(measures(groups.poverty(400)), (0.6, (0.75 + 0.5 + 0.25) / 5, (0.5625 + 0.25 + 0.0625) / 5))
    assert groups.quantile([0.0, 0.2, 0.21, 1.0]) == pytest.approx([100, 100, 200, 960])
    assert groups.median == pytest.approx(300)
    assert_allclose(groups.shares([0, 0.4, 0.9, 1]), [0.15, 0.61, 0.24])


def test_groups_of_different_size_and_rounded_shares():
    groups = Grouped.from_shares(100, [0.151, 0.85], [0.4, 0.6])
    assert_allclose(groups.lorenz([0, 0.2, 0.4, 1]), [0, 0.151 / 2.002, 0.151 / 1.001, 1])
    assert Grouped.from_shares(1, [0.1] * 10).gini == pytest.approx(0, abs=1e-12)


# For any distribution


def test_scaling_growth_and_currency():
    distribution = Lognormal.from_mean_and_gini(400, 0.40)
    assert distribution.scaled(2.0) == Lognormal(800.0, distribution.sigma)
    assert distribution.grown(0.02, 10).mean == pytest.approx(400 * 1.02**10)
    local = distribution.to_currency(ppp_factor=300, cpi_now=150, cpi_ref=120)
    assert local.mean == pytest.approx(400 * 300 * 1.25)
    assert local.share_below(to_currency(240, 300, 150, 120)) == pytest.approx(distribution.share_below(240))


@settings(deadline=None, max_examples=60)
@given(
    gini=st.floats(0.0, 0.9),
    mean=st.floats(1.0, 1e6),
    parts=st.lists(st.floats(0.01, 1.0), min_size=2, max_size=12),
)
def test_a_lorenz_curve_starts_at_0_is_convex_and_shares_add_up_to_1(gini, mean, parts):
    shares = np.sort(parts) / np.sum(parts)
    cases = (Lognormal.from_mean_and_gini(mean, gini), Grouped.from_shares(mean, shares))
    fitted = (GeneralQuadratic.fit(*PIP), GeneralQuadratic.fit(*DATT), BetaLorenz.fit(*PIP), BetaLorenz.fit(*DATT))
    p = np.linspace(0, 1, 101)
    for distribution in (*cases, *(curve.scaled(mean) for curve in fitted)):
        lorenz = distribution.lorenz(p)
        assert lorenz[0] == pytest.approx(0, abs=1e-12)
        assert lorenz[-1] == 1.0
        assert np.diff(lorenz, 2).min() > -1e-9
        assert distribution.shares(7).sum() == pytest.approx(1)
        assert_allclose(distribution.group_means(7).mean(), distribution.mean)


@settings(deadline=None, max_examples=60)
@given(gini=st.floats(0.05, 0.8), relative=st.floats(0.05, 5.0))
def test_lognormal_poverty_is_an_integral(gini, relative):
    distribution = Lognormal.from_mean_and_gini(1.0, gini)
    found = distribution.poverty(relative)
    sigma = distribution.sigma

    def short(z: float, power: int) -> float:
        """Of the line, to a power, for the income with the normal score z; times the normal density."""
        income = np.exp(sigma * z - sigma**2 / 2)
        return (1 - income / relative) ** power * np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)

    score = (np.log(relative) + sigma**2 / 2) / sigma
    for value, power in zip(measures(found), (0, 1, 2), strict=True):
        assert_allclose(value, quad(short, min(score, 0) - 12, score, args=(power,), epsabs=1e-13)[0], atol=1e-9)


# Bad input


@pytest.mark.parametrize(
    ("call", "what"),
    [
        (lambda: Lognormal.from_mean_and_gini(400, 40), "gini must be at least 0 and below 1"),
        (lambda: Lognormal.from_mean_and_gini(400, 1.0), "gini must be"),
        (lambda: Lognormal.from_mean_and_gini(400, float("nan")), "gini must be"),
        (lambda: Lognormal.from_mean_and_gini(0, 0.4), r"mean must be above 0 \(got 0\)"),
        (lambda: Lognormal(400, -0.1), "sigma must be 0 or more"),
        (lambda: Lognormal.from_two_shares(400, 0.8, 0.6, 0.4, 0.2), "p must rise"),
        (lambda: Lognormal.from_two_shares(400, 0.4, 0.5, 0.8, 0.6), "above p"),
        (lambda: Lognormal.from_two_shares(400, 0.4, 0.0, 0.8, 0.6), "must lie inside"),
        (lambda: Grouped.from_shares(400, [0.3, 0.3, 0.3]), r"add up to 1 \(they add up to 0.9\)"),
        (lambda: Grouped.from_shares(400, [0.4, 0.3, 0.3]), "from poor to rich"),
        (lambda: Grouped.from_shares(400, [0.1, 0.5, 0.4]), "from poor to rich"),
        (lambda: Grouped.from_shares(400, [0.4, 0.6], [0.2, 0.3, 0.5]), "same length"),
        (lambda: Lognormal(400, 0.7).poverty(0.0), "z must be above 0"),
        (lambda: Lognormal(400, 0.7).share_below(-1), "z must be 0 or more"),
        (lambda: Lognormal(400, 0.7).lorenz(1.1), "p must be between 0 and 1"),
        (lambda: Lognormal(400, 0.7).shares(0), "groups must be 1 or more"),
        (lambda: Lognormal(400, 0.7).shares([0.4, 0.2]), "rising ranks"),
        (lambda: Lognormal(400, 0.7).scaled(0), "factor must be above 0"),
        (lambda: GeneralQuadratic(1.0, 0.9, -0.9, 0.0).mld, "incomes above 0"),
        (lambda: to_currency(1, 300, 150, 0), "cpi_ref must be above 0"),
    ],
)
def test_bad_input(call, what):
    with pytest.raises(ModelError, match=what):
        call()
