"""A tariff that no regulator resets."""

from ppp_model.engine.line import line


@line("1", source="definition")
def review_factor():
    """Multiple of the tariff by reviews: none."""
    return 1
