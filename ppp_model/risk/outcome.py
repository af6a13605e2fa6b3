"""All draws of a structure, put together from chunks in whatever order they come."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ppp_model.risk.job import Chunk, Floats, Span, joined

_NUMBER = 8


@dataclass
class Draws:
    """What draws come to, in the order of their numbers; filled chunk by chunk."""

    count: int
    inputs: dict[str, Floats] = field(default_factory=dict)
    """What is drawn, by name of the uncertain input, shaped (draws,)."""
    values: dict[str, Floats] = field(default_factory=dict)
    """Measures, events and checks, shaped (draws,); NaN for a blank and for draws that failed."""
    by_period: dict[str, Floats] = field(default_factory=dict)
    """Lines by period, shaped (draws, periods)."""
    failed: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, dtype=bool))
    """Draws that cannot be run."""
    reasons: dict[int, str] = field(default_factory=dict)
    """Why, by number of the draw."""

    def take(self, span: Span, chunk: Chunk) -> None:
        """Put a chunk in its place."""
        if not self.values:
            self.inputs = joined(self.count, chunk.inputs)
            self.values = joined(self.count, chunk.values)
            self.by_period = joined(self.count, chunk.by_period)
            self.failed = np.zeros(self.count, dtype=bool)
        place = slice(*span)
        for mine, theirs in (
            (self.inputs, chunk.inputs),
            (self.values, chunk.values),
            (self.by_period, chunk.by_period),
        ):
            for name, found in theirs.items():
                mine[name][place] = np.where(np.isfinite(found), found, np.nan)
        self.failed[place] = chunk.failed
        self.reasons |= chunk.reasons


@dataclass
class Mixed:
    """The runs for sensitivity indices: those of a second set of draws, and those with one input of it."""

    count: int
    values: dict[str, dict[str, Floats]] = field(default_factory=dict)
    """By input (none: the whole second set) and measure, shaped (draws,)."""

    def take(self, span: Span, chunk: dict[str, dict[str, Floats]]) -> None:
        """Put a chunk in its place."""
        if not self.values:
            self.values = {name: joined(self.count, of) for name, of in chunk.items()}
        for name, of in chunk.items():
            for measure, found in of.items():
                self.values[name][measure][slice(*span)] = np.where(np.isfinite(found), found, np.nan)


def memory(draws: int, values: int, rows: int, periods: int) -> int:
    """Bytes that draws take while they are put together: single values, and rows by period."""
    return draws * (values + rows * periods) * _NUMBER
