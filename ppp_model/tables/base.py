"""What every table is made of: how it is asked for, its lines by period, and what is said of it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ppp_model.money import Floats, currency_of, known_currency, view

if TYPE_CHECKING:
    import pandas as pd

    from ppp_model.results import Result

ALL_COLUMNS = "*"


@dataclass(frozen=True)
class Asked:
    """A result with the currency and the prices in which its money shall be shown."""

    result: Result
    currency: str | None
    real: bool

    def values(self, line: str) -> Floats:
        """A line as it shall be shown; what is not money is as it is, and so is the real value of a single one."""
        result = self.result
        values = result.values(line)
        if (self.currency is None and not self.real) or currency_of(result.assembled, line) is None:
            return values
        return view(result.assembled, result.run, line, self.currency, self.real and values.shape[1] > 1)

    def at_close(self, line: str) -> Floats:
        """A line whose money is in prices of close already: converted at the rate of close, whatever the period."""
        values = self.result.values(line)
        own = currency_of(self.result.assembled, line)
        if own is None or self.currency is None:
            return values
        wanted = known_currency(self.result.assembled, self.currency)
        rates = [self.result.values(f"currencies.{code}.exchange_rate")[:, :1] for code in (wanted, own)]
        converted: Floats = values * (rates[0] / rates[1])
        return converted

    def local(self) -> Asked:
        """The same, in the city's currency unless another is asked for."""
        return replace(self, currency=self.currency or self.result.local_currency)

    def sum(self, line: str) -> float:
        """A line added over its periods."""
        return float(self.values(line).sum())

    def wide(self, line: str) -> Floats:
        """A line with a value for each period, shaped (periods,)."""
        return wide(self.result, self.values(line))


@dataclass(frozen=True)
class Table:
    """One table: what it shows, how it is made, and from which lines."""

    about: str
    make: Callable[[Asked], pd.DataFrame]
    lines: tuple[str, ...]
    """The lines it shows, by their name in their block."""
    kinds: Mapping[str, str] = field(default_factory=dict)
    """How to show columns that are not plain numbers, as a measure's kind; ``*`` is every column."""
    is_there: Callable[[Result], bool] = lambda result: True
    needs: str = ""
    """What a scenario needs to have the table."""
    is_local: bool = False
    """Whether its money is the city's unless another currency is asked for."""
    is_at_close: bool = False
    """Whether its money is in prices of close in any case."""
    has_money: bool = True
    """Whether it shows money at all."""


def lines_by_period(lines: Sequence[str]) -> Callable[[Asked], pd.DataFrame]:
    """How to make a table of lines of the project by period."""
    return lambda asked: by_period(asked, lines)


def by_period(asked: Asked, lines: Sequence[str]) -> pd.DataFrame:
    """Lines side by side, those that the model has; a row for each period."""
    found = [line for line in lines if has_line(asked.result, line)]
    return framed(asked.result, {line: asked.wide(line) for line in found})


def framed(result: Result, columns: Mapping[str, Floats]) -> pd.DataFrame:
    """Columns of values by period, under the last day of each."""
    import pandas as pd

    return pd.DataFrame(columns, index=pd.DatetimeIndex(result.assembled.calendar.labels, name="period end"))


def wide(result: Result, values: Floats) -> Floats:
    """Values shaped (1, periods) or (1, 1) as one for each period."""
    import numpy as np

    return np.broadcast_to(values[0], (result.assembled.calendar.periods,))


def has_line(result: Result, line: str) -> bool:
    """Whether the model has a line."""
    return line in result.run.values


def names_of(result: Result, kind: str) -> list[str]:
    """The names of the blocks of a kind, such as the tranches of debt."""
    blocks = result.assembled.model.blocks
    return [name.partition(".")[2] for name in blocks if name.partition(".")[0] == kind and name.count(".") == 1]


def number(result: Result, line: str) -> float | None:
    """A single value; None for a blank or a line that there is not."""
    value = float(result.run.values[line][0, 0]) if has_line(result, line) else math.nan
    return value if math.isfinite(value) else None


@dataclass(frozen=True)
class Moments:
    """Periods at which something is looked at: the day of close, start, middle and end of operation."""

    close: int
    start: int
    middle: int
    end: int


def moments(result: Result) -> Moments:
    """The moments of a result; a project that never operates starts in its last period."""
    calendar = result.assembled.calendar
    start = min(calendar.operation_starts, calendar.periods - 1)
    operating = wide(result, result.values("in_operation")).nonzero()[0]
    end = int(operating[-1]) if len(operating) else calendar.periods - 1
    return Moments(0, start, (start + end) // 2, end)
