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


@line("money", source="choice: what the buyer earns from customers is not known; all that it pays is its deficit")
def utility_margin(capacity_revenue, variable_revenue, support_to_utility):
    """Support that the buyer gets less what it pays the project."""
    return support_to_utility - capacity_revenue - variable_revenue


@line("money", source="definition")
def social_saved_all():
    """What a social tariff takes off bills: nothing."""
    return 0


@line("money", source="definition")
def bills_collected():
    """What users pay on bills: nothing."""
    return 0


@line("money", source="definition")
def connection_income():
    """What users pay for connections: nothing."""
    return 0


@line("money", source="definition")
def distribution_cost():
    """Cost to distribute: not known, none counted."""
    return 0


@line("money", source="definition")
def fund_call():
    """What the public pays into a fund of strata: nothing."""
    return 0


@line("money", source="definition")
def fund_kept():
    """What a fund of strata takes in and keeps: nothing."""
    return 0


@line("money", source="definition")
def utility_cash_flow(utility_margin):
    """What the buyer gets less what it pays; what it earns from its own customers is not known."""
    return utility_margin


@line("money", source="check")
def bills_residual():
    """What customers pay on bills less what the seller gets for them: nothing."""
    return 0
