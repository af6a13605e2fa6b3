"""One group of households, such as the poorest fifth: who they are, what they use and what they are billed."""

from ppp_model.engine.line import given, line, sum_of
from ppp_model.engine.ops import grow, max_, min_, more_than, ratio, safe_ratio, where

population_share = given("1", "Share of the city's households.", at="city.groups.{block}.population_share")
income_share = given(
    "1", "Share of all household income, given or by `city.income`.", at="city.groups.{block}.income_share", absent=0.0
)
size = given(
    "person/household", "People in a household.", at="city.groups.{block}.household_size or city.household_size"
)
use = given(
    "unit/month/household",
    "Use of a connected household at the prices and incomes of close.",
    at="city.groups.{block}.use",
)
normal_use = given(
    "unit/month/household", "Use that a household needs.",
    at="city.groups.{block}.normal_use or city.groups.{block}.use",
)  # fmt: skip
connected_at_start = given("1", "Share connected before the project.", at="city.groups.{block}.connected")
reached_at_start = given(
    "1", "Share that lives where the network exists before the project.",
    at="city.groups.{block}.reached or city.groups.{block}.connected",
)  # fmt: skip
is_poorest = given("1", "Whether this is the poorest group.")
price_elasticity = given(
    "1", "Elasticity of use to the real price.",
    at="city.groups.{block}.price_elasticity or retail.price_elasticity",
)  # fmt: skip
income_elasticity = given(
    "1", "Elasticity of use to real income.",
    at="city.groups.{block}.income_elasticity or retail.income_elasticity",
)  # fmt: skip
stratum = given("1", "Multiple of the bill for the group.", at="retail.strata.{block}", absent=1.0)
eligible = given("1", "Share of customers who get the social tariff.", at="retail.social.reaches.{block}", absent=0.0)
exempt = given("1", "Share of customers who pay no fee.", at="retail.exempt.{block}", absent=0.0)
voucher_means = sum_of("voucher", "voucher_mean", "local/month/household", "Face of an average customer's vouchers.")
voucher_reach = sum_of("voucher", "voucher_used", "1", "Share of customers who use a voucher.")


# People and income


@line("household", source="definition")
def households(city_households, population_share):
    """Households of the group."""
    return city_households * population_share


@line("person/household", source="definition")
def size_weight(size, population_share):
    """People of the group, for each household of the city."""
    return size * population_share


@line("local/month/household", source="income share over household share, times the city's mean")
def income(household_income, income_share, population_share, local_index, income_growth, whole_years_from_close):
    """Mean monthly income of a household of the group."""
    return (
        household_income * income_share / population_share * local_index * grow(income_growth, whole_years_from_close)
    )


@line("1", source="definition")
def connected_without(connected_at_start, population_at_close, population, kept_without):
    """Share that would be connected without the project: those connected at the start, in a growing city."""
    return min_(connected_at_start * population_at_close / population, 1) * kept_without


@line("person/household", source="definition")
def people_without_weight(size_weight, connected_without):
    """Connected people of the group without the project, for each household of the city."""
    return size_weight * connected_without


@line("1", source="definition")
def reached_without(reached_at_start, connected_without, population_at_close, population):
    """Share that would live where a network exists without the project; never less than those connected."""
    return max_(min_(reached_at_start * population_at_close / population, 1), connected_without)


# Use: what a household wants at the price it felt and its income, and what it gets


@line("local/month/household", source="definition")
def reference_bill(block_charges_referred, time_multiple, fixed_charge, minimum_bill, stratum, rebate):
    """Monthly bill for the use of close at the prices of close."""
    return max_(max_(block_charges_referred * time_multiple + fixed_charge, minimum_bill) * stratum - rebate, 0)


@line("local/unit", source="definition")
def own_price(reference_bill, use):
    """Average price for the use of close."""
    return safe_ratio(reference_bill, use)


@line("local/unit", source="definition; `retail.reference_price`")
def price_referred(has_reference_price, reference_price, own_price):
    """Average price at which the use was measured."""
    return where(has_reference_price, reference_price, own_price)


@line("local/unit", source="choice: households answer to the average price (Shin), felt with the bill before")
def price_felt(own_price, real_tariff_felt):
    """Average price that households feel, at the prices of close: with the costs passed on in the bill before."""
    return own_price * real_tariff_felt


@line("1", source="definition")
def price_relative(price_felt, price_referred):
    """That price against the one at which the use was measured; 1 where either is nothing."""
    return where(more_than(price_felt, 0) * more_than(price_referred, 0), ratio(price_felt, price_referred), 1)


@line("1", source="iso-elastic demand: q1 = q0 (p1/p0)^e")
def price_response(price_relative, price_elasticity, use_ceiling):
    """Multiple of the use by the price that is felt; a price of nothing leaves the use as it is."""
    return min_(grow(price_relative - 1, price_elasticity), use_ceiling)


@line("1", source="iso-elastic demand: q1 = q0 (Y1/Y0)^h")
def income_response(real_income_level, income_elasticity):
    """Multiple of the use by the growth of real income."""
    return grow(real_income_level - 1, income_elasticity)


@line("unit/month/household", source="definition")
def use_wanted(use, price_response, income_response):
    """Monthly use that a connected household wants."""
    return use * price_response * income_response


@line("unit/month/household", source="definition")
def use_delivered(use_wanted, supply_ratio):
    """Monthly use of a connected household, as far as the supply reaches."""
    return use_wanted * supply_ratio


