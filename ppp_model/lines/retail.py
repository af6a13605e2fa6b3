"""Sale to users: losses, the tariff and what it follows, what is billed and collected. Money is the city's."""

from ppp_model.engine.line import Prev, given, line, sum_of
from ppp_model.engine.ops import grow, max_, min_, where, whole

sold_by_project = given(
    "1", "Whether the project itself bills the households.", at="retail.sold_by", words={"utility": 0.0, "project": 1.0}
)
losses_without = given("1", "Share of what is delivered that is lost without cooperation.", at="retail.losses")
collection_without = given("1", "Share of the bills that is paid without cooperation.", at="retail.collection")
is_volume_priced = given(
    "1", "Whether one price holds for all use of a household.", at="retail.block_pricing",
    words={"increasing_block": 0.0, "volume_differentiated": 1.0},
)  # fmt: skip
fixed_charge = given("local/month/household", "Standing charge of a connected household.", at="retail.fixed_charge")
minimum_bill = given("local/month/household", "Least monthly bill.", at="retail.minimum_bill")
rebate = given("local/month/household", "Sum taken off every monthly bill.", at="retail.rebate")
social_discount = given(
    "1", "Share of the price that the social tariff takes off.", at="retail.social.discount", absent=0.0
)
social_up_to = given("unit/month/household", "Use up to which it does.", at="retail.social.up_to", absent=0.0)
reference_price = given(
    "local/unit", "Average price at which use was measured.", at="retail.reference_price", absent=0.0
)
has_reference_price = given("1", "Whether that price is given.", at="retail.reference_price", present=True)
use_ceiling = given("1", "Largest multiple of the use by a low price.", at="retail.use_ceiling")
tariff_level = given("1", "Multiple of every price of the tariff.", at="retail.tariff_level")
review_every = given("month", "Time between two reviews of the tariff.", at="retail.review_every")
tariff_indexed = given("1", "Share of the tariff that follows prices.", at="retail.tariff_indexed")
exchange_share = given("1", "Share of the indexed part that follows the exchange rate.", at="retail.exchange_share")
x_factor = given("1/year", "What is taken off the growth of prices.", at="retail.x_factor")
distribution_price_without = given(
    "local/unit", "Cost to distribute and bill one unit sold, without cooperation.", at="retail.distribution_cost"
)
basket_weights = sum_of("basket_item", "weight", "1", "Weights of the basket.")
basket_level = sum_of("basket_item", "weighted_level", "1", "Price level of the basket, weighted.")
band_surcharges = sum_of("time_band", "band_surcharge", "1", "What times of day add to the block prices.")
wanted_households = sum_of("group", "wanted", "unit", "What households want in the period.")
wanted_classes = sum_of("class", "wanted", "unit", "What classes counted by customers want in the period.")
share_sold_to_classes = sum_of("class", "share_of_sales", "1", "Share of sales that goes to classes by share.")
groups_billed_at_base = sum_of(
    "group", "billed_at_base", "local", "Bills of households before costs are passed through."
)
groups_collected = sum_of("group", "group_collected", "money", "What households pay.")
classes_collected = sum_of("class", "class_collected", "money", "What classes pay.")
classes_collected_at_base = sum_of("class", "collected_at_base", "local", "What classes would pay at the base tariff.")
social_saved_all = sum_of("group", "social_saved", "money", "What the social tariff takes off bills.")


# What partnerships change (`cooperation`)


@line("1", source="definition")
def losses(losses_without, losses_off_all):
    """Share of what is delivered that is lost or not billed."""
    return max_(losses_without - losses_off_all, 0)


@line("1", source="definition")
def collection(collection_without, collection_added_all):
    """Share of the bills that is paid."""
    return min_(collection_without + collection_added_all, 1)


@line("local/unit", source="definition")
def distribution_price(distribution_price_without, distribution_off_all):
    """Cost to distribute and bill one unit sold."""
    return distribution_price_without * max_(1 - distribution_off_all, 0)


# What the tariff follows


