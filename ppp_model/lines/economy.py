"""The wider gain at the prices of close: benefits less costs at shadow prices, and who wins and loses.

Financing and taxes are transfers between parties. Every flow is deflated with the prices of the study's currency.
"""

from ppp_model.engine.line import All, given, line, sum_of
from ppp_model.engine.ops import grow, irr, irr_status, ratio, total

economic_rate = given("1/year", "Real rate of discount.", at="economy.discount_rate")
shadow_exchange = given("1", "Shadow exchange rate factor.", at="economy.shadow_exchange")
shadow_wage = given("1", "Shadow wage rate factor.", at="economy.shadow_wage")
works_traded = given("1", "Share of the works that is traded.", at="economy.works.traded")
works_unskilled = given("1", "Share of the works that is unskilled pay.", at="economy.works.unskilled")
works_taxes = given("1", "Share of the works that is taxes.", at="economy.works.taxes")
operation_traded = given("1", "Share of operation that is traded.", at="economy.operation.traded")
operation_unskilled = given("1", "Share of operation that is unskilled pay.", at="economy.operation.unskilled")
operation_taxes = given("1", "Share of operation that is taxes.", at="economy.operation.taxes")
alternative_cost_share = given(
    "1", "Share of what the alternative is sold for that is a real cost.", at="economy.alternative_cost_share"
)
hours_saved = given("hour/month/household", "Hours that a newly served household saves.", at="economy.hours_saved")
value_of_hour = given("local/hour", "Value of an hour.", at="economy.value_of_hour")
dalys_averted = given("daly/year/thousand_people", "Life years averted for 1,000 people.", at="economy.dalys_averted")
value_of_daly = given("local/daly", "Value of one of them.", at="economy.value_of_daly")
ghg_per_unit = given("tonne/unit", "Greenhouse gas avoided for each unit.", at="economy.ghg_per_unit")
ghg_per_household = given("tonne/year/household", "Avoided for each newly served.", at="economy.ghg_per_household")
carbon_price = given("money/tonne", "Value of a tonne.", at="economy.carbon_price", series="close")
works_jobs = given("job*year/million_money", "Person-years of work for a million of works.", at="economy.works_jobs")
operation_jobs = given("job", "Jobs in operation.", at="economy.operation_jobs")
worth_of_unit = given("local/unit", "Worth of a unit to others.", at="economy.worth_of_unit", absent=0.0)
has_worth = given("1", "Whether that worth is given.", at="economy.worth_of_unit", present=True)
classes_worth = sum_of("class", "class_worth", "money", "Worth of the service to others than households.")
residual_worth = given("money", "Worth of the works at the end, at the prices of close.", at="economy.residual_value")
weight_elasticity = given("1", "Elasticity of the weight of a gain.", at="economy.weight_elasticity")
thousand_people = given("person/thousand_people", "People in a thousand.")
million_money = given("money/million_money", "Money in a million.")
values_new = sum_of("group", "value_new", "money", "Worth of the service to newly connected households.")
values_other = sum_of("group", "value_other", "money", "Worth of the service to households connected before.")
times_and_health = sum_of("group", "time_and_health", "money", "Value of time and health gained.")
vendors_lost_all = sum_of("group", "vendors_lost", "money", "Gain that those who sold the alternative lose.")
poor_gains = sum_of("group", "poor_gain", "money", "Gain of the poor.")
weighted_gains = sum_of("group", "weighted_gain", "money", "Gain of households, weighted.")
group_gains = sum_of("group", "group_gain", "money", "Gain of households.")
new_households_all = sum_of("group", "new_households", "household", "Newly connected households.")


@line("local/month/household", source="definition")
def time_value(hours_saved, value_of_hour, local_index):
    """Value of the time that a newly served household saves in a month."""
    return hours_saved * value_of_hour * local_index


@line("local/month/person", source="definition")
def health_value(dalys_averted, value_of_daly, local_index, thousand_people, months_in_year):
    """Value of the health that a newly served person gains in a month."""
    return dalys_averted * value_of_daly * local_index / thousand_people / months_in_year


@line("local/unit", source="definition")
def alternative_now(alternative_price, local_index):
    """Price without a connection."""
    return alternative_price * local_index


# Conversion factors


@line("1", source="conversion factor: 1 + traded (SERF - 1) + unskilled (SWRF - 1) - taxes")
def works_factor(works_traded, shadow_exchange, works_unskilled, shadow_wage, works_taxes):
    """Cost to all of a unit of works."""
    return 1 + works_traded * (shadow_exchange - 1) + works_unskilled * (shadow_wage - 1) - works_taxes


