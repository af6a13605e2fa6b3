"""One loan as the exchange guarantee sees it: only what is owed in another currency than the city's can lose."""

from ppp_model.engine.line import given, line

is_foreign = given("1", "Whether it is owed in another currency than the city's.")


@line("money", source="definition")
def foreign_service(service, is_foreign):
    """Debt service in another currency than the city's."""
    return service * is_foreign
