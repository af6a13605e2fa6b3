"""A page of sections in the terminal: headings, sentences, tables whose columns are split where it is narrow."""

from __future__ import annotations

from collections.abc import Iterator

from rich.padding import Padding
from rich.table import Table

from ppp_model.outputs.page import Grid, Page, Section
from ppp_model.outputs.terminal import GAP, LINES_OF_HEADING, PlainConsole, grid_of, least_width, split, text

_INDENT = 2


def print_page(page: Page) -> None:
    """Print a page: title, sections, and the checks that fail."""
    console = PlainConsole()
    console.print(text(page.title, "bold"))
    for words, style in ((page.subtitle, ""), (page.units, "dim")):
        if words:
            console.print(text(words, style))
    for section in page.sections:
        _print_section(console, section)
    for failure in page.failures:
        console.print()
        console.print(text(f"Check failed: {failure}", "bold red"))


def _print_section(console: PlainConsole, section: Section) -> None:
    console.print()
    console.print(text(section.heading, "bold"))
    for sentence in section.sentences:
        console.print(_indented(sentence))
    if section.grid is not None:
        if section.sentences:
            console.print()
        for number, table in enumerate(_tables(console.width - _INDENT, section.grid)):
            if number:
                console.print()
            console.print(Padding(table, (0, 0, 0, _INDENT), expand=False))
    for note in section.notes:
        console.print(_indented(note, "dim"))


def _tables(width: int, grid: Grid) -> Iterator[Table]:
    """The table in as many blocks of columns as the width asks for."""
    labels, *columns = zip(*grid.rows, strict=True)
    label_width = min(max(map(len, (*labels, grid.headings[0]))), grid.widest_label)
    heads = grid.headings[1:]
    for lines in range(1, LINES_OF_HEADING + 1):
        widths = [least_width(head, column, lines) for head, column in zip(heads, columns, strict=True)]
        if label_width + sum(widths) + GAP * len(widths) <= width:
            break
    else:
        label_width = min(label_width, width // 2)
    for block in split(width - label_width, widths):
        table = grid_of(label_width, [widths[number] for number in block])
        if any(heads):
            table.add_row(text(grid.headings[0], "bold"), *(text(heads[number], "bold") for number in block))
        for label, *cells in grid.rows:
            table.add_row(text(label), *(text(cells[number]) for number in block))
        yield table


def _indented(words: str, style: str = "") -> Padding:
    return Padding(text(words, style), (0, 0, 0, _INDENT), expand=False)
