"""The measures that a shipped study is expected to give, kept beside it in ``expected.csv``.

``python -m tests.expected scenarios/kigali-bulk-water`` writes the file anew.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable
from pathlib import Path

from ppp_model import Result, load
from ppp_model.measures import BY_NAME

RELATIVE = 1e-6
Key = tuple[str, str, str]
"""Structure, case (empty for none), measure."""


def found(folder: Path, run: Callable[[str, str | None], Result] | None = None) -> dict[Key, float | None]:
    """Every measure of every structure under every case, calculated now (or ``run`` before)."""
    study = load(folder)
    run = run or study.run
    return {
        (structure, case or "", measure): value
        for structure in study.structures
        for case in (None, *study.cases)
        for measure, value in run(structure, case).measures.items()
    }


def read(file: Path) -> dict[Key, float | None]:
    """The measures that a file expects; a blank is None."""
    with file.open(newline="", encoding="utf-8") as lines:
        return {
            (row["structure"], row["case"], row["measure"]): float(row["value"]) if row["value"] else None
            for row in csv.DictReader(lines)
        }


def write(file: Path, values: dict[Key, float | None]) -> None:
    """Write measures to a file, rounded to 9 significant digits."""
    with file.open("w", newline="", encoding="utf-8") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(["structure", "case", "measure", "value"])
        for (structure, case, measure), value in values.items():
            writer.writerow([structure, case, measure, "" if value is None else f"{value:.9g}"])


def agrees(measure: str, kept: float | None, value: float | None) -> bool:
    """Whether a measure is as expected; money within a cent is zero, since it may be a difference of large sums."""
    if kept is None or value is None:
        return kept is value
    least = 0.01 if BY_NAME[measure].kind == "money" else 1e-9
    return abs(value - kept) <= max(RELATIVE * abs(kept), least)


if __name__ == "__main__":
    for name in sys.argv[1:]:
        write(Path(name) / "expected.csv", found(Path(name)))
