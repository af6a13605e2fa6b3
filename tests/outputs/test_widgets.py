"""Sliders in a notebook: driven here without a browser."""

import sys

import pytest

from ppp_model import load
from ppp_model.errors import ScenarioError
from ppp_model.outputs.formats import format_value
from ppp_model.scenario.schema import SCHEMA_FILE

STUDY = load(SCHEMA_FILE.with_name("starter.yaml"))
RATE, OVERRUN = "finance.debt.senior.rate", "works.overrun"
INPUTS = [f"{RATE}=5 %..9 %:5", f"{OVERRUN}=0 %..40 %:5"]


@pytest.fixture(scope="module")
def board():
    pytest.importorskip("ipywidgets")
    return STUDY.sliders(INPUTS, ["as_planned", "fair_return"], ["equity_irr", "debt"], picture="who_pays")


def test_a_slider_starts_at_the_studys_value_and_moves_to_what_a_run_gives(board):
    slider = board.sliders[RATE]
    assert slider.label == "7 %"
    before = board.image.value
    slider.value = 0.09
    board.sliders[OVERRUN].label = "20 %"
    asked = ["finance.debt.senior.rate=9 %", "works.overrun=20 %"]
    assert board.results[0].measures == STUDY.run("as_planned", sets=asked).measures
    irr = board.results[0].measures["equity_irr"]
    assert format_value("rate", irr) in board.table.value
    assert board.image.value != before
    board.reset.click()
    assert (slider.label, board.results) == ("7 %", board.bases)


def test_a_price_that_was_solved_stays(board):
    board.sliders[RATE].value = 0.05
    agreed, moved = board.bases[1], board.results[1]
    assert moved["capacity_charge"] == agreed.solved.value
    assert moved.measures["equity_irr"] > agreed.measures["equity_irr"] + 1e-4
    board.reset.click()


def test_a_point_that_cannot_be_run_says_why(board):
    shown = board.table.value
    run, board._run = board._run, lambda place: STUDY.run(sets=["nothing=1"])
    try:
        board.sliders[OVERRUN].index = 4
        assert "unknown key" in board.table.value
        assert shown in board.table.value
    finally:
        board._run = run
        board.reset.click()
    assert "unknown key" not in board.table.value


def test_text_of_the_scenario_is_escaped(tmp_path):
    pytest.importorskip("ipywidgets")
    text = STUDY.save(tmp_path).read_text().replace("Concession as planned", "<img src=x onerror=alert(1)>")
    (tmp_path / "scenario.yaml").write_text(text)
    table = load(tmp_path).sliders([f"{OVERRUN}=0 %..40 %"], ["as_planned"], ["debt"]).table.value
    assert "&lt;img src=x" in table
    assert "<img" not in table


def test_without_the_package_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    with pytest.raises(ScenarioError, match=r"ppp-model\[notebook\]"):
        STUDY.sliders(INPUTS, ["as_planned"])


def test_a_key_that_is_not_there():
    with pytest.raises(ScenarioError, match=r"Did you mean `works\.overrun`"):
        STUDY.sliders(["works.overun=0 %..10 %"])
