"""A small pool of two towns, and a way to read a pool from a text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ppp_model.pool import PoolStudy, load_pool

TWO_TOWNS = """\
pool: Two towns
currency: USD
timeline: {close: 2020-01-01, lasts: 6 years}
discount_rate: 8 %
bond: {rate: 10 %, tenor: 4 years, issue_cost: 1 %}
in_common: {margin: 0.5 %, escrowed: 50 %, stand_alone: {rate: 14 %, tenor: 4 years}}
running_cost: 1000 USD/year
members:
  a: {loan: 400 k USD, revenue: 400 k USD/year, transfers: 100 k USD/year}
  b: {loan: 400 k USD, revenue: 300 k USD/year, transfers: 50 k USD/year}
layers:
  deposit: {kind: member_reserve, funded: 5 %}
  reserve: {kind: fund, amount: 50 k USD, giver: state, interest: 5 %}
  intercept: {kind: intercept, share: 50 %}
  guarantee: {kind: guarantee, cover: 50 %, cap: 100 k USD, fee: 1 %}
"""


@pytest.fixture
def two_towns() -> str:
    """The text of a small complete pool."""
    return TWO_TOWNS


@pytest.fixture
def write_pool(tmp_path: Path) -> Callable[[str], Path]:
    """Writes a pool's text to a file and returns its path."""

    def write(text: str) -> Path:
        path = tmp_path / "pool.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def pool_of(write_pool: Callable[[str], Path]) -> Callable[[str], PoolStudy]:
    """The study that a text describes."""
    return lambda text: load_pool(write_pool(text))
