"""From a scenario's `uncertainty` to its draws: which lines each entry moves, or why it cannot."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ppp_model.assemble import Assembled, assemble
from ppp_model.calendar import MONTHS_IN_YEAR, Calendar
from ppp_model.engine.line import Given
from ppp_model.errors import Problem, ScenarioError
from ppp_model.risk.distributions import outcomes_of, range_of
from ppp_model.risk.drawn import Drawn, DrawnInput, DrawnLine, DrawnPath, roots_for
from ppp_model.risk.paths import widths
from ppp_model.risk.sampling import Column, Sampler
from ppp_model.scenario.checks import check
from ppp_model.scenario.correlation import matrix_of
from ppp_model.scenario.load import Loaded
from ppp_model.scenario.mixing import value_at, with_value
from ppp_model.scenario.model import RandomPath, Scenario, Uncertainty
from ppp_model.scenario.quantities import unit_of
from ppp_model.scenario.uncertain import bounds_of, field_at, keys_of, numbers_at
from ppp_model.scenario.words import listed

__all__ = ["drawn", "lines_moved"]

_BLOCK = 16
"""Paths begin at a multiple of this in the Sobol sequence, so that a new input leaves their draws alone."""
_LOOKED_AT = 1024
"""Draws that are looked through for values beyond bounds."""
_NUDGE = 1e-3
_TRIED = (0.001, 0.37, 0.999)
"""Shares at which it is tried whether a draw breaks a rule of the scenario."""
_FORM = """Write into the study, for example:

uncertainty:
  inputs:
    demand: {input: supply.utilisation, distribution: uniform, low: 75 %, high: 100 %}
    works: {input: works.overrun, acts_as: added, distribution: triangular, low: -5 %, mode: 0 %, high: 25 %}
  goals:
    equity_irr: {at_least: 10 %}
