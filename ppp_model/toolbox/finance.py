"""Finance of cities and donors as cash flows: soft loans, guarantees, bonds, land value, outcome payments.

Money is in any one currency; rates are fractions per year. Arguments are numbers or arrays that broadcast; series run
along the last axis, in years 1, 2, ... unless ``times`` says otherwise. An argument that is not a finite number, or
lies out of its range, raises ModelError.
"""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike

from ppp_model.engine.ops import annuity_share
from ppp_model.engine.returns import Irr, irr
from ppp_model.errors import ModelError
from ppp_model.toolbox.inputs import Floats, fractions, numbers

Repayment = Literal["equal principal", "annuity", "lump sum"]
Schedule = Literal["equal principal", "annuity", "bullet"]


# Discounting


def discount_factors(rate: ArrayLike, times: ArrayLike) -> Floats:
    """(1 + rate)^-time, shaped as ``rate`` with the times along a last axis. ``rate`` above -1; ``times`` in years."""
    growth = 1 + numbers("rate", rate, above=-1)
    factors: Floats = growth[..., None] ** -numbers("times", times)
    return factors


def present_value(flows: ArrayLike, rate: ArrayLike, times: ArrayLike | None = None) -> Floats:
    """Present value of flows, shaped (..., periods), at the day 0 from which ``times`` count.

    Flows fall at ``times`` in years, shaped (periods,); 1, 2, ... when None. ``rate`` is shaped (...) or one number.
    """
    flows = numbers("flows", flows)
    if flows.ndim == 0:
        raise ModelError("flows: must be a series (got one number)")
    times = np.arange(1.0, flows.shape[-1] + 1) if times is None else times
    value: Floats = np.sum(flows * discount_factors(rate, times), axis=-1)
    return value


def capital_recovery_factor(rate: ArrayLike, periods: ArrayLike) -> Floats:
    """Level payment per unit of capital: r / (1 - (1 + r)^-n), or 1 / n at rate 0. Rate per period, periods >= 1."""
    rate, periods = numbers("rate", rate, above=-1), numbers("periods", periods, least=1)
    rates, counts = np.broadcast_arrays(rate, periods)
    factor: Floats = rate + np.reshape(annuity_share(rates, counts), rates.shape)
    return factor


def paid_within(due: ArrayLike, cap: ArrayLike | None) -> Floats:
    """What is paid of sums due, shaped (..., periods), until a cap on their total, shaped (...), is used up."""
    due = numbers("due", due, least=0)
    if cap is None:
        return due
    total = np.minimum(np.cumsum(due, axis=-1), numbers("cap", cap, least=0)[..., None])
    return np.diff(total, axis=-1, prepend=0.0)


# Soft loans


def grant_element(
    form: Repayment,
    rate: ArrayLike,
    maturity: ArrayLike,
    grace: ArrayLike,
    discount_rate: ArrayLike,
    per_year: ArrayLike = 1,
    grace_rate: ArrayLike | None = None,
) -> Floats:
    """Share of a loan paid out at once that is in effect a gift, by the closed forms of the OECD DAC.

    ``maturity`` and ``grace`` (to the first repayment of principal) in years, at least one interval between
    repayments; ``per_year`` repayments and interest dates a year; ``grace_rate`` is the interest rate during grace
    (``rate`` when None). A "lump sum" repays principal and simple interest together at maturity; its ``grace`` is not
    used. ``discount_rate`` above 0. ModelError where grace is below one interval or longer than the maturity.
    """
    _one_of("form", form, get_args(Repayment))
    rate, maturity = numbers("rate", rate, least=0), numbers("maturity", maturity, above=0)
    discount, per_year = numbers("discount_rate", discount_rate, above=0), numbers("per_year", per_year, least=1)
    if form == "lump sum":
        return 1 - (1 + rate * maturity) / (1 + discount) ** maturity
    grace = numbers("grace", grace, least=0)
    first_rate = rate if grace_rate is None else numbers("grace_rate", grace_rate, least=0)
    if np.any(grace * per_year < 1 - 1e-9) or np.any(grace > maturity):
        raise ModelError(f"grace: must be from one repayment interval to the maturity (got {grace} years)")
    waiting = grace - 1 / per_year
    repaying = maturity - waiting
    step, count = (1 + discount) ** (1 / per_year) - 1, per_year * repaying
    to_first, to_last = (1 + discount) ** -waiting, (1 + discount) ** -repaying
    level = to_first * (1 - to_last) / step  # present value of 1 at each repayment date
    in_grace = first_rate * (1 - to_first) / (per_year * step)
    if form == "annuity":
        return 1 - in_grace - level * capital_recovery_factor(rate / per_year, count)
    interest = rate / (per_year * count) * to_first * (to_last - 1 + step * count) / step**2
    return 1 - in_grace - level / count - interest


