"""How robust value for money is: draws, break-evens, the report's tables and sentences, and the command."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from ppp_model import cli, load
from ppp_model.errors import ScenarioError

KIGALI = load(Path(__file__).parents[2] / "scenarios" / "kigali-bulk-water")
COIN = ["value_for_money.transaction_cost.partnership=20 USD"]
"""Value for money of 2.848 instead of 19.848; what goes over is worth 0 or 12, so the coin decides."""


def ppp(*words):
    return CliRunner(env={"COLUMNS": "100"}).invoke(cli.app, [str(word) for word in words])


# Draws


def test_one_risk_by_hand(small):
    """Without overrun (half the draws) 6 less than expected, with 20 % of the works 6 more."""
    drawn = small.value_for_money("firm", draws=4000, seed=2)["firm"].draws
    values, counts = np.unique(np.round(drawn.vfm, 9), return_counts=True)
    assert values == pytest.approx([13.848, 25.848])
    assert counts / 4000 == pytest.approx([0.5, 0.5], abs=0.03)
    assert drawn.probability_comparator_cheaper == 0


def test_the_ranking_flips_as_often_as_the_coin_falls_that_way(small):
    """-3.152 without overrun, 8.848 with it."""
    report = small.value_for_money("firm", sets=COIN)
    found = report["firm"]
    assert found.appraisal.vfm == pytest.approx(2.848)
    assert found.draws.summary()["vfm"]["p10"] == pytest.approx(-3.152)
    assert found.draws.probability_flips == pytest.approx(0.5, abs=4 * found.draws.probability_error)
    assert found.draws.probability_error == pytest.approx(0.005, abs=1e-4)
    times = round(found.draws.probability_flips * 100)
    said = f"The comparator is cheaper in {times} of 100 draws; eight in ten give USD -3.15 to USD 8.85."
    assert said in report.sentences["firm"]


def test_the_seed_repeats_and_a_new_risk_leaves_the_others_as_they_are(small):
    one, again, other = (small.value_for_money("firm", draws=50, seed=seed)["firm"].draws.vfm for seed in (1, 1, 2))
    assert np.array_equal(one, again)
    assert not np.array_equal(one, other)
    added = "value_for_money.risks.tiny={amount: 0.000001 USD, points: {all: {probability: 100 %, impact: 100 %}}}"
    more = small.value_for_money("firm", sets=[added], draws=100, seed=1)["firm"].draws.vfm
    assert more[:50] == pytest.approx(one, abs=1e-5)


def test_risks_that_go_together_are_wider(small):
    risk = "{spread: {shape: uniform, low: 0 %, high: 40 %}, correlation: ground}"
    sets = [f"value_for_money.risks.{name}={risk}" for name in ("one", "two")]
    loose, tight = (
        small.value_for_money("firm", sets=[*sets, f"value_for_money.correlations.ground={tie} %"])["firm"].draws
        for tie in (0, 100)
    )
    assert tight.summary()["psc"]["deviation"] > 1.2 * loose.summary()["psc"]["deviation"]


def test_which_is_cheapest_of_all(small):
    report = small.value_for_money()
    assert list(report) == ["firm", "dear_firm"]
    assert report.cheapest == {"city": 0.0, "firm": 1.0, "dear_firm": 0.0}
    torn = small.value_for_money("firm", sets=COIN)
    assert torn.cheapest["city"] == torn["firm"].draws.probability_comparator_cheaper


def test_a_register_without_risks_has_no_distribution(small):
    report = small.value_for_money("firm", sets=["value_for_money.risks.overrun=null"])
    assert report["firm"].draws is None
    assert report.distribution.empty
    assert report.risks.empty
    assert report.cheapest == {}
    assert not any("draws" in line for line in report.sentences["firm"])


@pytest.mark.parametrize(
    "spread",
    [
        "{shape: triangular, low: 0 %, mode: 10 %, high: 20 %}", "{shape: pert, low: 0 %, mode: 10 %, high: 20 %}",
        "{shape: uniform, low: 0 %, high: 20 %}", "{shape: normal, mean: 10 %, deviation: 5 %}",
        "{shape: lognormal, mean: 10 %, deviation: 5 %}",
    ],
)  # fmt: skip
def test_every_shape_of_a_spread_has_its_mean(small, spread):
    sets = ["value_for_money.risks.overrun.points=null", f"value_for_money.risks.overrun.spread={spread}"]
    found = small.value_for_money("firm", sets=sets)["firm"]
    assert found.appraisal.vfm == pytest.approx(19.848)
    summary = found.draws.summary()["vfm"]
    assert abs(summary["mean"] - 19.848) < 4 * summary["standard_error"]
    assert summary["p10"] < summary["p50"] < summary["p90"]


# What breaks even


def test_at_a_break_even_rate_value_for_money_is_zero(small):
    roots = small.value_for_money("firm")["firm"].roots
    assert roots["both"].rates
    for rate in roots["both"].rates:
        assert small.run("firm", sets=[f"public.discount_rate={rate!r}"]).measures["vfm"] == pytest.approx(0, abs=1e-6)
    for side in ("comparator", "partnership"):
        for rate in roots[side].rates:
            sets = [f"value_for_money.rates.{side}={rate!r}"]
            assert small.run("firm", sets=sets).measures["vfm"] == pytest.approx(0, abs=1e-6)


def test_at_the_break_even_transfer_value_for_money_is_zero(small):
    """2.848 of value and 6 of risk that goes over: 1 - 2.848 / 6 of it must stay with the firm."""
    assert small.value_for_money("firm")["firm"].appraisal.break_even_transfer == pytest.approx(1 - 19.848 / 6)
    report = small.value_for_money("firm", sets=COIN)
    stays = report["firm"].appraisal.break_even_transfer
    assert stays == pytest.approx(1 - 2.848 / 6)
    assert "It breaks even if 52.5 % of the risk taken over really stays with the partner." in report.sentences["firm"]
    kept = f"value_for_money.risks.overrun.partnership_share={1 - 0.75 * stays!r}"
    assert small.run("firm", sets=[*COIN, kept]).measures["vfm"] == pytest.approx(0, abs=1e-9)


# The report


def test_tables_and_data_agree(small):
    report = small.value_for_money()
    assert list(report.assembly.columns) == ["firm", "dear_firm"]
    assert report.distribution.loc[("probability", "comparator_cheaper"), "firm"] == 0
    assert report.distribution.loc[("vfm", "p90"), "firm"] == pytest.approx(25.848)
    assert report.break_evens.loc[("risk transfer", 1), "firm"] == pytest.approx(1 - 19.848 / 6)
    assert report.risks.loc[("firm", "overrun"), "most_likely"] == 0
    assert report.risks.loc[("firm", "overrun"), "expected_pv"] == pytest.approx(8)
    found = json.loads(json.dumps(report.to_dict(), allow_nan=False))["structures"]["firm"]
    assert found["vfm"] == pytest.approx(19.848)
    assert found["assembly"]["comparator"]["raw"] == pytest.approx(91.52)
    assert found["break_even"]["range"] == [0.0, 0.3]
    rows = list(report.csv_rows())
    assert {len(row) for row in rows} == {5}
    assert ["firm", "assembly", "comparator", "total"] in [row[:4] for row in rows]


def test_the_point_is_said_for_better_and_for_worse(small):
    report = small.value_for_money("firm")
    assert report.sentences["firm"][0] == "Value for money USD 19.85 (17.5 % of the comparator)."
    assert repr(report).startswith("firm: Value for money USD 19.85")
    worse = small.value_for_money("firm", sets=["value_for_money.transaction_cost.partnership=33 USD"])
    assert worse.sentences["firm"][0] == (
        "No value for money: it costs the public USD 10.15 more (8.9 % of the comparator)."
    )
    assert "It would not break even if all of the risk" in " ".join(worse.sentences["firm"])


def test_what_the_point_does_not_compare_is_said():
    said = {name: " ".join(lines) for name, lines in KIGALI.value_for_money(draws=100).sentences.items()}
    assert "The comparator delivers 4.1 % less" in said["as_signed"]
    assert "Donors and partner cities give USD 5.57 m more for the partnership" in said["as_signed"]
    assert "Donors" not in said["no_grant"]
    assert "Soft loans make the partnership cheaper (grant element 24.8 %)" in said["public_soft_loan"]


def test_rates_that_differ_are_warned_of(small):
    said = small.value_for_money("firm", sets=["value_for_money.rates.partnership=30 %"]).sentences["firm"]
    assert any(
        "a higher rate makes a cost smaller. At 25.0 % for both, value for money is USD 19.85." in s for s in said
    )


def test_the_comparison_and_the_explanation_name_the_comparator(small):
    shown = ppp("compare", small.file.path).stdout
    assert "Value for money: against `city` at 25.0 %, the structure at 25.0 %" in " ".join(shown.split())
    assert "- [" in next(line for line in shown.splitlines() if "Value for money, share" in line)
    assert "= psc_pv - cost of this structure" in ppp("explain", small.file.path, "vfm", "-s", "firm").stdout


# The command


def test_the_command_shows_point_and_robustness(small):
    done = ppp("value", small.file.path, "--draws", "500")
    assert done.exit_code == 0
    for words in (
        'Comparator: "The city builds"', "Risk that the partnership takes over", "Probability that the ranking flips",
        "Break-even discount rate of both", "Value for money USD 19.85 (17.5 % of the comparator).",
        "500 draws of the risk register, seed 1",
    ):  # fmt: skip
        assert words in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 110


def test_the_command_gives_data_and_a_file(small, tmp_path):
    file = tmp_path / "value.csv"
    done = ppp("value", small.file.path, "-s", "firm", "--seed", "3", "--json", "-o", file)
    found = json.loads(done.stdout, parse_constant=lambda word: pytest.fail(word))
    assert list(found["structures"]) == ["firm"]
    assert found["seed"] == 3
    assert not math.isnan(found["structures"]["firm"]["distribution"]["vfm"]["p50"])
    assert file.read_text(encoding="utf-8").startswith(
        "structure,table,item,statistic,value\nfirm,assembly,comparator,raw"
    )
    assert ppp("value", small.file.path, "-o", file).exit_code == 2


def test_the_command_takes_a_case(small):
    shown = ppp("value", small.file.path, "-c", "late", "-s", "firm").stdout
    assert shown.startswith("Two ways to build: late")
    assert "of it: delay" in shown


def test_the_command_ends_with_3_when_a_check_fails(small):
    done = ppp("value", small.file.path, "-s", "firm", "--set", "opex.all.fixed=95 USD/year")
    assert done.exit_code == 3
    assert "A firm builds" in done.stdout
    assert "checks failed" in done.stderr


@pytest.mark.parametrize(
    "words", [["-s", "city"], ["-s", "nobody"], ["--draws", "0"], ["--seed", "-1"], ["-s", "alone"]]
)
def test_what_the_user_can_mend_ends_with_2(small, words):
    done = ppp("value", small.file.path, *words)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.strip()


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda study: study.value_for_money("city"), "`city` is the comparator itself"),
        (lambda study: study.value_for_money("alone"), "the structure `alone` has nothing to compare with"),
        (lambda study: study.value_for_money(draws=0), "--draws: must be from 1 to 1,000,000, got 0"),
        (lambda study: study.value_for_money(seed=-1), "--seed: must be 0 or more"),
        (lambda study: study.solve("revenue.availability_payment", "vfm", 0.0, structure="firm"), "It needs two runs"),
    ],
)
def test_what_cannot_be_weighed_is_refused(small, call, words):
    with pytest.raises(ScenarioError) as refused:
        call(small)
    assert words.lower() in str(refused.value).lower()


def test_a_study_without_a_comparator_says_what_to_write():
    done = ppp("value", KIGALI.file.path.parents[1] / "example-water")
    assert done.exit_code == 2
    assert "there is nothing to compare with: `value_for_money.comparator` can name a public structure" in done.stderr


def test_structures_with_different_comparators_are_weighed_one_at_a_time(changed):
    study = load(changed("label: Another firm", "value_for_money.comparator: alone"))
    with pytest.raises(ScenarioError, match="different comparators"):
        study.value_for_money()
    assert study.run("dear_firm").measures["vfm"] is not None
