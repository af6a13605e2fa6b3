"""Every line of the modules below is calculated in at least one case of tests/cases, every input is set in one."""

from types import ModuleType

import pytest

from ppp_model.engine.line import parts_of
from ppp_model.lines import (
    budget,
    capex,
    capex_item,
    contract,
    currency,
    equity,
    events,
    events_people,
    fixed_term,
    government,
    grant,
    guarantee,
    ifric12,
    maintenance_item,
    opex,
    opex_item,
    prices,
    revenue,
    revenue_term,
    statements,
    supply,
    termination,
    timing,
    tranche_view,
)
from tests.test_cases import CASES

CALENDAR = {
    "period_number", "months_in_period", "months_in_year", "years_in_period", "period_years", "period_months",
    "days_in_period", "end_years", "one_year", "one_month", "calendar_year",
}  # fmt: skip
"""Inputs that the calendar gives: a case need not set them."""

MODULES = [
    budget, capex, capex_item, contract, currency, equity, events, events_people, fixed_term, government, grant,
    guarantee, ifric12, maintenance_item, opex, opex_item, prices, revenue, revenue_term, statements, supply,
    termination, timing, tranche_view,
]  # fmt: skip


def lines_without_a_case(module: ModuleType) -> list[str]:
    """The lines of a module that no case calculates, and its inputs that none sets."""
    parts = {id(part): name for name, part in parts_of(module).items()}
    used = {id(case.model.rows[line].part) for case in CASES for line in case.calculated}
    used |= {id(case.model.rows[line].part) for case in CASES for line in case.values if case.is_plain_input(line)}
    return sorted({name for part, name in parts.items() if part not in used} - CALENDAR)


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_every_line_of_a_module_is_in_a_case(module: ModuleType):
    assert lines_without_a_case(module) == []
