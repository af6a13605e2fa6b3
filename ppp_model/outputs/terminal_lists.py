"""Explanations, the assumptions book and the dictionary of lines in the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from ppp_model.outputs.assumptions import Assumption, Book
from ppp_model.outputs.dictionary import Entry
from ppp_model.outputs.explain import Explanation
from ppp_model.outputs.statements import STANDINGS, Standing, statement_lines
from ppp_model.outputs.terminal import PlainConsole, text
from ppp_model.outputs.view import change_text

_STYLES = {"source": "", "assumed": "yellow", "unmarked": "", "default": "dim"}
_PLAIN_SOURCES = ("", "definition", "check")
_WIDEST_INPUT, _WIDEST_VALUE = 30, 26


def print_explanation(explanation: Explanation, label: str, sources: Mapping[str, str]) -> None:
    """Print an explanation as a tree: each number, its formula in names and in values, and what it is made of."""
    console = PlainConsole()
    console.print(text(label, "dim"))
    tree = Tree(_node(explanation, sources), guide_style="dim")
    _grow(tree, explanation, sources)
    console.print(tree)


def _grow(tree: Tree, explanation: Explanation, sources: Mapping[str, str]) -> None:
    for child in explanation.children:
        if child.opened_elsewhere:
            tree.add(Group(_head(child), text("(opened at another place of the tree)", "dim")))
        else:
            _grow(tree.add(_node(child, sources)), child, sources)


def _node(explanation: Explanation, sources: Mapping[str, str]) -> Group:
    said = statement_lines(explanation.statement, sources) if explanation.statement else ()
    lines = [
        (explanation.doc, "dim"),
        (explanation.row, ""),
        (explanation.formula and f"= {explanation.formula}", ""),
        (explanation.with_values and f"= {explanation.with_values}", ""),
        ("" if explanation.source in _PLAIN_SOURCES else explanation.source, "dim"),
        *((line, "cyan") for line in said),
        *((remark, "yellow") for remark in explanation.remarks),
    ]
    return Group(_head(explanation), *(_indented(line, style) for line, style in lines if line))


def _head(explanation: Explanation) -> Text:
    head = text(f"{explanation.name} ", "bold")
    head.append_text(text(f"= {explanation.shown}"))
    return head.append_text(text(f"   {explanation.period}" if explanation.period else "", "dim"))


def _indented(line: str, style: str = "") -> Padding:
    return Padding(text(line, style), (0, 0, 0, 2), expand=False)


def print_book(book: Book) -> None:
    """Print the assumptions book, grouped by part of the scenario."""
    console = PlainConsole()
    console.print(text(f"Inputs of: {book.label}", "bold"))
    for part, rows in groupby(book.rows, key=lambda row: row.path.rpartition(".")[0]):
        console.print()
        console.print(text(part or "study", "bold"))
        console.print(_book_table(list(rows)))
    _print_list("Changes to the study (old -> new)", [f"{change_text(c)}  [{c.origin}]" for c in book.changes])
    _print_list("Sources", [f"{name}: {title}" for name, title in book.sources.items()])
    _print_list(f"{len(book.rows)} inputs", [f"{n} {STANDINGS[name]}" for name, n in _counted(book)])


def _counted(book: Book) -> Iterator[tuple[Standing, int]]:
    yield from ((name, number) for name, number in book.counts.items() if number)


def _book_table(rows: Sequence[Assumption]) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(width=2)
    table.add_column(width=_WIDEST_INPUT, overflow="fold")
    table.add_column(width=_WIDEST_VALUE, overflow="fold")
    table.add_column(overflow="fold")
    for row in rows:
        style = _STYLES[row.standing]
        name = row.path.rpartition(".")[2]
        table.add_row("", text(name, style), text(_value(row), style), _said(row, style))
    return table


def _value(row: Assumption) -> str:
    """A value as written; a bare number with its unit behind it."""
    bare = row.standing != "default" and row.value.replace(".", "").replace("-", "").isdigit()
    return f"{row.value} [{row.unit}]" if bare and row.unit not in ("", "ratio") else row.value


def _said(row: Assumption, style: str) -> Group:
    said = {"source": f"source: {row.text}", "assumed": f"assumed: {row.text}", "unmarked": "", "default": "default"}
    lines = [said[row.standing], f"note: {row.note}" if row.note else ""]
    texts = [text(line, style) for line in lines if line]
    return Group(*texts, *([text(row.where.rpartition(":")[0], "dim")] if row.where else []))


def _print_list(heading: str, lines: Sequence[str]) -> None:
    if lines:
        console = PlainConsole()
        console.print()
        console.print(text(heading, "bold"))
        for line in lines:
            console.print(_indented(line))


def print_entries(entries: Sequence[Entry], total: int) -> None:
    """Print lines of the dictionary."""
    console = PlainConsole()
    for entry in entries:
        head = text(entry.name, "bold")
        head.append_text(text(f"  [{entry.unit}]" if entry.unit != "1" else "", "dim"))
        console.print(head)
        console.print(_indented(entry.doc))
        console.print(_indented(f"= {entry.formula}" if entry.formula else entry.source))
        if entry.formula and entry.source not in _PLAIN_SOURCES:
            console.print(_indented(entry.source, "dim"))
    console.print(text(f"{len(entries)} of {total} lines", "dim"))
