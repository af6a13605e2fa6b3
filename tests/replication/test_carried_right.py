"""What is easily carried wrong: draws, land, currencies of items and loans, one currency, hostile names."""

import datetime as dt

import pytest

from ppp_model import load
from ppp_model.errors import ScenarioError
from ppp_model.replication import Options
from ppp_model.replication.factors import ONE, Factors
from ppp_model.replication.places import find_place, place_of, read_place
from ppp_model.replication.rules import rule_for
from ppp_model.replication.writing import study_of, write_replica
from ppp_model.scenario.from_data import tree_from
from ppp_model.scenario.paths import SCENARIO
from ppp_model.scenario.quantities import find_unit
from ppp_model.study import Study
from tests.replication.test_replicate import _city as city_file
from tests.replication.test_replicate import carried
from tests.replication.towns import NEW_TOWN, OLD_TOWN


def test_each_money_field_is_converted():
    """A field in money that was kept would stand in the new currency with the old number."""

    def fields(shape, path):
        if shape.part is not None:
            for key in shape.keys:
                yield from fields(shape.below(key), (*path, key))
        elif shape.is_map:
            yield from fields(shape.below("x"), (*path, "x"))
        elif shape.field is not None:
            yield path, find_unit(shape.field)

    money = [
        path
        for path, unit in fields(SCENARIO, ())
        if unit and ("{currency}" in unit.stated or "{local}" in unit.stated)
    ]
    assert len(money) > 60
    kept = [".".join(path) for path in money if rule_for(path).make(_factors_of_towns(), "AAA") == ONE]
    assert [path for path in kept if not path.startswith(("city.budget",))] == []
    assert rule_for(("retail", "classes", "shops", "worth")).local


def _factors_of_towns():
    """Factors of two places that differ in everything."""

    old, new = (place_of(tree_from(town), "here") for town in (OLD_TOWN, NEW_TOWN))
    day = dt.date(2020, 1, 1)
    return Factors(old, new, "AAA", day, dt.date(2024, 1, 1), Options())


def test_shares_of_land_are_kept(tmp_path):
    land = {"cost": "1 m USD", "kind": "land", "local_share": "40 %", "profile": ["100 %"]}
    _, _, scenario = carried(tmp_path, works={"items": {"land": land}})
    assert scenario.works.items["land"].local_share == 0.4
    assert scenario.works.items["land"].profile == [1.0]


def test_interest_follows_the_currency_in_which_a_loan_is_owed(tmp_path):
    """Three points of country risk; for a loan owed in the city's currency also three of inflation."""
    loans = {
        "ours": {"gearing": "20 %", "rate": "8 %", "tenor": "12 years", "owed_in": "AAA"},
        "dollars": {"gearing": "20 %", "rate": "8 %", "tenor": "12 years", "rank": 2},
    }
    _, _, scenario = carried(tmp_path, finance={"debt": loans})
    assert scenario.finance.debt["ours"].owed_in == "BBB"
    assert scenario.finance.debt["ours"].rate == pytest.approx(0.08 + 0.03 + 0.03)
    assert scenario.finance.debt["dollars"].rate == pytest.approx(0.08 + 0.03)


def test_what_is_drawn_is_in_the_new_money(tmp_path):
    """Prices x 1.1, costs x 2.5 x 1.1: of several inputs by the first, below 0 too, and a rate that takes its place."""
    inputs = {
        "both": {"input": ["opex.running.fixed", "opex.more.fixed"], "distribution": "uniform", "acts_as": "value",
                 "low": "100 k USD/year", "high": "200 k USD/year"},
        "change": {"input": "opex.third.fixed", "distribution": "uniform", "acts_as": "added",
                   "low": "-50 k USD/year", "high": "50 k USD/year"},
        "rate": {"input": "finance.debt.bank.rate", "distribution": "uniform", "acts_as": "value", "low": "7 %",
                 "high": "9 %"},
    }  # fmt: skip
    opex = {
        "running": {"fixed": "300 k USD/year"},
        "more": {"fixed": "100 k USD/year"},
        "third": {"fixed": "90 k USD/year"},
    }
    structures = {"signed": {"label": "Signed"}}
    cases = {"dear": {"opex.running.fixed": "400 k USD/year"}}
    _, _, scenario = carried(
        tmp_path, uncertainty={"inputs": inputs}, opex=opex, structures=structures, cases=cases
    )  # fmt: skip
    drawn = scenario.uncertainty.inputs
    assert drawn["both"].high == pytest.approx(200_000 * 2.5 * 1.1, rel=1e-4)
    assert drawn["change"].low == pytest.approx(-50_000 * 2.5 * 1.1, rel=1e-4)
    assert (drawn["rate"].low, drawn["rate"].high) == pytest.approx((0.10, 0.12))


def test_a_city_with_the_studys_currency_has_no_rate_left(tmp_path):
    """Dollars in the new town: falls and draws of the old town's rate go, and the list says so."""
    new = {
        **NEW_TOWN,
        "city": NEW_TOWN["city"] | {"currency": "USD", "per_dollar": 1, "household_income": "600 USD/month",
                                    "budget": "20 m USD/year"},
        "currencies": {"USD": {"inflation": "2 %"}},
    }  # fmt: skip
    replica, rows, scenario = carried(tmp_path, new=new)
    study = Study(study_of(replica, tmp_path / "town"))
    assert study.file.check() == []
    assert list(scenario.uncertainty.inputs) == ["price"]
    assert "has the study's currency" in rows["cases.fall", "currencies.AAA.fall"].why
    assert scenario.retail.blocks["all"].price == pytest.approx(8 / 10 * 1.2, rel=1e-4)


