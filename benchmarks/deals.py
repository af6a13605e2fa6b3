"""Scenarios and cells a second of whole deals: one run, many draws, each engine, with and without sizing per draw."""

from __future__ import annotations

import dataclasses
import functools
import importlib.util
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.machine import limits
from benchmarks.page import Goal, Table, number
from benchmarks.timing import Job, Timed, in_turns
from ppp_model import Result, Study, load
from ppp_model.engine.line import Given
from ppp_model.risk.deal import Deal, Financing, Outcomes, deal_of, kernel_for
from ppp_model.risk.drawn import Drawn
from ppp_model.risk.planning import drawn

ROOT = Path(__file__).parent.parent
REFERENCE, KIGALI = "reference-deal", "kigali-bulk-water"
WORDS = {"held": "held", "sized_again": "sized per draw", "pass": "given, one pass"}
AT_ONCE = 5_000
"""Draws whose inputs are held in memory together."""
NUMPY_DRAWS = 1_000
"""Draws of a small deal that are enough to time numpy."""
LONGEST = 25.0
"""Seconds above which a row is not run, judged from the one with fewer draws."""
CELLS_GOAL = {"numpy": 150e6, "kernel": 1000e6}
SECONDS_GOAL = {"held": 2.0, "sized_again": 10.0}


@dataclass(frozen=True)
class Prepared:
    """A deal with its draws, ready to be timed."""

    deals: dict[str, Deal]
    """By engine, the fastest last."""
    inputs_of: Callable[[int, int, int], Mapping[str, Any]]
    """Of so many draws, the inputs of the first to the last."""
    lines: int
    """Lines that a run calculates, inputs left out."""
    periods: int

    def job(self, draws: int, engine: str) -> Job:
        """So many draws, inputs and outcomes, one call; its items are scenarios."""
        self.inputs_of(draws, 0, min(AT_ONCE, draws))  # which lines move is found out once, beforehand
        return Job(engine, lambda: self.run(draws, engine), draws)

    def run(self, draws: int, engine: str) -> list[Any]:
        """The outcomes of draws, a part at a time, as a simulation takes them."""
        spans = [(start, min(start + AT_ONCE, draws)) for start in range(0, draws, AT_ONCE)]
        deal = self.deals[engine]
        return [deal.evaluate(self.inputs_of(draws, *span), span[1] - span[0]) for span in spans]

    @property
    def cells(self) -> int:
        """Cells of one scenario."""
        return self.lines * self.periods


def engines_for(deal: Deal, inputs: Mapping[str, Any]) -> dict[str, Deal]:
    """The deal for each engine that can run it here: numpy, and last the kernel with a thread for each core."""
    found = {"numpy": dataclasses.replace(deal, engine="numpy")}
    if importlib.util.find_spec("llvmlite"):
        widths = {name: rows.shape[1] for name, rows in inputs.items()}
        if kernel_for(deal.assembled, deal.held, deal.start, deal.lines, widths):
            found["kernel"] = dataclasses.replace(deal, engine="kernel", threads=os.cpu_count() or 1)
    return found


def calls_of(deal: Deal, inputs: Mapping[str, Any], draws: int) -> dict[str, tuple[Callable[[], Outcomes], int]]:
    """For each engine a call that runs draws, and how many: all, or the first thousand with numpy."""
    found = {}
    for engine, own in engines_for(deal, inputs).items():
        many = min(draws, NUMPY_DRAWS) if engine == "numpy" else draws
        some = {name: rows[:many] for name, rows in inputs.items()}
        found[engine] = functools.partial(own.evaluate, some, many), many
    return found


def study_of(name: str) -> Study:
    """A shipped scenario."""
    return load(ROOT / "scenarios" / name)


def prepared(study: Study, result: Result, financing: str, sets: Sequence[str] = ()) -> Prepared:
    """A structure's deal; with ``pass`` the solved inputs are given too, so that each line is worked out once, and its
    draws are made once: what is left to time is the model."""
    kind: Financing = "sized_again" if financing == "sized_again" else "held"
    deal = deal_of(result, result, kind)
    if financing == "pass":
        given = {name: result.run.values[name] for name in result.assembled.model.solved}
        deal = dataclasses.replace(deal, held={**given, **deal.held})
    assembled = result.assembled
    loaded = study.file.loaded(result.structure, None, sets)

    @functools.cache
    def drawn_of(draws: int) -> Drawn:
        return drawn(loaded, assembled, draws=draws)

    def fresh(draws: int, start: int, stop: int) -> Mapping[str, Any]:
        moved = drawn_of(draws).inputs(start, stop)
        return {name: rows for name, rows in moved.items() if name not in deal.held}

    kept = functools.cache(lambda draws, size: fresh(draws, 0, size))
    inputs_of = fresh if financing != "pass" else lambda draws, start, stop: kept(draws, stop - start)
    run = assembled.run(deal.held, None, deal.start, set(deal.wanted))
    lines = [name for name in run.values if not isinstance(assembled.model.rows[name].part, Given)]
    return Prepared(engines_for(deal, fresh(1, 0, 1)), inputs_of, len(lines), assembled.calendar.periods)


