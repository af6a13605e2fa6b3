"""How heavy the bill is for one group of households: burdens, who pays too much, and by how much."""

from ppp_model.engine.line import given, line
from ppp_model.engine.ops import max_, min_, more_than, ratio, safe_ratio

basic_needs = given(
    "local/month/household", "What a household must spend on all else, at the prices of close.",
    at="city.groups.{block}.basic_needs or city.basic_needs",
)  # fmt: skip


@line("1", source="burden = bill / income")
def burden(bill, income):
    """Bill of an average connected household as a share of its income."""
    return ratio(bill, income)


@line("1", source="potential burden = bill for the use needed / income")
def potential_burden(potential_bill, tariff_index, tariff_factor, income):
    """Bill for the use that a household needs as a share of income, connected or not, without help."""
    return ratio(potential_bill * tariff_index * tariff_factor, income)


@line("1", source="burden = bill / income")
def burden_full(bill_full, income):
    """Bill of a connected household without help as a share of its income."""
    return ratio(bill_full, income)


@line("1", source="burden = bill / income")
def burden_helped(bill_helped, income):
    """Bill of a connected household with help as a share of its income."""
    return ratio(bill_helped, income)


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


# Three kinds of households: connected without help, connected with help, not connected (the exempt pay nothing)


@line("household", source="definition")
def households_full(households, connected, exempt, helped):
    """Connected households that pay without help."""
    return households * connected * (1 - exempt) * (1 - helped)


@line("household", source="definition")
def households_helped(households, connected, exempt, helped):
    """Connected households that pay with help."""
    return households * connected * (1 - exempt) * helped


@line("household", source="definition")
def households_unconnected(households, connected):
    """Households without a connection."""
    return households * (1 - connected)


@line("1", source="choice: too much of income, or of what is left after basic needs")
def is_over_full(burden_full, affordability_threshold, bill_full, residual_limit):
    """1 where the bill without help is unaffordable."""
    return max_(more_than(burden_full, affordability_threshold), more_than(bill_full, residual_limit))


@line("1", source="choice: too much of income, or of what is left after basic needs")
def is_over_helped(burden_helped, affordability_threshold, bill_helped, residual_limit):
    """1 where the bill with help is unaffordable."""
    return max_(more_than(burden_helped, affordability_threshold), more_than(bill_helped, residual_limit))


@line("1", source="choice: too much of income, or of what is left after basic needs")
def is_over_unconnected(burden_unconnected, affordability_threshold, bill_unconnected, residual_limit):
    """1 where the cost of the alternative is unaffordable."""
    return max_(more_than(burden_unconnected, affordability_threshold), more_than(bill_unconnected, residual_limit))


@line("local/month/household", source="residual income: income less basic needs")
def residual_income(income, basic_needs, local_index):
    """Monthly income that is left after basic needs; negative where it does not reach."""
    return income - basic_needs * local_index


@line("local/month/household", source="definition; `city.residual_threshold`")
def residual_limit(residual_income, residual_threshold):
    """Largest bill by the rule on residual income."""
    return max_(residual_income, 0) * residual_threshold


@line("1", source="residual burden = bill / (income - basic needs)")
def residual_burden(bill, residual_income):
    """Bill of an average connected household as a share of what is left after basic needs; blank if nothing is."""
    return ratio(bill, max_(residual_income, 0))


@line("household", source="headcount of households whose bill exceeds the threshold")
def connected_over_threshold(households_full, is_over_full, households_helped, is_over_helped):
    """Connected households whose bill exceeds the threshold."""
    return households_full * is_over_full + households_helped * is_over_helped


@line("household", source="headcount of households whose bill exceeds the threshold")
def unconnected_over_threshold(households_unconnected, is_over_unconnected):
    """Households without a connection whose cost exceeds the threshold."""
    return households_unconnected * is_over_unconnected


@line("household", source="definition")
def over_threshold(connected_over_threshold, unconnected_over_threshold):
    """Households that pay more than the threshold, connected or not."""
    return connected_over_threshold + unconnected_over_threshold


