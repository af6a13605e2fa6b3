"""What the project is paid: for capacity (taken or not), for volume, for being available, and by users.

Charges are in the currency of `revenue.currency` and are converted at the rate of the period.
"""

from ppp_model.engine.line import given, line
from ppp_model.engine.ops import grow, max_

capacity_charge = given("local/unit", "Charge for each unit of capacity.", at="revenue.capacity_charge")
take_or_pay = given("1", "Share of the capacity that is paid for even if not taken.", at="revenue.take_or_pay")
capacity_indexed = given("1", "Share of the capacity charge that is indexed.", at="revenue.capacity_indexed")
variable_charge = given("local/unit", "Charge for each unit delivered.", at="revenue.variable_charge")
variable_indexed = given("1", "Share of the variable charge that is indexed.", at="revenue.variable_indexed")
availability_payment = given(
    "local/year", "Payment by the public budget for availability.", at="revenue.availability_payment"
)
availability_indexed = given(
    "1", "Share of the availability payment that is indexed.", at="revenue.availability_indexed"
)
escalation = given(
    "1/year", "Growth of indexed prices.", at="revenue.escalation or currencies.{charged}.inflation", absent=0.0
)
deductions = given("1", "Share of fixed payments lost for poor performance.", at="revenue.deductions")


@line("1", source="definition")
def price_index(escalation, years_indexed):
    """Price level for indexed prices, 1 at the date at which prices hold."""
    return grow(escalation, years_indexed)


@line("1", source="P(t) = P(0) (f + (1 - f) I(t)/I(0)), with the fixed share f")
def capacity_index(capacity_indexed, price_index):
    """Price level of the capacity charge."""
    return 1 - capacity_indexed + capacity_indexed * price_index


@line("1", source="P(t) = P(0) (f + (1 - f) I(t)/I(0)), with the fixed share f")
def variable_index(variable_indexed, price_index):
    """Price level of the variable charge."""
    return 1 - variable_indexed + variable_indexed * price_index


@line("1", source="P(t) = P(0) (f + (1 - f) I(t)/I(0)), with the fixed share f")
def availability_index(availability_indexed, price_index):
    """Price level of the availability payment."""
    return 1 - availability_indexed + availability_indexed * price_index


@line("money/unit", source="definition")
def capacity_price(capacity_charge, capacity_index, charge_rate):
    """Capacity charge at the prices of the period, before deductions."""
    return capacity_charge * capacity_index / charge_rate


@line("unit", source="take-or-pay clause of water purchase agreements")
def capacity_paid(volume, volume_available, take_or_pay):
    """Units for which the capacity charge is due: those taken, or the take-or-pay share if that is more."""
    return max_(volume, volume_available * take_or_pay)


@line("money", source="definition")
def capacity_revenue(capacity_paid, capacity_price, deductions):
    """Capacity charge less deductions, paid by the utility."""
    return capacity_paid * capacity_price * (1 - deductions)


@line("money", source="definition")
def idle_payment(capacity_paid, volume, capacity_price, deductions):
    """Part of the capacity charge that is paid for units not taken."""
    return (capacity_paid - volume) * capacity_price * (1 - deductions)


@line("money", source="definition")
def variable_revenue(volume, variable_charge, variable_index, charge_rate):
    """Charge for units delivered, paid by the utility."""
    return volume * variable_charge * variable_index / charge_rate


@line("money", source="definition")
def availability_due(availability_payment, availability_index, period_years, in_operation, charge_rate):
    """Payment by the public budget for keeping the works available, before deductions."""
    return availability_payment * availability_index * period_years * in_operation / charge_rate


@line("money", source="definition")
def availability_revenue(availability_due, deductions):
    """Payment by the public budget for keeping the works available."""
    return availability_due * (1 - deductions)


@line("money", source="definition")
def market_revenue(capacity_revenue, variable_revenue, availability_revenue, user_revenue):
    """What the project is paid before any guarantee."""
    return capacity_revenue + variable_revenue + availability_revenue + user_revenue


@line("money", source="definition")
def revenue(market_revenue, support_to_project, guarantee_received, upside_shared):
    """All that the project is paid in operation."""
    return market_revenue + support_to_project + guarantee_received - upside_shared
