"""Many draws at once give what each of them gives alone, whatever else is drawn with it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from ppp_model import load
from ppp_model.assemble import Assembled, assemble
from ppp_model.engine.run import Floats, Run

SCENARIOS = Path(__file__).parent.parent / "scenarios"
RELATIVE = 1e-12
"""Largest difference, as a share of the largest value of the row in any draw."""

INPUTS = {
    "kigali-bulk-water": [
        "revenue.capacity_charge", "supply.capacity", "works.overrun", "finance.debt.eaif_senior.rate", "tax.rate",
        "opex.fixed_operation_and_maintenance.fixed",
    ],
    "reference-deal": [
        "revenue.capacity_charge", "supply.capacity", "works.overrun", "finance.debt.development_bank.rate", "tax.rate",
        "opex.upkeep.fixed",
    ],
}  # fmt: skip
FACTORS = np.random.default_rng(1).uniform(0.8, 1.2, size=(6, 5))
"""By which each of the six inputs is multiplied in each of five draws."""


@cache
def model_of(name: str) -> Assembled:
    study = load(SCENARIOS / name)
    return assemble(study.file.loaded(study.structures[0]).scenario)


def run_draws(name: str, draws: list[int]) -> Run:
    """Some of the draws, all at once; an overrun of zero is drawn as an amount."""
    assembled = model_of(name)
    changed: dict[str, Floats] = {}
    for path, factors in zip(INPUTS[name], FACTORS, strict=True):
        line = next(line for line in assembled.lines_at(path) if not assembled.model.rows[line].part.present)
        changed[line] = np.atleast_2d((assembled.inputs[line][0, 0] or 0.1) * factors[draws]).T
    return assembled.run(changed=changed)


@cache
def together(name: str) -> Run:
    return run_draws(name, [0, 1, 2, 3, 4])


def rows_of(run: Run, draw: int) -> dict[str, Floats]:
    return {line: values[min(draw, len(values) - 1)] for line, values in run.values.items()}


@pytest.mark.parametrize("name", INPUTS)
@pytest.mark.parametrize("draw", range(5))
def test_a_draw_alone_gives_the_same(name, draw):
    """One draw runs by the printed loop, several by numpy: not the same to the last bit."""
    all_rows, alone = together(name).values, rows_of(run_draws(name, [draw]), 0)
    for line, row in rows_of(together(name), draw).items():
        scale = np.nanmax(np.abs(all_rows[line]), initial=1e-300, where=np.isfinite(all_rows[line]))
        assert np.array_equal(np.isnan(row), np.isnan(alone[line])), line
        with np.errstate(invalid="ignore"):
            gap = np.where(row == alone[line], 0.0, np.abs(row - alone[line]))
        assert np.nanmax(gap, initial=0.0) <= RELATIVE * scale, line


@pytest.mark.parametrize("name", INPUTS)
@pytest.mark.parametrize("draws", [[4, 2, 1]])
def test_other_draws_do_not_matter(name, draws):
    """To the last bit: what one draw gives does not hang on those that are run with it, nor on their order."""
    some = run_draws(name, draws)
    for place, draw in enumerate(draws):
        for line, row in rows_of(some, place).items():
            np.testing.assert_array_equal(row, rows_of(together(name), draw)[line], err_msg=line)


@pytest.mark.parametrize("name", INPUTS)
def test_draws_differ(name):
    """The comparison is not of one draw with itself."""
    assert len(np.unique(together(name).values["equity_irr"])) == 5
