"""Every number of the shipped studies moves the right measure in the right direction: no dead input, no wrong sign.

The rule is the same for both studies: a number counts that is written in the study's files, for any structure or case.
Each is raised by a tenth, times by a year, or set to the value given, in the unit in which it is stated (times in
months, shares as fractions), and one measure must rise or fall. Prices are as given: nothing is solved for.

For Kigali every number has its row, and numbers that one would think of setting have one too (a loan that is not
written with a cover ratio may get one). For the reference deal rows are patterns, where theory fixes the sign; a number
without a row must move any measure.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ppp_model import Study, load
from ppp_model.measures import MEASURES
from ppp_model.scenario.checks import check
from ppp_model.scenario.mixing import with_value
from ppp_model.scenario.model import Scenario
from ppp_model.scenario.paths import lookup, numeric_paths
from ppp_model.scenario.quantities import find_unit
from tests.together import run_together

SCENARIOS = Path(__file__).parent.parent / "scenarios"
KIGALI = load(SCENARIOS / "kigali-bulk-water")
REFERENCE = load(SCENARIOS / "reference-deal")


@dataclass(frozen=True)
class Moves:
    """A measure or line, and whether it rises (+1) or falls (-1) when the input rises or is first given.

    A line counts with its total over the periods.
    """

    measure: str
    sign: int
    to: Any = None
    also: dict[str, Any] = field(default_factory=dict)
    """Other inputs, before and after: where the input only matters together with them."""
    with_it: dict[str, Any] = field(default_factory=dict)
    """Other inputs that change with it: what must add up to 100 %."""
    structure: str = ""
    case: str | None = None


@cache
def scenario_of(study: Study, structure: str = "", case: str | None = None) -> Scenario:
    return study.file.loaded(structure or study.structures[0], case).scenario


ZERO_END = "tax.schedule.10"
"""The zero with which the reference deal's shares of depreciation end; it must stay one."""


READ_BY_OTHERS = ("value_for_money.", "city.per_dollar", "city.price_level", "city.country_risk")
"""What no line reads: tests/value/test_value_directions.py, tests/replication."""


@cache
def written(study: Study) -> dict[str, tuple[str, str | None]]:
    """Every number that the study's files write, with the first structure and case for which they do."""
    found: dict[str, tuple[str, str | None]] = {}
    for structure in study.structures:
        for case in (None, *study.cases):
            loaded = study.file.loaded(structure, case)
            for path in (path for path in numeric_paths(loaded.scenario) if not path.startswith(READ_BY_OTHERS)):
                whole = path.rpartition(".")[0] if path.rpartition(".")[2].isdecimal() else path
                if whole in loaded.written and path != ZERO_END:
                    found.setdefault(path, (structure, case))
    return found


def with_values(scenario: Scenario, values: dict[str, Any]) -> Scenario:
    for path, value in values.items():
        scenario = with_value(scenario, path.split("."), value)
    assert check(scenario) == [], values
    return scenario


def raised(scenario: Scenario, path: str) -> Any:
    """A tenth more (a tenth less of what is at its maximum, 5 % of what is zero), or a year more."""
    now, unit = lookup(scenario, path), find_unit(numeric_paths(scenario)[path])
    if unit is not None and unit.stated == "months":
        return now + 12
    return now * (1.1 if unit is None or now * 1.1 <= unit.maximum else 0.9) or 0.05


@cache
def runs(study: Study) -> dict[str, tuple[float, dict[str, Any], dict[str, Any]]]:
    """For each row: whether the input rises, and the lines before and after; all run together."""
    rows = tables()[study]
    scenarios, rises = [], {}
    for path, moves in rows.items():
        before = with_values(scenario_of(study, moves.structure, moves.case), moves.also)
        now = lookup(before, path)
        to = raised(before, path) if moves.to is None else moves.to
        scenarios += [before, with_values(before, {**moves.with_it, path: to})]
        rises[path] = 1 if now is None or to > now else -1
    found = run_together(scenarios)
    return {path: (rises[path], found[2 * n], found[2 * n + 1]) for n, path in enumerate(rows)}


def moved(study: Study, path: str, measure: str) -> float:
    """By how much a measure rises when the input does, as a share of its size."""
    sign, before, after = runs(study)[path]
    one, two = (float(np.sum(lines[measure])) for lines in (before, after))
    return sign * (two - one) / max(abs(one), 1e-9)


