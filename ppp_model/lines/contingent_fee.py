"""Each contingent liability over the contract: worth of what is expected, at most, and the fee that would cover it."""

from ppp_model.engine.line import All, line
from ppp_model.engine.ops import highest, ratio, total


@line("money", source="definition")
def revenue_expected_pv(revenue_expected: All, public_discount_factor: All):
    """Present value of expected payments under the revenue guarantee."""
    return total(revenue_expected * public_discount_factor)


@line("money", source="definition")
def debt_expected_pv(debt_expected: All, public_discount_factor: All):
    """Present value of expected calls of guarantees of loans."""
    return total(debt_expected * public_discount_factor)


@line("money", source="definition")
def exchange_expected_pv(exchange_expected: All, public_discount_factor: All):
    """Present value of expected payments for exchange losses."""
    return total(exchange_expected * public_discount_factor)


@line("money", source="definition")
def termination_expected_pv(termination_expected: All, public_discount_factor: All):
    """Present value of expected payments for an early end."""
    return total(termination_expected * public_discount_factor)


@line("money", source="definition")
def buy_out_expected_pv(buy_out_expected: All, public_discount_factor: All):
    """Present value of expected payments for a buy-out."""
    return total(buy_out_expected * public_discount_factor)


@line("money", source="definition")
def revenue_exposure(guaranteed_revenue: All):
    """Largest revenue that is guaranteed in a period."""
    return highest(guaranteed_revenue)


@line("money", source="definition")
def debt_guaranteed_peak(debt_guaranteed: All):
    """Largest guaranteed balance of loans."""
    return highest(debt_guaranteed)


@line("money", source="definition")
def exchange_exposure(exchange_covered: All):
    """Largest debt service in a period whose exchange loss the public bears."""
    return highest(exchange_covered)


@line("money", source="definition")
def revenue_stressed_peak(revenue_stressed: All):
    """Largest payment under the revenue guarantee under stress."""
    return highest(revenue_stressed)


@line("money", source="definition")
def debt_stressed_peak(debt_stressed: All):
    """Largest call of guarantees of loans if all default."""
    return highest(debt_stressed)


@line("money", source="definition")
def exchange_stressed_peak(exchange_stressed: All):
    """Largest payment for exchange losses under stress."""
    return highest(exchange_stressed)


@line("money", source="definition")
def termination_stressed_peak(termination_stressed: All):
    """Largest payment for an end by somebody's fault; blank where one does not exist."""
    return highest(termination_stressed) + 0 * total(termination_stressed)


@line("money", source="definition")
def buy_out_stressed_peak(buy_out_stressed: All):
    """Largest payment for a buy-out; blank where one does not exist."""
    return highest(buy_out_stressed) + 0 * total(buy_out_stressed)


@line("1", source="fee = present value of expected payments / that of what is guaranteed")
def revenue_fee(revenue_expected_pv, guaranteed_revenue: All, public_discount_factor: All):
    """Fee on the guaranteed revenue that would cover the expected payments."""
    return ratio(revenue_expected_pv, total(guaranteed_revenue * public_discount_factor))


@line("1/year", source="fee = present value of expected calls / that of the guaranteed balance times time")
def debt_fee(debt_expected_pv, debt_exposure: All, public_discount_factor: All):
    """Yearly fee on the guaranteed balance that would cover the expected calls."""
    return ratio(debt_expected_pv, total(debt_exposure * public_discount_factor))


@line("1", source="fee = present value of expected payments / that of what is covered")
def exchange_fee(exchange_expected_pv, exchange_covered: All, public_discount_factor: All):
    """Fee on the debt service covered that would cover the expected exchange losses."""
    return ratio(exchange_expected_pv, total(exchange_covered * public_discount_factor))


@line("money*year", source="definition")
def termination_time(termination_stressed, period_years):
    """Payment for an end by somebody's fault times the length of the period."""
    return termination_stressed * period_years


@line("1/year", source="fee = present value of expected payments / that of what would be paid, times time")
def termination_fee(termination_expected_pv, termination_time: All, public_discount_factor: All):
    """Yearly fee on what an end by fault would cost that would cover what is expected."""
    return ratio(termination_expected_pv, total(termination_time * public_discount_factor))


@line("money*year", source="definition")
def buy_out_time(buy_out_stressed, period_years):
    """Payment for a buy-out times the length of the period."""
    return buy_out_stressed * period_years


@line("1/year", source="fee = present value of expected payments / that of what would be paid, times time")
def buy_out_fee(buy_out_expected_pv, buy_out_time: All, public_discount_factor: All):
    """Yearly fee on what a buy-out would cost that would cover what is expected."""
    return ratio(buy_out_expected_pv, total(buy_out_time * public_discount_factor))


@line("year", source="definition")
def value_of_yearly_fee(in_operation: All, period_years: All, public_discount_factor: All):
    """Present value of one a year as long as the project operates."""
    return total(in_operation * period_years * public_discount_factor)


@line("money/year", source="fee that covers what is expected: its present value / that of one a year")
def contingent_fee(contingent_expected_pv, value_of_yearly_fee):
    """Level yearly sum in operation that would cover all expected payments."""
    return ratio(contingent_expected_pv, value_of_yearly_fee)
