"""The part of one source of support that one level of government owes whatever the demand."""

from ppp_model.engine.line import line


@line("money", source="definition")
def firm_gift(firm_now, gives):
    """What the level owes in the period whatever the demand."""
    return firm_now * gives
