"""What a search moves and what it aims at: the lines behind an input, its bounds, the distance to a target."""

from __future__ import annotations

import math
from collections.abc import Container, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ppp_model.assemble import Assembled
from ppp_model.engine.returns import IrrStatus
from ppp_model.errors import ScenarioError
from ppp_model.measures import BY_NAME, VALUE
from ppp_model.scenario.load import Loaded
from ppp_model.scenario.model import Scenario, Solve
from ppp_model.scenario.paths import lookup, names_at, numeric_paths
from ppp_model.scenario.quantities import find_unit, unit_of

Floats = NDArray[np.float64]

_YEARS_TO_PAY_BACK = 10
_DAYS_IN_YEAR = 365
_FLOWS = {"equity_irr": "equity_cash_flow", "project_irr": "project_cash_flow"}
_ONE_SIDED = (IrrStatus.NO_SIGN_CHANGE, IrrStatus.OUT_OF_RANGE)
"""A return that does not exist, but lies on one side of every target: that of the sum of the flows."""


@dataclass(frozen=True)
class Sought:
    """An input that is moved until a measure meets its target, as the model has it."""

    solve: Solve
    lines: tuple[str, ...]
    """The input lines that take their value from the input."""
    start: float
    """What the scenario says; where that is nothing, a size that such a price or amount may have."""
    low: float
    high: float
    grows: bool
    """Whether the upper end may be moved out."""
    unit: str


def sought(loaded: Loaded, assembled: Assembled, solve: Solve) -> Sought:
    """What a `solve` moves and aims at; ScenarioError where its input or its measure cannot be used."""
    lines = _lines_to_move(loaded, assembled, solve)
    info = numeric_paths(loaded.scenario)[solve.input]
    unit = find_unit(info)
    most = unit.maximum if unit is not None and unit.maximum is not None else math.inf
    stated = unit_of(info, names_at(loaded.scenario, solve.input))
    start = float(lookup(loaded.scenario, solve.input) or 0.0) or _usual_size(loaded.scenario, assembled, stated)
    low, high = solve.between or (0.0, min(10 * abs(start) or 1.0, most))
    grows = solve.between is None and most == math.inf
    return Sought(solve, tuple(lines), start, low, high, grows, stated)


def _usual_size(scenario: Scenario, assembled: Assembled, stated: str) -> float:
    """A first guess of money, money a year or a price: what pays the works back in ten years; 0 for anything else."""
    currency, _, per = stated.partition("/")
    terms = scenario.currencies.get(currency)
    if (terms is None and currency != scenario.currency) or not per:
        return 0.0
    works = float(assembled.run(wanted={"works_cost"}).values["works_cost"].sum())
    yearly = works * ((terms.per_study_currency if terms is not None else None) or 1.0) / _YEARS_TO_PAY_BACK
    if per == "year":
        return yearly
    return yearly / (scenario.supply.capacity * _DAYS_IN_YEAR) if per == scenario.unit else 0.0


def asked_for(measure: str, rows: Container[str]) -> tuple[list[str], list[str]]:
    """The lines from which the distance to a target is told: those with one value, and those by period."""
    single = [name for name in (measure, f"{measure}_status") if name in rows]
    return single, [_FLOWS[measure]] if measure in _FLOWS else []


def distances(measure: str, target: float, values: Mapping[str, Floats]) -> Floats:
    """A measure less its target, shaped (draws,); an infinity where a return does not exist but the side is plain.

    ``values`` holds the lines of ``asked_for``, with one value for each draw, or one for each draw and period.
    """
    found = values[measure].reshape(-1) - target
    status = values.get(f"{measure}_status")
    if status is None or measure not in _FLOWS:
        return found
    sides = np.copysign(np.inf, values[_FLOWS[measure]].sum(axis=1))
    return np.where(np.isin(status.reshape(-1), _ONE_SIDED), sides, found)


def _lines_to_move(loaded: Loaded, assembled: Assembled, solve: Solve) -> list[str]:
    """The input lines behind the input that is solved for; ScenarioError where it or the measure cannot be used."""
    measure = BY_NAME[solve.measure]
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
