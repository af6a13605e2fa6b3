"""What is paid of one tranche: all that is due, as far as the cash reaches; the rest is carried as arrears."""

from ppp_model.engine.line import Prev, line
from ppp_model.engine.ops import min_


@line("money", source="definition")
def arrears_opening(arrears_closing: Prev):
    """Debt service overdue at the start of the period."""
    return arrears_closing


@line("money", source="choice: arrears bear the loan's own rate")
def arrears_interest(arrears_opening, rate_per_period):
    """Interest on what is overdue."""
    return arrears_opening * rate_per_period


@line("money", source="definition")
def due(service, arrears_opening, arrears_interest):
    """Debt service due with what is overdue and interest on it."""
    return service + arrears_opening + arrears_interest


@line("money", source="definition")
def paid(due, cash_before):
    """What is paid of it: all that is due, as far as the cash reaches."""
    return min_(due, cash_before)


@line("money", source="definition")
def cash_after(cash_before, paid):
    """Cash left for those who are paid after this tranche."""
    return cash_before - paid


@line("money", source="definition")
def arrears_closing(due, paid):
    """Debt service overdue at the end of the period."""
    return due - paid


@line("money", source="cash sweep: a share of the cash that may be distributed, never more than the balance")
def prepayment(sweep_share, free_before, balance_due_later):
    """Loan prepaid out of free cash."""
    return min_(sweep_share * free_before, balance_due_later)


@line("money", source="definition")
def balance_due_later(opening, repayment, before_operation, exchange_rate):
    """Balance left after the repayment of the period."""
    return (opening - repayment) * (1 - before_operation) / exchange_rate


@line("money", source="definition")
def free_after(free_before, prepayment):
    """Free cash left for those who are prepaid after this tranche, and for the owners."""
    return free_before - prepayment
