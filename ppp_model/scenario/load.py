"""A study's file, and from it the scenario of one structure and one case, with every problem named."""

from __future__ import annotations

import copy
import dataclasses
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ppp_model.errors import Problem, ScenarioError
from ppp_model.scenario.changes import (
    Change,
    Edit,
    SetOfChanges,
    apply,
    missing_needs,
    put_aside,
    read_option,
    read_sets,
)
from ppp_model.scenario.checks import check
from ppp_model.scenario.flat import Annotation, Flat, flatten
from ppp_model.scenario.merge import Pieces, find_study
from ppp_model.scenario.model import Scenario
from ppp_model.scenario.nodes import Mark, Node, leaves, shown
from ppp_model.scenario.own_lines import OWN_PLACE, OwnLines
from ppp_model.scenario.paths import SCENARIO, Shape, shape_at
from ppp_model.scenario.plain_words import FILE_KEYS, problems_of
from ppp_model.scenario.quantities import Names
from ppp_model.scenario.samples import Reader, Samples
from ppp_model.scenario.study_data import read_figures
from ppp_model.scenario.words import did_you_mean, listed

BASE = "base"

_CODES = (("currency",), ("city", "currency"))

__all__ = ["BASE", "Annotation", "Change", "Loaded", "Mark", "SetOfChanges", "StudyFile", "open_study"]


@dataclass(frozen=True, kw_only=True)
class Said:
    """The choice of a structure and a case, and what the file says about each value under it."""

    structure: str
    """Name of the structure; `base` if the study has none."""
    case: str | None
    """Name of the case, None for the study as it stands."""
    label: str
    """What to call structure and case in a heading."""
    description: str
    """What structure and case are about."""
    marks: Mapping[str, Mark]
    """Where each value is written, by dotted path; list items are numbered from 0."""
    written: Mapping[str, str]
    """Each value as it is written, by dotted path. What is not here is at its default."""
    annotations: Mapping[str, Annotation]
    """What is said about values, by dotted path."""
    changes: tuple[Change, ...]
    """Every change that structure, case and `--set` made."""
    labels: tuple[str, ...] = ()
    """What to call the structure and, if there is one, the case."""


@dataclass(frozen=True, kw_only=True)
class Loaded(Said):
    """A checked scenario, the choices that led to it, and what its file says about each value."""

    scenario: Scenario
    """The scenario."""
    samples: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    """For each uncertain input with a file, the values observed, in the terms in which the input is drawn."""


