"""Where a measure begins to be good enough: what the study itself says of lenders, owners and households."""

from __future__ import annotations

from dataclasses import dataclass

from ppp_model.results import Result


@dataclass(frozen=True)
class Threshold:
    """A value that a measure shall at least, or at most, have; and who says so."""

    value: float
    at_least: bool
    says: str
    """Whose limit it is, in words."""
    key: str
    """The key of the scenario that holds it; empty if none does."""


def thresholds_of(result: Result) -> dict[str, Threshold]:
    """The thresholds of a structure by measure; limits of its ``frontier`` come first."""
    scenario = result.loaded.scenario
    found: dict[str, Threshold] = {}
    city = scenario.city
    if city is not None and scenario.retail is not None:
        needs = city.basic_needs or any(group.basic_needs for group in city.groups.values())
        if not needs:
            affordable = float(result.values("affordability_threshold")[0, 0])
            found["burden_poorest"] = Threshold(affordable, False, "what is affordable", "city.affordability_threshold")
    lock_up = scenario.finance.lock_up
    if lock_up:
        found["dscr_min"] = Threshold(lock_up, True, "the lock-up of the loans", "finance.lock_up")
    elif scenario.finance.debt:
        found["dscr_min"] = Threshold(1.0, True, "cash covers debt service", "")
    rate = scenario.conventions.equity_discount_rate
    if rate is not None:
        found["equity_irr"] = Threshold(rate, True, "what owners ask for", "conventions.equity_discount_rate")
    if scenario.economy is not None:
        found["enpv"] = Threshold(0.0, True, "benefits exceed costs", "")
    for name, limit in (scenario.frontier.limits if scenario.frontier is not None else {}).items():
        for value, at_least in ((limit.at_least, True), (limit.at_most, False)):
            if value is not None:
                end = "at_least" if at_least else "at_most"
                found[name] = Threshold(value, at_least, "a limit of the study", f"frontier.limits.{name}.{end}")
    return found
