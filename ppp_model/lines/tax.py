"""Corporate income tax: depreciation, limits on interest, losses carried forward, holiday, minimum tax."""

from ppp_model.engine.line import All, Prev, given, line
from ppp_model.engine.ops import at_least, grow, lagged, max_, min_, safe_ratio, total, where

_METHODS = {"straight_line": 0.0, "declining": 0.0, "units": 0.0, "given": 0.0}

tax_rate = given("1", "Tax on profit.", at="tax.rate")
depreciation_life = given("month", "Life of the works for tax.", at="tax.depreciation", absent=0.0)
has_depreciation_life = given("1", "Whether a life is given.", at="tax.depreciation", present=True)
is_declining = given(
    "1", "Whether a share of the balance is depreciated.", at="tax.method", words=_METHODS | {"declining": 1.0}
)
is_by_units = given("1", "Whether depreciation follows volume.", at="tax.method", words=_METHODS | {"units": 1.0})
is_by_schedule = given("1", "Whether the shares are given by year.", at="tax.method", words=_METHODS | {"given": 1.0})
declining_rate = given("1/year", "Share of the balance depreciated in a year.", at="tax.declining_rate")
schedule_share = given("1/year", "Share of the cost depreciated in a year, when given.", at="tax.schedule", absent=0.0)
grant_reduces_base = given("1", "Whether grants reduce the depreciable cost.", at="tax.grant_reduces_base")
fees_depreciated = given("1", "Whether financing fees are part of the depreciable cost.", at="tax.fees_depreciated")
holiday = given("month", "Time of operation without tax.", at="tax.holiday")
loss_life = given("month", "Time after which a loss lapses.", at="tax.loss_life", absent=float("inf"))
loss_share = given("1", "Share of the profit against which losses may be set.", at="tax.loss_share")
minimum_rate = given("1", "Least tax, as a share of revenue.", at="tax.minimum")
interest_limit = given(
    "1", "Largest interest deducted, as a share of EBITDA.", at="tax.interest_limit", absent=float("inf")
)
has_interest_limit = given("1", "Whether interest is limited by EBITDA.", at="tax.interest_limit", present=True)
thin_cap = given(
    "1", "Largest debt for each unit of share capital on which interest is deducted.", at="tax.thin_cap", absent=0.0
)
has_thin_cap = given("1", "Whether interest is limited by share capital.", at="tax.thin_cap", present=True)
losses_refunded = given(
    "1", "Whether a tax loss is paid back at once.", at="tax.losses", words={"carried_forward": 0.0, "refunded": 1.0}
)
tax_expected = given("money", "Tax, as expected when debt is sized.", solved_for="tax")
losses_made_expected = given("money", "Tax losses made, as expected when they may lapse.", solved_for="loss_made")


# Depreciation


@line("money", source="IAS 23: interest earned on what is borrowed for the works is taken off their cost")
def financing_capitalised(financing_cost, fees, fees_depreciated, proceeds_interest):
    """Interest during construction and (by choice) fees, less interest earned on funds not yet needed."""
    return financing_cost - fees * (1 - fees_depreciated) - proceeds_interest


@line("money", source="choice: works but land, with their financing; not the reserve")
def capitalised(depreciable_works, financing_capitalised, grants_drawn, grant_reduces_base):
    """Cost that becomes depreciable."""
    return depreciable_works + financing_capitalised - grants_drawn * grant_reduces_base


@line("money", source="definition")
def depreciable_cost(capitalised: All):
    """Cost of the works that is depreciated."""
    return total(capitalised)


@line("1", source="definition")
def depreciation_periods(has_depreciation_life, depreciation_life, months_in_period, contract_end, construction_end):
    """Number of periods over which the works are depreciated in a straight line."""
    return where(has_depreciation_life, depreciation_life / months_in_period, contract_end - construction_end)


