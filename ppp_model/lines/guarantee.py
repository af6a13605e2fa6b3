"""A minimum revenue guarantee with sharing of the upside, against the revenue at a forecast volume."""

from ppp_model.engine.line import given, line
from ppp_model.engine.ops import max_, safe_ratio

forecast_utilisation = given(
    "1", "Share of the capacity taken, as forecast.", at="guarantee.utilisation or supply.utilisation"
)
guaranteed_share = given("1", "Share of the forecast revenue that is guaranteed.", at="guarantee.minimum", absent=0.0)
upside_above = given(
    "1", "Share of the forecast revenue above which it is shared.", at="guarantee.upside_above", absent=0.0
)
upside_share = given("1", "Share of the upside that goes to the public.", at="guarantee.upside_share", absent=0.0)


@line("money", source="choice: revenue at the forecast volume, in proportion for charges on volume")
def forecast_revenue(market_revenue, volume_charges, volume_charges_forecast):
    """Revenue at the forecast volume."""
    return market_revenue - volume_charges + volume_charges_forecast


@line("money", source="definition")
def volume_charges(capacity_revenue, variable_revenue, user_revenue):
    """Part of the revenue that depends on volume."""
    return capacity_revenue + variable_revenue + user_revenue


@line("unit", source="definition")
def forecast_volume(volume_available, forecast_utilisation):
    """Volume as forecast."""
    return volume_available * forecast_utilisation


@line("unit", source="definition")
def forecast_capacity_paid(forecast_volume, volume_available, take_or_pay):
    """Units for which the capacity charge would be due at the forecast volume."""
    return max_(forecast_volume, volume_available * take_or_pay)


@line("money", source="definition")
def forecast_capacity_revenue(forecast_capacity_paid, capacity_price, deductions):
    """Capacity charge at the forecast volume."""
    return forecast_capacity_paid * capacity_price * (1 - deductions)


@line("money", source="definition")
def forecast_variable_revenue(forecast_volume, variable_charge, variable_index, charge_rate):
    """Variable charge at the forecast volume."""
    return forecast_volume * variable_charge * variable_index / charge_rate


@line("money", source="choice: users pay in proportion to the volume delivered")
def user_revenue_forecast(user_revenue, volume, forecast_volume):
    """What users would pay to the project at the forecast volume."""
    return safe_ratio(user_revenue, volume) * forecast_volume


@line("money", source="definition")
def volume_charges_forecast(forecast_capacity_revenue, forecast_variable_revenue, user_revenue_forecast):
    """Part of the revenue that depends on volume, at the forecast volume."""
    return forecast_capacity_revenue + forecast_variable_revenue + user_revenue_forecast


@line("money", source="minimum revenue guarantee: max(0, guaranteed - actual)")
def guarantee_received(guaranteed_share, forecast_revenue, market_revenue):
    """What the public pays because revenue falls short of what it guarantees."""
    return max_(guaranteed_share * forecast_revenue - market_revenue, 0)


@line("money", source="upside sharing: share of max(0, actual - ceiling)")
def upside_shared(upside_share, market_revenue, upside_ceiling):
    """What the project pays to the public out of revenue above the ceiling."""
    return upside_share * max_(market_revenue - upside_ceiling, 0)


@line("money", source="definition")
def upside_ceiling(upside_above, forecast_revenue):
    """Revenue above which the public has a share."""
    return upside_above * forecast_revenue
