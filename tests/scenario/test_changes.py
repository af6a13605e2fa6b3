"""Structures, cases and --set: what they change, what is kept of it, and what they may not do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ppp_model.errors import ScenarioError
from ppp_model.scenario.load import Annotation, Change, StudyFile, open_study

Write = Callable[..., Path]

SETS = """\
structures:
  as_signed:
    label: As signed
    description: The contract of 2025.
  public:
    finance.debt.senior: null
    finance:
      debt:
        state: {amount: 50 m USD, rate: 3 %, tenor: 20 years}
cases:
  half_demand:
    label: Half the demand
    supply.utilisation: {value: 50 %, assumed: a bad year}
  dear_money:
    finance.debt.senior.rate: 9 %
"""


@pytest.fixture
def study(minimal_text: str, write_study: Write) -> StudyFile:
    return open_study(write_study(minimal_text + SETS))


def refusal(study: StudyFile, *sets: str, structure: str | None = None, case: str | None = None) -> str:
    with pytest.raises(ScenarioError) as caught:
        study.loaded(structure, case, sets)
    assert len(caught.value.problems) == 1, str(caught.value)
    return str(caught.value)


def test_the_first_structure_is_the_default(study: StudyFile) -> None:
    loaded = study.loaded()
    assert (loaded.structure, loaded.case, loaded.label) == ("as_signed", None, "As signed")
    assert loaded.description == "The contract of 2025."
    assert loaded.changes == ()


def test_a_study_without_structures_has_one(minimal_text: str, write_study: Write) -> None:
    study = open_study(write_study(minimal_text))
    assert list(study.structures) == ["base"]
    assert study.loaded("base").label == "base"


def test_changes_are_kept_with_old_and_new(study: StudyFile) -> None:
    loaded = study.loaded(case="half_demand", sets=["finance.debt.senior.rate=7 %"])
    assert loaded.label == "As signed, Half the demand"
    assert loaded.scenario.supply.utilisation == 0.5
    assert loaded.scenario.finance.debt["senior"].rate == 0.07
    assert [(change.path, change.old, change.new, change.origin) for change in loaded.changes] == [
        ("supply.utilisation", None, "50 %", "case half_demand"),
        ("finance.debt.senior.rate", "6 %", "7 %", "--set"),
    ]
    assert str(loaded.marks["finance.debt.senior.rate"]) == "--set"
    assert loaded.annotations["supply.utilisation"] == Annotation(assumed="a bad year")


def test_a_structure_may_remove_and_add_a_tranche(study: StudyFile) -> None:
    loaded = study.loaded("public")
    assert list(loaded.scenario.finance.debt) == ["state"]
    removed = loaded.changes[0]
    assert isinstance(removed, Change)
    assert removed.old == "{gearing: 70 %, rate: 6 %, tenor: 15 years}"
    assert removed.new is None


def test_a_change_replaces_an_annotated_value_whole(study: StudyFile) -> None:
    loaded = study.loaded(sets=["works.items.plant.cost=60 m USD"])
    assert loaded.changes[0].old == "50 m USD"
    assert "works.items.plant.cost" not in loaded.annotations


def test_null_goes_back_to_the_default(study: StudyFile) -> None:
    loaded = study.loaded(sets=["public.discount_rate=0.1", "currencies=null", "solve=null"])
    assert loaded.scenario.public.discount_rate == 0.1
    assert "is missing" in refusal(study, "public.discount_rate=null")


@pytest.mark.parametrize(
    ("sets", "words"),
    [
        (["finance.debt.seniro.rate=9 %"], "--set: finance.debt.seniro.rate: unknown entry `seniro` in `finance.debt`"),
        (["finance.debt.seniro=null"], "unknown entry `seniro`"),
        (["finance.dept.senior.rate=9 %"], "unknown key `dept`"),
        (["finance.debt.senior.rte=9 %"], "unknown key `rte`"),
        (["finance.debt.senior.rate.x=9 %"], "`finance.debt.senior.rate` is a single value and has no key `x`"),
        (["structures.public.label=x"], "unknown key `structures`"),
        (["opex.energy.fixed=5"], "A new one is written as a map: `opex.energy: {...}`"),
        (["finance.debt={}"], "an empty map changes nothing"),
        (["finance.debt.senior.rate"], "must be key=value"),
        (["finance.debt.senior.rate="], "must be key=value"),
        (["finance..rate=5 %"], "is not a dotted key"),
        (["finance.debt.senior.rate=9 %", "finance.debt.senior.rate=8 %"], "changed twice in one run"),
        (["finance.debt.senior.rate=9 %", "finance.debt.senior=null"], "(as `finance.debt.senior.rate`)"),
        (["finance.debt.senior.rate=9,5 %"], "Write `9.5 %`."),
        (["finance.debt.senior.rate=[1"], "--set:1:3: not valid YAML"),
        (["finance.debt.senior=5"], "finance.debt.senior: must be a map, got `5`"),
    ],
)
def test_refused_options(sets: list[str], words: str, study: StudyFile) -> None:
    assert words in refusal(study, *sets)


def test_new_entries_are_fine_when_whole(study: StudyFile) -> None:
    sets = [
        "opex.energy={fixed: 5}",
        "finance.debt.b.rate=5 %",
        "finance.debt.b.tenor=9 years",
        "finance.debt.b.amount=5",
    ]
    loaded = study.loaded(sets=[*sets, "currencies.USD.inflation=2 %", "sources.S2=A book"])
    assert loaded.scenario.opex["energy"].fixed == 5.0
    assert loaded.scenario.finance.debt["b"].tenor == 108.0
    assert loaded.scenario.currencies["USD"].inflation == 0.02


def test_two_sets_may_not_change_one_key(study: StudyFile) -> None:
    message = refusal(study, structure="public", case="dear_money")
    assert "changed twice in one run: by structure public (" in message
    assert "(as `finance.debt.senior`), and by case dear_money (" in message


def test_check_names_the_run_of_a_problem_once(study: StudyFile) -> None:
    (problem,) = study.check()
    assert problem.what.endswith("(in structure public with case dear_money)")
    assert problem.where.endswith("scenario.yaml:38:5")


def test_check_tells_a_problem_of_all_runs_once(minimal_text: str, write_study: Write) -> None:
    study = open_study(write_study(minimal_text.replace("rate: 6 %", "rate: 60") + "cases: {a: {tax.rate: 5 %}}\n"))
    (problem,) = study.check()
    assert problem.path == "finance.debt.senior.rate"
    assert "(in " not in problem.what


def test_unknown_structures_and_cases(study: StudyFile) -> None:
    assert "unknown structure `publik`. This study has as_signed, public. Did you mean `public`?" in refusal(
        study, structure="publik"
    )
    assert "unknown case `half`" in refusal(study, case="half")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("cases: []\n", "cases: must be a map of named sets of changes, got a list of 0"),
        ("cases: {a: 5}\n", "cases.a: must be a map of changes, got `5`"),
        ("cases: {a: {label: 5}}\n", "cases.a.label: must be a text, got `5`"),
        ("finance.debt.senior.rate: 5 %\n", "Dotted keys stand in `structures`, in `cases` and after `--set` only."),
    ],
)
def test_ill_formed_sets(text: str, words: str, minimal_text: str, write_study: Write) -> None:
    assert words in refusal(open_study(write_study(minimal_text + text)))


def test_an_empty_set_changes_nothing(minimal_text: str, write_study: Write) -> None:
    study = open_study(write_study(minimal_text + "structures:\n  plain:\ncases:\n"))
    assert study.loaded("plain").changes == ()
