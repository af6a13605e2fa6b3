"""What a structure puts aside and needs, tenors and grants by share, and templates put into a study."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from ppp_model.errors import ScenarioError
from ppp_model.scenario.load import StudyFile, open_study
from ppp_model.scenario.templates import templates_in, with_templates

Write = Callable[..., Path]

TEMPLATE = """\
structures:
  bond:
    label: One bond
    instead_of: [finance.debt, finance.grants, opex.energy.fixed]
    finance.debt: {bond: {gearing: 50 %, rate: 5 %, tenor: 70 % of contract}}
"""


@pytest.fixture
def piece(minimal_text: str, write_study: Write) -> Callable[[str], StudyFile]:
    """The small study with some structures."""
    return lambda structures: open_study(write_study(minimal_text + structures))


def problems(study: StudyFile, structure: str) -> str:
    with pytest.raises(ScenarioError) as caught:
        study.loaded(structure)
    return str(caught.value)


def test_a_part_is_put_aside_before_the_changes(piece: Callable[[str], StudyFile]) -> None:
    loaded = piece("structures:\n  bond:\n    instead_of: finance.debt\n    finance.debt.bond: "
                   "{gearing: 50 %, rate: 5 %, tenor: 10 years}\n").loaded("bond")  # fmt: skip
    assert list(loaded.scenario.finance.debt) == ["bond"]
    first = loaded.changes[0]
    assert (first.path, first.new, first.origin) == ("finance.debt.senior", None, "structure bond")
    assert first.old is not None
    assert "9 %" in first.old or "rate" in first.old


@pytest.mark.parametrize(
    ("aside", "message"),
    [
        ("[finance.dept]", "finance.dept: unknown key `dept`.*Did you mean `debt`"),
        ("[finance.debt.senor]", "unknown entry `senor` in `finance.debt`.*Did you mean `senior`"),
        ("[supply]", "`supply` cannot be put aside: it must be given"),
        ("[finance.debt.senior.tenor]", "`tenor` cannot be put aside"),
        ("{finance: debt}", "must be dotted keys"),
    ],
)
def test_what_cannot_be_put_aside(piece: Callable[[str], StudyFile], aside: str, message: str) -> None:
    found = problems(piece(f"structures:\n  bare:\n    instead_of: {aside}\n"), "bare")
    assert re.search(message, found), found
    assert "scenario.yaml:" in found


def test_what_is_not_there_needs_no_putting_aside(piece: Callable[[str], StudyFile]) -> None:
    loaded = piece("structures:\n  same:\n    instead_of: [guarantee, finance.grants, contingent.debt]\n").loaded(
        "same"
    )
    assert loaded.changes == ()


def test_a_part_that_is_needed(piece: Callable[[str], StudyFile]) -> None:
    study = piece("structures:\n  aid:\n    needs: [access]\n    access.hazard: 50 %\n")
    assert "structure aid needs `access`, and this study does not have it" in problems(study, "aid")
    assert "unknown key `acess`" in problems(piece("structures:\n  aid:\n    needs: [acess]\n"), "aid")


@pytest.mark.parametrize(
    ("share", "period", "months"),
    [
        ("70 % of contract", "annual", 180), ("72 % of contract", "semi_annual", 186),
        ("100 % of contract", "annual", 264), ("30.5% of contract", "quarterly", 78), ("10 years", "annual", 120),
    ],
)  # fmt: skip
def test_a_tenor_is_a_share_of_the_contract(
    piece: Callable[[str], StudyFile], share: str, period: str, months: float
) -> None:
    """264 months: 70 % are 184.8, 15 years; 72 % are 190.08, 31 half-years; 30.5 % are 80.52, 26 quarters."""
    loaded = piece("").loaded(sets=[f"finance.debt.senior.tenor={share}", f"timeline.period={period}"])
    assert loaded.scenario.finance.debt["senior"].tenor == months


def test_a_tenor_is_no_more_than_the_contract(piece: Callable[[str], StudyFile]) -> None:
    with pytest.raises(ScenarioError, match="from 0 to 100 % of the contract"):
        piece("").loaded(sets=["finance.debt.senior.tenor=110 % of contract"])


@pytest.mark.parametrize(
    ("grant", "message"),
    [
        ("giver: donor", "nothing says how large"),
        ("giver: donor, amount: 1 m USD, share_of_works: 5 %", "stands beside"),
    ],
)
def test_a_grant_has_one_size(piece: Callable[[str], StudyFile], grant: str, message: str) -> None:
    study = piece(f"structures:\n  gap:\n    finance.grants: {{gap: {{{grant}}}}}\n")
    assert message in problems(study, "gap")


def test_templates_stand_after_the_study_s_own(minimal_text: str, write_study: Write, tmp_path: Path) -> None:
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "bond.yaml").write_text(TEMPLATE.replace(", opex.energy.fixed", ""))
    path = write_study(minimal_text + "structures:\n  own: {}\n")
    study = with_templates(path, folder)
    assert list(study.structures) == ["own", "bond"]
    assert list(study.loaded("bond").scenario.finance.debt) == ["bond"]
    assert study.loaded().changes == ()


def test_a_template_holds_structures_only(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("currency: USD\n" + TEMPLATE)
    (tmp_path / "twice.yaml").write_text(TEMPLATE)
    with pytest.raises(ScenarioError) as caught:
        templates_in(tmp_path)
    assert "`bond` is there twice" in str(caught.value)
    assert "does not belong into a structure template" in str(caught.value)
    with pytest.raises(ScenarioError, match="holds no structure templates"):
        templates_in(tmp_path / "none")


def test_own_structures_come_before_those_of_a_piece(minimal_text: str, write_study: Write) -> None:
    bond = TEMPLATE.replace(", opex.energy.fixed", "")
    path = write_study(minimal_text + "extends: bond.yaml\nstructures:\n  own: {}\n", {"bond.yaml": bond})
    assert list(open_study(path).structures) == ["own", "bond"]
