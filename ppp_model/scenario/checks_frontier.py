"""Rules about what a frontier seeks. A problem names its path; `load` adds the place."""

from __future__ import annotations

from collections.abc import Iterator

from ppp_model.errors import Problem
from ppp_model.scenario.model import Frontier, Goal, Limit, Scenario
from ppp_model.scenario.paths import numeric_paths, shape_at
from ppp_model.scenario.quantities import find_unit, is_plain_number
from ppp_model.scenario.words import did_you_mean

_WAYS = ("at_least", "at_most")


def check_frontier(scenario: Scenario) -> Iterator[Problem]:
    """Every rule about the frontier that a scenario breaks."""
    wanted = scenario.frontier
    if wanted is None:
        return
    yield from _inputs(scenario, wanted)
    for part, bars in (("goals", wanted.goals), ("limits", wanted.limits)):
        for measure, bar in bars.items():
            yield from check_bar(f"frontier.{part}.{measure}", bar)
    for measure, limit in wanted.limits.items():
        goal = wanted.goals.get(measure)
        for way in _WAYS:
            if goal is not None and getattr(goal, way) is not None and getattr(limit, way) is not None:
                what = f"`{measure}` has `{way}` among the goals too"
                yield Problem("", f"frontier.limits.{measure}.{way}", what, hint="Keep one of the two.")


def _inputs(scenario: Scenario, wanted: Frontier) -> Iterator[Problem]:
    """Free inputs: known numbers, each once, over a range."""
    known, seen = numeric_paths(scenario), dict[str, str]()
    for name, one in wanted.inputs.items():
        path = f"frontier.inputs.{name}"
        if one.input.startswith("timeline.") or not (one.input in known or _may_be(one.input)):
            allowed = "Write the dotted key of a number in this scenario, such as `finance.grants.NAME.amount`."
            hint = did_you_mean(one.input, known)
            yield Problem("", f"{path}.input", f"no such number to choose, got `{one.input}`", allowed, hint)
        elif one.input in seen:
            what = f"`{one.input}` is free already, as `{seen[one.input]}`"
            yield Problem("", f"{path}.input", what, hint="Take one of the two away.")
        seen.setdefault(one.input, name)
        if one.between[0] >= one.between[1]:
            yield Problem("", f"{path}.between", "the first number must be less than the second")


def _may_be(path: str) -> bool:
    """Whether a number may stand at a path: an entry of a map that this structure has not may stand in another."""
    shape = shape_at(tuple(path.split(".")))
    if shape is None or shape.part is not None or shape.is_map:
        return False
    return shape.field is None or find_unit(shape.field) is not None or is_plain_number(shape.field)


def check_bar(path: str, bar: Goal | Limit) -> Iterator[Problem]:
    """A goal or a limit: something is asked, nothing twice, nothing that cannot be."""
    values = {way: getattr(bar, way) for way in _WAYS if getattr(bar, way) is not None}
    if not values:
        yield Problem("", path, "neither `at_least` nor `at_most` is given", hint="Give one of the two.")
    listed = {way: value if isinstance(value, tuple) else (value,) for way, value in values.items()}
    for way, found in listed.items():
        twice = next((value for number, value in enumerate(found) if value in found[:number]), None)
        if twice is not None:
            yield Problem("", f"{path}.{way}", f"{twice:.12g} stands there twice", hint="Take one of the two away.")
    if len(listed) == 2 and max(listed["at_least"]) > min(listed["at_most"]):
        what = f"at least {max(listed['at_least']):.12g} and at most {min(listed['at_most']):.12g} cannot both be"
        yield Problem("", path, what)
