"""The debt service reserve: cash or a letter of credit behind the project's cash."""

from ppp_model.engine.line import All, Prev, given, line
from ppp_model.engine.ops import at_least, coming, max_, min_, recent, safe_ratio, total, where, within

reserve_months = given("month", "Months of debt service to be held.", at="finance.reserve.months")
reserve_from_funding = given(
    "1",
    "Whether the reserve is first filled out of the funding.",
    at="finance.reserve.funded",
    words={"at_start": 1.0, "from_cash": 0.0, "letter_of_credit": 0.0},
)
reserve_is_letter = given(
    "1",
    "Whether a letter of credit stands in for the reserve.",
    at="finance.reserve.funded",
    words={"at_start": 0.0, "from_cash": 0.0, "letter_of_credit": 1.0},
)
reserve_looks_back = given(
    "1",
    "Whether the target is past rather than coming debt service.",
    at="finance.reserve.looks",
    words={"forward": 0.0, "back": 1.0},
)
reserve_build_up = given(
    "month", "Time of operation over which the reserve is built up.", at="finance.reserve.build_up"
)
reserve_rate = given("1/year", "Interest earned on reserves and cash.", at="finance.reserve.interest")
letter_fee_rate = given("1/year", "Fee of the letter of credit.", at="finance.reserve.letter_fee")
reserve_expected = given("money", "First filling of the reserve, as arranged at close.", solved_for="reserve_at_start")


@line("money", source="debt service reserve: the next (or last) months of scheduled debt service")
def reserve_full(reserve_looks_back, reserve_back, reserve_ahead):
    """What the reserve holds when it is full."""
    return where(reserve_looks_back, reserve_back, reserve_ahead)


@line("money", source="definition")
def reserve_ahead(scheduled_service: All, reserve_months, months_in_period):
    """Scheduled debt service of the months to come."""
    return coming(scheduled_service, reserve_months / months_in_period)


@line("money", source="definition")
def reserve_back(scheduled_service: All, reserve_months, months_in_period):
    """Scheduled debt service of the months past."""
    return recent(scheduled_service, reserve_months / months_in_period)


@line("1", source="stepwise: in equal steps over the time of build-up")
def reserve_step(operating_period, reserve_build_up, months_in_period, reserve_at_once):
    """Share of the full reserve that must be held."""
    return max_(reserve_at_once, min_(safe_ratio(operating_period * months_in_period, reserve_build_up), 1))


@line("1", source="definition")
def reserve_at_once(reserve_build_up, months_in_period):
    """1 where the reserve is not built up in steps."""
    return 1 - at_least(reserve_build_up, months_in_period)


@line("money", source="definition")
def reserve_target(reserve_full, reserve_step):
    """What the reserve should hold at the end of the period, in cash or as a letter of credit."""
    return reserve_full * reserve_step


@line("money", source="definition")
def reserve_at_start(reserve_at_completion: All):
    """First filling of the reserve, out of the funding."""
    return total(reserve_at_completion)


@line("money", source="definition")
def reserve_at_completion(reserve_full, at_completion, reserve_from_funding):
    """What the reserve should hold when operation starts, if the funding fills it."""
    return reserve_full * at_completion * reserve_from_funding


@line("money", source="definition")
def reserve_funding(reserve_expected, at_completion):
    """What the funding pays into the reserve."""
    return reserve_expected * at_completion


@line("money", source="definition")
def reserve_opening(reserve_closing: Prev):
    """Reserve at the start of the period."""
    return reserve_closing


@line("money", source="definition")
def reserve_interest(reserve_opening, maintenance_reserve_before, reserve_rate, period_years):
    """Interest earned on the reserves."""
    return (reserve_opening + maintenance_reserve_before) * reserve_rate * period_years


@line("money", source="definition")
def maintenance_reserve_before(maintenance_reserve: Prev):
    """Maintenance reserve at the start of the period."""
    return maintenance_reserve


@line("money", source="choice: filled before anything is distributed, never more than the debt that is left")
def reserve_closing(before_operation, reserve_funding, reserve_wanted, cash_after_letter):
    """Reserve at the end of the period."""
    return where(before_operation, reserve_funding, min_(reserve_wanted, cash_after_letter))


@line("money", source="choice: debt of less than a millionth of total uses is rounding")
def reserve_wanted(reserve_target, debt_left, uses_expected, reserve_is_letter):
    """Cash that the reserve should hold: the target, while debt is left."""
    return reserve_target * (1 - within(debt_left, uses_expected)) * (1 - reserve_is_letter)


# A letter of credit instead of cash


@line(
    "money", source="choice: the target at the start of the period, as a cash reserve would hold it, while debt is left"
)
def letter_standing(reserve_target: Prev, reserve_is_letter, debt_opening, uses_expected):
    """Letter of credit that stands in the period."""
    return reserve_target * reserve_is_letter * (1 - within(debt_opening, uses_expected))


@line("money", source="definition")
def letter_fee(letter_standing, letter_fee_rate, period_years, in_operation):
    """Fee of the letter of credit."""
    return letter_standing * letter_fee_rate * period_years * in_operation


@line("money", source="definition")
def letter_opening(letter_closing: Prev):
    """What the bank has paid under the letter and not got back, at the start of the period."""
    return letter_closing


@line("money", source="choice: the bank pays what cash does not reach, up to the letter")
def letter_drawn(letter_standing, letter_opening, service_short, in_operation):
    """What the bank pays under the letter in the period."""
    return min_(max_(letter_standing - letter_opening, 0), service_short) * in_operation


@line("money", source="definition")
def letter_repaid(letter_opening, cash_after_debt):
    """What the bank gets back in the period."""
    return min_(letter_opening, cash_after_debt)


@line("money", source="definition")
def letter_closing(letter_opening, letter_drawn, letter_repaid):
    """What the bank has paid under the letter and not got back, at the end of the period."""
    return letter_opening + letter_drawn - letter_repaid
