"""`ppp data`: the reference figures, looked through by words."""

import csv
import json
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from ppp_model import cli
from ppp_model.scenario.reference_data import entries

OWN = "data: {thresholds.water.undp_2006: {value: 4 %, source: Council decision}, mine.levy: {value: 1 %, assumed: x}}"


def ppp(*words):
    return CliRunner(env={"COLUMNS": "120", "PPP_DEBUG": None}).invoke(cli.app, [str(word) for word in words])


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    """The starter study with figures of its own."""
    folder = tmp_path_factory.mktemp("studies") / "small"
    assert ppp("new", folder).exit_code == 0
    file = folder / "scenario.yaml"
    file.write_text(f"{file.read_text(encoding='utf-8')}\n{OWN}\n", encoding="utf-8")
    return folder


def test_words_narrow_the_list():
    done = ppp("data", "undp", "WATER")
    assert done.exit_code == 0
    assert "thresholds.water.undp_2006 = 3 %  [share of household income]" in done.stdout
    assert "source: Human Development Report 2006" in done.stdout
    assert f"1 of {len(entries())} figures" in done.stdout


def test_what_is_not_verified_is_said_to_be_assumed():
    done = ppp("data", "thresholds.heating")
    assert "assumed: recalled, not verified: Can poor consumers pay for energy and water?" in done.stdout


def test_a_range_is_shown():
    assert "thresholds.water.oecd_eecca = 4 % (3 % to 5 %)" in ppp("data", "oecd_eecca").stdout


def test_nothing_found_is_no_error():
    done = ppp("data", "nosuchword")
    assert done.exit_code == 0
    assert done.stdout.startswith("0 of ")


def test_json_holds_every_field():
    found = json.loads(ppp("data", "mtf_power", "--json").stdout)["data"]
    assert [one["key"] for one in found] == ["quantities.electricity.mtf_power"]
    assert found[0]["value"] == [3, 50, 200, 800, 2000]
    assert (found[0]["year"], found[0]["standing"], found[0]["low"]) == (2015, "recalled", None)
    assert len(json.loads(ppp("data", "--json").stdout)["data"]) == len(entries())


def test_csv_holds_a_row_for_each_figure():
    rows = list(csv.reader(ppp("data", "--csv").stdout.splitlines()))
    assert rows[0][:5] == ["key", "value", "low", "high", "unit"]
    assert [row[0] for row in rows[1:]] == [one.key for one in entries()]
    assert next(row for row in rows if row[0] == "elasticities.water.lic_indoor_long_run")[1] == "-0.4"


def test_a_study_shows_its_own_figures_too(study):
    done = ppp("data", study, "undp")
    assert "thresholds.water.undp_2006 = 4 %  [share of household income]" in done.stdout
    assert "source: Council decision" in done.stdout
    found = json.loads(ppp("data", study, "--json").stdout)["data"]
    assert len(found) == len(entries()) + 1
    assert {"key": "mine.levy", "standing": "assumed"}.items() <= found[-1].items()


def test_a_reference_runs_on_the_command_line(study):
    words = ["city.affordability_threshold={data: thresholds.water.undp_2006}"]
    found = json.loads(ppp("assumptions", study, "--set", *words, "--json").stdout)
    row = next(row for row in found["inputs"] if row["input"] == "city.affordability_threshold")
    assert (row["value"], row["standing"], row["where"]) == ("4 %", "source", "--set")
    assert found["changes"][0]["new"] == "4 %"
    done = ppp("assumptions", study, "--set", "city.affordability_threshold={data: thresholds.water.undp}")
    assert done.exit_code == 2
    assert "Did you mean `thresholds.water.undp_2006`?" in done.stderr


def test_listing_does_without_pandas():
    code = (
        "import sys\nfrom ppp_model import cli\n"
        "sys.argv = ['ppp', 'data', 'undp', '--json']\n"
        "try:\n    cli.main()\nexcept SystemExit as end:\n    assert not end.code\n"
        "print([name for name in ('pandas', 'scipy', 'matplotlib') if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stderr == "[]\n"
