"""The three statements of the project company: income, cash flow, balance sheet. They balance in every period.

Book values: all that is funded but the reserve and VAT is capitalised, owners' interest during construction too, and
written down in a straight line over the time of operation. Tax is the tax paid; no deferred tax is shown.
"""

from ppp_model.engine.line import All, Prev, line
from ppp_model.engine.ops import highest, lowest, total, within

# Income statement


@line("money", source="choice: all that is funded but the reserve and VAT, with owners' interest in construction")
def book_additions(net_uses, reserve_funding, vat_need, owner_loan_interest, before_operation):
    """Cost that is capitalised in the accounts."""
    return net_uses - reserve_funding - vat_need + owner_loan_interest * before_operation


@line("money", source="definition")
def book_cost(book_additions: All):
    """Cost that is capitalised in the accounts, in all."""
    return total(book_additions)


@line("money", source="choice: straight line over the time of operation")
def book_depreciation(book_cost, in_operation, contract_end, construction_end):
    """Depreciation in the accounts."""
    return book_cost * in_operation / (contract_end - construction_end)


@line("money", source="definition")
def financing_expense(interest_due, surcharges_due, refinancing_fees, arrears_interest, letter_fee):
    """Interest and fees on loans of lenders in operation."""
    return interest_due + surcharges_due + refinancing_fees + arrears_interest + letter_fee


@line("money", source="definition")
def owner_interest_expense(owner_loan_interest, before_operation):
    """Interest on the shareholder loan in operation."""
    return owner_loan_interest * (1 - before_operation)


@line("money", source="definition")
def debt_closing_before(debt_closing: Prev):
    """Debt at the end of the period before."""
    return debt_closing


@line("money", source="definition")
def exchange_loss(debt_opening, debt_closing_before):
    """Rise of debt in other currencies by a change of exchange rates."""
    return debt_opening - debt_closing_before


@line("money", source="definition")
def operating_profit(ebitda, maintenance_spend, handback_cost, residual_value, book_depreciation):
    """Profit from operation, after depreciation."""
    return ebitda - maintenance_spend - handback_cost + residual_value - book_depreciation


@line("money", source="definition")
def profit_before_book_tax(
    operating_profit, reserve_interest, financing_expense, owner_interest_expense, exchange_loss
):
    """Profit after interest."""
    return operating_profit + reserve_interest - financing_expense - owner_interest_expense - exchange_loss


@line("money", source="definition")
def net_income(profit_before_book_tax, tax):
    """Profit after tax."""
    return profit_before_book_tax - tax


# Balance sheet


@line("money", source="definition")
def book_value(book_value: Prev, book_additions, book_depreciation):
    """Works in the balance sheet."""
    return book_value + book_additions - book_depreciation


@line("money", source="definition")
def vat_receivable(vat_receivable: Prev, vat_paid, vat_refund):
    """VAT that is still to be paid back."""
    return vat_receivable + vat_paid - vat_refund


@line("money", source="definition")
def cash_and_reserves(cash_closing, reserve_closing, maintenance_reserve, proceeds, funding_surplus):
    """Cash, reserves and funds not yet needed."""
    return cash_closing + reserve_closing + maintenance_reserve + proceeds + funding_surplus


@line("money", source="definition")
def assets(book_value, receivables, vat_receivable, cash_and_reserves):
    """All assets."""
    return book_value + receivables + vat_receivable + cash_and_reserves


@line("money", source="definition")
def loans(debt_closing, arrears, letter_closing, bridge_closing, owner_loan_closing):
    """All loans, with what is overdue."""
    return debt_closing + arrears + letter_closing + bridge_closing + owner_loan_closing


@line("money", source="definition")
def liabilities(loans, payables):
    """All liabilities."""
    return loans + payables


@line("money", source="definition")
def grants_to_date(grants_to_date: Prev, grants_drawn):
    """Capital grants received so far, shown as a reserve."""
    return grants_to_date + grants_drawn


