"""The public purse: what it pays, what it gets, what it is bound to. Discounted to close at the public rate."""

from ppp_model.engine.line import All, given, line, sum_of
from ppp_model.engine.ops import grow, max_, ratio, total

public_discount_rate = given("1/year", "Rate at which public flows are discounted.", at="public.discount_rate")
utility_share = given("1", "Share of the utility's margin that is the public's.", at="public.utility_share")
grant_element_rate = given("1/year", "Rate of the grant element.", at="public.grant_element_rate")
handback_price = given("money", "What the works are worth at handback.", at="public.handback_value")
public_share = given("1", "Share of the equity that is the public's.", at="finance.equity.public_share")
grants_public = sum_of("grant", "drawn_from_public", "money", "Capital grants from the nation and the city.")
grants_donor = sum_of("grant", "drawn_from_donor", "money", "Capital grants from donors and civil society.")
interest_tax = sum_of("tranche", "interest_tax", "money", "Tax withheld from interest, on all tranches.")
grants_partner = sum_of("grant", "drawn_from_partner_city", "money", "Capital grants from partner cities.")


@line("1", source="definition")
def public_discount_factor(public_discount_rate, flow_years):
    """Value at close of one unit of public money of the period."""
    return grow(public_discount_rate, -flow_years)


@line("money", source="choice: the public budget makes good its share of the utility's deficit")
def utility_support(utility_margin, utility_share):
    """What the public budget pays to cover the utility's deficit."""
    return max_(-utility_margin, 0) * utility_share


@line("money", source="definition")
def utility_surplus(utility_margin, utility_share):
    """What the public gets of the utility's surplus."""
    return max_(utility_margin, 0) * utility_share


@line("money", source="definition")
def public_support(grants_public, availability_revenue, utility_support, guarantee_received, public_subsidies):
    """What the public gives to the project and the service: grants, availability, deficits, guarantees, subsidies."""
    return grants_public + availability_revenue + utility_support + guarantee_received + public_subsidies


@line("money", source="definition")
def public_subsidies(support_public, fund_call, in_kind_from_public):
    """Subsidies in operation, what the public pays into a fund of strata, and works given in kind."""
    return support_public + fund_call + in_kind_from_public


@line("money", source="definition")
def public_investment(paid_in, public_share):
    """What the public pays in as an owner."""
    return paid_in * public_share


@line("money", source="definition")
def public_payments(public_support, public_investment):
    """All that the public budget pays."""
    return public_support + public_investment


@line("money", source="definition")
def public_dividends(paid_out, public_share):
    """What the public gets as an owner."""
    return paid_out * public_share


@line("money", source="definition")
def public_taxes(tax, dividend_tax, interest_tax, vat_paid, vat_refund):
    """Taxes of the project that the public gets: on profit, withheld, and VAT less what it pays back."""
    return tax + dividend_tax + interest_tax + vat_paid - vat_refund


@line("money", source="definition")
def public_contract_income(fees_to_public, upside_shared, residual_value):
    """What the public gets under the contract, less what it pays for the works at handback."""
    return fees_to_public + upside_shared - residual_value


@line("money", source="definition")
def public_income(public_taxes, public_contract_income, public_dividends, utility_surplus):
    """What the public gets: taxes, fees, dividends, the utility's surplus."""
    return public_taxes + public_contract_income + public_dividends + utility_surplus


@line("money", source="definition")
def net_public_cost(public_payments, public_income):
    """What the public pays less what it gets."""
    return public_payments - public_income


@line("money", source="definition")
def take_or_pay_due(volume_available, take_or_pay, capacity_price, deductions):
    """Capacity charge, less deductions, that the utility owes even if nothing is taken."""
    return volume_available * take_or_pay * capacity_price * (1 - deductions)


@line("money", source="choice: what is owed whatever the demand: grants, availability, take-or-pay, fixed support")
def firm_commitments(grants_public, availability_revenue, take_or_pay_due, support_firm):
    """What the public side owes in the period whatever the demand."""
    return grants_public + availability_revenue + take_or_pay_due + support_firm


