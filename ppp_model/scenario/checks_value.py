"""Rules about value for money and its risk register. A problem names its path; `load` adds the place."""

from __future__ import annotations

from collections.abc import Iterator

from ppp_model.errors import Problem
from ppp_model.scenario.model import Scenario
from ppp_model.scenario.model_value import Risk, Spread, ValueForMoney
from ppp_model.scenario.rules import adds_up, unused
from ppp_model.scenario.words import did_you_mean, listed

_TINY = 1e-9
_NEEDS = {
    "triangular": ("low", "mode", "high"), "pert": ("low", "mode", "high"), "uniform": ("low", "high"),
    "normal": ("mean", "deviation"), "lognormal": ("mean", "deviation"),
}  # fmt: skip
"""What each shape of a spread is given by."""


def check_value(scenario: Scenario) -> Iterator[Problem]:
    """Every rule about value for money that a scenario breaks."""
    section = scenario.value_for_money
    if section is None:
        return
    if section.neutrality.taxes != "given":
        why = f"goes with `taxes: given`, got `{section.neutrality.taxes}`"
        yield from unused(section.neutrality, "value_for_money.neutrality", ("given",), why)
    for name, risk in section.risks.items():
        path = f"value_for_money.risks.{name}"
        yield from _base(path, risk)
        yield from _outcomes(path, risk)
        yield from _correlation(path, risk, section)
    yield from _unused_correlations(section)


def _base(path: str, risk: Risk) -> Iterator[Problem]:
    """What the values are shares of, and when it falls."""
    if risk.amount is not None:
        yield from unused(risk, path, ("base",), "has no effect: the impacts are shares of the `amount`")
    if risk.profile is not None:
        yield from adds_up(f"{path}.profile", "the shares", risk.profile, _TINY)
        yield from unused(risk, path, ("when",), "stands beside a `profile` by year")


def _outcomes(path: str, risk: Risk) -> Iterator[Problem]:
    """Points or a spread, one of the two."""
    if risk.points and risk.spread is not None:
        yield Problem("", f"{path}.spread", "stands beside `points`", hint="Take one of the two away.")
    elif risk.points:
        chances = [point.probability for point in risk.points.values()]
        yield from adds_up(f"{path}.points", "the probabilities", chances, 1e-6)
    elif risk.spread is not None:
        yield from _spread(f"{path}.spread", risk.spread)
    else:
        allowed = "Give `points` (each with `probability` and `impact`) or a `spread`."
        yield Problem("", path, "nothing says how it may turn out", allowed)


def _spread(path: str, spread: Spread) -> Iterator[Problem]:
    """The parameters that the shape needs, none besides, and in their order."""
    needs = _NEEDS[spread.shape]
    others = [name for name in ("low", "mode", "high", "mean", "deviation") if name not in needs]
    yield from unused(spread, path, others, f"does not go with the shape `{spread.shape}`")
    missing = [name for name in needs if getattr(spread, name) is None]
    for name in missing:
        yield Problem("", f"{path}.{name}", "is missing", f"The shape `{spread.shape}` needs {listed(needs)}.")
    if missing:
        return
    values = [getattr(spread, name) for name in needs]
    if "low" in needs and not (values == sorted(values) and values[0] < values[-1]):
        yield Problem("", path, f"the values do not rise: {_percents(values)}", f"In this order: {listed(needs)}.")
    if "deviation" in needs and values[1] <= 0:
        yield Problem("", f"{path}.deviation", "must be greater than 0")
    if spread.shape == "lognormal" and values[0] <= 0:
        yield Problem("", f"{path}.mean", "must be greater than 0: a lognormal risk is always a cost")


def _correlation(path: str, risk: Risk, section: ValueForMoney) -> Iterator[Problem]:
    name, known = risk.correlation, section.correlations
    if name is not None and name not in known:
        there = f"`correlations` has {listed(known)}." if known else "There is no `correlations`."
        what = f"no entry `{name}` in `value_for_money.correlations`"
        yield Problem("", f"{path}.correlation", what, there, did_you_mean(name, known))


def _unused_correlations(section: ValueForMoney) -> Iterator[Problem]:
    """Correlations of fewer than two risks."""
    for name in section.correlations:
        together = [risk for risk, one in section.risks.items() if one.correlation == name]
        if len(together) < 2:
            what = f"ties together {len(together)} risk{'' if len(together) == 1 else 's'}"
            allowed = f"Two risks or more must say `correlation: {name}`."
            yield Problem("", f"value_for_money.correlations.{name}", what, allowed)


def _percents(values: list[float]) -> str:
    return ", ".join(f"{value * 100:.10g} %" for value in values)