class SetsFile:
    """One file with its structures and cases, and all that it extends, read once; ``shape``: what it may say.

    ``own`` is what the file holds where it is not to be read.
    """

    shape: Shape = SCENARIO

    def __init__(self, path: Path, root: Path, own: Node | None = None) -> None:
        pieces = Pieces(root)
        tree = pieces.tree(path, own=own)
        if pieces.problems:
            raise ScenarioError(pieces.problems)
        self.path = path
        self.root = root
        self.tree = tree
        self.files: tuple[Path, ...] = tuple(pieces.trees)
        self._problems: list[Problem] = []
        self.structures: Mapping[str, SetOfChanges] = read_sets(tree, "structures", "structure", self._problems)
        if not self.structures:
            self.structures = {BASE: SetOfChanges(BASE, BASE)}
        self.cases: Mapping[str, SetOfChanges] = read_sets(tree, "cases", "case", self._problems)
        self._base = tree
        for key in FILE_KEYS:
            self._base = self._base.replaced((key,), None)
        self.figures = read_figures(tree, self._problems)
        self._base = self.figures.resolved(self._base)

    @property
    def base(self) -> Node:
        """The tree of the file with all that it extends, without structures and cases; reference figures filled in."""
        return self._base

    def read(
        self, structure: str | None, case: str | None, sets: Sequence[str], problems: list[Problem]
    ) -> tuple[Flat, dict[str, Any]]:
        """The plain data of a structure (the first if None) under a case, and the fields of its `Said`."""
        problems += self._problems
        first = next(iter(self.structures))
        chosen = [self._chosen(self.structures, structure or first, "structure")]
        if case is not None:
            chosen.append(self._chosen(self.cases, case, "case"))
        edits = [edit for one in chosen for edit in one.edits]
        edits += [edit for text in sets for edit in read_option(text, problems)]
        tree, changes = self._changed(chosen[0], edits, problems)
        flat = flatten(tree, self.figures)
        flat.added = {change.path for change in changes if change.old is None}
        said = {
            "structure": chosen[0].name,
            "case": case,
            "label": ", ".join(one.label for one in chosen),
            "description": " ".join(one.description for one in chosen if one.description),
            "marks": flat.marks,
            "written": flat.written,
            "annotations": flat.annotations,
            "changes": changes,
            "labels": tuple(one.label for one in chosen),
        }
        return flat, said

    def check(self, measures: Collection[str] = ()) -> list[Problem]:
        """Every problem of every structure, alone and with every case; one that not all have names its run.

        ``measures`` are the names that ``solve.measure`` may have; any when empty.
        """
        found: dict[Problem, list[str]] = {}
        runs = [(structure, case) for case in (None, *self.cases) for structure in self.structures]
        for structure, case in runs:
            try:
                problems = self.problems_of_run(structure, case, measures)
            except ScenarioError as error:
                problems = error.problems
            for problem in problems:
                name = f"structure {structure}" + (f" with case {case}" if case else "")
                found.setdefault(problem, []).append(name)
        return [self._with_run(problem, names, len(runs)) for problem, names in found.items()]

    def problems_of_run(self, structure: str, case: str | None, measures: Collection[str]) -> list[Problem]:
        """The problems of one run; raises `ScenarioError` where it cannot be read."""
        raise NotImplementedError

    def _with_run(self, problem: Problem, names: list[str], runs: int) -> Problem:
        """A problem, naming the first run in which it arises unless it arises in all."""
        if len(names) == runs:
            return problem
        return dataclasses.replace(problem, what=f"{problem.what} (in {names[0]})")

    def _chosen(self, sets: Mapping[str, SetOfChanges], name: str, kind: str) -> SetOfChanges:
        """A structure or a case by its name."""
        if name not in sets:
            there = f"This study has {listed(sets)}." if sets else "This study has none."
            raise ScenarioError.one(shown(self.path), "", f"unknown {kind} `{name}`", there, did_you_mean(name, sets))
        return sets[name]

    def _changed(
        self, structure: SetOfChanges, edits: Sequence[Edit], problems: list[Problem]
    ) -> tuple[Node, tuple[Change, ...]]:
        """The study's tree after what the structure puts aside and after changes."""
        if missing := missing_needs(self._base, structure.needs, self.shape):
            raise ScenarioError([*problems, *missing])
        left = put_aside(self._base, structure.aside, self.shape)
        edits = [dataclasses.replace(edit, node=self.figures.resolved(edit.node)) for edit in edits]
        codes = [node.value for path in _CODES if (node := self._base.at(path)) is not None]
        outcome = apply(left.tree, edits, [code for code in codes if isinstance(code, str)], self.shape)
        problems += [*left.problems, *outcome.problems]
        return outcome.tree, (*left.changes, *outcome.changes)


class StudyFile(SetsFile):
    """One study of a project; ``own_lines``: what a caller adds to the models of its scenarios."""

    own_lines: OwnLines = OwnLines()

    def with_own_lines(self, own: OwnLines) -> StudyFile:
        """The same study with lines of a caller's own."""
        found = copy.copy(self)
        found.own_lines = own
        return found

    def loaded(self, structure: str | None = None, case: str | None = None, sets: Sequence[str] = ()) -> Loaded:
        """The scenario of a structure (the first if None) and a case; raises `ScenarioError` with all problems."""
        problems: list[Problem] = []
        flat, said = self.read(structure, case, sets, problems)
        scenario, samples = _validated(flat, problems, self._reader)
        if scenario is not None:
            problems += _unknown_comparator(scenario, flat, self.structures)
        if scenario is None or problems:
            raise ScenarioError(problems)
        return _with_own(Loaded(scenario=scenario, samples=samples, **said), self.own_lines)

    @property
    def _reader(self) -> Reader:
        """What reads the files of values that the study's uncertainty names."""
        folders = {shown(file): file.parent for file in self.files}
        return Reader(self.root, self.path.parent, folders, self._is_written)

    def _is_written(self, key: str) -> bool:
        """Whether any structure or case has a value at a key: its entries are named, and the field is not left open."""
        keys = tuple(key.split("."))
        sets = [*self.structures.values(), *self.cases.values()]
        written = [path for path, _ in leaves(self._base)]
        written += [(*edit.path, *path) for one in sets for edit in one.edits for path, _ in leaves(edit.node)]
        ends = [end + 1 for end in range(1, len(keys)) if _is_map(keys[:end])]
        shape = shape_at(keys)
        if shape is not None and shape.field is not None and shape.field.default is None:
            ends.append(len(keys))
        return all(any(path[:end] == keys[:end] for path in written) for end in ends)

    def problems_of_run(self, structure: str, case: str | None, measures: Collection[str]) -> list[Problem]:
        """The problems of one run; raises `ScenarioError` where it cannot be read."""
        loaded = self.loaded(structure, case)
        return unknown_measures(loaded, measures) if measures else []


