"""One block of the retail tariff, for one group of households."""

from ppp_model.engine.line import given, line
from ppp_model.engine.ops import max_, min_

block_start = given("unit/month/household", "Monthly use at which the block starts.")
block_end = given("unit/month/household", "Monthly use at which the block ends.")
block_price = given("local/unit", "Price of a unit in the block.")


@line("local/month/household", source="increasing block tariff: price times the use that falls in the block")
def block_charge(use, block_start, block_end, block_price):
    """Charge of the block in a household's monthly bill, at the prices of close."""
    return max_(min_(use, block_end) - block_start, 0) * block_price
