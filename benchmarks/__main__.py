"""``python -m benchmarks``: measure, print the tables, write them to docs/performance.md."""

from __future__ import annotations

import argparse
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks import case_a, deals, growth, hot, machine, office, rates, sam
from benchmarks.page import SkippedError, Table, as_text, document, goals_of

PAGE = Path(__file__).parent.parent / "docs" / "performance.md"
INTRO = [
    "Written by `python -m benchmarks`, all in one run. Seconds are medians of several rounds. What stands side by",
    "side is timed in turns, and its ratio is the median of the ratios of the rounds. The peers are installed by",
    "`pip install -r benchmarks/requirements.txt` and `pip install --no-deps cashflower`.",
]
PARTS: dict[str, tuple[Callable[[bool], Table], str]] = {
    "machine": (machine.machine, "The machine's own limit"),
    "one-run": (deals.single, "One run"),
    "deals": (deals.deals, "Draws of whole deals"),
    "profile": (hot.profile, "Where the time goes"),
    "sam": (sam.sam, "NREL-PySAM Singleowner, case D2"),
    "case-a": (case_a.case_a, "modelx and cashflower, case A"),
    "irr": (rates.rates, "Internal rates of return"),
    "office": (office.office, "LibreOffice recalculating the workbook"),
    "draws": (growth.draws, "Growth with the number of draws"),
    "periods": (growth.periods, "Growth with the number of periods"),
    "lines": (growth.lines, "Growth with the number of lines"),
    "tranches": (growth.tranches, "Growth with the number of tranches"),
}


def table_of(name: str, quick: bool) -> tuple[Table, bool]:
    """A part's table and whether it ran; where it cannot be run here or fails, an empty one with the reason."""
    function, title = PARTS[name]
    try:
        return function(quick), True
    except SkippedError as reason:
        return Table(title, (), notes=[f"Left out: {reason}."]), True
    except Exception as error:  # the other parts, some minutes' work, should not be lost with it
        traceback.print_exc()
        return Table(title, (), notes=[f"Failed: {type(error).__name__}: {error}"]), False


def main(words: Sequence[str] | None = None) -> int:
    """Run the parts asked for. Returns 1 when one fails; a goal that is missed is a figure, not a failure."""
    parser = argparse.ArgumentParser("python -m benchmarks", description="How fast the program is, beside its peers.")
    parser.add_argument("--quick", action="store_true", help="small sizes, to see that all runs")
    parser.add_argument("--only", action="append", choices=PARTS, metavar="NAME", help=f"one of {', '.join(PARTS)}")
    parser.add_argument("-o", "--output", type=Path, help="page to write; docs/performance.md for a whole, full run")
    asked = parser.parse_args(words)
    tables, fine = [], True
    for name in asked.only or PARTS:
        start = time.perf_counter()
        table, ran = table_of(name, asked.quick)
        tables.append(table)
        fine = fine and ran
        print(as_text(tables[-1]), flush=True)
        print(f"{name}: {time.perf_counter() - start:.0f} s", file=sys.stderr)
    print(as_text(goals_of(tables)))
    page = asked.output or (None if asked.quick or asked.only else PAGE)
    if page:
        fresh = page.with_suffix(".new")
        fresh.write_text(document(tables, INTRO), encoding="utf-8")
        fresh.replace(page)
        print(f"written: {page}", file=sys.stderr)
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
