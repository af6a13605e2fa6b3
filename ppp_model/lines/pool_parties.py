"""Who pays whom in a pool: the net cash flow of each party, which add up to nothing in every period."""

from ppp_model.engine.line import All, Prev, line, sum_of
from ppp_model.engine.ops import lowest, ratio, total, within

flow_of_cities = sum_of("member", "cash_flow", "money", "The members: loans less what they pay and what is withheld.")
fund_public = sum_of("fund", "public_flow", "money", "The public purse, from reserve funds and first-loss grants.")
fund_donors = sum_of("fund", "donor_flow", "money", "Donors, from reserve funds and first-loss grants.")
revolving_public = sum_of("revolving", "public_flow", "money", "The public purse, from the revolving fund.")
flow_of_others = sum_of("revolving", "others_flow", "money", "Further cities to which a revolving fund lends.")
revolving_donors = sum_of("revolving", "donor_flow", "money", "Donors, from the revolving fund.")
revolving_banks = sum_of("revolving", "bank_flow", "money", "Banks and administrators, from the revolving fund.")
flow_of_guarantors = sum_of("guarantee", "guarantor_flow", "money", "Guarantors: fees and money got back less calls.")
fund_balances = sum_of("fund", "balance_closing", "money", "Balances of reserve funds and first-loss grants.")
deposits_held = sum_of("member_reserve", "deposits", "money", "Deposits of the members.")
revolving_cash = sum_of("revolving", "cash_closing", "money", "Cash of the revolving fund.")
fund_interest = sum_of("fund", "interest_earned", "money", "Interest on reserve funds and first-loss grants.")
deposit_interest = sum_of("member_reserve", "interest_total", "money", "Interest on deposits.")
funds_by_public = sum_of("fund", "given_by_public", "money", "What the public purse pays into funds.")
funds_by_donors = sum_of("fund", "given_by_donors", "money", "What donors pay into funds.")
revolving_by_public = sum_of("revolving", "given_by_public", "money", "What the public purse pays to be lent.")
revolving_by_donors = sum_of("revolving", "given_by_donors", "money", "What donors pay to be lent.")
relent_by_fund = sum_of("revolving", "relent_in_all", "money", "What a revolving fund lends to further cities.")
intercepted_by_layers = sum_of("intercept", "drawn_total", "money", "Transfers withheld for debt service.")
withheld_to_fill = sum_of("member", "transfers_used", "money", "Transfers withheld for arrears and to fill layers.")
guarantees_called = sum_of("guarantee", "drawn_in_all", "money", "What guarantors pay over the years.")
guarantees_called_pv = sum_of("guarantee", "drawn_pv", "money", "Present value of what guarantors pay.")
guarantees_expected_pv = sum_of("guarantee", "expected_pv", "money", "Expected to be paid by guarantors, no layers.")
guarantees_promised = sum_of("guarantee", "promised", "money", "Most that guarantors may have to pay.")


@line("money", source="definition")
def flow_of_lenders(received_total, lent, own_fund):
    """Holders of the bond, or each member's own lenders: what they get less what they lend."""
    return (received_total - lent) * (1 - own_fund)


@line("money", source="choice: what margins do not pay of the pool's costs, or pay more, is the public's")
def flow_of_public(fund_public, revolving_public, margins_less_costs, has_revolving):
    """The public purse: what it gets less what it pays."""
    return fund_public + revolving_public + margins_less_costs * (1 - has_revolving)


@line("money", source="definition")
def flow_of_donors(fund_donors, revolving_donors):
    """Donors: what they get less what they pay."""
    return fund_donors + revolving_donors


@line("money", source="definition")
def flow_of_banks(issue_costs, running_cost, fund_interest, deposit_interest, revolving_banks):
    """Arrangers, administrators and banks: fees and costs less interest on accounts."""
    return issue_costs + running_cost - fund_interest - deposit_interest + revolving_banks


@line("money", source="definition")
def held(fund_balances, deposits_held, revolving_cash):
    """Money in the accounts of the pool."""
    return fund_balances + deposits_held + revolving_cash


@line("money", source="definition")
def held_before(held: Prev):
    """Money in the accounts of the pool at the start of the period."""
    return held


@line("money", source="definition")
def flow_of_pool(held, held_before):
    """The pool: what it keeps in its accounts."""
    return held - held_before


@line("money", source="definition")
def flows_of_borrowers(flow_of_cities, flow_of_others):
    """Members and further cities."""
    return flow_of_cities + flow_of_others


@line("money", source="definition")
def flows_of_givers(flow_of_public, flow_of_donors, flow_of_guarantors):
    """The public purse, donors and guarantors."""
    return flow_of_public + flow_of_donors + flow_of_guarantors


@line("money", source="check")
def flows_residual(flows_of_borrowers, flow_of_lenders, flows_of_givers, flow_of_banks, flow_of_pool):
    """What all parties get less what all pay; zero when every flow that one pays is received by another."""
    return flows_of_borrowers + flow_of_lenders + flows_of_givers + flow_of_banks + flow_of_pool


@line("1", source="check")
def flows_add_up(flows_residual: All, amount):
    """1 when the flows of all parties add up to nothing in every period."""
    return lowest(within(flows_residual, amount))


# What it costs those who stand behind the pool


@line("money", source="definition; end of period")
def public_cost_discounted(flow_of_public, discount_factor):
    """Cost to the public purse, discounted to the first day."""
    return -flow_of_public * discount_factor


@line("money", source="definition")
def public_cost_pv(public_cost_discounted: All):
    """Present value of the cost to the public purse."""
    return total(public_cost_discounted)


@line("money", source="definition; end of period")
def donor_cost_discounted(flow_of_donors, discount_factor):
    """Cost to donors, discounted to the first day."""
    return -flow_of_donors * discount_factor


@line("money", source="definition")
def donor_cost_pv(donor_cost_discounted: All):
    """Present value of the cost to donors."""
    return total(donor_cost_discounted)


@line("money", source="definition; end of period")
def guarantor_cost_discounted(flow_of_guarantors, discount_factor):
    """Cost to guarantors less their fees, discounted to the first day."""
    return -flow_of_guarantors * discount_factor


@line("money", source="definition")
def guarantor_cost_pv(guarantor_cost_discounted: All):
    """Present value of the cost to guarantors less their fees."""
    return total(guarantor_cost_discounted)


@line("money", source="definition")
def given_by_public(funds_by_public, revolving_by_public):
    """Money that the public purse pays in on the first day."""
    return funds_by_public + revolving_by_public


@line("money", source="definition")
def given_by_donors(funds_by_donors, revolving_by_donors):
    """Money that donors pay in on the first day."""
    return funds_by_donors + revolving_by_donors


@line("money", source="definition")
def lent_in_all(amount, relent_by_fund):
    """All loans to cities over the years."""
    return amount + relent_by_fund


@line("1", source="leverage = all loans to cities / money that public purse and donors pay in")
def leverage(lent_in_all, given_by_public, given_by_donors):
    """Loans to cities for each unit of money paid in."""
    return ratio(lent_in_all, given_by_public + given_by_donors)


@line("money", source="definition")
def intercepted(intercepted_by_layers: All, withheld_to_fill: All):
    """Transfers withheld over the years."""
    return total(intercepted_by_layers) + total(withheld_to_fill)
