"""An intercept: the state withholds transfers from a member that has not paid, and pays its debt service with them."""

from ppp_model.engine.line import given, line, sum_of

intercept_share = given("1", "Share of the transfers that may be intercepted.", at="layers.{layer}.share")
replenishes = given(
    "1", "Whether transfers not needed for debt service pay arrears and fill layers again.",
    at="layers.{layer}.replenishes",
)  # fmt: skip
available = sum_of("part", "interceptable", "money", "Transfers that may be intercepted.")


@line("1", source="definition")
def paid_share():
    """Share of what may be intercepted for a member that is used as far as it is needed: all."""
    return 1


@line("1", source="definition")
def recoverable():
    """0: the member has paid, out of its transfers."""
    return 0