def loan_service(
    form: Schedule, rate: float, maturity: float, grace: float, per_year: int = 1
) -> tuple[Floats, Floats]:
    """Dates in years, and interest and principal due at each, of a loan of 1 paid out at once.

    Principal is repaid from ``grace`` (years) to ``maturity``; a "bullet" at maturity. Interest is paid at each of the
    ``per_year`` dates a year. ModelError unless ``grace`` and ``maturity`` are whole numbers of intervals.
    """
    _one_of("form", form, get_args(Schedule))
    dates, first = (round(float(numbers("years", years)) * per_year, 9) for years in (maturity, grace))
    if dates % 1 or first % 1 or not 1 <= first <= dates:
        raise ModelError(f"grace: must be whole intervals from 1 to the maturity (got {first:g} of {dates:g})")
    index = np.arange(1.0, dates + 1)
    interest_rate = float(numbers("rate", rate, least=0)) / per_year
    count = dates - first + 1
    past = np.maximum(index - first + 1, 0)  # repayments made
    if form == "annuity":
        level = float(capital_recovery_factor(interest_rate, count))
        return index / per_year, np.where(past > 0, level, interest_rate)
    principal = (past > 0) / count if form == "equal principal" else (index == dates).astype(float)
    opening = 1 - np.cumsum(principal) + principal
    return index / per_year, principal + opening * interest_rate


def _one_of(name: str, word: str, allowed: tuple[str, ...]) -> None:
    if word not in allowed:
        raise ModelError(f"{name} must be one of: {', '.join(allowed)} (got {word!r}).")


def grant_element_of_flows(
    service: ArrayLike, times: ArrayLike, discount_rate: ArrayLike,
    drawn: ArrayLike = 1.0, drawn_times: ArrayLike = 0.0,
) -> Floats:  # fmt: skip
    """1 - PV(debt service) / PV(loan drawn), of flows shaped (..., dates) at times in years; OECD DAC and IMF."""
    value = present_value(np.atleast_1d(numbers("drawn", drawn, least=0)), discount_rate, np.atleast_1d(drawn_times))
    if np.any(value <= 0):
        raise ModelError("drawn: must have a value above 0")
    return 1 - present_value(service, discount_rate, times) / value


def blending_share(market_factor: ArrayLike, soft_factor: ArrayLike, target: ArrayLike) -> Floats:
    """Least share of soft money in a blend whose yearly debt service per unit lent is at most ``target``.

    x = (A_market - target) / (A_market - A_soft), not below 0: no more subsidy than needed (additionality). A are
    capital recovery factors of each loan. ModelError where soft money is no cheaper, or even soft money alone is too
    dear.
    """
    market, soft = numbers("market_factor", market_factor), numbers("soft_factor", soft_factor, least=0)
    target = numbers("target", target, least=0)
    if np.any(soft >= market):
        raise ModelError("soft_factor: must be below the market's")
    if np.any(target < soft - 1e-12):
        raise ModelError("target: cannot be met even by soft money alone")
    share: Floats = np.clip((market - target) / (market - soft), 0, 1)
    return share


def swapped_rate(foreign_rate: ArrayLike, depreciation: ArrayLike, swap_margin: ArrayLike = 0.0) -> Floats:
    """All-in yearly cost in local money of a foreign loan: (1 + i)(1 + d) - 1, and the margin of the swap.

    ``depreciation`` is the yearly rise of the price of foreign currency that the swap fixes.
    """
    rate, fall = numbers("foreign_rate", foreign_rate, least=-1), numbers("depreciation", depreciation, least=-1)
    return (1 + rate) * (1 + fall) - 1 + numbers("swap_margin", swap_margin)


# Guarantees, bonds and funds


def guarantee_expected_cost(
    outstanding: ArrayLike, default_rate: ArrayLike, loss_given_default: ArrayLike, cover: ArrayLike,
    discount_rate: ArrayLike,
) -> Floats:  # fmt: skip
    """Present value of what a partial credit guarantee is expected to pay.

    Sum over years of survival x default rate x loss given default x cover x outstanding x discount factor.
    ``outstanding`` at the start of each year, shaped (..., years), money; ``default_rate`` per year of loans still
    performing; the payment falls at the end of the year. The others are fractions shaped (...).
    """
    outstanding, default = numbers("outstanding", outstanding, least=0), fractions("default_rate", default_rate)
    lost = fractions("loss_given_default", loss_given_default) * fractions("cover", cover)
    survival = (1 - default)[..., None] ** np.arange(outstanding.shape[-1])
    return lost * default * present_value(survival * outstanding, discount_rate)


