"""`ppp affordability`, and what `ppp compare` and `ppp run --table` show of people and givers."""

import csv
import io
import json

import pytest
from typer.testing import CliRunner

from ppp_model import cli
from ppp_model.study import load
from tests.everything import study_in


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    folder = tmp_path_factory.mktemp("town")
    study_in(folder)
    return folder


def ppp(*words, **env):
    return CliRunner(env={"COLUMNS": "105", "PPP_DEBUG": None, **env}).invoke(cli.app, [str(word) for word in words])


def strict_json(text):
    def refuse(word):
        raise AssertionError(f"{word} is not JSON")

    return json.loads(text, parse_constant=refuse)


def test_the_whole_picture_is_printed(town):
    done = ppp("affordability", town)
    assert (done.exit_code, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[:2] == ["Made-up town", "As planned: what people pay, who is served, who gives"]
    for heading in ("People and income", "Who pays too much", "Who is connected", "Who gets the subsidy"):
        assert heading in lines
    assert any(
        line.split() == ["Giver", "Works", "Land", "Connections", "Operation", "Households", "Total"] for line in lines
    )


@pytest.mark.parametrize("columns", ["40", "60", "80", "100", "110", "200"])
def test_it_fits_any_width_and_cuts_nothing(town, columns):
    shown = ppp("affordability", town, COLUMNS=columns).stdout
    assert "\u2026" not in shown
    assert max(map(len, shown.splitlines())) <= int(columns)
    words = " ".join(shown.split())
    for one in load(town).run().affordability.page.sections:
        assert all(" ".join(sentence.split()) in words for sentence in one.sentences)
        for _, *cells in one.grid.rows if one.grid else ():
            assert all(cell in shown for cell in cells)


def test_at_a_hundred_and_twenty_columns_no_table_is_split(town):
    lines = ppp("affordability", town, COLUMNS="120").stdout.splitlines()
    assert sum(line.strip().startswith("q3 ") for line in lines) == 4  # one row in each table of groups


def test_structure_and_changes_are_taken(town):
    assert "Everyone is served in 2028." in ppp("affordability", town, "-s", "everyone").stdout
    shown = ppp("affordability", town, "-s", "plain", "--set", "retail.fixed_charge=75 KES/month").stdout
    assert "standing charge KES 75.00" in shown


def test_json_stands_alone(town):
    done = ppp("affordability", town, "-s", "everyone", "--json")
    assert (done.exit_code, done.stderr) == (0, "")
    found = strict_json(done.stdout)
    assert found["study"] == "Made-up town"
    assert found["structure"] == "everyone"
    assert found["case"] is None
    assert found["groups"]["q1"]["all_connected_year"] == 2028
    assert found["measures"]["universal_access_year"] == 2028
    ladder = found["tables"]["ladder"]
    assert ladder["columns"] == ["period end", "piped", "basic", "none"]
    assert ladder["rows"][0] == ["2025-01-01", 0.42, 0.38, 0.2]


def test_csv_goes_to_the_screen_or_to_a_file(town, tmp_path):
    done = ppp("affordability", town, "--csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert list(rows[0]) == ["table", "row", "column", "value", "money_in"]
    file = tmp_path / "out.csv"
    written = ppp("affordability", town, "-o", file)
    assert (written.exit_code, written.stdout) == (0, "")
    assert f"wrote {file}" in written.stderr
    assert file.read_text(encoding="utf-8") == done.stdout
    assert ppp("affordability", town, "-o", file).exit_code == 2
    assert ppp("affordability", town, "-o", file, "--force").exit_code == 0
    # what is blank in the table is blank in the file
    [blank] = [row for row in rows if (row["table"], row["row"], row["column"]) == ("groups", "q4", "burden_with_help")]
    assert blank["value"] == ""


def test_a_study_without_households_ends_with_2_and_says_why(town):
    done = ppp("affordability", town, "-s", "bulk")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "The scenario needs `city` and `retail`" in done.stderr
    done = ppp("affordability", town, "-s", "bulk", "--json")
    assert done.exit_code == 2
    assert "nothing is known of what people pay" in strict_json(done.stdout)["problems"][0]["what"]


def test_a_failed_check_ends_with_3_and_the_page_is_printed(town):
    done = ppp("affordability", town, "--set", "opex.all.fixed=5 m USD/year")
    assert done.exit_code == 3
    assert "Check failed: owners must pay" in done.stdout
    assert "owners must pay" in done.stderr


def test_compare_shows_groups_and_gives_them_as_data(town):
    shown = ppp("compare", town, COLUMNS="120").stdout
    assert "Bill of each income group against the threshold" in " ".join(shown.split())
    assert "! over the threshold of 3.0 % of income" in shown
    assert "all in 2028" in shown
    found = strict_json(ppp("compare", town, "--json").stdout)["structures"]
    assert found["bulk"]["groups"] == {}
    one = found["planned"]["groups"]["q2"]
    assert list(one) == [
        "bill", "burden", "threshold", "over_threshold", "connected_start", "connected_end", "all_connected_year"
    ]  # fmt: skip
    assert one["over_threshold"] is True
    assert one["all_connected_year"] is None


@pytest.mark.parametrize("name", ["groups", "classes", "support", "givers", "stakeholders", "connections"])
def test_tables_are_printed_and_given_as_data(town, name):
    done = ppp("run", town, "--table", name)
    assert (done.exit_code, done.stderr) == (0, "")
    found = strict_json(ppp("run", town, "--table", name, "--json").stdout)
    assert found["table"] == name
    assert found["rows"]


def test_a_table_of_numbers_counts_people_in_full(town):
    shown = ppp("run", town, "--table", "affordability").stdout
    served = load(town).run().table("affordability")["people_served"].iloc[-1]
    assert f"{served:,.0f}" in shown
    assert "Money in" in shown
    assert "Money in" not in ppp("run", town, "--table", "burden_by_year").stdout


def test_a_table_that_is_not_there_ends_with_2(town):
    done = ppp("run", town, "-s", "plain", "--table", "ladder")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "It needs `city.ladder` and `retail`." in done.stderr
