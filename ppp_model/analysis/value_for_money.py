"""Value for money of a structure, from its run and that of the study's comparator under the same case.

All flows are costs to the public, by period; the formulas are those of ``toolbox.value_for_money``.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ppp_model.calendar import by_year_from_close
from ppp_model.errors import ModelError, PppError, ScenarioError
from ppp_model.measures import BY_NAME, VALUE
from ppp_model.results import Result
from ppp_model.scenario.load import Loaded
from ppp_model.scenario.model_value import Risk, RiskPoint, Spread, ValueForMoney
from ppp_model.toolbox.inputs import Floats
from ppp_model.toolbox.risk import Lognormal, Normal, Outcomes, Pert, Points, Triangular, Uniform
from ppp_model.toolbox.value_for_money import Appraisal, Exposure, Side

_ITSELF = "this is the comparator itself"
_BY_STRUCTURE = "the taxes charged to it are those of the structure it is compared with"
_COSTS_NOTHING = "the comparator costs the public nothing, or brings money"
_SAME_IN_BOTH = ("timeline.close", "timeline.period", "conventions.flow_timing", "conventions.irr_times")
_PAID_BY_USERS = ("utility_collected", "user_revenue")
_SPREADS = {"triangular": Triangular, "pert": Pert, "uniform": Uniform, "normal": Normal, "lognormal": Lognormal}
_TINY = 1e-9


def appraisal_of(comparator: Result, result: Result) -> Appraisal:
    """The comparison of a structure with the comparator, by the structure's own ``value_for_money``.

    Raises ScenarioError when it has none, or when the two runs do not share their calendar and its conventions.
    """
    section = section_of(result)
    _check_alike(comparator, result)
    public, partner = _Flows(comparator, result), _Flows(result, comparator)
    rates, default = section.rates, float(result.values("public_discount_rate")[0, 0])
    neutrality, other = section.neutrality, section.efficiency
    taxes = {
        "credited": partner.nothing,
        "partnership": partner["public_taxes"],
        "given": public.yearly(neutrality.given),
    }
    operation = public["operating_cost"] + public["maintenance_spend"]
    ours = {
        "raw": public["net_public_cost"],
        "efficiency": other.works * public["works_cost"] + other.operation * operation,
        "taxes": taxes[neutrality.taxes],
        "insurance": public.yearly(neutrality.insurance),
        "transaction": section.transaction_cost.comparator * public["at_close"],
        "monitoring": public.yearly(section.monitoring_cost.comparator),
    }
    credited = neutrality.taxes == "credited"
    theirs = {
        "payments": partner["net_public_cost"] + (0.0 if credited else partner["public_taxes"]),
        "transaction": section.transaction_cost.partnership * partner["at_close"],
        "monitoring": partner.yearly(section.monitoring_cost.partnership),
    }
    sides = (
        Side(ours, public.times, default if rates.comparator is None else rates.comparator),
        Side(theirs, public.times, default if rates.partnership is None else rates.partnership),
    )
    risks = tuple(_exposure(name, risk, public) for name, risk in section.risks.items())
    return Appraisal(sides, risks, dict(section.correlations))


def value_measures(comparator: Result, result: Result) -> dict[str, float | str]:
    """The measures ``psc_pv``, ``vfm`` and ``vfm_share`` of a structure: each a number, or why it is blank."""
    itself = result.structure == comparator.structure
    if itself and section_of(result).neutrality.taxes == "partnership":
        return {"psc_pv": _BY_STRUCTURE, "vfm": _ITSELF, "vfm_share": _ITSELF}
    found = appraisal_of(comparator, result)
    if itself:
        return {"psc_pv": found.psc, "vfm": _ITSELF, "vfm_share": _ITSELF}
    share = found.vfm_share
    return {"psc_pv": found.psc, "vfm": found.vfm, "vfm_share": _COSTS_NOTHING if share is None else share}


def without_comparator(name: str, error: PppError) -> dict[str, float | str]:
    """Why there are no measures when the comparator cannot be run under the same case and changes."""
    first = str(error).partition("\n")[0].rstrip(".")
    return dict.fromkeys(VALUE, f"the comparator `{name}` cannot be compared with here: {first}")


def comparator_of(loaded: Loaded) -> str | None:
    """The name of the comparator of a structure, None when it is not weighed."""
    section = loaded.scenario.value_for_money
    return section.comparator if section is not None else None


def section_of(result: Result) -> ValueForMoney:
    """A structure's own ``value_for_money``; ScenarioError when it is not weighed."""
    section = result.loaded.scenario.value_for_money
    if section is None or section.comparator is None:
        what = f"the structure `{result.structure}` has {BY_NAME['vfm'].blank}"
        raise ScenarioError.one("", "value_for_money", what)
    return section


