"""Volume where the share of the capacity that is taken is given."""

from ppp_model.engine.line import given, line

connections = given("household", "Connections that the project serves.", at="supply.connections")
utilisation = given("1", "Share of the capacity that is taken.", at="supply.utilisation")


@line("unit", source="definition")
def volume(volume_available, utilisation):
    """What is delivered."""
    return volume_available * utilisation
