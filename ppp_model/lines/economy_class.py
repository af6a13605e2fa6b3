"""What one class of customers other than households gains."""

from ppp_model.engine.line import given, line
from ppp_model.engine.ops import where

unit_worth = given(
    "local/unit",
    "Worth of a unit to it.",
    at="retail.classes.{block}.worth or economy.worth_of_unit",
    absent=0.0,
)
has_own_worth = given("1", "Whether the class has a worth of its own.", at="retail.classes.{block}.worth", present=True)


@line("money", source="choice: `retail.classes.X.worth` or `economy.worth_of_unit`; without them, what it is charged")
def class_worth(any_worth, class_sold, unit_worth, local_index, exchange_rate, billed):
    """What the service is worth to the class."""
    return where(any_worth, class_sold * unit_worth * local_index, billed) / exchange_rate


@line("1", source="definition")
def any_worth(has_own_worth, has_worth):
    """1 where a worth is given."""
    return where(has_own_worth, 1, has_worth)
