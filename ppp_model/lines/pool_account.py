"""The account of a loan as the contract has it: all paid out on the first day, interest, repayment, balance."""

from ppp_model.engine.line import Prev, line
from ppp_model.engine.ops import within


@line("money", source="definition")
def drawn(face, at_close):
    """Loan paid out."""
    return face * at_close


@line("money", source="definition")
def opening(closing: Prev):
    """Balance at the start of the period."""
    return closing


@line("money", source="choice: interest on the opening balance")
def interest(opening, rate_per_period):
    """Interest of the period."""
    return opening * rate_per_period


@line("money", source="definition")
def principal(opening, share_repaid):
    """Principal due."""
    return opening * share_repaid


@line("money", source="definition")
def service(interest, principal):
    """Interest and principal due."""
    return interest + principal


@line("money", source="definition")
def closing(opening, drawn, principal):
    """Balance at the end of the period."""
    return opening + drawn - principal


@line("1", source="definition")
def is_owing(opening, face):
    """1 where something is owed at the start of the period."""
    return 1 - within(opening, face)


@line("1", source="definition")
def is_repaid(closing, face):
    """1 from the last repayment on."""
    return within(closing, face)
