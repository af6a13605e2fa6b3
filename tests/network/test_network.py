"""A template in many cities: nothing lost, failures listed, ranking by plain arithmetic, resumed when interrupted."""

import csv
import io
import json

import pytest
import yaml

from ppp_model.errors import ScenarioError
from ppp_model.network import Rule, read_cities, run_network
from ppp_model.network.kept import RESULTS
from ppp_model.network.pooled import Terms, pool_data
from ppp_model.network.ranking import Choice, best_by_class, choice_of, ranked, totals
from ppp_model.network.synthetic import COLUMNS, synthetic_rows, write
from ppp_model.pool import load_pool
from ppp_model.risk.executors import Place
from tests.replication.towns import SCENARIOS, town_study
from tests.test_cli import ppp

ROW = {
    "name": "A", "country": "Beland", "currency": "BBB", "per_dollar": "40", "price_level": "0.6",
    "country_risk": "9 %", "inflation": "7 %", "population": "250000", "household_size": "4",
    "household_income": "24000", "budget": "900000000", "region": "north",
}  # fmt: skip


def csv_file(folder, *rows):
    path = folder / "cities.csv"
    columns = list(dict.fromkeys(key for row in rows for key in row))
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)
    return path


def row(name, **facts):
    return {**ROW, "name": name, **facts}


def test_cities_that_fail_are_listed_and_the_others_are_run(tmp_path):
    study = town_study(tmp_path)
    file = csv_file(
        tmp_path, row("A"), row("B", per_dollar="none"), row("C", population=""), row("D", **{"retail.losses": "200 %"})
    )
    found = run_network(read_cities(file), study)
    assert [one["city"] for one in found.cities] == ["A"]
    assert found.failures.keys() == {"B", "C", "D"}
    assert "cities.csv:3" in found.failures["B"]
    assert "city.per_dollar: must be a number, got `none`" in found.failures["B"]
    assert "population: is missing" in found.failures["C"]
    assert "retail.losses: must be from 0 % to 100 %" in found.failures["D"]


def test_what_is_run_is_what_replicate_gives(tmp_path):
    from ppp_model import load

    study = town_study(tmp_path)
    found = run_network(read_cities(csv_file(tmp_path, row("A", **{"retail.losses": "20 %"}))), study, ["public"])
    facts = {key: ROW[key] for key in ("name", "country", "currency", "per_dollar", "price_level", "country_risk",
                                       "population", "household_size", "household_income", "budget")}  # fmt: skip
    city = {"city": facts | {"name": "A"}, "currencies": {"BBB": {"inflation": "7 %"}}}
    alone = load(study).replicate(city).study.run("public", sets=["retail.losses=20 %"])
    one = found.cities[0]["structures"]["public"]
    assert one["measures"]["total_uses"] == pytest.approx(alone.measures["total_uses"])
    assert one["measures"]["burden_poorest"] == pytest.approx(alone.measures["burden_poorest"])
    assert one["solved"] == pytest.approx(alone.solved.value)


def city(name, structures, per_dollar=10.0, **facts):
    """A city as the network keeps it; each structure: people, public support, burden, cover, share of the budget."""
    keys = ("people", "public_support_pv", "burden_poorest", "dscr_min", "budget_share_peak")
    found = {}
    for key, values in structures.items():
        said = dict(zip(keys, values, strict=True))
        measures = dict.fromkeys(("net_public_cost_pv", "debt", "equity", "grants", "coverage_start", "coverage_end",
                                  "equity_irr"), 0.0)  # fmt: skip
        measures |= {"total_uses": 1e6, **{name: said[name] for name in keys[1:]}}
        found[key] = {"measures": measures, "people": said["people"], "failed": [], "threshold": 0.05}
    place = {
        "population": 1e5,
        "income_usd": 300.0,
        "country_risk": 0.05,
        "country": "X",
        "labels": {},
        "budget_usd": 1e7,
    }
    return {"city": name, "per_dollar": per_dollar, "structures": found, **place, **facts}


GRANT, TARIFF, LOAN = (1000, 50_000, 0.03, 1.3, 0.1), (950, 0, 0.06, 1.5, 0.0), (500, 1_000, 0.03, 1.2, 0.1)


