"""What the commands that look for something do: the frontier, equivalent support, and the bridge of a comparison."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ppp_model import commands
from ppp_model.errors import ScenarioError
from ppp_model.outputs.console import csv_text, print_json, tell, write_whole
from ppp_model.outputs.page import Page
from ppp_model.outputs.page_bridge import bridge_page
from ppp_model.outputs.page_equivalents import equivalents_page
from ppp_model.outputs.page_frontier import frontier_page
from ppp_model.outputs.terminal_page import print_page
from ppp_model.outputs.words import paragraph, words_page
from ppp_model.results import Comparison, measure_named
from ppp_model.scenario.paths import unit_at
from ppp_model.scenario.quantities import NO_NAMES, Ratio, Target
from ppp_model.study import Study, load

File = tuple[Path | None, bool]
"""Where the table is written as CSV, None for nowhere, and whether a file there is overwritten."""

BRIDGED = "net_public_cost_pv"
"""The measure of a bridge, unless another is named."""
_PATIENCE = 5.0


@dataclass(frozen=True)
class Extras:
    """What is asked of a comparison besides its table: a bridge between two structures, paragraphs, financing held."""

    bridge: tuple[str, str] | None = None
    measure: str | None = None
    words: bool = False
    financing: str | None = None


def frontier(
    path: Path, structure: str | None, case: str | None, sets: Sequence[str], file: File, as_json: bool
) -> list[str]:
    """Look for the frontier of a structure and show it; what is not reached is given back in words."""
    study = load(path)
    loaded = study.file.loaded(structure, case, sets)
    points = study.frontier(structure, case, sets, _progress())
    _write(points.frame, file)
    data = [point.to_dict() for point in points]
    wanted = loaded.scenario.frontier
    assert wanted is not None
    if as_json:
        head = {"study": loaded.scenario.study, "structure": loaded.structure, "case": case, "least": wanted.least}
        inputs = {
            name: one.model_dump() | {"unit": unit_at(loaded.scenario, one.input)}
            for name, one in wanted.inputs.items()
        }
        print_json(head | {"inputs": inputs, "points": data})
    elif file[0] is None:
        _show(frontier_page(data, loaded))
    return [f"point {n}: {point.text}" for n, point in enumerate(points, 1) if not point.reached]


def equivalents(
    path: Path, goal: tuple[str, str | None], where: tuple[str | None, str | None, Sequence[str]], giver: str,
    sets: Sequence[str], file: File, as_json: bool,
) -> list[str]:  # fmt: skip
    """Compare kinds of support that close the same gap and show them. ``goal``: target and cover in words; ``where``:
    structure, case of the gap, other cases. What no instrument reaches is given back in words."""
    structure, case, named = where
    cases = [name.strip() for text in named for name in text.split(",") if name.strip()]
    cover = None if goal[1] is None else commands.number("--cover", goal[1], Ratio, NO_NAMES)
    study = load(path)
    loaded = study.file.loaded(structure, case, sets)
    found = study.equivalents(_target(goal[0]), cover, structure, case, cases, sets, giver)
    _write(found.frame.reset_index(), file)
    if as_json:
        head = {"study": loaded.scenario.study, "structure": loaded.structure, "case": case, "giver": giver}
        print_json(head | found.to_dict())
    elif file[0] is None:
        _show(equivalents_page(found.to_dict(), loaded))
    return [] if found.is_met or any(one.reached for one in found) else ["no instrument closes the gap"]


def compare(
    path: Path, structures: Sequence[str] | None, run: tuple[str | None, Sequence[str]], extras: Extras, changes: bool,
    as_json: bool,
) -> Comparison:  # fmt: skip
    """Compare structures under a case with changes (``run``), with the bridge and the paragraphs that are asked for."""
    if extras.measure is not None and extras.bridge is None:
        raise ScenarioError.one("--measure", "", "goes with --bridge")
    if extras.financing is not None and extras.bridge is not None:
        raise ScenarioError.one("--financing", "", "does not go with --bridge", hint="Compare first, then bridge.")
    study = load(path)
    comparison = study.compare(structures, *run, extras.financing)
    bridge = study.bridge(*extras.bridge, extras.measure or BRIDGED, *run).to_dict() if extras.bridge else None
    words = _words(study, comparison, run) if extras.words else None
    if as_json:
        found = {"bridge": bridge, "words": words}
        print_json(comparison.to_dict() | {name: value for name, value in found.items() if value is not None})
        return comparison
    commands.show_comparison(comparison, changes, as_json)
    if words is not None:
        print()
        _show(words_page([(comparison[name].label, text) for name, text in words.items()]))
    if bridge is not None:
        print()
        ends = [comparison.results.get(bridge[end]) or study.run(bridge[end], *run) for end in ("first", "second")]
        _show(bridge_page(bridge, *ends))
    return comparison


def report(
    path: Path, structures: Sequence[str] | None, run: tuple[str | None, Sequence[str]],
    asked: tuple[bool, int | None], file: File, as_json: bool,
) -> Comparison:  # fmt: skip
    """Write the report to its file, or on stdout; as JSON the numbers of the structures it shows, and the file.

    ``asked``: whether the frontier is looked for, and how often uncertain inputs are drawn.
    """
    (output, force), (with_frontier, draws) = file, asked
    found = load(path).report(output, structures, *run, force=force, with_frontier=with_frontier, draws=draws)
    likely = found.contents.likelihood
    if likely is not None and likely.simulation is None:
        tell(f"no draws: {likely.missing}")
    if as_json:
        data = found.contents.comparison.to_dict() | {"written": None if output is None else str(output)}
        drawn = None if likely is None or likely.simulation is None else dict(likely.data)
        print_json(data if likely is None else data | {"draws": drawn})
    elif output is None:
        sys.stdout.write(found.html)
    return found.contents.comparison


def _words(study: Study, comparison: Comparison, run: tuple[str | None, Sequence[str]]) -> dict[str, str]:
    """A paragraph on each structure, with the robustness of its value for money where it has one (risks are drawn with
    debt sized as the study says, so not where financing is held)."""
    results = {name: result for name, result in comparison.results.items() if result.financing is None}
    names = [name for name, result in results.items() if result.measures["vfm"] is not None]
    weighed = study.value_for_money(names, *run).to_dict()["structures"] if names else {}
    return {name: paragraph(result, weighed.get(name)) for name, result in comparison.results.items()}


def _target(text: str) -> tuple[str, float]:
    """A measure and the value it shall have, from `equity_irr=15 %`."""
    name, equals, value = text.partition("=")
    if not equals:
        raise ScenarioError.one("--target", "", f"must name a measure and its value, got `{text}`", "equity_irr=15%")
    return measure_named(name.strip()).name, commands.number("--target", value.strip(), Target, NO_NAMES)


def _progress() -> Callable[[int], None]:
    """Says on stderr from time to time how many runs there were, once it takes long."""
    told = [time.monotonic()]

    def progress(runs: int) -> None:
        if time.monotonic() - told[0] > _PATIENCE:
            told[0] = time.monotonic()
            tell(f"looking: {runs:,} runs of the model so far")

    return progress


def _write(frame: Any, file: File) -> None:
    path, force = file
    if path is not None:
        rows = [list(frame.columns), *frame.itertuples(index=False)]
        write_whole(path, csv_text(rows), force)


def _show(page: Page) -> None:
    print_page(page)
