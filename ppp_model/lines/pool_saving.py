"""What a member saves against the loan that it would get by itself (``alone_drawn``, ``alone_service``, ...)."""

from ppp_model.engine.line import All, line
from ppp_model.engine.ops import grow, ratio, total


@line("money", source="definition")
def alone_cash_flow(alone_drawn, alone_fee_rate, alone_service):
    """Cash flow of the loan that the member would get by itself."""
    return alone_drawn * (1 - alone_fee_rate) - alone_service


@line("1", source="choice: a member's saving is valued at the rate that it would pay by itself")
def own_factor(alone_rate, end_years):
    """Value on the first day of one unit of money at the end of the period, at that rate."""
    return grow(alone_rate, -end_years)


@line("money", source="definition; end of period")
def saving(contract_cash_flow, alone_cash_flow, own_factor):
    """What the pool's loan leaves the member more than its own would, discounted to the first day."""
    return (contract_cash_flow - alone_cash_flow) * own_factor


@line("money", source="definition")
def saving_of_member(saving: All):
    """Present value of what the member saves."""
    return total(saving)


@line("1", source="definition")
def saving_share(saving_of_member, loan):
    """The same, as a share of its loan."""
    return ratio(saving_of_member, loan)
