"""A partner's guarantee of one loan: what it spares, and what it is expected to cost the giver. It moves no cash."""

from ppp_model.engine.line import given, line
from ppp_model.engine.ops import grow

partner_cover = given("1", "Share of the balance.", at="cooperation.{parent}.guarantees.{block}.share")
fee_elsewhere = given("1/year", "Fee that others would ask.", at="cooperation.{parent}.guarantees.{block}.fee")
default_rate = given(
    "1/year", "Probability of default in a year.", at="cooperation.{parent}.guarantees.{block}.default_rate"
)
loss_share = given("1", "Share lost in a default.", at="cooperation.{parent}.guarantees.{block}.loss")


@line("money", source="choice: guaranteed while the loan is owed, whether or not the partnership still works")
def partner_guaranteed(opening_converted, partner_cover):
    """Balance at the start of the period that is guaranteed."""
    return opening_converted * partner_cover


@line("money", source="fee x guaranteed balance")
def fee_waived(partner_guaranteed, fee_elsewhere, period_years):
    """Fee that is not asked."""
    return partner_guaranteed * fee_elsewhere * period_years


@line("1", source="definition")
def survival(default_rate, start_years):
    """Probability that the loan has not defaulted before the period."""
    return grow(-default_rate, start_years)


@line("1", source="definition")
def default_chance(default_rate, period_years):
    """Probability that a loan that has not defaulted before does so in the period."""
    return 1 - grow(-default_rate, period_years)


@line("money", source="survival x probability of default x loss given default x cover x balance")
def expected_call(survival, default_chance, partner_guaranteed, loss_share):
    """Expected call of the guarantee."""
    return survival * default_chance * partner_guaranteed * loss_share
