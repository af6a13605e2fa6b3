"""The command on partnerships, its page, and what is refused."""

import json

import pytest
from typer.testing import CliRunner

from ppp_model import cli
from ppp_model.errors import ScenarioError


def run(*words):
    return CliRunner(env={"COLUMNS": "120"}).invoke(cli.app, ["cooperation", *map(str, words)])


def test_the_command_shows_a_page(folder):
    found = run(folder)
    assert found.exit_code == 0, found.output
    for words in ("Who gives what to whom", "By kind of giver (PV)", "Before and after", "With peers", "Year by year",
                  "Peers is a triangle: A <b>ministry</b> (donor) pays, A utility of the South"):  # fmt: skip
        assert words in found.stdout


def test_the_command_prints_json(folder, own):
    data = json.loads(run(folder, "--json").stdout)
    assert data["savings"]["all"]["saved_pv"] == pytest.approx(own.savings["all"].saved_pv)
    assert set(data["measures"]) == {"without", "peers", "levy", "all"}
    assert data["years"][-1]["losses"] == pytest.approx(0.31)
    assert data["gifts"][0]["what"] == "work"


def test_a_failed_check_ends_with_3_and_says_in_which_run(folder):
    found = run(folder, "--set", "finance.debt.bank.amount=1.9 m USD")
    assert found.exit_code == 3
    assert "without: debt service is not paid when due" in found.output


def test_without_partnerships_there_is_nothing_to_show(folder):
    found = run(folder, "--set", "cooperation=null")
    assert found.exit_code == 2
    assert "there is no partnership in this structure" in found.output


def test_text_of_the_scenario_is_escaped_in_a_notebook(own):
    html = own._repr_html_()
    assert "A &lt;b&gt;ministry&lt;/b&gt;" in html
    assert "<b>ministry" not in html


PEERS, LEVY = "cooperation.peers.", "cooperation.levy."
TWICE = [f"{PEERS}guarantees.bank={{share: 50 %, fee: 1 %}}", f"{LEVY}guarantees.bank={{share: 60 %, fee: 1 %}}"]
BAD = [
    ([f"{PEERS}lasts=18 months"], f"{PEERS}lasts", "18 months is not a whole number of annual periods"),
    ([f"{PEERS}day_paid=401 USD"], f"{PEERS}day_paid", "more is paid for a day than it is worth: 401 and 400"),
    ([f"{PEERS}experts=0"], f"{PEERS}days", "goes with `experts`"),
    ([f"{PEERS}days=0"], f"{PEERS}days", "is missing"),
    ([f"{PEERS}levy_rate=2 %"], f"{PEERS}levy_rate", "goes with `levy_on`"),
    ([f"{PEERS}per_year=0 USD/year", f"{PEERS}cash_share=5 %"], f"{PEERS}cash_share", "there is no money"),
    ([f"{PEERS}to=utility"], f"{PEERS}to", "there is no utility"),
    ([f"{LEVY}lasts=null"], f"{LEVY}fades_over", "goes with `lasts`"),
    ([f"{PEERS}giver=city"], f"{PEERS}giver", "is not one of the words allowed"),
    (["opex=null"], f"{PEERS}effects.opex", "needs `opex`"),
    ([f"{PEERS}guarantees.bnak={{share: 50 %, fee: 1 %}}"], f"{PEERS}guarantees.bnak", "no loan is called `bnak`"),
    (TWICE, f"{LEVY}guarantees.bank.share", "110 % of it is guaranteed by"),
]


@pytest.mark.parametrize(("sets", "path", "what"), BAD, ids=[path for _, path, _ in BAD])
def test_bad_input_is_refused_by_its_path(study, sets, path, what):
    with pytest.raises(ScenarioError) as refused:
        study.run("own", sets=sets)
    problem = next(one for one in refused.value.problems if one.path == path)
    assert what in problem.what
