"""How a group's households come to be connected where people served follow from what is sold."""

from ppp_model.engine.line import line
from ppp_model.engine.ops import max_


@line("1", source="choice: new connections go to the groups in proportion to their unconnected households")
def connected(connected_without, gap_closed):
    """Share that is connected with the project."""
    return connected_without + (1 - connected_without) * gap_closed


@line("1", source="choice: the network is near all whom the project connects")
def reached(reached_without, connected):
    """Share that lives where a network exists."""
    return max_(reached_without, connected)


@line("household", source="choice: all connected households, whoever supplies them; see `billed_share`")
def customers(households, connected):
    """Connected households of the group."""
    return households * connected


@line("unit/month/household", source="definition")
def new_use_weight(use_wanted, population_share, connected_without):
    """Use of the group's unconnected households once connected, for each household of the city."""
    return use_wanted * population_share * (1 - connected_without)


@line("person/household", source="definition")
def new_people_weight(size, population_share, connected_without):
    """People of the group who are not connected without the project, for each household of the city."""
    return size * population_share * (1 - connected_without)


@line("household", source="definition")
def connections_made():
    """New connections made in the period: not known, none counted."""
    return 0


@line("household", source="definition")
def new_households(households, connected, connected_without):
    """Households that are connected and would not be without the project."""
    return max_(households * (connected - connected_without), 0)


@line("money", source="definition")
def connections_of_group():
    """What the group pays for connections: not known, none counted."""
    return 0


@line("1", source="choice: no charge for a connection is known")
def burden_new(burden):
    """Bill and payment for the connection as a share of income, for a household that has just connected."""
    return burden
