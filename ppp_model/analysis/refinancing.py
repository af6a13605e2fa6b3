"""What a refinancing is worth to the owners, and which part of it the public may ask for."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ppp_model.errors import ModelError, ScenarioError
from ppp_model.results import Result

Floats = NDArray[np.float64]
_SAME = 1e-6


@dataclass(frozen=True)
class RefinancingGain:
    """The gain of a refinancing at its date, and how it is shared. Money is in the study's currency."""

    period: int
    """Period of the refinancing; money below is at the date of its flows."""
    date: str
    rate: float
    """Rate at which distributions are valued: the original base-case return on equity."""
    before: float
    """Value of the owners' flows from the refinancing on, as they were."""
    after: float
    """The same with the refinancing."""
    gain: float
    """After less before."""
    return_before: float | None
    """Return on equity over the whole life without the refinancing."""
    return_after: float | None
    """The same with it."""
    threshold: float
    """Return on equity above which the gain is shared."""
    catch_up: float
    """What the owners keep first, because they would otherwise earn less than the threshold."""
    shared: float
    """Part of the gain that is shared: what exceeds the catch-up."""
    public_share: float
    """Share of it that the public gets."""
    public: float
    """What the public gets, in one sum at the refinancing."""
    owners: float
    """What the owners keep."""

    def to_dict(self) -> dict[str, Any]:
        """As plain data."""
        return asdict(self)


def refinancing_gain(
    before: Result,
    after: Result,
    from_period: int | None = None,
    public_share: float = 0.5,
    threshold: float | None = None,
    base_return: float | None = None,
) -> RefinancingGain:
    """The gain of a refinancing and its sharing.

    Gain: the value of the owners' cash flows ``after`` less ``before`` at ``base_return`` (the original base-case
    return on equity; that of ``before`` when None), from ``from_period`` on (the first period that differs when
    None), at the date of that period. The public gets ``public_share`` of what exceeds the catch-up: the sum that
    would bring the whole-life return without refinancing up to ``threshold`` (``base_return`` when None), 0 where it
    is there already. Raises ScenarioError when the runs do not differ, or differ before ``from_period``; ModelError
    without a return on equity.
    """
    flows = [_row(result, "equity_cash_flow") for result in (before, after)]
    times = _row(before, "flow_years")
    start = _start(flows[0], flows[1], from_period)
    rate = before.measures["equity_irr"] if base_return is None else base_return
    if rate is None:
        raise ModelError(f"the owners have no return without the refinancing: {before.reasons['equity_irr']}")
    goal = rate if threshold is None else threshold
    values = [worth(flow[start:], times[start:], rate, times[start]) for flow in flows]
    gain = values[1] - values[0]
    catch_up = max(-worth(flows[0], times, goal, times[start]), 0.0)
    if catch_up <= _SAME * float(np.abs(flows[0]).max()):
        catch_up = 0.0  # the return without refinancing is the threshold, but for rounding
    shared = max(gain - catch_up, 0.0)
    return RefinancingGain(
        period=start, date=str(before.assembled.calendar.labels[start]), rate=rate, before=values[0], after=values[1],
        gain=gain, return_before=before.measures["equity_irr"], return_after=after.measures["equity_irr"],
        threshold=goal, catch_up=catch_up, shared=shared, public_share=public_share, public=shared * public_share,
        owners=gain - shared * public_share,
    )  # fmt: skip


def worth(flows: Floats, times: Floats, rate: float, at: float) -> float:
    """The value of flows at a date, at a yearly rate."""
    return float(np.sum(flows * (1.0 + rate) ** (at - times)))


def _row(result: Result, line: str) -> Floats:
    return np.asarray(result.values(line)[0], dtype=float)


def _start(before: Floats, after: Floats, from_period: int | None) -> int:
    """The period of the refinancing; until then nothing may differ."""
    if before.shape != after.shape:
        raise ScenarioError.one("--after", "", "the two structures do not have the same periods")
    dust = _SAME * float(np.abs(before).max())
    differing = np.flatnonzero(np.abs(after - before) > dust)
    if not differing.size:
        raise ScenarioError.one("--after", "", "the owners' cash flows are the same with and without the refinancing")
    first = int(differing[0])
    if from_period is None:
        return first
    if not 0 <= from_period < before.size:
        raise ScenarioError.one("--from", "", f"no such period, got {from_period}", f"Periods 0 to {before.size - 1}.")
    if first < from_period:
        what = f"the owners' cash flows differ from period {first} on, before the refinancing in {from_period}"
        raise ScenarioError.one("--from", "", what, "Only flows from the refinancing on may differ.")
    return from_period
