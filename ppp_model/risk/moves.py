"""Inputs that are moved alone or together: from where to where, and what the input lines then are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ppp_model.assemble import Assembled
from ppp_model.errors import ScenarioError
from ppp_model.risk.drawn import Drawn, DrawnLine, DrawnPath
from ppp_model.risk.planning import drawn, lines_moved
from ppp_model.scenario.amounts import RefusedError
from ppp_model.scenario.load import Loaded
from ppp_model.scenario.model import RandomPath, UncertainInput, Uncertainty
from ppp_model.scenario.paths import names_at, numeric_paths
from ppp_model.scenario.quantities import unit_of
from ppp_model.scenario.uncertain import bounds_of, field_at, keys_of, numbers_at, parsed, why_not_drawn
from ppp_model.scenario.words import did_you_mean

Floats = NDArray[np.float64]

USUAL = (0.9, 1.1)
"""How far an input is moved of which nothing is known: by a tenth of its value."""
_BEYOND = 5.0
"""What is added goes so many times beyond its range in such a search."""
_TENTH = "-10 %..+10 %"
FARTHEST = 3.0
"""A search for what breaks a bar goes from nothing to so many times an input's own value."""
_DRAWS_OF_PATHS = 1024


@dataclass(frozen=True)
class Move:
    """An input that is moved, in the terms in which it acts: a factor, a value, or what is added."""

    name: str
    keys: tuple[str, ...]
    acts_as: str
    low: float
    high: float
    base: float
    """What leaves the input as it is."""
    own: float | None
    """The scenario's value, None for a series of different values and for several inputs together."""
    unit: str
    least: float
    """How far down a search may go, and how far up."""
    most: float
    moves: Floats | None = None
    """Of a path, the periods that it moves, shaped (1, periods)."""

    def own_value(self, at: float) -> float | None:
        """The input in its own unit when it is moved so far."""
        if self.acts_as == "value":
            return at
        if self.own is None:
            return None
        return self.own + at if self.acts_as == "added" else self.own * at

    def change(self, at: float) -> float | None:
        """How far it is moved, as a share of its base."""
        if self.acts_as == "factor":
            return at - 1
        base = self.own if self.acts_as == "added" else self.base
        return (at - (0 if self.acts_as == "added" else base or 0)) / abs(base) if base else None


@dataclass(frozen=True)
class Moves:
    """The inputs of a structure that are moved, by name, and the lines that they move."""

    by_name: Mapping[str, Move]
    lines: tuple[DrawnLine, ...]
    left_out: Mapping[str, str]
    """Inputs that are asked for and move nothing here, and why."""

    def rows(self, points: Sequence[Mapping[str, float]]) -> dict[str, Floats]:
        """Input line -> (points, 1) or (points, periods), each point with some of the inputs moved."""
        together: dict[tuple[str, ...], list[int]] = {}
        for number, point in enumerate(points):
            together.setdefault(tuple(point), []).append(number)
        found = {}
        for line in self.lines:
            parts = [(its, self._moved(line, names, [points[n] for n in its])) for names, its in together.items()]
            row = np.empty((len(points), max(part.shape[1] for _, part in parts)))
            for its, part in parts:
                row[its] = part
            found[line.line] = row
        return found

    def _moved(self, line: DrawnLine, names: tuple[str, ...], points: Sequence[Mapping[str, float]]) -> Floats:
        """A line at points that move the same inputs."""
        changed = [name for name, _ in line.changed_by if name in names]
        if not changed:
            return line.own
        values = {name: self._column(name, [point[name] for point in points]) for name in changed}
        return line.within(line.moved(values))

    def _column(self, name: str, values: Sequence[float]) -> Floats:
        """What an input is moved to at some points; of a path only in its periods."""
        move, column = self.by_name[name], np.array(values).reshape(-1, 1)
        return column if move.moves is None else np.where(move.moves != 0, column, move.base)


