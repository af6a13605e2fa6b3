"""The machine's own limit: how fast it adds numbers that lie in its cache, and moves them through memory."""

from __future__ import annotations

import os
import platform
import sys
from importlib import metadata
from pathlib import Path

import numpy as np

from benchmarks.page import Table, number
from benchmarks.timing import Job, in_turns

IN_CACHE = 16_384
"""Numbers that fit in a core's second cache with the result: 128 kB each."""
PACKAGES = ("ppp-model", "numba", "NREL-PySAM", "modelx", "cashflower", "pyxirr", "numpy-financial")
BEYOND_CACHE = 16_000_000


def limits(quick: bool) -> tuple[float, float]:
    """Additions a second of numbers in the cache on one core, and bytes a second that a copy reads and writes."""
    one, two, into = np.ones(IN_CACHE), np.ones(IN_CACHE), np.empty(IN_CACHE)
    long = np.ones(BEYOND_CACHE // (10 if quick else 1))
    copy = np.empty_like(long)

    def add() -> None:
        for _ in range(1000):
            np.add(one, two, out=into)

    jobs = [
        Job("add", add, 1000 * IN_CACHE),
        Job("copy", lambda: np.copyto(copy, long), 2 * long.nbytes),
    ]
    adding, copying = in_turns(jobs, 3 if quick else 9)
    return adding.rate, copying.rate


def machine(quick: bool) -> Table:
    """The limits, and what the machine is."""
    adds, bandwidth = limits(quick)
    table = Table("The machine's own limit", ("what", "measured"))
    table.rows = [
        ("numpy adds two arrays in the cache, one core", f"{number(adds / 1e6)} million numbers/s"),
        ("numpy copies an array beyond the cache, read and written", f"{number(bandwidth / 1e9)} GB/s"),
    ]
    table.notes = [about(), f"Versions: {versions()}."]
    return table


def about() -> str:
    """Processor, cores, versions and load, in one sentence."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    return (
        f"{_processor()}, {os.cpu_count()} cores; Python {platform.python_version()}, numpy {np.__version__},"
        f" {sys.platform}; load average {load:.1f} at the start of this part."
    )


def versions() -> str:
    """The packages that take part, with their versions."""
    found = []
    for name in PACKAGES:
        try:
            found.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            found.append(f"{name} missing")
    return ", ".join(found)


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()