# Kigali


def q(name: str, key: str) -> str:
    """The path of a number of one fifth of the households."""
    return f"city.groups.{name}.{key}"


def loan(name: str, dscr: float, structure: str = "as_signed", **others: Moves) -> dict[str, Moves]:
    """The numbers of one loan; its size is an amount, and a share or a cover given besides only lowers it."""
    found = {
        "amount": Moves("debt", +1, structure=structure),
        "gearing": Moves("debt", -1, to=0.03, structure=structure),
        "dscr": Moves("debt", -1, to=dscr, structure=structure),
        "rate": Moves("equity_irr", -1, structure=structure),
        "tenor": Moves("average_life", +1, to=19.5 * 12, structure=structure),
        "grace": Moves("average_life", +1, to=12, structure=structure),
        "upfront_fee": Moves("total_uses", +1, structure=structure),
        "commitment_fee": Moves("total_uses", +1, structure=structure),
    }
    return {f"finance.debt.{name}.{key}": move for key, move in (found | others).items()}


HEAVY_USER = {q("q5", "use"): 30.0}
"""Someone who uses the third block of the tariff."""
HEAVIEST_USER = {q("q5", "use"): 60.0}
"""Someone who uses the last block."""
SOFT, LOAN = "public_soft_loan", "public_loan"

