"""How much of each kind of support closes the same gap: amount, public cost, timing, and who bears the risk.

The gap is what a measure (the owners' return) misses its target by, and the lenders' cover its least value, at the
prices as written. An instrument meets both with the least of it. Its cost to the public is what it adds to the net
cost in present value, other things (taxes, the utility's deficit, owners' dividends) included; interest that a soft
loan forgoes counts as paid by its giver, at the loan's rate as written.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, get_args

import numpy as np
from numpy.typing import NDArray

from ppp_model.analysis.instruments import Instrument, instruments
from ppp_model.analysis.runs import calculated
from ppp_model.errors import ModelError, ScenarioError
from ppp_model.measures import BY_NAME
from ppp_model.results import Result
from ppp_model.scenario.load import Loaded
from ppp_model.scenario.mixing import with_value
from ppp_model.scenario.model import Scenario, Solve
from ppp_model.scenario.model_project import Giver
from ppp_model.scenario.paths import unit_at
from ppp_model.scenario.words import did_you_mean, listed

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
COVER = "dscr_min"
PLAN = "as it stands"
"""What the scenario without a case is called among the cases."""
_PUBLIC = ("nation", "state", "city")
_OTHERS = ("given_by_donors", "given_by_partners")
_CLOSE = 1e-9


@dataclass(frozen=True)
class Gap:
    """What is to be met: a measure at least at its target, and the lenders' cover at least at its own."""

    measure: str
    target: float
    cover: float | None = None

    @property
    def goals(self) -> list[tuple[str, float]]:
        """Measures with their least values."""
        return [(self.measure, self.target)] + ([] if self.cover is None else [(COVER, self.cover)])

    def missed(self, result: Result) -> list[tuple[str, float]]:
        """The goals that a result misses."""
        return [(name, value) for name, value in self.goals if not _meets(result, name, value)]


@dataclass(frozen=True)
class Equivalent:
    """What one instrument takes to close the gap. Numbers are NaN, years None, where it does not."""

    name: str
    label: str
    input: str
    """Dotted key of the input that is moved."""
    unit: str
    reached: bool
    why_not: str
    """Why the gap is not closed, or the instrument does not apply."""
    value: float = math.nan
    """The input that closes the gap, in its unit."""
    before: float = math.nan
    """The input without more support than there is."""
    public_cost_pv: float = math.nan
    """What it adds to the net cost to the public, in present value."""
    given_by_others_pv: float = math.nan
    """What donors and partner cities give more, in present value."""
    first_year: int | None = None
    last_year: int | None = None
    budget_share_peak: float = math.nan
    """Largest share of the city's budget in a period, all payments of the structure together."""
    public_cost_in: Mapping[str, float] = field(default_factory=dict)
    """What the same amount adds to the net cost to the public in other cases: the risk that the city bears."""
    target_in: Mapping[str, float] = field(default_factory=dict)
    """The measure of the target in other cases: the risk that stays with the owners."""
    fails: tuple[str, ...] = ()
    """Checks that fail with it and not without."""
    measures: Mapping[str, float | None] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """As plain data, NaN as None."""
        plain = dataclasses.asdict(self)
        cases = {name: {case: _plain(value) for case, value in plain[name].items()} for name in _IN_CASES}
        return {name: _plain(value) for name, value in plain.items()} | cases


_IN_CASES = ("public_cost_in", "target_in")


