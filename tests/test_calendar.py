"""How works and yearly series fall on the periods, worked by hand."""

import datetime as dt

import numpy as np
import pytest

from ppp_model.calendar import Calendar, by_operating_year, by_year_from_close, rows_of, spending_shares


def calendar(months: int = 12, periods: int = 8, construction: int = 4, starts: int = 5) -> Calendar:
    return Calendar(dt.date(2025, 1, 1), months, periods, construction, starts)


def test_s_curve_is_half_a_wave_of_a_cosine():
    """(1 - cos(pi x)) / 2 at 1/4, 1/2, 3/4, 1 is 0.146447, 0.5, 0.853553, 1."""
    expected = [0, 0.146447, 0.353553, 0.353553, 0.146447, 0, 0, 0]
    assert spending_shares(calendar(), "s_curve")[0] == pytest.approx(expected, abs=5e-7)


@pytest.mark.parametrize(
    ("profile", "expected"),
    [
        ("even", [0.25, 0.25, 0.25, 0.25]),
        ([0.6, 0.4], [0.3, 0.3, 0.2, 0.2]),  # two slices of two periods
        ([0.3, 0.3, 0.4], [0.225, 0.225, 0.25, 0.3]),  # slices of 4/3 periods: 0.3 x 3/4; 0.075 + 0.3 / 2; ...
    ],
)
def test_slices_of_the_planned_time(profile, expected):
    assert spending_shares(calendar(), profile)[0] == pytest.approx([0, *expected, 0, 0, 0], rel=1e-12)


def test_without_construction_all_is_paid_at_close():
    for profile in ("even", "s_curve", [0.5, 0.5]):
        assert spending_shares(calendar(construction=0, starts=1), profile)[0].tolist() == [1, *[0] * 7]


def test_works_that_are_late_are_paid_as_planned():
    """Operation starts with period 7, the works are paid in the four periods planned."""
    assert np.count_nonzero(spending_shares(calendar(starts=7), "even")) == 4


def test_series_by_year_in_half_years():
    half = calendar(months=6, periods=8, construction=2, starts=3)
    assert by_operating_year(half, [1, 2, 3])[0].tolist() == [1, 1, 1, 1, 1, 2, 2, 3]
    assert by_year_from_close(half, [1, 2, 3])[0].tolist() == [1, 1, 1, 2, 2, 3, 3, 3]


def test_days_of_the_calendar():
    """2028 is a leap year: its first half has 182 days, its second 184; days / 365 are the years of XIRR."""
    half = Calendar(dt.date(2028, 1, 1), 6, 3, 0, 1)
    actual = rows_of(half, "actual", "dates")
    assert actual["days_in_period"][0].tolist() == [0, 182, 184]
    assert actual["end_years"][0].tolist() == [0, 182 / 365, 366 / 365]
    plain = rows_of(half, "365", "equal_periods")
    assert plain["days_in_period"][0].tolist() == [0, 182.5, 182.5]
    assert plain["end_years"][0].tolist() == [0, 0.5, 1]
    assert [label.isoformat() for label in half.labels] == ["2028-01-01", "2028-06-30", "2028-12-31"]
