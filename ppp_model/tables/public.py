"""Tables of the public purse: by level of government, against its revenue, and what it may have to pay."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

from ppp_model.money import Floats
from ppp_model.scenario.model_public import Level
from ppp_model.tables.base import Asked, Table, framed, has_line, lines_by_period, names_of

if TYPE_CHECKING:
    import pandas as pd

    from ppp_model.results import Result

PAID, GOT, NET, BESIDE = "pays", "gets", "net", "beside cash"
LEVELS = "`public.levels`"
CONTINGENT_NEEDS = "`contingent`"


@dataclass(frozen=True)
class Flow:
    """One kind of payment or income: the line of a level, that of the public in all, those of donors and partners."""

    side: str
    level: str
    public: str
    donors: tuple[str, ...] = ()


FLOWS = {
    "capital grants": Flow(PAID, "grants_given", "grants_public", ("grants_donor", "grants_partner")),
    "subsidies in operation": Flow(
        PAID,
        "support_given",
        "support_public",
        ("support_donor", "support_partner", "cooperation_donor", "cooperation_partner"),
    ),
    "works and land in kind": Flow(
        PAID, "in_kind_given", "in_kind_from_public", ("in_kind_from_donors", "in_kind_from_partner")
    ),
    "availability payments": Flow(PAID, "availability_paid", "availability_revenue"),
    "revenue guarantee called": Flow(PAID, "guarantee_paid", "guarantee_received"),
    "deficit of the utility": Flow(PAID, "deficit_paid", "utility_support"),
    "shortfall of the fund of strata": Flow(PAID, "shortfall_paid", "fund_call"),
    "capital as an owner": Flow(PAID, "capital_paid", "public_investment"),
    "all payments": Flow(PAID, "level_payments", "public_payments", ("given_by_donors", "given_by_partners")),
    "taxes": Flow(GOT, "taxes_got", "public_taxes"),
    "fees less payment at handback": Flow(GOT, "fees_got", "public_contract_income"),
    "dividends": Flow(GOT, "dividends_got", "public_dividends"),
    "surplus of the utility": Flow(GOT, "surplus_got", "utility_surplus"),
    "all income": Flow(GOT, "level_income", "public_income"),
    "net cost": Flow(NET, "level_net_cost", "net_public_cost", ("given_by_donors", "given_by_partners")),
    "tax forgone": Flow(BESIDE, "tax_lost", "tax_forgone"),
    "works handed back": Flow(BESIDE, "works_got", "handback_value"),
}
"""What the public pays and gets, in the order of the rows."""

YEARS = (
    "level_cash_payments", "share_without", "share_with", "ceiling", "sector_share", "sector_ceiling",
    "is_over_ceiling", "debt_like",
)  # fmt: skip
LEVEL_FACTS = (
    "level_payments_pv", "level_income_pv", "level_net_cost_pv", "share_without_peak", "share_peak", "ceiling",
    "sector_share_peak", "sector_ceiling", "over_ceiling_year", "debt_like_peak",
)  # fmt: skip
"""Single values of each level that the page of the public purse shows beside its tables."""
_SHARES = {f"{level}.{line}": "share" for level in get_args(Level) for line in YEARS[1:6]}


@dataclass(frozen=True)
class Liability:
    """One kind of contingent liability and its lines; the fee is a rate on what it says."""

    exposure: str
    expected: str
    stressed: str
    fee: str
    on: str


LIABILITIES = {
    "revenue guarantee": Liability(
        "revenue_exposure", "revenue_expected_pv", "revenue_stressed_peak", "revenue_fee", "guaranteed revenue"
    ),
    "guarantees of loans": Liability(
        "debt_guaranteed_peak", "debt_expected_pv", "debt_stressed_peak", "debt_fee", "guaranteed balance, a year"
    ),
    "exchange rate guarantee": Liability(
        "exchange_exposure", "exchange_expected_pv", "exchange_stressed_peak", "exchange_fee", "debt service covered"
    ),
    "early end by fault": Liability(
        "termination_stressed_peak", "termination_expected_pv", "termination_stressed_peak", "termination_fee",
        "payment due, a year",
    ),
    "buy-out": Liability(
        "buy_out_stressed_peak", "buy_out_expected_pv", "buy_out_stressed_peak", "buy_out_fee", "payment due, a year"
    ),
}  # fmt: skip
CONTINGENT_YEARS = (
    "guaranteed_revenue", "debt_guaranteed", "exchange_covered", "revenue_expected", "debt_expected",
    "exchange_expected", "termination_expected", "buy_out_expected", "contingent_expected", "revenue_stressed",
    "debt_stressed", "exchange_stressed", "termination_stressed", "buy_out_stressed", "contingent_stressed",
)  # fmt: skip


def columns_of(result: Result) -> Mapping[str, Callable[[Flow], tuple[str, ...]]]:
    """Who has a column, with the lines of a flow that it adds up: levels, the public in all, donors and partners."""

    def of_level(name: str) -> Callable[[Flow], tuple[str, ...]]:
        return lambda flow: (f"levels.{name}.{flow.level}",)

    found: dict[str, Callable[[Flow], tuple[str, ...]]] = {name: of_level(name) for name in names_of(result, "levels")}
    return found | {"public": lambda flow: (flow.public,), "donor_funded": lambda flow: flow.donors}


def _levels(asked: Asked) -> pd.DataFrame:
    import pandas as pd

    factor = asked.result.values("public_discount_factor")
    columns: dict[str, list[float]] = {}
    for who, lines_of in columns_of(asked.result).items():
        of_flow = [lines_of(flow) for flow in FLOWS.values()]
        columns[who] = [sum(asked.sum(line) for line in lines) for lines in of_flow]
        columns[f"{who}_pv"] = [sum(_present(asked, line, factor) for line in lines) for lines in of_flow]
    index = pd.MultiIndex.from_tuples([(flow.side, kind) for kind, flow in FLOWS.items()], names=["side", "kind"])
    return pd.DataFrame(columns, index=index)


def _present(asked: Asked, line: str, factor: Floats) -> float:
    """Present value at close of a line, at the public rate."""
    return float((asked.at_close(line) * factor).sum())


def _level_years(asked: Asked) -> pd.DataFrame:
    lines = [f"levels.{name}.{line}" for name in names_of(asked.result, "levels") for line in YEARS]
    frame = framed(asked.result, {line.removeprefix("levels."): asked.wide(line) for line in lines})
    return frame.replace([float("inf")], float("nan"))


def _contingent(asked: Asked) -> pd.DataFrame:
    import pandas as pd

    def single(line: str) -> float:
        return float(asked.at_close(line)[0, 0])

    yearly = float(asked.result.values("value_of_yearly_fee")[0, 0])
    rows = {
        kind: (single(one.exposure), single(one.expected), single(one.stressed), single(one.expected) / yearly,
               float(asked.result.values(one.fee)[0, 0]), one.on)
        for kind, one in LIABILITIES.items()
    }  # fmt: skip
    rows["all"] = (
        float("nan"), single("contingent_expected_pv"), single("contingent_stressed_peak"), single("contingent_fee"),
        float("nan"), "",
    )  # fmt: skip
    columns = ["exposure", "expected_pv", "stressed_peak", "fee_per_year", "fee_rate", "fee_on"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("liability")


def has_levels(result: Result) -> bool:
    """Whether levels of government are shown apart."""
    return bool(names_of(result, "levels"))


def has_contingent(result: Result) -> bool:
    """Whether something is said of what the public may have to pay."""
    return has_line(result, "contingent_expected_pv")


_LIABILITY_LINES = {
    line for one in LIABILITIES.values() for line in (one.exposure, one.expected, one.stressed, one.fee)
}

PUBLIC = {
    "levels": Table(
        "What each level of government, the public in all, and donors with partner cities pay and get over the "
        "contract; `_pv`: present value at the public rate",
        _levels, (*{line for flow in FLOWS.values() for line in (flow.level, flow.public, *flow.donors)}, *LEVEL_FACTS),
        {}, has_levels, LEVELS,
    ),
    "level_years": Table(
        "Of each level by period: payments in cash; share of the year's own revenue without and with the project and "
        "of the sector's budget, with ceilings; what it still owes whatever the demand",
        _level_years, YEARS, _SHARES, has_levels, LEVELS,
    ),
    "contingent": Table(
        "Of each contingent liability: largest exposure, present value of expected payments, largest payment under "
        "stress, and the fee that would cover what is expected, as a level yearly sum and as a rate",
        _contingent,
        (*_LIABILITY_LINES, "contingent_expected_pv", "contingent_stressed_peak", "contingent_fee",
         "value_of_yearly_fee"),
        {"fee_rate": "share"}, has_contingent, CONTINGENT_NEEDS,
    ),
    "contingent_years": Table(
        "What is guaranteed, what is expected to be paid and what under stress, by period and kind",
        lines_by_period(CONTINGENT_YEARS), CONTINGENT_YEARS, {}, has_contingent, CONTINGENT_NEEDS,
    ),
}  # fmt: skip
"""The tables by name."""

BESIDE_CASH = ("public_bills", "tax_forgone_pv", "handback_value_pv", "public_payments_pv")
"""Lines that the page shows and no table."""
