"""Support in operation, over all sources: who gives it and who receives it."""

from ppp_model.engine.line import All, line, sum_of
from ppp_model.engine.ops import total

support_paid = sum_of("support", "paid", "money", "Support in operation, from all givers.")
support_to_project = sum_of("support", "paid_to_project", "money", "Support that the project receives.")
support_public = sum_of("support", "paid_by_public", "money", "Support from the nation and the city.")
support_partner = sum_of("support", "paid_by_partner_city", "money", "Support from partner cities.")
support_firm = sum_of("support", "firm", "money", "Support that the public owes whatever the demand.")
prefinanced = sum_of("support", "prefinance", "money", "Output-based aid earned and not yet due.")


@line("money", source="definition")
def support_to_utility(support_paid, support_to_project):
    """Support that the utility receives."""
    return support_paid - support_to_project


@line("money", source="definition")
def support_donor(support_paid, support_public, support_partner):
    """Support from donors and civil society."""
    return support_paid - support_public - support_partner


@line("money", source="definition")
def support_total(support_paid: All):
    """Support in operation, in all."""
    return total(support_paid)


@line("money", source="definition")
def donor_support(support_donor: All, cooperation_donor: All):
    """Support in operation from donors and civil society, money for partnerships counted."""
    return total(support_donor) + total(cooperation_donor)


@line("money", source="definition")
def partner_city_support(support_partner: All, cooperation_partner: All):
    """Support in operation from partner cities, money for partnerships counted."""
    return total(support_partner) + total(cooperation_partner)
