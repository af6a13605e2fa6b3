"""What the contract makes the project pay or get besides: fees to the public, working capital, handback."""

from ppp_model.engine.line import Prev, given, line
from ppp_model.engine.ops import safe_ratio

concession_fee_rate = given("money/year", "Yearly fee to the public for the concession.", at="contract.concession_fee")
lease_fee_rate = given("money/year", "Yearly fee to the public for the use of its assets.", at="contract.lease_fee")
fees_indexed = given("1", "Share of these fees that follows prices.", at="contract.fees_indexed")
royalty = given("1", "Share of the revenue that goes to the public.", at="contract.royalty")
handback_cost_price = given("money", "Cost of putting the works in order at handback.", at="contract.handback_cost")
residual_price = given("money", "What the project is paid for the works at handback.", at="contract.residual_value")
receivable_days = given("day", "Days until customers pay.", at="contract.receivable_days")
payable_days = given("day", "Days until suppliers are paid.", at="contract.payable_days")


@line("1", source="P(t) = P(0) (f + (1 - f) I(t)/I(0)), with the fixed share f")
def fee_index(fees_indexed, price_index):
    """Price level of the fees to the public."""
    return 1 - fees_indexed + fees_indexed * price_index


@line("money", source="definition")
def concession_fee(concession_fee_rate, fee_index, period_years, in_operation):
    """Fee to the public for the concession."""
    return concession_fee_rate * fee_index * period_years * in_operation


@line("money", source="definition")
def lease_fee(lease_fee_rate, fee_index, period_years, in_operation):
    """Fee to the public for the use of its assets."""
    return lease_fee_rate * fee_index * period_years * in_operation


@line("money", source="definition")
def royalties(royalty, revenue):
    """Share of the revenue that goes to the public."""
    return royalty * revenue


@line("money", source="definition")
def fees_to_public(concession_fee, lease_fee, royalties):
    """All that the project pays to the public under the contract."""
    return concession_fee + lease_fee + royalties


@line("money", source="choice: a price at handback, in the money of that day")
def handback_cost(handback_cost_price, contract_ends):
    """Cost of putting the works in order at handback."""
    return handback_cost_price * contract_ends


@line("money", source="choice: a price at handback, in the money of that day")
def residual_value(residual_price, contract_ends):
    """What the project is paid for the works at handback."""
    return residual_price * contract_ends


@line("money", source="days of revenue outstanding; all is collected by the end of the contract")
def receivables(revenue, receivable_days, days_in_period, contract_ends):
    """What customers owe at the end of the period."""
    return revenue * safe_ratio(receivable_days, days_in_period) * (1 - contract_ends)


@line("money", source="days of cost outstanding; all is paid by the end of the contract")
def payables(operating_cost, payable_days, days_in_period, contract_ends):
    """What is owed to suppliers at the end of the period."""
    return operating_cost * safe_ratio(payable_days, days_in_period) * (1 - contract_ends)


@line("money", source="definition")
def working_capital(receivables, payables):
    """What customers owe less what is owed to suppliers."""
    return receivables - payables


@line("money", source="definition")
def working_capital_before(working_capital: Prev):
    """Working capital at the start of the period."""
    return working_capital


@line("money", source="definition")
def working_capital_rise(working_capital, working_capital_before):
    """Cash tied up in the period by a rise of working capital."""
    return working_capital - working_capital_before
