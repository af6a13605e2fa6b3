"""How large a fall of revenue each layer absorbs: no probability, all searches narrowed down at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ppp_model.engine.run import Floats
from ppp_model.pool.assemble import AssembledPool, assemble_pool

Bools = NDArray[np.bool_]
Members = tuple[str, ...]
"""The members whose revenue falls in a search."""

ESCROW = "escrow accounts"
_POINTS, _LEAST_POINTS = 255, 63
"""Points tried at once, over all searches of a pass; at least so many for each."""
_WIDTH = 4e-9
"""Width to which the bracket of each search is narrowed."""
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Absorbed:
    """Largest falls that leave nothing unpaid; 1 where even all revenue may go, NaN where something is short anyway."""

    by_layer: dict[str, float]
    """Fall of all members' revenue at once that is absorbed if there are no layers but those up to this one."""
    by_member: dict[str, float]
    """Fall of one member's revenue alone that all layers absorb, by its name."""

    @property
    def whole(self) -> float:
        """Fall of all members' revenue at once that all layers absorb."""
        return list(self.by_layer.values())[-1]


def absorbed(assembled: AssembledPool) -> Absorbed:
    """The largest falls, on top of what the case says and in the years of ``stress``."""
    pool, members = assembled.pool, assembled.shape.members
    by_layer = {}
    for count, name in enumerate([ESCROW, *pool.layers][:-1]):
        first = pool.model_copy(update={"layers": dict(list(pool.layers.items())[:count])})
        by_layer[name] = float(_largest(assemble_pool(first), [members])[0])
    found = _largest(assembled, [members, *((name,) for name in members)]).tolist()
    by_layer[[ESCROW, *pool.layers][-1]] = found[0]
    return Absorbed(by_layer, dict(zip(members, found[1:], strict=True)))


def _largest(assembled: AssembledPool, searches: list[Members]) -> Floats:
    """The largest fall for each search, of the revenue of its members.

    A larger fall may leave less unpaid, where a guarantee that counts what is outstanding is called early. What is
    found is the least fall that leaves something unpaid, as far as the points of the first pass tell.
    """
    low, high = np.zeros(len(searches)), np.ones(len(searches))
    ends = _fails(assembled, searches, np.column_stack([low, high]))
    is_open = ends[:, 1] & ~ends[:, 0]
    shares = np.linspace(0.0, 1.0, max(_POINTS // len(searches), _LEAST_POINTS) + 2)
    while np.any(is_open & (high - low > _WIDTH)):
        points = low[:, None] + (high - low)[:, None] * shares
        fails = _fails(assembled, searches, points)
        fails[:, -1] = True
        first = np.maximum(np.argmax(fails, axis=1), 1)
        rows = np.arange(len(searches))
        low, high = points[rows, first - 1], points[rows, first]
    found: Floats = np.where(ends[:, 0], np.nan, np.where(ends[:, 1], low, 1.0))
    return found


def _fails(assembled: AssembledPool, searches: list[Members], points: Floats) -> Bools:
    """Whether anything is left unpaid at each point of each search, shaped as the points; one run with all as draws."""
    count = points.shape[1]
    falls = {name: np.zeros(points.size) for name in assembled.shape.members}
    for number, members in enumerate(searches):
        for name in members:
            falls[name][number * count : (number + 1) * count] = points[number]
    changed = {f"members.{name}.tested_fall": row.reshape(-1, 1) for name, row in falls.items()}
    values = assembled.run(changed, wanted={"unpaid_most", "amount"}).values
    unpaid = np.broadcast_to(values["unpaid_most"], (points.size, 1)).reshape(points.shape)
    fails: Bools = unpaid > _ROUNDING * values["amount"][0, 0]
    return fails
