"""The search for a rate of return as rows of a workbook: one step of Newton's method in each period column.

Solved is log(PV of inflows) = log(PV of outflows) for x = log(1 + rate), as in ``engine.returns``. For flows that are
first paid and then received this is nearly straight in x, so that a few steps are enough.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ppp_model.engine.trace import Expr, Symbol, symbol

Floats = NDArray[np.float64]

SearchRow = tuple[str, Any, Floats, str]
"""Label, formula, values and unit (that of the flows when empty) of a row of the search."""


def rows_of_search(flows: Symbol, years: Symbol, money: Floats, times: Floats, prefix: str) -> dict[str, SearchRow]:
    """The rows of a search by name; ``prefix`` leads their names in formulas."""
    found = {name: np.zeros((1, money.shape[1])) for name in ("inflows", "outflows", "time_in", "time_out", "trial")}
    x = 0.0
    for period in range(money.shape[1]):
        step = _step(money[0], times[0], x)
        for name, value in zip(found, step, strict=True):
            found[name][0, period] = value
        x = step[-1]
    trial = symbol(f"{prefix}trial", "prev")
    pv = {name: symbol(f"{prefix}{name}") for name in found}
    newton = (pv["inflows"], pv["outflows"], pv["time_in"], pv["time_out"], trial)
    return {
        "inflows": ("Present value of what is received, at the trial rate", Expr("pv_in", (flows, years, trial)),
                    found["inflows"], ""),
        "outflows": ("Present value of what is paid, at the trial rate", Expr("pv_out", (flows, years, trial)),
                     found["outflows"], ""),
        "time_in": ("Mean time of what is received", Expr("time_in", (flows, years, trial, pv["inflows"])),
                    found["time_in"], "year"),
        "time_out": ("Mean time of what is paid", Expr("time_out", (flows, years, trial, pv["outflows"])),
                     found["time_out"], "year"),
        "trial": ("Next trial rate, as log(1 + rate)", Expr("newton", newton), found["trial"], "1"),
    }  # fmt: skip


def _step(money: Floats, times: Floats, x: float) -> tuple[float, float, float, float, float]:
    """Present values and mean times at a trial, and the next trial."""
    worth = money * np.exp(-x * times)
    pv_in, pv_out = float(worth[money > 0].sum()), float(-worth[money < 0].sum())
    time_in = float((worth * times)[money > 0].sum()) / pv_in if pv_in else 0.0
    time_out = float(-(worth * times)[money < 0].sum()) / pv_out if pv_out else 0.0
    if pv_in * pv_out == 0 or time_in == time_out:
        return pv_in, pv_out, time_in, time_out, x
    return pv_in, pv_out, time_in, time_out, x - math.log(pv_in / pv_out) / (time_out - time_in)
