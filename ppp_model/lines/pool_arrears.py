"""What a member's lenders have not been paid when due, and how it is paid later, before any layer is filled again.

``short_left`` is what the last layer leaves unpaid, ``spare_intercept`` transfers that may still be intercepted,
``resources_end`` what is left when all layers are filled again,
``cash_out`` all that the member pays with what the layers take from it, ``promised`` what its contract makes it pay in.
"""

from ppp_model.engine.line import All, Prev, line
from ppp_model.engine.ops import max_, min_, total, where


@line("money", source="definition")
def unpaid(short_left):
    """Debt service of the period that neither the member nor a layer pays."""
    return short_left


@line("money", source="definition")
def arrears_opening(arrears_closing: Prev):
    """Arrears at the start of the period."""
    return arrears_closing


@line("money", source="choice: arrears bear the rate of the loan")
def arrears_interest(arrears_opening, rate_per_period):
    """Interest on arrears."""
    return arrears_opening * rate_per_period


@line("money", source="definition")
def resources(surplus, spare_intercept):
    """What can pay arrears and fill layers again."""
    return surplus + spare_intercept


@line("money", source="choice: lenders come before the layers that have paid; layers do not pay arrears")
def arrears_paid(resources, arrears_opening, arrears_interest):
    """Arrears paid to the lenders."""
    return min_(resources, arrears_opening + arrears_interest)


@line("money", source="definition")
def arrears_closing(arrears_opening, arrears_interest, unpaid, arrears_paid):
    """Arrears at the end of the period."""
    return arrears_opening + arrears_interest + unpaid - arrears_paid


@line("money", source="definition")
def resources_left(resources, arrears_paid):
    """What is left to fill layers again."""
    return resources - arrears_paid


@line("money", source="choice: the surplus of the escrow account is used before transfers are withheld")
def transfers_used(resources, resources_end, surplus):
    """Transfers withheld to pay arrears and to fill layers again."""
    return max_(resources - resources_end - surplus, 0)


@line("money", source="definition")
def paid_directly(paid, margin_paid, arrears_paid):
    """What the member pays before any layer takes from it: debt service, margin, arrears."""
    return paid + margin_paid + arrears_paid


@line("money", source="definition")
def received(service, unpaid, arrears_paid):
    """What the member's lenders get, from the member and from the layers."""
    return service - unpaid + arrears_paid


@line("1", source="definition")
def factor_before(lender_factor: Prev, at_close):
    """Value on the first day of one unit of money at the start of the period, at the rate of the loan."""
    return where(at_close, 1, lender_factor)


@line("1", source="choice: at the rate of the loan, so that arrears paid with interest are no loss")
def lender_factor(factor_before, rate_per_period):
    """Value on the first day of one unit of money at the end of the period, at the rate of the loan."""
    return factor_before / (1 + rate_per_period)


@line("money", source="definition; end of period")
def loss_discounted(service, received, lender_factor):
    """What the lenders get less than was due, discounted to the first day."""
    return (service - received) * lender_factor


@line("money", source="definition")
def loss_of_lenders(loss_discounted: All):
    """Present value of what the lenders get less than was due."""
    return total(loss_discounted)


@line("money", source="definition")
def issue_cost(drawn, issue_cost_rate):
    """Cost of issuing, taken off what the member gets."""
    return drawn * issue_cost_rate


@line("money", source="definition")
def cash_flow(drawn, issue_cost, cash_out):
    """Cash flow of the member from the pool: what it gets less what it pays and what is intercepted."""
    return drawn - issue_cost - cash_out


@line("money", source="definition")
def contract_cash_flow(drawn, issue_cost, service, margin_due, promised):
    """Cash flow of the member if it pays all that is due."""
    return drawn - issue_cost - service - margin_due - promised


@line("money", source="definition")
def before_first_layer():
    """Transfers spared and deposits promised before the first layer: none."""
    return 0
