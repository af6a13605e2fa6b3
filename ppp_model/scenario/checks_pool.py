"""Rules that tie several values of a pool together. A problem names its path; `load_pool` adds the place."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from ppp_model.errors import Problem
from ppp_model.scenario.model_pool import Layer, LoanTerms, Member, Pool
from ppp_model.scenario.rules import above_zero, unused, whole_periods
from ppp_model.scenario.words import listed, months_text

_NEEDS = {
    "member_reserve": ("funded",), "fund": ("amount", "giver"), "first_loss": ("amount", "giver"),
    "intercept": ("share",), "guarantee": ("cover",),
}  # fmt: skip
"""What each kind of layer must be given."""
_MAY = {
    "member_reserve": ("interest",), "fund": ("interest", "limit_per_member"),
    "first_loss": ("interest", "limit_per_member"), "intercept": ("replenishes",),
    "guarantee": ("covers", "cap", "fee", "recovers"),
}  # fmt: skip
"""What each kind may be given besides."""
_TINY = 1e-6


def check_pool(pool: Pool) -> list[Problem]:
    """Every rule that a pool breaks."""
    return [*_terms(pool), *_members(pool), *_amounts(pool), *_layers(pool), *_stress(pool)]


def said_by(pool: Pool, member: str, field: str) -> Any:
    """What a member says itself, or what holds in common; None if neither says anything."""
    own = getattr(pool.members[member], field)
    return own if own is not None else getattr(pool.in_common, field)


def loan_of(pool: Pool, member: str) -> float:
    """What a member borrows."""
    loan, share = (said_by(pool, member, field) for field in ("loan", "share"))
    return (loan or 0.0) + (share or 0.0) * (pool.amount or 0.0)


def all_terms(pool: Pool) -> dict[str, LoanTerms]:
    """The terms of every loan, by the key under which they stand."""
    found: dict[str, LoanTerms] = {}
    if pool.bond:
        found["bond"] = pool.bond
    if pool.revolving:
        found["revolving"] = pool.revolving
    holders: dict[str, Member] = {"in_common": pool.in_common}
    holders |= {f"members.{name}": member for name, member in pool.members.items()}
    return found | {f"{path}.stand_alone": one.stand_alone for path, one in holders.items() if one.stand_alone}


def _terms(pool: Pool) -> Iterator[Problem]:
    """Times of the loans."""
    for path, terms in all_terms(pool).items():
        yield from above_zero(f"{path}.tenor", terms.tenor)
        for name in ("tenor", "grace"):
            yield from whole_periods(f"{path}.{name}", getattr(terms, name), pool.timeline)
        if terms.grace >= terms.tenor > 0:
            yield Problem("", f"{path}.grace", f"leaves nothing of the tenor, {months_text(terms.tenor)}")
    lasts = pool.timeline.lasts
    if lasts is not None:
        yield from whole_periods("timeline.lasts", lasts, pool.timeline)
        longest = max((terms.tenor for terms in all_terms(pool).values()), default=0.0)
        if lasts < longest:
            what = f"ends before the last repayment, which falls {months_text(longest)} from the first day"
            yield Problem("", "timeline.lasts", what, hint="Make it longer, or leave it out.")


def _members(pool: Pool) -> Iterator[Problem]:
    """What each member must say."""
    for name in pool.members:
        path = f"members.{name}"
        loan, share = (said_by(pool, name, field) for field in ("loan", "share"))
        if (loan is None) == (share is None):
            what = "says both what it borrows and its share" if loan is not None else "does not say what it borrows"
            yield Problem("", path, what, "Give `loan` or, with `amount`, `share`.")
        elif share is not None and pool.amount is None:
            yield Problem("", f"{path}.share", "needs `amount`, of which it is a share")
        elif loan_of(pool, name) <= 0:
            yield Problem("", f"{path}.loan", "must be greater than 0")
        if said_by(pool, name, "revenue") is None:
            yield Problem("", f"{path}.revenue", "is missing", "Give it here or under `in_common`.")
        if pool.bond is None and pool.revolving is None and said_by(pool, name, "stand_alone") is None:
            what = "is missing: without `bond` and `revolving` each member borrows by itself"
            yield Problem("", f"{path}.stand_alone", what, "Give it here or under `in_common`.")


def _amounts(pool: Pool) -> Iterator[Problem]:
    """The loans against the money that there is for them."""
    total = math.fsum(loan_of(pool, name) for name in pool.members)
    if pool.amount is not None and abs(total - pool.amount) > _TINY * pool.amount:
        yield Problem("", "amount", f"is not what the members borrow, {total:.12g} in all")
    if pool.revolving and pool.bond is None and total > pool.revolving.capital * (1 + _TINY):
        what = f"is less than the members borrow on the first day, {total:.12g} in all"
        yield Problem("", "revolving.capital", what, hint="Add a `bond`, or let fewer members begin.")


def _layers(pool: Pool) -> Iterator[Problem]:
    """Each layer against its kind."""
    names = [name for name in Layer.model_fields if name != "kind"]
    for key, layer in pool.layers.items():
        path, needs = f"layers.{key}", _NEEDS[layer.kind]
        for name in needs:
            if getattr(layer, name) is None:
                yield Problem("", f"{path}.{name}", "is missing", f"A layer `{layer.kind}` needs {listed(needs)}.")
        others = [name for name in names if name not in (*needs, *_MAY[layer.kind])]
        yield from unused(layer, path, others, f"does not go with the kind `{layer.kind}`")
    intercepts = [key for key, layer in pool.layers.items() if layer.kind == "intercept"]
    for key in intercepts[1:]:
        yield Problem("", f"layers.{key}", f"is a second intercept of the same transfers, beside `{intercepts[0]}`")
    if intercepts and not any(said_by(pool, name, "transfers") for name in pool.members):
        yield Problem("", f"layers.{intercepts[0]}", "has nothing to take: no member has `transfers`")


def _stress(pool: Pool) -> Iterator[Problem]:
    for name in ("starts", "lasts"):
        months = getattr(pool.stress, name)
        if months is not None:
            yield from whole_periods(f"stress.{name}", months, pool.timeline)
    if pool.draws.lasts is not None:
        yield from whole_periods("draws.lasts", pool.draws.lasts, pool.timeline)
