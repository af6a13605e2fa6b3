"""The first page: what a council needs to know, in plain words from the numbers of the runs."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ppp_model.measures import BY_NAME
from ppp_model.outputs.assumptions import book_of
from ppp_model.outputs.charts.public import shares_of_cost
from ppp_model.outputs.charts.read import columns
from ppp_model.outputs.formats import format_date, format_percent, format_value
from ppp_model.outputs.page import joined
from ppp_model.outputs.report.contents import Block, Chapter, Contents, Row, Table
from ppp_model.outputs.report.council_words import at_opening, budget_by_year, over_threshold, without_keys
from ppp_model.outputs.report.risk import futures, not_known
from ppp_model.outputs.view import solved_sentence
from ppp_model.outputs.words import by_topic
from ppp_model.results import Comparison, Result
from ppp_model.scenario.words import months_text


@dataclass(frozen=True)
class Interest:
    """One that is affected, and the measure by which a structure serves it."""

    who: str
    looks_at: str
    measure: str
    is_more_better: bool


INTERESTS = (
    Interest("Poorest households", "the bill as a share of income", "burden_poorest", False),
    Interest("People not yet served", "people served at the end", "people_served_end", True),
    Interest("City and state", "net cost to the public, present value", "net_public_cost_pv", False),
    Interest("Budget in a bad year", "largest payment under stress", "contingent_stressed_peak", False),
    Interest("Lenders", "least debt service cover", "dscr_min", True),
    Interest("Owners", "return on equity, which users and public pay", "equity_irr", True),
    Interest("Donors and partners", "all finance for each unit given", "leverage", True),
    Interest("Society", "economic net present value", "enpv", True),
)
"""Who looks at what, to say which structure serves whom most."""
_FACTS = ("total_uses", "bill_poorest", "burden_poorest", "net_public_cost_pv", "coverage_end", "dscr_min")
_WORST, _WORST_BESIDE_DRAWS = 4, 2
_EFFECTS = {
    "net_public_cost_pv": "net cost to the public", "dscr_min": "least debt service cover",
    "burden_poorest": "bill of the poorest as a share of income", "equity_irr": "return on equity",
}  # fmt: skip


def council_page(contents: Contents) -> Chapter:
    """The page for the council."""
    lead = contents.lead
    said = by_topic(lead)
    answers = {
        "What is built": _built(lead),
        "Who pays": (*said["funding"], *_payers(lead)),
        "What the poorest pay, and who is reached": (*said["households"], *over_threshold(lead), *said["reach"],
                                                     *at_opening(lead)),
        "What it costs the public purse, surely and perhaps": (*said["public"], *budget_by_year(lead),
                                                               *_contingent(lead, said)),
    }  # fmt: skip
    blocks = [
        *(Block(question, (without_keys(" ".join(sentences)),)) for question, sentences in answers.items()),
        Block("What can go wrong", items=tuple(_wrong(contents))),
    ]
    if len(contents.comparison.results) > 1:
        blocks.append(Block("Which structure serves whom most", table=most_for_whom(contents.comparison)))
    blocks.append(Block("What is not known", items=tuple(map(without_keys, _unknown(contents)))))
    return Chapter("council", "For the council, on one page", (), tuple(blocks))


def facts(result: Result) -> list[tuple[str, str]]:
    """Headline numbers of a structure with their labels; those that are blank are left out."""
    found = []
    for name in _FACTS:
        value, measure = result.measures[name], BY_NAME[name]
        if value is not None:
            label = f"{measure.label} (PV)" if name.endswith("_pv") else measure.label
            found.append((label, format_value(measure.kind, value, result.currency, result.local_currency)))
    return found


def _built(result: Result) -> Iterator[str]:
    scenario, calendar = result.loaded.scenario, result.assembled.calendar
    if scenario.description:
        yield scenario.description
    opens = calendar.labels[min(calendar.operation_starts, calendar.periods - 1)]
    yield (
        f"Signed on {format_date(scenario.timeline.close)}; built in {months_text(scenario.timeline.construction)};"
        f" in operation from {opens.year} to {calendar.labels[-1].year}."
    )
    structure = result.loaded.description
    yield f'This page is about "{result.label}"{": " + structure if structure else "."}'


def _payers(result: Result) -> Iterator[str]:
    shares = shares_of_cost(result)
    if shares:
        parts = [f"{who} {format_percent(share)}" for who, share in shares.items()]
        yield f"Who bears the whole cost over the contract (present value, paid less got): {joined(parts)}."


def _contingent(result: Result, said: Mapping[str, list[str]]) -> Iterator[str]:
    yield from said["contingent"]
    if not said["contingent"]:
        yield f"What may have to be paid besides is not known: {result.reasons['contingent_expected_pv']}."


def _wrong(contents: Contents) -> Iterator[str]:
    """How likely it is that goals are missed; the cases that cost the public most, and what each does to others."""
    yield from futures(contents)
    lead = contents.lead
    runs = {case: found[lead.structure] for case, found in contents.cases.items() if lead.structure in found}
    if not runs and contents.likelihood is not None and contents.likelihood.simulation is not None:
        return
    if not runs:
        yield "No other case was run: the report shows one view of the future."
        return
    before = lead.measures["net_public_cost_pv"] or 0.0
    cost = {case: (run.measures["net_public_cost_pv"] or 0.0) - before for case, run in runs.items()}
    ranked = sorted(runs, key=lambda case: -_harm(lead, runs[case], cost[case]))
    for case in ranked[: _WORST if contents.likelihood is None else _WORST_BESIDE_DRAWS]:
        yield f"{runs[case].loaded.labels[-1]}: {'; '.join(_effects(lead, runs[case]))}."
    failing = [runs[case].loaded.labels[-1] for case in runs if not runs[case].ok]
    if failing:
        yield f"A check of the model fails in {joined(failing)}: see the chapter on risks."


def _harm(lead: Result, run: Result, more: float) -> float:
    """How bad a case is: what it adds to the public cost against the works, and cover that is lost."""
    size = abs(lead.measures["total_uses"] or 0.0) or 1.0
    covers = [result.measures["dscr_min"] for result in (lead, run)]
    lost = covers[0] - covers[1] if covers[0] is not None and covers[1] is not None else 0.0
    return max(more, 0.0) / size + max(lost, 0.0)


def _effects(lead: Result, run: Result) -> Iterator[str]:
    """What a case changes, in a few words."""
    told = False
    for name, label in _EFFECTS.items():
        before, after, kind = lead.measures[name], run.measures[name], BY_NAME[name].kind
        texts = [format_value(kind, value, lead.currency) for value in (before, after)]
        if texts[0] != texts[1]:
            told = True
            yield f"{label} {texts[1]} (was {texts[0]})"
    if not told:
        yield "changes none of the headline numbers"


def most_for_whom(comparison: Comparison) -> Table:
    """Which structure serves each interest most and which least; a tie names how many."""
    names, rows = columns(comparison), []
    for one in INTERESTS:
        kind = BY_NAME[one.measure].kind
        values = {name: result.measures[one.measure] for name, result in comparison.results.items()}
        known = {name: value for name, value in values.items() if value is not None and math.isfinite(value)}
        if len(known) < 2:
            continue
        texts = {name: format_value(kind, value, "", comparison[name].local_currency) for name, value in known.items()}
        order = sorted(known, key=lambda name: known[name], reverse=one.is_more_better)
        most, least = ([name for name in known if texts[name] == texts[order[end]]] for end in (0, -1))
        if texts[order[0]] == texts[order[-1]]:
            cells = ("no difference", texts[order[0]], "", "")
        else:
            cells = (_listed(most, names), texts[order[0]], _listed(least, names), texts[order[-1]])
        rows.append(Row(one.who, (one.looks_at, *cells)))
    money = f"Money in {next(iter(comparison.results.values())).currency}."
    return Table(
        ("Who", "looks at", "Serves them most", "", "Serves them least", ""), tuple(rows), notes=(money,), kind="best"
    )


def _listed(names: list[str], labels: Mapping[str, str]) -> str:
    return labels[names[0]] if len(names) == 1 else f"{labels[names[0]]} and {len(names) - 1} more"


def _unknown(contents: Contents) -> Iterator[str]:
    """What the numbers rest on without proof, and what is left out."""
    lead = contents.lead
    book = book_of(lead.loaded)
    counts = book.counts
    bare = sum(1 for row in book.rows if row.standing == "unmarked" and any(map(str.isdigit, row.value)))
    yield (
        f"Of {counts['source'] + counts['assumed'] + bare} numbers in the file {counts['source']} have a"
        f" source, {counts['assumed']} are assumed with a reason and {bare} are written without either;"
        f" {counts['default']} more are at their default."
    )
    yield from not_known(contents)
    for name, what in (("enpv", "the gain to society"), ("vfm", "the cost against a public comparator")):
        if lead.measures[name] is None:
            yield f"Not known is {what}: {lead.reasons[name]}."
    if lead.solved is not None:
        yield f"Solved, not given: {solved_sentence(lead)}."