def deals(quick: bool) -> Table:
    """Scenarios and cells a second of the two deals, by financing, draws and engine."""
    header = (
        "deal",
        "financing",
        "draws",
        "engine",
        "seconds",
        "scenarios/s",
        "million cells/s",
        "of numpy's adds",
    )
    table = Table("Draws of whole deals", header)
    adds, _ = limits(quick)
    for name in (REFERENCE, KIGALI):
        study = study_of(name)
        result = study.run()
        for financing in WORDS:
            ready = prepared(study, result, financing)
            for draws in (16,) if quick else (10_000, 100_000):
                for timed in _timed(ready, draws, quick, table):
                    table.rows.append(_row(name, financing, ready, timed, adds))
                    table.goals += _goals(name, financing, draws, timed, ready)
    table.notes.append(_words(quick))
    return table


def _timed(ready: Prepared, draws: int, quick: bool, table: Table) -> list[Timed]:
    """Each engine that would not take too long, in turns."""
    few = max(8, draws // 100)
    jobs = []
    for engine in ready.deals:
        sample = in_turns([ready.job(few, engine)], 1)[0]
        seconds = draws / sample.rate
        if seconds > LONGEST:
            text = f"{engine} with {draws:,} draws would take about {number(seconds)} s: left out."
            table.notes.append(text)
        else:
            jobs.append(ready.job(draws, engine))
    many = draws > 10_000
    return in_turns(jobs, 1 if many or quick else 3, warm=not many)


def _row(name: str, financing: str, ready: Prepared, timed: Timed, adds: float) -> tuple[str, ...]:
    cells = ready.cells * timed.rate
    draws = f"{timed.job.items:,.0f}"
    figures = (number(timed.median), number(timed.rate), number(cells / 1e6), number(cells / adds))
    return (name, WORDS[financing], draws, timed.job.name, *figures)


def _goals(name: str, financing: str, draws: int, timed: Timed, ready: Prepared) -> list[Goal]:
    engine = timed.job.name
    if name == REFERENCE and financing == "pass" and draws <= 10_000:
        bar = CELLS_GOAL[engine]
        return [Goal(f"{name}, {engine}", ready.cells * timed.rate / 1e6, bar / 1e6, "million cells/s")]
    if name == KIGALI and financing in SECONDS_GOAL and draws == 10_000 and engine == list(ready.deals)[-1]:
        bar = SECONDS_GOAL[financing]
        return [Goal(f"{name}, 10,000 draws, {WORDS[financing]}", timed.median, bar, "s", at_most=True)]
    return []


def _words(quick: bool) -> str:
    few = " This was a quick run, whose figures say little." if quick else ""
    return (
        "Cells are draws x periods x lines that the headline measures need, each counted once however often a circle"
        " repeats it; with the financing given in one pass, none repeats, and the drawing of inputs is"
        " left out there. The last column is the share of the machine's"
        f" additions in the cache on one core.{few}"
    )


def single(quick: bool) -> Table:
    """One run by itself, and the command from its start to its end."""
    table = Table("One run", ("deal", "what", "seconds"))
    rounds = 2 if quick else 9
    for name in (REFERENCE, KIGALI):
        study = study_of(name)
        last = [study.structures[-1]] if quick else study.structures
        ready = {one: study.run(one).assembled for one in last}
        timed = in_turns([Job(one, found.run) for one, found in ready.items()], rounds)
        slowest = max(timed, key=lambda one: one.median)
        what = f"slowest of {len(timed)} structures ({slowest.job.name}), one run of the model"
        table.rows.append((name, what, number(slowest.median)))
        first = study.structures[0]
        whole = in_turns([Job(first, lambda study=study, first=first: study.run(first))], rounds)[0]  # type: ignore[misc]
        what = f"{first}: read, assembled and run, its price solved if it says so"
        table.rows.append((name, what, number(whole.median)))
        table.goals.append(Goal(f"{name}: one run of a structure", slowest.median * 1e3, 50.0, "ms", at_most=True))
    command = [sys.executable, "-m", "ppp_model", "run", str(ROOT / "scenarios" / KIGALI)]
    job = Job("ppp run", lambda: subprocess.run(command, check=True, capture_output=True))
    [whole] = in_turns([job], 1 if quick else 5)
    table.rows.append((KIGALI, "`ppp run` in all", number(whole.median)))
    table.goals.append(Goal(f"`ppp run` {KIGALI}, in all", whole.median, 1.5, "s", at_most=True))
    return table
