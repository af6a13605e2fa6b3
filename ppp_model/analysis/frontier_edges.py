"""Edges of the region in which bars are kept, and steps of Newton's method towards the points where they meet."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Measures = dict[str, Floats]

SLACK = 1e-8
"""By how much a bar may be missed, as a share of it: rounding."""
BINDS = 1e-6
"""A bar binds if it is kept by no more than this share; an input is at an end within this share of its range."""


@dataclass(frozen=True)
class Bar:
    """A measure that must be at least, or at most, a value."""

    measure: str
    sign: int
    """+1 for at least, -1 for at most."""
    value: float

    @property
    def text(self) -> str:
        """In words, such as ``equity_irr >= 0.15``."""
        return f"{self.measure} {'>=' if self.sign > 0 else '<='} {self.value:.6g}"

    def room(self, found: Any) -> Any:
        """By how much values keep it, as a share of it; below 0 where they miss it, NaN where they are blank."""
        return self.sign * (found - self.value) / (abs(self.value) or 1.0)

    def short(self, found: Any) -> Any:
        """By how much values miss it, as a share of it; 0 where it is kept, infinite where there is no value."""
        room = self.room(found)
        return np.where(np.isfinite(room), np.maximum(-room - SLACK, 0.0), np.inf)

    def to_dict(self) -> dict[str, Any]:
        """As plain data."""
        return {"measure": self.measure, "at_least" if self.sign > 0 else "at_most": self.value}


class Place(NamedTuple):
    """A free input (by its number) at a share of its range."""

    input: int
    share: float


Edges = tuple[Bar | Place, ...]


def sets_of(edges: Sequence[Bar | Place], size: int) -> Iterator[Edges]:
    """Sets of so many edges, no input at two places at once."""
    for some in itertools.combinations(edges, size):
        inputs = [edge.input for edge in some if isinstance(edge, Place)]
        if len(inputs) == len(set(inputs)):
            yield some


def gaps_of(points: Floats, sets: Sequence[Edges], found: Measures) -> Floats:
    """By how much each point misses each edge of its set, shaped (sets, edges)."""
    rows = [
        [
            points[number, edge.input] - edge.share
            if isinstance(edge, Place)
            else edge.room(found[edge.measure][number])
            for edge in edges
        ]
        for number, edges in enumerate(sets)
    ]
    return np.array(rows, dtype=float)


def close(gaps: Floats) -> NDArray[np.bool_]:
    """Whether all edges of a set are met to rounding."""
    return np.asarray(np.abs(gaps).max(axis=1) <= SLACK / 100)


def secant(slopes: Floats, change: Floats, way: Floats) -> Floats:
    """What slopes must change by to explain how the gaps changed along the way."""
    rest = change - np.einsum("nij,nj->ni", slopes, way)
    return np.asarray(rest[:, :, None] * way[:, None, :] / (way**2).sum(axis=1)[:, None, None])


def newton(slopes: Floats, gaps: Floats) -> Floats:
    """The Newton steps; none where the slopes are blank or do not tell the edges apart."""
    steps = np.zeros_like(gaps)
    for number, (slope, gap) in enumerate(zip(slopes, gaps, strict=True)):
        if np.isfinite(gap).all() and np.isfinite(slope).all() and np.linalg.cond(slope) < 1e12:
            steps[number] = np.linalg.solve(slope, gap)
    return np.clip(steps, -0.5, 0.5)