KIGALI_ROWS: dict[str, Moves] = {
    "timeline.construction": Moves("total_uses", +1, to=36),
    "timeline.delay": Moves("equity_irr", -1, to=12),
    "timeline.operation": Moves("equity_irr", +1, to=26 * 12),
    "currencies.RWF.inflation": Moves("bill_poorest_local", +1),
    "currencies.RWF.per_study_currency": Moves("public_support_pv", +1),
    "currencies.RWF.depreciation": Moves("public_support_pv", +1),
    "currencies.RWF.rate_level": Moves("public_support_pv", +1),
    "currencies.RWF.fall": Moves("public_support_pv", +1, to=0.3),
    "currencies.RWF.fall_after": Moves("public_support_pv", -1, to=60, also={"currencies.RWF.fall": 0.3}),
    "currencies.USD.inflation": Moves("price_levelised", +1),
    "city.population": Moves("coverage_end", -1),
    "city.population_growth": Moves("coverage_end", -1),
    "city.household_size": Moves("coverage_end", +1),
    "city.household_income": Moves("burden_poorest", -1),
    "city.income_growth": Moves("burden_poorest", -1),
    # Shares of the groups add up to 100 %: what one group gains another loses.
    q("q1", "population_share"): Moves("burden_poorest", +1, with_it={q("q5", "population_share"): 0.18}),
    q("q2", "population_share"): Moves("coverage_start", -1, with_it={q("q5", "population_share"): 0.18}),
    q("q3", "population_share"): Moves("coverage_start", -1, with_it={q("q5", "population_share"): 0.18}),
    q("q4", "population_share"): Moves("coverage_start", -1, with_it={q("q5", "population_share"): 0.18}),
    q("q5", "population_share"): Moves("coverage_start", +1, with_it={q("q4", "population_share"): 0.18}),
    q("q1", "income_share"): Moves("burden_poorest", -1, to=0.07, with_it={q("q5", "income_share"): 0.498}),
    # The income of the others counts where they pay more than the threshold: with dear water or a thirsty group.
    q("q2", "income_share"): Moves("affordability_gap", -1, to=0.108, also={"city.alternative_price": 4000.0},
                                   with_it={q("q5", "income_share"): 0.498}),
    q("q3", "income_share"): Moves("affordability_gap", -1, to=0.146, also={"city.alternative_price": 5000.0},
                                   with_it={q("q5", "income_share"): 0.498}),
    q("q4", "income_share"): Moves("affordability_gap", -1, to=0.208, also={"city.alternative_price": 8000.0},
                                   with_it={q("q5", "income_share"): 0.498}),
    q("q5", "income_share"): Moves("affordability_gap", -1, to=0.528, with_it={q("q4", "income_share"): 0.178},
                                   also={"city.alternative_price": 100.0, q("q5", "use"): 300.0}),
    q("q1", "use"): Moves("bill_poorest", +1),
    **{q(name, "use"): Moves("burden_average", +1) for name in ("q2", "q3", "q4", "q5")},
    **{q(name, "connected"): Moves("coverage_start", +1, to=0.95) for name in ("q1", "q2", "q3", "q4", "q5")},
    "city.alternative_price": Moves("burden_average", +1),
    "city.alternative_use": Moves("burden_average", +1),
    "city.affordability_threshold": Moves("affordability_gap", -1),
    "city.budget": Moves("budget_share_peak", -1),
    "city.budget_growth": Moves("budget_share_peak", -1),
    "supply.capacity": Moves("equity_irr", +1),
    "supply.utilisation": Moves("people_served_end", +1, to=0.9),
    "supply.new_users": Moves("coverage_end", +1),
    "revenue.capacity_charge": Moves("equity_irr", +1),
    "revenue.take_or_pay": Moves("equity_irr", +1, to=0.9, also={"supply.utilisation": 0.5}),
    "revenue.capacity_indexed": Moves("equity_irr", +1),
    "revenue.variable_charge": Moves("equity_irr", +1),
    "revenue.variable_indexed": Moves("equity_irr", +1, to=0.9),
    "revenue.availability_payment": Moves("budget_share_peak", +1, to=1e6),
    "revenue.availability_indexed": Moves("equity_irr", +1, to=0.5, also={"revenue.availability_payment": 1e6}),
    "revenue.escalation": Moves("equity_irr", +1, to=0.03),
    "public.levels.city.own_revenue": Moves("levels.city.share_peak", -1, structure="availability_payment"),
    "public.levels.city.revenue_growth": Moves("levels.city.own_revenue", +1, to=0.06),
    "public.levels.city.ceiling": Moves("levels.city.is_over_ceiling", -1, structure="availability_payment", to=0.01),
    "public.levels.nation.own_revenue": Moves("levels.nation.share_peak", -1),
    "public.levels.nation.revenue_growth": Moves("levels.nation.own_revenue", +1),
    "public.levels.nation.sector_budget": Moves("levels.nation.sector_share_peak", -1),
    "public.levels.nation.sector_ceiling": Moves("levels.nation.is_over_ceiling", -1, to=0.01),
    "contingent.authority_default": Moves("contingent_expected_pv", +1),
    "contingent.contractor_default": Moves("contingent_expected_pv", +1, to=0.02),
    "retail.losses": Moves("cost_recovery", -1),
    **{f"retail.losses.{year}": Moves("cost_recovery", -1, case="losses_cut") for year in range(7)},
    "retail.collection": Moves("cost_recovery", +1, to=0.95),
    "retail.blocks.lifeline.up_to": Moves("cost_recovery", -1),
    "retail.blocks.second.up_to": Moves("cost_recovery", -1, also=HEAVY_USER),
    "retail.blocks.third.up_to": Moves("cost_recovery", -1, also=HEAVIEST_USER),
    "retail.blocks.lifeline.price": Moves("bill_poorest", +1),
    "retail.blocks.second.price": Moves("cost_recovery", +1),
    "retail.blocks.third.price": Moves("cost_recovery", +1, also=HEAVY_USER),
    "retail.blocks.top.price": Moves("cost_recovery", +1, also=HEAVIEST_USER),
    "retail.fixed_charge": Moves("bill_poorest", +1, to=100.0),
    "retail.tariff_level": Moves("bill_poorest", +1),
    "retail.tariff_indexed": Moves("cost_recovery", +1, to=0.9),
    "retail.classes.others.share_of_sales": Moves("people_served_end", -1),
    "retail.classes.others.price": Moves("cost_recovery", +1),
    "retail.distribution_cost": Moves("public_support_pv", +1),
    "retail.cost_pass_through": Moves("bill_poorest", +1, to=0.1),
    "opex.fixed_operation_and_maintenance.fixed": Moves("equity_irr", -1),
    "opex.fixed_operation_and_maintenance.per_unit": Moves("equity_irr", -1, to=0.02),
    "opex.fixed_operation_and_maintenance.escalation": Moves("equity_irr", -1, to=0.03),
    "opex.energy_and_chemicals.fixed": Moves("equity_irr", -1, to=1e5),
    "opex.energy_and_chemicals.per_unit": Moves("equity_irr", -1),
    "opex.energy_and_chemicals.escalation": Moves("equity_irr", -1, to=0.03),
    "works.items.treatment_plant.cost": Moves("equity_irr", -1),
    "works.items.wellfield.cost": Moves("equity_irr", -1),
    "works.items.pipes_pumps_reservoirs.cost": Moves("equity_irr", -1),
    "works.items.development.cost": Moves("equity_irr", -1),
    "works.items.works_paid_by_grant.cost": Moves("equity_irr", -1, case="grant_on_top"),
    "works.overrun": Moves("equity_irr", -1, to=0.1),
    "finance.grants.taf.amount": Moves("equity_irr", +1),
    "finance.equity.public_share": Moves("public_income_pv", +1, to=0.1),
    **loan("eaif_senior", dscr=4.0),
    **loan("afdb_senior", dscr=2.5),
    **loan("eaif_junior", dscr=2.0),
    **loan(
        "sovereign_soft", dscr=3.0, structure=SOFT,
        amount=Moves("debt", -1, to=30e6, structure=SOFT),  # no amount is given there: a limit lowers the loan
        gearing=Moves("debt", +1, structure=SOFT),
        tenor=Moves("average_life", +1, to=25 * 12, structure=SOFT),
        grace=Moves("average_life", +1, to=60, structure=SOFT),
    ),
    **loan(
        "state_loan", dscr=2.0, structure=LOAN,
        amount=Moves("debt", -1, to=30e6, structure=LOAN), gearing=Moves("debt", +1, structure=LOAN),
    ),
    "finance.reserve.months": Moves("equity_irr", -1),
    "finance.reserve.interest": Moves("equity_irr", +1),
    "finance.lock_up": Moves("equity_irr", -1, to=1.5),
    "tax.rate": Moves("equity_irr", -1),
    "tax.depreciation": Moves("equity_irr", -1, to=22 * 12),
    "public.discount_rate": Moves("public_support_pv", -1),
    "public.utility_share": Moves("public_support_pv", +1, to=0.9),
    "public.grant_element_rate": Moves("debt.sovereign_soft.grant_element", +1, structure=SOFT),
    "conventions.equity_discount_rate": Moves("equity_npv", -1),
}  # fmt: skip

