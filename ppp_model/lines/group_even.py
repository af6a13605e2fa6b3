"""Charges of a group of households whose tariff and use are the same all year."""

from ppp_model.engine.line import line, sum_of

block_charges = sum_of("tariff_block", "charge", "local/month/household", "Charges of all blocks, at close.")
block_charges_referred = sum_of("tariff_block", "charge_referred", "local/month/household", "At the use of close.")
block_charges_needed = sum_of("tariff_block", "charge_needed", "local/month/household", "At the use needed.")
block_charges_social = sum_of("tariff_block", "charge_social", "local/month/household", "Within the social tariff.")


@line("unit/month/household", source="definition")
def use_billed(use_delivered):
    """Monthly use for which a household is billed."""
    return use_delivered


@line("unit/month/household", source="definition")
def use_referred(use):
    """Monthly use of a household at the prices and incomes of close."""
    return use


@line("unit/month/household", source="definition")
def use_needed(normal_use):
    """Monthly use that a household needs."""
    return normal_use
