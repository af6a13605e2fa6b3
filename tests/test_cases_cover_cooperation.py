"""Every line of partnerships is calculated in a hand-worked case, every input set in one."""

from types import ModuleType

import pytest

from ppp_model.lines import cooperation, handed_over, partner_guarantee, partnership, partnership_retail
from tests.test_cases_cover import lines_without_a_case

MODULES = [cooperation, handed_over, partner_guarantee, partnership, partnership_retail]


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_every_line_of_a_module_is_in_a_case(module: ModuleType) -> None:
    assert lines_without_a_case(module) == []
