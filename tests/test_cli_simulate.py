"""`ppp simulate` and `ppp compare --draws`: what they print, keep, refuse, and how they end."""

import json

import numpy as np
import pytest

from ppp_model.risk import job
from tests.risk.studies import study_of
from tests.search.studies import PLANT as TOWN
from tests.test_cli import ppp, strict_json

MOVING = """\
  inputs:
    volume: {input: supply.utilisation, distribution: triangular, low: 70 %, mode: 95 %, high: 110 %}
    income: {input: city.household_income, distribution: uniform, low: 80 %, high: 120 %}
    works: {input: works.overrun, acts_as: added, distribution: uniform, low: 0 %, high: 20 %}
  draws: 64
  goals: {burden_poorest: {at_most: 5 %}, dscr_min: {at_least: 1.1}, llcr_min: {at_least: 1.1}}
"""


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    return study_of(tmp_path_factory.mktemp("town"), MOVING, TOWN).file.path


def shown(done):
    return " ".join(done.stdout.split())


def test_everything_that_was_asked_for_is_shown_by_side(town):
    done = ppp("simulate", town, "--fan", "dscr", "--seed", 3)
    assert done.exit_code == 0
    text = shown(done)
    assert "With a grant: 64 draws Held as signed: prices, the amounts of debt and its repayments." in text
    assert "What moves: volume, income, works." in text
    assert "Draws: scrambled Sobol points, seed 3; standard errors from 8 independent sets." in text
    order = ["What may come of it", "Household", "Lender", "Investor", "What may happen", "Goals",
             "In the worst draws", "What drives it", "By period: dscr"]  # fmt: skip
    places = [done.stdout.index(heading) for heading in order]
    assert places == sorted(places)
    assert "All goals of the side Lender" in text
    assert "All goals of all sides" in text
    assert "64 draws: " in done.stderr
    assert "3 lines by period" not in done.stderr
    assert "1 lines by period, about 1 MB kept in memory" in done.stderr


def test_as_data_with_every_figure(town):
    found = strict_json(ppp("simulate", town, "-n", 32, "--indices", "--json").stdout)
    assert (found["draws"], found["structure"], found["financing"]) == (32, "gap_grant", "held")
    cover = found["measures"]["dscr_min"]
    assert list(cover["percentiles"]) == ["P1", "P5", "P10", "P25", "P50", "P75", "P90", "P95", "P99"]
    assert cover["percentiles"]["P5"]["value"] < cover["percentiles"]["P50"]["value"] < cover["as_it_stands"]
    assert cover["percentiles"]["P50"]["error"] > 0
    assert found["events"]["burden_over_threshold"]["side"] == "household"
    assert set(found["goals"]) == {"burden_poorest", "dscr_min", "llcr_min", "all of lender", "all"}
    assert set(found["tails"]) == {"equity_npv"}  # what the public pays is the same in every draw
    driver = found["drivers"]["dscr_min"]["inputs"]["volume"]
    assert driver["rank"] > 0.9
    assert driver["first"] > 0.9
    assert found["failed"] == []
    assert found["manifest"]["draws"] == 32


def test_correlated_inputs_have_no_indices_and_it_is_said_why(tmp_path):
    text = MOVING + "  correlation: {volume: {works: 0.5}}\n"
    done = ppp("simulate", study_of(tmp_path, text, TOWN).file.path, "--indices")
    assert done.exit_code == 0
    assert "indices are not given: inputs are correlated (volume and works)" in shown(done)


def test_a_folder_keeps_the_draws_and_workers_change_nothing(town, tmp_path):
    folder = tmp_path / "draws"
    asked = ("simulate", town, "-n", 32, "-o", folder, "--json")
    one = strict_json(ppp(*asked, "--threads", 2).stdout)
    assert json.loads((folder / "manifest.json").read_text())["structure"] == "gap_grant"
    again = ppp(*asked)
    told = strict_json(again.stdout)
    assert told["manifest"].pop("date") >= one["manifest"].pop("date")
    assert told == one
    assert "1 of 1 chunks of draws were there already" in again.stderr
    refused = ppp("simulate", town, "-n", 32, "-o", folder, "--seed", 9)
    assert refused.exit_code == 2
    assert "manifest.json: seed: the folder holds draws of another simulation: 1 there, 9 now." in refused.stderr
    assert ppp("simulate", town, "-n", 32, "-o", folder, "--seed", 9, "--force").exit_code == 0
    fresh = strict_json(ppp("simulate", town, "-n", 32, "--workers", 1, "--json").stdout)
    assert {**fresh, "manifest": 0} == {**one, "manifest": 0}


