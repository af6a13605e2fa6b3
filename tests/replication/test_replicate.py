"""A study carried to another city: each number against plain arithmetic, nothing lost, everything marked."""

import datetime as dt
import json

import pytest
import yaml

from ppp_model import load
from ppp_model.errors import ScenarioError
from ppp_model.outputs.assumptions import book_of
from ppp_model.replication import Options, places_in, replicated
from ppp_model.replication.outcome import SHOWN, outcome
from ppp_model.replication.places import read_place
from ppp_model.replication.writing import study_of, write_replica
from ppp_model.scenario.load import open_study
from ppp_model.scenario.paths import numeric_paths
from ppp_model.study import Study
from tests.replication.towns import NEW_TOWN, SCENARIOS, town_study
from tests.test_cli import ppp as run_ppp


def carried(folder, options=None, new=NEW_TOWN, **changes):
    """The replica of the small study, its rows by path, and its scenario."""
    study, city = town_study(folder, **changes), folder / "cities" / "new.yaml"
    city.write_text(yaml.safe_dump(new, sort_keys=False), encoding="utf-8")
    replica = replicated(open_study(study), read_place(city), options or Options())
    rows = {(one.owner, one.path): one for one in replica.carried}
    return replica, rows, Study(study_of(replica, study)).file.loaded("signed").scenario


def test_each_number_is_what_plain_arithmetic_says(tmp_path):
    """Towns: AAA 10 for a dollar, price level 0.5; BBB 40 for a dollar, 0.6; 100,000 and 250,000 people; no dates."""
    _, _, scenario = carried(tmp_path)
    people, level, rate = 250_000 / 100_000, 0.6 / 0.5, 40 / 10
    cost = 0.5 + 0.5 * level  # half of a cost has a world price
    assert scenario.supply.capacity == pytest.approx(5_000 * people, rel=1e-4)
    assert scenario.works.items["plant"].cost == pytest.approx(8e6 * people * cost, rel=1e-4)
    assert scenario.works.items["land"].cost == pytest.approx(1e6 * people * level, rel=1e-4)
    assert scenario.opex["running"].fixed == pytest.approx(300_000 * people * cost, rel=1e-4)
    assert scenario.revenue.capacity_charge == pytest.approx(0.9 * cost, rel=1e-4)
    assert scenario.retail.blocks["all"].price == pytest.approx(8 * level * rate, rel=1e-4)
    assert scenario.city.alternative_price == pytest.approx(25 * level * rate, rel=1e-4)
    assert scenario.opex["crew"].staff == pytest.approx(20 * people)
    # pay by household income, in dollars: (24,000 / 40) / (4,000 / 10)
    assert scenario.opex["crew"].pay == pytest.approx(3_000 * (24_000 / 40) / (4_000 / 10), rel=1e-4)
    assert scenario.finance.debt["bank"].rate == pytest.approx(0.08 + 0.09 - 0.06)
    assert scenario.finance.debt["soft"].rate == pytest.approx(0.02)
    assert scenario.currencies["BBB"].per_study_currency == pytest.approx(40)
    assert scenario.currencies["BBB"].inflation == 0.07
    assert scenario.tax.rate == 0.20
    assert scenario.finance.debt["bank"].tenor == 12 * 12


def test_the_city_is_the_new_one(tmp_path):
    replica, rows, scenario = carried(tmp_path)
    assert (scenario.city.name, scenario.city.currency, scenario.city.population) == ("New Town", "BBB", 250_000)
    assert scenario.city.household_income == 24_000
    assert scenario.city.groups["poor"].income_share == 0.15
    assert scenario.city.groups["poor"].connected == 0.3  # not in the new city's file: that of the old one
    assert rows["", "city.groups.poor.connected"].replace
    assert rows["", "city.population"].treatment == "city"
    assert "AAA" not in str(yaml.safe_load(json.dumps(scenario.currencies, default=str)).keys())
    assert replica.factors.new_currency == "USD"


