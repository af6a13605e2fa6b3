"""A made-up study in which people connect one after the other and every kind of help, giver and gain occurs."""

from ppp_model.study import load

TEXT = """
study: Made-up town
service: water
currency: USD
timeline: {close: 2025-01-01, construction: 2 years, operation: 10 years}
currencies: {USD: {inflation: 2 %}, KES: {inflation: 5 %, per_study_currency: 130, path: inflation}}
city:
  name: Town
  country: Made-up
  currency: KES
  population: 100000 people
  population_growth: 3 %
  household_size: 5
  household_income: 40000 KES/month
  income_growth: 1 %
  income: {gini: 0.4}
  basic_needs: 5000 KES/month
  groups:
    q1: {population_share: 20 %, use: 6 m3/month, connected: 20 %, reached: 40 %, household_size: 6, poor: true}
    q2: {population_share: 20 %, use: 7 m3/month, connected: 30 %, reached: 50 %}
    q3: {population_share: 20 %, use: 8 m3/month, connected: 40 %, reached: 60 %}
    q4: {population_share: 20 %, use: 10 m3/month, connected: 50 %, reached: 70 %}
    top_fifth: {population_share: 20 %, use: 15 m3/month, connected: 70 %, reached: 90 %, household_size: 4}
  ladder: {piped: {share: 42 %, served: true}, basic: {share: 38 %}, none: {share: 20 %}}
  alternative_price: 400 KES/m3
  alternative_use: 3 m3/month
  affordability_threshold: 3 %
  budget: 5 bn KES/year
supply: {capacity: 12000 m3/day}
retail:
  sold_by: project
  losses: [35 %, 30 %, 25 %]
  collection: 90 %
  blocks: {life: {up_to: 6 m3/month, price: 90 KES/m3}, rest: {price: 180 KES/m3}}
  fixed_charge: 50 KES/month
  strata: {q1: 0.9, top_fifth: 1.4}
  fund: {interest: 3 %, treasury_share: 100 %}
  social: {discount: 40 %, up_to: 6 m3/month, reaches: {q1: 70 %, q2: 20 %}}
  exempt: {q1: 5 %}
  price_elasticity: -0.3
  seasons: {wet: {share_of_year: 50 %, price: 0.9, use: 0.8}, dry: {share_of_year: 50 %, use: 1.2}}
  classes: {shops: {customers: 500, use: 40 m3/month, price: 150 KES/m3}}
  distribution_cost: 30 KES/m3
access: {rollout: [20 %, 40 %, 60 %, 80 %], hazard: 25 %, ceiling: 95 %, connections_per_year: 1500}
connection: {cost: 25000 KES, charge: 8000 KES, instalments: 24, instalment_rate: 12 %}
opex: {all: {fixed: 0.2 m USD/year, per_unit: 0.1 USD/m3}}
works: {items: {plant: {cost: 9 m USD}, site: {cost: 1 m USD, kind: land, given_by: city}}}
finance:
  grants: {dfi: {amount: 4 m USD, giver: donor}, twin: {amount: 1 m USD, giver: partner_city}}
  support:
    aid:
      {giver: donor, purpose: connections, per_connection: 100 USD, first_share: 60 %, rest_after: 1 year,
       failure_rate: 5 %, reaches: {q1: 100 %, q2: 100 %}, lasts: 10 years}
    levy: {giver: partner_city, levy_on: 20 m USD/year, lasts: 10 years}
    vouchers:
      {giver: city, purpose: households, voucher: 200 KES/month, reaches: {q1: 50 %, q3: 10 %}, redeemed: 90 %,
       lasts: 10 years}
    discounts: {giver: nation, social_share: 100 %, purpose: households, lasts: 10 years}
  debt:
    soft: {amount: 2 m USD, rate: 1 %, tenor: 12 years, concessional: true, giver: emerging_donor}
tax: {rate: 25 %}
public: {discount_rate: 8 %}
economy:
  {discount_rate: 6 %, hours_saved: 30, value_of_hour: 40 KES, alternative_cost_share: 80 %, shadow_exchange: 1.1,
   shadow_wage: 0.6, works: {traded: 40 %, unskilled: 20 %, taxes: 10 %}, ghg_per_unit: 0.0002,
   carbon_price: 50 USD/t, weight_elasticity: 1.3}
structures:
  planned: {label: As planned}
  everyone:
    label: Everyone at once
    access: {rollout: [50 %, 100 %], hazard: 100 %, ceiling: 100 %, connections_per_year: null}
    connection.cost: 9000 KES
    economy.weight_elasticity: 0
  plain:
    label: No help
    retail: {social: null, exempt: null, strata: null, fund: null, classes: null, seasons: null}
    city: {ladder: null, basic_needs: 0 KES/month}
    access: null
    connection: null
    economy: null
    works.items.site.given_by: null
    finance: {support: null, grants: null, debt: null}
  bulk:
    label: Sold in bulk
    retail: null
    city: {ladder: null}
    access: null
    connection: null
    economy: null
    revenue: {capacity_charge: 0.4 USD/m3}
    finance: {support: null, grants: {dfi: null, twin: null}, debt: null}
    works.items.site.given_by: null
"""


def study_in(folder):
    """The study, written to a folder and loaded."""
    file = folder / "scenario.yaml"
    file.write_text(TEXT, encoding="utf-8")
    return load(folder)