def diaspora_discount(coupon: ArrayLike, market_rate: ArrayLike, years: int) -> Floats:
    """What buyers of a bond at par give up by taking a coupon below the market, as a share of its face value.

    1 - sum of coupon / (1 + m)^t - (1 + m)^-n: the patriotic discount; coupon paid yearly, principal at the end.
    """
    flows = numbers("coupon", coupon, least=0)[..., None] * np.ones(int(numbers("years", years, least=1)))
    flows[..., -1] += 1
    return 1 - present_value(flows, market_rate)


def revolving_fund(
    opening: ArrayLike, interest_rate: ArrayLike, repayments: ArrayLike, loans: ArrayLike, losses: ArrayLike = 0.0
) -> Floats:
    """Closing balances of a revolving fund, shaped (years,): balance x (1 + r) + repayments - new loans - losses.

    Money, shaped (years,) or one number. A balance below 0 says that the fund cannot lend as planned.
    """
    flows = numbers("repayments", repayments) - numbers("loans", loans) - numbers("losses", losses)
    rates, flows = np.broadcast_arrays(numbers("interest_rate", interest_rate), np.atleast_1d(flows))
    balances, balance = np.empty(len(flows)), float(numbers("opening", opening))
    for year, (rate, flow) in enumerate(zip(rates, flows, strict=True)):
        balance = balances[year] = balance * (1 + rate) + flow
    return balances


# Land and carbon


def land_value_capture(area: ArrayLike, value: ArrayLike, uplift: ArrayLike, captured: ArrayLike) -> Floats:
    """Money that the public takes of the betterment: area x land value per unit of area x uplift x share captured."""
    betterment = numbers("area", area, least=0) * numbers("value", value, least=0) * numbers("uplift", uplift)
    return betterment * fractions("captured", captured)


def tax_increment_value(
    assessed_value: ArrayLike, growth: ArrayLike, tax_rate: ArrayLike, years: int, discount_rate: ArrayLike,
    dscr: ArrayLike = 1.0,
) -> Floats:  # fmt: skip
    """Present value of the tax on the rise of assessed value (tax increment financing); with ``dscr``, the bond it
    carries.

    Tax rate x (value in year t - value now), years 1 to ``years``; assessed value in money grows at ``growth``.
    """
    number = np.arange(1, int(numbers("years", years, least=1)) + 1)
    rise = (1 + numbers("growth", growth, least=-1))[..., None] ** number - 1
    base = numbers("assessed_value", assessed_value, least=0) * numbers("tax_rate", tax_rate, least=0)
    return base * present_value(rise, discount_rate) / numbers("dscr", dscr, least=1)


def carbon_revenue(
    tonnes: ArrayLike, price: ArrayLike, cost: ArrayLike = 0.0, buffer: ArrayLike = 0.0, success: ArrayLike = 1.0
) -> Floats:
    """Yearly net revenue from emission credits, money.

    tCO2e x share issued (``success``) x (1 - share kept as ``buffer``) x price per tonne - cost of issuing and
    verifying in money per year.
    """
    sold = numbers("tonnes", tonnes, least=0) * fractions("success", success) * (1 - fractions("buffer", buffer))
    return sold * numbers("price", price, least=0) - numbers("cost", cost, least=0)


# Projects


def viability_gap(capex: ArrayLike, cash: ArrayLike, target_return: ArrayLike) -> Floats:
    """Part of the capex that cash flows do not pay back at the target return: max(0, capex - PV(cash)), money.

    ``cash`` shaped (..., years), before debt service, years 1 on; capex is paid at time 0.
    """
    gap: Floats = np.maximum(numbers("capex", capex, least=0) - present_value(cash, target_return), 0)
    return gap


def outcome_payments(outcomes: ArrayLike, price: ArrayLike, cap: ArrayLike | None = None) -> Floats:
    """What an outcome payer pays, shaped (..., years): outcomes x price, until ``cap`` (money) is used up."""
    return paid_within(numbers("outcomes", outcomes, least=0) * numbers("price", price, least=0), cap)


def outcome_returns(investment: ArrayLike, outcomes: ArrayLike, price: ArrayLike, cap: ArrayLike | None = None) -> Irr:
    """Returns of the investor in a social or development impact bond, one for each row (level) of outcomes.

    ``investment``: money at time 0, one number or shaped (levels,); ``outcomes``: (levels, years) or (years,), paid at
    the end of each year. Rates per year with a status for each level: there is no return where nothing is paid.
    """
    paid = np.atleast_2d(outcome_payments(outcomes, price, cap))
    first = np.broadcast_to(-numbers("investment", investment, least=0), len(paid))
    return irr(np.column_stack([first, paid]), np.arange(paid.shape[1] + 1))
