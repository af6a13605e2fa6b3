"""How the owners put money in and get it back: bridge loan, shares, shareholder loan, dividends."""

from ppp_model.engine.line import Prev, given, line
from ppp_model.engine.ops import annuity_share, max_, min_, more_than

bridge_share = given("1", "Share of the equity that a bridge loan pays first.", at="finance.equity.bridge_share")
bridge_rate = given("1/year", "Interest rate of the bridge loan.", at="finance.equity.bridge_rate")
owner_loan_share = given(
    "1", "Share of the owners' money that is a loan.", at="finance.shareholder_loan.share", absent=0.0
)
owner_loan_rate = given("1/year", "Rate of the shareholder loan.", at="finance.shareholder_loan.rate", absent=0.0)
owner_loan_tenor = given(
    "month",
    "Time of operation over which the shareholder loan is repaid.",
    at="finance.shareholder_loan.tenor or timeline.operation",
)
withholding_dividends = given("1", "Tax withheld from dividends.", at="tax.withholding_dividends")


# The bridge loan: pays equity during construction, repaid by the owners at completion


@line("money", source="definition")
def bridge_opening(bridge_closing: Prev):
    """Bridge loan at the start of the period."""
    return bridge_closing


@line("money", source="definition")
def bridge_interest(bridge_opening, bridge_rate, period_years):
    """Interest on the bridge loan; it is part of the funding."""
    return bridge_opening * bridge_rate * period_years


@line("money", source="definition")
def bridge_drawn(equity_drawn, bridge_share):
    """Equity that the bridge loan pays."""
    return equity_drawn * bridge_share


@line("money", source="choice: repaid in full when the works are complete")
def bridge_repaid(bridge_opening, bridge_drawn, at_completion):
    """Bridge loan repaid by the owners."""
    return (bridge_opening + bridge_drawn) * at_completion


@line("money", source="definition")
def bridge_closing(bridge_opening, bridge_drawn, bridge_repaid):
    """Bridge loan at the end of the period."""
    return bridge_opening + bridge_drawn - bridge_repaid


@line("money", source="definition")
def owners_paid(equity_drawn, bridge_drawn, bridge_repaid):
    """What the owners pay in."""
    return equity_drawn - bridge_drawn + bridge_repaid


# Shares and shareholder loan


@line("money", source="definition")
def owner_loan_drawn(owners_paid, owner_loan_share):
    """Part of it that is a loan to the project."""
    return owners_paid * owner_loan_share


@line("money", source="definition")
def shares_paid(owners_paid, owner_loan_drawn):
    """Part of it that is share capital."""
    return owners_paid - owner_loan_drawn


@line("money", source="definition")
def owner_loan_opening(owner_loan_closing: Prev):
    """Shareholder loan at the start of the period, with interest not paid."""
    return owner_loan_closing


@line("money", source="definition")
def owner_loan_interest(owner_loan_opening, owner_loan_rate, period_years):
    """Interest on the shareholder loan."""
    return owner_loan_opening * owner_loan_rate * period_years


@line("1", source="definition")
def owner_repayments_left(in_operation, owner_loan_tenor, months_in_period, operating_period):
    """Number of repayments of the shareholder loan still to come, with that of this period."""
    return in_operation * max_(owner_loan_tenor / months_in_period - operating_period + 1, 0)


@line("1", source="level annuity over its tenor in operation")
def owner_share_level(owner_loan_rate, period_years, owner_repayments_left):
    """Share of the shareholder loan that level payments repay in the period."""
    return annuity_share(owner_loan_rate * period_years, owner_repayments_left)


@line("1", source="choice: what is left after its tenor is due at once")
def owner_share_repaid(owner_share_level, owner_repayments_left, in_operation):
    """Share of the shareholder loan that is due in the period."""
    return owner_share_level + in_operation * (1 - more_than(owner_repayments_left, 0))


@line("money", source="definition")
def owner_loan_due(owner_loan_opening, owner_share_repaid, owner_loan_interest, in_operation):
    """Interest and principal of the shareholder loan due in the period."""
    return owner_loan_opening * owner_share_repaid + owner_loan_interest * in_operation


@line("money", source="choice: paid out of what may be distributed, before dividends; interest not paid is added")
def owner_loan_paid(owner_loan_due, distribution):
    """What is paid of it."""
    return min_(owner_loan_due, distribution)


@line("money", source="definition")
def owner_loan_closing(owner_loan_opening, owner_loan_drawn, owner_loan_interest, owner_loan_paid):
    """Shareholder loan at the end of the period."""
    return owner_loan_opening + owner_loan_drawn + owner_loan_interest - owner_loan_paid


@line("money", source="definition")
def dividends(distribution, owner_loan_paid):
    """What is paid on the shares, before tax withheld."""
    return distribution - owner_loan_paid


@line("money", source="definition")
def dividend_tax(dividends, withholding_dividends):
    """Tax withheld from dividends."""
    return dividends * withholding_dividends
