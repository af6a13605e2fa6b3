"""What a benchmark reports, and how it is shown: tables, goals and reasons, as text for a terminal and as Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


class SkippedError(Exception):
    """A benchmark that cannot be run here, and why."""


@dataclass(frozen=True)
class Goal:
    """A figure that is aimed at."""

    name: str
    found: float
    goal: float
    unit: str
    at_most: bool = False

    @property
    def reached(self) -> bool:
        """Whether the figure found is as good as the goal."""
        return self.found <= self.goal if self.at_most else self.found >= self.goal

    @property
    def row(self) -> tuple[str, str, str, str]:
        """Name, goal, what was found, whether it is reached."""
        bar = f"{'at most' if self.at_most else 'at least'} {number(self.goal)} {self.unit}"
        return self.name, bar, f"{number(self.found)} {self.unit}", "yes" if self.reached else "no"


@dataclass
class Table:
    """A table with the goals that are read from it. Cells are texts."""

    title: str
    header: Sequence[str]
    rows: list[Sequence[str]] = field(default_factory=list)
    goals: list[Goal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def number(value: float) -> str:
    """A figure with three digits that count, thousands set apart: 1,234,000 or 0.0123."""
    if value == 0 or abs(value) >= 100:
        rounded = float(f"{value:.3g}") if abs(value) >= 1000 else value
        return f"{rounded:,.0f}"
    return f"{value:.3g}"


def goals_of(tables: Sequence[Table]) -> Table:
    """All goals in one table."""
    found = [goal.row for table in tables for goal in table.goals]
    return Table("Goals", ("figure", "goal", "measured", "reached"), list(found))


def as_text(table: Table) -> str:
    """A table for the terminal, its columns aligned."""
    rows = [list(table.header), *(list(row) for row in table.rows)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(table.header))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join([table.title, "", *(lines if table.rows else []), *table.notes]) + "\n"


def as_markdown(table: Table) -> str:
    """The same as Markdown; all columns but the first are aligned to the right."""
    lines = [f"## {table.title}", ""]
    if table.rows:
        lines += [_line(table.header), _line(["---", *["---:"] * (len(table.header) - 1)])]
        lines += [*(_line(row) for row in table.rows), ""]
    for note in table.notes:
        lines += [note, ""]
    return "\n".join(lines)


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def document(tables: Sequence[Table], intro: Sequence[str]) -> str:
    """The whole page."""
    parts = [as_markdown(table) for table in (goals_of(tables), *tables)]
    return "\n".join(["# Performance", "", *intro, "", *parts]).rstrip() + "\n"
