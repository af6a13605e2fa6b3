"""Partnerships before and after: against plain arithmetic, and against runs without them."""

from pathlib import Path

import pytest
import yaml

from ppp_model import load
from ppp_model.scenario.mixing import differences, mixed
from tests.cooperation.helpers import TEXT

EXAMPLE = "scenarios/example-cooperation"
YEARS = range(1, 7)
CHECKS = {"transfers_add_up", "support_adds_up", "bills_add_up", "waterfall_adds_up", "balance_sheet_balances"}


# Against plain arithmetic: year 1 to 6 of operation end 2 to 7 years after close


def by_hand(peers, levy):
    """Of each year what is delivered, sold, paid by users, and the cost of operation; effects written out."""
    built = [1 / 6, 3 / 6, 5 / 6, 1, 1, 1]  # mean of the ends of a year: 0 1/3, 1/3 2/3, 2/3 1, then it stays
    helped = [0, 1 / 4, 3 / 4, 3 / 4, 1 / 4, 0]  # from year 2: 0 1/2, 1/2 1, then 1 1/2, 1/2 0
    for first, second in zip(built, helped, strict=True):
        off, saved = (0.09 * first, 0.06 * first) if peers else (0, 0)
        paid, cheaper = (0.04 * second, 0.2 * second) if levy else (0, 0)
        delivered = 4000 * 365 * 0.75
        sold = delivered * (1 - 0.4 + off)
        users = sold * 0.9 * (0.8 + paid)
        cost = (delivered * 0.15 + 100_000) * (1 - saved) + sold * 0.1 * (1 - cheaper)
        yield delivered, sold, users, cost


def pv(values):
    return sum(value / 1.07 ** (year + 1) for year, value in zip(YEARS, values, strict=True))


@pytest.mark.parametrize(
    ("run", "helpers"),
    [("without", (False, False)), ("peers", (True, False)), ("levy", (False, True)), ("all", (True, True))],
)
def test_each_run_is_what_plain_arithmetic_says(own, run, helpers):
    delivered, sold, users, cost = zip(*by_hand(*helpers), strict=True)
    found = own.measures[run]
    assert found["units_sold"] == pytest.approx(sum(sold))
    assert found["units_lost"] == pytest.approx(sum(delivered) - sum(sold))
    assert found["losses_mean"] == pytest.approx(1 - sum(sold) / sum(delivered))
    assert found["losses_end"] == pytest.approx(0.31 if helpers[0] else 0.4)
    assert found["collection_end"] == pytest.approx(0.8)
    assert found["paid_by_users_pv"] == pytest.approx(pv(users))
    assert found["running_cost_pv"] == pytest.approx(pv(cost))


@pytest.mark.parametrize(
    ("name", "helpers", "cash", "in_kind"),
    [
        # 30,000 and 2 x 50 days at 100; 2 x 50 days at 300 in kind
        ("peers", (True, False), [40_000, 40_000, 40_000, 0, 0, 0], [30_000, 30_000, 30_000, 0, 0, 0]),
        # 1 % of 4 m in years 2 and 3
        ("levy", (False, True), [0, 40_000, 40_000, 0, 0, 0], [0] * 6),
        ("all", (True, True), [40_000, 80_000, 80_000, 0, 0, 0], [30_000, 30_000, 30_000, 0, 0, 0]),
    ],
)
def test_what_is_given_and_saved_is_what_plain_arithmetic_says(own, name, helpers, cash, in_kind):
    before, after = list(by_hand(False, False)), list(by_hand(*helpers))
    kept = [one[1] - other[1] for one, other in zip(after, before, strict=True)]
    saved = [one[2] - one[3] - other[2] + other[3] for one, other in zip(after, before, strict=True)]
    given = pv(cash) + pv(in_kind)
    found = own.savings[name]
    assert found.cash_pv == pytest.approx(pv(cash))
    assert found.given_pv == pytest.approx(given)
    assert found.units_kept == pytest.approx(sum(kept), abs=1e-6)
    assert found.saved_pv == pytest.approx(pv(saved))
    assert found.saved_per_given == pytest.approx(pv(saved) / given)
    assert found.saved_per_cash == pytest.approx(pv(saved) / pv(cash))
    if helpers[0]:
        assert found.cost_per_unit_kept == pytest.approx(given / pv(kept))
    else:
        assert found.to_dict()["cost_per_unit_kept"] is None


