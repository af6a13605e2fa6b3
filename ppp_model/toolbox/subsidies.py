"""Subsidies: who gets them, and the payments of results-based, gap and guarantee schemes.

Money is in any one currency; shares are fractions. Groups of households run along the last axis (..., groups), as do
periods. Arguments are numbers or arrays that broadcast. An argument that is not a finite number, or lies out of its
range, raises ModelError. Source of the benefit targeting measures: Komives, Foster, Halpern and Wodon (2005), Water,
Electricity, and the Poor, chapter 4.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike

from ppp_model.errors import ModelError
from ppp_model.lines.guarantee import guarantee_received, upside_shared
from ppp_model.toolbox.finance import paid_within, present_value, viability_gap
from ppp_model.toolbox.inputs import Floats, fractions, numbers

Treatment = Literal["gross", "net"]
NewConnections = Literal["all unconnected", "within the network", "like existing"]

_DUST = 1e-9
"""A subsidy below this share of the cost is rounding."""

# Benefit targeting


def omega(subsidies: ArrayLike, households: ArrayLike, poor: ArrayLike) -> Floats:
    """Benefit targeting: average subsidy per poor household over average subsidy per household.

    ``subsidies``: money that each group receives in all; ``households``: their number; ``poor``: 1 for groups that
    count as poor, else 0, or the share of the group that is; all (..., groups). Above 1 the poor get more than the
    average; blank (NaN) where there is no subsidy.
    """
    subsidies, households, poor = _groups(subsidies, households, poor)
    share_to_poor = _ratio(_of(subsidies, poor), np.sum(subsidies, axis=-1))
    return _ratio(share_to_poor, _of(households, poor) / np.sum(households, axis=-1))


@dataclass(frozen=True)
class Targeting:
    """Benefit targeting of a use subsidy and its five factors, each of the poor over that of all; shaped (...).

    A measure is blank (NaN) where nobody is left to average over, as when no poor household has the subsidy. Those
    after ``share_to_poor`` look only at customers who pay less than cost.
    """

    omega: Floats
    """Average subsidy per poor household / average subsidy per household: the product of the five factors."""
    access: Floats
    """A: share living where the network is."""
    uptake: Floats
    """U: share of those that are connected."""
    receipt: Floats
    """T: share of the connected that have the subsidy."""
    rate: Floats
    """R: share of the cost of what beneficiaries use that the subsidy bears, weighted by quantity."""
    quantity: Floats
    """Q: use per beneficiary, at unit cost."""
    share_to_poor: Floats
    """Part of all subsidy that the poor receive."""
    poor_beneficiaries: Floats
    """Beneficiary incidence: part of all beneficiaries that are poor."""
    error_of_exclusion: Floats
    """Part of the poor that have no subsidy."""
    error_of_inclusion: Floats
    """Part of all beneficiaries that are not poor."""
    generosity: Floats
    """Part of the cost of what poor beneficiaries use that the subsidy bears."""
    subsidy_per_poor_beneficiary: Floats
    """Money per period."""

    def materiality(self, income_of_poor: ArrayLike) -> Floats:
        """Subsidy per poor beneficiary over the income of the poor, money per household and period."""
        return self.subsidy_per_poor_beneficiary / numbers("income_of_poor", income_of_poor, above=0)


def targeting(
    households: ArrayLike, poor: ArrayLike, access: ArrayLike, uptake: ArrayLike, use: ArrayLike, bill: ArrayLike,
    unit_cost: ArrayLike, receiving: ArrayLike = 1.0, treatment: Treatment = "gross",
) -> Targeting:  # fmt: skip
    """Benefit targeting of the subsidy unit cost x use - bill, with its five factors.

    All (..., groups): ``households`` (number), ``poor`` (1, 0 or the share that is), ``access`` (share living where
    the network is), ``uptake`` (share of those connected), ``use`` and ``bill`` per connected household and period,
    ``unit_cost`` money per unit, ``receiving`` (share of the connected with the subsidy). Customers who pay more than
    cost are no beneficiaries and count as 0 ("gross"), or lower the subsidy as contributors ("net").
    """
    cost = numbers("unit_cost", unit_cost, least=0) * numbers("use", use, least=0)
    households, poor, near, joined, receiving, cost, subsidy = np.broadcast_arrays(
        *_groups(0.0, households, poor)[1:], fractions("access", access), fractions("uptake", uptake),
        fractions("receiving", receiving), cost, cost - numbers("bill", bill, least=0),
    )  # fmt: skip
    if treatment not in get_args(Treatment):
        raise ModelError(f"treatment must be gross or net (got {treatment!r}).")
    gains = np.where(subsidy > _DUST * cost, 1.0, 0.0)
    if treatment == "gross":
        receiving, subsidy = receiving * gains, subsidy * gains
    reached = households * near
    connected = reached * joined
    beneficiaries = connected * receiving
    stages = (households, reached, connected, beneficiaries, beneficiaries * cost, beneficiaries * subsidy)
    of_poor, of_all = [_of(stage, poor) for stage in stages], [_of(stage, np.ones(1)) for stage in stages]
    steps = [_ratio(_ratio(of_poor[k + 1], of_poor[k]), _ratio(of_all[k + 1], of_all[k])) for k in range(5)]
    share = _ratio(of_poor[5], of_all[5])
    gaining, costs, gained = (_of(stage * gains, poor) for stage in stages[3:])
    among = _ratio(gaining, _of(beneficiaries, gains))
    return Targeting(
        omega=_ratio(share, of_poor[0] / of_all[0]),
        access=steps[0], uptake=steps[1], receipt=steps[2], quantity=steps[3], rate=steps[4],
        share_to_poor=share,
        poor_beneficiaries=among,
        error_of_exclusion=1 - gaining / of_poor[0],
        error_of_inclusion=1 - among,
        generosity=_ratio(gained, costs),
        subsidy_per_poor_beneficiary=_ratio(gained, gaining),
    )  # fmt: skip


def connection_omega(
    households: ArrayLike, poor: ArrayLike, access: ArrayLike, uptake: ArrayLike, new: NewConnections
) -> Floats:
    """Benefit targeting of an equal subsidy for each new connection; arguments as for ``targeting``.

    ``new`` says who connects: "all unconnected" (the most that the poor can get), those "within the network" that are
    not connected, or in proportion to the connected ("like existing").
    """
    near, joined = fractions("access", access), fractions("uptake", uptake)
    share = {
        "all unconnected": 1 - near * joined,
        "within the network": near * (1 - joined),
        "like existing": near * joined,
    }
    if new not in share:
        raise ModelError(f"new must be one of: {', '.join(share)} (got {new}).")
    return omega(numbers("households", households, least=0) * share[new], households, poor)


def concentration_coefficient(benefits: ArrayLike, households: ArrayLike) -> Floats:
    """Concentration coefficient of benefits over groups ordered from poor to rich, by trapezoids.

    ``benefits`` (money in all) and ``households`` (number), (..., groups). From -1 (all to the poorest) to 1; of
    incomes it is the Gini coefficient. ModelError where there are no benefits.
    """
    benefits, households = numbers("benefits", benefits, least=0), numbers("households", households, least=0)
    benefits, households = np.broadcast_arrays(benefits, households)
    if np.any(benefits.sum(axis=-1) <= 0) or np.any(households.sum(axis=-1) <= 0):
        raise ModelError("benefits and households must each add up to more than 0.")
    people = households / households.sum(axis=-1, keepdims=True)
    curve = np.cumsum(benefits, axis=-1) / benefits.sum(axis=-1, keepdims=True)
    before = np.concatenate([np.zeros_like(curve[..., :1]), curve[..., :-1]], axis=-1)
    coefficient: Floats = 1 - np.sum(people * (curve + before), axis=-1)
    return coefficient


def _groups(subsidies: ArrayLike, households: ArrayLike, poor: ArrayLike) -> tuple[Floats, Floats, Floats]:
    amounts, households = numbers("subsidies", subsidies), numbers("households", households, least=0)
    amounts, households, poor = np.broadcast_arrays(amounts, households, fractions("poor", poor))
    if amounts.ndim == 0 or np.any(_of(households, poor) <= 0):
        raise ModelError("poor: there must be groups, and poor households among them.")
    return amounts, households, poor


def _of(stage: Floats, poor: Floats) -> Floats:
    total: Floats = np.sum(stage * poor, axis=-1)
    return total


def _ratio(above: Floats, below: Floats) -> Floats:
    """above / below, blank where ``below`` is 0."""
    above, below = np.broadcast_arrays(above, below)
    result: Floats = np.divide(above, below, out=np.full(below.shape, np.nan), where=below != 0)[()]
    return result


# Results-based aid, guarantees and gaps


@dataclass(frozen=True)
class OutputBasedAid:
    """Cash flow of a provider paid for verified outputs; money, shaped (periods,), the first period at time 0."""

    spending: Floats
    charges: Floats
    """What users pay."""
    due: Floats
    """Subsidy earned by verified outputs."""
    paid: Floats
    """Subsidy paid, within the budget."""
    financing_gap: Floats
    """What the provider has laid out so far, less what has come in: cumulative."""
    npv_loss: float
    """Subsidy on all outputs, had it been paid when the money was spent, less that paid; present value at time 0.

    Without failures and within the budget it is the cost of pre-financing.
    """


def output_based_aid(
    outputs: ArrayLike, unit_cost: float, unit_subsidy: float, rate: float, *, first_share: float,
    verified_after: int, rest_after: int, failure_rate: float = 0.0, unit_charge: float = 0.0,
    budget: float | None = None,
) -> OutputBasedAid:  # fmt: skip
    """Output-based aid: the provider spends first, and is paid for the outputs that pass verification.

    ``outputs`` (periods,), number built in each period; ``unit_`` cost, subsidy and charge to the user in money per
    output; ``rate`` per period. ``first_share`` of the subsidy is paid ``verified_after`` so many whole periods, the
    rest ``rest_after`` so many more; ``failure_rate`` is the share of outputs that fail; ``budget`` caps all subsidy.
    """
    built = np.atleast_1d(numbers("outputs", outputs, least=0))
    first_lag, last_lag = (int(numbers("lags", lag, least=0)) for lag in (verified_after, verified_after + rest_after))
    outputs = np.concatenate([built, np.zeros(max(first_lag, last_lag))])
    full = outputs * float(numbers("unit_subsidy", unit_subsidy, least=0))
    earned, first = full * (1 - fractions("failure_rate", failure_rate)), fractions("first_share", first_share)
    due = first * _later(earned, first_lag) + (1 - first) * _later(earned, last_lag)
    paid = paid_within(due, budget)
    spending = outputs * float(numbers("unit_cost", unit_cost, least=0))
    charges = outputs * float(numbers("unit_charge", unit_charge, least=0))
    loss = float(present_value(full - paid, rate, np.arange(len(full))))
    return OutputBasedAid(spending, charges, due, paid, np.cumsum(spending - charges - paid), loss)


def _later(row: Floats, periods: int) -> Floats:
    return np.concatenate([np.zeros(periods), row[: len(row) - periods]])


def guarantee_payment(forecast: ArrayLike, revenue: ArrayLike, guaranteed_share: ArrayLike) -> Floats:
    """Minimum revenue guarantee, money per period: max(0, share x forecast revenue - revenue)."""
    share = numbers("guaranteed_share", guaranteed_share, least=0)
    actual = numbers("revenue", revenue)
    paid: Floats = guarantee_received(share, numbers("forecast", forecast), actual)  # type: ignore[no-untyped-call]
    return paid


def upside_payment(forecast: ArrayLike, revenue: ArrayLike, above: ArrayLike, share: ArrayLike) -> Floats:
    """The public's part of revenue over a share of the forecast, money: share x max(0, revenue - above x forecast)."""
    ceiling = numbers("above", above, least=0) * numbers("forecast", forecast)
    paid: Floats = upside_shared(fractions("share", share), numbers("revenue", revenue), ceiling)  # type: ignore[no-untyped-call]
    return paid


