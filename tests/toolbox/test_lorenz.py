"""Fitted Lorenz curves against published figures and against integration.

"wbpip" is the package of the World Bank's Poverty and Inequality Platform (MIT licence): its vignette and its tests
publish figures. "Computed independently": from the stated formula, outside this code.
"""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.integrate import quad

from ppp_model.errors import ModelError
from ppp_model.toolbox.distribution import BetaLorenz, GeneralQuadratic, best_lorenz
from tests.toolbox.grouped_data import (
    DATT,
    DATT_L,
    DATT_LINE,
    DATT_P,
    PIP,
    PIP_LINE,
    PIP_MEAN,
    close,
    measures,
)  # fmt: skip


def test_general_quadratic_of_the_pip_vignette():
    curve = GeneralQuadratic.fit(*PIP)  # wbpip vignette, published; and computed independently
    close([curve.a, curve.b, curve.c], [0.79598154, -1.44459339, 0.14728192], 8)
    close(measures(curve.poverty(PIP_LINE)), [0.7601359, 0.2762329, 0.1283636], 7)
    close(curve.gini, 0.3212646, 7)
    close(curve.median, 42.24282, 5)
    deciles = [0.03745935, 0.05010249, 0.06009842, 0.06896129, 0.07754930]
    deciles += [0.08659087, 0.09703444, 0.11071236, 0.13305853, 0.27843295]
    close(curve.shares(10), deciles, 8)


def test_mean_log_deviation_of_the_pip_vignette():
    curve = GeneralQuadratic.fit(*PIP)
    slope = curve.quantile(np.arange(1000) / 1000) / PIP_MEAN
    steps = np.log(slope[1:]) + np.log(slope[:-1])  # PIP: trapezoids from 0 to 0.999, and 0 to 0.001 once more
    close(-(steps.sum() * 0.0005 + np.log(curve.quantile(0.0005) / PIP_MEAN) * 0.001), 0.1897891, 7)  # published
    exact, _ = quad(lambda p: -np.log(curve.quantile(p) / PIP_MEAN), 0, 1, epsabs=1e-11)
    assert_allclose(curve.mld, exact, atol=1e-9)


def test_beta_curve_of_the_pip_vignette():
    curve = BetaLorenz.fit(*PIP)  # computed independently; the coefficients are those of wbpip's tests
    close([curve.theta, curve.gamma, curve.delta], [0.57803722, 0.94205090, 0.52578600], 8)
    close(measures(curve.poverty(PIP_LINE)), [0.7184137, 0.2714275, 0.1293701], 7)
    close(curve.gini, 0.3123688, 7)


def test_beta_curve_of_the_wbpip_tests():
    curve = BetaLorenz(51.5660557757944, 0.57803721740313529, 0.94205090386544987, 0.52578600019473676)
    found = measures(curve.poverty(57.791666666666664))  # wbpip, test of gd_compute_poverty_stats_lb, published
    assert_allclose(found, [0.71833938360214233, 0.27137498479545558, 0.12933674851941607], rtol=1e-8)
    assert_allclose(curve.median, 42.594731176686537, rtol=1e-12)
    deciles = [0.0375048593336125, 0.0496360493447891, 0.058713139008492066, 0.067752312054008029, 0.077419347133837746]
    deciles += [0.0883101840173634, 0.10132910544405782, 0.11835493348127901, 0.14500186589082675, 0.25597820429173357]
    assert_allclose(curve.shares(10), deciles, rtol=1e-12)
    assert_allclose(curve.gini, 0.31236656171451094, rtol=1e-5)  # published from a sum of 500 steps


def test_curves_of_datt():
    curve = GeneralQuadratic.fit(*DATT)  # computed independently
    close([curve.a, curve.b, curve.c], [0.88774784, -1.45144592, 0.20264005], 8)
    close(measures(curve.poverty(DATT_LINE)), [0.45061478, 0.12474672, 0.04751997], 8)
    close(curve.gini, 0.28901712, 8)
    close(curve.median, 94.325534, 6)
    beta = BetaLorenz.fit(*DATT)
    close([beta.theta, beta.gamma, beta.delta], [0.56135317, 0.93095007, 0.58002592], 8)
    close(measures(beta.poverty(DATT_LINE)), [0.45117327, 0.12735341, 0.04966338], 8)
    close(beta.gini, 0.28940450, 8)


def test_a_curve_that_ends_below_one_leaves_the_rest_to_the_richest():
    curve = GeneralQuadratic.fit(*PIP)
    close(curve.a + curve.c, 0.9432635, 7)  # the sum of A and C above
    assert curve.lorenz(1.0) == 1.0
    assert curve.lorenz(1.0 - 1e-9) < 0.944
    assert_allclose(curve.shares(4).sum(), 1.0)
    assert GeneralQuadratic.fit(*DATT).lorenz(1.0 - 1e-9) > 0.999


