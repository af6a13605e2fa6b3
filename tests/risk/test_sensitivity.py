"""Tornado, grids, break-even and stress, against fractions by hand and runs one by one."""

import math

import numpy as np
import pytest

from ppp_model.analysis.solve import find_root
from ppp_model.errors import ScenarioError
from ppp_model.outputs.page_sensitivity import HIGH, LOW, MIDDLE, WIDTH, bar_of, sentence
from ppp_model.risk.bars import Bar
from ppp_model.risk.bars import bar_of as bar_from
from tests.risk.roads import ANNUITY, ROAD, SALES, road

COVER = SALES / (1e6 * ANNUITY)
"""Cover of the loan of 1 m USD: 1.678."""


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return road(tmp_path_factory.mktemp("road"))


@pytest.fixture(scope="module")
def fixed(study):
    return study.sensitivity("fixed")


def one(found, name):
    return next(even for even in found if even.move.name == name)


def test_the_tornado_of_a_cover_by_hand(fixed):
    frame = fixed.tornado("dscr_min")
    assert list(frame.index) == ["traffic", "charge", "works"]
    assert frame.loc["traffic", ["low", "high"]].tolist() == [0.6, 1.1]
    assert frame.loc["traffic", ["value_low", "value_high"]].tolist() == pytest.approx([0.6 * COVER, 1.1 * COVER])
    assert frame.loc["charge", ["value_low", "value_high"]].tolist() == pytest.approx([0.92 * COVER, 1.08 * COVER])
    assert frame.loc["charge", "swing"] == pytest.approx(0.16 * COVER)
    assert frame.loc["works", "swing"] == 0
    assert frame["base"].tolist() == pytest.approx([COVER] * 3)


@pytest.mark.parametrize("financing", ["held", "sized_again", "priced_again"])
@pytest.mark.parametrize("structure", ["sized", "fair"])
def test_the_ends_of_a_tornado_are_runs_with_the_input_set(study, structure, financing):
    measures = ["debt", "equity_npv"]
    found = study.sensitivity(structure, financing=financing, inputs=["traffic", "works"]).tornados(measures)
    for name, change in (("traffic", "supply.utilisation=48 %"), ("works", "works.overrun=45 %")):
        alone = study.run(structure, None, [change], financing=financing).measures
        for measure in measures:
            column = "value_low" if name == "traffic" else "value_high"
            assert found[measure].loc[name, column] == pytest.approx(alone[measure], rel=1e-9)


def test_a_price_solved_again_is_a_measure_of_its_own(study):
    frame = study.sensitivity("priced", financing="priced_again").tornado("price_solved")
    agreed = 1.5 * 1e6 * ANNUITY / SALES
    assert frame.loc["traffic", ["value_low", "value_high"]].tolist() == pytest.approx([agreed / 0.6, agreed / 1.1])
    with pytest.raises(ScenarioError, match="price_solved: cannot be followed"):
        study.sensitivity("priced").tornado("price_solved")


def test_a_price_that_is_solved_again_is_watched_in_place_of_its_target(study):
    assert study.sensitivity("priced").measures == ["dscr_min", "equity_irr"]
    assert study.sensitivity("priced", financing="priced_again").measures == ["price_solved", "equity_irr"]


def test_how_far_until_a_cover_breaks_by_hand(fixed):
    found = fixed.break_even([Bar("dscr_min", "at_least", 1.2)])
    traffic, charge = one(found, "traffic"), one(found, "charge")
    assert traffic.at == pytest.approx(1.2 / COVER, rel=1e-10)
    assert traffic.change == pytest.approx(1.2 / COVER - 1, rel=1e-9)
    assert traffic.move.own_value(traffic.at) == pytest.approx(0.8 * 1.2 / COVER)
    assert charge.at == pytest.approx(1.2 / COVER, rel=1e-10)  # the charge is 1 USD/m3
    assert one(found, "works").at is None
    assert traffic.evaluations < 30
    assert sentence(traffic) == (
        "traffic may fall 28.5 %, to 57.21 %, before least debt service cover (DSCR) falls below 1.20x"
    )
    assert sentence(one(found, "works")) == "works does not move least debt service cover (DSCR)"
    table = fixed.break_even_table(["dscr_min>=1.2"])
    assert table.loc[("dscr_min", "traffic"), "change"] == traffic.change
    assert math.isnan(table.loc[("dscr_min", "works"), "at"])


def test_a_break_even_is_the_root_that_a_search_one_by_one_finds(study):
    found = study.sensitivity("sized", inputs=["traffic", "works"])
    bar = Bar("equity_irr", "at_least", 0.02)
    for even in found.break_even([bar]):
        name = even.move.name

        def gap(at, name=name):
            return float(found.evaluate([{name: at}], ["equity_irr"]).values["equity_irr"][0]) - bar.value

        root = find_root(gap, even.move.base, even.move.least, even.move.most, grows=False)
        assert even.at == pytest.approx(root.value, rel=1e-9)


