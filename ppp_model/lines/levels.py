"""All levels of government together: they bear what the public bears."""

from ppp_model.engine.line import All, line, sum_of
from ppp_model.engine.ops import lowest, min_, within

net_cost_of_levels = sum_of("level", "level_net_cost", "money", "What all levels pay less what they get.")

ceilings_broken = sum_of("level", "ceiling_broken", "1", "Levels that exceed a ceiling in some period.")


@line("1", source="definition")
def budget_ceiling_broken(ceilings_broken):
    """1 when some level of government exceeds a ceiling in some period."""
    return min_(ceilings_broken, 1)


@line("1", source="definition")
def year_from_close(whole_years_from_close, one_year):
    """Number of whole years from close to the start of the period: the same in all periods of a year."""
    return whole_years_from_close / one_year


@line("money", source="check")
def levels_residual(net_public_cost, net_cost_of_levels):
    """Net cost of the public less that of all levels; zero when they agree."""
    return net_public_cost - net_cost_of_levels


@line("1", source="check")
def levels_add_up(levels_residual: All, total_uses):
    """1 when the levels of government bear what the public bears."""
    return lowest(within(levels_residual, total_uses))
