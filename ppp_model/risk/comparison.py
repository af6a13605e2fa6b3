"""Structures under the same draws, and how often each is best for each side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from ppp_model.engine.ops import at_least
from ppp_model.errors import ModelError
from ppp_model.measures import BY_NAME
from ppp_model.risk import statistics
from ppp_model.risk.job import Floats
from ppp_model.risk.plain import comparison_data, plain
from ppp_model.risk.simulation import Simulation

if TYPE_CHECKING:
    import pandas as pd

BEST = {
    "burden_poorest": -1, "coverage_end": 1, "net_public_cost_pv": -1, "budget_share_peak": -1, "dscr_min": 1,
    "equity_irr": 1, "equity_npv": 1, "leverage": 1, "enpv": 1,
}  # fmt: skip
"""By what a structure is best for the side of the measure: the most (1) or the least (-1) of it."""


@dataclass
class DrawComparison:
    """Simulations of several structures with the same draws; ``comparison["as_signed"]`` is one of them.

    A draw counts where every structure could be run. In it the best structure is the one with the most, or the least,
    of a measure; those within rounding of the best are tied. A structure in which the measure is blank is not best.
    """

    study: str
    simulations: Mapping[str, Simulation]

    def __post_init__(self) -> None:
        first = next(iter(self.simulations.values()))
        for one in self.simulations.values():
            same = one.count == first.count and one.found.inputs.keys() == first.found.inputs.keys()
            if not same or any(not np.array_equal(one.found.inputs[n], v) for n, v in self._alike(first).items()):
                raise ModelError(f"{one.label} and {first.label} do not have the same draws")

    def _alike(self, first: Simulation) -> dict[str, Floats]:
        """What is drawn of inputs; of a path only the mean over operation is kept, whose length differs."""
        inputs = {one.name for one in first.drawn.inputs_drawn}
        return {name: values for name, values in first.found.inputs.items() if name in inputs}

    def __getitem__(self, structure: str) -> Simulation:
        return self.simulations[structure]

    def __iter__(self) -> Iterator[str]:
        return iter(self.simulations)

    @property
    def count(self) -> int:
        """Number of draws."""
        return next(iter(self.simulations.values())).count

    @cached_property
    def counts(self) -> Any:
        """Whether a draw counts: every structure could be run."""
        return ~np.any([one.found.failed for one in self.simulations.values()], axis=0)

    @property
    def compared(self) -> int:
        """Draws that count."""
        return int(self.counts.sum())

    @cached_property
    def measures(self) -> list[str]:
        """The measures of ``BEST`` that some structure has and that are not the same for all in every draw."""
        return [name for name in BEST if self._differs(name)]

    def _differs(self, name: str) -> bool:
        values = self._values(name)
        return bool(np.isfinite(values).any()) and any(not np.array_equal(values[0], v, equal_nan=True) for v in values)

    def _values(self, name: str) -> Floats:
        """A measure of each structure, shaped (structures, draws); blank where it is not there."""
        blank = np.full(self.count, np.nan)
        return np.stack([one.found.values.get(name, blank) for one in self.simulations.values()])

    @property
    def best(self) -> pd.DataFrame:
        """By side and measure the share of draws in which each structure alone is best."""
        return self._frame("best")

    @property
    def best_errors(self) -> pd.DataFrame:
        """The standard errors of ``best``."""
        return self._frame("error")

    @property
    def tied(self) -> pd.DataFrame:
        """By side and measure the share of draws in which each structure is tied with others for the best."""
        return self._frame("tied")

    @property
    def blank(self) -> pd.DataFrame:
        """By side and measure the draws that count in which it is blank, so that the structure is not best."""
        return self._frame("blank")

    def _frame(self, figure: str) -> pd.DataFrame:
        import pandas as pd

        index = pd.MultiIndex.from_tuples([(BY_NAME[name].side, name) for name in self.measures])
        rows = [{structure: row[figure] for structure, row in self._all[name].items()} for name in self.measures]
        return pd.DataFrame(rows, index=index.set_names(["side", "measure"]), columns=list(self.simulations))

    @cached_property
    def _all(self) -> dict[str, dict[str, dict[str, Any]]]:
        return {name: self._best_of(name) for name in self.measures}

    def _best_of(self, name: str) -> dict[str, dict[str, Any]]:
        """For each structure how often it is best by a measure."""
        values = BEST[name] * self._values(name)
        sets = next(iter(self.simulations.values())).drawn.scramblings
        there = np.where(np.isfinite(values), values, -np.inf)
        most = there.max(axis=0)
        first = np.isfinite(there) & (at_least(there, np.where(np.isfinite(most), most, 0.0)) != 0)
        alone, tied = first & (first.sum(axis=0) == 1), first & (first.sum(axis=0) > 1)
        found = {}
        for row, structure in enumerate(self.simulations):
            wins, shares = (np.where(self.counts, which[row], np.nan) for which in (alone, tied))
            found[structure] = {
                "best": float(statistics.mean(wins)), "error": float(statistics.error(wins, statistics.mean, sets)),
                "tied": float(statistics.mean(shares)), "blank": int((self.counts & ~np.isfinite(values[row])).sum()),
            }  # fmt: skip
        return found

    @property
    def best_data(self) -> dict[str, dict[str, Any]]:
        """How often each is best as plain data: whether most or least is wanted, and a row for each structure."""
        return {
            name: {
                "wanted": "most" if BEST[name] > 0 else "least",
                "structures": {structure: plain(row) for structure, row in self._all[name].items()},
            }
            for name in self.measures
        }

    @property
    def ranges(self) -> dict[str, pd.DataFrame]:
        """For each compared measure a row for each structure: mean, P5, P50, P95."""
        import pandas as pd

        found = {}
        for name in self.measures:
            rows = {
                structure: [float(statistics.mean(values)), *statistics.quantiles(values, (0.05, 0.5, 0.95))]
                for structure, values in zip(self.simulations, self._values(name), strict=True)
            }
            found[name] = pd.DataFrame.from_dict(rows, orient="index", columns=["mean", "P5", "P50", "P95"])
        return found

    @property
    def ok(self) -> bool:
        """Whether every draw of every structure could be run and adds up."""
        return all(one.ok for one in self.simulations.values())

    def to_dict(self) -> dict[str, Any]:
        """Everything but the single draws as plain data."""
        return comparison_data(self)

    def __repr__(self) -> str:
        return f"<DrawComparison {self.study}: {', '.join(self.simulations)}; {self.count:,} draws>"

    def _repr_html_(self) -> str:
        from ppp_model.outputs.notebook import page_html
        from ppp_model.outputs.page_draws import draws_page

        return page_html(draws_page(self.to_dict()))
