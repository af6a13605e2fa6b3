"""A layer that the member pays back and that leaves no transfers to others: a fund or a guarantee."""

from ppp_model.engine.line import line


@line("money", source="definition")
def member_pays(replenished):
    """What the member pays back to the layer."""
    return replenished


@line("money", source="definition")
def member_promises():
    """What the loan's contract makes the member pay into this layer: nothing."""
    return 0


@line("money", source="definition")
def spare():
    """Transfers that this layer leaves: none."""
    return 0
