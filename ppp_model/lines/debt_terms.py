"""Terms of one tranche of debt: its rate, when it is repaid, and in which shape. Added once per tranche.

Rates run by year from close: fixed, or a base rate and a margin of which a share is swapped into a fixed rate.
"""

from ppp_model.engine.line import Next, Prev, given, line
from ppp_model.engine.ops import annuity_share, at_least, is_equal, min_, more_than, safe_ratio, where

_SHAPES = {"annuity": 0.0, "equal_principal": 0.0, "bullet": 0.0, "sculpted": 0.0, "given": 0.0}

fixed_rate = given("1/year", "Interest rate, when fixed.", at="finance.debt.{block}.rate", absent=0.0, series="close")
has_fixed_rate = given("1", "Whether the rate is fixed.", at="finance.debt.{block}.rate", present=True)
base_rate = given(
    "1/year", "Base rate, when floating.", at="finance.debt.{block}.base_rate", absent=0.0, series="close"
)
margin = given("1/year", "Margin on the base rate.", at="finance.debt.{block}.margin", absent=0.0, series="close")
swap_share = given("1", "Share of the loan swapped into a fixed rate.", at="finance.debt.{block}.swap_share")
swap_rate = given("1/year", "Fixed rate of the swap, before margin.", at="finance.debt.{block}.swap_rate")
guarantee_fee_rate = given("1/year", "Fee of a guarantor, on the balance.", at="finance.debt.{block}.guarantee_fee")
withholding_interest = given("1", "Tax withheld from interest, borne by the project.", at="tax.withholding_interest")
tenor = given("month", "Time from close to the last repayment.", at="finance.debt.{block}.tenor")
grace = given("month", "Time of operation without repayment.", at="finance.debt.{block}.grace")
balloon = given("1", "Share of the loan that is repaid with the last repayment.", at="finance.debt.{block}.balloon")
profile_share = given("1", "Share of the loan repaid in the period, by `finance.debt.{block}.profile`.")
is_refinancing = given("1", "Whether the loan refinances another.", at="finance.debt.{block}.refinances", present=True)
is_annuity = given(
    "1", "Whether debt service is level.", at="finance.debt.{block}.repayment", words=_SHAPES | {"annuity": 1.0}
)
is_bullet = given(
    "1", "Whether all is repaid at the end.", at="finance.debt.{block}.repayment", words=_SHAPES | {"bullet": 1.0}
)
is_given = given(
    "1", "Whether the repayments are given.", at="finance.debt.{block}.repayment", words=_SHAPES | {"given": 1.0}
)
is_sculpted = given(
    "1",
    "Whether repayments follow the cash flow.",
    at="finance.debt.{block}.repayment",
    words=_SHAPES | {"sculpted": 1.0},
)


# The rate


@line("1/year", source="base rate and margin, a share of the base swapped into a fixed rate")
def floating_rate(base_rate, margin, swap_share, swap_rate):
    """Interest rate of a floating loan after its swap."""
    return margin + swap_share * swap_rate + (1 - swap_share) * base_rate


@line("1/year", source="definition")
def rate(has_fixed_rate, fixed_rate, floating_rate):
    """Interest rate."""
    return where(has_fixed_rate, fixed_rate, floating_rate)


@line("1", source="choice: interest for a period is the yearly rate times the length of the period")
def rate_per_period(rate, period_years):
    """Interest rate for the period."""
    return rate * period_years


@line("1", source="definition")
def surcharge_per_period(rate_per_period, withholding_interest, guarantee_fee_rate, period_years):
    """Tax withheld from interest and guarantor's fee for the period, on the balance."""
    return rate_per_period * withholding_interest / (1 - withholding_interest) + guarantee_fee_rate * period_years


@line("1", source="definition")
def cost_per_period(rate_per_period, surcharge_per_period):
    """What the loan costs for the period, on the balance."""
    return rate_per_period + surcharge_per_period


# When it is repaid


@line("1", source="definition")
def last_repayment(tenor, months_in_period):
    """Number of the period of the last repayment."""
    return tenor / months_in_period


@line("1", source="definition")
def is_alive(last_repayment, period_number):
    """1 until the last repayment."""
    return at_least(last_repayment, period_number)


@line("1", source="choice: grace runs from the actual start of operation, the last repayment date is fixed at close")
def repaid_after(construction_end, grace, months_in_period, is_refinancing, refinanced_at):
    """Number of the last period before repayment: the end of grace, or that in which another loan is refinanced."""
    return where(is_refinancing, refinanced_at, construction_end + grace / months_in_period)


@line("1", source="definition")
def in_repayment(period_number, repaid_after, is_alive):
    """1 while principal is repaid."""
    return more_than(period_number, repaid_after) * is_alive


@line("1", source="definition")
def repayments_left(in_repayment, last_repayment, period_number):
    """Number of repayments still to come, with that of this period."""
    return in_repayment * (last_repayment - period_number + 1)


@line("1", source="definition")
def is_last(repayments_left):
    """1 in the period of the last repayment."""
    return is_equal(repayments_left, 1)


# In which shape


@line("1", source="level annuity: r / ((1 + r)^n - 1)")
def share_if_annuity(cost_per_period, repayments_left):
    """Share of the balance that is repaid in the period when debt service is level."""
    return annuity_share(cost_per_period, repayments_left)


@line("1", source="equal principal: 1 / n")
def share_if_equal(in_repayment, repayments_left):
    """Share of the balance that is repaid in the period when principal is repaid in equal parts."""
    return safe_ratio(in_repayment, repayments_left)


@line("1", source="definition")
def profile_left(profile_share, profile_left: Next):
    """Share of the loan repaid in this period and later, when the repayments are given."""
    return profile_share + profile_left


@line("1", source="definition")
def share_if_given(profile_share, profile_left, in_repayment):
    """Share of the balance that is repaid in the period when the repayments are given."""
    return safe_ratio(profile_share, profile_left) * in_repayment


@line("1", source="definition")
def share_if_not_level(is_bullet, is_last, is_given, share_if_given, share_if_equal):
    """Share of the balance that is repaid in the period when debt service is not level."""
    return where(is_bullet, is_last, where(is_given, share_if_given, share_if_equal))


@line("1", source="definition")
def share_of_shape(is_annuity, share_if_annuity, share_if_not_level):
    """Share of the balance that is repaid in the period, before a balloon is counted."""
    return where(is_annuity, share_if_annuity, share_if_not_level)


@line("1", source="definition")
def shape_opening(shape_closing: Prev, at_close):
    """Balance at the start of the period of a loan of 1 without a balloon."""
    return where(at_close, 1, shape_closing)


@line("1", source="definition")
def shape_closing(shape_opening, share_of_shape):
    """Balance at the end of the period of a loan of 1 without a balloon."""
    return shape_opening * (1 - share_of_shape)


@line("1", source="definition")
def unit_balance(shape_opening, balloon):
    """Balance at the start of the period of a loan of 1 on these terms."""
    return shape_opening * (1 - balloon) + balloon


@line("1", source="balloon: its share is kept to the last repayment, the rest is repaid in its shape")
def unit_repaid(shape_opening, share_of_shape, balloon, is_last):
    """Principal repaid in the period of a loan of 1 on these terms."""
    return shape_opening * share_of_shape * (1 - balloon) + balloon * is_last


@line("1", source="definition")
def share_repaid(unit_repaid, unit_balance, in_repayment):
    """Share of the balance that is repaid in the period, for repayments that do not follow the cash flow."""
    return min_(safe_ratio(unit_repaid, unit_balance), 1) * in_repayment
