"""What people pay, who is served and who gives: side by side, and as a page of one structure."""

import dataclasses
import json
import re

import pandas as pd
import pytest

from ppp_model.errors import ScenarioError
from ppp_model.outputs.affordability import Affordability
from ppp_model.outputs.notebook import comparison_html, page_html
from ppp_model.outputs.page import hundred, joined
from ppp_model.outputs.view import view_of
from ppp_model.results import Comparison
from tests.everything import study_in

GROUPS = ["q1", "q2", "q3", "q4", "top_fifth"]
ITEMS = ["bill", "burden", "threshold", "over_threshold", "connected_start", "connected_end", "all_connected_year"]
HEADING = "Bill of each income group against the threshold"


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    return study_in(tmp_path_factory.mktemp("town"))


@pytest.fixture(scope="module")
def comparison(town):
    return town.compare()


@pytest.fixture(scope="module")
def planned(comparison):
    return comparison["planned"]


def section(page, words):
    [found] = [one for one in page.sections if one.heading.startswith(words)]
    return found


def rows_of(grid):
    return {label.strip(): cells for label, *cells in grid.rows}


def said(page):
    return " ".join(sentence for one in page.sections for sentence in one.sentences)


# Side by side


def test_the_groups_of_every_structure_stand_side_by_side(comparison, planned):
    frame = comparison.affordability
    assert list(frame.columns) == ["planned", "everyone", "plain", "bulk"]
    assert list(frame.index) == [(group, item) for group in GROUPS for item in ITEMS]
    groups = planned.table("groups")
    bills = frame.xs("bill", level="item")["planned"].astype(float)
    pd.testing.assert_series_equal(bills, groups["bill"], check_names=False)
    assert frame.loc[("q1", "burden"), "planned"] == pytest.approx(planned.measures["burden_poorest"])
    assert [frame.loc[("q2", "over_threshold"), name] for name in frame] == [True, True, True, None]
    assert [frame.loc[("q1", "all_connected_year"), name] for name in frame] == [None, 2028, 2027, None]


def test_the_view_marks_what_is_over_the_threshold_by_a_sign(comparison):
    view = view_of(comparison)
    assert view.groups[-1].heading == HEADING
    rows = {one.label: one.cells for one in view.groups[-1].rows}
    assert len(rows) == 2 * len(GROUPS)
    facts = [result.groups.get("top_fifth") for result in comparison.results.values()]
    for cell, one in zip(rows["top fifth, bill as share of income"], facts, strict=True):
        assert cell == "-" if one is None else cell.startswith("! ") == one["over_threshold"]
        assert one is None or float(cell.strip("! %")) == pytest.approx(100 * one["burden"], abs=0.05)
    assert re.fullmatch(r"\d\d\.\d %", rows["q1, connected at end"][0])
    assert rows["q1, connected at end"][1:] == ("all in 2028", "all in 2027", "-")
    assert view.legend[0].startswith("! over the threshold of 3.0 % of income, or all of what basic needs leave")
    html = comparison_html(comparison)
    assert HEADING in html
    assert view.legend[0].split(";")[0] in html


def test_a_view_of_bills_within_the_threshold_says_so(town):
    view = view_of(Comparison("s", {"a": town.run("planned", sets=["city.affordability_threshold=20 %"])}))
    assert view.legend == (
        "No group's bill is over the threshold of 20.0 % of income, or all of what basic needs leave.",
    )
    assert not any("!" in cell for one in view.groups[-1].rows for cell in one.cells)


def test_a_view_without_groups_has_no_block_and_no_legend(town):
    view = view_of(Comparison("s", {"bulk": town.run("bulk")}))
    assert HEADING not in [group.heading for group in view.groups]
    assert view.legend == ()
    assert not any("threshold" in caption for caption in view.captions)


