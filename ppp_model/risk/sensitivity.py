"""What moves a structure: inputs one by one (tornado), in pairs (grid), until a bar breaks, and cases (stress)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ppp_model.errors import ScenarioError
from ppp_model.measures import BY_NAME, EVENTS
from ppp_model.results import Result, measure_named
from ppp_model.risk.bars import Bar, bar_of, bars_of
from ppp_model.risk.break_even import BreakEven, break_evens, gaps, table_of
from ppp_model.risk.deal import Deal, Financing, Outcomes, deal_of
from ppp_model.risk.grid import Grid, grid
from ppp_model.risk.moves import Moves
from ppp_model.risk.solved_again import PRICE
from ppp_model.sought import asked_for

if TYPE_CHECKING:
    import pandas as pd

    from ppp_model.outputs.charts import Chart

Floats = NDArray[np.float64]
Point = Mapping[str, float]

ADVERSE = "everything adverse"
AS_IS = "as it stands"
_BROKEN = 1e30
"""A measure without a value breaks its bar by so much."""
_DUST = 1e-9
"""Less than this share of the base is no movement: circles and prices settle to little less."""


@dataclass(repr=False)
class Sensitivity:
    """One structure and the inputs that are moved; nothing is calculated until asked for.

    Inputs move alone from the run ``current``, under the financing of a deal signed as in ``signed``.
    """

    signed: Result
    current: Result
    financing: Financing
    moves: Moves
    cases: Mapping[str, Callable[[], Result]] = field(default_factory=dict)
    """What runs the structure under each case, with the same financing."""

    @cached_property
    def bars(self) -> tuple[Bar, ...]:
        """The bars that matter unless others are asked for: goals, or what the deal's own terms ask for."""
        return bars_of(self.current)

    @property
    def measures(self) -> list[str]:
        """The measures that are shown unless others are asked for: those with a bar, else the first with a value; a
        price that is solved again takes the place of what it is solved for."""
        usual = ("dscr_min", "equity_irr", "project_irr", "net_public_cost_pv")
        found = list(dict.fromkeys(bar.measure for bar in self.bars))
        found = found or [name for name in usual if self.current.measures[name] is not None][:1]
        solve = self.current.loaded.scenario.solve
        if self.financing != "priced_again" or solve is None:
            return found
        return [PRICE, *(name for name in found if name != solve.measure)]

    def evaluate(self, points: Sequence[Point], measures: Sequence[str]) -> Outcomes:
        """Run points at once, each with some inputs moved to given values (name -> value)."""
        deal = self._deal(tuple(self._usable(measure) for measure in measures))
        return deal.evaluate(self.moves.rows(points), len(points))

    def tornado(self, measure: str) -> pd.DataFrame:
        """Each input moved alone to the ends of its range: rows by input, the widest swing first.

        Columns ``low`` and ``high`` (the ends, in the terms in which the input moves), ``value_low`` and
        ``value_high`` (the measure there, NaN for a blank), ``base`` (the measure as it stands) and ``swing`` (the
        largest less the smallest of the three).
        """
        return self.tornados([measure])[measure]

    def tornados(self, measures: Sequence[str]) -> dict[str, pd.DataFrame]:
        """The tornado of each measure, from one run of all points."""
        names = list(self.moves.by_name)
        points = [{}, *({name: end} for name in names for end in self._ends_of(name))]
        found = self.evaluate(points, measures).values
        return {measure: self._tornado(measure, names, found[measure]) for measure in measures}

    def chart(self, measure: str) -> Chart:
        """The tornado of a measure as a picture; raises ScenarioError when no input moves it."""
        from ppp_model.risk.pictures import tornado_picture

        return tornado_picture(self, measure)

    def break_even(self, bars: Sequence[Bar | str] = ()) -> list[BreakEven]:
        """How far each input may move until a bar breaks, for each of the bars (``self.bars`` when empty).

        A bar may be written: ``"dscr_min>=1.2"``.
        """
        return break_evens(self, [self._bar(bar) for bar in bars] or self.bars)

    def break_even_table(self, bars: Sequence[Bar | str] = ()) -> pd.DataFrame:
        """The same as a table: rows by measure and input, columns ``bar``, ``base``, ``kept``, ``at`` (in the terms in
        which the input moves), ``in_own_unit``, ``change`` (as a share), ``at_end``; NaN where nothing breaks it."""
        return table_of(self.break_even(bars))

    def grid(
        self, down: str, across: str, measure: str, points: tuple[int, int] = (5, 5), bar: Bar | str | None = None
    ) -> Grid:
        """A measure with two inputs moved at once over their ranges; with a bar, where it is crossed.

        The value that an input has as it stands is added to its points if it lies between them.
        """
        return grid(self, down, across, measure, points, self._bar(bar) if bar else self.bar_for(measure))

    def stress(self, measures: Sequence[str] = ()) -> pd.DataFrame:
        """Measures and events (1 when it happens) by row, a column for each case and one for ``everything adverse``:
        all inputs at once at their adverse ends (see ``adverse_ends``)."""
        import pandas as pd

        names = list(measures or self.measures)
        rows = self.current.assembled.model.rows
        events = [event for event in EVENTS if event in rows]
        columns = {self.current.case or AS_IS: _values_of(self.current, names, events)}
        columns |= {case: _values_of(run(), names, events) for case, run in self.cases.items()}
        worst = self.adverse_ends()
        if worst:
            deal = self._deal(tuple([self._usable(name) for name in names] + events))
            found = deal.evaluate(self.moves.rows([worst]), 1).values
            columns[ADVERSE] = [float(found[name][0]) for name in (*names, *events)]
        kinds = ["measure"] * len(names) + ["event"] * len(events)
        index = pd.MultiIndex.from_arrays([kinds, [*names, *events]], names=["kind", "name"])
        return pd.DataFrame(columns, index=index)

    def adverse_ends(self) -> dict[str, float]:
        """For each input the end of its range that is worse for the bar that it moves most (as a share of the widest
        movement of that bar by any input). An input that moves no bar is left as it is."""
        names = list(self.moves.by_name)
        if not self.bars or not names:
            return {}
        points = [{name: end} for name in names for end in self._ends_of(name)]
        seen = self.evaluate(points, list(dict.fromkeys(bar.measure for bar in self.bars))).values
        left = np.array([np.nan_to_num(gaps(bar, seen), nan=-np.inf) for bar in self.bars])
        left = np.clip(left, -_BROKEN, _BROKEN).reshape(len(self.bars), len(names), 2)
        swings = np.abs(left[:, :, 1] - left[:, :, 0])
        swings[swings <= _DUST * np.array([[abs(bar.value)] for bar in self.bars])] = 0.0
        widest = swings.max(axis=1, keepdims=True)
        most = np.argmax(swings / np.where(widest > 0, widest, 1.0), axis=0)
        return {
            name: self._ends_of(name)[int(np.argmin(left[bar, number]))]
            for number, (name, bar) in enumerate(zip(names, most.tolist(), strict=True))
            if swings[bar, number]
        }

    def bar_for(self, measure: str) -> Bar | None:
        """The bar of a measure, if it has one."""
        return next((bar for bar in self.bars if bar.measure == measure), None)

    def known(self, name: str) -> str:
        """The name of an input that is moved; ScenarioError for another."""
        if name not in self.moves.by_name:
            there = f"There are {', '.join(self.moves.by_name) or 'none'}."
            raise ScenarioError.one("", name, "no input of that name is moved", there)
        return name

    def __repr__(self) -> str:
        return f"<Sensitivity {self.current.label}: {', '.join(self.moves.by_name) or 'nothing moves'}>"

    def _bar(self, bar: Bar | str) -> Bar:
        return bar_of(bar, self.current) if isinstance(bar, str) else bar

    def _ends_of(self, name: str) -> tuple[float, float]:
        return self.moves.by_name[name].low, self.moves.by_name[name].high

    def _tornado(self, measure: str, names: Sequence[str], values: Floats) -> pd.DataFrame:
        import pandas as pd

        base, ends = values[0], values[1:].reshape(-1, 2)
        known = np.column_stack([ends, np.full(len(ends), base)])
        known = np.where(np.isfinite(known), known, base)
        swing = known.max(axis=1) - known.min(axis=1)
        columns: dict[str, Any] = {
            "low": [self._ends_of(name)[0] for name in names],
            "high": [self._ends_of(name)[1] for name in names],
            "value_low": ends[:, 0],
            "value_high": ends[:, 1],
            "base": np.full(len(ends), base),
            "swing": np.where(swing <= _DUST * abs(base), 0.0, swing),
        }
        frame = pd.DataFrame(columns, index=pd.Index(list(names), name="input"))
        frame.attrs = {"measure": measure, "structure": self.current.structure}
        return frame.sort_values("swing", ascending=False, kind="stable")

    def _usable(self, measure: str) -> str:
        """A measure that a draw has; ScenarioError for another."""
        name = measure_named(measure).name
        is_price = name == PRICE and self.financing == "priced_again" and self.current.solved is not None
        if name not in self.current.assembled.model.rows and not is_price:
            why = self.current.reasons.get(name) or BY_NAME[name].blank or "it is not told by one run of the model"
            raise ScenarioError.one("", name, "cannot be followed while inputs move", f"{why[:1].upper()}{why[1:]}.")
        return name

    def _deal(self, measures: tuple[str, ...]) -> Deal:
        rows = self.current.assembled.model.rows
        asked = [asked_for(measure, rows) for measure in measures]
        single = dict.fromkeys([*measures, *(name for names, _ in asked for name in names)])
        by_period = dict.fromkeys(name for _, names in asked for name in names)
        kept = self.__dict__.setdefault("_deals", {})
        if (key := tuple(single)) not in kept:
            kept[key] = deal_of(self.signed, self.current, self.financing, key, tuple(by_period))
        found: Deal = kept[key]
        return found


def _values_of(result: Result, measures: Sequence[str], events: Sequence[str]) -> list[float]:
    """Measures and events of a run, NaN for a blank."""
    found = [result.measures[name] for name in measures]
    found += [float(result.run.values[event].max()) if event in result.run.values else None for event in events]
    return [float("nan") if value is None else value for value in found]
