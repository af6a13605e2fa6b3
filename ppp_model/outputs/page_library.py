"""The summary of a library run: a row for each study, and all that went wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ppp_model.outputs.formats import format_amount, format_value
from ppp_model.outputs.page import Grid, Page, Section

_HEADS = (
    "study", "service", "structures", "cases", "runs", "checks", "expected", "total uses", "price", "poorest pay",
    "DSCR", "equity IRR", "seconds",
)  # fmt: skip


def library_page(rows: Sequence[Mapping[str, Any]], problems: Sequence[str], folder: str, seconds: float) -> Page:
    """The summary; headlines are those of each study's first structure."""
    runs = sum(row["runs"] for row in rows)
    title = f"{len(rows)} studies in {folder}, {runs} runs in {seconds:.0f} s"
    notes: tuple[str, ...] = (
        "Money and headlines are of the first structure without a case, in each study's currency.",
        "checks: runs in which one fails. expected: measures that are not as in expected.csv.",
    )
    short = sum(len(row["shortfalls"]) for row in rows)
    if short:
        notes += (
            f"In {short} runs of pools the layers run out and lenders are not paid in time, which their studies show.",
        )
    sections = [Section("Library", (), Grid(_HEADS, tuple(_row(row) for row in rows), 28), notes)]
    if problems:
        sections.append(Section("What went wrong", tuple(problems)))
    return Page(title, "", "", tuple(sections), ())


def _row(row: Mapping[str, Any]) -> tuple[str, ...]:
    heads = row["headlines"]
    unexpected = row["unexpected"]
    agreed = "-" if unexpected is None else str(len(unexpected)) if unexpected else "as is"
    failed = len(row["failed"]) + len(row["errors"])
    return (
        row["study"], row["service"], str(len(row["structures"])), str(len(row["cases"])), str(row["runs"]),
        str(failed) if failed else "pass", agreed,
        f"{row['currency']} {format_amount(heads['total_uses'])}" if heads.get("total_uses") else "-",
        *(format_value(kind, heads.get(name)) if heads else "-" for name, kind in _SHOWN), f"{row['seconds']:.1f}",
    )  # fmt: skip


_SHOWN = (("price_levelised", "price"), ("burden_poorest", "share"), ("dscr_min", "ratio"), ("equity_irr", "rate"))
