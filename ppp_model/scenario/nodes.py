"""What was read from a file: a tree of values, each with the place where it is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

Keys = tuple[str, ...]
Scalar = str | int | float | bool | None

_KEY = re.compile(r"[\w.-]+")


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a file: line and column count from 1; line 0 stands for the whole file or an option."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


@dataclass(frozen=True, slots=True)
class Node:
    """A value, where it is written, its text if it is a scalar, and where its key is written if it has one."""

    value: dict[str, Node] | list[Node] | Scalar
    mark: Mark
    text: str = ""
    key: Mark | None = None

    @property
    def place(self) -> Mark:
        """Where to point a reader: at a scalar or list itself, at the key of a map."""
        return self.key if self.key is not None and isinstance(self.value, dict) else self.mark

    @property
    def items(self) -> dict[str, Node]:
        """The entries of a map; nothing for any other value."""
        return self.value if isinstance(self.value, dict) else {}

    @property
    def is_annotated(self) -> bool:
        """Whether this is a value with its source: a map with a key `value` that is no map, or `{data: KEY}`."""
        inner = self.items.get("value")
        return (inner is not None and not isinstance(inner.value, dict)) or bool(self.reference)

    @property
    def reference(self) -> str:
        """The key of a reference figure if this is `{data: KEY}`, whatever else stands beside it; else nothing."""
        inner = self.items.get("data")
        if inner is None or "value" in self.items or not isinstance(inner.value, str):
            return ""
        return inner.value if _KEY.fullmatch(inner.value) else ""

    def at(self, path: Keys) -> Node | None:
        """The node at a path below this one."""
        node: Node | None = self
        for name in path:
            node = node.items.get(name) if node is not None else None
        return node

    def written(self) -> str:
        """The value as text, as written; lists and maps in YAML's flow form, annotations left out."""
        if self.is_annotated and not self.reference:
            return self.items["value"].written()
        if isinstance(self.value, dict):
            return "{" + ", ".join(f"{key}: {node.written()}" for key, node in self.value.items()) + "}"
        if isinstance(self.value, list):
            return "[" + ", ".join(node.written() for node in self.value) + "]"
        return self.text

    def replaced(self, path: Keys, node: Node | None) -> Node:
        """This tree with the node at a path replaced, added, or (None) removed; maps on the way are made."""
        items = dict(self.items)
        head, rest = path[0], path[1:]
        if rest and (node is not None or head in items):
            below = items.get(head)
            if below is None or not isinstance(below.value, dict) or below.is_annotated:
                below = Node({}, node.place if node is not None else self.mark)
            items[head] = below.replaced(rest, node)
        elif node is None:
            items.pop(head, None)
        else:
            items[head] = node
        return Node(items, self.mark, self.text, self.key)


def dotted(path: Keys) -> str:
    """A path as a user writes it."""
    return ".".join(path)


def leaves(node: Node, path: Keys = ()) -> Iterator[tuple[Keys, Node]]:
    """Every node that is not a map of further nodes, with its path."""
    if node.items and not node.is_annotated:
        for key, below in node.items.items():
            yield from leaves(below, (*path, key))
    else:
        yield path, node


def shown(path: Path) -> str:
    """A file as messages name it: relative to the current directory if it lies below it."""
    try:
        return path.relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()
