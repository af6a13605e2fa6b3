"""Small pieces of the messages that a user reads."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

_LEAST_LETTERS = 3
"""A word of fewer letters stands in too many names to point at one."""
_CUT_LETTERS = 2
"""What lacks no more letters at its end is taken for a slip of the keys."""
_MOST_NAMES = 3


def did_you_mean(word: str, options: Iterable[str]) -> str:
    """A question naming the options that hold a word, else the one nearest to it, or nothing if none is near."""
    known = list(options)
    *others, last = [f"`{name}`" for name in holding(word, known) or [nearest(word, known)]]
    if last == "``":
        return ""
    return f"Did you mean {', '.join(others)} or {last}?" if others else f"Did you mean {last}?"


def holding(word: str, options: Iterable[str]) -> list[str]:
    """Up to three options that begin with a word; if none does, that have it as a part; else that hold it anywhere.

    Parts are what `_`, `.`, `-` and spaces divide. The shortest come first; one that the word nearly is stands alone.
    """
    sought, names = word.lower(), sorted(options, key=lambda name: (len(name), name))
    if len(sought) < _LEAST_LETTERS:
        return []
    begin = [name for name in names if name.lower().startswith(sought)]
    if begin and len(begin[0]) - len(sought) <= _CUT_LETTERS:
        return begin[:1]
    parts = [name for name in names if sought in re.split(r"[_.\- ]", name.lower())]
    return (begin or parts or [name for name in names if sought in name.lower()])[:_MOST_NAMES]


def nearest(word: str, options: Iterable[str]) -> str:
    """The option nearest to a word, in its letters whatever their case, or an empty text."""
    by_lower = {option.lower(): option for option in options}
    found = difflib.get_close_matches(word.lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[found[0]] if found else ""


def listed(options: Iterable[str]) -> str:
    """Options as a reader would list them: a, b, c (a long list is cut)."""
    names = list(options)
    return ", ".join(names[:40]) + (", ..." if len(names) > 40 else "")


def got(value: object) -> str:
    """A wrong value as a message shows it: a text in quotes, a map or a list by its kind."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return f"a map with the keys {listed(str(key) for key in value)}" if value else "an empty map"
    if isinstance(value, (list, tuple)):
        return f"a list of {len(value)}"
    text = str(value)
    return f"`{text[:60]}...`" if len(text) > 60 else f"`{text}`"


def months_text(months: float) -> str:
    """A time as people say it: whole years in years, everything else in months."""
    number, unit = (months / 12, "year") if months and months % 12 == 0 else (months, "month")
    return f"{number:.12g} {unit}{'' if number == 1 else 's'}"
