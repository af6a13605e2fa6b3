"""Cost of the works, and VAT on it."""

from ppp_model.engine.line import All, given, line, sum_of
from ppp_model.engine.ops import lagged, total

overrun = given("1", "Cost above plan, on every component.", at="works.overrun")
contingency = given("1", "Contingency on works and equipment.", at="works.contingency")
vat_rate = given("1", "VAT on the works.", at="works.vat")
vat_refund_after = given("month", "Time until VAT is paid back.", at="works.vat_refund_after")
works_cost = sum_of("works_item", "spend", "money", "Cost of the works paid in the period.")
works_in_kind = sum_of("works_item", "in_kind", "money", "Works and land given in kind.")
in_kind_from_public = sum_of("works_item", "in_kind_public", "money", "Given in kind by the nation and the city.")
in_kind_from_partner = sum_of("works_item", "in_kind_partner", "money", "Given in kind by partner cities.")
depreciable_works = sum_of("works_item", "depreciable_spend", "money", "Part of the works that is depreciated.")


@line("money", source="choice: a grant that is a share of the works is fixed on the plan, not on an overrun")
def planned_works(works_cost: All, overrun):
    """Cost of the works that the project pays, as planned: contingency included, overrun not."""
    return total(works_cost) / (1 + overrun)


@line("money", source="definition")
def vat_paid(works_cost, vat_rate):
    """VAT paid on the works."""
    return works_cost * vat_rate


@line("money", source="choice: VAT on the works is paid back in full after a fixed time")
def vat_refund(vat_paid: All, vat_refund_after, months_in_period):
    """VAT paid back."""
    return lagged(vat_paid, vat_refund_after / months_in_period)


@line("money", source="definition")
def vat_need(vat_paid, vat_refund, before_operation):
    """VAT to be funded before operation, less what is paid back by then."""
    return (vat_paid - vat_refund) * before_operation


@line("money", source="definition")
def vat_income(vat_refund, in_operation):
    """VAT on the works that is paid back in operation."""
    return vat_refund * in_operation
