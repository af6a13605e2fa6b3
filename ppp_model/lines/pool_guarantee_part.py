"""What a guarantee does for one member."""

from ppp_model.engine.line import line


@line("money", source="definition")
def claimable(short_in, share_covered):
    """What the lenders may claim for the member."""
    return short_in * share_covered
