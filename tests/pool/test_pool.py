"""A pool through its public names: known values, what is searched for and what is drawn."""

import math

import numpy as np
import pytest

import ppp_model.pool
from ppp_model.errors import ScenarioError
from ppp_model.toolbox import finance

ONE_CITY = """\
pool: One city
currency: USD
timeline: {{close: 2020-01-01}}
discount_rate: {discount}
grant_element_rate: {discount}
bond: {{{terms}}}
members:
  city: {{loan: 100 USD, revenue: 1000 USD/year, default_rate: 2 %, loss_given_default: 40 %}}
layers:
  half: {{kind: guarantee, cover: 50 %}}
draws: {{number: 20}}
"""


def one_city(pool_of, terms, discount="5 %"):
    return pool_of(ONE_CITY.format(terms=terms, discount=discount)).run()


def test_expected_cost_of_a_guarantee(pool_of):
    """Reference case T46: 100 repaid evenly in five years, default 2 %, 40 % lost, half covered, 5 %: 1.046215."""
    result = one_city(pool_of, "rate: 0 %, tenor: 5 years")
    assert result.measures["guarantee_expected_pv"] == pytest.approx(1.046215, abs=5e-7)
    toolbox = finance.guarantee_expected_cost([100, 80, 60, 40, 20], 0.02, 0.4, 0.5, 0.05)
    assert result.measures["guarantee_expected_pv"] == pytest.approx(float(toolbox))


@pytest.mark.parametrize(
    ("form", "discount", "percent"),
    [
        ("equal_principal", "9 %", 49.1515), ("annuity", "9 %", 50.1493), ("equal_principal", "7 %", 39.2553),
        ("annuity", "7 %", 40.1474), ("equal_principal", "6 %", 33.3133), ("annuity", "6 %", 34.1142),
    ],
)  # fmt: skip
def test_grant_element(pool_of, form, discount, percent):
    """Reference case T43: 2 %, twenty years, the first repayment after five (so four without one)."""
    result = one_city(pool_of, f"rate: 2 %, tenor: 20 years, grace: 4 years, repayment: {form}", discount)
    assert result.measures["grant_element"] * 100 == pytest.approx(percent, abs=5e-5)


def test_a_revolving_fund_is_that_of_the_toolbox(pool_of, two_towns):
    fund = "revolving={capital: 1 m USD, rate: 4 %, tenor: 4 years, loss_rate: 1 %, interest: 3 %, cost: 500 USD/year}"
    result = pool_of(two_towns).run(sets=["bond=null", fund])
    flows = result.table("revolving")
    repaid = flows["from members"] + flows["from further cities"] - flows["cost"]
    lent = flows["lent to members"] + flows["lent to others"]
    opening = 1e6 - lent.iloc[0]
    balances = finance.revolving_fund(opening, 0.03, repaid.iloc[1:], lent.iloc[1:])
    assert flows["cash"].iloc[1:].to_numpy() == pytest.approx(balances, abs=1e-6)
    assert result.ok
    assert result.measures["fund_multiple"] == pytest.approx(lent.sum() / 1e6)


def test_a_loan_of_its_own_saves_nothing(pool_of, two_towns):
    result = pool_of(two_towns).run(sets=["bond=null", "layers=null"])
    assert result.measures["saving_pv"] == pytest.approx(0, abs=1e-6)
    assert result.measures["all_in_rate"] == pytest.approx(0.14)
    assert result.measures["public_cost_pv"] == 0
    assert result.reasons["guarantee_called"] == "there is no guarantee"
    assert "bond.passed_on" not in result.checks


def test_saving_is_that_of_the_cash_flows(pool_of, two_towns):
    """By hand for one town: 400 less 4 of costs and 20 of deposit, against 400; then 142, 131.5, 121 and 110.5 less 20
    at the end, against 156, 142, 128 and 114, at 14 %."""
    result = pool_of(two_towns).run()
    pooled = [-24.0, *(a - b for a, b in zip((156, 142, 128, 114), (142, 131.5, 121, 90.5), strict=True))]
    saving = sum(flow / 1.14**year for year, flow in enumerate(pooled))
    assert result.number("members.a.saving_of_member") == pytest.approx(saving * 1000)
    assert result.measures["saving_pv"] == pytest.approx(2 * saving * 1000)


