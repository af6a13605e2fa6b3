"""What holds for every pool: dues and flows add up, no layer pays before the one before it, nothing is overdrawn."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ppp_model.pool.assemble import assemble_pool
from ppp_model.pool.measures import CHECKS
from ppp_model.scenario.model_pool import Pool

SHARE = st.floats(0.0, 1.0).map(lambda share: round(share, 3))
KINDS = ("member_reserve", "fund", "first_loss", "intercept", "guarantee")
TINY = 1e-6
NEWS = {"lenders_paid_when_due"}
"""Checks that tell news of the pool; all others are sums of the model."""


@st.composite
def members(draw):
    return {
        "loan": draw(st.integers(1, 100)), "revenue": draw(st.integers(0, 100)), "escrowed": draw(SHARE),
        "transfers": draw(st.integers(1, 60)), "revenue_fall": draw(st.lists(SHARE, min_size=1, max_size=5)),
        "withheld": draw(st.lists(SHARE, min_size=1, max_size=5)), "margin": 0.005, "other_claims": 1,
    }  # fmt: skip


@st.composite
def layers(draw, kind):
    if kind == "member_reserve":
        return {"kind": kind, "funded": draw(SHARE), "interest": 0.04}
    if kind in ("fund", "first_loss"):
        limit = draw(st.none() | SHARE)
        more = {} if limit is None else {"limit_per_member": limit}
        giver = draw(st.sampled_from(("state", "donor")))
        return {"kind": kind, "amount": draw(st.integers(0, 100)), "giver": giver, "interest": 0.05, **more}
    if kind == "intercept":
        return {"kind": kind, "share": draw(SHARE), "replenishes": draw(st.booleans())}
    covers = draw(st.sampled_from(("shortfall", "outstanding")))
    return {"kind": kind, "cover": draw(SHARE), "cap": draw(st.integers(0, 60)), "fee": 0.01, "covers": covers}


@st.composite
def pools(draw):
    order = draw(st.permutations(KINDS))[: draw(st.integers(0, len(KINDS)))]
    names = "abc"[: draw(st.integers(1, 3))]
    terms = {"rate": 0.1, "tenor": 4, "repayment": draw(st.sampled_from(("equal_principal", "annuity", "bullet")))}
    people = {name: draw(members()) for name in names}
    text = {
        "pool": "drawn", "currency": "USD", "discount_rate": 0.08, "running_cost": 1, "members": people,
        "timeline": {"close": "2020-01-01", "lasts": 6, "period": draw(st.sampled_from(("annual", "semi_annual")))},
        "layers": {f"l{place}": draw(layers(kind)) for place, kind in enumerate(order)},
        "in_common": {"stand_alone": {"rate": 0.14, "tenor": 3}},
    }  # fmt: skip
    source = draw(st.sampled_from(("bond", "revolving", "both", "alone")))
    capital = sum(member["loan"] for member in people.values()) + draw(st.integers(0, 50))
    if source in ("bond", "both"):
        text["bond"] = terms | {"issue_cost": 0.01}
    if source in ("revolving", "both"):
        text["revolving"] = terms | {"capital": capital, "loss_rate": 0.02, "relent": draw(SHARE), "interest": 0.03}
    return Pool.model_validate(text)


def one_run(pool):
    assembled = assemble_pool(pool)
    return assembled, assembled.run().values


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(pools())
def test_sums_hold(pool):
    assembled, values = one_run(pool)
    marks = {name: values[name].min() for name in CHECKS if name in values and name not in NEWS}
    liquid = marks.pop("revolving.stays_liquid", 1.0)  # a fund may run dry when margins do not pay the pool's costs
    assert liquid in (0.0, 1.0)
    assert marks == dict.fromkeys(marks, 1.0)
    paid = values["paid_by_members"] + values["drawn_of_layers"] + values["unpaid_total"]
    assert paid == pytest.approx(np.broadcast_to(values["due"], paid.shape), abs=TINY)
    for name, kind in assembled.shape.layers:
        if kind in ("fund", "first_loss"):
            assert values[f"layers.{name}.balance_closing"].max() <= pool.layers[name].amount + TINY
        if kind == "guarantee":
            assert values[f"layers.{name}.drawn_in_all"].max() <= pool.layers[name].cap + TINY


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(pools())
def test_no_layer_pays_before_the_one_before_it_has_nothing_more_to_give(pool):
    assembled, values = one_run(pool)
    for member in assembled.shape.members:
        owed = values[f"members.{member}.short"]
        for name, kind in assembled.shape.layers:
            part = f"layers.{name}.{member}"
            drawn, left = values[f"{part}.drawn"], values[f"{part}.short_after"]
            assert np.all(drawn >= -TINY)
            assert np.all(drawn <= owed + TINY)
            gives_all = values[f"{part}.claimable"] - drawn < TINY
            if kind in ("fund", "first_loss", "guarantee"):
                room = values[f"layers.{name}.{'balance_opening' if kind != 'guarantee' else 'limit'}"]
                gives_all |= room - values[f"layers.{name}.payout"] < TINY
            assert np.all(gives_all | (left < TINY)), (name, member)
            owed = left
        assert values[f"members.{member}.unpaid"] == pytest.approx(owed)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(pools())
def test_nothing_is_released_while_something_is_owed(pool):
    """A member's surplus goes to arrears first, then to the layers in their order."""
    assembled, values = one_run(pool)
    for member in assembled.shape.members:
        one = f"members.{member}"
        open_arrears = values[f"{one}.arrears_opening"] + values[f"{one}.arrears_interest"]
        left = values[f"{one}.resources_left"]
        assert np.all((left < TINY) | (open_arrears - values[f"{one}.arrears_paid"] < TINY))
        for name, _ in assembled.shape.layers:
            part = f"layers.{name}.{member}"
            left = values[f"{part}.resources_after"]
            still = values[f"{part}.claim_opening"] - values[f"{part}.replenished"]
            assert np.all((left < TINY) | (still < TINY))
            assert values[f"{part}.claim_closing"].min() >= -TINY


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(pools())
def test_a_draw_alone_gives_what_it_gives_among_others(pool):
    assembled = assemble_pool(pool)
    name = f"members.{assembled.shape.members[0]}.tested_fall"
    together = assembled.run({name: np.array([[0.0], [0.5], [1.0]])}).values
    alone = assembled.run({name: np.array([[0.5]])}).values
    for line in ("unpaid_total", "flow_of_public", "arrears_total", "loss_pv"):
        both = np.broadcast_to(together[line], (3, together[line].shape[1]))[1]
        assert both == pytest.approx(alone[line][0], rel=1e-9, abs=1e-9), line
