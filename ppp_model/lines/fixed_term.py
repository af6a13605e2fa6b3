"""A contract that ends as planned."""

from ppp_model.engine.line import line


@line("1", source="definition")
def contract_end(contract_end_planned):
    """Number of the last period of the contract."""
    return contract_end_planned
