"""Every shipped study: under each structure and case all checks pass, accounts add up, measures are as expected."""

from pathlib import Path

import numpy as np
import pytest

from ppp_model import load
from tests import expected
from tests.published.test_statements import assert_balances
from tests.test_identities import EXACT, RESIDUALS

SCENARIOS = Path(__file__).parents[2] / "scenarios"
STUDIES = sorted(path.parent for path in SCENARIOS.glob("*/scenario.yaml"))


@pytest.mark.parametrize("folder", STUDIES, ids=lambda folder: folder.name)
def test_a_shipped_study_holds_in_every_structure_and_case(folder):
    """`python -m tests.expected scenarios/NAME` writes the measures anew; say in the commit why a number changed."""
    study = load(folder)
    failed, found = {}, {}
    for structure in study.structures:
        for case in (None, *study.cases):
            result = study.run(structure, case)
            if result.failures:
                failed[structure, case] = result.failures
            for residual in RESIDUALS:
                assert np.max(np.abs(result.values(residual))) <= EXACT * result["total_uses"], (structure, case)
            assert_balances(result)
            found |= {(structure, case or "", name): value for name, value in result.measures.items()}
    assert failed == {}
    kept = expected.read(folder / "expected.csv")
    assert kept.keys() == found.keys()
    assert [key for key in kept if not expected.agrees(key[2], kept[key], found[key])] == []
