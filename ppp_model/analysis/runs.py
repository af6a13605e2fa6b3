"""Runs of a loaded scenario: as it is, with an input solved for a target, or with a price agreed before."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from ppp_model.analysis.solve import find_root
from ppp_model.assemble import Assembled, assemble
from ppp_model.errors import ModelError
from ppp_model.results import Result, Solved, measure_named
from ppp_model.scenario.load import Loaded
from ppp_model.scenario.model import Solve
from ppp_model.sought import asked_for, distances, sought

Held = Mapping[str, Any] | None


def calculated(loaded: Loaded, solve: Solve | None = None, held: Held = None) -> Result:
    """A run of a loaded scenario; with ``solve``, that input is moved first until its measure meets the target."""
    assembled = assemble(loaded.scenario)
    if solve is None:
        return Result(loaded, assembled, assembled.run(held=held), held=frozenset(held or ()))
    return _solved(loaded, assembled, solve, held)


def at_agreed(loaded: Loaded, solved: Solved, held: Held) -> Result:
    """A run under a case in which an input keeps the value that was solved without the case."""
    assembled = assemble(loaded.scenario)
    solved = keep_agreed(loaded, assembled, solved, f"case {loaded.case}")
    return Result(loaded, assembled, assembled.run(held=held), solved, frozenset(held or ()))


def keep_agreed(loaded: Loaded, assembled: Assembled, solved: Solved, unless: str) -> Solved:
    """Give an input the value that was solved before, unless what happens (its origin) changes this very input."""
    if any(change.path == solved.input and change.origin == unless for change in loaded.changes):
        return solved
    assembled.inputs.update({line: np.full((1, 1), solved.value) for line in assembled.lines_at(solved.input)})
    return dataclasses.replace(solved, without_case=True)


def _solved(loaded: Loaded, assembled: Assembled, solve: Solve, held: Held) -> Result:
    measure_named(solve.measure)
    what = sought(loaded, assembled, solve)
    wanted = set(asked_for(solve.measure, assembled.model.rows)[0])
    guess: dict[str, Any] = {}
    failed: list[ModelError] = []

    def gap(value: float) -> float:
        try:
            run = assembled.run(held, dict.fromkeys(what.lines, value), guess, wanted)
        except ModelError as error:  # nothing is known at this value; others may do
            failed.append(error)
            return math.nan
        guess.update({name: run.values[name] for name in assembled.model.solved if name in run.values})
        return float(distances(solve.measure, solve.target, run.values)[0])

    root = find_root(gap, what.start, what.low, what.high, what.grows)
    if len(failed) == root.evaluations:
        raise failed[-1]
    assembled.inputs.update({line: np.full((1, 1), root.value) for line in what.lines})
    solved = Solved(
        input=solve.input, value=root.value, unit=what.unit, measure=solve.measure, target=solve.target,
        found=root.found + solve.target, reached=root.reached, evaluations=root.evaluations, binds=root.binds,
    )  # fmt: skip
    return Result(loaded, assembled, assembled.run(held=held, start=guess), solved, frozenset(held or ()))
