"""What one layer does for one member, whatever kind of layer it is: it pays, has a claim, is filled again.

``short_before``, ``resources_before``, ``paid_before``, ``promised_before`` and ``spare_before`` are those of the layer
before it. Each kind of layer says what it could pay (``claimable``), which share of that it pays (``paid_share``),
whether the member owes it afterwards (``recoverable``), what it takes from the member (``member_pays``) and leaves for
others (``spare``).
"""

from ppp_model.engine.line import Prev, line
from ppp_model.engine.ops import min_


@line("money", source="definition")
def short_in(short_before):
    """Debt service of the member that comes to this layer unpaid."""
    return short_before


@line("money", source="definition")
def drawn(claimable, paid_share):
    """What the layer pays for the member."""
    return claimable * paid_share


@line("money", source="definition")
def short_after(short_in, drawn):
    """Debt service of the member that this layer leaves unpaid."""
    return short_in - drawn


@line("money", source="definition")
def claim_opening(claim_closing: Prev):
    """What the layer has paid for the member and not got back, at the start of the period."""
    return claim_closing


@line("money", source="choice: from the next period on, without interest, layers in the order in which they pay")
def replenished(resources_before, claim_opening):
    """What is paid back to the layer."""
    return min_(resources_before, claim_opening)


@line("money", source="definition")
def claim_closing(claim_opening, drawn, recoverable, replenished):
    """What the layer has paid for the member and not got back, at the end of the period."""
    return claim_opening + drawn * recoverable - replenished


@line("money", source="definition")
def resources_after(resources_before, replenished):
    """What is left to fill the next layer again; after the last one, for the member."""
    return resources_before - replenished


@line("money", source="definition")
def paid_to_here(paid_before, member_pays):
    """All that the member pays in the period, counted to this layer."""
    return paid_before + member_pays


@line("money", source="definition")
def promised_to_here(promised_before, member_promises):
    """All that the contract makes the member pay into layers, counted to this layer."""
    return promised_before + member_promises


@line("money", source="definition")
def spare_to_here(spare_before, spare):
    """Transfers that may still be intercepted, counted to this layer."""
    return spare_before + spare
