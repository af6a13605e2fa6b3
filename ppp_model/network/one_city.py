"""The template in one city: what each structure comes to there. Runs in any process."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from ppp_model.errors import PppError, Problem, ScenarioError
from ppp_model.network.cities import City
from ppp_model.replication import Options, replicated
from ppp_model.replication.factors import DOLLAR, Factors
from ppp_model.replication.writing import study_of
from ppp_model.scenario.load import StudyFile, open_study
from ppp_model.study import Study

FOLLOWED = (
    "bill_poorest", "burden_poorest", "coverage_start", "coverage_end", "people_served_end", "public_support_pv",
    "net_public_cost_pv", "public_money_per_person", "budget_share_peak", "grants", "debt", "equity", "total_uses",
    "dscr_min", "equity_irr", "equity_npv", "price_levelised", "enpv",
)  # fmt: skip
"""Measures that are kept of every structure."""


@dataclass(frozen=True)
class Job:
    """What is run in every city."""

    template: Path
    structures: tuple[str, ...]
    case: str | None = None
    sets: tuple[str, ...] = ()
    options: Options = field(default_factory=Options)
    digest: str = ""
    """What tells the template from the same file at another time."""


@lru_cache(maxsize=4)
def _template(path: Path, digest: str) -> StudyFile:
    return open_study(path)


def weigh(job: Job, city: City) -> dict[str, Any]:
    """The structures of the template in a city, as plain data; a structure that cannot be run says why.

    Money is in the study's currency there; ``per_dollar`` is units of it for one dollar at close. Raises ScenarioError
    for a city that cannot be read.
    """
    begun = time.perf_counter()
    file = _template(job.template, job.digest)
    place = city.place()
    replica = replicated(file, place, job.options)
    for path, node in city.others().items():
        replica.tree = replica.tree.replaced(path, node)
    study = Study(study_of(replica, job.template.parent))
    structures = {name: _run(study, name, job.case, job.sets) for name in job.structures}
    factors = replica.factors
    _check_dollars(factors, city.where)
    rate = factors.per_dollar(place, factors.new_close) if factors.is_local else factors.study_per_dollar
    found = {
        "city": city.name,
        "line": city.line,
        "country": place.country,
        "labels": dict(city.labels),
        "population": factors.people_of(place, factors.new_close),
        "income_usd": factors.income_of(place, factors.new_close) / factors.per_dollar(place, factors.new_close),
        "country_risk": place.country_risk,
        "budget_usd": _budget(study, job, rate),
        "currency": factors.new_currency,
        "per_dollar": rate,
        "structures": structures,
        "seconds": round(time.perf_counter() - begun, 3),
    }
    strange = _not_finite(found)
    if strange:
        raise ScenarioError([Problem(city.where, key, "is too large or too small to work with") for key in strange])
    return found


def _check_dollars(factors: Factors, where: str) -> None:
    """Refuse a city whose money cannot be put into dollars, which cities are compared in."""
    for place, name in ((factors.new, where), (factors.old, "the template")):
        is_needed = place is factors.new or not (factors.is_local or factors.currency == DOLLAR)
        if is_needed and place.per_dollar is None and place.currency != DOLLAR:
            raise ScenarioError.one(name, "city.per_dollar", "is missing; cities are compared in US dollars")


def _not_finite(values: Mapping[str, Any]) -> list[str]:
    return [key for key, value in values.items() if isinstance(value, float) and not math.isfinite(value)]


def _run(study: Study, structure: str, case: str | None, sets: Sequence[str]) -> dict[str, Any]:
    try:
        result = study.run(structure, case, sets)
        measures = {name: result.measure(name) for name in FOLLOWED}
        strange = _not_finite(measures)
        if strange:
            return {"error": f"no finite number comes out for {', '.join(strange)}"}
        served = result.values("newly_served_end") if "newly_served_end" in result.run.values else None
        return {
            "measures": measures,
            "people": float(served[0, 0]) if served is not None else None,
            "solved": result.solved.value if result.solved else None,
            "failed": list(result.failures.values()),
            "threshold": result.loaded.scenario.city.affordability_threshold if result.loaded.scenario.city else None,
        }
    except PppError as error:
        return {"error": str(error)}


def _budget(study: Study, job: Job, rate: float) -> float | None:
    """The city's yearly budget in dollars at close."""
    scenario = study.file.loaded(job.structures[0], job.case, job.sets).scenario
    if scenario.city is None:
        return None
    terms = scenario.currencies.get(scenario.city.currency)
    local = rate if scenario.city.currency == scenario.currency else None
    if local is None and terms is not None and terms.per_study_currency is not None:
        local = terms.per_study_currency * rate
    return scenario.city.budget / local if local else None
