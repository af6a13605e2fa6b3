"""Tables of the people: what each income group pays and can pay, who is connected when, who gets the subsidy."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ppp_model.tables.base import (
    ALL_COLUMNS,
    Asked,
    Table,
    framed,
    has_line,
    lines_by_period,
    moments,
    names_of,
    wide,
)

if TYPE_CHECKING:
    import pandas as pd

    from ppp_model.results import Result

AFFORDABILITY = (
    "headcount", "potential_headcount", "depth", "severity", "gap_per_year", "outlay_share", "coverage",
    "people_served", "unserved",
)  # fmt: skip
INCIDENCE = (
    "targeting_performance", "access_factor", "uptake_factor", "targeting_factor", "rate_factor", "quantity_factor",
    "poor", "share_to_poor", "exclusion_error", "inclusion_error", "materiality",
)  # fmt: skip
FUND = (
    "fund_opening", "fund_interest", "contributions", "stratum_rebates", "fund_paid", "fund_call", "fund_closing",
    "cross_subsidy_balance",
)  # fmt: skip
CONNECTIONS = {
    "wanted": "connections_wanted_all", "made": "connections_made_all", "cost": "connection_cost",
    "charge_paid": "connection_income",
}  # fmt: skip
GROUP = {
    "households": "households", "income": "income", "bill": "bill", "burden": "burden",
    "burden_first_year": "burden_new",
    "burden_without_help": "burden_full", "burden_with_help": "burden_helped", "potential_burden": "potential_burden",
    "residual_burden": "residual_burden", "over_threshold": "over_threshold",
    "outlay_without_project": "outlay_without", "outlay_share_without_project": "outlay_burden_without",
    "outlay": "outlay", "outlay_share": "outlay_burden", "connected_without_project": "connected_without",
    "connected": "connected",
}  # fmt: skip
"""What is said of each group when operation starts, and the line from which it is taken."""
_OF_GROUPS = {
    "households": "count", "people": "count", "over_threshold": "count",
    **dict.fromkeys(
        ("burden", "burden_first_year",
         "burden_without_help", "burden_with_help", "potential_burden", "residual_burden", "outlay_share",
         "outlay_share_without_project", "connected_without_project", "connected", "connected_end"), "share"
    ),
}  # fmt: skip
_ROUNDING = 1e-9
HOUSEHOLDS = "`city` and `retail`: a sale to households"
"""What a scenario needs to have these tables."""


def group_facts(result: Result) -> dict[str, dict[str, Any]]:
    """Of each income group: bill against threshold when operation starts, and who is connected when, as plain data.

    ``bill`` is a month's, in the city's currency, ``burden`` its share of income, ``threshold`` the greatest share
    that is affordable (less than the city's where basic needs leave less). ``connected_start`` is at close;
    ``all_connected_year`` is None when not all of the group are connected in operation.
    """
    return {group: _facts(result, f"groups.{group}") for group in names_of(result, "groups")}


def first_group(result: Result) -> dict[str, Any] | None:
    """The same of the poorest group alone; None without groups."""
    names = names_of(result, "groups")
    return _facts(result, f"groups.{names[0]}") if names else None


def _facts(result: Result, group: str) -> dict[str, Any]:
    at = moments(result)

    def on(line: str, period: int) -> float:
        return float(wide(result, result.values(line))[period])

    most = on(f"{group}.residual_limit", at.start) / on(f"{group}.income", at.start)
    burden, threshold = on(f"{group}.burden", at.start), min(on("affordability_threshold", at.start), most)
    return {
        "bill": on(f"{group}.bill", at.start),
        "burden": burden,
        "threshold": threshold,
        "over_threshold": burden > threshold * (1 + _ROUNDING),
        "connected_start": on(f"{group}.connected", at.close),
        "connected_end": on(f"{group}.connected", at.end),
        "all_connected_year": _first_year(result, f"{group}.connected"),
    }


def _first_year(result: Result, share: str) -> int | None:
    """The calendar year of operation in which a share first is all; None when never."""
    is_all = wide(result, result.values(share) * result.values("in_operation")) >= 1 - _ROUNDING
    reached = is_all.nonzero()[0]
    return int(wide(result, result.values("calendar_year"))[reached[0]]) if len(reached) else None


def _groups(asked: Asked) -> pd.DataFrame:
    import pandas as pd

    result, at = asked.result, moments(asked.result)
    rows = {}
    for group in names_of(result, "groups"):
        row = {label: float(asked.wide(f"groups.{group}.{line}")[at.start]) for label, line in GROUP.items()}
        if not asked.wide(f"groups.{group}.helped")[at.start]:
            row["burden_with_help"] = math.nan
        people = row["households"] * float(asked.wide(f"groups.{group}.size")[at.start])
        end = float(asked.wide(f"groups.{group}.connected")[at.end])
        rows[group] = {"people": people} | row | {"connected_end": end}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("group")


def _of_each(kind: str, line: str, all_of_them: str = "") -> Callable[[Asked], pd.DataFrame]:
    """How to make a table of one line of each block of a kind by period, with that of all together."""

    def make(asked: Asked) -> pd.DataFrame:
        columns = {name: asked.wide(f"{kind}.{name}.{line}") for name in names_of(asked.result, kind)}
        return framed(asked.result, columns | ({"all": asked.wide(all_of_them)} if all_of_them else {}))

    return make


_CUSTOMERS = {
    "households": ("groups", "sold", "billed", "group_collected"),
    "others": ("classes", "class_sold", "billed", "class_collected"),
}
"""Kinds of customers: the kind of block, and the lines of what is sold to it, billed and collected."""


def _classes(asked: Asked) -> pd.DataFrame:
    import pandas as pd

    sums = {
        (label, name): [asked.sum(f"{kind}.{name}.{line}") for line in lines]
        for label, (kind, *lines) in _CUSTOMERS.items()
        for name in names_of(asked.result, kind)
    }
    sums["all", ""] = everything = [sum(column) for column in zip(*sums.values(), strict=True)]
    rows = [
        [*amounts, _share(amounts[1], amounts[0]), *(_share(amounts[n], everything[n]) for n in (0, 2))]
        for amounts in sums.values()
    ]
    index = pd.MultiIndex.from_tuples(list(sums), names=["customers", "name"])
    return pd.DataFrame(rows, index, ["sold", "billed", "collected", "price", "share_of_sold", "share_of_collected"])


def _share(part: float, whole: float) -> float:
    return part / whole if whole else math.nan


def _connections(asked: Asked) -> pd.DataFrame:
    aid = 0.0
    for name in names_of(asked.result, "support"):
        due, outputs = (wide(asked.result, asked.result.values(f"support.{name}.{line}")) for line in _DUE)
        part = outputs / (due + (due == 0))
        aid = aid + part * asked.wide(f"support.{name}.paid")
    columns = {label: asked.wide(line) for label, line in CONNECTIONS.items()}
    return framed(asked.result, columns | {"aid": aid + 0.0 * columns["made"], "aid_owed": asked.wide("prefinanced")})


_DUE = ("due", "due_by_outputs")


def has_groups(result: Result) -> bool:
    """Whether the scenario says who the users are."""
    return bool(names_of(result, "groups"))


def _has_fund(result: Result) -> bool:
    retail = result.loaded.scenario.retail
    return has_groups(result) and retail is not None and retail.fund is not None


def _with_groups(
    about: str, make: Callable[[Asked], pd.DataFrame], lines: tuple[str, ...], kinds: dict[str, str],
    is_local: bool = False, has_money: bool = True,
) -> Table:  # fmt: skip
    """A table of a scenario that says who the users are."""
    return Table(about, make, lines, kinds, has_groups, HOUSEHOLDS, is_local, has_money=has_money)


def _of_ladder(
    about: str, make: Callable[[Asked], pd.DataFrame], lines: tuple[str, ...], kinds: dict[str, str]
) -> Table:
    """A table of a scenario with a service ladder."""
    needs = "`city.ladder` and `retail`"
    return Table(about, make, lines, kinds, lambda result: bool(names_of(result, "rung")), needs, has_money=False)


PEOPLE = {
    "groups": _with_groups(
        "Each income group when operation starts: people, bill against income, with and without help, who is connected",
        _groups, (*GROUP.values(), "size", "helped"), _OF_GROUPS, is_local=True,
    ),
    "burden_by_year": _with_groups(
        "Bill of a connected household as a share of income by period, each income group",
        _of_each("groups", "burden"), ("burden",), {ALL_COLUMNS: "share"}, has_money=False,
    ),
    "coverage_by_group": _with_groups(
        "Connected share of each income group by period, and of all people",
        _of_each("groups", "connected", "coverage"), ("connected", "coverage"), {ALL_COLUMNS: "share"},
        has_money=False,
    ),
    "affordability": _with_groups(
        "Who pays more than the threshold by period: share of households, depth, severity, sum; who is served",
        lines_by_period(AFFORDABILITY), AFFORDABILITY,
        {"headcount": "share", "potential_headcount": "share", "depth": "share", "outlay_share": "share",
         "coverage": "share", "people_served": "count", "unserved": "count"},
    ),
    "incidence": _with_groups(
        "Who gets the subsidy by period: that of the poor against the average (Omega), its five factors, errors",
        lines_by_period(INCIDENCE), INCIDENCE,
        {"poor": "share", "share_to_poor": "share", "exclusion_error": "share", "inclusion_error": "share",
         "materiality": "share"}, has_money=False,
    ),
    "classes": _with_groups(
        "Each group and class of customers over the contract: what is sold to it, what it is billed and pays",
        _classes, ("sold", "billed", "group_collected", "class_sold", "class_collected"),
        {"share_of_sold": "share", "share_of_collected": "share"}, is_local=True,
    ),
    "ladder": _of_ladder(
        "Share of people on each rung of the service ladder by period",
        _of_each("rung", "share_now"), ("share_now",), {ALL_COLUMNS: "share"},
    ),
    "ladder_people": _of_ladder(
        "People on each rung of the service ladder by period",
        _of_each("rung", "people_on_rung", "population"), ("people_on_rung", "population"), {ALL_COLUMNS: "count"},
    ),
    "fund": Table(
        "The fund of strata by period: surcharges in, rebates out, what the public adds, balance",
        lines_by_period(FUND), FUND, {}, _has_fund, "`retail.fund`",
    ),
    "connections": Table(
        "New connections by period: wanted and made, what they cost, what households pay for them, aid paid and owed",
        _connections, (*CONNECTIONS.values(), "due", "due_by_outputs", "paid", "prefinanced"),
        {"wanted": "count", "made": "count"}, lambda result: has_line(result, "connections_wanted_all"), "`access`",
    ),
}  # fmt: skip
"""The tables by name."""
