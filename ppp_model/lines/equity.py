"""What the investor gets: cash flows of the project and of its owners, returns, value, pay-back."""

from ppp_model.engine.line import All, Prev, given, line
from ppp_model.engine.ops import at_least, first, grow, irr, irr_status, more_than, ratio, total

equity_discount_rate = given(
    "1/year", "Rate at which equity flows are valued.",
    at="conventions.equity_discount_rate or public.discount_rate",
)  # fmt: skip


@line("money", source="choice: before tax and financing; grants are not counted as income")
def project_cash_flow(operating_cash, works_cost, vat_paid, vat_refund):
    """Cash flow of the project itself: what it earns in operation less the cost of the works."""
    return operating_cash - works_cost - vat_paid + vat_refund


@line("1/year", source="definition; effective rate per year")
def project_irr(project_cash_flow: All, flow_years: All):
    """Return of the project before tax and financing."""
    return irr(project_cash_flow, flow_years)


@line("1", source="definition")
def project_irr_status(project_cash_flow: All, flow_years: All):
    """How the return of the project was found: 0 found, 1 no sign change, 2 several roots, 3 out of range."""
    return irr_status(project_cash_flow, flow_years)


@line("money", source="choice: after tax of the project, before tax of the owners but for what is withheld")
def equity_cash_flow(distribution, dividend_tax, owners_paid, owner_support):
    """Cash flow of the owners, on shares and shareholder loan: what they are paid less what they pay in."""
    return distribution - dividend_tax - owners_paid - owner_support


@line("money", source="definition")
def share_cash_flow(dividends, dividend_tax, shares_paid, owner_support):
    """Cash flow of the owners on their shares alone."""
    return dividends - dividend_tax - shares_paid - owner_support


@line("1/year", source="definition; effective rate per year")
def share_irr(share_cash_flow: All, flow_years: All):
    """Return on the shares alone, without the shareholder loan."""
    return irr(share_cash_flow, flow_years)


@line("1", source="definition")
def share_irr_status(share_cash_flow: All, flow_years: All):
    """How the return on the shares was found: 0 found, 1 no sign change, 2 several roots, 3 out of range."""
    return irr_status(share_cash_flow, flow_years)


@line("money", source="choice: before tax of the project is replaced by tax paid; before financing")
def project_cash_after_tax(project_cash_flow, tax):
    """Cash flow of the project itself after the tax it pays."""
    return project_cash_flow - tax


@line("1/year", source="definition; effective rate per year")
def project_irr_after_tax(project_cash_after_tax: All, flow_years: All):
    """Return of the project after the tax it pays, before financing."""
    return irr(project_cash_after_tax, flow_years)


@line("1", source="definition")
def project_irr_after_tax_status(project_cash_after_tax: All, flow_years: All):
    """How that return was found: 0 found, 1 no sign change, 2 several roots, 3 out of range."""
    return irr_status(project_cash_after_tax, flow_years)


@line("1/year", source="definition; effective rate per year")
def equity_irr(equity_cash_flow: All, flow_years: All):
    """Return of the owners."""
    return irr(equity_cash_flow, flow_years)


@line("1", source="definition")
def equity_irr_status(equity_cash_flow: All, flow_years: All):
    """How the return of the owners was found: 0 found, 1 no sign change, 2 several roots, 3 out of range."""
    return irr_status(equity_cash_flow, flow_years)


@line("money", source="definition")
def equity_present_value(equity_cash_flow, equity_discount_rate, flow_years):
    """Cash flow of the owners, discounted to close."""
    return equity_cash_flow * grow(equity_discount_rate, -flow_years)


@line("money", source="definition")
def equity_npv(equity_present_value: All):
    """Net present value for the owners."""
    return total(equity_present_value)


@line("money", source="definition")
def equity(equity_drawn: All):
    """Equity for the works, in shares and shareholder loan."""
    return total(equity_drawn)


@line("money", source="definition")
def paid_in(owners_paid, owner_support):
    """What the owners pay in."""
    return owners_paid + owner_support


@line("money", source="definition")
def paid_out(distribution, dividend_tax):
    """What the owners are paid, after tax withheld."""
    return distribution - dividend_tax


@line("money", source="definition")
def paid_in_total(paid_in: All):
    """What the owners pay in, in all."""
    return total(paid_in)


@line("1", source="choice: less than a billionth of total uses is rounding")
def is_paid_in(paid_in_total, total_uses):
    """1 when the owners pay anything in."""
    return more_than(total_uses + paid_in_total, total_uses)


@line("1", source="definition")
def equity_multiple(paid_out: All, paid_in_total, is_paid_in):
    """What the owners are paid for each unit paid in; blank when they pay nothing in."""
    return ratio(total(paid_out), paid_in_total * is_paid_in)


@line("money", source="definition")
def equity_balance(equity_balance: Prev, equity_cash_flow):
    """What the owners have been paid less what they have paid in, so far."""
    return equity_balance + equity_cash_flow


@line("1", source="definition")
def equity_recovered(equity_balance, in_operation, is_paid_in):
    """1 in operation once the owners have been paid what they paid in."""
    return at_least(equity_balance, 0) * in_operation * is_paid_in


@line("year", source="definition")
def payback_years(flow_years: All, equity_recovered: All):
    """Time from close until the owners have been paid what they paid in; blank when never, or when nothing is."""
    return first(flow_years, equity_recovered)
