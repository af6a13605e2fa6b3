"""All studies of a folder at once: what is run, what is told, how it ends."""

import json
import shutil

import pytest

from ppp_model.errors import ScenarioError
from ppp_model.library import expected, run_all, studies_in
from tests.replication.towns import SCENARIOS, town_study
from tests.test_cli import ppp


@pytest.fixture
def studies(tmp_path):
    """The small town, its measures as expected, and a copy of it that expects another bill."""
    town = town_study(tmp_path)
    text = (town / "scenario.yaml").read_text(encoding="utf-8")
    (town / "scenario.yaml").write_text(text.replace("400 k USD/year", "310 k USD/year"), encoding="utf-8")
    shutil.copytree(town, tmp_path / "other")
    return tmp_path


def measures(folder):
    from ppp_model import load

    study = load(folder)
    pairs = [(name, case) for name in study.structures for case in (None, *study.cases)]
    return {
        (name, case or "", key): value for name, case in pairs for key, value in study.run(name, case).measures.items()
    }


def test_every_structure_is_run_under_every_case(studies):
    found = run_all(studies)
    assert [row["study"] for row in found.rows] == ["other", "town"]
    assert found.runs == 2 * 2 * 3
    assert found.problems == []
    assert [row["unexpected"] for row in found.rows] == [None, None]


def test_a_measure_that_is_not_as_expected_is_named(studies):
    values = measures(studies / "town")
    expected.write(studies / "town" / "expected.csv", values)
    values["public", "dear", "total_uses"] *= 1.01
    del values["signed", "", "equity"]
    expected.write(studies / "other" / "expected.csv", values)
    found = run_all(studies)
    assert found.rows[1]["unexpected"] == []
    assert len(found.problems) == 2
    assert any(words.startswith("other, public under dear: total_uses is ") for words in found.problems)
    assert "other, signed: equity is not in expected.csv" in found.problems


def test_a_study_that_cannot_be_read_does_not_stop_the_others(studies):
    (studies / "other" / "scenario.yaml").write_text("study: [", encoding="utf-8")
    done = ppp("run-all", studies, "--workers", 1, "--json")
    assert done.exit_code == 3
    data = json.loads(done.stdout)
    assert [row["study"] for row in data["studies"]] == ["town"]
    assert data["problems"][0].startswith("other: ")


def test_a_check_that_fails_is_told(studies):
    text = (studies / "town" / "scenario.yaml").read_text(encoding="utf-8")
    (studies / "town" / "scenario.yaml").write_text(text.replace("310 k USD/year", "4 m USD/year"), encoding="utf-8")
    done = ppp("run-all", studies, "--workers", 1)
    assert done.exit_code == 3
    assert "town, signed under dear: " in " ".join(done.stdout.split())


def test_folders_without_studies_are_refused(tmp_path):
    with pytest.raises(ScenarioError, match=r"holds no folder with a scenario.yaml"):
        studies_in(tmp_path)
    assert ppp("run-all", tmp_path / "nowhere").exit_code == 2


def test_the_shipped_library_is_found():
    names = [folder.name for folder in studies_in(SCENARIOS)]
    assert {"kigali-bulk-water", "tamil-nadu-pooled-bond", "reference-deal"} <= set(names)
    assert "cities" not in names
