"""What a run of a pool gives: measures with reasons, any line by date, tables, checks."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from ppp_model.engine.run import Floats, Run
from ppp_model.errors import ScenarioError
from ppp_model.pool.absorbed import ESCROW, Absorbed, absorbed
from ppp_model.pool.assemble import AssembledPool
from ppp_model.pool.draws import DrawnDefaults, drawn_defaults
from ppp_model.pool.measures import CHECKS, LINES, MEASURES
from ppp_model.pool.tables import TABLES, pool_table
from ppp_model.scenario.load import Change
from ppp_model.scenario.load_pool import LoadedPool
from ppp_model.scenario.words import did_you_mean

if TYPE_CHECKING:
    import pandas as pd

_OF_GUARANTEE = ("guarantee_promised", "guarantee_called", "guarantor_cost_pv", "guarantee_expected_pv")
_PERCENTILE = 0.95
_DUST = 1e-12


@dataclass
class PoolResult:
    """One structure of a pool under one case, calculated.

    ``result["all_in_rate"]`` is a number, ``result["layers.reserve.drawn_total"]`` a pandas Series by period end
    (money in whole units of the study's currency).
    """

    loaded: LoadedPool
    assembled: AssembledPool
    run: Run

    @property
    def structure(self) -> str:
        """Name of the structure."""
        return self.loaded.structure

    @property
    def case(self) -> str | None:
        """Name of the case."""
        return self.loaded.case

    @property
    def label(self) -> str:
        """What to call structure and case in a heading."""
        return self.loaded.label

    @property
    def changes(self) -> tuple[Change, ...]:
        """Every change to the file that structure, case and ``--set`` made."""
        return self.loaded.changes

    # Lines

    @property
    def lines(self) -> list[str]:
        """The names of all lines."""
        return list(self.run.values)

    def values(self, line: str) -> Floats:
        """A line as an array shaped (1, periods), or (1, 1) for one that is the same throughout."""
        if line not in self.run.values:
            hint = did_you_mean(line, self.run.values)
            raise ScenarioError.one("", line, "no such line", f"There are {len(self.run.values)}.", hint)
        return self.run.values[line]

    def __getitem__(self, line: str) -> float | pd.Series[float]:
        values = self.values(line)
        return float(values[0, 0]) if values.shape[1] == 1 else self.by_period({line: line})[line]

    def number(self, line: str) -> float | None:
        """A single value; None for a blank or a line that this structure does not have."""
        value = float(self.run.values[line][0, 0]) if line in self.run.values else math.nan
        return value if math.isfinite(value) else None

    def total(self, line: str) -> float:
        """A line added up over the periods."""
        return float(self.values(line).sum())

    def by_period(self, columns: Mapping[str, str]) -> pd.DataFrame:
        """Lines (line -> heading) side by side, those that this structure has; a row for each period."""
        import pandas as pd

        calendar = self.assembled.calendar
        index = pd.DatetimeIndex(calendar.labels, name="period end")
        found = {line: label for line, label in columns.items() if line in self.run.values}
        data = {label: np.broadcast_to(self.values(line)[0], (calendar.periods,)) for line, label in found.items()}
        return pd.DataFrame(data, index=index)

    # What is searched for and drawn

    @cached_property
    def absorbed(self) -> Absorbed:
        """How large a fall of revenue each layer, and the pool for each member, absorbs."""
        return absorbed(self.assembled)

    @cached_property
    def drawn(self) -> DrawnDefaults | None:
        """The pool under drawn defaults; None where no member has a default rate."""
        return drawn_defaults(self.assembled)

    # Measures and checks

    @cached_property
    def measures(self) -> dict[str, float | None]:
        """The measures by name; None where one does not apply (see ``reasons``)."""
        found = {name: self.number(line) for name, line in LINES.items()}
        if not any(kind == "guarantee" for _, kind in self.assembled.shape.layers):
            found |= dict.fromkeys(_OF_GUARANTEE)
        if not self.total("expected_losses"):
            found["guarantee_expected_pv"] = None
        found |= self._struck() | self._by_chance()
        dust = _DUST * (self.number("amount") or 0.0)
        return {m.name: _swept(found.get(m.name), dust if m.kind == "money" else _DUST) for m in MEASURES}

    def _struck(self) -> dict[str, float | None]:
        """Measures over members and layers, and those that are searched for."""
        shape = self.assembled.shape
        covers = [self.number(f"members.{name}.cover_min") for name in shape.members]
        falls = [fall for fall in self.absorbed.by_member.values() if math.isfinite(fall)]
        last = f"layers.{shape.layers[-1][0]}.cover_min" if shape.layers else "cover_escrow_min"
        return {
            "cover_weakest": min((cover for cover in covers if cover is not None), default=None),
            "cover_min": self.number(last),
            "fall_absorbed_weakest": min(falls, default=None),
            "fall_absorbed_escrow": _finite(self.absorbed.by_layer[ESCROW]),
            "fall_absorbed": _finite(self.absorbed.whole),
        }

    def _by_chance(self) -> dict[str, float | None]:
        """Measures over drawn defaults."""
        drawn = self.drawn
        if drawn is None:
            return {}
        tiny = 1e-9 * (self.number("amount") or 0.0)
        return {
            "short_chance": drawn.chance("short_most", tiny),
            "late_chance": drawn.chance("unpaid_most", tiny),
            "loss_mean_pv": drawn.mean("loss_pv"),
            "guarantee_call_mean_pv": drawn.mean("guarantees_called_pv"),
            "guarantee_call_p95_pv": drawn.percentile("guarantees_called_pv", _PERCENTILE),
            "public_cost_mean_pv": drawn.mean("public_cost_pv"),
        }

    @property
    def reasons(self) -> dict[str, str]:
        """Why a measure has no value, by its name."""
        return {measure.name: measure.blank for measure in MEASURES if self.measures[measure.name] is None}

    @cached_property
    def checks(self) -> dict[str, bool]:
        """Every check and whether it passes."""
        return {name: bool(self.run.values[name].min() == 1) for name in CHECKS if name in self.run.values}

    @property
    def failures(self) -> dict[str, str]:
        """The checks that fail, and what each means."""
        return {name: CHECKS[name] for name, passed in self.checks.items() if not passed}

    @property
    def ok(self) -> bool:
        """Whether every check passes."""
        return not self.failures

    # Views

    def table(self, name: str) -> pd.DataFrame:
        """A table by name: see ``ppp_model.pool.tables.TABLES``. Raises ScenarioError for another name."""
        return pool_table(self, name)

    @property
    def tables(self) -> list[str]:
        """The names of the tables."""
        return list(TABLES)

    def to_dict(self) -> dict[str, Any]:
        """Measures, reasons, covers and absorbed falls, checks and changes as plain data (None for a blank)."""
        return {
            "label": self.label,
            "case": self.case,
            "measures": self.measures,
            "reasons": self.reasons,
            "cover_by_layer": {
                name: self.number(f"layers.{name}.cover_min") for name, _ in self.assembled.shape.layers
            },
            "fall_absorbed_by_layer": {name: _finite(fall) for name, fall in self.absorbed.by_layer.items()},
            "fall_absorbed_by_member": {name: _finite(fall) for name, fall in self.absorbed.by_member.items()},
            "checks": self.checks,
            "changes": [
                {"path": c.path, "old": c.old, "new": c.new, "by": c.origin, "at": str(c.mark)} for c in self.changes
            ],
        }

    def __repr__(self) -> str:
        state = "all checks pass" if self.ok else "; ".join(self.failures.values())
        return f"<PoolResult {self.label}: {state}>"


def _swept(value: float | None, dust: float) -> float | None:
    """A value with what is rounding beside the loans set to 0."""
    return 0.0 if value is not None and abs(value) < dust else value


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
