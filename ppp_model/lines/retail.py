"""Sale to households and others: losses, block tariff, collection, and the seller's margin. Money is the city's."""

from ppp_model.engine.line import All, given, line, sum_of
from ppp_model.engine.ops import grow, max_, ratio, safe_ratio, total, whole

sold_by_project = given(
    "1", "Whether the project itself bills the households.", at="retail.sold_by", words={"utility": 0.0, "project": 1.0}
)
losses = given("1", "Share of what is delivered that is lost or not billed.", at="retail.losses")
collection = given("1", "Share of the bills that is paid.", at="retail.collection")
fixed_charge = given("local/month/household", "Standing charge of a connected household.", at="retail.fixed_charge")
tariff_level = given("1", "Multiple of every price of the tariff.", at="retail.tariff_level")
review_every = given("month", "Time between two reviews of the tariff.", at="retail.review_every")
tariff_indexed = given("1", "Share of the tariff that follows prices.", at="retail.tariff_indexed")
non_domestic_share = given("1", "Share of sales that goes to others than households.", at="retail.non_domestic_share")
non_domestic_price = given("local/unit", "Price for others than households.", at="retail.non_domestic_price")
distribution_price = given("local/unit", "Cost to distribute and bill one unit sold.", at="retail.distribution_cost")
cost_pass_through = given("1", "Share of the gap between cost and tariff that is put on the tariff.",
                          at="retail.cost_pass_through")  # fmt: skip
water_weights = sum_of("group", "water_weight", "unit/month/household", "Use of connected households, all groups.")
bill_weights = sum_of(
    "group", "bill_weight", "local/month/household", "Bills of connected households at the base tariff."
)


@line("unit", source="definition")
def volume_sold(volume, losses):
    """What is billed."""
    return volume * (1 - losses)


@line("unit", source="definition")
def domestic_sold(volume_sold, non_domestic_share):
    """What is sold to households."""
    return volume_sold * (1 - non_domestic_share)


@line("year", source="definition")
def review_step(review_every, months_in_year):
    """Time between two reviews of the tariff."""
    return review_every / months_in_year


@line("year", source="choice: reviews are counted from close; `retail.review_every`")
def years_reviewed(start_years, review_step):
    """Years of price growth that the tariff has taken up."""
    return whole(start_years / review_step) * review_step


@line("1", source="definition")
def tariff_price_level(local_inflation, years_reviewed):
    """Price level in the city's currency at the last review."""
    return grow(local_inflation, years_reviewed)


@line("1", source="P(t) = P(0) (f + (1 - f) I(t)/I(0)), with the fixed share f")
def tariff_index(tariff_indexed, tariff_price_level, tariff_level):
    """Level of the retail tariff before costs are passed through."""
    return tariff_level * (1 - tariff_indexed + tariff_indexed * tariff_price_level)


@line("local/unit", source="definition")
def domestic_price(bill_weights, water_weights):
    """Average price to households, over the use of those connected, before costs are passed through."""
    return safe_ratio(bill_weights, water_weights)


@line("local", source="definition")
def domestic_billed(domestic_sold, domestic_price):
    """Bills of households before costs are passed through."""
    return domestic_sold * domestic_price


@line("local", source="definition")
def non_domestic_billed(volume_sold, non_domestic_share, non_domestic_price, tariff_index):
    """Bills of others than households before costs are passed through."""
    return volume_sold * non_domestic_share * non_domestic_price * tariff_index


@line("local", source="definition")
def collected_at_base(domestic_billed, non_domestic_billed, collection):
    """What would be collected if no cost were passed through."""
    return (domestic_billed + non_domestic_billed) * collection


@line("money", source="definition")
def bulk_purchase(capacity_revenue, variable_revenue):
    """What the utility pays the project."""
    return capacity_revenue + variable_revenue


@line("local", source="definition")
def distribution_local(volume_sold, distribution_price, local_index):
    """Cost to distribute and bill what is sold, in the city's currency."""
    return volume_sold * distribution_price * local_index


@line("local", source="definition")
def cost_of_sales(bulk_purchase, exchange_rate, distribution_local):
    """What the seller pays for what it sells: bulk purchase and distribution."""
    return bulk_purchase * exchange_rate + distribution_local


@line("1", source="choice: costs above the tariff are passed on by one factor on every price")
def tariff_factor(cost_pass_through, cost_of_sales, collected_at_base, in_operation):
    """Multiple of the tariff that results from passing costs on."""
    return 1 + cost_pass_through * max_(safe_ratio(cost_of_sales, collected_at_base) - in_operation, 0)


@line("money", source="definition")
def collected(collected_at_base, tariff_factor, exchange_rate):
    """What is collected from households and others."""
    return collected_at_base * tariff_factor / exchange_rate


@line("money", source="definition")
def distribution_cost(distribution_local, exchange_rate):
    """Cost to distribute and bill what is sold."""
    return distribution_local / exchange_rate


@line("money", source="definition")
def user_revenue(collected, sold_by_project):
    """What households and others pay to the project itself."""
    return collected * sold_by_project


@line("money", source="definition")
def project_distribution_cost(distribution_cost, sold_by_project):
    """Cost of distribution that the project bears because it sells to households."""
    return distribution_cost * sold_by_project


@line("money", source="definition")
def utility_collected(collected, sold_by_project):
    """What households and others pay to the utility."""
    return collected * (1 - sold_by_project)


@line("money", source="definition")
def utility_margin(utility_collected, bulk_purchase, distribution_cost, sold_by_project):
    """What the utility collects less what it pays the project and for distribution."""
    return utility_collected - bulk_purchase - distribution_cost * (1 - sold_by_project)


@line("money", source="definition")
def service_cost(bulk_purchase, availability_revenue, user_revenue, distribution_cost):
    """What the service costs its seller and the public: all that the project is paid, and distribution."""
    return bulk_purchase + availability_revenue + max_(user_revenue, distribution_cost)


@line("1", source="cost recovery: what users pay / what the service costs, over the contract, not discounted")
def cost_recovery(collected: All, service_cost: All):
    """Share of the cost of the service that users pay."""
    return ratio(total(collected), total(service_cost))


@line("local/unit", source="definition")
def bulk_fixed_cost_per_unit_sold(capacity_revenue, exchange_rate, volume_sold):
    """Capacity charge for each unit sold to users, in the city's currency; blank where nothing is sold."""
    return ratio(capacity_revenue * exchange_rate, volume_sold)
