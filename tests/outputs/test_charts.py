"""Pictures draw the numbers of the run, and their titles say them."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from numpy.testing import assert_allclose

from ppp_model.errors import ScenarioError
from ppp_model.outputs import charts
from ppp_model.outputs.charts import style
from ppp_model.outputs.charts.style import PARTY, STEPS, wrapped
from ppp_model.study import load

KIGALI = "scenarios/kigali-bulk-water"
ALL = {**charts.PICTURES, **charts.OF_RUNS}


@pytest.fixture(scope="module")
def kigali():
    return load(KIGALI).compare(["as_signed", "public_soft_loan", "cost_covering_tariff"])


@pytest.fixture(scope="module")
def signed(kigali):
    return kigali["as_signed"]


@pytest.fixture(scope="module")
def meals():
    return load("scenarios/example-food").run()


def widths(axes):
    return [bar.get_width() for bar in axes.patches if hasattr(bar, "get_width")]


def heights(axes):
    return [bar.get_height() for bar in axes.patches if hasattr(bar, "get_height")]


def words_of(chart):
    return " ".join(text.get_text() for text in chart.findobj(lambda one: hasattr(one, "get_text")))


def row(result, line):
    return np.broadcast_to(result.values(line)[0], (result.assembled.calendar.periods,))


def present(result, line):
    years = row(result, "flow_years")
    return float((row(result, line) * 1.08**-years).sum())


@pytest.mark.parametrize("name", charts.PICTURES)
def test_each_is_a_figure_with_a_title_a_unit_and_the_table_behind_it(name, signed, kigali, meals):
    of = meals if name == "gains" else kigali if charts.PICTURES[name].of_several else signed
    chart = of.chart(name)
    assert isinstance(chart, Figure)
    assert any(letter.isdigit() for letter in chart.finding)
    assert chart.finding.replace(" ", "") in words_of(chart).replace(" ", "").replace("\u00a0", "")
    assert chart.unit
    pd.testing.assert_frame_equal(chart.table, charts.data(name, of))
    assert chart._repr_png_().startswith(b"\x89PNG")


def test_uses_and_sources_are_those_of_the_deal(signed):
    chart = charts.sources_and_uses(signed)
    uses, sources = chart.axes
    assert_allclose(sum(widths(uses)), 60.8e6, rtol=1e-4)  # the published cost
    assert_allclose(widths(sources), [6.25e6, 19e6, 19e6, 2.6e6, signed.measures["equity"]])
    assert chart.finding == "USD 60.8 m has to be funded: debt 66.8 %, equity 22.9 % and grants 10.3 %"


def test_the_waterfall_goes_from_revenue_to_the_owners(signed):
    chart = charts.cash_waterfall(signed)
    bars = dict(zip(chart.table.index, chart.axes[0].patches, strict=True))
    for name, line in {"revenue": "revenue", "operation": "operating_cost", "tax": "tax", "debt service": "debt_paid",
                       "to the owners": "distribution"}.items():  # fmt: skip
        assert_allclose(bars[name].get_width(), row(signed, line).sum())
    assert_allclose(bars["to the owners"].get_x(), 0, atol=1e-3)  # all of it is shown
    parts = [row(signed, line).sum() / row(signed, "revenue").sum() * 100
             for line in ("operating_cost", "debt_paid", "distribution")]  # fmt: skip
    assert [f"{part:.0f}" for part in parts] == ["41", "22", "27"]
    assert chart.finding == "Of each 100 of revenue, 41 pay for operation, 22 go to lenders and 27 to the owners"


def test_cover_shows_cash_debt_service_and_their_ratio(signed):
    chart = charts.cover(signed)
    above, below = chart.axes
    assert_allclose(heights(above), row(signed, "cfads"))
    ratios = below.lines[0].get_ydata()
    service = row(signed, "debt_service")
    assert_allclose(ratios[service > 0], (row(signed, "cfads") / np.where(service > 0, service, 1))[service > 0])
    assert f"{np.nanmin(ratios):.2f} times" in chart.finding
    assert "2035" in chart.finding
    said = words_of(chart)
    assert "Lock-up 1.10x" in said
    assert "Shortfall 1.00x" in said


def test_bills_are_shown_for_each_group_and_structure_against_the_threshold(kigali):
    chart = charts.affordability(kigali)
    assert len(chart.axes) == 3
    for axes, result in zip(chart.axes, kigali.results.values(), strict=True):
        groups = [f"groups.{name}" for name in ("q1", "q2", "q3", "q4", "q5")]
        start = result.assembled.calendar.operation_starts
        assert_allclose(
            widths(axes), [row(result, f"{g}.bill")[start] / row(result, f"{g}.income")[start] for g in groups]
        )
        assert {tuple(line.get_xdata()) for line in axes.lines} == {(0.05, 0.05)}
    assert "1.1 %" in chart.finding
    assert "3.1 %" in chart.finding
    assert "threshold 5.0 %" in words_of(chart)


def test_a_bill_over_the_threshold_is_hatched_and_said(signed):
    tight = load(KIGALI).run("as_signed", sets=["city.affordability_threshold=1 %"])
    chart = charts.affordability(tight)
    hatches = [bool(bar.get_hatch()) for bar in chart.axes[0].patches]
    assert hatches == [True, False, False, False, False]
    assert "over the threshold" in chart.finding
    assert "over the threshold" in charts.affordability(signed).finding  # no group's bill is
    assert charts.affordability(signed).finding.endswith("no group's bill is over the threshold")


def test_the_path_of_coverage_is_that_of_each_group(signed):
    chart = charts.coverage_path(signed)
    table = chart.table
    assert_allclose(table[["q1", "q2", "q3", "q4", "q5"]].sum(axis=1), row(signed, "people_served"))
    everyone, _, without = chart.axes[0].lines
    assert_allclose(everyone.get_ydata(), row(signed, "population"))
    assert_allclose(without.get_ydata(), row(signed, "population") * row(signed, "coverage_without"))
    assert "36.3 %" in chart.finding
    assert "31.7 %" in chart.finding


def test_those_who_pay_are_those_who_get_less_than_they_pay(kigali):
    chart = charts.who_pays(kigali)
    bars = dict(zip(kigali.results, np.reshape(widths(chart.axes[0]), (3, -1)), strict=True))
    for name, result in kigali.results.items():
        users, nation = -present(result, "flow_of_users"), present(result, "levels.nation.level_net_cost")
        assert_allclose(bars[name][:2], [users, max(nation, 0)], atol=1)
    assert "users" not in chart.table.columns[1:]
    low, high = (charts.data("who_pays", kigali).loc[name] for name in ("as_signed", "cost_covering_tariff"))
    for one in (low, high):
        assert f"{one['users'] / one.sum() * 100:.0f} %" in chart.finding


def test_commitments_are_set_against_the_ceiling(signed):
    chart = charts.commitments(signed)
    of_revenue, of_sector = chart.axes
    years = row(signed, "calendar_year")
    shares = row(signed, "levels.nation.sector_share")
    found = [np.nanmax(np.where(years == year, shares, np.nan)) for year in (2021, 2030)]
    at = {round(bar.get_x() + bar.get_width() / 2): bar.get_height() for bar in of_sector.patches}
    assert_allclose([at[2021], at[2030]], found)
    assert "15.5 %" in chart.finding
    assert "Ceiling 50.0 %" in words_of(chart)
    assert of_revenue.get_title(loc="left").startswith("Nation")


def test_without_levels_the_budget_of_the_city_is_the_measure(meals):
    chart = charts.commitments(meals)
    paid = row(meals, "public_payments") - row(meals, "in_kind_from_public")
    years = row(meals, "calendar_year")
    assert_allclose(chart.table["public.payments"], [paid[years == year].sum() for year in chart.table.index])


def test_what_all_pay_is_what_all_get(signed):
    table = charts.flow_between_parties(signed).table
    assert_allclose(table["pays"].sum(), table["gets"].sum())
    assert_allclose(table.loc["suppliers", "gets"], row(signed, "flow_of_suppliers").sum())
    assert_allclose(table.loc["lenders", "gets"] - table.loc["lenders", "pays"], row(signed, "flow_of_lenders").sum())


def test_gains_add_up_to_that_of_society(meals):
    chart = charts.gains(meals)
    *each, total = widths(chart.axes[0])
    assert_allclose(sum(each), total)
    assert_allclose(total, meals.measures["enpv"])


def test_a_tornado_has_the_widest_bar_on_top():
    rows = pd.DataFrame(
        {"low": [0.14, 0.10], "base": 0.15, "high": [0.155, 0.22], "input_low": ["5 %", None]}, index=["rate", "demand"]
    )
    chart = charts.tornado(rows, "Return on equity", "rate")
    assert list(chart.table.index) == ["demand", "rate"]
    assert_allclose(widths(chart.axes[0]), [-0.05, 0.07, -0.01, 0.005])
    assert {bar.get_x() for bar in chart.axes[0].patches} == {0.15}
    assert chart.finding == "demand moves return on equity most: from 10.0 % to 22.0 %"
    assert "14.0 % (5 %)" in words_of(chart)


def test_a_fan_shows_all_percentiles():
    levels = {"P5": 1.0, "P10": 2.0, "P25": 3.0, "P50": 4.0, "P75": 5.0, "P90": 6.0, "P95": 7.0}
    frame = pd.DataFrame({name: [v * 1e6, v * 2e6] for name, v in levels.items()}, index=[2030, 2031])
    chart = charts.fan(frame, "Cash", "money", "USD")
    lines = {line.get_label(): list(line.get_ydata()) for line in chart.axes[0].lines}
    assert lines["P50"] == [4e6, 8e6]
    bands = [one.get_datalim(chart.axes[0].transData) for one in chart.axes[0].collections]
    assert [(band.y0, band.y1) for band in bands] == [(1e6, 14e6), (2e6, 12e6), (3e6, 10e6)]
    assert "between USD 4.00 m and USD 12.0 m in 2031" in chart.finding


def test_a_frontier_says_what_its_ends_cost():
    points = pd.DataFrame(
        {"goal burden_poorest": [0.01, 0.03, 0.05], "reached": [True, True, False], "cost": [8e6, 2e6, 1e6],
         "burden_poorest": [0.01, 0.03, 0.06]}
    )  # fmt: skip
    chart = charts.frontier(points, "USD")
    reached, missed = chart.axes[0].collections
    assert_allclose(reached.get_offsets(), [(0.01, 8e6), (0.03, 2e6)])
    assert_allclose(missed.get_offsets(), [(0.06, 1e6)])
    assert chart.finding.endswith("1.0 % costs the public USD 8.00 m, 3.0 % costs USD 2.00 m")


def test_a_picture_that_there_is_not_is_named_with_those_that_there_are(signed, kigali):
    with pytest.raises(ScenarioError, match=r"There are sources_and_uses.*Did you mean `cover`"):
        signed.chart("covr")
    with pytest.raises(ScenarioError, match="shows one structure"):
        kigali.chart("cover")
    with pytest.raises(ScenarioError, match="economy"):
        signed.chart("gains")


def test_names_are_not_read_as_mathematics_and_the_style_of_the_notebook_is_left_alone(tmp_path):
    import matplotlib

    before = dict(matplotlib.rcParams)
    chart = charts.tornado(pd.DataFrame({"low": [1.0], "base": 2.0, "high": [3.0]}, index=["price $x^2$ <b>"]))
    assert "price $x^2$ <b>" in words_of(chart)
    assert "price $x^2$ &lt;b&gt;" in chart.svg()
    assert dict(matplotlib.rcParams) == before


def test_fills_can_be_told_apart_in_grey():
    def grey(fill):
        red, green, blue = (int(fill.colour[place : place + 2], 16) for place in (1, 3, 5))
        return (0.30 * red + 0.59 * green + 0.11 * blue) / 255

    together = [["users", "nation", "city", "donors", "lenders"], ["users", "public", "partners", "owners"]]
    for names in together:
        fills = [PARTY[name] for name in names]
        assert len({(round(grey(fill), 1), fill.hatch) for fill in fills}) == len(fills)
    shades = [grey(fill) for fill in STEPS]
    assert shades == sorted(shades)


def test_text_stands_out_from_the_ground():
    def light(colour):
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    for colour in (style.INK, style.SOFT, style.ALERT, style.BLUE):
        assert 1.05 / (light(colour) + 0.05) >= 4.5  # WCAG 2, level AA


def test_lines_of_a_title_keep_a_number_with_its_unit():
    for width in np.arange(0.6, 4, 0.1):
        lines = wrapped("The public pays USD 60.8 m or 15.2 % of it", width)
        assert all(not line.startswith(("%", "m", "60.8")) for line in lines)
