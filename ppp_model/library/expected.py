"""The measures that a study is expected to give, kept beside it in ``expected.csv``."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

FILE = "expected.csv"
RELATIVE = 1e-6
Key = tuple[str, str, str]
"""Structure, case (empty for none), measure."""


def read(file: Path) -> dict[Key, float | None]:
    """The measures that a file expects; a blank is None."""
    with file.open(newline="", encoding="utf-8") as lines:
        return {
            (row["structure"], row["case"], row["measure"]): float(row["value"]) if row["value"] else None
            for row in csv.DictReader(lines)
        }


def write(file: Path, values: Mapping[Key, float | None]) -> None:
    """Write measures to a file, rounded to 9 significant digits."""
    with file.open("w", newline="", encoding="utf-8") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(["structure", "case", "measure", "value"])
        for (structure, case, measure), value in values.items():
            writer.writerow([structure, case, measure, "" if value is None else f"{value:.9g}"])


def agrees(kind: str, kept: float | None, value: float | None, least: float = 1e-9) -> bool:
    """Whether a measure is as expected; money within a cent is zero, since it may be a difference of large sums.

    ``least`` is the difference that does not count in any other kind.
    """
    if kept is None or value is None:
        return kept is value
    return abs(value - kept) <= max(RELATIVE * abs(kept), 0.01 if kind == "money" else least)


def differences(
    kept: Mapping[Key, float | None], found: Mapping[Key, float | None], kinds: Mapping[str, str], least: float = 1e-9
) -> Iterable[str]:
    """Each measure that is not as expected, in words."""
    for key, value in found.items():
        structure, case, measure = key
        name = f"{structure}{f' under {case}' if case else ''}: {measure}"
        if key not in kept:
            yield f"{name} is not in {FILE}"
        elif not agrees(kinds[measure], kept[key], value, least):
            yield f"{name} is {value!r}, expected {kept[key]!r}"
    for structure, case, measure in kept.keys() - found.keys():
        yield f"{structure}{f' under {case}' if case else ''}: {measure} is expected and not there"
