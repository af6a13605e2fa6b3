"""Internal rates of return: against numpy_financial, against closed forms, and the reasons for having none."""

import numpy as np
import numpy_financial
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ppp_model.engine import returns, several_roots
from ppp_model.engine.returns import REASONS, IrrStatus, irr


def rate(flows, years=None):
    found = irr(flows, np.arange(len(flows)) if years is None else years)
    assert found.status[0] == IrrStatus.OK
    return found.rate[0]


def status(flows, years=None):
    found = irr(flows, np.arange(len(flows)) if years is None else years)
    assert np.isnan(found.rate[0]) == (found.status[0] != IrrStatus.OK)
    return found.status[0]


def conventional(draws, periods, seed):
    """Series that pay first and earn later, from ruinous to splendid."""
    random = np.random.default_rng(seed)
    flows = random.uniform(0.0, 10.0, (draws, periods))
    flows[:, 0] = -random.uniform(0.2, 8.0, draws) * periods
    return flows


@pytest.mark.parametrize("periods", [5, 30, 60])
def test_equals_numpy_financial_on_conventional_series(periods):
    flows = conventional(40, periods, seed=periods)
    expected = [numpy_financial.irr(row) for row in flows]
    assert irr(flows, np.arange(periods)).rate == pytest.approx(expected, abs=1e-9)


# Closed forms


@pytest.mark.parametrize("expected", [-0.98, -0.5, -0.03, 1e-9, 0.001, 0.1, 1.0, 10.0, 49.0, 99.0])
def test_one_payment_one_receipt(expected):
    assert rate([-100.0, 100.0 * (1 + expected)]) == pytest.approx(expected, rel=1e-12, abs=1e-14)


@pytest.mark.parametrize("expected", [-0.3, -0.1, 0.0, 0.07, 0.5])
def test_one_receipt_after_sixty_years(expected):
    assert rate([-1.0, (1 + expected) ** 60], [0, 60]) == pytest.approx(expected, rel=1e-12, abs=1e-14)


def test_a_perpetual_level_flow_earns_its_yield():
    # 12 a year on 100 with the 100 back at the end: 12 %
    assert rate([-100.0] + [12.0] * 39 + [112.0]) == pytest.approx(0.12, rel=1e-13)


def test_level_annuity():
    # 130 x (1 - 1.05^-20) / 0.05 = 130 x 12.4622103 = 1,620.0873
    assert rate([-1620.0873447] + [130.0] * 20) == pytest.approx(0.05, abs=1e-10)


def test_flows_at_uneven_times_by_hand():
    # 100 paid, 60.5 received after a year and 59.4 x sqrt(1.1) after two and a half, at 10 %:
    # 60.5 / 1.1 = 55;  49.5 x 1.1^2.5 / 1.1^2.5 = 49.5;  together 104.5
    assert rate([-104.5, 60.5, 49.5 * 1.1**2.5], [0, 1, 2.5]) == pytest.approx(0.10, rel=1e-12)


def test_days_over_365_as_a_spreadsheet_does():
    # The example in the spreadsheet's own documentation of XIRR; published result 0.373362535
    days = np.array([0, 60, 303, 411, 456])
    flows = [-10000, 2750, 4250, 3250, 2750]
    assert rate(flows, days / 365) == pytest.approx(0.373362535, abs=5e-9)


def test_half_years_give_an_effective_yearly_rate():
    # 5 % a half-year is 1.05^2 - 1 = 10.25 % a year, not 10 %
    assert rate([-100.0, 105.0], [0, 0.5]) == pytest.approx(0.1025, rel=1e-12)


def test_borrowing_has_the_same_return_as_lending():
    flows = np.array([-100.0, 30.0, 90.0, 5.0])
    assert rate(-flows) == rate(flows)


def test_a_second_payment_in_between():
    # -100 (1.1)^3 + 80 (1.1)^2 - 20 (1.1) + 58.3 = -133.1 + 96.8 - 22 + 58.3 = 0
    assert rate([-100.0, 80.0, -20.0, 58.3]) == pytest.approx(0.10, rel=1e-12)


