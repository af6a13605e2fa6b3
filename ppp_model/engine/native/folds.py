"""Functions of whole rows as LLVM: running values of one loop (folds), or loops of their own (sweeps)."""

from __future__ import annotations

from typing import Any

from llvmlite import ir

from ppp_model.engine.native.memory import LANES
from ppp_model.engine.native.places import Places, counted, variable, whole
from ppp_model.engine.native.printer import BLANK, DOUBLE, INT, LANE, ONE, ZERO, Printer, number
from ppp_model.engine.trace import Expr, Symbol


class Total:
    """Sum of a row."""

    def __init__(self, builder: ir.IRBuilder) -> None:
        self.sum = variable(builder)

    def step(self, printer: Printer, formula: Expr) -> None:
        """Count a period."""
        raised(printer, self.sum, printer.value(formula.args[0]))

    def result(self, printer: Printer) -> Any:
        """The value of the row."""
        return printer.builder.load(self.sum)


class Lowest:
    """Least value of a row, blanks left out."""

    ahead = "<"

    def __init__(self, builder: ir.IRBuilder) -> None:
        self.best = variable(builder, BLANK)

    def step(self, printer: Printer, formula: Expr) -> None:
        """Count a period."""
        value, best = printer.value(formula.args[0]), printer.builder.load(self.best)
        better = printer.builder.or_(printer.compare(self.ahead, value, best), printer.is_not(best, best))
        printer.builder.store(printer.chosen(better, value, best), self.best)

    def result(self, printer: Printer) -> Any:
        """The value of the row."""
        return printer.builder.load(self.best)


class Highest(Lowest):
    """Greatest value of a row, blanks left out."""

    ahead = ">"


class Average:
    """Mean of a row where a flag is not 0, blanks left out."""

    def __init__(self, builder: ir.IRBuilder) -> None:
        self.sum, self.count = variable(builder), variable(builder)

    def step(self, printer: Printer, formula: Expr) -> None:
        """Count a period."""
        value, flag = (printer.value(part) for part in formula.args)
        counts = printer.builder.and_(printer.is_not(flag, ZERO), printer.compare("==", value, value))
        raised(printer, self.sum, printer.chosen(counts, value, ZERO))
        raised(printer, self.count, printer.flag(counts))

    def result(self, printer: Printer) -> Any:
        """The value of the row."""
        return printer.builder.fdiv(printer.builder.load(self.sum), printer.builder.load(self.count))


class First:
    """Value of a row in the first period in which a flag is not 0."""

    def __init__(self, builder: ir.IRBuilder) -> None:
        self.value, self.found = variable(builder, BLANK), variable(builder)

    def step(self, printer: Printer, formula: Expr) -> None:
        """Count a period."""
        builder = printer.builder
        value, flag = (printer.value(part) for part in formula.args)
        is_new = printer.compare("==", builder.load(self.found), ZERO)
        here = builder.and_(printer.is_not(flag, ZERO), is_new)
        builder.store(printer.chosen(here, value, builder.load(self.value)), self.value)
        builder.store(printer.chosen(here, ONE, builder.load(self.found)), self.found)

    def result(self, printer: Printer) -> Any:
        """The value of the row."""
        return printer.builder.load(self.value)


FOLDS: dict[str, Any] = {"total": Total, "lowest": Lowest, "highest": Highest, "average": Average, "first": First}


def raised(printer: Printer, place: Any, value: Any) -> None:
    """Add a value to a running one."""
    printer.builder.store(printer.add(printer.builder.load(place), value), place)


def sweep(builder: ir.IRBuilder, places: Places, name: str, formula: Expr) -> None:
    """Work out a row that looks at a whole row in every period."""
    row, other = formula.args
    printer = Printer(builder, lambda symbol: places.load(builder, symbol.name))
    if formula.op == "total_where":
        _total_where(printer, places, name, row, other)
    elif formula.op == "lagged":
        _lagged(printer, places, name, row, printer.value(other))
    else:
        _window(printer, places, name, row, other, formula.op == "coming")


def at(printer: Printer, places: Places, symbol: Symbol, period: Any) -> Any:
    """A symbol's value in a period."""
    return places.load(printer.builder, symbol.name, period if symbol.name in places.rows else None)


def _total_where(printer: Printer, places: Places, name: str, row: Symbol, key: Symbol) -> None:
    builder, last = printer.builder, whole(places.own.periods)
    with counted(builder, whole(1), last) as period:
        own, sum_ = at(printer, places, key, period), variable(builder)
        with counted(builder, whole(1), last) as other:
            apart = printer.size(printer.subtract(own, at(printer, places, key, other)))
            alike = printer.compare("<=", apart, number(1e-9))
            raised(printer, sum_, printer.chosen(alike, at(printer, places, row, other), ZERO))
        places.store(builder, name, builder.load(sum_), period)


def _window(printer: Printer, places: Places, name: str, row: Symbol, count: Any, ahead: bool) -> None:
    """The sum over coming or past periods; a broken number takes a share of the one that is farthest."""
    builder, last = printer.builder, whole(places.own.periods)
    number_of = printer.value(count)
    reach = last
    if not isinstance(count, Symbol) or places.is_shared(count.name):
        most = builder.extract_element(number_of, ir.Constant(ir.IntType(32), 0))
        reach = _whole_number(printer, most, last)
    with counted(builder, whole(1), last) as period:
        sum_ = variable(builder)
        room = builder.sub(last, period) if ahead else period
        reach_here = builder.select(builder.icmp_signed("<", reach, room), reach, room)
        with counted(builder, whole(1), reach_here) as step:
            before = builder.sub(step, whole(1))
            meant = builder.add(period, step) if ahead else builder.sub(period, before)
            left = printer.subtract(number_of, _splat(builder, builder.sitofp(before, DOUBLE)))
            share = printer.smaller(printer.larger(left, ZERO), ONE)
            raised(printer, sum_, printer.multiply(at(printer, places, row, meant), share))
        places.store(builder, name, builder.load(sum_), period)


def _lagged(printer: Printer, places: Places, name: str, row: Symbol, count: Any) -> None:
    builder, last = printer.builder, whole(places.own.periods)
    back = printer.intrinsic("rint", printer.smaller(count, number(places.own.periods)))
    with counted(builder, whole(1), last) as period:
        found = ir.Constant(LANE, ir.Undefined)
        for lane in range(LANES):
            place = ir.Constant(ir.IntType(32), lane)
            meant = builder.sub(period, builder.fptosi(builder.extract_element(back, place), INT))
            meant = builder.select(builder.icmp_signed("<", meant, whole(0)), whole(0), meant)
            value = places.load_lane(builder, row.name, meant, lane)
            found = builder.insert_element(found, value, place)
        places.store(builder, name, found, period)


def _whole_number(printer: Printer, value: Any, most: Any) -> Any:
    """A number rounded up, at most so many."""
    builder = printer.builder
    small = builder.fcmp_ordered("<", value, builder.sitofp(most, DOUBLE))
    ceiling = builder.module.globals.get("llvm.ceil.f64") or ir.Function(
        builder.module, ir.FunctionType(DOUBLE, [DOUBLE]), "llvm.ceil.f64"
    )
    rounded = builder.call(ceiling, [builder.select(small, value, builder.sitofp(most, DOUBLE))])
    return builder.fptosi(rounded, INT)


def _splat(builder: ir.IRBuilder, value: Any) -> Any:
    found = ir.Constant(LANE, ir.Undefined)
    for lane in range(LANES):
        found = builder.insert_element(found, value, ir.Constant(ir.IntType(32), lane))
    return found
