"""What differs between two runs: inputs with their places, the parts of each change, and the words of `ppp diff`."""

import json

import pytest

from ppp_model.errors import ScenarioError
from tests.search.studies import PLANT, written
from tests.test_cli import ppp


def line_of(text):
    """file line of the one that holds a text in the plant's file."""
    return str(next(number for number, line in enumerate(PLANT.splitlines(), 1) if text in line))


def test_inputs_are_shown_with_value_unit_and_place_on_both_sides(plant):
    found = plant.diff("gap_grant", "dear_loan", measures=["equity_irr"])
    assert [one.path for one in found.inputs] == ["finance.debt.bank.rate", "tax.rate"]
    rate, tax = found.inputs
    assert (rate.first.value, rate.second.value) == ("8 %", "11 %")
    assert rate.first.where.split(":")[-2] == line_of("bank: {gearing: 60 %")
    assert rate.second.where.split(":")[-2] == line_of("finance.debt.bank.rate: 11 %")
    assert (tax.first.value, tax.second.value) == ("25 %", "30 %")


def test_the_parts_are_those_of_the_bridge(plant):
    found = plant.diff("gap_grant", "dear_loan", measures=["equity_irr", "debt"])
    for one in found.bridges:
        assert one.parts == pytest.approx(plant.bridge("gap_grant", "dear_loan", one.measure).parts, rel=1e-9, abs=1e-9)
    frame = found.frame
    assert list(frame.index) == ["With a grant", "finance.debt.bank.rate", "tax.rate", "A dear loan"]
    assert frame["debt"].iloc[:-1].sum() == pytest.approx(frame["debt"].iloc[-1])


def test_what_is_added_taken_away_or_solved_for_is_said(plant):
    found = plant.diff("gap_grant", "no_grant")
    by_path = {one.path: one for one in found.inputs}
    assert set(by_path) == {"finance.grants.gap.amount", "finance.grants.gap.giver", "retail.tariff_level"}
    gift = by_path["finance.grants.gap.amount"]
    assert (gift.change, gift.first.value, gift.second) == ("finance.grants.gap", "1 m USD", None)
    level = by_path["retail.tariff_level"]
    assert level.first.said == "default"
    assert level.second.said == "solved for equity_irr = 12.0 %"
    assert float(level.second.value) == pytest.approx(plant.run("no_grant").solved.value, rel=1e-3)
    assert found.outside == ("solve",)


def test_a_study_is_set_against_itself_under_a_case_and_changes(plant):
    sets = ["finance.debt.bank.rate=10 %"]
    found = plant.diff(case="low_use", sets=sets, measures=["dscr_min"])
    assert {one.path: one.second.value for one in found.inputs} == {
        "supply.utilisation": "70 %", "finance.debt.bank.rate": "10 %",
    }  # fmt: skip
    assert [one.second.where for one in found.inputs if one.path.startswith("finance")] == ["--set"]
    (bridge,) = found.bridges
    assert bridge.value_first == pytest.approx(plant.run()["dscr_min"], rel=1e-9)
    assert bridge.value_second == pytest.approx(plant.run(case="low_use", sets=sets)["dscr_min"], rel=1e-9)


def test_two_studies_of_one_currency_can_be_set_against_each_other(plant, tmp_path):
    other = written(PLANT.replace("rate: 8 %", "rate: 9 %").replace("1 m USD, giver", "2 m USD, giver"), tmp_path)
    found = plant.diff(other=other)
    assert [one.path for one in found.inputs] == ["finance.grants.gap.amount", "finance.debt.bank.rate"]
    assert found.inputs[0].second.where.startswith(str(tmp_path))
    (tmp_path / "euro").mkdir()
    euro = written(PLANT.replace("USD", "EUR"), tmp_path / "euro")
    with pytest.raises(ScenarioError, match="one study is in USD, the other in EUR"):
        plant.diff(other=euro)


def test_no_difference_is_said_and_a_blank_measure_is_refused(plant):
    assert plant.diff("gap_grant", "gap_grant").inputs == ()
    with pytest.raises(ScenarioError, match="has no value in gap_grant"):
        plant.diff("gap_grant", "no_grant", measures=["price_solved"])
    with pytest.raises(ScenarioError, match="Did you mean `equity_irr`"):
        plant.diff("gap_grant", "no_grant", measures=["equity_ir"])


@pytest.mark.parametrize("words", [["gap_grant", "dear_loan"], ["dear_loan"], [":gap_grant", ":dear_loan"]])
def test_the_command_takes_structures_as_words(plant, words):
    file = str(plant.file.path)
    asked = [f"{file}{word}" for word in words] if words[0].startswith(":") else [file, *words]
    done = ppp("diff", *asked, "-m", "equity_irr", "--json")
    assert done.exit_code == 0, done.output
    data = json.loads(done.stdout)
    assert [one["path"] for one in data["inputs"]] == ["finance.debt.bank.rate", "tax.rate"]
    assert data["inputs"][0]["second"]["value"] == "11 %"
    steps = {step["key"]: step["part"] for step in data["measures"]["equity_irr"]["steps"]}
    assert steps == pytest.approx(plant.bridge("gap_grant", "dear_loan", "equity_irr").parts, rel=1e-9)


def test_the_command_prints_old_and_new_and_the_parts(plant):
    done = ppp("diff", str(plant.file.path), "gap_grant", "dear_loan")
    assert done.exit_code == 0
    assert "-  8 %" in done.stdout
    assert "+  11 %" in done.stdout
    assert "What each change did to the measures" in done.stdout
    assert f"scenario.yaml:{line_of('finance.debt.bank.rate: 11 %')}" in done.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "there is nothing to set the study against"),
        (["gap_grant", "no_such"], "unknown structure `no_such`"),
        (["gap_grant", "no_grant", "dear_loan"], "against each other"),
        (["gap_grant", "dear_loan", "-s", "gap_grant"], "does not go with structures named as words"),
    ],
)
def test_words_that_say_nothing_or_too_much_are_refused(plant, words, said):
    done = ppp("diff", str(plant.file.path), *words)
    assert done.exit_code == 2
    assert said in done.stderr
