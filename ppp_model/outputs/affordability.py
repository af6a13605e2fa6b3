"""The whole picture of one structure for the people: tables, a page for terminal and notebook, and plain data."""

from __future__ import annotations

from typing import Any

from ppp_model.errors import ScenarioError
from ppp_model.measures import MEASURES
from ppp_model.outputs import page_giving, page_people
from ppp_model.outputs.financing import financing_text
from ppp_model.outputs.page import Page, Reading
from ppp_model.outputs.tables_view import TablesView
from ppp_model.outputs.view import failure_sentences
from ppp_model.results import Result
from ppp_model.tables.giving import GIVING
from ppp_model.tables.people import HOUSEHOLDS, PEOPLE, has_groups

SIDES = ("household", "donors and partners", "economy and planet")
MORE = ("public_support_pv", "public_money_per_person", "cost_recovery")


class Affordability(TablesView):
    """The tables of a result on people, givers and gains, by name: ``affordability["burden_by_year"]``.

    In a notebook it shows itself as the page that ``ppp affordability`` prints. Raises ScenarioError for a scenario
    that does not say who the users are.
    """

    def __init__(self, result: Result) -> None:
        if not has_groups(result):
            what = "nothing is known of what people pay"
            raise ScenarioError.one("", result.structure, what, f"The scenario needs {HOUSEHOLDS}.")
        super().__init__(result, {*PEOPLE, *GIVING})

    @property
    def page(self) -> Page:
        """The whole picture in sections: only what the scenario has."""
        read = Reading(self.result)
        found = (
            page_people.people_and_income(read),
            page_people.tariff(read),
            page_people.bills(read),
            page_people.over_time(read),
            page_people.served(read),
            page_people.ladder(read),
            page_giving.customers(read),
            page_giving.subsidy(read),
            page_giving.help_with_bills(read),
            page_giving.givers(read),
            page_giving.stakeholders(read),
        )
        result = self.result
        local, study = result.local_currency, result.currency
        bills = f"Incomes, prices and bills in {local}, all else in {study}" if local != study else f"Money in {study}"
        return Page(
            title=result.loaded.scenario.study,
            subtitle=f"{result.label}: what people pay, who is served, who gives",
            units=f"{bills}, in the money of the period in which it is paid. {financing_text(result)}".strip(),
            sections=tuple(section for section in found if section is not None),
            failures=tuple(failure_sentences(result)),
        )

    def to_dict(self) -> dict[str, Any]:
        """Measures, groups and tables as plain data (None for a blank)."""
        result = self.result
        names = [measure.name for measure in MEASURES if measure.side in SIDES or measure.name in MORE]
        return {
            "label": result.label,
            "case": result.case,
            "financing": result.financing,
            "currency": result.currency,
            "local_currency": result.local_currency,
            "measures": {name: result.measures[name] for name in names},
            "reasons": {name: result.reasons[name] for name in names if name in result.reasons},
            "groups": result.groups,
            "tables": self.plain_tables(),
            "checks": result.checks,
        }