@dataclass(frozen=True)
class Equivalents:
    """The instruments side by side, with the gap that each closes."""

    gap: Gap
    before: Mapping[str, float | None]
    """The measures without more support than there is."""
    found: tuple[Equivalent, ...]

    def __iter__(self) -> Iterator[Equivalent]:
        return iter(self.found)

    def __getitem__(self, name: str) -> Equivalent:
        return {one.name: one for one in self.found}[name]

    @property
    def is_met(self) -> bool:
        """Whether there is no gap."""
        return all((self.before[name] or -math.inf) >= value for name, value in self.gap.goals)

    @property
    def frame(self) -> pd.DataFrame:
        """A row for each instrument; NaN for a blank."""
        import pandas as pd

        rows = [
            {"instrument": one.name, "reached": one.reached, "amount": one.value, "unit": one.unit,
             "before": one.before, "public_cost_pv": one.public_cost_pv, "given_by_others_pv": one.given_by_others_pv,
             "first_year": one.first_year, "last_year": one.last_year, "budget_share_peak": one.budget_share_peak}
            | {f"public_cost_pv in {case}": cost for case, cost in one.public_cost_in.items()}
            | {f"{self.gap.measure} in {case}": value for case, value in one.target_in.items()}
            | {"why_not": one.why_not}
            for one in self.found
        ]  # fmt: skip
        return pd.DataFrame(rows).set_index("instrument")

    def to_dict(self) -> dict[str, Any]:
        """As plain data, NaN as None."""
        return {
            "target": dict(self.gap.goals),
            "before": {name: self.before[name] for name, _ in self.gap.goals},
            "instruments": {one.name: one.to_dict() for one in self.found},
        }


def equivalents(
    loaded: Loaded, plan: Loaded, gap: Gap, cases: Sequence[Loaded] = (), giver: str = "city"
) -> Equivalents:
    """Each instrument at the amount that closes the gap of a loaded scenario, and what it costs there and in cases.

    ``plan`` is the scenario without a case. A structure's own ``solve:`` is left out. ``giver`` gives the grant, the
    subsidy, the aid and the soft loan. Raises ScenarioError for a giver that there is not.
    """
    if giver not in get_args(Giver):
        hint = did_you_mean(giver, get_args(Giver))
        raise ScenarioError.one("", "giver", f"unknown giver `{giver}`", f"There are {listed(get_args(Giver))}.", hint)
    loaded, plan, *cases = (_without_solve(one) for one in (loaded, plan, *cases))
    before = calculated(loaded)
    others = {case.case or PLAN: (case, calculated(case)) for case in cases}
    uses, equity = (float(before.values(line)[0, 0]) for line in ("total_uses", "equity"))
    closer = _Closer(loaded, before, gap, giver, others)
    kinds = instruments(loaded.scenario, plan.scenario, giver, uses, equity)
    return Equivalents(gap, before.measures, tuple(closer.equivalent(one) for one in kinds))


