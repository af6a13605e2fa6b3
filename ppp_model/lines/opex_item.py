"""One item of operating cost, in its own currency."""

from ppp_model.engine.line import given, line
from ppp_model.engine.ops import grow

fixed = given("local/year", "Cost that does not depend on volume.", at="opex.{block}.fixed")
per_unit = given("local/unit", "Cost of each unit delivered.", at="opex.{block}.per_unit")
per_connection = given("local/year/household", "Cost of each connection.", at="opex.{block}.per_connection")
staff = given("1", "Number of staff.", at="opex.{block}.staff")
pay = given("local/year", "Pay of one member of staff.", at="opex.{block}.pay")
share_of_cost = given(
    "1", "Part that is a share of what all items cost without such parts.", at="opex.{block}.share_of_cost"
)
escalation = given(
    "1/year", "Growth of the cost.", at="opex.{block}.escalation or currencies.{own}.inflation", absent=0.0
)


@line("1", source="definition")
def cost_index(escalation, whole_years_from_base):
    """Price level of the item, 1 at the date at which prices hold."""
    return grow(escalation, whole_years_from_base)


@line("local/year", source="definition")
def cost_of_year(fixed, per_connection, connections, staff, pay):
    """Cost of a year that does not depend on volume, at the prices of the base date."""
    return fixed + per_connection * connections + staff * pay


@line("local", source="definition")
def cost_at_base(cost_of_year, period_years, in_operation, per_unit, volume):
    """Cost of the item at the prices of the base date, in its currency."""
    return cost_of_year * period_years * in_operation + per_unit * volume


@line("money", source="definition")
def cost_without_share(cost_at_base, cost_index, exchange_rate):
    """Cost of the item without the part that is a share of all items."""
    return cost_at_base * cost_index / exchange_rate


@line("money", source="definition")
def cost(cost_without_share, share_of_cost, operating_items_without_shares):
    """Cost of the item."""
    return cost_without_share + share_of_cost * operating_items_without_shares
