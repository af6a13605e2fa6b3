"""One partnership of cities or donors: what is given, by whom, and how far its effects are built up.

The giver pays money; a provider sends experts, whose time is worth more than is paid for it. What is not paid is given
in kind: it is valued and shown, and no cash, no revenue and no cost of the project.
"""

from ppp_model.engine.line import given, line, sum_of
from ppp_model.engine.ops import at_least, grow, max_, middle, min_, more_than, safe_ratio, where

_PARTNERS = {"donor": 0.0, "emerging_donor": 0.0, "partner_city": 1.0, "civil_society": 0.0}

from_partner_city = given(
    "1", "Whether a partner city gives it.", at="cooperation.{block}.giver", words=_PARTNERS
)  # fmt: skip
sent_by_partner_city = given(
    "1", "Whether a partner city sends the experts.",
    at="cooperation.{block}.provider or cooperation.{block}.giver", words=_PARTNERS,
)  # fmt: skip
to_project = given(
    "1", "Whether it helps the project.", at="cooperation.{block}.to or retail.sold_by",
    words={"project": 1.0, "utility": 0.0}, absent=1.0,
)  # fmt: skip
starts = given("month", "Time of operation after which it starts.", at="cooperation.{block}.starts")
lasts = given("month", "For how long.", at="cooperation.{block}.lasts", absent=float("inf"))
per_year = given("money/year", "Money of a year.", at="cooperation.{block}.per_year")
levy_on = given("money/year", "Revenue on which a levy is raised.", at="cooperation.{block}.levy_on")
levy_rate = given("1", "The levy as a share of it.", at="cooperation.{block}.levy_rate")
levy_growth = given("1/year", "Growth of that revenue.", at="cooperation.{block}.levy_growth")
cash_share = given("1", "Share that the receiver gets in cash.", at="cooperation.{block}.cash_share")
experts = given("expert", "Number of experts.", at="cooperation.{block}.experts")
days_each = given("day/year/expert", "Days of work of each in a year.", at="cooperation.{block}.days")
day_value = given("money/day", "What a day is worth.", at="cooperation.{block}.day_value")
day_paid = given("money/day", "What the giver pays for a day.", at="cooperation.{block}.day_paid")
counterpart = given("money/year", "Worth of the receiver's own time.", at="cooperation.{block}.counterpart")
indexed_share = given("1", "Share that follows prices.", at="cooperation.{block}.indexed")
builds_over = given("month", "Time over which effects build up.", at="cooperation.{block}.builds_over")
fades_over = given(
    "month", "Time over which they fade.", at="cooperation.{block}.fades_over", absent=float("inf")
)  # fmt: skip
losses_effect = given("1", "Points off losses, in full.", at="cooperation.{block}.effects.losses")
collection_effect = given("1", "Points of collection, in full.", at="cooperation.{block}.effects.collection")
opex_effect = given("1", "Share of operating cost saved, in full.", at="cooperation.{block}.effects.opex")
distribution_effect = given(
    "1", "Share of distribution cost saved, in full.", at="cooperation.{block}.effects.distribution_cost"
)
fee_waived = sum_of("partner_guarantee", "fee_waived", "money", "Fees that the giver does not ask for guarantees.")
expected_calls = sum_of("partner_guarantee", "expected_call", "money", "Expected calls of its guarantees.")


# When it works, and how far its effects are built up


@line("month", source="definition")
def months_before(operating_period, months_in_period):
    """Time of operation before the period."""
    return max_(operating_period - 1, 0) * months_in_period


@line("month", source="definition")
def months_after(operating_period, months_in_period):
    """Time of operation until the end of the period."""
    return operating_period * months_in_period


@line("1", source="definition")
def is_started(in_operation, months_before, starts):
    """1 from its start to the end of the contract."""
    return in_operation * at_least(months_before, starts)


@line("1", source="definition")
def is_active(is_started, months_before, starts, lasts):
    """1 while it works."""
    return is_started * more_than(starts + lasts, months_before)


@line("month", source="definition")
def worked_before(months_before, starts, lasts):
    """Time for which it has worked before the period."""
    return min_(max_(months_before - starts, 0), lasts)


@line("month", source="definition")
def worked_after(months_after, starts, lasts):
    """Time for which it has worked by the end of the period."""
    return min_(max_(months_after - starts, 0), lasts)


@line("1", source="choice: effects build up evenly while it works")
def built_before(worked_before, builds_over):
    """Share of its effects built up before the period."""
    return where(at_least(worked_before, builds_over), 1, safe_ratio(worked_before, builds_over))


@line("1", source="choice: effects build up evenly while it works")
def built_after(worked_after, builds_over):
    """Share of its effects built up by the end of the period."""
    return where(at_least(worked_after, builds_over), 1, safe_ratio(worked_after, builds_over))


