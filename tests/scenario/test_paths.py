"""Dotted paths into a scenario, and the rows of the assumptions book."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ppp_model.errors import ScenarioError
from ppp_model.scenario.load import Loaded, open_study
from ppp_model.scenario.paths import inputs, lookup, numeric_paths


@pytest.fixture
def loaded(minimal_text: str, write_study: Callable[..., Path]) -> Loaded:
    text = minimal_text.replace("40 000 m3/day", "40 000 m3/day\n  utilisation: [60 %, {value: 80 %, assumed: growth}]")
    return open_study(write_study(text)).loaded()


def test_lookup(loaded: Loaded) -> None:
    assert lookup(loaded.scenario, "finance.debt.senior.rate") == 0.06
    assert lookup(loaded.scenario, "supply.utilisation.1") == 0.8
    assert lookup(loaded.scenario, "works.items.plant.cost") == 50e6


@pytest.mark.parametrize("path", ["finance.debt.seniro.rate", "supply.utilisation.7", "study.x", ""])
def test_lookup_of_nothing(path: str, loaded: Loaded) -> None:
    with pytest.raises(ScenarioError, match="no such input"):
        lookup(loaded.scenario, path)


def test_numeric_paths(loaded: Loaded) -> None:
    paths = numeric_paths(loaded.scenario)
    assert {"finance.debt.senior.rate", "finance.debt.senior.amount", "supply.utilisation.0", "tax.rate"} <= set(paths)
    assert {"finance.reserve.months", "conventions.equity_discount_rate"} <= set(paths)
    assert not {"supply.utilisation", "timeline.period", "finance.debt.senior.rank", "works.items.plant.profile"} & set(
        paths
    )


def test_rows_of_the_assumptions_book(loaded: Loaded) -> None:
    rows = {row.path: row for row in inputs(loaded)}
    cost = rows["works.items.plant.cost"]
    assert (cost.value, cost.written, cost.unit, cost.source) == (50e6, "50 m USD", "USD", "S1")
    assert (cost.assumed, cost.is_default) == (None, False)
    assert cost.description == "Cost, in the money of the years in which it is paid."
    assert str(cost.mark).endswith("scenario.yaml:16:21")
    default = rows["tax.rate"]
    assert (default.value, default.written, default.mark, default.is_default) == (0.0, "", None, True)
    assert rows["supply.utilisation"].written == "[60 %, 80 %]"
    assert loaded.annotations["supply.utilisation.1"].assumed == "growth"
    assert rows["timeline.operation"].unit == "months"
    assert not {"study", "sources.S1"} & set(rows)


def test_loading_imports_nothing_heavy() -> None:
    code = "import sys, ppp_model.scenario.load; sys.exit(any(name in sys.modules for name in ('numpy', 'pandas')))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
