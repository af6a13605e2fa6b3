"""Two made-up towns with round numbers, and a small water study of the first."""

from pathlib import Path

import yaml

SCENARIOS = Path(__file__).parents[2] / "scenarios"
OLD_TOWN = {
    "city": {
        "name": "Old Town", "country": "Aland", "currency": "AAA", "per_dollar": 10, "price_level": 0.5,
        "country_risk": "6 %", "population": "100000 people", "household_size": 5, "household_income": "4000 AAA/month",
        "groups": {
            "poor": {"population_share": "50 %", "income_share": "20 %", "use": "8 m3/month", "connected": "30 %"},
            "others": {"population_share": "50 %", "income_share": "80 %", "use": "12 m3/month", "connected": "70 %"},
        },
        "alternative_price": "25 AAA/m3", "alternative_use": "3 m3/month", "affordability_threshold": "5 %",
        "budget": "50 m AAA/year",
    },
    "currencies": {"AAA": {"inflation": "4 %"}},
}  # fmt: skip
NEW_TOWN = {
    "city": {
        "name": "New Town", "country": "Beland", "currency": "BBB", "per_dollar": 40, "price_level": 0.6,
        "country_risk": "9 %", "population": "250000 people", "household_size": 4,
        "household_income": "24000 BBB/month", "income_growth": "1 %",
        "groups": {
            "poor": {"population_share": "50 %", "income_share": "15 %"},
            "others": {"population_share": "50 %", "income_share": "85 %"},
        },
        "budget": "900 m BBB/year",
    },
    "currencies": {"BBB": {"inflation": "7 %"}},
    "tax": {"rate": "20 %"},
}  # fmt: skip


def town_study(folder: Path, local: bool = False, **changes) -> Path:
    """Write the study of the old town into ``folder/town``, and make room for cities; ``local``: in its currency."""
    code = "AAA" if local else "USD"
    data = {
        "study": "Town water", "service": "water", "unit": "m3", "currency": code,
        "timeline": {"close": "2020-01-01", "construction": "1 year", "operation": "20 years"},
        "currencies": {"USD": {"inflation": "2 %"}, "AAA": {"inflation": "4 %", "per_study_currency": 10}},
        "city": OLD_TOWN["city"],
        "supply": {"capacity": "5000 m3/day", "utilisation": "90 %"},
        "revenue": {"capacity_charge": f"0.9 {code}/m3", "take_or_pay": "100 %"},
        "retail": {"losses": "30 %", "blocks": {"all": {"price": "8 AAA/m3"}}},
        "opex": {
            "running": {"fixed": f"300 k {code}/year"},
            "crew": {"staff": 20, "pay": f"3000 {code}/year"},
        },
        "works": {"items": {"plant": {"cost": f"8 m {code}"}, "land": {"cost": f"1 m {code}", "kind": "land"}}},
        "finance": {
            "debt": {
                "bank": {"gearing": "50 %", "rate": "8 %", "tenor": "12 years"},
                "soft": {"gearing": "20 %", "rate": "2 %", "tenor": "15 years", "concessional": True, "rank": 2},
            }
        },
        "tax": {"rate": "30 %"},
        "public": {"discount_rate": "8 %"},
        "uncertainty": {
            "inputs": {
                "cost": {"input": "currencies.AAA.depreciation", "distribution": "uniform", "low": "90 %",
                         "high": "110 %"},
                "price": {"input": "revenue.capacity_charge", "distribution": "uniform", "acts_as": "value",
                          "low": f"0.5 {code}/m3", "high": f"1 {code}/m3"},
            }
        },
        "structures": {
            "signed": {"label": "Signed"},
            "public": {
                "label": "Public",
                "finance.debt": {"bank": None, "bond": {"gearing": "60 %", "rate": "7 %", "tenor": "12 years"}},
                "uncertainty.inputs.price": None,
                "solve": {"input": "revenue.capacity_charge", "measure": "equity_irr", "target": "15 %",
                          "between": [0.1, 3]},
            },
        },
        "cases": {
            "fall": {"currencies.AAA.fall": "30 %"},
            "dear": {"opex.running.fixed": f"400 k {code}/year"},
        },
    }  # fmt: skip
    data |= changes
    if local:
        del data["uncertainty"]["inputs"]["cost"]
        del data["cases"]["fall"]
    (folder / "town").mkdir(exist_ok=True)
    (folder / "cities").mkdir(exist_ok=True)
    (folder / "town" / "scenario.yaml").write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
    return folder / "town"
