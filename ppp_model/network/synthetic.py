"""Cities that do not exist, drawn with a plausible spread: for trying the network, never for a decision.

``python -m ppp_model.network.synthetic 900 > cities.csv`` writes them. Sixty countries are drawn first, cities then.
The shapes are choices: incomes of countries are lognormal, prices are lower where incomes are (the Penn effect),
lenders ask more where incomes are low, city sizes are lognormal with a long tail, coverage rises with income.
"""

from __future__ import annotations

import csv
import itertools
import math
import sys
from collections.abc import Iterator
from typing import Any, TextIO

import numpy as np

SEED = 2000
COUNTRIES = 60
REGIONS = ("synthetic north", "synthetic east", "synthetic south", "synthetic west")
COLUMNS = (
    "name", "country", "region", "currency", "date", "per_dollar", "price_level", "country_risk", "inflation",
    "tax_rate", "population", "population_growth", "household_size", "household_income", "income_growth", "q1", "q2",
    "q3", "q4", "q5", "connected_q1", "connected_q2", "connected_q3", "connected_q4", "connected_q5", "budget",
    "budget_growth",
)  # fmt: skip


def synthetic_rows(count: int, seed: int = SEED) -> Iterator[dict[str, Any]]:
    """Rows of a cities file; the same seed gives the same rows."""
    random = np.random.Generator(np.random.PCG64(seed))
    countries = [_country(number, random) for number in range(COUNTRIES)]
    for number in range(count):
        yield _city(number, countries[int(random.integers(COUNTRIES))], random)


def write(count: int, file: TextIO, seed: int = SEED) -> None:
    """The rows as CSV."""
    writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(synthetic_rows(count, seed))


def _country(number: int, random: Any) -> dict[str, Any]:
    """A country: household income in dollars a month, and what goes with it."""
    income = float(np.clip(math.exp(random.normal(math.log(330), 0.6)), 80, 1600))
    wealth = math.log(income / 330)
    gini = float(np.clip(random.normal(0.41, 0.05), 0.28, 0.58))
    return {
        "country": f"Synthetic Country {number + 1:02d}",
        "currency": "X" + chr(65 + number // 26) + chr(65 + number % 26),
        "region": REGIONS[number % len(REGIONS)],
        "income": income,
        "wealth": wealth,
        "gini": gini,
        "per_dollar": float(f"{math.exp(random.uniform(math.log(2), math.log(3000))):.4g}"),
        "price_level": round(float(np.clip(0.42 * math.exp(0.18 * wealth + random.normal(0, 0.10)), 0.22, 0.75)), 3),
        "country_risk": round(float(np.clip(0.055 - 0.018 * wealth + random.normal(0, 0.012), 0.01, 0.13)), 4),
        "inflation": round(float(np.clip(random.lognormal(math.log(0.055), 0.45), 0.015, 0.25)), 3),
        "tax_rate": round(float(np.clip(random.normal(0.28, 0.04), 0.15, 0.38)), 2),
        "size": round(float(np.clip(4.7 - 0.6 * wealth + random.normal(0, 0.4), 2.8, 7.0)), 1),
        "growth": round(float(np.clip(0.028 - 0.006 * wealth + random.normal(0, 0.006), 0.002, 0.055)), 3),
    }


def _city(number: int, of: dict[str, Any], random: Any) -> dict[str, Any]:
    population = float(np.clip(random.lognormal(math.log(260_000), 1.15), 30_000, 14_000_000))
    income = of["income"] * of["per_dollar"] * math.exp(random.normal(0.05, 0.22))
    shares = _fifths(of["gini"])
    coverage = 1 / (1 + math.exp(-(0.5 + 0.9 * of["wealth"] + random.normal(0, 0.5))))
    people = round(population, -2)
    size = of["size"]
    budget = people / size * income * 12 * float(np.clip(random.lognormal(math.log(0.03), 0.5), 0.006, 0.12))
    connected = [coverage ** (1.9 - 0.35 * place) for place in range(5)]
    return {
        "name": f"Synthetic City {number + 1:03d}", "country": of["country"], "region": of["region"],
        "currency": of["currency"], "date": "2025-01-01", "per_dollar": of["per_dollar"],
        "price_level": of["price_level"], "country_risk": of["country_risk"], "inflation": of["inflation"],
        "tax_rate": of["tax_rate"], "population": f"{people:.0f}", "population_growth": of["growth"],
        "household_size": size, "household_income": f"{income:.5g}", "income_growth": 0.015,
        **{f"q{place + 1}": f"{share:.4f}" for place, share in enumerate(shares)},
        **{f"connected_q{place + 1}": f"{share:.3f}" for place, share in enumerate(connected)},
        "budget": f"{budget:.5g}", "budget_growth": 0.02,
    }  # fmt: skip


def _fifths(gini: float) -> list[float]:
    """Income shares of the fifths of a lognormal distribution with a Gini coefficient; they add up to 1."""
    from statistics import NormalDist

    normal = NormalDist()
    sigma = math.sqrt(2) * normal.inv_cdf((gini + 1) / 2)
    edges = [0.0, *(normal.cdf(normal.inv_cdf(place / 5) - sigma) for place in range(1, 5)), 1.0]
    shares = [round(high - low, 4) for low, high in itertools.pairwise(edges)]
    return [*shares[:4], round(1 - sum(shares[:4]), 4)]


if __name__ == "__main__":
    write(int(sys.argv[1]) if len(sys.argv) > 1 else 900, sys.stdout)
