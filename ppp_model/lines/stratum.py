"""What a stratum's multiple adds to or takes off the bills that are paid, of a group or a class."""

from ppp_model.engine.line import line
from ppp_model.engine.ops import max_


@line("money", source="definition")
def surcharge(stratum_change, tariff_factor, own_collection, exchange_rate):
    """What is paid above the tariff."""
    return max_(stratum_change, 0) * tariff_factor * own_collection / exchange_rate


@line("money", source="definition")
def rebate_of_stratum(stratum_change, tariff_factor, own_collection, exchange_rate):
    """What is taken off the tariff."""
    return max_(-stratum_change, 0) * tariff_factor * own_collection / exchange_rate
