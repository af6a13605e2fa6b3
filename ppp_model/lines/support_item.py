"""One source of support in operation: a subsidy, output-based aid, vouchers, a shadow toll, a partner city's levy."""

from ppp_model.engine.line import All, Prev, given, line, sum_of
from ppp_model.engine.ops import at_least, grow, lagged, max_, min_, more_than

_GIVERS = dict.fromkeys(("nation", "state", "city", "donor", "emerging_donor", "partner_city", "civil_society"), 0.0)

from_public = given(
    "1", "Whether the nation or the city gives it.", at="finance.support.{block}.giver",
    words=_GIVERS | {"nation": 1.0, "state": 1.0, "city": 1.0},
)  # fmt: skip
from_partner_city = given(
    "1", "Whether a partner city gives it.", at="finance.support.{block}.giver", words=_GIVERS | {"partner_city": 1.0}
)
to_project = given(
    "1", "Whether the project receives it.", at="finance.support.{block}.to", words={"project": 1.0, "utility": 0.0}
)
per_year = given("money/year", "Fixed sum.", at="finance.support.{block}.per_year")
per_unit = given("money/unit", "For each unit delivered.", at="finance.support.{block}.per_unit")
per_customer = given("money/year/household", "For each customer.", at="finance.support.{block}.per_customer")
per_connection = given("money/household", "For each verified connection.", at="finance.support.{block}.per_connection")
first_share = given("1", "Share paid when the connection is verified.", at="finance.support.{block}.first_share")
rest_after = given("month", "When the rest is paid.", at="finance.support.{block}.rest_after")
failure_rate = given("1", "Share of connections that fails verification.", at="finance.support.{block}.failure_rate")
voucher_face = given("local/month/household", "Face value of a voucher.", at="finance.support.{block}.voucher")
redeemed = given("1", "Share of the vouchers that is used.", at="finance.support.{block}.redeemed")
social_share = given("1", "Share of social discounts paid back.", at="finance.support.{block}.social_share")
levy_on = given("money/year", "Revenue on which a levy is raised.", at="finance.support.{block}.levy_on")
levy_rate = given("1", "The levy as a share of it.", at="finance.support.{block}.levy_rate")
levy_growth = given("1/year", "Growth of that revenue.", at="finance.support.{block}.levy_growth")
support_indexed = given("1", "Share of the sums that follows prices.", at="finance.support.{block}.indexed")
starts = given("month", "Time of operation after which it starts.", at="finance.support.{block}.starts")
lasts = given("month", "For how long.", at="finance.support.{block}.lasts", absent=float("inf"))
support_budget = given("money", "Most that is paid in all.", at="finance.support.{block}.budget", absent=float("inf"))
tolls = sum_of("toll_band", "band_toll", "money/year", "Shadow toll of a year, all bands.")
customers_reached = sum_of("support_group", "customers_reached", "household", "Customers for whom it is paid.")
outputs = sum_of("support_group", "outputs", "household", "Connections made for which it is paid.")
vouchers_paid = sum_of("support_group", "vouchers_paid", "money", "Vouchers of all groups.")


@line("month", source="definition")
def months_operated_before(operating_period, months_in_period):
    """Time of operation before the period."""
    return max_(operating_period - 1, 0) * months_in_period


@line("1", source="definition")
def support_active(in_operation, months_operated_before, starts, lasts):
    """1 while the support is paid."""
    return in_operation * at_least(months_operated_before, starts) * more_than(starts + lasts, months_operated_before)


@line("1", source="P(t) = P(0) (f + (1 - f) I(t)/I(0)), with the fixed share f")
def support_level(support_indexed, study_inflation, whole_years_from_close):
    """Price level of the support."""
    return 1 - support_indexed + support_indexed * grow(study_inflation, whole_years_from_close)


@line("money/year", source="partner city's levy: a share of its revenue")
def levy(levy_on, levy_rate, levy_growth, whole_years_from_close):
    """Levy of a year on the giver's revenue."""
    return levy_on * levy_rate * grow(levy_growth, whole_years_from_close)


@line("money/year", source="definition")
def yearly(per_year, per_customer, customers_reached, tolls):
    """Support of a year by time, customers and bands of volume, at the prices of close."""
    return per_year + per_customer * customers_reached + tolls


@line("unit/year", source="definition")
def volume_of_year(volume, years_in_period):
    """Volume delivered, as a yearly figure."""
    return volume / years_in_period


@line("money", source="definition")
def due_by_time_and_volume(yearly, period_years, per_unit, volume, support_level, support_active):
    """Support by time, customers and volume."""
    return (yearly * period_years + per_unit * volume) * support_level * support_active


@line("household", source="output-based aid: paid on verified outputs")
def verified(outputs, failure_rate, support_active):
    """Connections that are verified."""
    return outputs * (1 - failure_rate) * support_active


@line("money", source="definition")
def earned(per_connection, verified, support_level):
    """Aid earned by the connections verified in the period."""
    return per_connection * verified * support_level


@line("money", source="definition")
def earned_before(earned: All, rest_after, months_in_period):
    """Aid earned so long ago that the rest of it is paid."""
    return lagged(earned, rest_after / months_in_period)


@line("money", source="output-based aid: a share on verification, the rest after a time of service")
def due_by_outputs(first_share, earned, earned_before):
    """Support by verified connections."""
    return first_share * earned + (1 - first_share) * earned_before


@line("money", source="definition")
def due_for_bills(vouchers_paid, social_share, social_saved_all, support_active):
    """Support by vouchers and by discounts of the social tariff."""
    return vouchers_paid + social_share * social_saved_all * support_active


@line("money", source="definition")
def due_by_levy(levy, period_years, support_active):
    """Support out of a levy."""
    return levy * period_years * support_active


@line("money", source="definition")
def due(due_by_time_and_volume, due_by_outputs, due_for_bills, due_by_levy, in_operation):
    """Support of the period before the limit on all that is paid."""
    return (due_by_time_and_volume + due_by_outputs + due_for_bills + due_by_levy) * in_operation


@line("money", source="definition")
def paid(due, support_budget, paid_before):
    """Support paid in the period."""
    return min_(due, support_budget - paid_before)


@line("money", source="definition")
def paid_before(paid_to_date: Prev):
    """Support paid until the period before."""
    return paid_to_date


@line("money", source="definition")
def paid_to_date(paid_before, paid):
    """Support paid so far."""
    return paid_before + paid


@line("money", source="choice: fixed sums and levies are owed whatever the demand")
def firm(per_year, period_years, support_level, support_active, due_by_levy, paid, from_public):
    """Support that the nation or the city owes whatever the demand; never more than is paid."""
    return min_(per_year * period_years * support_level * support_active + due_by_levy, paid) * from_public


@line("money", source="definition")
def paid_to_project(paid, to_project):
    """Support that the project receives."""
    return paid * to_project


@line("money", source="definition")
def paid_by_public(paid, from_public):
    """Support that the nation or the city gives."""
    return paid * from_public


@line("money", source="definition")
def paid_by_partner_city(paid, from_partner_city):
    """Support that a partner city gives."""
    return paid * from_partner_city


@line("money", source="definition")
def prefinance_opening(prefinance: Prev):
    """Aid earned and not yet due, at the start of the period."""
    return prefinance


@line("money", source="output-based aid: the provider pays ahead until outputs are verified and the rest is paid")
def prefinance(prefinance_opening, earned, due_by_outputs):
    """Aid earned and not yet due."""
    return prefinance_opening + earned - due_by_outputs
