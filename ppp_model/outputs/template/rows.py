"""The rows of an input sheet: every value of a study, and the fields that it leaves at their default."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from ppp_model.outputs.template.fields import Cell, cell_at, names_in
from ppp_model.scenario.amounts import RefusedError
from ppp_model.scenario.changes import SetOfChanges
from ppp_model.scenario.flat import ANNOTATION_KEYS
from ppp_model.scenario.nodes import Keys, Node, leaves
from ppp_model.scenario.paths import SCENARIO, Shape, shape_at
from ppp_model.scenario.quantities import Names, find_unit
from ppp_model.scenario.study_data import Figures

Value = str | float | bool | dt.date | None


@dataclass(frozen=True)
class Row:
    """One row: a key, its value as a cell holds it (None when it is not given), and what is said about it."""

    path: Keys
    cell: Cell | None
    names: Names
    value: Value = None
    unit: str = ""
    """The unit as text; empty for none."""
    source: str = ""
    assumed: str = ""
    note: str = ""
    owner: str = ""
    """For a change: the structure or case that makes it."""


def rows_of(tree: Node, path: Keys = (), shape: Shape = SCENARIO) -> Iterator[Row]:
    """The rows of a part of a study's tree, in the order of the model, fields that are not given among them."""
    node = tree.at(path)
    given = node.items if node is not None else {}
    if path and not given:
        yield Row(path, None, names_in(tree, path), "{}")
    for key in shape.keys if not shape.is_map else given:
        below, inner, at = shape.below(key), given.get(key), (*path, key)
        if below is None:
            continue
        is_open = below.part is not None or below.is_map
        if inner is not None and inner.value is None:
            inner = None
        if is_open and inner is not None:
            yield from rows_of(tree, at, below)
        elif not is_open:
            yield row_of(tree, at, inner)


def row_of(tree: Node, path: Keys, node: Node | None, owner: str = "") -> Row:
    """The row of one value."""
    cell, names = cell_at(path), names_in(tree, path)
    unit = names.fill(cell.unit) if cell is not None else ""
    if node is None:
        return Row(path, cell, names, unit=unit, owner=owner)
    said = {key: str(below.value) for key, below in node.items.items() if key in ANNOTATION_KEYS[1:]}
    inner = node.items["value"] if node.is_annotated else node
    value, own = _value(cell, inner, path, names)
    return Row(path, cell, names, value, own or unit, **said, owner=owner)


def changes_of(sets: SetOfChanges, tree: Node, figures: Figures) -> Iterator[Row]:
    """The rows of a structure or a case: what it is called, and its changes."""
    yield Row(("label",), None, Names(), sets.label, owner=sets.name)
    if sets.description:
        yield Row(("description",), None, Names(), sets.description, owner=sets.name)
    changed = tree
    for edit in sets.edits:
        changed = changed.replaced(edit.path, edit.node)
    for edit in sets.edits:
        node = figures.resolved(edit.node)
        for inner, leaf in leaves(node):
            path = (*edit.path, *inner)
            if leaf.value is None:
                yield Row(path, cell_at(path), Names(), "null", owner=sets.name)
            else:
                yield row_of(changed, path, leaf, sets.name)


def _value(cell: Cell | None, node: Node, path: Keys, names: Names) -> tuple[Value, str]:
    """What a cell holds for a value as it is written, and its unit where that is not the usual one."""
    if isinstance(node.value, list):
        return ", ".join(item.written() for item in node.value), ""
    if isinstance(node.value, dict):
        return "{}", ""
    value = node.value
    if cell is None or cell.kind in ("text", "any") or isinstance(value, bool) or value in cell.words:
        return (node.text if isinstance(value, str) else value), ""
    if cell.kind == "date":
        return dt.date.fromisoformat(str(value)), ""
    if cell.kind == "words":
        return node.text, ""
    if not cell.unit and not isinstance(value, str):
        return value, ""
    return _number(cell, value, path, names)


def _number(cell: Cell, value: object, path: Keys, names: Names) -> tuple[Value, str]:
    """A number with its unit as a number in the unit of the column."""
    shape, above = shape_at(path), shape_at(path[:-1])
    field = shape.field if shape is not None else None
    unit = find_unit(field) or (find_unit(above.entry) if above is not None else None)
    if unit is None:
        return float(str(value)), ""
    try:
        number = unit.parse(value, names)
    except RefusedError:
        return str(value), ""
    if cell.kind == "time":
        return (number / 12, "years") if number % 3 == 0 else (number, "months")
    return number, ""
