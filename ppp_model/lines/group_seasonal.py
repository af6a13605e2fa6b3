"""Charges of a group of households whose tariff or use changes with the season."""

from ppp_model.engine.line import sum_of

block_charges = sum_of("season", "charge", "local/month/household", "Charges of all seasons, at the prices of close.")
block_charges_referred = sum_of("season", "charge_referred", "local/month/household", "At the use of close.")
block_charges_needed = sum_of("season", "charge_needed", "local/month/household", "At the use that is needed.")
block_charges_social = sum_of("season", "charge_social", "local/month/household", "Within the social tariff.")
