"""The text of a scenario file from entries, and which entry stands in which line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from ppp_model.scenario.model import Scenario
from ppp_model.scenario.paths import shape_at

_WIDEST = 116
Tree = dict[str, Any]


@dataclass(frozen=True)
class Entry:
    """One row of an input sheet that has a value."""

    sheet: str
    row: int
    columns: dict[str, str]
    owner: str
    """The structure or case that makes the change; empty for the study itself."""
    path: tuple[str, ...]
    value: Any
    number_format: str
    typed_unit: str
    """The unit that stands beside it as text; empty where it follows from the currency."""
    said: dict[str, str]
    text: str = ""
    """The value as a scenario file says it."""

    def at(self, head: str) -> str:
        """The address of one of its cells."""
        return f"{self.sheet}!{self.columns[head]}{self.row}"


@dataclass
class Lines:
    """A text, and the entry behind each of its lines, counted from 1."""

    lines: list[str] = field(default_factory=list)
    entries: dict[int, Entry] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The whole text."""
        return "\n".join(self.lines) + "\n"

    def add(self, line: str, entry: Entry | None = None) -> None:
        """One more line, perhaps with the entry it comes from."""
        self.lines.append(line)
        if entry is not None:
            self.entries[len(self.lines)] = entry


def yaml_lines(entries: Sequence[Entry], origin: str) -> Lines:
    """The scenario file of some entries: the study, then its structures and cases."""
    found = Lines()
    found.add(f"# Made from {json.dumps(origin, ensure_ascii=False)} by `ppp from-excel`.")
    own = [one for one in entries if not one.owner]
    tree = _tree(own, 0)
    for key, below in tree.items():
        info = Scenario.model_fields.get(key)
        if not isinstance(below, Entry):
            found.add("")
            if info is not None and info.description:
                found.add(f"# {' '.join(info.description.split())}")
        _add(found, key, below, 0)
    known = {one.path[:length] for one in own for length in range(1, len(one.path) + 1)}
    for sheet in ("structures", "cases"):
        changes = [one for one in entries if one.owner and one.sheet == sheet]
        if changes:
            found.add("")
            found.add(f"{sheet}:")
        for name in dict.fromkeys(one.owner for one in changes):
            of_set = [one for one in changes if one.owner == name]
            found.add(f"  {_key(name)}:", of_set[0])
            for key, below in _changes(of_set, known):
                _add(found, key, below, 4)
    return found


def _changes(entries: Sequence[Entry], known: set[tuple[str, ...]]) -> Iterator[tuple[str, Any]]:
    """The changes of a set: dotted keys; a whole new entry of a map as a map of its own."""
    groups: dict[tuple[str, ...], list[Entry]] = {}
    for one in entries:
        groups.setdefault(_new_entry(one.path, known) or one.path, []).append(one)
    for path, below in groups.items():
        if len(below) == 1 and below[0].path == path:
            yield ".".join(path), below[0]
        else:
            yield ".".join(path), _tree(below, len(path))


def _new_entry(path: tuple[str, ...], known: set[tuple[str, ...]]) -> tuple[str, ...] | None:
    """The entry of a map that a change is about, if the study does not have it."""
    for length in range(1, len(path) - 1):
        above = shape_at(path[:length])
        if above is not None and above.is_map and path[: length + 1] not in known:
            return path[: length + 1]
    return None


def _tree(entries: Sequence[Entry], depth: int) -> Tree:
    """Entries as nested maps, from a depth of their paths on; a later one that clashes stands beside."""
    tree: Tree = {}
    for one in entries:
        home, keys = tree, one.path[depth:]
        for number, key in enumerate(keys[:-1]):
            below = home.setdefault(key, {})
            if not isinstance(below, dict):
                if below.text != "{}":
                    home[".".join(keys[number:])] = one
                    break
                below = home[key] = {}
            home = below
        else:
            if not (one.text == "{}" and isinstance(home.get(keys[-1]), dict)):
                home[keys[-1]] = one
    return tree


def _add(found: Lines, key: str, below: Any, indent: int) -> None:
    """A key with its value or map."""
    blank = " " * indent
    if isinstance(below, Entry):
        _add_value(found, f"{blank}{_key(key)}:", below, indent)
        return
    first = next(_entries(below))
    found.add(f"{blank}{_key(key)}:", first)
    for name, inner in below.items():
        _add(found, name, inner, indent + 2)


def _add_value(found: Lines, head: str, one: Entry, indent: int) -> None:
    """A value, with what is said about it in braces, or below it where it is long."""
    if not one.said:
        found.add(f"{head} {one.text}", one)
        return
    parts = [f"{key}: {_said(text)}" for key, text in one.said.items()]
    short = f"{head} {{value: {one.text}, {', '.join(parts)}}}"
    if len(short) <= _WIDEST:
        found.add(short, one)
        return
    found.add(head, one)
    for part in (f"value: {one.text}", *parts):
        found.add(f"{' ' * (indent + 2)}{part}", one)


def _said(text: str) -> str:
    short = text.isalnum() and text[:1].isalpha() and text.lower() not in ("null", "true", "false")
    return text if short and text.isascii() else json.dumps(text, ensure_ascii=False)


def _key(key: str) -> str:
    plain = key.replace("_", "").replace(".", "").replace("-", "")
    word = plain.isalnum() and plain.isascii() and plain[:1].isalpha() and key.lower() not in ("null", "true", "false")
    return key if word else json.dumps(key, ensure_ascii=False)


def _entries(tree: Tree) -> Iterator[Entry]:
    for below in tree.values():
        if isinstance(below, Entry):
            yield below
        else:
            yield from _entries(below)