@line("money", source="definition")
def retained_earnings(retained_earnings: Prev, net_income, dividends):
    """Profits not paid out; negative when more is paid out than earned."""
    return retained_earnings + net_income - dividends


@line("money", source="definition")
def book_equity(share_capital, grants_to_date, retained_earnings):
    """Equity of the project company."""
    return share_capital + grants_to_date + retained_earnings


@line("money", source="check")
def balance_residual(assets, liabilities, book_equity):
    """Assets less liabilities and equity; zero when the balance sheet balances."""
    return assets - liabilities - book_equity


@line("money", source="definition")
def largest_balance(assets: All):
    """Largest total of assets."""
    return highest(assets)


@line("1", source="check")
def balance_sheet_balances(balance_residual: All, largest_balance):
    """1 when the balance sheet balances in every period."""
    return lowest(within(balance_residual, largest_balance))


# Cash flow statement


@line("money", source="definition")
def cash_from_operation(ebitda, maintenance_spend, working_capital_rise, handback_cost, tax):
    """Cash flow from operation, after tax."""
    return ebitda - maintenance_spend - working_capital_rise - handback_cost - tax


@line("money", source="definition")
def cash_from_investment(works_cost, vat_paid, vat_refund, residual_value):
    """Cash flow from investment: works, VAT on them, sale at handback."""
    return residual_value + vat_refund - works_cost - vat_paid


@line("money", source="definition")
def cash_from_lenders(debt_cash_drawn, idc_added, idc, fees, debt_paid):
    """Cash flow with lenders: loans drawn less interest, fees and debt service."""
    return debt_cash_drawn + idc_added - idc - fees - debt_paid


@line("money", source="definition")
def cash_from_letter(letter_drawn, letter_repaid, letter_fee):
    """Cash flow with the bank of the letter of credit."""
    return letter_drawn - letter_repaid - letter_fee


@line("money", source="definition")
def cash_from_owners(owners_paid, bridge_drawn, bridge_repaid, bridge_interest, owner_support):
    """Cash flow from owners and their bridge loan."""
    return owners_paid + bridge_drawn - bridge_repaid - bridge_interest + owner_support


@line("money", source="definition")
def cash_to_capital(prepayments, refinanced_cash, distribution):
    """Cash paid to prepay debt and to owners, with what a refinancing has paid already in debt service."""
    return prepayments + refinanced_cash + distribution


@line("money", source="definition")
def refinanced_cash(debt_refinanced):
    """Loans drawn to refinance others: they are paid straight to the lenders refinanced."""
    return debt_refinanced


@line("money", source="definition")
def interest_earned(reserve_interest, proceeds_interest):
    """Interest earned on reserves and on funds not yet needed."""
    return reserve_interest + proceeds_interest


@line("money", source="definition")
def cash_from_financing(cash_from_lenders, cash_from_letter, cash_from_owners, grants_drawn, cash_to_capital):
    """Cash flow from financing."""
    return cash_from_lenders + cash_from_letter + cash_from_owners + grants_drawn - cash_to_capital


@line("money", source="definition")
def cash_change(cash_from_operation, cash_from_investment, cash_from_financing, interest_earned):
    """Change of cash and reserves by the cash flow statement."""
    return cash_from_operation + cash_from_investment + cash_from_financing + interest_earned


@line("money", source="check")
def cash_statement_residual(cash_statement_balance, cash_and_reserves):
    """Cash by the cash flow statement less cash in the balance sheet; zero when they agree."""
    return cash_statement_balance - cash_and_reserves


@line("money", source="definition")
def cash_statement_balance(cash_statement_balance: Prev, cash_change):
    """Cash and reserves by the cash flow statement."""
    return cash_statement_balance + cash_change


@line("1", source="check")
def cash_statement_agrees(cash_statement_residual: All, largest_balance):
    """1 when the cash flow statement ends with the cash of the balance sheet in every period."""
    return lowest(within(cash_statement_residual, largest_balance))
