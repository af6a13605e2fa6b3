"""A fund that takes the surcharges of those who pay above the tariff and pays for the rebates of the others."""

from ppp_model.engine.line import Prev, given, line, sum_of
from ppp_model.engine.ops import min_

has_fund = given("1", "Whether there is such a fund.", at="retail.fund", present=True)
fund_rate = given("1/year", "Interest on its balance.", at="retail.fund.interest", absent=0.0)
treasury_share = given("1", "Share of what it lacks that the public pays.", at="retail.fund.treasury_share", absent=0.0)
surcharges_of_groups = sum_of("group", "surcharge", "money", "Surcharges of strata of households.")
rebates_of_groups = sum_of("group", "rebate_of_stratum", "money", "Rebates of strata of households.")
surcharges_of_classes = sum_of("class", "surcharge", "money", "Surcharges of strata of classes.")
rebates_of_classes = sum_of("class", "rebate_of_stratum", "money", "Rebates of strata of classes.")


@line("money", source="definition")
def contributions(surcharges_of_groups, surcharges_of_classes):
    """What those who pay above the tariff contribute."""
    return surcharges_of_groups + surcharges_of_classes


@line("money", source="definition")
def stratum_rebates(rebates_of_groups, rebates_of_classes):
    """What is taken off the bills of those who pay less than the tariff."""
    return rebates_of_groups + rebates_of_classes


@line("money", source="cross-subsidy: contributions less rebates; the fund balances at 0")
def cross_subsidy_balance(contributions, stratum_rebates):
    """Contributions less rebates."""
    return contributions - stratum_rebates


@line("money", source="definition")
def fund_opening(fund_closing: Prev):
    """Balance of the fund at the start of the period."""
    return fund_closing


@line("money", source="definition")
def fund_interest(fund_opening, fund_rate, period_years):
    """Interest that the fund earns."""
    return fund_opening * fund_rate * period_years


@line("money", source="definition")
def fund_paid(fund_opening, fund_interest, contributions, stratum_rebates, has_fund):
    """What the fund pays the seller for rebates, as far as it reaches."""
    return min_(stratum_rebates, fund_opening + fund_interest + contributions) * has_fund


@line("money", source="definition")
def fund_call(stratum_rebates, fund_paid, treasury_share, has_fund):
    """What the public budget pays the seller because the fund does not reach."""
    return (stratum_rebates - fund_paid) * treasury_share * has_fund


@line("money", source="definition")
def fund_closing(fund_opening, fund_interest, contributions, fund_paid, has_fund, contract_ends):
    """Balance of the fund at the end of the period; with the contract it goes to the seller."""
    return (fund_opening + fund_interest + contributions * has_fund - fund_paid) * (1 - contract_ends)


@line("money", source="definition")
def fund_net_inflow(fund_closing, fund_opening, fund_interest, fund_call):
    """What goes into the fund of what users pay, less what it and the public pay the seller."""
    return fund_closing - fund_opening - fund_interest - fund_call


@line("money", source="definition")
def fund_kept(fund_closing, fund_opening, fund_interest):
    """What the fund takes in and keeps, interest left out: it lies with a bank."""
    return fund_closing - fund_opening - fund_interest


@line("money", source="check")
def bills_residual(bills_collected, user_revenue, utility_collected, connection_income, fund_kept, fund_call):
    """What customers pay on bills less what the seller gets for them, with a fund of strata; zero when they agree."""
    return bills_collected - (user_revenue + utility_collected - connection_income + fund_kept - fund_call)
