"""What a worker does with a chunk of draws: draws first to last are drawn, run, and given back as columns."""

from __future__ import annotations

import hashlib
import pickle
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ppp_model.risk.deal import Deal
from ppp_model.risk.drawn import Drawn

Floats = NDArray[np.float64]
Span = tuple[int, int]
"""Numbers of draws: the first, and the one after the last."""

_MOST_KEPT = 4


@dataclass
class Chunk:
    """What some draws come to, in the order of their numbers."""

    inputs: dict[str, Floats]
    """What is drawn, by name of the uncertain input, each shaped (draws,)."""
    values: dict[str, Floats]
    """Measures, events and checks, shaped (draws,)."""
    by_period: dict[str, Floats]
    """Lines by period, shaped (draws, periods)."""
    failed: NDArray[np.bool_]
    """Draws that cannot be run."""
    reasons: dict[int, str] = field(default_factory=dict)
    """Why, by number of the draw."""


@dataclass(frozen=True)
class Job:
    """A deal and its draws; can be sent to another process."""

    deal: Deal
    drawn: Drawn

    def draws(self, start: int, stop: int) -> Chunk:
        """Run draws ``start`` to ``stop`` (exclusive)."""
        shares = self.drawn.shares(start, stop)
        found = self.deal.evaluate(self.drawn.inputs_at(shares), stop - start)
        by_period = {name: found.values.pop(name) for name in self.deal.by_period}
        reasons = {start + number: found.reasons.get(number, "") for number in np.flatnonzero(found.failed).tolist()}
        return Chunk(self.drawn.shown_at(shares), found.values, by_period, found.failed, reasons)

    def mixed(self, start: int, stop: int) -> dict[str, dict[str, Floats]]:
        """The runs that sensitivity indices need besides the draws themselves (A): those of a second, independent set
        of draws (``""``), and for each input those of the first set with this input of the second (its name)."""
        first, second = self.drawn.shares(start, stop), self.drawn.shares(start, stop, copy=1)
        sets = {"": second}
        for name in self.drawn.moving:
            columns = list(self.drawn.columns[name])
            sets[name] = first.copy()
            sets[name][:, columns] = second[:, columns]
        return {
            name: self.deal.evaluate(self.drawn.inputs_at(shares), stop - start).values for name, shares in sets.items()
        }

    @cached_property
    def packed(self) -> Packed:
        """The job as bytes."""
        data = pickle.dumps(self)
        return Packed(hashlib.sha256(data).hexdigest(), data)


@dataclass(frozen=True)
class Packed:
    """A job on its way to a worker, which unpacks it once."""

    digest: str
    data: bytes = field(repr=False)


class _Known(threading.local):
    """Jobs that a thread has unpacked. Each thread has its own, so that no two run on one model."""

    def __init__(self) -> None:
        self.jobs: dict[str, Job] = {}


_KNOWN = _Known()


def work(packed: Packed, kind: str, start: int, stop: int) -> Any:
    """Do a chunk of a job (``draws`` or ``mixed``) in a worker."""
    jobs = _KNOWN.jobs
    if packed.digest not in jobs:
        if len(jobs) >= _MOST_KEPT:
            jobs.pop(next(iter(jobs)))
        jobs[packed.digest] = pickle.loads(packed.data)  # our own bytes, from the process that asks
    return getattr(jobs[packed.digest], kind)(start, stop)


def spans(draws: int, chunk: int) -> list[Span]:
    """The draws in chunks."""
    return [(start, min(start + chunk, draws)) for start in range(0, draws, chunk)]


def joined(draws: int, columns: Mapping[str, Any]) -> dict[str, Floats]:
    """Empty arrays for all draws, shaped as the columns of a chunk."""
    return {name: np.full((draws, *column.shape[1:]), np.nan) for name, column in columns.items()}
