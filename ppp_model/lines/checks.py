"""Checks: for each a signed residual in every period, and a pass mark for the whole run."""

from ppp_model.engine.line import All, Prev, line, sum_of
from ppp_model.engine.ops import at_least, highest, lowest, max_, within

balances_after_maturity = sum_of(
    "tranche", "balance_after_maturity", "money", "Debt left after the last repayment, all tranches."
)


@line("money", source="check")
def sources_less_uses(equity_drawn, debt_drawn, grants_drawn, funding_need, proceeds_rise):
    """Sources of funds less uses and funds kept for later; zero when the funding adds up."""
    return equity_drawn + debt_drawn + grants_drawn - funding_need - proceeds_rise


@line("money", source="check")
def proceeds_rise(proceeds, proceeds_before):
    """Funds drawn in the period and kept for later."""
    return proceeds - proceeds_before


@line("1", source="check")
def sources_equal_uses(sources_less_uses: All, total_uses):
    """1 when sources equal uses in every period."""
    return lowest(within(sources_less_uses, total_uses))


@line("money", source="check")
def debt_roll_forward(debt_closing, debt_opening, debt_cash_drawn, idc_added, principal_due, prepayments):
    """Closing debt less opening debt, drawings and repayments; zero when the account rolls forward."""
    return debt_closing - debt_opening - debt_cash_drawn - idc_added + principal_due + prepayments


@line("1", source="check")
def debt_rolls_forward(debt_roll_forward: All, total_uses):
    """1 when the debt account rolls forward in every period."""
    return lowest(within(debt_roll_forward, total_uses))


@line("1", source="check")
def debt_zero_at_maturity(balances_after_maturity: All, total_uses):
    """1 when no debt is left after the last repayment."""
    return lowest(within(balances_after_maturity, total_uses))


@line("money", source="check")
def cash_received(cash_earned, owner_support, reserve_funding, letter_drawn, letter_repaid):
    """Cash that comes in during the period once operation and tax are paid."""
    return cash_earned + owner_support + reserve_funding + letter_drawn - letter_repaid


@line("money", source="check")
def cash_balance(cash_balance: Prev, cash_received, debt_paid, prepayments, distribution):
    """Cash that must be in the accounts: all received so far less all paid to lenders and owners."""
    return cash_balance + cash_received - debt_paid - prepayments - distribution


@line("money", source="check")
def waterfall_residual(cash_balance, cash_closing, reserve_closing):
    """Cash that must be in the accounts less what they show; zero when the waterfall adds up."""
    return cash_balance - cash_closing - reserve_closing


@line("1", source="check")
def waterfall_adds_up(waterfall_residual: All, total_uses):
    """1 when the waterfall adds up in every period."""
    return lowest(within(waterfall_residual, total_uses))


@line("money", source="check")
def cash_left(contract_ends, cash_closing, reserve_closing, maintenance_reserve):
    """Cash left in the project when the contract ends."""
    return contract_ends * (cash_closing + reserve_closing + maintenance_reserve)


@line("1", source="check")
def cash_released(cash_left: All, total_uses):
    """1 when all cash has been paid out at the end of the contract."""
    return lowest(within(cash_left, total_uses))


@line("1", source="check")
def debt_paid_when_due(arrears: All, total_uses):
    """1 when no debt service is ever overdue."""
    return lowest(within(arrears, total_uses))


@line("1", source="check")
def no_owner_support(owner_support: All, total_uses):
    """1 when owners never have to pay for operation or tax."""
    return lowest(within(owner_support, total_uses))


@line("1", source="check")
def equity_not_negative(equity_commitment, total_uses):
    """1 when grants and debt do not exceed total uses."""
    return at_least(equity_commitment + total_uses, total_uses)


@line("1", source="check")
def repayments_not_negative(principal_due: All, total_uses):
    """1 when no loan has to be drawn again to pay its interest."""
    return lowest(at_least(principal_due + total_uses, total_uses))


@line("money", source="choice: a residual is weighed against uses, or what is paid if that is more")
def check_scale(total_uses, revenue: All, bills_collected: All):
    """What a residual is weighed against."""
    return max_(total_uses, max_(highest(revenue), highest(bills_collected)))


@line("1", source="check")
def bills_add_up(bills_residual: All, check_scale):
    """1 when the bills that customers pay add up to what the seller gets for them."""
    return lowest(within(bills_residual, check_scale))


@line("money", source="check")
def support_residual(support_public, support_donor, support_partner, support_to_project, support_to_utility):
    """Support given less support received; zero when they agree."""
    return support_public + support_donor + support_partner - support_to_project - support_to_utility


@line("1", source="check")
def support_adds_up(support_residual: All, check_scale):
    """1 when the support that is given adds up to what is received."""
    return lowest(within(support_residual, check_scale))