@line("money", source="tax that would be due without the holiday, at the profit of the run")
def tax_forgone(is_taxed, in_operation, tax_before_holiday):
    """Tax that the public forgoes by a holiday."""
    return (1 - is_taxed) * in_operation * max_(tax_before_holiday, 0)


@line("money", source="definition")
def tax_forgone_pv(tax_forgone: All, public_discount_factor: All):
    """Present value of the tax that the public forgoes."""
    return total(tax_forgone * public_discount_factor)


@line("money", source="definition")
def handback_value(handback_price, contract_ends):
    """What the works are worth to the public at handback."""
    return handback_price * contract_ends


@line("money", source="definition")
def handback_value_pv(handback_value: All, public_discount_factor: All):
    """Present value of what the works are worth to the public at handback."""
    return total(handback_value * public_discount_factor)


@line("money", source="definition")
def public_support_pv(public_support: All, public_discount_factor: All):
    """Present value of public support."""
    return total(public_support * public_discount_factor)


@line("money", source="definition")
def guarantee_received_pv(guarantee_received: All, public_discount_factor: All):
    """Present value of what the public pays under its revenue guarantee."""
    return total(guarantee_received * public_discount_factor)


@line("money", source="definition")
def public_payments_pv(public_payments: All, public_discount_factor: All):
    """Present value of all that the public pays."""
    return total(public_payments * public_discount_factor)


@line("money", source="definition")
def firm_commitments_pv(firm_commitments: All, public_discount_factor: All):
    """Present value of what is owed whatever the demand."""
    return total(firm_commitments * public_discount_factor)


@line("money", source="definition")
def public_income_pv(public_income: All, public_discount_factor: All):
    """Present value of what the public gets."""
    return total(public_income * public_discount_factor)


@line("money", source="definition")
def net_public_cost_pv(net_public_cost: All, public_discount_factor: All):
    """Present value of what the public pays less what it gets."""
    return total(net_public_cost * public_discount_factor)


@line("money", source="definition")
def grants(grants_drawn: All):
    """Capital grants from all givers."""
    return total(grants_drawn)


@line("money", source="definition")
def donor_grants(grants_donor: All):
    """Capital grants from donors and civil society."""
    return total(grants_donor)


@line("money", source="definition")
def partner_city_grants(grants_partner: All):
    """Capital grants from partner cities."""
    return total(grants_partner)


@line("money", source="definition")
def in_kind_total(works_in_kind: All):
    """Works and land given in kind."""
    return total(works_in_kind)


@line("money", source="definition")
def in_kind_from_donors(works_in_kind, in_kind_from_public, in_kind_from_partner):
    """Given in kind by donors and civil society."""
    return works_in_kind - in_kind_from_public - in_kind_from_partner


@line("money", source="definition")
def given_by_donors(grants_donor, support_donor, in_kind_from_donors, cooperation_donor):
    """What donors and civil society give in the period: grants, support, works in kind, money for partnerships."""
    return grants_donor + support_donor + in_kind_from_donors + cooperation_donor


@line("money", source="definition")
def given_by_partners(grants_partner, support_partner, in_kind_from_partner, cooperation_partner):
    """What partner cities give in the period: grants, support, works in kind, money for partnerships."""
    return grants_partner + support_partner + in_kind_from_partner + cooperation_partner


@line("money", source="definition")
def given_in_all(given_by_donors: All, given_by_partners: All):
    """What donors and partner cities give over the contract."""
    return total(given_by_donors) + total(given_by_partners)


@line("1", source="leverage = all finance / donor money")
def leverage(total_uses, in_kind_total, support_total, cooperation_total, given_in_all):
    """All finance and support for each unit given by donors and partner cities; blank without them.

    Experts' time and guarantees, which a partnership gives without money, are in neither.
    """
    return ratio(total_uses + in_kind_total + support_total + cooperation_total, given_in_all)


@line("money/unit", source="levelised price: PV(revenue) / PV(volume)")
def price_levelised(revenue: All, volume: All, public_discount_factor: All):
    """Constant price that would give the project the same present value as all it is paid."""
    return ratio(total(revenue * public_discount_factor), total(volume * public_discount_factor))