@line("household", source="potential headcount: all households at the use they need")
def potential_over_threshold(households, potential_burden, income, affordable_bill):
    """Households that would pay more than the threshold for the use they need."""
    return households * more_than(potential_burden * income, affordable_bill)


# Depth and severity (Foster, Greer and Thorbecke, on the excess over the threshold)


@line("1", source="excess over the threshold: max(0, bill - affordable bill) / (threshold x income)")
def excess_full(bill_full, affordable_bill, income, affordability_threshold):
    """How far the burden without help lies above the threshold, as a share of it."""
    return safe_ratio(max_(bill_full - affordable_bill, 0), income * affordability_threshold)


@line("1", source="excess over the threshold: max(0, bill - affordable bill) / (threshold x income)")
def excess_helped(bill_helped, affordable_bill, income, affordability_threshold):
    """How far the burden with help lies above the threshold, as a share of it."""
    return safe_ratio(max_(bill_helped - affordable_bill, 0), income * affordability_threshold)


@line("1", source="excess over the threshold: max(0, bill - affordable bill) / (threshold x income)")
def excess_unconnected(bill_unconnected, affordable_bill, income, affordability_threshold):
    """How far the burden of the alternative lies above the threshold, as a share of it."""
    return safe_ratio(max_(bill_unconnected - affordable_bill, 0), income * affordability_threshold)


@line("household", source="FGT with exponent 1")
def depth_weight(
    households_full, excess_full, households_helped, excess_helped, households_unconnected, excess_unconnected
):
    """Excess over the threshold, added over the group's households."""
    return (
        households_full * excess_full + households_helped * excess_helped + households_unconnected * excess_unconnected
    )


@line("household", source="FGT with exponent 2")
def severity_connected(households_full, excess_full, households_helped, excess_helped):
    """Squared excess over the threshold, added over the group's connected households."""
    return households_full * excess_full * excess_full + households_helped * excess_helped * excess_helped


@line("household", source="FGT with exponent 2")
def severity_weight(severity_connected, households_unconnected, excess_unconnected):
    """Squared excess over the threshold, added over the group's households."""
    return severity_connected + households_unconnected * excess_unconnected * excess_unconnected


# The gap in money


@line("local/month/household", source="definition: within both rules")
def affordable_bill(income, affordability_threshold, residual_limit):
    """Largest bill within the threshold."""
    return min_(income * affordability_threshold, residual_limit)


@line("local/month", source="affordability gap: what would bring every bill down to the threshold")
def gap_full(households_full, bill_full, affordable_bill):
    """What connected households without help pay a month above the threshold."""
    return households_full * max_(bill_full - affordable_bill, 0)


@line("local/month", source="affordability gap: what would bring every bill down to the threshold")
def gap_helped(households_helped, bill_helped, affordable_bill):
    """What connected households with help pay a month above the threshold."""
    return households_helped * max_(bill_helped - affordable_bill, 0)


@line("local/month", source="affordability gap: what would bring every bill down to the threshold")
def gap_unconnected(households_unconnected, bill_unconnected, affordable_bill):
    """What households of the group without a connection pay a month above the threshold."""
    return households_unconnected * max_(bill_unconnected - affordable_bill, 0)


@line("local/month", source="definition")
def gap(gap_full, gap_helped, gap_unconnected):
    """What all households of the group pay a month above the threshold."""
    return gap_full + gap_helped + gap_unconnected


# Weights in the sums over all groups


@line("local/month/household", source="definition")
def outlay_weight(outlay, population_share):
    """What the group's households pay, for each household of the city."""
    return outlay * population_share


@line("local/month/household", source="definition")
def income_weight(income, population_share):
    """Income of the group's households, for each household of the city."""
    return income * population_share


@line("local/month/household", source="definition")
def bill_if_poorest(bill, is_poorest):
    """Bill of a connected household if this is the poorest group, else 0."""
    return bill * is_poorest


@line("1", source="definition")
def burden_if_poorest(burden, is_poorest):
    """Burden of a connected household if this is the poorest group, else 0."""
    return burden * is_poorest
