"""A structure ready to be run for many draws of its inputs: what is wanted, what was signed, where repeats start."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, cast

import numpy as np
from numpy.typing import NDArray

from ppp_model.assemble import Assembled
from ppp_model.engine.run import MOST_REPEATS, Floats
from ppp_model.errors import ModelError
from ppp_model.measures import EVENTS, MEASURES
from ppp_model.results import Result
from ppp_model.risk.solved_again import PRICE, solve_prices
from ppp_model.risk.terms import signed_terms
from ppp_model.sought import Sought, sought

if TYPE_CHECKING:
    from ppp_model.engine.native.kernel import Kernel

Engine = Literal["numpy", "kernel"]
Financing = Literal["held", "sized_again", "priced_again"]
AT_ONCE = 1000
"""Draws that numpy runs together: so many that a call costs little, so few that their rows stay in the cache."""
FEW = 40
"""Repeats that nearly all draws settle in; those that do not are run again by themselves, with as many as they need."""

WORTH_A_KERNEL = 500
"""Draws from which on the few seconds of compiling pay; later runs take the program from disk."""
_DIVIDED = "a line divides by zero"
_NOT_SETTLED = "debt, fees, reserve and tax do not settle"


@dataclass
class Outcomes:
    """What draws come to: a line's value for each, shaped (draws,), or by period, shaped (draws, periods)."""

    values: dict[str, Floats]
    failed: NDArray[np.bool_]
    """Draws that cannot be run: a circle that does not settle, or a division by zero. Their values are blank."""
    reasons: dict[int, str] = field(default_factory=dict)
    """Why, by number of the draw, for those that say so."""


@dataclass(frozen=True)
class Deal:
    """One structure under one case with its financing ``held`` as signed, ``sized_again`` or ``priced_again``."""

    assembled: Assembled
    held: Mapping[str, Floats]
    """Lines that keep their values in every draw."""
    start: Mapping[str, Floats]
    """First guesses of the solved inputs: their values in the run without draws."""
    wanted: tuple[str, ...]
    """Lines that are asked for: headline measures, events, checks."""
    by_period: tuple[str, ...] = ()
    """Lines that are asked for period by period."""
    sought: Sought | None = None
    """The price that every draw solves again, None where it stays as it is."""
    engine: Engine = "numpy"
    """What runs the draws; both give the same numbers but for rounding."""
    threads: int = 1
    """Threads in which the kernel runs draws; the results do not depend on them."""
    _kernels: dict[Any, Any] = field(default_factory=dict, init=False, repr=False, compare=False)
    """Kernels made so far, by the inputs that are drawn; None where a kernel cannot do it."""

    def __getstate__(self) -> dict[str, Any]:
        return self.__dict__ | {"_kernels": {}}  # a kernel cannot go to another process, which makes its own

    def evaluate(self, inputs: Mapping[str, Floats], count: int) -> Outcomes:
        """Run ``count`` draws of input lines, each shaped (count, 1) or (count, periods); the same for any grouping.

        Where a price is solved again, ``price_solved`` is among the values.
        """
        if self.sought is not None:
            return solve_prices(self, self.sought, inputs, count).outcomes
        kernel = self._kernel(inputs) if self.engine == "kernel" else None
        return self._by_numpy(inputs, count) if kernel is None else self._by_kernel(kernel, inputs, count)

    def _kernel(self, inputs: Mapping[str, Floats]) -> Kernel | None:
        """The kernel for draws of these inputs, if there can be one."""
        key = tuple(sorted((name, rows.shape[1]) for name, rows in inputs.items()))
        if key not in self._kernels:
            self._kernels[key] = kernel_for(self.assembled, self.held, self.start, self.lines, dict(key))
        return cast("Kernel | None", self._kernels[key])

    @property
    def lines(self) -> set[str]:
        """All lines that are asked for."""
        return {*self.wanted, *self.by_period}

    def _by_kernel(self, kernel: Kernel, inputs: Mapping[str, Floats], count: int) -> Outcomes:
        """Draws through machine code."""
        run = kernel.run(inputs, count, MOST_REPEATS, self.threads)
        found = self._of_values(run.values, run.unsettled | run.divided, count)
        found.reasons = dict.fromkeys(np.flatnonzero(run.divided).tolist(), _DIVIDED)
        found.reasons |= dict.fromkeys(np.flatnonzero(run.unsettled).tolist(), _NOT_SETTLED)
        return found

    def _by_numpy(self, inputs: Mapping[str, Floats], count: int) -> Outcomes:
        """Draws through numpy; those that settle slowly are run again by themselves."""
        found = self._grouped(inputs, count, FEW)
        slow = np.flatnonzero(found.failed)
        if len(slow):
            again = self._grouped(_chosen(inputs, slow), len(slow), MOST_REPEATS)
            for name, values in again.values.items():
                found.values[name][slow] = values
            found.failed[slow] = again.failed
            found.reasons = {int(number): _NOT_SETTLED for number in slow[again.failed]}
            found.reasons |= {int(slow[number]): reason for number, reason in again.reasons.items()}
        return found

    def _grouped(self, inputs: Mapping[str, Floats], count: int, repeats: int) -> Outcomes:
        groups = [(slice(at, at + AT_ONCE), min(AT_ONCE, count - at), at) for at in range(0, count, AT_ONCE)]
        return _joined([self._some(_chosen(inputs, some), size, at, repeats) for some, size, at in groups])

    def _some(self, inputs: Mapping[str, Floats], count: int, first: int, repeats: int) -> Outcomes:
        """A group of draws; in halves where one of them cannot be run."""
        try:
            run = self.assembled.run(self.held, inputs, self.start, self.lines, repeats)
        except ModelError as error:
            if count == 1:
                return self._none(first, str(error))
            middle = count // 2
            halves = [(slice(None, middle), middle, first), (slice(middle, None), count - middle, first + middle)]
            return _joined([self._some(_chosen(inputs, half), size, at, repeats) for half, size, at in halves])
        return self._of_values(run.values, np.broadcast_to(run.unsettled, count).copy(), count)

    def _of_values(self, lines: Mapping[str, Floats], failed: NDArray[np.bool_], count: int) -> Outcomes:
        """What was asked for, blank in draws that failed."""
        values = {name: np.broadcast_to(lines[name], (count, 1))[:, 0].copy() for name in self.wanted}
        for name in self.by_period:
            values[name] = np.broadcast_to(lines[name], (count, self.assembled.calendar.periods)).copy()
        for found in values.values():
            found[failed] = np.nan
        return Outcomes(values, failed)

    def _none(self, number: int, reason: str) -> Outcomes:
        """The outcome of one draw that cannot be run."""
        values = {name: np.full(1, np.nan) for name in self.wanted}
        values |= {name: np.full((1, self.assembled.calendar.periods), np.nan) for name in self.by_period}
        return Outcomes(values, np.ones(1, dtype=bool), {number: reason})


