"""Which structure is best in a city, how cities rank, and where each structure works best."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ppp_model.replication.factors import percent

_NOTHING = 1e-9
"""Share of total uses below which support is rounding."""


@dataclass(frozen=True)
class Rule:
    """What makes a structure good enough, before the least public money for each person reached decides."""

    reach: float = 0.9
    """Share of the most people that any structure reaches in the city, which it must reach too."""
    cover: float = 1.0
    """Least debt service cover, where there is debt."""
    affordable: bool = True
    """Whether the poorest group's bill must stay within the city's threshold."""
    budget_share: float | None = 0.5
    """Largest share of the city's budget that payments may take in any period; no limit when None."""
    owners: bool = True
    """Whether owners must earn what they ask: a net present value of equity of nothing or more."""


@dataclass(frozen=True)
class Choice:
    """The best structure of a city, or why there is none."""

    structure: str | None
    reason: str = ""


def choice_of(city: Mapping[str, Any], rule: Rule) -> Choice:
    """The structure that reaches people for the least public money among those that are good enough."""
    sound = {name: one for name, one in city["structures"].items() if "error" not in one and not one["failed"]}
    if not sound:
        first: dict[str, Any] = next(iter(city["structures"].values()), {})
        why = first.get("error") or "; ".join(first.get("failed", ()))
        return Choice(None, f"every structure fails: {why}")
    reached = {name: one for name, one in sound.items() if (one["people"] or 0) > 0}
    if not reached:
        return Choice(None, "no structure reaches anybody")
    most = max(one["people"] for one in reached.values())
    wide = {name: one for name, one in reached.items() if one["people"] >= rule.reach * most}
    covered = {name: one for name, one in wide.items() if _at_least(one["measures"]["dscr_min"], rule.cover)}
    if not covered:
        return Choice(None, f"no structure covers its debt service {rule.cover:g} times")
    covered = {name: one for name, one in covered.items() if not rule.owners or _earns(one["measures"])}
    if not covered:
        return Choice(None, "no structure that covers its debt service gives owners what they ask")
    fair = {name: one for name, one in covered.items() if not rule.affordable or _affordable(one)}
    if not fair:
        return Choice(None, "in every structure that reaches enough the bill of the poorest is above the threshold")
    good = {name: one for name, one in fair.items() if _within(one["measures"]["budget_share_peak"], rule.budget_share)}
    if not good:
        return Choice(None, f"every structure takes more than {percent(rule.budget_share or 0.0)} of the budget")
    return Choice(min(good, key=lambda name: (_cost(good[name]), -good[name]["people"])))


def people_for_money(city: Mapping[str, Any], structure: str) -> float | None:
    """People reached for 1,000 dollars of public support, in present value; None where the public pays nothing."""
    one = city["structures"][structure]
    support = one["measures"]["public_support_pv"] / city["per_dollar"]
    least = _NOTHING * one["measures"]["total_uses"] / city["per_dollar"]
    return float(one["people"] / support * 1000) if support > least else None


def ranked(cities: Sequence[Mapping[str, Any]], choices: Mapping[str, Choice]) -> list[dict[str, Any]]:
    """A row for each city with a best structure, those that reach most people for public money first.

    Money is in dollars at close, present values as of then.
    """
    rows = [_row(city, structure) for city in cities if (structure := choices[city["city"]].structure) is not None]
    rows.sort(key=lambda row: (-(row["people_for_1000_usd"] or float("inf")), -row["people"]))
    total_people = total_support = 0.0
    for place, row in enumerate(rows, 1):
        total_people += row["people"]
        total_support += max(row["public_support_pv"], 0.0)
        row |= {"rank": place, "people_so_far": total_people, "support_so_far": total_support}
    return rows


def _row(city: Mapping[str, Any], structure: str) -> dict[str, Any]:
    one = city["structures"][structure]
    found: dict[str, Any] = {
        "rank": 0, "city": city["city"], "country": city["country"], **city["labels"], "population": city["population"],
        "income_usd": city["income_usd"], "best": structure, "people": one["people"],
        "people_for_1000_usd": people_for_money(city, structure),
    }  # fmt: skip
    money = ("public_support_pv", "net_public_cost_pv", "total_uses", "debt", "equity", "grants")
    found |= {name: one["measures"][name] / city["per_dollar"] for name in money}
    if abs(found["public_support_pv"]) <= _NOTHING * found["total_uses"]:
        found["public_support_pv"] = 0.0
    shares = ("burden_poorest", "budget_share_peak", "coverage_start", "coverage_end", "dscr_min", "equity_irr")
    return found | {name: one["measures"][name] for name in shares}


