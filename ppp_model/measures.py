"""The headline measures, by the side that asks for them, and why one may be blank."""

from __future__ import annotations

from dataclasses import dataclass

NO_HOUSEHOLDS = "the scenario has no city or no sale to households"
NO_CITY = "the scenario has no city"
NO_CONTINGENT = "the scenario has no `contingent`, or an early end is considered and the owners' return does not exist"
NO_DEBT = "there is no debt service"


@dataclass(frozen=True)
class Measure:
    """One headline measure: the line of the same name, how to show it, and what a blank means."""

    name: str
    side: str
    label: str
    kind: str
    """money, money_local, price, rate, share, ratio, years, year or count"""
    blank: str
    """Why it has no value, when the line is missing or blank (a return says itself why)."""


SIDES = {
    "household": "Household",
    "public purse": "Public purse",
    "lender": "Lender",
    "investor": "Investor",
    "donors and partners": "Donors and partners",
    "economy and planet": "Economy and planet",
    "price": "Price",
}
"""The sides in the order in which they are shown, with their headings."""

_NOT_ECONOMY = "the scenario has no `economy`, or no sale to households"
_NOT_COMPARATOR = "nothing to compare with: `value_for_money.comparator` can name a public structure"

MEASURES: tuple[Measure, ...] = (
    Measure("bill_poorest", "household", "Monthly bill, poorest group", "money", NO_HOUSEHOLDS),
    Measure("bill_poorest_local", "household", "the same in the city's currency", "money_local", NO_HOUSEHOLDS),
    Measure("burden_poorest", "household", "Bill as share of income, poorest group", "share", NO_HOUSEHOLDS),
    Measure("burden_average", "household", "Outlay as share of income, all households", "share", NO_HOUSEHOLDS),
    Measure("households_over_threshold", "household", "Households paying over the threshold", "count", NO_HOUSEHOLDS),
    Measure("affordability_gap", "household", "Paid over the threshold, per year", "money", NO_HOUSEHOLDS),
    Measure("coverage_start", "household", "People served at close", "share", NO_HOUSEHOLDS),
    Measure("coverage_end", "household", "People served at end, with the project", "share", NO_HOUSEHOLDS),
    Measure("coverage_end_without", "household", "People served at end, if nothing is built", "share", NO_HOUSEHOLDS),
    Measure("people_served_end", "household", "People served at end", "count", NO_HOUSEHOLDS),
    Measure("universal_access_year", "household", "Everyone served in", "year", "never by this project alone"),
    Measure("additions_needed", "household", "People a year to reach everyone by the end", "count", NO_HOUSEHOLDS),
    Measure("omega", "household", "Subsidy to the poor against the average", "ratio",
            "nobody gets a subsidy when operation starts, or there is no sale to households"),
    Measure("grants", "public purse", "Capital grants, all givers", "money", ""),
    Measure("public_support_pv", "public purse", "Public support", "money", ""),
    Measure("firm_commitments_pv", "public purse", "Firm commitments", "money", ""),
    Measure("contingent_expected_pv", "public purse", "Contingent commitments, expected", "money",
            NO_CONTINGENT),
    Measure("contingent_stressed_peak", "public purse", "Contingent payments under stress, largest in a period",
            "money", NO_CONTINGENT),
    Measure("public_income_pv", "public purse", "Public income", "money", ""),
    Measure("net_public_cost_pv", "public purse", "Net cost to the public", "money", ""),
    Measure("budget_share_peak", "public purse", "Largest share of the budget in a period", "share", NO_CITY),
    Measure("public_money_per_person", "public purse", "Public support for each person newly served", "money",
            "nobody is newly served, or there is no sale to households"),
    Measure("psc_pv", "public purse", "Public sector comparator", "money", _NOT_COMPARATOR),
    Measure("vfm", "public purse", "Value for money", "money", _NOT_COMPARATOR),
    Measure("vfm_share", "public purse", "Value for money, share", "share", _NOT_COMPARATOR),
    Measure("debt", "lender", "Debt", "money", ""),
    Measure("gearing", "lender", "Debt as share of total uses", "share", "nothing has to be funded"),
    Measure("dscr_min", "lender", "Least debt service cover (DSCR)", "ratio", NO_DEBT),
    Measure("dscr_average", "lender", "Average debt service cover (DSCR)", "ratio", NO_DEBT),
    Measure("llcr_min", "lender", "Least loan life cover (LLCR)", "ratio", NO_DEBT),
    Measure("plcr_min", "lender", "Least project life cover (PLCR)", "ratio", NO_DEBT),
    Measure("average_life", "lender", "Average life of the debt", "years", NO_DEBT),
    Measure("total_uses", "investor", "Total uses", "money", ""),
    Measure("equity", "investor", "Equity", "money", ""),
    Measure("project_irr", "investor", "Return of the project, before tax", "rate", "no return exists"),
    Measure("project_irr_after_tax", "investor", "Return of the project, after tax", "rate", "no return exists"),
    Measure("equity_irr", "investor", "Return on equity", "rate", "no return exists"),
    Measure("share_irr", "investor", "Return on shares alone", "rate", "no return exists"),
    Measure("equity_npv", "investor", "Net present value of equity", "money", ""),
    Measure("payback_years", "investor", "Equity paid back after", "years", "equity is never paid back"),
    Measure("equity_multiple", "investor", "Paid out for each unit of equity", "ratio", "no equity is paid in"),
    Measure("donor_grants", "donors and partners", "Grants from donors", "money", ""),
    Measure("partner_city_grants", "donors and partners", "Grants from partner cities", "money", ""),
    Measure("donor_support", "donors and partners", "Support in operation from donors", "money", ""),
    Measure("partner_city_support", "donors and partners", "Support in operation from partner cities", "money", ""),
    Measure("given_in_all", "donors and partners", "All that donors and partner cities give", "money", ""),
    Measure("leverage", "donors and partners", "All finance for each unit given", "ratio",
            "no donor or partner city gives money"),
    Measure("grant_element", "donors and partners", "Grant element of soft loans", "share", "there is no soft loan"),
    Measure("enpv", "economy and planet", "Economic net present value", "money", _NOT_ECONOMY),
    Measure("enpv_weighted", "economy and planet", "the same with distributional weights", "money", _NOT_ECONOMY),
    Measure("eirr", "economy and planet", "Economic rate of return", "rate", _NOT_ECONOMY),
    Measure("bcr", "economy and planet", "Benefit-cost ratio", "ratio", _NOT_ECONOMY),
    Measure("poverty_impact_ratio", "economy and planet", "Gain of the poor for each unit of gain", "share",
            _NOT_ECONOMY),
    Measure("job_years", "economy and planet", "Person-years of work", "count", _NOT_ECONOMY),
    Measure("ghg_avoided", "economy and planet", "Greenhouse gas avoided (t)", "count", _NOT_ECONOMY),
    Measure("price_solved", "price", "Solved input", "price", "nothing is solved for in this structure"),
    Measure("price_levelised", "price", "Levelised price of a unit", "price", "nothing is delivered"),
    Measure("cost_recovery", "price", "Cost of the service paid by users", "share", NO_HOUSEHOLDS),
)  # fmt: skip