# The bill, at the prices of close


@line("local/month/household", source="definition")
def base_bill(block_charges, time_multiple, fixed_charge, minimum_bill):
    """Monthly bill before the stratum's multiple, at the prices of close."""
    return max_(block_charges * time_multiple + fixed_charge, minimum_bill)


@line("local/month/household", source="uniform price with rebate: max(0, p q - R)")
def full_bill_at_close(base_bill, stratum, rebate):
    """Monthly bill without a social tariff, at the prices of close."""
    return max_(base_bill * stratum - rebate, 0)


@line("local/month/household", source="social tariff: a discount on the first units")
def social_saving_at_close(social_discount, block_charges_social, time_multiple, stratum, full_bill_at_close):
    """What the social tariff takes off a bill, at the prices of close; never more than the bill."""
    return min_(social_discount * block_charges_social * time_multiple * stratum, full_bill_at_close)


@line("local/month/household", source="definition")
def mean_bill_at_close(full_bill_at_close, eligible, social_saving_at_close, exempt):
    """Monthly bill of an average customer, at the prices of close."""
    return (full_bill_at_close - eligible * social_saving_at_close) * (1 - exempt)


# The bill, at the prices of the period


@line("local/month/household", source="definition")
def bill_without(mean_bill_at_close, tariff_index):
    """Monthly bill of an average customer before costs are passed through."""
    return mean_bill_at_close * tariff_index


@line("local/month/household", source="definition")
def bill_charged(bill_without, tariff_factor):
    """Monthly bill of an average customer, vouchers not yet taken off."""
    return bill_without * tariff_factor


@line("local/month/household", source="choice: vouchers together never exceed the bill")
def vouchers(voucher_means, bill_charged):
    """Vouchers of an average customer."""
    return min_(voucher_means, bill_charged)


@line("1", source="definition")
def voucher_honoured(vouchers, voucher_means):
    """Share of the vouchers' value that the bill leaves room for."""
    return safe_ratio(vouchers, voucher_means)


@line("local/month/household", source="definition")
def bill(bill_charged, vouchers):
    """What an average connected household pays a month, after social tariff, exemptions and vouchers."""
    return bill_charged - vouchers


@line("local/month/household", source="definition")
def bill_full(full_bill_at_close, tariff_index, tariff_factor):
    """Monthly bill of a connected household that gets no help."""
    return full_bill_at_close * tariff_index * tariff_factor


@line("local/month/household", source="definition")
def social_saving(social_saving_at_close, tariff_index, tariff_factor):
    """What the social tariff takes off a bill."""
    return social_saving_at_close * tariff_index * tariff_factor


@line("1", source="choice: social tariff and vouchers go to the same households first")
def helped(eligible, voucher_reach):
    """Share of paying customers who get help with the bill."""
    return min_(max_(eligible, voucher_reach), 1)


@line("local/month/household", source="definition")
def help_with_bill(eligible, social_saving, vouchers, exempt, helped):
    """What social tariff and vouchers take off the monthly bill of a household that gets help."""
    return safe_ratio(eligible * social_saving + safe_ratio(vouchers, 1 - exempt), helped)


@line("local/month/household", source="definition")
def bill_helped(bill_full, help_with_bill):
    """Monthly bill of a household that gets help; nothing where the help leaves only rounding."""
    return (bill_full - help_with_bill) * more_than(bill_full, help_with_bill)


@line("local/month/household", source="definition")
def potential_bill(block_charges_needed, time_multiple, fixed_charge, minimum_bill, stratum, rebate):
    """Monthly bill for the use that a household needs, at the prices of close, without help."""
    return max_(max_(block_charges_needed * time_multiple + fixed_charge, minimum_bill) * stratum - rebate, 0)


# What the group buys and pays


@line("household", source="definition")
def customers_supplied(customers, billed_share):
    """Customers as far as the project supplies them."""
    return customers * billed_share


@line("unit", source="definition")
def wanted(customers, use_wanted, period_months, in_operation):
    """What the group's customers want in the period."""
    return customers * use_wanted * period_months * in_operation


@line("unit", source="definition")
def sold(wanted, sales_ratio):
    """What is sold to the group."""
    return wanted * sales_ratio


@line("household*month", source="definition")
def months_billed(customers, period_months, billed_share):
    """Monthly bills of the period that count as the project's sales."""
    return customers * period_months * billed_share


@line("local", source="definition")
def billed_at_base(bill_without, months_billed):
    """Bills of the group before costs are passed through."""
    return bill_without * months_billed


@line("local", source="definition")
def billed(bill, months_billed):
    """What the group's households are asked to pay."""
    return bill * months_billed


@line("money", source="definition")
def group_collected(billed, collection, exchange_rate):
    """What the group's households pay."""
    return billed * collection / exchange_rate


@line("money", source="definition")
def social_saved(social_saving, eligible, exempt, months_billed, exchange_rate):
    """What the social tariff takes off the group's bills."""
    return social_saving * eligible * (1 - exempt) * months_billed / exchange_rate


@line("local", source="definition")
def stratum_change(full_bill_at_close, base_bill, rebate, exempt, tariff_index, months_billed):
    """What the stratum's multiple adds to the group's bills (negative: takes off), before costs are passed through."""
    return (full_bill_at_close - max_(base_bill - rebate, 0)) * (1 - exempt) * tariff_index * months_billed