@dataclass(frozen=True)
class ViabilityGrant:
    """Who closes a viability gap; money, shaped (...)."""

    gap: Floats
    """Capex less what cash flows repay at the target return."""
    grant: Floats
    """Capital grant, within its cap."""
    sponsor_grant: Floats
    """Part of what is left that the sponsoring authority gives, within its cap."""
    unfunded: Floats
    """What nobody gives: above 0, the project is not viable."""


def viability_grant(
    capex: ArrayLike, cash: ArrayLike, target_return: ArrayLike, cap: ArrayLike, sponsor_cap: ArrayLike = 0.0
) -> ViabilityGrant:
    """Viability gap funding: the gap, granted up to ``cap`` and then ``sponsor_cap``, shares of capex.

    ``capex`` (...) money at time 0; ``cash`` (..., years) before debt service; ``target_return`` per year.
    """
    gap, capex = viability_gap(capex, cash, target_return), numbers("capex", capex)
    grant = np.minimum(gap, fractions("cap", cap) * capex)
    sponsor = np.minimum(gap - grant, fractions("sponsor_cap", sponsor_cap) * capex)
    return ViabilityGrant(gap, grant, sponsor, gap - grant - sponsor)


# Donors and partner cities


def leverage(total: ArrayLike, donors: ArrayLike) -> Floats:
    """All finance for each unit of donor money."""
    times: Floats = numbers("total", total, least=0) / numbers("donors", donors, above=0)
    return times


