"""The measures that a shipped study is expected to give, kept beside it in ``expected.csv``.

``python -m tests.expected scenarios/kigali-bulk-water`` writes the file anew.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from ppp_model import Result, load
from ppp_model.library.expected import RELATIVE, Key, read, write
from ppp_model.library.expected import agrees as agree
from ppp_model.measures import BY_NAME

__all__ = ["RELATIVE", "Key", "agrees", "found", "read", "write"]


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


def agrees(measure: str, kept: float | None, value: float | None) -> bool:
    """Whether a measure is as expected."""
    return agree(BY_NAME[measure].kind, kept, value)


if __name__ == "__main__":
    for name in sys.argv[1:]:
        write(Path(name) / "expected.csv", found(Path(name)))
