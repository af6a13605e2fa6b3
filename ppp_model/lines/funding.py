"""Uses and sources of funds before operation: grants, equity and debt, in step or one before the other."""

from ppp_model.engine.line import All, Prev, given, line, sum_of
from ppp_model.engine.ops import max_, min_, more_than, safe_ratio, total, where, within

uses_expected = given("money", "Total uses, as expected when funding is arranged.", solved_for="total_uses")
apart_expected = given(
    "money", "Interest during construction that is not funded in step, as expected.", solved_for="idc_apart_total"
)
equity_first = given(
    "1", "Whether equity is paid before debt.", at="finance.equity.drawn", words={"pro_rata": 0.0, "first": 1.0}
)
proceeds_rate = given(
    "1/year", "Interest earned on funds drawn before they are needed.", at="finance.proceeds_interest"
)

idc = sum_of("tranche", "idc", "money", "Interest during construction, on all tranches.")
idc_added = sum_of("tranche", "interest_added_now", "money", "Interest during construction added to loans.")
idc_of_owners = sum_of("tranche", "idc_of_owners", "money", "Interest during construction that the owners pay.")
fees = sum_of("tranche", "fees", "money", "Fees until the works are complete, on all tranches.")
grants_first = sum_of("grant", "amount_first", "money", "Grants that are paid before equity and debt.")
grants_pro_rata = sum_of("grant", "amount_pro_rata", "money", "Grants that are paid in step with all funding.")
debt_commitment = sum_of("tranche", "funding_commitment", "money", "Debt of all tranches that pays for the works.")
debt_first = sum_of("tranche", "cash_first", "money", "Debt that is drawn before other debt.")
debt_pro_rata = sum_of("tranche", "cash_pro_rata", "money", "Debt that is drawn in step.")
debt_last = sum_of("tranche", "cash_last", "money", "Debt that is drawn after other debt.")
debt_cash_drawn = sum_of("tranche", "drawdown", "money", "Debt drawn in cash, on all tranches.")
debt_refinanced = sum_of("tranche", "refinancing", "money", "Debt drawn to refinance other debt.")
debt_used = sum_of("tranche", "used", "money", "What debt pays of the works.")
grants_drawn = sum_of("grant", "drawn", "money", "Capital grants received.")


@line("money", source="definition")
def debt_drawn(debt_cash_drawn, idc_added, debt_refinanced):
    """Debt drawn for the works, with interest added to it."""
    return debt_cash_drawn + idc_added - debt_refinanced


@line("money", source="definition")
def net_uses(works_cost, vat_need, financing_cost, reserve_funding, proceeds_interest):
    """Works, VAT, interest and fees, first filling of the reserve; negative where more VAT is paid back than that."""
    return works_cost + vat_need + financing_cost + reserve_funding - proceeds_interest


@line("money", source="choice: what comes back before operation is kept for later uses")
def cash_need(net_uses, idc_apart, surplus_before):
    """What grants, equity and debt have to pay in step in the period."""
    return max_(net_uses - idc_apart - surplus_before, 0)


@line("money", source="definition")
def funding_need(cash_need, idc_apart):
    """What has to be funded in the period, with interest that is added to loans or paid by the owners."""
    return cash_need + idc_apart


@line("money", source="definition")
def surplus_before(funding_surplus: Prev):
    """VAT paid back and not needed before operation, at the start of the period."""
    return funding_surplus


@line("money", source="definition")
def funding_surplus(surplus_before, net_uses, idc_apart, before_operation):
    """VAT paid back and not needed before operation, at the end of the period."""
    return max_(surplus_before + idc_apart - net_uses, 0) * before_operation


@line("money", source="choice: it is cash of the project when operation starts")
def surplus_released(surplus_before, before_operation):
    """VAT paid back before operation that becomes cash of the project."""
    return surplus_before * (1 - before_operation)


@line("money", source="definition")
def financing_cost(idc, fees, bridge_interest):
    """Interest and fees until the works are complete."""
    return idc + fees + bridge_interest


@line("money", source="definition")
def total_uses(funding_need: All):
    """All that has to be funded."""
    return total(funding_need)


@line("money", source="definition")
def grants_first_drawn(cash_need, grants_first, grants_first_drawn_to_date: Prev):
    """Grants paid before equity and debt, received in the period."""
    return min_(cash_need, grants_first - grants_first_drawn_to_date)


@line("money", source="definition")
def grants_first_drawn_to_date(grants_first_drawn_to_date: Prev, grants_first_drawn):
    """Grants paid before equity and debt, received so far."""
    return grants_first_drawn_to_date + grants_first_drawn


@line("money", source="definition")
def cash_uses_expected(uses_expected, apart_expected):
    """What has to be paid in step in all, as expected."""
    return uses_expected - apart_expected


@line("money", source="choice: grants do not pay interest that is added to loans or paid by the owners")
def grants_pro_rata_drawn(cash_need, grants_first_drawn, grants_pro_rata, cash_uses_expected, grants_first):
    """Grants paid in step with all funding, received in the period."""
    return (cash_need - grants_first_drawn) * safe_ratio(grants_pro_rata, cash_uses_expected - grants_first)


@line("money", source="definition")
def own_need(funding_need, grants_first_drawn, grants_pro_rata_drawn):
    """What equity and debt have to pay in the period."""
    return funding_need - grants_first_drawn - grants_pro_rata_drawn


