"""Who is served where households connect one after the other: take-up, limits on connections, what they cost."""

from ppp_model.engine.line import given, line, sum_of
from ppp_model.engine.ops import annuity_share, exponential, grow, max_, min_, more_than, safe_ratio, where

_TAKEUP = {"hazard": 0.0, "logistic": 0.0, "bass": 0.0}

rollout = given("1", "Share of those without a network that the project's has reached.", at="access.rollout")
is_hazard = given("1", "Whether a share of the rest connects.", at="access.takeup", words=_TAKEUP | {"hazard": 1.0})
is_logistic = given("1", "Whether take-up is logistic.", at="access.takeup", words=_TAKEUP | {"logistic": 1.0})
ceiling = given("1", "Share of those reached that ever connects.", at="access.ceiling")
hazard = given("1/year", "Share of the rest that connects in a year, at no charge.", at="access.hazard")
charge_sensitivity = given("1", "How the upfront charge lowers it.", at="access.charge_sensitivity")
speed = given("1/year", "Speed of the logistic curve.", at="access.speed")
midpoint = given("month", "Time of operation at which it is half way.", at="access.midpoint")
innovation = given("1/year", "Coefficient of innovation of the Bass curve.", at="access.innovation")
imitation = given("1/year", "Coefficient of imitation of the Bass curve.", at="access.imitation")
connections_per_year = given(
    "household/year", "Most connections in a year.", at="access.connections_per_year", absent=float("inf")
)
lost = given("1/year", "Share of the connections lost in a year.", at="access.lost")
serves_all = given(
    "1", "Whether those connected before are customers too.", at="access.serves", words={"all": 1.0, "new": 0.0}
)
connection_cost_price = given("local/household", "Cost of a connection, at the prices of close.", at="connection.cost")
connection_charge = given("local/household", "What the household pays for it.", at="connection.charge")
instalments = given("1", "Number of monthly instalments.", at="connection.instalments")
instalment_rate = given("1/year", "Interest on the instalments.", at="connection.instalment_rate")
connections_wanted_all = sum_of("group", "connections_wanted", "household", "New connections wanted.")
connections_made_all = sum_of("group", "connections_made", "household", "New connections made.")
people_connected = sum_of("group", "people_connected_weight", "person/household", "Connected people.")
connection_paid_all = sum_of("group", "connection_paid", "local", "What households pay for connections.")


@line("year", source="choice: people and households are counted at the end of the period")
def population_years(period_number, years_in_period):
    """Time from close at which people are counted."""
    return period_number * years_in_period


@line("1", source="definition; `access.lost`")
def kept_without(lost, population_years):
    """Share of the connections at close that is not lost."""
    return grow(-lost, population_years)


# Take-up


@line("1", source="definition")
def in_or_after_operation(before_operation):
    """1 from the start of operation on."""
    return 1 - before_operation


@line("year", source="choice: those whom the network reaches connect in the course of the period")
def years_at_risk(period_years):
    """Time in which households may connect in the period."""
    return period_years


@line("1", source="logistic curve: 1 / (1 + exp(-k (t - t0)))")
def logistic_curve(speed, years_operated, midpoint, months_in_year):
    """Share connected along a logistic curve, of those who ever connect."""
    return 1 / (1 + exponential(-speed * (years_operated - midpoint / months_in_year)))


@line("1", source="definition")
def bass_decay(innovation, imitation, years_operated):
    """What is left along a Bass curve: e to the power -(p + q) t."""
    return exponential(-(innovation + imitation) * years_operated)


@line("1", source="Bass curve: (1 - e^-(p+q)t) / (1 + (q/p) e^-(p+q)t)")
def bass_curve(bass_decay, imitation, innovation):
    """Share connected along a Bass curve, of those who ever connect."""
    return (1 - bass_decay) / (1 + safe_ratio(imitation, innovation) * bass_decay)


@line("1", source="definition; `access.takeup`")
def takeup_curve(is_logistic, logistic_curve, bass_curve):
    """Share connected of those who ever connect, along a curve."""
    return where(is_logistic, logistic_curve, bass_curve)


@line("1", source="definition; `access.connections_per_year`")
def connection_ratio(connections_per_year, period_years, connections_wanted_all):
    """Share of the connections wanted that can be made."""
    return min_(safe_ratio(connections_per_year, safe_ratio(connections_wanted_all, period_years)), 1)


# Who is served


@line("1", source="coverage = people served / people in the city")
def coverage(people_connected, mean_household_size):
    """Share of people that are served."""
    return people_connected / mean_household_size


@line("person", source="definition")
def newly_served(coverage, coverage_without, population):
    """People served who would have no connection without the project."""
    return max_(coverage - coverage_without, 0) * population


@line("unit", source="definition")
def most_sold(volume_available, losses):
    """What can be sold."""
    return volume_available * (1 - losses)


@line("unit", source="definition")
def wanted_all(wanted_households, wanted_classes, share_sold_to_classes):
    """What all customers want in the period."""
    return (wanted_households + wanted_classes) / (1 - share_sold_to_classes)


@line("1", source="choice: what the works cannot deliver is cut from all alike")
def supply_ratio(most_sold, wanted_all):
    """Share of what customers want that they get."""
    return where(more_than(wanted_all, most_sold), safe_ratio(most_sold, wanted_all), 1)


@line("1", source="definition")
def sales_ratio(supply_ratio):
    """What is sold to households as a share of what they want."""
    return supply_ratio


@line("1", source="definition")
def class_ratio(supply_ratio):
    """What is sold to classes that are counted as a share of what they want."""
    return supply_ratio


@line("1", source="definition")
def billed_share(in_operation):
    """Share of the customers' bills that is for what the project delivers: all, in operation."""
    return in_operation


# What connections cost and bring


@line("1", source="definition")
def has_instalments(instalments):
    """1 where connections are paid in instalments."""
    return more_than(instalments, 0)


@line("1", source="definition")
def instalment_periods(instalments, one_month, months_in_period):
    """Number of periods over which a connection is paid."""
    return instalments * one_month / months_in_period


@line("1", source="choice: a twelfth of the yearly rate")
def monthly_rate(instalment_rate, one_month, months_in_year):
    """Interest of a month on instalments."""
    return instalment_rate * one_month / months_in_year


@line("1", source="a = K i / (1 - (1 + i)^-n)")
def instalment(monthly_rate, instalments):
    """Monthly instalment as a share of the charge."""
    return annuity_share(monthly_rate, instalments) + monthly_rate


@line("1", source="definition")
def instalment_share(instalment, months_in_period, one_month):
    """Instalments of a period as a share of the charge."""
    return instalment * months_in_period / one_month


@line("local/household", source="definition")
def connection_upfront(has_instalments, connection_charge, instalment):
    """What a household pays when it connects: the charge, or its first instalment."""
    return connection_charge * where(has_instalments, instalment, 1)


@line("local/month/household", source="choice: a charge that is paid at once is spread over a year")
def connection_monthly(has_instalments, connection_charge, instalment, one_month, months_in_year, one_year):
    """What a household pays a month in the year after it connects, at the prices of close."""
    return connection_charge / one_month * where(has_instalments, instalment, one_month / (months_in_year * one_year))


@line("money", source="definition")
def connection_income(connection_paid_all, exchange_rate):
    """What households pay for connections."""
    return connection_paid_all / exchange_rate


@line("money", source="definition")
def connection_cost(connections_made_all, connection_cost_price, local_index, exchange_rate):
    """Cost of the connections made in the period."""
    return connections_made_all * connection_cost_price * local_index / exchange_rate
