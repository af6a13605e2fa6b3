"""Stand-ins for a project that sells in bulk and of whose users nothing is said."""

from ppp_model.engine.line import line


@line("money", source="definition")
def user_revenue():
    """What users pay to the project itself: nothing."""
    return 0


@line("money", source="definition")
def project_distribution_cost():
    """Cost of distribution that the project bears: none."""
    return 0


@line("money", source="definition")
def utility_margin():
    """Margin of the utility: not known, none counted."""
    return 0
