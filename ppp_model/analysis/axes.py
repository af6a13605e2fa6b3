"""Which inputs an exploration moves, and over which points: as asked for, or the most telling ones of a study."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence

import numpy as np

from ppp_model.analysis.exploration import Axis
from ppp_model.errors import ScenarioError
from ppp_model.outputs.formats import format_input
from ppp_model.results import Result
from ppp_model.scenario.amounts import RefusedError
from ppp_model.scenario.mixing import value_at
from ppp_model.scenario.paths import lookup, names_at, numeric_paths, unit_at
from ppp_model.scenario.quantities import Bound, find_unit
from ppp_model.scenario.words import did_you_mean, listed

FEWEST, MOST = 2, 4
"""How many inputs are moved together."""
POINTS = {2: 13, 3: 7, 4: 5}
"""Points of each input, by the number of inputs."""
DEFAULT = 3
LOW, HIGH = 0.7, 1.3
"""Ends of a range that is not given, as shares of the study's own value."""
_PRICES = ("revenue.capacity_charge", "revenue.availability_payment", "retail.tariff_level", "revenue.variable_charge")
_OTHERS = ("retail.collection", "retail.losses", "city.household_income", "tax.rate", "public.discount_rate")
_DIGITS = 4
_FIXED = ("timeline", "solve", "frontier", "value_for_money")
_RANGE = re.compile(r"\s*([^=\s]+?)\s*(?:=\s*(.+?)\s*\.\.\s*(.+?)\s*)?(?::\s*(\d+))?\s*")


def axes_of(bases: Sequence[Result], asked: Sequence[str]) -> list[Axis]:
    """The axes asked for (``KEY``, ``KEY=LOW..HIGH`` or ``KEY=LOW..HIGH:POINTS``), else those that tell most."""
    if asked and not FEWEST <= len(asked) <= MOST:
        what = f"{len(asked)} input{'' if len(asked) == 1 else 's'} cannot be explored"
        raise ScenarioError.one("--input", "", what, f"Give {FEWEST} to {MOST}, or none for a choice of the program.")
    if not asked:
        return _most_telling(bases)
    axes = [_asked(bases, text, POINTS[len(asked)]) for text in asked]
    twice = {axis.key for axis in axes if [one.key for one in axes].count(axis.key) > 1}
    if twice:
        raise ScenarioError.one("--input", sorted(twice)[0], "is given twice")
    return axes


def axes_asked(bases: Sequence[Result], asked: Sequence[str], points: int) -> list[Axis]:
    """The axes asked for, however many, with so many points each where nothing else is said."""
    return [_asked(bases, text, points) for text in asked]


def _asked(bases: Sequence[Result], text: str, points: int) -> Axis:
    match = _RANGE.fullmatch(text)
    if match is None:
        raise ScenarioError.one(
            "--input", "", f"cannot be read, got `{text}`", "Write KEY=LOW..HIGH or KEY=LOW..HIGH:POINTS."
        )
    key, low, high, count = match.groups()
    _check(bases, key)
    base = bases[0]
    ends = None if low is None else tuple(_number(base, key, end) for end in (low, high))
    if ends is not None and ends[0] >= ends[1]:
        raise ScenarioError.one("--input", key, "the first number must be less than the second")
    number = points if count is None else int(count)
    if not 2 <= number <= 101:
        raise ScenarioError.one("--input", key, f"cannot have {number} points", "Allowed: 2 to 101.")
    return _axis(base, key, ends, number)


def _check(bases: Sequence[Result], key: str) -> None:
    """Refuse a key that some structure does not have, or that cannot be moved on a grid."""
    for base in bases:
        paths = numeric_paths(base.loaded.scenario)
        if key not in paths:
            what = f"no such number in {base.structure}"
            raise ScenarioError.one("--input", key, what, "", did_you_mean(key, paths) or "Choose with --structure.")
    if key.split(".")[0] in _FIXED:
        raise ScenarioError.one(
            "--input", key, "cannot be moved on a grid: it changes the periods or is no input of the model"
        )


def _number(base: Result, key: str, text: str) -> float:
    """A bound in the unit in which the input is stated."""
    scenario = base.loaded.scenario
    unit = find_unit(numeric_paths(scenario)[key]) or find_unit(Bound)
    assert unit is not None
    try:
        return unit.parse(text, names_at(scenario, key))
    except RefusedError as refused:
        raise ScenarioError.one("--input", key, refused.what, refused.allowed, refused.hint) from None


