"""Mistakes in `value_for_money`: each is named with its place and what to do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ppp_model.errors import ScenarioError
from ppp_model.scenario.load import open_study

SECTION = """\
value_for_money:
  comparator: city
  risks:
    overrun:
      points:
        none: {probability: 50 %, impact: 0 %}
        some: {probability: 50 %, impact: 20 %}
      partnership_share: 25 %
structures:
  city: {}
  firm: {}
"""


def problems_of(file: Path) -> list[str]:
    try:
        return [str(problem) for problem in open_study(file).check()]
    except ScenarioError as error:
        return [str(problem) for problem in error.problems]


def test_the_section_is_sound(minimal_text: str, write_study: Callable[..., Path]) -> None:
    assert problems_of(write_study(minimal_text + SECTION)) == []


POINT = "some: {probability: 50 %, impact: 20 %}"
SHARE = "      partnership_share: 25 %\n"


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("comparator: city", "comparator: citty", 2,
         "value_for_money.comparator: unknown structure `citty`. This study has city, firm. Did you mean `city`?"),
        (POINT, "some: {probability: 45 %, impact: 20 %}", 5,
         "value_for_money.risks.overrun.points: the probabilities add up to 95 %. They must add up to 100 %."),
        (POINT, "some: {probability: 50 %, impact: 20}", 7, "is above 100 %, got `20` without a `%`"),
        (POINT, "some: {probability: 50 %, impact: 2000 %}", 7, "must be from -1000 % to 1000 %"),
        (POINT, "some: {probability: 50 %}", 7, "points.some.impact: is missing"),
        (POINT, "some: {probability: 50 %, impact: 20 USD}", 7, "expects % or bp, got USD"),
        (SHARE, "      partnership_share: 125 %\n", 8, "must be from 0 % to 100 %"),
        (SHARE, "      partner_share: 25 %\n", 8, "Did you mean `partnership_share`?"),
        (SHARE, "      spread: {shape: uniform, low: 0 %, high: 1 %}\n", 8, "stands beside `points`"),
        (SHARE, "      correlation: ground\n", 8, "There is no `correlations`."),
        (SHARE, "      base: operating_cost\n      amount: 5 USD\n", 8, "has no effect: the impacts are shares"),
        (SHARE, "      profile: [50 %, 60 %]\n", 8, "the shares add up to 110 %"),
        (SHARE, "      profile: [100 %]\n      when: operation\n", 9, "Take `when` away."),
        ("  risks:\n", "  correlations: {ground: 50 %}\n  risks:\n", 3, "correlations.ground: ties together 0 risks"),
        ("  risks:\n", "  neutrality: {given: 5 USD/year}\n  risks:\n", 3, "goes with `taxes: given`, got `credited`"),
        ("  risks:\n", "  neutrality: {taxes: none}\n  risks:\n", 3, "Allowed: `credited`, `partnership`, `given`"),
    ],
)  # fmt: skip
def test_a_mistake_is_shown_with_its_place(
    minimal_text: str, write_study: Callable[..., Path], old: str, new: str, line: int, words: str
) -> None:
    assert old in SECTION
    problems = problems_of(write_study(minimal_text + SECTION.replace(old, new)))
    assert len(problems) == 1
    assert words in problems[0]
    assert f"scenario.yaml:{minimal_text.count(chr(10)) + line}:" in problems[0]


@pytest.mark.parametrize(
    ("spread", "words"),
    [
        ("{shape: pert, low: 0 %, high: 20 %}", "spread.mode: is missing. The shape `pert` needs low, mode, high."),
        ("{shape: normal, low: 0 %, mean: 5 %, deviation: 1 %}", "Take `low` away."),
        ("{shape: uniform, low: 0 %, mode: 5 %, high: 20 %}", "does not go with the shape `uniform`"),
        ("{shape: triangular, low: 5 %, mode: 0 %, high: 20 %}", "the values do not rise: 5 %, 0 %, 20 %"),
        ("{shape: uniform, low: 5 %, high: 5 %}", "the values do not rise"),
        ("{shape: normal, mean: 5 %, deviation: 0 %}", "deviation: must be greater than 0"),
        ("{shape: lognormal, mean: -5 %, deviation: 1 %}", "mean: must be greater than 0"),
        ("{shape: beta}", "Allowed: `triangular`, `pert`, `uniform`, `normal`, `lognormal`"),
        ("null", "nothing says how it may turn out. Give `points`"),
    ],
)  # fmt: skip
def test_a_spread_that_cannot_be_is_refused(
    minimal_text: str, write_study: Callable[..., Path], spread: str, words: str
) -> None:
    file = write_study(minimal_text + SECTION)
    risk = "value_for_money.risks.overrun"
    with pytest.raises(ScenarioError) as refused:
        open_study(file).loaded("firm", None, [f"{risk}.points=null", f"{risk}.spread={spread}"])
    assert words in str(refused.value)


def test_risks_of_one_name_go_together(minimal_text: str, write_study: Callable[..., Path]) -> None:
    two = SECTION.replace(SHARE, f"{SHARE}      correlation: ground\n    soil:\n      correlation: ground\n"
                                 "      points: {all: {probability: 100 %, impact: 5 %}}\n")  # fmt: skip
    with_correlation = two.replace("  risks:\n", "  correlations: {ground: 50 %}\n  risks:\n")
    assert problems_of(write_study(minimal_text + with_correlation)) == []
    wrong = with_correlation.replace("correlations: {ground:", "correlations: {grund:")
    assert "Did you mean `grund`?" in " ".join(problems_of(write_study(minimal_text + wrong)))