def test_falls_that_are_absorbed_by_hand(pool_of, two_towns):
    """Escrow of b, 150 a year, against debt service of 140 in the first year: 1 - 140 / 150 = 6.67 %."""
    result = pool_of(two_towns).run(sets=["layers.reserve=null", "layers.intercept=null", "layers.guarantee=null"])
    assert result.measures["fall_absorbed_escrow"] == pytest.approx(1 - 140 / 150, abs=1e-8)
    # year 1 is short by 140 - x, year 2 by 130 - x if x < 130: at x = 125 by 15 and 5, which is the deposit of 20
    assert result.measures["fall_absorbed"] == pytest.approx(1 - 125 / 150, abs=1e-7)
    assert result.absorbed.by_member["b"] == pytest.approx(1 - 125 / 150, abs=1e-7)
    assert result.absorbed.by_member["a"] == pytest.approx(1 - 125 / 200, abs=1e-7)


def test_falls_are_edges(pool_of, two_towns):
    """A little less is absorbed, a little more is not."""
    study = pool_of(two_towns)
    edges = study.run().absorbed
    for key, edge in (("stress.revenue_fall", edges.whole), ("members.b.revenue_fall", edges.by_member["b"])):
        below, above = (study.run(sets=[f"{key}={edge + step:.9f}"]) for step in (-1e-6, 1e-6))
        assert below.number("unpaid_most") == pytest.approx(0, abs=1e-6)
        assert above.number("unpaid_most") > 1e-3
    assert list(edges.by_layer.values()) == sorted(edges.by_layer.values())


def test_a_share_of_each_shortfall_absorbs_no_fall(pool_of, two_towns):
    falls = pool_of(two_towns).run().absorbed.by_layer
    assert falls["guarantee"] == pytest.approx(falls["intercept"])
    full = pool_of(two_towns).run(sets=["layers.guarantee.cover=100 %"]).absorbed.by_layer
    assert full["guarantee"] > full["intercept"]


def test_something_short_already(pool_of, two_towns):
    result = pool_of(two_towns).run(sets=["members.b.withheld=[100 %]", "layers=null"])
    assert result.measures["fall_absorbed"] is None
    assert "already short" in result.reasons["fall_absorbed"]
    assert math.isnan(result.absorbed.by_layer["escrow accounts"])
    assert result.measures["first_missed"] == 2020
    assert result.failures == {"lenders_paid_when_due": "debt service is not paid when due"}


DUES = (140, 130, 120, 110)
BARE = [f"layers.{name}=null" for name in ("deposit", "reserve", "intercept")]


def test_drawn_defaults_agree_with_their_chances(pool_of, two_towns):
    """Independent defaults that last: by the end of year t a member is in default with chance 1 - 0.9^t. The guarantee
    then pays half of 40 % of its debt service, 140, 130, 120 and 110 (k USD); the cap is lifted."""
    sets = [*BARE, "in_common.default_rate=10 %", "in_common.loss_given_default=40 %", "draws.number=20000"]
    result = pool_of(two_towns).run(sets=[*sets, "layers.guarantee.cap=null"])
    chances = [1 - 0.9**year for year in (1, 2, 3, 4)]
    mean = sum(2 * 0.5 * 0.4 * c * s / 1.08**y for y, (c, s) in enumerate(zip(chances, DUES, strict=True), 1))
    drawn = result.drawn
    assert result.measures["guarantee_call_mean_pv"] == pytest.approx(
        mean * 1000, abs=4 * drawn.error("guarantees_called_pv")
    )
    assert result.measures["short_chance"] == pytest.approx(1 - 0.9**8, abs=0.015)  # four years, two members
    together = pool_of(two_towns).run(sets=[*sets, "layers.guarantee.cap=null", "draws.dependence=common"])
    assert together.measures["short_chance"] == pytest.approx(1 - 0.9**4, abs=0.015)
    error = 4 * together.drawn.error("guarantees_called_pv")
    assert together.measures["guarantee_call_mean_pv"] == pytest.approx(mean * 1000, abs=error)
    assert together.measures["guarantee_call_p95_pv"] >= result.measures["guarantee_call_p95_pv"]


