"""Tariffs and what users and the public pay: bills, discounts, cross-subsidy, price reviews, unitary payments.

Money is in any one currency, use in any unit per billing period. Arguments are numbers or arrays that broadcast; block
limits, months and years run along the last axis. An argument that is not a finite number, or lies out of its range, is
refused with ModelError.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from ppp_model.errors import ModelError
from ppp_model.lines.retail import volume_sold
from ppp_model.lines.revenue import availability_revenue
from ppp_model.lines.tariff_block import block_charge
from ppp_model.toolbox.finance import capital_recovery_factor, present_value
from ppp_model.toolbox.inputs import Floats, fractions, numbers

# Bills of one period


def _blocks(ends: ArrayLike, prices: ArrayLike) -> tuple[Floats, Floats]:
    """Upper limits (blocks,) and prices (..., blocks); ModelError unless limits rise from above 0 to infinity."""
    limits, prices = np.atleast_1d(np.asarray(ends, float)), np.atleast_1d(numbers("prices", prices))
    if limits.ndim != 1 or not np.all(np.diff(limits, prepend=0.0) > 0) or limits[-1] != np.inf:
        raise ModelError(f"ends: block limits must rise from above 0, the last one infinite (got {limits.tolist()})")
    if prices.shape[-1] != len(limits):
        raise ModelError(f"prices: must be as many as blocks (got {prices.shape[-1]} for {len(limits)})")
    return limits, prices


def two_part_bill(use: ArrayLike, price: ArrayLike, fixed: ArrayLike = 0.0, minimum: ArrayLike = 0.0) -> Floats:
    """Uniform price and fixed charge (0 if none): fixed + price x use, at least the minimum bill."""
    return block_bill(use, [np.inf], np.asarray(price, float)[..., None], fixed, minimum)


def block_bill(
    use: ArrayLike, ends: ArrayLike, prices: ArrayLike, fixed: ArrayLike = 0.0, minimum: ArrayLike = 0.0
) -> Floats:
    """Block tariff: fixed + sum of price x the use that falls in each block, at least the minimum bill.

    ``use`` (...); ``ends`` (blocks,), upper limits, the last infinite; ``prices`` (blocks,) or (..., blocks), money
    per unit. Prices that rise give an increasing block tariff (IBT), prices that fall a decreasing one.
    """
    use, (limits, prices) = numbers("use", use, least=0), _blocks(ends, prices)
    starts = np.concatenate([[0.0], limits[:-1]])
    charges = np.sum(block_charge(use[..., None], starts, limits, prices), axis=-1)  # type: ignore[no-untyped-call]
    bill: Floats = np.maximum(numbers("fixed", fixed) + charges, numbers("minimum", minimum))
    return bill


def price_at(use: ArrayLike, ends: ArrayLike, prices: ArrayLike) -> Floats:
    """Price of the block in which the use falls (a limit belongs to the block that it ends); shapes as in a bill."""
    use, (limits, prices) = numbers("use", use, least=0), _blocks(ends, prices)
    block = np.searchsorted(limits, use)[..., None] == np.arange(len(limits))
    price: Floats = np.sum(block * prices, axis=-1)
    return price


def volume_differentiated_bill(
    use: ArrayLike, ends: ArrayLike, prices: ArrayLike, fixed: ArrayLike = 0.0, minimum: ArrayLike = 0.0
) -> Floats:
    """Volume-differentiated tariff (VDT): one price, that of the block reached, for all units; it jumps at a limit.

    Arguments as for ``block_bill``.
    """
    return two_part_bill(use, price_at(use, ends, prices), fixed, minimum)


def rebate_bill(use: ArrayLike, price: ArrayLike, rebate: ArrayLike) -> Floats:
    """Uniform price with rebate (UPR): max(0, price x use - rebate), the price being marginal cost.

    Source: Boland and Whittington, on increasing block tariffs.
    """
    bill: Floats = np.maximum(two_part_bill(use, price) - numbers("rebate", rebate, least=0), 0)
    return bill


def social_discount(
    use: ArrayLike, ends: ArrayLike, prices: ArrayLike, limit: ArrayLike, discount: ArrayLike,
    eligible: ArrayLike = 1.0,
) -> Floats:  # fmt: skip
    """Average discount per household of a group: eligible x discount x charge of its first ``limit`` units.

    ``eligible`` is the share of the group that has the discount: the inclusion rate for those it is meant for, the
    leakage for all others. ``discount`` is a fraction, ``limit`` in units of use; the rest as for ``block_bill``.
    """
    first = np.minimum(numbers("use", use, least=0), numbers("limit", limit, least=0))
    share = fractions("discount", discount) * fractions("eligible", eligible)
    return share * block_bill(first, ends, prices)


def seasonal_bills(
    use: ArrayLike, peak_months: ArrayLike, peak_price: ArrayLike, off_price: ArrayLike, fixed: ArrayLike = 0.0
) -> Floats:
    """Monthly bills at one price in the peak season and another off it; ``use`` and ``peak_months`` (..., months)."""
    peak = fractions("peak_months", peak_months)
    return two_part_bill(use, peak * np.asarray(peak_price) + (1 - peak) * np.asarray(off_price), fixed)


def time_of_use_bill(
    use: ArrayLike, prices: ArrayLike, fixed: ArrayLike = 0.0, demand: ArrayLike = 0.0, demand_charge: ArrayLike = 0.0
) -> Floats:
    """Bill by time of use: fixed + demand charge x highest demand (kVA) + sum of price x use of each time band.

    ``use`` (..., bands); ``prices`` (bands,) or (..., bands), money per unit.
    """
    for_demand = numbers("demand", demand, least=0) * numbers("demand_charge", demand_charge)
    for_use = np.sum(numbers("use", use, least=0) * numbers("prices", prices), axis=-1)
    bill: Floats = numbers("fixed", fixed) + for_demand + for_use
    return bill


def instalment(charge: ArrayLike, months: ArrayLike, rate_per_month: ArrayLike = 0.0) -> Floats:
    """Equal monthly instalment of a connection charge: K i / (1 - (1 + i)^-n), or K / n without interest."""
    return numbers("charge", charge, least=0) * capital_recovery_factor(rate_per_month, months)


def effective_annual_rate(rate_per_period: ArrayLike, periods: ArrayLike = 12) -> Floats:
    """Yearly rate with compounding: (1 + i)^periods - 1, for ``periods`` a year."""
    return (1 + numbers("rate_per_period", rate_per_period, least=-1)) ** numbers("periods", periods, least=1) - 1


# Cross-subsidy


@dataclass(frozen=True)
class Strata:
    """Balance of a tariff with discounts and surcharges by stratum; money per period, shaped (...)."""

    subsidies: Floats
    """What the strata that pay less than cost are spared."""
    contributions: Floats
    """What the strata above cost pay on top."""
    net_per_user: Floats
    """Contributions less subsidies, over all users."""
    fund_needed: Floats
    """What is missing, from the budget; 0 when contributions suffice."""


def strata_balance(users: ArrayLike, factors: ArrayLike, bills: ArrayLike = 1.0) -> Strata:
    """Subsidies and contributions of strata: ``factors`` times the bill at cost, negative for a discount.

    ``users`` (..., strata); ``factors`` (strata,), at least -1; ``bills`` at cost, money per user, (strata,) or one.
    """
    users = numbers("users", users, least=0)
    paid = users * numbers("factors", factors, least=-1) * numbers("bills", bills, least=0)
    subsidies, contributions = np.sum(np.maximum(-paid, 0), axis=-1), np.sum(np.maximum(paid, 0), axis=-1)
    net = contributions - subsidies
    return Strata(subsidies, contributions, net / np.sum(users, axis=-1), np.maximum(-net, 0))


def balancing_price(
    unit_cost: ArrayLike, discounted_price: ArrayLike, discounted_volume: ArrayLike, other_volume: ArrayLike
) -> Floats:
    """Price for all other users at which revenue meets cost: p_n = (c (V_d + V_n) - p_d V_d) / V_n, money per unit."""
    low, high = numbers("discounted_volume", discounted_volume, least=0), numbers("other_volume", other_volume, above=0)
    cost = numbers("unit_cost", unit_cost, least=0)
    return (cost * (low + high) - numbers("discounted_price", discounted_price, least=0) * low) / high


def surcharge(price: ArrayLike, unit_cost: ArrayLike) -> Floats:
    """Share by which a price exceeds cost: p / c - 1."""
    return numbers("price", price) / numbers("unit_cost", unit_cost, above=0) - 1


def cross_subsidy_fund(
    surcharges: ArrayLike, discounts: ArrayLike, interest_rate: float = 0.0, opening: float = 0.0
) -> tuple[Floats, Floats]:
    """Closing balance of a cross-subsidy fund and its calls on the treasury, each shaped (years,), money.

    Balance x (1 + interest) + surcharges - discounts, both (years,); what is missing is called, so that no balance is
    below 0.
    """
    flows = np.atleast_1d(numbers("surcharges", surcharges) - numbers("discounts", discounts))
    growth, balance = 1 + float(numbers("interest_rate", interest_rate)), float(numbers("opening", opening, least=0))
    balances, calls = np.empty(len(flows)), np.empty(len(flows))
    for year, flow in enumerate(flows):
        before = balance * growth + flow
        balance = balances[year] = max(before, 0.0)
        calls[year] = balance - before
    return balances, calls


# The level of a tariff


def break_even_tariff(unit_cost: ArrayLike, losses: ArrayLike, collection: ArrayLike) -> Floats:
    """Average tariff that recovers the cost per unit produced: c / ((1 - losses) x collection).

    ``losses`` is the share produced that is not billed (non-revenue water), ``collection`` the share of bills paid.
    """
    sold: Floats = volume_sold(1.0, fractions("losses", losses))  # type: ignore[no-untyped-call]
    billed = sold * fractions("collection", collection)
    if np.any(billed <= 0):
        raise ModelError("losses, collection: nothing is billed and paid, so that no tariff recovers the cost")
    return numbers("unit_cost", unit_cost, least=0) / billed


def average_incremental_cost(
    costs: ArrayLike, volumes: ArrayLike, rate: ArrayLike, times: ArrayLike | None = None
) -> Floats:
    """Level price per unit that covers capex and opex: PV(costs) / PV(volumes), each (..., years), at ``times``."""
    volume = present_value(numbers("volumes", volumes, least=0), rate, times)
    if np.any(volume <= 0):
        raise ModelError("volumes: nothing is sold in any year")
    return present_value(costs, rate, times) / volume


def basket_index(weights: ArrayLike, ratios: ArrayLike, fixed_share: ArrayLike = 0.0) -> Floats:
    """Price index: fixed share + sum of weight x X_t / X_0. Weights (components,) and fixed share add up to 1.

    ``ratios`` (..., components) are the price levels of the components over those at the base date.
    """
    weights, fixed = numbers("weights", weights, least=0), fractions("fixed_share", fixed_share)
    if np.any(np.abs(np.sum(weights, axis=-1) + fixed - 1) > 1e-9):
        raise ModelError(f"weights: must add up to 1 with the fixed share (got {np.sum(weights, axis=-1) + fixed})")
    index: Floats = fixed + np.sum(weights * numbers("ratios", ratios, least=0), axis=-1)
    return index


def rpi_x_path(price: ArrayLike, inflation: ArrayLike, x: ArrayLike) -> Floats:
    """Price cap in years 1 on, shaped (..., years): p_t = p_(t-1) x (1 + RPI - X).

    ``inflation`` (..., years) and the efficiency factor ``x`` are fractions per year; ``price`` is that of year 0.
    """
    growth = 1 + numbers("inflation", inflation) - numbers("x", x)
    return numbers("price", price, least=0)[..., None] * np.cumprod(growth, axis=-1)


def capped_path(price: ArrayLike, wanted: ArrayLike, floor: ArrayLike, cap: ArrayLike) -> Floats:
    """Prices in years 1 on that follow those wanted, their yearly change held between floor and cap (fractions).

    ``price`` (...) is that of year 0, ``wanted`` (..., years).
    """
    wanted, price = numbers("wanted", wanted, least=0), numbers("price", price, least=0)
    floor, cap = numbers("floor", floor, least=-1), numbers("cap", cap, least=-1)
    if np.any(floor > cap):
        raise ModelError("floor: must not exceed the cap")
    years = []
    for year in range(wanted.shape[-1]):
        price = np.clip(wanted[..., year], price * (1 + floor), price * (1 + cap))
        years.append(price)
    return np.stack(years, axis=-1)


def allowed_revenue(
    asset_base: ArrayLike, wacc: ArrayLike, depreciation: ArrayLike, opex: ArrayLike, efficiency: ArrayLike = 0.0
) -> Floats:
    """Building blocks of a year's revenue: opening regulatory asset base x WACC + depreciation + opex - efficiency."""
    capital = numbers("asset_base", asset_base, least=0) * numbers("wacc", wacc) + numbers("depreciation", depreciation)
    return capital + numbers("opex", opex) - numbers("efficiency", efficiency)


