"""A pool becomes a model (which lines, in which blocks) and the arrays of its inputs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ppp_model.calendar import MONTHS, Calendar, by_year_from_close, rows_of
from ppp_model.engine.line import Given
from ppp_model.engine.model import Model, Row
from ppp_model.engine.run import Floats, Run, run
from ppp_model.errors import ModelError
from ppp_model.pool.composition import PoolShape, pool_model
from ppp_model.scenario.checks_pool import all_terms, said_by
from ppp_model.scenario.model_pool import Pool


@dataclass(frozen=True)
class AssembledPool:
    """A pool's model with its inputs."""

    pool: Pool
    shape: PoolShape
    model: Model
    calendar: Calendar
    inputs: dict[str, Floats]

    def run(self, changed: Mapping[str, Any] | None = None, wanted: set[str] | None = None) -> Run:
        """Calculate the lines; ``changed`` gives input lines other values, ``wanted`` names the lines needed."""
        return run(self.model, self.inputs | dict(changed or {}), self.calendar.periods, wanted=wanted)


def assemble_pool(pool: Pool) -> AssembledPool:
    """The model and inputs of a pool."""
    calendar = calendar_of_pool(pool)
    shape = shape_of_pool(pool, calendar)
    model = pool_model(shape)
    inputs = {name: row for name, row in rows_of(calendar, "365", "equal_periods").items() if name in model.rows}
    for number in range(shape.cohorts):
        inputs[f"revolving.c{number}.cohort_number"] = _single(number)
    for name in shape.members:
        inputs |= {f"members.{name}.{line}": _single(0.0) for line in ("defaulted", "tested_fall")}
    for name, row in model.rows.items():
        if isinstance(row.part, Given) and row.part.at:
            value = _value(pool, row, row.part)
            inputs[name] = by_year_from_close(calendar, value) if isinstance(value, (tuple, list)) else _single(value)
    return AssembledPool(pool, shape, model, calendar, inputs)


def calendar_of_pool(pool: Pool) -> Calendar:
    """The periods of a pool, to the last repayment or as long as the file says."""
    months = MONTHS[pool.timeline.period]
    lasts = pool.timeline.lasts or max(terms.tenor for terms in _terms_used(pool))
    return Calendar(pool.timeline.close, months, round(lasts / months) + 1, construction_periods=0, operation_starts=1)


def _terms_used(pool: Pool) -> list[Any]:
    """The terms of the members' loans: those of the pool, or their own."""
    terms = all_terms(pool)
    pooled = [terms[path] for path in ("bond", "revolving") if path in terms]
    return pooled or [said_by(pool, name, "stand_alone") for name in pool.members]


def shape_of_pool(pool: Pool, calendar: Calendar) -> PoolShape:
    """The shape of a pool's model."""
    return PoolShape(
        members=tuple(pool.members),
        layers=tuple((name, layer.kind) for name, layer in pool.layers.items()),
        is_pooled=pool.bond is not None or pool.revolving is not None,
        has_alone=all(said_by(pool, name, "stand_alone") is not None for name in pool.members),
        cohorts=calendar.periods - 1 if pool.revolving else 0,
    )


def _value(pool: Pool, row: Row, part: Given) -> Any:
    """The pool's value for an input line; that of the first of its keys that has one."""
    words = row.block.name.split(".")
    first, second = words[0], words[1] if len(words) > 1 else ""
    names = {"block": second, "layer": second, "terms": "bond", "others": "revolving"}
    if row.block.kind == "alone":
        names |= {"terms": f"members.{second}.stand_alone", "others": "in_common.stand_alone"}
    elif first == "revolving":
        names["terms"] = "revolving"
    path = ""
    for template in part.at.split(" or "):
        path = template.format_map(names)
        value = _lookup(pool, path)
        if part.present:
            return value is not None
        if value is not None:
            return part.words[value] if part.words else value
    if part.absent is None:
        raise ModelError(f"input {row.name!r} has no value: {path} is not given")
    return part.absent


def _lookup(pool: Pool, path: str) -> Any:
    value: Any = pool
    for key in path.split("."):
        value = value.get(key) if isinstance(value, dict) else getattr(value, key, None)
        if value is None:
            return None
    return value


def _single(value: Any) -> Floats:
    return np.full((1, 1), float(value))
