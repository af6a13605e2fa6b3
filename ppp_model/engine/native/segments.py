"""Items put together into as few loops over the periods as possible."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from ppp_model.engine.line import When
from ppp_model.engine.native.items import Item


@dataclass(frozen=True)
class Segment:
    """Items worked out together: "scalars" in a row, "fold" and "rows" in one loop, each "sweep" in its own."""

    kind: str
    items: tuple[Item, ...]
    direction: int = 1

    @cached_property
    def names(self) -> tuple[str, ...]:
        """All that it works out."""
        return tuple(name for item in self.items for name in item.names)


def segments_of(items: Sequence[Item]) -> list[Segment]:
    """Segments that work out all items, each after what it needs."""
    found: list[Segment] = []
    left = list(items)
    while left:
        ahead = _scalars(left) or _wholes(left, "fold") or _wholes(left, "sweep")
        if ahead is None:
            ahead = max((_rows(left, direction) for direction in (1, -1)), key=lambda one: len(one.names))
        taken = {id(item) for item in ahead.items}
        left = [item for item in left if id(item) not in taken]
        found.append(ahead)
    return found


def _scalars(left: Sequence[Item]) -> Segment | None:
    """All single numbers that need nothing that is left but each other."""
    open_names = {name for item in left for name in item.names}
    taken = []
    for item in left:
        if item.kind == "scalar" and not any(name in open_names for name, _ in item.reads):
            taken.append(item)
            open_names -= set(item.names)
    return Segment("scalars", tuple(taken)) if taken else None


def _wholes(left: Sequence[Item], kind: str) -> Segment | None:
    """All functions of whole rows that need nothing that is left."""
    open_names = {name for item in left for name in item.names}
    taken = [item for item in left if item.kind == kind and not any(name in open_names for name, _ in item.reads)]
    return Segment(kind, tuple(taken)) if taken else None


def _rows(left: Sequence[Item], direction: int) -> Segment:
    """As many rows and loops as one loop over the periods in a direction can work out."""
    open_names = {name for item in left for name in item.names}
    inside: set[str] = set()
    behind = When.PREV if direction > 0 else When.NEXT
    taken = []
    for item in left:
        if item.kind not in ("row", "loop") or (item.kind == "loop" and item.direction != direction):
            continue
        own = set(item.names)
        if all(
            name not in open_names or (name in own) or (name in inside and when in (When.NOW, behind))
            for name, when in item.reads
        ):
            taken.append(item)
            inside |= own
    return Segment("rows", tuple(taken), direction)
