"""Every line of access, support and the wider gain is calculated in at least one case, every input is set in one."""

from types import ModuleType

import pytest

from ppp_model.engine.line import parts_of
from ppp_model.lines import (
    capex,
    capex_item,
    checks,
    coverage_by_takeup,
    economy,
    economy_class,
    economy_group,
    government,
    group_by_takeup,
    ladder,
    parties,
    revenue,
    rung,
    stakeholders,
    supply_demanded,
    supply_given,
    support,
    support_group,
    support_item,
    toll_band,
    voucher,
)
from tests.test_cases import CASES

MODULES = [
    capex, capex_item, coverage_by_takeup, economy, economy_class, economy_group, government, group_by_takeup, ladder,
    parties, revenue, rung, stakeholders, supply_demanded, supply_given, support, support_group, support_item,
    toll_band, voucher,
]  # fmt: skip
CHECKS = {"bills_add_up", "support_residual", "support_adds_up"}
"""Checks that belong to these lines; the others are tested with the deals."""


def lines_used():
    """What cases calculate, or set as an input, by the identity of its formula."""
    used = set()
    for case in CASES:
        lines = case.calculated | {line for line in case.values if case.is_plain_input(line)}
        used |= {id(case.model.rows[line].part) for line in lines}
    return used


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_every_line_of_a_module_is_in_a_case(module: ModuleType):
    used = lines_used()
    assert sorted(name for name, part in parts_of(module).items() if id(part) not in used) == []


def test_every_check_of_support_and_bills_is_in_a_case():
    used = lines_used()
    assert sorted(name for name in CHECKS if id(parts_of(checks)[name]) not in used) == []
