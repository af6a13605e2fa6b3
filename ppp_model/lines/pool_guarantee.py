"""A partial credit guarantee: a share of each shortfall, or all up to a share of what is outstanding, under a cap."""

from ppp_model.engine.line import All, Prev, given, line, sum_of
from ppp_model.engine.ops import max_, min_, safe_ratio, total, where

cover = given("1", "Share that the guarantee covers.", at="layers.{layer}.cover")
of_outstanding = given(
    "1", "Whether it pays all shortfalls up to that share of what is outstanding.", at="layers.{layer}.covers",
    words={"shortfall": 0.0, "outstanding": 1.0},
)  # fmt: skip
cap = given("money", "Most that it pays in all.", at="layers.{layer}.cap", absent=float("inf"))
fee_rate = given("1/year", "Fee, on the covered part of what is outstanding.", at="layers.{layer}.fee")
recoverable = given("1", "Whether members have to pay back what it paid.", at="layers.{layer}.recovers")
claimable_total = sum_of("part", "claimable", "money", "What is claimed.")


@line("money", source="definition")
def called_before(called_to_date: Prev):
    """What the guarantor has paid in earlier periods."""
    return called_to_date


@line("money", source="definition")
def called_to_date(called_before, payout):
    """What the guarantor has paid so far."""
    return called_before + payout


@line("money", source="definition")
def recovered_before(recovered_to_date: Prev):
    """What the guarantor has got back in earlier periods."""
    return recovered_to_date


@line("money", source="definition")
def recovered_to_date(recovered_before, replenished_total):
    """What the guarantor has got back so far."""
    return recovered_before + replenished_total


@line("money", source="choice: the cap counts what was paid, not what was paid back")
def cap_left(cap, called_before):
    """What is left of the cap."""
    return max_(cap - called_before, 0)


@line("money", source="definition; what was paid counts, less what was paid back")
def exposure_left(cover, exposure, called_before, recovered_before):
    """Covered part of principal and interest outstanding that has not been called."""
    return max_(cover * exposure - (called_before - recovered_before), 0)


@line("money", source="definition; `layers.X.covers`")
def limit(of_outstanding, cap_left, exposure_left):
    """Most that the guarantor pays in the period."""
    return where(of_outstanding, min_(cap_left, exposure_left), cap_left)


@line("1", source="definition; `layers.X.covers`")
def share_covered(of_outstanding, cover):
    """Share of each shortfall that may be claimed."""
    return where(of_outstanding, 1, cover)


@line("money", source="definition")
def payout(claimable_total, limit):
    """What the guarantor pays: what is claimed, up to the limit."""
    return min_(claimable_total, limit)


@line("1", source="choice: members are served alike when the limit does not reach")
def paid_share(payout, claimable_total):
    """Share of what is claimed that the guarantor pays."""
    return safe_ratio(payout, claimable_total)


@line("money", source="definition")
def guarantee_fee(fee_rate, cover, outstanding, period_years):
    """Fee of the guarantor."""
    return fee_rate * cover * outstanding * period_years


@line("money", source="definition")
def guarantor_flow(guarantee_fee, replenished_total, payout):
    """Cash flow of the guarantor."""
    return guarantee_fee + replenished_total - payout


@line("money", source="definition")
def available(limit, share_covered, due):
    """Most that the guarantor would pay of the debt service of the period."""
    return min_(limit, share_covered * due)


@line("money", source="survival x chance of default x loss given default x outstanding x cover, all members; no cap")
def expected_call(expected_losses, cover, discount_factor):
    """What the guarantor is expected to pay if no layer stands before it, discounted to the first day."""
    return expected_losses * cover * discount_factor


@line("money", source="definition")
def expected_pv(expected_call: All):
    """Present value of what the guarantor is expected to pay if no layer stands before it."""
    return total(expected_call)


@line("money", source="definition")
def promised(cap, cover, amount):
    """Most that the guarantor may have to pay: the cap, or the covered part of the bond where there is none."""
    return min_(cap, cover * amount)
