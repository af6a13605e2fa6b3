"""Case A of the published cases, beside modelx and cashflower: the same mechanics written as their users would.

A plant without tax or reserve, debt sculpted to a cover of 1.40 over 18 years. Each scenario has its own price; asked
for are the debt, the present value of the owners' cash and their return.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.deals import ROOT, calls_of
from benchmarks.page import SkippedError, Table, number
from benchmarks.timing import Job, in_turns, ratio
from ppp_model import load
from ppp_model.risk.deal import Deal, deal_of
from ppp_model.risk.planning import drawn

PRICE = 0.14
RESULTS = ("debt", "equity_npv", "equity_irr")
SETS = [
    f"uncertainty.inputs.price.{field}={value}"
    for field, value in {
        "input": "revenue.capacity_charge", "distribution": "uniform", "low": "90 %", "high": "120 %"
    }.items()
]  # fmt: skip
AGREE = 1e-9


def deal_a(draws: int) -> tuple[Deal, dict[str, Any], Any]:
    """The deal sized per draw, draws of its price, and those prices for the others."""
    study = load(ROOT / "tests" / "published" / "pysam_a.yaml")
    result = study.run(sets=SETS)
    deal = deal_of(result, result, "sized_again", wanted=RESULTS)
    moved = drawn(study.file.loaded(None, None, SETS), result.assembled, draws=draws)
    inputs = dict(moved.inputs(0, draws))
    return deal, inputs, PRICE * moved.shown(0, draws)["price"]


def published() -> dict[str, float]:
    """The published results of case A."""
    exact = json.loads((ROOT / "tests" / "published" / "pysam" / "a.json").read_text(encoding="utf-8"))["exact"]
    return {"debt": exact["debt"], "equity_npv": exact["equity_npv"], "equity_irr": exact["equity_irr_pct"] / 100}


def peers() -> tuple[dict[str, tuple[Callable[[Any], dict[str, Any]], int]], list[str]]:
    """What can be run here: for each a function of prices and how many it is timed on; and what is missing."""
    found: dict[str, tuple[Callable[[Any], dict[str, Any]], int]] = {}
    missing = []
    try:
        from benchmarks import modelx_case_a

        found["modelx, one by one"] = modelx_case_a.one_by_one, 20
        found["modelx, arrays of scenarios"] = modelx_case_a.together, 2_000
    except ImportError:
        missing.append("modelx is not installed.")
    try:
        from benchmarks import cashflower_case_a

        found["cashflower"] = cashflower_case_a.summed, 50
    except ImportError:
        missing.append("cashflower is not installed.")
    return found, missing


def case_a(quick: bool) -> Table:
    """Scenarios a second of all, after their results are found equal. Raises SkippedError when there is no other."""
    others, missing = peers()
    if not others:
        raise SkippedError(" ".join(missing))
    draws = 64 if quick else 10_000
    deal, inputs, prices = deal_a(draws)
    calls: dict[str, tuple[Callable[[], Any], int]] = {}
    for engine, call in calls_of(deal, inputs, draws).items():
        calls[f"ppp-model {engine}"] = call
    engines, own = len(calls), list(calls.values())[-1][0]().values
    for name, (function, most) in others.items():
        some = prices[: min(most, draws)]
        check(name, function, own, some)
        calls[name] = (lambda function=function, some=some: function(some), len(some))  # type: ignore[misc]
    timed = in_turns([Job(name, *call) for name, call in calls.items()], 2 if quick else 5)
    table = Table("modelx and cashflower, case A", ("program", "scenarios/s", "ppp-model's best is"))
    best = max(timed[:engines], key=lambda one: one.rate)
    for one in timed:
        found = ratio(best, one)
        table.rows.append((one.job.name, number(one.rate), f"{number(found.median)}x as fast" if one != best else ""))
    table.notes = [*missing, _words()]
    return table


def check(name: str, function: Callable[[Any], dict[str, Any]], own: dict[str, Any], prices: Any) -> None:
    """Raise AssertionError unless a peer has the published results, and for other prices those of this program."""
    for result, expected in published().items():
        np.testing.assert_allclose(np.sum(function(np.array([PRICE]))[result]), expected, rtol=AGREE, err_msg=name)
    for result, values in function(prices).items():
        np.testing.assert_allclose(np.sum(values), np.sum(own[result][: len(prices)]), rtol=AGREE, err_msg=name)


def _words() -> str:
    return (
        "Results agree to 1e-9 with each other, and with the published ones at the published price. Their models hold"
        " the rows of this deal only; this program runs its whole model, with checks and statements where they are"
        " needed. Returns are found by pyxirr (numpy_financial where it is missing) in both."
    )
