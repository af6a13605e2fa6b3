"""Deals drawn at random, and how a scenario file says them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from hypothesis import Phase, settings
from hypothesis import strategies as st

from ppp_model import Study, load
from tests.independent import Deal, Loan

PERIODS = {12: "annual", 6: "semi_annual", 3: "quarterly", 1: "monthly"}


def often(examples: int) -> settings:
    """The same draws on every run. Shrinking a failing deal takes minutes: add ``Phase.shrink`` to do so."""
    return settings(
        max_examples=examples, derandomize=True, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate]
    )


def number(low: float, high: float, step: float) -> st.SearchStrategy[float]:
    """A number that reads well in a failing example."""
    return st.integers(round(low / step), round(high / step)).map(lambda count: round(count * step, 10))


@st.composite
def drawn_loans(draw, start: int, end: int, months: int, cost: float) -> list[Loan]:
    """One to three loans, repaid over two years or more between the start of operation and the end of the contract."""
    loans = []
    for _ in range(draw(st.integers(1, 3))):
        grace = draw(st.sampled_from([0, 0, 12, 24]))
        tenor = draw(st.integers((start + grace + 24) // months, end // months)) * months
        repayment = draw(st.sampled_from(["annuity", "equal_principal", "bullet", "sculpted"]))
        sized_by = draw(st.sets(st.sampled_from(["amount", "gearing", "dscr", "llcr"]), min_size=1))
        if repayment == "sculpted":
            sized_by |= {"dscr"}
        loans.append(
            Loan(
                rate=draw(number(0.01, 0.12, 0.0025)),
                tenor=tenor,
                grace=grace,
                repayment=repayment,
                amount=draw(number(0.05, 0.9, 0.05)) * cost if "amount" in sized_by else None,
                gearing=draw(number(0.05, 0.9, 0.05)) if "gearing" in sized_by else None,
                dscr=draw(number(1.05, 2.0, 0.05)) if "dscr" in sized_by else None,
                llcr=draw(number(1.05, 2.0, 0.05)) if "llcr" in sized_by else None,
                sweep=draw(st.sampled_from([0.0, 0.0, 0.25, 0.5, 1.0])),
                sweep_order=draw(st.sampled_from(["inverse", "pro_rata", "forward"])),
                upfront_fee=draw(st.sampled_from([0.0, 0.015])),
                commitment_fee=draw(st.sampled_from([0.0, 0.0075])),
            )
        )
    return loans


@st.composite
def deals(draw) -> Deal:
    """A deal of 100 m or so that earns between nothing and a fifth of its cost a year."""
    months = draw(st.sampled_from([12, 12, 12, 6, 6, 6, 3, 3, 1]))
    construction = draw(st.sampled_from([0, 12, 24, 36]))
    delay = draw(st.sampled_from([0, 0, 0, 12]))
    operation = draw(st.integers(6, 25)) * 12
    extends = draw(st.booleans())
    end = construction + operation + (delay if extends else 0)
    profiles = st.sampled_from([None, [0.5, 0.5], [0.2, 0.5, 0.3], [0.1, 0.2, 0.3, 0.4]])
    works = [(draw(number(20e6, 90e6, 1e6)), draw(profiles)) for _ in range(draw(st.integers(1, 2)))]
    cost = sum(price for price, _ in works)
    earned = draw(number(0.02, 0.2, 0.01)) * cost
    volume = 365 * 10_000
    fixed = draw(number(0.0, 0.5, 0.05)) * earned
    return Deal(
        months=months, construction=construction, operation=operation, works=works,
        loans=draw(drawn_loans(construction + delay, end, months, cost)),
        delay=delay, delay_extends=extends,
        prices_from_operation=draw(st.booleans()),
        overrun=draw(st.sampled_from([0.0, 0.1])),
        capacity=10_000.0,
        utilisation=draw(st.lists(number(0.1, 1.0, 0.05), min_size=1, max_size=5)),
        capacity_charge=draw(number(0.0, 1.0, 0.1)) * earned / volume,
        take_or_pay=draw(number(0.0, 1.0, 0.1)),
        capacity_indexed=draw(number(0.0, 1.0, 0.1)),
        variable_charge=draw(number(0.0, 1.0, 0.1)) * earned / volume,
        variable_indexed=draw(number(0.0, 1.0, 0.1)),
        availability=draw(number(0.0, 1.0, 0.25)) * earned,
        availability_indexed=draw(number(0.0, 1.0, 0.25)),
        escalation=draw(number(0.0, 0.05, 0.005)),
        opex_fixed=fixed,
        opex_per_unit=draw(number(0.0, 0.3, 0.05)) * earned / volume,
        opex_escalation=draw(number(0.0, 0.06, 0.005)),
        grants=[
            (draw(number(0.05, 0.3, 0.05)) * cost, draw(st.booleans())) for _ in range(draw(st.integers(0, 2)))
        ],
        equity_first=draw(st.booleans()),
        reserve_months=draw(st.sampled_from([0, 3, 4, 6, 12])),
        reserve_at_start=draw(st.booleans()),
        reserve_rate=draw(st.sampled_from([0.0, 0.02])),
        lock_up=draw(st.sampled_from([0.0, 1.1, 1.2])),
        tax_rate=draw(st.sampled_from([0.0, 0.15, 0.3])),
        depreciation=draw(st.sampled_from([None, 60, 180, 240])),
        losses_refunded=draw(st.booleans()),
        grant_reduces_base=draw(st.booleans()),
        fees_depreciated=draw(st.booleans()),
        cfads_after_tax=draw(st.booleans()),
        shorten=draw(st.booleans()),
    )  # fmt: skip


def as_scenario(deal: Deal) -> dict:
    """The deal in the words of a scenario file."""
    works = {
        f"part_{n}": {"cost": cost} | ({"profile": profile} if profile else {})
        for n, (cost, profile) in enumerate(deal.works)
    }
    loans = {}
    for n, loan in enumerate(deal.loans):
        words = {key: value for key, value in vars(loan).items() if value is not None}
        loans[f"loan_{n}"] = words | {"rank": n + 1, "tenor": f"{loan.tenor} months", "grace": f"{loan.grace} months"}
    tax = {"rate": deal.tax_rate, "losses": "refunded" if deal.losses_refunded else "carried_forward"}
    if deal.depreciation is not None:
        tax["depreciation"] = f"{deal.depreciation} months"
    return {
        "study": "Drawn", "service": "water", "currency": "USD",
        "timeline": {
            "close": "2025-01-01", "period": PERIODS[deal.months], "construction": f"{deal.construction} months",
            "operation": f"{deal.operation} months", "delay": f"{deal.delay} months",
            "delay_extends_contract": deal.delay_extends,
        },
        "supply": {"capacity": deal.capacity, "utilisation": deal.utilisation},
        "revenue": {
            "price_base": "operation" if deal.prices_from_operation else "close", "escalation": deal.escalation,
            "capacity_charge": deal.capacity_charge, "take_or_pay": deal.take_or_pay,
            "capacity_indexed": deal.capacity_indexed, "variable_charge": deal.variable_charge,
            "variable_indexed": deal.variable_indexed, "availability_payment": deal.availability,
            "availability_indexed": deal.availability_indexed,
        },
        "opex": {
            "all": {"fixed": deal.opex_fixed, "per_unit": deal.opex_per_unit, "escalation": deal.opex_escalation}
        },
        "works": {"items": works, "overrun": deal.overrun},
        "finance": {
            "grants": {
                f"grant_{n}": {"amount": amount, "giver": "donor", "drawn": "first" if first else "pro_rata"}
                for n, (amount, first) in enumerate(deal.grants)
            },
            "equity": {"drawn": "first" if deal.equity_first else "pro_rata"},
            "debt": loans,
            "reserve": {
                "months": deal.reserve_months, "funded": "at_start" if deal.reserve_at_start else "from_cash",
                "interest": deal.reserve_rate,
            },
            "lock_up": deal.lock_up,
        },
        "tax": tax | {"grant_reduces_base": deal.grant_reduces_base, "fees_depreciated": deal.fees_depreciated},
        "public": {"discount_rate": 0.08},
        "conventions": {
            "cfads": "after_tax" if deal.cfads_after_tax else "before_tax",
            "gearing_binds": "shorten" if deal.shorten else "scale",
        },
    }  # fmt: skip


def study_of(scenario: dict[str, Any], folder: Path) -> Study:
    """A scenario as a study, by way of a file as a user would write it."""
    file = folder / "deal.yaml"
    file.write_text(yaml.safe_dump(scenario, sort_keys=False), encoding="utf-8")
    return load(file)


@st.composite
def with_households(draw, scenario: dict[str, Any]) -> dict[str, Any]:
    """A scenario with a city added to which the project, or its utility, sells."""
    count = draw(st.integers(1, 4))
    weights = sorted(draw(st.lists(st.integers(1, 9), min_size=count, max_size=count)))
    groups = {
        f"group_{n}": {
            "population_share": 1 / count,
            "income_share": weight / sum(weights),
            "use": draw(number(1, 12, 0.5)),
            "connected": draw(number(0.0, 1.0, 0.1)),
        }
        for n, weight in enumerate(weights)
    }
    city = {
        "name": "Town", "country": "Land", "currency": "RWF", "population": draw(number(20e3, 200e3, 10e3)),
        "population_growth": draw(number(-0.01, 0.05, 0.01)), "household_size": draw(number(2, 6, 0.5)),
        "household_income": draw(number(50e3, 400e3, 10e3)), "income_growth": draw(number(0, 0.03, 0.01)),
        "groups": groups, "alternative_price": draw(number(0, 5000, 500)), "alternative_use": draw(number(1, 4, 0.5)),
        "affordability_threshold": draw(number(0.02, 0.1, 0.01)), "budget": 2e9,
    }  # fmt: skip
    retail = {
        "sold_by": draw(st.sampled_from(["utility", "project"])),
        "losses": draw(st.lists(number(0, 0.6, 0.1), min_size=1, max_size=4)),
        "collection": draw(number(0.5, 1, 0.1)),
        "blocks": {"first": {"up_to": 5, "price": draw(number(0, 800, 50))}, "rest": {"price": 900}},
        "fixed_charge": draw(number(0, 500, 100)), "tariff_level": draw(number(0.5, 2, 0.25)),
        "tariff_indexed": draw(number(0, 1, 0.25)),
        "classes": {"shops": {"share_of_sales": draw(number(0, 0.5, 0.1)), "price": 1000}},
        "distribution_cost": draw(number(0, 200, 50)),
        "cost_pass_through": draw(number(0, 1, 0.25)),
    }  # fmt: skip
    money = {"inflation": draw(number(0, 0.1, 0.01)), "depreciation": draw(number(0, 0.1, 0.01)),
             "per_study_currency": 800, "fall": draw(number(0, 0.5, 0.1)), "fall_after": 5}  # fmt: skip
    supply = scenario["supply"] | {"new_users": draw(number(0, 1, 0.25))}
    return scenario | {"city": city, "retail": retail, "currencies": {"RWF": money}, "supply": supply}