@line("money", source="definition")
def own_total(uses_expected, grants_first, grants_pro_rata):
    """What equity and debt have to pay in all."""
    return uses_expected - grants_first - grants_pro_rata


@line("money", source="definition")
def equity_left(own_total, debt_commitment):
    """What grants and debt leave open."""
    return own_total - debt_commitment


@line("money", source="choice: less than a millionth of total uses is rounding")
def equity_commitment(equity_left, uses_expected):
    """Equity: what grants and debt leave open."""
    return equity_left * (1 - within(equity_left, uses_expected))


@line("money", source="definition")
def idc_apart(idc_added, idc_of_owners):
    """Interest during construction that is not funded in step: added to loans, or paid by the owners."""
    return idc_added + idc_of_owners


@line("money", source="definition")
def idc_apart_total(idc_apart: All):
    """The same in all."""
    return total(idc_apart)


@line("money", source="definition")
def idc_of_owners_expected(apart_expected, debt_commitment, debt_cash_commitment):
    """Interest during construction that the owners pay in all, as expected."""
    return apart_expected - (debt_commitment - debt_cash_commitment)


@line("money", source="definition")
def debt_cash_commitment(debt_first, debt_pro_rata, debt_last):
    """Debt that is drawn in cash."""
    return debt_first + debt_pro_rata + debt_last


@line("money", source="definition")
def step_need(own_need, idc_apart):
    """What equity and debt have to pay in step in the period."""
    return own_need - idc_apart


@line("money", source="definition")
def equity_in_step_total(equity_commitment, idc_of_owners_expected):
    """Equity that is paid in step, in all."""
    return equity_commitment - idc_of_owners_expected


@line("money", source="definition")
def equity_pro_rata(step_need, equity_in_step_total, debt_cash_commitment):
    """Equity due in the period when it is paid in step with debt."""
    return step_need * safe_ratio(equity_in_step_total, equity_in_step_total + debt_cash_commitment)


@line("money", source="definition")
def equity_in_step(equity_first, step_need, equity_in_step_total, equity_in_step_to_date: Prev, equity_pro_rata):
    """Equity due in the period, interest that the owners pay left out."""
    return where(equity_first, min_(step_need, equity_in_step_total - equity_in_step_to_date), equity_pro_rata)


@line("money", source="definition")
def equity_in_step_to_date(equity_in_step_to_date: Prev, equity_in_step):
    """Equity due so far, interest that the owners pay left out."""
    return equity_in_step_to_date + equity_in_step


@line("money", source="definition")
def equity_drawn(equity_in_step, idc_of_owners):
    """Equity due in the period (a bridge loan may pay it first)."""
    return equity_in_step + idc_of_owners


@line("money", source="definition")
def debt_need(step_need, equity_in_step):
    """What debt has to pay in the period."""
    return step_need - equity_in_step


@line("money", source="definition")
def debt_first_used(debt_need, debt_first, debt_first_used_to_date: Prev):
    """What debt that is drawn before other debt pays in the period."""
    return min_(debt_need, debt_first - debt_first_used_to_date)


@line("money", source="definition")
def debt_first_used_to_date(debt_first_used_to_date: Prev, debt_first_used):
    """What debt that is drawn before other debt has paid so far."""
    return debt_first_used_to_date + debt_first_used


@line("money", source="definition")
def debt_last_used(debt_need, debt_first_used, debt_pro_rata, debt_last, debt_pro_rata_used_to_date: Prev):
    """What debt that is drawn after other debt pays in the period."""
    return max_(debt_need - debt_first_used - (debt_pro_rata - debt_pro_rata_used_to_date), 0) * more_than(debt_last, 0)


@line("money", source="definition")
def debt_pro_rata_used(debt_need, debt_first_used, debt_last_used):
    """What debt that is drawn in step pays in the period."""
    return debt_need - debt_first_used - debt_last_used


@line("money", source="definition")
def debt_pro_rata_used_to_date(debt_pro_rata_used_to_date: Prev, debt_pro_rata_used):
    """What debt that is drawn in step has paid so far."""
    return debt_pro_rata_used_to_date + debt_pro_rata_used


@line("money", source="definition")
def proceeds(proceeds: Prev, debt_cash_drawn, debt_refinanced, debt_used):
    """Funds drawn and not yet needed, at the end of the period."""
    return proceeds + debt_cash_drawn - debt_refinanced - debt_used


@line("money", source="definition")
def proceeds_before(proceeds: Prev):
    """Funds drawn and not yet needed, at the start of the period."""
    return proceeds


@line("money", source="definition")
def proceeds_interest(proceeds_before, proceeds_rate, period_years, before_operation):
    """Interest earned on funds drawn and not yet needed; it lowers what has to be funded."""
    return proceeds_before * proceeds_rate * period_years * before_operation


@line("money", source="definition")
def service_ahead():
    """Debt service that is paid before the first tranche: none."""
    return 0


@line("money", source="definition")
def commitments_ahead():
    """Debt that is arranged before the first tranche: none."""
    return 0


@line("money", source="definition")
def refinanced_amount():
    """Balance that a loan refinances, where it refinances none."""
    return 0


@line("1", source="definition")
def refinanced_at():
    """Period in which a loan refinances another, where it refinances none."""
    return 0
