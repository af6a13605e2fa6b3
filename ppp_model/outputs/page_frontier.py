"""The frontier as a page: a row for each point, and what binds or is missed there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ppp_model.measures import BY_NAME, CHECKS
from ppp_model.outputs.formats import BLANK, format_input, format_value
from ppp_model.outputs.page import Grid, Page, Section
from ppp_model.scenario.load import Loaded
from ppp_model.scenario.paths import unit_at

Data = Mapping[str, Any]


def frontier_page(points: Sequence[Data], loaded: Loaded) -> Page:
    """The page of points as plain data (``analysis.frontier.Point.to_dict``)."""
    wanted, scenario = loaded.scenario.frontier, loaded.scenario
    assert wanted is not None
    units = {name: unit_at(scenario, one.input) for name, one in wanted.inputs.items()}
    shown = [name for name in points[0]["measures"] if name != wanted.least]
    headings = ("Point", *units, _label(wanted.least), *map(_label, shown))
    rows = tuple(
        (
            str(number) if point["reached"] else f"{number} *",
            *(format_input(point["inputs"][name], unit) for name, unit in units.items()),
            *(_cell(name, point["measures"].get(name)) for name in (wanted.least, *shown)),
        )
        for number, point in enumerate(points, 1)
    )
    inputs = "; ".join(f"{name}: {one.input}" for name, one in wanted.inputs.items())
    notes = ["* not reached: the point that misses least."] if any(not point["reached"] for point in points) else []
    return Page(
        title=f"{loaded.label}: the least of {_lower(_label(wanted.least))} for each goal",
        subtitle=f"Free: {inputs}.",
        units=f"Money in {scenario.currency}.{_not_solved(loaded)}",
        sections=(
            Section("Points", tuple(_limits(wanted.limits)), Grid(headings, rows), tuple(notes)),
            Section("At each point", tuple(f"{number}: {_said(point)}" for number, point in enumerate(points, 1))),
        ),
        failures=(),
    )


def bar_text(bar: Data) -> str:
    """A goal or limit in words: return on equity at least 15.0 %."""
    way = "at_least" if "at_least" in bar else "at_most"
    return f"{_lower(_label(bar['measure']))} {way.replace('_', ' ')} {_cell(bar['measure'], bar[way])}"


def _said(point: Data) -> str:
    """The goals of a point, and what binds or is missed there."""
    goals = ", ".join(map(bar_text, point["goals"]))
    if not point["reached"]:
        missed = [f"{bar_text(bar)} (nearest {_cell(bar['measure'], bar['found'])})" for bar in point["misses"]]
        return f"{goals}: not reached; misses {'; '.join([*missed, *(CHECKS[name] for name in point['fails'])])}."
    one = len(point["goals"]) == 1
    binds = ["the goal" if one and bar in point["goals"] else bar_text(bar) for bar in point["binds"]]
    binds += [f"{name} at its {end} value" for name, end in point["ends"].items()]
    return f"{goals}. {'What binds: ' + '; '.join(binds) if binds else 'Nothing binds'}."


def _limits(limits: Mapping[str, Any]) -> Iterator[str]:
    """What every point must keep, in a sentence."""
    bars = [
        bar_text({"measure": name, way: getattr(limit, way)})
        for name, limit in limits.items()
        for way in ("at_least", "at_most")
        if getattr(limit, way) is not None
    ]
    if bars:
        yield f"Every point: {', '.join(bars)}."


def _not_solved(loaded: Loaded) -> str:
    """A sentence on the structure's own `solve`, which a frontier does not carry out."""
    own, wanted = loaded.scenario.solve, loaded.scenario.frontier
    if own is None or wanted is None or own.input in [one.input for one in wanted.inputs.values()]:
        return ""
    return f" The structure's own `solve` is not carried out: {own.input} stands as written."


def _label(name: str) -> str:
    return f"{BY_NAME[name].label}{' (PV)' if name.endswith('_pv') else ''}"


def _lower(label: str) -> str:
    return label[:1].lower() + label[1:]


def _cell(name: str, value: float | None) -> str:
    return BLANK if value is None else format_value(BY_NAME[name].kind, value)
