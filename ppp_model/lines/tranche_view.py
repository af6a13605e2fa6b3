"""What one tranche looks like to its lender: cover counted to it, its life, and the lender's return.

A view beside the account of the tranche; nothing else depends on it.
"""

from ppp_model.engine.line import All, line
from ppp_model.engine.ops import irr, irr_status, lowest, max_, ratio, safe_ratio, total, within


@line("money", source="definition")
def due_to_here(due_ahead, service):
    """Debt service due on this tranche and on those paid before it, without arrears."""
    return due_ahead + service


@line("1", source="choice: a service of less than a millionth of total uses is rounding")
def is_served(service, total_uses):
    """1 where debt service is due on this tranche."""
    return 1 - within(max_(service, 0), total_uses)


@line("1", source="DSCR = CFADS / (interest + principal), of this tranche and those paid before it")
def cover_to_here(cfads, due_to_here, is_served):
    """Debt service cover counted to this tranche; blank where nothing is due on it."""
    return ratio(cfads, due_to_here * is_served)


@line("1", source="definition")
def cover_min(cover_to_here: All):
    """Least debt service cover counted to this tranche."""
    return lowest(cover_to_here)


@line("year", source="average life = sum of time times principal / principal, from close")
def life_of_tranche(repayment_time: All, principal: All):
    """Average time from close to the repayment of a unit of this tranche."""
    return ratio(total(repayment_time), total(principal))


@line("money", source="definition")
def fees_to_lender(upfront_fee, commitment_fee):
    """Fees that the lender gets until the works are complete."""
    return upfront_fee + commitment_fee


@line("1", source="choice: fees count with the drawings, so that a fee at close is no return before the loan")
def fee_share(fees_to_lender: All, drawdown: All):
    """Those fees as a share of what is drawn."""
    return safe_ratio(total(fees_to_lender), total(drawdown))


@line("money", source="definition")
def interest_in_construction(idc, interest_added_now):
    """Interest that the lender is paid until the works are complete."""
    return idc - interest_added_now


@line("money", source="definition; the agent, the guarantor and the tax office are not the lender")
def paid_to_lender(paid, surcharges_due, prepayment):
    """What the lender is paid in operation; less what it pays out when this tranche refinances another."""
    return paid - surcharges_due + prepayment


@line("money", source="definition")
def lent(drawdown, refinancing, fee_share):
    """What the lender lends for the works, less its fees."""
    return (drawdown - refinancing) * (1 - fee_share)


@line("money", source="definition")
def lender_cash_flow(paid_to_lender, interest_in_construction, lent):
    """Cash flow of the lender: what it is paid less what it lends."""
    return paid_to_lender + interest_in_construction - lent


@line("local", source="definition")
def lender_cash_flow_own(lender_cash_flow, exchange_rate):
    """Cash flow of the lender in the currency of the loan."""
    return lender_cash_flow * exchange_rate


@line("1/year", source="definition; effective rate per year, in the currency of the loan")
def lender_irr(lender_cash_flow_own: All, flow_years: All):
    """Return of the lender, with its fees."""
    return irr(lender_cash_flow_own, flow_years)


@line("1", source="definition")
def lender_irr_status(lender_cash_flow_own: All, flow_years: All):
    """How the return of the lender was found: 0 found, 1 no sign change, 2 several roots, 3 out of range."""
    return irr_status(lender_cash_flow_own, flow_years)
