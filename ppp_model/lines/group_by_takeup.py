"""How a group's households are reached by the network and connect, where sales follow from customers and their use."""

from ppp_model.engine.line import All, Prev, line
from ppp_model.engine.ops import grow, max_, middle, min_, more_than, ratio, recent, where


@line("1", source="definition; `access.rollout`")
def reached(reached_without, rollout, in_or_after_operation):
    """Share that lives where a network exists."""
    return reached_without + (1 - reached_without) * rollout * in_or_after_operation


@line("household", source="definition")
def connected_base(households, connected_without):
    """Households that would be connected without the project."""
    return households * connected_without


@line("household", source="definition")
def connected_opening(connected_households: Prev, lost, period_years, at_close, connected_base, households):
    """Connected households at the start of the period, less those whose connection is lost or who leave in it."""
    return where(at_close, connected_base, min_(connected_households * grow(-lost, period_years), households))


@line("household", source="definition; `access.ceiling`")
def connectable(households, reached, ceiling, connected_opening):
    """Households reached that will ever connect and are not yet connected."""
    return max_(households * reached * ceiling - connected_opening, 0)


@line("1", source="definition")
def upfront_share(connection_upfront, local_index, income, one_month):
    """What is paid when a household connects, as a share of a month's income."""
    return connection_upfront * local_index / (income * one_month)


@line("1/year", source="choice: hazard / (1 + sensitivity x upfront share of a month's income)")
def hazard_of_year(hazard, charge_sensitivity, upfront_share):
    """Share of those reached and not connected that connects in a year."""
    return hazard / (1 + charge_sensitivity * upfront_share)


@line("household", source="discrete hazard: u(t) = u(t-1) + h (K - u(t-1))")
def new_by_hazard(connectable, hazard_of_year, years_at_risk):
    """New connections wanted, as a share of the rest."""
    return connectable * (1 - grow(-hazard_of_year, years_at_risk))


@line("household", source="choice: the curve runs from the start of operation for all networks")
def new_by_curve(connected_base, takeup_curve, connectable_from_base, connected_opening):
    """New connections wanted, along a curve."""
    return max_(connected_base + takeup_curve * connectable_from_base - connected_opening, 0)


@line("household", source="definition; `access.ceiling`")
def connectable_from_base(households, reached, ceiling, connected_base):
    """Households reached that will ever connect and would not be connected without the project."""
    return max_(households * reached * ceiling - connected_base, 0)


@line("household", source="definition; `access.takeup`")
def connections_wanted(is_hazard, new_by_hazard, new_by_curve, connectable, in_operation):
    """New connections that households want in the period."""
    return min_(where(is_hazard, new_by_hazard, new_by_curve), connectable) * in_operation


@line("household", source="definition")
def connections_made(connections_wanted, connection_ratio):
    """New connections made in the period."""
    return connections_wanted * connection_ratio


@line("household", source="definition")
def connected_households(connected_opening, connections_made):
    """Connected households at the end of the period."""
    return connected_opening + connections_made


@line("1", source="definition")
def connected(connected_households, households):
    """Share that is connected with the project."""
    return min_(connected_households / households, 1)


@line("household", source="choice: those who connect in a period are connected for half of it")
def connected_mean(connected_opening, connections_made):
    """Connected households on average over the period."""
    return connected_opening + middle(connections_made, 0)


@line("household", source="definition; `access.serves`")
def customers(connected_mean, serves_all, new_households):
    """Households that buy the project's service, on average over the period."""
    return where(serves_all, connected_mean, new_households)


@line("person/household", source="definition")
def people_connected_weight(size, population_share, connected):
    """Connected people of the group, for each household of the city."""
    return size * population_share * connected


@line("local", source="definition")
def connections_priced(connections_made, connection_charge, local_index):
    """Charges for the connections made in the period, interest on instalments left out."""
    return connections_made * connection_charge * local_index


@line("local", source="level instalments over so many months; the last falls with the end of the contract")
def connection_instalments(connections_priced: All, instalment_periods):
    """Charges, made in this and earlier periods, of which an instalment falls due in the period."""
    return recent(connections_priced, instalment_periods)


@line("local", source="a = K i / (1 - (1 + i)^-n)")
def connection_paid(has_instalments, connections_priced, connection_instalments, instalment_share, in_operation):
    """What the group's households pay for connections in the period."""
    return where(has_instalments, connection_instalments * instalment_share, connections_priced) * in_operation


@line("household", source="definition")
def new_households(connected_mean, connected_base):
    """Households that are connected and would not be without the project, on average over the period."""
    return (connected_mean - connected_base) * more_than(connected_mean, connected_base)


@line("1", source="burden = (bill + what is paid for the connection) / income")
def burden_new(bill, connection_monthly, local_index, income):
    """Bill and payment for the connection as a share of income, for a household that has just connected."""
    return ratio(bill + connection_monthly * local_index, income)


@line("money", source="definition")
def connections_of_group(connection_paid, exchange_rate):
    """What the group pays for connections in the period."""
    return connection_paid / exchange_rate
