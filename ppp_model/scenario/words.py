"""Small pieces of the messages that a user reads."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def did_you_mean(word: str, options: Iterable[str]) -> str:
    """A question naming the option nearest to a word, or nothing if none is near."""
    near = nearest(word, options)
    return f"Did you mean `{near}`?" if near else ""


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
