"""Periods of a pool: the first day, when something goes wrong, and discounting. Flows fall at the end of a period."""

from ppp_model.engine.line import Next, given, line
from ppp_model.engine.ops import at_least, grow, is_equal, more_than

period_number = given("1", "Number of the period; 0 is the day on which the money is lent.")
months_in_period = given("month", "Months in one period.")
period_years = given("year", "Length of the period; the first day has none.")
end_years = given("year", "Time from the first day to the end of the period.")
calendar_year = given("1", "Calendar year in which the period ends.")
discount_rate = given("1/year", "Rate at which flows are discounted to the first day.", at="discount_rate")
grant_element_rate = given("1/year", "Rate at which the grant element is measured.", at="grant_element_rate")
stress_fall = given("1", "Share of every member's own revenue that falls away.", at="stress.revenue_fall")
transfers_fall = given("1", "Share of every member's transfers that is not paid.", at="stress.transfers_fall")
stress_starts = given("month", "Time at which what goes wrong starts.", at="stress.starts")
stress_lasts = given("month", "How long it lasts.", at="stress.lasts", absent=float("inf"))


@line("1", source="definition")
def at_close(period_number):
    """1 on the day on which the money is lent."""
    return is_equal(period_number, 0)


@line("1", source="definition")
def at_end(period_number: Next):
    """1 in the last period of the model."""
    return is_equal(period_number, 0)


@line("year", source="definition")
def start_years(end_years, period_years):
    """Time from the first day to the start of the period."""
    return end_years - period_years


@line("1", source="definition")
def last_before_stress(stress_starts, months_in_period):
    """Number of the last period before something goes wrong."""
    return stress_starts / months_in_period


@line("1", source="definition")
def last_of_stress(last_before_stress, stress_lasts, months_in_period):
    """Number of the last period in which it does."""
    return last_before_stress + stress_lasts / months_in_period


@line("1", source="definition")
def in_stress(period_number, last_before_stress, last_of_stress):
    """1 in the periods in which something goes wrong for all members."""
    return more_than(period_number, last_before_stress) * at_least(last_of_stress, period_number)


@line("1", source="definition; end of period")
def discount_factor(discount_rate, end_years):
    """Value on the first day of one unit of money at the end of the period."""
    return grow(discount_rate, -end_years)


@line("1", source="definition; end of period")
def soft_factor(grant_element_rate, end_years):
    """The same, at the rate at which the grant element is measured."""
    return grow(grant_element_rate, -end_years)
