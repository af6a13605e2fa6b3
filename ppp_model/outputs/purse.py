"""The public purse of one structure: tables, a page for terminal and notebook, and plain data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from ppp_model.measures import MEASURES
from ppp_model.outputs import page_public
from ppp_model.outputs.page import Page, Reading
from ppp_model.outputs.terminal import label_of, rows_of
from ppp_model.outputs.view import failure_sentences
from ppp_model.results import Result
from ppp_model.tables import TABLES, money_of, usual_currency
from ppp_model.tables.public import PUBLIC

if TYPE_CHECKING:
    import pandas as pd

SIDE = "public purse"
CSV_COLUMNS = ("table", "row", "column", "value", "money_in")


class Purse(Mapping[str, "pd.DataFrame"]):
    """The tables of a result on the public purse, by name: ``purse["contingent"]``.

    In a notebook it shows itself as the page that ``ppp purse`` prints. A scenario without ``public.levels`` or
    ``contingent`` has a page all the same: the public is one, and nothing is said of what may have to be paid.
    """

    def __init__(self, result: Result) -> None:
        self.result = result
        self._names = [name for name in result.tables if name in PUBLIC]

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self._names:
            raise KeyError(name)
        return self.result.table(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    @property
    def page(self) -> Page:
        """The whole picture in sections: only what the scenario has."""
        result, read = self.result, Reading(self.result)
        found = (
            page_public.summary(read),
            page_public.flows(read, present=True),
            page_public.flows(read, present=False),
            page_public.ceilings(read),
            page_public.contingent(read),
            page_public.beside_cash(read),
        )
        return Page(
            title=result.loaded.scenario.study,
            subtitle=f"{result.label}: the public purse, who pays and gets what, surely and perhaps",
            units=page_public.units(read),
            sections=tuple(section for section in found if section is not None),
            failures=tuple(failure_sentences(result)),
        )

    def to_dict(self) -> dict[str, Any]:
        """Measures and tables as plain data (None for a blank)."""
        result = self.result
        names = [measure.name for measure in MEASURES if measure.side == SIDE]
        return {
            "label": result.label,
            "case": result.case,
            "currency": result.currency,
            "measures": {name: result.measures[name] for name in names},
            "reasons": {name: result.reasons[name] for name in names if name in result.reasons},
            "levels": page_public.level_facts(Reading(result)),
            "beside_cash": page_public.facts_beside_cash(Reading(result)),
            "tables": {name: self._table(name) for name in self},
            "checks": result.checks,
        }

    def _table(self, name: str) -> dict[str, Any]:
        columns, *rows = rows_of(self[name])
        return {"about": TABLES[name], "money": money_of(self.result, name), "columns": columns, "rows": rows}

    def csv_rows(self) -> Iterator[list[Any]]:
        """All tables as rows of table, row, column and value, with the currency of the table's money."""
        yield list(CSV_COLUMNS)
        for name in self:
            frame, currency = self[name], usual_currency(self.result, name)
            for label, values in zip(map(label_of, frame.index), frame.itertuples(index=False), strict=True):
                for column, value in zip(frame.columns, values, strict=True):
                    yield [name, label, column, value, currency]

    def __repr__(self) -> str:
        return f"<Purse {self.result.label}: {', '.join(self)}>"

    def _repr_html_(self) -> str:
        from ppp_model.outputs.notebook import page_html

        return page_html(self.page)
