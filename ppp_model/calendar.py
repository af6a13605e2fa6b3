"""The calendar of a scenario: how many periods, when they end, and how works spending falls on them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ppp_model.scenario.model import Scenario

MONTHS = {"annual": 12, "semi_annual": 6, "quarterly": 3, "monthly": 1}
MONTHS_IN_YEAR = 12
DAYS_IN_YEAR = 365


@dataclass(frozen=True)
class Calendar:
    """Periods of a scenario. Period 0 is the day of close; ``periods`` counts it."""

    close: dt.date
    months: int
    periods: int
    construction_periods: int
    """Planned periods from close to the start of operation."""
    operation_starts: int
    """Number of the first period of operation, delay included."""

    @property
    def ends(self) -> list[dt.date]:
        """First day after each period (for period 0, the day of close itself)."""
        return [add_months(self.close, self.months * number) for number in range(self.periods)]

    @property
    def labels(self) -> list[dt.date]:
        """Last day of each period; the day of close for period 0."""
        return [end - dt.timedelta(days=1) if number else end for number, end in enumerate(self.ends)]


def calendar_of(scenario: Scenario) -> Calendar:
    """The calendar of a scenario. Times are whole numbers of periods (checked when the scenario is read)."""
    time = scenario.timeline
    months = MONTHS[time.period]
    extension = time.delay if time.delay_extends_contract else 0.0
    return Calendar(
        close=time.close,
        months=months,
        periods=round((time.construction + time.operation + extension) / months) + 1,
        construction_periods=round(time.construction / months),
        operation_starts=round((time.construction + time.delay) / months) + 1,
    )


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day some months later, or the last day of a shorter month."""
    year, month = divmod(day.year * MONTHS_IN_YEAR + day.month - 1 + months, MONTHS_IN_YEAR)
    following = dt.date(year + (month == 11), (month + 1) % MONTHS_IN_YEAR + 1, 1)
    last = (following - dt.timedelta(days=1)).day
    return dt.date(year, month + 1, min(day.day, last))


def rows_of(calendar: Calendar, day_count: str, irr_times: str) -> dict[str, NDArray[np.float64]]:
    """The calendar's input lines: rows shaped (1, periods) and single values shaped (1, 1)."""
    number = np.arange(calendar.periods, dtype=float)
    running = (number > 0).astype(float)
    ends = calendar.ends
    elapsed = np.array([(end - calendar.close).days for end in ends], dtype=float)
    days = np.diff(elapsed, prepend=0.0)
    if day_count == "365":
        days = running * DAYS_IN_YEAR * calendar.months / MONTHS_IN_YEAR
    years = elapsed / DAYS_IN_YEAR if irr_times == "dates" else number * calendar.months / MONTHS_IN_YEAR
    rows = {
        "period_number": number,
        "period_years": running * calendar.months / MONTHS_IN_YEAR,
        "period_months": running * calendar.months,
        "days_in_period": days,
        "end_years": years,
        "calendar_year": np.array([label.year for label in calendar.labels], dtype=float),
    }
    single = {
        "months_in_period": float(calendar.months),
        "months_in_year": float(MONTHS_IN_YEAR),
        "years_in_period": calendar.months / MONTHS_IN_YEAR,
        "one_year": 1.0,
        "one_month": 1.0,
    }
    wide = {name: row.reshape(1, -1) for name, row in rows.items()}
    return wide | {name: np.full((1, 1), value) for name, value in single.items()}


def spending_shares(calendar: Calendar, profile: Sequence[float] | str) -> NDArray[np.float64]:
    """Share of a cost that falls in each period, shaped (1, periods).

    ``profile`` gives the shares of equal slices of the planned construction time ("even": one slice), or "s_curve":
    spent so far = (1 - cos(pi x)) / 2 at the share x of the time. Without construction time all is paid at close.
    """
    shares = np.zeros((1, calendar.periods))
    if not calendar.construction_periods:
        shares[0, 0] = 1.0
        return shares
    at = np.linspace(0.0, 1.0, calendar.construction_periods + 1)
    if profile == "s_curve":
        spent_at = (1.0 - np.cos(np.pi * at)) / 2.0
    else:
        spent = np.concatenate([[0.0], np.cumsum([1.0] if isinstance(profile, str) else list(profile))])
        spent_at = np.interp(at, np.linspace(0.0, 1.0, len(spent)), spent)
    shares[0, 1 : calendar.construction_periods + 1] = np.diff(spent_at)
    return shares


def by_operating_year(calendar: Calendar, values: Sequence[float]) -> NDArray[np.float64]:
    """A series by year of operation on the periods, shaped (1, periods); the first and last values hold on."""
    number = np.arange(calendar.periods)
    year = (number - calendar.operation_starts) * calendar.months // MONTHS_IN_YEAR
    return _at(values, np.clip(year, 0, len(values) - 1))


def by_year_from_close(calendar: Calendar, values: Sequence[float]) -> NDArray[np.float64]:
    """A series by year from close on the periods, shaped (1, periods); the last value holds on."""
    number = np.arange(calendar.periods)
    year = np.maximum(number - 1, 0) * calendar.months // MONTHS_IN_YEAR
    return _at(values, np.minimum(year, len(values) - 1))


def repayment_shares(calendar: Calendar, after: float, profile: Sequence[float]) -> NDArray[np.float64]:
    """Shares repaid with the first, second, ... repayment, the first one period ``after`` (months from close).

    Shaped (1, periods). The dates are fixed at close: when operation starts late, repayments that would fall before
    the end of grace are left to the later ones.
    """
    shares = np.zeros((1, calendar.periods))
    start = round(after / calendar.months) + 1
    count = max(min(len(profile), calendar.periods - start), 0)
    shares[0, start : start + count] = profile[:count]
    return shares


def _at(values: Sequence[float], index: NDArray[np.int_]) -> NDArray[np.float64]:
    """The values at the given places, shaped (1, periods)."""
    found: NDArray[np.float64] = np.asarray(values, dtype=float)[index]
    return found.reshape(1, -1)
