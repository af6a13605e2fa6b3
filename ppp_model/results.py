"""What a run gives: headline measures with reasons, any line by date, tables, checks, and a notebook view."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ppp_model.assemble import Assembled
from ppp_model.engine.returns import REASONS, IrrStatus
from ppp_model.engine.run import Run
from ppp_model.errors import ScenarioError
from ppp_model.measures import BY_NAME, CHECKS, MEASURES, NO_HOUSEHOLDS, VALUE, Measure
from ppp_model.money import view
from ppp_model.scenario.load import Change, Loaded
from ppp_model.scenario.words import did_you_mean
from ppp_model.solved import Solved
from ppp_model.tables import table, tables_of, tranches
from ppp_model.tables.people import group_facts

__all__ = ["Comparison", "Result", "Solved", "measure_named"]

if TYPE_CHECKING:
    import pandas as pd

    from ppp_model.outputs.affordability import Affordability
    from ppp_model.outputs.charts import Chart
    from ppp_model.outputs.explain import Explanation, Period
    from ppp_model.outputs.purse import Purse


@dataclass
class Result:
    """One structure under one case, calculated.

    ``result["equity_irr"]`` is a number, ``result["debt.senior.closing"]`` a pandas Series by period end (money in
    whole units of the study's currency unless the line's unit says otherwise).
    """

    loaded: Loaded
    assembled: Assembled
    run: Run
    solved: Solved | None = None
    held: frozenset[str] = frozenset()
    """Lines that were kept at given values."""
    financing: str | None = None
    """What a case leaves of the deal: ``held``, ``sized_again`` or ``priced_again``; None where nobody asked."""
    appraise: Callable[[Result], Mapping[str, float | str]] | None = field(default=None, repr=False, compare=False)
    """What gives the measures that need a run of the comparator too, each a number or why it is blank."""

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
        """Every change to the study's file that structure, case and ``--set`` made."""
        return self.loaded.changes

    @property
    def currency(self) -> str:
        """The study's currency."""
        return self.loaded.scenario.currency

    @property
    def local_currency(self) -> str:
        """The city's currency, or the study's when there is no city."""
        city = self.loaded.scenario.city
        return city.currency if city else self.currency

    # Lines

    def values(self, line: str) -> np.ndarray[Any, np.dtype[np.float64]]:
        """A line as an array shaped (1, periods), or (1, 1) for one that is the same throughout."""
        if line not in self.run.values:
            raise ScenarioError.one(
                "", line, "no such line", f"`ppp lines` lists all {len(self.run.values)} of them.",
                did_you_mean(line, self.run.values),
            )  # fmt: skip
        return self.run.values[line]

    def __getitem__(self, line: str) -> float | pd.Series[float]:
        return self._as_series(line, self.values(line))

    def _as_series(self, line: str, values: np.ndarray[Any, np.dtype[np.float64]]) -> float | pd.Series[float]:
        """Values as a Series by period end, or as a number where there is one for all periods."""
        if values.shape[1] == 1:
            return float(values[0, 0])
        import pandas as pd

        index = pd.DatetimeIndex(self.assembled.calendar.labels, name="period end")
        return pd.Series(values[0], index=index, name=line)

    @property
    def lines(self) -> list[str]:
        """The names of all lines."""
        return list(self.run.values)

    # Measures

    @cached_property
    def _measured(self) -> dict[str, tuple[float | None, str]]:
        return {measure.name: self._measure(measure) for measure in MEASURES}

    @property
    def measures(self) -> dict[str, float | None]:
        """The headline measures by name; None where one does not apply (see ``reasons``)."""
        return {name: value for name, (value, _) in self._measured.items()}

    def measure(self, name: str) -> float | None:
        """One headline measure, without working out the others; only those of value for money run the comparator."""
        return self._measure(BY_NAME[name])[0]

    @property
    def reasons(self) -> dict[str, str]:
        """Why a measure has no value, by its name."""
        return {name: reason for name, (value, reason) in self._measured.items() if value is None}

    @cached_property
    def _compared(self) -> Mapping[str, float | str]:
        return self.appraise(self) if self.appraise else {}

    def _measure(self, measure: Measure) -> tuple[float | None, str]:
        if measure.name in VALUE:
            found = self._compared.get(measure.name, measure.blank)
            return (None, found) if isinstance(found, str) else (found, "")
        value = self._number(measure)
        if value is not None and math.isfinite(value):
            return value, ""
        if measure.kind == "year" and measure.name not in self.run.values:
            return None, NO_HOUSEHOLDS
        status = self.run.values.get(f"{measure.name}_status")
        if status is not None and status[0, 0] != IrrStatus.OK:
            return None, REASONS[IrrStatus(int(status[0, 0]))]
        paid_in = self.run.values.get("is_paid_in")
        if measure.name == "payback_years" and paid_in is not None and not paid_in[0, 0]:
            return None, BY_NAME["equity_multiple"].blank
        return None, measure.blank

    def _number(self, measure: Measure) -> float | None:
        if measure.name == "price_solved":
            return self.solved.value if self.solved else None
        if measure.name == "grant_element":
            return self._grant_element()
        values = self.run.values.get(measure.name)
        return None if values is None else float(values[0, 0])

    @property
    def soft_loans(self) -> dict[str, float]:
        """Grant element of each soft loan, by name of the tranche."""
        debts = self.loaded.scenario.finance.debt
        values = self.run.values
        return {name: float(values[f"debt.{name}.grant_element"][0, 0]) for name, d in debts.items() if d.concessional}

    def _grant_element(self) -> float | None:
        """Grant element of all soft loans, weighted by their size."""
        weights = {name: float(self.run.values[f"debt.{name}.commitment"][0, 0]) for name in self.soft_loans}
        everything = sum(weights.values())
        if not everything:
            return None
        return sum(self.soft_loans[name] * weight for name, weight in weights.items() if weight) / everything

    # Checks

    @cached_property
    def checks(self) -> dict[str, bool]:
        """Every check and whether it passes."""
        found = {name: bool(self.run.values[name].min() == 1) for name in CHECKS if name in self.run.values}
        found["settled"] = True  # a run that does not settle raises ModelError
        if self.solved:
            found["target_reached"] = self.solved.reached
        return found

    @property
    def failures(self) -> dict[str, str]:
        """The checks that fail, and what each means."""
        return {name: CHECKS[name] for name, passed in self.checks.items() if not passed}

    @property
    def ok(self) -> bool:
        """Whether every check passes."""
        return not self.failures

    @property
    def conventions(self) -> dict[str, Any]:
        """The choices on which practitioners differ, as made in this run."""
        scenario = self.loaded.scenario
        chosen = {"day_count": scenario.timeline.day_count, "price_base": scenario.revenue.price_base}
        return chosen | scenario.conventions.model_dump()

    # Views

    def table(self, name: str, currency: str | None = None, real: bool = False) -> pd.DataFrame:
        """A table by name: see ``ppp_model.tables.TABLES``; money in a currency and, ``real``, in prices of close.

        Raises ScenarioError for another name or a currency without an exchange rate.
        """
        return table(self, name, currency, real)

    def in_money(self, line: str, currency: str | None = None, real: bool = False) -> float | pd.Series[float]:
        """A line's money in another currency (its own when None) and, ``real``, in prices of close.

        Converted at the exchange rate of the period (a single value: of close), deflated with the price index of
        the currency in which it is shown. Raises ScenarioError for a line that is not money.
        """
        self.values(line)
        return self._as_series(line, view(self.assembled, self.run, line, currency, real))

    @property
    def tranches(self) -> dict[str, dict[str, float | None]]:
        """Amount, share of debt, rate, tenor, life, cover, grant element and lender's return of each tranche."""
        return tranches(self)

    @property
    def tables(self) -> list[str]:
        """The names of the tables that the scenario has; ``ppp_model.tables.TABLES`` says what each shows."""
        return tables_of(self)

    @property
    def groups(self) -> dict[str, dict[str, Any]]:
        """Bill against threshold and connections of each income group; see ``tables.people.group_facts``."""
        return group_facts(self)

    @property
    def affordability(self) -> Affordability:
        """Tables and a page on what people pay, who is served when, who gives and who gains."""
        from ppp_model.outputs.affordability import Affordability

        return Affordability(self)

    @property
    def purse(self) -> Purse:
        """Tables and a page on the public purse: who pays and gets what by level, and what may have to be paid."""
        from ppp_model.outputs.purse import Purse

        return Purse(self)

    def chart(self, name: str) -> Chart:
        """A picture by name, a matplotlib Figure: see ``ppp_model.outputs.charts.PICTURES``."""
        from ppp_model.outputs import charts

        return charts.draw(name, self)

    def workbook(self, path: str | Path, others: Mapping[str, Result] | None = None, force: bool = False) -> Path:
        """Write the live workbook: every line a row with one formula; see ``ppp_model.outputs.workbook``.

        ``others``: results of further structures by name, shown beside it as pasted numbers. Raises ScenarioError
        for a file that is there already, unless ``force``.
        """
        from ppp_model.outputs.workbook import write_workbook

        return write_workbook(self, path, others, force)

    @property
    def words(self) -> str:
        """What the structure comes to, in a paragraph of plain sentences."""
        from ppp_model.outputs.words import paragraph

        return paragraph(self)

    def explain(self, name: str, period: Period | None = None, depth: int = 1) -> Explanation:
        """Where a line, a measure or an input comes from; see ``ppp_model.outputs.explain.explain``."""
        from ppp_model.outputs.explain import explain

        return explain(self, name, period, depth)

    def to_dict(self) -> dict[str, Any]:
        """Measures, reasons, solved input, checks, changes and conventions as plain data (None for a blank)."""
        return {
            "label": self.label,
            "case": self.case,
            "financing": self.financing,
            "measures": self.measures,
            "reasons": self.reasons,
            "solved": self.solved.to_dict() if self.solved else {},
            "checks": self.checks,
            "residuals": self.run.residuals,
            "soft_loans": self.soft_loans,
            "tranches": self.tranches,
            "groups": self.groups,
            "changes": [
                {"path": c.path, "old": c.old, "new": c.new, "by": c.origin, "at": str(c.mark)} for c in self.changes
            ],
            "conventions": self.conventions,
        }

    def __repr__(self) -> str:
        state = "all checks pass" if self.ok else "; ".join(self.failures.values())
        return f"<Result {self.label}: {state}>"

    def _repr_html_(self) -> str:
        return Comparison(self.loaded.scenario.study, {self.structure: self})._repr_html_()


