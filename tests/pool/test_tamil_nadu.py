"""The Tamil Nadu study: what is published of the deal, what its README says, and every measure as expected."""

from pathlib import Path

import pytest

from ppp_model.pool import load_pool
from tests.pool.expected import agrees, found, read

FOLDER = Path(__file__).parents[2] / "scenarios" / "tamil-nadu-pooled-bond"
STUDY = load_pool(FOLDER)


def test_the_file_has_no_problems():
    assert STUDY.check() == []


def test_debt_service_is_as_published():
    """INR 304.1 m at 9.2 % in fifteen equal yearly repayments."""
    schedule = STUDY.run().table("schedule").iloc[1:16] / 1e6
    assert schedule["principal"].to_numpy() == pytest.approx([304.1 / 15] * 15)
    interest = [304.1 * 0.092 * (16 - year) / 15 for year in range(1, 16)]
    assert schedule["interest"].to_numpy() == pytest.approx(interest)
    assert schedule["debt service"].iloc[[0, -1]].to_list() == pytest.approx([48.250533, 22.13848], abs=1e-6)
    assert schedule["debt service"].sum() == pytest.approx(304.1 + 0.092 * 304.1 * 8)
    assert schedule["left"].iloc[-1] == pytest.approx(0, abs=1e-9)


def test_the_guarantee_is_half_of_the_bond():
    """Known outcome T10: USD 3.2 m = half of 6.4 m, at the exchange rate that 304.1 / 6.4 implies."""
    promised = STUDY.run().measures["guarantee_promised"]
    assert promised == pytest.approx(0.5 * 304.1e6)
    assert promised / (304.1 / 6.4) == pytest.approx(3.2e6)
    uncapped = STUDY.run(sets=["layers.usaid_guarantee.cap=null"]).measures["guarantee_promised"]
    assert uncapped == pytest.approx(promised)


def test_no_layer_is_drawn_as_planned():
    result = STUDY.run()
    assert result.ok
    assert result.total("drawn_of_layers") == 0
    assert result.measures["late_chance"] == 0
    assert result.measures["leverage"] == pytest.approx(304.1 / 69)


def test_what_the_readme_says_of_the_layers():
    falls = STUDY.run().absorbed.by_layer
    assert list(falls.values()) == pytest.approx([0.196, 0.345, 0.655, 1.0, 1.0], abs=5e-4)
    for share, fall in (("10 %", 0.813), ("20 %", 0.975)):
        other = STUDY.run(sets=[f"layers.state_intercept.share={share}"]).absorbed.by_layer["state_intercept"]
        assert other == pytest.approx(fall, abs=5e-4)
    alone = STUDY.run("no_pool", sets=["in_common.stand_alone.tenor=15 years"])
    assert alone.measures["cover_weakest"] == pytest.approx(1.057, abs=5e-4)
    assert alone.ok


def test_the_fund_carries_two_towns_for_thirteen_years():
    waterfall = STUDY.run(case="two_default_no_transfers").table("waterfall") / 1e6
    assert (waterfall["usaid_guarantee"] > 0).to_list() == [False] * 15 + [True] + [False] * 3
    assert waterfall["usaid_guarantee"].sum() == pytest.approx(1.73, abs=5e-3)
    assert (waterfall["bond_service_fund"].iloc[3:16] > 0).all()
    towns = STUDY.run(case="two_default").measures
    assert towns["intercepted"] == pytest.approx(104.0e6, abs=5e4)
    assert towns["loss_pv"] == 0


def test_the_bond_lends_more_until_the_twelfth_year():
    flows = STUDY.run("with_revolving").table("revolving")
    lent = (flows["lent to members"] + flows["lent to others"]).cumsum() / 69e6
    assert lent.iloc[11] < 304.1 / 69 < lent.iloc[12]
    assert lent.iloc[-1] == pytest.approx(7.44, abs=5e-3)


@pytest.mark.parametrize("structure", STUDY.structures)
def test_every_number_has_a_source_or_a_reason(structure):
    table = STUDY.run(structure).table("assumptions")
    bare = table[(table["source"] == "") & (table["assumed"] == "")]
    words = {"kind", "period", "currency"}
    assert {key for key in bare.index if key.rpartition(".")[2] not in words} == set()
    assert not ((table["source"] != "") & (table["assumed"] != "")).any()


@pytest.mark.parametrize("case", [None, *STUDY.cases])
def test_measures_are_as_expected(case):
    """`python -m tests.pool.expected scenarios/NAME` writes the file anew; say in the commit why a number changed."""
    kept = {key: value for key, value in read(FOLDER / "expected.csv").items() if key[1] == (case or "")}
    now = found(STUDY, case)
    assert now.keys() == kept.keys()
    assert {key: (kept[key], now[key]) for key in kept if not agrees(key[2], kept[key], now[key])} == {}
