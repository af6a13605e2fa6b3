"""What a scenario file says of one input: as written, where, and from which source or why it is assumed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from ppp_model.outputs.formats import format_input
from ppp_model.scenario.load import Annotation, Loaded
from ppp_model.scenario.paths import inputs

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


def statement_at(loaded: Loaded, path: str) -> Statement:
    """What the scenario says at a dotted path."""
    note = loaded.annotations.get(path) or Annotation()
    mark = loaded.marks.get(path)
    written = loaded.written.get(path, "")
    is_written = bool(written) or any(key.startswith(f"{path}.") for key in loaded.written)
    standing = standing_of(not is_written, note.source, note.assumed)
    if not is_written:
        row = next((row for row in inputs(loaded) if row.path == path), None)
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
