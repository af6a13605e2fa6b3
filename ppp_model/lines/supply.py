"""Capacity and volume: what the works can deliver, what is taken, and what stands idle."""

from ppp_model.engine.line import given, line
from ppp_model.engine.ops import ratio

capacity = given("unit/day", "What the works can deliver.", at="supply.capacity")


@line("unit", source="definition")
def volume_available(capacity, days_in_period, in_operation):
    """What the works can deliver in the period."""
    return capacity * days_in_period * in_operation


@line("unit", source="definition")
def idle_volume(volume_available, volume):
    """What could have been delivered and was not taken."""
    return volume_available - volume


@line("1", source="definition")
def idle_share(idle_volume, volume_available):
    """Share of the capacity that stands idle; blank outside operation."""
    return ratio(idle_volume, volume_available)
