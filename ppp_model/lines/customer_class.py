"""Customers other than households, by class: public bodies, commerce, industry."""

from ppp_model.engine.line import given, line
from ppp_model.engine.ops import grow, min_, more_than, ratio, where

share_of_sales = given("1", "Share of all that is sold.", at="retail.classes.{block}.share_of_sales")
class_customers = given("household", "Number of customers.", at="retail.classes.{block}.customers")
class_use = given("unit/month/household", "Use of one of them.", at="retail.classes.{block}.use")
class_price = given("local/unit", "Price of a unit.", at="retail.classes.{block}.price")
class_fixed_charge = given(
    "local/month/household", "Standing charge of one customer.", at="retail.classes.{block}.fixed_charge"
)
class_reference_price = given(
    "local/unit", "Price at which its use is given.", at="retail.classes.{block}.reference_price", absent=0.0
)
has_reference = given("1", "Whether that price is given.", at="retail.classes.{block}.reference_price", present=True)
class_elasticity = given("1", "Elasticity of use to the real price.", at="retail.classes.{block}.price_elasticity")
class_collection_without = given(
    "1", "Share of its bills that is paid without cooperation.",
    at="retail.classes.{block}.collection or retail.collection",
)  # fmt: skip
class_stratum = given("1", "Multiple of the bill for the class.", at="retail.strata.{block}", absent=1.0)
is_public = given(
    "1", "Whether the customers are public bodies.", at="retail.classes.{block}.kind",
    words={"public": 1.0, "commerce": 0.0, "industry": 0.0},
)  # fmt: skip


@line("unit/month/household", source="iso-elastic demand: q1 = q0 (p1/p0)^e")
def class_use_wanted(class_use, tariff_relative, class_elasticity, use_ceiling):
    """Monthly use that a customer wants at the price felt."""
    return class_use * min_(grow(tariff_relative - 1, class_elasticity), use_ceiling)


@line("local/unit", source="definition; `retail.classes.X.reference_price`")
def class_price_referred(has_reference, class_reference_price, class_price, class_stratum):
    """Price at which the use of the class was measured."""
    return where(has_reference, class_reference_price, class_price * class_stratum)


@line("local/unit", source="definition")
def class_price_felt(class_price, class_stratum, real_tariff_felt):
    """Price that the class feels, at the prices of close."""
    return class_price * class_stratum * real_tariff_felt


@line("1", source="definition")
def has_prices(class_price_felt, class_price_referred):
    """1 where the class feels a price and had one before."""
    return more_than(class_price_felt, 0) * more_than(class_price_referred, 0)


@line("1", source="definition")
def tariff_relative(has_prices, class_price_felt, class_price_referred):
    """Price felt against the one at which the use was measured; 1 where either is nothing."""
    return where(has_prices, ratio(class_price_felt, class_price_referred), 1)


@line("unit", source="definition")
def wanted(class_customers, class_use_wanted, period_months, in_operation):
    """What its counted customers want in the period."""
    return class_customers * class_use_wanted * period_months * in_operation


@line("unit", source="definition")
def class_sold(wanted, class_ratio, share_of_sales, volume_sold):
    """What is sold to the class."""
    return wanted * class_ratio + share_of_sales * volume_sold


@line("local", source="definition")
def class_charges(class_sold, class_price, class_customers, class_fixed_charge, period_months, in_operation):
    """Charges of the class at the prices of close, before the stratum's multiple."""
    return class_sold * class_price + class_customers * class_fixed_charge * period_months * in_operation


@line("local", source="definition")
def billed_at_base(class_charges, class_stratum, tariff_index):
    """Bills of the class before costs are passed through."""
    return class_charges * class_stratum * tariff_index


@line("local", source="definition")
def billed(billed_at_base, tariff_factor):
    """What the class is asked to pay."""
    return billed_at_base * tariff_factor


@line("1", source="definition")
def class_collection(class_collection_without, collection_added_all):
    """Share of its bills that is paid."""
    return min_(class_collection_without + collection_added_all, 1)


@line("local", source="definition")
def collected_at_base(billed_at_base, class_collection):
    """What the class would pay if no cost were passed through."""
    return billed_at_base * class_collection


@line("money", source="definition")
def class_collected(billed, class_collection, exchange_rate):
    """What the class pays."""
    return billed * class_collection / exchange_rate


@line("money", source="definition")
def public_bills(class_collected, is_public):
    """What public bodies of the class pay."""
    return class_collected * is_public


@line("local", source="definition")
def stratum_change(class_charges, class_stratum, tariff_index):
    """What the stratum's multiple adds to the bills (negative: takes off), before costs are passed through."""
    return class_charges * (class_stratum - 1) * tariff_index
