"""The tables of a pool: by period, by member, by layer, and what every input says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ppp_model.errors import ScenarioError
from ppp_model.pool.absorbed import ESCROW
from ppp_model.scenario.words import did_you_mean, listed

if TYPE_CHECKING:
    import pandas as pd

    from ppp_model.pool.results import PoolResult

SCHEDULE = {
    "outstanding": "outstanding", "interest_due": "interest", "principal_due": "principal", "due": "debt service",
    "margins_due": "margins", "outstanding_at_end": "left",
}  # fmt: skip
PARTIES = {
    "flow_of_cities": "cities", "flow_of_others": "further cities", "flow_of_lenders": "lenders",
    "flow_of_public": "public purse", "flow_of_donors": "donors", "flow_of_guarantors": "guarantors",
    "flow_of_banks": "banks and administrators", "flow_of_pool": "kept in the pool", "flows_residual": "sum",
}  # fmt: skip
REVOLVING = {
    "revolving.cash_opening": "cash before", "revolving.from_members": "from members",
    "revolving.repaid": "from further cities", "revolving.cash_interest": "interest on cash",
    "revolving.cost": "cost", "revolving.members_lent": "lent to members", "revolving.relent_now": "lent to others",
    "revolving.lost": "lost", "revolving.cash_closing": "cash", "revolving.worth": "cash and loans",
}  # fmt: skip
MEMBERS = {
    "loan": "loan", "cover_min": "least cover", "saving_of_member": "saving", "saving_share": "saving share",
}  # fmt: skip
TABLES = {
    "schedule": "debt service of the members' loans, by period",
    "waterfall": "who pays the debt service, layer by layer, and what stays unpaid, by period",
    "members": "each city: loan, cover, saving, and the fall of its revenue alone that is absorbed",
    "layers": "each layer: what is there, what it pays, and the fall of all revenue that is absorbed up to it",
    "parties": "net cash flow of each party, by period",
    "revolving": "the account of the revolving fund, by period",
    "draws": "what each layer pays and how often, over drawn defaults",
    "assumptions": "every value of the file with its source, or why it is assumed",
    "lines": "every line once, for the first of its members: unit, what it is, formula, source",
}
"""Each table and what it shows."""
KINDS = {
    "members": {"least cover": "ratio", "saving share": "share", "fall absorbed": "share"},
    "layers": {"least cover": "ratio", "fall absorbed": "share"},
    "draws": {"chance": "share"},
}
"""For columns that are not money, how their numbers are shown."""


def pool_table(result: PoolResult, name: str) -> pd.DataFrame:
    """A table by name; raises ScenarioError for another name, or where there is nothing to show."""
    if name not in TABLES:
        raise ScenarioError.one("", name, "no such table", f"There are {listed(TABLES)}.", did_you_mean(name, TABLES))
    makers = {"members": _members, "layers": _layers, "draws": _draws, "assumptions": _assumptions, "lines": _lines}
    if name in makers:
        return makers[name](result)
    columns = {"schedule": SCHEDULE, "parties": PARTIES, "revolving": REVOLVING, "waterfall": _waterfall(result)}[name]
    if name == "revolving" and not result.assembled.shape.cohorts:
        raise ScenarioError.one("", name, "nothing to show: this structure has no `revolving` fund")
    return result.by_period(columns)


def _waterfall(result: PoolResult) -> dict[str, str]:
    layers = {f"layers.{name}.drawn_total": name for name, _ in result.assembled.shape.layers}
    ends = {"unpaid_total": "unpaid", "arrears_recovered": "arrears paid", "arrears_total": "arrears"}
    return {"due": "debt service", "paid_by_members": "members"} | layers | ends


def _members(result: PoolResult) -> pd.DataFrame:
    import pandas as pd

    falls = result.absorbed.by_member
    rows = {}
    for name in result.assembled.shape.members:
        values = {label: result.number(f"members.{name}.{line}") for line, label in MEMBERS.items()}
        rows[name] = values | {
            "debt service, first year": _first(result, f"members.{name}.service"),
            "unpaid": result.total(f"members.{name}.unpaid"),
            "fall absorbed": falls[name],
        }
    return pd.DataFrame.from_dict(rows, orient="index").astype(float).rename_axis("member")


def _layers(result: PoolResult) -> pd.DataFrame:
    import pandas as pd

    falls = result.absorbed.by_layer
    none = float("nan")
    rows = {
        ESCROW: {
            "there in the first year": _first(result, "capacity_total"),
            "least cover": result.number("cover_escrow_min"),
            "paid": result.total("paid_by_members"), "paid back": none, "most in a period": none,
            "fall absorbed": falls[ESCROW],
        }
    }  # fmt: skip
    for name, _ in result.assembled.shape.layers:
        block = f"layers.{name}"
        rows[name] = {
            "there in the first year": _first(result, f"{block}.available"),
            "least cover": result.number(f"{block}.cover_min"),
            "paid": result.number(f"{block}.drawn_in_all"),
            "paid back": result.total(f"{block}.replenished_total"),
            "most in a period": result.number(f"{block}.drawn_most"),
            "fall absorbed": falls[name],
        }
    return pd.DataFrame.from_dict(rows, orient="index").astype(float).rename_axis("layer")


def _draws(result: PoolResult) -> pd.DataFrame:
    import pandas as pd

    drawn = result.drawn
    if drawn is None:
        raise ScenarioError.one("", "draws", "nothing to show: no member has a `default_rate`")
    tiny = 1e-9 * (result.number("amount") or 0.0)
    lines = {name: f"layers.{name}.drawn_pv" for name, _ in result.assembled.shape.layers}
    rows = {}
    for label, line in (lines | {"lost by lenders": "loss_pv"}).items():
        rows[label] = {
            "chance": drawn.chance(line, tiny),
            "mean": drawn.mean(line),
            "standard error": drawn.error(line),
            "in one of twenty": drawn.percentile(line, 0.95),
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("layer")


def _assumptions(result: PoolResult) -> pd.DataFrame:
    import pandas as pd

    loaded = result.loaded
    rows = {}
    for path, written in loaded.written.items():
        note = loaded.annotations.get(path)
        if path.partition(".")[0] not in ("pool", "description", "sources"):
            rows[path] = {
                "value": written,
                "source": note.source or "" if note else "",
                "assumed": note.assumed or "" if note else "",
                "at": str(loaded.marks.get(path, "")),
            }
    return pd.DataFrame.from_dict(rows, orient="index", columns=["value", "source", "assumed", "at"]).rename_axis("key")


def _lines(result: PoolResult) -> pd.DataFrame:
    import pandas as pd

    seen: set[int] = set()
    rows = {}
    for name, row in result.assembled.model.rows.items():
        if id(row.part) not in seen:
            seen.add(id(row.part))
            what = row.doc.partition("\n")[0]
            rows[name] = {"unit": row.unit, "what it is": what, "formula": row.text, "source": row.source}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("line")


def _first(result: PoolResult, line: str) -> float:
    """The value of a line in the first period after the first day."""
    values = result.values(line)
    return float(values[0, min(1, values.shape[1] - 1)])
