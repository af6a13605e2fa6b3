"""What became of each number of a replicated study, for the screen, as data and as the new study's README."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ppp_model.outputs.page import Grid, Page, Section
from ppp_model.replication.carried import Carried
from ppp_model.replication.carry import Replica
from ppp_model.replication.factors import percent
from ppp_model.replication.rules import DEAL, ESTIMATE

_WIDEST = 34

TREATMENTS = {
    "scaled": "scaled by people, and by prices where it is money",
    "converted": "converted by exchange rate, price level, income and date",
    "shifted": "shifted by country risk, inflation or date",
    "city": "replaced by what the city's file says",
    "kept": "kept: a share, a time, a technical or contractual number",
}
"""What is done with numbers, and what that means."""


def page(replica: Replica, folder: str) -> Page:
    """The summary for the screen, with all that must be replaced."""
    factors = replica.factors
    title = f"{factors.old.name} ({factors.old.country}) to {factors.new.name} ({factors.new.country})"
    first = _first_of_each(replica.to_replace)
    left = len(replica.to_replace) - len(first)
    notes = (f"and {left} more of the same in structures and cases",) if left else ()
    return Page(
        title, f"{len(replica.carried)} numbers carried, every one of them marked assumed in {folder}", "",
        (
            Section("What the cities are to each other", tuple(_comparison(replica)), None),
            Section("What was done", (), Grid(("", "numbers"), tuple(_counts(replica)))),
            *_to_replace(first, notes),
        ), (),
    )  # fmt: skip


def _to_replace(rows: Sequence[Carried], notes: tuple[str, ...]) -> Iterator[Section]:
    """A table for each reason to replace a number."""
    reasons = sorted(dict.fromkeys(one.replace for one in rows), key=lambda reason: reason not in (ESTIMATE, DEAL))
    for reason in reasons:
        cells = tuple((_where(one), *_was_is(one)) for one in rows if one.replace == reason)
        yield Section(f"Must be replaced: {reason}", (), Grid(("", "there", "here"), cells), ())
    if notes:
        yield Section("", notes)


def _was_is(one: Carried) -> tuple[str, str]:
    """A number there and here; a long text is cut."""
    return _cut(one.old), "the same" if one.new == one.old else _cut(one.new)


def _cut(text: str) -> str:
    return text if len(text) <= _WIDEST else text[: _WIDEST - 3] + "..."


def data(replica: Replica) -> dict[str, Any]:
    """All of it as plain data."""
    factors = replica.factors
    return {
        "from": factors.old.name,
        "to": factors.new.name,
        "currency": {"old": factors.currency, "new": factors.new_currency},
        "close": {"old": factors.old_close.isoformat(), "new": factors.new_close.isoformat()},
        "factors": {
            "size": factors.people().value,
            "prices": factors.money(factors.currency).value,
            "household_prices": factors.money(factors.old.currency, 0.0).value,
        },
        "counts": {kind: replica.count(kind) for kind in TREATMENTS},
        "numbers": [
            {
                "owner": one.owner, "path": one.path, "old": one.old, "new": one.new, "treatment": one.treatment,
                "why": one.why, "must_be_replaced": one.replace or None, "source": one.source or None,
            }
            for one in replica.carried
        ],
    }  # fmt: skip


def readme(replica: Replica, title: str, folder: str) -> str:
    """The README of the new study: what must be replaced first, then every other number by what was done with it."""
    factors = replica.factors
    lines = [f"# {_cell(title)}", "", *(_cell(sentence) for sentence in _comparison(replica)), ""]
    lines += [
        f"Every number below is an assumption for {_cell(factors.new.name)}. Replace those of the first table,",
        f"give each its `source:` in [scenario.yaml](scenario.yaml), and run `ppp compare {folder}`;",
        f"`ppp assumptions {folder} --only REPLACE` lists what is left of it.",
        "",
        "Labels and descriptions are those of the old study: rewrite them. To move the close later, run",
        "`ppp replicate` again with `--close`; changing `timeline.close` by hand leaves prices and people behind.",
        "",
        "## Must be replaced before the result is used",
        "",
        *_table(replica.to_replace, ("input", "there", "here", "why"), lambda one: one.replace),
    ]
    for kind, meaning in TREATMENTS.items():
        rows = [one for one in replica.carried if one.treatment == kind and not one.replace]
        if rows:
            heads = ("input", "there", "here", "how")
            lines += ["", f"## {kind.capitalize()}", "", f"{meaning.capitalize()}.", ""]
            lines += _table(rows, heads, lambda one: one.why or one.source)
    if replica.sources:
        lines += ["", "## Sources of the old study", "", "What the short names in its numbers mean.", ""]
        lines += [f"- {_cell(name)}: {_cell(text)}" for name, text in replica.sources.items()]
    return "\n".join(lines) + "\n"


def _comparison(replica: Replica) -> Iterator[str]:
    """Sentences on the factors."""
    factors = replica.factors
    old, new = factors.old, factors.new
    ratio = factors.people_of(new, factors.new_close) / old.population
    if factors.options.size is not None and not 0.67 < factors.options.size / ratio < 1.5:
        yield (
            f"The size given is {factors.options.size / ratio:.3g} of the ratio of people ({ratio:.3g}): the works are "
            "for a part of the city, but people and coverage are those of all of it. Set city.population to the part."
        )
    yield f"Size: {factors.people().text.removeprefix('x ') or '1 (as it was)'}."
    prices = factors.money(factors.currency).text.removeprefix("x ") or "1 (as they were)"
    yield f"Prices of works and operation: {prices}."
    local = factors.money(old.currency, 0.0).text.removeprefix("x ") or "1 (as they were)"
    yield f"Prices of households: {local}."
    years = factors.years(new, factors.new_close)
    if abs(years) > 1:
        yield (
            f"The city's file is of {new.date}; its people, incomes, budget and exchange rate were taken to the close "
            f"of {factors.new_close} ({years:+.1f} years). `--close` moves the close."
        )
    shift = factors.rate_shift(factors.currency)
    if shift is None:
        yield "Interest and required returns: as they were, since a country risk is not known."
    else:
        yield f"Interest and required returns: {shift[0] * 100:+.3g} points ({shift[1]})."
    if old.price_level is None or new.price_level is None:
        yield "A price level is not known: costs were converted at the exchange rate alone."
    if new.tax_rate is not None and old.tax_rate not in (None, new.tax_rate):
        yield f"Tax on profit: {percent(new.tax_rate)} instead of {percent(old.tax_rate or 0.0)}."


def _counts(replica: Replica) -> Iterator[tuple[str, str]]:
    for kind, meaning in TREATMENTS.items():
        yield meaning, f"{replica.count(kind)}"


def _first_of_each(rows: Sequence[Carried]) -> list[Carried]:
    """The rows of the study itself, and of structures and cases those about other inputs."""
    found: dict[str, Carried] = {}
    for one in rows:
        found.setdefault(one.path, one)
    return list(found.values())


def _where(one: Carried) -> str:
    return f"{one.path} ({one.owner})" if one.owner else one.path


def _table(rows: Sequence[Carried], heads: Sequence[str], last: Any) -> list[str]:
    found = [f"| {' | '.join(heads)} |", "|" + "---|" * len(heads)]
    found += [f"| {' | '.join(_cell(text) for text in (_where(one), one.old, one.new, last(one)))} |" for one in rows]
    return found


def _cell(text: str) -> str:
    """A text in a table of Markdown, with nothing that Markdown or HTML would act on."""
    plain = " ".join(text.split())
    for letter, safe in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("|", "\\|"), ("`", "'"), ("[", "\\[")):
        plain = plain.replace(letter, safe)
    return plain
