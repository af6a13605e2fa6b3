"""One group of households, such as the poorest fifth: connected or not, its bill and its burden."""

from ppp_model.engine.line import given, line, sum_of
from ppp_model.engine.ops import grow, max_, min_, more_than, ratio

population_share = given("1", "Share of the city's households.", at="city.groups.{block}.population_share")
income_share = given("1", "Share of all household income.", at="city.groups.{block}.income_share")
use = given("unit/month/household", "Use of a connected household.", at="city.groups.{block}.use")
connected_at_start = given("1", "Share connected before the project.", at="city.groups.{block}.connected")
is_poorest = given("1", "Whether this is the poorest group.")
block_charges = sum_of(
    "tariff_block", "block_charge", "local/month/household", "Charges of all blocks, at the prices of close."
)


@line("household", source="definition")
def households(city_households, population_share):
    """Households of the group."""
    return city_households * population_share


@line("local/month/household", source="income share over household share, times the city's mean")
def income(household_income, income_share, population_share, local_index, income_growth, whole_years_from_close):
    """Mean monthly income of a household of the group."""
    return (
        household_income * income_share / population_share * local_index * grow(income_growth, whole_years_from_close)
    )


@line("1", source="definition")
def connected_without(connected_at_start, population_at_close, population):
    """Share that would be connected without the project: those connected at the start, in a growing city."""
    return min_(connected_at_start * population_at_close / population, 1)


@line("1", source="choice: new connections go to the groups in proportion to their unconnected households")
def connected(connected_without, gap_closed):
    """Share that is connected with the project."""
    return connected_without + (1 - connected_without) * gap_closed


@line("local/month/household", source="definition")
def bill_without(block_charges, fixed_charge, tariff_index):
    """Monthly bill of a connected household before costs are passed through."""
    return (block_charges + fixed_charge) * tariff_index


@line("local/month/household", source="definition")
def bill(bill_without, tariff_factor):
    """Monthly bill of a connected household."""
    return bill_without * tariff_factor


@line("1", source="burden = bill / income")
def burden(bill, income):
    """Bill of a connected household as a share of its income."""
    return ratio(bill, income)


@line("1", source="burden = bill / income")
def burden_unconnected(bill_unconnected, income):
    """Cost of the alternative to a household without a connection, as a share of its income."""
    return ratio(bill_unconnected, income)


@line("local/month/household", source="definition")
def outlay_without(connected_without, bill_without, bill_unconnected):
    """What an average household of the group would pay without the project, connected or not."""
    return connected_without * bill_without + (1 - connected_without) * bill_unconnected


@line("local/month/household", source="definition")
def outlay(connected, bill, bill_unconnected):
    """What an average household of the group pays, connected or not."""
    return connected * bill + (1 - connected) * bill_unconnected


@line("1", source="burden = bill / income")
def outlay_burden_without(outlay_without, income):
    """Share of income that an average household of the group would pay without the project."""
    return ratio(outlay_without, income)


@line("1", source="burden = bill / income")
def outlay_burden(outlay, income):
    """Share of income that an average household of the group pays."""
    return ratio(outlay, income)


@line("household", source="headcount of households whose bill exceeds the threshold")
def connected_over_threshold(households, connected, burden, affordability_threshold):
    """Connected households whose bill exceeds the threshold."""
    return households * connected * more_than(burden, affordability_threshold)


@line("household", source="headcount of households whose bill exceeds the threshold")
def unconnected_over_threshold(households, connected, burden_unconnected, affordability_threshold):
    """Households without a connection whose cost exceeds the threshold."""
    return households * (1 - connected) * more_than(burden_unconnected, affordability_threshold)


@line("household", source="definition")
def over_threshold(connected_over_threshold, unconnected_over_threshold):
    """Households that pay more than the threshold, connected or not."""
    return connected_over_threshold + unconnected_over_threshold


@line("local/month/household", source="definition")
def affordable_bill(income, affordability_threshold):
    """Largest bill within the threshold."""
    return income * affordability_threshold


@line("local/month", source="affordability gap: what would bring every bill down to the threshold")
def gap_connected(households, connected, bill, affordable_bill):
    """What connected households of the group pay a month above the threshold."""
    return households * connected * max_(bill - affordable_bill, 0)


@line("local/month", source="affordability gap: what would bring every bill down to the threshold")
def gap_unconnected(households, connected, bill_unconnected, affordable_bill):
    """What households of the group without a connection pay a month above the threshold."""
    return households * (1 - connected) * max_(bill_unconnected - affordable_bill, 0)


@line("local/month", source="definition")
def gap(gap_connected, gap_unconnected):
    """What all households of the group pay a month above the threshold."""
    return gap_connected + gap_unconnected


@line("unit/month/household", source="definition")
def water_weight(use, population_share, connected):
    """Use of the group's connected households, for each household of the city."""
    return use * population_share * connected


@line("local/month/household", source="definition")
def bill_weight(bill_without, population_share, connected):
    """Bills of the group's connected households, for each household of the city."""
    return bill_without * population_share * connected


@line("local/month/household", source="definition")
def outlay_weight(outlay, population_share):
    """What the group's households pay, for each household of the city."""
    return outlay * population_share


@line("local/month/household", source="definition")
def income_weight(income, population_share):
    """Income of the group's households, for each household of the city."""
    return income * population_share


@line("1", source="definition")
def connected_weight(connected_at_start, population_share):
    """Share of the city's households that are in the group and connected before the project."""
    return connected_at_start * population_share


@line("unit/month/household", source="definition")
def new_use_weight(use, population_share, connected_at_start):
    """Use of the group's unconnected households once connected, for each household of the city."""
    return use * population_share * (1 - connected_at_start)


@line("local/month/household", source="definition")
def bill_if_poorest(bill, is_poorest):
    """Bill of a connected household if this is the poorest group, else 0."""
    return bill * is_poorest


@line("1", source="definition")
def burden_if_poorest(burden, is_poorest):
    """Burden of a connected household if this is the poorest group, else 0."""
    return burden * is_poorest
