"""The commands that look for something: frontier, equivalents, and the bridge and paragraphs of a comparison."""

import csv
import json

import pytest

from ppp_model import commands_search
from tests.search.studies import PLANT
from tests.test_cli import ppp, strict_json

ONE_GOAL = "frontier.goals.burden_poorest.at_most=5 %"
TARGET = ("--target", "equity_irr=12 %")


@pytest.fixture(scope="module")
def plant(tmp_path_factory):
    folder = tmp_path_factory.mktemp("plant")
    (folder / "scenario.yaml").write_text(PLANT, encoding="utf-8")
    return folder


# Frontier


def test_the_frontier_is_shown_with_what_binds(plant):
    done = ppp("frontier", plant, "--set", ONE_GOAL)
    assert (done.exit_code, done.stderr) == (0, "")
    shown = " ".join(done.stdout.split())
    assert "With a grant: the least of public support (PV) for each goal" in shown
    assert "Free: grant: finance.grants.gap.amount; tariff: retail.tariff_level." in shown
    assert "Every point: return on equity at least 12.0 %, least debt service cover (DSCR) at least 1.25x." in shown
    assert "1: bill as share of income, poorest group at most 5.0 %. What binds: the goal; return on equity" in shown
    assert "2.892 m USD" in shown


def test_a_goal_out_of_reach_ends_with_3_and_the_points_are_shown(plant):
    done = ppp("frontier", plant)
    assert done.exit_code == 3
    assert "1 *" in done.stdout
    assert "* not reached: the point that misses least." in done.stdout
    assert "point 1: not reached: burden_poorest <= 0.03 (nearest 0.0351181)" in done.stderr
    assert "not reached; misses bill as share of income, poorest group at most 3.0 % (nearest 3.5 %)" in " ".join(
        done.stdout.split()
    )


def test_the_frontier_as_data(plant):
    done = ppp("frontier", plant, "--set", ONE_GOAL, "--json")
    assert done.exit_code == 0
    found = strict_json(done.stdout)
    assert (found["structure"], found["least"]) == ("gap_grant", "public_support_pv")
    assert found["inputs"]["grant"] == {
        "input": "finance.grants.gap.amount", "between": [0, 6e6], "unit": "USD"
    }  # fmt: skip
    (point,) = found["points"]
    assert point["goals"] == [{"measure": "burden_poorest", "at_most": 0.05}]
    assert point["reached"] is True
    assert point["inputs"]["tariff"] == pytest.approx(0.05 / 0.048)
    assert {"measure": "equity_irr", "at_least": 0.12} in point["binds"]


def test_the_frontier_as_a_file(plant, tmp_path):
    file = tmp_path / "points.csv"
    done = ppp("frontier", plant, "--set", ONE_GOAL, "-o", file)
    assert (done.exit_code, done.stdout) == (0, "")
    (row,) = csv.DictReader(file.open(encoding="utf-8"))
    assert float(row["goal burden_poorest"]) == 0.05
    assert row["binds"] == "burden_poorest <= 0.05; equity_irr >= 0.12; dscr_min >= 1.25"
    assert ppp("frontier", plant, "-o", file).exit_code == 2


def test_a_long_search_says_so_on_stderr(plant, monkeypatch):
    monkeypatch.setattr(commands_search, "_PATIENCE", -1.0)
    done = ppp("frontier", plant, "--set", ONE_GOAL)
    assert "looking: 625 runs of the model so far" in done.stderr


def test_the_structures_own_solve_is_named_where_it_is_not_carried_out(plant):
    done = ppp(
        "frontier", plant, "-s", "no_grant", "--set", "frontier.inputs.grant=null",
        "--set", "frontier.inputs.tariff.input=revenue.variable_charge",
        "--set", "frontier.limits.equity_irr.at_least=1 %",
        "--set", "frontier.goals.burden_poorest.at_most=5 %", "--set", "frontier.inputs.tariff.between=[0, 1]",
    )  # fmt: skip
    assert "The structure's own `solve` is not carried out: retail.tariff_level stands as written." in done.stdout


def test_a_study_without_a_frontier_is_refused(plant):
    done = ppp("frontier", plant, "--set", "frontier=null")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "Write which inputs are free" in done.stderr


# Equivalent support


def test_equivalents_are_shown_and_those_that_do_not_close_the_gap_say_why(plant):
    done = ppp(
        "equivalents", plant, *TARGET, "--cover", "1.2", "--cases", "low_use", "--set", "retail.tariff_level=1.25"
    )
    assert (done.exit_code, done.stderr) == (0, "")
    shown = " ".join(done.stdout.split())
    assert "equivalent support for return on equity 12.0 %, least debt service cover (DSCR) 1.20x" in shown
    assert "Grant (city)" in shown
    assert "8 % -> " in shown
    assert "Output-based aid: it is paid for connections, and the scenario has no `access`." in shown
    assert "the owners where their return falls" in shown


