"""Money in another currency, or in prices of close: a line's unit says what is money and in whose currency it stands.

Amounts are converted at the exchange rate of their period, and put in prices of close with the price index of the
currency in which they are shown. A single value stands at close, at the rate of that day.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ppp_model.assemble import Assembled
from ppp_model.engine.line import Given
from ppp_model.engine.model import Row
from ppp_model.engine.run import Run
from ppp_model.engine.units import parse_unit
from ppp_model.errors import ScenarioError
from ppp_model.scenario.words import did_you_mean

Floats = NDArray[np.float64]


def currency_of(assembled: Assembled, line: str) -> str | None:
    """The currency in which a line stands; None for a line that is not an amount or a price."""
    row = assembled.model.rows[line]
    powers = dict(parse_unit(row.unit))
    money, local = powers.get("money", 0), powers.get("local", 0)
    if (money, local) == (1, 0):
        return assembled.scenario.currency
    return local_currency_of(assembled, row) if (money, local) == (0, 1) else None


def view(assembled: Assembled, run: Run, line: str, currency: str | None = None, real: bool = False) -> Floats:
    """A line's money in a currency (its own when None), in prices of close when ``real``; shaped as the line.

    Raises ScenarioError for a line that is not money, a currency without an exchange rate, and a single value that
    is asked for in prices of close.
    """
    own = currency_of(assembled, line)
    if own is None:
        unit = assembled.model.rows[line].unit
        raise ScenarioError.one("", line, f"is not money, its unit is {'none' if unit == '1' else unit}")
    wanted = known_currency(assembled, currency or own)
    values = run.values[line]
    single = values.shape[1] == 1
    factor = _row(run, f"currencies.{wanted}.exchange_rate", single) / _row(
        run, f"currencies.{own}.exchange_rate", single
    )
    if real and single:
        what = "is one value for the whole contract and has no prices of its own"
        raise ScenarioError.one("", line, what, "Only a line by period can be put in prices of close.")
    if real:
        factor = factor / _row(run, f"currencies.{wanted}.price_level", single)
    found: Floats = values * factor
    return found


def known_currency(assembled: Assembled, code: str) -> str:
    """A currency that has an exchange rate in the scenario; raises ScenarioError for another."""
    names = [name.partition(".")[2] for name in assembled.model.blocks if name.startswith("currencies.")]
    if code not in names:
        allowed = f"There are {', '.join(names)}. Others need `currencies.CODE.per_study_currency`."
        raise ScenarioError.one("", code, "no exchange rate for this currency", allowed, did_you_mean(code, names))
    return code


def _row(run: Run, line: str, single: bool) -> Any:
    """A row by period, or its value on the day of close."""
    values = run.values[line]
    return values[:, :1] if single else values


def local_currency_of(assembled: Assembled, row: Row) -> str:
    """The currency of a line whose unit says `local`: that of its block, of the charges, or of the city."""
    scenario = assembled.scenario
    kind, _, block = row.block.name.partition(".")
    if kind == "debt":
        return scenario.finance.debt[block].owed_in or scenario.currency
    items: dict[str, Any] = {"opex": scenario.opex, "maintenance": scenario.maintenance, "works": scenario.works.items}
    if kind in items:
        return items[kind][block].currency or scenario.currency
    if isinstance(row.part, Given) and row.part.at.startswith("revenue."):
        return scenario.revenue.currency or scenario.currency
    return scenario.city.currency if scenario.city else scenario.currency
