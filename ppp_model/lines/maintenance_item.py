"""One item of major maintenance or replacement: paid every so many years, with or without a reserve built up for it."""

from ppp_model.engine.line import Next, Prev, given, line
from ppp_model.engine.ops import at_least, grow, is_equal, more_than, where, whole

item_cost = given("local", "Cost each time, in its currency.", at="maintenance.{block}.cost")
every = given("month", "Time between two times.", at="maintenance.{block}.every")
first_after = given(
    "month",
    "Time from the start of operation to the first time.",
    at="maintenance.{block}.first or maintenance.{block}.every",
)
reserved = given("1", "Whether a reserve is built up for it.", at="maintenance.{block}.reserved")
escalation = given(
    "1/year", "Growth of the cost.", at="maintenance.{block}.escalation or currencies.{own}.inflation", absent=0.0
)


@line("1", source="definition")
def cycle(every, months_in_period):
    """Periods between two times."""
    return every / months_in_period


@line("1", source="definition")
def times_due(operating_period, first_after, months_in_period, cycle):
    """How many times it has been due, the broken part counted."""
    return (operating_period - first_after / months_in_period) / cycle + 1


@line("1", source="choice: not in the last period of the contract, when the works are handed back")
def is_due(times_due, in_operation, contract_ends):
    """1 in the periods in which it is due."""
    return in_operation * (1 - contract_ends) * is_equal(times_due, whole(times_due)) * at_least(times_due, 1)


@line("money", source="definition")
def spend(item_cost, escalation, whole_years_from_base, is_due, exchange_rate):
    """Cost paid in the period."""
    return item_cost * grow(escalation, whole_years_from_base) * is_due / exchange_rate


@line("money", source="definition")
def coming_spend(spend, coming_spend: Next, is_due):
    """Cost of the next time it is due, that of this period counted; 0 when there is no other."""
    return where(is_due, spend, coming_spend)


@line("1", source="definition")
def periods_of_cycle(operating_period, first_after, months_in_period, cycle):
    """Periods over which the coming cost is saved."""
    return where(more_than(operating_period, first_after / months_in_period), cycle, first_after / months_in_period)


@line("money", source="equal instalments over the periods up to the spending")
def instalment(coming_spend, periods_of_cycle, in_operation, reserved):
    """What is put into the reserve."""
    return coming_spend / periods_of_cycle * in_operation * reserved


@line("money", source="definition")
def reserve_balance(reserve_balance: Prev, instalment, spend, reserved):
    """Reserve at the end of the period."""
    return reserve_balance + instalment - spend * reserved


@line("money", source="definition")
def unreserved_spend(spend, reserved):
    """Cost paid from the project's cash."""
    return spend * (1 - reserved)
