"""The public budget against which payments are weighed."""

from ppp_model.engine.line import All, given, line
from ppp_model.engine.ops import grow, highest, ratio

budget_at_close = given("local/year", "Public budget at the prices of close.", at="city.budget")
budget_growth = given("1/year", "Growth of the budget above prices.", at="city.budget_growth")


@line("money", source="definition")
def public_budget(budget_at_close, budget_growth, whole_years_from_close, local_index, period_years, exchange_rate):
    """Public budget of the period, in the study's currency."""
    return budget_at_close * grow(budget_growth, whole_years_from_close) * local_index * period_years / exchange_rate


@line("1", source="definition")
def budget_share(public_payments, in_kind_from_public, public_budget):
    """Public payments, what is given in kind left out, as a share of the budget; blank on the day of close."""
    return ratio(public_payments - in_kind_from_public, public_budget)


@line("1", source="definition")
def budget_share_peak(budget_share: All):
    """Largest share of the budget in any period."""
    return highest(budget_share)
