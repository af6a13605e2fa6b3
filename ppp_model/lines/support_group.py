"""One source of support in one group of households: whom it reaches."""

from ppp_model.engine.line import given, line

reach = given("1", "Share of the group that it reaches.", at="finance.support.{parent}.reaches.{block}", absent=1.0)


@line("household", source="definition")
def customers_reached(customers_supplied, reach):
    """Customers of the group for whom it is paid."""
    return customers_supplied * reach


@line("household", source="definition")
def outputs(connections_made, reach):
    """Connections made in the group for which it is paid."""
    return connections_made * reach


@line("money", source="definition")
def vouchers_paid(voucher_paid):
    """What is paid for the group's vouchers."""
    return voucher_paid
