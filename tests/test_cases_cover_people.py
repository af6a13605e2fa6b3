"""Lines of households, tariffs and subsidies: every one is calculated in a case, every input set in one."""

from types import ModuleType

import pytest

from ppp_model.lines import (
    basket_item,
    coverage_by_volume,
    customer_class,
    fixed_tariff,
    fund,
    group,
    group_burden,
    group_by_volume,
    group_even,
    group_seasonal,
    group_subsidy,
    households,
    incidence,
    regulation,
    retail,
    season,
    stratum,
    tariff_block,
    time_band,
    utility,
    without_retail,
)
from tests.test_cases_cover import lines_without_a_case

MODULES = [
    basket_item, coverage_by_volume, customer_class, fixed_tariff, fund, group, group_burden, group_by_volume,
    group_even, group_seasonal, group_subsidy, households, incidence, regulation, retail, season, stratum,
    tariff_block, time_band, utility, without_retail,
]  # fmt: skip


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_every_line_of_a_module_is_in_a_case(module: ModuleType):
    assert lines_without_a_case(module) == []
