"""One partnership where the service is sold to users: what reaches them because less is lost."""

from ppp_model.engine.line import line
from ppp_model.engine.ops import safe_ratio


@line("unit", source="definition: its part of the points that all partnerships take off losses, of what is delivered")
def units_kept(volume, losses_off, losses_off_all, losses_without, losses):
    """Units that reach users and would be lost without it."""
    return volume * (losses_without - losses) * safe_ratio(losses_off, losses_off_all)


@line("money", source="choice: at what users pay for a unit on average")
def worth_kept(units_kept, bills_collected, volume_sold):
    """What users pay for as many units."""
    return units_kept * safe_ratio(bills_collected, volume_sold)
