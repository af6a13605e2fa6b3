"""Who invests, pays and bears: against plain sums of the lines, an identity, and what contracts are known to do."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from ppp_model.analysis.bearing import Bearing, Borne, shares_of
from ppp_model.analysis.shocks import SHOCKS
from ppp_model.scenario.mixing import with_value
from ppp_model.scenario.model import Scenario
from ppp_model.study import Study, load

STUDY = """\
study: A small waterworks
service: water
currency: USD
timeline: {close: 2025-01-01, construction: 2 years, operation: 10 years}
currencies:
  USD: {inflation: 2 %}
  RWF: {per_study_currency: 1000, inflation: 5 %, depreciation: 3 %}
city:
  name: Town
  country: Rwanda
  currency: RWF
  population: 100 000 people
  household_size: 5
  household_income: 200 000 RWF/month
  groups:
    all: {population_share: 100 %, income_share: 100 %, use: 10 m3/month, connected: 50 %}
  alternative_price: 1500 RWF/m3
  alternative_use: 3 m3/month
  affordability_threshold: 5 %
  budget: 10 bn RWF/year
supply: {capacity: 10 000 m3/day, utilisation: 80 %}
retail:
  losses: 20 %
  collection: 90 %
  distribution_cost: 100 RWF/m3
  blocks: {all: {price: 600 RWF/m3}}
opex:
  running: {fixed: 0.3 m USD/year, per_unit: 0.05 USD/m3}
works: {items: {plant: {cost: 10 m USD}, land: {cost: 1 m USD, kind: land, given_by: city}}}
tax: {rate: 30 %}
public: {discount_rate: 8 %}
conventions: {equity_discount_rate: 12 %}
structures:
  bulk:
    finance.grants: {gap: {share_of_works: 20 %, giver: nation}, peers: {share_of_works: 5 %, giver: partner_city}}
    finance.debt: {bank: {gearing: 50 %, rate: 6 %, tenor: 10 years}}
    revenue.take_or_pay: 100 %
    solve: {input: revenue.capacity_charge, measure: equity_npv, target: 0}
  sale:
    finance.debt: {bank: {gearing: 40 %, rate: 6 %, tenor: 10 years}}
    retail.sold_by: project
    solve: {input: retail.tariff_level, measure: equity_npv, target: 0}
  public:
    finance.equity.public_share: 100 %
    finance.debt: {bank: {gearing: 80 %, rate: 6 %, tenor: 10 years}}
    solve: {input: revenue.availability_payment, measure: dscr_min, target: 1.1}
