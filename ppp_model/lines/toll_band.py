"""One band of a shadow toll."""

from ppp_model.engine.line import given, line
from ppp_model.engine.ops import max_, min_

band_start = given("unit/year", "Yearly volume at which the band starts.")
band_end = given(
    "unit/year",
    "Yearly volume at which it ends.",
    at="finance.support.{parent}.bands.{block}.up_to",
    absent=float("inf"),
)
band_price = given("money/unit", "Payment for each unit in it.", at="finance.support.{parent}.bands.{block}.price")


@line("money/year", source="shadow toll: price times the volume that falls in the band")
def band_toll(volume_of_year, band_start, band_end, band_price):
    """Payment of a year for the volume in the band."""
    return max_(min_(volume_of_year, band_end) - band_start, 0) * band_price
