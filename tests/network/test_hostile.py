"""Files and cities that would stop a network, and what must not be lost or doubled then."""

import csv

import pytest
import yaml

from ppp_model.errors import ScenarioError
from ppp_model.network import Rule, read_cities, run_network
from ppp_model.network.kept import RESULTS
from ppp_model.network.pooled import pool_data
from tests.network.test_network import ROW, csv_file, row
from tests.replication.towns import town_study
from tests.test_cli import ppp


def test_names_may_have_quotes_lines_and_semicolons(tmp_path):
    names = ["Two\nLines", '"Q"; [red]x[/]', "=cmd()", "\u6771\u4eac", "A\u2028B"]
    cities = read_cities(csv_file(tmp_path, *[row(name) for name in names]))
    assert [one.name for one in cities] == ["Two Lines", '"Q"; [red]x[/]', "=cmd()", "\u6771\u4eac", "A B"]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("name;country;currency\nA;B;CCC\n", "its columns are parted by semicolons, not commas"),
        (",".join(ROW) + '\n"A,B\nC,D\n', "is not CSV.*a quote that does not close"),
    ],
)
def test_files_that_are_no_csv_are_refused(tmp_path, text, what):
    (tmp_path / "cities.csv").write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError, match=what):
        read_cities(tmp_path / "cities.csv")


def test_a_city_that_cannot_be_worked_out_does_not_stop_the_others(tmp_path):
    """A comma in a number moves all cells; a rate of almost nothing gives no finite number; none is refused."""
    study = town_study(tmp_path)
    rows = (
        row("A"),
        row("Tiny", per_dollar="1e-300"),
        row("None", population="0"),
        row("Own", currency="AAA", per_dollar=""),
    )
    file = csv_file(tmp_path, *rows)
    with file.open("a", encoding="utf-8") as lines:
        lines.write("Moved,Beland,BBB,40,0.6,9 %,7 %,1,424,000,4,24000,900000000,north\n")
    found = run_network(read_cities(file), study, ["signed"], folder=tmp_path / "kept")
    assert [one["city"] for one in found.cities] == ["A"]
    assert "too large or too small" in found.failures["Tiny"]
    assert "city.population: must be above 0" in found.failures["None"]
    assert "compared in US dollars" in found.failures["Own"]
    assert "has more cells than there are columns: 900000000, north" in found.failures["Moved"]


def test_a_template_that_was_changed_is_read_again(tmp_path):
    study, cities = town_study(tmp_path), read_cities(csv_file(tmp_path, row("A")))
    before = run_network(cities, study, ["signed"]).cities[0]["structures"]["signed"]["measures"]["total_uses"]
    town_study(tmp_path, works={"items": {"plant": {"cost": "16 m USD"}}})
    after = run_network(cities, study, ["signed"]).cities[0]["structures"]["signed"]["measures"]["total_uses"]
    assert after > 1.5 * before


def test_a_line_that_two_runs_wrote_counts_once(tmp_path):
    study, folder = town_study(tmp_path), tmp_path / "kept"
    cities = read_cities(csv_file(tmp_path, row("A"), row("B", population="90000")))
    run_network(cities, study, ["signed"], folder=folder)
    text = (folder / RESULTS).read_text(encoding="utf-8")
    (folder / RESULTS).write_text(text + text, encoding="utf-8")
    assert run_network(cities, study, ["signed"], folder=folder).found == 2
    assert (folder / RESULTS).read_text(encoding="utf-8") == text


def test_a_pool_has_every_city_under_its_own_key_from_the_templates_close(tmp_path):
    names = "S\u00e3o Paulo", "S\u00e3o-Paulo", "s\u00e3o paulo!"
    rows = [row(name, budget="9000000000") for name in names]
    cities = read_cities(csv_file(tmp_path, *rows))
    found = run_network(cities, town_study(tmp_path), ["signed"], rule=Rule(affordable=False))
    data = pool_data(found, 5)
    assert list(data["members"]) == ["s\u00e3o_paulo", "s\u00e3o_paulo_2", "s\u00e3o_paulo_3"]
    assert data["timeline"]["close"] == "2020-01-01"
    (tmp_path / "pool.yaml").write_text(yaml.safe_dump(data), encoding="utf-8")
    assert ppp("pool", tmp_path / "pool.yaml").exit_code in (0, 3)


def test_tables_are_written_where_a_city_has_no_region_and_the_page_before_the_pool(tmp_path):
    file = csv_file(tmp_path, row("A"), row("B", region="", budget="1"))
    done = ppp("network", file, "-t", town_study(tmp_path), "-s", "signed", "--unaffordable", "--workers", 1,
               "-o", tmp_path / "out", "--pool", tmp_path / "pool.yaml", "--cover", "0", "--budget-share", "100 %",
               "--any-return")  # fmt: skip
    assert done.exit_code == 2  # no city can carry its debt
    assert "What all cities need together" in done.stdout
    lines = list(csv.DictReader((tmp_path / "out" / "ranking.csv").open()))
    assert [line["region"] for line in lines] == ["", "north"] or [line["region"] for line in lines] == ["north", ""]
