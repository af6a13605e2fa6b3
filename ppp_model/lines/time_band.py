"""One time of day with a price of its own."""

from ppp_model.engine.line import given, line

share_of_use = given("1", "Share of households' use that falls into it.", at="retail.time_of_use.{block}.share_of_use")
band_multiple = given("1", "Multiple of the block prices.", at="retail.time_of_use.{block}.price")


@line("1", source="definition")
def band_surcharge(share_of_use, band_multiple):
    """What it adds to the multiple of the block prices over the whole day."""
    return share_of_use * (band_multiple - 1)
