"""A public guarantee of one loan: what is covered, and what to expect."""

from ppp_model.engine.line import given, line
from ppp_model.engine.ops import grow

covered_share = given("1", "Share of the balance that is guaranteed.", at="contingent.debt.{block}.share")
default_rate = given("1/year", "Probability of default in a year.", at="contingent.debt.{block}.default_rate")
loss_share = given("1", "Share that is lost in a default.", at="contingent.debt.{block}.loss")


@line("money", source="definition")
def guaranteed_balance(opening_converted, covered_share):
    """Balance at the start of the period that is guaranteed."""
    return opening_converted * covered_share


@line("money", source="definition")
def loss_if_default(guaranteed_balance, loss_share):
    """What would be paid if the loan defaulted in the period."""
    return guaranteed_balance * loss_share


@line("1", source="definition")
def survival(default_rate, start_years):
    """Probability that the loan has not defaulted before the period."""
    return grow(-default_rate, start_years)


@line("1", source="definition")
def default_chance(default_rate, period_years):
    """Probability that a loan that has not defaulted before does so in the period."""
    return 1 - grow(-default_rate, period_years)


@line("money", source="survival x probability of default x loss given default x cover x balance")
def expected_call(survival, default_chance, loss_if_default):
    """Expected call of the guarantee."""
    return survival * default_chance * loss_if_default


@line("money*year", source="definition")
def guaranteed_time(guaranteed_balance, period_years):
    """Guaranteed balance times the length of the period."""
    return guaranteed_balance * period_years
