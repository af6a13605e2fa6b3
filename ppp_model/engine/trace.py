"""Formulas as symbols: the same function that numpy calls is called once with symbols and gives its own text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NoReturn

from ppp_model.errors import ModelError

_BINDING = {"+": 1, "-": 1, "*": 2, "/": 2, "neg": 3, "**": 4}


@dataclass(frozen=True, eq=False)
class Expr:
    """A node of a traced formula: an operator or a function of ``ops`` with its arguments."""

    op: str
    args: tuple[Any, ...]

    def __add__(self, other: Any) -> Expr:
        return Expr("+", (self, other))

    def __radd__(self, other: Any) -> Expr:
        return Expr("+", (other, self))

    def __sub__(self, other: Any) -> Expr:
        return Expr("-", (self, other))

    def __rsub__(self, other: Any) -> Expr:
        return Expr("-", (other, self))

    def __mul__(self, other: Any) -> Expr:
        return Expr("*", (self, other))

    def __rmul__(self, other: Any) -> Expr:
        return Expr("*", (other, self))

    def __truediv__(self, other: Any) -> Expr:
        return Expr("/", (self, other))

    def __rtruediv__(self, other: Any) -> Expr:
        return Expr("/", (other, self))

    def __pow__(self, other: Any) -> Expr:
        return Expr("**", (self, other))

    def __rpow__(self, other: Any) -> Expr:
        return Expr("**", (other, self))

    def __neg__(self) -> Expr:
        return Expr("neg", (self,))

    def __bool__(self) -> NoReturn:
        raise ModelError("a formula must not branch with `if`, `and`, `or` or `not`; use where(), min_() or max_()")

    def _refuse(self, other: Any) -> NoReturn:
        raise ModelError("a formula must not use <, > or ==; use at_least(), more_than() or is_equal()")

    __lt__ = __le__ = __gt__ = __ge__ = _refuse
    __eq__ = __ne__ = _refuse
    __hash__ = object.__hash__

    def __str__(self) -> str:
        return _text(self)


@dataclass(frozen=True, eq=False)
class Symbol(Expr):
    """An argument of a formula: the name of a line and when it is meant (now, prev, next, all)."""

    name: str = ""
    when: str = "now"

    def __str__(self) -> str:
        return _text(self)


def symbol(name: str, when: str = "now") -> Symbol:
    """A symbol for the line ``name``."""
    return Symbol("symbol", (), name, when)


_SUFFIX = {"now": "", "prev": "[before]", "next": "[next]", "all": "[all]"}


def _text(expr: Any, binding: int = 0) -> str:
    if isinstance(expr, Symbol):
        return expr.name + _SUFFIX[expr.when]
    if not isinstance(expr, Expr):
        return f"{expr:.15g}" if isinstance(expr, (int, float)) else str(expr)
    if expr.op not in _BINDING:
        return f"{expr.op.rstrip('_')}({', '.join(_text(a) for a in expr.args)})"
    own = _BINDING[expr.op]
    if expr.op == "neg":
        text = f"-{_text(expr.args[0], own)}"
    else:
        left, right = expr.args
        tighter = own + (expr.op in ("-", "/", "**"))
        text = f"{_text(left, own + (expr.op == '**'))} {expr.op} {_text(right, tighter)}"
    return f"({text})" if own < binding else text


def symbols_of(expr: Any) -> list[Symbol]:
    """The symbols of a formula, in the order in which they are met."""
    if isinstance(expr, Symbol):
        return [expr]
    if isinstance(expr, Expr):
        return [found for arg in expr.args for found in symbols_of(arg)]
    return []


def constants_of(expr: Any) -> list[float]:
    """The numbers written in a formula."""
    if isinstance(expr, Expr):
        return [found for arg in expr.args for found in constants_of(arg)]
    return [float(expr)]