def test_each_year_is_what_plain_arithmetic_says(own):
    before, after = list(by_hand(False, False)), list(by_hand(True, True))
    years = own.years.loc[2031:]
    assert list(years.index) == list(range(2031, 2037))
    assert years["cash"].tolist() == pytest.approx([40_000, 80_000, 80_000, 0, 0, 0])
    assert years["in_kind"].tolist() == pytest.approx([30_000, 30_000, 30_000, 0, 0, 0])
    assert years["losses"].tolist() == pytest.approx([1 - one[1] / one[0] for one in after])
    assert years["losses_without"].tolist() == pytest.approx([0.4] * 6)
    saved = [one[2] - one[3] - other[2] + other[3] for one, other in zip(after, before, strict=True)]
    assert years["saved"].tolist() == pytest.approx(saved)


# Against runs of the same file without the entries


def test_without_is_the_file_without_the_entries(study, own, tmp_path):
    plain = yaml.safe_load(TEXT)
    del plain["cooperation"], plain["structures"]["guaranteed"]
    tmp_path.joinpath("scenario.yaml").write_text(yaml.safe_dump(plain, sort_keys=False), encoding="utf-8")
    other = load(tmp_path).run("own")
    assert own.none.measures == pytest.approx(other.measures, nan_ok=True)
    alone = study.run("own", sets=["cooperation.levy=null"])
    assert own.alone["peers"].measures == pytest.approx(alone.measures, nan_ok=True)


def test_experts_time_is_no_cash_and_no_revenue(study, own):
    """With all time in kind taken away the project's own flows are the same; only what is given is less."""
    unpaid = study.run("own", sets=["cooperation.peers.day_value=100 USD"])
    for line in ("revenue", "operating_cost", "equity_cash_flow", "given_by_donors", "flow_of_suppliers"):
        assert own.all.values(line) == pytest.approx(unpaid.values(line)), line
    assert own.all.measures["leverage"] == unpaid.measures["leverage"]
    assert unpaid.values("cooperation_time").sum() == 0
    assert own.all.values("cooperation_time").sum() == pytest.approx(90_000)


def test_leverage_and_giving_count_money_once(own):
    measures = own.all.measures
    assert measures["donor_support"] == pytest.approx(120_000)
    assert measures["partner_city_support"] == pytest.approx(80_000)
    assert measures["given_in_all"] == pytest.approx(200_000)
    assert measures["leverage"] == pytest.approx((measures["total_uses"] + 200_000) / 200_000)
    assert own.none.measures["leverage"] is None
    assert own.all.values("revenue").sum() - own.none.values("revenue").sum() == pytest.approx(
        sum(one[2] for one in by_hand(True, True)) - sum(one[2] for one in by_hand(False, False)) + 40_000
    )


@pytest.mark.parametrize("structure", ["own", "utility", "guaranteed"])
def test_every_sum_of_the_model_holds(study, structure):
    for one in study.cooperation(structure).results.values():
        assert {name: one.checks[name] for name in CHECKS} == dict.fromkeys(CHECKS, True)


def test_the_utilitys_deficit_falls_and_the_projects_cover_stays(study):
    found = study.cooperation("utility")
    without, after = found.measures["without"], found.measures["all"]
    # a capacity charge of 0.6 on 4,000 m3 a day of which 75 % must be paid, against what users pay less distribution
    bulk = 4000 * 365 * 0.75 * 0.6
    margins = [users - sold * 0.1 - bulk for _, sold, users, _ in by_hand(False, False)]
    assert without["utility_margin_pv"] == pytest.approx(pv(margins))
    assert without["utility_deficit_pv"] == pytest.approx(-pv(margins))
    assert after["utility_deficit_pv"] < without["utility_deficit_pv"]
    assert {one["to"] for one in found.to_dict()["gifts"] if one["to"]} == {"utility"}
    half = found.all.values("support_to_utility").sum()
    assert half == pytest.approx(40_000)


def test_a_solved_price_is_kept_or_solved_again(study):
    held, again = study.cooperation("priced"), study.cooperation("priced", priced_again=True)
    prices = {one.solved.value for one in held.results.values()}
    assert len(prices) == 1
    assert held.none.measures["dscr_min"] < 1.3
    assert again.none.measures["dscr_min"] == pytest.approx(1.3)
    assert again.none.solved.value > again.all.solved.value == pytest.approx(prices.pop())
    assert again.none.measures == pytest.approx(study.run("priced", sets=["cooperation=null"]).measures, nan_ok=True)


