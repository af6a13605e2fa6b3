"""Two scenarios of one study compared and mixed: where they differ, and one with some of the other's values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ppp_model.scenario.model import Scenario
from ppp_model.scenario.quantities import Part

DEEPEST = 9
"""Deeper than any value of a scenario."""
TOGETHER = ("timeline",)
"""Parts whose values hang together, so that they are taken over as a whole."""
ALONE = ("opex", "maintenance", "works.items", "finance.grants", "finance.support", "cooperation")
"""Maps whose entries stand alone, so that one may be added or taken away without the others."""
WORDS = ("study", "description", "sources", "solve", "frontier", "uncertainty", "value_for_money")
"""Parts that do not enter the model."""
_NOTHING = object()


def differences(first: Scenario, second: Scenario, depth: int = DEEPEST) -> list[str]:
    """Where two scenarios differ, by dotted keys of at most ``depth`` words, in the order of the model.

    A map that gains or loses entries is one difference, unless its entries stand alone (``ALONE``).
    """
    return [".".join(keys) for keys in _differences(first, second, (), depth) if keys[0] not in WORDS]


def mixed(first: Scenario, second: Scenario, taken: Iterable[str]) -> Scenario:
    """The first scenario with the second's values at some of their differences (dotted keys)."""
    for path in taken:
        first = _taken(first, second, path.split("."))
    return first


def with_value(part: Any, keys: list[str], value: Any) -> Any:
    """A part of a scenario with the value at a path (list items by number) replaced."""
    key, *rest = keys
    if isinstance(part, (tuple, list)):
        number = int(key)
        return (*part[:number], with_value(part[number], rest, value) if rest else value, *part[number + 1 :])
    if isinstance(part, dict):
        return part | {key: with_value(part[key], rest, value) if rest else value}
    return part.model_copy(update={key: with_value(getattr(part, key), rest, value) if rest else value})


def value_at(scenario: Scenario, path: str) -> Any:
    """The value at a dotted key, None where a map has no such entry."""
    value: Any = scenario
    for key in path.split("."):
        value = _entries(value).get(key) if _entries(value) is not None else None
    return value


def _differences(one: Any, other: Any, path: tuple[str, ...], depth: int) -> Iterator[tuple[str, ...]]:
    if len(path) < depth and ".".join(path) not in TOGETHER and _splits(one, other, path):
        ours, theirs = _entries(one), _entries(other)
        for key in _merged(ours, theirs):
            yield from _differences(ours.get(key, _NOTHING), theirs.get(key, _NOTHING), (*path, key), depth)
    elif one != other or (isinstance(one, dict) and list(one) != list(other)):
        yield path


def _splits(one: Any, other: Any, path: tuple[str, ...]) -> bool:
    """Whether two values are made of entries that can be taken over one by one."""
    if isinstance(one, Part):
        return type(one) is type(other)
    if not (isinstance(one, dict) and isinstance(other, dict)):
        return False
    shared = [key for key in one if key in other]
    same_order = shared == [key for key in other if key in one]
    return same_order and (len(shared) == len(one) == len(other) or ".".join(path) in ALONE)


def _entries(value: Any) -> Any:
    """What a part or a map holds, by name; None for a value that is neither."""
    if isinstance(value, Part):
        return {name: getattr(value, name) for name in type(value).model_fields}
    return value if isinstance(value, dict) else None


def _merged(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> list[str]:
    """The keys of both maps in an order that is that of each."""
    keys = list(theirs)
    for key, before in zip(ours, [None, *ours], strict=False):
        if key not in theirs:
            keys.insert(keys.index(before) + 1 if before is not None else 0, key)
    return keys


def _taken(one: Any, other: Any, keys: list[str]) -> Any:
    """A part or a map with the other's value at a path."""
    key, *rest = keys
    if isinstance(one, Part):
        value = _taken(getattr(one, key), getattr(other, key), rest) if rest else getattr(other, key)
        return one.model_copy(update={key: value})
    if rest:
        return one | {key: _taken(one[key], other[key], rest)}
    chosen = {name: value for name, value in one.items() if name != key}
    chosen |= {key: other[key]} if key in other else {}
    return {name: chosen[name] for name in _merged(one, other) if name in chosen}