def engine_for(draws: int) -> Engine:
    """What runs so many draws best: a kernel when there are enough and the extra ``fast`` is installed."""
    has_kernel = importlib.util.find_spec("llvmlite") is not None
    return "kernel" if has_kernel and draws >= WORTH_A_KERNEL else "numpy"


def kernel_for(
    assembled: Assembled,
    held: Mapping[str, Floats],
    start: Mapping[str, Floats],
    wanted: set[str],
    drawn: Mapping[str, int],
) -> Kernel | None:
    """The kernel of a scenario's model for inputs that are drawn, each with its number of columns; None if unfit."""
    from ppp_model.engine.native.kernel import Kernel, Unfit

    try:
        return Kernel(assembled.model, assembled.inputs, assembled.calendar.periods, held, start, wanted, drawn)
    except Unfit:
        return None


def deal_of(
    signed: Result,
    current: Result,
    financing: Financing,
    wanted: Sequence[str] = (),
    by_period: Sequence[str] = (),
    draws: int = 0,
) -> Deal:
    """A deal whose terms come from the run ``signed`` and whose other inputs are those of ``current``.

    ``wanted`` lines are all headline measures and events that the structure has when empty. A price that was solved is
    held at what was agreed, unless the financing is ``priced_again``. ``draws`` is how many will be run in all, by
    which numpy or a kernel is chosen: never by how they are grouped, so that grouping changes no result.
    """
    assembled, solve = current.assembled, current.loaded.scenario.solve
    held = signed_terms(signed, assembled) if financing == "held" else {}
    rows = assembled.model.rows
    names = wanted or [name for name in (*(measure.name for measure in MEASURES), *EVENTS) if name in rows]
    start = {name: current.run.values[name] for name in assembled.model.solved if name not in held}
    again = sought(current.loaded, assembled, solve) if solve is not None and financing == "priced_again" else None
    return Deal(
        assembled,
        held,
        start,
        tuple(name for name in names if name != PRICE),
        tuple(by_period),
        again,
        engine_for(draws),
    )


def _chosen(inputs: Mapping[str, Floats], which: slice | NDArray[np.intp]) -> dict[str, Floats]:
    """Some of the draws."""
    return {name: rows[which] for name, rows in inputs.items()}


def _joined(parts: Sequence[Outcomes]) -> Outcomes:
    """Outcomes of draws one after the other."""
    values = {name: np.concatenate([part.values[name] for part in parts]) for name in parts[0].values}
    reasons = {number: reason for part in parts for number, reason in part.reasons.items()}
    return Outcomes(values, np.concatenate([part.failed for part in parts]), reasons)
