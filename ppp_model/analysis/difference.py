"""What differs between two results: the inputs that changed, with their places, and what each change did to measures.

The two may be structures of one study, two studies, or a study before and after a case or `--set`. What a change did is
its part in the bridge of a measure (see ``bridge``); a scenario that mixes the two is run once for all measures.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from ppp_model.analysis.bridge import Bridge, Value, agreed, bridge
from ppp_model.assemble import assemble
from ppp_model.errors import ScenarioError
from ppp_model.measures import BY_NAME
from ppp_model.outputs.formats import format_input, format_value
from ppp_model.outputs.statements import default_text
from ppp_model.results import Result, measure_named
from ppp_model.scenario.mixing import WORDS, differences
from ppp_model.scenario.model import Scenario
from ppp_model.scenario.paths import InputRow, inputs

if TYPE_CHECKING:
    import pandas as pd

HEADLINES = ("burden_poorest", "coverage_end", "net_public_cost_pv", "dscr_min", "equity_irr")
"""The measures that are followed when none are named, those of them that both results have."""
_BARE = set("0123456789.-")


@dataclass(frozen=True)
class Side:
    """What one side says of an input."""

    value: str
    """As written, a default or what was solved for; with its unit."""
    where: str
    """file:line:column, empty for a default."""
    said: str
    """The source, the reason, or how else the value came about; empty when nothing is said."""


@dataclass(frozen=True)
class InputChange:
    """One input that differs; a side is None where there is no such input."""

    path: str
    change: str
    """Key of the change that it belongs to: itself, or the part that is added, taken away or taken as a whole."""
    first: Side | None
    second: Side | None


@dataclass(frozen=True)
class Difference:
    """Two results, the inputs in which they differ, and a bridge for each measure."""

    first: Result
    second: Result
    inputs: tuple[InputChange, ...]
    """Every changed input, in the order of the model."""
    bridges: tuple[Bridge, ...]
    """For each measure the part of each change; a part that only hangs together with others is taken with them."""
    outside: tuple[str, ...]
    """Parts of the scenario that differ and do not enter the model."""

    @property
    def frame(self) -> pd.DataFrame:
        """The parts: a row for each change between the values of the two, a column for each measure."""
        import pandas as pd

        keys = [key for bridges in self.tables for key in self.keys_of(bridges[0])]
        columns = {
            one.measure: [one.value_first, *(one.parts.get(key, math.nan) for key in keys), one.value_second]
            for one in self.bridges
        }
        index = pd.Index([self.first.label, *keys, self.second.label], name="change")
        return pd.DataFrame(columns, index=index)

    @property
    def tables(self) -> tuple[tuple[Bridge, ...], ...]:
        """The bridges, those with the same changes together."""
        found: dict[frozenset[str], list[Bridge]] = {}
        for one in self.bridges:
            found.setdefault(frozenset(one.parts), []).append(one)
        return tuple(map(tuple, found.values()))

    def keys_of(self, one: Bridge) -> list[str]:
        """The changes of a bridge in the order of the model."""
        order = {key: number for number, key in enumerate(dict.fromkeys(change.change for change in self.inputs))}
        return sorted(one.parts, key=lambda key: min((n for k, n in order.items() if _is_below(k, key)), default=-1))

    def to_dict(self) -> dict[str, Any]:
        """As plain data."""
        sides = {"first": self.first, "second": self.second}
        ends = {
            side: {"study": one.loaded.scenario.study, "structure": one.structure, "case": one.case, "label": one.label}
            for side, one in sides.items()
        }
        changed = [asdict(one) for one in self.inputs]
        measures = {one.measure: one.to_dict() for one in self.bridges}
        return ends | {"inputs": changed, "measures": measures, "outside_the_model": list(self.outside)}

    def __repr__(self) -> str:
        return f"<Difference {self.first.label} -> {self.second.label}: {len(self.inputs)} inputs>"


def difference(first: Result, second: Result, measures: Sequence[str] | None = None) -> Difference:
    """What differs between two results and what it did to measures (``HEADLINES`` when None).

    Raises ScenarioError for two currencies, and for a measure without a value in one of the results.
    """
    if first.currency != second.currency:
        what = f"one study is in {first.currency}, the other in {second.currency}"
        raise ScenarioError.one("", "currency", what, "Only studies in one currency can be set against each other.")
    for name in measures or ():
        measure_named(name)
    chosen = measures or [name for name in HEADLINES if all(_has(one, name) for one in (first, second))]
    value_of = values_of(first, chosen)
    bridges = tuple(bridge(first, second, name, value_of(name)) for name in chosen)
    keys = differences(agreed(first), agreed(second))
    scenarios = first.loaded.scenario, second.loaded.scenario
    outside = tuple(name for name in WORDS if getattr(scenarios[0], name) != getattr(scenarios[1], name))
    return Difference(first, second, tuple(_changed(first, second, keys)), bridges, outside)


def values_of(first: Result, measures: Collection[str]) -> Callable[[str], Value]:
    """For each of some measures what gives it for a scenario; a scenario is run once for all of them.

    Runs of a scenario with as many periods as ``first`` start from what that settled on.
    """
    guess = {name: first.run.values[name] for name in first.assembled.model.solved}
    known: dict[str, dict[str, float]] = {}

    def found(scenario: Scenario) -> dict[str, float]:
        key = repr(scenario)
        if key not in known:
            assembled = assemble(scenario)
            same = assembled.calendar.periods == first.assembled.calendar.periods
            run = assembled.run(start=guess if same else None, wanted=set(measures) & set(assembled.model.rows))
            known[key] = {name: float(run.values[name][0, 0]) for name in measures if name in run.values}
        return known[key]

    return lambda measure: lambda scenario: found(scenario).get(measure, math.nan)


def _has(result: Result, measure: str) -> bool:
    return measure in BY_NAME and measure in result.run.values and result.measures[measure] is not None


def _changed(first: Result, second: Result, keys: Sequence[str]) -> Iterator[InputChange]:
    """The inputs behind the changes, in the order of the model."""
    ours, theirs = ({row.path: row for row in inputs(one.loaded)} for one in (first, second))
    for key in keys:
        for path in dict.fromkeys([*ours, *theirs]):
            if _is_below(path, key):
                rows = ours.get(path), theirs.get(path)
                sides = [_side(one, row) for one, row in zip((first, second), rows, strict=True)]
                if _differs(*rows) or path in _solved(first, second):
                    yield InputChange(path, key, *sides)


def _differs(one: InputRow | None, other: InputRow | None) -> bool:
    """Whether two inputs differ; one at its default does not differ from a part that is not there."""
    if one is not None and other is not None:
        return bool(one.value != other.value)
    there = one or other
    return there is not None and not there.is_default


def _is_below(path: str, key: str) -> bool:
    """Whether a path is a key or below it."""
    return path == key or path.startswith(f"{key}.")


def _solved(*results: Result) -> set[str]:
    return {one.solved.input for one in results if one.solved is not None}


def _side(result: Result, row: InputRow | None) -> Side | None:
    """What a result's scenario says of an input, a solved one as it was found."""
    if row is None:
        return None
    where = str(row.mark) if row.mark and not row.is_default else ""
    solved = result.solved
    if solved is not None and solved.input == row.path:
        measure = BY_NAME[solved.measure]
        target = format_value(measure.kind, solved.found, result.currency, result.local_currency)
        return Side(format_input(solved.value, solved.unit), where, f"solved for {solved.measure} = {target}")
    value = row.written or default_text(row.value, row.unit)
    if row.unit not in ("", "ratio") and value and not set(value) - _BARE:
        value = f"{value} [{row.unit}]"
    said = f"source: {row.source}" if row.source else f"assumed: {row.assumed}" if row.assumed else ""
    return Side(value, where, said or ("default" if row.is_default else ""))