def classes(cities: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, str]]:
    """For each way of sorting, the class of each city: thirds by size, income and risk, and the regions of the file."""
    found = {
        "size": _thirds({one["city"]: one["population"] for one in cities}, ("small", "middle", "large")),
        "income": _thirds({one["city"]: one["income_usd"] for one in cities}, ("poor", "middle", "richer")),
        "country risk": _thirds({one["city"]: one["country_risk"] for one in cities}, ("low", "middle", "high")),
    }
    found["region"] = {one["city"]: one["labels"].get("region", "-") for one in cities}
    return {way: of for way, of in found.items() if len(set(of.values())) > 1}


def _thirds(values: Mapping[str, float | None], names: Sequence[str]) -> dict[str, str]:
    """Each city's third; equal values stand in the same one."""
    order = sorted(value for value in values.values() if value is not None)
    if not order:
        return dict.fromkeys(values, "-")
    edges = [order[min(len(order) * part // 3, len(order) - 1)] for part in (1, 2)]
    return {
        city: "-" if value is None else names[sum(value >= edge for edge in edges)] for city, value in values.items()
    }


def best_by_class(
    cities: Sequence[Mapping[str, Any]], choices: Mapping[str, Choice], structures: Sequence[str]
) -> list[dict[str, Any]]:
    """A row for each class: how many cities there are in it, and in how many each structure is best."""
    rows = []
    for way, of in classes(cities).items():
        for name in dict.fromkeys(of[one["city"]] for one in cities):
            inside = [one["city"] for one in cities if of[one["city"]] == name]
            best = [choices[city].structure for city in inside]
            counts = {structure: best.count(structure) for structure in structures}
            rows.append({"by": way, "class": name, "cities": len(inside), **counts, "none": best.count(None)})
    return sorted(rows, key=lambda row: (list(classes(cities)).index(row["by"]), _ORDER.get(row["class"], 9)))


_ORDER = {"small": 0, "poor": 0, "low": 0, "middle": 1, "large": 2, "richer": 2, "high": 2}


def totals(cities: Sequence[Mapping[str, Any]], choices: Mapping[str, Choice], structures: Sequence[str]) -> Any:
    """What all cities need together, in dollars: with the best structure of each, and with each one everywhere."""
    found = {"best of each city": _sum([(one, choices[one["city"]].structure) for one in cities])}
    for structure in structures:
        found[structure] = _sum([(one, structure) for one in cities])
    return found


def _sum(pairs: Sequence[tuple[Mapping[str, Any], str | None]]) -> dict[str, float]:
    keys = ("total_uses", "grants", "debt", "equity", "public_support_pv", "net_public_cost_pv")
    found = dict.fromkeys(("cities", "people", *keys), 0.0)
    for city, structure in pairs:
        one: Mapping[str, Any] = city["structures"][structure] if structure is not None else {"error": ""}
        if "error" not in one:
            found["cities"] += 1
            found["people"] += one["people"] or 0.0
            for key in keys:
                found[key] += (one["measures"][key] or 0.0) / city["per_dollar"]
    return found


def _at_least(value: float | None, bar: float) -> bool:
    return value is None or value >= bar * (1 - 1e-9)


def _earns(measures: Mapping[str, Any]) -> bool:
    value = measures.get("equity_npv")
    return value is None or bool(value >= -1e-6 * measures["total_uses"])


def _within(value: float | None, bar: float | None) -> bool:
    return bar is None or value is None or value <= bar * (1 + 1e-9)


def _affordable(one: Mapping[str, Any]) -> bool:
    burden, threshold = one["measures"]["burden_poorest"], one["threshold"]
    return burden is None or threshold is None or burden <= threshold * (1 + 1e-9)


def _cost(one: Mapping[str, Any]) -> float:
    """Public support for each person reached; what costs nothing counts as 0."""
    support = one["measures"]["public_support_pv"] or 0.0
    return float(support / one["people"]) if support > _NOTHING * one["measures"]["total_uses"] else 0.0
