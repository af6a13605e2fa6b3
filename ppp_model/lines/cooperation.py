"""Cooperation over all partnerships: what they bring about, and what is given by kind of giver."""

from ppp_model.engine.line import All, line, sum_of
from ppp_model.engine.ops import min_, total

losses_off_all = sum_of("partnership", "losses_off", "1", "Points that partnerships take off losses.")
collection_added_all = sum_of("partnership", "collection_added", "1", "Points that they add to collection.")
opex_off_all = sum_of("partnership", "opex_off", "1", "Share of operating cost that they save.")
distribution_off_all = sum_of("partnership", "distribution_off", "1", "Share of distribution cost that they save.")
cooperation_spent = sum_of("partnership", "spent", "money", "Money spent on partnerships' own work.")
cooperation_partner = sum_of("partnership", "spent_by_partner_city", "money", "Of it from partner cities.")
cooperation_time = sum_of("partnership", "time_in_kind", "money", "Experts' time given in kind.")
cooperation_time_partner = sum_of("partnership", "time_from_partner_city", "money", "Of it from partner cities.")


@line("money", source="definition")
def cooperation_donor(cooperation_spent, cooperation_partner):
    """Money that donors and civil society spend on partnerships' own work."""
    return cooperation_spent - cooperation_partner


@line("money", source="definition")
def cooperation_time_donor(cooperation_time, cooperation_time_partner):
    """Experts' time that donors, countries of the South and civil society give in kind."""
    return cooperation_time - cooperation_time_partner


@line("money", source="definition")
def cooperation_total(cooperation_spent: All):
    """Money spent on partnerships' own work, in all."""
    return total(cooperation_spent)


@line("money", source="definition")
def operating_saved(operating_items, opex_off_all):
    """Operating cost that partnerships save."""
    return operating_items * min_(opex_off_all, 1)
