"""The account of one tranche of debt, in its own currency: schedule, drawings, interest, repayment, prepayment.

The schedule is the contract without prepayments. Interest and fees until the works are complete are part of the
funding: drawn with everything else, added to the loan, or paid by the owners. Draws fall at the end of a period.
"""

from ppp_model.engine.line import All, Prev, given, line
from ppp_model.engine.ops import at_least, grow, is_equal, max_, min_, ratio, safe_ratio, total, where

upfront_fee_rate = given("1", "Fee at close, share of the amount.", at="finance.debt.{block}.upfront_fee")
commitment_fee_rate = given("1/year", "Fee on the undrawn amount.", at="finance.debt.{block}.commitment_fee")
agency_fee_rate = given("money/year", "Fee of the agent, until maturity.", at="finance.debt.{block}.agency_fee")
available_for = given(
    "month", "Time from close in which it can be drawn.", at="finance.debt.{block}.available_for", absent=float("inf")
)
adds_interest = given(
    "1",
    "Whether interest during construction is added to the loan.",
    at="finance.debt.{block}.construction_interest",
    words={"funded": 0.0, "capitalised": 1.0, "paid": 0.0},
)
owners_pay_interest = given(
    "1",
    "Whether owners pay interest during construction.",
    at="finance.debt.{block}.construction_interest",
    words={"funded": 0.0, "capitalised": 0.0, "paid": 1.0},
)
draws_first = given(
    "1",
    "Whether the loan is drawn before other debt.",
    at="finance.debt.{block}.drawn",
    words={"pro_rata": 0.0, "first": 1.0, "last": 0.0, "at_close": 1.0},
)
draws_last = given(
    "1",
    "Whether the loan is drawn after other debt.",
    at="finance.debt.{block}.drawn",
    words={"pro_rata": 0.0, "first": 0.0, "last": 1.0, "at_close": 0.0},
)
draws_at_close = given(
    "1",
    "Whether all of the loan is drawn at close, as with a bond.",
    at="finance.debt.{block}.drawn",
    words={"pro_rata": 0.0, "first": 0.0, "last": 0.0, "at_close": 1.0},
)
sweep_share = given("1", "Share of free cash that prepays the loan.", at="finance.debt.{block}.sweep")
sweep_shortens = given(
    "1",
    "Whether prepayments fall on the last repayments.",
    at="finance.debt.{block}.sweep_order",
    words={"inverse": 1.0, "pro_rata": 0.0, "forward": 0.0},
)
sweep_spreads = given(
    "1",
    "Whether prepayments fall on all repayments alike.",
    at="finance.debt.{block}.sweep_order",
    words={"inverse": 0.0, "pro_rata": 1.0, "forward": 0.0},
)
capitalised_expected = given(
    "money", "Interest added to the loan during construction, as expected.", solved_for="interest_added"
)


# Drawing


@line("money", source="definition")
def cash_commitment(funding_commitment, capitalised_expected):
    """Part of the loan that is drawn in cash."""
    return funding_commitment - capitalised_expected


@line("money", source="definition")
def cash_first(cash_commitment, draws_first):
    """That part if it is drawn before other debt."""
    return cash_commitment * draws_first


@line("money", source="definition")
def cash_last(cash_commitment, draws_last):
    """That part if it is drawn after other debt."""
    return cash_commitment * draws_last


@line("money", source="definition")
def cash_pro_rata(cash_commitment, draws_first, draws_last):
    """That part if it is drawn in step with other debt."""
    return cash_commitment * (1 - draws_first - draws_last)


@line("money", source="definition")
def used_first(debt_first_used, cash_first, debt_first):
    """Its part of what is paid from debt that is drawn before other debt."""
    return debt_first_used * safe_ratio(cash_first, debt_first)


@line("money", source="definition")
def used_in_step(debt_pro_rata_used, cash_pro_rata, debt_pro_rata, debt_last_used, cash_last, debt_last):
    """Its part of what is paid from other debt."""
    return debt_pro_rata_used * safe_ratio(cash_pro_rata, debt_pro_rata) + debt_last_used * safe_ratio(
        cash_last, debt_last
    )


