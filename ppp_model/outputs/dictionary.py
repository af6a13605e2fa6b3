"""The dictionary of lines: name, unit, what it is, its formula and where that comes from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ppp_model.composition import model_of
from ppp_model.engine.line import Given
from ppp_model.engine.model import Model, Row
from ppp_model.shape import shape_of_names

GENERIC = shape_of_names(
    tranches=("TRANCHE",), grants=("GRANT",), opex=("ITEM",), works=("WORK",), groups=("GROUP",),
    tariff_blocks=("BLOCK",), maintenance=("ITEM",), levels=("LEVEL",), debt_guarantees=("TRANCHE",),
    has_contingent=True, has_city=True, has_retail=True, study="CURRENCY",
)  # fmt: skip
"""One block of each kind, named in capitals for whatever a scenario calls it."""


@dataclass(frozen=True)
class Entry:
    """One line of the model. ``formula`` is empty for an input, whose ``source`` says where its value comes from."""

    name: str
    unit: str
    doc: str
    formula: str
    source: str


def entries_of(model: Model) -> list[Entry]:
    """Every line of a model, in the order of the model."""
    return [
        Entry(name, row.unit, row.doc.partition("\n")[0], row.text, _source(row)) for name, row in model.rows.items()
    ]


def generic_entries() -> list[Entry]:
    """Every line that a model can have, once."""
    return entries_of(model_of(GENERIC))


def matching(entries: Sequence[Entry], words: Sequence[str]) -> list[Entry]:
    """The entries that hold every word, in name or description or formula; those named just so, then in part, first."""
    wanted = [word.casefold() for word in words]
    found = [entry for entry in entries if all(word in _text(entry) for word in wanted)]
    return sorted(found, key=lambda entry: _distance(entry.name.casefold(), wanted))


def _distance(name: str, wanted: Sequence[str]) -> int:
    """0 for a name that is a word wanted, 1 for one that starts with it, 2 for one that holds all words, else 3."""
    if [name] == list(wanted):
        return 0
    if not all(word in name for word in wanted):
        return 3
    return 1 if wanted and name.startswith(wanted[0]) else 2


def _text(entry: Entry) -> str:
    return f"{entry.name} {entry.doc} {entry.formula}".casefold()


def _source(row: Row) -> str:
    part = row.part
    if not isinstance(part, Given):
        return row.source
    if part.solved_for:
        return f"repeated until it equals {part.solved_for}"
    if not part.at:
        return "worked out from the scenario"
    block = row.block.name.rpartition(".")[2]
    return f"input {part.at.replace('{block}', block).replace('{currency}', 'CURRENCY').replace('{local}', 'LOCAL')}"


def markdown() -> str:
    """The dictionary as a Markdown page, a table for each kind of block: what `docs/lines.md` holds."""
    head = [
        "# Lines of the model",
        "",
        "Made from the formulas by `python -m ppp_model.outputs.dictionary`; do not edit. Names in capitals stand for",
        "whatever a scenario calls a block. `x[before]`, `x[next]`, `x[all]` are the period before, the next, the row.",
    ]
    by_home: dict[str, list[str]] = {}
    for entry, row in zip(generic_entries(), model_of(GENERIC).rows.values(), strict=True):
        cells = (f"`{entry.name}`", entry.unit, entry.doc, f"`{entry.formula}`" if entry.formula else "", entry.source)
        by_home.setdefault(_home(row), []).append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    pages = []
    for home, rows in by_home.items():
        pages += [
            "",
            f"## {home}",
            "",
            "| line | unit | what it is | formula | source |",
            "|---|---|---|---|---|",
            *rows,
        ]
    return "\n".join([*head, *pages]) + "\n"


def _home(row: Row) -> str:
    """What a table is headed: the kind of block, or "project"."""
    return row.block.kind.replace("_", " ") or "project"


if __name__ == "__main__":
    print(markdown(), end="")
