"""Structures under the same draws as a page: how often each serves whom most, ranges, events and goals side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ppp_model.measures import BY_NAME, SIDES
from ppp_model.outputs.formats import BLANK, format_percent
from ppp_model.outputs.page import Grid, Page, Section
from ppp_model.outputs.page_simulation import draws_text, failed_text, goal_text, measure_text, value_text

Data = Mapping[str, Any]

_WAYS = {"most": "highest", "least": "lowest"}


def draws_page(found: Data) -> Page:
    """The page of a comparison of draws as plain data."""
    structures: Data = found["structures"]
    first = next(iter(structures.values()))
    headings = ("", *(one["label"] for one in structures.values()))
    sections = [
        best_section(found, headings), _ranges(found, headings), _events(structures, headings),
        goals_section(structures, headings), *(_failed(one) for one in structures.values()),
    ]  # fmt: skip
    held = list(dict.fromkeys(one["held"] for one in structures.values()))
    return Page(
        title=f"{found['study']}: {len(structures)} structures, the same {found['draws']:,} draws",
        subtitle=held[0] if len(held) == 1 else _held_by(structures),
        units=f"Money in {first['currency']}. {draws_text(first)}",
        sections=tuple(section for section in sections if section is not None),
        failures=(),
    )


def _held_by(structures: Data) -> str:
    """What is held, and what moves in each structure."""
    sentences = [one["held"].partition(" What moves: ") for one in structures.values()]
    moves = [f"{one['label']}: {s[2]}" for one, s in zip(structures.values(), sentences, strict=True)]
    return f"{sentences[0][0]} What moves: {' '.join(moves)}"


def best_section(found: Data, headings: tuple[str, ...]) -> Section:
    """How often each structure serves each side most."""
    rows = tuple(
        (
            f"{SIDES[BY_NAME[name].side]}: {_WAYS[of['wanted']]} {_lower(measure_text(name))}",
            *map(_share, of["structures"].values()),
        )
        for name, of in found["best"].items()
    )
    notes = ["Share of draws in which a structure alone serves the side most; + those in which it ties with another."]
    if found["compared"] < found["draws"]:
        notes.append(f"{found['compared']:,} of {found['draws']:,} draws count: in the others a structure failed.")
    blank = [
        f"{measure_text(name)} in {row['blank']:,} draws of {found['structures'][structure]['label']}"
        for name, of in found["best"].items()
        for structure, row in of["structures"].items()
        if row["blank"]
    ]
    if blank:
        notes.append(f"Blank, so not counted: {'; '.join(blank)}.")
    if not rows:
        return Section("How often each serves a side most", ("The structures do not differ in any draw.",))
    return Section("How often each serves a side most", (), Grid(headings, rows), tuple(notes))


def _lower(label: str) -> str:
    """A label inside a sentence."""
    return label[:1].lower() + label[1:]


def _share(row: Data) -> str:
    if row["best"] is None:
        return BLANK
    tied = f" + {format_percent(row['tied'])}" if row["tied"] else ""
    return f"{format_percent(row['best'])}{tied}"


def _ranges(found: Data, headings: tuple[str, ...]) -> Section | None:
    """Median of each measure, and P5 to P95 under it."""
    rows: list[tuple[str, ...]] = []
    for name, of in found["ranges"].items():
        rows.append((measure_text(name), *(value_text(name, row["P50"]) for row in of.values())))
        rows.append(("  P5 to P95", *(_range(name, row) for row in of.values())))
    return Section("Median, and nine draws in ten", (), Grid(headings, tuple(rows))) if rows else None


def _range(name: str, row: Data) -> str:
    ends = [value_text(name, row[level]) for level in ("P5", "P95")]
    return BLANK if BLANK in ends else f"{ends[0]} to {ends[1]}"


def _events(structures: Data, headings: tuple[str, ...]) -> Section | None:
    names = dict.fromkeys(name for one in structures.values() for name in one["events"])
    labels = {name: row["label"] for one in structures.values() for name, row in one["events"].items()}
    rows = tuple((labels[name], *(_chance(one["events"].get(name)) for one in structures.values())) for name in names)
    return Section("Probability of events", (), Grid(headings, rows)) if rows else None


def goals_section(structures: Data, headings: tuple[str, ...]) -> Section | None:
    """The probability that each goal is met, structure by structure."""
    goals = {name: row for one in structures.values() for name, row in one["goals"].items()}
    ordered = sorted(goals, key=lambda name: name == "all")
    rows = tuple(
        (_goal(name, goals[name]), *(_chance(one["goals"].get(name)) for one in structures.values()))
        for name in ordered
    )
    notes = [f"{one['label']}, {_lower(measure_text(name))}: left out, {why}."
             for one in structures.values() for name, why in one["goals_left_out"].items()]  # fmt: skip
    return Section("Probability that goals are met", (), Grid(headings, rows), tuple(notes)) if rows else None


def _goal(name: str, row: Data) -> str:
    text = goal_text(name, row)
    return f"{SIDES[row['side']]}: {_lower(text)}" if name.startswith("all of ") else text


def _chance(row: Data | None) -> str:
    return BLANK if row is None or row["probability"] is None else format_percent(row["probability"])


def _failed(one: Data) -> Section | None:
    return Section(f"{one['label']}: draws that failed", tuple(failed_text(one))) if one["failed"] else None