@line("1", source="definition")
def periods_depreciated(in_operation, depreciation_periods, operating_period):
    """1 while the works are depreciated; a part of 1 in a last period that is not whole."""
    return in_operation * max_(min_(depreciation_periods - operating_period + 1, 1), 0)


@line("1", source="straight line from the start of operation")
def share_straight(periods_depreciated, depreciation_periods):
    """Share of the cost depreciated in the period, in a straight line."""
    return safe_ratio(periods_depreciated, depreciation_periods)


@line("year", source="definition")
def years_operated(operating_period, years_in_period):
    """Years of operation until the end of the period."""
    return operating_period * years_in_period


@line("1", source="declining balance: (1 - rate) ** years; nothing is left with the end of the contract")
def declining_left(declining_rate, years_operated, contract_ends):
    """Share of the cost not yet depreciated at the end of the period, as a share of the balance."""
    return grow(-declining_rate, years_operated) * (1 - contract_ends)


@line("1", source="definition")
def declining_left_before(declining_rate, years_operated, period_years):
    """Share of the cost not yet depreciated at the start of the period, as a share of the balance."""
    return grow(-declining_rate, years_operated - period_years)


@line("1", source="declining balance: a share of the balance each year")
def share_declining(in_operation, declining_left_before, declining_left):
    """Share of the cost depreciated in the period, as a share of the balance."""
    return in_operation * (declining_left_before - declining_left)


@line("1", source="units of production: volume of the period over all volume")
def share_by_units(volume, volume_in_all):
    """Share of the cost depreciated in the period, by volume."""
    return safe_ratio(volume, volume_in_all)


@line("unit", source="definition")
def volume_in_all(volume: All):
    """Volume delivered over the contract."""
    return total(volume)


@line("1", source="definition; `tax.method`")
def share_not_straight(is_declining, share_declining, is_by_units, share_by_units, share_by_schedule):
    """Share of the cost depreciated in the period, when not in a straight line."""
    return where(is_declining, share_declining, where(is_by_units, share_by_units, share_by_schedule))


@line("1", source="definition")
def share_by_schedule(schedule_share, period_years, in_operation):
    """Share of the cost depreciated in the period, when given by year."""
    return schedule_share * period_years * in_operation


@line("1", source="definition")
def is_straight(is_declining, is_by_units, is_by_schedule):
    """1 when the works are depreciated in a straight line."""
    return 1 - is_declining - is_by_units - is_by_schedule


@line("1", source="definition; `tax.method`")
def depreciated_share(is_straight, share_straight, share_not_straight):
    """Share of the cost that is depreciated in the period."""
    return where(is_straight, share_straight, share_not_straight)


@line("money", source="definition")
def depreciation(depreciable_cost, depreciated_share):
    """Depreciation of the works, for tax."""
    return depreciable_cost * depreciated_share


# Interest


@line("money", source="definition")
def interest_charged(interest_due, surcharges_due, refinancing_fees, owner_interest_expense, letter_fee):
    """Interest and financing fees of the period, on loans of lenders and owners."""
    return interest_due + surcharges_due + refinancing_fees + owner_interest_expense + letter_fee


@line("1", source="thin capitalisation: interest on debt above a multiple of share capital is not deducted")
def share_within_thin_cap(has_thin_cap, thin_cap, share_capital_before, debt_and_owner_loan):
    """Share of the interest that thin capitalisation leaves."""
    return where(has_thin_cap, min_(safe_ratio(thin_cap * share_capital_before, debt_and_owner_loan), 1), 1)


@line("money", source="definition")
def debt_and_owner_loan(debt_opening, owner_loan_opening):
    """Debt of lenders and owners at the start of the period."""
    return debt_opening + owner_loan_opening


@line("money", source="definition")
def share_capital_before(share_capital: Prev):
    """Share capital at the start of the period."""
    return share_capital


@line("money", source="definition")
def share_capital(share_capital_before, shares_paid, owner_support):
    """Share capital paid in so far."""
    return share_capital_before + shares_paid + owner_support


