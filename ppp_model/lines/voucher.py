"""Vouchers of one kind that one group of households gets."""

from ppp_model.engine.line import line
from ppp_model.engine.ops import min_, more_than


@line("1", source="definition")
def voucher_used(reach, redeemed, support_active, voucher_face):
    """Share of the group's customers who use a voucher; 0 where none is given."""
    return reach * redeemed * support_active * more_than(voucher_face, 0)


@line("local/month/household", source="definition")
def voucher_value(voucher_face, local_index, bill_charged):
    """Value of a voucher, never more than the bill."""
    return min_(voucher_face * local_index, bill_charged)


@line("local/month/household", source="definition")
def voucher_mean(voucher_value, reach, redeemed, support_active):
    """Vouchers of an average customer of the group."""
    return voucher_value * reach * redeemed * support_active


@line("money", source="definition")
def voucher_paid(voucher_mean, voucher_honoured, months_billed, exchange_rate):
    """What is paid to the seller for the group's vouchers."""
    return voucher_mean * voucher_honoured * months_billed / exchange_rate