VALUE = ("psc_pv", "vfm", "vfm_share")
"""The measures that need a second run, of the comparator; no line has their name."""
BY_NAME = {measure.name: measure for measure in MEASURES}

CHECKS = {
    "sources_equal_uses": "sources of funds do not equal uses",
    "debt_rolls_forward": "the debt account does not roll forward",
    "debt_zero_at_maturity": "debt is left after the last repayment",
    "waterfall_adds_up": "the order of payment does not add up",
    "balance_sheet_balances": "the balance sheet does not balance",
    "cash_statement_agrees": "the cash flow statement does not end with the cash of the balance sheet",
    "bills_add_up": "bills paid by customers do not add up to what the seller gets",
    "support_adds_up": "support given does not add up to support received",
    "transfers_add_up": "what parties pay each other does not add up to nothing",
    "levels_add_up": "the levels of government do not bear what the public bears",
    "gains_add_up": "the gains of all parties do not add up to the economic net present value",
    "cash_released": "cash is left in the project when the contract ends",
    "debt_paid_when_due": "debt service is not paid when due",
    "no_owner_support": "owners must pay for operation or tax",
    "equity_not_negative": "grants and debt exceed total uses",
    "repayments_not_negative": "a loan must be drawn again to pay its interest",
    "settled": "debt, fees, reserve and tax do not settle",
    "target_reached": "the solved input does not reach its target",
}
"""Each check (the line of that name is its pass mark) and what it means when it fails."""

IDENTITIES = (
    "sources_equal_uses", "debt_rolls_forward", "waterfall_adds_up", "balance_sheet_balances", "cash_statement_agrees",
    "bills_add_up", "support_adds_up", "transfers_add_up", "levels_add_up", "gains_add_up",
)  # fmt: skip
"""The checks that hold whatever happens; the others may fail in a bad draw, which is then part of the answer."""

EVENTS = {
    "lock_up_happens": ("lender", "Lenders keep cash from the owners (lock-up)"),
    "reserve_used": ("lender", "Debt service is paid from the reserve"),
    "default_happens": ("lender", "Debt service is not paid when due (default)"),
    "owners_step_in": ("investor", "Owners must pay for operation or tax"),
    "guarantee_called": ("public purse", "The public pays under its revenue guarantee"),
    "budget_ceiling_broken": ("public purse", "A ceiling on public commitments is exceeded"),
    "burden_over_threshold": ("household", "The poorest group's bill exceeds the threshold"),
    "never_universal": ("household", "Not everyone is served by the end"),
}
"""What may happen in a run, at any time: the line of that name is 1 or 0; the side that feels it, and its label."""
