"""Draws in the report: the numbers of the simulation, in the chapter on risks and in the words for the council."""

import json
import re
from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose
from typer.testing import CliRunner

from ppp_model.cli import app
from ppp_model.errors import ScenarioError
from ppp_model.outputs.charts import histogram
from ppp_model.outputs.formats import of_hundred
from ppp_model.outputs.report import Report
from tests.outputs.test_report import Outline
from tests.risk.studies import study_of
from tests.search.studies import PLANT as TOWN

DRAWS = 64
HOSTILE = '<b onclick="x()">$volume$_{{ 7 * 7 }}'
MOVING = """\
  inputs:
    volume: {input: supply.utilisation, distribution: triangular, low: 70 %, mode: 95 %, high: 110 %}
    income: {input: city.household_income, distribution: uniform, low: 80 %, high: 120 %}
    works: {input: works.overrun, acts_as: added, distribution: uniform, low: 0 %, high: 20 %}
  goals: {burden_poorest: {at_most: 5 %}, dscr_min: {at_least: 1.1}, equity_irr: {at_least: -7 %}}
"""


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    return study_of(tmp_path_factory.mktemp("town"), MOVING, TOWN)


@pytest.fixture(scope="module")
def report(town):
    return town.report(draws=DRAWS)


@pytest.fixture(scope="module")
def drawn(town):
    """The same draws, made again apart from the report."""
    return town.simulate(town.structures[0], draws=DRAWS)


@pytest.fixture(scope="module")
def page(report):
    return Outline(report.html)


@pytest.fixture(scope="module")
def risks(page):
    return page.text.split("How likely it is")[1].split("Assumptions and their sources")[0]


@pytest.fixture(scope="module")
def council(page):
    return page.text.split("What can go wrong")[1].split("Contents")[0]


def percent(share):
    return round(100 * share)


def test_goals_and_their_joint_probability_are_those_of_the_draws(drawn, risks):
    keeps = [drawn["burden_poorest"] <= 0.05, drawn["dscr_min"] >= 1.1, drawn["equity_irr"] >= -0.07]
    chances = [float(np.mean(one)) for one in (*keeps, np.all(keeps, axis=0))]
    assert any(0 < chance < 1 for chance in chances)
    goals = r"(at most 5\.0 %|at least 1\.10x|at least -7\.0 %|All goals of all sides) (?:[A-Z]\w+ )?([\d.]+) %"
    rows = re.findall(goals, risks.split("What may come of it")[0])
    assert len(rows) == len(chances)
    assert_allclose([float(cell) for _, cell in rows], [100 * chance for chance in chances], atol=0.051)


def test_percentiles_events_and_tails_are_those_of_the_draws(drawn, risks):
    least = drawn["dscr_min"]
    row = re.search(r"Least debt service cover \(DSCR\) ([\d.]+)x ([\d.]+)x ([\d.]+)x ([\d.]+)x ([\d.]+)x", risks)
    assert row is not None
    wanted = [drawn.base.measures["dscr_min"], *np.quantile(least, [0.05, 0.5, 0.95]), least.mean()]
    assert_allclose([float(cell) for cell in row.groups()], wanted, atol=0.0051)
    for name in drawn.events.index:
        label, times = drawn.events.at[name, "label"], int(drawn[name].sum())
        assert re.search(rf"{re.escape(label)} [A-Z][a-z ]+ [\d.]+ % [\d.]+ % {times:,}\b", risks), name
    assert "In the worst draws" in risks
    assert drawn.held.split("What moves")[0].strip() in risks


def test_pictures_and_break_even_sentences_are_there(town, risks):
    assert "What drives it" in risks
    assert "nine in ten draws lie between" in risks
    assert "eight in ten draws end between" in risks
    found = town.sensitivity()
    assert (found.tornado("equity_irr")["swing"] > 0).sum() > 1
    assert found.chart("equity_irr").finding in risks
    assert "Break-even: least debt service cover (DSCR) at least 1.10x" in risks


def test_the_council_reads_the_chances_in_plain_words(drawn, council):
    joint = f"all goals are met in {percent(drawn.meets_all.mean())} of 100"
    assert f"{DRAWS} futures were drawn from 3 uncertain inputs: {joint}" in council
    missed = {
        "investor is missed: return on equity at least -7.0 %": 1 - np.mean(drawn["equity_irr"] >= -0.07),
        "lender is missed: least debt service cover (DSCR) at least 1.10x": np.mean(drawn["dscr_min"] < 1.1),
        "household is missed: bill as share of income": np.mean(drawn["burden_poorest"] > 0.05),
    }
    words, share = max(missed.items(), key=lambda one: one[1])
    assert f"In {percent(share)} of 100 futures the goal of the {words}" in council
    assert f"In {percent(drawn['default_happens'].mean())} of 100 futures debt service is not paid when due" in council
    assert "is not part of this report" not in council
    assert "The chances are those of 3 uncertain inputs" in council


