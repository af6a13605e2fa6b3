"""How an amount is written: a number, perhaps a scale word, perhaps a unit, such as `1.7 bn RWF`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

SCALES = {
    "k": Decimal(10**3),
    "thousand": Decimal(10**3),
    "m": Decimal(10**6),
    "million": Decimal(10**6),
    "bn": Decimal(10**9),
    "billion": Decimal(10**9),
}

_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?: \d{3})+(?!\d)|\d+(?:_\d+)*|(?=\.\d))(?:\.\d+)?(?:[eE][+-]?\d{1,3}(?!\d))?")
_NUMBER_WITH_COMMA = re.compile(r"\d[\d., _]*,[\d., _]*\d")
_SAME_WORD = {
    "years": "year",
    "yr": "year",
    "yrs": "year",
    "months": "month",
    "days": "day",
    "households": "household",
    "person": "people",
    "persons": "people",
}


class RefusedError(ValueError):
    """A value that cannot be taken: what is wrong, what may stand there, and what to write instead."""

    def __init__(self, what: str, allowed: str = "", hint: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.allowed = allowed
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Amount:
    """A number and the words written after it (scale and unit, tidied)."""

    number: Decimal
    words: str

    def split_scale(self) -> tuple[Decimal, str]:
        """The factor of the scale word, 1 without one, and the unit behind it."""
        first, _, rest = self.words.partition(" ")
        factor = SCALES.get(first.lower())
        return (Decimal(1), self.words) if factor is None else (factor, rest)


def read_amount(text: str) -> Amount:
    """The amount that a text says; raises `RefusedError` if it does not begin with a number or holds a comma."""
    plain = " ".join(text.replace("\u2212", "-").split())
    if "," in plain:
        raise _refused_comma(plain)
    match = _NUMBER.match(plain)
    rest = plain[match.end() :] if match else ""
    if match is None or not match.group().strip("+-") or rest[:1] in set("0123456789._"):
        raise RefusedError(f"is not a number with a unit, got `{plain}`")
    return Amount(Decimal(match.group().replace(" ", "").replace("_", "")), tidy_unit(rest))


def tidy_unit(unit: str) -> str:
    """One spelling for a unit: `USD per m³` and `USD / m3` are both `USD/m3`, `27 years` is in `year`."""
    unit = re.sub(r"(^|\s)p\.a\.?$", "/year", unit.strip()).replace("\u00b3", "3")
    unit = re.sub(r"(^|\s+)per\s+", "/", unit)
    unit = re.sub(r"\s*/\s*", "/", " ".join(unit.split()))
    return "/".join(" ".join(_SAME_WORD.get(word, word) for word in part.split(" ")) for part in unit.split("/"))


def _refused_comma(text: str) -> RefusedError:
    """Why a comma is refused, and the same text without it."""
    better = _NUMBER_WITH_COMMA.sub(lambda match: _without_comma(match.group()), text)
    return RefusedError(
        f"has a comma, which is a decimal mark in some countries and a thousands separator in others, got `{text}`",
        hint="" if "," in better else f"Write `{better}`.",
    )


def _without_comma(number: str) -> str:
    """A number with its commas read the likelier way: `3,5` is 3.5, `40,000` is 40000, `1.234,5` is 1234.5."""
    digits = number.replace(" ", "").replace("_", "")
    if "." in digits:
        thousands, decimal = (",", ".") if digits.rindex(".") > digits.rindex(",") else (".", ",")
        return digits.replace(thousands, "").replace(decimal, ".")
    if re.fullmatch(r"[1-9]\d{0,2}(,\d{3})+", digits) or digits.count(",") > 1:
        return digits.replace(",", "")
    return digits.replace(",", ".")
