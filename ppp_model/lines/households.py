"""The city's households together: who is served, what they pay, and how heavy it is."""

from ppp_model.engine.line import All, given, line, sum_of
from ppp_model.engine.ops import at_least, first, grow, max_, ratio, safe_ratio, total

population_at_close = given("person", "People in the city at close.", at="city.population")
population_growth = given("1/year", "Growth of the population.", at="city.population_growth")
household_income = given("local/month/household", "Mean income of a household at close.", at="city.household_income")
income_growth = given("1/year", "Growth of income above prices.", at="city.income_growth")
alternative_price = given("local/unit", "Price without a connection.", at="city.alternative_price")
alternative_use = given("unit/month/household", "Use without a connection.", at="city.alternative_use")
affordability_threshold = given(
    "1", "Share of income above which a bill is unaffordable.", at="city.affordability_threshold"
)
residual_threshold = given(
    "1", "Share of income after basic needs above which a bill is unaffordable.", at="city.residual_threshold"
)

people_weights = sum_of("group", "people_without_weight", "person/household", "Connected people without the project.")
mean_household_size = sum_of("group", "size_weight", "person/household", "People in a household, over all groups.")
outlay_weights = sum_of(
    "group", "outlay_weight", "local/month/household", "What an average household of the city pays."
)
income_weights = sum_of(
    "group", "income_weight", "local/month/household", "Income of an average household of the city."
)
over_threshold_all = sum_of("group", "over_threshold", "household", "Households that pay more than the threshold.")
potential_over_all = sum_of(
    "group",
    "potential_over_threshold",
    "household",
    "Households that would pay more than the threshold for their needs.",
)
depth_weights = sum_of("group", "depth_weight", "household", "Excess over the threshold, added over households.")
severity_weights = sum_of("group", "severity_weight", "household", "Squared excess, added over households.")
gaps = sum_of("group", "gap", "local/month", "What households pay a month above the threshold.")
poorest_bill = sum_of(
    "group", "bill_if_poorest", "local/month/household", "Bill of a connected household, poorest group."
)
poorest_burden = sum_of("group", "burden_if_poorest", "1", "Burden of a connected household, poorest group.")


@line("person", source="definition")
def population(population_at_close, population_growth, population_years):
    """People in the city."""
    return population_at_close * grow(population_growth, population_years)


@line("household", source="definition")
def city_households(population, mean_household_size):
    """Households in the city."""
    return population / mean_household_size


@line("local/month/household", source="definition")
def bill_unconnected(alternative_use, alternative_price, local_index):
    """What a household without a connection pays a month."""
    return alternative_use * alternative_price * local_index


@line("1", source="choice: those served at close stay served, and no others, without the project")
def coverage_without(people_weights, mean_household_size):
    """Share of people that would be served without the project."""
    return people_weights / mean_household_size


@line("1", source="definition")
def gap_closed(coverage, coverage_without):
    """Share of those unserved without the project that it serves."""
    return safe_ratio(coverage - coverage_without, 1 - coverage_without)


@line("person", source="definition")
def people_served(coverage, population):
    """People served."""
    return coverage * population


@line("1", source="definition")
def everyone_served(coverage, in_operation):
    """1 in operation when everyone is served."""
    return at_least(coverage, 1) * in_operation


@line("money/month/household", source="definition")
def poorest_bill_converted(poorest_bill, exchange_rate):
    """Monthly bill of a connected household of the poorest group, in the study's currency."""
    return poorest_bill / exchange_rate


@line("money/month/household", source="definition")
def bill_poorest(poorest_bill_converted: All, operation_starts: All):
    """Monthly bill of a connected household of the poorest group when operation starts."""
    return first(poorest_bill_converted, operation_starts)


@line("local/month/household", source="definition")
def bill_poorest_local(poorest_bill: All, operation_starts: All):
    """Monthly bill of a connected household of the poorest group when operation starts, in the city's currency."""
    return first(poorest_bill, operation_starts)


@line("1", source="burden = bill / income")
def burden_poorest(poorest_burden: All, operation_starts: All):
    """Share of income that this bill takes."""
    return first(poorest_burden, operation_starts)


