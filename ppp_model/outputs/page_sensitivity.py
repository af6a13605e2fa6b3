"""What moves a structure, as a page: tornado with bars, break-even in sentences, grid, stress cases."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ppp_model.measures import BY_NAME, EVENTS
from ppp_model.outputs.financing import financing_words
from ppp_model.outputs.formats import BLANK, format_input, format_value
from ppp_model.outputs.page import Grid, Page, Section
from ppp_model.outputs.page_frontier import bar_text

if TYPE_CHECKING:
    import pandas as pd

WIDTH = 31
"""Characters of a bar of the tornado."""
LOW, HIGH, MIDDLE, EMPTY = "░", "█", "|", "·"
BASE, BREAKS = "*", "!"
_WAYS = (("fall", False), ("rise", True))
_OVER = {"at_least": ("falls below", "below"), "at_most": ("rises above", "above")}


def sensitivity_page(found: Any, sections: Sequence[Section]) -> Page:
    """The page of one structure; ``found`` is its ``risk.sensitivity.Sensitivity``."""
    result = found.current
    notes = [f"Left out: {reason}." for reason in found.moves.left_out.values()]
    return Page(
        title=f"{result.label}: what moves it",
        subtitle=f"{result.loaded.scenario.study}. {financing_line(found)}",
        units=" ".join([f"Money in {result.currency}.", *notes]),
        sections=tuple(sections),
        failures=(),
    )


def financing_line(found: Any) -> str:
    """What is held while inputs move."""
    when = "without the case" if found.current.case else ""
    return financing_words(found.financing, found.signed.solved, when)


def tornado_section(found: Any, measure: str, frame: pd.DataFrame) -> Section:
    """A tornado: each input from its low to its high end, with a bar on the scale of the measure."""
    moved, still = frame[frame["swing"] > 0], [str(name) for name in frame.index[frame["swing"] == 0]]
    notes = [f"Without effect: {', '.join(still)}."] if still else []
    if moved.empty:
        return Section(measure_label(measure), ("No input moves it.",), None, tuple(notes))
    base = float(frame["base"].iloc[0])
    ends = [value for value in moved[["value_low", "value_high"]].to_numpy().ravel() if math.isfinite(value)]
    low, high = min([*ends, base]), max([*ends, base])
    rows = tuple(
        (
            str(name),
            *(end_text(found.moves.by_name[name], row[end]) for end in ("low", "high")),
            *(cell(measure, row[end]) for end in ("value_low", "value_high", "swing")),
            bar_of((row["value_low"], row["value_high"]), base, low, high),
        )
        for name, row in moved.iterrows()
    )
    scale = f"{cell(measure, low)} to {cell(measure, high)}"
    heads = ("Input", "low end", "high end", "at low", "at high", "swing", scale)
    sentence = f"As it stands {cell(measure, base)}. Bars: {LOW} the low end, {HIGH} the high end of an input."
    return Section(measure_label(measure), (sentence,), Grid(heads, rows), tuple(notes))


def bar_of(ends: tuple[float, float], base: float, low: float, high: float) -> str:
    """A bar from the value at the low end over the base to that at the high end, on the scale of all bars."""

    def place(value: float) -> int:
        return round((value - low) / (high - low) * (WIDTH - 1))

    letters = [EMPTY] * WIDTH
    farthest_first = sorted(zip(ends, (LOW, HIGH), strict=True), key=lambda end: -abs(end[0] - base))
    for value, letter in farthest_first:
        if math.isfinite(value):
            first, last = sorted((place(base), place(value)))
            letters[first : last + 1] = letter * (last + 1 - first)
    letters[place(base)] = MIDDLE
    return "".join(letters)


def break_even_sections(evens: Sequence[Any]) -> Iterator[Section]:
    """For each bar how far each input may move, in sentences."""
    for bar in dict.fromkeys(one.bar for one in evens):
        ours = [one for one in evens if one.bar == bar]
        heading = bar_text({"measure": bar.measure, bar.way: bar.value})
        state = "" if ours[0].keeps else "not "
        first = f"As it stands it is {cell(bar.measure, ours[0].base)}, so the bar is {state}kept."
        still = [one.move.name for one in ours if one.at is None and is_still(one)]
        told = [one for one in ours if (one.at is not None or not is_still(one)) and not is_at_bar(one)]
        sentences = [*_at_the_bar(ours), *(f"{sentence(one)}." for one in told)]
        notes = (f"Without effect: {', '.join(still)}.",) if still else ()
        yield Section(f"Break-even: {heading}", (first, *sentences), None, notes)


def _at_the_bar(evens: Sequence[Any]) -> Iterator[str]:
    """What breaks a bar that is just kept, in one sentence."""
    ways = [(way, [one.move.name for one in evens if is_at_bar(one) and one.up == up]) for way, up in _WAYS]
    moved = [f"a {way} of {' or '.join(names)}" for way, names in ways if names]
    if moved:
        yield f"It is just at the bar, so that it breaks with {', or '.join(moved)}."


def is_at_bar(one: Any) -> bool:
    """Whether a bar is only just kept, so that an input breaks it by any movement."""
    return one.at is not None and bool(abs(one.base - one.bar.value) <= one.bar.slack)


def is_still(one: Any) -> bool:
    """Whether an input does not move the measure."""
    return bool(abs(one.at_end - one.base) <= 1e-9 * max(1.0, abs(one.base)))


def sentence(one: Any) -> str:
    """A break-even in plain words: volume may fall 23.1 %, to 65.4 %, before ... falls below 1.20x."""
    bar, move = one.bar, one.move
    label, limit = _lower(BY_NAME[bar.measure].label), cell(bar.measure, bar.value)
    crosses, beyond = _OVER[bar.way]
    if one.at is None:
        if is_still(one):
            return f"{move.name} does not move {label}"
        where = f"at {end_text(move, one.end)} it is {cell(bar.measure, one.at_end)}"
        if one.keeps:
            return f"{move.name} alone does not bring {label} {beyond} {limit}: {where}"
        return f"{label} is {beyond} {limit} already, and {move.name} alone does not mend it: {where}"
    way = "rise" if one.up else "fall"
    if is_at_bar(one):
        return f"{label} is just at {limit}: any {way} of {move.name} breaks it"
    if one.keeps:
        return f"{move.name} may {way} {_distance(one)} before {label} {crosses} {limit}"
    return f"{label} is {beyond} {limit} already: {move.name} must {way} {_distance(one)} to mend it"


def _distance(one: Any) -> str:
    """How far an input moves: 23.1 %, to 65.4 %."""
    own = one.move.own_value(one.at)
    to = f"to {_input(own, one.move.unit)}" if own is not None else ""
    if one.change is None:
        return to or f"by {_input(abs(one.at), one.move.unit)}"
    share = f"{abs(one.change) * 100:.3g} %"
    return f"{share}, {to}," if to else share


def grid_section(found: Any) -> Section:
    """A grid of two inputs (``risk.grid.Grid``), the first down, the second across."""
    frame, measure = found.frame, found.measure
    heads = [end_text(found.across, float(at)) for at in frame.columns]
    rows = []
    for number, at in enumerate(frame.index):
        cells = [_marked(found, number, column) for column in range(len(heads))]
        crossing = found.crossings[number]
        cells += [BLANK if crossing is None else end_text(found.across, crossing)] if found.bar else []
        rows.append((end_text(found.down, float(at)), *cells))
    bar = found.bar
    notes = [f"{BASE} as it stands."] if found.base else []
    if bar is not None:
        heads.append(f"{found.across.name} at which it crosses")
        words = bar_text({"measure": measure, bar.way: bar.value})
        notes.append(f"{BREAKS} breaks the bar: {words}.")
    sentences = (f"Down: {found.down.name}. Across: {found.across.name}.",)
    return Section(measure_label(measure), sentences, Grid((found.down.name, *heads), tuple(rows)), tuple(notes))


def _marked(found: Any, row: int, column: int) -> str:
    text = cell(found.measure, float(found.frame.iat[row, column]))
    mark = BREAKS if found.breaks(row, column) else ""
    return f"{mark}{text}{BASE if found.base == (row, column) else ''}"


def stress_section(frame: pd.DataFrame, worst: dict[str, str]) -> Section:
    """Cases and all adverse ends at once, side by side: measures, and the events that happen."""
    rows = []
    for (kind, label), values in zip(frame.index.tolist(), frame.to_numpy(), strict=True):
        name = str(label)
        if kind == "measure":
            rows.append((measure_label(name), *(cell(name, value) for value in values)))
        elif values.any():
            rows.append((EVENTS[name][1], *(_yes(value) for value in values)))
    ends = ", ".join(f"{name} {end}" for name, end in worst.items())
    notes = (f"Everything adverse: {ends}.",) if worst else ()
    return Section("Stress", (), Grid(("", *map(str, frame.columns)), tuple(rows)), notes)


def _yes(value: float) -> str:
    return BLANK if math.isnan(value) else "yes" if value else "no"


def end_text(move: Any, at: float) -> str:
    """How far an input is moved: in its own unit where it has one value, else as a change."""
    own = move.own_value(at)
    if own is not None:
        return _input(own, move.unit)
    if move.acts_as == "added":
        return f"{'+' if at >= 0 else '-'}{_input(abs(at), move.unit)}"
    return f"{(at - 1) * 100:+.3g} %"


def _input(value: float, unit: str) -> str:
    """An input in its own unit, shares and rates to four digits."""
    return f"{value * 100:.4g} %" if unit in ("share", "per year") else format_input(value, unit)


def measure_label(measure: str) -> str:
    """What a measure is called."""
    return f"{BY_NAME[measure].label}{' (PV)' if measure.endswith('_pv') else ''}"


def cell(measure: str, value: float) -> str:
    """A measure as people read it."""
    return format_value(BY_NAME[measure].kind, value)


def _lower(label: str) -> str:
    return label[:1].lower() + label[1:]