def test_a_case_sees_the_currency_that_only_a_structure_says(tmp_path):
    structures = {"signed": {"label": "Signed", "opex.guards": {"currency": "AAA", "fixed": "1 m AAA/year"}}}
    _, rows, _ = carried(
        tmp_path, structures=structures, cases={"more_guards": {"opex.guards.fixed": "2 m AAA/year"}}
    )  # fmt: skip
    assert rows["cases.more_guards", "opex.guards.fixed"].new == "22 m BBB/year"  # x 2.5 x 1.1 x 4


def test_a_rate_in_a_case_is_that_of_the_new_currency(tmp_path):
    """The case says 12 AAA instead of 10: a fifth more; so it is 48 BBB instead of 40."""
    _, rows, _ = carried(tmp_path, cases={"weak": {"currencies.AAA.per_study_currency": 12}})
    assert float(rows["cases.weak", "currencies.AAA.per_study_currency"].new) == pytest.approx(48)


def test_who_is_connected_in_the_new_city_is_reached(tmp_path):
    groups = {name: group | {"reached": "75 %"} for name, group in OLD_TOWN["city"]["groups"].items()}
    there = {
        name: group | {"use": "9 m3/month", "connected": "90 %"} for name, group in NEW_TOWN["city"]["groups"].items()
    }
    access = {"ceiling": "100 %", "hazard": "20 %", "rollout": ["100 %"]}
    connection = {"cost": "100 AAA", "charge": "50 AAA"}
    _, _, scenario = carried(
        tmp_path, new=NEW_TOWN | {"city": NEW_TOWN["city"] | {"groups": there}}, connection=connection, access=access,
        city=OLD_TOWN["city"] | {"groups": groups}, supply={"capacity": "5000 m3/day"},
    )  # fmt: skip
    assert scenario.city.groups["poor"].reached == 0.9


def test_one_currency_needs_no_dollars(tmp_path):
    """Both towns in AAA, no rate in dollars known: ten AAA for the study's euro, as before; prices by price level."""

    def without(city):
        return {key: value for key, value in city.items() if key != "per_dollar"}

    new = NEW_TOWN | {
        "city": without(NEW_TOWN["city"]) | {"currency": "AAA", "household_income": "6000 AAA/month",
                                             "budget": "90 m AAA/year"},
        "currencies": {"AAA": {"inflation": "4 %"}},
    }  # fmt: skip
    _, _, scenario = carried(tmp_path, new=new, city=without(OLD_TOWN["city"]))
    assert scenario.currencies["AAA"].per_study_currency == pytest.approx(10)
    assert scenario.retail.blocks["all"].price == pytest.approx(8 * 1.2, rel=1e-4)


def test_a_number_that_cannot_be_read_names_its_place(tmp_path):
    with pytest.raises(
        ScenarioError, match=r"scenario.yaml:\d+:\d+: opex.running.fixed: expects USD/year, got EUR/year"
    ):
        carried(tmp_path, opex={"running": {"fixed": "3 EUR/year"}})
    city = NEW_TOWN["city"]
    for key, value, what in (("population", "0 people", "above 0"), ("per_dollar", "nan", "finite")):
        with pytest.raises(ScenarioError, match=rf"city.{key}: must be .*{what}"):
            read_place(city_file(tmp_path, {**NEW_TOWN, "city": city | {key: value}}))


def test_hostile_names_are_escaped(tmp_path):
    name = 'Evil | [x](y) `z`\n# "Town" <script>'
    new = {**NEW_TOWN, "city": NEW_TOWN["city"] | {"name": name}}
    replica, _, _ = carried(tmp_path, new=new)
    files = write_replica(replica, tmp_path / "evil", force=False)
    readme = files[1].read_text(encoding="utf-8")
    assert "<script>" not in readme
    assert '\n# "Town"' not in readme
    assert load(tmp_path / "evil").run("signed").loaded.scenario.city.name == name


def test_files_of_observed_values_go_along(tmp_path):
    study = {
        "uncertainty": {
            "inputs": {
                "use": {"input": "supply.utilisation", "distribution": "empirical", "file": "seen.csv", "column": "use"}
            }
        },
        "structures": {"signed": {"label": "Signed"}},
    }
    town = tmp_path / "town"
    town.mkdir()
    (town / "seen.csv").write_text("use\n90 %\n95 %\n", encoding="utf-8")
    replica, _, _ = carried(tmp_path, **study)
    (tmp_path / "elsewhere").mkdir()
    write_replica(replica, tmp_path / "elsewhere" / "carried", force=False)
    assert load(tmp_path / "elsewhere" / "carried").check() == []
    with pytest.raises(ScenarioError, match="is there already"):
        write_replica(replica, tmp_path / "elsewhere" / "carried", force=False)


def test_a_city_is_found_beside_a_file_that_is_broken(tmp_path):
    city_file(tmp_path_with_cities(tmp_path), NEW_TOWN)
    (tmp_path / "cities" / "broken.yaml").write_text("city: [", encoding="utf-8")
    assert find_place("Other", tmp_path / "cities").name == "New Town"
    with pytest.raises(ScenarioError, match=r"broken.yaml"):
        find_place("New Town", tmp_path / "cities")


def tmp_path_with_cities(folder):
    (folder / "cities").mkdir()
    return folder
