"""Volume where it follows from what customers want, as far as the works reach."""

from ppp_model.engine.line import line, sum_of
from ppp_model.engine.ops import min_

connections = sum_of("group", "customers", "household", "Households that buy the project's service.")


@line("unit", source="definition")
def volume(wanted_all, most_sold, losses):
    """What is delivered: what customers want and what is lost on the way."""
    return min_(wanted_all, most_sold) / (1 - losses)