def test_measures_that_say_nothing_are_left_out(comparison, planned):
    def labels(results):
        return {row.label for group in view_of(Comparison("s", results)).groups for row in group.rows}

    weighted = "the same with distributional weights"
    assert weighted in labels({"planned": planned})
    assert weighted not in labels({"everyone": comparison["everyone"]})  # weights are off
    assert weighted in labels(comparison.results)
    assert "Person-years of work" not in labels(comparison.results)  # no jobs are given
    assert "Support in operation from donors" in labels({"planned": planned})
    assert "Support in operation from donors" not in labels({"plain": comparison["plain"]})
    assert {"Public support for each person newly served", "Gain of the poor for each unit of gain"} <= labels(
        {"planned": planned}
    )


def test_without_households_nobody_is_never_served(comparison):
    assert comparison["bulk"].reasons["universal_access_year"] == comparison["bulk"].reasons["coverage_end"]
    assert comparison["planned"].reasons["universal_access_year"] == "never by this project alone"


# The tables and the page of one structure


def test_a_result_has_its_tables_at_hand(planned, comparison):
    found = planned.affordability
    assert isinstance(found, Affordability)
    assert {"groups", "burden_by_year", "ladder", "givers", "stakeholders", "connections", "fund"} <= set(found)
    assert len(found) == len(list(found))
    pd.testing.assert_frame_equal(found["burden_by_year"], planned.table("burden_by_year"))
    assert "cash_flow" not in found
    with pytest.raises(KeyError):
        found["cash_flow"]
    assert {"ladder", "fund", "connections", "givers", "economy"} & set(comparison["plain"].affordability) == set()
    assert repr(found) == f"<Affordability As planned: {', '.join(found)}>"


def test_a_scenario_without_households_is_told_what_is_missing(comparison):
    with pytest.raises(ScenarioError, match="needs `city` and `retail`"):
        _ = comparison["bulk"].affordability


def test_a_page_has_the_parts_that_the_scenario_has(planned, comparison):
    headings = [one.heading.split(",")[0] for one in planned.affordability.page.sections]
    assert headings == [
        "People and income", "Tariff", "Bills against the threshold", "Who pays too much", "Who is connected",
        "Service ladder: share of people", "Who pays the bills", "Who gets the subsidy",
        "Whom help with the bill reaches", "Who gives for what", "Who wins and who loses",
    ]  # fmt: skip
    plain = [one.heading.split(",")[0] for one in comparison["plain"].affordability.page.sections]
    assert plain == [*headings[:5], "Who gets the subsidy"]


def test_the_tariff_is_told_in_words(planned):
    words = " ".join(section(planned.affordability.page, "Tariff").sentences)
    assert "One m3 costs KES 90.00 up to 6 m3 a month, KES 180 above." in words
    assert "standing charge KES 50.00" in words
    assert "40.0 % off the first 6 m3" in words
    assert "by stratum: q1 0.9, top fifth 1.4." in words
    assert "by season: wet 0.9, dry 1." in words
    assert "KES 8,000 for a connection, in 24 monthly instalments; it costs KES 25,000." in words
    assert "prices are 1.10 times these" in words  # 1.05 ** 2


def test_a_uniform_price_and_one_for_all_use_are_told_as_such(town):
    def first(*sets):
        return section(town.run("planned", sets=sets).affordability.page, "Tariff").sentences[0]

    assert first("retail.blocks.life=null").endswith("One m3 costs KES 180.")
    assert first("retail.block_pricing=volume_differentiated").endswith(
        "KES 180 above, and the price of the last block reached holds for all use."
    )


def test_what_was_solved_for_is_told_as_solved(town):
    solved = town.solve("retail.blocks.rest.price", "equity_irr", 0.30, structure="planned")
    words = " ".join(section(solved.affordability.page, "Tariff").sentences)
    assert solved.solved.value != 180
    assert f"KES {solved.solved.value:,.0f} above." in words


