"""Runs of a loaded scenario: as it is, with an input solved for a target, or with a price agreed before."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from ppp_model.analysis.solve import find_root
from ppp_model.assemble import Assembled, assemble
from ppp_model.engine.returns import IrrStatus
from ppp_model.engine.run import Run
from ppp_model.errors import ModelError, ScenarioError
from ppp_model.measures import VALUE
from ppp_model.results import Result, Solved, measure_named
from ppp_model.scenario.load import Loaded
from ppp_model.scenario.model import Solve
from ppp_model.scenario.paths import lookup, names_at, numeric_paths
from ppp_model.scenario.quantities import find_unit, unit_of

_FLOWS = {"equity_irr": "equity_cash_flow", "project_irr": "project_cash_flow"}
_ONE_SIDED = (IrrStatus.NO_SIGN_CHANGE, IrrStatus.OUT_OF_RANGE)
"""A return that does not exist, but lies on one side of every target: that of the sum of the flows."""

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
    if not any(change.path == solved.input and change.origin == f"case {loaded.case}" for change in loaded.changes):
        lines = assembled.lines_at(solved.input)
        assembled.inputs.update({line: np.full((1, 1), solved.value) for line in lines})
        solved = dataclasses.replace(solved, without_case=True)
    return Result(loaded, assembled, assembled.run(held=held), solved, frozenset(held or ()))


def _solved(loaded: Loaded, assembled: Assembled, solve: Solve, held: Held) -> Result:
    lines = _lines_to_move(loaded, assembled, solve)
    wanted = {name for name in (solve.measure, f"{solve.measure}_status") if name in assembled.model.rows}
    guess: dict[str, Any] = {}
    failed: list[ModelError] = []

    def gap(value: float) -> float:
        try:
            run = assembled.run(held, dict.fromkeys(lines, value), guess, wanted)
        except ModelError as error:  # nothing is known at this value; others may do
            failed.append(error)
            return math.nan
        guess.update({name: run.values[name] for name in assembled.model.solved if name in run.values})
        return _distance(run, solve.measure, solve.target)

    info = numeric_paths(loaded.scenario)[solve.input]
    unit = find_unit(info)
    most = unit.maximum if unit is not None and unit.maximum is not None else math.inf
    start = float(lookup(loaded.scenario, solve.input) or 0.0)
    low, high = solve.between or (0.0, min(10 * abs(start) or 1.0, most))
    root = find_root(gap, start, low, high, grows=solve.between is None and most == math.inf)
    if len(failed) == root.evaluations:
        raise failed[-1]
    assembled.inputs.update({line: np.full((1, 1), root.value) for line in lines})
    solved = Solved(
        input=solve.input, value=root.value, unit=unit_of(info, names_at(loaded.scenario, solve.input)),
        measure=solve.measure, target=solve.target, found=root.found + solve.target, reached=root.reached,
        evaluations=root.evaluations, binds=root.binds,
    )  # fmt: skip
    return Result(loaded, assembled, assembled.run(held=held, start=guess), solved, frozenset(held or ()))


def _lines_to_move(loaded: Loaded, assembled: Assembled, solve: Solve) -> list[str]:
    """The input lines behind the input that is solved for; ScenarioError where it or the measure cannot be used."""
    measure = measure_named(solve.measure)
    lines = assembled.lines_at(solve.input)
    if solve.input not in numeric_paths(loaded.scenario) or not lines or solve.input.startswith("timeline."):
        raise ScenarioError.one(
            str(loaded.marks.get("solve.input", "")), "solve.input", f"{solve.input} cannot be solved for",
            "It must be a price, an amount, a rate or a share that the model uses directly.",
        )  # fmt: skip
    if measure.name not in assembled.model.rows:
        blank = "it needs two runs; `ppp value` says what breaks even" if measure.name in VALUE else measure.blank
        raise ScenarioError.one(
            str(loaded.marks.get("solve.measure", "")), "solve.measure", f"{measure.name} cannot be a target",
            f"{blank[:1].upper()}{blank[1:]}.",
        )  # fmt: skip
    return lines


def _distance(run: Run, measure: str, target: float) -> float:
    """A measure less its target; an infinity where a return does not exist but the side is plain."""
    value = float(run.values[measure][0, 0])
    status = run.values.get(f"{measure}_status")
    if status is not None and status[0, 0] in _ONE_SIDED and measure in _FLOWS:
        return math.copysign(math.inf, float(run.values[_FLOWS[measure]].sum()))
    return value - target