def moves_of(loaded: Loaded, assembled: Assembled, asked: Sequence[str] = ()) -> Moves:
    """The uncertain inputs of a scenario, or those that are asked for: ``KEY``, ``NAME`` or ``KEY=LOW..HIGH``.

    Raises ScenarioError for an input that nobody knows or that cannot be moved alone.
    """
    wanted = _asked(loaded, asked) if asked else loaded.scenario.uncertainty
    scenario = loaded.scenario.model_copy(update={"uncertainty": wanted})
    found = drawn(replace(loaded, scenario=scenario), replace(assembled, scenario=scenario))
    ranges, notes = _ranges(found), {note.partition(" ")[0]: note for note in found.notes}
    moves, left_out = {}, {}
    entries: dict[str, UncertainInput | RandomPath] = {**wanted.inputs, **wanted.paths}
    for name, one in entries.items():
        if name not in found.moving:
            left_out[name] = notes.get(name, f"{name} moves nothing in this structure")
        elif ranges[name][0] == ranges[name][1]:
            left_out[name] = f"the mean of {name} over operation is the same at 10 % and at 90 %"
        else:
            moves[name] = _move(assembled, name, one, ranges[name], found)
    return Moves(moves, found.lines, left_out)


def tenths_of(loaded: Loaded, assembled: Assembled) -> Moves:
    """Every number of a scenario that lines read, moved by a tenth of its value; what else hangs on it is not looked
    at, so that the chosen ones still have to be asked for by ``moves_of``."""
    keys = dict.fromkeys(_without_item(path) for path in numeric_paths(loaded.scenario))
    moves, lines = {}, []
    for key in keys:
        info, moved = field_at(key), lines_moved(assembled, key)
        if info is None or why_not_drawn(key) or not any(numbers_at(loaded.scenario, key)) or not moved:
            continue
        own = [DrawnLine(line, assembled.inputs[line], ((key, "factor"),), *bounds_of(info)) for line in moved]
        moves[key] = Move(key, (key,), "factor", *USUAL, 1.0, None, "", *USUAL)
        lines += own
    return Moves(moves, tuple(lines), {})


def _asked(loaded: Loaded, asked: Sequence[str]) -> Uncertainty:
    """The inputs that are asked for, as if the scenario said that they are uncertain."""
    known = loaded.scenario.uncertainty
    inputs: dict[str, UncertainInput] = {}
    paths: dict[str, RandomPath] = {}
    for text in asked:
        name, equals, ends = (part.strip() for part in text.partition("="))
        if name in known.paths and not equals:
            paths[name] = known.paths[name]
        elif name in known.inputs and not equals:
            inputs[name] = known.inputs[name]
        elif name in known.inputs:
            inputs[name] = _between(loaded, keys_of(known.inputs[name]), known.inputs[name].acts_as, ends)
        else:
            inputs[name] = _by_key(loaded, name, ends if equals else "")
    return known.model_copy(update={"inputs": inputs, "paths": paths, "correlation": {}})


def _by_key(loaded: Loaded, key: str, ends: str) -> UncertainInput:
    """An input by its key, moved from one end to the other, or by a tenth."""
    known = dict.fromkeys(_without_item(path) for path in numeric_paths(loaded.scenario))
    info, reason = field_at(key), why_not_drawn(key)
    if info is None or reason or not numbers_at(loaded.scenario, key):
        names = [*loaded.scenario.uncertainty.inputs, *known]
        what = f"`{key}` cannot be moved: {reason}" if reason else f"there is no number `{key}` in this scenario"
        raise ScenarioError.one("--input", key, what, "", "" if reason else did_you_mean(key, names))
    return _between(loaded, (key,), "value", ends or _TENTH)


def _between(loaded: Loaded, keys: tuple[str, ...], acts_as: str, ends: str) -> UncertainInput:
    """An input of which only two ends are known."""
    kind, (low, high) = _ends(loaded, acts_as, keys[0], ends)
    return UncertainInput.model_validate(
        {"input": keys, "distribution": "uniform", "acts_as": kind, "low": low, "high": high, "range": (low, high)}
    )


