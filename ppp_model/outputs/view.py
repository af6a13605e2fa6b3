"""What a comparison says, laid out once for the terminal and for HTML: headings, rows of text, footnotes, captions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ppp_model.measures import BY_NAME, MEASURES, SIDES, Measure
from ppp_model.outputs.financing import financing_text
from ppp_model.outputs.formats import BLANK, format_date, format_input, format_percent, format_value
from ppp_model.results import Comparison, Result
from ppp_model.scenario.load import Change

AS_IT_STANDS = "As it stands"
OVER = "!"
"""The mark of a bill over the threshold."""
_NEARLY_ALL = 0.95
"""Share of what is asked for from which on a shortage is not worth a word."""
_NEVER = "never"
_EVERYONE = format_percent(1.0)
_SAID_IF_ANY = ("donor_support", "partner_city_support", "job_years", "ghg_avoided")
"""Measures that say nothing when they are 0 everywhere: the scenario does not speak of them."""


@dataclass(frozen=True)
class ViewRow:
    """One measure: what it is called, and what each structure has."""

    label: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class ViewGroup:
    """The measures of one side."""

    heading: str
    rows: tuple[ViewRow, ...]


@dataclass(frozen=True)
class View:
    """A comparison in words: columns are structures (or cases), every text is plain and still to be escaped."""

    title: str
    subtitle: str
    headings: tuple[str, ...]
    groups: tuple[ViewGroup, ...]
    reasons: tuple[str, ...]
    """Why a cell is blank; the cell says the number of the reason, counted from 1."""
    not_shown: tuple[str, ...]
    """Measures that no column has, with the reason."""
    legend: tuple[str, ...]
    """What a mark in a cell means."""
    units: str
    """The currency and its price basis."""
    captions: tuple[str, ...]
    """Dates and rates behind the measures, and the conventions."""
    solved: tuple[str, ...]
    failures: tuple[str, ...]
    failing: tuple[bool, ...]
    """For each heading whether a check fails."""
    changes: tuple[tuple[str, tuple[str, ...]], ...]
    """For each heading the changes made, old -> new."""


def view_of(comparison: Comparison) -> View:
    """The view of a comparison of one or more results."""
    results = list(comparison.results.values())
    names = headings(results)
    numbers: dict[str, int] = {}
    measures = [measure for measure in MEASURES if not _says_nothing(measure, results)]
    missing = [measure for measure in measures if _missing_everywhere(measure, results)]
    groups = []
    for side, heading in SIDES.items():
        shown = [measure for measure in measures if measure.side == side and measure not in missing]
        rows = tuple(ViewRow(_label(m, results[0]), tuple(_cell(m, r, numbers) for r in results)) for m in shown)
        if rows:
            groups.append(ViewGroup(heading, rows))
    groups += _income_groups(results)
    return View(
        title=comparison.study,
        subtitle=_subtitle(results),
        headings=names,
        groups=tuple(groups),
        reasons=tuple(numbers),
        not_shown=_not_shown(missing, results),
        legend=tuple(_legend(names, results)),
        units=_units(results[0]),
        captions=tuple(_captions(results, names)),
        solved=tuple(_by_column(names, results, lambda result: [solved_sentence(result)] if result.solved else [])),
        failures=tuple(_by_column(names, results, failure_sentences)),
        failing=tuple(not result.ok for result in results),
        changes=tuple((name, tuple(map(change_text, r.changes))) for name, r in zip(names, results, strict=True)),
    )


def headings(results: list[Result]) -> tuple[str, ...]:
    """What to call each column: the structures, or the cases when there is one structure under several."""
    if len(results) > 1 and len({result.structure for result in results}) == 1:
        return tuple(AS_IT_STANDS if result.case is None else result.loaded.labels[-1] for result in results)
    if len({result.case for result in results}) == 1:
        return tuple(result.loaded.labels[0] for result in results)
    return tuple(result.label for result in results)


def solved_sentence(result: Result) -> str:
    """What a solve found, in a sentence; empty when nothing was solved for."""
    solved = result.solved
    if solved is None:
        return ""
    measure = BY_NAME[solved.measure]
    target, found = (_measure_text(measure, value, result) for value in (solved.target, solved.found))
    value = format_input(solved.value, solved.unit)
    if solved.reached:
        when = "the case" if result.case else "the changes by --set"
        held = f", agreed without {when}" if solved.without_case else ""
        return f"{solved.input} = {value} so that {_lower(measure.label)} = {target}{held}"
    return (
        f"no value tried of {solved.input} brings {_lower(measure.label)} to {target};"
        f" nearest is {found} at {value}: {solved.binds}"
    )


def failure_sentences(result: Result) -> list[str]:
    """The checks that fail, in words with their names."""
    return [f"{words} (check `{name}`)" for name, words in result.failures.items()]


def change_text(change: Change) -> str:
    """A change as old -> new."""
    return f"{change.path}: {change.old or 'not given'} -> {change.new or 'removed'}"


def _says_nothing(measure: Measure, results: list[Result]) -> bool:
    """Whether a measure only repeats another, or is 0 because nothing of the kind is in any structure."""
    values = [result.measures[measure.name] for result in results]
    if measure.name == "share_irr":
        return all(r.loaded.scenario.finance.shareholder_loan is None for r in results)
    if measure.name == "enpv_weighted":
        return None not in values and values == [result.measures["enpv"] for result in results]
    if measure.name in _SAID_IF_ANY:
        return 0.0 in values and not any(values)
    return measure.kind == "money_local" and all(r.local_currency == r.currency for r in results)


def _income_groups(results: list[Result]) -> Iterable[ViewGroup]:
    """The bill of each income group against the threshold, and who is connected when, if there are groups."""
    facts = [result.groups for result in results]
    rows = []
    for name in dict.fromkeys(name for found in facts for name in found):
        group, label = [found.get(name) for found in facts], name.replace("_", " ")
        rows.append(ViewRow(f"{label}, bill as share of income", tuple(map(_burden_cell, group))))
        rows.append(ViewRow(f"{label}, connected at end", tuple(map(_connected_cell, group))))
    if rows:
        yield ViewGroup("Bill of each income group against the threshold", tuple(rows))


def _burden_cell(facts: Mapping[str, Any] | None) -> str:
    if facts is None:
        return BLANK
    return marked(format_percent(facts["burden"]), facts["over_threshold"])


def _connected_cell(facts: Mapping[str, Any] | None) -> str:
    if facts is None:
        return BLANK
    share, year = format_percent(facts["connected_end"]), facts["all_connected_year"]
    reached = f"all in {year}" if year else ""
    return ", ".join(part for part in (share if share != _EVERYONE or not year else "", reached) if part)


def marked(cell: str, is_over: bool) -> str:
    """A burden, marked where it is over the threshold."""
    return f"{OVER} {cell}" if is_over else cell


def _legend(names: tuple[str, ...], results: list[Result]) -> Iterable[str]:
    facts = [one for result in results for one in result.groups.values()]
    if facts:
        limit = f"the threshold of {_threshold(names, results)}"
        is_any = any(one["over_threshold"] for one in facts)
        yield f"{OVER} over {limit}" if is_any else f"No group's bill is over {limit}."
    yield from _short(results)


def _threshold(names: tuple[str, ...], results: list[Result]) -> str:
    """The threshold of the structures that have households."""
    found = [(name, result) for name, result in zip(names, results, strict=True) if result.groups]
    return _common(tuple(name for name, _ in found), [result for _, result in found], threshold_text)


def threshold_text(result: Result) -> str:
    """The threshold in words."""
    city, limit = result.loaded.scenario.city, float(result.values("affordability_threshold")[0, 0])
    needs = city is not None and (city.basic_needs or any(group.basic_needs for group in city.groups.values()))
    if city is None or not needs:
        return f"{format_percent(limit)} of income"
    part = "all" if city.residual_threshold == 1 else format_percent(city.residual_threshold)
    return f"{format_percent(limit)} of income, or {part} of what basic needs leave"


def shortfall_text(result: Result) -> str:
    """The least share of what is asked for that the works can give, and when; empty where it is nearly all."""
    ratio = result.run.values.get("supply_ratio")
    if ratio is None or ratio.shape[1] == 1:
        return ""
    running = result.values("in_operation")[0] > 0
    shares = ratio[0][running]
    if not shares.size or shares.min() >= _NEARLY_ALL:
        return ""
    year = result.values("calendar_year")[0][running][int(shares.argmin())]
    return f"{format_percent(float(shares.min()))} of it in {year:.0f}"


def _short(results: list[Result]) -> Iterable[str]:
    """Structures in which the works cannot give all that is asked for."""
    found: dict[str, list[str]] = {}
    for result in results:
        found.setdefault(shortfall_text(result), []).append(result.loaded.labels[0])
    for words, labels in found.items():
        if words:
            names = "" if len(labels) == len(results) else f" ({', '.join(labels)})"
            yield f"The works cannot give all that is asked for{names}: {words}. Who is connected counts as served."


def _missing_everywhere(measure: Measure, results: list[Result]) -> bool:
    return all(r.measures[measure.name] is None and not _is_never(measure, r) for r in results)


def _is_never(measure: Measure, result: Result) -> bool:
    """Whether a time is blank because it never comes, which is an answer."""
    return measure.kind in ("year", "years") and _NEVER in result.reasons.get(measure.name, "")


def _cell(measure: Measure, result: Result, numbers: dict[str, int]) -> str:
    value = result.measures[measure.name]
    if value is None:
        reason = result.reasons[measure.name] or "no value"
        return f"{_NEVER if _is_never(measure, result) else BLANK} [{numbers.setdefault(reason, len(numbers) + 1)}]"
    if measure.name == "price_solved" and result.solved:
        return format_input(value, result.solved.unit)
    return format_value(measure.kind, value, "", result.local_currency)


def _label(measure: Measure, result: Result) -> str:
    if measure.name.endswith("_pv"):
        return f"{measure.label} (PV)"
    if measure.kind == "price" and measure.name != "price_solved":
        return f"{measure.label} ({result.currency}/{result.loaded.scenario.unit})"
    return measure.label


def _measure_text(measure: Measure, value: float, result: Result) -> str:
    return format_value(measure.kind, value, result.currency, result.local_currency)


def _not_shown(missing: list[Measure], results: list[Result]) -> tuple[str, ...]:
    """The measures that no column has, one text for each reason."""
    found: dict[str, list[str]] = {}
    for measure in missing:
        reasons = dict.fromkeys(result.reasons[measure.name] or "no value" for result in results)
        found.setdefault("; ".join(reasons), []).append(measure.label)
    return tuple(f"{', '.join(labels)}: {reason}" for reason, labels in found.items())


def _subtitle(results: list[Result]) -> str:
    """What all columns have in common."""
    first = results[0]
    if len(results) > 1 and len({result.structure for result in results}) == 1:
        return f"Structure: {first.loaded.labels[0]}"
    case = f"Case: {first.loaded.labels[-1]}" if first.case and len({r.case for r in results}) == 1 else ""
    return " ".join(part for part in (first.loaded.description if len(results) == 1 else "", case) if part)


def _units(result: Result) -> str:
    also = f" (one bill also in {result.local_currency})" if result.local_currency != result.currency else ""
    return f"Money in {result.currency}{also}, in the money of the period in which it is paid."


def _captions(results: list[Result], names: tuple[str, ...]) -> Iterable[str]:
    """Dates, rates and conventions."""
    public = _common(names, results, lambda r: format_percent(float(r.values("public_discount_rate")[0, 0])))
    owners = _common(names, results, lambda r: format_percent(float(r.values("equity_discount_rate")[0, 0])))
    close = _common(names, results, lambda r: format_date(r.loaded.scenario.timeline.close))
    if any(result.financing for result in results):
        yield _common(names, results, financing_text)
    yield f"Present values (PV, net present value) at close, {close}; rates per year: public {public}, equity {owners}."
    if any(result.groups for result in results):
        start = _common(names, results, lambda r: str(_operation_starts(r)))
        limit = _threshold(names, results)
        yield f"Bills, burdens and households: when operation starts ({start}), in the prices of that time."
        yield f"The threshold above which a bill is too high: {limit}."
    if any(result.measures["vfm"] is not None for result in results):
        yield f"Value for money: {_common(names, results, _comparator_text)}."
    yield f"Conventions: {_common(names, results, conventions_text)}."


def conventions_text(result: Result) -> str:
    """The choices on which practitioners differ, as plain words."""
    words = []
    for name, value in result.conventions.items():
        text = format_percent(value) if isinstance(value, float) else str(value).replace("_", " ")
        if value is not None:
            words.append(f"{name.replace('_', ' ')} {text}")
    return ", ".join(words)


def _comparator_text(result: Result) -> str:
    """What a structure is weighed against, and at which rates."""
    section = result.loaded.scenario.value_for_money
    if section is None or section.comparator is None:
        return "not weighed"
    default, rates = float(result.values("public_discount_rate")[0, 0]), section.rates
    ours, theirs = (format_percent(default if rate is None else rate) for rate in (rates.comparator, rates.partnership))
    return f"against `{section.comparator}` at {ours}, the structure at {theirs}"


def _operation_starts(result: Result) -> int:
    calendar = result.assembled.calendar
    return calendar.labels[min(calendar.operation_starts, calendar.periods - 1)].year


def _common(names: tuple[str, ...], results: list[Result], text: Callable[[Result], str]) -> str:
    """The text that most columns share, then each other text with the columns that have it."""
    owners: dict[str, list[str]] = {}
    for name, result in zip(names, results, strict=True):
        owners.setdefault(text(result), []).append(f'"{name}"')
    usual = max(owners, key=lambda found: len(owners[found]))
    others = [f"{found} in {', '.join(who)}" for found, who in owners.items() if found != usual]
    return "; ".join([usual, *others])


def _by_column(
    names: tuple[str, ...], results: list[Result], sentences: Callable[[Result], list[str]]
) -> Iterable[str]:
    """Sentences about each column, led by its heading when there are several."""
    for name, result in zip(names, results, strict=True):
        for sentence in sentences(result):
            yield f"{name}: {sentence}" if len(results) > 1 else sentence


def _lower(label: str) -> str:
    return label[:1].lower() + label[1:]
