"""The shipped studies: between them every field of a scenario is written somewhere, and each service has an example."""

from pathlib import Path

import pytest

from ppp_model.scenario.load import open_study
from tests.reference_readme import all_fields
from tests.test_reference_deal import generic

SCENARIOS = Path(__file__).parent.parent / "scenarios"
STUDIES = sorted(path.parent for path in SCENARIOS.glob("*/scenario.yaml"))
EXAMPLES = [folder for folder in STUDIES if folder.name.startswith("example-")]
SOURCED = [folder for folder in STUDIES if folder.name != "reference-deal"]


IN_NO_STUDY = {
    "access.lost", "access.midpoint", "access.speed", "city.groups.*.basic_needs", "city.groups.*.household_size",
    "city.groups.*.income_elasticity", "city.income.curve", "economy.alternative_cost_share", "finance.debt.*.giver",
    "finance.grants.*.share_of_works", "finance.support.*.levy_growth", "finance.support.*.to",
    "frontier.goals.*.at_least", "frontier.limits.*.at_most", "opex.*.share_of_cost", "retail.basket.*.growth",
    "retail.basket.*.weight", "retail.block_pricing", "retail.classes.*.fixed_charge",
    "retail.classes.*.reference_price", "retail.classes.*.worth", "retail.minimum_bill", "retail.rebate",
    "retail.seasons.*.price", "retail.seasons.*.share_of_year", "retail.seasons.*.use", "retail.use_ceiling",
}  # fmt: skip
"""Fields that no shipped study writes; hand-worked cases in tests/cases put each to the test."""


def written(folder):
    """The fields that a study's files write, in any structure and case."""
    study = open_study(folder)
    runs = [(structure, case) for structure in study.structures for case in (None, *study.cases)]
    return {generic(path) for structure, case in runs for path in study.loaded(structure, case).written}


def test_every_other_field_is_written_in_a_shipped_study():
    fields = {path.removesuffix(".*") for path, _ in all_fields()}
    shown = {path.removesuffix(".*") for folder in STUDIES for path in written(folder)}
    assert fields - shown == IN_NO_STUDY


def test_each_service_has_an_example():
    services = {open_study(folder).loaded().scenario.service for folder in EXAMPLES}
    assert services >= {"water", "energy", "food", "education", "health"}


@pytest.mark.parametrize("folder", SOURCED, ids=lambda folder: folder.name)
def test_a_study_says_where_its_numbers_come_from(folder):
    """Every number has a source or a reason but those that say when, in which order and where to look for a price."""
    from ppp_model.outputs.assumptions import book_of

    study = open_study(folder)
    for structure in study.structures:
        bare = {
            row.path
            for row in book_of(study.loaded(structure)).rows
            if row.standing == "unmarked" and any(letter.isdigit() for letter in row.value)
        }
        free = {
            path
            for path in bare
            if path.startswith(("solve.", "frontier.", "timeline."))
            or path.rpartition(".")[2] in ("rank", "unit", "lender")
        }
        assert bare - free == set(), structure
    for name in ("README.md", "sources.md", "expected.csv"):
        assert (folder / name).is_file()