def test_a_clean_up_cost_at_the_end_leaves_the_return_that_means_something():
    # (1 - 1.1 v)(1 - 0.2 v) = 1 - 1.3 v + 0.22 v^2: 10 %, and -80 % as well
    assert rate([-100.0, 130.0, -22.0]) == pytest.approx(0.10, rel=1e-12)
    # a loss: (1 - 0.9 v)(1 - 0.2 v) = 1 - 1.1 v + 0.18 v^2: -10 %, and -80 % as well
    assert rate([-100.0, 110.0, -18.0]) == pytest.approx(-0.10, rel=1e-12)


# Reasons for having none


@pytest.mark.parametrize("flows", [[0.0, 0.0, 0.0], [1.0, 2.0, 0.0], [-1.0, 0.0, -3.0]])
def test_flows_that_never_change_sign(flows):
    assert status(flows) == IrrStatus.NO_SIGN_CHANGE


@pytest.mark.parametrize("dust", [1e-11, -1e-11])
def test_rounding_dust_is_no_change_of_sign(dust):
    assert status([-1000.0, dust, 0.0]) == IrrStatus.NO_SIGN_CHANGE
    assert rate([-1000.0, dust, 1210.0]) == pytest.approx(0.10, rel=1e-12)


def test_two_rates_fit():
    # -100 + 230/1.1 - 132/1.21 = 0  and  -100 + 230/1.2 - 132/1.44 = 0
    assert status([-100.0, 230.0, -132.0]) == IrrStatus.SEVERAL_ROOTS


def test_two_ruinous_rates_fit():
    # (1 - 0.4 v)(1 - 0.2 v) = 1 - 0.6 v + 0.08 v^2: -60 % and -80 %
    assert status([-100.0, 60.0, -8.0]) == IrrStatus.SEVERAL_ROOTS


def test_three_rates_fit():
    # (1 - 1.1 v)(1 - 1.5 v)(1 - 3 v) = 1 - 5.6 v + 9.45 v^2 - 4.95 v^3: 10 %, 50 % and 200 %
    assert status([-1.0, 5.6, -9.45, 4.95]) == IrrStatus.SEVERAL_ROOTS


@pytest.mark.parametrize("flows", [[-1.0, 102.0], [-100.0, 0.5]])
def test_a_return_beyond_the_range(flows):
    assert status(flows) == IrrStatus.OUT_OF_RANGE


def test_no_rate_fits_at_all():
    # -100 + 150 v - 100 v^2 has no real root
    assert status([-100.0, 150.0, -100.0]) == IrrStatus.OUT_OF_RANGE


@pytest.mark.parametrize("back", [100.0, 110.0])
def test_all_at_one_time_has_no_rate(back):
    assert status([-100.0, back], [0, 0]) == IrrStatus.OUT_OF_RANGE


def test_each_status_has_its_reason():
    assert set(REASONS) == set(IrrStatus) - {IrrStatus.OK}


# Sizes


@pytest.mark.parametrize("scale", [1e-300, 1e-6, 1.0, 1e15, 1e300])
def test_the_currency_does_not_matter(scale):
    assert rate(np.array([-100.0, 30.0, 40.0, 80.0]) * scale) == pytest.approx(rate([-100, 30, 40, 80]), rel=1e-13)


def test_monthly_flows_over_sixty_years():
    # 1 % a month for ever on 100, and the 100 back: 1.01^12 - 1 a year
    months = np.arange(721)
    flows = np.ones(721)
    flows[0], flows[-1] = -100.0, 101.0
    assert rate(flows, months / 12) == pytest.approx(1.01**12 - 1, rel=1e-12)


def test_a_receipt_of_any_size_in_any_far_year():
    for size in (1e-9, 1e-3, 1e3, 1e9):
        flows = [-100.0, 1.0, size * 100]
        years = np.array([0, 1, 60])
        found = rate(flows, years)
        assert np.sum(flows / (1 + found) ** years) == pytest.approx(0, abs=1e-9)


