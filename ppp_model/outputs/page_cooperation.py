"""Partnerships as a page: who gives what to whom, what is saved, results before and after, and year by year."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ppp_model.measures import BY_NAME
from ppp_model.outputs.formats import BLANK, format_amount, format_date, format_digits, format_percent, format_value
from ppp_model.outputs.page import Grid, Page, Section, plain
from ppp_model.scenario.load import Loaded
from ppp_model.tables.cooperation import IN_CASH, KINDS, OWN, TIME

Data = Mapping[str, Any]

LABELS = {
    "losses_mean": ("Lost of what is delivered, whole contract", "share"),
    "losses_end": ("Lost of what is delivered, at end", "share"),
    "collection_end": ("Share of the bills that is paid, at end", "share"),
    "units_sold": ("Units sold", "count"),
    "units_lost": ("Units lost", "count"),
    "paid_by_users_pv": ("Paid by users (PV)", "money"),
    "running_cost_pv": ("Operation, maintenance, distribution (PV)", "money"),
    "utility_margin_pv": ("Utility, surplus less deficit (PV)", "money"),
    "utility_deficit_pv": ("Utility, deficits (PV)", "money"),
}
"""The rows of before and after that are no headline measures, and the kind of each."""
SAVINGS = {
    "given_pv": ("Given, cash and in kind (PV)", "money"),
    "cash_pv": ("  of it in cash", "money"),
    "units_kept": ("Units less lost than without", "count"),
    "saved_pv": ("Saved: users pay more, operation costs less (PV)", "money"),
    "saved_per_given": ("Saved for each 1 given", "ratio"),
    "saved_per_cash": ("Saved for each 1 paid in cash", "ratio"),
    "cost_per_unit_kept": ("Given for each unit less lost, both PV", "price"),
    "public_saved_pv": ("Net cost to the public falls by (PV)", "money"),
}
"""The rows of what is given and saved, and the kind of each."""
_SAVED = (
    "Saved: what users pay more, less what operation, maintenance and distribution cost more, against the run without."
)
_ENDS = {"without": "Without", "all": "With all"}
_IN_FULL_BELOW = 1e6
_KINDS = {"donor": "donor", "emerging_donor": "emerging donor", "partner_city": "partner city",
          "civil_society": "civil society"}  # fmt: skip


def cooperation_page(found: Data, loaded: Loaded, failures: Sequence[str]) -> Page:
    """The page of partnerships as plain data (``analysis.cooperation.Cooperation.to_dict``)."""
    close, currency = format_date(loaded.scenario.timeline.close), found["currency"]
    return Page(
        title=found["study"],
        subtitle=f"{found['label']}: who gives what to whom through partnerships, and what comes of it",
        units=f"Money in {currency}, of the period in which it is paid. Present values at close, {close}.",
        sections=(
            Section("In short", tuple(_in_short(found))),
            _gifts(found),
            _givers(found),
            _savings(found),
            _before_and_after(found),
            _years(found),
        ),
        failures=tuple(failures),
    )


def _in_short(found: Data) -> Iterator[str]:
    saving, currency = found["savings"]["all"], found["currency"]
    in_kind = saving["given_pv"] - saving["cash_pv"]
    yield (
        f"Partners give {_money(saving['given_pv'], currency)} (present value): {_money(saving['cash_pv'], currency)}"
        f" in cash, {_money(in_kind, currency)} in kind."
    )
    per, saved, kept = saving["saved_per_given"], saving["saved_pv"], _count(saving["units_kept"])
    back = "" if per is None else f", {per:,.2f} for each 1 given"
    yield (
        f"{kept} units less are lost than without, and {_money(saved, currency)}"
        f" {'is saved' if saved >= 0 else 'is the saving, a loss'} (present value){back}."
    )
    without, after = (found["measures"][run]["utility_deficit_pv"] for run in ("without", "all"))
    if without or after:
        change = f"from {_money(without, currency)} to {_money(after, currency)}"
        yield f"The utility's deficits go {change} (present value)."
    yield from _triangles(found)


def _triangles(found: Data) -> Iterator[str]:
    """The partnerships in which one kind of partner pays and another sends its people."""
    for name in dict.fromkeys(one["partnership"] for one in found["gifts"]):
        by_kind = {one["what"]: one for one in found["gifts"] if one["partnership"] == name}
        payers = [by_kind[kind] for kind in IN_CASH if kind in by_kind]
        time = by_kind.get(TIME)
        if payers and time is not None and time["giver"] != payers[0]["giver"]:
            yield f"{plain(name).capitalize()} is a triangle: {_who(payers[0])} pays, {_who(time)} sends its people."


def _who(gift: Data) -> str:
    kind = _kind(gift)
    return f"{gift['name']} ({kind})" if gift["name"] else kind


def _kind(gift: Data) -> str:
    giver = str(gift["giver"])
    return _KINDS.get(giver, giver)


def _gifts(found: Data) -> Section:
    rows = tuple(_gift_row(one) for one in found["gifts"])
    used = [kind for kind in KINDS if any(one["what"] == kind for one in found["gifts"])]
    notes = tuple(f"{kind.capitalize()}: {KINDS[kind][1]}." for kind in used)
    return Section("Who gives what to whom", (), Grid(("", "From", "To", "In all", "PV"), rows), notes)


def _gift_row(one: Data) -> tuple[str, ...]:
    amounts = format_amount(one["total"]), format_amount(one["present_value"])
    if one["partnership"] == "total":
        return ("All that partners give", "", "", *amounts)
    label = f"{plain(one['partnership']).capitalize()}: {one['what']}"
    return (label, one["name"] or _kind(one), one["to"], *amounts)


def _givers(found: Data) -> Section:
    """What each kind of giver gives, in present value."""
    given = [one for one in found["gifts"] if one["partnership"] != "total" and one["what"] != OWN]
    kinds = [kind for kind in KINDS if any(one["what"] == kind for one in given)]
    rows = []
    for giver in [kind for kind in _KINDS if any(one["giver"] == kind for one in given)]:
        of_kind = [
            sum(one["present_value"] for one in given if (one["giver"], one["what"]) == (giver, kind)) for kind in kinds
        ]
        rows.append((_KINDS[giver].capitalize(), *map(format_amount, of_kind), format_amount(sum(of_kind))))
    headings = ("", *(kind.capitalize() for kind in kinds), "Total")
    return (
        Section("By kind of giver (PV)", (), Grid(headings, tuple(rows))) if rows else Section("By kind of giver (PV)")
    )


def _savings(found: Data) -> Section:
    runs = found["savings"]
    rows = tuple(
        (label, *(_shown(kind, one[name]) for one in runs.values())) for name, (label, kind) in SAVINGS.items()
    )
    return Section("What is given and what is saved", (), Grid(("", *_runs(runs)), rows), (_SAVED,))


def _before_and_after(found: Data) -> Section:
    runs = found["measures"]
    labels = LABELS | {name: (_label(name), BY_NAME[name].kind) for name in runs["all"] if name in BY_NAME}
    rows = []
    for name in runs["all"]:
        values, (label, kind) = [one[name] for one in runs.values()], labels[name]
        if any(values):
            rows.append((label, *(_shown(kind, value) for value in values)))
    note = (
        "The price is solved again in each run." if found["priced_again"]
        else "A price that is solved is kept as it is with all partnerships; loans are sized anew in each run."
    )  # fmt: skip
    return Section("Before and after", (), Grid(("", *_runs(runs)), tuple(rows)), (note,))


def _years(found: Data) -> Section:
    rows = []
    for one in found["years"]:
        losses, collection = ("losses_without", "losses"), ("collection_without", "collection")
        amounts = [format_amount(one[name]) for name in ("cash", "in_kind")]
        shares = [BLANK if one[name] is None else format_percent(one[name]) for name in (*losses, *collection)]
        after = [format_amount(one[name], decimals) for name, decimals in (("units_kept", 0), ("saved", 2))]
        rows.append((str(one["year"]), *amounts, *shares, *after))
    headings = (
        "", "Given in cash", "Given in kind", "Losses, without", "Losses, with all", "Collection, without",
        "Collection, with all", "Units less lost", "Saved",
    )  # fmt: skip
    return Section("Year by year", (), Grid(headings, tuple(rows)))


def _label(name: str) -> str:
    return f"{BY_NAME[name].label}{' (PV)' if name.endswith('_pv') else ''}"


def _runs(names: Iterable[str]) -> Iterator[str]:
    """Headings of runs: without, with each, with all; of one partnership just without and with."""
    found = list(names)
    several = any(name not in _ENDS for name in found)
    for name in found:
        yield _ENDS.get(name, f"With {plain(name)}") if several or name != "all" else "With"


def _shown(kind: str, value: float | None) -> str:
    if value is None:
        return BLANK
    if kind == "count" and abs(value) < _IN_FULL_BELOW:
        return f"{value:,.0f}"
    return format_digits(value, 3) if kind == "price" else format_value(kind, value)


def _money(value: float | None, currency: str) -> str:
    return format_value("money", value, currency)


def _count(value: float) -> str:
    return format_amount(value, decimals=0)
