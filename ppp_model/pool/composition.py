"""Which lines a pool's model has: the modules ``lines.pool_*``, put together once for each block of a shape."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from types import ModuleType

from ppp_model.engine.model import Model
from ppp_model.lines import (
    pool_account,
    pool_alone,
    pool_arrears,
    pool_bond,
    pool_checks,
    pool_cohort,
    pool_default,
    pool_fund,
    pool_fund_part,
    pool_guarantee,
    pool_guarantee_part,
    pool_intercept,
    pool_intercept_part,
    pool_layer,
    pool_lenders,
    pool_member,
    pool_part,
    pool_parties,
    pool_repaid_part,
    pool_reserve,
    pool_reserve_part,
    pool_revolving,
    pool_saving,
    pool_savings,
    pool_terms,
    pool_timing,
    pool_totals,
)

POOL = (pool_timing, pool_totals, pool_lenders, pool_parties, pool_checks)
MEMBER = (pool_member, pool_account, pool_arrears, pool_default)
FUND = ("fund", (pool_fund,), (pool_fund_part, pool_repaid_part))
LAYERS: dict[str, tuple[str, tuple[ModuleType, ...], tuple[ModuleType, ...]]] = {
    "member_reserve": ("member_reserve", (pool_reserve,), (pool_reserve_part,)),
    "fund": FUND,
    "first_loss": FUND,
    "intercept": ("intercept", (pool_intercept,), (pool_intercept_part,)),
    "guarantee": ("guarantee", (pool_guarantee,), (pool_guarantee_part, pool_repaid_part)),
}
"""For each kind of layer: the kind of its block, its lines, and its lines for each member."""
OF_MEMBER = ("loan", "transfers_received", "is_owing", "is_repaid")
"""Lines of a member that its parts in the layers use."""


@dataclass(frozen=True)
class PoolShape:
    """What decides which lines a pool's model has."""

    members: tuple[str, ...]
    layers: tuple[tuple[str, str], ...]
    """Names and kinds, in the order in which they pay."""
    is_pooled: bool
    """Whether the members' loans are on the terms of a bond or a revolving fund."""
    has_alone: bool
    """Whether it is known what every member would get by itself."""
    cohorts: int
    """Rounds of loans of a revolving fund; 0 without one."""


@lru_cache(maxsize=64)
def pool_model(shape: PoolShape) -> Model:
    """The model of a shape; its formulas are traced and its units checked once."""
    model = Model()
    model.add(*POOL)
    if shape.is_pooled:
        links = {"age": "period_number", "face": "amount"}
        model.add(pool_terms, pool_account, pool_bond, block="bond", kind="bond", links=links)
    if shape.has_alone:
        model.add(pool_savings)
    for name in shape.members:
        _add_member(model, shape, name)
    _add_layers(model, shape)
    if shape.cohorts:
        model.add(pool_revolving, block="revolving", kind="revolving")
        for number in range(shape.cohorts):
            model.add(pool_terms, pool_cohort, block=f"revolving.c{number}", kind="cohort")
    return model


def _add_member(model: Model, shape: PoolShape, name: str) -> None:
    """Add one member, tied to the terms of its loan and to what the last layer leaves."""
    block = f"members.{name}"
    terms = "bond" if shape.is_pooled else f"{block}.alone"
    links = {line: f"{terms}.{line}" for line in ("rate_per_period", "share_repaid")} | {"face": f"{block}.loan"}
    if not shape.is_pooled:
        links["issue_cost_rate"] = f"{block}.alone.fee_rate"
    last = f"layers.{shape.layers[-1][0]}.{name}" if shape.layers else ""
    links |= {
        "short_left": f"{last}.short_after" if last else f"{block}.short",
        "spare_intercept": f"{last}.spare_to_here" if last else f"{block}.before_first_layer",
        "resources_end": f"{last}.resources_after" if last else f"{block}.resources_left",
        "cash_out": f"{last}.paid_to_here" if last else f"{block}.paid_directly",
        "promised": f"{last}.promised_to_here" if last else f"{block}.before_first_layer",
    }
    if shape.has_alone:
        alone = {"age": "period_number", "face": f"{block}.loan"}
        model.add(pool_terms, pool_account, pool_alone, block=f"{block}.alone", kind="alone", links=alone)
        links |= {f"alone_{line}": f"{block}.alone.{line}" for line in ("drawn", "service", "fee_rate", "rate")}
    model.add(*MEMBER, *((pool_saving,) if shape.has_alone else ()), block=block, kind="member", links=links)


def _add_layers(model: Model, shape: PoolShape) -> None:
    """Add the layers, each with its part for every member, tied to the layer before it."""
    before = ""
    for name, kind in shape.layers:
        block_kind, modules, parts = LAYERS[kind]
        available = f"layers.{before}.available_to_here" if before else "capacity_total"
        links = {"available_before": available}
        model.add(pool_layer, *modules, block=f"layers.{name}", kind=block_kind, links=links)
        for member in shape.members:
            one = f"members.{member}"
            links = {line: f"{one}.{line}" for line in OF_MEMBER} | _chain(before, member)
            model.add(pool_part, *parts, block=f"layers.{name}.{member}", kind="part", links=links)
        before = name


def _chain(before: str, member: str) -> dict[str, str]:
    """What a layer's part for a member takes over from the layer before it, or from the member itself."""
    if before:
        part = f"layers.{before}.{member}"
        return {
            "short_before": f"{part}.short_after",
            "resources_before": f"{part}.resources_after",
            "paid_before": f"{part}.paid_to_here",
            "promised_before": f"{part}.promised_to_here",
            "spare_before": f"{part}.spare_to_here",
        }
    one = f"members.{member}"
    return {
        "short_before": f"{one}.short",
        "resources_before": f"{one}.resources_left",
        "paid_before": f"{one}.paid_directly",
        "promised_before": f"{one}.before_first_layer",
        "spare_before": f"{one}.before_first_layer",
    }
