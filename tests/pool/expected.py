"""The measures that a shipped pool is expected to give, kept beside it in ``expected.csv``.

``python -m tests.pool.expected scenarios/tamil-nadu-pooled-bond`` writes the file anew.
"""

from __future__ import annotations

import sys
from pathlib import Path

from ppp_model.pool import PoolStudy, load_pool
from ppp_model.pool.measures import MEASURES
from tests.expected import RELATIVE, Key, read, write

KINDS = {measure.name: measure.kind for measure in MEASURES}


def found(study: PoolStudy, case: str | None) -> dict[Key, float | None]:
    """Every measure of every structure under one case."""
    return {
        (structure, case or "", measure): value
        for structure, result in study.compare(case=case).results.items()
        for measure, value in result.measures.items()
    }


def agrees(measure: str, kept: float | None, value: float | None) -> bool:
    """Whether a measure is as expected; money within a cent is zero, since it may be a difference of large sums."""
    if kept is None or value is None:
        return kept is value
    least = 0.01 if KINDS[measure] == "money" else 1e-7
    return abs(value - kept) <= max(RELATIVE * abs(kept), least)


__all__ = ["agrees", "found", "read"]

if __name__ == "__main__":
    for name in sys.argv[1:]:
        pool = load_pool(name)
        rows = {key: value for case in (None, *pool.cases) for key, value in found(pool, case).items()}
        write(Path(name) / "expected.csv", rows)
