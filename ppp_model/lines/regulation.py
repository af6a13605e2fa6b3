"""A tariff that every review resets so that revenue gives a regulated return: building blocks.

Over each review period the present value, at the allowed return, of what users pay equals that of the allowed revenue:
return on the regulated asset base, its depreciation, and operating cost, less what it is paid besides bills.
"""

from ppp_model.engine.line import All, Prev, given, line
from ppp_model.engine.ops import grow, max_, ratio, safe_ratio, total, total_where, where, whole

allowed_return = given("1/year", "Return on the regulated asset base.", at="retail.regulation.allowed_return")
regulated_every = given("month", "Time of operation between two reviews.", at="retail.regulation.review_every")
review_change = given("1", "Change of the tariff by reviews.", solved_for="review_change_due")


@line("1", source="definition")
def review_factor(review_change):
    """Multiple of the tariff by reviews."""
    return 1 + review_change


@line("1", source="definition")
def review_change_due(review_factor_due):
    """Change of the tariff that gives the allowed revenue."""
    return review_factor_due - 1


@line("money", source="choice: all that is capitalised, interest in construction too, less capital grants")
def regulated_cost(book_cost, grants_drawn: All):
    """Cost on which a return is allowed."""
    return max_(book_cost - total(grants_drawn), 0)


@line("money", source="choice: straight line over the time of operation")
def regulated_depreciation(regulated_cost, in_operation, contract_end, construction_end):
    """Depreciation of the regulated asset base."""
    return regulated_cost * in_operation / (contract_end - construction_end)


@line("money", source="definition")
def regulated_opening(regulated_base: Prev, regulated_cost, operation_starts):
    """Regulated asset base at the start of the period."""
    return regulated_base + regulated_cost * operation_starts


@line("money", source="definition")
def regulated_base(regulated_opening, regulated_depreciation):
    """Regulated asset base at the end of the period."""
    return regulated_opening - regulated_depreciation


@line("money", source="building blocks: RAB x WACC + depreciation + operating cost, less support")
def allowed_revenue(regulated_opening, return_of_period, regulated_depreciation, other_allowed):
    """What users may be charged in the period."""
    return regulated_opening * return_of_period + regulated_depreciation + other_allowed


@line("1", source="definition")
def return_of_period(allowed_return, period_years):
    """Allowed return of the period, so that a year's periods compound to the yearly rate."""
    return grow(allowed_return, period_years) - 1


@line("money", source="definition")
def other_allowed(operating_cost, maintenance_spend, fees_to_public, tax, revenue, bills_collected):
    """Operating cost, major maintenance, fees and tax, less what the project is paid besides bills."""
    return operating_cost + maintenance_spend + fees_to_public + tax - (revenue - bills_collected)


@line("1", source="definition")
def review_number(operating_period, regulated_every, months_in_period, in_operation):
    """Number of the review period: 1 in the first, 0 outside operation."""
    return whole(1 + (operating_period - 1) * months_in_period / regulated_every) * in_operation


@line("money", source="definition")
def allowed_value(allowed_revenue, allowed_return, end_years):
    """Allowed revenue, discounted at the allowed return."""
    return allowed_revenue * grow(allowed_return, -end_years)


@line("money", source="definition")
def unreset_value(unreset_bills, allowed_return, end_years):
    """What users pay on bills at the tariff that is not reset, discounted at the allowed return."""
    return unreset_bills * grow(allowed_return, -end_years)


@line("money", source="definition")
def unreset_bills(review_factor, bills_collected, collected_at_base, exchange_rate):
    """What users pay on bills at the tariff that is not reset."""
    return where(review_factor, ratio(bills_collected, review_factor), collected_at_base / exchange_rate)


@line("1", source="periodic review: NPV of allowed revenue less revenue is 0 over the review period")
def review_factor_due(allowed_in_review, unreset_in_review, in_operation):
    """Multiple of the tariff that gives the allowed revenue; 0 where none is allowed or nobody pays."""
    return where(in_operation, max_(safe_ratio(allowed_in_review, unreset_in_review), 0), 1)


@line("money", source="definition")
def allowed_in_review(allowed_value: All, review_number: All):
    """Present value of the allowed revenue of the whole review period."""
    return total_where(allowed_value, review_number)


@line("money", source="definition")
def unreset_in_review(unreset_value: All, review_number: All):
    """Present value of what users pay in the whole review period at the tariff that is not reset."""
    return total_where(unreset_value, review_number)