def test_connections_leave_out_what_nobody_pays(planned, town):
    words = said(planned.affordability.page)
    made = planned.table("connections")["made"].sum()
    assert f"Connections made: {made:,.0f}; they cost USD " in words
    assert "and aid pays USD" in words
    assert re.search(r"In \d periods more households want a connection", words)
    free = town.run("planned", sets=["connection=null", "finance.support=null"])
    assert re.search(r"Connections made: [\d,]+\.( |$)", said(free.affordability.page))


def test_bills_with_and_without_help_stand_side_by_side(planned, comparison):
    grid = section(planned.affordability.page, "Bills against").grid
    assert grid.headings == (
        "Group", "Bill a month", "Share of income", "First year", "Without help", "With help", "For use needed",
        "After basic needs", "Not connected", "Households over",
    )  # fmt: skip
    cells, groups = rows_of(grid), planned.table("groups")
    assert cells["q4"][4] == "-"
    assert cells["q1 *"][3].startswith("! ")
    assert not cells["q1 *"][4].startswith("!")
    assert cells["q1 *"][-1] == f"{groups.loc['q1', 'over_threshold']:,.0f}"
    plain = section(comparison["plain"].affordability.page, "Bills against").grid
    assert "With help" not in plain.headings
    assert "After basic needs" not in plain.headings


def test_over_time_shows_start_middle_and_end(planned):
    grid = section(planned.affordability.page, "Who pays too much").grid
    assert grid.headings[1:] == ("2027", "2031", "2036")
    frame = planned.table("affordability").iloc[[3, 7, 12]]
    rows = rows_of(grid)
    assert rows["Households that pay over the threshold"] == [f"{100 * share:.1f} %" for share in frame["headcount"]]
    connected = rows["of which connected"]
    assert all(float(a[:-2]) <= float(b[:-2]) for a, b in zip(connected, next(iter(rows.values())), strict=True))


def test_never_says_what_it_would_take(planned):
    words = said(planned.affordability.page)
    left = planned.table("affordability")["unserved"].iloc[-1]
    served = planned.table("affordability")["people_served"]
    more, rises = left / 10, (served.iloc[-1] - served.iloc[0]) / 10
    assert f"never by this project; {left:,.0f} people are not served in 2036" in words
    assert f"rises by {rises:,.0f} a year of operation; {more:,.0f} more a year ({more + rises:,.0f})" in words
    assert planned.measures["additions_needed"] == pytest.approx(more + rises)


def test_a_fall_of_the_number_served_is_called_a_fall(town):
    lost = town.run("planned", sets=["access.lost=20 %", "access.connections_per_year=10"])
    assert "The number of people served falls by" in said(lost.affordability.page)


def test_everyone_served_names_the_year(comparison):
    page = comparison["everyone"].affordability.page
    assert "Everyone is served in 2028." in said(page)
    assert {cells[-1] for cells in rows_of(section(page, "Who is connected").grid).values()} == {"2028", ""}


def test_the_subsidy_is_told_out_of_a_hundred(planned, town):
    page, frame = planned.affordability.page, planned.table("incidence").iloc[3]
    share = 100 * frame["share_to_poor"]
    assert f"Of each 100 of subsidy the poor, who are 20.0 % of households, get {share:.1f}:" in said(page)
    assert f"{planned.measures['omega']:.2f} times as much as the average household (Omega)" in said(page)
    factors = [
        float(cells[0]) for cells in rows_of(section(page, "Who gets the subsidy").grid).values() if "%" not in cells[0]
    ]
    product = 1.0
    for factor in factors[1:]:
        product *= factor
    assert product == pytest.approx(factors[0], abs=0.03)
    dear = town.run("planned", sets=["retail.full_cost=1 KES/m3", "finance.support=null"])
    assert "No connected household pays less than the full cost of what it uses." in said(dear.affordability.page)


