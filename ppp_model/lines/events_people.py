"""What may happen to households in a run: 1 where it does, else 0. Simulations count them over draws."""

from ppp_model.engine.line import All, line
from ppp_model.engine.ops import highest, more_than


@line("1", source="definition")
def burden_over_threshold(burden_poorest, affordability_threshold):
    """1 when the poorest group's bill is a larger share of its income than the threshold when operation starts."""
    return more_than(burden_poorest, affordability_threshold)


@line("1", source="definition")
def never_universal(everyone_served: All):
    """1 when not everyone is served in any period."""
    return 1 - highest(everyone_served)
