"""The mistakes that people make first: each gives one message that says where and what to do."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from ppp_model.errors import ScenarioError
from ppp_model.scenario.load import open_study

BOMB = "".join(
    f"b{i}: &b{i} [{', '.join([f'*b{i - 1}'] * 10) if i else '1, 1, 1, 1, 1, 1, 1, 1, 1, 1'}]\n" for i in range(12)
)

CASES = {
    "misspelt key": (
        ("gearing: 70 %", "gearig: 70 %"),
        r"scenario.yaml:19:7: finance.debt.senior.gearig: unknown key `gearig`. .*Did you mean `gearing`\?",
    ),
    "misspelt key that is needed": (
        ("rate: 6 %", "rat: 6 %"),
        r"scenario.yaml:20:7: finance.debt.senior.rat: unknown key `rat`. .*Did you mean `rate`\?",
    ),
    "rate without per cent": (
        ("rate: 6 %", "rate: 3.5"),
        r"scenario.yaml:20:13: finance.debt.senior.rate: .*got `3.5`.*Did you mean `3.5 %`\?",
    ),
    "decimal comma": (
        ("rate: 6 %", "rate: 3,5 %"),
        r"scenario.yaml:20:13: finance.debt.senior.rate: has a comma.*Write `3.5 %`.",
    ),
    "duplicate key": (
        ("rate: 6 %", "rate: 6 %\n      rate: 7 %"),
        r"scenario.yaml:21:7: the key `rate` is written twice, first in line 20 and again in line 21",
    ),
    "unknown tranche": (
        ("public:", "structures:\n  dear:\n    finance.debt.seniro.rate: 9 %\npublic:"),
        r"scenario.yaml:24:5: finance.debt.seniro.rate: unknown entry `seniro`.*Did you mean `senior`\?",
    ),
    "negative cost": (
        ("50 m USD", "-5 m USD"),
        r"scenario.yaml:15:21: works.items.plant.cost: must not be negative, got `-5 m USD`",
    ),
    "tenor past the end": (
        ("tenor: 15 years", "tenor: 27 years"),
        r"scenario.yaml:21:14: finance.debt.senior.tenor: 27 years is past the end of the contract. At most 22 years",
    ),
    "bomb": (("study:", BOMB + "study:"), r"scenario.yaml:\d+:\d+: more than 100_000 values"),
    "extends climbs out": (
        ("study:", "extends: ../../../etc/passwd\nstudy:"),
        r"scenario.yaml:1:10: extends: `../../../etc/passwd` leaves the folder",
    ),
    "circle of extends": (
        ("study:", "extends: other.yaml\nstudy:"),
        r"other.yaml:1:10: extends: the files extend each other in a circle: \S*scenario.yaml -> \S*other.yaml -> ",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_one_clear_message(name: str, minimal_text: str, write_study: Callable[..., Path]) -> None:
    (old, new), pattern = CASES[name]
    assert minimal_text.count(old) == 1
    path = write_study(minimal_text.replace(old, new), {"other.yaml": "extends: scenario.yaml\n"})
    with pytest.raises(ScenarioError) as caught:
        open_study(path).loaded()
    assert len(caught.value.problems) == 1
    assert re.search(pattern, str(caught.value)), str(caught.value)


def test_all_problems_at_once(minimal_text: str, write_study: Callable[..., Path]) -> None:
    text = minimal_text.replace("rate: 6 %", "rate: 3.5").replace("50 m USD", "-5 m USD").replace("water\n", "watr\n")
    with pytest.raises(ScenarioError) as caught:
        open_study(write_study(text)).loaded()
    assert [problem.path for problem in caught.value.problems] == [
        "service",
        "works.items.plant.cost",
        "finance.debt.senior.rate",
    ]


def test_a_missing_key_is_placed_at_its_parent(minimal_text: str, write_study: Callable[..., Path]) -> None:
    with pytest.raises(ScenarioError) as caught:
        open_study(write_study(minimal_text.replace("      tenor: 15 years\n", ""))).loaded()
    (problem,) = caught.value.problems
    assert problem.path == "finance.debt.senior.tenor"
    assert problem.what == "is missing"
    assert problem.where.endswith("scenario.yaml:18:5")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("2025-01-01", "2025-02-30", "is not a date of the calendar"),
        ("2025-01-01", "2025", "must be a date, got `2025`"),
        ("currency: USD", "currency: dollar", "is not a currency code, got `dollar`"),
        ("currency: USD\n", "", "currency: is missing"),
        ("capacity: 40 000 m3/day", "capacity: 40 000 kWh/day", "expects m3/day, got kWh/day"),
        ("gearing: 70 %", "dscr: 0", "must be greater than 0, got `0`"),
        ("gearing: 70 %", "rank: one\n      gearing: 70 %", "must be a whole number, got `one`"),
        ("gearing: 70 %", "gearing: 70 %\n      concessional: yes", "must be true or false, got `yes`"),
        ("gearing: 70 %", "gearing: 70 %\n      repayment: anuity", "Did you mean `annuity`?"),
        ("    senior:", "    sen.ior:", "`sen.ior` cannot be a key here"),
        ("S1}", "S2}", "unknown source `S2`. `sources` has S1."),
        ("source: S1}", "source: S1, assumed: guess}", "has both `source` and `assumed`"),
        ("source: S1}", "src: S1}", "unknown key `src`"),
        ("source: S1}", "source: 5}", "`source` must be a text, got `5`"),
        (
            "{value: 50 m USD, source: S1}",
            "5\n      profile: evn",
            "Allowed: `even`, `s_curve`, or a list. Did you mean `even`?",
        ),
        ("40 000 m3/day", "5\n  utilisation: [0.5, 70]", "supply.utilisation.1: is above 100 %"),
        ("40 000 m3/day", "5\n  utilisation: []", "must have at least 1 values"),
        ("40 000 m3/day", "{value: [5], source: S1}", "supply.capacity: must be a number"),
    ],
)
def test_plain_words(old: str, new: str, words: str, minimal_text: str, write_study: Callable[..., Path]) -> None:
    assert minimal_text.count(old) == 1
    with pytest.raises(ScenarioError) as caught:
        open_study(write_study(minimal_text.replace(old, new))).loaded()
    assert len(caught.value.problems) == 1, str(caught.value)
    assert words in str(caught.value)
