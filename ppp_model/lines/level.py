"""One level of government: what it pays and gets, against its revenue and the sector's budget."""

from ppp_model.engine.line import All, Next, given, line, sum_of
from ppp_model.engine.ops import first, grow, highest, max_, more_than, ratio, total, total_where

pays_availability = given("1", "Whether it pays for availability, by `public.duties.availability`.")
pays_guarantee = given("1", "Whether it pays under the revenue guarantee, by `public.duties.guarantee`.")
bears_utility = given("1", "Whether it owns the public's part of the utility, by `public.duties.utility`.")
gets_taxes = given("1", "Whether it gets the project's taxes, by `public.duties.taxes`.")
gets_fees = given("1", "Whether it gets fees and pays at handback, by `public.duties.fees`.")
is_owner = given("1", "Whether it owns the public's part of the project, by `public.duties.ownership`.")
pays_fund = given("1", "Whether it pays what a fund of strata lacks, by `public.duties.fund`.")
own_revenue_at_close = given("local/year", "Its own revenue.", at="public.levels.{block}.own_revenue")
revenue_growth = given("1/year", "Growth of it above prices.", at="public.levels.{block}.revenue_growth")
sector_budget_at_close = given(
    "local/year", "Its budget for the sector.", at="public.levels.{block}.sector_budget", absent=0.0
)
ceiling = given(
    "1", "Largest share of its revenue that it may commit.", at="public.levels.{block}.ceiling", absent=float("inf")
)
sector_ceiling = given(
    "1", "Largest share of the sector's budget for it.", at="public.levels.{block}.sector_ceiling", absent=float("inf")
)
committed = given(
    "local/year",
    "What it must pay without the project.",
    at="public.levels.{block}.committed",
    series="close",
)
grants_given = sum_of("level_grant", "gift", "money", "Capital grants that it gives.")
support_given = sum_of("level_support", "gift", "money", "Support in operation that it gives.")
support_firm_given = sum_of("level_support", "firm_gift", "money", "Support that it owes whatever the demand.")
in_kind_given = sum_of("level_work", "gift", "money", "Works and land that it gives in kind.")


# What it pays and gets


@line("money", source="definition")
def availability_paid(availability_revenue, pays_availability):
    """What it pays for availability."""
    return availability_revenue * pays_availability


@line("money", source="definition")
def guarantee_paid(guarantee_received, pays_guarantee):
    """What it pays under the revenue guarantee."""
    return guarantee_received * pays_guarantee


@line("money", source="definition")
def deficit_paid(utility_support, bears_utility):
    """What it pays to cover the utility's deficit."""
    return utility_support * bears_utility


@line("money", source="definition")
def shortfall_paid(fund_call, pays_fund):
    """What it pays because a fund of strata does not reach."""
    return fund_call * pays_fund


@line("money", source="definition")
def capital_paid(public_investment, is_owner):
    """What it pays in as an owner."""
    return public_investment * is_owner


@line("money", source="definition")
def gifts(grants_given, support_given, in_kind_given):
    """Grants, support and works in kind that it gives."""
    return grants_given + support_given + in_kind_given


@line("money", source="definition")
def contract_payments(availability_paid, guarantee_paid, deficit_paid, shortfall_paid):
    """What it pays for availability, guarantee, the utility's deficit and a fund of strata."""
    return availability_paid + guarantee_paid + deficit_paid + shortfall_paid


@line("money", source="definition")
def level_payments(gifts, contract_payments, capital_paid):
    """All that it pays."""
    return gifts + contract_payments + capital_paid


@line("money", source="definition")
def taxes_got(public_taxes, gets_taxes):
    """Taxes of the project that it gets."""
    return public_taxes * gets_taxes


@line("money", source="definition")
def fees_got(public_contract_income, gets_fees):
    """Fees, royalties and upside that it gets, less what it pays for the works at handback."""
    return public_contract_income * gets_fees


@line("money", source="definition")
def dividends_got(public_dividends, is_owner):
    """Dividends of the project that it gets."""
    return public_dividends * is_owner


@line("money", source="definition")
def surplus_got(utility_surplus, bears_utility):
    """Surplus of the utility that it gets."""
    return utility_surplus * bears_utility


@line("money", source="definition")
def level_income(taxes_got, fees_got, dividends_got, surplus_got):
    """All that it gets."""
    return taxes_got + fees_got + dividends_got + surplus_got


@line("money", source="definition")
def tax_lost(tax_forgone, gets_taxes):
    """Tax that it forgoes by a holiday; no cash moves."""
    return tax_forgone * gets_taxes


@line("money", source="choice: who gets the fees gets the works at handback")
def works_got(handback_value, gets_fees):
    """What the works are worth to it at handback; no cash moves."""
    return handback_value * gets_fees


@line("money", source="definition")
def level_net_cost(level_payments, level_income):
    """What it pays less what it gets."""
    return level_payments - level_income


@line("money", source="definition")
def level_payments_pv(level_payments: All, public_discount_factor: All):
    """Present value of what it pays."""
    return total(level_payments * public_discount_factor)


@line("money", source="definition")
def level_income_pv(level_income: All, public_discount_factor: All):
    """Present value of what it gets."""
    return total(level_income * public_discount_factor)