def review_price(allowed: ArrayLike, volumes: ArrayLike, wacc: ArrayLike, path: ArrayLike = 1.0) -> Floats:
    """Price set by a periodic review: the NPV at WACC of revenue less allowed revenue is 0 over the period.

    ``allowed`` (money) and ``volumes`` (..., years); price of year t = result x ``path`` of year t (1: a level price).
    """
    return average_incremental_cost(
        allowed, numbers("volumes", volumes, least=0) * numbers("path", path, least=0), wacc
    )


# Payments by the public


def unitary_payment(
    capex: ArrayLike, rate: ArrayLike, years: ArrayLike, opex: ArrayLike, deductions: ArrayLike = 0.0
) -> Floats:
    """Yearly availability or capacity payment: (capex x CRF(rate, years) + opex) x (1 - deductions), money."""
    full = numbers("capex", capex, least=0) * capital_recovery_factor(rate, years) + numbers("opex", opex)
    share = fractions("deductions", deductions)
    payment: Floats = availability_revenue(full, share)  # type: ignore[no-untyped-call]
    return payment


def shadow_toll(volume: ArrayLike, ends: ArrayLike, tolls: ArrayLike) -> Floats:
    """Banded shadow toll, money: sum of toll x the traffic in each band; bands as the blocks of a tariff."""
    return block_bill(volume, ends, tolls)


