"""The pool as a whole: what members borrow and owe, what the pool costs."""

from ppp_model.engine.line import All, given, line, sum_of
from ppp_model.engine.ops import irr, irr_status, max_, more_than, ratio, total, within

amount_given = given("money", "What all members borrow, where it is given.", at="amount", absent=0.0)
issue_cost_rate = given("1", "Cost of issuing the bond, share of the amount.", at="bond.issue_cost", absent=0.0)
running_cost_rate = given("money/year", "Cost of running the pool.", at="running_cost")
has_bond = given("1", "Whether there is a pooled bond.", at="bond.rate", present=True)
has_revolving = given("1", "Whether there is a revolving fund.", at="revolving.capital", present=True)

amount = sum_of("member", "loan", "money", "What the members borrow.")
lent = sum_of("member", "drawn", "money", "Loans paid out to the members.")
due = sum_of("member", "service", "money", "Debt service due.")
interest_due = sum_of("member", "interest", "money", "Interest due.")
principal_due = sum_of("member", "principal", "money", "Principal due.")
outstanding = sum_of("member", "opening", "money", "Loans outstanding at the start of the period.")
outstanding_at_end = sum_of("member", "closing", "money", "Loans outstanding at the end of the period.")
margins_due = sum_of("member", "margin_due", "money", "Margins due.")
margins = sum_of("member", "margin_paid", "money", "Margins paid.")
issue_costs = sum_of("member", "issue_cost", "money", "Cost of issuing.")
contract_flow = sum_of("member", "contract_cash_flow", "money", "Cash flow of the members if they pay all that is due.")
expected_losses = sum_of("member", "expected_loss", "money", "Loss expected from defaults in the period.")
guarantee_fees = sum_of("guarantee", "guarantee_fee", "money", "Fees of guarantors.")


@line("1", source="definition")
def all_repaid(outstanding_at_end, amount):
    """1 from the last repayment of the last loan on."""
    return within(outstanding_at_end, amount)


@line("money", source="definition")
def exposure(outstanding, interest_due):
    """Principal outstanding and interest due on it."""
    return outstanding + interest_due


@line("money", source="definition")
def running_cost(running_cost_rate, period_years, outstanding, amount, is_pooled):
    """Cost of running the pool, while loans are outstanding."""
    return running_cost_rate * period_years * (1 - within(outstanding, amount)) * is_pooled


@line("money", source="definition")
def margins_less_costs(margins, running_cost, guarantee_fees):
    """Margins less what the pool costs."""
    return margins - running_cost - guarantee_fees


@line("1", source="definition")
def is_pooled(has_bond, has_revolving):
    """1 where the members' loans are on the terms of a bond or a revolving fund."""
    return max_(has_bond, has_revolving)


@line("1", source="definition")
def own_fund(has_revolving, has_bond):
    """1 where the revolving fund makes the members' loans."""
    return has_revolving * (1 - has_bond)


# What the loans cost


@line("money", source="definition")
def service_first_year(due: All, margins_due: All, start_years: All, one_year):
    """Debt service and margins of the first year."""
    return total((due + margins_due) * more_than(one_year, start_years))


one_year = given("year", "One year.")


@line("1/year", source="definition; effective rate per year")
def all_in_rate(contract_flow: All, end_years: All):
    """What members pay for their loans, with margin, cost of issuing and deposits."""
    return irr(contract_flow, end_years)


@line("1", source="definition")
def all_in_rate_status(contract_flow: All, end_years: All):
    """How that rate was found: 0 found, 1 no sign change, 2 several roots, 3 out of range."""
    return irr_status(contract_flow, end_years)


@line("money", source="definition; end of period")
def soft_service(due, margins_due, soft_factor):
    """Debt service and margins, discounted at the rate at which the grant element is measured."""
    return (due + margins_due) * soft_factor


@line("1", source="OECD and IMF: grant element = 1 - PV(debt service) / loan")
def grant_element(soft_service: All, amount):
    """Share of the loans that is in effect a gift."""
    return 1 - ratio(total(soft_service), amount)


@line("year", source="average life = sum of time times principal / principal")
def average_life(repayment_time: All, principal_due: All):
    """Average time to the repayment of a unit of the loans."""
    return ratio(total(repayment_time), total(principal_due))


@line("money*year", source="definition")
def repayment_time(principal_due, end_years):
    """Principal times the time at which it is due."""
    return principal_due * end_years
