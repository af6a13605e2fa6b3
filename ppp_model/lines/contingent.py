"""What the public may have to pay: expected and stressed, from guarantees of revenue, debt and exchange rate, and ends.

Nothing here moves cash in the run. Revenue and exchange rate are lognormal around the run's own path; their standard
deviation grows with the square root of the time from close. Expected payments are those of the whole liability.
"""

from ppp_model.engine.line import All, given, line, sum_of
from ppp_model.engine.ops import (
    exponential,
    grow,
    highest,
    logarithm,
    max_,
    middle,
    more_than,
    normal_share,
    safe_ratio,
    square_root,
    total,
    where,
)  # fmt: skip

stress = given("1", "Standard deviations of the stress.", at="contingent.stress")
revenue_volatility = given("1", "Volatility of revenue in a year.", at="contingent.revenue_volatility")
exchange_cover = given("1", "Share of the exchange loss that the public bears.", at="contingent.exchange_cover")
exchange_threshold = given("1", "Loss up to which it bears none.", at="contingent.exchange_threshold")
exchange_volatility = given("1", "Volatility of the exchange rate in a year.", at="contingent.exchange_volatility")
authority_default = given("1/year", "Probability that the authority ends it.", at="contingent.authority_default")
contractor_default = given("1/year", "Probability that the contractor does.", at="contingent.contractor_default")
buy_out = given("1/year", "Probability of a buy-out.", at="contingent.buy_out")
debt_expected = sum_of("debt_guarantee", "expected_call", "money", "Expected calls of guarantees of loans.")
debt_stressed = sum_of("debt_guarantee", "loss_if_default", "money", "Calls of guarantees if all loans default.")
debt_guaranteed = sum_of("debt_guarantee", "guaranteed_balance", "money", "Guaranteed balance of all loans.")
debt_exposure = sum_of("debt_guarantee", "guaranteed_time", "money*year", "Guaranteed balance times time.")
foreign_debt_service = sum_of(
    "tranche", "foreign_service", "money", "Debt service in other currencies than the city's."
)


@line("1", source="definition")
def years_from_close(flow_years, one_year):
    """Time from close in years, as a plain number."""
    return flow_years / one_year


# Revenue guarantee: a put on revenue (lognormal, mean as in the run)


@line("money", source="definition")
def guaranteed_revenue(guaranteed_share, forecast_revenue):
    """Revenue that is guaranteed."""
    return guaranteed_share * forecast_revenue


@line("1", source="standard deviation of the logarithm: volatility times the root of time")
def revenue_deviation(revenue_volatility, years_from_close):
    """Standard deviation of the logarithm of revenue."""
    return revenue_volatility * square_root(max_(years_from_close, 0))


@line("1", source="definition")
def revenue_is_uncertain(revenue_deviation, guaranteed_revenue, market_revenue):
    """1 where revenue is uncertain and guaranteed."""
    return more_than(revenue_deviation, 0) * more_than(guaranteed_revenue, 0) * more_than(market_revenue, 0)


@line("1", source="definition")
def revenue_log_ratio(market_revenue, guaranteed_revenue, revenue_is_uncertain):
    """Logarithm of revenue over what is guaranteed; 0 where nothing is uncertain."""
    return where(revenue_is_uncertain, logarithm(safe_ratio(market_revenue, guaranteed_revenue)), 0)


@line("1", source="d1 = ln(F / G) / s + s / 2")
def revenue_distance(revenue_log_ratio, revenue_deviation):
    """Distance of revenue from the guarantee, in standard deviations."""
    return safe_ratio(revenue_log_ratio, revenue_deviation) + middle(revenue_deviation, 0)


@line("1", source="definition")
def shortfall_chance(revenue_distance, revenue_deviation):
    """Probability that revenue falls short of the guarantee: N(-d2), with d2 = d1 - s."""
    return normal_share(revenue_deviation - revenue_distance)


@line("money", source="put on a lognormal: G N(-d2) - F N(-d1)")
def revenue_put(guaranteed_revenue, shortfall_chance, market_revenue, revenue_distance):
    """Expected shortfall of revenue below the guarantee."""
    return guaranteed_revenue * shortfall_chance - market_revenue * normal_share(-revenue_distance)


@line("money", source="definition")
def revenue_expected(revenue_is_uncertain, revenue_put, guarantee_received):
    """Expected payment under the revenue guarantee."""
    return where(revenue_is_uncertain, revenue_put, guarantee_received)


@line("money", source="definition")
def revenue_if_bad(market_revenue, revenue_deviation, stress):
    """Revenue under stress."""
    return market_revenue * exponential(-stress * revenue_deviation - middle(revenue_deviation, 0) * revenue_deviation)


@line("money", source="definition")
def revenue_stressed(guaranteed_revenue, revenue_if_bad):
    """Payment under the revenue guarantee under stress."""
    return max_(guaranteed_revenue - revenue_if_bad, 0)


# Exchange guarantee: a call on the rate against the run's own path


@line("1", source="standard deviation of the logarithm: volatility times the root of time")
def rate_deviation(exchange_volatility, years_from_close):
    """Standard deviation of the logarithm of the exchange rate."""
    return exchange_volatility * square_root(max_(years_from_close, 0))


@line("1", source="d1 = -ln(1 + threshold) / s + s / 2")
def rate_distance(rate_deviation, exchange_threshold):
    """Distance of the rate from the threshold, in standard deviations."""
    return safe_ratio(-logarithm(1 + exchange_threshold), rate_deviation) + middle(rate_deviation, 0)


