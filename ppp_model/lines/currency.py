"""One currency: its prices and its exchange rate. Added once for each currency, the study's own at rate 1."""

from ppp_model.engine.line import given, line
from ppp_model.engine.ops import at_least, grow, where

inflation = given("1/year", "Growth of prices.", at="currencies.{block}.inflation", absent=0.0)
rate_at_close = given("local/money", "Exchange rate at close.", at="currencies.{block}.per_study_currency", absent=1.0)
depreciation_rate = given("1/year", "Growth of the exchange rate.", at="currencies.{block}.depreciation", absent=0.0)
follows_inflation = given(
    "1",
    "Whether the rate moves by the difference in inflation.",
    at="currencies.{block}.path",
    words={"depreciation": 0.0, "inflation": 1.0, "given": 0.0},
    absent=0.0,
)
is_given = given(
    "1",
    "Whether the rate is given year by year.",
    at="currencies.{block}.path",
    words={"depreciation": 0.0, "inflation": 0.0, "given": 1.0},
    absent=0.0,
)
given_rate = given(
    "local/money",
    "Exchange rate by year from close, when given.",
    at="currencies.{block}.rates or currencies.{block}.per_study_currency",
    absent=1.0,
    series="close",
)
rate_level = given(
    "1", "Multiple of the exchange rate on its path.", at="currencies.{block}.rate_level", absent=1.0, series="close"
)
fall = given("1", "One-off loss of value of the currency.", at="currencies.{block}.fall", absent=0.0)
fall_after = given("month", "Time from close to the one-off loss.", at="currencies.{block}.fall_after", absent=0.0)


@line("1", source="choice: prices move once a year, on the anniversary of close")
def price_level(inflation, whole_years_from_close):
    """Price level in the currency, 1 at close."""
    return grow(inflation, whole_years_from_close)


@line("1", source="purchasing power parity: the rate moves by the difference in inflation")
def inflation_difference(inflation, start_years, study_level_smooth):
    """Price level in the currency against that in the study's currency."""
    return grow(inflation, start_years) / study_level_smooth


@line("1", source="definition")
def rate_growth(follows_inflation, inflation_difference, depreciation_rate, start_years):
    """Exchange rate against that at close, when it is not given."""
    return where(follows_inflation, inflation_difference, grow(depreciation_rate, start_years))


@line("1", source="definition")
def after_fall(start_years, fall_after, months_in_year, after_close):
    """1 once the one-off loss of value has happened."""
    return at_least(start_years * months_in_year, fall_after) * after_close


@line("local/money", source="definition; `currencies.X.path`")
def rate_on_path(is_given, given_rate, rate_at_close, rate_growth):
    """Exchange rate before a one-off loss of value."""
    return where(is_given, given_rate, rate_at_close * rate_growth)


@line("local/money", source="definition")
def exchange_rate(rate_on_path, rate_level, fall, after_fall):
    """Units of the currency for one of the study's, at the start of the period."""
    return rate_on_path * rate_level / (1 - fall * after_fall)
