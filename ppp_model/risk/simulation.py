"""What the draws of a structure come to: percentiles, events, goals, tails, drivers and fans, with standard errors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from ppp_model.errors import ScenarioError
from ppp_model.measures import BY_NAME, CHECKS, EVENTS, IDENTITIES, MEASURES
from ppp_model.results import Result
from ppp_model.risk import statistics
from ppp_model.risk.drawn import Drawn
from ppp_model.risk.drivers import Driven, indices, rank_regression, stacked
from ppp_model.risk.goals import Goal, goals_of
from ppp_model.risk.job import Floats
from ppp_model.risk.outcome import Draws, Mixed
from ppp_model.risk.statistics import FAN, LEVELS, level_name

if TYPE_CHECKING:
    import pandas as pd

    from ppp_model.outputs.charts import Chart

INDEXED = ("burden_poorest", "net_public_cost_pv", "dscr_min", "equity_irr", "equity_npv", "enpv")
"""The measures of which it is shown what drives them."""
TAILS = {"net_public_cost_pv": 1, "public_support_pv": 1, "guarantee_received_pv": 1, "equity_npv": -1}
"""What is lost in the tail: lines of which more is worse (1) or less (-1)."""
TAIL_LEVEL = 0.95
HELD = {
    "held": "Held as signed: prices, the amounts of debt and its repayments",
    "sized_again": "Held: prices. In each draw debt, reserves and equity are sized again",
    "priced_again": "Nothing is held: in each draw the price is solved and debt is sized again",
}


@dataclass
class Simulation:
    """The draws of one structure under one case; ``simulation["equity_irr"]`` is an array of a number for each draw.

    All figures are worked out from the draws in the order of their numbers. Blank and failed draws are left out of
    percentiles, which say how many they are. Standard errors come from the spread of independent scramblings.
    """

    base: Result
    """The run without draws."""
    drawn: Drawn
    found: Draws
    manifest: Mapping[str, Any]
    """What the draws are draws of: version, scenario, structure, seed, method, financing, conventions."""
    mixed: Mixed | None = None
    """The further runs for first-order and total indices."""

    def __getitem__(self, name: str) -> Floats:
        return self.values(name)

    def values(self, name: str) -> Floats:
        """A measure, event or check for each draw, NaN for a blank; raises ScenarioError for another name."""
        if name not in self.found.values:
            allowed = f"There are {', '.join(self.found.values)}."
            raise ScenarioError.one("", name, "is not among the values of the draws", allowed)
        return self.found.values[name]

    # What was asked

    @property
    def label(self) -> str:
        """What to call structure and case."""
        return self.base.label

    @property
    def count(self) -> int:
        """Number of draws."""
        return self.found.count

    @property
    def financing(self) -> str:
        """``held``, ``sized_again`` or ``priced_again``."""
        return str(self.manifest["financing"])

    @property
    def held(self) -> str:
        """What is held and what moves, in words."""
        moving = ", ".join(name.replace("_", " ") for name in self.drawn.moving) or "nothing"
        return f"{HELD[self.financing]}. What moves: {moving}."

    @property
    def ok(self) -> bool:
        """Whether every draw could be run and adds up."""
        return not self.found.failed.any() and not any(self.checks.get(name) for name in IDENTITIES)

    # Figures

    @cached_property
    def measures(self) -> list[str]:
        """The headline measures that some draw has, in order."""
        there = self.found.values
        return [m.name for m in MEASURES if m.name in there and np.isfinite(there[m.name]).any()]

    @cached_property
    def blanks(self) -> dict[str, int]:
        """For each measure the draws that could be run but in which it is blank."""
        ran = ~self.found.failed
        return {name: int((ran & np.isnan(self.found.values[name])).sum()) for name in self.measures}

    @cached_property
    def percentiles(self) -> pd.DataFrame:
        """By side and measure: the run without draws, mean, its standard error, deviation, P1 to P99, blank draws."""
        import pandas as pd

        rows = [self._row(name) for name in self.measures]
        columns = ["as_it_stands", "mean", "mean_error", "deviation", *map(level_name, LEVELS), "blank"]
        return pd.DataFrame(rows, index=_by_side(self.measures), columns=columns)

    def _row(self, name: str) -> list[float]:
        values, sets = self.found.values[name], self.drawn.scramblings
        stands = self.base.measures[name]
        return [
            np.nan if stands is None else stands, float(statistics.mean(values)),
            float(statistics.error(values, statistics.mean, sets)), statistics.deviation(values),
            *statistics.quantiles(values), self.blanks[name],
        ]  # fmt: skip

    @cached_property
    def errors(self) -> pd.DataFrame:
        """By side and measure the standard errors of P1 to P99."""
        import pandas as pd

        sets = self.drawn.scramblings
        rows = [statistics.error(self.found.values[name], statistics.quantiles, sets) for name in self.measures]
        return pd.DataFrame(rows, index=_by_side(self.measures), columns=[*map(level_name, LEVELS)])

    @cached_property
    def events(self) -> pd.DataFrame:
        """By event: the side that feels it, label, probability, standard error, and the draws in which it happens."""
        import pandas as pd

        there = [name for name in EVENTS if name in self.found.values]
        rows = [(*EVENTS[name], *self.probability(self.found.values[name]), self._times(name)) for name in there]
        columns = ["side", "label", "probability", "error", "draws"]
        return pd.DataFrame(rows, index=pd.Index(there, name="event"), columns=columns)

    def _times(self, name: str) -> int:
        return int(np.nansum(self.found.values[name]))

    def probability(self, happens: Floats) -> tuple[float, float]:
        """Share of the draws that ran in which a flag is 1, and its standard error."""
        flags = np.where(self.found.failed, np.nan, happens)
        return float(statistics.mean(flags)), float(statistics.error(flags, statistics.mean, self.drawn.scramblings))

    @property
    def checks(self) -> dict[str, int]:
        """For each check that fails in some draw, in how many."""
        found = {name: int((self.found.values[name] == 0).sum()) for name in CHECKS if name in self.found.values}
        return {name: times for name, times in found.items() if times}

    # Goals

    @cached_property
    def _goals(self) -> tuple[tuple[Goal, ...], dict[str, str]]:
        return goals_of(self.base.loaded.scenario.uncertainty.goals, self.base)

    @property
    def goals_left_out(self) -> dict[str, str]:
        """The goals that do not apply to the structure, and why."""
        return self._goals[1]

    @cached_property
    def goals(self) -> pd.DataFrame:
        """The probability that each goal is met, all goals of a side that has several, and all together; a blank misses
        its goal (see ``Goal.met``). The index is the measure, ``all of`` a side, or ``all``."""
        import pandas as pd

        goals = self._goals[0]
        met = {goal: goal.met(self.found.values) for goal in goals}
        rows = {goal.measure: (goal.side, *goal.bars, *self.probability(met[goal])) for goal in goals}
        sides = list(dict.fromkeys(goal.side for goal in goals))
        for side in sides:
            own = [met[goal] for goal in goals if goal.side == side]
            if len(own) > 1:
                rows[f"all of {side}"] = (side, np.nan, np.nan, *self.probability(np.min(own, axis=0)))
        if len(goals) > 1:
            rows["all"] = ("all", np.nan, np.nan, *self.probability(self.meets_all))
        columns = ["side", "at_least", "at_most", "probability", "error"]
        return pd.DataFrame(list(rows.values()), index=pd.Index(list(rows), name="goal", dtype=object), columns=columns)

    @cached_property
    def meets_all(self) -> Floats:
        """1 for each draw in which all goals are met."""
        met = [goal.met(self.found.values) for goal in self._goals[0]]
        return np.min(met, axis=0) if met else np.full(self.count, np.nan)

    # Tails

    @cached_property
    def tails(self) -> pd.DataFrame:
        """By line: mean, value at risk at 95 % and mean of the tail beyond, each with its standard error; of costs the
        largest are the tail, of a net present value the least."""
        import pandas as pd

        there = [name for name in TAILS if np.isfinite(self.found.values.get(name, np.nan)).any()]
        moving = [name for name in there if statistics.varies(self.found.values[name])]
        columns = ["mean", "mean_error", "value_at_risk", "value_at_risk_error", "tail_mean", "tail_mean_error"]
        rows = [self.tail(name) for name in moving]
        return pd.DataFrame(rows, index=pd.Index(moving, name="line", dtype=object), columns=columns)

    def tail(self, name: str, level: float = TAIL_LEVEL, worse: int | None = None) -> list[float]:
        """Mean, value at risk and tail mean of a value, each followed by its standard error.

        ``worse`` is 1 where more is worse, -1 where less is (as ``TAILS`` says when None). The value at risk is worse
        than a share ``level`` of the draws; the tail mean is the mean of the rest.
        """
        sign = worse or TAILS.get(name, 1)
        losses, sets = sign * self.values(name), self.drawn.scramblings
        found = []
        for figure in (
            statistics.mean,
            lambda some: statistics.quantiles(some, [level])[0],
            lambda some: statistics.tail_mean(some, level),
        ):
            found += [sign * float(figure(losses)), float(statistics.error(losses, figure, sets))]
        return found

    # Drivers

    @cached_property
    def drivers(self) -> pd.DataFrame:
        """By measure and input: standardised rank regression coefficient with its error, the R2 of the regression, and,
        where they were asked for, first-order and total indices with their errors."""
        import pandas as pd

        frames = {name: self.driven(name) for name in self.indexed}
        frames = {name: frame for name, frame in frames.items() if frame is not None}
        if not frames:
            return pd.DataFrame(columns=["rank", "rank_error", "explained"])
        return pd.concat(frames, names=["measure", "input"])

    @property
    def indexed(self) -> list[str]:
        """The measures of which it is shown what drives them."""
        return [name for name in INDEXED if name in self.measures]

    def driven(self, name: str) -> pd.DataFrame | None:
        """What drives one measure: a row for each input; None when it does not vary."""
        import pandas as pd

        moving = list(self.drawn.moving)
        sets = self.drawn.scramblings
        ranked = rank_regression(stacked({one: self.found.inputs[one] for one in moving}), self.values(name), sets)
        if ranked is None:
            return None
        columns = {"rank": ranked.figures["rank"], "rank_error": ranked.errors["rank"], "explained": ranked.explained}
        parted = self._indices(name)
        if parted is not None:
            for kind in ("first", "total"):
                columns |= {kind: parted.figures[kind], f"{kind}_error": parted.errors[kind]}
        return pd.DataFrame(columns, index=pd.Index(moving, name="input", dtype=object))

    def _indices(self, name: str) -> Driven | None:
        """First-order and total indices of a measure, None where they were not asked for or it does not vary."""
        if self.mixed is None or name not in self.mixed.values[""]:
            return None
        mixed = stacked({one: self.mixed.values[one][name] for one in self.drawn.moving})
        return indices(self.values(name), self.mixed.values[""][name], mixed, self.drawn.scramblings)

    @property
    def no_indices(self) -> str:
        """Why there are no first-order and total indices; nothing when there are."""
        if self.mixed is not None:
            return ""
        if not self.drawn.independent:
            pairs = ", ".join(f"{one} and {other}" for one, other in self.drawn.correlations)
            return f"inputs are correlated ({pairs}), so that variance cannot be parted among them"
        return "they were not asked for"

    # By period and by draw

    def fan(self, line: str) -> pd.DataFrame:
        """Percentiles of a line by period end, over the draws in which it is not blank.

        Raises ScenarioError for a line that was not kept by period (``fan=`` of ``Study.simulate``).
        """
        import pandas as pd

        if line not in self.found.by_period:
            there = f"There are {', '.join(self.found.by_period) or 'none'}."
            raise ScenarioError.one("", line, "was not kept by period", there)
        index = pd.DatetimeIndex(self.base.assembled.calendar.labels, name="period end")
        rows = statistics.fan(self.found.by_period[line])
        return pd.DataFrame(rows, index=index, columns=[*map(level_name, FAN)])

    def chart(self, name: str) -> Chart:
        """A picture of the fan of a line kept by period, or of how a measure spreads with its goal."""
        from ppp_model.risk.pictures import draws_picture

        return draws_picture(self, name)

    @property
    def fans(self) -> list[str]:
        """The lines that were kept by period."""
        return list(self.found.by_period)

    @cached_property
    def draws(self) -> pd.DataFrame:
        """A row for each draw: what was drawn (``input.NAME``), measures, events and checks, and whether it failed."""
        import pandas as pd

        columns: dict[str, Any] = {f"input.{name}": values for name, values in self.found.inputs.items()}
        columns |= self.found.values
        frame = pd.DataFrame(columns | {"failed": self.found.failed})
        frame.index.name = "draw"
        return frame

    @property
    def failed(self) -> pd.DataFrame:
        """The draws that could not be run: number, reason, and what was drawn."""
        import pandas as pd

        numbers = np.flatnonzero(self.found.failed)
        reasons = [self.found.reasons.get(number) or "it does not settle" for number in numbers.tolist()]
        columns = {name: values[numbers] for name, values in self.found.inputs.items()}
        frame = pd.DataFrame(columns, index=pd.Index(numbers, name="draw"))
        frame.insert(0, "reason", reasons, allow_duplicates=True)  # an input may have that name too
        return frame

    # Views

    def to_dict(self) -> dict[str, Any]:
        """Everything but the single draws as plain data; see ``risk.plain.simulation_data``."""
        from ppp_model.risk.plain import simulation_data

        return simulation_data(self)

    def __repr__(self) -> str:
        return f"<Simulation {self.label}: {self.count:,} draws, {int(self.found.failed.sum())} failed>"

    def _repr_html_(self) -> str:
        from ppp_model.outputs.notebook import page_html
        from ppp_model.outputs.page_simulation import simulation_page

        return page_html(simulation_page(self.to_dict(), self.base))


def _by_side(names: Sequence[str]) -> pd.MultiIndex:
    import pandas as pd

    return pd.MultiIndex.from_tuples([(BY_NAME[name].side, name) for name in names], names=["side", "measure"])