def cost_sharing(shares: ArrayLike, budgets: ArrayLike) -> Floats:
    """Money from each giver for each use, shaped (givers, uses), in triangular cooperation.

    ``shares`` (givers, uses) of the money or goods that each use needs; they add up to 1 for each use, or ModelError.
    ``budgets`` (uses,), money. What is given in kind counts at its value.
    """
    shares, budgets = np.atleast_2d(fractions("shares", shares)), np.atleast_1d(numbers("budgets", budgets, least=0))
    if shares.shape[1:] != budgets.shape:
        raise ModelError(f"shares: must have a column for each use (got {shares.shape[1]} for {len(budgets)}).")
    wrong = np.flatnonzero(np.abs(shares.sum(axis=0) - 1) > 1e-9)
    if wrong.size:
        raise ModelError(f"shares: must add up to 1 for each use (use {wrong[0]}: {shares[:, wrong[0]].sum():g}).")
    amounts: Floats = shares * budgets
    return amounts


def levy_inflow(revenue: ArrayLike, levy_rate: ArrayLike, take_up: ArrayLike = 1.0) -> Floats:
    """Money for partner cities from a levy on a donor city's service revenue: revenue x levy rate x take-up.

    ``take_up`` is the part of the potential that is raised. Source: Oudin-Santini law, France, 2005.
    """
    potential = numbers("revenue", revenue, least=0) * fractions("levy_rate", levy_rate)
    return potential * fractions("take_up", take_up)