def user_fees(users: ArrayLike, exempt_share: ArrayLike, fee: ArrayLike) -> Floats:
    """Revenue of a school's or clinic's fee: users x (1 - share exempt) x fee, money."""
    return numbers("users", users, least=0) * (1 - fractions("exempt_share", exempt_share)) * numbers("fee", fee)


def capitation(heads: ArrayLike, grant: ArrayLike) -> Floats:
    """Capitation, money: sum over kinds of pupils or patients of heads x grant per head; kinds on the last axis."""
    total: Floats = np.sum(np.atleast_1d(numbers("heads", heads, least=0) * numbers("grant", grant)), axis=-1)
    return total


def voucher_budget(entitled: ArrayLike, take_up: ArrayLike, face_value: ArrayLike, leakage: ArrayLike = 0.0) -> Floats:
    """Cost of vouchers, money: entitled x take-up x face value / (1 - leakage).

    ``leakage`` is the share of all vouchers redeemed that others hold.
    """
    kept = 1 - fractions("leakage", leakage)
    if np.any(kept <= 0):
        raise ModelError("leakage: must be below 1, or no voucher reaches those entitled")
    redeemed = numbers("entitled", entitled, least=0) * fractions("take_up", take_up)
    return redeemed * numbers("face_value", face_value, least=0) / kept


# Indicators of a utility over a year (IBNET), as fractions


def coverage_ratio(served: ArrayLike, population: ArrayLike) -> Floats:
    """People with access / people in the area of responsibility."""
    return _ratio(served, population)


def loss_share(produced: ArrayLike, sold: ArrayLike) -> Floats:
    """Non-revenue water: (produced - sold) / produced, volumes."""
    return 1 - _ratio(sold, produced)


def operating_cost_coverage(revenue: ArrayLike, operating_cost: ArrayLike) -> Floats:
    """Operating revenue / operating cost, money."""
    return _ratio(revenue, operating_cost)


def collection_ratio(cash_income: ArrayLike, revenue: ArrayLike) -> Floats:
    """What customers paid / what was billed, money."""
    return _ratio(cash_income, revenue)


def collection_period(receivables: ArrayLike, revenue: ArrayLike, days: float = 365) -> Floats:
    """Bills unpaid at the end of the year / revenue of the year, in days."""
    return _ratio(receivables, revenue) * days


def _ratio(above: ArrayLike, below: ArrayLike) -> Floats:
    below = numbers("denominator", below, least=0)
    if np.any(below == 0):
        raise ModelError("denominator: must be above 0 (got 0)")
    return numbers("numerator", above, least=0) / below
