"""A pool study of the cities of a network: what they would borrow together, as a `pool.yaml` to work on."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from ppp_model.errors import ScenarioError
from ppp_model.replication.factors import percent

if TYPE_CHECKING:
    from ppp_model.network.network import Network


@dataclass(frozen=True)
class Terms:
    """What a pool of cities is assumed to be like; every one of them is written into the file as an assumption."""

    base_rate: float = 0.04
    """Rate of long dollar bonds without risk."""
    pool_spread: float = 0.02
    """What lenders ask above it from the pool, with its layers."""
    tenor: int = 15
    """Years."""
    alone_tenor: int = 10
    """Years of the loan that a city would get alone."""
    own_share: float = 0.4
    """Share of a city's budget that is its own revenue; the rest are transfers."""
    escrowed: float = 0.3
    """Share of the own revenue that passes through the escrow account."""
    first_loss: float = 0.1
    """First-loss grant of a donor, as a share of the bond."""
    cover: float = 0.5
    """Share of shortfalls that a guarantor pays."""
    least_cover: float = 1.3
    """How often what is escrowed must cover the first year's debt service of a member."""

    @property
    def rate(self) -> float:
        """Interest of the pooled bond, per year."""
        return self.base_rate + self.pool_spread

    def carries(self, loan: float, budget: float) -> bool:
        """Whether a city's escrow account covers the first year of equal principal."""
        service = loan * (1 / self.tenor + self.rate)
        return self.escrowed * self.own_share * budget >= self.least_cover * service


def pool_data(network: Network, count: int, terms: Terms | None = None) -> dict[str, Any]:
    """The pool of the first ``count`` cities of the ranking that borrow and can carry it, as a pool file has it.

    Money is in dollars. What a city borrows is the debt of its best structure. Raises ScenarioError when no city can.
    """
    said = terms or Terms()
    by_name = {one["city"]: one for one in network.cities}
    borrow = [row for row in network.ranking if row["debt"] > 0]
    chosen = [row for row in borrow if said.carries(row["debt"], by_name[row["city"]]["budget_usd"] or 0.0)][:count]
    if not chosen:
        what = f"none of the {len(borrow)} cities that borrow can carry the debt of its best structure"
        raise ScenarioError.one("--pool", "", what)
    loans = sum(row["debt"] for row in chosen)
    return {
        "pool": f"{network.title}: {len(chosen)} cities borrow together",
        "description": "Written by `ppp network --pool`: loans are the debt of each city's best structure.",
        "currency": "USD",
        "timeline": {"close": network.close.isoformat(), "period": "annual", "lasts": f"{said.tenor + 3} years"},
        "discount_rate": _assumed(percent(said.rate), "the pool's own rate"),
        "bond": {
            "rate": _assumed(percent(said.rate), "long dollar bonds and the pool's spread"),
            "tenor": _assumed(f"{said.tenor} years", "longer than a city alone would get"),
            "repayment": "equal_principal",
            "issue_cost": _assumed("1 %", "rating, trustee, arranger"),
        },
        "running_cost": _assumed(f"{0.001 * loans:.0f} USD/year", "0.1 % of the loans"),
        "in_common": {
            "margin": _assumed("0.5 %", "pays the running cost and the guarantee's fee"),
            "revenue_growth": _assumed("3 %", "prices and a little more"),
            "transfers_growth": _assumed("3 %", "as own revenue"),
            "escrowed": _assumed(percent(said.escrowed), "of own revenue"),
            "default_rate": _assumed("2 %", "one city in fifty a year"),
            "loss_given_default": _assumed("40 %", "the revenue passes the escrow account"),
        },
        "members": _members(chosen, by_name, said),
        "layers": {
            "first_loss_grant": {
                "kind": "first_loss", "giver": "donor",
                "amount": _assumed(f"{said.first_loss * loans:.0f} USD", f"{percent(said.first_loss)} of the loans"),
            },
            "guarantee": {
                "kind": "guarantee", "cover": _assumed(percent(said.cover), "of what is still short"),
                "fee": _assumed("0.5 %", "usual"),
            },
        },
        "structures": {
            "pooled": {"label": "Together, with first loss and guarantee"},
            "no_guarantee": {"label": "Together, without the guarantee", "layers.guarantee": None},
            "alone": {"label": "Each city alone", "bond": None, "layers": None},
        },
    }  # fmt: skip


def pool_text(network: Network, count: int, terms: Terms | None = None) -> str:
    """The pool as YAML text."""
    text: str = yaml.safe_dump(pool_data(network, count, terms), sort_keys=False, allow_unicode=True, width=110)
    return "# Written by `ppp network --pool`. Every number is an assumption.\n\n" + text


def _members(
    rows: Sequence[Mapping[str, Any]], cities: Mapping[str, Mapping[str, Any]], terms: Terms
) -> dict[str, Any]:
    """Each city under a key of its own, whatever it is called."""
    found: dict[str, Any] = {}
    for row in rows:
        key = plain = _key(row["city"])
        count = 1
        while key in found:
            count += 1
            key = f"{plain}_{count}"
        found[key] = _member(row, cities[row["city"]], terms)
    return found


def _member(row: Mapping[str, Any], city: Mapping[str, Any], terms: Terms) -> dict[str, Any]:
    budget = city["budget_usd"]
    alone = terms.base_rate + (city["country_risk"] or 0.0)
    return {
        "loan": _assumed(f"{row['debt']:.0f} USD", f"debt of {row['best']} in {row['city']}"),
        "revenue": _assumed(f"{terms.own_share * budget:.0f} USD/year", f"{percent(terms.own_share)} of the budget"),
        "transfers": _assumed(f"{(1 - terms.own_share) * budget:.0f} USD/year", "the rest of the budget"),
        "stand_alone": {
            "rate": _assumed(percent(round(alone, 5)), "long dollar bonds and the country's risk"),
            "tenor": _assumed(f"{terms.alone_tenor} years", "usual for a city"),
            "fee": _assumed("1 %", "usual"),
        },
    }


def _assumed(value: str, why: str) -> dict[str, str]:
    return {"value": value, "assumed": why}


def _key(name: str) -> str:
    return re.sub(r"\W+", "_", name).strip("_").lower() or "city"
