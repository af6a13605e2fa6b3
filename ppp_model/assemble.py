"""A scenario becomes a model (which lines, in which blocks) and the arrays of its inputs.

Which structure a scenario describes plays no part here: every scenario gets the same lines, once per tranche, grant,
cost item, component and group that it names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ppp_model.calendar import (
    Calendar,
    by_operating_year,
    by_year_from_close,
    calendar_of,
    repayment_shares,
    rows_of,
    spending_shares,
)
from ppp_model.composition import model_of
from ppp_model.engine.line import Given
from ppp_model.engine.model import Model, Row
from ppp_model.engine.run import Run, run
from ppp_model.errors import ModelError
from ppp_model.incomes import income_shares
from ppp_model.scenario.model import Scenario
from ppp_model.scenario.own_lines import OwnInput, OwnLines
from ppp_model.shape import shape_of

Floats = NDArray[np.float64]

__all__ = ["Assembled", "assemble"]


@dataclass(frozen=True)
class Assembled:
    """A scenario's model with its inputs; ``paths`` gives the scenario's key behind each input line."""

    scenario: Scenario
    model: Model
    calendar: Calendar
    inputs: dict[str, Floats]
    paths: dict[str, str]

    def run(
        self,
        held: Mapping[str, Any] | None = None,
        changed: Mapping[str, Any] | None = None,
        start: Mapping[str, Any] | None = None,
        wanted: set[str] | None = None,
        repeats: int | None = None,
    ) -> Run:
        """Calculate the lines. ``held`` keeps lines at values; ``changed`` gives input lines other values."""
        inputs, periods = self.inputs | dict(changed or {}), self.calendar.periods
        return run(self.model, inputs, periods, held=held, start=start, wanted=wanted, repeats=repeats)

    def __reduce__(self) -> tuple[Any, ...]:
        """Another process puts the model together again from the scenario."""
        return _again, (self.scenario, self.inputs)

    def lines_at(self, path: str) -> list[str]:
        """The input lines that take their value from a key of the scenario."""
        return [name for name, found in self.paths.items() if found == path]


def assemble(scenario: Scenario) -> Assembled:
    """The model and inputs of a scenario."""
    own = scenario.own_lines
    model = model_of(shape_of(scenario), own.additions)
    calendar = calendar_of(scenario)
    inputs = rows_of(calendar, scenario.timeline.day_count, scenario.conventions.irr_times)
    inputs |= _worked_out(scenario, calendar)
    paths: dict[str, str] = {}
    for name, row in model.rows.items():
        if isinstance(row.part, Given) and row.part.at:
            path, value = _value(scenario, row, row.part)
            inputs[name] = _array(value, calendar, row.part.series)
            paths[name] = path
        elif isinstance(row.part, Given) and (found := _own_input(own, row)):
            inputs[name] = _array(found.value, calendar, row.part.series)
            paths[name] = found.path
    inputs |= _filled(scenario)
    return Assembled(scenario, model, calendar, inputs, paths)


def _again(scenario: Scenario, inputs: dict[str, Floats]) -> Assembled:
    """An assembled scenario with its inputs as they were."""
    return replace(assemble(scenario), inputs=inputs)


def _own_input(own: OwnLines, row: Row) -> OwnInput | None:
    """What a caller gave for an input of the caller's own, by its full name or, for every block, its name alone."""
    is_own = any(row.part is part for addition in own.additions for part in addition.parts.values())
    name = row.name.rpartition(".")[2]
    return own.inputs.get(row.name) or own.inputs.get(name) if is_own else None


def _worked_out(scenario: Scenario, calendar: Calendar) -> dict[str, Floats]:
    """The input lines that are worked out from a list or an order in the scenario."""
    found: dict[str, Floats] = {}
    for name, work in scenario.works.items.items():
        found[f"works.{name}.spending_share"] = spending_shares(calendar, work.profile)
    debts = scenario.finance.debt
    for name, tranche in debts.items():
        old = debts[tranche.refinances] if tranche.refinances else None
        after = old.tenor if old else scenario.timeline.construction + tranche.grace
        found[f"debt.{name}.profile_share"] = repayment_shares(calendar, after, tranche.profile or ())
    if scenario.city and scenario.retail:
        found |= _of_groups(scenario)
    for name, item in scenario.finance.support.items():
        found |= _starts(f"support.{name}", "band_start", item.bands)
    found |= _of_levels(scenario)
    if scenario.contingent:
        found |= _of_exchange(scenario)
    if scenario.economy:
        found |= {"thousand_people": _single(1000.0), "million_money": _single(1e6)}
    return found


