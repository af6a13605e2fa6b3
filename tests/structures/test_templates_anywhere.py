"""Every structure template in studies of other services, currencies and shapes; what the README says of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from ppp_model.errors import ScenarioError
from ppp_model.scenario.load import open_study
from ppp_model.scenario.templates import templates_in, with_templates
from ppp_model.study import Study
from tests.structures_readme import MARK, README, ROOT, tables

SCENARIOS = ROOT / "scenarios"
FOLDER = SCENARIOS / "structures"
TEMPLATES = list(templates_in(FOLDER))
NO_ACCESS = "needs `access`"
NO_RETAIL = "needs `retail`"
NO_TARIFF = "target_reached"
EMPTY_AT_FIRST = "no_owner_support"
SHORT = "debt_paid_when_due"
EXPECTED = {
    "kigali-bulk-water": {"standard_output_based_aid": NO_ACCESS},
    "example-water": {},
    "example-health": {
        "standard_concession": EMPTY_AT_FIRST, "standard_output_based_aid": EMPTY_AT_FIRST,
        "standard_results_based": EMPTY_AT_FIRST,
    },
    "umbulan-water": {"standard_output_based_aid": NO_ACCESS},
    "example-education": {"standard_output_based_aid": EMPTY_AT_FIRST},
    "nigeria-mini-grids": {},
    "belo-horizonte-schools": {
        "standard_affermage": NO_TARIFF, "standard_concession": NO_TARIFF, "standard_output_based_aid": NO_ACCESS,
    },
    "punjab-silos": {
        "standard_affermage": NO_RETAIL, "standard_concession": NO_RETAIL, "standard_output_based_aid": NO_ACCESS,
    },
}  # fmt: skip
"""Where a template does not fit a study: what the README says that the project lacks."""
RUN = {
    "kigali-bulk-water": ["standard_take_or_pay", "standard_blended"],
    "example-water": ["standard_output_based_aid", "standard_affermage"],
    "example-health": ["standard_public_works", "standard_results_based"],
    "umbulan-water": ["standard_viability_gap", "standard_pooled_loan"],
    "example-education": ["standard_management_contract", "standard_partner_city"],
    "nigeria-mini-grids": ["standard_concession"],
    "belo-horizonte-schools": ["standard_guaranteed_ipp", "standard_concession"],
    "punjab-silos": ["standard_availability"],
}
"""What is run here, so that every template is run once; all of them are loaded in all studies."""


@pytest.fixture(scope="module", params=EXPECTED)
def study(request: pytest.FixtureRequest) -> tuple[str, Study]:
    return request.param, Study(with_templates(SCENARIOS / request.param, FOLDER))


def test_every_template_is_run_somewhere() -> None:
    assert {name for names in RUN.values() for name in names} == set(TEMPLATES)


def test_a_template_fits_or_says_what_is_missing(study: tuple[str, Study]) -> None:
    """Loading checks every rule of a scenario; where a part is missing, the one problem names it."""
    name, one = study
    for template in TEMPLATES:
        lacks = EXPECTED[name].get(template, "")
        if lacks in (NO_ACCESS, NO_RETAIL):
            with pytest.raises(ScenarioError, match=f"structure {template} {lacks}|needs `access`"):
                one.file.loaded(template)
        else:
            assert one.file.loaded(template).scenario.solve is not None


def test_a_template_runs_with_all_checks(study: tuple[str, Study]) -> None:
    name, one = study
    for template in RUN[name]:
        result = one.run(template)
        lacks = EXPECTED[name].get(template)
        if lacks is None:
            assert result.ok, f"{name} {template}: {result.failures}"
        else:
            assert lacks in result.failures
        assert {tranche for tranche in result.tranches if tranche != "all"} == set(
            result.loaded.scenario.finance.debt
        ), "the study's own loans are put aside"


def test_a_study_that_extends_a_template_has_it_beside_its_own(tmp_path: Path) -> None:
    """As the README shows: the template in a file of the study's own, with one number written again."""
    for folder in ("cities", "structures", "kigali-bulk-water"):
        (tmp_path / "scenarios").mkdir(exist_ok=True)
        (tmp_path / "scenarios" / folder).mkdir()
        for file in (SCENARIOS / folder).glob("*.yaml"):
            (tmp_path / "scenarios" / folder / file.name).write_bytes(file.read_bytes())
    mine = tmp_path / "scenarios" / "my-project" / "scenario.yaml"
    mine.parent.mkdir()
    mine.write_text(
        "extends: [../kigali-bulk-water/scenario.yaml, ../structures/availability-payment.yaml]\n"
        "structures:\n  standard_availability:\n"
        "    finance.debt: {banks: {rate: {value: 10.5 %, assumed: dearer}}}\n"
    )
    mine_read = open_study(mine)
    names = list(mine_read.structures)
    assert (names[0], names[-1]) == ("as_signed", "standard_availability")
    debt = mine_read.loaded("standard_availability").scenario.finance.debt
    assert (list(debt), debt["banks"].rate, debt["banks"].gearing) == (["banks"], 0.105, 0.8)


def test_every_number_of_a_template_says_where_it_comes_from() -> None:
    one = Study(with_templates(SCENARIOS / "example-water", FOLDER))
    for template in TEMPLATES:
        loaded = one.file.loaded(template)
        ours = [path for path, mark in loaded.marks.items() if "scenarios/structures/" in str(mark)]
        numbers = [path for path in ours if any(map(str.isdigit, loaded.written.get(path, "")))]
        unsaid = [path for path in numbers if path not in loaded.annotations]
        assert numbers, template
        assert unsaid == [], template


def test_the_readme_is_current() -> None:
    """``python -m tests.structures_readme`` renews it; one row of each table is run again, all must be there."""
    text = README.read_text(encoding="utf-8")
    below = text.partition(MARK)[2]
    for head, (headings, (again,)) in tables(["standard_concession"]).items():
        table = [_cells(line) for line in below.partition(f"## {head}\n")[2].strip().splitlines() if line[:1] == "|"]
        heads, _, *rows = table[: len(TEMPLATES) + 2]
        row = next(one for one in rows if one[0] == again[0])
        shown = {name: cell for name, cell in zip(heads, row, strict=True) if cell != "-"}
        assert shown == {name: cell for name, cell in zip(headings, again, strict=True) if cell != "-"}
        assert len({one[0] for one in rows}) == len(TEMPLATES)
    for file in FOLDER.glob("*.yaml"):
        assert f"`{file.name}`" in text


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]
