"""Who gets the subsidy, over all groups: Omega and its five factors, errors of exclusion and inclusion.

Source of the factors: Komives, Foster, Halpern and Wodon (2005), Water, Electricity, and the Poor, chapter 4.
"""

from ppp_model.engine.line import All, given, line, sum_of
from ppp_model.engine.ops import first, ratio, safe_ratio, where

full_cost = given("local/unit", "Full cost of a unit, at the prices of close.", at="retail.full_cost", absent=0.0)
has_full_cost = given("1", "Whether the full cost of a unit is given.", at="retail.full_cost", present=True)
poor = sum_of("group", "poor_weight", "1", "Share of households that are poor.")
reached_all = sum_of("group", "reached_weight", "1", "Share of households that live where the network exists.")
connected_all = sum_of("group", "connected_now_weight", "1", "Share of households that are connected.")
subsidised_all = sum_of("group", "subsidised_weight", "1", "Share of households that get a subsidy.")
subsidised_use = sum_of(
    "group", "subsidised_use_weight", "unit/month/household", "Use of those, for each household of the city."
)
subsidies = sum_of("group", "subsidy_weight", "local/month/household", "Subsidies, for each household of the city.")
poor_reached = sum_of("group", "poor_reached_weight", "1", "Share of households that are poor and reached.")
poor_connected = sum_of("group", "poor_connected_weight", "1", "Share of households that are poor and connected.")
poor_subsidised = sum_of("group", "poor_subsidised_weight", "1", "Share of households that are poor and subsidised.")
poor_use = sum_of("group", "poor_use_weight", "unit/month/household", "Use of the poor who get a subsidy.")
poor_subsidies = sum_of("group", "poor_subsidy_weight", "local/month/household", "Subsidies of the poor.")
poor_income = sum_of("group", "poor_income_weight", "local/month/household", "Income of the poor.")


@line("local/unit", source="definition; `retail.full_cost`")
def unit_cost(has_full_cost, full_cost, local_index, supply_cost, exchange_rate, volume_sold):
    """Full cost of a unit sold: as given, else all that the seller and the public pay."""
    return where(has_full_cost, full_cost * local_index, safe_ratio(supply_cost * exchange_rate, volume_sold))


@line("1", source="access factor A: network near the poor / near all")
def access_factor(poor_reached, poor, reached_all):
    """Share of the poor who live where the network exists, over that of all."""
    return ratio(ratio(poor_reached, poor), reached_all)


@line("1", source="uptake factor U: connected of those with a network")
def uptake_factor(poor_connected, poor_reached, connected_all, reached_all):
    """Share of the poor with a network who are connected, over that of all."""
    return ratio(ratio(poor_connected, poor_reached), ratio(connected_all, reached_all))


@line("1", source="targeting factor T: subsidised of those connected")
def targeting_factor(poor_subsidised, poor_connected, subsidised_all, connected_all):
    """Share of the connected poor who get a subsidy, over that of all."""
    return ratio(ratio(poor_subsidised, poor_connected), ratio(subsidised_all, connected_all))


@line("1", source="rate factor R: subsidy over cost of use")
def rate_factor(poor_subsidies, poor_use, subsidies, subsidised_use):
    """Rate of subsidy for a unit used by the poor, over that of all."""
    return ratio(ratio(poor_subsidies, poor_use), ratio(subsidies, subsidised_use))


@line("1", source="quantity factor Q: use of the subsidised")
def quantity_factor(poor_use, poor_subsidised, subsidised_use, subsidised_all):
    """Use of the poor who get a subsidy, over that of all who do."""
    return ratio(ratio(poor_use, poor_subsidised), ratio(subsidised_use, subsidised_all))


@line("1", source="Omega = share of the subsidy that goes to the poor / share of the poor = A U T R Q")
def targeting_performance(poor_subsidies, subsidies, poor):
    """Subsidy of an average poor household over that of an average household; above 1 it favours the poor."""
    return ratio(ratio(poor_subsidies, subsidies), poor)


@line("1", source="Omega = share of the subsidy that goes to the poor / share of the poor = A U T R Q")
def omega(targeting_performance: All, operation_starts: All):
    """Subsidy of an average poor household over that of an average household, when operation starts."""
    return first(targeting_performance, operation_starts)


@line("1", source="definition")
def share_to_poor(poor_subsidies, subsidies):
    """Share of the subsidy that goes to the poor."""
    return ratio(poor_subsidies, subsidies)


@line("1", source="error of exclusion: poor without a subsidy / poor")
def exclusion_error(poor, poor_subsidised):
    """Share of the poor who get no subsidy."""
    return 1 - ratio(poor_subsidised, poor)


@line("1", source="error of inclusion: subsidised who are not poor / subsidised")
def inclusion_error(subsidised_all, poor_subsidised):
    """Share of those who get a subsidy who are not poor."""
    return 1 - ratio(poor_subsidised, subsidised_all)


@line("1", source="materiality: subsidy of a poor beneficiary / income of the poor")
def materiality(poor_subsidies, poor_subsidised, poor_income, poor):
    """Subsidy of a poor household that gets one, as a share of the income of the poor."""
    return ratio(ratio(poor_subsidies, poor_subsidised), ratio(poor_income, poor))
