"""Writes the tables of ``scenarios/structures/README.md`` from runs of the templates in the reference project.

``python -m tests.structures_readme`` renews what stands below the mark in the file; what is above is written by hand.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from ppp_model.commands_structures import REFERENCE, TEMPLATES, data_of, found_of
from ppp_model.outputs.page_structures import risk_grid, shares_grid
from ppp_model.scenario.templates import templates_in

ROOT = Path(__file__).parent.parent
README = ROOT / TEMPLATES / "README.md"
MARK = "<!-- below: written by `python -m tests.structures_readme` -->"


def tables(names: Sequence[str] | None = None) -> dict[str, tuple[tuple[str, ...], list[tuple[str, ...]]]]:
    """Each table as its heading and its rows; a row is a tuple of cells, the first of them the template's label."""
    wanted = names or list(templates_in(ROOT / TEMPLATES))
    found = data_of(found_of(ROOT / REFERENCE, ROOT / TEMPLATES, wanted, (None, ())))["structures"]
    grids = {
        "Who invests, %": shares_grid(found, "invest_shares"),
        "Who pays, %": shares_grid(found, "pay_shares"),
        "Who bears which risk, %": risk_grid(found),
    }
    return {head: (grid.headings, [_short(row) for row in grid.rows]) for head, grid in grids.items()}


def _short(row: tuple[str, ...]) -> tuple[str, ...]:
    return (row[0].removesuffix(" (standard)"), *row[1:])


def text() -> str:
    """All that stands below the mark."""
    parts = []
    for head, (headings, rows) in tables().items():
        lines = [headings, ["---"] * len(headings), *rows]
        parts.append(f"## {head}\n\n" + "\n".join(f"| {' | '.join(cells)} |" for cells in lines))
    return "\n\n".join(parts) + "\n"


def renew() -> None:
    """Put the tables into the file."""
    above = README.read_text(encoding="utf-8").partition(MARK)[0]
    new = f"{above}{MARK}\n\n{text()}"
    temporary = README.with_suffix(".tmp")
    temporary.write_text(new, encoding="utf-8")
    os.replace(temporary, README)


if __name__ == "__main__":
    renew()
