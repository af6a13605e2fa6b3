"""Rules about what is uncertain. A problem names its path; `load` adds the place."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator, Sequence

from pydantic.fields import FieldInfo

from ppp_model.errors import Problem
from ppp_model.scenario.checks_frontier import check_bar
from ppp_model.scenario.model import RandomPath, Scenario, UncertainInput, Uncertainty
from ppp_model.scenario.paths import numeric_paths
from ppp_model.scenario.quantities import find_unit
from ppp_model.scenario.rules import adds_up, unused, whole_periods
from ppp_model.scenario.uncertain import (
    Entry,
    bounds_of,
    field_at,
    in_whole_periods,
    is_open,
    keys_of,
    numbers_at,
    why_not_drawn,
)
from ppp_model.scenario.words import did_you_mean, listed

_ORDERED = ("low", "mode", "high")
_ROUND_A_MEAN = ("normal", "lognormal")
_NEEDS = {
    "triangular": _ORDERED, "pert": _ORDERED, "uniform": ("low", "high"), "normal": ("mean", "deviation"),
    "lognormal": ("mean", "deviation"), "discrete": ("values", "probabilities"), "empirical": ("file", "column"),
}  # fmt: skip
"""What each distribution is given by; normal and lognormal also by `p10` and `p90`."""
_PARAMETERS = (
    "low", "mode", "high", "mean", "deviation", "p10", "p90", "values", "probabilities", "file", "column",
    "at_least", "at_most",
)  # fmt: skip
_PATH_NEEDS = {
    "random_walk": ("volatility",), "mean_reversion": ("volatility", "speed"),
    "shock": ("probability", "size", "lasts"), "jump": ("probability", "size"),
}  # fmt: skip
_PATH_MAY = {"random_walk": ("drift",), "jump": ("deviation",)}
_PATH_PARAMETERS = ("drift", "volatility", "speed", "probability", "size", "deviation", "lasts")
_YEAR = 12


def check_risk(scenario: Scenario) -> Iterator[Problem]:
    """Every rule about uncertainty that a scenario breaks; what a file of values holds is checked where it is read."""
    wanted = scenario.uncertainty
    yield from _keys(scenario, wanted)
    for name, one in wanted.inputs.items():
        path = f"uncertainty.inputs.{name}"
        problems = list(_parameters(path, one))
        yield from problems
        if not problems:
            yield from check_support(path, one, scenario)
    for name, walk in wanted.paths.items():
        yield from _path(f"uncertainty.paths.{name}", walk)
    yield from _correlation(wanted)
    if wanted.scramblings & (wanted.scramblings - 1):
        below = 2 ** (wanted.scramblings.bit_length() - 1)
        hint = f"Write {below} or {2 * below}."
        yield Problem("", "uncertainty.scramblings", f"must be a power of 2, got `{wanted.scramblings}`", hint=hint)
    for measure, bar in wanted.goals.items():
        yield from check_bar(f"uncertainty.goals.{measure}", bar)


def _keys(scenario: Scenario, wanted: Uncertainty) -> Iterator[Problem]:
    """What is drawn: known numbers, none twice."""
    known = numeric_paths(scenario) if wanted.inputs or wanted.paths else {}
    seen: dict[str, str] = {}
    entries: list[tuple[str, str, Entry]] = [("inputs", name, one) for name, one in wanted.inputs.items()]
    entries += [("paths", name, one) for name, one in wanted.paths.items()]
    for part, name, one in entries:
        path = f"uncertainty.{part}.{name}.input"
        if part == "paths" and name in wanted.inputs:
            what = f"`{name}` is the name of an input too"
            yield Problem("", f"uncertainty.paths.{name}", what, hint="Give it another name.")
        for key in keys_of(one):
            problem = _key(scenario, key, known, path)
            if problem is None and part == "inputs" and key in seen:
                what = f"`{key}` is drawn already, as `{seen[key]}`"
                problem = Problem("", path, what, hint="Take one of the two away.")
            if problem is None and part == "paths":
                problem = _no_path(key, path)
            if problem is not None:
                yield problem
            seen.setdefault(key, name)
        if not keys_of(one):
            yield Problem("", path, "names no key", "Write the dotted key of a number, such as `supply.utilisation`.")


def _key(scenario: Scenario, key: str, known: dict[str, FieldInfo], path: str) -> Problem | None:
    """Why a key cannot be drawn. One that this structure has not may stand in another."""
    reason = why_not_drawn(key)
    if reason:
        return Problem("", path, f"`{key}` cannot be drawn: {reason}")
    parent, _, last = key.rpartition(".")
    if last.isdecimal() and field_at(parent) is not None:
        hint = f"Write `{parent}`; a path moves each year by itself."
        return Problem("", path, f"`{key}` is one value of a series, which moves as a whole", hint=hint)
    if field_at(key) is None:
        allowed = "Write the dotted key of a number in this scenario, such as `supply.utilisation`."
        series = [name.rpartition(".")[0] for name in known if name.rpartition(".")[2].isdecimal()]
        return Problem("", path, f"no such number to draw, got `{key}`", allowed, did_you_mean(key, [*known, *series]))
    if scenario.solve is not None and scenario.solve.input == key:
        what = f"`{key}` is solved for in this structure, so it cannot be drawn"
        return Problem("", path, what, hint="Take it away here (`null`), or take away `solve`.")
    return None


def _no_path(key: str, path: str) -> Problem | None:
    """Why a path by year cannot move a key: only series and what is counted by year or unit differ between years."""
    info = field_at(key)
    unit = find_unit(info) if info is not None else None
    by_year = unit is not None and "/" in unit.stated
    if info is None or by_year or "tuple" in str(info.annotation):
        return None
    allowed = "A path moves a series by year, a price, or an amount a year."
    hint = "For an exchange rate, `currencies.CODE.rate_level`." if key.startswith("currencies.") else ""
    return Problem("", path, f"`{key}` has one value for all years", allowed, hint or "Draw it under `inputs`.")


def _parameters(path: str, one: UncertainInput) -> Iterator[Problem]:
    """The parameters that a distribution needs, none besides, and in their order."""
    needs: tuple[str, ...] = _NEEDS[one.distribution]
    also: tuple[str, ...] = ()
    if one.distribution in _ROUND_A_MEAN:
        also = ("at_least", "at_most")
        needs = ("p10", "p90") if one.p10 is not None or one.p90 is not None else needs
    why = f"does not go with the distribution `{one.distribution}`" + (" by `p10` and `p90`" if "p10" in needs else "")
    yield from unused(one, path, [name for name in _PARAMETERS if name not in (*needs, *also)], why)
    missing = [name for name in needs if getattr(one, name) is None]
    for name in missing:
        said = listed(needs) + (", or p10, p90" if "mean" in needs else "")
        yield Problem("", f"{path}.{name}", "is missing", f"The distribution `{one.distribution}` needs {said}.")
    if one.range is not None and one.range[0] >= one.range[1]:
        yield Problem("", f"{path}.range", "the first number must be less than the second")
    if not missing:
        yield from _values(path, one, needs)


def _values(path: str, one: UncertainInput, needs: tuple[str, ...]) -> Iterator[Problem]:
    """Values that rise, probabilities that add up, spreads above 0."""
    if needs[-1] in ("high", "p90"):
        values = [getattr(one, name) for name in needs]
        if not (values == sorted(values) and values[0] < values[-1]):
            yield Problem("", path, f"the values do not rise: {_numbers(values)}", f"In this order: {listed(needs)}.")
    if one.deviation is not None and one.deviation <= 0:
        yield Problem("", f"{path}.deviation", "must be greater than 0")
    least = one.mean if one.mean is not None else one.p10
    if one.distribution == "lognormal" and least is not None and least <= 0:
        name = "mean" if one.mean is not None else "p10"
        yield Problem("", f"{path}.{name}", "must be greater than 0: a lognormal value always is")
    if one.at_least is not None and one.at_most is not None and one.at_least >= one.at_most:
        yield Problem("", f"{path}.at_least", "must be less than `at_most`")
    if one.values is not None and one.probabilities is not None:
        if len(one.values) != len(one.probabilities):
            what = f"there are {len(one.probabilities)} for {len(one.values)} values"
            yield Problem("", f"{path}.probabilities", what, "Give one for each.")
        else:
            yield from adds_up(f"{path}.probabilities", "the probabilities", one.probabilities, 1e-6)


def check_support(
    path: str, one: UncertainInput, scenario: Scenario, sample: Sequence[float] = ()
) -> Iterator[Problem]:
    """Whether values that are drawn stay within the bounds of the field. What a distribution without an end, or one
    that moves the scenario's own value, draws beyond a bound is set to it: a case may bring the value near its bound.
    A bound that itself is refused needs `at_least` or `at_most`."""
    ends = support_of(one, sample)
    if ends is None:
        return
    for key in keys_of(one):
        info, numbers = field_at(key), numbers_at(scenario, key)
        if info is None or not numbers or why_not_drawn(key):
            continue
        if in_whole_periods(key):
            problems = list(_times(path, key, one, numbers, sample, scenario))
            yield from problems
            if problems:
                continue
        low, high = bounds_of(info)
        opens = is_open(info)
        reached = sorted(_moved(number, end, one.acts_as) for number in numbers for end in ends)
        least, most = reached[0], reached[-1]
        strict = one.acts_as == "value"
        if (strict and math.isfinite(least) and least < low) or (opens[0] and least <= low):
            yield _beyond(path, key, info, "fall" if math.isfinite(least) else "fall without end", least, low, opens[0])
        if (strict and math.isfinite(most) and most > high) or (opens[1] and most >= high):
            yield _beyond(path, key, info, "rise" if math.isfinite(most) else "rise without end", most, high, opens[1])


def support_of(one: UncertainInput, sample: Sequence[float] = ()) -> tuple[float, float] | None:
    """The least and the greatest value that can be drawn; None for a file that is not read yet."""
    if one.distribution == "empirical":
        return (min(sample), max(sample)) if sample else None
    if one.distribution == "discrete":
        assert one.values is not None
        return min(one.values), max(one.values)
    if one.low is not None and one.high is not None:
        return one.low, one.high
    low = 0.0 if one.distribution == "lognormal" else -math.inf
    return low if one.at_least is None else one.at_least, math.inf if one.at_most is None else one.at_most


def _times(
    path: str, key: str, one: UncertainInput, numbers: Sequence[float], sample: Sequence[float], scenario: Scenario
) -> Iterator[Problem]:
    """Such a time takes a few values only, each a whole number of periods, as when it is written."""
    values = sample or one.values
    if not values:
        allowed = "Allowed: `discrete` or `empirical`, with whole periods."
        yield Problem("", f"{path}.distribution", f"`{key}` must end with a period", allowed)
        return
    for value in values:
        for number in numbers:
            problem = next(whole_periods(path, _moved(number, value, one.acts_as), scenario.timeline), None)
            if problem is not None:
                yield dataclasses.replace(problem, what=f"`{key}`: {problem.what}")
                return


def _moved(number: float, drawn: float, acts_as: str) -> float:
    """A number of the scenario after a draw."""
    if acts_as == "value":
        return drawn
    return number + drawn if acts_as == "added" else number * drawn if number else 0.0


def _beyond(path: str, key: str, info: FieldInfo, how: str, value: float, bound: float, is_refused: bool) -> Problem:
    """The problem of a draw that a field refuses."""
    to = f" to {_in_words(info, value)}" if math.isfinite(value) else ""
    side = ("more than" if is_refused else "at least") if how.startswith("fall") else (
        "less than" if is_refused else "at most")  # fmt: skip
    hint = "Cut it with `at_least` or `at_most`." if how.endswith("end") else ""
    return Problem("", path, f"`{key}` could {how}{to}", f"It must be {side} {_in_words(info, bound)}.", hint)


def _path(path: str, one: RandomPath) -> Iterator[Problem]:
    """The parameters that a process needs, none besides, and what they may be."""
    needs = _PATH_NEEDS[one.process]
    others = [name for name in _PATH_PARAMETERS if name not in (*needs, *_PATH_MAY.get(one.process, ()))]
    yield from unused(one, path, others, f"does not go with the process `{one.process}`")
    for name in needs:
        if getattr(one, name) is None:
            yield Problem("", f"{path}.{name}", "is missing", f"The process `{one.process}` needs {listed(needs)}.")
    for name in ("volatility", "deviation"):
        if (value := getattr(one, name)) is not None and value < 0:
            yield Problem("", f"{path}.{name}", f"must not be negative, got `{value:.12g}`")
    if one.speed == 0:
        yield Problem("", f"{path}.speed", "must be greater than 0", hint="Without return it is a `random_walk`.")
    for name in ("drift", "size"):
        if one.acts_as == "factor" and (value := getattr(one, name)) is not None and value <= -1:
            yield Problem("", f"{path}.{name}", "must be more than -100 %: nothing would be left")
    if one.lasts is not None and (one.lasts < _YEAR or one.lasts % _YEAR):
        yield Problem("", f"{path}.lasts", "must be whole years", "Allowed: 1 year, 2 years, and so on.")


def _correlation(wanted: Uncertainty) -> Iterator[Problem]:
    """Pairs of known names, each once, that can all hold together."""
    pairs: dict[tuple[str, str], float] = {}
    known = (*wanted.inputs, *wanted.paths)
    problems: list[Problem] = []
    for one, row in wanted.correlation.items():
        path = f"uncertainty.correlation.{one}"
        if one not in known:
            problems.append(_unknown(path, one, known))
            continue
        for other, value in row.items():
            problem = _pair(f"{path}.{other}", one, other, wanted, pairs)
            if problem is not None:
                problems.append(problem)
            else:
                pairs[one, other] = value
    yield from problems
    if pairs and not problems:
        yield from _sound(known, pairs)


def _pair(path: str, one: str, other: str, wanted: Uncertainty, pairs: dict[tuple[str, str], float]) -> Problem | None:
    """Why a pair cannot stand."""
    if other not in wanted.inputs and other not in wanted.paths:
        return _unknown(path, other, (*wanted.inputs, *wanted.paths))
    if one == other:
        return Problem("", path, f"`{one}` cannot be correlated with itself")
    if (other, one) in pairs:
        what = f"the pair is given already, under `{other}`"
        return Problem("", path, what, hint="Take one of the two away.")
    if (one in wanted.inputs) != (other in wanted.inputs):
        what = f"an input and a path cannot be correlated: `{one if one in wanted.inputs else other}` is drawn once"
        return Problem("", path, what, "Allowed: two inputs, or two paths (year by year).")
    return None


def _unknown(path: str, name: str, known: Sequence[str]) -> Problem:
    there = f"There are {listed(known)}." if known else "There are none."
    return Problem("", path, f"no uncertain input or path `{name}`", there, did_you_mean(name, known))


def _sound(names: tuple[str, ...], pairs: dict[tuple[str, str], float]) -> Iterator[Problem]:
    """A matrix that no numbers can have: the pair that is most to blame, and what would do."""
    from ppp_model.scenario.correlation import is_sound, matrix_of, pair_to_mend

    if is_sound(matrix_of(names, pairs)):
        return
    (one, other), value = pair_to_mend(names, pairs)
    what = f"`{one}` and `{other}` cannot have {pairs[one, other]:.4g} with the other correlations as they are"
    allowed = "The matrix must be positive semi-definite."
    hint = f"The nearest value that does is {value:.4f}." if value is not None else (
        "No value of this pair alone does; make the others smaller too.")  # fmt: skip
    yield Problem("", f"uncertainty.correlation.{one}.{other}", what, allowed, hint)


def _in_words(info: FieldInfo, value: float) -> str:
    """A number of a field as a user would write it."""
    unit = find_unit(info)
    return unit.show(value) if unit is not None else f"{value:.12g}"


def _numbers(values: Sequence[float]) -> str:
    return ", ".join(f"{value:.10g}" for value in values)