def _of_groups(scenario: Scenario) -> dict[str, Floats]:
    """Which groups are the poorest and the poor, where tariff blocks start, which rungs lie below those served."""
    found: dict[str, Floats] = {}
    assert scenario.city
    assert scenario.retail
    groups = scenario.city.groups
    marked = any(group.poor for group in groups.values())
    for number, (name, group) in enumerate(groups.items()):
        found[f"groups.{name}.is_poorest"] = _single(number == 0)
        found[f"groups.{name}.is_poor"] = _single(group.poor if marked else number == 0)
        for outer in [f"{name}.{season}" for season in scenario.retail.seasons] or [name]:
            found |= _starts(f"groups.{outer}", "block_start", scenario.retail.blocks)
    below = False
    for name, rung in scenario.city.ladder.items():
        found[f"rung.{name}.is_below"] = _single(below)
        below = below or rung.served
    return found


DUTIES = {
    "availability": "pays_availability", "guarantee": "pays_guarantee", "utility": "bears_utility",
    "taxes": "gets_taxes", "fees": "gets_fees", "ownership": "is_owner", "fund": "pays_fund",
}  # fmt: skip
"""For each duty of `public.duties`, the input of a level that says whether it is the level's."""


def _of_levels(scenario: Scenario) -> dict[str, Floats]:
    """Which level of government has which duties and gives what."""
    givers = {f"grants.{name}": item.giver for name, item in scenario.finance.grants.items()}
    givers |= {f"support.{name}": item.giver for name, item in scenario.finance.support.items()}
    in_kind = {f"works.{name}": item.given_by for name, item in scenario.works.items.items()}
    found: dict[str, Floats] = {}
    for level in scenario.public.levels:
        for duty, line in DUTIES.items():
            found[f"levels.{level}.{line}"] = _single(getattr(scenario.public.duties, duty) == level)
        for source, giver in (givers | in_kind).items():
            found[f"levels.{level}.{source}.gives"] = _single(giver == level)
    return found


def _of_exchange(scenario: Scenario) -> dict[str, Floats]:
    """Which loans are owed in another currency than the city's."""
    local = scenario.city.currency if scenario.city else scenario.currency
    owed = {name: one.owed_in or scenario.currency for name, one in scenario.finance.debt.items()}
    return {f"debt.{name}.is_foreign": _single(code != local) for name, code in owed.items()}


def _starts(block: str, line: str, steps: Mapping[str, Any]) -> dict[str, Floats]:
    """Where each step of a tariff or toll starts: where the one before ends."""
    found, start = {}, 0.0
    for name, step in steps.items():
        found[f"{block}.{name}.{line}"] = _single(start)
        start = np.inf if step.up_to is None else step.up_to
    return found


def _filled(scenario: Scenario) -> dict[str, Floats]:
    """The inputs that a scenario may leave open and that follow from others: income shares, whom support reaches."""
    found: dict[str, Floats] = {}
    if not scenario.city or not scenario.retail:
        return found
    found |= {f"groups.{name}.income_share": _single(share) for name, share in income_shares(scenario.city).items()}
    for name, item in scenario.finance.support.items():
        missing = [group for group in scenario.city.groups if item.reaches and group not in item.reaches]
        found |= {f"support.{name}.{group}.reach": _single(0.0) for group in missing}
    return found


def _value(scenario: Scenario, row: Row, part: Given) -> tuple[str, Any]:
    """The scenario's key and value for an input line; the first of its keys that has a value."""
    kind, _, block = row.block.name.partition(".")
    kinds: dict[str, Mapping[str, Any]] = {"opex": scenario.opex, "maintenance": scenario.maintenance}
    items = kinds.get(kind, {})
    names = {
        "block": block.rpartition(".")[2],
        "parent": block.rpartition(".")[0].rpartition(".")[2],
        "currency": scenario.currency,
        "own": getattr(items.get(block), "currency", None) or scenario.currency,
        "charged": scenario.revenue.currency or scenario.currency,
    }
    path = ""
    for template in part.at.split(" or "):
        path = template.format_map(names)
        value = _lookup(scenario, path)
        if part.present:
            return path, value is not None
        if value is not None:
            return path, part.words[value] if part.words else value
    if part.absent is None:
        raise ModelError(f"input {row.name!r} has no value: {path} is not given")
    return path, part.absent


def _lookup(scenario: Scenario, path: str) -> Any:
    value: Any = scenario
    for key in path.split("."):
        value = value.get(key) if isinstance(value, dict) else getattr(value, key, None)
        if value is None:
            return None
    return value


def _array(value: Any, calendar: Calendar, series: str) -> Floats:
    if isinstance(value, (tuple, list)):
        return (by_year_from_close if series == "close" else by_operating_year)(calendar, value)
    return _single(value)


def _single(value: Any) -> Floats:
    return np.full((1, 1), float(value))
