"""What a scenario file says of one input: as written, where, and from which source or why it is assumed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from ppp_model.outputs.formats import format_input
from ppp_model.scenario.load import Annotation, Loaded
from ppp_model.scenario.paths import InputRow, inputs

Standing = Literal["source", "assumed", "unmarked", "default"]
STANDINGS: dict[Standing, str] = {
    "source": "with a source", "assumed": "assumed, with the reason", "unmarked": "written without source or reason",
    "default": "not in the file, at their default",
}  # fmt: skip


@dataclass(frozen=True)
class Statement:
    """An input as the scenario states it, or its default. ``where`` is file:line:column, empty for a default."""

    path: str
    written: str
    where: str
    standing: Standing
    text: str
    """The source, the reason why it is assumed, or nothing."""
    note: str


def statement_at(loaded: Loaded, path: str, rows: Mapping[str, InputRow] | None = None) -> Statement:
    """What the scenario says at a dotted path. ``rows``: its inputs by path, where they are known already."""
    note = loaded.annotations.get(path) or Annotation()
    mark = loaded.marks.get(path)
    written = loaded.written.get(path, "")
    is_written = bool(written) or any(key.startswith(f"{path}.") for key in loaded.written)
    standing = standing_of(not is_written, note.source, note.assumed)
    if not is_written:
        row = ({one.path: one for one in inputs(loaded)} if rows is None else rows).get(path)
        written = default_text(row.value, row.unit) if row else ""
    return Statement(
        path, written, str(mark) if mark and is_written else "", standing, note.source or note.assumed or "",
        note.note or "",
    )  # fmt: skip


def standing_of(is_default: bool, source: str | None, assumed: str | None) -> Standing:
    """How well an input is founded."""
    if source:
        return "source"
    if assumed:
        return "assumed"
    return "default" if is_default else "unmarked"


def default_text(value: Any, unit: str) -> str:
    """A default as text, in the unit in which the scenario states it."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "true" if value else "false"
    return format_input(value, unit) if isinstance(value, (int, float)) else str(value)


def cited(text: str, sources: Mapping[str, str]) -> list[str]:
    """The short names of sources in a text that the scenario lists, in the order of the text."""
    return [name for name in dict.fromkeys(re.split(r"[^\w-]+", text)) if name in sources]


def statement_lines(statement: Statement | None, sources: Mapping[str, str] | None = None) -> Iterator[str]:
    """What the scenario says of an input, in lines; ``sources``: what its sources are, by their short names."""
    if statement is None:
        return
    sources = sources or {}
    if statement.standing == "default":
        yield f"{statement.path} is not in the file: the default, {statement.written}"
        return
    yield f"{statement.path}: {statement.written}   at {statement.where}"
    if statement.standing == "unmarked":
        yield "no source and no reason given"
    else:
        yield f"{statement.standing}: {statement.text}"
    if statement.note:
        yield f"note: {statement.note}"
    for name in cited(f"{statement.text} {statement.note}", sources):
        yield f"{name}: {sources[name]}"
