"""Who pays whom: the net cash flow of each party, which add up to nothing in every period.

A party's flow is what it gets less what it pays. The project itself keeps what it has not yet passed on.
"""

from ppp_model.engine.line import All, line
from ppp_model.engine.ops import lowest, within


@line("money", source="definition")
def flow_of_users(bills_collected, connection_income):
    """Households and other customers: what they pay on bills and for connections."""
    return -bills_collected - connection_income


@line("money", source="definition")
def flow_of_public(public_income, public_payments):
    """The public purse: what it gets less what it pays."""
    return public_income - public_payments


@line("money", source="definition")
def flow_of_utility(utility_cash_flow, utility_surplus, utility_support):
    """Private owners of the utility, or a buyer of whom no more is known."""
    return utility_cash_flow - utility_surplus + utility_support


@line("money", source="definition")
def flow_of_owners(equity_cash_flow, public_investment, public_dividends):
    """Private owners of the project."""
    return equity_cash_flow + public_investment - public_dividends


@line("money", source="definition")
def flow_of_lenders(cash_from_lenders, prepayments, refinanced_cash, interest_tax):
    """Lenders, their agents and guarantors, after tax withheld from interest."""
    return prepayments + refinanced_cash - cash_from_lenders - interest_tax


@line("money", source="definition")
def bridge_flow(bridge_drawn, bridge_repaid, bridge_interest):
    """Lender of the owners' bridge loan."""
    return bridge_repaid + bridge_interest - bridge_drawn


@line("money", source="definition")
def flow_of_banks(bridge_flow, cash_from_letter, interest_earned, fund_kept):
    """Banks: bridge loan, letter of credit, interest on accounts, balance of a fund of strata."""
    return bridge_flow - cash_from_letter - interest_earned + fund_kept


@line("money", source="definition")
def flow_of_donors(given_by_donors):
    """Donors and civil society."""
    return -given_by_donors


@line("money", source="definition")
def flow_of_partners(given_by_partners):
    """Partner cities."""
    return -given_by_partners


@line("money", source="definition")
def suppliers_of_works(works_cost, works_in_kind):
    """Those who build, paid by the project or by givers."""
    return works_cost + works_in_kind


@line("money", source="definition")
def suppliers_of_operation(operating_cost, maintenance_spend, handback_cost, utility_distribution_cost):
    """Those who are paid for operation, maintenance, handback and distribution."""
    return operating_cost + maintenance_spend + handback_cost + utility_distribution_cost


@line("money", source="definition")
def utility_distribution_cost(distribution_cost, project_distribution_cost):
    """Cost of distribution and connections that the utility bears."""
    return distribution_cost - project_distribution_cost


@line("money", source="definition")
def flow_of_suppliers(suppliers_of_works, suppliers_of_operation, cooperation_spent):
    """Contractors, staff and other suppliers: what they are paid (customers' and suppliers' delay counts as paid)."""
    return suppliers_of_works + suppliers_of_operation + cooperation_spent


@line("money", source="definition")
def flow_of_project(cash_change, working_capital_rise):
    """The project: what it keeps in cash and in what customers owe less what it owes."""
    return cash_change + working_capital_rise


@line("money", source="definition")
def flows_of_financiers(flow_of_owners, flow_of_lenders, flow_of_banks):
    """Owners, lenders and banks."""
    return flow_of_owners + flow_of_lenders + flow_of_banks


@line("money", source="definition")
def flows_of_givers(flow_of_public, flow_of_donors, flow_of_partners):
    """The public purse, donors and partner cities."""
    return flow_of_public + flow_of_donors + flow_of_partners


@line("money", source="check")
def transfers_residual(
    flow_of_users, flow_of_utility, flows_of_financiers, flows_of_givers, flow_of_suppliers, flow_of_project
):
    """What all parties get less what all pay; zero when every flow that one pays is received by another."""
    return flow_of_users + flow_of_utility + flows_of_financiers + flows_of_givers + flow_of_suppliers + flow_of_project


@line("1", source="check")
def transfers_add_up(transfers_residual: All, check_scale):
    """1 when the flows of all parties add up to nothing in every period."""
    return lowest(within(transfers_residual, check_scale))
