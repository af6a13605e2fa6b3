"""The benchmarks run and report: their smallest sizes, without a look at how long they take."""

import json
from pathlib import Path

import numpy as np
import pytest

from benchmarks import __main__ as program
from benchmarks import growth, machine, office, page, rates, sam
from benchmarks.deals import prepared
from benchmarks.timing import Job, Timed, in_turns, ratio
from ppp_model import load


def test_jobs_are_timed_in_turns_after_a_first_round():
    seen = []
    timed = in_turns([Job("a", lambda: seen.append("a")), Job("b", lambda: seen.append("b"), 5)], 3)
    assert seen == ["a", "b"] * 4
    assert [len(one.seconds) for one in timed] == [3, 3]


def test_a_ratio_is_taken_round_by_round():
    # 10 items in 1, 2 and 1 s beside 5 items in 2, 8 and 1 s: 10 / 2.5, 5 / 0.625, 10 / 5
    ours = Timed(Job("ours", lambda: None, 10), (1.0, 2.0, 1.0))
    other = Timed(Job("other", lambda: None, 5), (2.0, 8.0, 1.0))
    found = ratio(ours, other)
    assert (found.median, found.least, found.most) == (4.0, 2.0, 8.0)
    assert ours.rate == 10.0


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (0.012345, "0.0123"), (3.14159, "3.14"), (123.4, "123"), (1234567.0, "1,230,000"), (999.6, "1,000")],
)
def test_figures_have_three_digits_that_count(value, text):
    assert page.number(value) == text


def test_the_page_shows_goals_reasons_and_tables():
    table = page.Table("Speed", ("what", "x"), [("a | b", "2")], notes=["A note."])
    table.goals = [page.Goal("fast", 3.0, 2.0, "x"), page.Goal("small", 3.0, 2.0, "MB", at_most=True)]
    text = page.document([table, page.Table("Other", (), notes=["Left out: it is missing."])], ["Words."])
    assert "| fast | at least 2 x | 3 x | yes |" in text
    assert "| small | at most 2 MB | 3 MB | no |" in text
    assert "| a \\| b | 2 |" in text
    assert "Left out: it is missing." in text


def test_a_part_that_cannot_run_says_why(monkeypatch):
    monkeypatch.setattr(office.shutil, "which", lambda name: None)
    table, ran = program.table_of("office", True)
    assert table.notes == ["Left out: LibreOffice is not installed."]
    assert ran


def test_a_part_that_fails_does_not_lose_the_others(monkeypatch, capsys):
    def failing(quick):
        raise ValueError("broken")

    monkeypatch.setitem(program.PARTS, "sam", (failing, "SAM"))
    assert program.main(["--quick", "--only", "sam", "--only", "machine"]) == 1
    shown = capsys.readouterr().out
    assert "Failed: ValueError: broken" in shown
    assert "GB/s" in shown


def test_the_machine_has_limits():
    adds, bandwidth = machine.limits(True)
    assert adds > 1e6
    assert bandwidth > 1e6


def test_rates_are_the_same_by_every_way():
    table = rates.rates(True)  # raises AssertionError where one differs
    assert {row[1] for row in table.rows} >= {"ppp-model numpy", "numpy_financial"}


def test_draws_of_a_deal_run_in_parts(monkeypatch):
    study = load(growth.BASE)
    ready = prepared(study, study.run(sets=growth.VOLUME), "held", growth.VOLUME)
    whole = ready.run(24, "numpy")
    monkeypatch.setattr("benchmarks.deals.AT_ONCE", 10)
    parts = ready.run(24, "numpy")
    assert [len(part.failed) for part in parts] == [10, 10, 4]
    for name, values in whole[0].values.items():
        assert np.array_equal(np.concatenate([part.values[name] for part in parts]), values, equal_nan=True)


def test_the_scenarios_of_case_d2_have_the_published_result_at_its_price():
    deal, inputs = sam.deal_d2(8)
    exact = json.loads((Path(__file__).parent / "published" / "pysam" / "d2.json").read_text(encoding="utf-8"))["exact"]
    own = {name: np.repeat(deal.assembled.inputs[name], 8, axis=0) for name in inputs}
    found = deal.evaluate(own, 8).values
    assert found["debt"] == pytest.approx(np.full(8, exact["debt"]), rel=1e-9)
    assert found["equity_npv"] == pytest.approx(np.full(8, exact["equity_npv"]), rel=1e-9)
    assert len(set(deal.evaluate(inputs, 8).values["debt"])) == 8


def test_loans_in_parts_are_the_same_debt():
    study = load(growth.BASE)
    debts = [study.run(sets=growth.loans(count))["debt"] for count in (1, 4)]
    assert debts[1] == pytest.approx(debts[0], rel=1e-9)


def test_the_command_writes_a_page(tmp_path):
    target = tmp_path / "page.md"
    assert program.main(["--quick", "--only", "tranches", "-o", str(target)]) == 0
    text = target.read_text(encoding="utf-8")
    assert "## Growth with the number of tranches" in text
    assert "| 2 loans |" in text
