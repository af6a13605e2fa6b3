"""Simulations: the same to the last bit however they are run, with the figures of closed forms and sums by hand."""

import json
import os
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from copy import deepcopy
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import norm

from ppp_model.errors import ModelError, ScenarioError
from ppp_model.risk import job, statistics
from ppp_model.risk.executors import Place
from ppp_model.risk.goals import Goal
from ppp_model.risk.store import MANIFEST
from tests.risk.studies import PLANT, study_of
from tests.search.studies import PLANT as TOWN

MOVING = """\
  inputs:
    volume: {input: supply.utilisation, distribution: triangular, low: 60 %, mode: 90 %, high: 110 %}
    staff: {input: opex.staff.fixed, distribution: lognormal, mean: 1, deviation: 0.2}
  paths:
    rate: {input: currencies.LCU.rate_level, process: random_walk, volatility: 8 %}
  goals: {dscr_min: {at_least: 1.0}, equity_irr: {at_least: 8 %}}
"""
LINEAR = """\
study: Paid for volume alone
service: water
currency: USD
timeline: {close: 2025-01-01, period: annual, construction: 1 years, operation: 8 years}
supply: {capacity: 1000 m3/day, utilisation: 40 %}
revenue: {variable_charge: 5 USD/m3}
opex: {staff: {fixed: 0.1 m USD/year}}
works: {items: {plant: {cost: 2 m USD}}}
public: {discount_rate: 8 %}
tax: {rate: 20 %}
"""
SPREAD = 0.2
"""Deviation of the logarithm of the volume."""
LOGNORMAL = f"""\
  inputs:
    volume: {{input: supply.utilisation, distribution: lognormal, mean: 1, deviation: {np.sqrt(np.exp(SPREAD**2) - 1)}}}
"""
DRAWS = 240


@pytest.fixture(scope="module")
def plant(tmp_path_factory):
    return study_of(tmp_path_factory.mktemp("plant"), MOVING)


@pytest.fixture(scope="module")
def whole(plant):
    """The draws in one chunk, here."""
    return plant.simulate(draws=DRAWS, chunk=DRAWS, fan=["dscr", "cfads"])


def assert_same_bits(one, other):
    for mine, theirs in ((one.found.values, other.found.values), (one.found.inputs, other.found.inputs),
                         (one.found.by_period, other.found.by_period)):  # fmt: skip
        assert list(mine) == list(theirs)
        assert all(mine[name].tobytes() == theirs[name].tobytes() for name in mine)
    assert one.found.reasons == other.found.reasons
    assert {**one.to_dict(), "manifest": {}} == {**other.to_dict(), "manifest": {}}


# The same to the last bit


@pytest.mark.parametrize("chunk", [50, 97, 5000])
def test_chunks_change_nothing(plant, whole, chunk):
    assert_same_bits(plant.simulate(draws=DRAWS, chunk=chunk, fan=["dscr", "cfads"]), whole)


def test_chunks_and_threads_change_nothing_in_the_kernel_either(plant):
    pytest.importorskip("llvmlite")
    one, other = plant.simulate(draws=512), plant.simulate(draws=512, chunk=77)
    assert one.manifest["engine"] == "kernel"
    assert_same_bits(one, other)
    with ThreadPoolExecutor(2) as executor:
        assert_same_bits(plant.simulate(draws=512, chunk=200, executor=executor), one)


def test_threads_change_nothing(plant, whole):
    with ThreadPoolExecutor(3) as executor:
        assert_same_bits(plant.simulate(draws=DRAWS, chunk=50, fan=["dscr", "cfads"], executor=executor), whole)


def test_two_processes_change_nothing(plant, whole):
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as executor:
        assert_same_bits(plant.simulate(draws=DRAWS, chunk=70, fan=["dscr", "cfads"], executor=executor), whole)


@pytest.mark.parametrize("financing", ["sized_again", "priced_again"])
def test_chunks_change_nothing_when_more_is_worked_out_again(tmp_path, financing):
    solve = "solve: {input: revenue.variable_charge, measure: equity_irr, target: 11 %}\n"
    study = study_of(tmp_path, MOVING, PLANT + solve)
    one, other = (study.simulate(draws=48, chunk=chunk, financing=financing) for chunk in (48, 13))
    assert_same_bits(one, other)
    if financing == "priced_again":
        assert one["equity_irr"] == pytest.approx(0.11)
        assert statistics.varies(one["price_solved"])