@line("money", source="definition")
def level_net_cost_pv(level_payments_pv, level_income_pv):
    """Present value of what it pays less what it gets."""
    return level_payments_pv - level_income_pv


# Against its revenue and the sector's budget, with and without the project


@line("money/local", source="definition")
def local_year_to_money(local_index, exchange_rate):
    """What turns the city's money at the prices of close into money of the period."""
    return local_index / exchange_rate


@line("1", source="definition")
def revenue_level(revenue_growth, whole_years_from_close):
    """Its revenue against that at close, prices left out."""
    return grow(revenue_growth, whole_years_from_close)


@line("money", source="definition")
def own_revenue(own_revenue_at_close, revenue_level, local_year_to_money, period_years):
    """Its own revenue of the period."""
    return own_revenue_at_close * revenue_level * local_year_to_money * period_years


@line("money", source="choice: the sector's budget grows as the revenue")
def sector_budget(sector_budget_at_close, revenue_level, local_year_to_money, period_years):
    """Its budget for the sector in the period."""
    return sector_budget_at_close * revenue_level * local_year_to_money * period_years


@line("money", source="definition")
def committed_without(committed, local_year_to_money, period_years):
    """What it is committed to pay without the project."""
    return committed * local_year_to_money * period_years


@line("money", source="definition")
def revenue_of_year(own_revenue: All, year_from_close: All):
    """Its own revenue of the year from close in which the period lies."""
    return total_where(own_revenue, year_from_close)


@line("money", source="definition")
def sector_budget_of_year(sector_budget: All, year_from_close: All):
    """Its budget for the sector of that year."""
    return total_where(sector_budget, year_from_close)


@line("money", source="definition")
def committed_of_year(committed_without: All, year_from_close: All):
    """What it is committed to pay in that year without the project."""
    return total_where(committed_without, year_from_close)


@line("money", source="definition")
def level_cash_payments(level_payments, in_kind_given):
    """What it pays in cash."""
    return level_payments - in_kind_given


@line("money", source="choice: what is paid on the day of close counts in the first year")
def cash_paid_of_year(level_cash_payments: All, year_from_close: All):
    """What it pays in cash for the project in that year."""
    return total_where(level_cash_payments, year_from_close)


@line("1", source="definition")
def share_without(committed_of_year, revenue_of_year, after_close):
    """Its commitments of the year without the project as a share of its revenue; blank on the day of close."""
    return ratio(committed_of_year, revenue_of_year * after_close)


@line("1", source="choice: payments in cash, income from the project left out")
def share_with(committed_of_year, cash_paid_of_year, revenue_of_year, after_close):
    """The same with what it pays for the project."""
    return ratio(committed_of_year + cash_paid_of_year, revenue_of_year * after_close)


@line("1", source="definition")
def sector_share(cash_paid_of_year, sector_budget_of_year, after_close):
    """What it pays for the project in the year as a share of the sector's budget; blank where none is given."""
    return ratio(cash_paid_of_year, sector_budget_of_year * after_close)


@line("1", source="definition")
def share_without_peak(share_without: All):
    """Largest share of its revenue in any year without the project."""
    return highest(share_without)


@line("1", source="definition")
def share_peak(share_with: All):
    """Largest share of its revenue in any year."""
    return highest(share_with)


@line("1", source="definition")
def sector_share_peak(sector_share: All):
    """Largest share of the sector's budget in any year."""
    return highest(sector_share)


@line("1", source="definition")
def is_over_ceiling(share_with, ceiling, sector_share, sector_ceiling):
    """1 where a ceiling is exceeded."""
    return max_(more_than(share_with, ceiling), more_than(sector_share, sector_ceiling))


@line("1", source="definition")
def ceiling_broken(is_over_ceiling: All):
    """1 when a ceiling is exceeded in some period."""
    return highest(is_over_ceiling)


@line("1", source="definition")
def over_ceiling_year(calendar_year: All, is_over_ceiling: All):
    """Calendar year in which a ceiling is first exceeded; blank when never."""
    return first(calendar_year, is_over_ceiling)


# What it owes like a debt


@line("money", source="choice: the part of the utility's take-or-pay that is the public's")
def take_or_pay_owed(take_or_pay_due, utility_share, bears_utility):
    """What it owes through the utility even if nothing is taken."""
    return take_or_pay_due * utility_share * bears_utility


@line("money", source="choice: grants, works in kind, fixed support, availability, and the utility's take-or-pay")
def level_firm(grants_given, in_kind_given, support_firm_given, availability_paid, take_or_pay_owed):
    """What it owes in the period whatever the demand."""
    return grants_given + in_kind_given + support_firm_given + availability_paid + take_or_pay_owed


@line("money", source="debt-like obligation: present value of what is still owed whatever the demand")
def debt_like(debt_like: Next, level_firm: Next, public_discount_rate, years_between_flows: Next):
    """Value, when the flows of the period fall, of what it will still owe whatever the demand."""
    return (debt_like + level_firm) * grow(public_discount_rate, -years_between_flows)


@line("money", source="definition")
def debt_like_peak(debt_like: All):
    """Largest value of what it will still owe."""
    return highest(debt_like)