def test_dates_move_prices_incomes_people_and_exchange_rates(tmp_path):
    """The new city's numbers hold two years before the new close, which is four years after the old one."""
    new = {**NEW_TOWN, "city": {**NEW_TOWN["city"], "date": "2022-01-01", "population_growth": "3 %"}}
    options = Options(close=dt.date(2024, 1, 1))
    _, _, scenario = carried(tmp_path, options, new)
    years, since = 1461 / 365.25, 730 / 365.25
    assert scenario.timeline.close == dt.date(2024, 1, 1)
    assert scenario.revenue.capacity_charge == pytest.approx(0.9 * 1.1 * 1.02**years, rel=1e-4)
    assert scenario.city.population == pytest.approx(250_000 * 1.03**since, rel=1e-4)
    assert scenario.supply.capacity == pytest.approx(5_000 * 2.5 * 1.03**since, rel=1e-4)
    assert scenario.city.household_income == pytest.approx(24_000 * (1.07 * 1.01) ** since, rel=1e-4)
    rate = 40 * (1.07 / 1.02) ** since
    assert scenario.currencies["BBB"].per_study_currency == pytest.approx(rate, rel=1e-4)
    assert scenario.retail.blocks["all"].price == pytest.approx(8 * 1.2 * rate / 10 * 1.02**years, rel=1e-4)


def test_size_exponent_and_traded_share_are_the_users(tmp_path):
    _, _, scenario = carried(tmp_path, Options(size=4, scale_exponent=0.5, traded=1.0))
    assert scenario.supply.capacity == pytest.approx(20_000)
    assert scenario.works.items["plant"].cost == pytest.approx(8e6 * 2)
    assert scenario.opex["running"].fixed == pytest.approx(300_000 * 4)


def test_structures_and_cases_are_carried_too(tmp_path):
    replica, rows, _ = carried(tmp_path)
    study = Study(study_of(replica, tmp_path / "town"))
    public = study.file.loaded("public").scenario
    assert public.finance.debt["bond"].rate == pytest.approx(0.07 + 0.03)
    assert public.solve.target == pytest.approx(0.15 + 0.03)
    assert public.solve.between == pytest.approx((0.1 * 1.1, 3 * 1.1))
    fall = study.file.loaded("signed", "fall").scenario
    assert fall.currencies["BBB"].fall == 0.3
    dear = study.file.loaded("signed", "dear").scenario
    assert dear.opex["running"].fixed == pytest.approx(400_000 * 2.5 * 1.1, rel=1e-4)
    assert rows["cases.dear", "opex.running.fixed"].old == "400 k USD/year"
    uncertain = study.file.loaded("signed").scenario.uncertainty.inputs
    assert uncertain["cost"].input == "currencies.BBB.depreciation"
    assert uncertain["price"].low == pytest.approx(0.5 * 1.1)


def test_a_study_in_the_citys_currency_moves_to_the_other(tmp_path):
    """Local prices and loans: AAA become BBB; a loan in dollars keeps its amount in dollars."""
    _, _, scenario = carried(
        tmp_path,
        currency="AAA",
        currencies={"AAA": {"inflation": "4 %"}, "USD": {"per_study_currency": 0.1, "inflation": "2 %"}},
        local=True,
    )
    assert scenario.currency == "BBB"
    assert scenario.revenue.capacity_charge == pytest.approx(0.9 * 1.1 * 4, rel=1e-4)
    assert scenario.currencies["USD"].per_study_currency == pytest.approx(1 / 40)
    # 3 points of risk and 3 of inflation
    assert scenario.finance.debt["bank"].rate == pytest.approx(0.08 + 0.03 + 0.03)


def test_a_study_carried_to_its_own_city_gives_the_same(tmp_path):
    study = SCENARIOS / "kigali-bulk-water"
    replica = replicated(open_study(study), places_in(SCENARIOS / "cities")["kigali"], Options())
    again, before = Study(study_of(replica, study)), load(study)
    for name in ("as_signed", "public_loan"):
        found, kept = again.run(name, "half_demand").measures, before.run(name, "half_demand").measures
        assert {
            key: pytest.approx(value, rel=1e-9) if value is not None else None for key, value in kept.items()
        } == found


@pytest.mark.parametrize("name", ["kigali-bulk-water", "example-health", "example-water"])
def test_no_number_is_lost_and_every_one_is_marked(name, tmp_path):
    file = open_study(SCENARIOS / name)
    place = places_in(SCENARIOS / "cities")["nairobi"]
    replica = replicated(file, place, Options())
    new = Study(study_of(replica, SCENARIOS / name)).file
    for structure in file.structures:
        old, now = file.loaded(structure), new.loaded(structure)
        swapped = (f"currencies.{old.scenario.city.currency}", "city.income.")  # the new city's own
        for path in numeric_paths(old.scenario):
            if path in old.written and not path.startswith(swapped):
                assert path in now.written, path
        rows = [row for row in book_of(now).rows if row.standing == "unmarked"]
        bare = [row.path for row in rows if any(letter.isdigit() for letter in row.value)]
        assert [path for path in bare if not path.startswith(("solve.", "frontier.", "uncertainty.", "timeline."))
                and path.rpartition(".")[2] not in ("rank", "unit")] == []  # fmt: skip


