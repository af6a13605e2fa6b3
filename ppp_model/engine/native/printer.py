"""Formulas as LLVM: each function of ``ops`` on as many draws at once as there are lanes."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from llvmlite import ir

from ppp_model.engine.native.memory import LANES
from ppp_model.engine.trace import Expr, Symbol

DOUBLE = ir.DoubleType()
INT = ir.IntType(64)
LANE = ir.VectorType(DOUBLE, LANES)
FLAG = ir.VectorType(ir.IntType(1), LANES)
_CLOSE = 1e-9


def number(value: float) -> ir.Constant:
    """The same number in every lane."""
    return ir.Constant(LANE, [ir.Constant(DOUBLE, float(value))] * LANES)


ZERO, ONE, BLANK, INFINITE = number(0.0), number(1.0), number(math.nan), number(math.inf)


class Printer:
    """Writes formulas through a builder: ``read`` gives a symbol's value, ``faults`` collects divisions by zero."""

    def __init__(self, builder: ir.IRBuilder, read: Callable[[Symbol], Any], faults: list[Any] | None = None) -> None:
        self.builder = builder
        self.read = read
        self.faults = faults

    def value(self, formula: Any) -> Any:
        """The value of a formula, one for each lane."""
        if isinstance(formula, Symbol):
            return self.read(formula)
        if not isinstance(formula, Expr):
            return number(formula)
        parts = [self.value(part) for part in formula.args]
        return _FUNCTIONS[formula.op](self, *parts)

    # Building blocks

    def intrinsic(self, name: str, *parts: Any) -> Any:
        """A function that LLVM knows."""
        kind = ir.FunctionType(LANE, [LANE] * len(parts))
        return self.builder.call(self._declared(f"llvm.{name}.v{LANES}f64", kind), parts)

    def library(self, name: str, value: Any) -> Any:
        """A function of the C library, lane by lane."""
        function = self._declared(name, ir.FunctionType(DOUBLE, [DOUBLE]))
        found = ir.Constant(LANE, ir.Undefined)
        for lane in range(LANES):
            place = ir.Constant(ir.IntType(32), lane)
            one = self.builder.call(function, [self.builder.extract_element(value, place)])
            found = self.builder.insert_element(found, one, place)
        return found

    def _declared(self, name: str, kind: ir.FunctionType) -> ir.Function:
        module = self.builder.module
        return module.globals.get(name) or ir.Function(module, kind, name)

    def compare(self, how: str, left: Any, right: Any) -> Any:
        """Whether an ordered comparison holds, in each lane; never for a blank."""
        return self.builder.fcmp_ordered(how, left, right)

    def is_not(self, left: Any, right: Any) -> Any:
        """Whether two values differ; true for a blank."""
        return self.builder.fcmp_unordered("!=", left, right)

    def flag(self, truth: Any) -> Any:
        """1 where true, else 0."""
        return self.builder.select(truth, ONE, ZERO)

    def chosen(self, truth: Any, yes: Any, no: Any) -> Any:
        """One or the other, lane by lane."""
        return self.builder.select(truth, yes, no)

    # Functions

    def add(self, left: Any, right: Any) -> Any:
        return self.builder.fadd(left, right)

    def subtract(self, left: Any, right: Any) -> Any:
        return self.builder.fsub(left, right)

    def multiply(self, left: Any, right: Any) -> Any:
        return self.builder.fmul(left, right)

    def divide(self, left: Any, right: Any) -> Any:
        if self.faults is not None and not isinstance(right, ir.Constant):
            is_zero = self.compare("==", right, ZERO)
            self.faults.append(self.builder.and_(is_zero, self.compare("!=", left, ZERO)))
        return self.builder.fdiv(left, right)

    def power(self, left: Any, right: Any) -> Any:
        if self.faults is not None:
            self.faults.append(self.builder.and_(self.compare("==", left, ZERO), self.compare("<", right, ZERO)))
        return self.intrinsic("pow", left, right)

    def negative(self, value: Any) -> Any:
        return self.builder.fneg(value)

    def smaller(self, left: Any, right: Any) -> Any:
        keeps = self.builder.or_(self.compare("<=", left, right), self.is_not(left, left))
        return self.chosen(keeps, left, right)

    def larger(self, left: Any, right: Any) -> Any:
        keeps = self.builder.or_(self.compare(">=", left, right), self.is_not(left, left))
        return self.chosen(keeps, left, right)

    def where(self, condition: Any, yes: Any, no: Any) -> Any:
        return self.chosen(self.is_not(condition, ZERO), yes, no)

    def size(self, value: Any) -> Any:
        return self.intrinsic("fabs", value)

    def slack(self, left: Any, right: Any) -> Any:
        """Room for rounding: 1e-9 of the larger; none where one is infinite or blank."""
        left, right = self.size(left), self.size(right)
        largest = self.chosen(self.compare(">", left, right), left, right)
        return self.chosen(self.compare("<", largest, INFINITE), self.multiply(largest, number(_CLOSE)), ZERO)

    def at_least(self, left: Any, right: Any) -> Any:
        return self.flag(self.compare(">=", left, self.subtract(right, self.slack(left, right))))

    def more_than(self, left: Any, right: Any) -> Any:
        return self.flag(self.compare(">", left, self.add(right, self.slack(left, right))))

    def is_equal(self, left: Any, right: Any) -> Any:
        return self.flag(self.compare("<=", self.size(self.subtract(left, right)), self.slack(left, right)))

    def within(self, residual: Any, scale: Any) -> Any:
        bound = self.add(self.multiply(number(1e-6), self.size(scale)), number(1e-9))
        return self.flag(self.compare("<=", self.size(residual), bound))

    def whole(self, value: Any) -> Any:
        return self.intrinsic("floor", self.add(value, number(_CLOSE)))

    def quotient(self, above: Any, below: Any, otherwise: Any) -> Any:
        return self.chosen(self.is_not(below, ZERO), self.builder.fdiv(above, below), otherwise)

    def ratio(self, above: Any, below: Any) -> Any:
        return self.quotient(above, below, BLANK)

    def safe_ratio(self, above: Any, below: Any) -> Any:
        return self.quotient(above, below, ZERO)

    def grow(self, rate: Any, years: Any) -> Any:
        return self.power(self.add(ONE, rate), years)

    def exponential(self, value: Any) -> Any:
        return self.intrinsic("exp", value)

    def square_root(self, value: Any) -> Any:
        return self.intrinsic("sqrt", value)

    def logarithm(self, value: Any) -> Any:
        found = self.intrinsic("log", value)
        return self.chosen(self.compare("<", self.size(found), INFINITE), found, BLANK)

    def normal_share(self, value: Any) -> Any:
        scaled = self.builder.fdiv(self.negative(value), number(math.sqrt(2.0)))
        return self.multiply(number(0.5), self.library("erfc", scaled))

    def middle(self, left: Any, right: Any) -> Any:
        return self.builder.fdiv(self.add(left, right), number(2.0))

    def annuity_share(self, rate: Any, payments: Any) -> Any:
        count = self.larger(payments, ONE)
        growth = self.library("expm1", self.multiply(count, self.library("log1p", rate)))
        level = self.builder.and_(self.is_not(growth, ZERO), self.compare(">", count, ONE))
        share = self.chosen(level, self.builder.fdiv(rate, growth), self.builder.fdiv(ONE, count))
        return self.chosen(self.compare(">", payments, ZERO), share, ZERO)


_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "+": Printer.add, "-": Printer.subtract, "*": Printer.multiply, "/": Printer.divide, "**": Printer.power,
    "neg": Printer.negative, "min_": Printer.smaller, "max_": Printer.larger, "where": Printer.where,
    "at_least": Printer.at_least, "more_than": Printer.more_than, "is_equal": Printer.is_equal,
    "within": Printer.within, "whole": Printer.whole, "ratio": Printer.ratio, "safe_ratio": Printer.safe_ratio,
    "grow": Printer.grow, "exponential": Printer.exponential, "square_root": Printer.square_root,
    "logarithm": Printer.logarithm, "normal_share": Printer.normal_share, "middle": Printer.middle,
    "annuity_share": Printer.annuity_share,
}  # fmt: skip
