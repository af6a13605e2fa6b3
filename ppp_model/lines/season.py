"""One season of one group of households: its use, and its part of the average monthly charges."""

from ppp_model.engine.line import given, line, sum_of

share_of_year = given("1", "Share of the year.", at="retail.seasons.{block}.share_of_year")
season_price = given("1", "Multiple of the block prices.", at="retail.seasons.{block}.price")
season_use = given("1", "Multiple of the use.", at="retail.seasons.{block}.use")
charges = sum_of("tariff_block", "charge", "local/month/household", "Charges of all blocks, at the prices of close.")
charges_referred = sum_of("tariff_block", "charge_referred", "local/month/household", "The same at the use of close.")
charges_needed = sum_of("tariff_block", "charge_needed", "local/month/household", "The same at the use needed.")
charges_social = sum_of("tariff_block", "charge_social", "local/month/household", "Part within the social tariff.")


@line("unit/month/household", source="definition")
def use_billed(use_delivered, season_use):
    """Monthly use of a household in the season."""
    return use_delivered * season_use


@line("unit/month/household", source="definition")
def use_referred(use, season_use):
    """Monthly use of a household in the season, at the prices and incomes of close."""
    return use * season_use


@line("unit/month/household", source="definition")
def use_needed(normal_use, season_use):
    """Monthly use that a household needs in the season."""
    return normal_use * season_use


@line("1", source="definition")
def price_weight(share_of_year, season_price):
    """Share of the year times the multiple of the prices."""
    return share_of_year * season_price


@line("local/month/household", source="definition")
def charge(charges, price_weight):
    """What the season adds to the average monthly charges of the year."""
    return charges * price_weight


@line("local/month/household", source="definition")
def charge_referred(charges_referred, price_weight):
    """What it adds to them at the use of close."""
    return charges_referred * price_weight


@line("local/month/household", source="definition")
def charge_needed(charges_needed, price_weight):
    """What it adds to them at the use that a household needs."""
    return charges_needed * price_weight


@line("local/month/household", source="definition")
def charge_social(charges_social, price_weight):
    """What it adds to the part within the social tariff."""
    return charges_social * price_weight
