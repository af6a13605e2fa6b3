"""Prints a traced formula as a spreadsheet formula: the same text in each period column, filled right.

What ``engine.ops`` says of each function holds here too: rounding slack, blanks, broken numbers of periods. A blank is
an empty text; a formula that needs a line which may be blank looks first whether there is a number (``ISNUMBER``).
No formula holds a number but 0 and 1; what is close enough to be equal is a named cell on the cover.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ppp_model.engine.trace import Expr, Symbol
from ppp_model.outputs.workbook.lines import Line, Lines

SLACK, SHARE, FLOOR, DUST = "rounding_slack", "check_share", "check_floor", "dust"
"""Names of the cells that say how close is equal; their values are those of ``engine.ops`` and ``engine.returns``."""
CLOSENESS = {
    SLACK: (1e-9, "share of the larger of two values, below which a difference is rounding"),
    SHARE: (1e-6, "share of the scale of a check, up to which a residual passes"),
    FLOOR: (1e-9, "residual that passes whatever the scale"),
    DUST: (1e-12, "share of the largest flow, below which a flow does not count when a return is sought"),
}
BEFORE, NOW, AFTER = "\ue000", "\ue001", "\ue002"
"""Stand in a template for the letters of the column before, of this one, and of the one after."""
_COMPARES = ("at_least", "more_than", "is_equal", "within")
_SUM, _PRODUCT, _NEGATIVE, _POWER, _ATOM = 1, 2, 3, 4, 5

Where = Callable[[str, str], str]
"""The reference to a line, by name and when: now, prev, next, all (its periods), one (its constant), number (that of
the period) or numbers (those of all periods)."""


@dataclass(frozen=True)
class Text:
    """A piece of a formula: how tightly it binds, and what must hold for it to be a number."""

    text: str
    binding: int = _ATOM
    guards: tuple[str, ...] = ()

    def within(self, binding: int) -> str:
        """The text, in brackets where it binds less tightly than what stands around it."""
        return self.text if self.binding >= binding else f"({self.text})"


class Printer:
    """Prints the formula of a line; ``where`` gives references as the line's own sheet sees them."""

    def __init__(self, lines: Lines, line: Line, where: Where) -> None:
        self.lines, self.line, self.where = lines, line, where

    def formula(self) -> str:
        """The formula with its equals sign, as a template of columns."""
        return f"={self.closed(self.line.expr)}"

    def closed(self, expr: Any, otherwise: str = '""') -> str:
        """A formula that gives ``otherwise`` where it is not defined."""
        found = self.text(expr)
        return guarded(found.text, found.guards, otherwise)

    def text(self, expr: Any) -> Text:
        """A formula as text, with its guards."""
        if isinstance(expr, Symbol):
            return self._symbol(expr)
        if not isinstance(expr, Expr):
            return Text(f"{expr:.15g}")
        if expr.op in ("+", "-", "*", "/", "**", "neg"):
            return self._arithmetic(expr)
        if expr.op in _COMPARES:
            condition = self.condition(expr)
            return Text(f"IF({condition.text},1,0)") if not condition.guards else Text(
                guarded(f"IF({condition.text},1,0)", condition.guards, "0"))  # fmt: skip
        special: Callable[..., Text] = getattr(self, f"_{expr.op.rstrip('_')}")
        return special(*expr.args)

    def condition(self, expr: Any) -> Text:
        """A formula as a condition: a comparison as such, any other true where it is not 0."""
        if not isinstance(expr, Expr) or expr.op not in _COMPARES:
            return self.text(expr)
        left, right = (self.text(arg) for arg in expr.args)
        guards = _joined(left, right)
        if expr.op == "within":
            return Text(f"ABS({left.text})<={SHARE}*ABS({right.text})+{FLOOR}", 0, guards)
        sign = {"at_least": ">=", "more_than": ">", "is_equal": "="}[expr.op]
        one, other = left.within(_SUM), right.within(_SUM)
        if one == "0" or other == "0":
            return Text(f"{one}{sign}{other}", 0, guards)
        slack = f"{SLACK}*MAX(ABS({left.text}),ABS({right.text}))"
        if expr.op == "is_equal":
            return Text(f"ABS({one}-{right.within(_PRODUCT)})<={slack}", 0, guards)
        return Text(f"{one}{sign}{other}{'-' if expr.op == 'at_least' else '+'}{slack}", 0, guards)

    def _symbol(self, found: Symbol) -> Text:
        name = self.line.arguments[found.name]
        reference = self.where(name, found.when)
        is_blank = name in self.lines.blanks and found.when != "all"
        return Text(reference, guards=(f"ISNUMBER({reference})",) if is_blank else ())

    def _arithmetic(self, expr: Expr) -> Text:
        parts = [self.text(arg) for arg in expr.args]
        guards = _joined(*parts)
        if expr.op == "neg":
            return Text(f"-{parts[0].within(_ATOM)}", _NEGATIVE, guards)
        left, right = parts
        if expr.op == "**":
            return Text(f"{left.within(_ATOM)}^{right.within(_ATOM)}", _POWER, guards)
        own = _SUM if expr.op in "+-" else _PRODUCT
        tight = own + (expr.op in "-/")
        after = right.within(max(tight, _POWER if right.binding == _NEGATIVE else tight))
        return Text(f"{left.within(own)}{expr.op}{after}", own, guards)

    def _function(self, name: str, *args: Any) -> Text:
        parts = [self.text(arg) for arg in args]
        return Text(f"{name}({','.join(part.text for part in parts)})", guards=_joined(*parts))

    # Functions of ``ops``, each by its name

    def _min(self, *args: Any) -> Text:
        return self._function("MIN", *args)

    def _max(self, *args: Any) -> Text:
        return self._function("MAX", *args)

    def _middle(self, *args: Any) -> Text:
        return self._function("AVERAGE", *args)

    def _exponential(self, value: Any) -> Text:
        return self._function("EXP", value)

    def _square_root(self, value: Any) -> Text:
        return self._function("SQRT", value)

    def _normal_share(self, value: Any) -> Text:
        found = self.text(value)
        return Text(f"_xlfn.NORM.S.DIST({found.text},TRUE)", guards=found.guards)

    def _logarithm(self, value: Any) -> Text:
        found = self.text(value)
        return Text(f"LN({found.text})", guards=(*found.guards, f"{found.within(_SUM)}>0"))

    def _whole(self, value: Any) -> Text:
        found = self.text(value)
        return Text(f"INT({found.within(_SUM)}+{SLACK})", guards=found.guards)

    def _grow(self, rate: Any, years: Any) -> Text:
        base, power = self.text(rate), self.text(years)
        text = f"(1+{base.within(_SUM)})^{power.within(_ATOM)}"
        if not base.guards:
            return Text(text, _POWER, power.guards)
        return self._unless(f"{power.within(_SUM)}=0", "1", guarded(text, base.guards), power.guards)

    def _unless(self, condition: str, value: str, text: str, guards: tuple[str, ...]) -> Text:
        """A value where a condition holds, whatever is blank there, else a text that may be blank."""
        found = f"IF({condition},{value},{text})"
        return Text(found, guards=(*guards, f"ISNUMBER({found})"))

    def _where(self, condition: Any, yes: Any, no: Any) -> Text:
        asked = self.condition(condition)
        first, second = self.text(yes), self.text(no)
        one, other = (guarded(part.text, part.guards) for part in (first, second))
        text = f"IF({asked.text},{one},{other})"
        if asked.guards:  # a blank is not 0
            text = guarded(text, asked.guards, one)
        return Text(text, guards=(f"ISNUMBER({text})",) if first.guards or second.guards else ())

    def _ratio(self, above: Any, below: Any) -> Text:
        one, other = self.text(above), self.text(below)
        guards = (*_joined(one, other), f"{other.within(_SUM)}<>0")
        return Text(f"{one.within(_PRODUCT)}/{other.within(_POWER)}", _PRODUCT, guards)

    def _safe_ratio(self, above: Any, below: Any) -> Text:
        one, other = self.text(above), self.text(below)
        quotient = f"{one.within(_PRODUCT)}/{other.within(_POWER)}"
        none = f"{other.within(_SUM)}=0"
        if one.guards:
            return self._unless(none, "0", guarded(quotient, one.guards), other.guards)
        return Text(f"IF({none},0,{quotient})", guards=other.guards)

    def _annuity_share(self, rate: Any, payments: Any) -> Text:
        price, left = self.text(rate), self.text(payments)
        r, n = price.within(_ATOM), left.within(_ATOM)
        many = f"IF({r}=0,1/{n},{r}/((1+{r})^{n}-1))"
        return Text(f"IF({n}<=0,0,IF({n}<=1,1,{many}))", guards=_joined(price, left))

    # Functions over a row

    def _range(self, row: Symbol) -> str:
        return self.where(self.line.arguments[row.name], "all")

    def _may_be_blank(self, row: Symbol) -> bool:
        return self.line.arguments[row.name] in self.lines.blanks

    def _total(self, row: Symbol) -> Text:
        found = self._range(row)
        guards = (f"COUNT({found})=COLUMNS({found})",) if self._may_be_blank(row) else ()
        return Text(f"SUM({found})", guards=guards)

    def _lowest(self, row: Symbol, function: str = "MIN") -> Text:
        found = self._range(row)
        return Text(f"{function}({found})", guards=(f"COUNT({found})>0",) if self._may_be_blank(row) else ())

    def _highest(self, row: Symbol) -> Text:
        return self._lowest(row, "MAX")

    def _average(self, row: Symbol, flag: Symbol) -> Text:
        found, flags = self._range(row), self._range(flag)
        return Text(f"AVERAGEIF({flags},1,{found})", guards=(f"SUMPRODUCT(ISNUMBER({found})*({flags}=1))>0",))

    def _first(self, row: Symbol, flag: Symbol) -> Text:
        """In a line that has a value now the flag is taken to be set; where it is not, the cell shows #N/A."""
        flags = self._range(flag)
        text = f"INDEX({self._range(row)},MATCH(1,{flags},0))"
        is_blank = bool(self.line.name in self.lines.blanks)
        guards = (f"COUNTIF({flags},1)>0", f"ISNUMBER({text})") if is_blank else ()
        return Text(text, guards=guards)

    def _total_where(self, row: Symbol, key: Symbol) -> Text:
        keys, own = self._range(key), self.where(self.line.arguments[key.name], "now")
        return Text(f"SUMPRODUCT({self._range(row)},--(ABS({keys}-{own})<={SLACK}))")

    def _coming(self, row: Symbol, periods: Any) -> Text:
        number, numbers = self.where("", "number"), self.where("", "numbers")
        return self._moving(row, periods, f"{numbers}>{number}", f"({numbers}-{number}-1)")

    def _recent(self, row: Symbol, periods: Any) -> Text:
        number, numbers = self.where("", "number"), self.where("", "numbers")
        return self._moving(row, periods, f"{numbers}<={number}", f"({number}-{numbers})")

    def _moving(self, row: Symbol, periods: Any, where: str, away: str) -> Text:
        """Sum over periods at a distance below a number of periods; a broken number takes a share of the last."""
        count = self.text(periods)
        left = f"({count.within(_SUM)}-{away})"
        share = f"(({left}>=1)+({left}>0)*({left}<1)*{left})"
        return Text(f"SUMPRODUCT({self._range(row)},({where})*{share})", guards=count.guards)

    def _lagged(self, row: Symbol, periods: Any) -> Text:
        number, numbers = self.where("", "number"), self.where("", "numbers")
        count = self.text(periods)
        text = f"SUMPRODUCT({self._range(row)},--({numbers}={number}-ROUND({count.text},0)))"
        return Text(text, guards=count.guards)

    # The return, and the rows of the search for it

    def _irr(self, flows: Symbol, trial: Symbol) -> Text:
        trials = self._range(trial)
        last, before = (f"INDEX({trials},COLUMNS({trials}){back})" for back in ("", "-1"))
        settled = f"ABS({last}-{before})<={SLACK}"
        return Text(f"EXP({last})-1", _SUM, (self._both_signs(flows), settled))

    def _irr_status(self, flows: Symbol, years: Symbol) -> Text:
        """1 without a change of sign, else 0; the engine's other answers are pasted."""
        return Text(f"IF({self._both_signs(flows)},0,1)")

    def _both_signs(self, flows: Symbol) -> str:
        money = self._range(flows)
        return f"AND(MAX({money})>{DUST}*-MIN({money}),-MIN({money})>{DUST}*MAX({money}))"

    def _worth(self, flows: Symbol, years: Symbol, trial: Symbol, sign: str) -> str:
        money, times = self._range(flows), self._range(years)
        return f"{money}*({money}{sign}0)*EXP(-{self.text(trial).text}*{times})"

    def _pv_in(self, flows: Symbol, years: Symbol, trial: Symbol) -> Text:
        return Text(f"SUMPRODUCT({self._worth(flows, years, trial, '>')})")

    def _pv_out(self, flows: Symbol, years: Symbol, trial: Symbol) -> Text:
        return Text(f"-SUMPRODUCT({self._worth(flows, years, trial, '<')})", _NEGATIVE)

    def _time_in(self, flows: Symbol, years: Symbol, trial: Symbol, pv: Symbol, sign: str = ">") -> Text:
        total, worth = self.text(pv).text, self._worth(flows, years, trial, sign)
        minus = "-" if sign == "<" else ""
        return Text(f"IF({total}=0,0,{minus}SUMPRODUCT({worth}*{self._range(years)})/{total})")

    def _time_out(self, flows: Symbol, years: Symbol, trial: Symbol, pv: Symbol) -> Text:
        return self._time_in(flows, years, trial, pv, "<")

    def _newton(self, *args: Symbol) -> Text:
        pv_in, pv_out, time_in, time_out, trial = (self.text(arg).text for arg in args)
        ahead = f"{trial}-LN({pv_in}/{pv_out})/({time_out}-{time_in})"
        return Text(f"IF({pv_in}*{pv_out}*({time_out}-{time_in})=0,{trial},{ahead})")


def _joined(*parts: Text) -> tuple[str, ...]:
    """The guards of several pieces, each once."""
    return tuple(dict.fromkeys(guard for part in parts for guard in part.guards))


def guarded(text: str, guards: tuple[str, ...], otherwise: str = '""') -> str:
    """A text that holds only where its guards do: first that there are numbers, then what is asked of them."""
    numbers = [guard for guard in guards if guard.startswith("ISNUMBER(")]
    first = [f"AND({','.join(numbers)})"] if len(numbers) > 1 else numbers
    for guard in reversed([*first, *(guard for guard in guards if guard not in numbers)]):
        text = f"IF({guard},{text},{otherwise})"
    return text


def at_column(template: str, before: str, now: str, after: str) -> str:
    """A template's text in a column, by the letters of the columns around it."""
    return template.replace(BEFORE, before).replace(NOW, now).replace(AFTER, after)
