"""The service ladder, over all rungs."""

from ppp_model.engine.line import line, sum_of
from ppp_model.engine.ops import min_

rungs_below = sum_of("rung", "below_weight", "1", "Share of people on rungs below that of those served.")


@line("1", source="definition")
def newly_served_share(coverage, coverage_start, rungs_below):
    """Rise of the share served since close, never more than stand on lower rungs; negative where it falls."""
    return min_(coverage - coverage_start, rungs_below)
