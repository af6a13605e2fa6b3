"""Periods: when the works are built, when the project operates, and when flows fall.

Period 0 is the day of financial close and has no length; periods 1, 2, ... follow it. A flow of a period falls at
its end unless ``conventions.flow_timing`` says otherwise.
"""

from ppp_model.engine.line import given, line
from ppp_model.engine.ops import at_least, is_equal, max_, more_than, whole

period_number = given("1", "Number of the period; 0 is the day of financial close.")
months_in_period = given("month", "Months in one period.")
months_in_year = given("month/year", "Months in a year.")
years_in_period = given("year", "Years in one period.")
period_years = given("year", "Length of the period; the day of close has none.")
period_months = given("month", "Length of the period in months; the day of close has none.")
days_in_period = given("day", "Days in the period, by `timeline.day_count`.")
end_years = given("year", "Time from close to the end of the period, by `conventions.irr_times`.")
calendar_year = given("1", "Calendar year in which the period ends.")

construction = given("month", "Planned time from close to the start of operation.", at="timeline.construction")
delay = given("month", "How much later than planned operation starts.", at="timeline.delay")
operation = given("month", "Planned time of operation.", at="timeline.operation")
delay_extends_contract = given(
    "1", "Whether a delay moves the end of the contract.", at="timeline.delay_extends_contract"
)
flow_shift = given(
    "1", "How much of the period lies between a flow and the end of its period.",
    at="conventions.flow_timing", words={"start": 1.0, "middle": 0.5, "end": 0.0},
)  # fmt: skip
index_every = given("month", "Time between two adjustments of indexed charges.", at="revenue.index_every")
index_lag = given("month", "How much later than prices charges move.", at="revenue.index_lag")
prices_from_operation = given(
    "1", "Whether prices hold at the start of operation rather than at close.",
    at="revenue.price_base", words={"close": 0.0, "operation": 1.0},
)  # fmt: skip


@line("1", source="definition")
def construction_end(construction, delay, months_in_period):
    """Number of the last period before operation."""
    return (construction + delay) / months_in_period


@line("1", source="definition")
def contract_end_planned(construction, operation, delay, delay_extends_contract, months_in_period):
    """Number of the last period of the contract as planned."""
    return (construction + operation + delay * delay_extends_contract) / months_in_period


@line("1", source="definition")
def at_close(period_number):
    """1 on the day of financial close."""
    return is_equal(period_number, 0)


@line("1", source="definition")
def before_operation(period_number, construction_end):
    """1 from close until the works are complete."""
    return at_least(construction_end, period_number)


@line("1", source="definition")
def at_completion(period_number, construction_end):
    """1 in the last period before operation."""
    return is_equal(period_number, construction_end)


@line("1", source="definition")
def in_operation(before_operation, period_number, contract_end):
    """1 while the project operates under the contract."""
    return (1 - before_operation) * at_least(contract_end, period_number)


@line("1", source="definition")
def operation_starts(period_number, construction_end):
    """1 in the first period of operation."""
    return is_equal(period_number, construction_end + 1)


@line("1", source="definition")
def contract_ends(period_number, contract_end):
    """1 in the last period of the contract."""
    return is_equal(period_number, contract_end)


@line("1", source="definition")
def contract_over(period_number, contract_end):
    """1 from the last period of the contract on."""
    return at_least(period_number, contract_end)


@line("year", source="definition")
def start_years(period_number, years_in_period):
    """Time from close to the start of the period."""
    return max_(period_number - 1, 0) * years_in_period


@line("year", source="definition")
def flow_years(end_years, flow_shift, period_years):
    """Time from close at which the flows of the period fall."""
    return end_years - flow_shift * period_years


@line("year", source="definition")
def whole_years_from_close(start_years, one_year):
    """Whole years from close to the start of the period: prices move once a year."""
    return whole(start_years / one_year) * one_year


one_year = given("year", "One year.")
one_month = given("month", "One month.")


@line("year", source="definition")
def price_base_years(construction_end, years_in_period, prices_from_operation):
    """Time from close to the date at which prices hold."""
    return construction_end * years_in_period * prices_from_operation


@line("year", source="choice: prices move once a year, on the anniversary of the date at which they hold")
def whole_years_from_base(start_years, price_base_years, one_year):
    """Whole years from the date at which prices hold to the start of the period."""
    return whole(max_(start_years - price_base_years, 0) / one_year) * one_year


@line("year", source="definition")
def index_step(index_every, months_in_year):
    """Time between two adjustments of indexed charges."""
    return index_every / months_in_year


@line("year", source="definition")
def index_delay(index_lag, months_in_year):
    """How much later than prices charges move."""
    return index_lag / months_in_year


@line("year", source="choice: `revenue.index_every` and `revenue.index_lag`")
def years_indexed(start_years, price_base_years, index_delay, index_step):
    """Years of price growth that the charges have taken up: a whole number of steps, with a lag."""
    return whole(max_(start_years - price_base_years - index_delay, 0) / index_step) * index_step


@line("1", source="definition")
def operating_period(in_operation, period_number, construction_end):
    """Number of the period of operation: 1 in the first, 0 outside."""
    return in_operation * max_(period_number - construction_end, 0)


@line("1", source="definition")
def after_close(period_number):
    """1 in every period but the day of close."""
    return more_than(period_number, 0)
