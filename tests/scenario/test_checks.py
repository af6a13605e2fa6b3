"""Rules over several values, each broken once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ppp_model.errors import ScenarioError
from ppp_model.scenario.load import open_study

CITY = """\
currencies:
  RWF: {per_study_currency: 1450}
city:
  name: Town
  country: Rwanda
  currency: RWF
  population: 500000 people
  household_size: 4
  household_income: 185000 RWF/month
  groups:
    poor: {population_share: 60 %, income_share: 30 %, use: 3 m3/month, connected: 20 %}
    rich: {population_share: 40 %, income_share: 70 %, use: 9 m3/month, connected: 80 %}
  alternative_price: 2000 RWF/m3
  alternative_use: 1 m3/month
  affordability_threshold: 5 %
  budget: 90 bn RWF/year
retail:
  blocks:
    first: {up_to: 5 m3/month, price: 340 RWF/m3}
    second: {up_to: 20 m3/month, price: 720 RWF/m3}
    rest: {price: 877 RWF/m3}
solve: {input: revenue.capacity_charge, measure: equity_irr, target: 15 %, between: [0, 2 USD/m3]}
"""


def test_a_full_study_breaks_no_rule(minimal_text: str, write_study: Callable[..., Path]) -> None:
    scenario = open_study(write_study(minimal_text + CITY)).loaded().scenario
    assert scenario.solve is not None
    assert scenario.solve.target == 0.15
    assert scenario.solve.between == (0.0, 2.0)


@pytest.mark.parametrize(
    ("sets", "path", "words"),
    [
        (["timeline.construction=30 months"], "timeline.construction",
         "30 months is not a whole number of annual periods (12 months). Allowed: multiples of 12 months. "
         "Use 24 or 36 months, or `timeline.period: semi_annual`."),
        (["timeline.delay=1 months"], "timeline.delay", "Use 12 months, or `timeline.period: monthly`."),
        (["finance.debt.senior.grace=0.5"], "finance.debt.senior.grace", "6 months is not a whole number"),
        (["finance.debt.senior=null", "timeline.operation=0"], "timeline.operation", "must be longer than 0"),
        (["finance.debt.senior=null", "timeline.delay=20 years"], "timeline.delay", "leave nothing of 20 years"),
        (["finance.debt.senior.tenor=23 years"], "finance.debt.senior.tenor", "At most 22 years"),
        (["finance.debt.senior.tenor=2 years"], "finance.debt.senior.tenor", "no time is left for repayment"),
        (["finance.debt.senior.grace=13 years"], "finance.debt.senior.grace", "no time is left for repayment"),
        (["finance.debt.senior.gearing=null"], "finance.debt.senior",
         "Give `amount`, `gearing`, `dscr` or `llcr` (or `refinances`)."),
        (["finance.debt.senior.repayment=sculpted"], "finance.debt.senior.repayment", "needs a target `dscr`"),
        (["works.items.plant.profile=[50 %, 49 %]"], "works.items.plant.profile", "add up to 99 %"),
        (["works.items.plant.profile=[]"], "works.items.plant.profile", "add up to 0 %"),
        (["currencies.RWF=null"], "currencies.RWF.per_study_currency", "Give the RWF for one USD at close."),
        (["city=null", "currencies=null"], "retail", "sale to households needs a `city`"),
        (["city.groups.poor.population_share=50 %"], "city.groups",
         "the population shares of the groups add up to 90 %"),
        (["city.groups.poor.income_share=29 %"], "city.groups", "the income shares of the groups add up to 99 %"),
        (["city.groups.poor.income_share=70 %", "city.groups.rich.income_share=30 %"], "city.groups.rich",
         "a household of `rich` has less income than one of `poor`"),
        (["city.groups=null"], "city.groups", "is missing"),
        (["retail.blocks.rest.up_to=30"], "retail.blocks.rest.up_to", "the last block has no upper end"),
        (["retail.blocks.second.up_to=5"], "retail.blocks.second.up_to",
         "must be greater than that of the block before"),
        (["retail.blocks.second.up_to=null"], "retail.blocks.second", "`up_to` is missing"),
        (["solve.input=revenue.capacity_charg"], "solve.input", "Did you mean `revenue.capacity_charge`?"),
        (["solve.input=timeline.period"], "solve.input", "no such number to solve for"),
        (["solve.between=[2, 1]"], "solve.between", "the first number must be less than the second"),
    ],
)  # fmt: skip
def test_broken_rule(
    sets: list[str], path: str, words: str, minimal_text: str, write_study: Callable[..., Path]
) -> None:
    with pytest.raises(ScenarioError) as caught:
        open_study(write_study(minimal_text + CITY)).loaded(sets=sets)
    (problem,) = caught.value.problems
    assert problem.path == path
    assert problem.where
    assert words in str(problem)


SENIOR = "finance.debt.senior"
TAKE = "finance.debt.take={refinances: senior, rate: 5 %, tenor: 18 years}"
SCULPTED = [f"{SENIOR}.repayment=sculpted", f"{SENIOR}.dscr=1.3"]
GIVEN = [f"{SENIOR}.repayment=given", f"{SENIOR}.tenor=5 years"]


@pytest.mark.parametrize(
    ("sets", "path", "words"),
    [
        # currencies
        (["works.items.plant.currency=EUR", "works.items.plant.cost=5 m EUR"], "currencies.EUR.per_study_currency",
         "Give the EUR for one USD at close."),
        ([f"{SENIOR}.owed_in=EUR"], "currencies.EUR.per_study_currency", "Give the EUR for one USD at close."),
        (["currencies.USD.per_study_currency=1"], "currencies.USD.per_study_currency",
         "the study's own currency has no exchange rate"),
        (["currencies.USD.path=inflation"], "currencies.USD.path", "has no exchange rate"),
        (["currencies.USD={path: given, rates: 1}"], "currencies.USD.path", "has no exchange rate"),
        (["currencies.USD.depreciation=3 %"], "currencies.USD.depreciation", "has no exchange rate"),
        (["currencies.USD.fall=30 %"], "currencies.USD.fall", "has no exchange rate"),
        (["currencies.USD.fall_after=1 year"], "currencies.USD.fall_after", "has no exchange rate"),
        (["currencies.RWF.path=given"], "currencies.RWF.rates", "The path `given` needs the rates by year."),
        (["currencies.RWF.rates=[1, 2]"], "currencies.RWF.rates", "goes with the path `given`, got `depreciation`"),
        (["currencies.RWF.path=given", "currencies.RWF.rates=[1400, 0]"], "currencies.RWF.rates.1",
         "must be greater than 0, got `0`"),
        (["currencies.RWF.path=inflation", "currencies.RWF.depreciation=2 %"], "currencies.RWF.depreciation",
         "goes with the path `depreciation`"),
        (["currencies.RWF.fall=100 %"], "currencies.RWF.fall", "must be less than 100 %"),
        # refinancing
        ([TAKE.replace("senior", "senio")], "finance.debt.take.refinances",
         "no other tranche is called `senio`. The other tranches are senior. Did you mean `senior`?"),
        ([TAKE.replace("senior", "take")], "finance.debt.take.refinances", "no other tranche is called `take`"),
        ([TAKE.replace("18", "15")], "finance.debt.take.refinances", "This tranche must be due later."),
        ([TAKE, "finance.debt.take.rank=2"], "finance.debt.take.refinances", "The `rank` may be at most 1."),
        ([TAKE, "finance.debt.take.amount=5 m USD"], "finance.debt.take.amount", "has no effect"),
        ([TAKE, "finance.debt.take.gearing=5 %"], "finance.debt.take.gearing", "has no effect: this tranche"),
        ([TAKE, "finance.debt.take.dscr=1.2"], "finance.debt.take.dscr", "has no effect"),
        ([TAKE, "finance.debt.take.llcr=1.2"], "finance.debt.take.llcr", "has no effect"),
        ([TAKE, "finance.debt.take.grace=1 year"], "finance.debt.take.grace", "Take `grace` away."),
        # terms of a loan
        ([f"{SENIOR}.dscr=[1.3, 0]"], f"{SENIOR}.dscr.1", "must be greater than 0, got `0`"),
        ([f"{SENIOR}.base_rate=3 %"], f"{SENIOR}.base_rate", "stands beside a fixed `rate`"),
        ([f"{SENIOR}.rate=null"], SENIOR, "nothing says what this tranche costs"),
        ([f"{SENIOR}.margin=2 %"], f"{SENIOR}.margin", "needs a `base_rate`"),
        ([f"{SENIOR}.swap_share=50 %"], f"{SENIOR}.swap_share", "needs a `base_rate`"),
        ([f"{SENIOR}.rate=null", f"{SENIOR}.base_rate=3 %", f"{SENIOR}.swap_share=50 %"], f"{SENIOR}.swap_rate",
         "Give the fixed rate of the swap"),
        ([f"{SENIOR}.rate=null", f"{SENIOR}.base_rate=3 %", f"{SENIOR}.swap_rate=5 %"], f"{SENIOR}.swap_share",
         "Give the share of the base rate"),
        ([f"{SENIOR}.available_for=30 months"], f"{SENIOR}.available_for", "30 months is not a whole number"),
        ([f"{SENIOR}.profile=[100 %]"], f"{SENIOR}.profile", "does not go with the repayment `annuity`"),
        (GIVEN, f"{SENIOR}.profile", "needs the shares repaid"),
        ([*GIVEN, f"{SENIOR}.profile=[50 %, 50 %]"], f"{SENIOR}.profile",
         "has 2 shares, but there are 3 repayments. One share for each period from 2 years after close"),
        ([*GIVEN, f"{SENIOR}.profile=[50 %, 30 %, 10 %]"], f"{SENIOR}.profile", "add up to 90 %"),
        ([f"{SENIOR}.repayment=bullet", f"{SENIOR}.balloon=10 %"], f"{SENIOR}.balloon", "repayment `bullet`"),
        ([*SCULPTED, f"{SENIOR}.balloon=10 %"], f"{SENIOR}.balloon", "Allowed with `annuity`"),
        # reserve and owners
        (["finance.reserve.letter_fee=1 %"], "finance.reserve.letter_fee", "needs `funded: letter_of_credit`"),
        (["finance.reserve.build_up=1 year"], "finance.reserve.build_up", "does not go with a reserve that"),
        (["finance.reserve.looks=back"], "finance.reserve.looks", "the funding would fill nothing"),
        (["finance.shareholder_loan={share: 50 %, rate: 8 %, tenor: 30 months}"], "finance.shareholder_loan.tenor",
         "30 months is not a whole number"),
        (["finance.shareholder_loan={share: 50 %, rate: 8 %, tenor: 0}"], "finance.shareholder_loan.tenor",
         "must be greater than 0"),
        (["finance.equity.bridge_rate=5 %"], "finance.equity.bridge_rate", "needs a `bridge_share`"),
        # tax
        (["tax.method=declining"], "tax.declining_rate", "The method `declining` needs it"),
        (["tax.declining_rate=10 %"], "tax.declining_rate", "goes with the method `declining`, got `straight_line`"),
        (["tax.method=given"], "tax.schedule", "The method `given` needs the shares by year"),
        (["tax.schedule=[100 %]"], "tax.schedule", "goes with the method `given`"),
        (["tax.method=given", "tax.schedule=[50 %, 10 %]"], "tax.schedule", "End the list with 0 %."),
        (["tax.method=units", "tax.depreciation=9 years"], "tax.depreciation", "goes with the method `straight_line`"),
        (["tax.losses=refunded", "tax.loss_share=50 %"], "tax.loss_share", "has no effect when losses are refunded"),
        (["tax.loss_life=30 months"], "tax.loss_life", "is not a whole number"),
        # contract, works, maintenance
        (["works.vat=10 %", "works.vat_refund_after=6 months"], "works.vat_refund_after", "6 months is not a whole"),
        (["maintenance.pumps={cost: 1 m USD, every: 30 months}"], "maintenance.pumps.every", "not a whole number"),
        (["maintenance.pumps={cost: 1 m USD, every: 3, first: 0}"], "maintenance.pumps.first", "greater than 0"),
        (["maintenance.pumps={cost: 1 m USD, every: 3, first: 2.5}"], "maintenance.pumps.first", "not a whole number"),
        (["maintenance.pumps={cost: 1 m USD, every: 0}"], "maintenance.pumps.every", "must be greater than 0"),
        (["contract.revenue_bid=0 USD"], "contract.revenue_bid", "must be greater than 0"),
        (["contract.revenue_bid_rate=7 %"], "contract.revenue_bid_rate", "needs a `revenue_bid`"),
        (["guarantee={minimum: 90 %, upside_above: 0.8}"], "guarantee.upside_above", "`guarantee.minimum`, 90 %"),
    ],
)  # fmt: skip
def test_broken_rule_of_a_term_sheet(
    sets: list[str], path: str, words: str, minimal_text: str, write_study: Callable[..., Path]
) -> None:
    with pytest.raises(ScenarioError) as caught:
        open_study(write_study(minimal_text + CITY)).loaded(sets=sets)
    problems = {problem.path: problem for problem in caught.value.problems}
    assert path in problems, str(caught.value)
    assert len(problems) == 1 or sets[0].startswith("currencies.USD={")
    assert problems[path].where
    assert words in str(problems[path])


@pytest.mark.parametrize(
    "sets",
    [
        [TAKE],
        [TAKE, "finance.debt.take.repayment=sculpted", "finance.debt.take.dscr=1.2"],
        [TAKE, "finance.debt.take.repayment=given", "finance.debt.take.profile=[20 %, 30 %, 50 %]"],
        [*GIVEN, f"{SENIOR}.profile=[50 %, 30 %, 20 %]"],
        [*GIVEN, f"{SENIOR}.profile=[50 %, 30 %, 20 %]", "timeline.delay=1 year"],
        ["tax.method=given", "tax.schedule=[50 %, 50 %, 0 %]"],
        ["tax.method=declining", "tax.declining_rate=10 %"],
        ["revenue.index_every=18 months", "revenue.index_lag=5 months", "tax.holiday=18 months"],
    ],
)
def test_what_goes_together_is_let_through(
    sets: list[str], minimal_text: str, write_study: Callable[..., Path]
) -> None:
    assert open_study(write_study(minimal_text + CITY)).loaded(sets=sets)


def test_a_loan_due_before_operation_cannot_be_refinanced(minimal_text: str, write_study: Callable[..., Path]) -> None:
    with pytest.raises(ScenarioError, match="Only a last repayment in operation can be refinanced"):
        open_study(write_study(minimal_text)).loaded(sets=[TAKE, f"{SENIOR}.tenor=2 years"])


def test_an_unknown_measure_is_named_when_the_names_are_known(
    minimal_text: str, write_study: Callable[..., Path]
) -> None:
    text = minimal_text + "solve: {input: tax.rate, measure: dscr_mean, target: 1.3}\n"
    file = open_study(write_study(text))
    assert file.check() == []
    (problem,) = file.check(["dscr_min", "debt"])
    assert (problem.path, problem.hint) == ("solve.measure", "Did you mean `dscr_min`?")
    assert problem.where


def test_a_delay_may_move_the_end(minimal_text: str, write_study: Callable[..., Path]) -> None:
    sets = ["timeline.delay=1 year", "timeline.delay_extends_contract=true", "finance.debt.senior.tenor=23 years"]
    assert open_study(write_study(minimal_text)).loaded(sets=sets).scenario.timeline.delay == 12.0


def test_shares_in_thirds_add_up(minimal_text: str, write_study: Callable[..., Path]) -> None:
    sets = ["works.items.plant.profile=[0.3333333333, 0.3333333333, 0.3333333334]"]
    assert open_study(write_study(minimal_text)).loaded(sets=sets)


def test_optional_inputs_may_be_solved_for(minimal_text: str, write_study: Callable[..., Path]) -> None:
    sets = ["solve={input: finance.debt.senior.amount, measure: dscr_min, target: 1.3x}"]
    assert open_study(write_study(minimal_text)).loaded(sets=sets)
