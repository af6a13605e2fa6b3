"""What disputed conventions are worth: each changed alone, and which headline measures move by how much."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, get_args

from ppp_model.measures import BY_NAME
from ppp_model.results import Result
from ppp_model.scenario.mixing import with_value
from ppp_model.scenario.model import Scenario
from ppp_model.scenario.paths import lookup, shape_at

Change = Callable[[Scenario], Scenario]

DISPUTED = {
    "conventions.cfads": "Cash flow available for debt service (CFADS)",
    "conventions.flow_timing": "When in a period its flows fall",
    "conventions.irr_times": "Times for returns and present values",
    "conventions.gearing_binds": "When a sculpted loan is capped",
    "conventions.llcr": "Reserve in life cover ratios",
    "conventions.dscr_average": "Average cover",
    "timeline.day_count": "Days in a period",
    "revenue.price_base": "Date at which prices hold",
    "finance.equity.drawn": "How equity is paid in",
}
"""Choices on which practitioners differ, by their key, and what each is about."""
WATCHED = (
    "debt", "gearing", "dscr_min", "dscr_average", "llcr_min", "plcr_min", "average_life", "total_uses", "equity",
    "project_irr", "project_irr_after_tax", "equity_irr", "share_irr", "equity_npv", "net_public_cost_pv",
    "psc_pv", "vfm", "price_solved", "price_levelised",
)  # fmt: skip
"""The measures that are compared."""
_SAME = 1e-6


@dataclass(frozen=True)
class Move:
    """One measure under the convention as run and under another; None for a blank."""

    measure: str
    as_run: float | None
    other: float | None

    @property
    def change(self) -> float | None:
        """The difference, None where one side is blank."""
        return None if self.as_run is None or self.other is None else self.other - self.as_run


@dataclass(frozen=True)
class OtherConvention:
    """One convention changed alone. ``moves`` holds the measures that differ; ``failures`` checks that then fail."""

    key: str
    about: str
    as_run: str
    other: str
    moves: tuple[Move, ...]
    failures: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """As plain data."""
        moves = {one.measure: {"as_run": one.as_run, "other": one.other, "change": one.change} for one in self.moves}
        return {
            "key": self.key, "about": self.about, "as_run": self.as_run, "other": self.other, "measures": moves,
            "failures": list(self.failures),
        }  # fmt: skip


def alternatives(scenario: Scenario) -> Iterator[tuple[str, Change]]:
    """Every other way of each disputed convention: its key, and what makes it so in a scenario."""
    for key in DISPUTED:
        shape = shape_at(tuple(key.split(".")))
        assert shape is not None
        assert shape.field is not None
        for word in get_args(shape.field.annotation):
            if word != lookup(scenario, key):
                yield key, partial(with_value, keys=key.split("."), value=word)


def compared(key: str, before: Result, after: Result) -> OtherConvention:
    """What a run under another convention moves, against the run as it is."""
    was, now = (str(lookup(result.loaded.scenario, key)) for result in (before, after))
    pairs = [Move(name, before.measures[name], after.measures[name]) for name in WATCHED if name in BY_NAME]
    failures = tuple(words for name, words in after.failures.items() if name not in before.failures)
    return OtherConvention(key, DISPUTED[key], was, now, tuple(move for move in pairs if _differs(move)), failures)


def _differs(move: Move) -> bool:
    if move.as_run is None or move.other is None:
        return move.as_run is not move.other
    return not math.isclose(move.as_run, move.other, rel_tol=_SAME, abs_tol=1e-9)
