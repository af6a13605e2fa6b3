"""What differs between two results, in the terminal: inputs old and new with their places, and what each change did."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from rich.padding import Padding
from rich.table import Table

from ppp_model.measures import BY_NAME
from ppp_model.outputs.formats import format_change, format_value
from ppp_model.outputs.page import Grid, Page, Section
from ppp_model.outputs.page_bridge import MEANING_OF_ALL, MEANING_OF_TWO
from ppp_model.outputs.terminal import PlainConsole, text
from ppp_model.outputs.terminal_page import print_page
from ppp_model.results import Result

_WIDEST_VALUE, _WIDEST_PLACE = 30, 40
_OLD, _NEW = ("-", "red"), ("+", "green")


def print_diff(found: Mapping[str, Any], first: Result, second: Result) -> None:
    """Print a difference as plain data (``analysis.difference.Difference.to_dict``) between two results."""
    _print_inputs(found, first, second)
    tables: dict[frozenset[str], list[Mapping[str, Any]]] = {}
    for one in found["measures"].values():
        tables.setdefault(frozenset(step["key"] for step in one["steps"]), []).append(one)
    if any(tables):
        sections = tuple(_parts(bridges, found, first, second) for bridges in tables.values())
        print()
        print_page(Page("What each change did to the measures", "", f"Money in {first.currency}.", sections, ()))


def _print_inputs(found: Mapping[str, Any], first: Result, second: Result) -> None:
    console = PlainConsole()
    console.print(text(f'From "{first.label}" to "{second.label}"', "bold"))
    if first.loaded.scenario.study != second.loaded.scenario.study:
        console.print(text(f"{first.loaded.scenario.study}; {second.loaded.scenario.study}"))
    console.print()
    if not found["inputs"]:
        console.print(text("No input that enters the model differs."))
    for key, changes in groupby(found["inputs"], key=lambda one: one["change"]):
        entries = list(changes)
        console.print(text(key, "bold"))
        for one in entries:
            if one["path"] != key:
                console.print(Padding(text(one["path"].removeprefix(f"{key}.")), (0, 0, 0, 2), expand=False))
            console.print(Padding(_sides(one), (0, 0, 0, 2 if one["path"] == key else 4), expand=False))
    if found["outside_the_model"]:
        console.print(text(f"Also different, outside the model: {', '.join(found['outside_the_model'])}.", "dim"))


def _sides(change: Mapping[str, Any]) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(width=1)
    table.add_column(width=_WIDEST_VALUE, overflow="fold")
    table.add_column(width=_WIDEST_PLACE, overflow="fold")
    table.add_column(overflow="fold")
    for side, (sign, style) in (("first", _OLD), ("second", _NEW)):
        said = change[side]
        if said is not None:
            place = _short(said["where"])
            table.add_row(text(sign, style), text(said["value"], style), text(place, "dim"), text(said["said"], "dim"))
    return table


def _short(where: str) -> str:
    """file:line of a place, the file without the folders above its own."""
    file, _, line = where.rpartition(":")[0].rpartition(":")
    return f"{'/'.join(file.split('/')[-2:])}:{line}" if file else where


def _parts(
    bridges: Sequence[Mapping[str, Any]], found: Mapping[str, Any], first: Result, second: Result
) -> Section:  # fmt: skip
    """The parts of measures that have the same changes: a column for each measure."""
    parts = [{step["key"]: step["part"] for step in one["steps"]} for one in bridges]
    rows = [(first.label, *(_value(one, "value_first", first) for one in bridges))]
    for key in _in_order(found, parts[0]):
        rows.append((key, *(_part(one, of[key]) for one, of in zip(bridges, parts, strict=True))))
    rows.append((second.label, *(_value(one, "value_second", second) for one in bridges)))
    single = set(parts[0]) <= {one["change"] for one in found["inputs"]}
    heading = "Changes one by one" if single else "Changes together, where a mixture of the two would be no deal"
    headings = ("", *(_label(one["measure"]) for one in bridges))
    meaning = MEANING_OF_ALL if all(one["all_orders"] for one in bridges) else MEANING_OF_TWO
    return Section(heading, grid=Grid(headings, tuple(rows)), notes=(meaning,))


def _in_order(found: Mapping[str, Any], keys: Mapping[str, Any]) -> Iterator[str]:
    """Changes in the order of the model; coarser ones where their first input stands."""
    left = list(keys)
    for one in found["inputs"]:
        for key in [key for key in left if one["change"] == key or one["change"].startswith(f"{key}.")]:
            left.remove(key)
            yield key
    yield from left


def _label(name: str) -> str:
    return f"{BY_NAME[name].label}{' (PV)' if name.endswith('_pv') else ''}"


def _value(bridge: Mapping[str, Any], side: str, result: Result) -> str:
    return format_value(BY_NAME[bridge["measure"]].kind, bridge[side], "", result.local_currency)


def _part(bridge: Mapping[str, Any], part: float) -> str:
    size = max(abs(bridge["value_first"]), abs(bridge["value_second"]))
    return format_change(BY_NAME[bridge["measure"]].kind, part, size) if abs(part) > 1e-9 * size else "0"
