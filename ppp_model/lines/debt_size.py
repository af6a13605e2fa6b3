"""Size of one tranche: the least of its amount, its share of uses, and what its cover ratios allow.

Money is in the study's currency, at the exchange rate of close.
"""

from ppp_model.engine.line import All, Next, given, line
from ppp_model.engine.ops import first, lowest, max_, min_, ratio, where

amount_limit = given("money", "Largest amount.", at="finance.debt.{block}.amount", absent=float("inf"))
gearing_limit = given("1", "Largest share of total uses.", at="finance.debt.{block}.gearing", absent=1.0)
dscr_target = given("1", "Least cover of debt service.", at="finance.debt.{block}.dscr", absent=1.0)
sized_by_dscr = given("1", "Whether a least cover is asked for.", at="finance.debt.{block}.dscr", present=True)
llcr_target = given("1", "Least loan life cover.", at="finance.debt.{block}.llcr", absent=1.0)
sized_by_llcr = given(
    "1", "Whether a least loan life cover is asked for.", at="finance.debt.{block}.llcr", present=True
)
scales_when_capped = given(
    "1",
    "Whether a sculpted loan that is capped keeps its tenor.",
    at="conventions.gearing_binds",
    words={"scale": 1.0, "shorten": 0.0},
)
commitment = given("money", "Amount of the loan, as arranged at close.", solved_for="commitment_sized")
target_value_expected = given(
    "local", "Value of the target debt service to come, as expected at close.", solved_for="target_service_value"
)


@line("money", source="sculpting: debt service = CFADS / DSCR, less what is due to lenders paid before")
def target_service(cfads_expected, dscr_target, service_ahead, agency_fee, in_loan_life):
    """Debt service that leaves the least cover asked for."""
    return max_(cfads_expected / dscr_target - service_ahead - agency_fee, 0) * in_loan_life


@line("local", source="definition")
def target_service_own(target_service, exchange_rate):
    """The same in the currency of the loan."""
    return target_service * exchange_rate


@line("local", source="definition")
def target_service_value(target_service_own, target_service_value: Next, cost_per_period, in_repayment):
    """Value, at the start of the period, of the target debt service of all repayments to come, at the loan's cost."""
    return (target_service_own * in_repayment + target_service_value) / (1 + cost_per_period * in_repayment)


@line("local", source="debt = PV(CFADS / DSCR) at the loan's own cost")
def sculpted_capacity(target_service_value: All, at_close: All):
    """Debt that the target debt service repays exactly, in the currency of the loan."""
    return first(target_service_value, at_close)


@line("money", source="definition")
def sculpted_limit(sculpted_capacity, rate_of_close):
    """The same in the study's currency at the rate of close."""
    return sculpted_capacity / rate_of_close


@line("local/money", source="definition")
def rate_of_close(exchange_rate: All, at_close: All):
    """Exchange rate at close."""
    return first(exchange_rate, at_close)


@line("money", source="definition")
def limit_of_service(target_service_own, unit_balance, cost_per_period, unit_repaid, in_loan_life, rate_of_close):
    """Debt whose service in the period, in grace its interest, just equals the target; blank outside its life."""
    return ratio(target_service_own, (unit_balance * cost_per_period + unit_repaid) * in_loan_life) / rate_of_close


@line("money", source="definition")
def limit_of_period(is_sculpted, in_repayment, sculpted_limit, limit_of_service):
    """Debt that keeps the least cover in the period; where repayments follow the cash flow, in all of them."""
    return where(is_sculpted * in_repayment, sculpted_limit, limit_of_service)


@line("money", source="definition")
def dscr_limit(limit_of_period: All):
    """Debt that keeps the least cover asked for, in grace as well."""
    return lowest(limit_of_period)


@line("1", source="definition")
def in_loan_life(in_operation, is_alive):
    """1 in operation until the last repayment."""
    return in_operation * is_alive


@line("money", source="definition")
def cfads_value(cfads_expected, in_loan_life, cfads_value: Next, cost_per_period):
    """Value, at the start of the period, of the cash flow until the last repayment, at the loan's own cost."""
    return (cfads_expected * in_loan_life + cfads_value) / (1 + cost_per_period * in_loan_life)


@line("money", source="LLCR = PV(CFADS to maturity) / debt, less debt arranged before")
def llcr_limit(cfads_value: All, operation_starts: All, llcr_target, commitments_ahead):
    """Debt that keeps the least loan life cover asked for when operation starts."""
    return max_(first(cfads_value, operation_starts) / llcr_target - commitments_ahead, 0)


@line("money", source="definition")
def room(uses_expected, grants_first, grants_pro_rata, commitments_ahead):
    """What grants and the tranches arranged before leave to be funded."""
    return max_(uses_expected - grants_first - grants_pro_rata - commitments_ahead, 0)


@line("money", source="definition")
def fixed_limit(amount_limit, gearing_limit, uses_expected, room):
    """The least of the largest amount, the largest share of total uses, and what is left to be funded."""
    return min_(min_(amount_limit, gearing_limit * uses_expected), room)


@line("money", source="definition")
def cover_limit(sized_by_dscr, dscr_limit, sized_by_llcr, llcr_limit, fixed_limit):
    """The lesser of what its cover ratios allow."""
    return min_(where(sized_by_dscr, dscr_limit, fixed_limit), where(sized_by_llcr, llcr_limit, fixed_limit))


@line("money", source="definition")
def commitment_sized(is_refinancing, refinanced_amount, fixed_limit, cover_limit):
    """Amount of the loan: the least of its limits, or the balance that it refinances."""
    return where(is_refinancing, refinanced_amount, max_(min_(fixed_limit, cover_limit), 0))


@line("money", source="definition")
def funding_commitment(commitment, is_refinancing):
    """Part of it that pays for the works: none of a refinancing."""
    return commitment * (1 - is_refinancing)


@line("money", source="definition")
def commitments_to_here(commitments_ahead, commitment_sized, is_refinancing):
    """Debt arranged so far, with this tranche."""
    return commitments_ahead + commitment_sized * (1 - is_refinancing)
