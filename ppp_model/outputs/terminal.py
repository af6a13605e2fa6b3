"""A comparison or a table in the terminal: readable at any width, columns split in blocks where it is narrow."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NoReturn

from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ppp_model.outputs.console import printable
from ppp_model.outputs.formats import BLANK, format_digits, format_value
from ppp_model.outputs.view import View
from ppp_model.tables.base import ALL_COLUMNS

if TYPE_CHECKING:
    import pandas as pd

_USUAL_WIDTH = 120
_LEAST_WIDTH = 40
GAP = 2
_INDENT = 2
_NARROW_LABEL, _NARROW_COLUMN, _WIDEST_HEADING = 30, 9, 24
LINES_OF_HEADING = 4
_WHOLE_FROM, _DUST = 1000, 1e-6


class PlainConsole(Console):
    """A console that takes texts as they are (no markup, no emoji) and leaves a broken pipe to the caller."""

    def __init__(self) -> None:
        super().__init__(markup=False, emoji=False, highlight=False, width=terminal_width())

    def on_broken_pipe(self) -> NoReturn:
        raise BrokenPipeError


def terminal_width() -> int:
    """Columns of the terminal, also when the output is piped; 120 where there is none."""
    asked = os.environ.get("COLUMNS", "")
    if asked.isdecimal() and int(asked):
        return max(int(asked), _LEAST_WIDTH)
    for stream in (1, 2, 0):
        try:
            width = os.get_terminal_size(stream).columns
        except OSError:
            continue
        if width:
            return max(width, _LEAST_WIDTH)
    return _USUAL_WIDTH


def print_view(view: View, with_changes: bool = False) -> None:
    """Print a comparison: a column for each structure or case, then notes, checks, units and conventions."""
    console = PlainConsole()
    console.print(text(view.title, "bold"))
    if view.subtitle:
        console.print(text(view.subtitle))
    console.print(text(view.units, "dim"))
    print_groups(console, view)
    reasons = [f"[{number}] {reason}" for number, reason in enumerate(view.reasons, 1)]
    _print_notes(console, [*view.legend, *reasons], "dim")
    _print_section(console, "Solved for", view.solved)
    if with_changes:
        for heading, changes in view.changes:
            _print_section(console, f"Changes to the study in: {heading}", changes or ("none",))
    _print_checks(console, view)
    _print_notes(console, [*(f"Not shown - {one}." for one in view.not_shown), *view.captions], "dim")


def print_groups(console: Console, view: View) -> None:
    """Print the rows of a view by group, its columns in as many blocks as the width asks for."""
    for block in _blocks(console.width, view):
        console.print()
        console.print(_measure_table(console.width, view, block))


def print_frame(frame: pd.DataFrame, title: str, kinds: Mapping[str, str] | None = None) -> None:
    """Print a table of a result, its columns in as many blocks as the width asks for.

    ``kinds`` says for a column (``*``: for every other) how to show its numbers, as a measure's kind.
    """
    console = PlainConsole()
    console.print(text(title, "bold"))
    index = [label_of(label) for label in frame.index]
    kind_of = dict(kinds or {})
    usual = kind_of.get(ALL_COLUMNS)
    columns = [
        [str(name), *(frame_cell(value, kind_of.get(str(name), usual)) for value in _clean(frame[name].tolist()))]
        for name in frame.columns
    ]
    heads = [column[0].replace("_", " ").replace(".", " ") for column in columns]
    label_width = max(len(label) for label in [*index, "period end"])
    widths = [least_width(head, column[1:]) for head, column in zip(heads, columns, strict=True)]
    for block in split(console.width - label_width, widths):
        table = grid_of(label_width, [widths[number] for number in block])
        table.add_row(text(str(frame.index.name or ""), "bold"), *(text(heads[number], "bold") for number in block))
        for row, label in enumerate(index, 1):
            table.add_row(text(label), *(text(columns[number][row]) for number in block))
        console.print()
        console.print(table)


def text(words: str, style: str = "") -> Text:
    """Words of a scenario as they are: no markup, no control characters."""
    return Text(printable(words), style)


def split(room: int, widths: Sequence[int]) -> list[list[int]]:
    """The numbers of columns in blocks that fit the room, gaps counted; a column too wide stands alone."""
    blocks: list[list[int]] = []
    left = 0
    for number, width in enumerate(widths):
        if not blocks or left < width + GAP:
            blocks.append([])
            left = room
        blocks[-1].append(number)
        left -= width + GAP
    return blocks


def _blocks(width: int, view: View) -> list[list[int]]:
    widths = [_column_width(view, number, LINES_OF_HEADING) for number in range(len(view.headings))]
    return split(width - _NARROW_LABEL, widths)


def _longest_label(view: View) -> int:
    return max([cell_len(row.label) + _INDENT for group in view.groups for row in group.rows], default=_NARROW_LABEL)


def _column_width(view: View, number: int, lines: int) -> int:
    return least_width(view.headings[number], [row.cells[number] for group in view.groups for row in group.rows], lines)


def least_width(heading: str, cells: Sequence[str], lines: int = LINES_OF_HEADING) -> int:
    """The least width of a column: no number is cut, and the heading takes about so many lines."""
    words = max([cell_len(word) for word in heading.split()], default=0)
    wanted = min(max(words, math.ceil(cell_len(heading) / lines)), _WIDEST_HEADING)
    return max(_NARROW_COLUMN, wanted, *(cell_len(cell) for cell in cells))


def _measure_table(width: int, view: View, block: Sequence[int]) -> Table:
    room = width - GAP * len(block)
    label_width = min(_longest_label(view), room - sum(_column_width(view, n, LINES_OF_HEADING) for n in block))
    for lines in range(1, LINES_OF_HEADING + 1):
        widths = [_column_width(view, number, lines) for number in block]
        if label_width + sum(widths) <= room:
            break
    table = grid_of(label_width, widths)
    table.add_row("", *(text(view.headings[n], "bold red" if view.failing[n] else "bold") for n in block))
    for group in view.groups:
        table.add_row("")
        table.add_row(text(group.heading, "bold"))
        for row in group.rows:
            label = Padding(text(row.label), (0, 0, 0, _INDENT))
            table.add_row(label, *(text(row.cells[number]) for number in block))
    return table


def grid_of(label_width: int, widths: Sequence[int]) -> Table:
    """A table without lines: a column of labels, and right-aligned columns of fixed widths."""
    table = Table.grid(padding=(0, GAP, 0, 0))
    table.add_column(width=label_width)
    for width in widths:
        table.add_column(width=width, justify="right", vertical="bottom")
    return table


def _print_checks(console: Console, view: View) -> None:
    console.print()
    if not view.failures:
        console.print(text("All checks pass.", "green"))
        return
    count = len(view.failures)
    console.print(text(f"{count} check{'' if count == 1 else 's'} failed:", "bold red"))
    for failure in view.failures:
        console.print(text(f"  {failure}", "red"))


def _print_section(console: Console, heading: str, lines: Sequence[str]) -> None:
    if lines:
        console.print()
        console.print(text(heading, "bold"))
        for line in lines:
            console.print(Padding(text(line), (0, 0, 0, _INDENT), expand=False))


def _print_notes(console: Console, lines: Sequence[str], style: str) -> None:
    if lines:
        console.print()
    for line in lines:
        console.print(text(line, style))


def _clean(values: list[object]) -> list[object]:
    """A column with what is dust beside its largest number (1e-13 of it) set to 0."""
    numbers = [abs(value) for value in values if isinstance(value, (int, float)) and math.isfinite(value)]
    least = 1e-13 * max(numbers, default=0.0)
    return [0 if isinstance(value, float) and abs(value) < least else value for value in values]


def frame_cell(value: object, kind: str | None = None) -> str:
    """A cell of a table as text; ``kind`` says how to show a number, as a measure's kind."""
    if not isinstance(value, (int, float)):
        return str(value)
    if not math.isfinite(value):
        return BLANK
    if kind == "count":
        return f"{round(value):,}"
    if kind is not None:
        return format_value(kind, value)
    if value == round(value) or abs(value) >= _WHOLE_FROM:
        return f"{round(value):,}"
    return format_digits(value, 4) if abs(value) >= _DUST else "0"


def label_of(label: object) -> str:
    """What a row of a table is called: a date, or the parts of its name."""
    if isinstance(label, tuple):
        return ": ".join(str(part) for part in label if part)
    return str(label)[:10] if hasattr(label, "year") else str(label)


def rows_of(frame: pd.DataFrame) -> Iterator[list[object]]:
    """A table as rows of plain data: the heading, then each label with its values."""
    yield [*(str(name or "") for name in frame.index.names), *map(str, frame.columns)]
    for label, values in zip(frame.index, frame.itertuples(index=False), strict=True):
        parts = label if isinstance(label, tuple) else (label,)
        yield [*(label_of(part) for part in parts), *values]
