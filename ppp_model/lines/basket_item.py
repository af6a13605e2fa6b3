"""One cost in the basket that the tariff follows."""

from ppp_model.engine.line import given, line
from ppp_model.engine.ops import grow

weight = given("1", "Weight in the basket.", at="retail.basket.{block}.weight")
growth = given("1/year", "Growth of its price.", at="retail.basket.{block}.growth")


@line("1", source="basket: weight times the price relative")
def weighted_level(weight, growth, years_reviewed):
    """Its part of the price level of the basket."""
    return weight * grow(growth, years_reviewed)