NO_EFFECT = {"currencies.JPY.per_study_currency": "the path `given` says all"}
NOT_ALLOWED = {"retail.blocks.top.up_to": "the last block has no upper end"}


# The reference deal

SHARES = ("*.profile.*", "tax.schedule.*", "city.groups.*.population_share", "city.groups.*.income_share")
"""What adds up to 100 %: a change is taken from the largest of the others."""
LEVEL = {"finance.debt.mezzanine.repayment": "annuity", "finance.debt.mezzanine.profile": None}
"""The number of given repayments must fit the time for them."""
BOOM = {"supply.utilisation": [1.0], "guarantee.utilisation": [0.6]}
SLUMP = {"supply.utilisation": [0.3]}
LOSSES = {"tax.holiday": 0.0, "tax.minimum": 0.0}
EARNS, COSTS, LATER = Moves("project_irr", +1), Moves("project_irr", -1), Moves("average_life", +1)
WORTH, WEIGHS = Moves("equity_npv", +1), Moves("equity_npv", -1)

REFERENCE_ROWS: dict[str, Moves] = {
    "public.handback_value": Moves("handback_value_pv", +1),
    "public.levels.*.own_revenue": Moves("levels.{name}.own_revenue", +1),
    "public.levels.*.revenue_growth": Moves("levels.{name}.own_revenue", +1, to=0.09),
    "public.levels.*.sector_budget": Moves("levels.{name}.sector_budget", +1),
    "public.levels.*.ceiling": Moves("levels.{name}.is_over_ceiling", -1, to=1e-6),
    "public.levels.*.sector_ceiling": Moves("levels.{name}.is_over_ceiling", -1, to=1e-6),
    "public.levels.*.committed.*": Moves("levels.{name}.committed_without", +1),
    "timeline.construction": Moves("equity_irr", -1, also=LEVEL),
    "timeline.delay": Moves("equity_irr", -1, also=LEVEL),
    "timeline.operation": EARNS,
    # The company earns local money and buys with hard money.
    "currencies.USD.inflation": COSTS,
    "currencies.LCU.inflation": Moves("bill_poorest_local", +1),
    "currencies.LCU.fall_after": Moves("equity_npv", +1, also={"currencies.LCU.fall": 0.3}),
    "currencies.LCU.*": COSTS,
    "currencies.EUR.per_study_currency": EARNS,
    "currencies.JPY.inflation": COSTS,
    "currencies.JPY.rates.*": Moves("currencies.JPY.exchange_rate", +1),
    "city.population": Moves("coverage_end", -1),
    "city.population_growth": Moves("coverage_end", -1),
    "city.household_size": Moves("coverage_end", +1),
    "city.household_income": Moves("burden_poorest", -1),
    "city.income_growth": Moves("burden_poorest", -1),
    **{f"city.groups.{name}.income_share": Moves(f"groups.{name}.income", +1)
       for name in ("poorest", "poor", "middle", "better_off", "richest")},
    "city.groups.poorest.use": Moves("bill_poorest", +1),
    "city.groups.*.use": Moves("burden_average", +1),
    "city.groups.*.connected": Moves("coverage_start", +1),
    "city.alternative_*": Moves("burden_average", +1),
    "city.affordability_threshold": Moves("affordability_gap", -1),
    "city.budget": Moves("budget_share_peak", -1),
    "city.budget_growth": Moves("public_budget", +1),
    "supply.capacity": EARNS,
    # A guarantee hides what is lost or won.
    "supply.utilisation.*": Moves("project_irr", +1, structure="plain"),
    "supply.connections.*": COSTS,
    "supply.new_users": Moves("coverage_end", +1),
    "revenue.take_or_pay": Moves("project_irr", +1, also=SLUMP, structure="plain"),
    "revenue.deductions.*": COSTS,
    "revenue.index_*": COSTS,
    "revenue.*": EARNS,
    "retail.losses.*": Moves("cost_recovery", -1),
    "retail.blocks.*.up_to": Moves("cost_recovery", -1),
    "retail.review_every": Moves("cost_recovery", -1),
    "retail.distribution_cost": Moves("cost_recovery", -1),
    "retail.classes.others.share_of_sales": Moves("people_served_end", -1),
    "retail.*": Moves("cost_recovery", +1),
    "opex.*": COSTS,
    "maintenance.*.every": EARNS,
    "maintenance.*.first": EARNS,
    "maintenance.*": COSTS,
    "contract.residual_value": EARNS,
    "contract.payable_days": EARNS,
    "contract.revenue_bid*": EARNS,
    "contract.*": COSTS,
    "guarantee.upside_above": Moves("project_irr", +1, also=BOOM),
    "guarantee.upside_share": Moves("project_irr", -1, also=BOOM),
    "guarantee.*": Moves("project_irr", +1, also=SLUMP),
    "termination.breakage": Moves("termination_by_authority", +1),
    "termination.contractor_share": Moves("termination_by_contractor", +1),
    "accounting.guaranteed_share": Moves("financial_asset", +1),
    "accounting.*": Moves("accounting_revenue", +1),
    "works.items.*.profile.0": COSTS,
    "works.items.machines.profile.2": EARNS,
    "works.items.land.profile.1": EARNS,
    "works.items.machines.profile.1": Moves("", 0),
    "works.*": COSTS,
    "finance.grants.*": Moves("grants", +1),
    "finance.equity.public_share": Moves("public_income_pv", +1),
    "finance.equity.*": Moves("total_uses", +1),
    "finance.shareholder_loan.rate": Moves("share_irr", -1),
    "finance.shareholder_loan.*": Moves("", 0),
    "finance.proceeds_interest": Moves("total_uses", -1),
    "finance.lock_up": Moves("equity_irr", -1, to=3.0),
    "finance.lock_up_llcr": Moves("equity_irr", -1, to=5.0),
    "finance.reserve.months": Moves("total_uses", +1),
    "finance.reserve.letter_fee": WEIGHS,
    "finance.reserve.*": WORTH,
    "finance.debt.mezzanine.tenor": Moves("average_life", +1, also=LEVEL),
    "finance.debt.mezzanine.grace": Moves("average_life", +1, also=LEVEL),
    "finance.debt.senior.available_for": Moves("fees", +1, to=18),
    # The least of its limits is the size of a loan.
    "finance.debt.*.amount": Moves("debt.{name}.commitment", +1),
    "finance.debt.*.gearing": Moves("debt.{name}.commitment", +1, to=0.1),
    "finance.debt.*.dscr.*": Moves("debt.{name}.sculpted_limit", -1),
    "finance.debt.*.llcr": Moves("debt.{name}.commitment", -1, to=5.0),
    "finance.debt.*.sweep": Moves("average_life", -1),
    "finance.debt.*.base_rate.0": Moves("debt.{name}.rate", +1),
    "finance.debt.*.margin.0": Moves("debt.{name}.rate", +1),
    "finance.debt.*.swap_share": Moves("", 0),
    "finance.debt.*.profile.*": Moves("", 0),
    "finance.debt.*.tenor": LATER,
    "finance.debt.*.grace": LATER,
    "finance.debt.mini_perm.balloon": Moves("", 0),
    "finance.debt.*.balloon": LATER,
    "finance.debt.*": WEIGHS,
    # Losses are used up in the holiday as well, and where the least tax is due all the same.
    "tax.loss_life": Moves("project_irr_after_tax", +1, to=12, also=LOSSES),
    "tax.loss_share": Moves("project_irr_after_tax", +1, also=LOSSES),
    "tax.schedule.*": Moves("", 0, also={"tax.holiday": 0.0}),
    "tax.thin_cap": Moves("equity_npv", +1, to=1.0),
    "tax.declining_rate": WORTH,
    "tax.holiday": WORTH,
    "tax.interest_limit": Moves("equity_npv", +1, to=0.05),
    "tax.*": WEIGHS,
    "public.discount_rate": Moves("firm_commitments_pv", -1),
    "public.grant_element_rate": Moves("debt.development_bank.grant_element", +1),
    "conventions.equity_discount_rate": WEIGHS,
}  # fmt: skip
"""By pattern; the first that fits counts. ``{name}`` is that of the loan."""