@line("money", source="definition")
def used(used_first, used_in_step):
    """What the loan pays of the works in the period."""
    return used_first + used_in_step


@line("money", source="definition")
def refinancing(is_refinancing, commitment, period_number, refinanced_at):
    """Loan drawn to refinance another."""
    return is_refinancing * commitment * is_equal(period_number, refinanced_at)


@line("money", source="definition")
def drawdown(draws_at_close, cash_commitment, at_close, used, refinancing):
    """Loan drawn in cash: with what it pays, or all at close."""
    return where(draws_at_close, cash_commitment * at_close, used) + refinancing


@line("local", source="definition")
def drawdown_own(drawdown, exchange_rate):
    """Loan drawn in cash, in the currency of the loan."""
    return drawdown * exchange_rate


@line("money", source="definition")
def drawn_before(drawn_to_date: Prev):
    """Loan drawn until the period before, at the rates of the day."""
    return drawn_to_date


@line("money", source="definition")
def drawn_to_date(drawn_before, drawdown, interest_added_now):
    """Loan drawn so far, with interest added to it."""
    return drawn_before + drawdown + interest_added_now


@line("money", source="definition")
def undrawn(funding_commitment, drawn_before):
    """Part of the loan that is not drawn at the start of the period."""
    return max_(funding_commitment - drawn_before, 0)


# Schedule, without prepayments


@line("local", source="definition")
def schedule_opening(schedule_closing: Prev):
    """Scheduled balance at the start of the period."""
    return schedule_closing


@line("local", source="sculpted repayment: service = CFADS / target DSCR")
def schedule_followed(scaled_service, schedule_opening, cost_per_period):
    """Principal that follows the cash flow: target service less the cost, never more than the balance."""
    return min_(scaled_service - schedule_opening * cost_per_period, schedule_opening)


@line("local", source="choice: more than the target is left in the end when exchange rates moved before the drawings")
def schedule_sculpted(schedule_followed, schedule_opening, in_repayment, is_last):
    """Scheduled principal when it follows the cash flow; the last repayment pays all that is left."""
    return where(is_last, schedule_opening, schedule_followed) * in_repayment


@line("1", source="choice: `conventions.gearing_binds`; balance / value of the target to come, the same in all periods")
def sculpting_scale(scales_when_capped, schedule_opening, target_value_expected):
    """Factor on the target debt service that makes a capped loan end with its tenor."""
    return where(scales_when_capped, safe_ratio(schedule_opening, target_value_expected), 1)


@line("local", source="definition")
def scaled_service(target_service_own, sculpting_scale):
    """Debt service that follows the cash flow, of a loan that is capped: its share of the target."""
    return target_service_own * sculpting_scale


@line("local", source="definition")
def schedule_repayment(is_sculpted, schedule_sculpted, schedule_opening, share_repaid):
    """Scheduled principal."""
    return where(is_sculpted, schedule_sculpted, schedule_opening * share_repaid)


@line("local", source="definition")
def schedule_closing(schedule_opening, drawdown_own, interest_capitalised, schedule_repayment):
    """Scheduled balance at the end of the period."""
    return schedule_opening + drawdown_own + interest_capitalised - schedule_repayment


@line("local", source="choice: interest on the opening balance, draws fall at the end of the period")
def schedule_interest(schedule_opening, rate_per_period, is_alive):
    """Interest on the scheduled balance."""
    return schedule_opening * rate_per_period * is_alive


@line("money", source="definition")
def schedule_service(schedule_opening, cost_per_period, in_loan_life, schedule_repayment, exchange_rate, agency_fee):
    """Scheduled interest, surcharges and principal, with the agent's fee."""
    service = schedule_opening * cost_per_period * in_loan_life + schedule_repayment
    return service / exchange_rate + agency_fee * in_loan_life


# The account


