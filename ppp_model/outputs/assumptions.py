"""The assumptions book: every input with its value, unit, place in the files, and source or reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from ppp_model.outputs.statements import STANDINGS, Standing, cited, default_text, standing_of
from ppp_model.scenario.load import Change, Loaded
from ppp_model.scenario.paths import inputs

COLUMNS = ("input", "value", "unit", "standing", "source_or_reason", "note", "where", "what_it_is")


@dataclass(frozen=True)
class Assumption:
    """One input. ``value`` is as written, or the default; ``where`` is file:line:column, empty for a default."""

    path: str
    value: str
    unit: str
    standing: Standing
    text: str
    note: str
    where: str
    doc: str

    def to_dict(self) -> dict[str, str]:
        """As plain data, under the headings of the CSV file."""
        values = (self.path, self.value, self.unit, self.standing, self.text, self.note, self.where, self.doc)
        return dict(zip(COLUMNS, values, strict=True))


@dataclass(frozen=True)
class Book:
    """The inputs of one structure under one case, with the changes that led to it and the sources cited."""

    label: str
    rows: tuple[Assumption, ...]
    changes: tuple[Change, ...]
    sources: dict[str, str]

    @property
    def counts(self) -> dict[Standing, int]:
        """How many inputs have a source, a reason, neither, or are at their default."""
        counted = Counter(row.standing for row in self.rows)
        return {standing: counted[standing] for standing in STANDINGS}

    def only(self, word: str | None) -> Book:
        """The inputs of a standing, or those whose key or reason has the word (REPLACE, a name); all when None."""
        if word is None:
            return self
        plain = word.casefold()
        rows = tuple(
            row for row in self.rows
            if (row.standing == plain if plain in STANDINGS else plain in f"{row.path} {row.text}".casefold())
        )  # fmt: skip
        return replace(self, rows=rows)

    def to_dict(self) -> dict[str, Any]:
        """As plain data."""
        return {
            "label": self.label,
            "inputs": [row.to_dict() for row in self.rows],
            "counts": self.counts,
            "changes": [{"path": c.path, "old": c.old, "new": c.new, "by": c.origin} for c in self.changes],
            "sources": self.sources,
        }

    def csv_rows(self) -> Iterator[list[str]]:
        """Heading and inputs as rows."""
        yield list(COLUMNS)
        for row in self.rows:
            yield list(row.to_dict().values())


def book_of(loaded: Loaded) -> Book:
    """The assumptions book of a loaded scenario."""
    rows = tuple(
        Assumption(
            path=row.path,
            value=row.written or default_text(row.value, row.unit),
            unit=row.unit,
            standing=standing_of(row.is_default, row.source, row.assumed),
            text=row.source or row.assumed or "",
            note=row.note or "",
            where=str(row.mark) if row.mark and not row.is_default else "",
            doc=row.description,
        )
        for row in inputs(loaded)
    )
    listed = loaded.scenario.sources
    used = {name for row in rows for name in cited(f"{row.text} {row.note}", listed)}
    return Book(loaded.label, rows, loaded.changes, {name: text for name, text in listed.items() if name in used})
