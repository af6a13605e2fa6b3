"""What the rules of a scenario share: times in whole periods, shares that add up, and what a switch asks for."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ppp_model.errors import Problem
from ppp_model.scenario.model_project import Timeline
from ppp_model.scenario.quantities import Part

if TYPE_CHECKING:
    from ppp_model.scenario.model_pool import PoolTimeline

MONTHS_IN_PERIOD = {"annual": 12, "semi_annual": 6, "quarterly": 3, "monthly": 1}
TINY = 1e-9


def start_of_operation(timeline: Timeline) -> float:
    """Months from close to the start of operation, delay included."""
    return timeline.construction + timeline.delay


def end_of_contract(timeline: Timeline) -> float:
    """Months from close to the end of the contract."""
    delay = timeline.delay if timeline.delay_extends_contract else 0.0
    return timeline.construction + timeline.operation + delay


def whole_periods(path: str, months: float, timeline: Timeline | PoolTimeline) -> Iterator[Problem]:
    """A time that does not fall on the end of a period."""
    length = MONTHS_IN_PERIOD[timeline.period]
    whole = round(months / length)
    if abs(months - whole * length) <= TINY:
        return
    below, above = (rounded(months / length) * length for rounded in (math.floor, math.ceil))
    near = " or ".join(str(number) for number in (below, above) if number > 0)
    finer = [name for name, size in MONTHS_IN_PERIOD.items() if abs(months - round(months / size) * size) <= TINY]
    periods = f", or `timeline.period: {finer[0]}`" if finer else ""
    what = f"{months:.12g} months is not a whole number of {timeline.period} periods ({length} months)"
    yield Problem("", path, what, f"Allowed: multiples of {length} months.", f"Use {near} months{periods}.")


def adds_up(path: str, what: str, shares: Sequence[float], tolerance: float) -> Iterator[Problem]:
    """Shares that do not add up to 100 %."""
    total = math.fsum(shares)
    if abs(total - 1) > tolerance:
        yield Problem("", path, f"{what} add up to {total * 100:.10g} %", "They must add up to 100 %.")


def above_zero(path: str, values: float | Sequence[float] | None) -> Iterator[Problem]:
    """Values that must be greater than 0, each of a series."""
    listed = isinstance(values, (tuple, list))
    for number, value in enumerate(values if isinstance(values, (tuple, list)) else [] if values is None else [values]):
        if value <= 0:
            yield Problem("", f"{path}.{number}" if listed else path, f"must be greater than 0, got `{value:.12g}`")


def unused(part: Part, path: str, names: Sequence[str], why: str) -> Iterator[Problem]:
    """Fields that are set although nothing looks at them."""
    for name in names:
        if getattr(part, name) != type(part).model_fields[name].get_default(call_default_factory=True):
            yield Problem("", f"{path}.{name}", why, hint=f"Take `{name}` away.")
