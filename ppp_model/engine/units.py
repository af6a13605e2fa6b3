"""Units of lines: ``money``, ``money/m3``, ``1/year``, ``1`` (a plain number), checked through every formula.

A unit is a product of names with whole exponents. Names are free (``money``, ``unit``, ``year``); nothing is
converted, so that a formula must multiply by what converts (such as days in the period).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from ppp_model.engine.trace import Expr, Symbol
from ppp_model.errors import ModelError

Unit = tuple[tuple[str, int], ...]
"""Names with their exponents, sorted; ``()`` is a plain number."""

NUMBER: Unit = ()


def parse_unit(text: str) -> Unit:
    """The unit that ``text`` names, such as ``money/unit`` or ``1/year``; ModelError when it cannot be read."""
    powers: dict[str, int] = {}
    sign = 1
    for part in re.split(r"([*/])", text.replace(" ", "")):
        if part in ("*", "/"):
            sign = 1 if part == "*" else -1
        elif re.fullmatch(r"[A-Za-z_]\w*", part):
            powers[part] = powers.get(part, 0) + sign
        elif part != "1":
            raise ModelError(f"cannot read the unit {text!r}; write it like money/unit or 1/year")
    return _unit(powers)


def unit_text(unit: Unit) -> str:
    """A unit as people write it."""
    above = [name for name, power in unit for _ in range(power)]
    below = [name for name, power in unit for _ in range(-power)]
    return "/".join(["*".join(above) or "1", *below])


def _unit(powers: Mapping[str, int]) -> Unit:
    return tuple(sorted((name, power) for name, power in powers.items() if power))


def times(left: Unit, right: Unit, sign: int = 1) -> Unit:
    """Product (or, with ``sign`` -1, quotient) of two units."""
    powers = dict(left)
    for name, power in right:
        powers[name] = powers.get(name, 0) + sign * power
    return _unit(powers)


def _same(*units: Unit | None) -> Unit | None:
    known = [unit for unit in units if unit is not None]
    for unit in known[1:]:
        if unit != known[0]:
            raise ModelError(f"{unit_text(known[0])} and {unit_text(unit)} do not go together")
    return known[0] if known else None


def _plain(*units: Unit | None) -> None:
    for unit in units:
        if unit not in (None, NUMBER):
            raise ModelError(f"a plain number is needed, not {unit_text(unit)}")


def _times(left: Unit | None, right: Unit | None) -> Unit | None:
    return None if left is None or right is None else times(left, right)


def _over(left: Unit | None, right: Unit | None) -> Unit | None:
    return None if left is None else times(left, right or NUMBER, -1)


def _power(base: Unit | None, exponent: Unit | None) -> Unit | None:
    _plain(base, exponent)
    return NUMBER


def _choose(condition: Unit | None, yes: Unit | None, no: Unit | None) -> Unit | None:
    _plain(condition)
    return _same(yes, no)


def _compare(*units: Unit | None) -> Unit | None:
    _same(*units)
    return NUMBER


def _first(*units: Unit | None) -> Unit | None:
    return units[0]


def _flagged(value: Unit | None, flag: Unit | None) -> Unit | None:
    _plain(flag)
    return value


def _growth(rate: Unit | None, years: Unit | None) -> Unit | None:
    _plain(_times(rate, years))
    return NUMBER


def _number(*units: Unit | None) -> Unit | None:
    _plain(*units)
    return NUMBER


def _return(flows: Unit | None, years: Unit | None) -> Unit | None:
    return _over(NUMBER, years)


RULES: dict[str, Callable[..., Unit | None]] = {
    "+": _same, "-": _same, "*": _times, "/": _over, "**": _power, "neg": _first,
    "min_": _same, "max_": _same, "where": _choose, "at_least": _compare, "more_than": _compare,
    "is_equal": _compare, "within": _compare, "ratio": _over, "safe_ratio": _over, "whole": _number,
    "total": _first, "lowest": _first, "highest": _first, "average": _flagged, "first": _flagged, "coming": _flagged,
    "lagged": _flagged, "recent": _flagged, "total_where": _flagged, "middle": _same, "exponential": _number,
    "logarithm": _number, "normal_share": _number, "square_root": _number,
    "grow": _growth, "annuity_share": _number, "irr": _return, "irr_status": lambda *_: NUMBER,
}  # fmt: skip
"""For each operator and each function of ``ops``, the unit of its result from the units of its arguments."""


def unit_of(expr: Any, units: Mapping[str, Unit]) -> Unit | None:
    """The unit of a traced formula; ``None`` when it is the number 0, which fits every unit.

    ``units`` gives the unit of each symbol by name. Raises ModelError where units do not go together.
    """
    if isinstance(expr, Symbol):
        return units[expr.name]
    if not isinstance(expr, Expr):
        return None if expr == 0 else NUMBER
    return RULES[expr.op](*(unit_of(arg, units) for arg in expr.args))
