"""A pool in words: its measures side by side, and its tables."""

from __future__ import annotations

from ppp_model.measures import Measure
from ppp_model.outputs.formats import BLANK, format_date, format_percent, format_value
from ppp_model.outputs.terminal import print_frame, rows_of
from ppp_model.outputs.view import View, ViewGroup, ViewRow, change_text
from ppp_model.pool import PoolComparison, PoolResult
from ppp_model.pool.measures import MEASURES, SIDES
from ppp_model.pool.tables import KINDS, TABLES

_NEVER = "never"


def pool_view(comparison: PoolComparison) -> View:
    """The view of a comparison of one or more structures of a pool."""
    results = list(comparison.results.values())
    numbers: dict[str, int] = {}
    missing = [m for m in MEASURES if all(r.measures[m.name] is None and m.blank != _NEVER for r in results)]
    groups = []
    for side, heading in SIDES.items():
        shown = [measure for measure in MEASURES if measure.side == side and measure not in missing]
        rows = tuple(ViewRow(_label(m), tuple(_cell(m, result, numbers) for result in results)) for m in shown)
        if rows:
            groups.append(ViewGroup(heading, rows))
    first = results[0]
    return View(
        title=comparison.study,
        subtitle=f"Case: {first.loaded.labels[-1]}" if first.case else "",
        headings=tuple(result.loaded.labels[0] for result in results),
        groups=tuple(groups),
        reasons=tuple(numbers),
        not_shown=tuple(f"{m.label}: {m.blank}" for m in missing),
        units=f"Money in {first.loaded.pool.currency}, in the money of the period in which it is paid.",
        captions=_captions(results),
        solved=(),
        legend=(),
        failures=tuple(
            f"{result.loaded.labels[0]}: {words} (check `{name}`)"
            for result in results
            for name, words in result.failures.items()
        ),
        failing=tuple(not result.ok for result in results),
        changes=tuple((result.label, tuple(map(change_text, result.changes))) for result in results),
    )


def print_pool_table(result: PoolResult, name: str) -> None:
    """Print a table of a pool."""
    frame = result.table(name)
    print_frame(frame, f"{result.label}: {TABLES[name]}. Money in {result.loaded.pool.currency}.", KINDS.get(name))


def pool_table_data(result: PoolResult, name: str) -> dict[str, object]:
    """A table of a pool as plain data."""
    columns, *rows = rows_of(result.table(name))
    head = {"study": result.loaded.pool.pool, "structure": result.structure, "case": result.case, "table": name}
    return head | {"money": result.loaded.pool.currency, "columns": columns, "rows": rows}


def _captions(results: list[PoolResult]) -> tuple[str, ...]:
    """Dates, rates and draws behind the measures."""
    pool = results[0].loaded.pool
    rate = format_percent(pool.discount_rate)
    captions = [
        f"Lent on {format_date(pool.timeline.close)}; present values of that day at {rate} a year, a city's saving at",
        "the rate that it would pay by itself, a lender's loss at the rate of the loan.",
    ]
    if any(result.drawn is not None for result in results):
        drawn = pool.draws
        captions.append(f"{drawn.number:,} draws, seed {drawn.seed}, defaults {drawn.dependence}.")
    return tuple(captions)


def _label(measure: Measure) -> str:
    return f"{measure.label} (PV)" if measure.name.endswith("_pv") else measure.label


def _cell(measure: Measure, result: PoolResult, numbers: dict[str, int]) -> str:
    value = result.measures[measure.name]
    if value is not None:
        return format_value(measure.kind, value)
    if measure.blank == _NEVER:
        return _NEVER
    return f"{BLANK} [{numbers.setdefault(measure.blank or 'no value', len(numbers) + 1)}]"
