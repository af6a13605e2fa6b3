"""Tables of the project's money, lenders, owners and statements, in the order of an adviser's sheet."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ppp_model.tables.base import Asked, Table, by_period, lines_by_period, names_of, number

if TYPE_CHECKING:
    import pandas as pd

    from ppp_model.results import Result

CASH_FLOW = (
    "volume", "capacity_revenue", "variable_revenue", "availability_revenue", "user_revenue",
    "support_to_project", "guarantee_received", "upside_shared", "revenue", "operating_cost", "ebitda", "tax", "cfads",
    "debt_service", "debt_paid", "arrears", "reserve_closing", "owner_support", "distributable", "distribution",
    "cash_closing",
)  # fmt: skip
FUNDING = (
    "works_cost", "idc", "fees", "reserve_funding", "funding_need", "grants_drawn", "debt_drawn", "equity_drawn",
)  # fmt: skip
DEBT = ("opening", "drawdown", "interest", "repayment", "closing", "service", "paid", "arrears_closing")
COVER = ("debt_opening", "debt_service", "cfads", "dscr", "llcr", "plcr")
PUBLIC = (
    "grants_public", "availability_revenue", "utility_support", "guarantee_received", "public_subsidies",
    "public_support", "public_investment", "public_payments", "public_taxes", "public_contract_income",
    "public_dividends", "utility_surplus", "public_income", "net_public_cost", "firm_commitments", "budget_share",
)  # fmt: skip
UTILITY = (
    "volume_sold", "utility_collected", "support_to_utility", "bulk_purchase", "distribution_cost", "utility_margin",
    "exchange_rate", "bulk_fixed_cost_per_unit_sold", "tariff_factor", "idle_share", "idle_payment",
)  # fmt: skip
ACCESS = ("population", "coverage_without", "coverage", "people_served", "newly_served", "unserved")
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
_OF_TRANCHES = {
    "share": "share", "rate": "rate", "tenor": "years", "average_life": "years", "dscr_min": "ratio",
    "grant_element": "share", "irr": "rate",
}  # fmt: skip


def tranches(result: Result) -> dict[str, dict[str, float | None]]:
    """What is said of each tranche, by its name: see ``TRANCHE``. Tenor in years, None for a blank.

    ``share`` is that of all debt for the works, ``dscr_min`` the least cover counted on the tranche and those paid
    before it, ``irr`` the lender's return in the currency of the loan, ``grant_element`` that of a concessional loan.
    """
    everything = float(result.values("debt_commitment")[0, 0])
    found: dict[str, dict[str, float | None]] = {}
    for name in names_of(result, "debt"):
        said = {key: number(result, f"debt.{name}.{line}") for key, line in TRANCHE.items()}
        said["share"] = (said["share"] or 0.0) / everything if everything else None
        said["tenor"] = (said["tenor"] or 0.0) / 12
        said["grant_element"] = said["grant_element"] if name in result.soft_loans else None
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
        blended: dict[str, Any] = {key: number(result, line) for key, line in ALL_TRANCHES.items()}
        blended["amount"] = float(asked.values("debt_commitment")[0, 0])
        blended |= {"share": 1.0, "tenor": max(tenors), "grant_element": result.measure("grant_element")}
        rows["all"] = blended
    return pd.DataFrame.from_dict(rows, orient="index", columns=list(TRANCHE)).astype(float).rename_axis("tranche")


def _sources_and_uses(asked: Asked) -> pd.DataFrame:
    import pandas as pd

    result, sum_of = asked.result, asked.sum
    names = {kind: names_of(result, kind) for kind in ("works", "grants", "debt")}
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
    return sum(asked.sum(f"debt.{name}.{line}") for line in ("drawdown", "interest_added_now"))


def _funding(asked: Asked) -> pd.DataFrame:
    found: pd.DataFrame = by_period(asked, FUNDING)[asked.result.values("before_operation")[0] == 1]
    return found


def _owners(asked: Asked) -> pd.DataFrame:
    frame = by_period(asked, OWNERS)
    frame.attrs = {returns: asked.result.measures[returns] for returns in ("equity_irr", "share_irr")}
    return frame


def _of_blocks(kind: str, lines: tuple[str, ...]) -> Callable[[Asked], pd.DataFrame]:
    """How to make a table of the lines of each block of a kind by period."""

    def make(asked: Asked) -> pd.DataFrame:
        return by_period(asked, [f"{kind}.{block}.{line}" for block in names_of(asked.result, kind) for line in lines])

    return make


def _lines(about: str, lines: tuple[str, ...]) -> Table:
    return Table(about, lines_by_period(lines), lines)


FINANCE = {
    "cash_flow": _lines("Cash of the project by period, from volume to distribution", CASH_FLOW),
    "funding": Table("Uses and sources of funds by period until the works are complete", _funding, FUNDING),
    "sources_and_uses": Table("Uses and sources of funds in total", _sources_and_uses, (), {"share": "share"}),
    "debt": Table(
        "Each tranche by period: balance, interest, repayment, what is paid", _of_blocks("debt", DEBT), DEBT
    ),
    "tranches": Table(
        "Each tranche and all together: amount, cost, life, cover counted to it, the lender's return",
        _tranches, (*TRANCHE.values(), *ALL_TRANCHES.values()), _OF_TRANCHES,
    ),
    "cover": _lines("Cover ratios by period", COVER),
    "owners": Table("The owners by period: what they pay in on shares and loan, and get", _owners, OWNERS),
    "maintenance": Table(
        "Each item of major maintenance by period: what is spent, saved and held",
        _of_blocks("maintenance", MAINTENANCE), MAINTENANCE,
    ),
    "tax": _lines("Corporate income tax by period, from EBITDA to tax paid", TAX),
    "income_statement": _lines("Income statement by period", INCOME),
    "cash_flow_statement": _lines("Cash flow statement by period", CASH_STATEMENT),
    "balance_sheet": _lines("Balance sheet at the end of each period", BALANCE),
    "ifric12": _lines("The view of IFRIC 12 by period: services, financial and intangible asset, profit", IFRIC),
    "termination": _lines(
        "What the public pays if the contract ends with the period, by whose fault it is", TERMINATION
    ),
    "public": _lines("The public purse by period: what it pays, gets and owes", PUBLIC),
    "utility": _lines("The seller to households by period: what it collects, pays and keeps", UTILITY),
    "access": _lines("People and coverage by period", ACCESS),
}  # fmt: skip
"""The tables by name."""
