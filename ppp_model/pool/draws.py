"""Defaults of members drawn by chance: what the layers pay and what lenders lose, over many draws at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ppp_model.calendar import MONTHS_IN_YEAR
from ppp_model.engine.run import Floats
from ppp_model.pool.assemble import AssembledPool

_CHUNK = 500


@dataclass(frozen=True)
class DrawnDefaults:
    """What each draw gives, by line: an array with one value for each draw."""

    values: dict[str, Floats]

    def mean(self, line: str) -> float:
        """The mean over the draws."""
        return float(np.mean(self.values[line]))

    def error(self, line: str) -> float:
        """The standard error of that mean."""
        values = self.values[line]
        return float(np.std(values, ddof=1) / np.sqrt(len(values))) if len(values) > 1 else float("nan")

    def percentile(self, line: str, share: float) -> float:
        """The value that a share of the draws does not exceed."""
        return float(np.quantile(self.values[line], share))

    def chance(self, line: str, above: float) -> float:
        """The share of the draws in which a line is above a value."""
        return float(np.mean(self.values[line] > above))


def drawn_defaults(assembled: AssembledPool) -> DrawnDefaults | None:
    """The pool run once for each draw; None where no member can default by chance."""
    defaults = defaults_of(assembled)
    if not defaults:
        return None
    layers = [name for name, _ in assembled.shape.layers]
    lines = {"short_most", "unpaid_most", "loss_pv", "guarantees_called_pv", "public_cost_pv"}
    lines |= {f"layers.{name}.drawn_pv" for name in layers}
    number = assembled.pool.draws.number
    found: dict[str, list[Floats]] = {line: [] for line in lines}
    for start in range(0, number, _CHUNK):
        some = {name: rows[start : start + _CHUNK] for name, rows in defaults.items()}
        values = assembled.run(some, wanted=lines).values
        for line in lines:
            found[line].append(np.broadcast_to(values[line], (min(_CHUNK, number - start), 1))[:, 0])
    return DrawnDefaults({line: np.concatenate(rows) for line, rows in found.items()})


def defaults_of(assembled: AssembledPool) -> dict[str, Floats]:
    """1 while a member is in default, shaped (draws, periods), for the members that can default; a member does so once.

    With ``draws.dependence: common`` one number is drawn for all members in each period, so that they default together.
    """
    draws, calendar = assembled.pool.draws, assembled.calendar
    shape = (draws.number, calendar.periods)
    lasts = round(draws.lasts / calendar.months) if draws.lasts is not None else calendar.periods
    age = np.arange(calendar.periods)
    found = {}
    for number, name in enumerate(assembled.shape.members):
        rate = assembled.inputs[f"members.{name}.default_rate"][0, 0]
        if not rate:
            continue
        key = 0 if draws.dependence == "common" else number + 1
        chance = np.random.default_rng((draws.seed, key)).random(shape)
        hit = chance < 1.0 - (1.0 - rate) ** (calendar.months / MONTHS_IN_YEAR)
        hit[:, 0] = False
        first = np.where(hit.any(axis=1), np.argmax(hit, axis=1), calendar.periods)[:, None]
        found[f"members.{name}.defaulted"] = ((age >= first) & (age < first + lasts)).astype(float)
    return found
