"""A small study in which every sum of value for money can be worked by hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ppp_model import Study, load

SMALL = """\
study: Two ways to build
service: water
currency: USD
timeline: {close: 2025-01-01, construction: 1 year, operation: 2 years}
supply: {capacity: 10 m3/day}
works: {items: {plant: {cost: 100 USD}}}
opex: {all: {fixed: 10 USD/year}}
tax: {rate: 20 %}
public: {discount_rate: 25 %}
value_for_money:
  comparator: city
  efficiency: {works: 10 %, operation: 20 %}
  neutrality: {insurance: 1 USD/year}
  transaction_cost: {comparator: 2 USD, partnership: 3 USD}
  monitoring_cost: {comparator: 0.5 USD/year, partnership: 1 USD/year}
  risks:
    overrun:
      points:
        none: {probability: 50 %, impact: 0 %}
        some: {probability: 50 %, impact: 20 %}
      partnership_share: 25 %
structures:
  city:
    label: The city builds
    finance.equity.public_share: 100 %
    revenue.availability_payment: 10 USD/year
  firm:
    label: A firm builds
    revenue.availability_payment: 80 USD/year
  dear_firm:
    label: Another firm
    revenue.availability_payment: 90 USD/year
  alone:
    label: Not weighed
    value_for_money.comparator: null
cases:
  late: {timeline.delay: 1 year, timeline.delay_extends_contract: true}
"""
"""At 25 % a unit counts 0.8 at the end of year 1 and 0.64 + 0.512 = 1.152 in the two years of operation."""


@pytest.fixture
def changed(tmp_path: Path) -> Callable[[str, str], Path]:
    """Writes the small study with a piece of its text replaced, and returns the file."""

    def write(old: str, new: str) -> Path:
        assert old in SMALL
        file = tmp_path / "changed.yaml"
        file.write_text(SMALL.replace(old, new), encoding="utf-8")
        return file

    return write


@pytest.fixture
def small(tmp_path: Path) -> Study:
    """The small study."""
    file = tmp_path / "small.yaml"
    file.write_text(SMALL, encoding="utf-8")
    return load(file)
