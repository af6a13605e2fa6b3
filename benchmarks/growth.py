"""How time and memory grow with draws, periods, lines and tranches; each point in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.deals import KIGALI, ROOT
from benchmarks.page import Goal, Table, number

BASE = ROOT / "tests" / "published" / "pysam_c.yaml"
VOLUME = [
    f"uncertainty.inputs.volume.{key}={value}"
    for key, value in {
        "input": "revenue.capacity_charge", "distribution": "uniform", "low": "97 %", "high": "120 %"
    }.items()
]  # fmt: skip
"""What is uncertain in the plain power plant, whose file names nothing."""
SECONDS_ALLOWED = 900


@dataclass(frozen=True)
class Point:
    """A deal and its draws."""

    name: str
    file: Path
    draws: int
    sets: list[str] = field(default_factory=list)
    financing: str = "held"


def grown(title: str, points: Sequence[Point]) -> Table:
    """Seconds and peak memory of each point, with the fastest engine that can run it."""
    header = ("deal", "engine", "draws", "periods", "lines", "seconds", "us/draw", "ns/cell", "peak MB")
    table = Table(f"Growth with {title}", header)
    for point in points:
        try:
            found = measured(point)
        except subprocess.TimeoutExpired:
            table.notes.append(f"{point.name} with {point.draws:,} draws took more than {SECONDS_ALLOWED} s.")
            continue
        cells = point.draws * found["periods"] * found["lines"]
        figures = (found["seconds"], found["seconds"] / point.draws * 1e6, found["seconds"] / cells * 1e9)
        sizes = (f"{point.draws:,}", str(found["periods"]), f"{found['lines']:,}")
        table.rows.append(
            (point.name, found["engine"], *sizes, *(number(one) for one in figures), number(found["memory"] / 1e6))
        )
        if point.draws == 100_000:
            goal = Goal(f"peak memory, {point.draws:,} draws", found["memory"] / 1e6, 1000.0, "MB", at_most=True)
            table.goals.append(goal)
    return table


def measured(point: Point) -> dict[str, Any]:
    """What a process says that runs a point."""
    asked = {"file": str(point.file), "sets": point.sets, "financing": point.financing}
    words = json.dumps({**asked, "draws": point.draws})
    command = [sys.executable, "-m", "benchmarks.child", words]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS_ALLOWED)
    if done.returncode:
        raise RuntimeError(f"{point.name}: {done.stderr.strip().splitlines()[-1]}")
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def draws(quick: bool) -> Table:
    """Growth with the number of draws, of the Kigali deal with its financing held."""
    steps = (8, 64) if quick else (1, 100, 1_000, 10_000, 100_000)
    file = ROOT / "scenarios" / KIGALI
    table = grown("the number of draws", [Point(KIGALI, file, many) for many in steps])
    table.notes += ["Peak memory is of the whole process, Python and packages included."]
    return table


def periods(quick: bool) -> Table:
    """Growth with the number of periods, of the plain power plant over more years."""
    steps = (25,) if quick else (25, 50, 100)
    many = 64 if quick else 2_000
    points = [Point(f"{years} years", BASE, many, [*VOLUME, f"timeline.operation={years} years"]) for years in steps]
    if not quick:
        points.append(Point("25 years by month", BASE, many, [*VOLUME, "timeline.period=monthly"]))
    return grown("the number of periods", points)


def lines(quick: bool) -> Table:
    """Growth with the number of lines, from a plain deal to the one with every mechanism."""
    many = 64 if quick else 2_000
    points = [Point("pysam_c", BASE, many, VOLUME)]
    for name in () if quick else (KIGALI, "reference-deal"):
        points.append(Point(name, ROOT / "scenarios" / name, many))
    return grown("the number of lines", points)


def tranches(quick: bool) -> Table:
    """Growth with the number of tranches: one loan parted into several, sized per draw."""
    many = 64 if quick else 2_000
    points = [
        Point(f"{count} loans", BASE, many, loans(count), "sized_again") for count in ((2,) if quick else (1, 2, 4, 8))
    ]
    return grown("the number of tranches", points)


def loans(count: int) -> list[str]:
    """Changes that part the loan of the plain plant into so many alike."""
    share = f"{70 / count:.12g} %"
    found = [*VOLUME, f"finance.debt.senior.gearing={share}"]
    for loan in range(1, count):
        own = {"gearing": share, "rate": "6.5 %", "tenor": "15 years", "repayment": "annuity"}
        found += [f"finance.debt.loan{loan}.{key}={value}" for key, value in own.items()]
    return found
