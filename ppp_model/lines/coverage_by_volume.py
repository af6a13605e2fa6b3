"""Who is served where people served follow from what is sold: the share of sales that reaches new users."""

from ppp_model.engine.line import given, line, sum_of
from ppp_model.engine.ops import max_, min_, safe_ratio

new_users = given("1", "Share of sales to households that reaches new users.", at="supply.new_users")
new_use_weights = sum_of("group", "new_use_weight", "unit/month/household", "Use of the unconnected, once connected.")
new_people_weights = sum_of("group", "new_people_weight", "person/household", "People without a connection.")


@line("year", source="choice: people and households are counted at the start of the period")
def population_years(start_years):
    """Time from close at which people are counted."""
    return start_years


@line("1", source="definition")
def kept_without():
    """Share of the connections at close that is not lost: all."""
    return 1


@line("unit", source="choice: classes that are counted by customers are served first")
def households_sold(counted_sold, wanted_classes):
    """What is sold to households."""
    return max_(counted_sold - wanted_classes, 0)


@line("1", source="definition")
def class_ratio(counted_sold, wanted_classes):
    """What is sold to classes that are counted as a share of what they want."""
    return min_(safe_ratio(counted_sold, wanted_classes), 1)


@line("1", source="definition")
def sales_ratio(households_sold, wanted_households):
    """What is sold to households as a share of what all connected households of the city want."""
    return safe_ratio(households_sold, wanted_households)


@line("unit/month/person", source="definition")
def new_use_per_person(new_use_weights, new_people_weights):
    """Use of a newly served person."""
    return safe_ratio(new_use_weights, new_people_weights)


@line("unit/month", source="definition")
def new_use_sold(households_sold, new_users, period_months):
    """What is sold a month to people who had no connection."""
    return safe_ratio(households_sold * new_users, period_months)


@line("person", source="definition")
def newly_served(new_use_sold, new_use_per_person, population, coverage_without):
    """People served who had no connection; never more than there are."""
    return min_(safe_ratio(new_use_sold, new_use_per_person), population * (1 - coverage_without))


@line("1", source="coverage = people served / people in the city")
def coverage(newly_served, population, coverage_without):
    """Share of people that are served."""
    return coverage_without + newly_served / population


@line("1", source="choice: what the works cannot give comes from elsewhere")
def supply_ratio():
    """Share of what households want that they get: all."""
    return 1


@line("1", source="definition")
def billed_share(sales_ratio):
    """Share of the customers' bills that is for what the project delivers."""
    return sales_ratio


@line("money", source="definition")
def connection_income():
    """What households pay for connections: not known, none counted."""
    return 0


@line("money", source="definition")
def connection_cost():
    """Cost of connections: not known, none counted."""
    return 0