def _with_own(loaded: Loaded, own: OwnLines) -> Loaded:
    """The same with lines of a caller's own, and what was said about the values of their inputs."""
    if not own:
        return loaded
    return dataclasses.replace(
        loaded,
        scenario=loaded.scenario.with_own_lines(own),
        marks={**loaded.marks, **{one.path: Mark(OWN_PLACE) for one in own.inputs.values()}},
        written={**loaded.written, **{one.path: one.written for one in own.inputs.values()}},
        annotations={
            **loaded.annotations,
            **{one.path: Annotation(one.source, one.assumed, one.note) for one in own.inputs.values()},
        },
    )


def unknown_measures(loaded: Loaded, measures: Collection[str]) -> list[Problem]:
    """The measures of a `solve`, a `frontier` and the goals of `uncertainty` that nobody knows."""
    solve, frontier = loaded.scenario.solve, loaded.scenario.frontier
    asked = {"solve.measure": solve.measure} if solve is not None else {}
    asked |= {f"uncertainty.goals.{name}": name for name in loaded.scenario.uncertainty.goals}
    if frontier is not None:
        asked |= {f"frontier.goals.{name}": name for name in frontier.goals}
        asked |= {f"frontier.limits.{name}": name for name in frontier.limits}
        asked |= {"frontier.least": frontier.least}
    problems = []
    for path, name in asked.items():
        if name not in measures:
            where, hint = str(loaded.marks.get(path, "")), did_you_mean(name, measures)
            allowed = "" if hint else f"There are {listed(measures)}."
            problems.append(Problem(where, path, f"unknown measure `{name}`", allowed, hint))
    return problems


def _is_map(path: tuple[str, ...]) -> bool:
    """Whether the entries at a path are named by the study."""
    shape = shape_at(path)
    return shape is not None and shape.is_map


def _unknown_comparator(scenario: Scenario, flat: Flat, structures: Collection[str]) -> list[Problem]:
    """The comparator of value for money, if it is no structure of the study."""
    section = scenario.value_for_money
    name = section.comparator if section is not None else None
    if name is None or name in structures:
        return []
    path = "value_for_money.comparator"
    there = f"This study has {listed(structures)}."
    return [Problem(flat.place(path), path, f"unknown structure `{name}`", there, did_you_mean(name, structures))]


def open_study(path: str | Path) -> StudyFile:
    """The study in a folder or file; raises `ScenarioError` if it cannot be read."""
    return StudyFile(*find_study(path))


def _validated(flat: Flat, problems: list[Problem], reader: Reader) -> tuple[Scenario | None, Samples]:
    """The scenario of plain data with the values of files it names; None, with the problems added, if there are any."""
    names = _names_of_data(flat.data)
    sound = not problems
    problems += flat.problems
    try:
        scenario = Scenario.model_validate(flat.data, context=names)
    except ValidationError as error:
        problems += problems_of(error, flat)
        return None, {}
    samples: Samples = {}
    if sound:
        samples, misread = reader.read(scenario, flat)
        problems += misread
        above = {one.path.rpartition(".")[0] for one in misread}
        rules = [one for one in check(scenario) if one.path not in above]
        problems += [dataclasses.replace(one, where=flat.place(one.path)) for one in rules]
    return None if problems else scenario, samples


def _names_of_data(data: dict[str, Any]) -> Names:
    """What units are called in plain data; names that are missing or wrong are left open."""
    city = data.get("city")
    local = city.get("currency") if isinstance(city, dict) else None
    unit = data.get("unit", Scenario.model_fields["unit"].default)
    return Names(_code(data.get("currency")), _code(local), unit if isinstance(unit, str) else None)


def _code(value: object) -> str | None:
    """A currency code, None if it is none."""
    return value if isinstance(value, str) and re.fullmatch("[A-Z]{3}", value) else None
