"""What the lender asks: cover ratios and life of the loan. Ratios are blank where nothing is due."""

from ppp_model.engine.line import All, Next, given, line, sum_of
from ppp_model.engine.ops import (
    average,
    highest,
    irr,
    irr_status,
    lowest,
    max_,
    ratio,
    safe_ratio,
    total,
    where,
    within,
)

cover_by_sums = given(
    "1", "Whether average cover is a ratio of sums.",
    at="conventions.dscr_average", words={"mean_of_ratios": 0.0, "ratio_of_sums": 1.0},
)  # fmt: skip
debt_opening = sum_of("tranche", "opening_converted", "money", "Debt at the start of the period, all tranches.")
debt_closing = sum_of("tranche", "closing_converted", "money", "Debt at the end of the period, all tranches.")
principal_due = sum_of("tranche", "principal", "money", "Principal due, all tranches.")
llcr_adds_reserve = given(
    "1",
    "Whether the reserve is added to the cash flow in life cover ratios.",
    at="conventions.llcr",
    words={"no_reserve": 0.0, "reserve_added": 1.0, "reserve_deducted": 0.0},
)
llcr_deducts_reserve = given(
    "1",
    "Whether the reserve is deducted from the debt in life cover ratios.",
    at="conventions.llcr",
    words={"no_reserve": 0.0, "reserve_added": 0.0, "reserve_deducted": 1.0},
)
rate_weights = sum_of("tranche", "rate_weight", "money/year", "A year's interest on the whole of all loans.")
lenders_cash_flow = sum_of("tranche", "lender_cash_flow", "money", "Cash flow of all lenders.")
repayment_times = sum_of("tranche", "repayment_time", "money*year", "Principal times the years to its repayment.")


@line("money", source="definition")
def debt(debt_drawn: All):
    """Debt drawn until the works are complete."""
    return total(debt_drawn)


@line("1", source="definition")
def gearing(debt, total_uses):
    """Debt as a share of total uses."""
    return ratio(debt, total_uses)


@line("1", source="choice: a service of less than a millionth of total uses is rounding")
def has_service(debt_service, total_uses):
    """1 where debt service is due; 0 where lenders pay more than they get, as in a refinancing."""
    return 1 - within(max_(debt_service, 0), total_uses)


@line("1", source="DSCR = CFADS / (interest + principal)")
def dscr(cfads, debt_service, has_service):
    """Debt service cover ratio; blank where nothing is due."""
    return ratio(cfads, debt_service * has_service)


@line("1", source="definition")
def dscr_min(dscr: All):
    """Least debt service cover ratio."""
    return lowest(dscr)


@line("money", source="definition")
def cfads_with_service(cfads, has_service):
    """Cash flow available for debt service in the periods in which some is due."""
    return cfads * has_service


@line("1", source="definition")
def dscr_of_sums(cfads_with_service: All, debt_service: All, has_service: All):
    """Cash flow available for debt service over debt service, each summed over the life of the debt."""
    return ratio(total(cfads_with_service), total(debt_service * has_service))


@line("1", source="definition")
def dscr_mean(dscr: All, has_service: All):
    """Mean of the cover ratios of the periods in which debt service is due."""
    return average(dscr, has_service)


@line("1", source="definition; `conventions.dscr_average`")
def dscr_average(cover_by_sums, dscr_of_sums, dscr_mean):
    """Average debt service cover ratio."""
    return where(cover_by_sums, dscr_of_sums, dscr_mean)


@line("1/year", source="choice: rates weighted by amount, for loan-life and project-life cover")
def cost_of_debt(rate_weights, debt_commitment):
    """Average interest rate."""
    return safe_ratio(rate_weights, debt_commitment)


@line("1", source="definition")
def service_runs(has_service, service_runs: Next):
    """1 until the last debt service, also where in between nothing is due."""
    return max_(has_service, service_runs)


@line("money", source="definition")
def loan_life_value(cfads, service_runs, loan_life_value: Next, cost_of_debt, period_years):
    """Value at the start of the period of the cash flow until the debt is repaid."""
    return (cfads * service_runs + loan_life_value) / (1 + cost_of_debt * period_years)


@line("1", source="definition")
def schedule_runs(scheduled_service, uses_expected, schedule_runs: Next):
    """1 until the last scheduled debt service, also where in between nothing is due."""
    return max_(1 - within(max_(scheduled_service, 0), uses_expected), schedule_runs)


@line("money", source="definition")
def expected_value(cfads_expected, schedule_runs, expected_value: Next, cost_of_debt, period_years):
    """Value at the start of the period of the expected cash flow until the debt is repaid."""
    return (cfads_expected * schedule_runs + expected_value) / (1 + cost_of_debt * period_years)


@line("money", source="definition")
def expected_value_left(expected_value: Next):
    """Value at the end of the period of the expected cash flow until the debt is repaid."""
    return expected_value


@line("money", source="definition")
def project_life_value(cfads, project_life_value: Next, cost_of_debt, period_years):
    """Value at the start of the period of the cash flow until the contract ends."""
    return (cfads + project_life_value) / (1 + cost_of_debt * period_years)


@line("money", source="definition")
def debt_in_operation(debt_opening, in_operation):
    """Debt at the start of a period of operation."""
    return debt_opening * in_operation


@line("money", source="`conventions.llcr`; choice: none is left to cover where the reserve exceeds the debt")
def debt_to_cover(debt_in_operation, has_service, llcr_deducts_reserve, reserve_opening):
    """Debt at the start of the period that life cover ratios are struck on."""
    return max_(debt_in_operation - llcr_deducts_reserve * reserve_opening, 0) * has_service


@line("1", source="LLCR = PV(CFADS to maturity, at the cost of debt) / debt at the start; `conventions.llcr`")
def llcr(loan_life_value, llcr_adds_reserve, reserve_opening, debt_to_cover):
    """Loan life cover ratio; blank outside the life of the loan in operation."""
    return ratio(loan_life_value + llcr_adds_reserve * reserve_opening, debt_to_cover)


@line("1", source="PLCR: as LLCR, with the cash flow to the end of the contract")
def plcr(project_life_value, llcr_adds_reserve, reserve_opening, debt_to_cover):
    """Project life cover ratio; blank outside the life of the loan in operation."""
    return ratio(project_life_value + llcr_adds_reserve * reserve_opening, debt_to_cover)


@line("1", source="definition")
def llcr_min(llcr: All):
    """Least loan life cover ratio."""
    return lowest(llcr)


@line("1", source="definition")
def plcr_min(plcr: All):
    """Least project life cover ratio."""
    return lowest(plcr)


@line("year", source="average life = sum of time times principal / principal, from close")
def average_life(repayment_times: All, principal_due: All):
    """Average time from close to the repayment of a unit of debt."""
    return ratio(total(repayment_times), total(principal_due))


@line("money", source="definition")
def debt_peak(debt_closing: All):
    """Largest debt outstanding."""
    return highest(debt_closing)


@line("money", source="definition")
def due_ahead():
    """Debt service due that is paid before the first tranche: none."""
    return 0


@line("1/year", source="definition; effective rate per year, in the currency of the study")
def lenders_irr(lenders_cash_flow: All, flow_years: All):
    """Return of all lenders together, with their fees."""
    return irr(lenders_cash_flow, flow_years)


@line("1", source="definition")
def lenders_irr_status(lenders_cash_flow: All, flow_years: All):
    """How the return of all lenders was found: 0 found, 1 no sign change, 2 several roots, 3 out of range."""
    return irr_status(lenders_cash_flow, flow_years)