@line("1", source="definition")
def rise_chance(rate_distance, rate_deviation):
    """Probability that the rate rises above the threshold: N(d2), with d2 = d1 - s."""
    return normal_share(rate_distance - rate_deviation) * more_than(rate_deviation, 0)


@line("1", source="call on a lognormal with mean 1: N(d1) - (1 + threshold) N(d2)")
def rate_call(rate_deviation, rate_distance, exchange_threshold, rise_chance):
    """Expected rise of the exchange rate above the threshold, against the run's path."""
    return more_than(rate_deviation, 0) * normal_share(rate_distance) - (1 + exchange_threshold) * rise_chance


@line("money", source="definition")
def exchange_covered(foreign_debt_service, exchange_cover, in_operation):
    """Debt service whose exchange loss the public bears."""
    return foreign_debt_service * exchange_cover * in_operation


@line("money", source="definition")
def exchange_expected(exchange_covered, rate_call):
    """Expected payment for exchange losses."""
    return exchange_covered * rate_call


@line("1", source="definition")
def rate_if_bad(rate_deviation, stress):
    """Exchange rate under stress, against the run's path."""
    return exponential(stress * rate_deviation - middle(rate_deviation, 0) * rate_deviation)


@line("money", source="definition")
def exchange_stressed(exchange_covered, rate_if_bad, exchange_threshold):
    """Payment for exchange losses under stress."""
    return exchange_covered * max_(rate_if_bad - 1 - exchange_threshold, 0)


# Early end of the contract


@line("1/year", source="choice: no early end before operation")
def end_rate(authority_default, contractor_default, buy_out):
    """Probability in a year of operation that the contract ends early, whatever the cause."""
    return authority_default + contractor_default + buy_out


@line("year", source="definition")
def years_operated_before(operating_period, years_in_period):
    """Time of operation before the period."""
    return max_(operating_period - 1, 0) * years_in_period


@line("1", source="definition")
def still_there(end_rate, years_operated_before):
    """Probability that the contract still runs at the start of the period."""
    return grow(-end_rate, years_operated_before)


@line("1", source="definition")
def end_chance(still_there, end_rate, period_years, in_operation):
    """Probability that the contract ends early in the period."""
    return still_there * (1 - grow(-end_rate, period_years)) * in_operation


@line("year", source="choice: each cause has the share of the chance that it has of the yearly probability")
def chance_by_rate(end_chance, end_rate):
    """Probability that the contract ends early in the period, over that of a year."""
    return safe_ratio(end_chance, end_rate)


@line("money", source="definition")
def authority_expected(authority_default, chance_by_rate, termination_by_authority):
    """Expected payment for an end by the authority's fault; 0 where none is considered."""
    expected = authority_default * chance_by_rate * termination_by_authority
    return where(more_than(authority_default, 0), expected, 0)


@line("money", source="definition")
def contractor_expected(contractor_default, chance_by_rate, termination_by_contractor):
    """Expected payment for an end by the contractor's fault; 0 where none is considered."""
    expected = contractor_default * chance_by_rate * termination_by_contractor
    return where(more_than(contractor_default, 0), expected, 0)


@line("money", source="definition")
def termination_expected(authority_expected, contractor_expected):
    """Expected payment for an end by somebody's fault."""
    return authority_expected + contractor_expected


@line("money", source="choice: a buy-out costs what a default of the authority does")
def buy_out_expected(buy_out, chance_by_rate, termination_by_authority):
    """Expected payment for a buy-out; 0 where none is considered."""
    return where(more_than(buy_out, 0), buy_out * chance_by_rate * termination_by_authority, 0)


@line("money", source="definition")
def authority_stressed(authority_default, termination_by_authority):
    """Payment if the contract ends in the period by the authority's fault; 0 where that is not considered."""
    return where(more_than(authority_default, 0), termination_by_authority, 0)


@line("money", source="definition")
def contractor_stressed(contractor_default, termination_by_contractor):
    """Payment if the contract ends in the period by the contractor's fault; 0 where that is not considered."""
    return where(more_than(contractor_default, 0), termination_by_contractor, 0)


@line("money", source="definition")
def termination_stressed(authority_stressed, contractor_stressed):
    """Payment if the contract ends in the period by the fault that costs more."""
    return max_(authority_stressed, contractor_stressed)


@line("money", source="definition")
def buy_out_stressed(buy_out, termination_by_authority):
    """Payment if the project is bought out in the period; 0 where that is not considered."""
    return where(more_than(buy_out, 0), termination_by_authority, 0)


# All together


@line("money", source="definition")
def contingent_expected(revenue_expected, debt_expected, exchange_expected, termination_expected, buy_out_expected):
    """Expected payments of all kinds."""
    return revenue_expected + debt_expected + exchange_expected + termination_expected + buy_out_expected


@line("money", source="choice: an end pays off the loans, so that only the larger of the two counts")
def end_stressed(debt_stressed, termination_stressed, buy_out_stressed):
    """Largest of a default of all guaranteed loans, an end by fault and a buy-out."""
    return max_(debt_stressed, max_(termination_stressed, buy_out_stressed))


@line("money", source="definition")
def contingent_stressed(revenue_stressed, exchange_stressed, end_stressed):
    """Payments under stress: both guarantees, and a default or an end."""
    return revenue_stressed + exchange_stressed + end_stressed


@line("money", source="definition")
def contingent_expected_pv(contingent_expected: All, public_discount_factor: All):
    """Present value of expected payments."""
    return total(contingent_expected * public_discount_factor)


@line("money", source="definition")
def contingent_stressed_peak(contingent_stressed: All):
    """Largest payment under stress in any period; blank where one does not exist."""
    return highest(contingent_stressed) + 0 * total(contingent_stressed)
