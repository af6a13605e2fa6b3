"""A contract that ends when the present value of its revenue reaches the sum bid (LPVR), at the latest as planned."""

from ppp_model.engine.line import All, Prev, given, line
from ppp_model.engine.ops import at_least, first, grow, min_, more_than, ratio, total, where

revenue_bid = given("money", "Present value of revenue at which the contract ends.", at="contract.revenue_bid")
revenue_bid_rate = given("1/year", "Rate at which that revenue is discounted.", at="contract.revenue_bid_rate")
last_period_expected = given("1", "Last period of the contract, as expected.", solved_for="last_period_by_revenue")


@line("1", source="definition")
def contract_end(contract_end_planned, last_period_expected):
    """Number of the last period of the contract: when the bid is reached, at the latest as planned."""
    return where(
        more_than(last_period_expected, 0), min_(last_period_expected, contract_end_planned), contract_end_planned
    )


@line("money", source="definition")
def revenue_value(revenue, revenue_bid_rate, flow_years):
    """Revenue of the period, discounted to close at the rate of the bid."""
    return revenue * grow(revenue_bid_rate, -flow_years)


@line("money", source="definition")
def revenue_value_before(revenue_value_to_date: Prev):
    """Present value of revenue until the period before."""
    return revenue_value_to_date


@line("money", source="LPVR: the contract ends at the first t with the sum of R(t)/(1+r)^t >= bid")
def revenue_value_to_date(revenue_value_before, revenue_value):
    """Present value of revenue so far."""
    return revenue_value_before + revenue_value


@line("1", source="definition")
def bid_reached(revenue_value_to_date, revenue_bid):
    """1 once the present value of revenue has reached the bid."""
    return at_least(revenue_value_to_date, revenue_bid)


@line("1", source="definition")
def any_reached(bid_reached: All):
    """Number of periods in which the bid is reached."""
    return total(bid_reached)


@line("1", source="definition")
def last_period_by_revenue(any_reached, period_number: All, bid_reached: All, contract_end_planned):
    """Number of the period in which the bid is reached, or the last planned one."""
    return where(any_reached, first(period_number, bid_reached), contract_end_planned)


@line("1", source="definition")
def last_period_share(revenue_bid, revenue_value_before: All, revenue_value: All, bid_reached: All):
    """Share of the revenue of that period that the bid still needs; blank when it is not reached."""
    return first(ratio(revenue_bid - revenue_value_before, revenue_value), bid_reached)
