"""What is intercepted of one member's transfers."""

from ppp_model.engine.line import line
from ppp_model.engine.ops import min_


@line("money", source="definition")
def interceptable(transfers_received, intercept_share):
    """Transfers of the member that may be intercepted."""
    return transfers_received * intercept_share


@line("money", source="definition")
def claimable(short_in, interceptable):
    """What is intercepted for the debt service of the period."""
    return min_(short_in, interceptable)


@line("money", source="definition")
def member_pays(drawn):
    """What the member pays by getting less from the state."""
    return drawn


@line("money", source="definition")
def member_promises():
    """What the loan's contract makes the member pay into this layer: nothing."""
    return 0


@line("money", source="definition")
def spare(interceptable, drawn, replenishes):
    """Transfers that may still be intercepted, to pay arrears and to fill layers again."""
    return (interceptable - drawn) * replenishes
