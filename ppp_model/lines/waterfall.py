"""The order of payment: operation, tax, debt by rank, letter of credit, reserve, lock-up, prepayment, owners."""

from ppp_model.engine.line import Next, Prev, given, line, sum_of
from ppp_model.engine.ops import at_least, is_equal, max_, min_, where

lock_up = given("1", "Debt service cover below which nothing is distributed.", at="finance.lock_up")
lock_up_llcr = given("1", "Loan life cover below which nothing is distributed.", at="finance.lock_up_llcr")
lock_up_ahead = given(
    "1",
    "Whether the test also looks at the coming period.",
    at="finance.lock_up_looks",
    words={"back": 0.0, "forward": 1.0, "both": 1.0},
)
lock_up_back = given(
    "1",
    "Whether the test looks at the period itself.",
    at="finance.lock_up_looks",
    words={"back": 1.0, "forward": 0.0, "both": 1.0},
)
after_tax = given(
    "1",
    "Whether cash flow available for debt service is struck after tax.",
    at="conventions.cfads",
    words={"after_tax": 1.0, "before_tax": 0.0},
)
held_back = given(
    "1",
    "1 where cash is held because to release it would fail the tests, -1 where it is released; 0: as the tests say.",
    solved_for="tests_failed",
    latched=True,
)
debt_service = sum_of("tranche", "service", "money", "Interest, surcharges and principal due, on all tranches.")
scheduled_gross = sum_of("tranche", "schedule_service", "money", "Scheduled interest, surcharges and principal.")
interest_due = sum_of("tranche", "interest_due", "money", "Interest to be paid from the project's cash.")
surcharges_due = sum_of("tranche", "surcharges_due", "money", "Surcharges and fees to be paid from the project's cash.")
total_due = sum_of("tranche", "due", "money", "Debt service due, with arrears and interest on them.")
debt_paid = sum_of("tranche", "paid", "money", "Debt service paid, with arrears.")
arrears = sum_of("tranche", "arrears_closing", "money", "Debt service overdue at the end of the period.")
arrears_interest = sum_of("tranche", "arrears_interest", "money", "Interest on debt service overdue.")
debt_left = sum_of("tranche", "balance_due_later", "money", "Debt left after the repayments of the period.")
refinancing_fees = sum_of("tranche", "refinancing_fee", "money", "Fees of refinancings.")
prepayments = sum_of("tranche", "prepayment", "money", "Debt prepaid out of free cash.")


@line("money", source="choice: what a refinancing pays need not be covered or reserved")
def scheduled_service(scheduled_gross, debt_refinanced, refinancing_fees):
    """Scheduled debt service, less what refinancings pay of it."""
    return scheduled_gross - debt_refinanced + refinancing_fees


@line("money", source="definition")
def cash_before_tax(operating_cash, letter_fee):
    """Cash from operation before tax, less the fee of a letter of credit."""
    return operating_cash - letter_fee


@line("money", source="definition; `conventions.cfads`")
def cfads(cash_before_tax, tax, after_tax):
    """Cash flow available for debt service."""
    return cash_before_tax - tax * after_tax


@line("money", source="definition; `conventions.cfads`")
def cfads_expected(operating_cash, tax_expected, after_tax):
    """Cash flow available for debt service, as expected when debt is sized (a letter's fee is not yet known)."""
    return operating_cash - tax_expected * after_tax


@line("money", source="definition")
def cash_opening(cash_closing: Prev):
    """Cash trapped in the project at the start of the period."""
    return cash_closing


@line("money", source="definition")
def cash_earned(cash_before_tax, tax, reserve_interest, vat_income, surplus_released):
    """Cash of the period for lenders and owners: from operation after tax, with interest and VAT paid back."""
    return cash_before_tax - tax + reserve_interest + vat_income + surplus_released


