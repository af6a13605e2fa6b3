"""The reference figures in the terminal, as CSV and as a table of pandas."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from rich.padding import Padding

from ppp_model.outputs.terminal import PlainConsole, text
from ppp_model.scenario.amounts import RefusedError
from ppp_model.scenario.quantities import Target, find_unit
from ppp_model.scenario.reference_data import Entry, entries

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("key", "value", "low", "high", "unit", "what", "body", "source", "year", "standing", "note")
_STYLES = {"recalled": "yellow", "choice": "yellow", "assumed": "yellow"}


def matching(known: Iterable[Entry], words: Sequence[str]) -> list[Entry]:
    """The entries that hold every word, in whatever they say; those with all of them in the key first."""
    wanted = [word.casefold() for word in words]
    found = [entry for entry in known if all(word in _text(entry) for word in wanted)]
    return sorted(found, key=lambda entry: not all(word in entry.key.casefold() for word in wanted))


def csv_rows(found: Iterable[Entry]) -> Iterator[list[Any]]:
    """Heading and entries as rows; several values stand in one cell, as a list."""
    yield list(COLUMNS)
    for entry in found:
        cells = entry.to_dict() | {"value": entry.node.written()}
        yield [cells[name] for name in COLUMNS]


def frame(found: Iterable[Entry] | None = None) -> pd.DataFrame:
    """Entries (the program's when None) as a table by key, with a column ``number``.

    The number is the value without its unit: shares and rates as fractions, millions written out; none for a list.
    """
    import pandas as pd

    rows = [entry.to_dict() | {"number": number(entry)} for entry in (entries() if found is None else found)]
    table = pd.DataFrame(rows, columns=[*COLUMNS, "number"])
    return table.astype({"year": "Int64", "number": float}).set_index("key")


def number(entry: Entry) -> float | None:
    """The value of an entry without its unit, None for a list or a text."""
    unit = find_unit(Target)
    assert unit is not None
    try:
        return unit.parse(entry.value)
    except RefusedError:
        return None


def print_entries(found: Sequence[Entry], total: int) -> None:
    """Print entries: key and value, what they are, from where."""
    console = PlainConsole()
    for entry in found:
        head = text(entry.key, "bold")
        head.append_text(text(f" = {entry.node.written()}{_range(entry)}"))
        console.print(head.append_text(text(f"  [{entry.unit}]" if entry.unit else "", "dim")))
        what = ": ".join(part for part in (entry.body, entry.what) if part)
        said = f"source: {entry.said}" if entry.is_founded else f"assumed: {entry.said}"
        for line, style in ((what, ""), (said, _STYLES.get(entry.standing, "dim")), (entry.note, "dim")):
            if line:
                console.print(Padding(text(line, style), (0, 0, 0, 2), expand=False))
    console.print(text(f"{len(found)} of {total} figures; a scenario takes one by {{data: KEY}}", "dim"))


def _range(entry: Entry) -> str:
    ends = [node.written() for node in (entry.low, entry.high) if node is not None]
    return f" ({' to '.join(ends)})" if ends else ""


def _text(entry: Entry) -> str:
    return " ".join(str(value) for value in entry.to_dict().values() if value is not None).casefold()
