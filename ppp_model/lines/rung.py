"""One rung of the service ladder: how many people stand on it."""

from ppp_model.engine.line import given, line
from ppp_model.engine.ops import safe_ratio

share_on_rung = given("1", "Share of people on it before the project.", at="city.ladder.{block}.share")
is_served_rung = given("1", "Whether those served come to stand on it.", at="city.ladder.{block}.served")
is_below = given("1", "Whether it lies below the rung of those served.")


@line("1", source="definition")
def below_weight(share_on_rung, is_below):
    """Share of people on it, if it lies below the rung of those served."""
    return share_on_rung * is_below


@line("1", source="choice: those newly served come from all lower rungs in proportion")
def share_now(share_on_rung, below_weight, rungs_below, newly_served_share, is_served_rung):
    """Share of people on the rung."""
    return share_on_rung + newly_served_share * (is_served_rung - safe_ratio(below_weight, rungs_below))


@line("person", source="definition")
def people_on_rung(share_now, population):
    """People on the rung."""
    return share_now * population
