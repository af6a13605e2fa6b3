"""Who invests, who pays and who bears which risk, as a page: shares by structure, money where there is one only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ppp_model.outputs.formats import format_amount
from ppp_model.outputs.page import Grid, Page, Section

Data = Mapping[str, Any]
_PARTIES = ("users", "buyer", "public", "utility", "owners", "lenders", "donors", "partner cities", "others")
"""The parties in the order of the columns."""
_LABEL = 34
_LEAST = 0.005
"""The smallest share that is shown, of 1."""
BLANK = "-"
_INVESTS = "Share of all uses and of works given in kind. The public's part as an owner counts with the public."
_PAYS = (
    "Share of what is paid in operation for the service and its support, present value at the public rate: bills and"
    " connections, the budget's payments and what it makes good to the utility, support. Taxes are not taken off.",
)
_BEARS = (
    "Who loses, in per cent of all that is lost, present value at the public rate; one who gains is not shown. Each run"
    " is the deal as signed (price, loans, grants) with one thing otherwise.",
    "Users bear what they pay more for each unit. What they do not buy they go without, and that is not counted.",
    "The public loses taxes too. Lenders lose what is not paid back in the contract; a guarantee moves no cash.",
    "Currency: the city's loses 30 % when operation starts; where it is the study's own, others rise against it. Money"
    " is the study's, so users who pay in a currency that falls pay less of it, and others bear that.",
)


def structures_page(found: Data, failures: list[str]) -> Page:
    """The page of what `ppp structures --json` prints; ``failures`` are checks that fail, in words."""
    runs = found["structures"]
    sections = [
        Section("Who invests, %", (), shares_grid(runs, "invest_shares"), (_INVESTS,)),
        Section("Who pays, %", (), shares_grid(runs, "pay_shares"), _PAYS),
        Section("Who bears which risk, %", (), risk_grid(runs), (*_reasons(runs), *_BEARS)),
    ]
    if len(runs) == 1:
        sections += [_money(one, found["currency"]) for one in runs.values()]
    if found["do_not_fit"]:
        sections.append(Section("Templates that do not fit", tuple(f"{why}." for why in found["do_not_fit"].values())))
    subtitle = "Who invests, who pays and who bears which risk, worked out from runs of the model"
    return Page(found["study"], subtitle, "", tuple(sections), tuple(failures))


def shares_grid(runs: Data, what: str) -> Grid:
    """What each party puts in (``invest_shares``) or pays (``pay_shares``) in per cent, a row for each structure."""
    parties = [who for who in _PARTIES if any(one[what].get(who, 0.0) > 0 for one in runs.values())]
    rows = [(one["label"], *(_share(one[what].get(who)) for who in parties)) for one in runs.values()]
    return Grid(("", *parties), tuple(rows), _LABEL)


def risk_grid(runs: Data) -> Grid:
    """Who loses by each shock, the most first, a row for each structure."""
    shocks = next(iter(runs.values()))["shocks"]
    rows = [(one["label"], *(bearers(one["shocks"][name]["shares"]) for name in shocks)) for one in runs.values()]
    return Grid(("", *(one["label"] for one in shocks.values())), tuple(rows), _LABEL)


def bearers(shares: Mapping[str, float]) -> str:
    """Who bears a shock, the most first: `public 84, owners 16`; `-` where it does not apply or nobody loses."""
    largest = sorted(shares.items(), key=lambda one: -one[1])
    return ", ".join(f"{who} {share * 100:.0f}" for who, share in largest if share >= _LEAST) or BLANK


def _reasons(runs: Data) -> tuple[str, ...]:
    """Why a shock does not apply, once for each reason."""
    shocks = [shock for one in runs.values() for shock in one["shocks"].values()]
    return tuple(dict.fromkeys(f"{one['label']}: {one['why_not']}." for one in shocks if one["why_not"]))


def _money(one: Data, currency: str) -> Section:
    """What each party loses by each shock."""
    parties = [who for who in _PARTIES if any(shock["losses"].get(who) for shock in one["shocks"].values())]
    rows = []
    for shock in one["shocks"].values():
        losses = shock["losses"]
        cells = [format_amount(losses[who]) if losses else BLANK for who in parties]
        rows.append((shock["label"], *cells, format_amount(shock["net"]) if losses else BLANK))
    note = "Below 0 it gains. In all: dearer works and operation, and what users do not buy at what they paid for it."
    return Section(f"What each loses, {currency}, PV", (), Grid(("", *parties, "in all"), tuple(rows)), (note,))


def _share(share: float | None) -> str:
    return f"{share * 100:.0f}" if share is not None and share >= _LEAST else BLANK