def test_a_bar_that_is_broken_already_says_what_would_mend_it(fixed):
    traffic, works = (one(fixed.break_even([Bar("dscr_min", "at_least", 1.8)]), name) for name in ("traffic", "works"))
    assert (traffic.keeps, traffic.up) == (False, True)
    assert traffic.at == pytest.approx(1.8 / COVER, rel=1e-10)
    assert sentence(traffic) == (
        "least debt service cover (DSCR) is below 1.80x already: traffic must rise 7.27 %, to 85.82 %, to mend it"
    )
    assert works.at is None


def test_an_input_that_breaks_nothing_says_what_the_measure_is_at_the_end(fixed):
    found = one(fixed.break_even([Bar("equity_irr", "at_least", -0.5)]), "works")
    assert found.at is None
    assert found.end == pytest.approx(found.move.most)
    alone = float(fixed.evaluate([{"works": found.move.most}], ["equity_irr"]).values["equity_irr"][0])
    assert found.at_end == pytest.approx(alone)
    assert sentence(found).startswith("works alone does not bring return on equity below -50.0 %: at 225 % it is")


def test_a_cover_that_is_sized_to_its_bar_is_just_kept(study):
    found = study.sensitivity("sized", inputs=["traffic"]).break_even([Bar("dscr_min", "at_least", 1.3)])
    assert found[0].at == pytest.approx(1, abs=1e-9)
    assert sentence(found[0]) == "least debt service cover (DSCR) is just at 1.30x: any fall of traffic breaks it"


def test_a_bar_from_above_breaks_upwards(fixed):
    found = one(fixed.break_even([Bar("dscr_min", "at_most", 2)]), "charge")
    assert found.at == pytest.approx(2 / COVER, rel=1e-10)
    assert "charge may rise 19.2 %, to 1.192 USD/m3, before" in sentence(found)


def test_a_grid_has_the_runs_at_its_corners_its_base_and_its_crossings(study, fixed):
    found = fixed.grid("traffic", "works", "equity_npv", (3, 2))
    assert found.frame.index.tolist() == pytest.approx([0.6, 0.85, 1.0, 1.1])
    assert found.base is None  # works are between 5 and 45 % dearer
    alone = study.run("fixed", None, ["supply.utilisation=88 %", "works.overrun=45 %"], financing="held")
    assert found.frame.iloc[-1, -1] == pytest.approx(alone.measures["equity_npv"], rel=1e-9)
    bar = Bar("dscr_min", "at_least", 1.2)
    found = fixed.grid("charge", "traffic", "dscr_min", (3, 4), bar)
    assert found.frame.iloc[found.base] == pytest.approx(COVER, rel=1e-12)
    assert (found.frame.index[found.base[0]], found.frame.columns[found.base[1]]) == (1.0, 1.0)
    for price, crossing in zip(found.frame.index, found.crossings, strict=True):
        assert crossing == pytest.approx(1.2 / COVER / price, rel=1e-10)
    breaks = [COVER * found.frame.index[0] * at < 1.2 for at in found.frame.columns]
    assert [found.breaks(0, column) for column in range(5)] == breaks == [True, True, False, False, False]


def test_stress_has_each_case_held_and_every_adverse_end_at_once(study, fixed):
    frame = fixed.stress(["dscr_min"])
    assert list(frame.columns) == ["as it stands", "half", "dear", "everything adverse"]
    row = frame.loc[("measure", "dscr_min")]
    assert row.tolist() == pytest.approx([COVER, COVER / 2, COVER, COVER * 0.6 * 0.92])
    assert frame.loc[("event", "default_happens")].tolist() == [0, 1, 0, 1]
    assert fixed.adverse_ends() == pytest.approx({"traffic": 0.6, "charge": 0.92, "works": 0.45})


def test_under_a_case_the_base_is_the_case_and_the_terms_are_those_without_it(study):
    frame = study.sensitivity("sized", "half", inputs=["traffic"]).tornado("dscr_min")
    assert frame.loc["traffic", "base"] == pytest.approx(0.65)
    assert frame.loc["traffic", "value_low"] == pytest.approx(0.65 * 0.6)


def test_inputs_may_be_given_with_ends_of_their_own(study):
    inputs = ["supply.utilisation=70 %..90 %", "revenue.variable_charge=-20 %..+10 %", "finance.debt.bank.rate"]
    found = study.sensitivity("fixed", inputs=inputs)
    ends = {name: (move.acts_as, move.low, move.high) for name, move in found.moves.by_name.items()}
    assert ends["supply.utilisation"] == ("value", 0.7, 0.9)
    assert ends["revenue.variable_charge"] == ("factor", pytest.approx(0.8), pytest.approx(1.1))
    assert ends["finance.debt.bank.rate"] == ("factor", pytest.approx(0.9), pytest.approx(1.1))
    frame = found.tornado("dscr_min")
    assert frame.loc["supply.utilisation", "value_low"] == pytest.approx(COVER * 7 / 8)
    annuity = 0.088 / (1 - 1.088**-8)
    assert frame.loc["finance.debt.bank.rate", "value_high"] == pytest.approx(SALES / (1e6 * annuity))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("supply.utilization", "Did you mean `supply.utilisation`"),
        ("supply.utilisation=70 %", "must be two ends"),
        ("supply.utilisation=90 %..70 %", "the first end must be less"),
        ("timeline.operation", "all draws share one calendar"),
        ("supply.utilisation=70 USD..90 USD", "expects % or bp"),
    ],
)
def test_an_input_that_cannot_be_moved_is_refused(study, text, said):
    with pytest.raises(ScenarioError, match=said):
        study.sensitivity("fixed", inputs=[text])


