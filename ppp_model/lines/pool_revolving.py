"""A fund that lends out again what it is paid back, to further cities, in rounds of equal terms.

Without a bond it makes the members' loans too and gets what their lenders get.
"""

from ppp_model.engine.line import All, Prev, given, line, sum_of
from ppp_model.engine.ops import at_least, grow, lowest, max_, ratio, total

capital = given("money", "Money with which it starts.", at="revolving.capital")
from_public = given(
    "1", "Whether the nation, the state or a city gives it.", at="revolving.giver",
    words={"nation": 1, "state": 1, "city": 1, "donor": 0, "emerging_donor": 0, "partner_city": 0, "civil_society": 0},
)  # fmt: skip
relent = given("1", "Share of the cash at hand that is lent each period.", at="revolving.relent")
lends_until = given("month", "Time after which nothing more is lent.", at="revolving.lends_until", absent=float("inf"))
loss_rate = given("1/year", "Share of the further cities' balance that is lost.", at="revolving.loss_rate")
cost_rate = given("money/year", "Cost of running the fund.", at="revolving.cost")
cash_rate = given("1/year", "Interest on cash that is not lent.", at="revolving.interest")

repaid = sum_of("cohort", "repaid", "money", "Interest and principal from further cities.")
owed = sum_of("cohort", "closing", "money", "Loans to further cities at the end of the period.")
lost = sum_of("cohort", "lost", "money", "Loans to further cities that are lost.")


@line("money", source="definition")
def capital_paid(capital, at_close):
    """Money paid into the fund."""
    return capital * at_close


@line("money", source="definition")
def members_lent(lent, own_fund):
    """Loans that the fund makes to the members."""
    return lent * own_fund


@line("money", source="definition")
def from_members(received_total, own_fund, margins_less_costs):
    """What the fund gets from the members and from the layers behind them."""
    return received_total * own_fund + margins_less_costs


@line("money", source="definition")
def cash_opening(cash_closing: Prev):
    """Cash at the start of the period."""
    return cash_closing


@line("money", source="definition")
def cash_interest(cash_opening, cash_rate, period_years):
    """Interest on cash that is not lent."""
    return cash_opening * cash_rate * period_years


@line("money", source="definition")
def cost(cost_rate, period_years):
    """Cost of running the fund."""
    return cost_rate * period_years


@line("money", source="definition")
def cash_in(capital_paid, from_members, repaid, cash_interest):
    """Cash that comes in."""
    return capital_paid + from_members + repaid + cash_interest


@line("money", source="revolving fund: balance x (1 + r) + repayments - cost, before new loans")
def cash_before_lending(cash_opening, cash_in, members_lent, cost):
    """Cash before loans to further cities are made."""
    return cash_opening + cash_in - members_lent - cost


@line("1", source="choice: nothing is lent in the last period of the model")
def may_lend(lends_until, months_in_period, period_number, at_end):
    """1 while the fund lends to further cities."""
    return at_least(lends_until / months_in_period, period_number) * (1 - at_end)


@line("money", source="definition")
def relent_now(cash_before_lending, relent, may_lend):
    """New loans to further cities."""
    return max_(cash_before_lending, 0) * relent * may_lend


@line("money", source="definition")
def cash_closing(cash_before_lending, relent_now):
    """Cash at the end of the period."""
    return cash_before_lending - relent_now


@line("1", source="definition")
def loss_share(loss_rate, period_years):
    """Share of the further cities' balance that is lost in the period."""
    return 1 - grow(-loss_rate, period_years)


@line("money", source="definition")
def worth(cash_closing, owed, outstanding_at_end, own_fund):
    """Cash and loans of the fund at the end of the period."""
    return cash_closing + owed + outstanding_at_end * own_fund


@line("money", source="definition")
def worth_at_end(worth: All, at_end: All):
    """Cash and loans of the fund in the end."""
    return total(worth * at_end)


@line("money", source="definition")
def worth_pv(worth: All, at_end: All, discount_factor: All):
    """Present value of that."""
    return total(worth * at_end * discount_factor)


@line("money", source="definition")
def relent_in_all(relent_now: All):
    """All new loans to further cities."""
    return total(relent_now)


@line("money", source="definition; end of period")
def relent_pv(relent_now: All, discount_factor: All):
    """Present value of all new loans to further cities."""
    return total(relent_now * discount_factor)


@line("money", source="definition")
def members_lent_in_all(members_lent: All):
    """Loans that the fund makes to the members, in all."""
    return total(members_lent)


@line("1", source="definition")
def multiple(relent_in_all, members_lent_in_all, capital):
    """What the fund lends over the years, for each unit of its capital."""
    return ratio(relent_in_all + members_lent_in_all, capital)


@line("money", source="definition")
def giver_flow(capital_paid):
    """Cash flow of the giver."""
    return -capital_paid


@line("money", source="definition")
def public_flow(giver_flow, from_public):
    """Cash flow of the public purse from the fund."""
    return giver_flow * from_public


@line("money", source="definition")
def donor_flow(giver_flow, from_public):
    """Cash flow of donors from the fund."""
    return giver_flow * (1 - from_public)


@line("money", source="definition")
def given_by_public(capital, from_public):
    """What the public purse pays in."""
    return capital * from_public


@line("money", source="definition")
def given_by_donors(capital, from_public):
    """What donors pay in."""
    return capital * (1 - from_public)


@line("money", source="definition")
def others_flow(relent_now, repaid):
    """Cash flow of the further cities."""
    return relent_now - repaid


@line("money", source="definition")
def bank_flow(cost, cash_interest):
    """What banks and those who run the fund get."""
    return cost - cash_interest


@line("1", source="check")
def stays_liquid(cash_closing: All, capital):
    """1 when the fund never runs out of cash."""
    return lowest(at_least(cash_closing + capital, capital))