@line("money", source="choice: the reserve stands behind operation and all tranches, in their order")
def cash_before_support(cash_opening, cash_earned, reserve_opening):
    """Cash in hand, with the reserve, before owners have to step in."""
    return cash_opening + cash_earned + reserve_opening


@line("money", source="choice: owners pay what operation and tax need; they do not pay the lenders")
def owner_support(cash_before_support):
    """What the owners must pay in because operation and tax cost more than there is."""
    return max_(-cash_before_support, 0)


@line("money", source="definition")
def cash_in_hand(cash_before_support, owner_support):
    """Cash in hand for debt service, with the reserve."""
    return cash_before_support + owner_support


@line("money", source="definition")
def service_short(total_due, cash_in_hand):
    """Debt service due for which there is no cash."""
    return max_(total_due - cash_in_hand, 0)


@line("money", source="definition")
def cash_available(cash_in_hand, letter_drawn):
    """Cash in hand for debt service, with the reserve and what a bank pays under its letter."""
    return cash_in_hand + letter_drawn


@line("money", source="definition")
def cash_before(cash_available):
    """Cash in hand for the tranche that is paid first."""
    return cash_available


@line("money", source="definition")
def cash_after_debt(cash_available, debt_paid):
    """Cash left after debt service, with the reserve."""
    return cash_available - debt_paid


@line("money", source="definition")
def cash_after_letter(cash_after_debt, letter_repaid):
    """Cash left once the bank of the letter of credit has its money back."""
    return cash_after_debt - letter_repaid


@line("money", source="definition")
def distributable(cash_after_letter, reserve_closing, before_operation):
    """Cash that may go to the owners if the lenders' tests are passed."""
    return (cash_after_letter - reserve_closing) * (1 - before_operation)


@line("1", source="lock-up test on the cover of the period")
def passed_back(cfads, lock_up, debt_service):
    """1 where the cover of the period is high enough, or no cover is asked for."""
    return max_(at_least(cfads, lock_up * debt_service), is_equal(lock_up, 0))


@line("1", source="lock-up test on the expected cover of the coming period")
def passed_ahead(cfads_expected: Next, lock_up, scheduled_service: Next):
    """1 where the expected cover of the coming period is high enough, or no cover is asked for."""
    return max_(at_least(cfads_expected, lock_up * scheduled_service), is_equal(lock_up, 0))


@line("1", source="lock-up test on the loan life cover, at expected cash flow and average cost of debt")
def passed_llcr(expected_value_left, lock_up_llcr, debt_left):
    """1 where the loan life cover at the end of the period is high enough, or no cover is asked for."""
    return max_(at_least(expected_value_left, lock_up_llcr * debt_left), is_equal(lock_up_llcr, 0))


@line("1", source="definition; `finance.lock_up_looks`")
def passed_dscr(lock_up_back, passed_back, lock_up_ahead, passed_ahead):
    """1 where every test on debt service cover is passed."""
    return min_(where(lock_up_back, passed_back, 1), where(lock_up_ahead, passed_ahead, 1))


@line("1", source="definition")
def tests_failed(passed_dscr, passed_llcr):
    """1 where the lenders' tests are not passed."""
    return 1 - min_(passed_dscr, passed_llcr)


@line("1", source="choice: with the end of the contract all cash is released")
def may_distribute(tests_failed, held_back, contract_over):
    """1 where cash may be distributed."""
    return max_(1 - max_(where(held_back, held_back, tests_failed), 0), contract_over)


@line("money", source="definition")
def free_cash(distributable, may_distribute):
    """Cash that is free for prepayment and the owners."""
    return distributable * may_distribute


@line("money", source="definition")
def free_before(free_cash):
    """Free cash for the tranche that is prepaid first."""
    return free_cash


@line("money", source="definition")
def distribution(free_cash, prepayments):
    """Cash paid to the owners, on shares and shareholder loan."""
    return free_cash - prepayments


@line("money", source="definition")
def cash_closing(distributable, free_cash):
    """Cash trapped in the project at the end of the period."""
    return distributable - free_cash