"""


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    file = tmp_path_factory.mktemp("scenarios") / "scenario.yaml"
    file.write_text(STUDY)
    return load(file)


@pytest.fixture(scope="module")
def borne(study: Study) -> dict[str, Bearing]:
    return study.who_bears()


def test_who_invests(borne: dict[str, Bearing]) -> None:
    """Works of 10 m USD: the nation gives 2 m and the partner 0.5 m; the city gives land worth 1 m beside them.

    The bank lends half of all uses, 10 m without interest during construction: the rest is the owners'.
    """
    one = borne["bulk"]
    uses = one.signed.measures["total_uses"]
    assert uses is not None
    assert one.invests["public"] == pytest.approx(3e6)
    assert one.invests["partner cities"] == pytest.approx(0.5e6)
    assert one.invests["lenders"] == pytest.approx(uses / 2)
    assert one.invests["owners"] == pytest.approx(uses / 2 - 2.5e6)
    assert sum(one.invests.values()) == pytest.approx(uses + 1e6)
    assert "owners" not in borne["public"].invests
    assert borne["public"].invests["public"] == pytest.approx(
        1e6 + 0.2 * (borne["public"].signed.measures["total_uses"] or 0)
    )


def test_who_pays(borne: dict[str, Bearing]) -> None:
    """Users pay 600 francs, a dollar buys 1,000 x 1.03^t of them, prices rise by 5 % a year, 0.9 of the bills is paid.

    10,000 x 365 x 80 % x 80 % are 2.336 Mm3 a year, in the years 3 to 12; a period's prices are those of its start, its
    exchange rate too.
    """
    by_hand = sum(2.336e6 * 0.9 * 0.6 * 1.05 ** (t - 1) / 1.03 ** (t - 1) / 1.08**t for t in range(3, 13))
    for name in ("bulk", "public"):
        assert borne[name].pays["users"] == pytest.approx(by_hand, rel=1e-6)
    assert borne["sale"].pays.keys() == {"users"}
    assert borne["public"].pays["public"] > 0


@pytest.mark.parametrize("structure", ["bulk", "sale", "public"])
def test_what_all_lose_is_what_costs_more_and_is_not_bought(
    borne: dict[str, Bearing], study: Study, structure: str
) -> None:
    """Flows of all parties add up to nothing: losses are the rise of what suppliers get and what users do not buy."""
    one = borne[structure]
    factor = one.signed.values("public_discount_factor")
    for name, key, value in (("demand", "supply.utilisation", 0.64), ("works", "works.overrun", 0.15)):
        held = study.run(structure, sets=[f"{key}={value}"], financing="held")
        more = held.values("flow_of_suppliers") - one.signed.values("flow_of_suppliers")
        bills = -one.signed.values("flow_of_users") * (0.2 if name == "demand" else 0.0)
        assert one.shocks[name].net == pytest.approx(float(((more + bills) * factor).sum()), rel=1e-9)


def test_contracts_put_the_risk_where_they_say(borne: dict[str, Bearing]) -> None:
    bulk, sale, public = (borne[name].shocks for name in ("bulk", "sale", "public"))
    assert bulk["demand"].losses["owners"] < 0, "paid for capacity, they save what is not pumped"
    assert bulk["demand"].losses["public"] > 0
    assert sale["demand"].losses["owners"] > 0
    assert sale["collection"].shares["owners"] == pytest.approx(0.7), "30 % of what they lose is tax"
    assert bulk["collection"].shares == pytest.approx({"public": 1.0})
    for one in public.values():
        assert one.losses["owners"] == 0
    assert public["works"].shares["public"] > 0.999, "the bank gets a little less interest: it is drawn more slowly"
    assert bulk["works"].losses["partner cities"] < 1e-4 * 0.5e6, "a grant that is a share of the plan does not grow"
    assert bulk["currency"].losses["users"] == pytest.approx(-0.3 * borne["bulk"].pays["users"])


def test_dearer_works_are_the_owners_and_their_tax(borne: dict[str, Bearing]) -> None:
    """15 % of 10 m USD in two even slices, discounted at 8 %: owners pay it, and the depreciation saves them 30 % tax.

    The city's land, 1 m USD, costs 15 % more too. Interest moves a little, because the loan is drawn more slowly.
    """
    slices = (1 / 1.08 + 1 / 1.08**2) / 2
    saved = 0.3 * 1.5e6 / 10 * sum(1 / 1.08**t for t in range(3, 13))
    losses = borne["sale"].shocks["works"].losses
    assert losses["owners"] == pytest.approx(1.5e6 * slices - saved, rel=1e-3)
    assert losses["public"] == pytest.approx(0.15e6 * slices + saved, rel=1e-3)
    assert abs(losses["lenders"]) < 1e-3 * losses["owners"]


def test_shares_leave_gains_aside() -> None:
    one = Borne("x", {"users": -5.0, "public": 6.0, "owners": 2.0, "lenders": 0.0})
    assert one.shares == {"public": 0.75, "owners": 0.25}
    assert one.net == 3
    assert shares_of({}) == {}


def test_what_does_not_apply_says_why(study: Study) -> None:
    scenario = study.file.loaded("sale").scenario
    changed: dict[str, Callable[[Scenario], Scenario | str]] = {one.name: one.change for one in SHOCKS}
    bare = with_value(with_value(scenario, ["retail"], None), ["opex"], {})
    frozen = with_value(scenario, ["retail", "tariff_indexed"], 0.0)
    own_money = with_value(with_value(scenario, ["city"], None), ["currencies"], {})
    short = with_value(scenario, ["timeline", "operation"], 12.0)
    for name, one in (
        ("collection", bare),
        ("operation", bare),
        ("tariff", frozen),
        ("currency", own_money),
        ("delay", short),
    ):
        assert isinstance(changed[name](one), str), name


def test_a_series_is_moved_year_by_year(study: Study) -> None:
    """The franc falls when operation starts, after two years: 1 / 0.7 times the francs for a dollar from then on."""
    scenario = study.file.loaded("sale").scenario
    changed = {one.name: one.change for one in SHOCKS}
    currency = changed["currency"](scenario)
    assert isinstance(currency, Scenario)
    assert np.allclose(currency.currencies["RWF"].rate_level, (1, 1, 1 / 0.7))
    losing = with_value(scenario, ["retail", "collection"], (0.9, 0.05))
    less = changed["collection"](losing)
    assert isinstance(less, Scenario)
    assert less.retail is not None
    assert np.allclose(less.retail.collection, (0.8, 0.0))


def test_the_search_starts_where_nothing_is_written(study: Study) -> None:
    """A capacity charge of 0: the search begins at works / 10 years / (capacity x 365), within the first decade."""
    solved = study.run("bulk").solved
    assert solved is not None
    assert solved.reached
    assert 0 < solved.value < 10 * 10e6 / 10 / 3.65e6
    assert solved.evaluations < 20


def test_an_amount_is_held_as_signed(study: Study) -> None:
    signed = study.run("bulk").values("grants.gap.amount")[0, 0]
    assert signed == pytest.approx(2e6)
    overrun = study.run("bulk", sets=["works.overrun=15 %"], financing="held")
    assert overrun.values("grants.gap.amount")[0, 0] == signed
