"""How much people use at a price and an income, and how fast they connect.

Use is in any unit per billing period, money in any one currency; elasticities and shares are plain numbers. Arguments
are numbers or arrays that broadcast. An argument that is not a finite number, or lies out of its range, raises
ModelError.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ppp_model.errors import ModelError
from ppp_model.toolbox.inputs import Floats, fractions, numbers
from ppp_model.toolbox.tariffs import block_bill, price_at

_WIDEST = np.log(1e6)
"""Use under a new tariff is sought within this many powers of e of the old."""
_HALVINGS = 60
_FREE = 1e-9
"""A price is taken to be at least this share of the old one: at a price of 0 demand has no limit."""


def iso_elastic_demand(
    use: ArrayLike, price_ratio: ArrayLike, price_elasticity: ArrayLike, income_ratio: ArrayLike = 1.0,
    income_elasticity: ArrayLike = 0.0,
) -> Floats:  # fmt: skip
    """Use after a change, at constant elasticity: q1 = q0 (p1 / p0)^e (Y1 / Y0)^h. Ratios are new over old, above 0."""
    price, income = numbers("price_ratio", price_ratio, above=0), numbers("income_ratio", income_ratio, above=0)
    moved = price ** numbers("price_elasticity", price_elasticity)
    changed: Floats = numbers("use", use, least=0) * moved * income ** numbers("income_elasticity", income_elasticity)
    return changed


def linear_demand(
    use: ArrayLike, price_ratio: ArrayLike, price_elasticity: ArrayLike, income_ratio: ArrayLike = 1.0,
    income_elasticity: ArrayLike = 0.0,
) -> Floats:  # fmt: skip
    """Use after a change on a straight demand curve, never below 0: q1 = q0 (1 + e dp / p0 + h dY / Y0).

    Elasticities hold at the old price and income; ratios are new over old.
    """
    by_price = numbers("price_elasticity", price_elasticity) * (numbers("price_ratio", price_ratio, least=0) - 1)
    by_income = numbers("income_elasticity", income_elasticity) * (numbers("income_ratio", income_ratio, least=0) - 1)
    changed: Floats = numbers("use", use, least=0) * np.maximum(1 + by_price + by_income, 0)
    return changed


def average_price(use: ArrayLike, ends: ArrayLike, prices: ArrayLike, fixed: ArrayLike = 0.0) -> Floats:
    """Bill per unit under a block tariff, money per unit; ``use`` (...) above 0, the rest as for ``block_bill``."""
    return block_bill(use, ends, prices, fixed) / numbers("use", use, above=0)


def perceived_price(
    use: ArrayLike, ends: ArrayLike, prices: ArrayLike, fixed: ArrayLike = 0.0, perception: ArrayLike = 1.0
) -> Floats:
    """Price that users of a block tariff react to: marginal x (average / marginal)^perception, money per unit.

    ``perception`` 1 is the average price, to which households respond most; 0 the marginal price; or between. The other
    arguments are those of ``block_bill``; prices at least 0. Source: Shin (1985), Review of Economics and Statistics.
    """
    weight, prices = fractions("perception", perception), numbers("prices", prices, least=0)
    price: Floats = average_price(use, ends, prices, fixed) ** weight * price_at(use, ends, prices) ** (1 - weight)
    return price


def demand_under_blocks(
    use: ArrayLike, price_before: ArrayLike, price_elasticity: ArrayLike, ends: ArrayLike, prices: ArrayLike,
    fixed: ArrayLike = 0.0, perception: ArrayLike = 1.0,
) -> Floats:  # fmt: skip
    """Use under a new block tariff, where the price perceived depends on the use: q1 = q0 (P(q1) / P0)^e.

    ``use`` q0 and ``price_before`` P0, the perceived price at it, hold under the old tariff, are above 0 and shaped
    (...). ``price_elasticity`` above -1 and at most 0, so that one use fits; where the marginal price counts that may
    be the limit of a block. The new tariff is given as for ``perceived_price``.
    """
    use, before = numbers("use", use, above=0), numbers("price_before", price_before, above=0)
    elasticity = numbers("price_elasticity", price_elasticity)
    if np.any((elasticity > 0) | (elasticity <= -1)):
        raise ModelError("price_elasticity must be above -1 and at most 0.")
    shape = np.broadcast_shapes(use.shape, before.shape, elasticity.shape, np.shape(fixed), np.shape(perception))
    low, high = np.full(shape, -_WIDEST), np.full(shape, _WIDEST)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        price = perceived_price(use * np.exp(middle), ends, prices, fixed, perception)
        below = middle < elasticity * np.log(np.maximum(price / before, _FREE))
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    changed: Floats = use * np.exp((low + high) / 2)
    return changed


# Take-up of connections


def logistic_take_up(years: ArrayLike, ceiling: ArrayLike, speed: ArrayLike, midpoint: ArrayLike) -> Floats:
    """Share connected some years after the network arrives: K / (1 + exp(-k (t - t0))).

    ``ceiling`` K is the share reached in the end, ``speed`` k per year, ``midpoint`` t0 the year at which it is half.
    """
    behind = -numbers("speed", speed) * (numbers("years", years) - numbers("midpoint", midpoint))
    share: Floats = fractions("ceiling", ceiling) / (1 + np.exp(np.minimum(behind, 700.0)))
    return share


def bass_take_up(years: ArrayLike, innovation: ArrayLike, imitation: ArrayLike, ceiling: ArrayLike = 1.0) -> Floats:
    """Share connected: K (1 - e^(-(p + q) t)) / (1 + (q / p) e^(-(p + q) t)).

    ``innovation`` p, above 0, and ``imitation`` q are per year; ``years`` from 0. Source: Bass (1969).
    """
    first, copied = numbers("innovation", innovation, above=0), numbers("imitation", imitation, least=0)
    left = np.exp(-(first + copied) * numbers("years", years, least=0))
    share: Floats = fractions("ceiling", ceiling) * (1 - left) / (1 + copied / first * left)
    return share


def hazard_take_up(hazard: ArrayLike, ceiling: ArrayLike = 1.0, start: ArrayLike = 0.0) -> Floats:
    """Shares connected at the end of years 1 on: u_t = u_(t-1) + h_t (K - u_(t-1)), shaped (..., years).

    ``hazard`` h (..., years): the share of those who will connect in the end and have not that does so in the year.
    ``ceiling`` K and ``start``, the share connected at the outset and at most K, are shaped (...).
    """
    hazard = np.atleast_1d(fractions("hazard", hazard))
    ceiling, start = fractions("ceiling", ceiling)[..., None], fractions("start", start)[..., None]
    if np.any(start > ceiling):
        raise ModelError("start must be at most the ceiling.")
    share: Floats = ceiling - (ceiling - start) * np.cumprod(1 - hazard, axis=-1)
    return share


def connection_hazard(
    hazard: ArrayLike, charge: ArrayLike, monthly_income: ArrayLike, sensitivity: ArrayLike
) -> Floats:
    """Yearly hazard of connecting at a connection charge: h0 / (1 + s x charge / monthly income).

    ``hazard`` h0 holds where connecting is free; ``sensitivity`` s is at least 0; charge and income in one currency.
    """
    burden = numbers("charge", charge, least=0) / numbers("monthly_income", monthly_income, above=0)
    lowered: Floats = fractions("hazard", hazard) / (1 + numbers("sensitivity", sensitivity, least=0) * burden)
    return lowered
