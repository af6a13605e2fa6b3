"""One capital grant."""

from ppp_model.engine.line import given, line
from ppp_model.engine.ops import safe_ratio

amount_given = given("money", "Amount of the grant, when given.", at="finance.grants.{block}.amount", absent=0.0)
share_of_works = given(
    "1", "The grant as a share of the planned works.", at="finance.grants.{block}.share_of_works", absent=0.0
)
drawn_first = given(
    "1", "Whether the grant is paid before equity and debt.",
    at="finance.grants.{block}.drawn", words={"pro_rata": 0.0, "first": 1.0},
)  # fmt: skip
from_public = given(
    "1", "Whether the nation, the state or the city gives it.", at="finance.grants.{block}.giver",
    words={"nation": 1, "state": 1, "city": 1, "donor": 0, "emerging_donor": 0, "partner_city": 0, "civil_society": 0},
)  # fmt: skip
from_partner_city = given(
    "1", "Whether a partner city gives it.", at="finance.grants.{block}.giver",
    words={"nation": 0, "state": 0, "city": 0, "donor": 0, "emerging_donor": 0, "partner_city": 1, "civil_society": 0},
)  # fmt: skip


@line("money", source="definition")
def amount(amount_given, share_of_works, planned_works):
    """Amount of the grant."""
    return amount_given + share_of_works * planned_works


@line("money", source="definition")
def amount_first(amount, drawn_first):
    """Amount that is paid before equity and debt."""
    return amount * drawn_first


@line("money", source="definition")
def amount_pro_rata(amount, drawn_first):
    """Amount that is paid in step with all funding."""
    return amount * (1 - drawn_first)


@line("money", source="definition")
def drawn_as_first(amount_first, grants_first, grants_first_drawn):
    """Its part of the grants paid before equity and debt."""
    return safe_ratio(amount_first, grants_first) * grants_first_drawn


@line("money", source="definition")
def drawn_as_pro_rata(amount_pro_rata, grants_pro_rata, grants_pro_rata_drawn):
    """Its part of the grants paid in step with all funding."""
    return safe_ratio(amount_pro_rata, grants_pro_rata) * grants_pro_rata_drawn


@line("money", source="definition")
def drawn(drawn_as_first, drawn_as_pro_rata):
    """Grant received in the period."""
    return drawn_as_first + drawn_as_pro_rata


@line("money", source="definition")
def drawn_from_public(drawn, from_public):
    """Grant received from the nation or the city."""
    return drawn * from_public


@line("money", source="definition")
def drawn_from_partner_city(drawn, from_partner_city):
    """Grant received from a partner city."""
    return drawn * from_partner_city


@line("money", source="definition")
def drawn_from_donor(drawn, from_public, from_partner_city):
    """Grant received from donors and civil society."""
    return drawn * (1 - from_public - from_partner_city)
