"""What makes the difference between two structures: each change's part in it, adding up to the whole.

A part is the change's mean effect over the orders in which the changes could be made (Shapley): over all orders where
there are few changes, else over one order and its reverse. A price that a structure solves for is a change like any
other, at its solved value. Where some mixture of the two is no deal that can be run, changes are taken together.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ppp_model.errors import ModelError, ScenarioError
from ppp_model.results import Result
from ppp_model.scenario.checks import check
from ppp_model.scenario.mixing import DEEPEST, differences, mixed, value_at, with_value
from ppp_model.scenario.model import Scenario

if TYPE_CHECKING:
    import pandas as pd

ALL_ORDERS = 6
"""Up to so many changes every order counts: at most 64 runs."""
_DEPTHS = (DEEPEST, 2, 1)
"""How many words the keys of changes may have, tried in turn until every mixture can be run."""
TOGETHER = "all changes"
"""What the one step is called when no mixture can be run."""
_PLAIN = (float, int, str, bool)

Value = Callable[[Scenario], float]
"""Runs a scenario and gives the measure, NaN for a blank."""
Worth = Callable[[Sequence[str]], float]


@dataclass(frozen=True)
class Step:
    """One change's part in the difference; ``old`` and ``new`` where the change is of one value."""

    key: str
    part: float
    old: Any = None
    new: Any = None


@dataclass(frozen=True)
class Bridge:
    """The difference of a measure between two structures, by the changes that make it."""

    measure: str
    first: str
    second: str
    value_first: float
    value_second: float
    steps: tuple[Step, ...]
    """The changes, largest part first; the parts add up to the difference."""
    all_orders: bool
    """Whether every order counts, or one and its reverse."""

    @property
    def difference(self) -> float:
        """The measure of the second structure less that of the first."""
        return self.value_second - self.value_first

    @property
    def parts(self) -> dict[str, float]:
        """Part of each change, by its dotted key."""
        return {step.key: step.part for step in self.steps}

    @property
    def frame(self) -> pd.DataFrame:
        """From the first structure to the second: the value, each change's part, and the value."""
        import pandas as pd

        rows = [(self.first, self.value_first), *self.parts.items(), (self.second, self.value_second)]
        return pd.DataFrame(rows, columns=["step", self.measure]).set_index("step")

    def to_dict(self) -> dict[str, Any]:
        """As plain data."""
        return {
            "measure": self.measure, "first": self.first, "second": self.second, "value_first": self.value_first,
            "value_second": self.value_second, "difference": self.difference, "all_orders": self.all_orders,
            "steps": [vars(step) for step in self.steps],
        }  # fmt: skip


def bridge(first: Result, second: Result, measure: str, value: Value) -> Bridge:
    """The bridge of a measure from one result to another. Raises ScenarioError where it has no value in one of them."""
    _check(first, second, measure)
    one, other = agreed(first), agreed(second)
    known: dict[frozenset[str], float] = {}

    def worth(taken: Sequence[str]) -> float:
        key = frozenset(taken)
        if key not in known:
            known[key] = _worth(mixed(one, other, taken), value)
        return known[key]

    for depth in _DEPTHS:
        changes = differences(one, other, depth)
        try:
            parts = part_of_each(changes, worth)
        except ModelError:  # some mixture is no deal
            continue
        ends, all_orders = (worth(()), worth(changes)), len(changes) <= ALL_ORDERS
        break
    else:
        ends, all_orders = (value(one), value(other)), True
        parts = {TOGETHER: ends[1] - ends[0]}
    return Bridge(measure, first.structure, second.structure, *ends, _steps(parts, one, other), all_orders)


def part_of_each(changes: Sequence[str], worth: Worth) -> dict[str, float]:
    """Each change's part in ``worth`` of all of them less ``worth`` of none; they add up to it."""
    return (_shapley if len(changes) <= ALL_ORDERS else _two_orders)(changes, worth)


def agreed(result: Result) -> Scenario:
    """A result's scenario with the input that it solved for at the value with which it was run."""
    scenario = result.loaded.scenario
    if result.solved is None:
        return scenario
    line = result.assembled.lines_at(result.solved.input)[0]
    value = float(result.assembled.inputs[line][0, 0])
    changed: Scenario = with_value(scenario, result.solved.input.split("."), value)
    return changed


def _check(first: Result, second: Result, measure: str) -> None:
    """Refuse what cannot be bridged."""
    for result in (first, second):
        if result.measures[measure] is None:
            what = f"has no value in {result.structure}: {result.reasons[measure]}"
            raise ScenarioError.one("", measure, what)
        if measure not in result.run.values:
            raise ScenarioError.one("", measure, "cannot be bridged: it is no line of the model")


def _worth(scenario: Scenario, value: Value) -> float:
    """The measure of a mixture; ModelError where it is no deal: it breaks a rule, or has no value."""
    problems = check(scenario)
    found = math.nan if problems else value(scenario)
    if not math.isfinite(found):
        raise ModelError(str(problems[0]) if problems else "the measure has no value")
    return found


def _shapley(changes: Sequence[str], worth: Worth) -> dict[str, float]:
    count = len(changes)
    parts = dict.fromkeys(changes, 0.0)
    for size in range(count):
        weight = math.factorial(size) * math.factorial(count - size - 1) / math.factorial(count)
        for taken in itertools.combinations(changes, size):
            for change in changes:
                if change not in taken:
                    parts[change] += weight * (worth((*taken, change)) - worth(taken))
    return parts


def _two_orders(changes: Sequence[str], worth: Worth) -> dict[str, float]:
    parts = dict.fromkeys(changes, 0.0)
    for order in (list(changes), list(reversed(changes))):
        for number, change in enumerate(order):
            parts[change] += (worth(order[: number + 1]) - worth(order[:number])) / 2
    return parts


def _steps(parts: Mapping[str, float], one: Scenario, other: Scenario) -> tuple[Step, ...]:
    """The changes with their values where they have one, largest part first."""
    steps = []
    for key, part in sorted(parts.items(), key=lambda item: -abs(item[1])):
        values = [value_at(scenario, key) for scenario in (one, other)]
        told = values if key != TOGETHER and all(isinstance(v, _PLAIN) for v in values) else [None, None]
        steps.append(Step(key, part, *told))
    return tuple(steps)