@line("local", source="definition")
def opening(closing: Prev):
    """Balance at the start of the period."""
    return closing


@line("local", source="choice: interest on the opening balance, draws fall at the end of the period")
def interest(opening, rate_per_period, is_alive):
    """Interest of the period; none after maturity (arrears bear their own)."""
    return opening * rate_per_period * is_alive


@line("local", source="definition")
def interest_capitalised(schedule_interest, before_operation, adds_interest):
    """Interest that is added to the loan during construction."""
    return schedule_interest * before_operation * adds_interest


@line("local", source="prepayment in inverse order: the last repayments fall away")
def repayment_if_shortened(schedule_repayment, opening):
    """Principal due when prepayments fall on the last repayments."""
    return min_(schedule_repayment, opening)


@line("local", source="prepayment pro rata: all repayments fall alike")
def repayment_if_spread(schedule_repayment, opening, schedule_opening):
    """Principal due when prepayments fall on all repayments alike."""
    return opening * safe_ratio(schedule_repayment, schedule_opening)


@line("local", source="prepayment in forward order: the next repayments fall away")
def repayment_if_next(schedule_repayment, opening, schedule_opening):
    """Principal due when prepayments fall on the next repayments."""
    return max_(schedule_repayment - (schedule_opening - opening), min_(schedule_repayment, 0))


@line("local", source="definition; `finance.debt.X.sweep_order`")
def repayment(sweep_shortens, repayment_if_shortened, sweep_spreads, repayment_if_spread, repayment_if_next):
    """Principal due."""
    return where(sweep_shortens, repayment_if_shortened, where(sweep_spreads, repayment_if_spread, repayment_if_next))


@line("local", source="definition")
def prepayment_own(prepayment, exchange_rate):
    """Loan prepaid out of free cash."""
    return prepayment * exchange_rate


@line("local", source="definition")
def closing(opening, drawdown_own, interest_capitalised, repayment, prepayment_own):
    """Balance at the end of the period."""
    return opening + drawdown_own + interest_capitalised - repayment - prepayment_own


# In the study's currency, for the project as a whole


@line("money", source="definition")
def idc(schedule_interest, before_operation, exchange_rate):
    """Interest until the works are complete."""
    return schedule_interest * before_operation / exchange_rate


@line("money", source="definition")
def interest_added_now(interest_capitalised, exchange_rate):
    """Interest that is added to the loan during construction."""
    return interest_capitalised / exchange_rate


@line("money", source="definition")
def interest_added(interest_added_now: All):
    """Interest that is added to the loan during construction, in all."""
    return total(interest_added_now)


@line("money", source="definition")
def idc_of_owners(idc, owners_pay_interest):
    """Interest during construction that the owners pay."""
    return idc * owners_pay_interest


@line("money", source="definition")
def upfront_fee(upfront_fee_rate, commitment, at_close, is_refinancing):
    """Fee on the amount of the loan, at close."""
    return upfront_fee_rate * commitment * at_close * (1 - is_refinancing)


@line("1", source="definition")
def is_available(period_number, available_for, months_in_period, before_operation):
    """1 while the loan can be drawn for the works."""
    return at_least(available_for / months_in_period, period_number) * before_operation


@line("money", source="choice: on what is undrawn at the start of the period, while it can be drawn")
def commitment_fee(commitment_fee_rate, undrawn, period_years, is_available):
    """Fee on what is not yet drawn."""
    return commitment_fee_rate * undrawn * period_years * is_available


@line("money", source="definition")
def agency_fee(agency_fee_rate, period_years, is_alive):
    """Fee of the agent."""
    return agency_fee_rate * period_years * is_alive


@line("money", source="definition")
def surcharges_in_construction(schedule_opening, surcharge_per_period, exchange_rate, agency_fee, before_operation):
    """Tax withheld from interest, guarantor's fee and agent's fee until the works are complete."""
    return (schedule_opening * surcharge_per_period / exchange_rate + agency_fee) * before_operation


