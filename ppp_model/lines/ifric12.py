"""The operator's accounts under IFRIC 12: services at cost and margin, a financial asset, an intangible one, or both.

A guaranteed share of the consideration is a financial asset with an effective rate; the rest is an intangible asset,
written down in a straight line over the time of operation. A view beside the statements; nothing else depends on it.
"""

from ppp_model.engine.line import All, Prev, given, line
from ppp_model.engine.ops import grow, irr, irr_status, total, where

construction_margin = given("1", "Margin on construction services.", at="accounting.construction_margin")
operation_margin = given("1", "Margin on operation services.", at="accounting.operation_margin")
maintenance_margin = given("1", "Margin on major maintenance.", at="accounting.maintenance_margin")
guaranteed_part = given("1", "Share of the consideration that is guaranteed.", at="accounting.guaranteed_share")


@line("money", source="IFRIC 12: construction services at fair value while building")
def construction_services(works_cost, construction_margin):
    """Revenue from construction services."""
    return works_cost * (1 + construction_margin)


@line("money", source="IFRIC 12: operation services at fair value")
def operation_services(operating_cost, operation_margin, maintenance_spend, maintenance_margin):
    """Revenue from operation and major maintenance."""
    return operating_cost * (1 + operation_margin) + maintenance_spend * (1 + maintenance_margin)


@line("money", source="definition")
def guaranteed_services(construction_services, operation_services, guaranteed_part):
    """Services that are paid by the guaranteed part of the revenue."""
    return (construction_services + operation_services) * guaranteed_part


@line("money", source="definition")
def guaranteed_cash(revenue, guaranteed_part):
    """Guaranteed part of the revenue."""
    return revenue * guaranteed_part


@line("money", source="definition")
def guaranteed_net(guaranteed_cash, guaranteed_services):
    """Cash received less services rendered, guaranteed part."""
    return guaranteed_cash - guaranteed_services


@line("year", source="choice: equal periods, as interest is counted")
def service_years(start_years, period_years):
    """Time from close to the end of the period, in equal periods."""
    return start_years + period_years


@line("1/year", source="IFRS 9: the rate at which the cash pays for the services exactly")
def effective_rate(guaranteed_net: All, service_years: All):
    """Effective rate of the financial asset; blank when there is none."""
    return irr(guaranteed_net, service_years)


@line("1", source="definition")
def effective_rate_status(guaranteed_net: All, service_years: All):
    """How the effective rate was found: 0 found, 1 no sign change, 2 several roots, 3 out of range."""
    return irr_status(guaranteed_net, service_years)


@line("1/year", source="definition")
def asset_rate(guaranteed_part, effective_rate):
    """Rate that the financial asset earns; 0 when nothing is guaranteed."""
    return where(guaranteed_part, effective_rate, 0)


@line("money", source="definition")
def financial_asset_before(financial_asset: Prev):
    """Financial asset at the start of the period."""
    return financial_asset


@line("money", source="effective interest method")
def finance_income(financial_asset_before, asset_rate, period_years):
    """Interest earned on the financial asset."""
    return financial_asset_before * (grow(asset_rate, period_years) - 1)


@line("money", source="definition")
def financial_asset(financial_asset_before, guaranteed_services, finance_income, guaranteed_cash):
    """Financial asset at the end of the period: what the grantor still owes for services rendered."""
    return financial_asset_before + guaranteed_services + finance_income - guaranteed_cash


@line("money", source="definition")
def intangible_additions(construction_services, guaranteed_part):
    """Construction services paid by a right to charge users."""
    return construction_services * (1 - guaranteed_part)


@line("money", source="definition")
def intangible_cost(intangible_additions: All):
    """Right to charge users, at cost."""
    return total(intangible_additions)


@line("money", source="straight line over the time of operation")
def amortisation(intangible_cost, in_operation, contract_end, construction_end):
    """Amortisation of the right to charge users."""
    return intangible_cost * in_operation / (contract_end - construction_end)


@line("money", source="definition")
def intangible_asset(intangible_asset: Prev, intangible_additions, amortisation):
    """Right to charge users, at the end of the period."""
    return intangible_asset + intangible_additions - amortisation


@line("money", source="definition")
def revenue_from_users(revenue, guaranteed_part):
    """Revenue under the right to charge users."""
    return revenue * (1 - guaranteed_part)


@line(
    "money", source="IFRIC 12: services rendered for the financial asset, construction of the intangible one, and users"
)
def accounting_revenue(guaranteed_services, intangible_additions, revenue_from_users):
    """Revenue in the accounts."""
    return guaranteed_services + intangible_additions + revenue_from_users


@line("money", source="definition")
def accounting_costs(works_cost, operating_cost, maintenance_spend, amortisation):
    """Cost of the services rendered, with amortisation."""
    return works_cost + operating_cost + maintenance_spend + amortisation


@line("money", source="definition")
def accounting_profit(accounting_revenue, finance_income, accounting_costs):
    """Profit before interest on debt and tax, in the view of IFRIC 12."""
    return accounting_revenue + finance_income - accounting_costs
