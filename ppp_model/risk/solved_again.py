"""A price solved again in every draw: all draws at once, each with its own bracket and counted evaluations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ppp_model.engine.run import Floats
from ppp_model.risk.bracket import Flags, Function, Indices, Tried, followed, narrowed
from ppp_model.sought import Sought, asked_for, distances

if TYPE_CHECKING:
    from ppp_model.risk.deal import Deal, Outcomes

PRICE = "price_solved"
_APART = 1.1
"""The second price tried is the agreed one times this; a straight line through both is followed first."""
_FOLLOWED = 8
_INSIDE = 16
_GROWTHS = 12


@dataclass(frozen=True)
class Priced:
    """The price of each draw (NaN where there is none), what the draws come to at it, and how often each was run."""

    prices: Floats
    outcomes: Outcomes
    evaluations: NDArray[np.int_]


def solve_prices(deal: Deal, what: Sought, inputs: Mapping[str, Floats], count: int) -> Priced:
    """Solve an input for its target in each of ``count`` draws of input lines (see ``Deal.evaluate``).

    A draw that no price brings to its target has failed; its reason says how near it came and what bounds it.
    """
    tried = Tried(_gap_of(deal, what, inputs), count)
    agreed = float(deal.assembled.inputs[what.lines[0]][0, 0])
    prices, done = _along_a_line(tried, what, agreed, count)
    open_ = ~done
    start = np.full(count, agreed)
    if open_.any():
        _look_around(tried, what, start, open_)
        bracket = tried.bracket(start)
        bracket.low[done] = np.nan
        found, _ = narrowed(tried, bracket)
        prices = np.where(done, prices, found)
    outcomes = _at_prices(deal, what, inputs, prices)
    outcomes.reasons.update(_reasons(tried, what, np.flatnonzero(np.isnan(prices))))
    return Priced(prices, outcomes, tried.evaluations + ~np.isnan(prices))


def _gap_of(deal: Deal, what: Sought, inputs: Mapping[str, Floats]) -> Function:
    """The measure less its target, for some draws at a price each."""
    measure, target = what.solve.measure, what.solve.target
    single, by_period = asked_for(measure, deal.assembled.model.rows)
    slim = replace(deal, sought=None, wanted=tuple(single), by_period=tuple(by_period))

    def gap(which: Indices, prices: Floats) -> Floats:
        rows = {name: values[which] for name, values in inputs.items()}
        found = slim.evaluate(rows | dict.fromkeys(what.lines, prices[:, None]), len(which))
        return np.where(found.failed, np.nan, distances(measure, target, found.values))

    return gap


def _along_a_line(tried: Tried, what: Sought, agreed: float, count: int) -> tuple[Floats, Flags]:
    """Prices on the straight line through the agreed price and one beside it, as many draws have them."""
    most = what.high * 10.0**_GROWTHS if what.grows else what.high
    beside = agreed * _APART if agreed else (what.low + what.high) / 2
    if not what.low <= beside <= most:
        beside = agreed / _APART
    first, second, low, high = (np.full(count, value) for value in (agreed, beside, what.low, most))
    return followed(tried, first, second, low, high, _FOLLOWED)


def _look_around(tried: Tried, what: Sought, start: Floats, open_: Flags) -> None:
    """Try the ends of the range, then points inside and, where it grows, beyond, until each draw has a bracket."""
    ends = [what.low, what.high]
    inside = [what.low + (what.high - what.low) * share / _INSIDE for share in range(1, _INSIDE)]
    beyond = [what.high * 10.0**power for power in range(1, _GROWTHS + 1)] if what.grows else []
    for points in (ends, inside, *([point] for point in beyond)):
        missing = open_ & ~tried.bracket(start).there
        if not missing.any():
            return
        for point in points:
            tried.look(np.full(len(start), point), missing)


def _at_prices(deal: Deal, what: Sought, inputs: Mapping[str, Floats], prices: Floats) -> Outcomes:
    """What the draws come to at their prices; those without one have failed, and are run at the agreed price only to
    have an outcome of the right shape."""
    none = np.isnan(prices)
    agreed = float(deal.assembled.inputs[what.lines[0]][0, 0])
    run = np.where(none, agreed, prices)[:, None]
    found = replace(deal, sought=None).evaluate(dict(inputs) | dict.fromkeys(what.lines, run), len(prices))
    found.values[PRICE] = prices.copy()
    found.failed |= none
    for values in found.values.values():
        values[found.failed] = np.nan
    return found


def _reasons(tried: Tried, what: Sought, failed: Indices) -> dict[int, str]:
    """Why draws have no price: how near the measure came to its target, and at which price."""
    nearest, left = tried.nearest()
    found = {}
    for number in failed.tolist():
        aim = f"no value of {what.solve.input} brings {what.solve.measure} to {what.solve.target:.6g}"
        if np.isnan(left[number]):
            found[number] = f"{aim}: it has no value anywhere in the range"
            continue
        side = "short of" if left[number] < 0 else "above"
        reached = f"nearest is {what.solve.target + left[number]:.6g} at {nearest[number]:.6g} {what.unit}".rstrip()
        found[number] = f"{aim}: it stays {side} its target; {reached}"
    return found