def test_sales_that_follow_demand_save_production_instead(tmp_path):
    """With enough for all, fewer losses sell nothing more: less is produced, at 0.15 a unit."""
    plain = yaml.safe_load(TEXT)
    plain["structures"] = {"own": {}}
    plain["supply"] = {"capacity": "9000 m3/day"}
    plain["access"] = {"rollout": "0 %"}
    plain["opex"] = {"energy": {"per_unit": "0.15 USD/m3"}}
    del plain["cooperation"]["levy"]
    plain["cooperation"]["peers"]["effects"] = {"losses": "9 %"}
    tmp_path.joinpath("scenario.yaml").write_text(yaml.safe_dump(plain), encoding="utf-8")
    found = load(tmp_path).cooperation()
    built = [1 / 6, 3 / 6, 5 / 6, 1, 1, 1]
    sold = 10_000 * 0.2 * 10 * 12
    kept = [sold / 0.6 - sold / (0.6 + 0.09 * share) for share in built]
    assert found.measures["all"]["units_sold"] == pytest.approx(sold * 6)
    assert found.savings["all"].units_kept == pytest.approx(sum(kept))
    assert found.savings["all"].saved_pv == pytest.approx(pv([0.15 * one for one in kept]))
    assert list(found.results) == ["without", "all"]


# Tables


def test_the_table_says_who_gives_what_to_whom(own):
    table = own.gifts
    assert table.loc[("peers", "work"), ["giver", "name", "to"]].tolist() == ["donor", "A <b>ministry</b>", "project"]
    assert table.loc[("peers", "experts' time"), ["giver", "name"]].tolist() == [
        "emerging_donor",
        "A utility of the South",
    ]
    assert table.loc[("peers", "experts' time"), "total"] == pytest.approx(90_000)
    assert table.loc[("levy", "cash"), "total"] == pytest.approx(40_000)
    assert table.loc[("total", ""), "total"] == pytest.approx(120_000 + 90_000 + 80_000)
    assert table.loc[("peers", "own staff's time"), "total"] == pytest.approx(15_000)
    assert table.index[-1] == ("peers", "own staff's time")
    assert table.loc[("total", ""), "present_value"] == pytest.approx(own.savings["all"].given_pv)


def test_givers_and_uses_count_partnerships(own):
    givers = own.all.table("givers")
    assert givers.loc["donor", "technical_assistance"] == pytest.approx(120_000)
    assert givers.loc["emerging_donor", "technical_assistance"] == pytest.approx(90_000)
    assert givers.loc["partner_city", "technical_assistance"] == pytest.approx(80_000)


def test_a_guarantee_is_worth_the_fee_that_is_not_asked(study):
    """Half of a loan, at 2 % a year of what is owed at the start of each year."""
    result = study.run("guaranteed")
    opening = result.values("debt.bank.opening")[0]
    table = result.table("cooperation")
    assert table.loc[("peers", "guarantee"), "total"] == pytest.approx(sum(opening) * 0.5 * 0.02)
    assert result.table("givers").loc["donor", "guarantee"] == pytest.approx(sum(opening) * 0.01)
    assert result.measures["given_in_all"] == pytest.approx(200_000)
    expected = sum(0.99**year * 0.01 * 0.4 * 0.5 * balance for year, balance in enumerate(opening[1:]))
    assert result.values("cooperation.peers.expected_calls").sum() == pytest.approx(expected)


def test_a_partnership_can_be_taken_over_alone(study):
    with_all = study.file.loaded("own").scenario
    without = study.file.loaded("own", None, ["cooperation.levy=null"]).scenario
    assert differences(with_all, without) == ["cooperation.levy"]
    assert mixed(with_all, without, ["cooperation.levy"]).cooperation.keys() == {"peers"}


# The example


COLUMNS = ("donor_and_peers", "city_to_city", "triangular", "all_together", "bulk_purchase")
ROWS = {
    "given: money": lambda found: found.savings["all"].cash_pv / 1e6,
    "saved: users pay more, operation costs less": lambda found: found.savings["all"].saved_pv / 1e6,
    "saved for each 1 given": lambda found: found.savings["all"].saved_per_given,
    "given for each m3 less lost, EUR": lambda found: found.savings["all"].cost_per_unit_kept,
}


@pytest.mark.parametrize("structure", COLUMNS)
def test_the_example_is_sound_and_its_readme_current(structure):
    found = load(EXAMPLE).cooperation(structure)
    assert found.failures == []
    lines = Path(EXAMPLE, "README.md").read_text(encoding="utf-8").splitlines()
    for label, value_of in ROWS.items():
        cells = [line.split("|")[2:] for line in lines if line.startswith(f"| {label} |")]
        assert cells[0][COLUMNS.index(structure)].strip() == f"{value_of(found):.2f}", label
