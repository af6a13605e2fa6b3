"""The file of a new city, to fill in."""

CITY_STARTER = """\
# A city: people, income, prices, the budget. Put this file into the folder `cities` beside the studies, then
# `ppp replicate STUDY --city NAME`. Replace every number, with a `source:` (a short name from `sources`) or the
# reason why it is `assumed:`. Money is in the city's currency at `date`.

sources:
  X1: "Title of a document, publisher, date, address"

city:
  name: New City
  country: Country
  currency: XYZ                      # three-letter code
  date: {value: 2025-01-01, assumed: "the day at which the values below hold"}
  per_dollar: {value: 100, assumed: "XYZ for one US dollar on that day"}
  price_level: {value: 0.40, assumed: "prices at the exchange rate, United States = 1; World Bank, PA.NUS.PPPC.RF"}
  country_risk: {value: 6 %, assumed: "spread of the country's dollar bonds over United States treasuries"}
  population: {value: 1.0 million people, assumed: "last census, brought to the date"}
  population_growth: {value: 3 %, assumed: "between the last two censuses"}
  household_size: {value: 4.5, assumed: "last census"}
  household_income: {value: 30000 XYZ/month, assumed: "mean household income, or spending, of a survey"}
  income_growth: {value: 1.5 %, assumed: "above prices"}
  # Fifths of households, poorest first; shares from the World Bank's series SI.DST.
  # What they use and whether they are connected depends on the service: it
  # comes from the study that is carried here, and must be replaced there.
  groups:
    q1: {population_share: {value: 20 %, assumed: "a fifth"}, income_share: {value: 7 %, assumed: "SI.DST.FRST.20"}}
    q2: {population_share: {value: 20 %, assumed: "a fifth"}, income_share: {value: 11 %, assumed: "SI.DST.02ND.20"}}
    q3: {population_share: {value: 20 %, assumed: "a fifth"}, income_share: {value: 15 %, assumed: "SI.DST.03RD.20"}}
    q4: {population_share: {value: 20 %, assumed: "a fifth"}, income_share: {value: 21 %, assumed: "SI.DST.04TH.20"}}
    q5: {population_share: {value: 20 %, assumed: "a fifth"}, income_share: {value: 46 %, assumed: "SI.DST.05TH.20"}}
  budget: {value: 10 bn XYZ/year, assumed: "the city's yearly budget"}
  budget_growth: {value: 2 %, assumed: "above prices"}

currencies:
  XYZ:
    inflation: {value: 5 %, assumed: "the central bank's goal, or the last years' mean"}

tax:
  rate: {value: 30 %, assumed: "tax on companies"}
"""
