"""What the views of one result that are made of tables and a page share: ``Affordability``, ``Purse``."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Container, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from ppp_model.outputs.page import Page
from ppp_model.outputs.terminal import label_of, rows_of
from ppp_model.results import Result
from ppp_model.tables import TABLES, money_of, usual_currency

if TYPE_CHECKING:
    import pandas as pd

CSV_COLUMNS = ("table", "row", "column", "value", "money_in")


class TablesView(Mapping[str, "pd.DataFrame"]):
    """Tables of a result by name; in a notebook the view shows itself as its page."""

    def __init__(self, result: Result, kept: Container[str]) -> None:
        self.result = result
        self._names = [name for name in result.tables if name in kept]

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self._names:
            raise KeyError(name)
        return self.result.table(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    @property
    @abstractmethod
    def page(self) -> Page:
        """The whole picture in sections: only what the scenario has."""

    def plain_tables(self) -> dict[str, dict[str, Any]]:
        """The tables as plain data, by name."""
        found = {}
        for name in self:
            columns, *rows = rows_of(self[name])
            about, money = TABLES[name], money_of(self.result, name)
            found[name] = {"about": about, "money": money, "columns": columns, "rows": rows}
        return found

    def csv_rows(self) -> Iterator[list[Any]]:
        """All tables as rows of table, row, column and value, with the currency of the table's money."""
        yield list(CSV_COLUMNS)
        for name in self:
            frame, currency = self[name], usual_currency(self.result, name)
            for label, values in zip(map(label_of, frame.index), frame.itertuples(index=False), strict=True):
                for column, value in zip(frame.columns, values, strict=True):
                    yield [name, label, column, value, currency]

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.result.label}: {', '.join(self)}>"

    def _repr_html_(self) -> str:
        from ppp_model.outputs.notebook import page_html

        return page_html(self.page)
