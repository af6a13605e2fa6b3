"""Conventions and refinancings in the terminal: what another choice moves, and how a gain is shared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.table import Table

from ppp_model.measures import BY_NAME
from ppp_model.outputs.formats import format_change, format_percent, format_value
from ppp_model.outputs.terminal import PlainConsole, text
from ppp_model.results import Result

Row = tuple[str, str, str, str]

_LABEL, _NUMBER = 52, 12
_WORDS = {"365": "equal shares of 365", "actual": "days of the calendar"}


def print_conventions(result: Result, others: Sequence[Mapping[str, Any]]) -> None:
    """Print what each other convention moves, those that move nothing in one line at the end."""
    console = PlainConsole()
    console.print(text(f"{result.label}: under the other convention", "bold"))
    console.print(text("One choice is changed at a time; debt is sized and prices are solved again.", "dim"))
    console.print(_table([("", "as run", "other", "change")], "bold"))
    still = []
    for other in others:
        rows = list(_moves(result, other["measures"]))
        said = f"{other['about']}: {_said(other['other'])} (as run: {_said(other['as_run'])})"
        if not rows and not other["failures"]:
            still.append(f"{other['about'].lower()}: {_said(other['other'])}")
            continue
        console.print()
        console.print(text(said, "bold"))
        console.print(_table(rows))
        for failure in other["failures"]:
            console.print(text(f"  check fails: {failure}", "red"))
    console.print()
    if still:
        console.print(text(f"Moves nothing that shows here - {'; '.join(still)}.", "dim"))
    console.print(text(f"Money in {result.currency}. 100 bp are one percentage point.", "dim"))


def print_refinancing(gain: Mapping[str, Any], currency: str, title: str) -> None:
    """Print how a refinancing gain comes about and is shared."""
    console = PlainConsole()
    console.print(text(title, "bold"))
    at = f"Values at {gain['date']} (period {gain['period']})"
    console.print(text(f"{at}, at the original return on equity, {format_percent(gain['rate'])}.", "dim"))
    console.print()
    console.print(_table([(label, cell, "", "") for label, cell in _gain_rows(gain, currency)]))


def _table(rows: Sequence[Row], style: str = "") -> Table:
    """Rows of a label and numbers to the right of it, the same widths in every table."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(width=_LABEL, overflow="fold")
    for _ in range(3):
        table.add_column(width=_NUMBER, justify="right", no_wrap=True)
    for row in rows:
        table.add_row(*(text(cell, style) for cell in row))
    return table


def _said(word: str) -> str:
    return _WORDS.get(word, word.replace("_", " "))


def _moves(result: Result, moves: Mapping[str, Mapping[str, float | None]]) -> Iterator[Row]:
    """The measures that move so far that it shows, as text."""
    for name, move in moves.items():
        measure = BY_NAME[name]
        was, now = (format_value(measure.kind, move[side]) for side in ("as_run", "other"))
        label = f"  {measure.label}{' (PV)' if name.endswith('_pv') else ''}"
        if name == "price_solved" and result.solved:
            label += f": {result.solved.input} ({result.solved.unit})"
        change = format_change(measure.kind, move["change"], move["as_run"])
        if was != now or any(digit in change for digit in "123456789"):
            yield label, was, now, change


def _gain_rows(gain: Mapping[str, Any], currency: str) -> Iterator[tuple[str, str]]:
    def money(name: str) -> str:
        return format_value("money", gain[name], currency)

    yield "Owners' flows from then on, without the refinancing", money("before")
    yield "the same with it", money("after")
    yield "Gain", money("gain")
    yield "Return on equity over the whole life, without", format_value("rate", gain["return_before"])
    yield "the same with it", format_value("rate", gain["return_after"])
    yield "Return above which the gain is shared", format_percent(gain["threshold"])
    yield "The owners keep first (catch-up to that return)", money("catch_up")
    yield "Shared", money("shared")
    yield f"The public gets {format_percent(gain['public_share'])} of it", money("public")
    yield "The owners keep in all", money("owners")
