"""One round of loans of a revolving fund to further cities, on the same terms from the period in which it is made."""

from ppp_model.engine.line import Prev, given, line
from ppp_model.engine.ops import is_equal

cohort_number = given("1", "Number of the period in which the loans are made.")


@line("1", source="definition")
def age(period_number, cohort_number):
    """Periods since the loans were made."""
    return period_number - cohort_number


@line("money", source="definition")
def made(relent_now, age):
    """Loans made."""
    return relent_now * is_equal(age, 0)


@line("money", source="definition")
def opening(closing: Prev):
    """Balance at the start of the period."""
    return closing


@line("money", source="choice: losses fall at the start of a period")
def lost(opening, loss_share):
    """Balance that is lost."""
    return opening * loss_share


@line("money", source="choice: interest on the opening balance")
def interest(opening, lost, rate_per_period):
    """Interest of the period."""
    return (opening - lost) * rate_per_period


@line("money", source="definition")
def principal(opening, lost, share_repaid):
    """Principal repaid."""
    return (opening - lost) * share_repaid


@line("money", source="definition")
def repaid(interest, principal):
    """Interest and principal paid back to the fund."""
    return interest + principal


@line("money", source="definition")
def closing(opening, made, lost, principal):
    """Balance at the end of the period."""
    return opening + made - lost - principal