def test_errors_of_help_are_those_of_its_lists(planned):
    rows = rows_of(section(planned.affordability.page, "Whom help").grid)
    connected = planned.table("groups").eval("households * connected")
    social = 0.7 * connected["q1"] + 0.2 * connected["q2"]
    expected = [f"{social:,.0f}", f"{0.7 * connected['q1']:,.0f}", "30.0 %"]
    assert rows["Social tariff"][:3] == expected
    assert rows["Social tariff"][3] == f"{100 * 0.2 * connected['q2'] / social:.1f} %"
    assert rows["No fee (exempt)"][2:] == ["95.0 %", "0 %"]
    assert rows["Voucher: vouchers"][2] == "55.0 %"  # 90 % of half


def test_givers_leverage_and_people_reached(planned):
    page, matrix = planned.affordability.page, planned.table("givers")
    rows = rows_of(section(page, "Who gives").grid)
    assert rows["Partner city"][0] == "1.00 m"
    assert rows["Total"][-1] == f"{matrix.loc['total', 'total'] / 1e6:.2f} m"
    assert f"{planned.measures['leverage']:.2f} times what donors and partner cities give" in said(page)
    assert f"{1e6 / planned.measures['public_money_per_person']:,.0f} for each million USD" in said(page)


def test_stakeholders_add_up_and_weights_are_told_where_they_are_on(planned, comparison):
    page = planned.affordability.page
    rows = rows_of(section(page, "Who wins").grid)
    assert rows["Total: economic net present value"] == [f"{planned.measures['enpv'] / 1e6:.2f} m"]
    assert "With distributional weights the total is USD" in said(page)
    assert "distributional weights" not in said(comparison["everyone"].affordability.page)


def test_a_failed_check_is_on_the_page(town):
    result = town.run("planned", sets=["opex.all.fixed=5 m USD/year"])
    assert result.failures
    assert any("no_owner_support" in failure for failure in result.affordability.page.failures)
    assert "Check failed" in result.affordability._repr_html_()


def test_html_has_every_row_and_escapes_every_text(planned):
    page = planned.affordability.page
    wicked = dataclasses.replace(page, title="<script>alert(1)</script>")
    html = page_html(wicked)
    assert "<script" not in html
    assert html.count('<th scope="row"') == sum(len(one.grid.rows) for one in page.sections if one.grid)
    assert planned.affordability._repr_html_() == page_html(page)


# Plain data


def test_plain_data_holds_measures_groups_and_tables(planned):
    found = json.loads(json.dumps(planned.affordability.to_dict()).replace("NaN", "null"))
    assert found["currency"] == "USD"
    assert found["local_currency"] == "KES"
    assert set(found["tables"]) == set(planned.affordability)
    assert found["tables"]["groups"]["money"] == "Money in KES, in the money of the period."
    assert found["tables"]["ladder"]["money"] == ""
    assert found["measures"]["omega"] == planned.measures["omega"]
    assert "dscr_min" not in found["measures"]
    assert found["reasons"]["universal_access_year"] == "never by this project alone"
    assert found["groups"] == planned.to_dict()["groups"]
    table = found["tables"]["givers"]
    assert table["columns"][0] == "giver"
    assert len(table["rows"]) == len(planned.table("givers"))


def test_csv_rows_are_one_value_each_with_its_currency(planned):
    heading, *rows = planned.affordability.csv_rows()
    assert heading == ["table", "row", "column", "value", "money_in"]
    found = {tuple(one[:3]): one[3:] for one in rows}
    assert len(found) == len(rows) == sum(frame.size for frame in planned.affordability.values())
    assert found["groups", "q1", "bill"] == [planned.table("groups").loc["q1", "bill"], "KES"]
    assert found["givers", "donor", "total"][1] == "USD"
    assert found["burden_by_year", "2027-12-31", "q1"][1] == ""
    assert found["classes", "others: shops", "sold"][0] == planned.table("classes").loc[("others", "shops"), "sold"]


def test_small_words():
    assert hundred(0.276) == "27.6"
    assert joined(["a"]) == "a"
    assert joined(["a", "b", "c"]) == "a, b and c"