def test_without_a_word_on_uncertainty_the_numbers_that_matter_most_are_moved_by_a_tenth(tmp_path):
    found = road(tmp_path / "plain", ROAD).sensitivity("fixed")
    names = list(found.moves.by_name)
    assert {"supply.utilisation", "revenue.variable_charge", "finance.debt.bank.rate"} <= set(names)
    assert "finance.debt.bank.amount" not in names  # the amount is held
    assert not any(name.startswith("timeline.") for name in names)
    frame = found.tornado("dscr_min")
    assert frame.loc["revenue.variable_charge", ["value_low", "value_high"]].tolist() == pytest.approx(
        [0.9 * COVER, 1.1 * COVER]
    )


def test_a_path_moves_its_mean_over_operation_and_an_input_without_effect_is_left_out(tmp_path):
    text = ROAD + (
        "uncertainty:\n  inputs:\n    wages: {input: opex.staff.fixed, distribution: uniform, low: 0.9, high: 1.1}\n"
        "  paths:\n    demand: {input: supply.utilisation, process: mean_reversion, volatility: 5 %, speed: 20 %}\n"
    )
    text = text.replace("  sized: {", "  staffed: {opex.staff.fixed: 20000 USD/year}\n  sized: {")
    found = road(tmp_path / "path", text).sensitivity("fixed")
    assert set(found.moves.left_out) == {"wages"}
    assert "moves nothing in this structure" in found.moves.left_out["wages"]
    frame = found.tornado("dscr_min")
    low, high = frame.loc["demand", ["low", "high"]]
    assert low < 1 < high
    assert frame.loc["demand", ["value_low", "value_high"]].tolist() == pytest.approx([low * COVER, high * COVER])


def test_the_bars_of_a_deal_are_its_goals_or_what_its_terms_ask_for(study, tmp_path):
    own = {bar.measure: bar.value for bar in study.sensitivity("fixed").bars}
    assert own == {"dscr_min": 1.0, "equity_irr": 0.06}
    goals = UNCERTAIN_GOALS
    found = road(tmp_path / "goals", goals).sensitivity("fixed")
    assert found.bars == (Bar("dscr_min", "at_least", 1.2), Bar("net_public_cost_pv", "at_most", 5e6))
    assert found.measures == ["dscr_min", "net_public_cost_pv"]


UNCERTAIN_GOALS = ROAD + (
    "uncertainty:\n  inputs:\n    traffic: {input: supply.utilisation, distribution: uniform, low: 0.5, high: 1.1}\n"
    "  goals: {dscr_min: {at_least: 1.2}, net_public_cost_pv: {at_most: 5 m USD}}\n"
)


def test_a_bar_is_read_from_words(fixed):
    assert bar_from("dscr_min >= 1.2x", fixed.current) == Bar("dscr_min", "at_least", 1.2)
    assert bar_from("equity_irr<=12 %", fixed.current) == Bar("equity_irr", "at_most", 0.12)
    for text, said in (("dscr_min=1.2", "is no bar"), ("dscr>=1.2", "unknown measure"), ("dscr_min>=x", "dscr_min")):
        with pytest.raises(ScenarioError, match=said):
            bar_from(text, fixed.current)


def test_a_bar_of_the_tornado_lies_on_the_scale_of_all():
    text = bar_of((0.0, 8.0), 5.0, 0.0, 10.0)
    assert len(text) == WIDTH
    assert text[15] == MIDDLE
    assert text[:15] == LOW * 15
    assert text[16:25] == HIGH * 9
    assert set(text[25:]) == {"·"}
    assert LOW not in bar_of((math.nan, 8.0), 5.0, 0.0, 10.0)
    one_sided = bar_of((8.0, 10.0), 5.0, 0.0, 10.0)  # both ends above the base
    assert one_sided[16:] == LOW * 9 + HIGH * 6


def test_points_that_move_different_inputs_run_together(fixed):
    points = [{}, {"traffic": 0.5}, {"traffic": 0.5, "charge": 0.9}, {"charge": 0.9}]
    found = fixed.evaluate(points, ["dscr_min"]).values["dscr_min"]
    assert found == pytest.approx(COVER * np.array([1, 0.5, 0.45, 0.9]))