# Many at once


def mixed(draws, periods, seed):
    """Series of every kind: conventional, with several changes of sign, with none."""
    flows = conventional(draws, periods, seed)
    flows[::4, periods // 2] = -5.0 * periods
    flows[1::7] = np.abs(flows[1::7])
    return flows


@pytest.mark.parametrize("times", ["shared", "own"])
def test_many_draws_at_once_give_the_same_bits_as_one_by_one(times):
    flows = mixed(400, 25, seed=3)
    years = np.arange(25.0) if times == "shared" else np.arange(25.0) * np.linspace(0.5, 2.0, 400)[:, None]
    together = irr(flows, years)
    assert len(set(together.status)) >= 3
    for draw, row in enumerate(flows):
        alone = irr(row, years if times == "shared" else years[draw])
        assert alone.status[0] == together.status[draw]
        assert np.array_equal(alone.rate, together.rate[draw : draw + 1], equal_nan=True)


def test_times_may_differ_where_flows_do_not():
    found = irr([[-100.0, 121.0]], [[0.0, 1.0], [0.0, 2.0]])
    assert found.rate == pytest.approx([0.21, 0.10], rel=1e-12)


def spied(monkeypatch, module, name):
    """How many draws each call of a function of a module has seen, by its last argument but one."""
    seen = []
    function = getattr(module, name)
    monkeypatch.setattr(module, name, lambda *args: seen.append(len(args[-2])) or function(*args))
    return seen


def test_a_hundred_thousand_series_take_a_few_passes(monkeypatch):
    draws = spied(monkeypatch, returns, "_log_ratio")
    found = irr(conventional(100_000, 30, seed=1), np.arange(30))
    assert np.count_nonzero(found.status) == 0
    assert 100_000 < sum(draws) <= 800_000


def test_draws_with_the_same_times_share_the_search_for_further_roots(monkeypatch):
    draws = spied(monkeypatch, several_roots, "_roots_within")
    flows = conventional(10_000, 10, seed=2)
    flows[:, 5] = -20.0
    irr(flows, np.arange(10))
    assert sum(draws) > 10_000
    assert len(draws) <= 40  # not one for each draw


# Days, and compiled code


def half_years(draws, seed):
    """Series of 30 years in half-years of 181 to 184 days, and their times by the calendar."""
    days = np.arange(61 * 6).astype("timedelta64[M]") + np.datetime64("2025-01")
    ends = days[::6].astype("datetime64[D]")
    flows = conventional(draws, len(ends), seed)
    flows[:, 1:5] = -flows[:, 1:5]
    return flows, (ends - ends[0]).astype(float) / 365


def present(flows, rates, years):
    return flows * (1 + rates[:, None]) ** -np.atleast_2d(years)


@pytest.mark.parametrize("draws", [1, 3, 50, 3000])
def test_gaps_of_any_days_give_a_present_value_of_zero(draws):
    flows, years = half_years(draws, seed=4)
    found = irr(flows, years)
    values = present(flows, found.rate, years)
    assert np.abs(values.sum(axis=1)).max() <= 1e-11 * np.abs(values).max()


def test_the_order_of_the_times_does_not_matter():
    flows, years = half_years(20, seed=5)
    order = np.random.default_rng(0).permutation(len(years))
    assert np.array_equal(irr(flows[:, order], years[order]).rate, irr(flows, years).rate)
    own = np.tile(years, (20, 1))
    assert np.array_equal(irr(flows[:, order], own[:, order]).rate, irr(flows, years).rate)


def kinds(draws):
    """Series of every kind, with some that numpy must be asked for: at the ends of the range, not finite."""
    flows = mixed(draws, 40, seed=6)
    flows[5] = [-1.0, 101.0] + [0.0] * 38
    flows[6] = [-1.0, 102.0] + [0.0] * 38
    flows[7] = [-100.0, 0.5] + [0.0] * 38
    flows[8], flows[9, 3] = 0.0, np.nan
    flows[10:20] *= -1
    return flows


@pytest.mark.parametrize(
    "years", [np.arange(40), np.arange(40) / 12, half_years(1, 0)[1][:40]], ids=["years", "months", "days"]
)
def test_compiled_code_gives_the_same_rates_and_statuses(years):
    pytest.importorskip("numba")
    flows = kinds(1001)
    plain = irr(flows, years)
    with returns.compiled() as there:
        fast, part = irr(flows, years), irr(flows[3:700], years)
    assert there
    assert len(set(plain.status)) == 4
    assert np.array_equal(fast.status, plain.status)
    np.testing.assert_allclose(fast.rate, plain.rate, rtol=1e-12, atol=1e-13)
    assert np.array_equal(part.rate, fast.rate[3:700], equal_nan=True)


def test_compiled_code_does_the_simple_series_itself(monkeypatch):
    pytest.importorskip("numba")
    monkeypatch.setattr(returns, "_solve_block", None)  # would fail if it were called
    with returns.compiled():
        assert irr([[-100.0, 110.0]] * 20, [0, 1]).rate == pytest.approx([0.10] * 20, rel=1e-12)


def test_without_numba_compiled_means_numpy(monkeypatch):
    monkeypatch.setattr(returns.importlib.util, "find_spec", lambda name: None)
    flows = kinds(50)
    with returns.compiled() as there:
        found = irr(flows, np.arange(40))
    assert not there
    assert np.array_equal(found.rate, irr(flows, np.arange(40)).rate, equal_nan=True)


def test_the_last_answer_is_kept_and_only_for_the_same_question():
    flows, years = conventional(5, 12, seed=7), np.arange(12)
    first = returns.irr_kept(flows, years)
    assert returns.irr_kept(flows.copy(), years) is first
    assert returns.irr_kept(flows, years / 2) is not first
    flows[2, 3] += 1.0  # changed in place
    again = returns.irr_kept(flows, years / 2)
    assert np.array_equal(again.rate, irr(flows, years / 2).rate)


@settings(max_examples=300, deadline=None)
@given(
    paid=st.lists(st.floats(0.01, 1e6), min_size=1, max_size=5),
    received=st.lists(st.floats(0.01, 1e6), min_size=1, max_size=40),
    step=st.sampled_from([0.25, 0.5, 1.0]),
)
def test_the_present_value_at_the_return_is_zero(paid, received, step):
    flows = np.array([-amount for amount in paid] + received)
    years = np.arange(len(flows)) * step
    found = irr(flows, years)
    if found.status[0] == IrrStatus.OK:
        present = flows * (1 + found.rate[0]) ** -years
        assert abs(present.sum()) <= 1e-9 * np.abs(present).max()
    else:
        low, high = (np.sum(flows * (1 + end) ** -years) for end in (returns.LOWEST_RATE, returns.HIGHEST_RATE))
        assert low * high > 0  # no root lies in between


@settings(max_examples=300, deadline=None)
@given(
    flows=st.lists(st.floats(-1e6, 1e6, allow_subnormal=False), min_size=2, max_size=25),
    gaps=st.lists(st.floats(0.01, 4.0), min_size=25, max_size=25),
)
def test_any_series_at_any_times_has_a_root_or_a_reason(flows, gaps):
    years = np.cumsum(gaps)[: len(flows)] - gaps[0]
    found = irr(flows, years)
    assert (found.status[0] == IrrStatus.OK) == np.isfinite(found.rate[0])
    if found.status[0] == IrrStatus.OK:
        flows = np.array(flows)
        kept = np.where(np.abs(flows) > 1e-12 * np.abs(flows).max(), flows, 0.0)
        present = kept * (1 + found.rate[0]) ** -years
        assert abs(present.sum()) <= 1e-9 * np.abs(present).max()
