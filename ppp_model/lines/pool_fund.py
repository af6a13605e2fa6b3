"""A fund for all members: a reserve that is filled again, or a grant that absorbs the first losses.

Interest and what members pay back fill it up to its size; what is more goes to its giver, and so does the rest once all
loans are repaid. A first-loss grant is not filled again: its losses are final, and its interest goes to the giver.
"""

from ppp_model.engine.line import Prev, given, line, sum_of
from ppp_model.engine.ops import min_, safe_ratio

size = given("money", "Size of the fund.", at="layers.{layer}.amount")
fund_rate = given("1/year", "Interest on the fund.", at="layers.{layer}.interest")
limit_per_member = given(
    "1", "Most that it pays for one member, share of its loan.",
    at="layers.{layer}.limit_per_member", absent=float("inf"),
)  # fmt: skip
recoverable = given(
    "1", "Whether the member has to pay back what the fund paid for it.", at="layers.{layer}.kind",
    words={"fund": 1, "first_loss": 0, "member_reserve": 1, "intercept": 0, "guarantee": 1},
)  # fmt: skip
from_public = given(
    "1", "Whether the nation, the state or a city gives it.", at="layers.{layer}.giver",
    words={"nation": 1, "state": 1, "city": 1, "donor": 0, "emerging_donor": 0, "partner_city": 0, "civil_society": 0},
)  # fmt: skip
claimable_total = sum_of("part", "claimable", "money", "What members could claim.")


@line("money", source="definition")
def contribution(size, at_close):
    """Money paid into the fund."""
    return size * at_close


@line("money", source="definition")
def balance_opening(balance_closing: Prev):
    """Balance at the start of the period."""
    return balance_closing


@line("money", source="definition")
def payout(claimable_total, balance_opening):
    """What the fund pays: what is claimed, up to what is there."""
    return min_(claimable_total, balance_opening)


@line("1", source="choice: members are served alike when the fund does not reach")
def paid_share(payout, claimable_total):
    """Share of what is claimed that the fund pays."""
    return safe_ratio(payout, claimable_total)


@line("money", source="definition")
def interest_earned(balance_opening, fund_rate, period_years):
    """Interest on the fund."""
    return balance_opening * fund_rate * period_years


@line("money", source="definition")
def inflow(interest_earned, replenished_total):
    """Interest and what is paid back to the fund."""
    return interest_earned + replenished_total


@line("money", source="definition")
def room(size, balance_opening, payout, recoverable):
    """What the fund lacks to its size, if it is filled again."""
    return (size - balance_opening + payout) * recoverable


@line("money", source="definition")
def kept(inflow, room, all_repaid):
    """Part of the inflow that fills the fund again, while loans are outstanding."""
    return min_(inflow, room) * (1 - all_repaid)


@line("money", source="definition")
def returned(all_repaid, balance_opening, payout):
    """What the giver gets back once all loans are repaid."""
    return all_repaid * (balance_opening - payout)


@line("money", source="definition")
def balance_closing(balance_opening, contribution, payout, kept, returned):
    """Balance at the end of the period."""
    return balance_opening + contribution - payout + kept - returned


@line("money", source="definition")
def to_giver(inflow, kept, returned):
    """What goes to the giver: inflow that is not needed, and the rest once all loans are repaid."""
    return inflow - kept + returned


@line("money", source="definition")
def giver_flow(to_giver, contribution):
    """Cash flow of the giver."""
    return to_giver - contribution


@line("money", source="definition")
def public_flow(giver_flow, from_public):
    """Cash flow of the public purse from the fund."""
    return giver_flow * from_public


@line("money", source="definition")
def donor_flow(giver_flow, from_public):
    """Cash flow of donors from the fund."""
    return giver_flow * (1 - from_public)


@line("money", source="definition")
def given_by_public(size, from_public):
    """What the public purse pays in."""
    return size * from_public


@line("money", source="definition")
def given_by_donors(size, from_public):
    """What donors pay in."""
    return size * (1 - from_public)


@line("money", source="definition")
def available(balance_opening):
    """What is there for the debt service of the period."""
    return balance_opening
