"""Sections of a page about the public purse: who pays and gets what, ceilings, what may have to be paid."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from ppp_model.outputs.formats import BLANK, format_amount, format_date, format_percent
from ppp_model.outputs.page import Grid, Reading, Section, joined, percent
from ppp_model.tables.base import names_of, wide
from ppp_model.tables.public import BESIDE, FLOWS, LEVEL_FACTS, LIABILITIES, PAID, Flow, columns_of, has_contingent

_LEVELS = {"nation": "Nation", "state": "State", "city": "City", "public": "Public, all", "donor_funded": "Donors"}
_TOTALS = ("all payments", "all income", "net cost")
_SHOWN_FROM = 0.5


def units(read: Reading) -> str:
    """The currency, its prices and the public rate."""
    rate, close = percent(read.on("public_discount_rate", 0)), format_date(read.scenario.timeline.close)
    money = f"Money in {read.result.currency}, of the period in which it is paid."
    return f"{money} Present values at close, {close}: {rate} a year."


def summary(read: Reading) -> Section:
    """What it costs in a sentence or two, with the part that is owed whatever the demand."""
    found = read.result.measures
    sentences = [
        f"The public pays {read.money(read.on('public_payments_pv', 0))}"
        f" and gets {read.money(found['public_income_pv'])} (present value):"
        f" a net cost of {read.money(found['net_public_cost_pv'])}.",
        f"Of what the public side owes, {read.money(found['firm_commitments_pv'])} is due whatever the demand.",
    ]
    if found["contingent_expected_pv"] is not None:
        sentences.append(
            f"It may have to pay more: {read.money(found['contingent_expected_pv'])} is expected,"
            f" {read.money(found['contingent_stressed_peak'])} at worst in one period."
        )
    return Section("In short", tuple(sentences))


def flows(read: Reading, present: bool) -> Section:
    """Who pays and gets what over the contract, at present value or as it is paid."""
    columns = {who: lines for who, lines in columns_of(read.result).items() if who != "donor_funded" or _given(read)}
    rows = []
    for kind, flow in FLOWS.items():
        if flow.side == BESIDE:
            continue
        values = [sum(_value(read, line, present) for line in lines(flow)) for lines in columns.values()]
        if kind in _TOTALS or any(abs(value) >= _SHOWN_FROM for value in values):
            rows.append((_label(kind, flow), *(_amount(value) for value in values)))
    heading = "Who pays and gets what, at present value" if present else "The same as paid, not discounted"
    notes = () if present or not _given(read) else ("Donors: with partner cities; what they give is not public money.",)
    return Section(heading, (), Grid(("", *(_LEVELS[who] for who in columns)), tuple(rows)), notes)


def _label(kind: str, flow: Flow) -> str:
    if kind in _TOTALS:
        return kind.capitalize()
    return f"  {'pays' if flow.side == PAID else 'gets'} {kind}"


def _given(read: Reading) -> bool:
    return bool(read.on("given_in_all", 0))


def _value(read: Reading, line: str, present: bool) -> float:
    values = read.result.values(line)
    factor = read.result.values("public_discount_factor") if present else 1.0
    return float((values * factor).sum())


def _amount(value: float) -> str:
    return format_amount(value) if abs(value) >= _SHOWN_FROM else "0"


def level_facts(read: Reading) -> dict[str, dict[str, Any]]:
    """Of each level its largest yearly shares with and without the project, ceilings, and what it owes like a debt."""
    found: dict[str, dict[str, Any]] = {}
    for name in names_of(read.result, "levels"):
        shares = wide(read.result, read.result.values(f"levels.{name}.share_with"))
        peak = _peak(shares)
        values = {line: read.on(f"levels.{name}.{line}", 0) for line in LEVEL_FACTS}
        values["share_peak_year"] = math.nan if peak is None else read.on("calendar_year", peak)
        values["debt_like_at_close"] = read.on(f"levels.{name}.debt_like", 0)
        found[name] = {line: value if math.isfinite(value) else None for line, value in values.items()}
    return found


def _peak(shares: Any) -> int | None:
    """The first period with the largest share, None when all are blank."""
    known = [(value, -number) for number, value in enumerate(shares) if math.isfinite(value)]
    return -max(known)[1] if known else None


def ceilings(read: Reading) -> Section | None:
    """The largest yearly shares against ceilings, with and without the project, and debt-like obligations."""
    facts = level_facts(read)
    if not facts:
        return None
    rows = (
        ("Share of own revenue, largest: without", "share_without_peak"), ("  with the project", "share_peak"),
        ("  in the year", "share_peak_year"), ("  ceiling", "ceiling"),
        ("Share of the sector's budget, largest", "sector_share_peak"), ("  ceiling", "sector_ceiling"),
        ("A ceiling is first exceeded in", "over_ceiling_year"),
        ("Still owed whatever the demand, at close", "debt_like_at_close"), ("  largest", "debt_like_peak"),
    )  # fmt: skip
    cells = [(label, *(_fact(line, one[line]) for one in facts.values())) for label, line in rows]
    grid = Grid(("", *(_LEVELS[name] for name in facts)), tuple(cells))
    notes = ("Years run from close. Payments in cash; what a level gets from the project is not set against them.",)
    return Section("Against revenue and budgets", tuple(_over(facts)), grid, notes)


def _over(facts: dict[str, dict[str, Any]]) -> Iterator[str]:
    over = [f"{_LEVELS[name].lower()} from {one['over_ceiling_year']:.0f}" for name, one in facts.items()
            if one["over_ceiling_year"]]  # fmt: skip
    limited = any(one["ceiling"] is not None or one["sector_ceiling"] is not None for one in facts.values())
    if over:
        yield f"A ceiling is exceeded: {joined(over)}."
    elif limited:
        yield "No ceiling is exceeded."


def _fact(line: str, value: float | None) -> str:
    if line == "over_ceiling_year" and value is None:
        return "never"
    if value is None:
        return BLANK
    if line.endswith("year"):
        return f"{value:.0f}"
    if line.startswith("debt_like"):
        return _amount(value)
    return f"{value * 100:.3f} %" if 0 < value < 0.0005 else format_percent(value)


def contingent(read: Reading) -> Section | None:
    """What may have to be paid: exposure, expected, stressed, and the fee that would cover it."""
    if not has_contingent(read.result):
        return None
    frame = read.result.table("contingent")

    def cell(kind: str, column: str) -> float:
        value: Any = frame.loc[kind, column]
        return float(value)

    kinds = [kind for kind in LIABILITIES if cell(kind, "exposure") != 0]
    heading = "What may have to be paid"
    if not kinds:
        return Section(heading, ("Nothing: no guarantee, and no early end is considered.",))
    money = ("exposure", "expected_pv", "stressed_peak", "fee_per_year")
    rows = []
    for kind in [*kinds, "all"]:
        cells = [_blank_or_amount(cell(kind, column)) for column in money]
        rate = cell(kind, "fee_rate")
        fee = f"{format_percent(rate)} of {LIABILITIES[kind].on}" if math.isfinite(rate) else BLANK
        rows.append((kind.capitalize(), *cells, fee))
    headings = ("", "Exposure, largest", "Expected, present value", "Stressed, largest", "Fee a year", "or as a rate")
    stress = f"{read.on('stress', 0):.3g}"
    notes = (
        f"Stress: {stress} standard deviations; a default or an end in the worst period, the larger of the two.",
        "Expected of a whole guarantee, with what the run itself already pays under it. Nothing here moves cash.",
    )
    return Section(heading, (), Grid(headings, tuple(rows)), notes)


def _blank_or_amount(value: float) -> str:
    return _amount(value) if math.isfinite(value) else BLANK


def facts_beside_cash(read: Reading) -> dict[str, float]:
    """Tax forgone, what the works handed back are worth, and public bodies' bills over the contract."""
    bills = [f"classes.{name}.public_bills" for name in names_of(read.result, "classes")]
    return {
        "tax_forgone_pv": read.on("tax_forgone_pv", 0),
        "handback_value_pv": read.on("handback_value_pv", 0),
        "handback_value": read.sum("handback_value"),
        "public_bills": sum(read.sum(line) for line in bills),
        "public_bills_pv": sum(_value(read, line, True) for line in bills),
    }


def beside_cash(read: Reading) -> Section | None:
    """Lost revenue, the works handed back, and public bodies' own bills as customers."""
    found, sentences = facts_beside_cash(read), []
    if found["tax_forgone_pv"]:
        sentences.append(f"Lost revenue: a tax holiday forgoes {read.money(found['tax_forgone_pv'])} (present value).")
    else:
        sentences.append("Lost revenue: no tax is forgone.")
    if found["handback_value"]:
        sentences.append(
            f"The works come back worth {read.money(found['handback_value'])},"
            f" {read.money(found['handback_value_pv'])} at present value."
        )
    if found["public_bills"]:
        sentences.append(
            f"Public bodies pay {read.money(found['public_bills'])} as customers over the contract,"
            f" {read.money(found['public_bills_pv'])} at present value."
        )
    return Section("Beside the cash of the purse", tuple(sentences))
