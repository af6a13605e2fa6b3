"""`ppp pool` and `ppp validate` on a pool: what is printed, and the exit code."""

import json

import pytest
from typer.testing import CliRunner

from ppp_model import cli

SETS = """\
structures: {as_is: {label: As it is}, bare: {label: Bare, layers: null}}
cases: {poor: {stress.revenue_fall: 40 %}}
"""


@pytest.fixture
def study(two_towns, write_pool):
    return write_pool(two_towns + SETS).parent


def ppp(*words):
    return CliRunner(env={"COLUMNS": "120", "PPP_DEBUG": None}).invoke(cli.app, [str(word) for word in words])


def test_structures_side_by_side(study):
    done = ppp("pool", study)
    assert done.exit_code == 0, done.output
    assert "As it is" in done.stdout
    assert "Bare" in done.stdout
    assert "Saved against borrowing alone (PV)" in done.stdout
    assert "All checks pass." in done.stdout


def test_a_missed_payment_ends_with_3(study):
    done = ppp("pool", study, "-s", "bare", "--case", "poor", "--changes")
    assert done.exit_code == 3
    assert "debt service is not paid when due" in done.stderr
    assert "stress.revenue_fall: not given -> 40 %" in done.stdout


def test_json(study):
    done = ppp("pool", study, "--set", "bond.rate=9 %", "--json")
    assert done.exit_code == 0
    data = json.loads(done.stdout)
    measures = data["structures"]["as_is"]["measures"]
    assert measures["loans"] == 800_000
    assert measures["relent"] is None
    assert data["structures"]["as_is"]["reasons"]["relent"] == "there is no revolving fund"
    assert data["structures"]["as_is"]["fall_absorbed_by_layer"]["guarantee"] > 0
    assert data["structures"]["bare"]["changes"][0]["path"] in ("layers", "bond.rate")


def test_tables(study):
    done = ppp("pool", study, "--table", "waterfall")
    assert done.exit_code == 0
    assert "2020-12-31" in done.stdout
    assert "intercept" in done.stdout
    data = json.loads(ppp("pool", study, "-s", "as_is", "--table", "layers", "--json").stdout)
    assert data["columns"][0] == "layer"
    assert [row[0] for row in data["rows"]][:2] == ["escrow accounts", "deposit"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("-s", "none"), "unknown structure `none`"),
        (("--table", "layer"), "Did you mean `layers`?"),
        (("--table", "layers", "-s", "as_is", "-s", "bare"), "shows one structure"),
        (("--table", "draws"), "no member has a `default_rate`"),
        (("--set", "bond.rate=ten"), "is not a number"),
    ],
)
def test_words_that_are_refused(study, words, said):
    done = ppp("pool", study, *words)
    assert done.exit_code == 2
    assert said in done.stderr


def test_validate(study, write_pool, two_towns):
    assert "structures: as_is, bare" in ppp("validate", study).stdout
    bad = write_pool(two_towns.replace("tenor: 4 years, issue", "tenor: 42 months, issue"))
    done = ppp("validate", bad)
    assert done.exit_code == 2
    assert "bond.tenor: 42 months is not a whole number" in done.stderr
