"""A local debt service reserve: each member has a deposit of its own, used for its own debt service alone."""

from ppp_model.engine.line import given, line, sum_of

funded = given("1", "Deposit of each member, share of its loan.", at="layers.{layer}.funded")
reserve_rate = given("1/year", "Interest on the deposits.", at="layers.{layer}.interest")
available = sum_of("part", "balance_opening", "money", "Deposits at the start of the period.")
deposits = sum_of("part", "balance_closing", "money", "Deposits at the end of the period.")
interest_total = sum_of("part", "interest_earned", "money", "Interest earned on the deposits.")


@line("1", source="definition")
def paid_share():
    """Share of what a member's deposit could pay that it pays: all."""
    return 1


@line("1", source="definition")
def recoverable():
    """1: the member fills its own deposit again."""
    return 1
