"""The utility that buys from the project and sells to users: cost passed on, margin, what the service costs."""

from ppp_model.engine.line import All, given, line
from ppp_model.engine.ops import max_, more_than, ratio, safe_ratio, total, where

cost_pass_through = given("1", "Share of the gap between cost and tariff that is put on the tariff.",
                          at="retail.cost_pass_through")  # fmt: skip


@line("money", source="definition")
def bulk_purchase(capacity_revenue, variable_revenue):
    """What the utility pays the project."""
    return capacity_revenue + variable_revenue


@line("local", source="definition")
def cost_of_sales(bulk_purchase, exchange_rate, distribution_local):
    """What the seller pays for what it sells: bulk purchase and distribution."""
    return bulk_purchase * exchange_rate + distribution_local


@line("1", source="choice: costs above the tariff are passed on by one factor on every price")
def pass_through_factor(cost_pass_through, cost_of_sales, collected_at_base, in_operation):
    """Multiple of the tariff that results from passing costs on."""
    return 1 + cost_pass_through * max_(safe_ratio(cost_of_sales, collected_at_base) - in_operation, 0)


@line("1", source="definition")
def tariff_factor(pass_through_factor, review_factor):
    """Multiple of the tariff by costs passed on and by reviews."""
    return pass_through_factor * review_factor


@line("money", source="definition")
def utility_collected(collected, sold_by_project):
    """What households and others pay to the utility."""
    return collected * (1 - sold_by_project)


@line("money", source="definition")
def utility_income(utility_collected, support_to_utility):
    """What the utility gets: from users, and as support."""
    return utility_collected + support_to_utility


@line("money", source="definition")
def utility_margin(utility_income, bulk_purchase, distribution_cost, sold_by_project):
    """What the utility gets less what it pays the project and for distribution."""
    return utility_income - bulk_purchase - distribution_cost * (1 - sold_by_project)


@line("money", source="definition")
def service_cost(revenue, user_revenue, paid_to_project, distribution_cost):
    """What the service costs its seller and the public: all that the project is paid, and distribution."""
    return revenue - user_revenue + max_(paid_to_project, distribution_cost)


@line("1", source="definition")
def users_pay_more(paid_to_project, distribution_cost):
    """1 where users pay more to the project than distribution and connections cost."""
    return more_than(paid_to_project, distribution_cost)


@line("money", source="definition")
def supply_cost(service_cost, users_pay_more, connection_income, sold_by_project, connection_cost):
    """What the service costs without connections."""
    return service_cost - where(users_pay_more, connection_income * sold_by_project, connection_cost)


@line("money", source="choice: what a fund of strata keeps or releases is left out, what the public pays for it is not")
def paid_to_project(paid_by_users, fund_call, sold_by_project):
    """What users, and the public for a fund of strata, pay to the project itself."""
    return (paid_by_users + fund_call) * sold_by_project


@line("1", source="cost recovery: what users pay / what the service costs, over the contract, not discounted")
def cost_recovery(paid_by_users: All, service_cost: All):
    """Share of the cost of the service that users pay."""
    return ratio(total(paid_by_users), total(service_cost))


@line("money", source="definition")
def paid_by_users(bills_collected, connection_income):
    """What households and classes pay on bills and for connections."""
    return bills_collected + connection_income


@line("local/unit", source="definition")
def bulk_fixed_cost_per_unit_sold(capacity_revenue, exchange_rate, volume_sold):
    """Capacity charge for each unit sold to users, in the city's currency; blank where nothing is sold."""
    return ratio(capacity_revenue * exchange_rate, volume_sold)


@line("money", source="definition")
def utility_cash_flow(utility_margin):
    """What the utility gets less what it pays."""
    return utility_margin
