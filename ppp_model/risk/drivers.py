"""Which inputs drive a measure over draws: rank regression, and first-order and total indices of its variance."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ppp_model.risk.statistics import varies

Floats = NDArray[np.float64]

_FEWEST = 3
"""Draws that a regression needs besides one for each input."""


@dataclass(frozen=True)
class Driven:
    """How strongly a measure hangs on each input."""

    figures: dict[str, Floats]
    """``rank`` (standardised rank regression coefficients), or ``first`` and ``total``: by input in order."""
    errors: dict[str, Floats]
    """Their standard errors over scramblings."""
    draws: int
    """Draws that have a value."""
    explained: float
    """Of rank regression the share of the ranks' variance that it explains (R2), else the sum of first orders."""


def rank_regression(inputs: Floats, values: Floats, sets: int = 1) -> Driven | None:
    """Standardised rank regression coefficients of a measure on inputs, shaped (draws, inputs); blanks are left out.

    Inputs and measure are put in ranks, scaled to mean 0 and deviation 1, and regressed by least squares (Saltelli et
    al. 2008, section 1.2.5). None when the measure does not vary or there are too few draws.
    """
    found = _ranked(inputs, values)
    if found is None:
        return None
    size = len(values) // sets
    parts = [_ranked(inputs[at : at + size], values[at : at + size]) for at in range(0, size * sets, size)]
    spread = _spread([part[0] if part else np.full(inputs.shape[1], np.nan) for part in parts])
    return Driven({"rank": found[0]}, {"rank": spread}, found[1], found[2])


def _ranked(inputs: Floats, values: Floats) -> tuple[Floats, int, float] | None:
    """Coefficients, draws and R2 of a regression on ranks."""
    from scipy import stats

    there = np.isfinite(values)
    if there.sum() < inputs.shape[1] + _FEWEST or not varies(values):
        return None
    aside = _standardised(stats.rankdata(inputs[there], axis=0))
    result = _standardised(stats.rankdata(values[there])[:, None])[:, 0]
    slopes, *_ = np.linalg.lstsq(aside.T @ aside, aside.T @ result, rcond=None)  # columns of scale 1: well conditioned
    left = result - aside @ slopes
    return np.asarray(slopes, float), int(there.sum()), float(1 - left @ left / (result @ result))


def _standardised(columns: Floats) -> Floats:
    """Columns with mean 0 and deviation 1; one that does not vary is 0."""
    spread = columns.std(axis=0)
    return np.asarray((columns - columns.mean(axis=0)) / np.where(spread > 0, spread, 1.0))


def indices(first: Floats, second: Floats, mixed: Floats, sets: int = 1) -> Driven | None:
    """First-order and total indices of a measure's variance.

    ``first`` and ``second`` are its values under two independent sets of draws, shaped (draws,), ``mixed`` those under
    the first set with one input of the second, shaped (draws, inputs). First order by Saltelli et al. (2010, table 2
    b), total by Jansen (1999). Draws with a blank are left out. None when the measure does not vary.
    """
    found = _indices(first, second, mixed)
    if found is None:
        return None
    size = len(first) // sets
    cuts = [slice(at, at + size) for at in range(0, size * sets, size)]
    blank = np.full((2, mixed.shape[1]), np.nan)
    parts = [_indices(first[cut], second[cut], mixed[cut]) for cut in cuts]
    spread = _spread([part[0] if part else blank for part in parts])
    both, count = found
    names = ("first", "total")
    return Driven(
        dict(zip(names, both, strict=True)), dict(zip(names, spread, strict=True)), count, float(both[0].sum())
    )


def _indices(first: Floats, second: Floats, mixed: Floats) -> tuple[Floats, int] | None:
    there = np.isfinite(first) & np.isfinite(second) & np.isfinite(mixed).all(axis=1)
    both = np.concatenate([first[there], second[there]])
    if there.sum() < _FEWEST or not varies(both):
        return None
    variance, middle = both.var(), both.mean()
    a, b, ab = first[there, None], second[there, None], mixed[there]
    order = ((b - middle) * (ab - a)).mean(axis=0) / variance
    whole = np.square(a - ab).mean(axis=0) / (2 * variance)
    return np.stack([order, whole]), int(there.sum())


def indices_of(function: Callable[[Floats], Floats], first: Floats, second: Floats, sets: int = 1) -> Driven | None:
    """The indices of a plain function of inputs shaped (draws, inputs), under two independent sets of them."""
    mixed = []
    for column in range(first.shape[1]):
        changed = first.copy()
        changed[:, column] = second[:, column]
        mixed.append(function(changed))
    return indices(function(first), function(second), np.stack(mixed, axis=1), sets)


def stacked(columns: Mapping[str, Floats]) -> Floats:
    """Columns by name side by side."""
    return np.stack(list(columns.values()), axis=1)


def _spread(parts: list[Floats]) -> Floats:
    """Standard error from figures of independent parts; NaN with fewer than two."""
    if len(parts) < 2:
        return np.full(parts[0].shape, np.nan)
    return np.asarray(np.std(parts, axis=0, ddof=1) / np.sqrt(len(parts)))
