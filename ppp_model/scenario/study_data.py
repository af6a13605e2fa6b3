"""The reference figures of one study: those of the program, under those that the study has itself in `data:`.

A value may be written `{data: KEY}`, perhaps with a `note`. It is then the value of the figure, with the figure's
source, at the place where it is written. A key that no figure has stays as it is, and `flatten` asks for its problem.
"""

from __future__ import annotations

import dataclasses
import re

from ppp_model.errors import Problem
from ppp_model.scenario.nodes import Keys, Mark, Node, dotted, leaves
from ppp_model.scenario.reference_data import Entry, built_in, entries_in, find, unknown
from ppp_model.scenario.words import got, listed

KEY = "data"
_BESIDE = ("note",)
_NAME = re.compile(r"[\w-]+")


class Figures:
    """What one study may refer to. The program's figures are read when they are first asked for."""

    def __init__(self, own: dict[str, Entry] | None = None) -> None:
        self._own = own or {}

    @property
    def known(self) -> dict[str, Entry]:
        """Every figure by its key; one of the study replaces the program's and keeps its description."""
        program = built_in()
        own = {key: _described(one, program[key]) if key in program else one for key, one in self._own.items()}
        return program | own

    def resolved(self, node: Node) -> Node:
        """A tree with every reference to a known figure replaced by its value and source."""
        if node.reference:
            found = find(self.known, node.reference) if {*node.items} <= {KEY, *_BESIDE} else None
            return node if found is None else _annotated(node, found)
        if isinstance(node.value, dict):
            return dataclasses.replace(node, value={key: self.resolved(below) for key, below in node.value.items()})
        if isinstance(node.value, list):
            return dataclasses.replace(node, value=[self.resolved(item) for item in node.value])
        return node

    def problems(self, node: Node, path: str) -> list[Problem]:
        """Why a reference could not be replaced: keys beside `data`, or no such figure."""
        found = [
            Problem(str(below.key or below.mark), path, f"`{key}` cannot stand beside `{KEY}`",
                    f"Beside `{KEY}` may stand: {listed(_BESIDE)}.", "A figure of the study's own goes under `data:`.")
            for key, below in node.items.items()
            if key not in (KEY, *_BESIDE)
        ]  # fmt: skip
        if find(self.known, node.reference) is None:
            found.append(unknown(self.known, node.reference, str(node.items[KEY].mark), path))
        return found


def read_figures(tree: Node, problems: list[Problem]) -> Figures:
    """The figures of a study whose file, with all that it extends, is a tree."""
    node = tree.items.get(KEY)
    if node is None or node.value is None:
        return Figures()
    if not isinstance(node.value, dict):
        problems.append(Problem(str(node.mark), KEY, f"must be a map of reference figures, got {got(node.value)}"))
        return Figures()
    return Figures({one.key: one for one in entries_in(node, (), problems, own=True)})


def with_nested_data(tree: Node, problems: list[Problem]) -> Node:
    """A file's tree with the dotted keys of its `data` written as nested maps, so that pieces merge entry by entry."""
    node = tree.items.get(KEY)
    if node is None or not node.items:
        return tree
    nested = Node({}, node.mark, "", node.key)
    for path, leaf in leaves(node):
        names = tuple(dotted(path).split("."))
        place, where = _written_before(nested, names), str(leaf.key or leaf.mark)
        if not all(_NAME.fullmatch(name) for name in names):
            problems.append(Problem(where, dotted((KEY, *path)), "is not a dotted key",
                                    hint="Such as `thresholds.water.undp_2006`."))  # fmt: skip
        elif place is not None:
            problems.append(Problem(where, dotted((KEY, *names)), f"is written twice, first at {place.place}"))
        else:
            nested = nested.replaced(names, leaf)
    return tree.replaced((KEY,), nested)


def _written_before(nested: Node, names: Keys) -> Node | None:
    """What stands at a key already, or the entry that stands at a key above it."""
    above = (nested.at(names[:count]) for count in range(1, len(names)))
    return next((node for node in above if node is not None and node.is_annotated), nested.at(names))


def _described(own: Entry, program: Entry) -> Entry:
    """A study's figure, with the program's words where it has none of its own."""
    texts = {name: getattr(own, name) or getattr(program, name) for name in ("what", "unit", "body")}
    return dataclasses.replace(own, **texts)


def _annotated(node: Node, found: Entry) -> Node:
    """The annotated value that a reference stands for; the source of a study's figure stays where it is written."""
    mark = node.items[KEY].mark
    origin = found.node.mark if found.own else mark
    remark = f"data {found.key}" + (" of this study" if found.own else "")
    note = node.items.get("note")
    if note is not None and isinstance(note.value, str):
        remark = f"{note.value} ({remark})"
    items = {
        "value": _moved(found.node, mark),
        "source" if found.is_founded else "assumed": Node(found.said, origin, found.said),
        "note": Node(remark, mark, remark) if note is None or isinstance(note.value, str) else note,
    }
    return Node(items, node.mark, "", node.key)


def _moved(node: Node, mark: Mark) -> Node:
    """A value as if it were written at another place."""
    value = [_moved(item, mark) for item in node.value] if isinstance(node.value, list) else node.value
    return Node(value, mark, node.text)
