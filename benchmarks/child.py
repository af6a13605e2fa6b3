"""One deal's draws in a process of its own: prints its seconds, peak memory and size as JSON.

``python -m benchmarks.child '{"file": ..., "sets": [...], "financing": "held", "draws": 1000}'``
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.deals import prepared
from ppp_model import load


def measured(file: str, sets: list[str], financing: str, draws: int) -> dict[str, Any]:
    """Run the draws once after a few have been run, and say what they took."""
    study = load(file)
    ready = prepared(study, study.run(sets=sets), financing, sets)
    engine = list(ready.deals)[-1]
    ready.run(min(draws, 64), engine)
    start = time.perf_counter()
    outcomes = ready.run(draws, engine)
    seconds = time.perf_counter() - start
    kept = sum(rows.nbytes for part in outcomes for rows in part.values.values())
    return {
        "engine": engine,
        "seconds": seconds,
        "memory": peak_memory(),
        "lines": ready.lines,
        "periods": ready.periods,
        "kept": kept,
    }


def peak_memory() -> float:
    """The most memory that this process has had, in bytes; NaN where the system does not say.

    Linux carries the figure of ``getrusage`` over from the process that started this one, so its own is read there.
    """
    own = Path("/proc/self/status")
    if own.exists():
        line = next(line for line in own.read_text(encoding="utf-8").splitlines() if line.startswith("VmHWM"))
        return float(line.split()[1]) * 1024
    try:
        import resource
    except ImportError:  # Windows
        return float("nan")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak * (1 if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    print(json.dumps(measured(**json.loads(sys.argv[1]))))
