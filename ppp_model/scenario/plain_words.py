"""What pydantic found, in plain words: one problem for each path, placed in the file."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from ppp_model.errors import Problem
from ppp_model.scenario.flat import Flat
from ppp_model.scenario.paths import SCENARIO, Shape, shape_at
from ppp_model.scenario.words import did_you_mean, got, listed, nearest

FILE_KEYS = ("extends", "structures", "cases", "data")

_COMPARISONS = {
    "greater_than": ("greater than", "gt"),
    "greater_than_equal": ("at least", "ge"),
    "less_than": ("less than", "lt"),
    "less_than_equal": ("at most", "le"),
}
_MAP_EXPECTED = ("model_type", "model_attributes_type", "dict_type")
_LIST_EXPECTED = ("list_type", "tuple_type")
_LENGTHS = ("too_short", "too_long")
_BEST_FIRST = ("extra_forbidden", "missing", "refused", "literal_error", *_MAP_EXPECTED, *_LIST_EXPECTED)

_Path = tuple[str, ...]


def problems_of(error: ValidationError, flat: Flat, root: Shape = SCENARIO) -> list[Problem]:
    """The problems that a user can act on, in the order of the errors; ``root`` is what the file may say."""
    found: dict[_Path, list[ErrorDetails]] = {}
    for detail in error.errors(include_url=False):
        found.setdefault(_path(detail, flat.data), []).append(detail)
    misspelt = {
        (*path[:-1], nearest(path[-1], _keys(path[:-1], root)))
        for path, details in found.items()
        if details[0]["type"] == "extra_forbidden"
    }
    problems = []
    for path, details in found.items():
        deeper = any(other[: len(path)] == path and len(other) > len(path) for other in found)
        detail = min(details, key=_rank)
        if isinstance(detail["input"], list):  # a list where one value was tried too: the list's own error says more
            detail = next((one for one in details if one["type"] in _LENGTHS), detail)
        if deeper and isinstance(detail["input"], list):
            continue
        if (detail["type"] == "missing" and path in misspelt) or ".".join(path) in flat.unresolved:
            continue
        problems.append(_problem(path, detail, details, flat, root))
    return problems


def _path(detail: ErrorDetails, data: Any) -> _Path:
    """The dotted path of an error: pydantic's location without its names for members of unions."""
    path: list[str] = []
    location = detail["loc"]
    for number, item in enumerate(location):
        last = number == len(location) - 1
        if isinstance(data, dict) and (item in data or (last and detail["type"] == "missing")):
            data = data.get(item)
        elif isinstance(data, list) and isinstance(item, int) and item < len(data):
            data = data[item]
        else:
            continue
        path.append(str(item))
    return tuple(path)


def _rank(detail: ErrorDetails) -> int:
    """Which of several errors at one path says most."""
    kind = detail["type"]
    return _BEST_FIRST.index(kind) if kind in _BEST_FIRST else len(_BEST_FIRST)


def _keys(path: _Path, root: Shape) -> list[str]:
    """The keys that may stand below a path."""
    shape = shape_at(path, root)
    keys = shape.keys if shape is not None else []
    return keys if path else [*keys, *FILE_KEYS]


def _problem(path: _Path, detail: ErrorDetails, details: list[ErrorDetails], flat: Flat, root: Shape) -> Problem:
    """One error in plain words."""
    key = ".".join(path)
    if key in flat.added and detail["type"] in _MAP_EXPECTED and _is_entry(path, root):
        what, allowed, hint = _no_new_entry(path, detail["input"], flat, root)
    else:
        what, allowed, hint = _words(path, detail, details, root)
    where = flat.keys.get(key) if detail["type"] == "extra_forbidden" else None
    return Problem(str(where or flat.place(key)), key, what, allowed, hint)


def _words(path: _Path, detail: ErrorDetails, details: list[ErrorDetails], root: Shape) -> tuple[str, str, str]:
    """What is wrong, what is allowed, and what to do."""
    kind, value = detail["type"], detail["input"]
    context = detail.get("ctx", {})
    if kind == "refused":
        return context["what"], context["allowed"], context["hint"]
    if kind == "missing":
        return _missing(path, root)
    if kind == "extra_forbidden":
        keys = _keys(path[:-1], root)
        return f"unknown key `{path[-1]}`", f"Allowed: {listed(keys)}.", did_you_mean(path[-1], keys)
    if kind == "literal_error":
        return _not_among(context["expected"], value, details)
    if kind in _COMPARISONS:
        words, limit = _COMPARISONS[kind]
        return f"must be {words} {context[limit]:g}, got {got(value)}", "", ""
    if kind == "string_pattern_mismatch":
        return f"is not a currency code, got {got(value)}", "Write three capital letters, such as `USD`.", ""
    if kind in _MAP_EXPECTED:
        keys = _keys(path, root)
        return f"must be a map, got {got(value)}", f"Its keys: {listed(keys)}." if keys else "", ""
    if kind in _LIST_EXPECTED:
        return f"must be a list in brackets, such as [1, 2], got {got(value)}", "", ""
    if kind in _LENGTHS:
        length = context.get("min_length", context.get("max_length"))
        return f"must have {'at least' if kind == 'too_short' else 'at most'} {length} values, got {got(value)}", "", ""
    message = detail["msg"].removeprefix("Input ")
    return f"{message[:1].lower()}{message[1:]}, got {got(value)}", "", ""


def _is_entry(path: _Path, root: Shape) -> bool:
    """Whether a path is that of an entry which the study names."""
    above = shape_at(path[:-1], root)
    return above is not None and above.is_map


def _no_new_entry(path: _Path, value: object, flat: Flat, root: Shape) -> tuple[str, str, str]:
    """A change that gives an entry which is not there a single value: a misspelt name, or a new one that is no map."""
    *parent, name = path
    above: Any = flat.data
    for key in parent:
        above = above[key]
    known, home = [other for other in above if other != name], ".".join(parent)
    there = f"`{home}` has {listed(known) if known else 'no entries'}."
    new = f"A new one is a map with keys of {listed(_keys(path, root))}; got {got(value)}."
    return f"unknown entry `{name}` in `{home}`", f"{there} {new}", did_you_mean(name, known)


def _missing(path: _Path, root: Shape) -> tuple[str, str, str]:
    """What a missing value would say."""
    shape = shape_at(path, root)
    info = shape.field if shape is not None else None
    return "is missing", (info.description or "") if info is not None else "", ""


def _not_among(expected: str, value: object, details: list[ErrorDetails]) -> tuple[str, str, str]:
    """A word that is not one of those allowed."""
    options = [option.strip().strip("'") for option in expected.replace(" or ", ", ").split(",")]
    words = ", ".join(f"`{option}`" for option in options)
    list_too = ", or a list" if any(detail["type"] in _LIST_EXPECTED for detail in details) else ""
    hint = did_you_mean(value, options) if isinstance(value, str) else ""
    return f"is not one of the words allowed, got {got(value)}", f"Allowed: {words}{list_too}.", hint