def test_several_structures_each_have_a_page_and_a_folder(town, tmp_path):
    done = ppp("simulate", town, "-n", 16, "-s", "gap_grant", "-s", "no_grant", "-o", tmp_path / "draws")
    assert done.exit_code == 0
    assert "With a grant: 16 draws" in done.stdout
    assert "No grant: 16 draws" in done.stdout
    assert sorted(folder.name for folder in (tmp_path / "draws").iterdir()) == ["gap_grant", "no_grant"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--method", "sobel"), "unknown method `sobel`. Allowed: `sobol`, `monte_carlo`, `latin_hypercube`."),
        (("--financing", "hold"), "unknown financing `hold`"),
        (("--workers", 2, "--threads", 2), "--workers --threads: do not go together. Choose one of them."),
        (("--workers", 0), "--workers: must be 1 or more, got 0"),
        (("-n", 0), "must be 1 or more, got 0"),
        (("--seed", -1), "--seed: must be 0 or more, got -1"),
        (("--fan", "dscr_min"), "--fan: dscr_min: has one value for all periods"),
        (("--fan", "dscrr"), "dscrr: no such line"),
        (("-o", "/nowhere/draws"), "there is no folder /nowhere"),
    ],
)  # fmt: skip
def test_words_that_mean_nothing_are_refused(town, options, said):
    done = ppp("simulate", town, *options)
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr


def test_a_scenario_without_uncertainty_is_told_what_to_give(tmp_path):
    done = ppp("simulate", study_of(tmp_path, "", TOWN).file.path)
    assert done.exit_code == 2
    said, _, form = done.stderr.partition("Write into the study, for example:\n\nuncertainty:\n")
    assert "uncertainty: nothing in this scenario is uncertain" in said
    written = study_of(tmp_path, form.rpartition("1 problem")[0], TOWN).file.path
    assert ppp("simulate", written, "-n", "16").exit_code == 0


def test_draws_that_fail_end_with_3_and_are_listed(town, monkeypatch):
    draws = job.Job.draws

    def fails(self, start, stop):
        chunk = draws(self, start, stop)
        chunk.failed[2] = True
        chunk.reasons[2] = "tax does not settle: 7 is left"
        for values in (*chunk.values.values(), *chunk.by_period.values()):
            values[2] = np.nan
        return chunk

    monkeypatch.setattr(job.Job, "draws", fails)
    done = ppp("simulate", town, "-n", 16)
    assert done.exit_code == 3
    assert "1 of 16 draws could not be run and are left out of all figures." in shown(done)
    assert "Draw 2: tax does not settle: 7 is left (volume " in shown(done)
    assert "With a grant: 1 of 16 draws could not be run" in done.stderr
    (failed,) = strict_json(ppp("simulate", town, "-n", 16, "--json").stdout)["failed"]
    assert failed["draw"] == 2
    assert set(failed["inputs"]) == {"volume", "income", "works"}


def test_text_of_the_scenario_is_harmless(tmp_path):
    nasty = TOWN.replace("label: With a grant", 'label: "[red]<b>x</b>\\e[31m"')
    study = study_of(tmp_path, MOVING, nasty)
    done = ppp("simulate", study.file.path, "-n", 16)
    assert "[red]<b>x</b> [31m: 16 draws" in done.stdout
    assert "\x1b" not in done.stdout
    html = study.simulate(draws=16)._repr_html_()
    assert "[red]&lt;b&gt;x&lt;/b&gt;" in html
    assert "<b>x</b>" not in html


def test_structures_under_the_same_draws(town):
    done = ppp("compare", town, "--draws", 32, "-s", "gap_grant", "-s", "availability")
    assert done.exit_code == 0
    text = shown(done)
    assert "A plant for a town: 2 structures, the same 32 draws" in text
    for heading in ("How often each serves a side most", "Median, and nine draws in ten", "Probability of events",
                    "Probability that goals are met"):  # fmt: skip
        assert heading in done.stdout
    assert "Household: lowest bill as share of income, poorest group 0 % 100.0 %" in text
    found = strict_json(ppp("compare", town, "--draws", 32, "-s", "gap_grant", "-s", "availability", "--json").stdout)
    shares = found["best"]["net_public_cost_pv"]
    assert shares["wanted"] == "least"
    assert sum(row["best"] + row["tied"] for row in shares["structures"].values()) == 1
    assert set(found["structures"]) == {"gap_grant", "availability"}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--draws", 16, "--words"), "--words: does not go with --draws"),
        (("--seed", 3), "--seed: goes with --draws"),
    ],
)
def test_options_that_do_not_go_together(town, options, said):
    done = ppp("compare", town, *options)
    assert done.exit_code == 2
    assert said in done.stderr


def test_the_starter_can_be_simulated_and_weighed(tmp_path):
    assert ppp("new", tmp_path / "first").exit_code == 0
    done = ppp("simulate", tmp_path / "first", "-n", "16", "--json")
    assert done.exit_code == 0
    assert "What moves: demand, building, running." in json.loads(done.stdout)["held"]
    assert ppp("value", tmp_path / "first", "-s", "fair_return").exit_code == 0
