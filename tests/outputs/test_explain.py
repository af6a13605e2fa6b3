"""Explanations: the numbers multiply out, and the way leads to the line of the file."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from ppp_model.errors import ScenarioError
from ppp_model.outputs.explain import explain
from ppp_model.study import load


def nodes(explanation):
    yield explanation
    for child in explanation.children:
        yield from nodes(child)


def test_a_formula_is_shown_in_names_and_in_values(planned):
    found = explain(planned, "debt.senior.interest", 6)
    assert found.formula == "opening * rate_per_period * is_alive"
    opening, rate, alive = found.children
    assert found.value == pytest.approx(opening.value * rate.value)
    assert (rate.value, alive.value) == (pytest.approx(0.07 / 2), 1)
    assert found.with_values == f"{round(opening.value, 0):,.0f} * 0.035 * 1"
    assert found.period == "period 6, to 31 December 2028"
    assert found.unit == "USD"


def test_depth_leads_down_to_the_line_of_the_file(planned):
    found = {node.name: node for node in nodes(explain(planned, "debt.senior.interest", 6, depth=3))}
    statement = found["debt.senior.fixed_rate"].statement
    assert (statement.path, statement.written, statement.standing) == ("finance.debt.senior.rate", "7 %", "unmarked")
    line = planned.loaded.marks["finance.debt.senior.rate"].line
    assert statement.where.split(":")[-2] == str(line)
    assert explain(planned, "debt.senior.interest", 6, depth=0).children == ()


def test_the_period_before_is_named_and_outside_there_is_nothing(planned):
    before = explain(planned, "debt.senior.opening", 6).children[0]
    assert (before.name, before.period) == ("debt.senior.closing", "period 5, to 30 June 2028")
    outside = explain(planned, "debt.senior.opening", 0).children[0]
    assert outside.value == 0
    assert "0" in outside.remarks[0]


def test_a_period_may_be_a_number_a_date_or_a_year(planned):
    by_number = explain(planned, "volume", "#5")
    assert by_number.period == "period 5, to 30 June 2028"
    for words in (5, "5", "2028-06-30", dt.date(2028, 1, 15), "2028", 2028):
        assert explain(planned, "volume", words).period == by_number.period
    assert "there is also 6" in explain(planned, "volume", 2028).remarks[0]
    assert explain(planned, "volume").period == by_number.period
    for words in ("1999", "2026-13-01", "2200-01-01", "99", "soon"):
        with pytest.raises(ScenarioError, match="no such period"):
            explain(planned, "volume", words)


def test_a_single_value_over_rows_shows_the_rows_in_brief(planned):
    found = explain(planned, "equity_irr")
    assert found.period == ""
    assert found.formula.startswith("irr(equity_cash_flow[all]")
    assert found.with_values == ""
    flows = found.children[0]
    assert (flows.value, flows.shown) == (None, "45 periods")
    total = planned.values("equity_cash_flow").sum()
    assert f"sum {total:,.0f}"[:8] in flows.row


def test_totals_are_shown_as_sums(planned):
    found = explain(planned, "works_cost", 1)
    assert found.formula == "sum of spend over each works_item"
    assert found.with_values == "3,600,000 + 1,750,000"  # 18 m x 40 % / 2 half-years, 7 m / 4 half-years


def test_inputs_say_whether_they_are_solved_changed_default_or_made(soft, study):
    charge = explain(soft, "revenue.capacity_charge")
    assert charge.name == "capacity_charge"
    assert charge.value == pytest.approx(soft.solved.value)
    assert any(remark.startswith("solved for: ") for remark in charge.remarks)
    assert explain(soft, "price_solved").value == charge.value
    paid = study.run("city_pays")
    assert "changed by structure city_pays: not given -> 4 m USD/year" in explain(paid, "availability_payment").remarks
    default = explain(soft, "take_or_pay").statement
    assert (default.standing, default.written, default.where) == ("default", "100 %", "")
    assert "calendar" in explain(soft, "period_years", 1).remarks[0]
    assert explain(soft, "works.plant.spending_share", 1).statement.path == "works.items.plant.profile"
    assert "repeated until it equals total_uses" in explain(soft, "uses_expected").remarks[0]


def test_a_held_line_says_so_and_shows_no_formula(study):
    result = study.run("as_planned", held={"volume": 7.0})
    found = explain(result, "volume")
    assert (found.value, found.formula, found.children) == (7.0, "", ())
    assert "held at a given value" in found.remarks[0]


def test_a_key_behind_several_lines_or_none_is_explained_too(planned):
    repayment = explain(planned, "finance.debt.senior.repayment")
    assert repayment.shown == "annuity"
    assert "debt.senior.is_annuity" in [child.name for child in repayment.children]
    assert explain(planned, "timeline.close").shown == "2026-01-01"


def test_measures_that_are_not_lines_are_explained(planned, soft):
    assert explain(planned, "enpv").remarks == ("the scenario has no `economy`, or no sale to households",)
    assert explain(planned, "price_solved").remarks == ("nothing is solved for in this structure",)
    element = explain(soft, "grant_element")
    assert element.value == pytest.approx(soft.soft_loans["soft"])
    assert [child.name for child in element.children] == ["debt.soft.grant_element", "debt.soft.commitment"]


def test_a_blank_says_why(planned):
    blank = explain(planned, "dscr", 0)
    assert (blank.value, blank.shown) == (None, "-")
    assert blank.remarks[0].startswith("blank")


def test_an_unknown_name_gets_a_suggestion(planned):
    with pytest.raises(ScenarioError, match="Did you mean `equity_irr`"):
        explain(planned, "equity_ir")
    with pytest.raises(ScenarioError, match=r"There are debt\.senior\.interest"):
        explain(planned, "interest")


def test_every_line_can_be_explained(planned, soft):
    for result in (planned, soft):
        for name, values in result.run.values.items():
            found = result.explain(name, 7)
            if found.value is not None:
                assert found.value == values[0, min(7, values.shape[1] - 1)]
            else:
                assert not np.isfinite(values[0, min(7, values.shape[1] - 1)])
            assert found.doc


def test_a_loan_is_shown_in_its_own_currency_not_in_the_citys():
    kigali = load("scenarios/kigali-bulk-water").run("as_signed")
    found = explain(kigali, "debt.eaif_senior.opening", 2022)
    assert (kigali.local_currency, found.unit) == ("RWF", "USD")
    assert found.shown.endswith(" USD")
    assert explain(kigali, "bill_poorest_local").unit.startswith("RWF")


def test_a_notebook_shows_it_as_a_tree_with_every_text_escaped(planned):
    found = explain(planned, "debt.senior.interest", 6, depth=3)
    html = found._repr_html_()
    assert html.count("<details open") == sum(not node.opened_elsewhere for node in nodes(found))
    assert "= opening * rate_per_period * is_alive" in html
    assert "finance.debt.senior.rate: 7 %" in html
    assert "&lt;b&gt;" in replace(found, doc="<b>")._repr_html_()
    assert "<script" not in html
