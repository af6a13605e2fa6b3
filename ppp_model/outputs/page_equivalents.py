"""Equivalent support as a page: what each instrument takes, costs, when it is paid, and who bears the risk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ppp_model.measures import BY_NAME
from ppp_model.outputs.formats import BLANK, format_input, format_value
from ppp_model.outputs.page import Grid, Page, Section
from ppp_model.scenario.load import Loaded

Data = Mapping[str, Any]

_COST = (
    "Cost: what the instrument adds to the net cost to the public, taxes and the utility's deficit included; a soft"
    " loan costs the interest that is forgone."
)


def equivalents_page(found: Data, loaded: Loaded) -> Page:
    """The page of equivalents as plain data (``analysis.equivalents.Equivalents.to_dict``)."""
    instruments: Sequence[Data] = list(found["instruments"].values())
    closing = [one for one in instruments if one["reached"]]
    sections = []
    if closing:
        grid = _grid(closing, next(iter(found["target"])))
        sections.append(Section("What closes the gap", (), grid, (_COST, *_risks(closing), *_failures(closing))))
    others = tuple(f"{one['label']}: {one['why_not']}." for one in instruments if not one["reached"])
    sections += [Section("What does not", others)] if others else []
    targets = ", ".join(f"{_lower(name)} {_shown(name, value)}" for name, value in found["target"].items())
    before = ", ".join(f"{_lower(name)} {_before(name, value)}" for name, value in found["before"].items())
    return Page(
        title=f"{loaded.label}: equivalent support for {targets}",
        subtitle=f"At the prices as written: {before}.",
        units=f"Money in {loaded.scenario.currency}, present values at close at the public rate.",
        sections=tuple(sections),
        failures=(),
    )


def _grid(closing: Sequence[Data], measure: str) -> Grid:
    cases = list(closing[0]["public_cost_in"])
    headings = (
        "Instrument", "Amount", "Cost to the public (PV)", "Given by others (PV)", "Paid in", "Largest budget share",
        *(f"Cost to the public, {_said(case)}" for case in cases),
        *(f"{BY_NAME[measure].label}, {_said(case)}" for case in cases),
    )  # fmt: skip
    rows = tuple(
        (
            one["label"], _amount(one), _money(one["public_cost_pv"]), _money(one["given_by_others_pv"]), _years(one),
            format_value("share", one["budget_share_peak"]),
            *(_money(one["public_cost_in"][case]) for case in cases),
            *(_shown(measure, one["target_in"][case]) for case in cases),
        )
        for one in closing
    )  # fmt: skip
    return Grid(headings, rows)


def _risks(closing: Sequence[Data]) -> Iterator[str]:
    """How to read the columns of the cases."""
    if closing[0]["public_cost_in"]:
        yield (
            "In another case with the same amount: the city bears the risk where its cost rises, the owners where"
            " their return falls."
        )


def _failures(closing: Sequence[Data]) -> Iterator[str]:
    """Checks that fail with an instrument and not without."""
    return (f"{one['label']}: a check fails, {words}." for one in closing for words in one["fails"])


def _amount(one: Data) -> str:
    now = format_input(one["value"], one["unit"])
    return f"{format_input(one['before'], one['unit'])} -> {now}" if one["before"] else now


def _years(one: Data) -> str:
    first, last = one["first_year"], one["last_year"]
    if first is None:
        return BLANK
    return str(first) if first == last else f"{first}-{last}"


def _money(value: float | None) -> str:
    """Money, where a ten-thousandth of a unit is rounding."""
    return format_value("money", value if value is None or abs(value) > 1e-3 else 0.0)


def _shown(measure: str, value: float | None) -> str:
    return format_value(BY_NAME[measure].kind, value)


def _before(measure: str, value: float | None) -> str:
    return "has no value" if value is None else _shown(measure, value)


def _said(case: str) -> str:
    return case.replace("_", " ")


def _lower(name: str) -> str:
    label = BY_NAME[name].label
    return label[:1].lower() + label[1:]