def row_of(path: str) -> Moves | None:
    """The row of an input of the reference deal, with the structure in which the input is written."""
    row = next((row for pattern, row in REFERENCE_ROWS.items() if fnmatchcase(path, pattern)), None)
    structure, case = written(REFERENCE)[path]
    with_it = shared(path) if any(fnmatchcase(path, pattern) for pattern in SHARES) else {}
    if row is None:
        return Moves("", 0, with_it=with_it, structure=structure, case=case)
    measure = row.measure.format(name=path.split(".")[2] if path.count(".") > 1 else "")
    return replace(
        row, measure=measure, with_it=row.with_it | with_it, structure=row.structure or structure, case=row.case or case
    )


def shared(path: str) -> dict[str, Any]:
    """What the largest (and last) of the others, of the shares of which one is raised, falls to."""
    *above, last = path.split(".")
    where = ".".join(above) if last.isdecimal() else ".".join(above[:-1])
    scenario = scenario_of(REFERENCE, *written(REFERENCE)[path])
    whole = lookup(scenario, where)
    others = {
        key: lookup(scenario, key)
        for name in (range(len(whole)) if last.isdecimal() else whole)
        if (key := f"{where}.{name}" if last.isdecimal() else f"{where}.{name}.{last}") != path
    }
    largest = max(reversed(others), key=lambda key: others[key])
    return {largest: others[largest] - (raised(scenario, path) - lookup(scenario, path))}


