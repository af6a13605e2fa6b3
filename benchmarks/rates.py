"""Internal rates of return of 100,000 series, beside numpy_financial and pyxirr."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy_financial

from benchmarks.page import Goal, Table, number
from benchmarks.timing import Job, Timed, in_turns, ratio
from ppp_model.engine.returns import compiled, irr

KINDS = (("pays once, 40 years", 40, 1), ("builds for four years, 60 years", 60, 4))
AGREE = 1e-8


def series(draws: int, periods: int, building: int) -> Any:
    """Series that pay for some years and earn later, shaped (draws, periods)."""
    random = np.random.default_rng(periods)
    flows = random.uniform(0.0, 10.0, (draws, periods))
    flows[:, :building] = -random.uniform(0.2, 2.0, (draws, building)) * periods / building
    return flows


def rates(quick: bool) -> Table:
    """A row for each way and kind of series."""
    header = ("series", "found by", "series/s", "ppp-model numpy", "ppp-model compiled")
    table = Table("Internal rates of return", header)
    for kind, periods, building in KINDS:
        flows = series(2_000 if quick else 100_000, periods, building)
        timed, missing = _timed(flows, np.arange(periods), quick)
        numpy, fast = timed["ppp-model numpy"], timed.get("ppp-model compiled")
        for name, own in timed.items():
            by = [_times(one, own) if one and one is not own else "" for one in (numpy, fast)]
            table.rows.append((kind, name, number(own.rate), *by))
        table.goals += _goals(kind, fast or numpy, timed)
        table.notes = missing
    table.notes.append(
        "The last two columns say how many times as many series a second this program does (median of the rounds, least"
        " and most in brackets). pyxirr is called row by row, the only way it offers for many series at the same times;"
        " numpy_financial on a sample. All agree to 1e-8."
    )
    return table


def _timed(flows: Any, years: Any, quick: bool) -> tuple[dict[str, Timed], list[str]]:
    few = flows[: 50 if quick else 300]
    calls: list[tuple[str, Callable[[], Any], Any]] = [("ppp-model numpy", lambda: irr(flows, years).rate, flows)]
    missing = []
    with compiled() as there:
        if not there:
            missing.append("Without numba no compiled rates.")
    if there:
        calls.append(("ppp-model compiled", lambda: _compiled(flows, years), flows))
    try:
        import pyxirr

        calls.append(("pyxirr", lambda: [pyxirr.irr(row) for row in flows], flows))
    except ImportError:
        missing.append("pyxirr is not installed.")
    calls.append(("numpy_financial", lambda: [numpy_financial.irr(row) for row in few], few))
    expected = irr(flows, years).rate
    for name, call, rows in calls:
        if not np.allclose(call(), expected[: len(rows)], rtol=0, atol=AGREE):
            raise AssertionError(f"{name} gives other rates")
    jobs = [Job(name, call, len(rows)) for name, call, rows in calls]
    return {one.job.name: one for one in in_turns(jobs, 3 if quick else 5)}, missing


def _compiled(flows: Any, years: Any) -> Any:
    with compiled():
        return irr(flows, years).rate


def _times(ours: Timed, other: Timed) -> str:
    found = ratio(ours, other)
    return f"{number(found.median)}x ({number(found.least)} to {number(found.most)})"


def _goals(kind: str, ours: Timed, timed: dict[str, Timed]) -> list[Goal]:
    bars = {"numpy_financial": 100.0, "pyxirr": 3.0}
    return [
        Goal(f"return per series, {kind}: times {name}", ratio(ours, timed[name]).median, bar, "x")
        for name, bar in bars.items()
        if name in timed
    ]
