"""Where the values of a block of draws lie: the same for all draws, read from outside, worked out, or handed back.

A row takes two more places than there are periods: a 0 before the first and after the last.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

LANES = 8
"""Draws that are worked out side by side."""


@dataclass
class Area:
    """Names laid out one after the other, each with its first place; places hold one number or one for each lane."""

    periods: int
    rows: frozenset[str]
    places: dict[str, int] = field(default_factory=dict)
    size: int = 0

    def add(self, names: Iterable[str]) -> None:
        """Give each name its place."""
        for name in names:
            if name not in self.places:
                self.places[name] = self.size
                self.size += self.periods + 2 if name in self.rows else 1

    def __contains__(self, name: str) -> bool:
        return name in self.places
