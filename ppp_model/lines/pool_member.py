"""One city of a pool: its revenue, what reaches the escrow account, what it pays, and what it leaves short.

Its loan is on the terms of the pool (or its own); a margin on top pays the pool's costs.
"""

from ppp_model.engine.line import given, line
from ppp_model.engine.ops import at_least, grow, max_, min_

loan_given = given("money", "What it borrows.", at="members.{block}.loan or in_common.loan", absent=0.0)
share_given = given(
    "1",
    "What it borrows, as a share of what all members borrow.",
    at="members.{block}.share or in_common.share",
    absent=0.0,
)
margin = given(
    "1/year", "Interest on top, for the pool's costs.", at="members.{block}.margin or in_common.margin", absent=0.0
)
own_revenue = given("money/year", "Own revenue of the first year.", at="members.{block}.revenue or in_common.revenue")
revenue_growth = given(
    "1/year", "Growth of the own revenue.", at="members.{block}.revenue_growth or in_common.revenue_growth", absent=0.0
)
escrowed = given(
    "1", "Share of it that passes the escrow account.", at="members.{block}.escrowed or in_common.escrowed", absent=1.0
)
other_claims = given(
    "money/year", "What the escrow account pays before debt service, in the first year.",
    at="members.{block}.other_claims or in_common.other_claims", absent=0.0,
)  # fmt: skip
claims_growth = given(
    "1/year", "Growth of those claims.", at="members.{block}.claims_growth or in_common.claims_growth", absent=0.0
)
transfers = given(
    "money/year", "Transfers from the state in the first year.",
    at="members.{block}.transfers or in_common.transfers", absent=0.0,
)  # fmt: skip
transfers_growth = given(
    "1/year", "Growth of the transfers.",
    at="members.{block}.transfers_growth or in_common.transfers_growth", absent=0.0,
)  # fmt: skip
revenue_fall = given(
    "1", "Share of its own revenue that falls away.",
    at="members.{block}.revenue_fall or in_common.revenue_fall", absent=0.0, series="close",
)  # fmt: skip
withheld = given(
    "1", "Share of what it could pay that it does not pay.",
    at="members.{block}.withheld or in_common.withheld", absent=0.0, series="close",
)  # fmt: skip
loss_given_default = given(
    "1", "Share of what it could pay that it does not pay in default.",
    at="members.{block}.loss_given_default or in_common.loss_given_default", absent=1.0,
)  # fmt: skip
defaulted = given("1", "1 while it is in default, where defaults are drawn; else 0.")
tested_fall = given("1", "Further fall of its own revenue that is tried in the search for what the layers absorb.")


@line("money", source="definition")
def loan(loan_given, share_given, amount_given):
    """What the member borrows."""
    return loan_given + share_given * amount_given


@line("1", source="definition")
def revenue_left(stress_fall, revenue_fall, tested_fall, in_stress):
    """Share of its own revenue that is left."""
    return (1 - stress_fall * in_stress) * (1 - revenue_fall) * (1 - tested_fall * in_stress)


@line("money", source="choice: the first year's value, growing from the start of each period")
def revenue(own_revenue, period_years, revenue_growth, start_years):
    """Own revenue, before anything falls away."""
    return own_revenue * period_years * grow(revenue_growth, start_years)


@line("money", source="definition")
def claims(other_claims, period_years, claims_growth, start_years):
    """What the escrow account pays before debt service."""
    return other_claims * period_years * grow(claims_growth, start_years)


@line("money", source="definition")
def capacity(revenue, revenue_left, escrowed, claims):
    """What the escrow account has for debt service."""
    return max_(revenue * revenue_left * escrowed - claims, 0)


@line("1", source="definition")
def willing(withheld, defaulted, loss_given_default):
    """Share of what it could pay that the member pays."""
    return 1 - max_(withheld, defaulted * loss_given_default)


@line("1", source="choice: a member that withholds pays neither margin nor arrears, nor fills layers again")
def pays_in_full(willing):
    """1 where the member withholds nothing."""
    return at_least(willing, 1)


@line("money", source="definition")
def margin_due(opening, margin, period_years, is_pooled):
    """Margin on the opening balance; none on a loan of its own."""
    return opening * margin * period_years * is_pooled


@line("money", source="escrow: debt service first, up to what is there")
def paid(capacity, service, willing):
    """Debt service that the member pays out of its escrow account."""
    return min_(capacity, service) * willing


@line("money", source="definition")
def short(service, paid):
    """Debt service that the member does not pay."""
    return service - paid


@line("money", source="escrow: margin after debt service")
def margin_paid(capacity, service, margin_due, pays_in_full):
    """Margin that the member pays; what is not paid lapses."""
    return min_(max_(capacity - service, 0), margin_due) * pays_in_full


@line("money", source="definition")
def surplus(capacity, service, margin_due, pays_in_full):
    """What is left in the escrow account and can pay arrears and fill layers again before the member gets it."""
    return max_(capacity - service - margin_due, 0) * pays_in_full


@line("money", source="definition")
def transfers_received(transfers, period_years, transfers_growth, start_years, transfers_fall, in_stress):
    """Transfers that the state pays."""
    return transfers * period_years * grow(transfers_growth, start_years) * (1 - transfers_fall * in_stress)