@line("1", source="macro-affordability = average outlay / average income")
def outlay_share(outlay_weights, income_weights):
    """What households pay as a share of their income, over all, connected or not."""
    return ratio(outlay_weights, income_weights)


@line("1", source="macro-affordability = average outlay / average income")
def burden_average(outlay_share: All, operation_starts: All):
    """What households pay as a share of their income, over all, when operation starts."""
    return first(outlay_share, operation_starts)


@line("household", source="headcount of households whose bill exceeds the threshold")
def households_over_threshold(over_threshold_all: All, operation_starts: All):
    """Households that pay more than the threshold when operation starts."""
    return first(over_threshold_all, operation_starts)


@line("money/year", source="definition")
def gap_per_year(gaps, months_in_year, exchange_rate):
    """What households pay a year above the threshold."""
    return gaps * months_in_year / exchange_rate


@line("money/year", source="affordability gap: what would bring every bill down to the threshold")
def affordability_gap(gap_per_year: All, operation_starts: All):
    """What households pay a year above the threshold when operation starts."""
    return first(gap_per_year, operation_starts)


@line("1", source="definition")
def coverage_start(coverage_without: All, at_close: All):
    """Share of people served at close, before the project."""
    return first(coverage_without, at_close)


@line("1", source="definition")
def coverage_end_without(coverage_without: All, contract_ends: All):
    """Share of people that would be served when the contract ends, without the project."""
    return first(coverage_without, contract_ends)


@line("1", source="definition")
def coverage_end(coverage: All, contract_ends: All):
    """Share of people served when the contract ends."""
    return first(coverage, contract_ends)


@line("person", source="definition")
def people_served_end(people_served: All, contract_ends: All):
    """People served when the contract ends."""
    return first(people_served, contract_ends)


@line("1", source="definition")
def universal_access_year(calendar_year: All, everyone_served: All):
    """Calendar year in which everyone is first served; blank when never."""
    return first(calendar_year, everyone_served)


# Headcount, depth and severity over time (Foster, Greer and Thorbecke)


@line("1", source="FGT with exponent 0")
def headcount(over_threshold_all, city_households):
    """Share of households that pay more than the threshold."""
    return over_threshold_all / city_households


@line("1", source="FGT with exponent 0")
def potential_headcount(potential_over_all, city_households):
    """Share of households that would pay more than the threshold for the use they need."""
    return potential_over_all / city_households


@line("1", source="FGT with exponent 1")
def depth(depth_weights, city_households):
    """Mean excess of the burden over the threshold, as a share of it."""
    return depth_weights / city_households


@line("1", source="FGT with exponent 2")
def severity(severity_weights, city_households):
    """Mean squared excess of the burden over the threshold."""
    return severity_weights / city_households


# What it would take to reach everyone, and what reaching one person costs the public


@line("person", source="definition")
def unserved(population, people_served):
    """People not served."""
    return max_(population - people_served, 0)


@line("person/year", source="constant additions that reach all by year T: (P(T) - S(0)) / T")
def additions_needed(population_end, served_start, contract_years):
    """People to be newly served each year of operation for everyone to be served when the contract ends."""
    return max_(population_end - served_start, 0) / contract_years


@line("person", source="definition")
def population_end(population: All, contract_ends: All):
    """People in the city when the contract ends."""
    return first(population, contract_ends)


@line("person", source="definition")
def served_start(people_served: All, at_close: All):
    """People served at close."""
    return first(people_served, at_close)


@line("year", source="definition")
def contract_years(in_operation: All, period_years: All):
    """Time of operation under the contract."""
    return total(in_operation * period_years)


@line("person", source="definition")
def newly_served_end(newly_served: All, contract_ends: All):
    """People served when the contract ends who would not be without the project."""
    return first(newly_served, contract_ends)


@line("money/person", source="definition; people reached per unit of public money is its inverse")
def public_money_per_person(public_support_pv, newly_served_end):
    """Present value of public support for each person newly served when the contract ends; blank if none is."""
    return ratio(public_support_pv, newly_served_end)
