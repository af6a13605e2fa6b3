"""`ppp structures`: a study's own structures, with templates, as data, and what it says of mistakes."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from ppp_model.cli import app
from tests.structures_readme import ROOT

STUDY = str(ROOT / "scenarios" / "kigali-bulk-water")
TEMPLATES = str(ROOT / "scenarios" / "structures")
YEARS = ["--set", "supply.utilisation=80 %"]


def run(*words: str) -> tuple[int, str, str]:
    found = CliRunner().invoke(app, ["structures", *words])
    return found.exit_code, found.stdout, found.stderr


def test_one_structure_in_money() -> None:
    code, out, _ = run(STUDY, "-s", "as_signed", *YEARS)
    assert code == 0
    for words in ("Who invests, %", "Who pays, %", "Who bears which risk, %", "What each loses, USD, PV", "As signed"):
        assert words in out


def test_templates_beside_it_as_data_and_what_does_not_fit() -> None:
    names = ["as_signed", "standard_public_works", "standard_output_based_aid"]
    code, out, _ = run(STUDY, "--templates", TEMPLATES, *(word for name in names for word in ("-s", name)), "--json")
    found = json.loads(out)
    assert code == 0
    assert list(found["structures"]) == names[:2]
    assert list(found["do_not_fit"]) == names[2:]
    assert "needs `access`" in found["do_not_fit"]["standard_output_based_aid"]
    public = found["structures"]["standard_public_works"]
    assert sum(public["invest_shares"].values()) == pytest.approx(1)
    assert public["shocks"]["works"]["shares"]["public"] > 0.99


def test_mistakes() -> None:
    code, _, err = run(STUDY, "-s", "as_singed")
    assert code == 2
    assert "Did you mean `as_signed`" in err
    code, _, err = run(STUDY, "--templates", STUDY + "-none")
    assert code == 2
    assert "holds no structure templates" in err
    code, _, err = run(STUDY, "--templates", TEMPLATES, "-s", "standard_output_based_aid")
    assert code == 2
    assert "needs `access`" in err
