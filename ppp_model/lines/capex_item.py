"""One component of the works, in its own currency."""

from ppp_model.engine.line import given, line

planned_cost = given("local", "Cost of the component as planned, in its currency.", at="works.items.{block}.cost")
local_share = given("1", "Share that moves with the city's prices and currency.", at="works.items.{block}.local_share")
takes_contingency = given(
    "1",
    "Whether the contingency is added: to works and equipment only.",
    at="works.items.{block}.kind",
    words={"works": 1.0, "equipment": 1.0, "land": 0.0, "owner": 0.0, "procurement": 0.0},
)
is_depreciable = given(
    "1",
    "Whether the cost is depreciated: all but land.",
    at="works.items.{block}.kind",
    words={"works": 1.0, "equipment": 1.0, "land": 0.0, "owner": 1.0, "procurement": 1.0},
)
_GIVERS = dict.fromkeys(("nation", "state", "city", "donor", "emerging_donor", "partner_city", "civil_society"), 0.0)
is_in_kind = given("1", "Whether it is given in kind.", at="works.items.{block}.given_by", present=True)
in_kind_from_public = given(
    "1", "Whether the nation or the city gives it.", at="works.items.{block}.given_by",
    words=_GIVERS | {"nation": 1.0, "state": 1.0, "city": 1.0}, absent=0.0,
)  # fmt: skip
in_kind_from_partner = given(
    "1", "Whether a partner city gives it.", at="works.items.{block}.given_by", words=_GIVERS | {"partner_city": 1.0},
    absent=0.0,
)  # fmt: skip
spending_share = given("1", "Share of the cost that is paid in the period, by `works.items.{block}.profile`.")


@line("local", source="definition")
def cost_with_margins(planned_cost, overrun, contingency, takes_contingency):
    """Cost of the component with contingency and overrun, in its currency."""
    return planned_cost * (1 + overrun) * (1 + contingency * takes_contingency)


@line("money", source="choice: the local share follows the city's prices and exchange rate from close on")
def local_part(cost_with_margins, local_share, local_cost_level, own_rate_at_close):
    """Part of the cost that follows the city's prices, whatever the currency in which it is stated."""
    return cost_with_margins * local_share * local_cost_level / own_rate_at_close


@line("money", source="definition")
def other_part(cost_with_margins, local_share, exchange_rate):
    """Part of the cost that stays as it is in its own currency."""
    return cost_with_margins * (1 - local_share) / exchange_rate


@line("money", source="definition")
def cost_of_period(local_part, other_part, spending_share):
    """Cost of the component in the period, whoever pays."""
    return (local_part + other_part) * spending_share


@line("money", source="definition")
def spend(cost_of_period, is_in_kind):
    """Cost of the component that the project pays in the period."""
    return cost_of_period * (1 - is_in_kind)


@line("money", source="definition")
def in_kind(cost_of_period, is_in_kind):
    """Cost of the component that is given in kind."""
    return cost_of_period * is_in_kind


@line("money", source="definition")
def in_kind_public(cost_of_period, in_kind_from_public):
    """The same, given by the nation or the city."""
    return cost_of_period * in_kind_from_public


@line("money", source="definition")
def in_kind_partner(cost_of_period, in_kind_from_partner):
    """The same, given by a partner city."""
    return cost_of_period * in_kind_from_partner


@line("money", source="definition")
def depreciable_spend(spend, is_depreciable):
    """Part of it that is depreciated."""
    return spend * is_depreciable