def test_structures_are_compared_under_the_same_draws(town, report, risks):
    assert len(town.structures) > 1
    found = report.contents.likelihood.compared
    assert list(found) == town.structures
    one, *others = (found[name]["net_public_cost_pv"] for name in found)
    alone = np.mean(np.all([one < other - 1.0 for other in others], axis=0))
    _, serves = risks.split("How often each serves a side most")
    row = re.search(r"Public purse: lowest net cost to the public ([\d.]+) %", serves)
    assert row is not None
    assert float(row[1]) == pytest.approx(100 * alone, abs=0.051)


def test_a_hostile_name_of_an_uncertain_input_is_refused(tmp_path):
    study = study_of(tmp_path, MOVING.replace("volume:", f"'{HOSTILE}':"), TOWN)
    with pytest.raises(ScenarioError, match="cannot be a key here"):
        study.report(draws=DRAWS)


def test_names_and_labels_are_written_as_text_wherever_they_come_from(report):
    likely = report.contents.likelihood
    hostile = replace(likely)
    events = {name: {**row, "label": HOSTILE} for name, row in likely.data["events"].items()}
    drivers = {
        measure: {**one, "inputs": {f"{HOSTILE}{name}": row for name, row in one["inputs"].items()}}
        for measure, one in likely.data["drivers"].items()
    }
    vars(hostile)["data"] = {**likely.data, "held": HOSTILE, "events": events, "drivers": drivers}
    found = Outline(Report(replace(report.contents, likelihood=hostile)).html)
    assert not found.tags("b")
    assert found.text.count("{{ 7 * 7 }}") > len(events)
    assert not any(name.startswith("on") for _, attrs in found.found for name in attrs)


def test_without_draws_the_page_says_nothing_of_them(town):
    found = Outline(town.report(structures=town.structures[:1]).html).text
    assert "How likely it is" not in found
    assert "futures" not in found
    assert "How likely each is, is not part of this report." in found


def test_a_study_in_which_nothing_is_uncertain_says_so(study, tmp_path):
    head, _, rest = study.file.path.read_text(encoding="utf-8").partition("\nuncertainty:\n")
    rest = rest.partition("\nstructures:")[2]
    (tmp_path / "scenario.yaml").write_text(f"{head}\nstructures:{rest}", encoding="utf-8")
    command = ["report", str(tmp_path), "-s", "as_planned", "-c", study.cases[0], "--draws", "16"]
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 0
    assert "no draws: the scenario says nothing of what is uncertain" in done.stderr
    found = Outline(done.stdout).text
    assert "Draws were asked for, but none were made: the scenario says nothing of what is uncertain" in found
    assert "How likely each future is: the scenario says nothing of what is uncertain" in found


def test_the_command_gives_the_draws_as_data(town):
    done = CliRunner().invoke(app, ["report", str(town.file.path), "-s", town.structures[0], "-n", "32", "--json"])
    assert done.exit_code == 0
    told = json.loads(done.stdout)
    assert (told["draws"]["draws"], told["draws"]["structure"]) == (32, town.structures[0])


def test_pictures_of_draws_by_name(town, drawn):
    spread = drawn.chart("equity_irr")
    assert spread.table["draws"].sum() == np.isfinite(drawn["equity_irr"]).sum()
    keeps = spread.table.loc[spread.table["keeps the goal"] == "yes", "draws"].sum()
    assert keeps == (drawn["equity_irr"] >= -0.07).sum()
    fan = drawn.chart("cfads")
    middle = np.nanmedian(drawn.fan("cfads")["P50"])
    assert np.nanmedian(fan.table["P50"]) == middle
    with pytest.raises(ScenarioError, match="neither a line kept by period nor a measure"):
        drawn.chart("nonsense")
    with pytest.raises(ScenarioError, match="no input"):
        town.sensitivity(inputs=["income"]).chart("dscr_min")


def test_values_at_the_bar_keep_the_goal_and_blanks_do_not():
    chart = histogram([1.0, 2.0, 2.0, 3.0, np.nan], "Cover", "ratio", bar=("at_least", 2.0))
    kept = chart.table["keeps the goal"] == "yes"
    assert chart.table.loc[kept, "draws"].sum() == 3
    assert chart.table.loc[~kept, "draws"].sum() == 1
    assert "60 of 100 draws keep the goal" in chart.finding
    most = histogram([1.0, 2.0, 2.0, 3.0], "Bill", "share", bar=("at_most", 2.0))
    assert most.table.loc[most.table["keeps the goal"] == "yes", "draws"].sum() == 3


@pytest.mark.parametrize(
    ("share", "words"),
    [(0.0, "none of the draws"), (0.004, "fewer than 1 of 100 draws"), (0.07, "7 of 100 draws"),
     (0.996, "more than 99 of 100 draws"), (1.0, "all draws")],
)  # fmt: skip
def test_shares_in_words(share, words):
    assert of_hundred(share, "draws") == words
