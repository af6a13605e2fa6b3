"""What a fund does for one member."""

from ppp_model.engine.line import Prev, line
from ppp_model.engine.ops import max_, min_


@line("money", source="definition")
def drawn_before(drawn_to_date: Prev):
    """What the fund has paid for the member in earlier periods."""
    return drawn_to_date


@line("money", source="definition")
def drawn_to_date(drawn_before, drawn):
    """What the fund has paid for the member so far."""
    return drawn_before + drawn


@line("money", source="definition; the limit counts what was paid, not what was paid back")
def claimable(short_in, limit_per_member, loan, drawn_before):
    """What the member may claim from the fund."""
    return min_(short_in, max_(limit_per_member * loan - drawn_before, 0))
