"""What the first structure of a carried study comes to, beside what it came to in the old city."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ppp_model.measures import BY_NAME
from ppp_model.outputs.formats import format_value
from ppp_model.outputs.page import Grid, Page, Section

SHOWN = (
    "burden_poorest", "coverage_end", "budget_share_peak", "dscr_min", "equity_irr", "equity_npv", "price_levelised",
)  # fmt: skip
"""Measures that say at a glance whether a carried deal can stand."""
Measures = Mapping[str, float | None]


def outcome(structure: str, there: Measures, here: Measures, failed: Mapping[str, str]) -> dict[str, Any]:
    """Measures of both, and what must not be overlooked, as plain data; ``failed`` are the checks that fail here."""
    return {
        "structure": structure,
        "measures": {name: {"there": there[name], "here": here[name]} for name in SHOWN},
        "warnings": [*_warnings(there, here), *failed.values()],
    }


def outcome_page(found: Mapping[str, Any], label: str) -> Page:
    """The same for the screen."""
    rows = tuple(
        (BY_NAME[name].label, *(format_value(BY_NAME[name].kind, both[side]) for side in ("there", "here")))
        for name, both in found["measures"].items()
    )
    notes = ("As converted, before anything is replaced; money in each study's currency.",)
    sections = [Section(f"What comes out: {label}", (), Grid(("", "there", "here"), rows), notes)]
    if found["warnings"]:
        sections.append(Section("Take care", tuple(found["warnings"])))
    return Page("", "", "", tuple(sections), ())


def _warnings(there: Measures, here: Measures) -> Iterator[str]:
    if _below(here["equity_npv"], 0.0) and not _below(there["equity_npv"], 0.0):
        yield (
            "Owners would earn less than they ask: the old deal's price was converted, not solved for. No verdict on "
            "this structure holds, value for money included, until it is (`ppp solve`, or `solve:` in the structure)."
        )
    if _below(here["dscr_min"], 1.0) and not _below(there["dscr_min"], 1.0):
        yield "Cash does not cover debt service in every period."
    share = here["budget_share_peak"]
    if share is not None and share > 1:
        yield "What the public pays in a period is more than the city's whole budget of that period."


def _below(value: float | None, bar: float) -> bool:
    return value is not None and value < bar - 1e-9
