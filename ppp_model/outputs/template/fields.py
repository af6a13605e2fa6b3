"""What may stand in a value cell: the kind of a field, its unit, the words or bounds allowed, and what it is."""

from __future__ import annotations

import datetime as dt
import math
import types
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from ppp_model.scenario.nodes import Keys, Node
from ppp_model.scenario.paths import shape_at
from ppp_model.scenario.quantities import Names, Unit, find_unit

Kind = Literal["share", "time", "number", "any", "words", "date", "text"]

SHEETS: dict[str, tuple[str, ...]] = {
    "study": ("study", "description", "service", "unit", "currency", "sources", "timeline", "currencies"),
    "city": ("city", "retail", "access", "connection", "economy"),
    "project": ("supply", "revenue", "opex", "maintenance", "contract", "guarantee", "termination", "accounting"),
    "works": ("works", "tax"),
    "finance": ("finance", "cooperation"),
    "public": ("public", "contingent", "conventions", "value_for_money", "frontier", "solve"),
    "risk": ("uncertainty",),
}
"""The sheets with the parts of a scenario on each."""
SETS = {"structures": "structure", "cases": "case"}
"""The sheets of named sets of changes, and what one is called."""
_PERCENT = ("share", "per year")


@dataclass(frozen=True)
class Cell:
    """What a value cell may hold."""

    kind: Kind
    unit: str = ""
    """The unit of a number, with names in braces to be filled in; empty for none."""
    words: tuple[str, ...] = ()
    allowed: str = ""
    """In a sentence."""
    least: float = -math.inf
    most: float = math.inf
    takes_list: bool = False
    takes_one: bool = True
    """Whether one value may stand there; otherwise it is always a list."""
    doc: str = ""
    default: Any = None
    has_default: bool = False


def cell_at(path: Keys) -> Cell | None:
    """What a value cell may hold at a path; None where the scenario has no single value or list."""
    shape = shape_at(path)
    if shape is None or shape.part is not None or shape.is_map:
        return None
    info, above = shape.field, shape_at(path[:-1])
    annotation: Any = info if info is not None else above.entry if above is not None else str
    kinds = list(_kinds(info.annotation if info is not None else annotation))
    lists = [kind for kind in kinds if get_origin(kind) in (tuple, list)]
    unit = find_unit(info) or find_unit(annotation)
    own = above.field if info is None and above is not None else info
    told: dict[str, Any] = {
        "takes_list": bool(lists), "takes_one": len(lists) < len([kind for kind in kinds if kind is not type(None)]),
        "doc": (own.description or "") if own is not None else "",
        "has_default": info is not None and not info.is_required(),
        "default": info.default if info is not None and not info.is_required() else None,
    }  # fmt: skip
    words = tuple(str(word) for kind in kinds if get_origin(kind) is Literal for word in get_args(kind))
    if unit is not None:
        return _of_unit(unit, words, told)
    if words:
        return Cell("words", words=words, allowed=f"one of: {', '.join(words)}", **told)
    if bool in kinds:
        return Cell("words", words=("true", "false"), allowed="true or false", **told)
    if dt.date in kinds:
        return Cell("date", allowed="a date, such as 2025-07-01", **told)
    if int in kinds or float in kinds:
        return Cell("number", allowed="a whole number" if int in kinds else "a number", **told)
    return Cell("text", allowed="names, parted by commas" if lists else "a text", **told)


def _of_unit(unit: Unit, words: tuple[str, ...], told: dict[str, Any]) -> Cell:
    examples = " or ".join(unit.examples)
    allowed = f"{unit.noun}, such as {examples}" + (f"; or {', '.join(words)}" if words else "")
    if unit.any_unit:
        return Cell("any", allowed=allowed, words=words, **told)
    bounds: dict[str, Any] = {"least": unit.minimum, "most": unit.maximum}
    if unit.stated in _PERCENT:
        return Cell("share", unit="%", allowed=allowed, words=words, **bounds, **told)
    if unit.stated == "months":
        return Cell("time", unit="years", allowed=allowed, words=words, least=0.0, **told)
    stated = "" if unit.stated == "ratio" else unit.stated
    return Cell("number", unit=stated, allowed=allowed, words=words, **bounds, **told)


def _kinds(annotation: Any) -> Iterator[Any]:
    """What an annotation allows, unions and `Annotated` opened."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _kinds(get_args(annotation)[0])
    elif origin in (Union, types.UnionType):
        for kind in get_args(annotation):
            yield from _kinds(kind)
    else:
        yield annotation


def names_in(tree: Node, path: Keys) -> Names:
    """What units are called at a path of a tree: a part with a currency of its own uses that."""
    own = tree.at((*path[:-1], "currency")) if len(path) > 1 and path[0] != "city" else None
    texts = [
        _text(own) or _text(tree.at(("currency",))),
        _text(tree.at(("city", "currency"))),
        _text(tree.at(("unit",))),
    ]
    return Names(texts[0], texts[1], texts[2] or "m3")


def _text(node: Node | None) -> str | None:
    """The text of a node that holds one, whether or not it says where it comes from."""
    if node is not None and node.is_annotated and not node.reference:
        node = node.items["value"]
    return node.value if node is not None and isinstance(node.value, str) else None
