"""Checks of a pool: for each a signed residual in every period, and a pass mark for the whole run."""

from ppp_model.engine.line import All, line, sum_of
from ppp_model.engine.ops import at_least, lowest, within

drawn_of_reserves = sum_of("member_reserve", "drawn_total", "money", "What deposits pay.")
drawn_of_funds = sum_of("fund", "drawn_total", "money", "What funds and first-loss grants pay.")
drawn_of_guarantees = sum_of("guarantee", "drawn_total", "money", "What guarantors pay.")


@line("money", source="definition")
def drawn_of_layers(drawn_of_reserves, drawn_of_funds, intercepted_by_layers, drawn_of_guarantees):
    """What all layers pay."""
    return drawn_of_reserves + drawn_of_funds + intercepted_by_layers + drawn_of_guarantees


@line("money", source="check")
def dues_residual(due, paid_by_members, drawn_of_layers, unpaid_total):
    """Debt service less what members and layers pay and what is unpaid; zero when they add up."""
    return due - paid_by_members - drawn_of_layers - unpaid_total


@line("1", source="check")
def dues_add_up(dues_residual: All, amount):
    """1 when what members pay, layers pay and nobody pays is the debt service, in every period."""
    return lowest(within(dues_residual, amount))


@line("1", source="check")
def layers_not_negative(fund_balances: All, deposits_held: All, amount):
    """1 when no layer is ever overdrawn."""
    return lowest(at_least(fund_balances + amount, amount)) * lowest(at_least(deposits_held + amount, amount))


@line("1", source="check")
def loans_repaid(outstanding_at_end: All, at_end: All, amount):
    """1 when the members' loans end with the model."""
    return lowest(within(outstanding_at_end * at_end, amount))


@line("1", source="check")
def lenders_paid_when_due(unpaid_total: All, amount):
    """1 when no debt service is left unpaid by members and layers."""
    return lowest(within(unpaid_total, amount))
