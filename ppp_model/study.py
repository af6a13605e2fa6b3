"""A study: load it, run a structure, compare structures, solve for an input, look for the least public money."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from ppp_model.analysis.bridge import Bridge, bridge
from ppp_model.analysis.conventions import Change, OtherConvention, alternatives, compared
from ppp_model.analysis.difference import Difference, difference, values_of
from ppp_model.analysis.equivalents import Equivalents, Gap, equivalents
from ppp_model.analysis.financing import financed, financing_named
from ppp_model.analysis.frontier import Points, frontier
from ppp_model.analysis.refinancing import RefinancingGain, refinancing_gain
from ppp_model.analysis.runs import at_agreed, calculated
from ppp_model.analysis.value_report import DRAWS, SEED, ValueReport
from ppp_model.analysis.value_runs import Comparators, with_comparators
from ppp_model.errors import Problem
from ppp_model.extension import Line, Place, with_lines
from ppp_model.measures import BY_NAME
from ppp_model.results import Comparison, Result, Solved, measure_named
from ppp_model.risk.moves import moves_of
from ppp_model.risk.screening import widest
from ppp_model.risk.sensitivity import Sensitivity
from ppp_model.scenario.from_data import study_file_from, yaml_of
from ppp_model.scenario.load import Loaded, StudyFile, open_study
from ppp_model.scenario.model import Scenario, Solve
from ppp_model.study_cooperation import WithCooperation
from ppp_model.study_draws import WithDraws
from ppp_model.study_places import WithPlaces
from ppp_model.study_show import WithPages
from ppp_model.study_structures import WithBearing


class Study(WithDraws, WithPages, WithCooperation, WithPlaces, WithBearing):
    """A scenario file with its structures and cases. Nothing is calculated until asked for."""

    def __init__(self, file: StudyFile) -> None:
        self.file = file
        self._comparators = Comparators(self._named)
        self._agreed_prices: dict[tuple[str, tuple[str, ...]], Solved] = {}
        """What structures have solved without a case, by structure and ``sets``."""

    @property
    def structures(self) -> list[str]:
        """Names of the structures, in the order of the file."""
        return list(self.file.structures)

    @property
    def cases(self) -> list[str]:
        """Names of the cases."""
        return list(self.file.cases)

    def check(self) -> list[Problem]:
        """Every problem in the file, of every structure and case."""
        return self.file.check(BY_NAME)

    def with_lines(
        self,
        *functions: Line,
        block: str = "",
        kind: str = "",
        replace: bool = False,
        values: Mapping[str, Any] | None = None,
        **named: Line,
    ) -> Study:
        """The study with lines of your own in its models; this study and the package stay as they are.

        ``functions`` are marked with ``@line``; inputs (``given``) and totals (``sum_of``) get their names as
        keywords. ``values`` gives each new input without ``at`` a number, a list with one for each year, or
        ``{"value": ..., "source": ...}``. The lines belong to the project, or to one ``block`` (``debt.senior``), or
        to every block of a ``kind`` (``tranche``). With ``replace`` each takes the place of the line of its name.
        Raises ScenarioError with every problem: a name that exists, an argument that is no line, a number in a
        formula, an ``if``, a unit that does not agree.
        """
        place = Place(block, kind, replace)
        return Study(with_lines(self.file, functions, named, place, values or {}))

    def save(self, path: str | Path, force: bool = False) -> Path:
        """Write the study as one YAML file, with all that it extends; a folder gets a ``scenario.yaml``.

        Lines of your own are not written: no file can say them. Raises ScenarioError for a file that is there
        already, unless ``force``.
        """
        from ppp_model.outputs.console import check_target, put_whole
        from ppp_model.outputs.starter import schema_line, study_file

        target = study_file(Path(path))
        check_target(target, force)
        put_whole(target, f"{schema_line(target)}\n{yaml_of(self.file.tree)}", force)
        return target

    def run(
        self,
        structure: str | None = None,
        case: str | None = None,
        sets: Sequence[str] = (),
        held: Mapping[str, Any] | None = None,
        financing: str | None = None,
    ) -> Result:
        """Calculate one structure (the first when None) under one case.

        ``sets`` are further changes, such as ``"finance.debt.senior.rate=9 %"``; ``held`` keeps any line at given
        values (a number, or an array shaped (1, periods)). The structure's ``solve:`` is carried out without the
        case, and what it finds is held under the case, as a price agreed at close is (``solve.again_in_cases``
        solves it again). ``financing`` says what the case leaves of the deal signed without it (of the deal without
        ``sets``, when there is no case): ``held`` the price, the amount and the repayments of each loan,
        ``sized_again`` the price, ``priced_again`` nothing. Raises ScenarioError for anything wrong in the file or
        the words, ModelError when the numbers cannot be run.
        """
        return self._run(self.file.loaded(structure, case, sets), sets, held, None, financing)

    def _run(
        self,
        loaded: Loaded,
        sets: Sequence[str],
        held: Mapping[str, Any] | None,
        change: Change | None = None,
        financing: str | None = None,
    ) -> Result:
        """A run that can be compared with its comparator, which is run when a measure asks for it."""
        if financing is None:
            result = self._calculated(loaded, sets, held, change)
        else:
            result = self._financed(loaded, sets, held, change, financing)
        return self._comparators.attach(result, sets, change)

    def _named(
        self, name: str, case: str | None, sets: Sequence[str], change: Change | None, financing: str | None
    ) -> Result:
        return self._run(self.file.loaded(name, case, sets), sets, None, change, financing)

    def _financed(
        self,
        loaded: Loaded,
        sets: Sequence[str],
        held: Mapping[str, Any] | None,
        change: Change | None,
        financing: str,
    ) -> Result:
        """A run of what happens to a deal: the case, or ``sets`` when there is none."""
        kind, part_of_deal = financing_named(financing), sets if loaded.case is not None else ()
        before = self.file.loaded(loaded.structure, None, part_of_deal)
        signed = self._calculated(before, part_of_deal, None, change)
        happens = dataclasses.replace(loaded, scenario=(change or _as_it_is)(loaded.scenario))
        return financed(happens, signed, kind, held)

    def _calculated(
        self, loaded: Loaded, sets: Sequence[str], held: Mapping[str, Any] | None, change: Change | None = None
    ) -> Result:
        """A run of a loaded scenario; ``change`` is made to it, and to the one without the case if that is solved."""
        changed = change or _as_it_is
        loaded = dataclasses.replace(loaded, scenario=changed(loaded.scenario))
        solve, key = loaded.scenario.solve, (loaded.structure, tuple(sets))
        known = self._agreed_prices if change is None and not held else {}
        if solve is None or loaded.case is None or solve.again_in_cases:
            result = calculated(loaded, solve, held)
            if result.solved and loaded.case is None:
                known[key] = result.solved
            return result
        before = self.file.loaded(loaded.structure, None, sets)
        if before.scenario.solve != solve:
            return calculated(loaded, solve, held)
        if key not in known:
            solved = calculated(dataclasses.replace(before, scenario=changed(before.scenario)), solve, held).solved
            assert solved is not None
            known[key] = solved
        return at_agreed(loaded, known[key], held)

    def compare(
        self,
        structures: Sequence[str] | None = None,
        case: str | None = None,
        sets: Sequence[str] = (),
        financing: str | None = None,
    ) -> Comparison:
        """Calculate several structures (all when None) under one case. Arguments and errors as in ``run``."""
        loaded = [self.file.loaded(name, case, sets) for name in structures or self.structures]
        results = {one.structure: self._run(one, sets, None, None, financing) for one in loaded}
        self._comparators.remember(results, sets)
        return Comparison(loaded[0].scenario.study, results)

    def solve(
        self,
        input: str,
        measure: str,
        target: float,
        between: tuple[float, float] | None = None,
        structure: str | None = None,
        case: str | None = None,
        sets: Sequence[str] = (),
    ) -> Result:
        """Move ``input`` (a dotted key) until ``measure`` equals ``target``; replaces the structure's own ``solve:``.

        ``between`` bounds the input, in its own unit. The result's ``solved`` says what was found, and when the
        target is out of reach how near it came and what binds.
        """
        loaded = self.file.loaded(structure, case, sets)
        wanted = Solve(input=input, measure=measure, target=target, between=between)
        return self._comparators.attach(calculated(loaded, wanted, None), sets)

    def conventions(
        self, structure: str | None = None, case: str | None = None, sets: Sequence[str] = ()
    ) -> list[OtherConvention]:
        """What each disputed convention is worth: changed alone, the measures that it moves. Raises as ``run``."""
        loaded = self.file.loaded(structure, case, sets)
        before = self._run(loaded, sets, None)
        return [
            compared(key, before, self._run(loaded, sets, None, change))
            for key, change in alternatives(loaded.scenario)
        ]

    def bridge(
        self, first: str, second: str, measure: str, case: str | None = None, sets: Sequence[str] = ()
    ) -> Bridge:
        """What makes the difference of a measure between two structures; see ``analysis.bridge``."""
        measure_named(measure)
        one, other = self.run(first, case, sets), self.run(second, case, sets)
        return bridge(one, other, measure, values_of(one, [measure])(measure))

    def diff(
        self,
        first: str | None = None,
        second: str | None = None,
        measures: Sequence[str] | None = None,
        case: str | None = None,
        sets: Sequence[str] = (),
        other: Study | None = None,
    ) -> Difference:
        """The inputs that differ between two runs, and what each change did to some measures.

        Two structures, ``first`` and ``second``, under one case with the same changes; with ``other``, ``first`` here
        against ``second`` there; with neither, ``first`` as the file has it against itself under the case and the
        changes. See ``analysis.difference``.
        """
        if second is None and other is None:
            return difference(self.run(first), self.run(first, case, sets), measures)
        return difference(self.run(first, case, sets), (other or self).run(second, case, sets), measures)

    def equivalents(
        self,
        target: tuple[str, float] = ("equity_irr", 0.15),
        cover: float | None = None,
        structure: str | None = None,
        case: str | None = None,
        cases: Sequence[str] = (),
        sets: Sequence[str] = (),
        giver: str = "city",
    ) -> Equivalents:
        """How much of each kind of support brings a measure to a target and the lenders' least cover to ``cover``.

        The gap is that under ``case``, at the prices as written. ``cases`` are others in which the same amounts are
        run, to see who bears the risk; the study as it stands is one of them when there is a ``case``. See
        ``analysis.equivalents``.
        """
        measure_named(target[0])
        loaded = {name: self.file.loaded(structure, name, sets) for name in (None, case, *cases)}
        others = [loaded[name] for name in dict.fromkeys((None, *cases)) if name != case]
        gap = Gap(*target, cover)
        return equivalents(loaded[case], loaded[None], gap, others, giver)

    def frontier(
        self,
        structure: str | None = None,
        case: str | None = None,
        sets: Sequence[str] = (),
        progress: Callable[[int], None] | None = None,
    ) -> Points:
        """The least public money that reaches each goal under the limits, as the scenario's ``frontier`` asks.

        ``progress`` is told from time to time how many runs there were. See ``analysis.frontier``.
        """
        return frontier(self.file.loaded(structure, case, sets), progress)

    def sensitivity(
        self,
        structure: str | None = None,
        case: str | None = None,
        sets: Sequence[str] = (),
        financing: str | None = None,
        inputs: Sequence[str] = (),
    ) -> Sensitivity:
        """What moves a structure: tornado, grids, break-even and stress; see ``risk.sensitivity``.

        ``inputs`` are names of the scenario's `uncertainty` or dotted keys, each with its ends if it has others
        (``"supply.utilisation=70 %..100 %"``, ``"opex.staff.fixed=-20 %..+10 %"``); when empty, all that is
        uncertain, or in a scenario that says nothing of it the numbers that matter most when moved by 10 %.
        ``financing`` is as in ``run``, that of the scenario's `uncertainty` when None. Raises as ``run``.
        """
        loaded = self.file.loaded(structure, case, sets)
        uncertain = loaded.scenario.uncertainty
        kind = financing_named(financing or uncertain.financing)
        signed = self._run(self.file.loaded(structure, None, sets), sets, None)
        current = self._run(loaded, sets, None, None, kind) if case is not None else signed
        if inputs or uncertain.inputs or uncertain.paths:
            moves = moves_of(current.loaded, current.assembled, inputs)
        else:
            moves = widest(signed, current, kind)
        others = {name: partial(self.run, structure, name, sets, None, kind) for name in self.cases if name != case}
        return Sensitivity(signed, current, kind, moves, others)

    def refinancing_gain(
        self,
        before: str,
        after: str,
        case: str | None = None,
        sets: Sequence[str] = (),
        from_period: int | None = None,
        public_share: float = 0.5,
        threshold: float | None = None,
    ) -> RefinancingGain:
        """The gain of refinancing the structure ``before`` as in ``after``; see ``analysis.refinancing``.

        Both are run under the case; distributions are valued at the return on equity of ``before`` without it.
        """
        original = self.run(before, None, sets).measures["equity_irr"]
        without, with_it = self.run(before, case, sets), self.run(after, case, sets)
        return refinancing_gain(without, with_it, from_period, public_share, threshold, original)

    def value_for_money(
        self,
        structures: str | Sequence[str] | None = None,
        case: str | None = None,
        sets: Sequence[str] = (),
        draws: int = DRAWS,
        seed: int = SEED,
    ) -> ValueReport:
        """Structures (all with a comparator when None) against the comparator of their ``value_for_money``.

        The risks of the register are drawn ``draws`` times, from streams that hang on ``seed`` and their names only.
        Raises ScenarioError when there is nothing to compare, or the structures do not have one comparator.
        """
        names = [structures] if isinstance(structures, str) else structures
        loaded = [self.file.loaded(name, case, sets) for name in names or self.structures]
        results = [self._run(one, sets, None) for one in (loaded if names else with_comparators(loaded))]
        return self._comparators.report(results, sets, draws, seed)

    def __repr__(self) -> str:
        return f"<Study {self.file.path}: {', '.join(self.structures)}>"


def _as_it_is(scenario: Scenario) -> Scenario:
    return scenario


def load(path: str | Path) -> Study:
    """The study in a folder (its ``scenario.yaml``) or a file. Raises ScenarioError with file and line."""
    return Study(open_study(path))


def study_from(data: Mapping[str, Any], folder: str | Path = ".") -> Study:
    """The study that a dict describes: keys and values as in a scenario file, ``structures`` and ``cases`` too.

    Values may be texts with units ("7.5 %", "40 m USD"), numbers in the field's stated unit, dates, or
    ``{"value": ..., "source": ...}``. ``extends`` starts from ``folder``. Raises ScenarioError with every problem.
    """
    return Study(study_file_from(data, folder))
