"""A made-up study with two partnerships, sold by the project or by a utility."""

TEXT = """
study: Two helpers
service: water
currency: USD
timeline: {close: 2030-01-01, construction: 1 year, operation: 6 years}
city:
  name: Town
  country: Made-up
  currency: USD
  population: 50000 people
  household_size: 5
  household_income: 400 USD/month
  groups:
    all: {population_share: 100 %, income_share: 100 %, use: 10 m3/month, connected: 20 %}
  alternative_price: 2 USD/m3
  alternative_use: 3 m3/month
  affordability_threshold: 5 %
  budget: 10 m USD/year
supply: {capacity: 4000 m3/day, utilisation: 75 %, new_users: 100 %}
retail:
  sold_by: project
  losses: 40 %
  collection: 80 %
  blocks: {all: {price: 0.9 USD/m3}}
  distribution_cost: 0.1 USD/m3
opex: {energy: {per_unit: 0.15 USD/m3}, staff: {fixed: 100000 USD/year}}
works: {items: {plant: {cost: 2 m USD}}}
finance:
  debt: {bank: {amount: 0.4 m USD, rate: 5 %, tenor: 6 years, repayment: equal_principal}}
public: {discount_rate: 7 %}
cooperation:
  peers:
    giver: donor
    giver_name: A <b>ministry</b>
    provider: emerging_donor
    provider_name: A utility of the South
    lasts: 3 years
    per_year: 30000 USD/year
    experts: 2
    days: 50
    day_value: 400 USD
    day_paid: 100 USD
    counterpart: 5000 USD/year
    effects: {losses: 9 %, opex: 6 %}
    builds_over: 3 years
  levy:
    giver: partner_city
    starts: 1 year
    lasts: 2 years
    levy_on: 4 m USD/year
    cash_share: 50 %
    effects: {collection: 4 %, distribution_cost: 20 %}
    builds_over: 2 years
    fades_over: 2 years
structures:
  own: {}
  utility:
    retail.sold_by: utility
    revenue: {capacity_charge: 0.6 USD/m3, take_or_pay: 75 %}
  priced:
    solve: {input: retail.tariff_level, measure: dscr_min, target: 1.3, between: [0.2, 5]}
  guaranteed:
    cooperation.peers.guarantees: {bank: {share: 50 %, fee: 2 %, default_rate: 1 %, loss: 40 %}}
"""
