"""Reading and writing the values of a block of draws through a builder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from llvmlite import ir

from ppp_model.engine.native.memory import LANES, Area
from ppp_model.engine.native.printer import DOUBLE, INT, LANE, ZERO

POINTER = DOUBLE.as_pointer()
SPLAT = ir.Constant(ir.VectorType(ir.IntType(32), LANES), [0] * LANES)
ALIGNED = 8 * LANES


def whole(value: int) -> ir.Constant:
    """A whole number."""
    return ir.Constant(INT, value)


@contextmanager
def counted(builder: ir.IRBuilder, first: Any, last: Any, step: int = 1) -> Iterator[Any]:
    """A loop from first to last, both included; its body is written inside. None is run where first is past last."""
    function, before = builder.function, builder.block
    body, after = function.append_basic_block("loop"), function.append_basic_block("after")
    past = ">" if step > 0 else "<"
    builder.cbranch(builder.icmp_signed(past, first, last), after, body)
    builder.position_at_end(body)
    number = builder.phi(INT)
    number.add_incoming(first, before)
    yield number
    ahead = builder.add(number, whole(step))
    number.add_incoming(ahead, builder.block)
    builder.cbranch(builder.icmp_signed(past, ahead, last), after, body)
    builder.position_at_end(after)


@dataclass(frozen=True)
class Places:
    """The three areas of a block: ``shared`` by all draws, ``drawn`` for each, ``own`` for what is worked out."""

    shared: Area
    drawn: Area
    own: Area

    @property
    def rows(self) -> frozenset[str]:
        """Names that have a value for each period."""
        return self.own.rows

    def load(self, builder: ir.IRBuilder, name: str, period: Any | None = None) -> Any:
        """The value of a name, of a row in the period with that number (1 is the first): one for each lane."""
        for area, argument in zip((self.own, self.drawn), (2, 1), strict=True):
            if name in area:
                return builder.load(self._lanes(builder, area, argument, name, period), align=ALIGNED)
        place = self._place(builder, self.shared.places[name], period)
        value = builder.load(builder.gep(builder.function.args[0], [place]))
        one = builder.insert_element(ir.Constant(LANE, ir.Undefined), value, ir.Constant(ir.IntType(32), 0))
        return builder.shuffle_vector(one, ir.Constant(LANE, ir.Undefined), SPLAT)

    def store(self, builder: ir.IRBuilder, name: str, value: Any, period: Any | None = None) -> None:
        """Keep the value of a name that is worked out."""
        self.store_in(builder, 2, name, value, period)

    def store_in(self, builder: ir.IRBuilder, argument: int, name: str, value: Any, period: Any | None = None) -> None:
        """Write a value of the own area where an argument of the function points."""
        builder.store(value, self._lanes(builder, self.own, argument, name, period), align=ALIGNED)

    def load_lane(self, builder: ir.IRBuilder, name: str, period: Any, lane: int) -> Any:
        """One lane's value of a row in a period of its own."""
        for area, argument in zip((self.own, self.drawn), (2, 1), strict=True):
            if name in area:
                place = self._place(builder, area.places[name], period)
                place = builder.add(builder.mul(place, whole(LANES)), whole(lane))
                return builder.load(builder.gep(builder.function.args[argument], [place]))
        place = self._place(builder, self.shared.places[name], period)
        return builder.load(builder.gep(builder.function.args[0], [place]))

    def is_shared(self, name: str) -> bool:
        """Whether a name has one value for all draws."""
        return name not in self.own and name not in self.drawn

    def _lanes(self, builder: ir.IRBuilder, area: Area, argument: int, name: str, period: Any | None) -> Any:
        place = builder.mul(self._place(builder, area.places[name], period), whole(LANES))
        return builder.bitcast(builder.gep(builder.function.args[argument], [place]), LANE.as_pointer())

    @staticmethod
    def _place(builder: ir.IRBuilder, first: int, period: Any | None) -> Any:
        return whole(first) if period is None else builder.add(period, whole(first))


def variable(builder: ir.IRBuilder, value: Any = ZERO) -> Any:
    """A variable of the function, set to a value where the builder stands."""
    with builder.goto_entry_block():
        found = builder.alloca(value.type)
    builder.store(value, found)
    return found
