"""What a report is made of: the runs it shows, and the parts of which its chapters consist."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ppp_model.outputs.charts import Chart
from ppp_model.outputs.page import Grid, Page, Section
from ppp_model.results import Comparison, Result

_FEW, _MOST_ROWS = 8, 18


@dataclass(frozen=True)
class Likelihood:
    """The draws of the structure shown in detail, and what moves it; or why there are none."""

    simulation: Any = None
    """Its ``risk.simulation.Simulation``, None where nothing was drawn."""
    sensitivity: Any = None
    """Its ``risk.sensitivity.Sensitivity``."""
    compared: Any = None
    """All structures under the same draws (``risk.comparison.DrawComparison``), None where they were not compared."""
    missing: str = ""
    """Why nothing was drawn, as part of a sentence."""
    alone: str = ""
    """Why structures were not compared, a sentence."""

    @cached_property
    def data(self) -> Mapping[str, Any]:
        """The figures of the simulation as plain data."""
        found: Mapping[str, Any] = self.simulation.to_dict()
        return found


@dataclass(frozen=True)
class Contents:
    """The runs that a report shows. The first structure of the comparison is the one shown in detail."""

    comparison: Comparison
    cases: Mapping[str, Mapping[str, Result]] = field(default_factory=dict)
    """Each structure under each other case: by case, then by structure."""
    value: Any = None
    """Structures against the public sector comparator (``Study.value_for_money``), None where there is none."""
    frontier: Any = None
    """The least public money for each goal (``Study.frontier``), None where it was not looked for."""
    likelihood: Likelihood | None = None
    """How likely what is; None where draws were not asked for."""
    pictures: Sequence[Chart] = ()
    """Further pictures for the chapter on risks, such as ``charts.tornado`` and ``charts.fan`` of a simulation."""

    @property
    def lead(self) -> Result:
        """The structure shown in detail."""
        return next(iter(self.comparison.results.values()))


@dataclass(frozen=True)
class Row:
    """One row of a table: its label and cells; ``kind`` is "" , "side" (a heading over rows) or "total"."""

    label: str
    cells: tuple[str, ...] = ()
    kind: str = ""


@dataclass(frozen=True)
class Table:
    """Rows of plain text under headings, the first of which is that of the labels."""

    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    caption: str = ""
    notes: tuple[str, ...] = ()
    kind: str = ""
    """"" for numbers, "words" where cells are texts."""


@dataclass(frozen=True)
class Picture:
    """A picture with the table behind it; ``svg`` is safe to put in a page."""

    finding: str
    unit: str
    note: str
    svg: str
    table: Table


@dataclass(frozen=True)
class Block:
    """Something under a heading of its own: sentences, a table or picture, notes; what is empty is not shown."""

    heading: str = ""
    sentences: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    """Sentences as a list."""
    table: Table | None = None
    picture: Picture | None = None
    notes: tuple[str, ...] = ()
    hidden: str = ""
    """Where the table is folded away on the screen: what it is called."""

    @property
    def is_whole(self) -> bool:
        """Whether it is short enough to be kept on one printed page."""
        return len(self.items) <= _FEW and (self.table is None or len(self.table.rows) <= _MOST_ROWS)


@dataclass(frozen=True)
class Chapter:
    """A chapter of the report; ``name`` is its address in the page."""

    name: str
    heading: str
    sentences: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    is_wide: bool = False
    """Whether it is printed across the page."""


def table_of(grid: Grid, notes: Sequence[str] = ()) -> Table:
    """A grid of the terminal's pages as a table; labels that are led by blanks are parts of the row above."""
    rows = tuple(
        Row(label.strip(), tuple(cells), "part" if label.startswith("  ") else "") for label, *cells in grid.rows
    )
    return Table(grid.headings, rows, notes=tuple(notes))


def block_of(section: Section) -> Block:
    """A section of the terminal's pages as a block."""
    return Block(section.heading, section.sentences, table=table_of(section.grid) if section.grid else None,
                 notes=section.notes)  # fmt: skip


def blocks_of(page: Page) -> tuple[Block, ...]:
    """The sections of a page of the terminal as blocks."""
    return tuple(map(block_of, page.sections))