@line("money", source="definition")
def fees(upfront_fee, commitment_fee, surcharges_in_construction):
    """Fees until the works are complete."""
    return upfront_fee + commitment_fee + surcharges_in_construction


@line("money", source="definition")
def refinancing_fee(upfront_fee_rate, refinancing):
    """Fee of a refinancing, when it is drawn."""
    return upfront_fee_rate * refinancing


@line("money", source="definition")
def interest_due(interest, before_operation, exchange_rate):
    """Interest to be paid from the project's cash."""
    return interest * (1 - before_operation) / exchange_rate


@line("money", source="definition")
def surcharges_due(opening, surcharge_per_period, exchange_rate, agency_fee, in_loan_life):
    """Tax withheld from interest, guarantor's fee and agent's fee, to be paid from the project's cash."""
    return (opening * surcharge_per_period / exchange_rate + agency_fee) * in_loan_life


@line("money", source="definition")
def interest_tax(interest, withholding_interest, exchange_rate):
    """Tax withheld from interest, borne by the project."""
    return interest * withholding_interest / (1 - withholding_interest) / exchange_rate


@line("money", source="definition")
def principal(repayment, exchange_rate):
    """Principal due."""
    return repayment / exchange_rate


@line("money", source="definition")
def service(interest_due, surcharges_due, principal, refinancing, refinancing_fee):
    """Interest, surcharges and principal due; a refinancing brings its amount less its fee."""
    return interest_due + surcharges_due + principal - refinancing + refinancing_fee


@line("money", source="definition")
def service_to_here(service_ahead, schedule_service, refinancing, refinancing_fee):
    """Scheduled debt service of this tranche and of those paid before it, less what refinancings pay of it."""
    return service_ahead + schedule_service - refinancing + refinancing_fee


@line("money", source="definition")
def opening_converted(opening, exchange_rate):
    """Balance at the start of the period, at the rate of the period."""
    return opening / exchange_rate


@line("money", source="definition")
def closing_converted(closing, exchange_rate):
    """Balance at the end of the period, at the rate of the period."""
    return closing / exchange_rate


@line("money", source="definition")
def final_repayment(principal: All, is_last: All):
    """Principal due with the last repayment."""
    return total(principal * is_last)


# Measures of the tranche


@line("local*year", source="definition")
def balance_time(schedule_opening, period_years):
    """Scheduled balance times the length of the period."""
    return schedule_opening * period_years


@line("1/year", source="interest over balance and time, by the schedule")
def average_rate(schedule_interest: All, balance_time: All):
    """Average interest rate over the life of the loan."""
    return safe_ratio(total(schedule_interest), total(balance_time))


@line("money/year", source="definition")
def rate_weight(average_rate, funding_commitment):
    """Interest of a year on the whole loan, to weigh its rate."""
    return average_rate * funding_commitment


@line("money*year", source="definition")
def repayment_time(principal, end_years):
    """Principal times the years from close to its repayment."""
    return principal * end_years


@line("money", source="definition")
def service_at_soft_rate(service, refinancing, idc, interest_added_now, grant_element_rate, end_years):
    """Interest and principal, discounted to close at the rate of the grant element."""
    return (service + refinancing + idc - interest_added_now) * grow(grant_element_rate, -end_years)


@line("money", source="definition")
def drawdown_at_soft_rate(drawdown, grant_element_rate, end_years):
    """Loan drawn, discounted to close at the rate of the grant element."""
    return drawdown * grow(grant_element_rate, -end_years)


@line("1", source="grant element: 1 - PV(debt service) / PV(drawdowns), OECD DAC and IMF")
def grant_element(service_at_soft_rate: All, drawdown_at_soft_rate: All):
    """Share of the loan that is in effect a gift; blank when nothing is drawn."""
    return 1 - ratio(total(service_at_soft_rate), total(drawdown_at_soft_rate))


@line("money", source="definition")
def balance_after_maturity(closing_converted, period_number, last_repayment):
    """Balance left once the loan should be repaid."""
    return closing_converted * at_least(period_number, last_repayment)