class StoppedError(Exception):
    """Ends a simulation in the middle."""


def test_an_interrupted_run_goes_on_where_it_stopped(plant, whole, tmp_path, monkeypatch):
    def stops(kind, done, total):
        if done >= 100:
            raise StoppedError

    folder = tmp_path / "draws"
    asked = {"draws": DRAWS, "chunk": 50, "fan": ["dscr", "cfads"], "folder": folder}
    with pytest.raises(StoppedError):
        plant.simulate(**asked, progress=stops)
    there = sorted(file.name for file in folder.iterdir())
    assert there == ["draws-000000000-000000050.parquet", "draws-000000050-000000100.parquet", MANIFEST]
    run, draws = [], job.Job.draws
    monkeypatch.setattr(job.Job, "draws", lambda self, *span: run.append(span) or draws(self, *span))
    assert_same_bits(plant.simulate(**asked), whole)
    assert run == [(100, 150), (150, 200), (200, 240)]
    assert_same_bits(plant.simulate(**asked), whole)
    assert len(run) == 3


def dies_in_the_middle(folder):
    """Makes workers that load it end their process at their second chunk, once."""
    mark, draws, done = Path(folder, "dead"), job.Job.draws, []

    def draws_or_death(self, start, stop):
        done.append(start)
        if len(done) == 2 and not mark.exists():
            mark.touch()
            os._exit(1)
        return draws(self, start, stop)

    job.Job.draws = draws_or_death


def test_a_dask_worker_that_is_killed_in_the_middle_changes_nothing(plant, whole, tmp_path):
    distributed = pytest.importorskip("distributed")
    settings = {"n_workers": 2, "threads_per_worker": 1, "processes": True, "dashboard_address": None}
    with distributed.LocalCluster(**settings) as cluster, distributed.Client(cluster) as client:
        client.run(dies_in_the_middle, str(tmp_path))
        with Place(cluster=cluster.scheduler_address).opened() as executor:
            found = plant.simulate(draws=DRAWS, chunk=20, fan=["dscr", "cfads"], executor=executor)
        assert (tmp_path / "dead").exists()
    assert_same_bits(found, whole)


# What is kept in a folder


def test_a_folder_of_another_simulation_is_refused_with_the_difference(plant, tmp_path):
    folder = tmp_path / "draws"
    plant.simulate(draws=16, folder=folder)
    manifest = json.loads((folder / MANIFEST).read_text())
    assert manifest["structure"] == "base"
    assert (manifest["draws"], manifest["seed"], manifest["financing"]) == (16, 1, "held")
    with pytest.raises(ScenarioError) as refused:
        plant.simulate(draws=16, seed=2, financing="sized_again", folder=folder)
    said = [(problem.path, problem.what) for problem in refused.value.problems]
    assert [path for path, _ in said] == ["seed", "financing"]
    assert said[0][1].endswith("1 there, 2 now")
    assert plant.simulate(draws=16, seed=2, folder=folder, force=True).manifest["seed"] == 2
    assert json.loads((folder / MANIFEST).read_text())["seed"] == 2


def test_a_changed_scenario_is_another_simulation(tmp_path):
    study_of(tmp_path, MOVING).simulate(draws=16, folder=tmp_path / "draws")
    other = study_of(tmp_path, MOVING, PLANT.replace("1.5 USD/m3", "1.6 USD/m3"))
    with pytest.raises(ScenarioError, match="scenario_sha256"):
        other.simulate(draws=16, folder=tmp_path / "draws")


