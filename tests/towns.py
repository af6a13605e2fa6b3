"""Towns drawn at random, with what is sold to their people, as a scenario file would say it in plain numbers.

Where the tariff is regulated, nothing is paid by others, lent or taxed: what is allowed then follows from the works.
Nor does a bill jump there: at a jump there may be no tariff that brings what is allowed.

A ``Shape`` says which parts a scenario has: towns of one shape have the same lines and run together. Numbers are drawn
with a seed; times are texts in months, all else is in the unit that the field states.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ppp_model.assemble import assemble
from ppp_model.scenario.checks import check
from ppp_model.scenario.model import Scenario

Plain = dict[str, Any]
Values = dict[str, np.ndarray]


@dataclass(frozen=True)
class Shape:
    """Which parts a scenario has."""

    access: bool = True
    """Whether sales follow from customers who connect, or from the share of the capacity that is taken."""
    period: str = "annual"
    construction: int = 12
    operation: int = 120
    delay: int = 0
    extends: bool = True
    groups: int = 3
    blocks: int = 2
    seasons: int = 0
    bands: int = 0
    basket: bool = False
    counted: bool = True
    """Whether there is a class of counted customers."""
    by_share: bool = False
    """Whether there is a class that takes a share of all sales."""
    support: tuple[str, ...] = ()
    regulated: bool = False
    economy: bool = False
    abroad: bool = True
    """Whether the town has a currency of its own."""


SHAPES = {
    "plain": Shape(counted=False),
    "tariffs": Shape(blocks=3, seasons=2, bands=1, basket=True, by_share=True, economy=True),
    "support": Shape(support=("yearly", "aid", "voucher", "toll", "levy", "discounts"), period="semi_annual",
                     operation=48, delay=6, economy=True),
    "regulated": Shape(regulated=True, support=("aid",), by_share=True, operation=72, economy=True),
    "bulk": Shape(access=False, blocks=3, by_share=True, seasons=2, economy=True),
    "bulk_support": Shape(access=False, counted=False, support=("yearly", "voucher", "more", "toll", "discounts"),
                          period="quarterly", construction=6, operation=24, economy=True),
    "at_home": Shape(abroad=False, period="monthly", construction=3, operation=24, groups=1, blocks=1, counted=False,
                     support=("aid", "voucher")),
}  # fmt: skip


def scenario_of(plain: Plain) -> Scenario:
    """The scenario that a file with these words holds; the words must break none of its rules."""
    scenario = Scenario.model_validate(plain)
    problems = check(scenario)
    assert not problems, problems
    return scenario


def run(plain: Plain) -> Values:
    """The lines of a scenario."""
    return assemble(scenario_of(plain)).run().values


def each(*path: str, **values: Any) -> Callable[[Plain], None]:
    """Give every part of a map the same values."""

    def change(plain: Plain) -> None:
        part = plain
        for key in path:
            part = part[key]
        for one in part.values():
            one.update(values)

    return change


def having(**values: Any) -> Callable[[Plain], None]:
    """Give keys, written with two underscores for a dot, a value."""

    def change(plain: Plain) -> None:
        for path, value in values.items():
            *outer, last = path.split("__")
            part = plain
            for key in outer:
                part = part.setdefault(key, {})
            part[last] = value

    return change


def town(shape: Shape, seed: int) -> Plain:
    """A scenario of a shape."""
    rng = random.Random(seed)
    city = _city(rng, shape)
    return {
        "study": "Drawn", "service": "water", "currency": "USD",
        "timeline": {
            "close": "2025-01-01", "period": shape.period, "construction": f"{shape.construction} months",
            "operation": f"{shape.operation} months", "delay": f"{shape.delay} months",
            "delay_extends_contract": shape.extends,
        },
        "currencies": _currencies(rng, shape),
        "city": city,
        "supply": _supply(rng, shape, city),
        "revenue": _revenue(rng, 0.0 if shape.regulated else 1.0),
        "retail": (retail := _retail(rng, shape, city)),
        "opex": {"all": {"fixed": rng.uniform(0, 2e5), "per_unit": rng.uniform(0, 0.1),
                         "per_connection": rng.uniform(0, 3) if shape.access else 0.0}},
        "works": {"items": {"plant": {"cost": rng.uniform(2e6, 9e6)}, "mains": {"cost": rng.uniform(1e5, 2e6)}}},
        "finance": {
            "grants": {"gift": {"amount": rng.choice([0.0, 1e5, 1e6]), "giver": rng.choice(["nation", "donor"])}},
            "debt": {} if shape.regulated else
            {"loan": {"gearing": rng.choice([0.1, 0.3]), "rate": 0.06, "tenor": f"{_tenor(shape)} months"}},
            "support": _support(rng, shape, city, retail),
        },
        "tax": {"rate": 0.0 if shape.regulated else rng.choice([0.0, 0.3])},
        "public": {"discount_rate": 0.08, "utility_share": rng.choice([0.0, 0.5, 1.0])},
    } | _access(rng, shape) | _economy(rng, shape)  # fmt: skip


def _tenor(shape: Shape) -> int:
    return shape.construction + shape.operation - (shape.operation % 24)


def _numbers(rng: random.Random, low: float, high: float) -> list[float] | float:
    """One number, or some by year."""
    values = [rng.uniform(low, high) for _ in range(rng.randint(1, 4))]
    return values if len(values) > 1 else values[0]


def _currencies(rng: random.Random, shape: Shape) -> Plain:
    own = {"inflation": rng.choice([0.0, 0.02, 0.035])}
    if not shape.abroad:
        return {"USD": own}
    path = rng.choice(["depreciation", "inflation", "given"])
    local = {"inflation": rng.choice([-0.01, 0.0, 0.06]), "per_study_currency": rng.uniform(50, 900), "path": path}
    if path == "depreciation":
        local["depreciation"] = rng.choice([0.0, 0.05])
    if path == "given":
        local["rates"] = [local["per_study_currency"] * (1 + 0.04 * year) for year in range(4)]
    if rng.random() < 0.3:
        local |= {"fall": 0.2, "fall_after": "24 months"}
    return {"USD": own, "KES": local}


def _city(rng: random.Random, shape: Shape) -> Plain:
    code = "KES" if shape.abroad else "USD"
    worth = 100.0 if shape.abroad else 1.0
    weights = sorted(rng.uniform(1, 9) for _ in range(shape.groups))
    groups = {}
    for number, weight in enumerate(weights):
        connected = rng.choice([0.0, 1.0 if number else 0.9, rng.uniform(0, 1)])
        group = {
            "population_share": 1 / shape.groups, "income_share": weight / sum(weights), "use": rng.uniform(2, 25),
            "connected": connected, "poor": number < 2 and rng.random() < 0.7,
        }  # fmt: skip
        extra = {
            "reached": rng.uniform(connected, 1), "household_size": rng.uniform(2, 7), "normal_use": rng.uniform(3, 20),
            "price_elasticity": rng.uniform(-0.7, 0), "income_elasticity": rng.uniform(0, 0.4),
            "basic_needs": rng.uniform(0, 150) * worth,
        }  # fmt: skip
        groups[f"group_{number}"] = group | {key: value for key, value in extra.items() if rng.random() < 0.5}
    return {
        "name": "Town", "country": "Land", "currency": code, "population": rng.uniform(2e4, 2e5),
        "population_growth": rng.choice([-0.02, 0.0, 0.01, 0.04]), "household_size": rng.uniform(3, 6),
        "household_income": rng.uniform(100, 500) * worth, "income_growth": rng.choice([0.0, 0.02]), "groups": groups,
        "basic_needs": rng.choice([0.0, 80.0]) * worth, "residual_threshold": rng.choice([1.0, 0.4]),
        "alternative_price": rng.uniform(0, 6) * worth, "alternative_use": rng.uniform(0, 5),
        "affordability_threshold": rng.uniform(0.01, 0.1), "budget": 1e8 * worth,
    }  # fmt: skip


def _supply(rng: random.Random, shape: Shape, city: Plain) -> Plain:
    """A capacity that is sometimes short of what all would want, and sometimes more."""
    use = sum(group["use"] * group["population_share"] for group in city["groups"].values())
    all_want = city["population"] / city["household_size"] * use * 12 / 365
    supply: Plain = {"capacity": all_want * rng.choice([0.2, 0.6, 1.5, 3.0])}
    if not shape.access:
        supply |= {"utilisation": _numbers(rng, 0, 1), "new_users": rng.uniform(0, 1)}
    return supply


def _revenue(rng: random.Random, most: float) -> Plain:
    """What others than users pay."""
    return {
        "capacity_charge": rng.uniform(0, 0.3) * most, "take_or_pay": rng.uniform(0, 1),
        "capacity_indexed": rng.uniform(0, 1), "variable_charge": rng.uniform(0, 0.1) * most, "escalation": 0.03,
        "availability_payment": rng.choice([0.0, 2e5]) * most, "deductions": _numbers(rng, 0, 0.1),
    }  # fmt: skip


def _retail(rng: random.Random, shape: Shape, city: Plain) -> Plain:
    worth = 100.0 if shape.abroad else 1.0
    names, whole = list(city["groups"]), "volume_differentiated"
    ends = sorted(rng.uniform(2, 20) for _ in range(shape.blocks - 1))
    blocks: Plain = {}
    for number, end in enumerate([*ends, None]):
        price = {"price": rng.choice([0.0, rng.uniform(0.1, 2)]) * worth}
        blocks[f"block_{number}"] = price | ({"up_to": end} if end is not None else {})
    retail: Plain = {
        "sold_by": "project" if shape.regulated else rng.choice(["utility", "project"]),
        "losses": _numbers(rng, 0, 0.5), "collection": _numbers(rng, 0.5, 1), "blocks": blocks,
        "block_pricing": rng.choice(["increasing_block", "increasing_block" if shape.regulated else whole]),
        "fixed_charge": rng.choice([0.0, 1.0]) * worth, "minimum_bill": rng.choice([0.0, 3.0]) * worth,
        "strata": {name: rng.uniform(0.4, 1.8) for name in names if rng.random() < 0.6},
        "exempt": {name: rng.uniform(0, 1) for name in names if rng.random() < 0.3},
        "price_elasticity": rng.uniform(-0.6, 0), "income_elasticity": rng.uniform(0, 0.3),
        "tariff_level": rng.choice([1.0, rng.uniform(0.5, 2)]),
        "review_every": rng.choice(["6 months", "12 months", "36 months"]), "tariff_indexed": rng.uniform(0, 1),
        "use_ceiling": rng.choice([1.5, 3.0]), "x_factor": rng.choice([0.0, 0.01]),
        "distribution_cost": rng.uniform(0, 0.4) * worth,
        "cost_pass_through": 0.0 if shape.regulated else rng.choice([0.0, 0.5, 1.0]),
    }  # fmt: skip
    if rng.random() < 0.3:
        retail["rebate"] = rng.uniform(0, 4) * worth
    if rng.random() < 0.4:
        retail["reference_price"] = rng.uniform(0.2, 2) * worth
    if rng.random() < 0.4:
        retail["full_cost"] = rng.uniform(0.2, 2) * worth
    if rng.random() < 0.6 or "discounts" in shape.support:
        reaches = {name: rng.uniform(0, 1) for name in names if rng.random() < 0.7}
        retail["social"] = {"discount": rng.uniform(0, 1), "up_to": rng.uniform(1, 12), "reaches": reaches}
    if retail["strata"] and not shape.regulated and rng.random() < 0.6:
        retail["fund"] = {"interest": rng.choice([0.0, 0.05]), "treasury_share": rng.choice([0.0, 0.5, 1.0])}
    return retail | _parts_of_retail(rng, shape)


def _parts_of_retail(rng: random.Random, shape: Shape) -> Plain:
    worth = 100.0 if shape.abroad else 1.0
    parts: Plain = {}
    if shape.seasons:
        wet, used = rng.uniform(0.2, 0.8), rng.uniform(0.5, 1.2)
        dry = (1 - wet * used) / (1 - wet)
        parts["seasons"] = {
            "wet": {"share_of_year": wet, "price": rng.uniform(0.5, 1.5), "use": used},
            "dry": {"share_of_year": 1 - wet, "price": rng.uniform(0.5, 1.5), "use": dry},
        }
    if shape.bands:
        parts["time_of_use"] = {"night": {"share_of_use": rng.uniform(0, 0.5), "price": rng.uniform(0, 2)}}
    if shape.basket:
        parts["basket"] = {"power": {"weight": rng.uniform(0, 0.4), "growth": 0.05}}
        parts["exchange_share"] = rng.uniform(0, 0.4)
    if shape.regulated:
        parts["regulation"] = {"allowed_return": rng.uniform(0.02, 0.15), "review_every": "24 months"}
    classes: Plain = {}
    if shape.counted:
        classes["shops"] = {
            "customers": _numbers(rng, 10, 900), "use": rng.uniform(0, 60), "price": rng.uniform(0, 2) * worth,
            "fixed_charge": rng.uniform(0, 9) * worth, "price_elasticity": rng.uniform(-0.6, 0),
            "collection": _numbers(rng, 0.6, 1),
        } | ({"reference_price": rng.uniform(0.1, 2) * worth} if rng.random() < 0.5 else {})  # fmt: skip
    if shape.by_share:
        classes["offices"] = {"kind": "public", "share_of_sales": rng.uniform(0, 0.4),
                              "price": rng.uniform(0, 2) * worth}  # fmt: skip
        if rng.random() < 0.5:
            classes["offices"]["worth"] = rng.uniform(0, 2) * worth
    return parts | {"classes": classes}


def _access(rng: random.Random, shape: Shape) -> Plain:
    if not shape.access:
        return {}
    worth = 100.0 if shape.abroad else 1.0
    takeup = rng.choice(["hazard", "logistic", "bass"])
    access: Plain = {
        "rollout": _numbers(rng, 0.2, 1), "takeup": takeup, "ceiling": rng.choice([1.0, rng.uniform(0.5, 1)]),
        "serves": rng.choice(["all", "new"]), "lost": rng.choice([0.0, 0.0, 0.05]),
    }  # fmt: skip
    if isinstance(access["rollout"], list):
        access["rollout"].sort()
    if takeup == "hazard":
        access |= {"hazard": rng.uniform(0, 1), "charge_sensitivity": rng.choice([0.0, 2.0])}
    elif takeup == "logistic":
        access |= {"speed": rng.uniform(0.3, 2), "midpoint": f"{rng.randint(0, 60)} months"}
    else:
        access |= {"innovation": rng.uniform(0.01, 0.3), "imitation": rng.uniform(0, 0.9)}
    if rng.random() < 0.5:
        access["connections_per_year"] = rng.uniform(50, 3000)
    connection = {
        "cost": rng.uniform(0, 200) * worth, "charge": rng.uniform(0, 150) * worth,
        "instalments": rng.choice([0, 0, 1, 12, 18]), "instalment_rate": rng.choice([0.0, 0.12]),
    }  # fmt: skip
    return {"access": access, "connection": connection}


def _support(rng: random.Random, shape: Shape, city: Plain, retail: Plain) -> Plain:
    names = list(city["groups"])
    months = {"annual": 12, "semi_annual": 6, "quarterly": 3, "monthly": 1}[shape.period]
    found: Plain = {}
    for kind in shape.support:
        item: Plain = {"giver": rng.choice(["nation", "city", "donor", "partner_city", "civil_society"]),
                       "to": retail["sold_by"], "starts": f"{months * rng.choice([0, 0, 2])} months"}  # fmt: skip
        if rng.random() < 0.5:
            item["lasts"] = f"{months * rng.randint(1, 5)} months"
        if rng.random() < 0.6:
            item["reaches"] = {name: rng.uniform(0, 1) for name in names if rng.random() < 0.7} or {names[0]: 1.0}
        if kind == "yearly":
            item |= {"per_year": _numbers(rng, 0, 3e5), "per_unit": _numbers(rng, 0, 0.2), "indexed": rng.random(),
                     "per_customer": _numbers(rng, 0, 5), "to": rng.choice(["project", "utility"])}  # fmt: skip
        elif kind == "aid":
            item |= {
                "per_connection": rng.uniform(0, 150), "first_share": rng.uniform(0, 1), "indexed": rng.random(),
                "rest_after": f"{months * rng.randint(0, 2)} months", "failure_rate": rng.uniform(0, 0.3),
            }  # fmt: skip
        elif kind in ("voucher", "more"):
            item |= {"voucher": rng.uniform(0, 5) * (100.0 if shape.abroad else 1.0), "redeemed": rng.uniform(0.3, 1)}
        elif kind == "toll":
            item["bands"] = {"low": {"up_to": rng.uniform(1e5, 1e6), "price": rng.uniform(0, 0.3)},
                             "rest": {"price": rng.uniform(0, 0.1)}}  # fmt: skip
        elif kind == "levy":
            item |= {"levy_on": rng.uniform(0, 5e7), "levy_rate": rng.uniform(0, 0.01), "levy_growth": 0.02}
        else:
            item["social_share"] = rng.uniform(0, 1)
        if kind not in ("voucher", "more", "discounts") and rng.random() < 0.5:
            item["budget"] = rng.uniform(1e4, 1e6)
        found[kind] = item
    return found


def _economy(rng: random.Random, shape: Shape) -> Plain:
    if not shape.economy:
        return {}
    worth = 100.0 if shape.abroad else 1.0
    return {"economy": {
        "discount_rate": rng.uniform(0.03, 0.1), "shadow_exchange": rng.uniform(1, 1.2),
        "shadow_wage": rng.uniform(0.5, 1), "works": {"traded": 0.4, "unskilled": 0.2, "taxes": 0.1},
        "operation": {"traded": 0.2, "unskilled": 0.1, "taxes": 0.05}, "alternative_cost_share": rng.uniform(0, 1),
        "hours_saved": rng.uniform(0, 30), "value_of_hour": 0.4 * worth, "dalys_averted": rng.uniform(0, 5),
        "value_of_daly": 900 * worth, "ghg_per_unit": 0.0002, "ghg_per_household": rng.uniform(0, 0.1),
        "carbon_price": [50.0, 51.0, 52.5], "weight_elasticity": rng.choice([0.0, 1.3]),
        "residual_value": rng.choice([0.0, 1e6]),
    } | ({"worth_of_unit": rng.uniform(0, 2) * worth} if rng.random() < 0.5 else {})}  # fmt: skip


# A small town in which each thing can be moved alone


def simple(**changes: Any) -> Plain:
    """Two groups of 100 households of five, and a project of 150,000 that sells to them; loans are sized by cover."""
    plain: Plain = {
        "study": "Simple", "service": "water", "currency": "USD",
        "timeline": {"close": "2025-01-01", "construction": "12 months", "operation": "120 months"},
        "city": {
            "name": "Town", "country": "Land", "currency": "USD", "population": 1000, "household_size": 5,
            "household_income": 200, "alternative_price": 4, "alternative_use": 3, "affordability_threshold": 0.05,
            "budget": 1e6,
            "groups": {
                "low": {"population_share": 0.5, "income_share": 0.3, "use": 8, "connected": 0.2},
                "high": {"population_share": 0.5, "income_share": 0.7, "use": 20, "connected": 0.5},
            },
        },
        "supply": {"capacity": 200},
        "retail": {
            "sold_by": "project", "collection": 0.9, "price_elasticity": -0.3, "reference_price": 1.0, "full_cost": 2.0,
            "blocks": {"first": {"up_to": 6, "price": 0.8}, "rest": {"price": 1.4}},
        },
        "access": {"hazard": 0.3, "charge_sensitivity": 1.0}, "connection": {"cost": 60, "charge": 30},
        "works": {"items": {"plant": {"cost": 150_000}}},
        "opex": {"all": {"fixed": 2000, "per_unit": 0.1}},
        "finance": {"debt": {"loan": {"dscr": 1.3, "rate": 0.06, "tenor": "120 months", "repayment": "sculpted"}},
                    "support": {}},
        "economy": {"discount_rate": 0.06},
        "public": {"discount_rate": 0.08},
    }  # fmt: skip
    having(**changes)(plain)
    return plain


def by_volume(**changes: Any) -> Plain:
    """The same where sales follow from the share of the capacity that is taken."""
    plain = simple()
    del plain["access"], plain["connection"]
    plain["supply"] = {"capacity": 60, "utilisation": [0.5, 0.8]}
    having(**changes)(plain)
    return plain
