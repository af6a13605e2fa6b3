"""One block of the retail tariff, for one group of households (in one season)."""

from ppp_model.engine.line import given, line
from ppp_model.engine.ops import max_, min_, more_than

block_start = given("unit/month/household", "Monthly use at which the block starts.")
block_end = given(
    "unit/month/household",
    "Monthly use at which the block ends.",
    at="retail.blocks.{block}.up_to",
    absent=float("inf"),
)
block_price = given("local/unit", "Price of a unit in the block.", at="retail.blocks.{block}.price")


@line("local/month/household", source="increasing block tariff: price times the use that falls in the block")
def block_charge(use_billed, block_start, block_end, block_price):
    """Charge of the block in a household's monthly bill, at the prices of close."""
    return max_(min_(use_billed, block_end) - block_start, 0) * block_price


@line("local/month/household", source="increasing block tariff: price times the use that falls in the block")
def reference_charge(use_referred, block_start, block_end, block_price):
    """The same at the use of close."""
    return max_(min_(use_referred, block_end) - block_start, 0) * block_price


@line("local/month/household", source="increasing block tariff: price times the use that falls in the block")
def normal_charge(use_needed, block_start, block_end, block_price):
    """The same at the use that a household needs."""
    return max_(min_(use_needed, block_end) - block_start, 0) * block_price


@line("local/month/household", source="increasing block tariff: price times the use that falls in the block")
def social_charge(use_billed, block_start, block_end, block_price, social_up_to):
    """Part of the charge that is for the use within the social tariff."""
    return max_(min_(min_(use_billed, block_end), social_up_to) - block_start, 0) * block_price


# A tariff in which one price holds for all use


@line("1", source="definition")
def is_last_block(use_billed, block_start, block_end):
    """1 where the household's use ends in this block."""
    return more_than(use_billed, block_start) * (1 - more_than(use_billed, block_end))


@line("1", source="definition")
def is_last_block_referred(use_referred, block_start, block_end):
    """1 where the household's use at close ends in this block."""
    return more_than(use_referred, block_start) * (1 - more_than(use_referred, block_end))


@line("1", source="definition")
def is_last_block_needed(use_needed, block_start, block_end):
    """1 where the use that a household needs ends in this block."""
    return more_than(use_needed, block_start) * (1 - more_than(use_needed, block_end))


@line("local/month/household", source="volume-differentiated tariff: the price of the last block holds for all use")
def whole_charge(use_billed, is_last_block, block_price):
    """Charge for all use at the price of the block in which it ends, at the prices of close."""
    return use_billed * is_last_block * block_price


@line("local/month/household", source="volume-differentiated tariff: the price of the last block holds for all use")
def whole_charge_referred(use_referred, is_last_block_referred, block_price):
    """The same at the use of close."""
    return use_referred * is_last_block_referred * block_price


@line("local/month/household", source="volume-differentiated tariff: the price of the last block holds for all use")
def whole_charge_needed(use_needed, is_last_block_needed, block_price):
    """The same at the use that a household needs."""
    return use_needed * is_last_block_needed * block_price


@line("local/month/household", source="volume-differentiated tariff: the price of the last block holds for all use")
def whole_charge_social(use_billed, is_last_block, block_price, social_up_to):
    """Part of that charge that is for the use within the social tariff."""
    return min_(use_billed, social_up_to) * is_last_block * block_price


# The charge by the tariff that holds


@line("local/month/household", source="definition; `retail.block_pricing`")
def charge(is_volume_priced, whole_charge, block_charge):
    """What the block adds to a household's monthly bill, at the prices of close."""
    return is_volume_priced * whole_charge + (1 - is_volume_priced) * block_charge


@line("local/month/household", source="definition; `retail.block_pricing`")
def charge_referred(is_volume_priced, whole_charge_referred, reference_charge):
    """What the block adds to it at the use of close."""
    return is_volume_priced * whole_charge_referred + (1 - is_volume_priced) * reference_charge


@line("local/month/household", source="definition; `retail.block_pricing`")
def charge_needed(is_volume_priced, whole_charge_needed, normal_charge):
    """What the block adds to it at the use that a household needs."""
    return is_volume_priced * whole_charge_needed + (1 - is_volume_priced) * normal_charge


@line("local/month/household", source="definition; `retail.block_pricing`")
def charge_social(is_volume_priced, whole_charge_social, social_charge):
    """What the block adds to it for the use within the social tariff."""
    return is_volume_priced * whole_charge_social + (1 - is_volume_priced) * social_charge