def test_what_is_written_can_be_run(tmp_path):
    study = town_study(tmp_path)
    (tmp_path / "cities" / "new.yaml").write_text(yaml.safe_dump(NEW_TOWN, sort_keys=False), encoding="utf-8")
    replica = replicated(open_study(study), read_place(tmp_path / "cities" / "new.yaml"), Options())
    files = write_replica(replica, tmp_path / "carried", force=False)
    assert [file.name for file in files] == ["scenario.yaml", "README.md"]
    assert 'extends: "../cities/new.yaml"' in files[0].read_text(encoding="utf-8")
    result = load(tmp_path / "carried").run("signed")
    assert not result.failures
    readme = files[1].read_text(encoding="utf-8")
    assert "| retail.blocks.all.price | 8 AAA/m3 | 38.4 BBB/m3 | the old city's tariff |" in readme
    with pytest.raises(ScenarioError, match="is there already"):
        write_replica(replica, tmp_path / "carried", force=False)


def test_words_that_mean_nothing_are_refused(tmp_path):
    study = town_study(tmp_path)
    place = read_place(
        _city(tmp_path, {**NEW_TOWN, "city": {k: v for k, v in NEW_TOWN["city"].items() if k != "per_dollar"}})
    )
    with pytest.raises(ScenarioError, match=r"city.per_dollar: is missing"):
        replicated(open_study(study), place, Options())
    with pytest.raises(ScenarioError, match=r"city.population: is missing"):
        read_place(_city(tmp_path, {"city": {"name": "X"}}))
    with pytest.raises(ScenarioError, match=r"works: does not belong to a city"):
        read_place(_city(tmp_path, {**NEW_TOWN, "works": {}}))
    with pytest.raises(ScenarioError, match=r"city.population: expects people"):
        read_place(_city(tmp_path, {**NEW_TOWN, "city": {**NEW_TOWN["city"], "population": "3 m3"}}))


def _city(folder, data):
    path = folder / "cities" / "other.yaml"
    path.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
    return path


def test_the_commands(tmp_path):
    study = town_study(tmp_path)
    (tmp_path / "cities" / "new-town.yaml").write_text(yaml.safe_dump(NEW_TOWN, sort_keys=False), encoding="utf-8")
    done = run_ppp("replicate", str(study), "--city", "New Town", "--json")
    data = json.loads(done.stdout)
    assert (data["from"], data["to"]) == ("Old Town", "New Town")
    assert data["counts"]["scaled"] > 3
    again = load(tmp_path / "town-in-new-town").run()
    assert data["outcome"]["measures"]["equity_irr"]["here"] == pytest.approx(again.measures["equity_irr"])
    assert (tmp_path / "town-in-new-town" / "scenario.yaml").is_file()
    again = run_ppp("replicate", str(study), "--city", "New Town")
    assert again.exit_code == 2
    assert "is there already" in again.stderr
    unknown = run_ppp("replicate", str(study), "--city", "newtwon")
    assert unknown.exit_code == 2
    assert "unknown city `newtwon`" in unknown.stderr
    assert "new-town" in unknown.stderr
    assert run_ppp("replicate", str(study), "--city", "New Town", "--close", "soon").exit_code == 2
    listed = run_ppp("cities", str(tmp_path))
    assert "new-town" in listed.stdout
    starter = run_ppp("cities", "--starter", "-o", str(tmp_path / "cities" / "another.yaml"))
    assert starter.exit_code == 0
    assert read_place(tmp_path / "cities" / "another.yaml").name == "New City"


def test_a_price_that_no_owner_would_sign_is_told():
    fine = dict.fromkeys(SHOWN, 0.1) | {"dscr_min": 1.3, "equity_npv": 5.0}
    poor = fine | {"equity_npv": -5.0, "dscr_min": 0.9, "budget_share_peak": 1.2}
    assert outcome("a", fine, fine, {})["warnings"] == []
    words = outcome("a", fine, poor, {"x": "debt is left"})["warnings"]
    assert [text.split(":")[0].split(" in ")[0] for text in words] == [
        "Owners would earn less than they ask", "Cash does not cover debt service", "What the public pays",
        "debt is left",
    ]  # fmt: skip
    assert outcome("a", poor, poor, {})["warnings"][:1] != words[:1]  # it was so there too