def test_the_best_structure_reaches_people_for_the_least_public_money_among_the_good_ones():
    one = city("A", {"grant": GRANT, "tariff": TARIFF, "loan": LOAN})
    assert choice_of(one, Rule()).structure == "grant"  # the tariff is too dear, the loan reaches half
    assert choice_of(one, Rule(affordable=False)).structure == "tariff"
    assert choice_of(one, Rule(reach=0.5)).structure == "loan"
    assert "above the threshold" in choice_of(city("A", {"tariff": TARIFF}), Rule()).reason
    assert "debt service 2" in choice_of(one, Rule(cover=2)).reason
    assert "budget" in choice_of(one, Rule(budget_share=0.05)).reason
    poor = city("A", {"grant": GRANT, "loan": LOAN})
    poor["structures"]["grant"]["measures"]["equity_npv"] = -100.0
    assert choice_of(poor, Rule(reach=0.5)).structure == "loan"
    assert "owners" in choice_of(poor, Rule()).reason
    assert choice_of(poor, Rule(owners=False)).structure == "grant"
    one["structures"]["grant"]["failed"] = ["debt is left"]
    assert choice_of(one, Rule()).structure is None


def test_cities_rank_by_people_reached_for_public_money():
    """In dollars: A 1,000 people for 50,000 / 10; B 1,000 for 50,000 / 2; C without public money."""
    cities = [city("B", {"x": GRANT}, 2.0), city("A", {"x": GRANT}), city("C", {"x": TARIFF})]
    rows = ranked(cities, {name: Choice("x") for name in "ABC"})
    assert [row["city"] for row in rows] == ["C", "A", "B"]
    assert [row["people_for_1000_usd"] for row in rows] == [None, pytest.approx(200.0), pytest.approx(40.0)]
    assert rows[-1]["support_so_far"] == pytest.approx(50_000 / 10 + 50_000 / 2)
    assert rows[-1]["people_so_far"] == 2950


def test_totals_and_classes_count_every_city():
    cities = [
        city(name, {"x": GRANT, "y": LOAN}, population=size) for name, size in (("A", 1e5), ("B", 2e5), ("C", 3e5))
    ]
    choices = {"A": Choice("x"), "B": Choice("y"), "C": Choice(None)}
    found = totals(cities, choices, ["x", "y"])
    assert found["best of each city"]["people"] == 1500
    assert found["x"]["public_support_pv"] == pytest.approx(15_000)
    rows = {row["class"]: row for row in best_by_class(cities, choices, ["x", "y"]) if row["by"] == "size"}
    assert rows["small"]["x"] == rows["middle"]["y"] == rows["large"]["none"] == 1


def test_an_interrupted_run_goes_on_and_gives_the_same(tmp_path):
    study, folder = town_study(tmp_path), tmp_path / "kept"
    file = csv_file(tmp_path, row("A"), row("B", population="90000"), row("C", population="400000"))
    whole = run_network(read_cities(file), study, ["signed"], folder=folder)
    lines = (folder / RESULTS).read_text(encoding="utf-8").splitlines()
    (folder / RESULTS).write_text(lines[0] + "\n" + lines[1][:40], encoding="utf-8")
    again = run_network(read_cities(file), study, ["signed"], folder=folder)
    assert again.found == 1
    assert again.ranking == whole.ranking
    csv_file(tmp_path, row("A"), row("B", population="95000"), row("C", population="400000"))
    changed = run_network(read_cities(file), study, ["signed"], folder=folder)
    assert changed.found == 2  # B has another row now
    with pytest.raises(ScenarioError, match="structures: is of another run"):
        run_network(read_cities(file), study, ["public"], folder=folder)
    assert run_network(read_cities(file), study, ["public"], folder=folder, force=True).found == 0


def test_processes_give_the_same_and_say_what_failed(tmp_path):
    study = town_study(tmp_path)
    file = csv_file(tmp_path, row("A"), row("B", population="90000"), row("X", population="many"))
    here, away = (run_network(read_cities(file), study, ["signed"], place=Place(workers=n)) for n in (None, 2))
    assert here.ranking == away.ranking
    assert here.failures == away.failures
    assert away.failures["X"].startswith(f"{file}:4:1: city.population: is not a number with a unit, got `many`")


