"""Checks of the pooled loan's own account against the members' loans that it pays for."""

from ppp_model.engine.line import All, line
from ppp_model.engine.ops import lowest, more_than, within


@line("money", source="check")
def balance_after(age, last_repayment, closing):
    """Balance after the last repayment."""
    return closing * more_than(age + 1, last_repayment)


@line("1", source="check")
def zero_at_maturity(balance_after: All, face):
    """1 when nothing is owed after the last repayment."""
    return lowest(within(balance_after, face))


@line("money", source="check")
def service_residual(service, due):
    """Debt service of the bond less that of the members' loans."""
    return service - due


@line("1", source="check")
def passed_on(service_residual: All, face):
    """1 when the members' loans pay for the bond in every period."""
    return lowest(within(service_residual, face))
