"""What the commands that draw do between parsing and ending: simulations, and structures under the same draws."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, get_args

from ppp_model.analysis.financing import financing_named
from ppp_model.errors import ScenarioError
from ppp_model.outputs.console import print_json, tell
from ppp_model.outputs.page_draws import draws_page
from ppp_model.outputs.page_simulation import failed_text, simulation_page
from ppp_model.outputs.terminal_page import print_page
from ppp_model.risk.executors import Place
from ppp_model.risk.simulate import CHUNK, Asked, Way
from ppp_model.scenario.model import Uncertainty
from ppp_model.scenario.words import did_you_mean, listed
from ppp_model.study import load
from ppp_model.study_draws import folder_of

Run = tuple[str | None, Sequence[str]]
"""A case, and changes."""
Figures = tuple[int | None, int | None, str | None, str | None]
"""Draws, seed, method and financing in words; None for what the scenario says."""

METHODS = get_args(Uncertainty.model_fields["method"].annotation)
_WORDS = {"draws": "draws", "mixed": "further runs for indices"}


@dataclass(frozen=True)
class Shown:
    """What is shown besides: fans of lines, indices; and whether as JSON."""

    fans: Sequence[str] = ()
    indices: bool = False
    as_json: bool = False


def simulate(
    path: Path, structures: Sequence[str], run: Run, figures: Figures, shown: Shown,
    place: tuple[int | None, int | None, str | None], folder: tuple[Path | None, bool],
) -> list[str]:  # fmt: skip
    """Simulate structures (the first when none is named) and show them; what failed is given back in words.

    ``place`` is how many processes, how many threads, or the address of a cluster; ``folder`` where the draws are kept,
    and whether others there are overwritten.
    """
    study, asked = load(path), _asked(figures, shown)
    names = list(structures) or study.structures[:1]
    with _way(Place(*place), folder) as way:
        if way.folder is not None and len(names) > 1:
            way.folder.mkdir(exist_ok=True)
        folders = {name: folder_of(way.folder, name) if len(names) > 1 else way.folder for name in names}
        found = {name: study.simulated(name, *run, asked, replace(way, folder=folders[name])) for name in names}
    data = {name: one.to_dict() for name, one in found.items()}
    if shown.as_json:
        print_json(data[names[0]] if len(names) == 1 else {"structures": data})
    else:
        for number, (name, one) in enumerate(found.items()):
            if number:
                print()
            print_page(simulation_page(data[name], one.base, shown.fans))
            _tell_notes(data[name])
    return [text for one in data.values() for text in _short(one)]


def compare(
    path: Path, structures: Sequence[str] | None, run: Run, figures: Figures, workers: int | None, as_json: bool
) -> list[str]:
    """Run structures (all when none is named) under the same draws and show them; what failed in words."""
    study = load(path)
    with _way(Place(workers), (None, False)) as way:
        found = study.draws_compared(structures or study.structures, *run, _asked(figures, Shown()), way)
    data = found.to_dict()
    if as_json:
        print_json(data)
    else:
        print_page(draws_page(data))
        for one in data["structures"].values():
            _tell_notes(one)
    return [text for one in data["structures"].values() for text in _short(one)]


def refuse_with_draws(**others: Any) -> None:
    """Raise ScenarioError for an option of a comparison that does not go with draws."""
    for name, value in others.items():
        if value:
            raise ScenarioError.one(f"--{name}", "", "does not go with --draws")


def _asked(figures: Figures, shown: Shown) -> Asked:
    """What is asked of the draws; ScenarioError for words that mean nothing."""
    draws, seed, method, financing = figures
    if method is not None and method not in METHODS:
        allowed = f"Allowed: {listed(f'`{one}`' for one in METHODS)}."
        raise ScenarioError.one("--method", "", f"unknown method `{method}`", allowed, did_you_mean(method, METHODS))
    if seed is not None and seed < 0:
        raise ScenarioError.one("--seed", "", f"must be 0 or more, got {seed}")
    kind = financing_named(financing) if financing is not None else None
    return Asked(draws, seed, method, kind, tuple(shown.fans), shown.indices)


@contextmanager
def _way(place: Place, folder: tuple[Path | None, bool]) -> Iterator[Way]:
    """How the draws are run, with the workers that are asked for; progress is shown on a terminal."""
    path, force = folder
    with place.opened() as executor, _progress() as progress:
        again = place.again if place.workers or place.threads else None
        yield Way(executor, again, CHUNK, path, force, progress, tell)


@contextmanager
def _progress() -> Iterator[Any]:
    """A bar on stderr where that is a terminal; None elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda kind, done, total: bar.update(task, description=_WORDS[kind], completed=done, total=total)


def _tell_notes(data: dict[str, Any]) -> None:
    for note in data["notes"]:
        tell(f"{data['label']}: {note}")


def _short(data: dict[str, Any]) -> list[str]:
    """What failed: draws that could not be run, checks that must hold."""
    from ppp_model.measures import CHECKS, IDENTITIES

    found = [f"{data['label']}: {next(failed_text(data))}"] if data["failed"] else []
    broken = {name: times for name, times in data["checks"].items() if name in IDENTITIES}
    return found + [f"{data['label']}: {CHECKS[name]} in {times:,} draws" for name, times in broken.items()]