def test_which_curve_is_taken():
    assert isinstance(best_lorenz(*DATT), GeneralQuadratic)  # squared errors 1.0e-5 and 5.2e-5
    assert isinstance(best_lorenz(*DATT, poverty_line=DATT_LINE), GeneralQuadratic)
    assert isinstance(best_lorenz(*PIP), BetaLorenz)  # the other one misses 5.7 % of income at the top
    assert isinstance(best_lorenz(*PIP, poverty_line=20), BetaLorenz)  # errors up to the line 1.3e-6 and 1.7e-7
    assert isinstance(best_lorenz(*PIP, poverty_line=40), GeneralQuadratic)  # 2.3e-6 and 1.4e-5


def test_for_poverty_a_curve_that_misses_the_top_is_taken_when_no_other_is_valid():
    curve = GeneralQuadratic(1.0, 0.7, -1.4, 0.1)  # reaches 0.8 only
    p = [0.1, 0.2, 0.4, 0.6, 0.8, 0.9, 1]
    assert BetaLorenz.least_squares(p, curve.lorenz(p), 1.0).problems
    with pytest.raises(ModelError, match="No Lorenz curve suits these points"):
        best_lorenz(p, curve.lorenz(p), 1.0)
    found = best_lorenz(p, curve.lorenz(p), 1.0, poverty_line=0.5)
    assert found.problems
    assert_allclose(found.share_below(0.5), curve.share_below(0.5))


def test_squared_errors_up_to_the_poverty_line_count_one_point_beyond():
    curve = BetaLorenz.fit(*DATT)
    errors = (np.array(DATT_L) - curve.lorenz(DATT_P)) ** 2
    assert_allclose(curve.squared_error(DATT_P, DATT_L, DATT_LINE), errors[:7].sum())  # 0.4133 < 0.451 < 0.5497
    assert_allclose(curve.squared_error(DATT_P, DATT_L), errors.sum())


def test_curves_that_are_not_valid():
    # wbpip, test of check_curve_validity_lb: not valid, headcount found
    bent = BetaLorenz(1.0, 1.5059569306828811, 1.2068983362374488, 0.60013901263412039)
    assert bent.problems
    assert not bent.shape_problems
    assert BetaLorenz(1.0, 1.0, 0.3, 0.2).problems == ["incomes are negative not only among the poorest 0.1 %"]
    with pytest.raises(ModelError, match="severity is infinite"):
        BetaLorenz(1.0, 0.5, 0.45, 0.5).poverty(0.5)
    assert "must not be below 0" in GeneralQuadratic(1.0, 1.0, -1.0, -0.1).problems[0]
    assert "does not start at 0" in GeneralQuadratic(1.0, 0.0, -2.0, 0.5).problems[0]
    assert "not convex" in GeneralQuadratic(1.0, 0.1, -2.0, 1.5).problems[0]
    assert GeneralQuadratic(1.0, 0.7, -1.4, 0.1).problems == ["it reaches only A + C = 0.8 at p = 1, below 0.9"]
    assert not GeneralQuadratic(1.0, 0.7, -1.4, 0.1).shape_problems


ODD_P, ODD_L = [0.2, 0.4, 0.6, 0.8, 1], [0.19, 0.2, 0.21, 0.79, 1]  # no Lorenz curve: income falls, then rises


def test_points_that_no_curve_suits_are_refused_with_the_reasons():
    with pytest.raises(ModelError, match="is not a Lorenz curve: "):
        GeneralQuadratic.fit(ODD_P, ODD_L, 1.0)
    with pytest.raises(ModelError, match=r"No Lorenz curve suits these points.*quadratic.*Beta"):
        best_lorenz(ODD_P, ODD_L, 1.0)


@pytest.mark.parametrize("curve", [GeneralQuadratic.fit(*DATT), GeneralQuadratic.fit(*PIP), BetaLorenz.fit(*DATT)])
@pytest.mark.parametrize("relative", [0.5, 0.8, 1.3])
def test_closed_forms_of_fitted_curves_are_integrals(curve, relative):
    line = relative * curve.mean
    found = curve.poverty(line)
    assert_allclose(curve.quantile(found.headcount), line, rtol=1e-9)
    start = 1e-4 if isinstance(curve, BetaLorenz) else 0.0  # incomes of the Beta curve fall without bound at 0
    gap, _ = quad(lambda p: 1 - curve.quantile(p) / line, start, found.headcount, epsabs=1e-12)
    squares, _ = quad(lambda p: (1 - curve.quantile(p) / line) ** 2, start, found.headcount, epsabs=1e-12)
    gap += start - curve.mean / line * curve.lorenz(start)
    assert_allclose(found.gap, gap, rtol=1e-8)
    bottom, _ = quad(lambda t: (1 - curve.quantile(np.exp(t)) / line) ** 2 * np.exp(t), -80, np.log(start or 1e-40))
    assert_allclose(found.severity, squares + bottom, rtol=1e-7)


