"""What one group of households gains: use of the service against what it had before (rule of half)."""

from ppp_model.engine.line import line
from ppp_model.engine.ops import grow, max_, middle, min_, safe_ratio, where


@line("local/unit", source="definition")
def price_paid(bill_full, use_delivered):
    """Average price of the tariff to a connected household; help with the bill is a transfer and does not count."""
    return safe_ratio(bill_full, use_delivered)


@line("local/month/household", source="definition")
def alternative_saved(alternative_now, alternative_use, use_delivered):
    """What a newly connected household no longer pays for the alternative, as far as the service replaces it."""
    return alternative_now * min_(alternative_use, use_delivered)


@line("local/month/household", source="linear demand: p0 q0 + (p0 + p1) / 2 x (q1 - q0)")
def value_of_use(alternative_saved, alternative_now, price_paid, use_delivered, alternative_use):
    """What the service is worth a month to a newly connected household: cost of the alternative, and more use."""
    return alternative_saved + middle(alternative_now, price_paid) * max_(use_delivered - alternative_use, 0)


@line("money*month/local", source="definition")
def months_to_money(period_months, in_operation, exchange_rate):
    """What turns a monthly sum of a household in the city's currency into money of the period."""
    return period_months * in_operation / exchange_rate


@line("money", source="definition")
def value_new(new_households, value_of_use, months_to_money):
    """What the service is worth to newly connected households."""
    return new_households * value_of_use * months_to_money


@line("money", source="definition")
def charged_to_new(new_households, bill_full, months_to_money):
    """What newly connected households would be charged without help."""
    return new_households * bill_full * months_to_money


@line("money", source="definition")
def vendors_lost(new_households, alternative_saved, alternative_cost_share, months_to_money):
    """Gain of those who sold the alternative, which they lose."""
    return new_households * alternative_saved * (1 - alternative_cost_share) * months_to_money


@line("unit", source="definition")
def sold_to_others(sold, new_households, use_delivered, period_months, in_operation):
    """What is sold to households connected before."""
    return sold - new_households * use_delivered * period_months * in_operation


@line("money", source="definition")
def charged_to_others(bill_full, months_billed, exchange_rate, charged_to_new):
    """What households connected before would be charged without help."""
    return bill_full * months_billed / exchange_rate - charged_to_new


@line("money", source="choice: `economy.worth_of_unit`; without it, what they are charged")
def value_other(has_worth, sold_to_others, worth_of_unit, local_index, exchange_rate, charged_to_others):
    """What the service is worth to households connected before."""
    return where(has_worth, sold_to_others * worth_of_unit * local_index / exchange_rate, charged_to_others)


@line("money", source="definition")
def time_and_health(new_households, time_value, health_value, size, months_to_money, supply_ratio):
    """Value of the time and health that newly connected households gain, as far as the supply reaches."""
    return new_households * (time_value + health_value * size) * months_to_money * supply_ratio


@line("money", source="definition")
def group_gain(value_new, value_other, time_and_health, group_collected, connections_of_group):
    """Gain of the group: worth of the service, time and health, less what it pays."""
    return value_new + value_other + time_and_health - group_collected - connections_of_group


@line("money", source="definition")
def poor_gain(group_gain, is_poor):
    """Gain of the group, if it is poor."""
    return group_gain * is_poor


@line("1", source="distributional weight (mean income / income)^e")
def gain_weight(income_weights, income, weight_elasticity):
    """Weight of a unit of the group's gain."""
    return grow(income_weights / income - 1, weight_elasticity)


@line("money", source="definition")
def weighted_gain(group_gain, gain_weight):
    """Gain of the group, weighted."""
    return group_gain * gain_weight
