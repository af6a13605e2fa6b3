"""Case A in cashflower: a variable for each row, a model point for each scenario. It reports sums over model points."""

from __future__ import annotations

import contextlib
import io
import sys
import types
from typing import Any
from unittest import mock

import pandas as pd
from cashflower import ModelPointSet, run, variable

from benchmarks.plain_irr import irr

YEARS, TENOR, COVER, RATE, DISCOUNT = 25, 18, 1.4, 0.06, 1.025 * 1.05 - 1
VOLUME, OPEX, COST = 87_600_000.0, 3.5e6, 100e6
SETTINGS = {
    "T_MAX_CALCULATION": YEARS,
    "T_MAX_OUTPUT": YEARS,
    "OUTPUT_VARIABLES": ["debt", "equity_npv", "equity_irr"],
    "SAVE_OUTPUT": False,
}
main = ModelPointSet(data=pd.DataFrame({"price": [0.14]}))


@variable()
def revenue(t):
    return main.get("price") * 1.02 ** (t - 1) * VOLUME if t > 0 else 0.0


@variable()
def opex(t):
    return OPEX * 1.025 ** (t - 1) if t > 0 else 0.0


@variable()
def cfads(t):
    return revenue(t) - opex(t)


@variable()
def service(t):
    return cfads(t) / COVER if t <= TENOR else 0.0


@variable()
def debt():
    return sum(service(t) / (1 + RATE) ** t for t in range(1, TENOR + 1))


@variable()
def balance(t):
    return debt() if t == 0 else balance(t - 1) * (1 + RATE) - service(t)


@variable()
def interest(t):
    return balance(t - 1) * RATE if t > 0 else 0.0


@variable()
def principal(t):
    return service(t) - interest(t)


@variable()
def equity_flow(t):
    return debt() - COST if t == 0 else cfads(t) - interest(t) - principal(t)


@variable()
def equity_npv():
    return sum(equity_flow(t) / (1 + DISCOUNT) ** t for t in range(YEARS + 1))


@variable()
def equity_irr():
    return irr([equity_flow(t) for t in range(YEARS + 1)])


def summed(prices: Any) -> dict[str, Any]:
    """The sum of each result over the scenarios."""
    main.data = pd.DataFrame({"price": prices})
    named = types.ModuleType("input")
    named.main = main
    modules = {"input": named, "model": sys.modules[__name__]}
    with (
        mock.patch.dict(sys.modules, modules),
        mock.patch.object(sys, "argv", sys.argv[:1]),
        contextlib.redirect_stdout(io.StringIO()),
    ):
        output, _, _ = run(settings=SETTINGS)
    return {name: output[name].iloc[0] for name in ("debt", "equity_npv", "equity_irr")}
