"""What all members save against the loans that they would get by themselves."""

from ppp_model.engine.line import All, line, sum_of
from ppp_model.engine.ops import irr, irr_status, ratio

saving_pv = sum_of("member", "saving_of_member", "money", "Present value of what the members save.")
alone_flow = sum_of("member", "alone_cash_flow", "money", "Cash flow of the loans that members would get alone.")


@line("1", source="definition")
def saving_of_loans(saving_pv, amount):
    """What the members save, as a share of their loans."""
    return ratio(saving_pv, amount)


@line("1/year", source="definition; effective rate per year")
def stand_alone_rate(alone_flow: All, end_years: All):
    """What members would pay by themselves, with fees."""
    return irr(alone_flow, end_years)


@line("1", source="definition")
def stand_alone_rate_status(alone_flow: All, end_years: All):
    """How that rate was found: 0 found, 1 no sign change, 2 several roots, 3 out of range."""
    return irr_status(alone_flow, end_years)
