"""Terms of a loan: rate, when it is repaid and in which shape. Added for the bond, for each loan that a member would
get by itself, and for each round of a revolving fund; ``age`` counts the periods since the loan was paid out.
"""

from ppp_model.engine.line import given, line
from ppp_model.engine.ops import annuity_share, at_least, is_equal, more_than, safe_ratio, where

rate = given("1/year", "Interest on the loan.", at="{terms}.rate or {others}.rate")
tenor = given("month", "Time to the last repayment.", at="{terms}.tenor or {others}.tenor")
grace = given("month", "Time without repayment.", at="{terms}.grace or {others}.grace")
is_annuity = given(
    "1", "Whether debt service is level.", at="{terms}.repayment or {others}.repayment",
    words={"equal_principal": 0.0, "annuity": 1.0, "bullet": 0.0},
)  # fmt: skip
is_bullet = given(
    "1", "Whether all is repaid at the end.", at="{terms}.repayment or {others}.repayment",
    words={"equal_principal": 0.0, "annuity": 0.0, "bullet": 1.0},
)  # fmt: skip


@line("1", source="choice: interest for a period is the yearly rate times the length of the period")
def rate_per_period(rate, period_years):
    """Interest rate for the period."""
    return rate * period_years


@line("1", source="definition")
def last_repayment(tenor, months_in_period):
    """Age of the loan, in periods, at the last repayment."""
    return tenor / months_in_period


@line("1", source="definition")
def in_repayment(age, grace, months_in_period, last_repayment):
    """1 while the loan is repaid."""
    return more_than(age, grace / months_in_period) * at_least(last_repayment, age)


@line("1", source="definition")
def repayments_left(in_repayment, last_repayment, age):
    """Number of repayments still to come, with that of this period."""
    return in_repayment * (last_repayment - age + 1)


@line("1", source="level annuity: r / ((1 + r)^n - 1)")
def share_if_annuity(rate_per_period, repayments_left):
    """Share of the balance that is repaid in the period when debt service is level."""
    return annuity_share(rate_per_period, repayments_left)


@line("1", source="equal principal: 1 / n; bullet: all with the last repayment")
def share_if_not_level(is_bullet, repayments_left, in_repayment):
    """Share of the balance that is repaid in the period when debt service is not level."""
    return where(is_bullet, is_equal(repayments_left, 1), safe_ratio(in_repayment, repayments_left))


@line("1", source="definition")
def share_repaid(is_annuity, share_if_annuity, share_if_not_level):
    """Share of the balance that is repaid in the period."""
    return where(is_annuity, share_if_annuity, share_if_not_level)