@dataclass(frozen=True)
class _Closer:
    """Closes one gap by one instrument after the other."""

    loaded: Loaded
    before: Result
    gap: Gap
    giver: str
    cases: Mapping[str, tuple[Loaded, Result]]
    """Other cases with their runs without the instrument."""

    def equivalent(self, one: Instrument) -> Equivalent:
        """What an instrument takes."""
        why, result = one.why_not, None
        if not why and not self.gap.missed(self.before):
            why = "the target is met without more support"
        if not why:
            try:
                why, result = self._least(one)
            except ModelError:
                why = "the runs that were tried with it do not settle"
        scenario = one.add(self.loaded.scenario)
        unit = unit_at(scenario, one.input) if one.input else ""
        if result is None:
            return Equivalent(one.name, one.label, one.input, unit, False, why)
        return Equivalent(one.name, one.label, one.input, unit, True, "", **self._told(one, result))

    def _least(self, one: Instrument) -> tuple[str, Result | None]:
        """The run with the least of an instrument that closes the gap; or why there is none."""
        changed = self._with(one, self.loaded)
        if one.step:
            return self._least_steps(one, changed)
        found: list[tuple[float, Result]] = []
        low, high = sorted((one.none, one.most))
        for measure, value in self.gap.missed(self.before):
            wanted = Solve(input=one.input, measure=measure, target=value, between=(low, high))
            result = calculated(changed, wanted)
            assert result.solved
            if not result.solved.reached:
                return f"{_named(measure)}: {result.solved.binds}", None
            found.append((abs(result.solved.value - one.none), result))
        result = max(found, key=lambda item: item[0])[1]
        missed = self.gap.missed(result)
        return (f"{_named(missed[0][0])} stays short of its target", None) if missed else ("", result)

    def _least_steps(self, one: Instrument, changed: Loaded) -> tuple[str, Result | None]:
        """The same for an input that moves in steps; more of it is taken to be no worse for the goals."""
        low, high = 0, round((one.most - one.none) / one.step)
        best = self._at(one, changed, one.none + high * one.step)
        missed = self.gap.missed(best)
        if missed:
            return f"{_named(missed[0][0])} stays short of its target even with all of it", None
        while high - low > 1:
            middle = (low + high) // 2
            result = self._at(one, changed, one.none + middle * one.step)
            low, high, best = (low, middle, result) if not self.gap.missed(result) else (middle, high, best)
        return "", best

    def _told(self, one: Instrument, result: Result) -> dict[str, Any]:
        """Cost, timing and risk of an instrument that closes the gap."""
        value = float(result.assembled.inputs[result.assembled.lines_at(one.input)[0]][0, 0])
        public, others = self._cost(one, result, self.before)
        runs = {name: self._at(one, self._with(one, case), value) for name, (case, _) in self.cases.items()}
        known = {name: run for name, (_, run) in self.cases.items()}
        first, last = self._years(one, result)
        return {
            "value": value, "before": one.none, "public_cost_pv": public, "given_by_others_pv": others,
            "first_year": first, "last_year": last,
            "budget_share_peak": _number(result.measures["budget_share_peak"]),
            "public_cost_in": {name: self._cost(one, run, known[name])[0] for name, run in runs.items()},
            "target_in": {name: _number(run.measures[self.gap.measure]) for name, run in runs.items()},
            "fails": tuple(words for name, words in result.failures.items() if name not in self.before.failures),
            "measures": result.measures,
        }  # fmt: skip

    def _cost(self, one: Instrument, result: Result, before: Result) -> tuple[float, float]:
        """Present values of what the public pays net and of what others give, more than before."""
        public = _present(result, result.values("net_public_cost")) - _present(before, before.values("net_public_cost"))
        others = sum(_present(result, result.values(line)) - _present(before, before.values(line)) for line in _OTHERS)
        forgone = _present(result, self._forgone(one, result))
        return (public + forgone, others) if self.giver in _PUBLIC else (public, others + forgone)

    def _forgone(self, one: Instrument, result: Result) -> Floats:
        """Interest that the giver of a soft loan forgoes, at the loan's rate as written; none for other instruments."""
        keys = one.input.split(".")
        if one.name != "soft_loan":
            return np.zeros((1, 1))
        rate = result.values(f"debt.{keys[2]}.rate")
        balance = result.values(f"debt.{keys[2]}.opening_converted") * result.values("period_years")
        return np.asarray((one.none - rate) * balance)

    def _years(self, one: Instrument, result: Result) -> tuple[int | None, int | None]:
        """First and last calendar year in which the public or another giver pays, or forgoes, more."""
        lines = ("public_payments", "tax_forgone", *_OTHERS)
        more = [np.maximum(result.values(line) - self.before.values(line), 0.0) for line in lines]
        paid = (sum(more) + self._forgone(one, result))[0] > _CLOSE * result.values("total_uses")[0, 0]
        years = result.values("calendar_year")[0][np.broadcast_to(paid, result.values("calendar_year").shape[1:])]
        return (int(years[0]), int(years[-1])) if len(years) else (None, None)

    def _with(self, one: Instrument, loaded: Loaded) -> Loaded:
        return dataclasses.replace(loaded, scenario=one.add(loaded.scenario))

    def _at(self, one: Instrument, changed: Loaded, value: float) -> Result:
        scenario: Scenario = with_value(changed.scenario, one.input.split("."), value)
        return calculated(dataclasses.replace(changed, scenario=scenario))


def _named(measure: str) -> str:
    label = BY_NAME[measure].label
    return f"{label[:1].lower()}{label[1:]}"


def _meets(result: Result, measure: str, value: float) -> bool:
    found = result.measures.get(measure)
    return found is not None and found >= value - _CLOSE * max(abs(value), 1.0)


def _without_solve(loaded: Loaded) -> Loaded:
    return dataclasses.replace(loaded, scenario=loaded.scenario.model_copy(update={"solve": None}))


def _present(result: Result, flows: Floats) -> float:
    """Present value of a line at the public rate."""
    return float(np.sum(flows * result.values("public_discount_factor")))


def _number(value: float | None) -> float:
    return math.nan if value is None else value


def _plain(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value
