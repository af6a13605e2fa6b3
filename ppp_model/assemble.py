"""A scenario becomes a model (which lines, in which blocks) and the arrays of its inputs.

Which structure a scenario describes plays no part here: every scenario gets the same lines, once per tranche, grant,
cost item, component and group that it names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
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
from ppp_model.engine.line import Given
from ppp_model.engine.model import Model, Row
from ppp_model.engine.run import Run, run
from ppp_model.errors import ModelError
from ppp_model.lines import (
    budget,
    capex,
    capex_item,
    checks,
    contract,
    currency,
    debt,
    debt_payment,
    debt_size,
    debt_terms,
    equity,
    fixed_term,
    funding,
    government,
    grant,
    group,
    guarantee,
    households,
    ifric12,
    lender,
    maintenance_item,
    opex,
    opex_item,
    owners,
    prices,
    reserves,
    retail,
    revenue,
    revenue_term,
    statements,
    supply,
    tariff_block,
    tax,
    termination,
    timing,
    tranche_view,
    waterfall,
    without_retail,
)
from ppp_model.scenario.model import Scenario
from ppp_model.shape import Shape, shape_of, shape_of_names

Floats = NDArray[np.float64]

__all__ = ["Assembled", "Shape", "assemble", "model_of", "shape_of", "shape_of_names"]

PROJECT = (
    timing, prices, supply, revenue, guarantee, contract, opex, capex, funding, owners, reserves, tax, waterfall,
    lender, equity, government, statements, termination, ifric12, checks,
)  # fmt: skip
TRANCHE = (debt_terms, debt_size, debt, debt_payment, tranche_view)


@lru_cache(maxsize=64)
def model_of(shape: Shape) -> Model:
    """The model of a shape; its formulas are traced and its units checked once."""
    model = Model()
    model.add(*PROJECT, links=_project_links(shape))
    for code in shape.currencies:
        model.add(currency, block=f"currencies.{code}", kind="currency")
    model.add(revenue_term if shape.ends_by_revenue else fixed_term)
    if shape.has_city:
        model.add(budget)
    model.add(*((retail, households) if shape.has_retail else (without_retail,)))
    _add_tranches(model, shape)
    for name in shape.grants:
        model.add(grant, block=f"grants.{name}", kind="grant")
    for kind, module, items in (
        ("opex", opex_item, shape.opex),
        ("maintenance", maintenance_item, shape.maintenance),
        ("works", capex_item, shape.works),
    ):
        for name, code in items:
            model.add(module, block=f"{kind}.{name}", kind=f"{kind}_item", links=_rate_of(code))
    for name in shape.groups:
        model.add(group, block=f"groups.{name}", kind="group")
        for tariff in shape.tariff_blocks:
            model.add(tariff_block, block=f"groups.{name}.{tariff}", kind="tariff_block")
    return model


def _rate_of(code: str) -> dict[str, str]:
    """What a block means by its exchange rate, and by that of close: those of its own currency."""
    currency = f"currencies.{code}"
    return {"exchange_rate": f"{currency}.exchange_rate", "own_rate_at_close": f"{currency}.rate_at_close"}


def _project_links(shape: Shape) -> dict[str, str]:
    """What the project's lines mean by exchange rate and local prices: those of the city's currency."""
    local = f"currencies.{shape.local}"
    return {
        "exchange_rate": f"{local}.exchange_rate",
        "local_index": f"{local}.price_level",
        "local_inflation": f"{local}.inflation",
        "local_rate_at_close": f"{local}.rate_at_close",
        "charge_rate": f"currencies.{shape.charged}.exchange_rate",
    }


def _add_tranches(model: Model, shape: Shape) -> None:
    """Add the tranches, each tied to those arranged and paid before it and to the one that it refinances."""
    refinanced = dict(shape.refinancings)
    before = ""
    for name, code in shape.tranches:
        links = _rate_of(code)
        if before:
            links |= {
                "service_ahead": f"{before}.service_to_here",
                "due_ahead": f"{before}.due_to_here",
                "commitments_ahead": f"{before}.commitments_to_here",
                "cash_before": f"{before}.cash_after",
                "free_before": f"{before}.free_after",
            }
        if name in refinanced:
            links["refinanced_amount"] = f"debt.{refinanced[name]}.final_repayment"
            links["refinanced_at"] = f"debt.{refinanced[name]}.last_repayment"
        before = f"debt.{name}"
        model.add(*TRANCHE, block=before, kind="tranche", links=links)


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
    ) -> Run:
        """Calculate the lines. ``held`` keeps lines at values; ``changed`` gives input lines other values."""
        inputs = self.inputs | dict(changed or {})
        return run(self.model, inputs, self.calendar.periods, held=held, start=start, wanted=wanted)

    def lines_at(self, path: str) -> list[str]:
        """The input lines that take their value from a key of the scenario."""
        return [name for name, found in self.paths.items() if found == path]


def assemble(scenario: Scenario) -> Assembled:
    """The model and inputs of a scenario."""
    model = model_of(shape_of(scenario))
    calendar = calendar_of(scenario)
    inputs = rows_of(calendar, scenario.timeline.day_count, scenario.conventions.irr_times)
    inputs |= _worked_out(scenario, calendar)
    paths: dict[str, str] = {}
    for name, row in model.rows.items():
        if isinstance(row.part, Given) and row.part.at:
            path, value = _value(scenario, row, row.part)
            inputs[name] = _array(value, calendar, row.part.series)
            paths[name] = path
    return Assembled(scenario, model, calendar, inputs, paths)


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
        found |= _tariff_of_groups(scenario)
    return found


def _tariff_of_groups(scenario: Scenario) -> dict[str, Floats]:
    """Which group is the poorest, and the blocks of the tariff for each group."""
    found: dict[str, Floats] = {}
    assert scenario.city
    assert scenario.retail
    for number, group_name in enumerate(scenario.city.groups):
        found[f"groups.{group_name}.is_poorest"] = _single(number == 0)
        start = 0.0
        for block_name, tariff in scenario.retail.blocks.items():
            end = np.inf if tariff.up_to is None else tariff.up_to
            block = f"groups.{group_name}.{block_name}"
            found[f"{block}.block_start"] = _single(start)
            found[f"{block}.block_end"] = _single(end)
            found[f"{block}.block_price"] = _single(tariff.price)
            start = end
    return found


def _value(scenario: Scenario, row: Row, part: Given) -> tuple[str, Any]:
    """The scenario's key and value for an input line; the first of its keys that has a value."""
    kind, _, block = row.block.name.partition(".")
    kinds: dict[str, Mapping[str, Any]] = {"opex": scenario.opex, "maintenance": scenario.maintenance}
    items = kinds.get(kind, {})
    names = {
        "block": block.rpartition(".")[2],
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
