"""Numbers as people read them, the same in the terminal and in HTML: 60.8 m, 15.2 %, 1.35x, RWF 1,125, 9.0 years."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Mapping

from ppp_model.scenario.words import months_text

BLANK = "-"
_SCALES = ((1e9, "bn"), (1e6, "m"))
_SMALLEST_IN_MILLIONS = 99_995.0
_WHOLE_FROM = 100.0
_PERCENT = 100.0
_TIMES = ("year", "month", "day")
_PARTS = re.compile(r"(?<=\d) (?=%|(?:m|bn|years|times)\b)|(?<=\b[A-Z]{3}) (?=-?\d)")


def format_value(kind: str, value: float | None, currency: str = "", local: str = "") -> str:
    """A measure by its kind (see ``measures.Measure``); "-" for a blank, bare numbers for money without currency."""
    if value is None or not math.isfinite(value):
        return BLANK
    if kind in ("share", "rate"):
        return format_percent(value)
    if kind == "ratio":
        return f"{_unsigned_zero(value, 2):,.2f}x"
    if kind == "years":
        return f"{_unsigned_zero(value, 1):,.1f} years"
    if kind == "year":
        return f"{value:.0f}"
    if kind == "count":
        return format_amount(value, decimals=0)
    if kind == "price":
        return f"{currency} {format_digits(value, 3)}".strip()
    return f"{local if kind == 'money_local' else currency} {format_amount(value)}".strip()


def format_change(kind: str, value: float | None, of: float | None = None) -> str:
    """A difference of two values of a measure, with its sign: +32 bp, +0.05x, -4.00 m, +0.3 years.

    Money is shown in the scale of the value ``of`` which it is a change.
    """
    if value is None or not math.isfinite(value):
        return BLANK
    sign = "-" if value < 0 else "+"
    if kind in ("share", "rate"):
        return f"{sign}{abs(value) * _PERCENT * _PERCENT:,.0f} bp"
    if kind == "price":
        return f"{sign}{abs(value):,.4f}"
    if kind.startswith("money") and abs(of or 0.0) >= _SMALLEST_IN_MILLIONS:
        return f"{sign}{abs(value) / _SCALES[-1][0]:,.2f} m"
    return f"{sign}{format_value(kind, abs(value))}"


def of_hundred(share: float, what: str) -> str:
    """A share in words that anyone reads: 7 of 100 draws, fewer than 1 of 100 draws, all draws, none of the draws."""
    if share in (0.0, 1.0):
        return f"{'all' if share else 'none of the'} {what}"
    whole = round(share * _PERCENT)
    if not whole:
        return f"fewer than 1 of 100 {what}"
    return f"more than 99 of 100 {what}" if whole == _PERCENT else f"{whole} of 100 {what}"


def format_amount(value: float, decimals: int = 2) -> str:
    """Money or a number of things: 1.20, 512, 26,915, 0.51 m, 60.8 m, 1.70 bn."""
    size = abs(value)
    for scale, word in _SCALES:
        if size >= (scale * 0.99995 if word == "bn" else _SMALLEST_IN_MILLIONS):
            scaled = value / scale
            return f"{scaled:,.{1 if abs(scaled) >= 9.995 else 2}f} {word}"
    if size < _WHOLE_FROM:
        short = _unsigned_zero(value, decimals)
        return f"{short:.{decimals}f}" if short else "0"
    return f"{value:,.0f}"


def format_percent(value: float) -> str:
    """A fraction in percent: 15.2 %, 0.92 %, 0 %."""
    percent = value * _PERCENT
    decimals = 1 if abs(percent) >= 0.995 else 2
    short = _unsigned_zero(percent, decimals)
    return f"{short:,.{decimals}f} %" if short else "0 %"


def format_digits(value: float, digits: int) -> str:
    """A number to at least so many significant digits, thousands marked; whole numbers in full."""
    if value == 0 or not math.isfinite(value):
        return "0" if value == 0 else BLANK
    decimals = max(0, digits - 1 - math.floor(math.log10(abs(value))))
    return f"{value:,.{decimals}f}" if decimals < 12 else f"{value:.{digits}g}"


def format_exact(value: float) -> str:
    """A number to seven digits without trailing zeros, large ones whole: 17,812,345, 0.0375, 55."""
    if not math.isfinite(value):
        return BLANK if math.isnan(value) else ("no limit" if value > 0 else "-no limit")
    if value == round(value) and abs(value) < 1e15:
        return f"{round(value):,}"
    if abs(value) < 1e-9:
        return f"{value:.2g}"
    text = format_digits(value, 7)
    return text.rstrip("0").rstrip(".") if "." in text else text


def format_input(value: float, unit: str) -> str:
    """An input in the unit in which the scenario states it: 0.7202 USD/m3, 9.129 m USD/year, 7.5 %, 27 years."""
    if unit in ("share", "per year"):
        return f"{value * _PERCENT:.6g} %"
    if unit == "months":
        return months_text(round(value, 6))
    scaled, word = (value / 1e6, " m") if abs(value) >= 1e6 and "/day" not in unit else (value, "")
    text = format_digits(scaled, 4)
    return f"{text}{word} {'' if unit == 'ratio' else unit}".strip()


def format_line(value: float, unit: str, names: Mapping[str, str]) -> str:
    """A line's value with its unit: 667,963 USD, 7.5 % a year, 1.350786. ``names``: see ``unit_in_words``."""
    if not math.isfinite(value):
        return format_exact(value)
    if unit == "1/year":
        return f"{format_exact(value * _PERCENT)} % a year"
    exact = format_exact(round(value, 2)) if unit == "money" and abs(value) >= 1 else format_exact(value)
    plural = "s" if unit in _TIMES and value != 1 else ""
    return f"{exact} {unit_in_words(unit, names)}{plural}".strip()


def unit_in_words(unit: str, names: Mapping[str, str]) -> str:
    """A line's unit in the study's words: ``money/unit`` is USD/m3. ``names`` gives ``money``, ``local``, ``unit``."""
    if unit == "1":
        return ""
    return "/".join("*".join(names.get(word, word) for word in part.split("*")) for part in unit.split("/"))


def together(text: str) -> str:
    """A text in which a number and its unit, a currency and its number are not parted at the end of a line."""
    return _PARTS.sub("\u00a0", text)


def format_date(day: dt.date) -> str:
    """A date in full: 1 December 2017."""
    return f"{day.day} {day:%B %Y}"


def _unsigned_zero(value: float, decimals: int) -> float:
    """A value rounded for show, never -0."""
    return round(value, decimals) + 0.0