@line("year", source="definition")
def review_step(review_every, months_in_year):
    """Time between two reviews of the tariff."""
    return review_every / months_in_year


@line("year", source="choice: reviews are counted from close; `retail.review_every`")
def years_reviewed(start_years, review_step):
    """Years of price growth that the tariff has taken up."""
    return whole(start_years / review_step) * review_step


@line("1", source="RPI - X: p(t) = p(t-1) (1 + RPI - X)")
def prices_reviewed(local_inflation, x_factor, years_reviewed):
    """Price level in the city's currency at the last review, less the X factor."""
    return grow(local_inflation - x_factor, years_reviewed)


@line("1", source="definition")
def exchange_level(exchange_rate, local_rate_at_close):
    """Exchange rate against that at close."""
    return exchange_rate / local_rate_at_close


@line("1", source="basket: sum of weights times price relatives")
def tariff_price_level(basket_weights, exchange_share, prices_reviewed, basket_level, exchange_level):
    """Level of what the tariff follows: basket, exchange rate, and for the rest the city's prices."""
    return (1 - basket_weights - exchange_share) * prices_reviewed + basket_level + exchange_share * exchange_level


@line("1", source="P(t) = P(0) (f + (1 - f) I(t)/I(0)), with the fixed share f")
def tariff_index(tariff_indexed, tariff_price_level, tariff_level):
    """Level of the retail tariff before costs are passed through."""
    return tariff_level * (1 - tariff_indexed + tariff_indexed * tariff_price_level)


@line("1", source="time of use: average of the multiples, weighted with use")
def time_multiple(band_surcharges):
    """Multiple of the block prices by time of day."""
    return 1 + band_surcharges


@line("1", source="definition")
def tariff_factor_felt(tariff_factor: Prev, at_close):
    """Multiple of the tariff by costs passed through, in the bill before; 1 at first."""
    return where(at_close, 1, tariff_factor)


@line("1", source="definition")
def real_tariff_felt(tariff_index, tariff_factor_felt, local_index):
    """Level of the tariff in real terms as households feel it."""
    return tariff_index * tariff_factor_felt / local_index


@line("1", source="definition")
def real_income_level(income_growth, whole_years_from_close):
    """Real income of households against that at close."""
    return grow(income_growth, whole_years_from_close)


# What is sold


@line("unit", source="definition")
def volume_sold(volume, losses):
    """What is billed."""
    return volume * (1 - losses)


@line("unit", source="definition")
def counted_sold(volume_sold, share_sold_to_classes):
    """What is sold to customers who are counted: households, and classes that are not given by a share of sales."""
    return volume_sold * (1 - share_sold_to_classes)


# What is billed and collected


@line("local", source="definition")
def collected_at_base(groups_billed_at_base, collection, classes_collected_at_base):
    """What would be collected if no cost were passed through."""
    return groups_billed_at_base * collection + classes_collected_at_base


@line("money", source="definition")
def bills_collected(groups_collected, classes_collected):
    """What households and classes pay on their bills."""
    return groups_collected + classes_collected


@line("money", source="definition")
def collected(bills_collected, fund_net_inflow, connection_income):
    """What the seller gets from users: bills, less what goes into a fund of strata, and connections."""
    return bills_collected - fund_net_inflow + connection_income


@line("local", source="definition")
def distribution_local(volume_sold, distribution_price, local_index):
    """Cost to distribute and bill what is sold, in the city's currency."""
    return volume_sold * distribution_price * local_index


@line("money", source="definition")
def distribution_cost(distribution_local, exchange_rate, connection_cost):
    """Cost to distribute and bill what is sold, and to connect."""
    return distribution_local / exchange_rate + connection_cost


@line("money", source="definition")
def user_revenue(collected, sold_by_project):
    """What households and others pay to the project itself."""
    return collected * sold_by_project


@line("money", source="definition")
def project_distribution_cost(distribution_cost, sold_by_project):
    """Cost of distribution that the project bears because it sells to households."""
    return distribution_cost * sold_by_project
