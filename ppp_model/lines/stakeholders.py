"""Who wins and who loses: the present value of each party's gain, which add up to the economic net present value."""

from ppp_model.engine.line import All, line
from ppp_model.engine.ops import ratio, total, within


@line("money", source="definition")
def gain_of_classes(classes_worth, classes_collected):
    """Gain of others than households: worth of the service less what they pay."""
    return classes_worth - classes_collected


@line("money", source="definition")
def gains_of_users(group_gains, gain_of_classes, deflator):
    """Gain of users: worth of the service, time and health, less what they pay."""
    return (group_gains + gain_of_classes) * deflator


@line("money", source="definition")
def taxes_in_costs(built, works_taxes, operated, operation_taxes):
    """Taxes and duties in the cost of works and operation."""
    return built * works_taxes + operated * operation_taxes


@line("money", source="definition")
def traded_costs(built, works_traded, operated, operation_traded):
    """Part of the costs that is traded."""
    return built * works_traded + operated * operation_traded


@line("money", source="definition")
def unskilled_pay(built, works_unskilled, operated, operation_unskilled):
    """Part of the costs that is pay of unskilled labour."""
    return built * works_unskilled + operated * operation_unskilled


@line("money", source="definition")
def users_gain(gains_of_users: All, economic_factor: All):
    """Gain of users, in present value."""
    return total(gains_of_users * economic_factor)


@line("money", source="definition")
def vendors_gain(vendors_lost_all: All, deflator: All, economic_factor: All):
    """Gain of those who sold the alternative (a loss)."""
    return total(-vendors_lost_all * deflator * economic_factor)


@line("money", source="definition")
def real_flow_of_public(flow_of_public, taxes_in_costs, deflator):
    """What the public purse gets less what it pays, taxes in costs counted."""
    return (flow_of_public + taxes_in_costs) * deflator


@line("money", source="choice: the works left when the contract ends are the public's")
def public_gain(real_flow_of_public: All, benefit_of_works_left: All, economic_factor: All):
    """Gain of the public purse."""
    return total((real_flow_of_public + benefit_of_works_left) * economic_factor)


@line("money", source="definition")
def utility_gain(flow_of_utility: All, deflator: All, economic_factor: All):
    """Gain of the utility's private owners."""
    return total(flow_of_utility * deflator * economic_factor)


@line("money", source="definition")
def owners_gain(flow_of_owners: All, deflator: All, economic_factor: All):
    """Gain of the project's private owners."""
    return total(flow_of_owners * deflator * economic_factor)


@line("money", source="definition")
def financiers_flow(flow_of_lenders, flow_of_banks, flow_of_project):
    """Lenders and banks, and what the project keeps."""
    return flow_of_lenders + flow_of_banks + flow_of_project


@line("money", source="definition")
def financiers_gain(financiers_flow: All, deflator: All, economic_factor: All):
    """Gain of lenders and banks."""
    return total(financiers_flow * deflator * economic_factor)


@line("money", source="definition")
def real_flow_of_givers(flow_of_donors, flow_of_partners, cooperation_time, deflator):
    """Donors and partner cities: what they give, experts' time counted."""
    return (flow_of_donors + flow_of_partners - cooperation_time) * deflator


@line("money", source="definition")
def givers_gain(real_flow_of_givers: All, economic_factor: All):
    """Gain of donors and partner cities (what they give, as a loss)."""
    return total(real_flow_of_givers * economic_factor)


@line("money", source="unskilled pay above its cost to all")
def labour_gain(unskilled_pay: All, shadow_wage, deflator: All, economic_factor: All):
    """Gain of unskilled labour: pay above what its time is worth elsewhere."""
    return total(unskilled_pay * deflator * economic_factor) * (1 - shadow_wage)


@line("money", source="traded cost above its price, by the shadow exchange rate")
def exchange_gain(traded_costs: All, shadow_exchange, deflator: All, economic_factor: All):
    """Gain of the economy from foreign exchange (a loss where it is worth more than its price)."""
    return total(traded_costs * deflator * economic_factor) * (1 - shadow_exchange)


@line("money", source="definition")
def climate_gain(benefit_of_climate: All, economic_factor: All):
    """Gain of all from greenhouse gas avoided."""
    return total(benefit_of_climate * economic_factor)


@line("money", source="definition")
def gain_of_those_paid(public_gain, utility_gain, owners_gain, financiers_gain):
    """The public purse, the utility's and the project's owners, lenders."""
    return public_gain + utility_gain + owners_gain + financiers_gain


@line("money", source="definition")
def gain_of_others(vendors_gain, givers_gain, labour_gain, exchange_gain, climate_gain):
    """Vendors, givers, labour, foreign exchange, climate."""
    return vendors_gain + givers_gain + labour_gain + exchange_gain + climate_gain


@line("money", source="check")
def gains_residual(users_gain, gain_of_those_paid, gain_of_others, enpv):
    """Gains of all parties less the economic net present value; zero when they agree."""
    return users_gain + gain_of_those_paid + gain_of_others - enpv


@line("1", source="check")
def gains_add_up(gains_residual, check_scale):
    """1 when the gains of all parties add up to the economic net present value."""
    return within(gains_residual, check_scale)


@line("money", source="definition")
def poor_gain_pv(poor_gains: All, deflator: All, economic_factor: All):
    """Gain of the poor, in present value."""
    return total(poor_gains * deflator * economic_factor)


@line("1", source="poverty impact ratio: gain of the poor / gain of all")
def poverty_impact_ratio(poor_gain_pv, enpv):
    """Gain of the poor for each unit of gain of all."""
    return ratio(poor_gain_pv, enpv)


@line("money", source="definition")
def weighting(weighted_gains: All, group_gains: All, deflator: All, economic_factor: All):
    """What weights add to the gain of households."""
    return total((weighted_gains - group_gains) * deflator * economic_factor)


@line("money", source="distributional weights on the gain of households")
def enpv_weighted(enpv, weighting):
    """Economic net present value with the gain of households weighted."""
    return enpv + weighting