"""
_AGREED = ("forecast_utilisation",)
"""Lines that hold what was agreed at close, so that no draw moves them: the forecast of a revenue guarantee."""


def drawn(
    loaded: Loaded,
    assembled: Assembled,
    draws: int | None = None,
    seed: int | None = None,
    method: str | None = None,
) -> Drawn:
    """The draws of a scenario; ``draws``, ``seed`` and ``method`` replace those of its `uncertainty`.

    The scenario's own values are those of ``assembled``. Raises ScenarioError when nothing is uncertain, or an input
    cannot be drawn because more than its own lines hang on it.
    """
    wanted = loaded.scenario.uncertainty
    if not wanted.inputs and not wanted.paths:
        raise ScenarioError.one("", "uncertainty", "nothing in this scenario is uncertain", "", _FORM)
    lines, notes, problems = _lines(assembled, wanted)
    inputs, paths, columns = _columns(loaded, assembled.calendar)
    problems = problems or list(_broken(assembled.scenario, wanted, inputs))
    if problems:
        raise ScenarioError([replace(one, where=str(loaded.marks.get(one.path, ""))) for one in problems])
    asked, sets = wanted.draws if draws is None else draws, wanted.scramblings
    if asked < 1:
        raise ScenarioError.one("", "uncertainty.draws", f"must be 1 or more, got {asked}")
    each = -(-asked // sets)
    sampler = Sampler(method or wanted.method, wanted.seed if seed is None else seed, each * sets, sets, columns)
    pairs = {(one, other): value for one, row in wanted.correlation.items() for other, value in row.items()}
    names = (*wanted.inputs, *wanted.paths)
    roots = roots_for(inputs, paths, matrix_of(names, pairs), names)
    found = Drawn(inputs, paths, lines, sampler, pairs, roots)
    notes = [*_about_draws(sampler, asked), *notes, *_about_bounds(found)]
    return replace(found, notes=tuple(notes))


def lines_moved(assembled: Assembled, key: str) -> list[str]:
    """The input lines that take their number from a key; flags, words and what is agreed at close are none."""
    names = [name for name in assembled.lines_at(key) if name not in _AGREED]
    parts = {name: assembled.model.rows[name].part for name in names}
    return [name for name, part in parts.items() if isinstance(part, Given) and not part.present and not part.words]


def _lines(assembled: Assembled, wanted: Uncertainty) -> tuple[tuple[DrawnLine, ...], list[str], list[Problem]]:
    """The lines that move, in the order of the file; what to note; what cannot be drawn."""
    found: dict[str, DrawnLine] = {}
    notes: list[str] = []
    problems: list[Problem] = []
    written = assemble(assembled.scenario)  # without a price that was solved
    entries = [(f"uncertainty.inputs.{name}", name, one) for name, one in wanted.inputs.items()]
    entries += [(f"uncertainty.paths.{name}", name, one) for name, one in wanted.paths.items()]  # type: ignore[misc]
    for path, name, one in entries:
        for key in keys_of(one):
            lines = lines_moved(assembled, key)
            asleep = _asleep(assembled, key, lines, one.acts_as)
            if asleep:
                notes.append(f"{name} moves nothing in this structure: {asleep}")
                continue
            problems += _besides(written, key, lines, f"{path}.input")
            info = field_at(key)
            assert info is not None
            for line in lines:
                first = DrawnLine(line, assembled.inputs[line], (), *bounds_of(info))
                before = found.get(line, first)
                found[line] = replace(before, changed_by=(*before.changed_by, (name, one.acts_as)))
    return tuple(found.values()), notes, problems


def _broken(scenario: Scenario, wanted: Uncertainty, inputs: tuple[DrawnInput, ...]) -> Iterator[Problem]:
    """Rules of a scenario that a low or a high draw of an input, the others as they are, would break."""
    plain = scenario.model_copy(update={"uncertainty": Uncertainty()})
    for drawn_input in inputs:
        name, one = drawn_input.name, wanted.inputs[drawn_input.name]
        for value in drawn_input.outcomes.at(np.array(_TRIED)).tolist():
            changed = plain
            for key in keys_of(one):
                if numbers_at(plain, key):
                    changed = _with_drawn(changed, key, one.acts_as, value)
            problem = next(iter(check(changed)), None)
            if problem is not None:
                what = f"{value:.6g} is drawn, and then `{problem.path}`: {problem.what}"
                yield Problem("", f"uncertainty.inputs.{name}", what, problem.allowed, problem.hint)
                break


def _with_drawn(scenario: Scenario, key: str, acts_as: str, drawn_value: float) -> Scenario:
    """A scenario with one draw written into it, within the bounds of the field."""
    info = field_at(key)
    assert info is not None
    low, high = bounds_of(info)

    def moved(number: float) -> float:
        found = (
            drawn_value if acts_as == "value" else number + drawn_value if acts_as == "added" else number * drawn_value
        )
        return min(max(found, low), high)

    return _mapped(scenario, key, moved)


def _mapped(scenario: Scenario, key: str, change: Callable[[float], float]) -> Scenario:
    """A scenario with the number at a key, or each of a series, changed."""
    value: Any = value_at(scenario, key)
    found = type(value)(change(one) for one in value) if isinstance(value, (tuple, list)) else change(value)
    return with_value(scenario, key.split("."), found)  # type: ignore[no-any-return]


def _asleep(assembled: Assembled, key: str, lines: list[str], acts_as: str) -> str:
    """Why a key moves nothing here, or nothing if it does."""
    numbers = numbers_at(assembled.scenario, key)
    if not numbers:
        return f"it has no `{key}`"
    if not lines:
        return f"`{key}` is agreed at close" if assembled.lines_at(key) else f"no line reads `{key}`"
    return f"`{key}` is 0" if acts_as == "factor" and not any(numbers) else ""


def _besides(assembled: Assembled, key: str, lines: list[str], path: str) -> Iterator[Problem]:
    """What else hangs on an input than its lines; found by putting the model together with another value."""
    changed = assemble(_nudged(assembled.scenario, key))
    allowed = "Inputs that can be drawn are read by lines alone, such as volumes, prices, costs, rates and shares."
    if changed.model.rows.keys() != assembled.model.rows.keys():
        yield Problem("", path, f"`{key}` decides which lines the model has, so it cannot be drawn", allowed)
        return
    besides = [
        name
        for name, value in changed.inputs.items()
        if name not in (*lines, *_AGREED) and not np.array_equal(value, assembled.inputs[name])
    ]
    if besides:
        what = f"`{key}` cannot be drawn: it decides {listed(f'`{name}`' for name in besides[:3])} too"
        yield Problem("", path, what, allowed)


def _nudged(scenario: Scenario, key: str) -> Scenario:
    """The scenario with a slightly smaller value at a key (a slightly larger one for 0; a year more for a time)."""

    def nudged(number: float) -> float:
        if unit_of(field_at(key)) == "months":
            return number + MONTHS_IN_YEAR
        return number * (1 - _NUDGE) if number else _NUDGE

    return _mapped(scenario, key, nudged)


def _columns(
    loaded: Loaded, calendar: Calendar
) -> tuple[tuple[DrawnInput, ...], tuple[DrawnPath, ...], tuple[Column, ...]]:
    """Inputs and paths with their columns. Inputs come first in the Sobol sequence, then the years of all paths in
    turn, so that structures that run for longer or shorter have the same draws."""
    wanted = loaded.scenario.uncertainty
    columns: list[Column] = []
    inputs = []
    for name, one in wanted.inputs.items():
        outcomes = outcomes_of(one, loaded.samples.get(name, ()))
        inputs.append(DrawnInput(name, outcomes, len(columns), range_of(one, outcomes)))
        columns.append(Column(name, len(columns)))
    first = -(-len(columns) // _BLOCK) * _BLOCK
    width = sum(len(widths(path)) for path in wanted.paths.values())
    paths = []
    for name, path in wanted.paths.items():
        years = _years(path, calendar)
        found = {}
        for use in widths(path):
            found[use] = tuple(range(len(columns), len(columns) + max(years) + 1))
            columns += [Column(f"{name} {use} {year}", first + year * width) for year in range(max(years) + 1)]
            first += 1
        operates = tuple(number >= calendar.operation_starts for number in range(calendar.periods))
        paths.append(DrawnPath(name, path, found["step"], found.get("size", ()), years, operates))
    return tuple(inputs), tuple(paths), tuple(columns)


def _years(path: RandomPath, calendar: Calendar) -> tuple[int, ...]:
    """The year of a path in each period. From close, what holds on that day holds for a year, and the first step comes
    on its anniversary; with operation, the first year has a step already."""
    number: NDArray[np.int_] = np.arange(calendar.periods)
    if _starts(path) == "close":
        year = (number - 1) * calendar.months // MONTHS_IN_YEAR - 1
    else:
        year = (number - calendar.operation_starts) * calendar.months // MONTHS_IN_YEAR
    return tuple(int(one) for one in np.maximum(year, -1))


def _starts(path: RandomPath) -> str:
    default = "close" if all(key.startswith("currencies.") for key in keys_of(path)) else "operation"
    return path.years_from or default


def _about_draws(sampler: Sampler, asked: int) -> Iterator[str]:
    """What became of the number of draws."""
    if sampler.draws != asked:
        yield f"{asked} draws are rounded up to {sampler.draws}, {sampler.each} for each of {sampler.scramblings} sets"
    if sampler.method == "sobol" and sampler.each & (sampler.each - 1):
        below = 2 ** (sampler.each.bit_length() - 1) * sampler.scramblings
        yield f"Sobol points are spread best with a power of 2 in each set: {below} or {2 * below} draws"


def _about_bounds(found: Drawn) -> Iterator[str]:
    """Which lines are cut off at the bounds of their field."""
    bounds = {line.line: (line.low, line.high) for line in found.lines}
    looked_at = min(_LOOKED_AT, found.draws)
    for line, share in found.clipped(0, looked_at).items():
        low, high = bounds[line]
        yield f"{line} is set to its bound ({low:g} or {high:g}) in {share * 100:.3g} % of the first {looked_at} draws"