def _ends(loaded: Loaded, acts_as: str, key: str, text: str) -> tuple[str, tuple[float, float]]:
    """The two ends of LOW..HIGH and what they are; both with a sign and `%` are changes of the scenario's value."""
    low, dots, high = (part.strip() for part in text.partition(".."))
    if not dots or not low or not high:
        allowed = 'Allowed: LOW..HIGH, such as "0.15..0.20 USD/m3", or a change, such as "-20 %..+10 %".'
        raise ScenarioError.one("--input", key, f"must be two ends, got `{text}`", allowed)
    signed = all(end[0] in "+-" and end.endswith("%") for end in (low, high))
    kind = "factor" if signed else acts_as
    try:
        ends = [parsed(kind, loaded.scenario, key, end) + signed for end in (low, high)]
    except RefusedError as refused:
        raise ScenarioError.one("--input", key, refused.what, refused.allowed, refused.hint) from None
    if ends[0] >= ends[1]:
        raise ScenarioError.one("--input", key, f"the first end must be less than the second, got `{text}`")
    return kind, (ends[0], ends[1])


def _ranges(found: Drawn) -> dict[str, tuple[float, float]]:
    """The low and the high end of each input; of a path the values at 10 % and 90 % of its mean over operation."""
    ranges = dict(found.ranges)
    if found.paths_drawn:
        shown = found.shown_at(found.shares(0, min(found.draws, _DRAWS_OF_PATHS)))
        for path in found.paths_drawn:
            low, high = np.quantile(shown[path.name], [0.1, 0.9])
            ranges[path.name] = (float(low), float(high))
    return ranges


def _move(
    assembled: Assembled, name: str, one: UncertainInput | RandomPath, ends: tuple[float, float], found: Drawn
) -> Move:
    keys = keys_of(one)
    path = next((path for path in found.paths_drawn if path.name == name), None)
    lines = [line for line in found.lines if any(name == other for other, _ in line.changed_by)]
    numbers = [number for key in keys for number in numbers_at(assembled.scenario, key)]
    own = _own(numbers, lines) if len(keys) == 1 and path is None else None
    info = field_at(keys[0])
    assert info is not None
    base = {"factor": 1.0, "added": 0.0}.get(one.acts_as, own if own is not None else float(np.mean(numbers)))
    least, most = _farthest(one.acts_as, base, ends, lines)
    unit = unit_of(info, names_at(assembled.scenario, keys[0])) if len(keys) == 1 else ""
    periods = _periods_of(path) if path is not None else None
    return Move(name, keys, one.acts_as, *ends, base, own, unit, least, most, periods)


def _own(numbers: Sequence[float], lines: Sequence[DrawnLine]) -> float | None:
    """The one value of an input, as a solve may have left it."""
    if len(set(numbers)) != 1:
        return None
    return float(lines[0].own[0, 0]) if lines[0].own.size == 1 else numbers[0]


def _farthest(acts_as: str, base: float, ends: tuple[float, float], lines: Sequence[DrawnLine]) -> tuple[float, float]:
    """How far a search may move an input: to nothing and to three times its value, within the bounds of the field."""
    if acts_as == "added":
        least, most = (_BEYOND * end for end in (min(ends[0], 0.0), max(ends[1], 0.0)))
        for line in lines:
            least, most = max(least, float(np.max(line.low - line.own))), min(most, float(np.min(line.high - line.own)))
    elif acts_as == "value":
        reach = sorted((0.0, FARTHEST * base, *ends))
        least, most = max([reach[0], *(line.low for line in lines)]), min([reach[-1], *(line.high for line in lines)])
    else:
        factors = [bound for line in lines for bound in _factors(line)]
        least, most = 0.0, min([FARTHEST, *factors])
    return min(least, base), max(most, base)


def _factors(line: DrawnLine) -> Iterator[float]:
    """The factors at which a line reaches the bounds of its field."""
    above, below = line.own[line.own > 0], line.own[line.own < 0]
    if above.size:
        yield float(np.min(line.high / above))
    if below.size:
        yield float(np.min(line.low / below))


def _periods_of(path: DrawnPath) -> Floats:
    return np.array([[float(year >= 0) for year in path.years]])


def _without_item(path: str) -> str:
    """The key of a series for one of its items."""
    head, _, last = path.rpartition(".")
    return head if last.isdecimal() and head else path
