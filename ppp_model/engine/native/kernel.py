"""Draws through machine code: packed into blocks, run in threads, handed back by line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ppp_model.engine.model import Model
from ppp_model.engine.native import store
from ppp_model.engine.native.circle import LIMIT, OPEN, START
from ppp_model.engine.native.memory import LANES, Area
from ppp_model.engine.native.plan import Unfit, plan_of
from ppp_model.engine.native.program import program_of
from ppp_model.engine.native.writer import FAULTS
from ppp_model.engine.returns import compiled
from ppp_model.engine.run import Floats, run
from ppp_model.engine.steps import array_of, step_of
from ppp_model.errors import ModelError

__all__ = ["Kernel", "Unfit"]

BLOCKS = 16
"""Blocks that are packed and run together."""
FEW = 40
"""Repeats that nearly all draws settle in."""


@dataclass(frozen=True)
class Drawn:
    """Values of the wanted lines, shaped (draws, periods) or (draws, 1), and which draws have none."""

    values: dict[str, Floats]
    unsettled: NDArray[np.bool_]
    divided: NDArray[np.bool_]
    """Draws in which a line divides by zero."""


class Kernel:
    """A model with fixed inputs, compiled for the inputs that differ from draw to draw."""

    def __init__(
        self,
        model: Model,
        inputs: Mapping[str, Any],
        periods: int,
        held: Mapping[str, Any],
        start: Mapping[str, Any],
        wanted: set[str],
        drawn: Mapping[str, int],
    ) -> None:
        """Compile, or take from disk. ``drawn`` are the inputs that differ, each with its number of columns.

        The others mean what they mean to ``engine.run.run``. Raises Unfit where a circle needs what machine code
        cannot do.
        """
        self.model, self.periods, self.wanted = model, periods, wanted
        widths = {name: array_of(value, periods, name).shape[1] for name, value in (dict(inputs) | dict(held)).items()}
        self.plan = plan_of(model, held.keys(), drawn.keys(), widths | dict(drawn), wanted)
        program = program_of(self.plan, periods)
        self.layout = program.layout
        self.code = store.loaded(program.text, program.module)
        self.shared, self.fixed = self._shared(inputs, held, start)

    def run(self, drawn: Mapping[str, Floats], count: int, repeats: int, threads: int = 1) -> Drawn:
        """Run ``count`` draws, with so many repeats of a circle at most; the same for any number of threads.

        Draws that settle slowly are run again together, so that each does not hold up the others of its block.
        """
        found = self._run(drawn, count, min(FEW, repeats), threads)
        slow = np.flatnonzero(found.unsettled)
        if len(slow) and repeats > FEW:
            again = self._run({name: rows[slow] for name, rows in drawn.items()}, len(slow), repeats, threads)
            for name, values in again.values.items():
                found.values[name] = np.array(np.broadcast_to(found.values[name], (count, values.shape[1])))
                found.values[name][slow] = values
            found.unsettled[slow], found.divided[slow] = again.unsettled, again.divided
        return found

    def _run(self, drawn: Mapping[str, Floats], count: int, repeats: int, threads: int) -> Drawn:
        size = BLOCKS * LANES
        groups = [(start, min(start + size, count)) for start in range(0, count, size)]
        shared = self.shared.copy()
        shared[self.layout.shared.places[LIMIT]] = repeats
        with ThreadPoolExecutor(threads) as pool:
            parts = list(pool.map(lambda ends: self._group(shared, drawn, *ends), groups))
        out = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
        divided, unsettled = out.pop(FAULTS)[:, 0] != 0, out.pop(OPEN)[:, 0] != 0
        for handed in out.values():
            handed[divided | unsettled] = 0.0  # means nothing, and is no trouble to numpy
        values = self.fixed | dict(drawn) | out
        rest, divided_there = self._rest(values, count)
        values |= rest
        return Drawn({name: values[name] for name in self.wanted}, unsettled, divided | divided_there)

    def _group(self, shared: Floats, drawn: Mapping[str, Floats], start: int, end: int) -> dict[str, Floats]:
        blocks = -(-(end - start) // LANES)
        layout = self.layout
        packed = _aligned(blocks * layout.drawn.size * LANES).reshape(blocks, layout.drawn.size, LANES)
        for name, place in layout.drawn.places.items():
            values = drawn[name][start:end]
            values = np.concatenate([values, np.repeat(values[-1:], blocks * LANES - len(values), axis=0)])
            first = place + 1 if name in layout.drawn.rows else place
            packed[:, first : first + values.shape[1]] = values.reshape(blocks, LANES, -1).transpose(0, 2, 1)
        own, out = _aligned(layout.own.size * LANES), _aligned(blocks * layout.out.size * LANES)
        self.code.call(*(array.ctypes.data for array in (shared, packed, own, out)), blocks)
        handed = out.reshape(blocks, layout.out.size, LANES)
        return {name: _unpacked(handed, layout.out, name)[: end - start] for name in layout.out.places}

    def _rest(self, values: dict[str, Floats], count: int) -> tuple[dict[str, Floats], NDArray[np.bool_]]:
        """What is left to numpy, and the draws in which it divides by zero: found by halves, so that each is alone."""
        found = dict(values)
        try:
            with compiled(), np.errstate(divide="raise", invalid="ignore", over="ignore"):
                for step in self.plan.rest:
                    step_of(self.model, step).run(found, self.periods)
        except ModelError:
            if count == 1:
                blank = np.full((1, 1), np.nan)
                return {name: blank for step in self.plan.rest for name in step.lines}, np.ones(1, dtype=bool)
            parts = [slice(None, count // 2), slice(count // 2, None)]
            halves = [
                self._rest({n: v[part] if len(v) == count else v for n, v in values.items()}, size)
                for part, size in zip(parts, (count // 2, count - count // 2), strict=True)
            ]
            sizes = [len(divided) for _, divided in halves]
            return _joined([lines for lines, _ in halves], sizes), np.concatenate([divided for _, divided in halves])
        return {name: found[name] for step in self.plan.rest for name in step.lines}, np.zeros(count, dtype=bool)

    def _shared(
        self, inputs: Mapping[str, Any], held: Mapping[str, Any], start: Mapping[str, Any]
    ) -> tuple[Floats, dict[str, Floats]]:
        """What is the same in all draws, worked out by numpy: as the program reads it, and by name."""
        plan, area = self.plan, self.layout.shared
        moving = {*plan.drawn, *(name for item in plan.items for name in item.names)}
        moving |= set(plan.circle.names) if plan.circle else set()
        for_rest = {other for step in plan.rest for name in step.lines for other in self.model.needs[name]}
        rest = {name for step in plan.rest for name in step.lines}
        names = ({*plan.fixed} | for_rest | self.wanted) - moving - rest
        zeros = dict.fromkeys(plan.drawn, 0.0)
        values = run(self.model, dict(inputs) | zeros, self.periods, held, wanted=names).values if names else {}
        shared = _aligned(area.size)
        for name in plan.fixed:
            _fill(shared, area, name, values[name])
        for name in (one for one in (plan.circle.names if plan.circle else ()) if START.format(one) in area):
            _fill(shared, area, START.format(name), array_of(start.get(name, 0.0), self.periods, name))
        return shared, {name: values[name] for name in names}


def _joined(parts: Sequence[dict[str, Floats]], sizes: Sequence[int]) -> dict[str, Floats]:
    """Lines of draws one after the other, each with as many columns as it has in any part."""
    widths = {name: max(part[name].shape[1] for part in parts) for name in parts[0]}
    return {
        name: np.concatenate(
            [np.broadcast_to(part[name], (size, width)) for part, size in zip(parts, sizes, strict=True)]
        )
        for name, width in widths.items()
    }


def _fill(memory: Floats, area: Area, name: str, values: Floats) -> None:
    place = area.places[name]
    if name in area.rows:
        memory[place + 1 : place + 1 + area.periods] = values[0]
    else:
        memory[place] = values[0, 0]


def _unpacked(handed: Floats, area: Area, name: str) -> Floats:
    """A name's values as they were handed back, shaped (draws, periods) or (draws, 1)."""
    place = area.places[name]
    ends = slice(place + 1, place + 1 + area.periods) if name in area.rows else slice(place, place + 1)
    some = handed[:, ends]
    return np.ascontiguousarray(some.transpose(0, 2, 1)).reshape(-1, some.shape[1])


def _aligned(size: int) -> Floats:
    """Zeros that begin where a block of lanes may begin."""
    memory = np.zeros(size + LANES)
    first = -(memory.ctypes.data // memory.itemsize) % LANES
    return memory[first : first + size]
