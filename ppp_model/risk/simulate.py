"""Running the draws of a structure: here or on workers, kept in a folder or not, always the same to the last bit."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ppp_model import __version__
from ppp_model.errors import ModelError, PppError, ScenarioError
from ppp_model.measures import CHECKS, EVENTS, MEASURES
from ppp_model.results import Result
from ppp_model.risk.deal import Financing, deal_of
from ppp_model.risk.job import Job, spans, work
from ppp_model.risk.outcome import Draws, Mixed, memory
from ppp_model.risk.planning import drawn
from ppp_model.risk.runner import Executor, run_tasks
from ppp_model.risk.simulation import INDEXED, Simulation
from ppp_model.risk.store import Folder
from ppp_model.scenario.words import did_you_mean

CHUNK = 1000
"""Draws of a chunk, unless others are asked for."""
FANS = ("dscr", "cfads", "public_payments")
"""Lines that are kept by period, unless others are asked for."""
AS_EVENTS = ("debt_paid_when_due", "no_owner_support")
"""Checks that fail where an event happens, so that they say nothing more."""
BESIDES = ("guarantee_received_pv", "equity_irr_status")
"""Lines that are asked for besides measures, events and checks."""

Progress = Callable[[str, int, int], None]
"""Told what is run (``draws``, or ``mixed`` for indices) and how many of how many draws are done."""


@dataclass(frozen=True)
class Asked:
    """What is asked of a simulation; None stands for what the scenario's `uncertainty` says."""

    draws: int | None = None
    seed: int | None = None
    method: str | None = None
    financing: Financing | None = None
    fan: tuple[str, ...] = ()
    """Lines to keep by period; ``FANS`` when empty."""
    indices: bool = False
    """Whether first-order and total indices are asked for, which need runs of their own."""


@dataclass(frozen=True)
class Way:
    """How draws are run; changes nothing in what they come to."""

    executor: Executor | None = None
    """Anything with ``submit``; None runs them here."""
    again: Callable[[], Executor] | None = None
    """A new executor in place of one that broke."""
    chunk: int = CHUNK
    folder: Path | None = None
    """Where chunks are written, and found again after an interruption."""
    force: bool = False
    progress: Progress | None = None
    tell: Callable[[str], None] = field(default=lambda words: None)
    """Told beforehand how much memory it takes."""


def simulate(
    signed: Result, current: Result, asked: Asked, way: Way, files: Sequence[Path], sets: Sequence[str]
) -> Simulation:
    """Simulate the structure of ``current``, with its financing as in the run ``signed``.

    ``files`` are those that the study was read from, ``sets`` the changes of the command line; both stand in the
    manifest. Raises ScenarioError for a wrong question, ModelError when chunks of draws
    cannot be run at all; single draws that cannot be run are part of the answer.
    """
    if way.chunk < 1:
        raise ScenarioError.one("chunk", "", f"must be 1 or more, got {way.chunk}")
    job = job_of(signed, current, asked)
    manifest = _manifest(current, job, asked, way.chunk, files, sets)
    folder = Folder(way.folder, manifest, way.force) if way.folder is not None else None
    further = len(job.drawn.moving) + 1 if asked.indices and job.drawn.independent else 0
    way.tell(_size(job, further))
    found = Draws(job.drawn.draws)
    _run(job, "draws", found, way, folder)
    mixed = None
    if further:
        mixed = Mixed(job.drawn.draws)
        _run(_only_indexed(job), "mixed", mixed, way, folder)
    return Simulation(current, job.drawn, found, manifest, mixed)


def job_of(signed: Result, current: Result, asked: Asked) -> Job:
    """The deal and its draws."""
    financing = asked.financing or current.loaded.scenario.uncertainty.financing
    rows = current.assembled.model.rows
    names = (*(measure.name for measure in MEASURES), *EVENTS, *CHECKS, *BESIDES)
    wanted = [name for name in names if name in rows and name not in AS_EVENTS]
    some = drawn(current.loaded, current.assembled, asked.draws, asked.seed, asked.method)
    deal = deal_of(signed, current, financing, wanted, _fans(current, asked.fan), some.draws)
    return Job(deal, some)


