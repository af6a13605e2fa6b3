"""Cash that a partnership hands over to the project or the utility: support in operation like any other."""

from ppp_model.engine.line import line


@line("money", source="definition")
def paid(handed_over):
    """Cash paid in the period."""
    return handed_over


@line("money", source="definition")
def paid_to_project(handed_over, to_project):
    """Cash that the project receives."""
    return handed_over * to_project


@line("money", source="choice: the city's own state gives through `finance`, not through a partnership")
def paid_by_public():
    """Cash that the city's own state gives: none."""
    return 0


@line("money", source="definition")
def paid_by_partner_city(handed_over, from_partner_city):
    """Cash that a partner city gives."""
    return handed_over * from_partner_city


@line("money", source="definition")
def firm():
    """Cash that the public owes whatever the demand: none."""
    return 0


@line("money", source="definition")
def prefinance():
    """Aid earned and not yet due: none."""
    return 0
