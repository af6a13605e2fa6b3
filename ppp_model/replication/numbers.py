"""Numbers of a scenario file read, multiplied, shifted and written again the way people write them."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable

from ppp_model.replication.factors import Factor
from ppp_model.scenario.amounts import read_amount
from ppp_model.scenario.nodes import Keys, Mark, Node
from ppp_model.scenario.paths import shape_at
from ppp_model.scenario.quantities import Names, Unit, find_unit

_PLACE = Mark("replica")
_LONGEST = 140


def text_node(text: str) -> Node:
    """A text in a tree."""
    return Node(text, _PLACE, text, _PLACE)


def number_node(number: float) -> Node:
    """A number without a unit in a tree, with six significant digits."""
    short = float(f"{number:.6g}")
    return Node(short, _PLACE, f"{short:.6g}", _PLACE)


def annotated(text: str, reason: str) -> Node:
    """A value in a tree, marked assumed."""
    return annotated_node(text_node(text), reason)


def annotated_node(value: Node, reason: str) -> Node:
    """A node in a tree, marked assumed."""
    return Node({"value": value, "assumed": text_node(reason)}, _PLACE, "", _PLACE)


def said(node: Node) -> tuple[str, str]:
    """What a file says about a value: in words for the new reason, and its standing."""
    if node.reference:
        return f"reference figure {node.reference}", f"data: {node.reference}"
    if not node.is_annotated:
        return "", ""
    source, assumed = (_text(node, key) for key in ("source", "assumed"))
    if source:
        return f"source there: {source}", source
    return (f"assumed there: {_short(assumed)}", f"assumed: {assumed}") if assumed else ("", "")


def reason(place: str, old: str, treatment: str, why: str, replace: str, said: str) -> str:
    """Why a number is what it is, for its `assumed`."""
    begin = f"REPLACE, {replace}: " if replace else ""
    if treatment == "kept":
        middle = f"kept from {place}"
    elif treatment == "shifted":
        middle = f"{old} in {place} {why}"
    else:
        middle = f"{old} in {place} {why}".rstrip()
    return begin + middle + (f"; {said}" if said else "")


def scaled(bare: Node, path: Keys, names: Names, new_names: Names, factor: Factor) -> Node:
    """A number (or each of a list) times a factor, in the new units; as it is written where nothing changes."""
    unit = _unit(path)
    if factor.value == 1 and (unit is None or _filled(unit, names) == _filled(unit, new_names)):
        return bare
    return _each(bare, lambda one: _scaled(one, unit, names, new_names, factor.value))


def shifted(bare: Node, path: Keys, names: Names, shift: float) -> Node:
    """A rate (or each of a list) with something added, never below 0."""
    unit = _unit(path)

    def moved(one: Node) -> Node:
        number = _unbounded(unit).parse(one.value, names) if unit is not None and not unit.any_unit else _plain(one)
        return text_node(f"{max(number + shift, 0.0) * 100:.4g} %")

    return _each(bare, moved)


def _each(bare: Node, make: Callable[[Node], Node]) -> Node:
    if isinstance(bare.value, list):
        return Node([make(one) for one in bare.value], _PLACE, "", _PLACE)
    return make(bare)


def _scaled(one: Node, unit: Unit | None, names: Names, new_names: Names, factor: float) -> Node:
    if unit is None or unit.any_unit:
        return number_node(_plain(one) * factor)
    number = _unbounded(unit).parse(one.value, names) * factor
    stated = new_names.fill(unit.stated) if "{" in unit.stated or unit.stated == "people" else ""
    return text_node(f"{figure(number)} {stated}") if stated else number_node(number)


def _unbounded(unit: Unit) -> Unit:
    """A unit for what is added to an input, which may be below 0; the new study's check has the last word."""
    return dataclasses.replace(unit, minimum=-math.inf, maximum=math.inf)


def figure(number: float) -> str:
    """A number with five significant digits, large ones in thousands, millions or billions."""
    size = abs(number)
    for scale, word in ((1e9, " bn"), (1e6, " m"), (1e5, " k")):
        if size >= scale:
            return f"{number / scale if word != ' k' else number / 1e3:.5g}{word}"
    return f"{number:.5g}"


def _plain(one: Node) -> float:
    """The number of a value whose field has no unit of its own."""
    if isinstance(one.value, (int, float)):
        return float(one.value)
    amount = read_amount(str(one.value))
    percent = 0.01 if amount.words.startswith("%") else 1.0
    scale, _ = amount.split_scale()
    return float(amount.number * scale) * percent


def _filled(unit: Unit, names: Names) -> str:
    return names.fill(unit.stated)


def _unit(path: Keys) -> Unit | None:
    shape = shape_at(path)
    if shape is None:
        return None
    if shape.field is not None:
        return find_unit(shape.field)
    above = shape_at(path[:-1])
    return find_unit(above.entry) if above is not None else None


def _text(node: Node, key: str) -> str:
    below = node.items.get(key)
    return below.value if below is not None and isinstance(below.value, str) else ""


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _LONGEST else plain[: _LONGEST - 3].rsplit(" ", 1)[0] + " ..."