@pytest.mark.parametrize(
    "curve",
    [
        GeneralQuadratic(1.0, 0.9, -1.5, 0.2),  # m < 0
        GeneralQuadratic(1.0, 0.15, 0.85, 1.3),  # m > 0
        GeneralQuadratic(1.0, 0.16, 0.8, 1.2),  # m = 0
        GeneralQuadratic(1.0, 0.16005, 0.8, 1.2),  # m just below 0
        GeneralQuadratic(1.0, 0.15995, 0.8, 1.2),  # m just above 0
        BetaLorenz(1.0, 0.6, 0.95, 0.6),
    ],
    ids=["ellipse", "hyperbola", "parabola", "nearly an ellipse", "nearly a hyperbola", "beta"],
)
def test_gini_and_head_count_are_integrals(curve):
    assert not curve.problems
    area, _ = quad(lambda p: curve.lorenz(p), 0, 1, epsabs=1e-12, limit=200)
    assert_allclose(curve.gini, 1 - 2 * area, atol=1e-8)
    p = np.array([0.05, 0.3, 0.7, 0.95])
    assert_allclose(curve.share_below(curve.quantile(p)), p, rtol=1e-9)
    slopes = (curve.lorenz(p + 1e-6) - curve.lorenz(p - 1e-6)) / 2e-6
    assert_allclose(curve.quantile(p), slopes, rtol=1e-6)
    line = curve.quantile(0.4)
    squares, _ = quad(lambda q: (1 - curve.quantile(q) / line) ** 2, 1e-12, 0.4, epsabs=1e-11)
    assert_allclose(curve.poverty(line).severity, squares, rtol=1e-6)


def test_beta_curve_with_a_small_delta():
    """The third incomplete beta function then has a parameter below 0, for which scipy's betainc has no value."""
    curve = BetaLorenz(1.0, 0.5, 0.98, 0.4)
    head = curve.share_below(0.7)
    inner, _ = quad(lambda p: (1 - curve.quantile(p) / 0.7) ** 2, 0, head, epsabs=1e-11)
    assert_allclose(curve.poverty(0.7).severity, inner, rtol=1e-7)


def test_lines_below_the_lowest_and_above_the_highest_income():
    curve = GeneralQuadratic.fit(*PIP)
    assert measures(curve.poverty(1.0)) == (0.0, 0.0, 0.0)
    assert curve.share_below([0.0, 1e6]).tolist() == [0.0, 1.0]
    assert_allclose(curve.poverty(1e6).gap, 1 - PIP_MEAN / 1e6)


# Bad input


@pytest.mark.parametrize(
    ("p", "lorenz", "what"),
    [
        ([0.2, 0.2, 0.6, 0.8, 1], [0.05, 0.1, 0.3, 0.5, 1], "p must rise"),
        ([0.2, 0.4, 0.6, 0.8, 1], [0.05, 0.04, 0.3, 0.5, 1], "lorenz must not fall"),
        ([0.2, 0.4, 0.6, 0.8, 1], [-0.05, 0.04, 0.3, 0.5, 1], r"lorenz must be 0 or more \(got -0.05\)"),
        ([0.2, 0.4, 0.6, 0.8, 1], [0.05, 0.45, 0.5, 0.6, 1], r"above p: order people from poor to rich \(got 0.45\)"),
        ([0.2, 0.4, 0.6, 0.8], [0.05, 0.14, 0.3, 0.5], "last point"),
        ([0.2, 0.4, 0.6, 0.8, 1], [0.05, 0.14, 0.3, 0.5, 0.9], "last point"),
        ([0.2, 0.4, 0.6, 1], [0.05, 0.14, 0.3, 0.5, 1], "same length"),
        ([20, 40, 60, 100], [5, 14, 30, 100], r"between 0 and 1 \(40 % is 0.4\)"),
        ([0.2, 0.4, float("nan"), 1], [0.05, 0.14, 0.3, 1], "p must be finite"),
        ([0.5, 0.8, 1], [0.2, 0.5, 1], "at least three points"),
        ([0.2, 0.4, 0.6, 0.8, 1], [0.2, 0.4, 0.6, 0.8, 1], "incomes are all equal|below p at every point"),
        ([], [], "last point"),
    ],
)
def test_bad_points_of_a_lorenz_curve(p, lorenz, what):
    for fit in (GeneralQuadratic.fit, BetaLorenz.fit, best_lorenz):
        with pytest.raises(ModelError, match=what):
            fit(p, lorenz, 100.0)


def test_the_origin_may_be_given():
    assert GeneralQuadratic.fit([0, *DATT_P], [0, *DATT_L], 1.0) == GeneralQuadratic.fit(DATT_P, DATT_L, 1.0)