def test_a_folder_with_other_files_is_left_alone(plant, tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(ScenarioError, match="holds other files"):
        plant.simulate(draws=16, folder=tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["notes.txt"]


def test_a_chunk_that_cannot_be_read_is_run_again(plant, tmp_path):
    one = plant.simulate(draws=16, folder=tmp_path)
    (tmp_path / "draws-000000000-000000016.parquet").write_bytes(b"PAR1 and then nothing")
    assert_same_bits(plant.simulate(draws=16, folder=tmp_path), one)


def test_the_files_hold_the_draws_for_other_programs(plant, tmp_path):
    import pandas as pd

    found = plant.simulate(draws=16, chunk=8, folder=tmp_path)
    frame = pd.concat(pd.read_parquet(file) for file in sorted(tmp_path.glob("*.parquet")))
    assert frame["draw"].tolist() == list(range(16))
    assert np.array_equal(frame["equity_irr"], found["equity_irr"], equal_nan=True)
    assert np.array_equal(frame["input.volume"], found.draws["input.volume"])
    assert np.array_equal(np.stack(frame["by_period.cfads"]), found.found.by_period["cfads"])


# Closed forms: a lognormal volume in a linear deal


@pytest.fixture(scope="module")
def linear(tmp_path_factory):
    study = study_of(tmp_path_factory.mktemp("linear"), LOGNORMAL, LINEAR)
    ends = [study.run(sets=[f"supply.utilisation={share} %"]) for share in (40, 60)]
    return study.simulate(draws=8 * 256), ends


@pytest.mark.parametrize("measure", ["equity_npv", "net_public_cost_pv"])
def test_quantiles_of_a_lognormal_volume_agree_with_the_closed_form(linear, measure):
    """A value a + b x volume, volume lognormal with mean 1: its quantiles, mean and deviation follow."""
    found, (low, high) = linear
    slope = (high[measure] - low[measure]) / 0.5
    level = low[measure] - slope
    row, errors = (
        found.percentiles.xs(measure, level="measure").iloc[0],
        found.errors.xs(measure, level="measure").iloc[0],
    )
    for share in (1, 5, 10, 25, 50, 75, 90, 95, 99):
        z = norm.ppf(share / 100) * (1 if slope > 0 else -1)
        exact = level + slope * np.exp(SPREAD * z - SPREAD**2 / 2)
        assert abs(row[f"P{share}"] - exact) < 3 * errors[f"P{share}"]
        assert errors[f"P{share}"] < 0.05 * row["deviation"]
    assert abs(row["mean"] - (level + slope)) < 3 * row["mean_error"]
    assert row["mean_error"] < 0.005 * row["deviation"]
    assert row["deviation"] == pytest.approx(abs(slope) * np.sqrt(np.exp(SPREAD**2) - 1), rel=0.01)


def test_the_tail_of_a_lognormal_volume_agrees_with_the_closed_form(linear):
    """E[V | V below its quantile at 5 %] = Phi(z - s) / 0.05 for a lognormal V with mean 1."""
    found, (low, high) = linear
    slope = (high["equity_npv"] - low["equity_npv"]) / 0.5
    level, z = low["equity_npv"] - slope, norm.ppf(0.05)
    tail = found.tails.loc["equity_npv"]
    at_risk = level + slope * np.exp(SPREAD * z - SPREAD**2 / 2)
    beyond = level + slope * norm.cdf(z - SPREAD) / 0.05
    assert abs(tail["value_at_risk"] - at_risk) < 3 * tail["value_at_risk_error"]
    assert abs(tail["tail_mean"] - beyond) < 3 * tail["tail_mean_error"]
    assert tail["tail_mean_error"] < 0.01 * abs(slope)
    assert tail["tail_mean"] < tail["value_at_risk"] < tail["mean"]


def test_a_fan_holds_the_quantiles_of_each_period(linear):
    found, (low, _) = linear
    fan = found.fan("cfads")
    assert list(fan.columns) == ["P5", "P10", "P25", "P50", "P75", "P90", "P95"]
    assert fan.index.equals(low["cfads"].index)
    of_period = np.sort(found.found.by_period["cfads"][:, 3])
    assert fan["P50"].iloc[3] == (of_period[1023] + of_period[1024]) / 2


MEAN, CORRELATION = 400.0, -0.6
SIGMA = 0.741614
"""Of a lognormal income with a Gini coefficient of 0.40: the root of 2 times the normal score of 0.70."""
INCOME = f"""\
  inputs:
    income: {{input: opex.staff.fixed, acts_as: value, distribution: lognormal, mean: {MEAN} USD/year,
              deviation: {MEAN * np.sqrt(np.exp(SIGMA**2) - 1)} USD/year}}
    volume: {{input: supply.utilisation, distribution: lognormal, mean: 1, deviation: 0.2}}
  correlation: {{income: {{volume: {CORRELATION}}}}}
"""


@pytest.fixture(scope="module")
def incomes(tmp_path_factory):
    return study_of(tmp_path_factory.mktemp("incomes"), INCOME, LINEAR).simulate(draws=8 * 256)


def test_drawn_incomes_have_the_poverty_of_the_closed_form(incomes):
    """Mean 400, Gini 0.40, line 240: headcount 0.375244, gap 0.134142, squared gap 0.065564."""
    income = incomes.draws["input.income"].to_numpy()
    gap = np.maximum(1 - income / 240, 0)
    for exact, values in ((0.375244, (gap > 0).astype(float)), (0.134142, gap), (0.065564, gap**2)):
        error = float(statistics.error(values, statistics.mean, 8))
        assert abs(values.mean() - exact) < 3 * error
        assert error < 0.002


def test_correlations_come_out_as_asked(incomes):
    scores = np.log(incomes.draws[["input.income", "input.volume"]].to_numpy())
    assert np.corrcoef(scores.T)[0, 1] == pytest.approx(CORRELATION, abs=3 * (1 - CORRELATION**2) / np.sqrt(2048))
    assert "income and volume" in incomes.no_indices


def test_the_chance_of_a_bill_over_the_threshold_is_that_of_the_closed_form(tmp_path):
    """A constant bill B is over the share t of a lognormal income with chance Phi((ln(B / t) - mu) / sigma)."""
    spread = 0.3
    given = f"distribution: lognormal, mean: 1, deviation: {np.sqrt(np.exp(spread**2) - 1)}"
    study = study_of(tmp_path, f"  inputs:\n    income: {{input: city.household_income, {given}}}\n", TOWN)
    base, found = study.run(), study.simulate(draws=1024)
    least = base["burden_poorest"] / 0.05
    chance = norm.cdf((np.log(least) + spread**2 / 2) / spread)
    row = found.events.loc["burden_over_threshold"]
    assert 0.05 < chance < 0.95
    assert abs(row["probability"] - chance) < 3 * row["error"]
    assert row["error"] < 0.003


# Goals, events, blanks and failures


def test_goals_are_met_together_in_draws_that_meet_each(whole):
    """By hand on four draws: cover 1.2, 0.9, blank, 1.0 and return 9 %, 9 %, 9 %, 7 %, then what the study has."""
    cover, earned = Goal("dscr_min", 1.0, None), Goal("equity_irr", 0.08, None)
    drawn = {"dscr_min": np.array([1.2, 0.9, np.nan, 1.0 - 1e-12]), "equity_irr": np.array([0.09, 0.09, 0.09, 0.07])}
    met = [cover.met(drawn), earned.met(drawn)]
    assert [list(one) for one in met] == [[1, 0, 0, 1], [1, 1, 1, 0]]
    burdens = {"burden_poorest": np.array([0.04, 0.05, 0.06, np.nan])}
    assert Goal("burden_poorest", None, 0.05).met(burdens).tolist() == [1, 1, 0, 0]
    frame = whole.goals
    both = (whole["dscr_min"] >= 1.0 - 1e-9) & (whole["equity_irr"] >= 0.08)
    assert frame.loc["all", "probability"] == both.mean()
    assert frame.loc["equity_irr", "probability"] == np.mean(whole["equity_irr"] >= 0.08)
    parts = both.reshape(8, -1).mean(axis=1)
    assert frame.loc["all", "error"] == pytest.approx(parts.std(ddof=1) / np.sqrt(8))


def test_owners_who_are_paid_and_pay_nothing_in_earn_more_than_any_bar():
    """Draws: 7 %, only payments to the owners, only payments by them, two returns fit, none within bounds."""
    drawn = {
        "equity_irr": np.array([0.07, np.nan, np.nan, np.nan, np.nan]),
        "equity_irr_status": np.array([0.0, 1.0, 1.0, 2.0, 3.0]),
        "equity_npv": np.array([-1.0, 5.0, -5.0, 5.0, 5.0]),
    }
    assert Goal("equity_irr", 0.08, None).met(drawn).tolist() == [0, 1, 0, 0, 0]
    assert Goal("equity_irr", 0.06, 0.09).met(drawn).tolist() == [1, 0, 0, 0, 0]
    assert Goal("equity_irr", 0.08, None).met({"equity_irr": drawn["equity_irr"]}).tolist() == [0, 0, 0, 0, 0]


def test_a_goal_that_cannot_apply_is_left_out_and_says_why(tmp_path):
    goals = "  goals: {dscr_min: {at_least: 1.2}, burden_poorest: {at_most: 5 %}, equity_npv: {at_least: 0}}\n"
    found = study_of(tmp_path, LOGNORMAL + goals, LINEAR).simulate(draws=64)
    assert list(found.goals.index) == ["equity_npv"]
    assert found.goals_left_out == {
        "dscr_min": "there is no debt service", "burden_poorest": "the scenario has no city or no sale to households"
    }  # fmt: skip


def test_blanks_are_counted_and_left_out(tmp_path):
    """A plant that earns nothing in most draws has no return there."""
    study = study_of(tmp_path, """\
  inputs:
    volume: {input: supply.utilisation, distribution: discrete, values: [0, 1], probabilities: [75 %, 25 %]}
""", LINEAR)  # fmt: skip
    found = study.simulate(draws=64)
    row = found.percentiles.xs("equity_irr", level="measure").iloc[0]
    assert row["blank"] == 48
    assert row["P1"] == row["P99"] == row["mean"] == pytest.approx(study.run()["equity_irr"])
    assert found.to_dict()["measures"]["equity_irr"]["blank"] == 48
    assert found.ok


def test_draws_that_fail_are_listed_with_reason_and_inputs_and_left_out(plant, monkeypatch):
    evaluate = job.Deal.evaluate

    def fails_above(self, inputs, count):
        found = evaluate(self, inputs, count)
        bad = inputs["utilisation"][:, -1] > 0.7 * 1.05
        found.failed = found.failed | bad
        found.reasons = {int(number): "it does not settle" for number in np.flatnonzero(bad)}
        for values in found.values.values():
            values[bad] = np.nan
        return found

    monkeypatch.setattr(job.Deal, "evaluate", fails_above)
    found = plant.simulate(draws=64, chunk=10)
    volumes = found.draws["input.volume"]
    bad = np.flatnonzero(volumes > 1.05)
    assert 0 < len(bad) < 10
    assert found.failed.index.tolist() == bad.tolist()
    assert set(found.failed["reason"]) == {"it does not settle"}
    assert found.failed["volume"].tolist() == volumes[bad].tolist()
    assert not found.ok
    kept = np.delete(found["dscr_min"], bad)
    assert found.percentiles.xs("dscr_min", level="measure")["P50"].iloc[0] == np.median(kept)
    assert found.percentiles.xs("dscr_min", level="measure")["blank"].iloc[0] == 0
    assert found.events.loc["default_happens", "probability"] == np.delete(found["default_happens"], bad).mean()


@pytest.mark.parametrize(("error", "ends_as"), [(ModelError("no fit"), ModelError), (KeyError("x"), RuntimeError)])
def test_a_chunk_that_cannot_be_run_at_all_is_an_error(plant, monkeypatch, error, ends_as):
    """Ours when it is none of the model."""

    def breaks(self, start, stop):
        raise error

    monkeypatch.setattr(job.Job, "draws", breaks)
    with pytest.raises(ends_as, match=r"2 of 2 chunks of draws fail; draws 0 to 7: (no fit|KeyError)"):
        plant.simulate(draws=16, chunk=8)


# What drives it


def test_what_drives_a_linear_deal_is_its_one_input(tmp_path):
    text = LOGNORMAL + "    staff: {input: opex.staff.fixed, distribution: uniform, low: 99 %, high: 101 %}\n"
    found = study_of(tmp_path, text, LINEAR).simulate(draws=512, indices=True)
    row = found.drivers.loc["equity_npv"]
    assert row.loc["volume", "rank"] == pytest.approx(1, abs=0.01)
    assert abs(row.loc["staff", "rank"]) < 0.05
    assert row.loc["volume", "explained"] > 0.99
    assert row.loc["volume", "first"] == pytest.approx(1, abs=3 * row.loc["volume", "first_error"] + 0.002)
    assert row.loc["volume", "total"] == pytest.approx(1, abs=3 * row.loc["volume", "total_error"])
    assert abs(row.loc["staff", "total"]) < 0.001
    assert found.no_indices == ""


def test_indices_do_not_depend_on_chunks(plant):
    one, other = (plant.simulate(draws=48, chunk=chunk, indices=True) for chunk in (48, 7))
    assert one.to_dict()["drivers"] == other.to_dict()["drivers"]
    assert set(one.drivers.loc["dscr_min"].index) == {"volume", "staff", "rate"}


# Structures under the same draws


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    text = "  inputs:\n    volume: {input: supply.utilisation, distribution: uniform, low: 60 %, high: 110 %}\n"
    study = study_of(tmp_path_factory.mktemp("town"), text, TOWN)
    return study.compare_draws(["gap_grant", "dear_loan", "availability"], draws=64)


def test_structures_have_the_same_draws_and_the_best_is_counted(town):
    assert {tuple(one.found.inputs["volume"]) for one in town.simulations.values()} == {
        tuple(town["gap_grant"].found.inputs["volume"])
    }
    cover = {name: town[name]["dscr_min"] for name in town}
    assert cover["gap_grant"] == pytest.approx(cover["dear_loan"], rel=1e-10)  # both are sized for the same cover
    wins = np.mean(cover["availability"] > cover["gap_grant"])
    assert 0 < wins < 1
    key = ("lender", "dscr_min")
    assert town.best.loc[key].to_dict() == {"gap_grant": 0, "dear_loan": 0, "availability": wins}
    assert town.tied.loc[key].to_dict() == {"gap_grant": 1 - wins, "dear_loan": 1 - wins, "availability": 0}


def test_what_is_the_same_for_all_is_not_compared(town):
    """The two that sell to the people have the same bill in every draw; the third has a lower tariff."""
    assert town.best.loc[("household", "burden_poorest")].to_dict() == {
        "gap_grant": 0, "dear_loan": 0, "availability": 1
    }  # fmt: skip
    pair = type(town)(town.study, {name: town[name] for name in ("gap_grant", "dear_loan")})
    assert "burden_poorest" not in pair.measures


def test_a_draw_in_which_one_fails_does_not_count_and_a_blank_is_not_best(town):
    """By hand on four draws of costs 3, 2, 5, 4 against 4, 1, blank, 4 (the least is best); the second fails in one."""
    one, other = (deepcopy(town[name]) for name in ("gap_grant", "dear_loan"))
    for sim, costs in ((one, [3, 2, 5, 4]), (other, [4, 1, np.nan, 4])):
        sim.found.values["net_public_cost_pv"] = np.tile(np.array(costs, float), 16)
    pair = type(town)("by hand", {"one": one, "other": other})
    assert pair.best.loc[("public purse", "net_public_cost_pv")].to_dict() == {"one": 0.5, "other": 0.25}
    assert pair.tied.loc[("public purse", "net_public_cost_pv")].to_dict() == {"one": 0.25, "other": 0.25}
    assert pair.blank.loc[("public purse", "net_public_cost_pv"), "other"] == 16
    other.found.failed = np.tile([False, False, True, False], 16)
    pair = type(town)("by hand", {"one": one, "other": other})
    assert pair.compared == 48
    assert pair.best.loc[("public purse", "net_public_cost_pv")].to_list() == pytest.approx([1 / 3, 1 / 3])


def test_structures_with_other_draws_are_not_compared(town, plant):
    with pytest.raises(ModelError, match="do not have the same draws"):
        type(town)("x", {"one": town["gap_grant"], "other": plant.simulate(draws=64)})