@line("money", source="interest limitation: a share of EBITDA at most (OECD BEPS action 4: 10 to 30 %)")
def interest_room(has_interest_limit, interest_limit, ebitda, interest_charged):
    """Largest interest that may be deducted."""
    return where(has_interest_limit, interest_limit * max_(ebitda, 0), interest_charged)


@line("money", source="choice: interest not deducted is lost")
def interest_deducted(interest_charged, share_within_thin_cap, interest_room):
    """Interest deducted from profit."""
    return min_(interest_charged * share_within_thin_cap, interest_room)


# Profit, losses, tax


@line("money", source="choice: major maintenance is deducted when it is spent")
def profit_before_interest(ebitda, maintenance_spend, residual_value, handback_cost, depreciation):
    """Profit for tax before interest."""
    return ebitda - maintenance_spend + residual_value - handback_cost - depreciation


@line("money", source="definition")
def profit_before_tax(profit_before_interest, reserve_interest, interest_deducted):
    """Profit for tax, before losses of earlier periods."""
    return profit_before_interest + reserve_interest - interest_deducted


@line("money", source="definition")
def loss_made(profit_before_tax, losses_refunded):
    """Tax loss made in the period and carried forward."""
    return max_(-profit_before_tax, 0) * (1 - losses_refunded)


@line("money", source="definition")
def loss_opening(loss_closing: Prev):
    """Tax losses at the start of the period."""
    return loss_closing


@line("money", source="definition")
def losses_lapsing(losses_made_expected: All, loss_life, months_in_period):
    """Tax losses made so long ago that what is not used of them lapses."""
    return lagged(losses_made_expected, loss_life / months_in_period + 1)


@line("money", source="definition")
def losses_to_lapse(losses_to_lapse: Prev, losses_lapsing):
    """Tax losses made so long ago, so far."""
    return losses_to_lapse + losses_lapsing


@line("money", source="first in, first out: the oldest losses are used first")
def loss_lapsed(losses_to_lapse, losses_gone_before, loss_opening):
    """Tax losses that lapse in the period."""
    return min_(max_(losses_to_lapse - losses_gone_before, 0), loss_opening)


@line("money", source="definition")
def losses_gone_before(losses_gone: Prev):
    """Tax losses used or lapsed until the period before."""
    return losses_gone


@line("money", source="definition")
def losses_gone(losses_gone_before, loss_lapsed, loss_used):
    """Tax losses used or lapsed so far."""
    return losses_gone_before + loss_lapsed + loss_used


@line("money", source="definition; `tax.loss_share`")
def loss_used(loss_opening, loss_lapsed, profit_before_tax, loss_share):
    """Tax losses set against the profit of the period."""
    return min_(loss_opening - loss_lapsed, max_(profit_before_tax, 0) * loss_share)


@line("money", source="definition")
def loss_closing(loss_opening, loss_lapsed, loss_used, loss_made):
    """Tax losses at the end of the period."""
    return loss_opening - loss_lapsed - loss_used + loss_made


@line("money", source="definition")
def taxable_profit(losses_refunded, profit_before_tax, loss_used):
    """Profit on which tax is due (negative where a loss is refunded)."""
    return where(losses_refunded, profit_before_tax, max_(profit_before_tax, 0) - loss_used)


@line("1", source="definition")
def is_taxed(in_operation, operating_period, holiday, months_in_period):
    """1 in operation after the tax holiday."""
    return in_operation * (1 - at_least(holiday / months_in_period, operating_period))


@line("money", source="minimum tax: a share of revenue at least")
def tax_before_holiday(tax_rate, taxable_profit, minimum_rate, revenue):
    """Tax of the period if there is no holiday."""
    return max_(tax_rate * taxable_profit, minimum_rate * revenue)


@line("money", source="definition")
def tax(is_taxed, losses_refunded, tax_rate, taxable_profit, tax_before_holiday):
    """Tax of the period, paid in the period."""
    return is_taxed * where(losses_refunded, tax_rate * taxable_profit, tax_before_holiday)
