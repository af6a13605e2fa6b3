"""Bars that a measure must keep: a least or a largest value, as goals say it or as the deal itself does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from ppp_model.errors import ScenarioError
from ppp_model.measures import BY_NAME
from ppp_model.results import Result, measure_named
from ppp_model.scenario.amounts import RefusedError
from ppp_model.scenario.paths import names_of
from ppp_model.scenario.quantities import Target, find_unit

_SLACK = 1e-9


@dataclass(frozen=True)
class Bar:
    """A least (``at_least``) or a largest (``at_most``) value of a measure."""

    measure: str
    way: Literal["at_least", "at_most"]
    value: float

    @property
    def side(self) -> str:
        """The side that sets it."""
        return BY_NAME[self.measure].side

    @property
    def sign(self) -> float:
        """1 where more is better, else -1."""
        return 1.0 if self.way == "at_least" else -1.0

    @property
    def slack(self) -> float:
        """What is forgiven for rounding."""
        return _SLACK * max(1.0, abs(self.value))


def bar_of(text: str, result: Result) -> Bar:
    """A bar in words, such as ``dscr_min>=1.2``; raises ScenarioError."""
    found = re.fullmatch(r"\s*(\w+)\s*(>=|<=)\s*(.+)", text)
    if found is None:
        allowed = "Allowed: a measure, >= or <=, and a value, such as 'dscr_min>=1.2'."
        raise ScenarioError.one("--break-even", "", f"is no bar: `{text}`", allowed)
    name, way, value = found.groups()
    unit = find_unit(Target)
    assert unit is not None
    try:
        number = unit.parse(value.strip(), names_of(result.loaded.scenario))
    except RefusedError as refused:
        raise ScenarioError.one("--break-even", name, refused.what, refused.allowed, refused.hint) from None
    return Bar(measure_named(name).name, "at_least" if way == ">=" else "at_most", number)


def bars_of(result: Result) -> tuple[Bar, ...]:
    """The bars of a structure: the goals of its `uncertainty`, else what its own terms ask for.

    These are the cover at which lenders keep the cash (1 if they do not), the rate at which owners value their money,
    and the threshold of what the poorest can pay; of those, the ones whose measure has a value.
    """
    goals = result.loaded.scenario.uncertainty.goals
    if goals:
        least = [Bar(name, "at_least", goal.at_least) for name, goal in goals.items() if goal.at_least is not None]
        most = [Bar(name, "at_most", goal.at_most) for name, goal in goals.items() if goal.at_most is not None]
        found = sorted([*least, *most], key=lambda bar: list(goals).index(bar.measure))
    else:
        found = list(_of_the_deal(result))
    return tuple(bar for bar in found if result.measures.get(bar.measure) is not None)


def _of_the_deal(result: Result) -> Iterator[Bar]:
    scenario = result.loaded.scenario
    yield Bar("dscr_min", "at_least", scenario.finance.lock_up or 1.0)
    yield Bar("equity_irr", "at_least", float(result.values("equity_discount_rate")[0, 0]))
    if scenario.city is not None:
        yield Bar("burden_poorest", "at_most", scenario.city.affordability_threshold)
