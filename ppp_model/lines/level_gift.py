"""One grant, source of support or work in kind, as far as one level of government gives it."""

from ppp_model.engine.line import given, line

gives = given("1", "Whether the level gives it.")


@line("money", source="definition")
def gift(given_now, gives):
    """What the level gives in the period."""
    return given_now * gives
