"""Case A in modelx: cells of one space. ``price`` is a number, or an array with a scenario in each place."""

from __future__ import annotations

from typing import Any

import modelx
import numpy as np

from benchmarks.plain_irr import irr

YEARS, TENOR, COVER, RATE, DISCOUNT = 25, 18, 1.4, 0.06, 1.025 * 1.05 - 1
VOLUME, OPEX, COST = 87_600_000.0, 3.5e6, 100e6


def revenue(t):
    return price * 1.02 ** (t - 1) * VOLUME  # noqa: F821


def opex(t):
    return OPEX * 1.025 ** (t - 1)


def cfads(t):
    return revenue(t) - opex(t)


def service(t):
    return cfads(t) / COVER if t <= TENOR else 0.0


def debt():
    return sum(service(t) / (1 + RATE) ** t for t in range(1, TENOR + 1))


def balance(t):
    return debt() if t == 0 else balance(t - 1) - principal(t)


def interest(t):
    return balance(t - 1) * RATE


def principal(t):
    return service(t) - interest(t)


def equity_flow(t):
    return debt() - COST if t == 0 else cfads(t) - interest(t) - principal(t)


def equity_npv():
    return sum(equity_flow(t) / (1 + DISCOUNT) ** t for t in range(YEARS + 1))


def _space() -> Any:
    space = modelx.new_model().new_space("CaseA")
    for name in ("YEARS", "TENOR", "COVER", "RATE", "DISCOUNT", "VOLUME", "OPEX", "COST"):
        setattr(space, name, globals()[name])
    for function in (
        revenue, opex, cfads, service, debt, balance, interest, principal, equity_flow, equity_npv
    ):  # fmt: skip
        space.new_cells(formula=function)
    return space


SPACE = _space()


def one_by_one(prices: Any) -> dict[str, Any]:
    """Results with the price set anew for each scenario."""
    found = []
    for price in prices.tolist():
        SPACE.price = price
        flows = [SPACE.equity_flow(t) for t in range(YEARS + 1)]
        found.append((SPACE.debt(), SPACE.equity_npv(), irr(flows)))
    debts, worth, rates = np.array(found).T
    return {"debt": debts, "equity_npv": worth, "equity_irr": rates}


def together(prices: Any) -> dict[str, Any]:
    """Results with the prices of all scenarios in one array."""
    SPACE.price = prices
    flows = np.stack([SPACE.equity_flow(t) for t in range(YEARS + 1)], axis=1)
    rates = np.array([irr(row) for row in flows])
    return {"debt": SPACE.debt(), "equity_npv": SPACE.equity_npv(), "equity_irr": rates}