@line("1", source="conversion factor: 1 + traded (SERF - 1) + unskilled (SWRF - 1) - taxes")
def operation_factor(operation_traded, shadow_exchange, operation_unskilled, shadow_wage, operation_taxes):
    """Cost to all of a unit of operation."""
    return 1 + operation_traded * (shadow_exchange - 1) + operation_unskilled * (shadow_wage - 1) - operation_taxes


@line("money", source="definition")
def built(suppliers_of_works, connection_cost):
    """Works and connections."""
    return suppliers_of_works + connection_cost


@line("money", source="definition")
def operated(suppliers_of_operation, connection_cost):
    """Operation, maintenance and distribution."""
    return suppliers_of_operation - connection_cost


# Benefits less costs, at the prices of close


@line("1", source="choice: prices move once a year, on the anniversary of close")
def deflator(study_inflation, whole_years_from_close):
    """What turns money of the period into money of close."""
    return grow(study_inflation, -whole_years_from_close)


@line("money", source="definition")
def benefit_of_service(values_new, values_other, classes_worth, vendors_lost_all, deflator):
    """Worth of the service, less what is lost with the alternative."""
    return (values_new + values_other + classes_worth - vendors_lost_all) * deflator


@line("money", source="definition")
def benefit_of_time_and_health(times_and_health, deflator):
    """Value of time and health gained."""
    return times_and_health * deflator


@line("tonne", source="definition")
def ghg(ghg_per_unit, volume, ghg_per_household, new_households_all, served_years):
    """Greenhouse gas avoided in the period."""
    return ghg_per_unit * volume + ghg_per_household * new_households_all * served_years


@line("year", source="definition")
def served_years(period_years, in_operation):
    """Time in the period in which the service is given."""
    return period_years * in_operation


@line("money", source="definition")
def benefit_of_climate(ghg, carbon_price):
    """Value of greenhouse gas avoided."""
    return ghg * carbon_price


@line("money", source="definition")
def benefit_of_works_left(residual_worth, contract_ends):
    """Worth of the works when the contract ends."""
    return residual_worth * contract_ends


@line("money", source="definition")
def economic_benefit(benefit_of_service, benefit_of_time_and_health, benefit_of_climate, benefit_of_works_left):
    """All benefits."""
    return benefit_of_service + benefit_of_time_and_health + benefit_of_climate + benefit_of_works_left


@line("money", source="choice: partnerships at what they cost the givers, experts' time at its worth, factor 1")
def cost_of_cooperation(cooperation_spent, cooperation_time):
    """Cost of partnerships to all: their own work, and experts' time."""
    return cooperation_spent + cooperation_time


@line("money", source="definition")
def economic_cost(built, works_factor, operated, operation_factor, cost_of_cooperation, deflator):
    """Cost to all: works and operation at shadow prices, and partnerships."""
    return (built * works_factor + operated * operation_factor + cost_of_cooperation) * deflator


@line("money", source="definition")
def net_economic_benefit(economic_benefit, economic_cost):
    """Benefits less costs."""
    return economic_benefit - economic_cost


@line("1", source="definition")
def economic_factor(economic_rate, flow_years):
    """Value at close of a unit of benefit of the period."""
    return grow(economic_rate, -flow_years)


@line("money", source="ENPV = sum of (B - C) / (1 + d)^t")
def enpv(net_economic_benefit: All, economic_factor: All):
    """Economic net present value."""
    return total(net_economic_benefit * economic_factor)


@line("1/year", source="definition; effective rate per year")
def eirr(net_economic_benefit: All, flow_years: All):
    """Economic rate of return."""
    return irr(net_economic_benefit, flow_years)


@line("1", source="definition")
def eirr_status(net_economic_benefit: All, flow_years: All):
    """How the economic return was found: 0 found, 1 no sign change, 2 several roots, 3 out of range."""
    return irr_status(net_economic_benefit, flow_years)


@line("1", source="BCR = PV(B) / PV(C)")
def bcr(economic_benefit: All, economic_cost: All, economic_factor: All):
    """Benefits for each unit of cost, in present value."""
    return ratio(total(economic_benefit * economic_factor), total(economic_cost * economic_factor))


@line("tonne", source="definition")
def ghg_avoided(ghg: All):
    """Greenhouse gas avoided over the contract."""
    return total(ghg)


# Jobs


@line("job*year", source="definition")
def jobs_of_works(built: All, deflator: All, works_jobs, million_money):
    """Person-years of work in building."""
    return total(built * deflator) * works_jobs / million_money


@line("job*year", source="definition")
def jobs_of_operation(operation_jobs, served_years: All):
    """Person-years of work in operation."""
    return operation_jobs * total(served_years)


@line("job*year", source="definition")
def job_years(jobs_of_works, jobs_of_operation):
    """Person-years of work."""
    return jobs_of_works + jobs_of_operation
