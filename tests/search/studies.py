"""Small studies in which a search is quick: a plant that sells to a town, and a network that people connect to."""

from __future__ import annotations

from pathlib import Path

from ppp_model import Study, load

PLANT = """\
study: A plant for a town
service: water
currency: USD
timeline: {close: 2025-01-01, period: annual, construction: 1 years, operation: 10 years}
city:
  name: Town
  country: Land
  currency: USD
  population: 100000 people
  household_size: 5
  household_income: 200 USD/month
  groups:
    poor: {population_share: 50 %, income_share: 25 %, use: 6 m3/month, connected: 60 %}
    rich: {population_share: 50 %, income_share: 75 %, use: 15 m3/month, connected: 90 %}
  alternative_price: 3 USD/m3
  alternative_use: 2 m3/month
  affordability_threshold: 5 %
  budget: 8 m USD/year
supply: {capacity: 8000 m3/day, utilisation: 90 %}
retail:
  sold_by: project
  losses: 20 %
  collection: 95 %
  blocks: {all: {price: 0.8 USD/m3}}
opex: {all: {fixed: 0.4 m USD/year, per_unit: 0.05 USD/m3}}
works: {items: {plant: {cost: 10 m USD}}}
finance:
  grants: {gap: {amount: 1 m USD, giver: city}}
  debt:
    bank: {gearing: 60 %, dscr: 1.25, rate: 8 %, tenor: 9 years}
tax: {rate: 25 %}
public: {discount_rate: 6 %}
structures:
  gap_grant: {label: With a grant}
  no_grant:
    label: No grant
    finance.grants.gap: null
    solve: {input: retail.tariff_level, measure: equity_irr, target: 12 %}
  availability:
    label: Paid for availability
    retail.sold_by: utility
    finance.grants.gap: null
    finance.equity.public_share: 40 %
    revenue.availability_payment: 1.5 m USD/year
    retail.tariff_level: 0.7
  dear_loan:
    label: A dear loan
    finance.debt.bank.rate: 11 %
    tax.rate: 30 %
cases:
  low_use: {supply.utilisation: 70 %}
frontier:
  inputs:
    grant: {input: finance.grants.gap.amount, between: [0, 6 m USD]}
    tariff: {input: retail.tariff_level, between: [0.4, 2]}
  goals:
    burden_poorest: {at_most: [3 %, 3.6 %, 4.2 %, 5 %]}
  limits:
    equity_irr: {at_least: 12 %}
    dscr_min: {at_least: 1.25}
"""

NETWORK = (
    PLANT.replace("A plant for a town", "A network that people connect to")
    .replace("supply: {capacity: 8000 m3/day, utilisation: 90 %}", "supply: {capacity: 9000 m3/day}")
    .replace("connected: 60 %", "connected: 20 %, reached: 60 %")
    .replace("connected: 90 %", "connected: 60 %, reached: 80 %")
    .replace("{fixed: 0.4 m USD/year", "{fixed: 0.3 m USD/year")
)
NETWORK = (
    NETWORK[: NETWORK.index("structures:")]
    + """\
access: {rollout: [40 %, 70 %, 100 %], takeup: hazard, hazard: 50 %, charge_sensitivity: 2, ceiling: 95 %}
connection: {cost: 120 USD, charge: 60 USD}
frontier:
  inputs:
    grant: {input: finance.grants.gap.amount, between: [0, 8 m USD]}
    tariff: {input: retail.tariff_level, between: [0.5, 2]}
    tap: {input: connection.charge, between: [0, 120 USD]}
  goals:
    coverage_end: {at_least: [85 %, 88 %]}
    burden_poorest: {at_most: [3.2 %]}
  limits:
    equity_irr: {at_least: 12 %}
    dscr_min: {at_least: 1.2}
"""
)


def written(text: str, folder: Path) -> Study:
    """A study as a user would write it."""
    file = folder / "scenario.yaml"
    file.write_text(text, encoding="utf-8")
    return load(file)
