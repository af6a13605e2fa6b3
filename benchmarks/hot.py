"""Where the time of a run of many draws goes, from a profile."""

from __future__ import annotations

import cProfile
import pstats
from pathlib import Path

from benchmarks.deals import REFERENCE, prepared, study_of
from benchmarks.page import Table, number

MOST = 12


def profile(quick: bool) -> Table:
    """The functions that take the most time of one pass over the reference deal, with the last engine there is."""
    study = study_of(REFERENCE)
    ready = prepared(study, study.run(), "pass")
    engine = list(ready.deals)[-1]
    draws = 64 if quick else 2_000
    ready.run(draws, engine)
    watch = cProfile.Profile()
    watch.enable()
    ready.run(draws, engine)
    watch.disable()
    found = pstats.Stats(watch).stats  # type: ignore[attr-defined]
    total = sum(own for _, _, own, _, _ in found.values())
    table = Table(f"Where the time goes ({engine})", ("function", "calls", "share of the time"))
    for (file, _, name), (_, calls, own, _, _) in sorted(found.items(), key=lambda item: -item[1][2])[:MOST]:
        place = f"{Path(file).name} {name}" if file not in ("~", "") else name
        table.rows.append((place, f"{calls:,}", f"{number(own / total * 100)} %"))
    table.notes = [f"One pass over {REFERENCE} with {draws:,} draws, {number(total)} s under the profiler."]
    return table
