"""What the public pays if the contract ends early, at the end of each period of operation, by whose fault it is."""

from ppp_model.engine.line import Next, Prev, given, line
from ppp_model.engine.ops import grow, max_, where

breakage = given("1", "Cost of breaking loans and swaps, share of the debt.", at="termination.breakage")
contractor_share = given(
    "1", "Share of the debt paid when the contractor is at fault.", at="termination.contractor_share"
)
by_value = given(
    "1",
    "Whether owners get the value of what they lose rather than their return to date.",
    at="termination.equity",
    words={"irr_to_date": 0.0, "present_value": 1.0},
)


@line("money", source="definition")
def debt_to_pay_off(debt_closing, arrears, letter_closing):
    """Debt at the end of the period, with what is overdue."""
    return debt_closing + arrears + letter_closing


@line("money", source="definition")
def cash_to_set_off(cash_closing, reserve_closing, maintenance_reserve):
    """Cash in the project that is set off against the payment."""
    return cash_closing + reserve_closing + maintenance_reserve


@line("year", source="definition")
def flow_years_before(flow_years: Prev):
    """Time from close at which the flows of the period before fall."""
    return flow_years


@line("year", source="choice: a termination payment falls when the other flows of its period do")
def years_between_flows(flow_years, flow_years_before):
    """Time from the flows of the period before to those of this one."""
    return flow_years - flow_years_before


@line("money", source="the sum that gives the owners their base-case return to date")
def equity_to_date(equity_to_date: Prev, equity_irr, years_between_flows, equity_cash_flow):
    """What the owners must be paid to have earned their return until now."""
    return equity_to_date * grow(equity_irr, years_between_flows) - equity_cash_flow


@line("money", source="definition")
def equity_to_come(equity_to_come: Next, equity_cash_flow: Next, equity_discount_rate, years_between_flows: Next):
    """Value, when the flows of the period fall, of what the owners would still be paid."""
    return (equity_to_come + equity_cash_flow) * grow(equity_discount_rate, -years_between_flows)


@line("money", source="choice: `termination.equity`")
def equity_to_pay(by_value, equity_to_come, equity_to_date):
    """What the owners get when the authority is at fault."""
    return max_(where(by_value, equity_to_come, equity_to_date), 0)


@line("money", source="authority default: debt with breakage, and equity, less cash")
def termination_by_authority(debt_to_pay_off, breakage, equity_to_pay, cash_to_set_off, in_operation):
    """Payment when the authority is at fault."""
    return max_(debt_to_pay_off * (1 + breakage) + equity_to_pay - cash_to_set_off, 0) * in_operation


@line("money", source="contractor default: a share of the debt, less cash")
def termination_by_contractor(debt_to_pay_off, contractor_share, cash_to_set_off, in_operation):
    """Payment when the contractor is at fault."""
    return max_(debt_to_pay_off * contractor_share - cash_to_set_off, 0) * in_operation


@line("money", source="definition")
def equity_not_recovered(equity_balance):
    """What the owners have paid in and not yet been paid, without a return."""
    return max_(-equity_balance, 0)


@line("money", source="force majeure: debt, and equity without a return, less cash")
def termination_by_nobody(debt_to_pay_off, equity_not_recovered, cash_to_set_off, in_operation):
    """Payment when nobody is at fault."""
    return max_(debt_to_pay_off + equity_not_recovered - cash_to_set_off, 0) * in_operation
