"""Prices of the study's currency, and what links the other currencies to it."""

from ppp_model.engine.line import given, line
from ppp_model.engine.ops import grow

study_inflation = given(
    "1/year", "Growth of prices in the study's currency.", at="currencies.{currency}.inflation", absent=0.0
)


@line("1", source="definition")
def local_cost_level(local_index, local_rate_at_close, exchange_rate):
    """Cost in the city's prices, converted, against that at close."""
    return local_index * local_rate_at_close / exchange_rate


@line("1", source="definition")
def study_level_smooth(study_inflation, start_years):
    """Price level in the study's currency, growing from period to period."""
    return grow(study_inflation, start_years)