@dataclass
class Comparison:
    """Several structures of one study side by side: ``comparison["as_signed"]`` is a Result."""

    study: str
    results: dict[str, Result] = field(default_factory=dict)

    def __getitem__(self, structure: str) -> Result:
        return self.results[structure]

    def __iter__(self) -> Iterator[str]:
        return iter(self.results)

    @property
    def measures(self) -> pd.DataFrame:
        """The headline measures: rows by side and measure, a column for each structure, NaN for a blank."""
        import pandas as pd

        index = pd.MultiIndex.from_tuples([(m.side, m.name) for m in MEASURES], names=["side", "measure"])
        columns = {
            name: [math.nan if value is None else value for value in result.measures.values()]
            for name, result in self.results.items()
        }
        return pd.DataFrame(columns, index=index)

    @property
    def affordability(self) -> pd.DataFrame:
        """Of each income group its bill, threshold and connections (see ``Result.groups``), a column a structure."""
        import pandas as pd

        found = {name: result.groups for name, result in self.results.items()}
        keys = list(dict.fromkeys((group, item) for of in found.values() for group in of for item in of[group]))
        index = pd.MultiIndex.from_tuples(keys, names=["group", "item"])
        columns = {name: [of.get(group, {}).get(item) for group, item in keys] for name, of in found.items()}
        return pd.DataFrame(columns, index=index, dtype=object)

    def chart(self, name: str) -> Chart:
        """A picture of the structures by name, a matplotlib Figure: ``affordability``, ``who_pays``."""
        from ppp_model.outputs import charts

        return charts.draw(name, self)

    @property
    def words(self) -> dict[str, str]:
        """A paragraph of plain sentences on each structure."""
        return {name: result.words for name, result in self.results.items()}

    @property
    def ok(self) -> bool:
        """Whether every check of every structure passes."""
        return all(result.ok for result in self.results.values())

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain data, as ``ppp compare --json`` prints it."""
        return {"study": self.study, "structures": {name: r.to_dict() for name, r in self.results.items()}}

    def __repr__(self) -> str:
        return f"<Comparison {self.study}: {', '.join(self.results)}>"

    def _repr_html_(self) -> str:
        from ppp_model.outputs.notebook import comparison_html

        return comparison_html(self)


def measure_named(name: str) -> Measure:
    """A measure by name; raises ScenarioError with a suggestion for an unknown one."""
    if name not in BY_NAME:
        raise ScenarioError.one("", name, "unknown measure", _known(BY_NAME), did_you_mean(name, BY_NAME))
    return BY_NAME[name]


def _known(names: Mapping[str, Any]) -> str:
    return f"There are {', '.join(names)}."
