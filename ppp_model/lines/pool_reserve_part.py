"""The deposit of one member."""

from ppp_model.engine.line import Prev, line
from ppp_model.engine.ops import min_


@line("money", source="definition")
def deposit(loan, funded, at_close):
    """Deposit paid in by the member on the first day."""
    return loan * funded * at_close


@line("money", source="definition")
def balance_opening(balance_closing: Prev):
    """Deposit at the start of the period."""
    return balance_closing


@line("money", source="definition")
def claimable(short_in, balance_opening):
    """What the deposit could pay."""
    return min_(short_in, balance_opening)


@line("money", source="choice: interest is paid out to the member")
def interest_earned(balance_opening, reserve_rate, period_years):
    """Interest on the deposit."""
    return balance_opening * reserve_rate * period_years


@line("money", source="definition")
def released(is_repaid, balance_opening, drawn, replenished):
    """Deposit that the member gets back once its loan is repaid."""
    return is_repaid * (balance_opening - drawn + replenished)


@line("money", source="definition")
def balance_closing(balance_opening, deposit, drawn, replenished, released):
    """Deposit at the end of the period."""
    return balance_opening + deposit - drawn + replenished - released


@line("money", source="definition")
def member_pays(deposit, replenished, released, interest_earned):
    """What the member pays into its deposit less what it gets out of it."""
    return deposit + replenished - released - interest_earned


@line("money", source="definition; without draws: paid in, interest, returned with the last repayment")
def member_promises(loan, funded, at_close, is_owing, is_repaid, reserve_rate, period_years):
    """What the loan's contract makes the member pay into its deposit less what it gets out of it."""
    return loan * funded * (at_close - is_owing * (is_repaid + reserve_rate * period_years))


@line("money", source="definition")
def spare():
    """Transfers that this layer leaves: none."""
    return 0
