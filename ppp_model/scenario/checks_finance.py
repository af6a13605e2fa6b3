"""Rules about debt, owners' money, reserves and tax. A problem names its path; `load` adds the place."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from ppp_model.errors import Problem
from ppp_model.scenario.model import Debt, Finance, Grant, Reserve, Scenario, Tax, Timeline
from ppp_model.scenario.rules import (
    MONTHS_IN_PERIOD,
    TINY,
    above_zero,
    adds_up,
    end_of_contract,
    start_of_operation,
    unused,
    whole_periods,
)
from ppp_model.scenario.words import did_you_mean, listed, months_text

_NOT_IN_REFINANCING = (
    "amount", "gearing", "llcr", "grace", "available_for", "drawn", "construction_interest", "commitment_fee",
)  # fmt: skip


def check_finance(scenario: Scenario) -> Iterator[Problem]:
    """Every rule about finance and tax that a scenario breaks."""
    debts, timeline = scenario.finance.debt, scenario.timeline
    for name, debt in debts.items():
        path = f"finance.debt.{name}"
        yield from _size(path, debt)
        yield from _cost(path, debt)
        yield from _tenor(path, debt, timeline)
        yield from _shape(path, debt)
        yield from _profile(path, debt, _repaid_after(debt, debts, timeline), timeline)
        yield from _refinancing(path, name, debts, timeline)
    for name, grant in scenario.finance.grants.items():
        yield from _grant(f"finance.grants.{name}", grant)
    yield from _reserve(scenario.finance.reserve)
    yield from _owners(scenario.finance, timeline)
    yield from _tax(scenario.tax, timeline)


def _grant(path: str, grant: Grant) -> Iterator[Problem]:
    if grant.amount is None and grant.share_of_works is None:
        yield Problem("", path, "nothing says how large this grant is", "Give `amount` or `share_of_works`.")
    elif grant.amount is not None and grant.share_of_works is not None:
        yield Problem("", f"{path}.share_of_works", "stands beside an `amount`", hint="Take one of the two away.")


def _size(path: str, debt: Debt) -> Iterator[Problem]:
    yield from above_zero(f"{path}.dscr", debt.dscr)
    if debt.refinances is not None:
        why = (
            f"has no effect: this tranche is as large as what is left of `{debt.refinances}`, and drawn when it is due"
        )
        dscr = () if debt.repayment == "sculpted" else ("dscr",)
        yield from unused(debt, path, (*_NOT_IN_REFINANCING, *dscr), why)
    elif all(size is None for size in (debt.amount, debt.gearing, debt.dscr, debt.llcr)):
        allowed = "Give `amount`, `gearing`, `dscr` or `llcr` (or `refinances`)."
        yield Problem("", path, "nothing says how large this tranche is", allowed)


def _cost(path: str, debt: Debt) -> Iterator[Problem]:
    if debt.rate is None and debt.base_rate is None:
        yield Problem("", path, "nothing says what this tranche costs", "Give `rate`, or `base_rate` and `margin`.")
    elif debt.rate is not None and debt.base_rate is not None:
        yield Problem("", f"{path}.base_rate", "stands beside a fixed `rate`", hint="Take one of the two away.")
    if debt.base_rate is None:
        yield from unused(debt, path, ("margin", "swap_share", "swap_rate"), "needs a `base_rate`")
    elif debt.swap_share and not debt.swap_rate:
        yield Problem("", f"{path}.swap_rate", "is missing", "Give the fixed rate of the swap, before margin.")
    elif debt.swap_rate and not debt.swap_share:
        yield Problem("", f"{path}.swap_share", "is missing", "Give the share of the base rate that is swapped.")


def _tenor(path: str, debt: Debt, timeline: Timeline) -> Iterator[Problem]:
    start, end = start_of_operation(timeline), end_of_contract(timeline)
    yield from whole_periods(f"{path}.tenor", debt.tenor, timeline)
    yield from whole_periods(f"{path}.grace", debt.grace, timeline)
    if debt.available_for is not None:
        yield from whole_periods(f"{path}.available_for", debt.available_for, timeline)
    if debt.tenor > end + TINY:
        what = f"{months_text(debt.tenor)} is past the end of the contract"
        yield Problem("", f"{path}.tenor", what, f"At most {months_text(end)} (construction and operation).")
    elif debt.refinances is None and start + debt.grace >= debt.tenor - TINY:
        key = "grace" if debt.grace else "tenor"
        times = [months_text(time) for time in (debt.tenor, start, debt.grace)]
        what = f"no time is left for repayment: tenor {times[0]}, start of operation after {times[1]}, grace {times[2]}"
        yield Problem("", f"{path}.{key}", what, "The tenor must be longer than construction, delay and grace.")


def _shape(path: str, debt: Debt) -> Iterator[Problem]:
    if debt.repayment == "sculpted" and debt.dscr is None:
        yield Problem("", f"{path}.repayment", "sculpted repayment needs a target `dscr`", "Give `dscr`, such as 1.30.")
    if debt.balloon and debt.repayment in ("bullet", "sculpted", "given"):
        what = f"does not go with the repayment `{debt.repayment}`"
        yield Problem("", f"{path}.balloon", what, "Allowed with `annuity` and `equal_principal`.")


def _repaid_after(debt: Debt, debts: Mapping[str, Debt], timeline: Timeline) -> float:
    """Months from close, as planned, after which a tranche is repaid."""
    old = debts.get(debt.refinances or "")
    return old.tenor if old is not None else timeline.construction + debt.grace


def _profile(path: str, debt: Debt, after: float, timeline: Timeline) -> Iterator[Problem]:
    """Repayments that are given: as many as there are periods to repay in, as planned."""
    path = f"{path}.profile"
    if debt.repayment != "given":
        if debt.profile is not None:
            yield Problem("", path, f"does not go with the repayment `{debt.repayment}`", "It needs `given`.")
        return
    if debt.profile is None:
        yield Problem("", path, "is missing", "The repayment `given` needs the shares repaid.")
        return
    yield from adds_up(path, "the shares", debt.profile, TINY)
    periods = (debt.tenor - after) / MONTHS_IN_PERIOD[timeline.period]
    if periods > 0 and abs(periods - round(periods)) <= TINY and len(debt.profile) != round(periods):
        what = f"has {len(debt.profile)} shares, but there are {round(periods)} repayments"
        ends = f"from {months_text(after)} after close (end of grace) to {months_text(debt.tenor)}"
        yield Problem("", path, what, f"One share for each period {ends}.")


def _refinancing(path: str, name: str, debts: Mapping[str, Debt], timeline: Timeline) -> Iterator[Problem]:
    debt = debts[name]
    if debt.refinances is None:
        return
    path = f"{path}.refinances"
    others = [other for other in debts if other != name]
    old = debts.get(debt.refinances)
    if old is None or debt.refinances == name:
        there = f"The other tranches are {listed(others)}." if others else "There is no other tranche."
        hint = did_you_mean(debt.refinances, others)
        yield Problem("", path, f"no other tranche is called `{debt.refinances}`", there, hint)
        return
    if old.tenor <= start_of_operation(timeline) + TINY:
        what = f"`{debt.refinances}` is due after {months_text(old.tenor)}, before operation starts"
        yield Problem("", path, what, "Only a last repayment in operation can be refinanced.")
    if old.tenor >= debt.tenor - TINY:
        what = (
            f"`{debt.refinances}` is due after {months_text(old.tenor)}, this tranche after {months_text(debt.tenor)}"
        )
        yield Problem("", path, what, "This tranche must be due later.")
    if debt.rank > old.rank:
        what = f"`{debt.refinances}` has rank {old.rank} and is paid before this tranche brings its money"
        yield Problem("", path, what, f"The `rank` may be at most {old.rank}.")


def _reserve(reserve: Reserve) -> Iterator[Problem]:
    path = "finance.reserve"
    if reserve.funded != "letter_of_credit":
        yield from unused(reserve, path, ("letter_fee",), "needs `funded: letter_of_credit`")
    if reserve.funded == "at_start":
        yield from unused(reserve, path, ("build_up",), "does not go with a reserve that the funding fills at once")
        if reserve.looks == "back":
            what = "no debt service is past when operation starts, so the funding would fill nothing"
            yield Problem("", f"{path}.looks", what, "It goes with `from_cash` and `letter_of_credit`.")


def _owners(finance: Finance, timeline: Timeline) -> Iterator[Problem]:
    loan, equity = finance.shareholder_loan, finance.equity
    if loan is not None and loan.tenor is not None:
        yield from whole_periods("finance.shareholder_loan.tenor", loan.tenor, timeline)
        yield from above_zero("finance.shareholder_loan.tenor", loan.tenor)
    if equity.bridge_rate and not equity.bridge_share:
        yield Problem("", "finance.equity.bridge_rate", "needs a `bridge_share`")


def _tax(tax: Tax, timeline: Timeline) -> Iterator[Problem]:
    if tax.method == "declining" and tax.declining_rate <= 0:
        yield Problem("", "tax.declining_rate", "is missing", "The method `declining` needs it, such as 10 %.")
    if tax.method == "given" and tax.schedule is None:
        yield Problem("", "tax.schedule", "is missing", "The method `given` needs the shares by year of operation.")
    for name, method in (("declining_rate", "declining"), ("schedule", "given"), ("depreciation", "straight_line")):
        if tax.method != method:
            yield from unused(tax, "tax", (name,), f"goes with the method `{method}`, got `{tax.method}`")
    if tax.method == "given" and tax.schedule is not None:
        shares = tax.schedule if isinstance(tax.schedule, (tuple, list)) else (tax.schedule,)
        years = math.ceil(timeline.operation / 12 - TINY)
        total = math.fsum(shares[:years]) + shares[-1] * max(years - len(shares), 0)
        if total > 1 + 1e-6:
            what = f"depreciates {total * 100:.10g} % of the cost in {years} years; the last share holds on"
            yield Problem("", "tax.schedule", what, "At most 100 %.", "End the list with 0 %.")
    if tax.losses == "refunded":
        yield from unused(tax, "tax", ("loss_life", "loss_share"), "has no effect when losses are refunded")
    if tax.loss_life is not None:
        yield from whole_periods("tax.loss_life", tax.loss_life, timeline)
