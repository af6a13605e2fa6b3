"""How safe one member is: its cover, and by its chance of default what it is expected to cost, layers left aside."""

from ppp_model.engine.line import All, Prev, given, line
from ppp_model.engine.ops import grow, lowest, ratio, where

default_rate = given(
    "1/year", "Chance that a member that has not defaulted does so.",
    at="members.{block}.default_rate or in_common.default_rate", absent=0.0,
)  # fmt: skip


@line("1", source="definition")
def performing_before(performing: Prev, at_close):
    """Chance that the member has not defaulted before the period."""
    return where(at_close, 1, performing)


@line("1", source="definition")
def performing(performing_before, default_rate, period_years):
    """Chance that the member has not defaulted by the end of the period."""
    return performing_before * grow(-default_rate, period_years)


@line("money", source="survival x chance of default x loss given default x outstanding")
def expected_loss(performing_before, performing, loss_given_default, opening):
    """Loss that is expected from a default in the period."""
    return (performing_before - performing) * loss_given_default * opening


@line("1", source="cover = what the escrow account has / debt service")
def cover(capacity, service):
    """Debt service cover of the member by its escrow account; blank where nothing is due."""
    return ratio(capacity, service)


@line("1", source="definition")
def cover_min(cover: All):
    """Least cover of the member."""
    return lowest(cover)
