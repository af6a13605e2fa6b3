"""The runs behind value for money: of the comparator when a measure asks for it, and of structures side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from ppp_model.analysis.conventions import Change
from ppp_model.analysis.value_for_money import (
    appraisal_of,
    comparator_of,
    section_of,
    value_measures,
    without_comparator,
)
from ppp_model.analysis.value_report import ValueReport, Weighed
from ppp_model.errors import PppError, ScenarioError
from ppp_model.measures import BY_NAME
from ppp_model.results import Result
from ppp_model.scenario.load import Loaded
from ppp_model.scenario.mixing import with_value
from ppp_model.scenario.paths import lookup
from ppp_model.toolbox.value_for_money import Side

Run = Callable[[str, str | None, Sequence[str], Change | None, str | None], Result]
"""Runs a structure by name, under a case, with changes in words (``--set``) and one to the scenario, its financing held
or not."""

MOST_DRAWS = 1_000_000
_KEPT = 8
_PARTS = {"overrun": "works.overrun", "delay": "timeline.delay"}
"""What the comparator's own inputs may add to its raw cost, by their key; 0 is none."""


class Comparators:
    """The comparators of a study's structures; the last few runs are kept, since several structures ask for them."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.kept: dict[tuple[str, str | None, tuple[str, ...], str | None], Result] = {}

    def attach(self, result: Result, sets: Sequence[str], change: Change | None = None) -> Result:
        """The result, made able to say its value for money if it has a section for it."""
        if comparator_of(result.loaded) is not None:
            result.appraise = partial(self.measures, sets=sets, change=change)
        return result

    def remember(self, results: Mapping[str, Result], sets: Sequence[str]) -> None:
        """Keep those of the results that are comparators of others."""
        for name in dict.fromkeys(filter(None, (comparator_of(result.loaded) for result in results.values()))):
            if name in results:
                self._keep(results[name], sets)

    def measures(self, result: Result, sets: Sequence[str], change: Change | None) -> Mapping[str, float | str]:
        """The measures of value for money of a result."""
        try:
            return value_measures(self.of(result, sets, change), result)
        except PppError as error:
            return without_comparator(str(comparator_of(result.loaded)), error)

    def of(self, result: Result, sets: Sequence[str], change: Change | None = None) -> Result:
        """The run of a result's comparator under the same case, changes and financing; itself if it is one."""
        name = str(section_of(result).comparator)
        if name == result.structure:
            return result
        found = self.kept.get((name, result.case, tuple(sets), result.financing)) if change is None else None
        if found is None:
            found = self.run(name, result.case, sets, change, result.financing)
            if change is None:
                self._keep(found, sets)
        return found

    def report(self, results: Iterable[Result], sets: Sequence[str], draws: int, seed: int) -> ValueReport:
        """Structures weighed against their one comparator; ScenarioError when they have none, or several."""
        results = list(results)
        _check(results, draws, seed)
        comparator = self.of(results[0], sets)
        raw = self._without_parts(comparator, sets)
        weighed = {result.structure: _weighed(comparator, result, draws, seed, raw) for result in results}
        study = comparator.loaded.scenario.study
        return ValueReport(study, comparator.case, comparator.structure, weighed, draws, seed)

    def _keep(self, result: Result, sets: Sequence[str]) -> None:
        while len(self.kept) >= _KEPT:
            del self.kept[next(iter(self.kept))]
        self.kept[result.structure, result.case, tuple(sets), result.financing] = result

    def _without_parts(self, comparator: Result, sets: Sequence[str]) -> dict[str, Result]:
        """The comparator without what raises its cost, where there is some and it can be run without."""
        found = {}
        for name, path in _PARTS.items():
            if lookup(comparator.loaded.scenario, path):
                change = partial(with_value, keys=path.split("."), value=0.0)
                try:
                    found[name] = self.run(comparator.structure, comparator.case, sets, change, comparator.financing)
                except PppError:
                    continue
        return found


def with_comparators(scenarios: Iterable[Loaded]) -> list[Loaded]:
    """Those of the scenarios that have a comparator other than themselves; ScenarioError when there are none."""
    found = [loaded for loaded in scenarios if comparator_of(loaded) not in (None, loaded.structure)]
    if not found:
        raise ScenarioError.one("", "value_for_money", f"there is {BY_NAME['vfm'].blank}")
    return found


def _weighed(comparator: Result, result: Result, draws: int, seed: int, raw: Mapping[str, Result]) -> Weighed:
    appraisal = appraisal_of(comparator, result)
    drawn = appraisal.draw(draws, seed) if appraisal.exposures else None
    rate = appraisal.comparator.rate
    parts = {name: _raw(comparator, rate) - _raw(without, rate) for name, without in raw.items()}
    return Weighed(comparator, result, appraisal, drawn, parts)


def _raw(result: Result, rate: float) -> float:
    """Present value of the net cost to the public."""
    times = result.values("flow_years")[0]
    return Side({"raw": result.values("net_public_cost")[0]}, times, rate).total


def _check(results: Sequence[Result], draws: int, seed: int) -> None:
    if not 1 <= draws <= MOST_DRAWS:
        raise ScenarioError.one("--draws", "", f"must be from 1 to {MOST_DRAWS:,}, got {draws}")
    if seed < 0:
        raise ScenarioError.one("--seed", "", f"must be 0 or more, got {seed}")
    names = {result.structure: section_of(result).comparator for result in results}
    for structure, comparator in names.items():
        if structure == comparator:
            what = f"`{structure}` is the comparator itself"
            raise ScenarioError.one("--structure", "", what, hint="Name what is to be weighed against it.")
    if len(set(names.values())) > 1:
        said = ", ".join(f"{structure}: {comparator}" for structure, comparator in names.items())
        what = f"the structures have different comparators ({said})"
        raise ScenarioError.one("--structure", "", what, hint="Name those that have one.")
