"""What may happen to the deal in a run: 1 where it does, at any time, else 0. Simulations count them over draws."""

from ppp_model.engine.line import All, line
from ppp_model.engine.ops import highest, lowest, max_, min_, more_than, where, within


@line("1", source="definition")
def lock_up_happens(may_distribute: All, in_operation: All):
    """1 when the lenders' tests keep cash from the owners in some period of operation."""
    return 1 - lowest(where(in_operation, may_distribute, 1))


@line("1", source="definition: a payment default")
def default_happens(debt_paid_when_due):
    """1 when debt service is not paid when due in some period."""
    return 1 - debt_paid_when_due


@line("money", source="definition")
def reserve_taken(total_due, cash_in_hand, reserve_opening):
    """Debt service paid from the reserve, because the other cash does not reach."""
    return min_(max_(total_due - max_(cash_in_hand - reserve_opening, 0), 0), reserve_opening)


@line("1", source="choice: more than a millionth of total uses")
def reserve_used(reserve_taken: All, letter_drawn: All, total_uses):
    """1 when debt service is paid from the reserve, or from the letter of credit in its place, in some period."""
    return 1 - lowest(within(reserve_taken + letter_drawn, total_uses))


@line("1", source="definition")
def guarantee_called(guarantee_received: All):
    """1 when the public pays under its revenue guarantee in some period."""
    return highest(more_than(guarantee_received, 0))


@line("1", source="definition")
def owners_step_in(no_owner_support):
    """1 when owners must pay for operation or tax in some period."""
    return 1 - no_owner_support
