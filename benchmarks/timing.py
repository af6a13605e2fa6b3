"""Timing in turns: each job once a round, so that a slow moment of the machine hits all of them."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Job:
    """Something to time, and how many items (scenarios, series, cells) one call deals with."""

    name: str
    call: Callable[[], Any]
    items: float = 1.0


@dataclass(frozen=True)
class Timed:
    """The seconds that each call of a job took, in the order of the rounds."""

    job: Job
    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        """Seconds of a call."""
        return statistics.median(self.seconds)

    @property
    def rate(self) -> float:
        """Items per second."""
        return self.job.items / self.median


def in_turns(jobs: Sequence[Job], rounds: int, warm: bool = True) -> list[Timed]:
    """Time each job once a round; a first round, in which code is compiled and memory is taken, does not count.

    Without ``warm`` there is no such first round: for jobs that take long, or have run in small before.
    """
    for job in jobs if warm else ():
        job.call()
    seconds: list[list[float]] = [[] for _ in jobs]
    for _ in range(rounds):
        for job, own in zip(jobs, seconds, strict=True):
            start = time.perf_counter()
            job.call()
            own.append(time.perf_counter() - start)
    return [Timed(job, tuple(own)) for job, own in zip(jobs, seconds, strict=True)]


@dataclass(frozen=True)
class Ratio:
    """How many times as many items a second one job deals with as another: median, least and most of the rounds."""

    median: float
    least: float
    most: float


def ratio(ours: Timed, other: Timed) -> Ratio:
    """The ratio round by round, so that what disturbs a round cancels out."""
    pairs = zip(ours.seconds, other.seconds, strict=True)
    found = [(ours.job.items / own) / (other.job.items / their) for own, their in pairs]
    return Ratio(statistics.median(found), min(found), max(found))
