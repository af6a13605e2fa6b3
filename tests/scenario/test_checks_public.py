"""Mistakes in `public.levels`, `public.duties` and `contingent`: each is named with its place and what to do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ppp_model.errors import ScenarioError
from ppp_model.scenario.load import open_study

STARTER = Path(__file__).parents[2] / "ppp_model" / "scenario" / "starter.yaml"
LEVELS = """\
  levels:
    nation: {own_revenue: 100 bn LOCAL/year, sector_budget: 1 bn LOCAL/year, sector_ceiling: 10 %}
    city: {own_revenue: 1 bn LOCAL/year, ceiling: 15 %, committed: [20 m LOCAL/year, 10 m LOCAL/year]}
  duties: {availability: city, taxes: nation}
"""
CONTINGENT = """
contingent:
  exchange_cover: 50 %
  exchange_threshold: 10 %
  exchange_volatility: 8 %
  authority_default: 1 %
  debt: {LOAN: {share: 50 %, default_rate: 2 %, loss: 40 %}}
"""


@pytest.fixture(scope="module")
def text() -> str:
    scenario = open_study(STARTER).loaded().scenario
    assert scenario.city
    loan = next(iter(scenario.finance.debt))
    words = STARTER.read_text(encoding="utf-8").partition("\nstructures:")[0] + "\n"
    words = words.replace("value_for_money:\n  comparator: public_loan\n", "")  # a structure, which is left out here
    head, line, rest = words.partition("\npublic:\n")
    assert line, "the starter has a `public` on a line of its own"
    added = head + CONTINGENT + line + LEVELS + rest
    return added.replace("LOCAL", scenario.city.currency).replace("LOAN", loan)


def problems_of(file: Path) -> list[str]:
    try:
        return [str(problem) for problem in open_study(file).check()]
    except ScenarioError as error:
        return [str(problem) for problem in error.problems]


def test_the_section_is_sound(text: str, write_study: Callable[..., Path]) -> None:
    assert problems_of(write_study(text)) == []


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("taxes: nation}", "taxes: state}", "public.duties.taxes: falls on `state`, which is not listed."),
        ("taxes: nation}", "taxes: village}", "public.duties.taxes"),
        ("taxes: nation}", "tax: nation}", "Did you mean `taxes`?"),
        (", sector_budget: 1 bn USD/year", "", "public.levels.nation.sector_ceiling: goes with `sector_budget`"),
        ("own_revenue: 1 bn USD/year, ", "", "public.levels.city.own_revenue: is missing"),
        ("ceiling: 15 %", "ceiling: 15", "is above 100 %, got `15` without a `%`"),
        ("own_revenue: 1 bn USD/year", "own_revenue: 1 bn EUR/year", "expects USD/year, got EUR/year"),
        ("  exchange_cover: 50 %\n", "", "contingent.exchange_threshold: goes with `exchange_cover`"),
        ("  authority_default: 1 %", "  revenue_volatility: 10 %",
         "contingent.revenue_volatility: needs a `guarantee`"),
        ("  authority_default: 1 %", "  authority_default: 60 %\n  buy_out: 40 %", "add up to 100 % a year"),
        ("share: 50 %, ", "", "share: is missing"),
        ("debt: {", "debt: {nobody: {share: 1, default_rate: 1 %}, ",
         "contingent.debt.nobody: no loan is called `nobody`"),
    ],
)  # fmt: skip
def test_a_mistake_is_named(text: str, write_study: Callable[..., Path], old: str, new: str, words: str) -> None:
    assert old in text
    found = problems_of(write_study(text.replace(old, new, 1)))
    assert any(words in problem for problem in found), found


def test_duties_need_levels(text: str, write_study: Callable[..., Path]) -> None:
    without = text.replace(LEVELS.partition("  duties")[0].replace("LOCAL", "USD"), "")
    without = without.replace("taxes: nation}", "taxes: city}")
    assert any("public.duties: goes with `public.levels`" in problem for problem in problems_of(write_study(without)))
