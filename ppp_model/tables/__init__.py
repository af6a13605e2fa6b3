"""Tables of a result as pandas DataFrames: which there are, what each shows, and in which money."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ppp_model.errors import ScenarioError
from ppp_model.money import currency_of
from ppp_model.scenario.words import did_you_mean
from ppp_model.tables.base import Asked, Table, names_of
from ppp_model.tables.cooperation import COOPERATION
from ppp_model.tables.finance import FINANCE, TRANCHE, tranches
from ppp_model.tables.giving import GIVING
from ppp_model.tables.people import PEOPLE
from ppp_model.tables.public import BESIDE_CASH, PUBLIC

if TYPE_CHECKING:
    import pandas as pd

    from ppp_model.results import Result

__all__ = ["KINDS", "SHOWN", "TABLES", "TRANCHE", "money_of", "table", "tables_of", "tranches", "usual_currency"]

_ALL: dict[str, Table] = FINANCE | PEOPLE | GIVING | COOPERATION | PUBLIC

TABLES = {name: one.about for name, one in _ALL.items()}
"""The tables by name, and what each shows."""

KINDS = {name: one.kinds for name, one in _ALL.items() if one.kinds}
"""For tables whose columns are not all plain numbers: how to show each, as a measure's kind; ``*`` is every column."""

SHOWN = {line for one in _ALL.values() for line in one.lines} | set(BESIDE_CASH)
"""Every line that a table or the page of the public purse shows, by its name in its block."""


def table(result: Result, name: str, currency: str | None = None, real: bool = False) -> pd.DataFrame:
    """A table of a result by name; rows are periods, groups, tranches, givers.

    Money is in the currency of each line, or all in ``currency``; ``real`` puts it in prices of close. Raises
    ScenarioError for an unknown name or currency, and for a table that the scenario does not have.
    """
    if name not in TABLES:
        raise ScenarioError.one(
            "", name, "unknown table", f"There are {', '.join(TABLES)}.", did_you_mean(name, TABLES)
        )
    one = _ALL[name]
    if not one.is_there(result):
        raise ScenarioError.one("", name, "there is no such table for this scenario", f"It needs {one.needs}.")
    asked = Asked(result, currency, real)
    return one.make(asked.local() if one.is_local else asked)


def tables_of(result: Result) -> list[str]:
    """The names of the tables that a result has."""
    return [name for name, one in _ALL.items() if one.is_there(result)]


def usual_currency(result: Result, name: str) -> str:
    """The currency of a table's money unless another is asked for; nothing for a table without money."""
    one = _ALL[name]
    if not one.has_money:
        return ""
    return result.local_currency if one.is_local else result.currency


def money_of(result: Result, name: str, currency: str | None = None, real: bool = False) -> str:
    """In which currency and prices a table's money stands, in words; nothing for a table without money."""
    one, usual = _ALL[name], usual_currency(result, name)
    if not usual:
        return ""
    prices = "in prices of close" if real or one.is_at_close else "in the money of the period"
    codes = {block: currency_of(result.assembled, f"debt.{block}.opening") for block in names_of(result, "debt")}
    own = {block: code for block, code in codes.items() if code != result.currency}
    words = f"Money in {currency or usual}, {prices}."
    if name == "debt" and own and currency is None:
        tranches = ", ".join(f"{block} in {code}" for block, code in own.items())
        words += f" Opening to closing balance in the currency of the loan ({tranches})."
    return words
