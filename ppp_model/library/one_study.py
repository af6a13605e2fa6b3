"""One study of a library run: every structure under every case. Runs in any process."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ppp_model.errors import PppError
from ppp_model.library import expected
from ppp_model.measures import BY_NAME
from ppp_model.scenario.merge import POOL_FILE, STUDY_FILE

_PAID = "lenders_paid_when_due"
HEADLINES = ("total_uses", "price_levelised", "burden_poorest", "dscr_min", "equity_irr", "budget_share_peak")
"""Measures of the first structure that the summary shows."""


def run_study(folder: Path) -> dict[str, Any]:
    """Everything that a study says, as plain data: what it is, how many runs, which checks fail, what is unexpected."""
    begun = time.perf_counter()
    found = _of_pool(folder) if (folder / POOL_FILE).is_file() else _of_project(folder)
    file = folder / expected.FILE
    values, kinds, least = found.pop("values"), found.pop("kinds"), found.pop("least")
    unexpected = None
    if file.is_file():
        unexpected = list(expected.differences(expected.read(file), values, kinds, least))
    return {"study": folder.name, **found, "unexpected": unexpected, "seconds": round(time.perf_counter() - begun, 2)}


def _of_project(folder: Path) -> dict[str, Any]:
    from ppp_model.study import load

    study = load(folder / STUDY_FILE)
    results, problems = {}, {}
    for structure in study.structures:
        for case in (None, *study.cases):
            try:
                results[structure, case or ""] = study.run(structure, case)
            except PppError as error:
                problems[_named(structure, case)] = str(error)
    first = next(iter(results.values()), None)
    scenario = first.loaded.scenario if first is not None else None
    return {
        "title": scenario.study if scenario else "", "service": scenario.service if scenario else "",
        "currency": scenario.currency if scenario else "", "unit": scenario.unit if scenario else "",
        "structures": study.structures, "cases": study.cases, "runs": len(results) + len(problems),
        "errors": problems, "shortfalls": [],
        "failed": {_named(*key): list(one.failures.values()) for key, one in results.items() if one.failures},
        "headlines": {name: first.measures[name] for name in HEADLINES} if first is not None else {},
        "values": {(*key, name): value for key, one in results.items() for name, value in one.measures.items()},
        "kinds": {name: measure.kind for name, measure in BY_NAME.items()}, "least": 1e-9,
    }  # fmt: skip


def _of_pool(folder: Path) -> dict[str, Any]:
    from ppp_model.pool import load_pool
    from ppp_model.pool.measures import MEASURES

    pool = load_pool(folder / POOL_FILE)
    results, problems = {}, {}
    for structure, case in _pairs(pool.structures, pool.cases):
        try:
            results[structure, case or ""] = pool.run(structure, case)
        except PppError as error:
            problems[_named(structure, case)] = str(error)
    first = next(iter(results.values()), None)
    return {
        "title": first.loaded.pool.pool if first else "", "service": "pool",
        "currency": first.loaded.pool.currency if first else "", "unit": "",
        "structures": pool.structures, "cases": pool.cases, "runs": len(results) + len(problems), "errors": problems,
        "failed": {_named(*key): list(words) for key, one in results.items() if (words := _broken(one))},
        "shortfalls": [_named(*key) for key, one in results.items() if _PAID in one.failures],
        "headlines": {},
        "values": {(*key, name): value for key, one in results.items() for name, value in one.measures.items()},
        "kinds": {measure.name: measure.kind for measure in MEASURES}, "least": 1e-7,
    }  # fmt: skip


def _broken(result: Any) -> list[str]:
    """The checks of a pool that fail, but for lenders left unpaid: that layers run out is what a pool is run to see."""
    return [words for name, words in result.failures.items() if name != _PAID]


def _pairs(structures: list[str], cases: list[str]) -> Iterator[tuple[str, str | None]]:
    for case in (None, *cases):
        yield from ((structure, case) for structure in structures)


def _named(structure: str, case: str | None) -> str:
    return f"{structure} under {case}" if case else structure
