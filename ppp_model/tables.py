"""Tables of a result as pandas DataFrames: which lines each shows, in the order of an adviser's sheet."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ppp_model.errors import ScenarioError
from ppp_model.money import Floats, currency_of, view
from ppp_model.scenario.words import did_you_mean

if TYPE_CHECKING:
    import pandas as pd

    from ppp_model.results import Result

CASH_FLOW = (
    "volume", "capacity_revenue", "variable_revenue", "availability_revenue", "user_revenue", "revenue",
    "operating_cost", "ebitda", "tax", "cfads", "debt_service", "debt_paid", "arrears", "reserve_closing",
    "owner_support", "distributable", "distribution", "cash_closing",
)  # fmt: skip
FUNDING = (
    "works_cost", "idc", "fees", "reserve_funding", "funding_need", "grants_drawn", "debt_drawn", "equity_drawn",
)  # fmt: skip
DEBT = ("opening", "drawdown", "interest", "repayment", "closing", "service", "paid", "arrears_closing")
COVER = ("debt_opening", "debt_service", "cfads", "dscr", "llcr", "plcr")
PUBLIC = (
    "grants_public", "availability_revenue", "utility_support", "public_support", "public_investment",
    "public_payments", "tax", "public_dividends", "utility_surplus", "public_income", "net_public_cost",
    "firm_commitments", "budget_share",
)  # fmt: skip
UTILITY = (
    "volume_sold", "utility_collected", "bulk_purchase", "distribution_cost", "utility_margin", "exchange_rate",
    "bulk_fixed_cost_per_unit_sold", "tariff_factor", "idle_share", "idle_payment",
)  # fmt: skip
ACCESS = ("population", "coverage_without", "coverage", "people_served", "newly_served")
INCOME = (
    "revenue", "operating_cost", "fees_to_public", "ebitda", "maintenance_spend", "handback_cost", "residual_value",
    "book_depreciation", "operating_profit", "reserve_interest", "financing_expense", "owner_interest_expense",
    "exchange_loss", "profit_before_book_tax", "tax", "net_income",
)  # fmt: skip
CASH_STATEMENT = (
    "ebitda", "maintenance_spend", "working_capital_rise", "handback_cost", "tax", "cash_from_operation",
    "works_cost", "vat_paid", "vat_refund", "residual_value", "cash_from_investment",
    "cash_from_lenders", "cash_from_letter", "cash_from_owners", "grants_drawn", "cash_to_capital",
    "cash_from_financing", "interest_earned", "cash_change", "cash_and_reserves",
)  # fmt: skip
BALANCE = (
    "book_value", "receivables", "vat_receivable", "cash_and_reserves", "assets", "debt_closing", "arrears",
    "letter_closing", "bridge_closing", "owner_loan_closing", "loans", "payables", "liabilities", "share_capital",
    "grants_to_date", "retained_earnings", "book_equity",
)  # fmt: skip
IFRIC = (
    "construction_services", "operation_services", "guaranteed_services", "guaranteed_cash", "finance_income",
    "financial_asset", "intangible_additions", "amortisation", "intangible_asset", "revenue_from_users",
    "accounting_revenue", "accounting_costs", "accounting_profit",
)  # fmt: skip
TERMINATION = (
    "debt_to_pay_off", "cash_to_set_off", "equity_to_date", "equity_to_come", "equity_not_recovered",
    "termination_by_authority", "termination_by_contractor", "termination_by_nobody",
)  # fmt: skip
TAX = (
    "ebitda", "depreciation", "profit_before_interest", "interest_charged", "interest_room", "interest_deducted",
    "profit_before_tax", "loss_opening", "loss_made", "loss_lapsed", "loss_used", "loss_closing", "taxable_profit",
    "is_taxed", "tax", "interest_tax", "dividend_tax",
)  # fmt: skip
MAINTENANCE = ("spend", "instalment", "reserve_balance")
OWNERS = (
    "owners_paid", "shares_paid", "owner_loan_drawn", "owner_support", "bridge_drawn", "bridge_repaid",
    "bridge_closing", "owner_loan_interest", "owner_loan_due", "owner_loan_paid", "owner_loan_closing", "dividends",
    "dividend_tax", "share_cash_flow", "equity_cash_flow",
)  # fmt: skip
USES = {
    "interest during construction": "idc", "fees": "fees", "interest of the bridge loan": "bridge_interest",
    "VAT, less what is paid back": "vat_need", "reserve": "reserve_funding",
}  # fmt: skip
"""Uses of funds besides the works."""
TRANCHE = {
    "amount": "commitment", "share": "funding_commitment", "rate": "average_rate", "tenor": "tenor",
    "average_life": "life_of_tranche", "dscr_min": "cover_min", "grant_element": "grant_element", "irr": "lender_irr",
}  # fmt: skip
"""What is said of each tranche, and the line from which it is taken."""
ALL_TRANCHES = {
    "amount": "debt_commitment", "rate": "cost_of_debt", "average_life": "average_life", "dscr_min": "dscr_min",
    "irr": "lenders_irr",
}  # fmt: skip
GROUP = {
    "income": "income", "bill": "bill", "burden": "burden", "outlay_without": "outlay without",
    "outlay_burden_without": "burden without", "outlay": "outlay with", "outlay_burden": "burden with",
    "connected_without": "connected without", "connected": "connected with",
}  # fmt: skip

BY_PERIOD = {
    "cash_flow": CASH_FLOW, "funding": FUNDING, "cover": COVER, "owners": OWNERS, "public": PUBLIC,
    "utility": UTILITY, "access": ACCESS, "tax": TAX, "income_statement": INCOME,
    "cash_flow_statement": CASH_STATEMENT, "balance_sheet": BALANCE, "ifric12": IFRIC, "termination": TERMINATION,
}  # fmt: skip
"""The tables of lines of the project by period."""
BY_BLOCK = {"debt": ("debt", DEBT), "maintenance": ("maintenance", MAINTENANCE)}
"""The tables of the lines of each block of a kind by period."""
SHOWN = {line for lines in (*BY_PERIOD.values(), DEBT, MAINTENANCE) for line in lines} | {
    *GROUP, *TRANCHE.values(), *ALL_TRANCHES.values(),
}  # fmt: skip
"""Every line that a table shows, by its name in its block."""

KINDS = {
    "sources_and_uses": {"share": "share"},
    "tranches": {
        "share": "share", "rate": "rate", "tenor": "years", "average_life": "years", "dscr_min": "ratio",
        "grant_element": "share", "irr": "rate",
    },
}  # fmt: skip
"""For tables whose columns are not all plain numbers: how to show each, as a measure's kind."""

