"""The rule of the fixed point (``engine.settle``) as LLVM: repeat until every draw of a block is done."""

from __future__ import annotations

import itertools
from typing import Any

from llvmlite import ir

from ppp_model.engine.native.places import Places, counted, variable, whole
from ppp_model.engine.native.printer import FLAG, INFINITE, INT, ONE, ZERO, Printer, number
from ppp_model.engine.native.writer import NO_FAULT, Writer
from ppp_model.engine.settle import ROUND, STEPS, TOLERANCE, Circle

START = "{}#start"
"""Where the first guess of a solved input lies."""
FLAG_BEFORE = "{}#before"
"""Where a latch keeps its flag of the repeat before."""
LIMIT = "#limit"
"""Where the largest number of repeats lies."""
OPEN = "#open"
"""Where a block keeps which of its draws have not settled."""


def own_names(circle: Circle) -> list[str]:
    """What the circle keeps besides the lines: guesses, flags of the repeat before, which draws are open."""
    return [*circle.names, *(FLAG_BEFORE.format(name) for name in circle.latched), OPEN]


class CircleWriter:
    """Writes the function that settles the solved inputs of a block."""

    def __init__(self, writer: Writer, circle: Circle) -> None:
        self.places: Places = writer.places
        self.circle = circle
        self.pairs = list(zip(circle.names, circle.lines, strict=True))
        self.builder = writer.function("circle")
        self.printer = Printer(self.builder, lambda symbol: None)
        self.moving = variable(self.builder, NO_FAULT)
        self.open = variable(self.builder, NO_FAULT)

    def write(self, within: ir.Function) -> ir.Function:
        """The function, which repeats ``within`` as often as is needed and allowed."""
        builder = self.builder
        most = builder.extract_element(self.places.load(builder, LIMIT), ir.Constant(ir.IntType(32), 0))
        limit = builder.fptosi(most, INT)
        for name, _ in self.pairs:
            self._each(name, lambda p, name=name: self._begin(name, p))
        repeat, settle, end = (builder.function.append_basic_block(n) for n in ("repeat", "settle", "end"))
        before = builder.block
        builder.branch(repeat)
        builder.position_at_end(repeat)
        repeats = builder.phi(INT)
        repeats.add_incoming(whole(1), before)
        builder.call(within, builder.function.args)
        self._weigh()
        is_open = builder.icmp_unsigned("!=", builder.bitcast(builder.load(self.open), ir.IntType(8)), ir.IntType(8)(0))
        goes_on = builder.and_(is_open, builder.icmp_signed("<", repeats, limit))
        builder.cbranch(goes_on, settle, end)
        builder.position_at_end(settle)
        self._move(repeats)
        repeats.add_incoming(builder.add(repeats, whole(1)), builder.block)
        builder.branch(repeat)
        builder.position_at_end(end)
        self.places.store(builder, OPEN, self.printer.flag(builder.load(self.open)))
        builder.ret_void()
        return builder.function

    def _each(self, name: str, write: Any) -> None:
        """Write something for every period of a solved input, or once where it is a single number."""
        if name not in self.places.rows:
            write(None)
            return
        with counted(self.builder, whole(1), whole(self.places.own.periods)) as period:
            write(period)

    def _begin(self, name: str, period: Any) -> None:
        first = ZERO if name in self.circle.latched else self.places.load(self.builder, START.format(name), period)
        self.places.store(self.builder, name, first, period)

    def _line(self, name: str, line: str, period: Any) -> Any:
        """The line that an input is solved for, in a period of the input."""
        return self.places.load(self.builder, line, period if line in self.places.rows else None)

    def _weigh(self) -> None:
        """Find the draws in which inputs move, and those that are open."""
        builder, printer = self.builder, self.printer
        builder.store(NO_FAULT, self.moving)
        free = [pair for pair in self.pairs if pair[0] not in self.circle.latched]
        ends = [*self.circle.units, len(free)]
        for first, last in itertools.pairwise(ends):
            widest, largest = variable(builder), variable(builder)
            for name, line in free[first:last]:
                self._each(name, lambda p, n=name, line=line, w=widest, b=largest: self._gap(n, line, p, w, b))
            widest, largest = builder.load(widest), builder.load(largest)
            room = printer.add(printer.multiply(number(TOLERANCE), largest), number(TOLERANCE))
            settled = builder.and_(printer.compare("<", largest, INFINITE), printer.compare("<=", widest, room))
            builder.store(builder.or_(builder.load(self.moving), builder.not_(settled)), self.moving)
        builder.store(builder.load(self.moving), self.open)
        for name, line in self.pairs[len(free) :]:
            self._each(name, lambda p, n=name, line=line: self._refute(n, line, p))

    def _gap(self, name: str, line: str, period: Any, widest: Any, largest: Any) -> None:
        builder, printer = self.builder, self.printer
        guess, found = self.places.load(builder, name, period), self._line(name, line, period)
        for value, most in ((printer.subtract(found, guess), widest), (found, largest)):
            size = printer.size(value)
            size = printer.chosen(printer.is_not(size, size), INFINITE, size)
            builder.store(printer.larger(size, builder.load(most)), most)

    def _refute(self, name: str, line: str, period: Any) -> None:
        builder, printer = self.builder, self.printer
        latch, flag = self.places.load(builder, name, period), self._line(name, line, period)
        refuted = builder.and_(printer.compare("<", latch, ZERO), printer.compare(">", flag, ZERO))
        builder.store(builder.or_(builder.load(self.open), refuted), self.open)

    def _move(self, repeats: Any) -> None:
        """Move the inputs of open draws for the next repeat."""
        builder = self.builder
        place = builder.srem(builder.sub(repeats, whole(1)), whole(ROUND))
        share: Any = number(STEPS[-1][1])
        for last, closes in reversed(STEPS[:-1]):
            share = builder.select(builder.icmp_signed("<", place, whole(last)), number(closes), share)
        later = builder.icmp_signed(">", repeats, whole(ROUND))
        last_round = builder.icmp_signed(">", repeats, whole(2 * ROUND))
        for name, line in self.pairs:
            if name in self.circle.latched:
                self._each(name, lambda p, n=name, line=line: self._latch(n, line, p, later, last_round))
            else:
                self._each(name, lambda p, n=name, line=line: self._close(n, line, p, share))

    def _close(self, name: str, line: str, period: Any, share: Any) -> None:
        builder, printer = self.builder, self.printer
        guess, found = self.places.load(builder, name, period), self._line(name, line, period)
        part = printer.add(guess, printer.multiply(share, printer.subtract(found, guess)))
        ahead = printer.chosen(printer.compare("==", share, ONE), found, part)
        self._keep(name, period, guess, ahead)

    def _latch(self, name: str, line: str, period: Any, later: Any, last_round: Any) -> None:
        builder, printer = self.builder, self.printer
        latch, flag = self.places.load(builder, name, period), self._line(name, line, period)
        before = self.places.load(builder, FLAG_BEFORE.format(name), period)
        swings = builder.and_(printer.is_not(flag, before), printer.compare("==", latch, ZERO))
        taken = printer.chosen(swings, number(-1.0), latch)
        still = builder.select(last_round, ir.Constant(FLAG, [1] * FLAG.count), builder.not_(builder.load(self.moving)))
        refuted = builder.and_(printer.compare("<", taken, ZERO), printer.compare(">", flag, ZERO))
        taken = printer.chosen(builder.and_(refuted, still), ONE, taken)
        self._keep(name, period, latch, builder.select(later, taken, latch))
        self.places.store(builder, FLAG_BEFORE.format(name), flag, period)

    def _keep(self, name: str, period: Any, guess: Any, ahead: Any) -> None:
        """The next guess, in open draws only."""
        kept = self.printer.chosen(self.builder.load(self.open), ahead, guess)
        self.places.store(self.builder, name, kept, period)
