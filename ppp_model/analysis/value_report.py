"""Value for money of several structures side by side: parts, distribution, what breaks even, how robust it is."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np

from ppp_model.results import Result
from ppp_model.toolbox.inputs import Floats
from ppp_model.toolbox.value_for_money import COMPARATOR, PARTNERSHIP, Appraisal, Draws, Exposure, Roots, Side

if TYPE_CHECKING:
    import pandas as pd

Move = Literal["both", "comparator", "partnership"]
DRAWS, SEED = 10_000, 1
_COMPARED = {
    "delivered": ("volume",), "paid_by_users_pv": ("utility_collected", "user_revenue"),
    "given_pv": ("given_by_donors", "given_by_partners"),
}  # fmt: skip
"""What the two sides should have in common, and the lines that say it."""


@dataclass(frozen=True)
class Weighed:
    """One structure weighed against the comparator, with its risks drawn."""

    comparator: Result
    result: Result
    appraisal: Appraisal
    draws: Draws | None
    """None when the register has no risks."""
    raw_parts: Mapping[str, float] = field(default_factory=dict)
    """How much of the raw cost comes from overrun and delay: what it would fall by without."""

    @cached_property
    def roots(self) -> dict[str, Roots]:
        """Break-even discount rates: of both sides alike, of the comparator's, of the partnership's."""
        return {move: self.appraisal.break_even(move) for move in get_args(Move)}

    @cached_property
    def compared(self) -> dict[str, dict[str, float]]:
        """What else differs: units delivered, what users pay, what donors give (present values at one rate)."""
        both = {"comparator": self.comparator, "partnership": self.result}
        rate = self.appraisal.comparator.rate
        return {
            name: {side: _total(run, lines, rate if name.endswith("_pv") else 0.0) for side, run in both.items()}
            for name, lines in _COMPARED.items()
        }

    @property
    def soft_loans(self) -> dict[str, float | None]:
        """Grant element of the soft loans of each side, None without."""
        both = {"comparator": self.comparator, "partnership": self.result}
        return {side: result.measures["grant_element"] for side, result in both.items()}

    def risk_row(self, risk: Exposure) -> dict[str, float]:
        """One risk: mean and most likely value as shares of its base, expected cost, and who bears it."""
        (ours, theirs), outcomes = self.appraisal.base_values(risk), risk.outcomes
        return {
            "mean": outcomes.mean, "most_likely": outcomes.most_likely, "expected_pv": outcomes.mean * ours,
            "most_likely_pv": outcomes.most_likely * ours, "comparator_share": risk.comparator_share,
            "partnership_share": risk.partnership_share, "taken_over_pv": outcomes.mean * ours * risk.taken_over,
            "kept_pv": outcomes.mean * theirs * risk.partnership_share,
        }  # fmt: skip

    def to_dict(self) -> dict[str, Any]:
        """As plain data."""
        found, drawn = self.appraisal, self.draws
        sides = {"comparator": found.comparator, "partnership": found.partnership}
        return {
            "label": self.result.loaded.labels[0],
            "comparator_label": self.comparator.loaded.labels[0],
            "rates": {name: side.rate for name, side in sides.items()},
            "assembly": {name: side.values for name, side in sides.items()},
            "raw_parts": dict(self.raw_parts),
            "psc": found.psc, "ppp": found.ppp, "vfm": found.vfm, "vfm_share": found.vfm_share,
            "vfm_at_one_rate": found.vfm_at_one_rate,
            "risks": {risk.name: self.risk_row(risk) for risk in found.exposures},
            "distribution": _distribution(drawn) if drawn else {},
            "break_even": {
                "rates": {move: list(roots.rates) for move, roots in self.roots.items()},
                "range": [self.roots["both"].lowest, self.roots["both"].highest],
                "at_every_rate": self.roots["both"].everywhere, "risk_transfer": found.break_even_transfer,
            },
            "differences": self.compared, "soft_loans": self.soft_loans,
        }  # fmt: skip


@dataclass(frozen=True)
class ValueReport:
    """Structures weighed against one comparator. Tables are DataFrames with a column for each structure."""

    study: str
    case: str | None
    comparator: str
    weighed: Mapping[str, Weighed]
    draws: int = DRAWS
    seed: int = SEED

    def __getitem__(self, structure: str) -> Weighed:
        return self.weighed[structure]

    def __iter__(self) -> Iterator[str]:
        return iter(self.weighed)

    @cached_property
    def results(self) -> dict[str, Result]:
        """The runs behind it: the comparator first."""
        first = next(iter(self.weighed.values())).comparator
        return {self.comparator: first} | {name: one.result for name, one in self.weighed.items()}

    @property
    def heading(self) -> str:
        """The study and the case, in words."""
        first = self.results[self.comparator]
        return f"{self.study}{f': {first.loaded.labels[-1]}' if first.case else ''}"

    @property
    def parts(self) -> tuple[dict[str, str], dict[str, str]]:
        """What the parts of the comparator and of the partnership are called."""
        return COMPARATOR, PARTNERSHIP

    @property
    def assembly(self) -> pd.DataFrame:
        """Present value of each part of both sides, their totals, and value for money; NaN for a blank."""
        rows: list[tuple[str, str]] = [("comparator", name) for name in (*COMPARATOR, "total")]
        rows += [("partnership", name) for name in (*PARTNERSHIP, "total")]
        rows += [("value for money", name) for name in ("amount", "share")]
        return _frame({name: _assembled(one.appraisal) for name, one in self.weighed.items()}, rows, ["side", "part"])

    @property
    def distribution(self) -> pd.DataFrame:
        """Mean, standard error, deviation, P10, P50, P90 of both costs and of value for money, and probabilities."""
        columns = {name: _flat(_distribution(one.draws)) for name, one in self.weighed.items() if one.draws}
        rows = list(next(iter(columns.values()), {}))
        return _frame(columns, rows, ["what", "statistic"])

    @property
    def break_evens(self) -> pd.DataFrame:
        """Break-even discount rates, numbered from the lowest, and the break-even share of risk transfer."""
        columns = {}
        for name, one in self.weighed.items():
            cells: dict[tuple[str, int], float | None] = {("risk transfer", 1): one.appraisal.break_even_transfer}
            for move, roots in one.roots.items():
                cells |= {(f"rate of {move}", number): rate for number, rate in enumerate(roots.rates, 1)}
            columns[name] = cells
        moves = [f"rate of {move}" for move in get_args(Move)]
        known = {key for found in columns.values() for key in found} | {(move, 1) for move in moves}
        order = [*moves, "risk transfer"]
        rows = sorted(known, key=lambda key: (order.index(str(key[0])), key[1]))
        return _frame(columns, rows, ["what", "number"])

    @property
    def risks(self) -> pd.DataFrame:
        """The risk register of each structure: mean, most likely, present values, who bears what share."""
        import pandas as pd

        rows = {
            (name, risk.name): one.risk_row(risk)
            for name, one in self.weighed.items()
            for risk in one.appraisal.exposures
        }
        frame = pd.DataFrame.from_dict(rows, orient="index")
        frame.index = pd.MultiIndex.from_tuples(rows or [("", "")][:0], names=["structure", "risk"])
        return frame

    def flows(self, structure: str) -> pd.DataFrame:
        """The flows of both sides by period end, not discounted, with the time in years and the discount factors."""
        import pandas as pd

        one = self.weighed[structure]
        columns: dict[tuple[str, str], Floats] = {}
        for side, name in ((one.appraisal.comparator, "comparator"), (one.appraisal.partnership, "partnership")):
            columns |= {(name, part): flow for part, flow in side.flows.items()}
            columns[name, "years"] = side.times
            columns[name, "discount_factor"] = (1 + side.rate) ** -side.times
        labels = max((run.assembled.calendar.labels for run in (one.comparator, one.result)), key=len)
        return pd.DataFrame(columns, index=pd.DatetimeIndex(labels, name="period end"))

    @cached_property
    def cheapest(self) -> dict[str, float]:
        """Probability that each structure, the comparator among them, costs the public least; empty without one PSC."""
        drawn = {name: one.draws for name, one in self.weighed.items()}
        first = next(iter(drawn.values()))
        if first is None or any(one is None or not np.allclose(one.psc, first.psc) for one in drawn.values()):
            return {}
        costs = np.array([first.psc, *(one.ppp for one in drawn.values() if one is not None)])
        best = np.bincount(costs.argmin(axis=0), minlength=len(costs)) / self.draws
        return dict(zip([self.comparator, *drawn], best.tolist(), strict=True))

    @property
    def sentences(self) -> dict[str, list[str]]:
        """For each structure what it comes to, how robust that is, and what else differs."""
        from ppp_model.outputs.value_text import sentences_of

        currency = next(iter(self.results.values())).currency
        return {name: sentences_of(one.to_dict(), currency) for name, one in self.weighed.items()}

    def to_dict(self) -> dict[str, Any]:
        """As plain data, as ``ppp value --json`` prints it."""
        said = self.sentences
        return {
            "study": self.study, "case": self.case, "comparator": self.comparator, "draws": self.draws,
            "seed": self.seed, "currency": next(iter(self.results.values())).currency,
            "structures": {name: one.to_dict() | {"sentences": said[name]} for name, one in self.weighed.items()},
            "probability_cheapest": self.cheapest,
        }  # fmt: skip

    def csv_rows(self) -> Iterator[list[Any]]:
        """Every number in one long table."""
        yield ["structure", "table", "item", "statistic", "value"]
        tables = {"assembly": self.assembly, "distribution": self.distribution, "break_even": self.break_evens}
        for name, frame in tables.items():
            for structure in frame.columns:
                for (item, statistic), value in zip(frame.index.tolist(), frame[structure].tolist(), strict=True):
                    yield [structure, name, item, statistic, value]
        risks = self.risks
        for (structure, risk), row in zip(risks.index.tolist(), risks.to_dict("records"), strict=True):
            for statistic, value in row.items():
                yield [structure, "risks", risk, statistic, value]

    def __repr__(self) -> str:
        return "\n".join(f"{name}: {' '.join(lines)}" for name, lines in self.sentences.items())


def _assembled(found: Appraisal) -> dict[tuple[str, str], float | None]:
    cells: dict[tuple[str, str], float | None] = {}
    for name, side in (("comparator", found.comparator), ("partnership", found.partnership)):
        cells |= {(name, part): value for part, value in side.values.items()}
        cells[name, "total"] = side.total
    return cells | {("value for money", "amount"): found.vfm, ("value for money", "share"): found.vfm_share}


def _distribution(draws: Draws) -> dict[str, Any]:
    """Statistics of the draws as plain data."""
    return {
        **draws.summary(), "probability_comparator_cheaper": draws.probability_comparator_cheaper,
        "probability_flips": draws.probability_flips, "probability_error": draws.probability_error,
    }  # fmt: skip


def _flat(found: Mapping[str, Any]) -> dict[tuple[str, str], float]:
    rows = {(what, name): value for what in ("psc", "ppp", "vfm") for name, value in found[what].items()}
    return rows | {
        ("probability", name.partition("_")[2]): value for name, value in found.items() if "probability" in name
    }


def _frame(columns: Mapping[str, Mapping[Any, float | None]], rows: list[Any], names: list[str]) -> pd.DataFrame:
    import pandas as pd

    index = pd.MultiIndex.from_tuples(rows, names=names) if rows else pd.MultiIndex.from_arrays([[], []], names=names)
    cells = {name: [_blank(found.get(row)) for row in rows] for name, found in columns.items()}
    return pd.DataFrame(cells, index=index)


def _blank(value: float | None) -> float:
    return math.nan if value is None else value


def _total(result: Result, lines: tuple[str, ...], rate: float) -> float:
    """The total of lines, those the run does not have left out, discounted at a rate."""
    times = np.array(result.values("flow_years")[0])
    found = [np.broadcast_to(result.values(line)[0], times.shape) for line in lines if line in result.run.values]
    return Side({str(n): np.array(row) for n, row in enumerate(found)}, times, rate).total