TABLES = {
    "cash_flow": "Cash of the project by period, from volume to distribution",
    "funding": "Uses and sources of funds by period until the works are complete",
    "sources_and_uses": "Uses and sources of funds in total",
    "debt": "Each tranche by period: balance, interest, repayment, what is paid",
    "tranches": "Each tranche and all together: amount, cost, life, cover counted to it, the lender's return",
    "cover": "Cover ratios by period",
    "owners": "The owners by period: what they pay in on shares and loan, and get",
    "maintenance": "Each item of major maintenance by period: what is spent, saved and held",
    "tax": "Corporate income tax by period, from EBITDA to tax paid",
    "income_statement": "Income statement by period",
    "cash_flow_statement": "Cash flow statement by period",
    "balance_sheet": "Balance sheet at the end of each period",
    "ifric12": "The view of IFRIC 12 by period: services, financial and intangible asset, profit",
    "termination": "What the public pays if the contract ends with the period, by whose fault it is",
    "public": "The public purse by period: what it pays, gets and owes",
    "utility": "The seller to households by period: what it collects, pays and keeps",
    "access": "People and coverage by period",
    "households": "Each income group when operation starts, without and with the project (the city's currency)",
}
"""The tables by name, and what each shows."""


def table(result: Result, name: str, currency: str | None = None, real: bool = False) -> pd.DataFrame:
    """A table of a result by name; rows are periods, groups or tranches.

    Money is in the currency of each line, or all in ``currency``; ``real`` puts it in prices of close. Raises
    ScenarioError for an unknown name or currency.
    """
    if name not in TABLES:
        raise ScenarioError.one(
            "", name, "unknown table", f"There are {', '.join(TABLES)}.", did_you_mean(name, TABLES)
        )
    asked = Asked(result, currency, real)
    if name in ("households", "sources_and_uses", "tranches"):
        return {"households": _households, "sources_and_uses": _sources_and_uses, "tranches": _tranches}[name](asked)
    if name in BY_BLOCK:
        kind, lines = BY_BLOCK[name]
        return _by_period(asked, [f"{kind}.{block}.{line}" for block in _names(result, kind) for line in lines])
    frame = _by_period(asked, BY_PERIOD[name])
    if name == "owners":
        frame.attrs = {returns: result.measures[returns] for returns in ("equity_irr", "share_irr")}
    return frame[result.values("before_operation")[0] == 1] if name == "funding" else frame


@dataclass(frozen=True)
class Asked:
    """A result with the currency and the prices in which its money shall be shown."""

    result: Result
    currency: str | None
    real: bool

    def values(self, line: str) -> Floats:
        """A line as it shall be shown; what is not money is as it is, and so is the real value of a single one."""
        result = self.result
        values = result.values(line)
        if (self.currency is None and not self.real) or currency_of(result.assembled, line) is None:
            return values
        return view(result.assembled, result.run, line, self.currency, self.real and values.shape[1] > 1)


def money_of(result: Result, name: str, currency: str | None = None, real: bool = False) -> str:
    """In which currency and prices a table's money stands, in words."""
    usual = result.local_currency if name == "households" else result.currency
    prices = "in prices of close" if real else "in the money of the period"
    own = {block: code for block in _names(result, "debt") if (code := _owed_in(result, block)) != result.currency}
    words = f"Money in {currency or usual}, {prices}."
    if name == "debt" and own and currency is None:
        tranches = ", ".join(f"{block} in {code}" for block, code in own.items())
        words += f" Opening to closing balance in the currency of the loan ({tranches})."
    return words