def _axis(base: Result, key: str, ends: tuple[float, ...] | None, points: int) -> Axis:
    """The axis of a key; the study's own value is one of its points if it lies within."""
    scenario = base.loaded.scenario
    given, unit = lookup(scenario, key), unit_at(scenario, key)
    is_series = isinstance(given, (tuple, list))
    own = float(np.mean(given)) if is_series else given
    if base.solved is not None and base.solved.input == key:
        own = base.solved.value
    if own is None and ends is None:
        raise ScenarioError.one("--input", key, "has no value in the study", "Give its range: KEY=LOW..HIGH.")
    low, high = ends or _usual(key, float(own), base)
    values = sorted({_rounded(value) for value in np.linspace(low, high, points)})
    start = min(range(len(values)), key=lambda n: abs(values[n] - (own if own is not None else (low + high) / 2)))
    if not is_series and own is not None and low <= own <= high:
        values[start] = float(own)
    written = base.loaded.written.get(key) or (format_input(float(own), unit) if own is not None else "not given")
    what = numeric_paths(scenario)[key].description or ""
    return Axis(key, unit, what, tuple(values), start, written, is_series)


def _usual(key: str, own: float, base: Result) -> tuple[float, float]:
    """The range of an input that is not given: 70 % to 130 % of its value, within its bounds."""
    unit = find_unit(numeric_paths(base.loaded.scenario)[key])
    least, most = (unit.minimum, unit.maximum) if unit is not None else (-math.inf, math.inf)
    if own == 0 and least >= 0:
        raise ScenarioError.one("--input", key, "is 0 in the study", "Give its range: KEY=LOW..HIGH.")
    ends = (LOW - 1, HIGH - 1) if own == 0 else sorted((LOW * own, HIGH * own))
    return max(ends[0], least), min(ends[1], most)


def _rounded(value: float) -> float:
    return float(f"{value:.{_DIGITS}g}")


def _most_telling(bases: Sequence[Result]) -> list[Axis]:
    """The free inputs of the study's frontier, then price, works cost, demand, interest, as far as all have them."""
    found: dict[str, tuple[float, float] | None] = {}
    first, solved = bases[0].loaded.scenario, {base.solved.input for base in bases if base.solved is not None}
    free = first.frontier.inputs.values() if first.frontier is not None else ()
    ranges: dict[str, tuple[float, float] | None] = {one.input: one.between for one in free}
    for key in [*ranges, *_candidates(bases)]:
        if len(found) < DEFAULT and key not in solved and _can_move(bases, key):
            found.setdefault(key, ranges.get(key))
    if len(found) < FEWEST:
        what = f"found only {listed(found)}" if found else "found nothing"
        raise ScenarioError.one(
            "ppp explore", "", f"{what} that all structures have alike", "Name inputs with --input."
        )
    return [_axis(bases[0], key, ends, POINTS[len(found)]) for key, ends in found.items()]


def _candidates(bases: Sequence[Result]) -> Iterator[str]:
    scenario = bases[0].loaded.scenario
    prices = [key for key in _PRICES if _value(scenario, key)]
    yield from prices[:1]
    yield "works.overrun"
    works = scenario.works.items
    if works:
        yield f"works.items.{max(works, key=lambda name: works[name].cost)}.cost"
    if scenario.access is None:
        yield "supply.utilisation"
    debts = scenario.finance.debt
    yield from (f"finance.debt.{name}.rate" for name in debts)
    yield from prices[1:]
    yield from _OTHERS


def _can_move(bases: Sequence[Result], key: str) -> bool:
    """Whether all structures have an input alike, as one number, and none changes it by itself."""
    values = [_value(base.loaded.scenario, key) for base in bases]
    changed = any(path == key or path.startswith(f"{key}.") or key.startswith(f"{path}.") for base in bases
                  for path in (change.path for change in base.changes))  # fmt: skip
    zero_is_fine = key == "works.overrun"
    return not changed and all(value == values[0] and value is not None and (value or zero_is_fine) for value in values)


def _value(scenario: object, key: str) -> float | None:
    value = value_at(scenario, key)  # type: ignore[arg-type]
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None