def _fans(current: Result, asked: Sequence[str]) -> list[str]:
    """The lines to keep by period. Raises ScenarioError for one that is not there or has one value for all periods."""
    for name in asked:
        if current.values(name).shape[1] == 1:
            wide = [line for line, values in current.run.values.items() if values.shape[1] > 1]
            hint = did_you_mean(name, wide)
            raise ScenarioError.one("--fan", name, "has one value for all periods", "A fan needs one by period.", hint)
    rows = current.assembled.model.rows
    return list(dict.fromkeys(asked)) if asked else [name for name in FANS if name in rows]


def _only_indexed(job: Job) -> Job:
    """The job with those measures alone whose indices are shown."""
    deal = job.deal
    names = tuple(name for name in INDEXED if name in deal.wanted)
    return Job(replace(deal, wanted=names, by_period=()), job.drawn)


def _size(job: Job, further: int) -> str:
    """How much is kept in memory, and how often the draws are run again for indices."""
    draws, rows = job.drawn.draws, len(job.deal.by_period)
    values = len(job.deal.wanted) + len(job.drawn.names) + further * len(_only_indexed(job).deal.wanted)
    kept = max(memory(draws, values, rows, job.deal.assembled.calendar.periods) / 1e6, 1)
    runs = f" and {further} further runs of each" if further else ""
    return f"{draws:,} draws{runs}: {values} values and {rows} lines by period, about {kept:,.0f} MB kept in memory"


def _run(job: Job, kind: str, found: Draws | Mixed, way: Way, folder: Folder | None) -> None:
    """Do all chunks of a kind."""
    parts = spans(job.drawn.draws, way.chunk)
    here = way.executor is None
    if here:
        job = replace(job, deal=replace(job.deal, threads=os.cpu_count() or 1))
    function: Callable[..., Any] = getattr(job, kind) if here else work
    tasks = {span: span if here else (job.packed, kind, *span) for span in parts}
    total = job.drawn.draws

    def progress(done: int, of: int) -> None:
        if way.progress is not None:
            way.progress(kind, min(done * way.chunk, total), total)

    gathered = run_tasks(
        function, tasks, way.executor, folder.of(kind) if folder else None, found.take, progress, way.again
    )
    if gathered.found:
        way.tell(f"{gathered.found} of {len(parts)} chunks of {kind} were there already")
    for (first, last), error in gathered.errors.items():
        kind_of = ModelError if isinstance(error, PppError) else RuntimeError
        why = gathered.failures[first, last]
        raise kind_of(
            f"{len(gathered.errors)} of {len(parts)} chunks of draws fail; draws {first} to {last - 1}: {why}"
        ) from error


def _manifest(
    current: Result, job: Job, asked: Asked, chunk: int, files: Sequence[Path], sets: Sequence[str]
) -> dict[str, Any]:
    """What the draws are draws of."""
    loaded, sampler = current.loaded, job.drawn.sampler
    digest = hashlib.sha256()
    for file in (file for file in files if file.is_file()):  # a study made from data has none of its own
        data = file.read_bytes()
        digest.update(f"{len(data)}:".encode() + data)
    digest.update(repr(sorted(loaded.samples.items())).encode())
    digest.update(loaded.scenario.model_dump_json().encode())
    digest.update(repr([(name, row.text) for name, row in current.assembled.model.rows.items()]).encode())
    return {
        "program": f"ppp-model {__version__}", "study": loaded.scenario.study, "scenario_sha256": digest.hexdigest(),
        "structure": loaded.structure, "case": loaded.case, "sets": list(sets),
        "draws": sampler.draws, "seed": sampler.seed, "method": sampler.method, "scramblings": sampler.scramblings,
        "chunk": chunk, "financing": asked.financing or loaded.scenario.uncertainty.financing,
        "engine": getattr(job.deal, "engine", "numpy"), "inputs": list(job.drawn.names),
        "measures": list(job.deal.wanted), "by_period": list(job.deal.by_period),
        "conventions": _plain(current.conventions), "date": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
    }  # fmt: skip


def _plain(found: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value if isinstance(value, (int, float, str, bool, type(None))) else str(value)
            for name, value in found.items()}  # fmt: skip