@cache
def tables() -> dict[Study, dict[str, Moves]]:
    return {KIGALI: KIGALI_ROWS, REFERENCE: {path: row_of(path) for path in written(REFERENCE)}}


def test_every_written_number_is_in_the_table():
    assert written(KIGALI).keys() - KIGALI_ROWS.keys() - NOT_ALLOWED.keys() == set()


@pytest.mark.parametrize("path", KIGALI_ROWS)
def test_input_moves_its_measure(path):
    moves = KIGALI_ROWS[path]
    assert moved(KIGALI, path, moves.measure) * moves.sign > 1e-6


@pytest.mark.parametrize("path", [path for path in written(REFERENCE) if path not in NO_EFFECT])
def test_input_of_the_reference_deal_moves_something(path):
    moves = tables()[REFERENCE][path]
    if moves.measure:
        assert moved(REFERENCE, path, moves.measure) * moves.sign > 1e-6
        return
    _, before, _ = runs(REFERENCE)[path]
    found = {one.name: moved(REFERENCE, path, one.name) for one in MEASURES if one.name in before}
    assert any(abs(share) > 1e-6 for share in found.values())


@pytest.mark.parametrize("path", NOT_ALLOWED)
def test_input_that_may_not_be_given_is_refused(path):
    refused = with_value(scenario_of(KIGALI), path.split("."), 100.0)
    assert [problem.path for problem in check(refused)] == [path]
