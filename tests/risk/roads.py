"""A deal so simple that its cover is a fraction: a level revenue, no cost of operation, no tax, one level loan.

The year has 365 days, so that 1,000 m3 a day at 80 % and 1 USD/m3 are 292,000 USD a year. The loan is drawn at the end
of the year of works and repaid in eight level parts: its service is amount x 8 % / (1 - 1.08^-8).
"""

from __future__ import annotations

from pathlib import Path

from ppp_model import Study
from tests.search.studies import written

SALES = 292_000.0
ANNUITY = 0.08 / (1 - 1.08**-8)

ROAD = """\
study: A road
service: water
currency: USD
timeline: {close: 2025-01-01, period: annual, construction: 1 years, operation: 10 years}
supply: {capacity: 1000 m3/day, utilisation: 80 %}
revenue: {variable_charge: 1 USD/m3}
works: {items: {plant: {cost: 2 m USD}}}
finance: {debt: {bank: {amount: 1 m USD, rate: 8 %, tenor: 9 years}}}
public: {discount_rate: 6 %}
structures:
  fixed: {label: A fixed loan}
  sized: {label: Sized by its cover, finance.debt.bank.amount: null, finance.debt.bank.dscr: 1.3}
  priced:
    label: Priced for its cover
    solve: {input: revenue.variable_charge, measure: dscr_min, target: 1.5}
  fair:
    label: Priced for its owners
    finance.debt.bank.amount: null
    finance.debt.bank.dscr: 1.3
    finance.debt.bank.repayment: sculpted
    solve: {input: revenue.variable_charge, measure: equity_irr, target: 12 %, between: [0.8, 2]}
cases:
  half: {label: Half the traffic, supply.utilisation: 40 %}
  dear: {label: Dear works, works.items.plant.cost: 2.4 m USD}
"""

UNCERTAIN = """\
uncertainty:
  inputs:
    traffic: {input: supply.utilisation, distribution: uniform, low: 50 %, high: 110 %, range: [60 %, 110 %]}
    works: {input: works.overrun, acts_as: added, distribution: uniform, low: 0 %, high: 50 %}
    charge: {input: revenue.variable_charge, acts_as: value, distribution: uniform, low: 0.9 USD/m3, high: 1.1 USD/m3}
"""


def road(folder: Path, text: str | None = None) -> Study:
    """The study in a folder of its own, with what is uncertain unless it is given; a price that is solved is not."""
    if text is None:
        text = ROAD.replace("    solve:", "    uncertainty.inputs.charge: null\n    solve:") + UNCERTAIN
    folder.mkdir(exist_ok=True)
    return written(text, folder)