def test_draws_are_the_same_for_the_same_seed(pool_of, two_towns):
    sets = ["in_common.default_rate=5 %", "draws.number=600"]
    first, again, other = (pool_of(two_towns).run(sets=[*sets, seed]) for seed in (
        "draws.seed=7", "draws.seed=7", "draws.seed=8"
    ))  # fmt: skip
    assert first.measures == again.measures
    assert first.measures["guarantee_call_mean_pv"] != other.measures["guarantee_call_mean_pv"]
    assert len(first.drawn.values["loss_pv"]) == 600


def test_a_default_ends(pool_of, two_towns):
    """A member that stays in default for one year pays all the next, and its arrears as fast as it can."""
    sets = ["members.b.default_rate=100 %", "draws.lasts=1 year", "draws.number=1", "layers=null"]
    result = pool_of(two_towns).run(sets=sets)
    assert result.measures["late_chance"] == 1
    assert result.measures["loss_mean_pv"] == 0
    cut_off = pool_of(two_towns).run(sets=[*sets, "timeline.lasts=4 years"])
    # 140 unpaid, then 150 a year less 130, 120, 110 and margins of 1.5, 1, 0.5, at 10 %
    lost = 140 / 1.1 - 18.5 / 1.1**2 - 29 / 1.1**3 - 39.5 / 1.1**4
    assert cut_off.measures["loss_mean_pv"] == pytest.approx(lost * 1000)


def test_lines_tables_and_comparison(pool_of, two_towns):
    study = pool_of(
        two_towns + "structures: {as_is: {}, bare: {layers: null}}\ncases: {poor: {stress.revenue_fall: 40 %}}\n"
    )
    assert (study.structures, study.cases) == (["as_is", "bare"], ["poor"])
    assert study.check() == []
    comparison = study.compare(case="poor")
    assert comparison.measures.shape[1] == 2
    assert comparison.measures["bare"]["lenders"]["loss_pv"] > 0
    assert not comparison.ok
    assert "bare" in repr(comparison)
    result = comparison["as_is"]
    assert "all checks" in repr(study.run())
    assert repr(study).endswith("as_is, bare>")
    assert result["all_in_rate"] == result.measures["all_in_rate"]
    assert result["due"].index.name == "period end"
    assert result["due"].iloc[1] == 280e3
    for name in result.tables:
        if name not in ("revolving", "draws"):
            assert len(result.table(name)), name
    assert result.table("parties")["sum"].to_numpy() == pytest.approx(np.zeros(7), abs=1e-6)
    assert list(result.table("layers").index) == ["escrow accounts", "deposit", "reserve", "intercept", "guarantee"]
    assert result.table("assumptions").loc["bond.rate", "value"] == "10 %"
    with pytest.raises(ScenarioError, match="no `revolving` fund"):
        result.table("revolving")
    with pytest.raises(ScenarioError, match="no member has a `default_rate`"):
        result.table("draws")
    with pytest.raises(ScenarioError, match="Did you mean `layers`"):
        result.table("layer")
    with pytest.raises(ScenarioError, match="no such line"):
        result["nothing"]
    drawn = study.run(sets=["in_common.default_rate=5 %", "draws.number=50"])
    assert drawn.table("draws").loc["lost by lenders", "mean"] == drawn.measures["loss_mean_pv"]


def test_the_public_names():
    assert set(ppp_model.pool.__all__) == {"PoolComparison", "PoolResult", "PoolStudy", "load_pool"}
