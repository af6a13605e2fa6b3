"""Tables of partnerships: who gives what to whom, in money, time and guarantees, and what it brings about by period."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ppp_model.money import Floats
from ppp_model.scenario.model import Partnership
from ppp_model.tables.base import Asked, Table, framed, has_line

if TYPE_CHECKING:
    import pandas as pd

    from ppp_model.results import Result

CASH, WORK, TIME, GUARANTEE, OWN = "cash", "work", "experts' time", "guarantee", "own staff's time"
KINDS = {
    CASH: ("handed_over", "cash that the receiver gets"),
    WORK: ("spent", "money spent on the partnership's own work, paid days of experts in it"),
    TIME: ("time_in_kind", "days of experts that nobody pays for, at their worth"),
    GUARANTEE: ("fee_waived", "fees that are not asked for guarantees of loans"),
    OWN: ("counterpart_worth", "time of the receiver's own staff, already in its cost; not in the total"),
}
"""Kinds of what is given: the line of a partnership, and what it is."""
IN_CASH = (CASH, WORK)
"""The kinds that somebody pays in money; the others are valued."""
BROUGHT = (
    "effect_share", "losses_off", "collection_added", "opex_off", "distribution_off", "units_kept", "worth_kept",
)  # fmt: skip
"""What a partnership brings about by period."""
PURSES = ("cooperation_donor", "cooperation_partner", "cooperation_time_donor", "cooperation_time_partner")
"""What donors and partner cities give through all partnerships: money for their work, and time in kind."""


@dataclass(frozen=True)
class Flow:
    """One kind of what a partnership gives: who, from where, to whom, and the line by period."""

    partnership: str
    what: str
    giver: str
    name: str
    to: str
    line: str


def flows_of(result: Result) -> Iterator[Flow]:
    """What each partnership gives, in the order of the file; kinds of which there is nothing are left out."""
    for name, one in result.loaded.scenario.cooperation.items():
        to = _receiver(result, name)
        for what, (line, _) in KINDS.items():
            full = f"cooperation.{name}.{line}"
            if result.values(full).any():
                giver, called = _who(one, what, to)
                yield Flow(name, what, giver, called, to, full)


def _who(one: Partnership, what: str, to: str) -> tuple[str, str]:
    """The kind of who gives it, and what the giver is called."""
    if what == OWN:
        return to, ""
    if what == TIME:
        return one.provider or one.giver, one.provider_name or ("" if one.provider else one.giver_name)
    return one.giver, one.giver_name


def _receiver(result: Result, name: str) -> str:
    return "project" if result.values(f"cooperation.{name}.to_project")[0, 0] else "utility"


def _cooperation(asked: Asked) -> pd.DataFrame:
    import pandas as pd

    factor = asked.result.values("public_discount_factor")
    given: list[tuple[str | float, ...]] = []
    beside: list[tuple[str | float, ...]] = []
    totals = [0.0, 0.0]
    for flow in flows_of(asked.result):
        amounts = asked.sum(flow.line), float((asked.at_close(flow.line) * factor).sum())
        row = (flow.partnership, flow.what, flow.giver, flow.name, flow.to, *amounts)
        (beside if flow.what == OWN else given).append(row)
        if flow.what != OWN:
            totals = [total + amount for total, amount in zip(totals, amounts, strict=True)]
    rows = [*given, ("total", "", "", "", "", *totals), *beside]
    columns = ["partnership", "what", "giver", "name", "to", "total", "present_value"]
    return pd.DataFrame(rows, columns=columns).set_index(["partnership", "what"])


def _by_period(asked: Asked) -> pd.DataFrame:
    columns: dict[str, Floats] = {line: asked.wide(line) for line in PURSES}
    for name in asked.result.loaded.scenario.cooperation:
        for line in (*_LINES, "worth_given", "expected_calls", *BROUGHT):
            full = f"cooperation.{name}.{line}"
            if has_line(asked.result, full):
                columns[f"{name}.{line}"] = asked.wide(full)
    return framed(asked.result, columns)


def has_partnerships(result: Result) -> bool:
    """Whether a scenario has partnerships."""
    return bool(result.loaded.scenario.cooperation)


_LINES = tuple(line for line, _ in KINDS.values())

COOPERATION = {
    "cooperation": Table(
        "Who gives what to whom through each partnership: cash, work, experts' time and guarantees, sum over the "
        "contract, and present value at the public rate",
        _cooperation, (*_LINES, "cash_given", "public_discount_factor"), {}, has_partnerships, "`cooperation`",
    ),
    "cooperation_by_period": Table(
        "What is given through partnerships and what they bring about, by period",
        _by_period, (*_LINES, *PURSES, *BROUGHT, "expected_calls", "worth_given"), {}, has_partnerships,
        "`cooperation`",
    ),
}  # fmt: skip
"""The tables by name."""
