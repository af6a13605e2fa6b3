"""What an error proposes: names that hold the word written, entries that are there, numbers without commas."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ppp_model.errors import ScenarioError
from ppp_model.scenario.load import open_study
from ppp_model.scenario.reading import read_text
from ppp_model.scenario.words import did_you_mean

MEASURES = ["eirr", "dscr_min", "equity_irr", "project_irr", "project_irr_pre_tax", "net_public_cost_pv"]
CASES = ["low_demand", "half_demand", "half_price_works"]

WITH_STAFF = "opex:\n  staff: {fixed: 1 m USD/year}\n  power: {per_unit: 0.02 USD/m3}\npublic:"


@pytest.mark.parametrize(
    ("word", "options", "said"),
    [
        ("irr", MEASURES, "`equity_irr`, `project_irr` or `project_irr_pre_tax`"),
        ("IRR", ["eirr", "equity_irr"], "`equity_irr`"),
        ("half", CASES, "`half_demand` or `half_price_works`"),
        ("demand", CASES, "`low_demand` or `half_demand`"),
        ("half_demnd", CASES, "`half_demand`"),
        ("revenu", ["revenue_from_users", "revenue"], "`revenue`"),
        ("ir", ["equity_irr", "iron"], "`iron`"),
        ("emand", ["half_demand", "unlike"], "`half_demand`"),
    ],
)
def test_names_that_hold_the_word_come_first(word: str, options: list[str], said: str) -> None:
    assert did_you_mean(word, options) == f"Did you mean {said}?"


def test_nothing_near_is_nothing_said() -> None:
    assert did_you_mean("zebra", MEASURES) == ""
    assert did_you_mean("zebra", []) == ""


@pytest.mark.parametrize("name", ["half", "half_demnd"])
def test_an_unknown_case_names_those_that_begin_with_the_word(
    name: str, minimal_text: str, write_study: Callable[..., Path]
) -> None:
    text = minimal_text + "cases:\n  half_demand:\n    supply.capacity: 20 000 m3/day\n"
    with pytest.raises(ScenarioError, match=r"Did you mean `half_demand`\?"):
        open_study(write_study(text)).loaded(case=name)


@pytest.mark.parametrize("value", ["1", "[1, 2]", "1 m USD/year"])
def test_a_misspelt_entry_is_named_though_it_ends_the_key(
    value: str, minimal_text: str, write_study: Callable[..., Path]
) -> None:
    study = open_study(write_study(minimal_text.replace("public:", WITH_STAFF)))
    with pytest.raises(ScenarioError) as caught:
        study.loaded(sets=[f"opex.staf={value}"])
    (problem,) = caught.value.problems
    assert (problem.where, problem.path) == ("--set", "opex.staf")
    assert problem.what == "unknown entry `staf` in `opex`"
    assert problem.allowed.startswith("`opex` has staff, power. A new one is a map with keys of currency, fixed,")
    assert problem.hint == "Did you mean `staff`?"


def test_an_entry_that_is_there_must_be_a_map(minimal_text: str, write_study: Callable[..., Path]) -> None:
    study = open_study(write_study(minimal_text.replace("public:", WITH_STAFF)))
    with pytest.raises(ScenarioError, match=r"opex\.staff: must be a map, got `1`"):
        study.loaded(sets=["opex.staff=1"])
    with pytest.raises(ScenarioError, match="works: must be a map, got `1`"):
        study.loaded(sets=["works=1"])
    assert study.loaded(sets=["opex.guards={fixed: 2 m USD/year}"]).scenario.opex["guards"].fixed == 2e6


@pytest.mark.parametrize(
    ("text", "column", "got", "write"),
    [
        ("{value: 32,000 USD, source: S1}", 9, "32,000 USD", "32000 USD"),
        ("{cost: 1,234,567 USD}", 8, "1,234,567 USD", "1234567 USD"),
        ("{cost: {value: -2,500}, other: 4}", 16, "-2,500", "-2500"),
        ("{rate: 7,5 %}", 8, "7,5 %", "7.5 %"),
        ("{rate: 7,25}", 8, "7,25", "7.25"),
    ],
)
def test_a_comma_in_braces_ends_the_value(text: str, column: int, got: str, write: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        read_text(text, "a.yaml")
    (problem,) = caught.value.problems
    assert problem.where == f"a.yaml:1:{column}"
    assert problem.what == f"a comma in `{{...}}` ends the value, got `{got}`"
    assert problem.hint == f"Write `{write}`."


@pytest.mark.parametrize("text", ["{a: 3, b: 4}", "a: 3\n7th:\n", "{a: 3, 7th: 4}", "{a: '3', 7th: }", "{a: x, 7th: }"])
def test_other_commas_stand(text: str) -> None:
    assert read_text(text, "a.yaml") is not None
