"""Partnerships before and after: who gives what to whom, and the same scenario run without and with each of them.

Without a partnership its entry is taken out of the scenario and the model runs again; nothing is estimated. A price
that was solved with all partnerships is kept in the other runs, as a price agreed is, so that what they save shows as
money and not as another price; ``priced_again`` solves it in each run.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from ppp_model.errors import ScenarioError
from ppp_model.measures import BY_NAME
from ppp_model.money import Floats
from ppp_model.results import Result
from ppp_model.scenario.model import Scenario
from ppp_model.tables.base import wide
from ppp_model.tables.cooperation import IN_CASH, KINDS, OWN

if TYPE_CHECKING:
    import pandas as pd

Run = Callable[[Callable[[Scenario], Scenario]], Result]
"""A run of the scenario after a change to it."""
MEASURES = (
    "people_served_end", "bill_poorest", "burden_poorest", "price_solved", "dscr_min", "debt", "equity_irr",
    "public_support_pv", "net_public_cost_pv", "enpv",
)  # fmt: skip
"""The headline measures that are set side by side."""


def present(result: Result, values: Floats) -> float:
    """Present value at close, at the public rate, of values by period."""
    return float((values * wide(result, result.values("public_discount_factor"))).sum())


def line(result: Result, name: str) -> Floats:
    """A line by period, nothing where the model does not have it."""
    periods = result.assembled.calendar.periods
    return wide(result, result.values(name)) if name in result.run.values else np.zeros(periods)


def delivered_and_lost(result: Result) -> tuple[Floats, Floats]:
    """Units delivered and units lost by period."""
    delivered = line(result, "volume")
    return delivered, delivered - line(result, "volume_sold") if "volume_sold" in result.run.values else 0 * delivered


def paid_less_cost(result: Result) -> Floats:
    """What users pay less what operation, maintenance and distribution cost, by period; payments between public body,
    utility and project fall out."""
    return -line(result, "flow_of_users") - line(result, "suppliers_of_operation")


def _at_end(result: Result, name: str) -> float:
    operating = np.flatnonzero(wide(result, result.values("in_operation")))
    return float(line(result, name)[operating[-1]]) if len(operating) and name in result.run.values else math.nan


def _lost_share(result: Result) -> float:
    delivered, lost = delivered_and_lost(result)
    return float(lost.sum() / delivered.sum()) if delivered.sum() and "losses" in result.run.values else math.nan


ROWS: Mapping[str, Callable[[Result], float]] = {
    "losses_mean": _lost_share,
    "losses_end": lambda one: _at_end(one, "losses"),
    "collection_end": lambda one: _at_end(one, "collection"),
    "units_sold": lambda one: float(line(one, "volume_sold").sum()),
    "units_lost": lambda one: float(delivered_and_lost(one)[1].sum()),
    "paid_by_users_pv": lambda one: present(one, -line(one, "flow_of_users")),
    "running_cost_pv": lambda one: present(one, line(one, "suppliers_of_operation")),
    "utility_margin_pv": lambda one: present(one, line(one, "utility_margin")),
    "utility_deficit_pv": lambda one: present(one, np.maximum(-line(one, "utility_margin"), 0.0)),
}
"""What is read from the lines, besides the headline measures."""


@dataclass(frozen=True)
class Saving:
    """What one or all partnerships give and bring about, against the run without any; NaN for a blank."""

    given_pv: float
    """Worth of all that is given, cash and in kind, in present value."""
    cash_pv: float
    """Of it, what is paid in money."""
    units_kept: float
    """Units less lost than without."""
    saved_pv: float
    """What users pay more, less what operation costs more, in present value."""
    saved_per_given: float
    """Saved for each unit of money given, cash and in kind."""
    saved_per_cash: float
    """Saved for each unit of money paid."""
    cost_per_unit_kept: float
    """Given for each unit less lost, both in present value."""
    public_saved_pv: float
    """What the net cost to the public falls by."""

    def to_dict(self) -> dict[str, float | None]:
        """As plain data, None for a blank."""
        return {name: _plain(value) for name, value in vars(self).items()}


@dataclass(frozen=True)
class Cooperation:
    """A structure with all its partnerships, without any, and with each of them alone."""

    all: Result
    none: Result
    alone: Mapping[str, Result]
    """With one partnership only, by its name; empty where there is only one."""
    priced_again: bool = False
    """Whether a solved price was solved again in each run."""

    @property
    def results(self) -> dict[str, Result]:
        """The runs by name: ``without``, each partnership, ``all``."""
        return {"without": self.none, **self.alone, "all": self.all}

    @property
    def failures(self) -> list[str]:
        """The checks that fail in any of the runs, in words."""
        return [f"{name}: {words}" for name, one in self.results.items() for words in one.failures.values()]

    @property
    def gifts(self) -> pd.DataFrame:
        """Who gives what to whom: the table ``cooperation`` of the run with all partnerships."""
        return self.all.table("cooperation")

    @cached_property
    def measures(self) -> dict[str, dict[str, float | None]]:
        """What is set side by side, by run and name; None for a blank."""
        return {name: dict(_measured(one)) for name, one in self.results.items()}

    @cached_property
    def savings(self) -> dict[str, Saving]:
        """What each partnership, and all of them, give and bring about; by name."""
        found = {name: self._saving(one, (name,)) for name, one in self.alone.items()}
        return found | {"all": self._saving(self.all, self.all.loaded.scenario.cooperation)}

    def _saving(self, one: Result, names: Collection[str]) -> Saving:
        cash, given = (_given_pv(one, names, lines) for lines in (_lines(IN_CASH), _lines(set(KINDS) - {OWN})))
        kept = delivered_and_lost(self.none)[1] - delivered_and_lost(one)[1]
        saved = present(one, paid_less_cost(one)) - present(self.none, paid_less_cost(self.none))
        public = [(side.measures["net_public_cost_pv"] or 0.0) for side in (self.none, one)]
        return Saving(
            given_pv=given,
            cash_pv=cash,
            units_kept=float(kept.sum()),
            saved_pv=saved,
            saved_per_given=_ratio(saved, given),
            saved_per_cash=_ratio(saved, cash),
            cost_per_unit_kept=_ratio(given, present(one, kept)),
            public_saved_pv=public[0] - public[1],
        )

    @property
    def frame(self) -> pd.DataFrame:
        """Before and after: a row for each measure, a column for each run; NaN for a blank."""
        import pandas as pd

        return pd.DataFrame(self.measures, dtype=float).rename_axis("measure")

    @cached_property
    def years(self) -> pd.DataFrame:
        """By calendar year what is given in cash and in kind, losses and collection without and with, and savings."""
        import pandas as pd

        year = wide(self.all, self.all.values("calendar_year"))
        names = self.all.loaded.scenario.cooperation
        (made, lost), (made_before, lost_before) = delivered_and_lost(self.all), delivered_and_lost(self.none)
        sums = pd.DataFrame(
            {
                "cash": _given(self.all, names, _lines(IN_CASH)),
                "in_kind": _given(self.all, names, _lines(set(KINDS) - {OWN, *IN_CASH})),
                "delivered": made, "lost": lost, "delivered_before": made_before, "lost_before": lost_before,
                "saved": paid_less_cost(self.all) - paid_less_cost(self.none),
            }
        ).groupby(year).sum()  # fmt: skip
        running = wide(self.all, self.all.values("in_operation")) > 0
        paid = [
            pd.Series(line(one, "collection")[running]).groupby(year[running]).mean() for one in (self.none, self.all)
        ]
        columns = {
            "cash": sums["cash"], "in_kind": sums["in_kind"],
            "losses_without": sums["lost_before"] / sums["delivered_before"],
            "losses": sums["lost"] / sums["delivered"], "collection_without": paid[0], "collection": paid[1],
            "units_kept": sums["lost_before"] - sums["lost"], "saved": sums["saved"],
        }  # fmt: skip
        frame = pd.DataFrame(columns)
        return frame.set_axis(pd.Index([int(one) for one in frame.index], name="year"))

    def to_dict(self) -> dict[str, Any]:
        """As plain data, None for a blank."""
        one, gifts = self.all, self.gifts.reset_index()
        years = [
            {"year": int(str(year))} | {str(key): _plain(value) for key, value in row.items()}
            for year, row in self.years.iterrows()
        ]
        return {
            "study": one.loaded.scenario.study, "structure": one.structure, "case": one.case, "label": one.label,
            "currency": one.currency, "unit": one.loaded.scenario.unit, "priced_again": self.priced_again,
            "gifts": [{str(key): value for key, value in row.items()} for row in gifts.to_dict("records")],
            "measures": self.measures,
            "savings": {name: saving.to_dict() for name, saving in self.savings.items()},
            "years": years,
            "checks": {name: result.checks for name, result in self.results.items()},
        }  # fmt: skip

    def __repr__(self) -> str:
        return f"<Cooperation {self.all.label}: {', '.join(self.all.loaded.scenario.cooperation)}>"

    def _repr_html_(self) -> str:
        from ppp_model.outputs.notebook import page_html
        from ppp_model.outputs.page_cooperation import cooperation_page

        return page_html(cooperation_page(self.to_dict(), self.all.loaded, self.failures))


def cooperation(run: Run, scenario: Scenario, priced_again: bool) -> Cooperation:
    """The runs of a scenario with all its partnerships, without any and with each alone.

    ``run`` makes a change to the scenario and calculates it. Raises ScenarioError where there is no partnership.
    """
    names = list(scenario.cooperation)
    if not names:
        what, allowed = "there is no partnership in this structure", "Write one under `cooperation`."
        raise ScenarioError.one("", "cooperation", what, allowed)
    alone = {name: run(kept((name,))) for name in names} if len(names) > 1 else {}
    return Cooperation(run(kept(names)), run(kept(())), alone, priced_again)


def kept(names: Collection[str]) -> Callable[[Scenario], Scenario]:
    """What leaves a scenario only the partnerships of some names."""

    def change(scenario: Scenario) -> Scenario:
        left = {name: one for name, one in scenario.cooperation.items() if name in names}
        return scenario.model_copy(update={"cooperation": left})

    return change


def _measured(result: Result) -> Iterator[tuple[str, float | None]]:
    for name, value_of in ROWS.items():
        yield name, _plain(value_of(result))
    for name in MEASURES:
        yield name, result.measures[BY_NAME[name].name]


def _lines(kinds: Collection[str]) -> list[str]:
    return [KINDS[kind][0] for kind in kinds]


def _given(result: Result, names: Collection[str], lines: Collection[str]) -> Floats:
    """What some partnerships give by period, of some kinds."""
    periods = result.assembled.calendar.periods
    return sum((line(result, f"cooperation.{name}.{one}") for name in names for one in lines), np.zeros(periods))


def _given_pv(result: Result, names: Collection[str], lines: Collection[str]) -> float:
    return present(result, _given(result, names, lines))


def _ratio(above: float, below: float) -> float:
    return above / below if below else math.nan


def _plain(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