def test_equivalents_as_data_and_as_a_file(plant, tmp_path):
    file = tmp_path / "support.csv"
    done = ppp("equivalents", plant, *TARGET, "--set", "retail.tariff_level=1.25", "--json", "-o", file)
    found = strict_json(done.stdout)
    assert found["target"] == {"equity_irr": 0.12}
    assert found["giver"] == "city"
    assert found["instruments"]["grant"]["reached"] is True
    assert found["instruments"]["output_based_aid"]["public_cost_pv"] is None
    rows = {row["instrument"]: row for row in csv.DictReader(file.open(encoding="utf-8"))}
    assert float(rows["grant"]["amount"]) == pytest.approx(found["instruments"]["grant"]["value"])


def test_a_gap_that_nothing_closes_ends_with_3_and_one_that_is_none_with_0(plant):
    done = ppp("equivalents", plant, "--target", "coverage_end=200 %")
    assert done.exit_code == 3
    assert "no instrument closes the gap" in done.stderr
    done = ppp("equivalents", plant, "--target", "equity_irr=-90 %")
    assert done.exit_code == 0
    assert "Grant (city): the target is met without more support." in done.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--target", "equity_irr"], "must name a measure and its value, got `equity_irr`"),
        (["--target", "equity_ir=12 %"], "Did you mean `equity_irr`?"),
        (["--target", "equity_irr=12,5 %"], "--target"),
        ([*TARGET, "--cover", "much"], "--cover"),
        ([*TARGET, "--giver", "donour"], "Did you mean `donor`?"),
        ([*TARGET, "--cases", "low_use,lower_use"], "unknown case `lower_use`"),
        ([], "--target"),
    ],
)
def test_what_a_user_can_mend_ends_with_2(plant, words, said):
    done = ppp("equivalents", plant, *words)
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr


# The bridge and the paragraphs of a comparison


def test_a_bridge_follows_the_table(plant):
    done = ppp("compare", plant, "--bridge", "gap_grant", "dear_loan", "--measure", "equity_irr")
    assert done.exit_code == 0
    table, bridge = done.stdout.split("What makes the difference")
    assert "Return on equity" in table
    assert 'Return on equity: from "With a grant" to "A dear loan"' in bridge
    assert "8 % -> 11 %" in bridge
    assert "the parts add up." in " ".join(bridge.split())


def test_a_bridge_as_data_adds_up(plant):
    done = ppp("compare", plant, "-s", "gap_grant", "--bridge", "gap_grant", "no_grant", "--json")
    found = strict_json(done.stdout)
    assert list(found) == ["study", "structures", "bridge"]
    assert list(found["structures"]) == ["gap_grant"]
    bridge = found["bridge"]
    assert bridge["measure"] == "net_public_cost_pv"
    parts = sum(step["part"] for step in bridge["steps"])
    assert bridge["value_first"] + parts == pytest.approx(bridge["value_second"], abs=1e-6)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--measure", "debt"], "--measure: goes with --bridge"),
        (["--bridge", "gap_grant", "no_grnt"], "Did you mean `no_grant`?"),
        (["--bridge", "gap_grant", "no_grant", "--measure", "dept"], "Did you mean `debt`?"),
        (["--bridge", "gap_grant", "no_grant", "--measure", "vfm"], "has no value in gap_grant"),
    ],
)
def test_a_bridge_that_cannot_be_is_refused(plant, words, said):
    done = ppp("compare", plant, *words)
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr


def test_paragraphs_follow_the_table_and_stand_in_the_data(plant):
    done = ppp("compare", plant, "-s", "gap_grant", "-s", "no_grant", "--words")
    assert done.exit_code == 0
    shown = " ".join(done.stdout.split("In words")[1].split())
    assert "With a grant Works and their financing cost USD 10.0 m" in shown
    assert "No grant Works and their financing cost" in shown
    found = strict_json(ppp("compare", plant, "-s", "no_grant", "--words", "--json").stdout)
    assert list(found["words"]) == ["no_grant"]
    assert json.dumps(found["words"]["no_grant"]).count("Solved for: retail.tariff_level") == 1


def test_paragraphs_on_kigali_say_how_robust_the_value_is():
    done = ppp(
        "compare", "scenarios/kigali-bulk-water", "-s", "as_signed", "-s", "public_soft_loan", "--words", "--json"
    )
    words = strict_json(done.stdout)["words"]
    assert "Against the comparator `public_loan`" in words["as_signed"]
    assert "draw" in words["as_signed"]
