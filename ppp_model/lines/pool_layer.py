"""One layer, whatever its kind: what comes to it, what it pays, and how far debt service is covered with it."""

from ppp_model.engine.line import All, line, sum_of
from ppp_model.engine.ops import highest, lowest, ratio, total

drawn_total = sum_of("part", "drawn", "money", "What the layer pays.")
replenished_total = sum_of("part", "replenished", "money", "What is paid back to the layer.")


@line("money", source="definition")
def available_to_here(available_before, available):
    """What is there for the debt service of the period, counted to this layer."""
    return available_before + available


@line("1", source="cover = what is there / debt service, escrow accounts of all members and layers to here together")
def cover_to_here(available_to_here, due):
    """Cover of the debt service, counted to this layer; blank where nothing is due."""
    return ratio(available_to_here, due)


@line("1", source="definition")
def cover_min(cover_to_here: All):
    """Least cover, counted to this layer."""
    return lowest(cover_to_here)


@line("money", source="definition")
def drawn_in_all(drawn_total: All):
    """What the layer pays over the years."""
    return total(drawn_total)


@line("money", source="definition")
def drawn_most(drawn_total: All):
    """Most that the layer pays in one period."""
    return highest(drawn_total)


@line("money", source="definition; end of period")
def drawn_discounted(drawn_total, discount_factor):
    """What the layer pays, discounted to the first day."""
    return drawn_total * discount_factor


@line("money", source="definition")
def drawn_pv(drawn_discounted: All):
    """Present value of what the layer pays."""
    return total(drawn_discounted)
