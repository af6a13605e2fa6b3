"""Tables of who gives and who gains: support by giver and use, cash of each party, the wider economy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

from ppp_model.money import Floats
from ppp_model.scenario.model_cooperation import Partnership
from ppp_model.scenario.model_project import Giver
from ppp_model.tables.base import Asked, Table, framed, has_line

if TYPE_CHECKING:
    import pandas as pd

    from ppp_model.results import Result

USES = ("works", "land", "connections", "operation", "households", "technical_assistance", "guarantee")
"""What is given for, in the order of the columns: `finance.support.NAME.purpose`, and the works."""
PARTIES = {
    "users": "flow_of_users", "public": "flow_of_public", "utility": "flow_of_utility", "owners": "flow_of_owners",
    "lenders": "flow_of_lenders", "banks": "flow_of_banks", "donors": "flow_of_donors", "partners": "flow_of_partners",
    "suppliers": "flow_of_suppliers", "project": "flow_of_project",
}  # fmt: skip
"""The parties, and the line of the net cash flow of each."""
ECONOMY = (
    "benefit_of_service", "benefit_of_time_and_health", "benefit_of_climate", "economic_benefit", "economic_cost",
    "net_economic_benefit", "economic_factor", "ghg",
)  # fmt: skip
STAKEHOLDERS = {
    "users": "users_gain", "sellers of the alternative": "vendors_gain", "public purse": "public_gain",
    "owners of the utility": "utility_gain", "owners of the project": "owners_gain",
    "lenders and banks": "financiers_gain", "donors and partner cities": "givers_gain",
    "unskilled labour": "labour_gain", "foreign exchange": "exchange_gain", "climate": "climate_gain",
    "total": "enpv",
}  # fmt: skip
"""Who gains or loses, and the line of the present value of it."""


@dataclass(frozen=True)
class Gift:
    """Something given: a grant, a part of the works, support, through a partnership, or the gift in a soft loan."""

    kind: str
    name: str
    giver: str
    use: str
    line: str
    """The line of what is paid by period."""
    share: float = 1.0
    """Share of it that is given: the grant element of a soft loan."""


def gifts(result: Result) -> Iterator[Gift]:
    """All that is given, in the order of the file."""
    finance = result.loaded.scenario.finance
    for name, grant in finance.grants.items():
        yield Gift("grant", name, grant.giver, "works", f"grants.{name}.drawn")
    for name, item in result.loaded.scenario.works.items.items():
        if item.given_by is not None:
            use = "land" if item.kind == "land" else "works"
            yield Gift("in kind", name, item.given_by, use, f"works.{name}.in_kind")
    for name, support in finance.support.items():
        yield Gift("support", name, support.giver, support.purpose, f"support.{name}.paid")
    for name, one in result.loaded.scenario.cooperation.items():
        yield from _through(name, one)
    for name, element in result.soft_loans.items():
        giver = finance.debt[name].giver or "donor"
        yield Gift("soft loan", name, giver, "works", f"debt.{name}.drawdown", element)


def _through(name: str, one: Partnership) -> Iterator[Gift]:
    """What a partnership gives: money, experts' time in kind, guarantees for which no fee is asked."""
    block = f"cooperation.{name}"
    yield Gift("partnership", name, one.giver, "technical_assistance", f"{block}.cash_given")
    if one.experts:
        sender = one.provider or one.giver
        yield Gift("experts' time", name, sender, "technical_assistance", f"{block}.time_in_kind")
    if one.guarantees:
        yield Gift("guarantee", name, one.giver, "guarantee", f"{block}.fee_waived")


def _support(asked: Asked) -> pd.DataFrame:
    import pandas as pd

    found, factor = list(gifts(asked.result)), asked.result.values("public_discount_factor")
    index = pd.MultiIndex.from_tuples([*((gift.kind, gift.name) for gift in found), ("total", "")])
    totals = [asked.sum(gift.line) * gift.share for gift in found]
    present = [float((asked.at_close(gift.line) * factor).sum()) * gift.share for gift in found]
    columns = {
        "giver": [*(gift.giver for gift in found), ""],
        "use": [*(gift.use for gift in found), ""],
        "total": [*totals, sum(totals)],
        "present_value": [*present, sum(present)],
    }
    return pd.DataFrame(columns, index=index.set_names(["kind", "name"]))


def _givers(asked: Asked) -> pd.DataFrame:
    import pandas as pd

    found = list(gifts(asked.result))
    givers = [giver for giver in get_args(Giver) if any(gift.giver == giver for gift in found)]
    uses = [use for use in USES if any(gift.use == use for gift in found)]
    sums = {(gift.giver, gift.use): 0.0 for gift in found}
    for gift in found:
        sums[gift.giver, gift.use] += asked.sum(gift.line) * gift.share
    columns = {use: [sums.get((giver, use), 0.0) for giver in givers] for use in uses}
    frame = pd.DataFrame(columns, index=pd.Index(givers, name="giver"))
    frame["total"] = frame.sum(axis=1)
    frame.loc["total"] = frame.sum(axis=0)
    return frame


def _parties(asked: Asked) -> pd.DataFrame:
    columns = {party: asked.wide(line) for party, line in PARTIES.items()}
    everything: Floats = sum(columns.values(), start=0.0 * columns["users"])
    return framed(asked.result, columns | {"sum": everything})


def _stakeholders(asked: Asked) -> pd.DataFrame:
    import pandas as pd

    gains = {who: float(asked.at_close(line)[0, 0]) for who, line in STAKEHOLDERS.items()}
    return pd.DataFrame({"gain": gains}).rename_axis("stakeholder")


def _economy(asked: Asked) -> pd.DataFrame:
    import numpy as np

    periods = asked.result.assembled.calendar.periods
    return framed(asked.result, {line: np.broadcast_to(asked.at_close(line)[0], (periods,)) for line in ECONOMY})


def _has_gifts(result: Result) -> bool:
    return any(True for _ in gifts(result))


def _has_economy(result: Result) -> bool:
    return has_line(result, "enpv")


_SOMETHING_GIVEN = "a grant, support, works given in kind, a partnership or a soft loan"
_PAID = ("drawn", "in_kind", "paid", "drawdown", "grant_element")

GIVING = {
    "support": Table(
        "Each grant, gift in kind, support, partnership and gift element of a soft loan: giver, use, sum over the "
        "contract, and present value at the public rate",
        _support, (*_PAID, "public_discount_factor"), {}, _has_gifts, _SOMETHING_GIVEN,
    ),
    "givers": Table(
        "Who gives for what, over the contract: grants, gifts in kind, support, partnerships, gift in soft loans",
        _givers, _PAID, {}, _has_gifts, _SOMETHING_GIVEN,
    ),
    "parties": Table(
        "Who pays whom: net cash of each party by period; in each period they add up to nothing",
        _parties, tuple(PARTIES.values()),
    ),
    "stakeholders": Table(
        "Who wins and loses: present value of each party's gain; together the economic net present value",
        _stakeholders, tuple(STAKEHOLDERS.values()), {}, _has_economy, "`economy`", is_at_close=True,
    ),
    "economy": Table(
        "Benefits and costs to all by period, at shadow prices", _economy, ECONOMY, {}, _has_economy, "`economy`",
        is_at_close=True,
    ),
}  # fmt: skip
"""The tables by name."""
