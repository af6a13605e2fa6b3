"""Value for money in the terminal: structures side by side, then what each comes to in sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ppp_model.outputs.formats import format_percent, format_value
from ppp_model.outputs.terminal import PlainConsole, print_groups, text
from ppp_model.outputs.value_text import roots_text, transfer_text
from ppp_model.outputs.view import View, ViewGroup, ViewRow

Found = Mapping[str, Any]
Labels = Mapping[str, str]

_RAW_PARTS = {"overrun": "of it: overrun", "delay": "of it: delay"}


def print_value(report: Found, parts: tuple[Labels, Labels], title: str) -> None:
    """Print a report as plain data; ``parts`` are the labels of the comparator's and of the partnership's parts."""
    found: dict[str, Found] = report["structures"]
    first = next(iter(found.values()))
    console = PlainConsole()
    console.print(text(title, "bold"))
    console.print(
        text(f'Comparator: "{first["comparator_label"]}". Present values at close in {report["currency"]}.', "dim")
    )
    print_groups(console, value_view(list(found.values()), parts, report))
    for one in found.values():
        console.print()
        console.print(text(one["label"], "bold"))
        for sentence in one["sentences"]:
            console.print(text(f"  {sentence}"))
    console.print()
    if any(one["distribution"] for one in found.values()):
        draws = f"{report['draws']:,} draws of the risk register, seed {report['seed']}"
        most = max(one["distribution"].get("probability_error", 0.0) for one in found.values())
        console.print(text(f"{draws}; standard error of a probability at most {format_percent(most)}.", "dim"))


def value_view(found: list[Found], parts: tuple[Labels, Labels], report: Found) -> View:
    """Structures weighed against the comparator, side by side."""
    groups = [
        ViewGroup("Comparator (PSC)", tuple(_side(found, "comparator", parts[0]))),
        ViewGroup("Partnership, cost to the public", tuple(_side(found, "partnership", parts[1]))),
        ViewGroup("Value for money", tuple(_value(found))),
        ViewGroup("How robust it is", tuple(_robust(found, report))),
    ]
    return View(
        title="", subtitle="", headings=tuple(one["label"] for one in found),
        groups=tuple(group for group in groups if group.rows), reasons=(), not_shown=(), units="", captions=(),
        solved=(), legend=(), failures=(), failing=(False,) * len(found), changes=(),
    )  # fmt: skip


def _side(found: list[Found], side: str, labels: Labels) -> Iterator[ViewRow]:
    """The parts of a side that some structure has, their total, and the rate."""
    for name, label in labels.items():
        values = [one["assembly"][side].get(name, 0.0) for one in found]
        if any(values):
            yield _row(label, values)
        if name == "raw":
            for part, words in _RAW_PARTS.items():
                if any(part in one["raw_parts"] for one in found):
                    yield _row(f"  {words}", [one["raw_parts"].get(part) for one in found])
    yield _row("Total", [one["psc" if side == "comparator" else "ppp"] for one in found])
    yield _cells("Discount rate", found, lambda one: format_percent(one["rates"][side]))


def _value(found: list[Found]) -> Iterator[ViewRow]:
    yield _row("Amount", [one["vfm"] for one in found])
    yield _cells("Share of the comparator", found, lambda one: format_value("share", one["vfm_share"]))


def _robust(found: list[Found], report: Found) -> Iterator[ViewRow]:
    if all(one["distribution"] for one in found):
        for name in ("p10", "p50", "p90"):
            yield _row(f"Value for money, {name.upper()}", [one["distribution"]["vfm"][name] for one in found])
        yield _cells(
            "Probability that the comparator is cheaper", found,
            lambda one: format_percent(one["distribution"]["probability_comparator_cheaper"]),
        )  # fmt: skip
        yield _cells(
            "Probability that the ranking flips", found,
            lambda one: format_percent(one["distribution"]["probability_flips"]),
        )  # fmt: skip
    if report["probability_cheapest"]:
        shares = [report["probability_cheapest"][name] for name in report["structures"]]
        yield ViewRow("Probability that it is the cheapest of all", tuple(map(format_percent, shares)))
    for move, words in (
        ("both", "of both"),
        ("partnership", "of the partnership"),
        ("comparator", "of the comparator"),
    ):
        label = f"Break-even discount rate {words}"
        yield ViewRow(label, tuple(roots_text(one["break_even"], move) for one in found))
    if any(one["break_even"]["risk_transfer"] is not None for one in found):
        label = "Break-even share of the risk taken over"
        yield _cells(label, found, lambda one: transfer_text(one["break_even"]["risk_transfer"]))


def _row(label: str, values: list[float | None]) -> ViewRow:
    return ViewRow(label, tuple(format_value("money", value) for value in values))


def _cells(label: str, found: list[Found], cell: Callable[[Found], str]) -> ViewRow:
    return ViewRow(label, tuple(map(cell, found)))
