"""The bridge between two structures as a page: the changes with old and new values, and each one's part."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ppp_model.measures import BY_NAME
from ppp_model.outputs.formats import format_change, format_input, format_value
from ppp_model.outputs.page import Grid, Page, Section
from ppp_model.results import Result
from ppp_model.scenario.paths import unit_at

MEANING_OF_ALL = (
    "A part is the mean effect of its change over all orders in which the changes can be made; the parts add up."
)
"""What a part is, where all orders count."""
MEANING_OF_TWO = (
    "A part is the mean effect of its change over one order of the changes and its reverse; the parts add up."
)
"""What a part is, where one order and its reverse count."""


def bridge_page(found: Mapping[str, Any], first: Result, second: Result) -> Page:
    """The page of a bridge as plain data (``analysis.bridge.Bridge.to_dict``) between two results."""
    measure = BY_NAME[found["measure"]]
    names = [result.loaded.labels[0] for result in (first, second)]
    size = max(abs(found["value_first"]), abs(found["value_second"]))
    rows = [(names[0], "", format_value(measure.kind, found["value_first"]))]
    for step in found["steps"]:
        part = format_change(measure.kind, step["part"], size) if abs(step["part"]) > 1e-9 * size else "0"
        rows.append((step["key"], _values(step, second), part))
    rows.append((names[1], "", format_value(measure.kind, found["value_second"])))
    whole = f"{format_change(measure.kind, found['difference'], size)} in all."
    notes = (f"{whole} {MEANING_OF_ALL if found['all_orders'] else MEANING_OF_TWO}",)
    grid = Grid(("", "old -> new", "part"), tuple(rows))
    money = f" in {first.currency}" if measure.kind.startswith("money") else ""
    label = f"{measure.label}{' (PV)' if measure.name.endswith('_pv') else ''}{money}"
    section = Section(f'{label}: from "{names[0]}" to "{names[1]}"', grid=grid, notes=notes)
    return Page("What makes the difference", "", "", (section,), ())


def _values(step: Mapping[str, Any], result: Result) -> str:
    """Old -> new, where the change is of one value."""
    if step["old"] is None:
        return ""
    unit = unit_at(result.loaded.scenario, step["key"])
    return " -> ".join(_value(step[side], unit) for side in ("old", "new"))


def _value(value: Any, unit: str) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.replace("_", " ") if isinstance(value, str) else format_input(float(value), unit)