def tranches(result: Result) -> dict[str, dict[str, float | None]]:
    """What is said of each tranche, by its name: see ``TRANCHE``. Tenor in years, None for a blank.

    ``share`` is that of all debt for the works, ``dscr_min`` the least cover counted on the tranche and those paid
    before it, ``irr`` the lender's return in the currency of the loan.
    """
    everything = float(result.values("debt_commitment")[0, 0])
    found: dict[str, dict[str, float | None]] = {}
    for name in _names(result, "debt"):
        said = {key: _number(result, f"debt.{name}.{line}") for key, line in TRANCHE.items()}
        said["share"] = (said["share"] or 0.0) / everything if everything else None
        said["tenor"] = (said["tenor"] or 0.0) / 12
        found[name] = said
    return found


def _tranches(asked: Asked) -> pd.DataFrame:
    import pandas as pd

    result = asked.result
    rows: dict[str, dict[str, Any]] = {name: {**said} for name, said in tranches(result).items()}
    for name, row in rows.items():
        row["amount"] = float(asked.values(f"debt.{name}.commitment")[0, 0])
    if rows:
        tenors = [row["tenor"] for row in rows.values()]
        blended: dict[str, Any] = {key: _number(result, line) for key, line in ALL_TRANCHES.items()}
        blended["amount"] = float(asked.values("debt_commitment")[0, 0])
        rows["all"] = blended | {"share": 1.0, "tenor": max(tenors), "grant_element": _number(result, "grant_element")}
    return pd.DataFrame.from_dict(rows, orient="index", columns=list(TRANCHE)).astype(float).rename_axis("tranche")


def _number(result: Result, line: str) -> float | None:
    """A single value; None for a blank or a line that there is not."""
    value = float(result.run.values[line][0, 0]) if line in result.run.values else math.nan
    return value if math.isfinite(value) else None


def _owed_in(result: Result, tranche: str) -> str | None:
    return currency_of(result.assembled, f"debt.{tranche}.opening")


def _by_period(asked: Asked, lines: Sequence[str]) -> pd.DataFrame:
    """Lines side by side, those that the model has; a row for each period."""
    import numpy as np
    import pandas as pd

    calendar = asked.result.assembled.calendar
    index = pd.DatetimeIndex(calendar.labels, name="period end")
    found = [line for line in lines if line in asked.result.run.values]
    data = {line: np.broadcast_to(asked.values(line)[0], (calendar.periods,)) for line in found}
    return pd.DataFrame(data, index=index)


def _names(result: Result, kind: str) -> list[str]:
    """The names of the blocks of a kind, such as the tranches of debt."""
    blocks = result.assembled.model.blocks
    return [name.partition(".")[2] for name in blocks if name.partition(".")[0] == kind and name.count(".") == 1]


def _households(asked: Asked) -> pd.DataFrame:
    import pandas as pd

    start = asked.result.assembled.calendar.operation_starts
    rows = {}
    for group in _names(asked.result, "groups"):
        row = {}
        for line, label in GROUP.items():
            values = asked.values(f"groups.{group}.{line}")[0]
            row[label] = float(values[min(start, len(values) - 1)])
        rows[group] = row
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("group")


def _sources_and_uses(asked: Asked) -> pd.DataFrame:
    import pandas as pd

    def sum_of(line: str) -> float:
        return float(asked.values(line).sum())

    result = asked.result
    names = {kind: _names(result, kind) for kind in ("works", "grants", "debt")}
    uses = {f"works: {name}": sum_of(f"works.{name}.spend") for name in names["works"]}
    uses |= {label: sum_of(line) for label, line in USES.items()}
    kept = sum_of("funding_need") - sum_of("net_uses")
    more = {"interest earned on funds not yet needed": -sum_of("proceeds_interest"), "VAT kept for operation": kept}
    uses |= {label: amount for label, amount in more.items() if abs(amount) >= 1}
    sources = {f"grant: {name}": sum_of(f"grants.{name}.drawn") for name in names["grants"]}
    debts = result.loaded.scenario.finance.debt
    lent = [name for name in names["debt"] if debts[name].refinances is None]
    sources |= {f"debt: {name}": _drawn_for_works(asked, name) for name in lent}
    sources["equity"] = sum_of("equity_drawn")
    rows = [("uses", label, amount) for label, amount in uses.items()]
    rows += [("sources", label, amount) for label, amount in sources.items()]
    total = sum(uses.values())
    return pd.DataFrame(
        {"amount": [row[2] for row in rows], "share": [row[2] / total if total else 0.0 for row in rows]},
        index=pd.MultiIndex.from_tuples([row[:2] for row in rows], names=["side", "item"]),
    )


def _drawn_for_works(asked: Asked, name: str) -> float:
    """A tranche's part of the funding: what is drawn, with interest added to it."""
    return sum(float(asked.values(f"debt.{name}.{line}").sum()) for line in ("drawdown", "interest_added_now"))