def test_columns_and_names_that_mean_nothing_are_refused(tmp_path):
    with pytest.raises(ScenarioError, match=r"unknown column.*Did you mean `population`"):
        read_cities(csv_file(tmp_path, {**ROW, "poplation": 3}))
    with pytest.raises(ScenarioError, match="is there twice: also in line 2"):
        read_cities(csv_file(tmp_path, ROW, ROW))
    with pytest.raises(ScenarioError, match="household_income: this column is missing"):
        read_cities(csv_file(tmp_path, {key: value for key, value in ROW.items() if key != "household_income"}))
    with pytest.raises(ScenarioError, match="holds no cities"):
        read_cities(csv_file(tmp_path, *[dict.fromkeys(ROW, "")]))


def test_the_shipped_cities_are_those_of_the_generator():
    text = io.StringIO()
    write(900, text)
    file = SCENARIOS / "network" / "cities-synthetic.csv"
    assert file.read_text(encoding="utf-8") == text.getvalue()
    cities = read_cities(file)
    assert len(cities) == 900
    assert all("Synthetic" in one.name and "Synthetic" in one.facts["country"] for one in cities)


def test_synthetic_cities_have_a_plausible_spread():
    rows = list(synthetic_rows(900))
    assert all(tuple(row) == COLUMNS for row in rows)
    people = sorted(float(row["population"]) for row in rows)
    assert 100_000 < people[450] < 500_000
    assert 30_000 <= people[0] < people[-1] < 15e6
    incomes = sorted(float(row["household_income"]) / row["per_dollar"] for row in rows)
    assert incomes[10] < 120 < 200 < incomes[450] < 600 < 1_000 < incomes[-10]
    for row in rows:
        shares = [float(row[f"q{number}"]) for number in range(1, 6)]
        assert sum(shares) == pytest.approx(1, abs=2e-4)
        assert shares == sorted(shares)


def test_a_pool_of_the_network_can_be_run(tmp_path):
    """Escrowed revenue, 0.3 x 0.4 of the budget, must cover 1.3 times the first year of a loan of 17.5 m: 2.88 m."""
    study = town_study(tmp_path)
    rows = row("A", budget="9000000000"), row("B", budget="900000000")
    found = run_network(read_cities(csv_file(tmp_path, *rows)), study, ["signed"], rule=Rule(affordable=False))
    debt = found.cities[0]["structures"]["signed"]["measures"]["debt"]
    assert 0.12 * 9e8 / 40 < 1.3 * debt * (1 / 15 + 0.06) < 0.12 * 9e9 / 40
    data = pool_data(found, 5)
    assert list(data["members"]) == ["a"]
    assert data["members"]["a"]["loan"]["value"] == f"{debt:.0f} USD"
    (tmp_path / "pool.yaml").write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
    pool = load_pool(tmp_path / "pool.yaml")
    assert pool.check() == []
    result = pool.run("pooled")
    assert not result.failures
    with pytest.raises(ScenarioError, match="can carry the debt"):
        pool_data(found, 5, Terms(least_cover=1000))


def test_the_command_writes_tables_picture_and_pool(tmp_path):
    study, folder = town_study(tmp_path), tmp_path / "out"
    file = csv_file(tmp_path, row("A"), row("B", population="90000"), row("X", population="none"))
    done = ppp("network", file, "-t", study, "-s", "signed", "--unaffordable", "--workers", 1, "-o", folder,
               "--pool", tmp_path / "pool.yaml")  # fmt: skip
    assert done.exit_code == 3
    assert "1 of 3 cities failed" in done.stderr
    assert "X: " in done.stdout
    names = {"ranking.csv", "best_by_class.csv", "totals.csv", "without.csv", "everything.csv", "reach.png"}
    assert names <= {path.name for path in folder.iterdir()}
    assert (folder / "reach.png").read_bytes()[:4] == b"\x89PNG"
    assert [line["city"] for line in csv.DictReader((folder / "ranking.csv").open())] == [
        one["city"] for one in json.loads(ppp("network", file, "-t", study, "-s", "signed", "--unaffordable",
                                              "--workers", 1, "-o", folder, "--json").stdout)["ranking"]
    ]  # fmt: skip
    assert ppp("network", file, "-t", study, "-s", "sigend").exit_code == 2
