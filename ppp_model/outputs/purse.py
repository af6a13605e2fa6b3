"""The public purse of one structure: tables, a page for terminal and notebook, and plain data."""

from __future__ import annotations

from typing import Any

from ppp_model.measures import MEASURES
from ppp_model.outputs import page_public
from ppp_model.outputs.financing import financing_text
from ppp_model.outputs.page import Page, Reading
from ppp_model.outputs.tables_view import TablesView
from ppp_model.outputs.view import failure_sentences
from ppp_model.results import Result
from ppp_model.tables.public import PUBLIC

SIDE = "public purse"


class Purse(TablesView):
    """The tables of a result on the public purse, by name: ``purse["contingent"]``.

    In a notebook it shows itself as the page that ``ppp purse`` prints. A scenario without ``public.levels`` or
    ``contingent`` has a page all the same: the public is one, and nothing is said of what may have to be paid.
    """

    def __init__(self, result: Result) -> None:
        super().__init__(result, PUBLIC)

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
            units=f"{page_public.units(read)} {financing_text(result)}".strip(),
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
            "financing": result.financing,
            "currency": result.currency,
            "measures": {name: result.measures[name] for name in names},
            "reasons": {name: result.reasons[name] for name in names if name in result.reasons},
            "levels": page_public.level_facts(Reading(result)),
            "beside_cash": page_public.facts_beside_cash(Reading(result)),
            "tables": self.plain_tables(),
            "checks": result.checks,
        }
