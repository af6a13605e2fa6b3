"""Who gets the subsidy: one group's part, in the factors by which a subsidy reaches the poor or does not."""

from ppp_model.engine.line import given, line
from ppp_model.engine.ops import max_, more_than

is_poor = given("1", "Whether the group counts as poor: `city.groups.{block}.poor`, else the poorest group does.")


@line("local/month/household", source="definition")
def cost_of_use(use_delivered, unit_cost):
    """What a household's monthly use costs in full."""
    return use_delivered * unit_cost


@line("local/month/household", source="choice: gross, a bill above cost is no negative subsidy")
def subsidy(cost_of_use, bill):
    """Monthly subsidy of a connected household: full cost less what it pays, never less than 0."""
    return max_(cost_of_use - bill, 0)


@line("1", source="definition")
def is_subsidised(cost_of_use, bill):
    """1 where a connected household pays less than full cost."""
    return more_than(cost_of_use, bill)


@line("1", source="definition")
def poor_weight(population_share, is_poor):
    """Share of the city's households that are in the group, if it is poor."""
    return population_share * is_poor


@line("1", source="definition")
def reached_weight(reached, population_share):
    """Share of the city's households that are in the group and live where the network exists."""
    return reached * population_share


@line("1", source="definition")
def connected_now_weight(connected, population_share):
    """Share of the city's households that are in the group and connected."""
    return connected * population_share


@line("1", source="definition")
def subsidised_weight(connected_now_weight, is_subsidised):
    """Share of the city's households that are in the group and get a subsidy."""
    return connected_now_weight * is_subsidised


@line("unit/month/household", source="definition")
def subsidised_use_weight(subsidised_weight, use_delivered):
    """Use of the group's subsidised households, for each household of the city."""
    return subsidised_weight * use_delivered


@line("local/month/household", source="definition")
def subsidy_weight(subsidised_weight, subsidy):
    """Subsidy of the group's households, for each household of the city."""
    return subsidised_weight * subsidy


@line("1", source="definition")
def poor_reached_weight(reached_weight, is_poor):
    """Its share reached, if it is poor."""
    return reached_weight * is_poor


@line("1", source="definition")
def poor_connected_weight(connected_now_weight, is_poor):
    """Its share connected, if it is poor."""
    return connected_now_weight * is_poor


@line("1", source="definition")
def poor_subsidised_weight(subsidised_weight, is_poor):
    """Its share that gets a subsidy, if it is poor."""
    return subsidised_weight * is_poor


@line("unit/month/household", source="definition")
def poor_use_weight(subsidised_use_weight, is_poor):
    """Use of its subsidised households, if it is poor."""
    return subsidised_use_weight * is_poor


@line("local/month/household", source="definition")
def poor_subsidy_weight(subsidy_weight, is_poor):
    """Subsidy of its households, if it is poor."""
    return subsidy_weight * is_poor


@line("local/month/household", source="definition")
def poor_income_weight(income_weight, is_poor):
    """Income of its households, if it is poor."""
    return income_weight * is_poor