class _Flows:
    """Lines of a run by period, the shorter of two runs made as long as the other with nothing after its end."""

    def __init__(self, result: Result, other: Result) -> None:
        self.result = result
        self.periods = max(one.assembled.calendar.periods for one in (result, other))
        longer = max((result, other), key=lambda one: one.assembled.calendar.periods)
        self.times = np.array(longer.values("flow_years")[0])
        self.nothing = np.zeros(self.periods)
        self.levels = f"currencies.{result.currency}.price_level"

    def __getitem__(self, line: str) -> Floats:
        """A line, 0 throughout where the run does not have it."""
        if line not in self.result.run.values:
            return self.nothing
        row = np.broadcast_to(self.result.values(line)[0], self.result.assembled.calendar.periods)
        return np.pad(row, (0, self.periods - len(row)))

    def yearly(self, amount: float) -> Floats:
        """A yearly sum at the prices of close, paid in operation."""
        return amount * self["period_years"] * self["in_operation"] * self[self.levels]

    def sum_in_all(self, amount: float, risk: Risk) -> Floats:
        """A sum at the prices of close, spread by a profile, over operation, or as the works are paid."""
        if risk.profile is None and risk.when != "operation":
            return _shared(amount, self["works_cost"]) * self[self.levels]
        return self._spread(amount, risk.profile) * self[self.levels]

    def base_of(self, risk: Risk) -> Floats:
        """The flows that the impacts of a risk are shares of."""
        if risk.amount is not None:
            return self.sum_in_all(risk.amount, risk)
        lines = _PAID_BY_USERS if risk.base == "user_payments" else (risk.base,)
        flows: Floats = np.sum([self[line] for line in lines], axis=0)
        if risk.profile is not None:
            return self._spread(float(flows.sum()), risk.profile)
        if risk.when is None:
            return flows
        return flows * self["before_operation" if risk.when == "construction" else "in_operation"]

    def _spread(self, amount: float, profile: Sequence[float] | None) -> Floats:
        """A sum spread by year from close, or evenly over operation."""
        if profile is None:
            return _shared(amount, self["period_years"] * self["in_operation"])
        by_year = by_year_from_close(self.result.assembled.calendar, [*profile, 0.0])[0]
        shares = np.pad(by_year, (0, self.periods - len(by_year))) * self["period_years"]
        if abs(shares.sum() - 1) > _TINY:
            what = f"{len(profile)} years are more than the comparator lasts"
            raise ScenarioError.one("", "value_for_money.risks", what, "A `profile` must end with the contract.")
        return amount * shares


def _exposure(name: str, risk: Risk, public: _Flows) -> Exposure:
    return Exposure(
        name=name, outcomes=outcomes_of(risk), base=public.base_of(risk), comparator_share=risk.comparator_share,
        partnership_share=risk.partnership_share, priced_in_bid=risk.priced_in_bid, group=risk.correlation or "",
    )  # fmt: skip


def outcomes_of(risk: Risk) -> Outcomes:
    """How a risk of the register may turn out."""
    if risk.spread is not None:
        return _spread_of(risk.spread)
    points: Sequence[RiskPoint] = tuple(risk.points.values())
    return Points([point.probability for point in points], [point.impact for point in points])


def _spread_of(spread: Spread) -> Outcomes:
    given = spread.model_dump(exclude={"shape"}, exclude_none=True)
    found: Outcomes = _SPREADS[spread.shape](**given)
    return found


def _shared(amount: float, by: Floats) -> Floats:
    """A sum in proportion to a row; ModelError where the row is nothing."""
    total = float(by.sum())
    if total <= 0:
        raise ModelError("a sum in the risk register has nothing to go by: no works, or no operation.")
    return amount * by / total


def _check_alike(comparator: Result, result: Result) -> None:
    """Refuse two runs whose flows cannot be set against each other period by period."""
    for path in _SAME_IN_BOTH:
        part, _, name = path.partition(".")
        ours, theirs = (getattr(getattr(one.loaded.scenario, part), name) for one in (comparator, result))
        if ours != theirs:
            what = f"`{result.structure}` has {theirs}, its comparator `{comparator.structure}` {ours}"
            raise ScenarioError.one("", path, what, "Both must have the same.")
