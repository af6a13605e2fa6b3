"""Operating cost of the project, major maintenance, and what is left of its revenue."""

from ppp_model.engine.line import line, sum_of

operating_items = sum_of("opex_item", "cost", "money", "Operating cost of all items.")
operating_items_without_shares = sum_of(
    "opex_item", "cost_without_share", "money", "Operating cost of all items without parts that are a share of it."
)
maintenance_spend = sum_of("maintenance_item", "spend", "money", "Major maintenance and replacement.")
maintenance_instalments = sum_of("maintenance_item", "instalment", "money", "Payments into the maintenance reserve.")
maintenance_unreserved = sum_of("maintenance_item", "unreserved_spend", "money", "Major maintenance without a reserve.")
maintenance_reserve = sum_of(
    "maintenance_item", "reserve_balance", "money", "Maintenance reserve at the end of the period."
)


@line("money", source="definition")
def operating_cost(operating_items, operating_saved, project_distribution_cost):
    """Cost of operation, with distribution where the project itself sells to households."""
    return operating_items - operating_saved + project_distribution_cost


@line("money", source="definition")
def ebitda(revenue, operating_cost, fees_to_public):
    """Revenue less operating cost and fees to the public."""
    return revenue - operating_cost - fees_to_public


@line("money", source="choice: what is put into the maintenance reserve counts as paid, what it pays does not")
def maintenance_charge(maintenance_instalments, maintenance_unreserved):
    """Cash that major maintenance takes in the period."""
    return maintenance_instalments + maintenance_unreserved


@line("money", source="definition")
def operating_cash(ebitda, maintenance_charge, working_capital_rise, residual_value, handback_cost):
    """Cash from operation before tax: with maintenance, working capital and handback."""
    return ebitda - maintenance_charge - working_capital_rise + residual_value - handback_cost