@line("1", source="choice: effects stay, or fade evenly after it has ended")
def faded_before(months_before, starts, lasts, fades_over):
    """Share of its effects that has faded before the period."""
    return min_(safe_ratio(max_(months_before - starts - lasts, 0), fades_over), 1)


@line("1", source="choice: effects stay, or fade evenly after it has ended")
def faded_after(months_after, starts, lasts, fades_over):
    """Share of its effects that has faded by the end of the period."""
    return min_(safe_ratio(max_(months_after - starts - lasts, 0), fades_over), 1)


@line("1", source="definition")
def effect_before(built_before, faded_before):
    """Share of its effects at the start of the period."""
    return built_before * (1 - faded_before)


@line("1", source="definition")
def effect_after(built_after, faded_after):
    """Share of its effects at the end of the period."""
    return built_after * (1 - faded_after)


@line("1", source="choice: in a period the mean of its start and its end")
def effect_share(effect_before, effect_after, is_started):
    """Share of its effects in the period."""
    return middle(effect_before, effect_after) * is_started


@line("1", source="definition")
def losses_off(losses_effect, effect_share):
    """Points that it takes off losses."""
    return losses_effect * effect_share


@line("1", source="definition")
def collection_added(collection_effect, effect_share):
    """Points that it adds to collection."""
    return collection_effect * effect_share


@line("1", source="definition")
def opex_off(opex_effect, effect_share):
    """Share of operating cost that it saves."""
    return opex_effect * effect_share


@line("1", source="definition")
def distribution_off(distribution_effect, effect_share):
    """Share of distribution cost that it saves."""
    return distribution_effect * effect_share


# What is given


@line("1", source="P(t) = P(0) (f + (1 - f) I(t)/I(0)), with the fixed share f")
def gift_level(indexed_share, study_inflation, whole_years_from_close):
    """Price level of the money, of a day and of the counterpart."""
    return 1 - indexed_share + indexed_share * grow(study_inflation, whole_years_from_close)


@line("year", source="definition")
def years_worked(period_years, is_active):
    """Length of the period, if it works."""
    return period_years * is_active


@line("money", source="a levy for cooperation: a share of the giver's revenue")
def levied(levy_on, levy_rate, levy_growth, whole_years_from_close, years_worked):
    """Money out of a levy on the giver's revenue."""
    return levy_on * levy_rate * grow(levy_growth, whole_years_from_close) * years_worked


@line("money", source="definition")
def money_given(per_year, gift_level, years_worked, levied):
    """Money that the giver pays, days of experts left out."""
    return per_year * gift_level * years_worked + levied


@line("day", source="definition")
def days_given(experts, days_each, years_worked):
    """Days of work of all experts."""
    return experts * days_each * years_worked


@line("money", source="definition")
def time_worth(days_given, day_value, gift_level):
    """Worth of the experts' time."""
    return days_given * day_value * gift_level


@line("money", source="definition")
def time_paid(days_given, day_paid, gift_level):
    """What the giver pays for the experts' time."""
    return days_given * day_paid * gift_level


@line("money", source="definition")
def time_in_kind(time_worth, time_paid):
    """Experts' time that the provider gives in kind: its worth less what is paid for it."""
    return time_worth - time_paid


@line("money", source="definition")
def handed_over(money_given, cash_share):
    """Money that the receiver gets in cash."""
    return money_given * cash_share


@line("money", source="definition")
def spent(money_given, handed_over, time_paid):
    """Money spent on the partnership's own work: travel, training, equipment, paid days."""
    return money_given - handed_over + time_paid


@line("money", source="definition")
def cash_given(handed_over, spent):
    """All that the giver pays."""
    return handed_over + spent


@line("money", source="definition")
def received_in_kind(spent, time_in_kind, fee_waived):
    """What the receiver gets without cash: work paid by the giver, experts' time, a guarantee without a fee."""
    return spent + time_in_kind + fee_waived


@line("money", source="definition")
def worth_given(handed_over, received_in_kind):
    """All that giver and provider give, cash and in kind."""
    return handed_over + received_in_kind


@line("money", source="definition")
def counterpart_worth(counterpart, gift_level, years_worked):
    """Worth of the time of the receiver's own staff."""
    return counterpart * gift_level * years_worked


@line("money", source="definition")
def spent_by_partner_city(spent, from_partner_city):
    """What a partner city spends on the partnership's own work."""
    return spent * from_partner_city


@line("money", source="definition")
def time_from_partner_city(time_in_kind, sent_by_partner_city):
    """Experts' time that a partner city gives in kind."""
    return time_in_kind * sent_by_partner_city
