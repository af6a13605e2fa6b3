"""What the lenders get, and how safe they are: holders of the bond, or the revolving fund, or each member's own."""

from ppp_model.engine.line import All, line, sum_of
from ppp_model.engine.ops import first, highest, lowest, ratio, safe_ratio, total, within

capacity_total = sum_of("member", "capacity", "money", "What all escrow accounts have for debt service.")
paid_by_members = sum_of("member", "paid", "money", "Debt service that members pay.")
shorts = sum_of("member", "short", "money", "Debt service that members do not pay.")
unpaid_total = sum_of("member", "unpaid", "money", "Debt service that neither members nor layers pay.")
arrears_total = sum_of("member", "arrears_closing", "money", "Arrears at the end of the period.")
arrears_recovered = sum_of("member", "arrears_paid", "money", "Arrears paid.")
received_total = sum_of("member", "received", "money", "What the lenders get.")
loss_pv = sum_of("member", "loss_of_lenders", "money", "Present value of what lenders get less than was due.")


@line("1", source="cover = what all escrow accounts have / debt service; one member's surplus does not pay for another")
def cover_escrow(capacity_total, due):
    """Cover of the debt service by the escrow accounts of all members; blank where nothing is due."""
    return ratio(capacity_total, due)


@line("1", source="definition")
def cover_escrow_min(cover_escrow: All):
    """Least cover by the escrow accounts."""
    return lowest(cover_escrow)


@line("money", source="definition")
def short_most(shorts: All):
    """Most that members leave short in one period."""
    return highest(shorts)


@line("money", source="definition")
def unpaid_most(unpaid_total: All):
    """Most that is left unpaid in one period."""
    return highest(unpaid_total)


@line("1", source="definition")
def paid_when_due_share(unpaid_total: All, due: All):
    """Share of all debt service that is paid when due."""
    return 1 - safe_ratio(total(unpaid_total), total(due))


@line("1", source="definition")
def first_missed(calendar_year: All, unpaid_total: All, amount):
    """Year in which debt service is first left unpaid."""
    return first(calendar_year, 1 - within(unpaid_total, amount))


@line("money", source="definition")
def arrears_at_end(arrears_total: All, at_end: All):
    """Arrears that are left in the end."""
    return total(arrears_total * at_end)
