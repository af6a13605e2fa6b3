"""Random paths by year: what an input is multiplied by, or what is added to it, in each year.

``shares`` are uniform numbers between 0 and 1, shaped (draws, years); so is what comes back. A factor's expected value
is stated with each process.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ppp_model.scenario.model import RandomPath
from ppp_model.toolbox.risk import Lognormal, Normal

Floats = NDArray[np.float64]

MONTHS_IN_YEAR = 12


def widths(path: RandomPath) -> tuple[str, ...]:
    """The streams of chance of each year: the step itself and, of a jump, its size."""
    return ("step", "size") if path.process == "jump" else ("step",)


def walked(path: RandomPath, shares: Floats, sizes: Floats | None) -> Floats:
    """The path over its years; ``sizes`` are the shares of a jump's size."""
    match path.process:
        case "random_walk":
            return _random_walk(path, shares)
        case "mean_reversion":
            return _mean_reversion(path, shares)
        case "shock":
            return _shock(path, shares)
        case "jump":
            assert sizes is not None
            return _jump(path, shares, sizes)


def _random_walk(path: RandomPath, shares: Floats) -> Floats:
    """Steps that stay. As a factor lognormal, its mean (1 + drift)^k after k steps; added, normal with mean k drift."""
    drift, volatility = path.drift or 0.0, path.volatility or 0.0
    scores = _scores(shares)
    if path.acts_as == "added":
        return np.asarray(np.cumsum(drift + volatility * scores, axis=1))
    return np.asarray(np.exp(np.cumsum(np.log1p(drift) - volatility**2 / 2 + volatility * scores, axis=1)))


def _mean_reversion(path: RandomPath, shares: Floats) -> Floats:
    """Steps of which the share 1 - speed is left a year later. As a factor lognormal with mean 1; added, with mean 0.

    y_k = (1 - speed) y_(k-1) + volatility z_k, whose variance is the sum of the squares of what is left of each step.
    """
    volatility, kept = path.volatility or 0.0, 1 - (path.speed or 0.0)
    scores = _scores(shares)
    found, level = np.empty_like(scores), np.zeros(len(scores))
    for year in range(scores.shape[1]):
        level = kept * level + volatility * scores[:, year]
        found[:, year] = level
    if path.acts_as == "added":
        return found
    variance = np.cumsum((volatility * kept ** np.arange(scores.shape[1])) ** 2)
    return np.asarray(np.exp(found - variance / 2))


def _shock(path: RandomPath, shares: Floats) -> Floats:
    """Losses that come by chance and fade in equal steps; those of several years act on each other as factors.

    Mean of a factor: the product over the years since of 1 + probability size (what is left of it).
    """
    size, comes = path.size or 0.0, _comes(path, shares)
    lasts = round((path.lasts or 0.0) / MONTHS_IN_YEAR)
    found = np.zeros(shares.shape) if path.acts_as == "added" else np.ones(shares.shape)
    for since in range(min(lasts, shares.shape[1])):
        effect = comes[:, : shares.shape[1] - since] * size * (1 - since / lasts)
        if path.acts_as == "added":
            found[:, since:] += effect
        else:
            found[:, since:] *= 1 + effect
    return found


def _jump(path: RandomPath, shares: Floats, sizes: Floats) -> Floats:
    """Steps that come by chance and stay. Mean of a factor after k years: (1 + probability size)^k.

    With a deviation, 1 + size is lognormal for a factor, and the size normal when it is added.
    """
    size, comes = path.size or 0.0, _comes(path, shares)
    if path.acts_as == "added":
        steps = Normal(size, path.deviation).at(sizes) if path.deviation else size
        return np.asarray(np.cumsum(comes * steps, axis=1), dtype=np.float64)
    factor = Lognormal(1 + size, path.deviation).at(sizes) if path.deviation else 1 + size
    return np.asarray(np.cumprod(np.where(comes, factor, 1.0), axis=1), dtype=np.float64)


def _comes(path: RandomPath, shares: Floats) -> NDArray[np.bool_]:
    """Whether the event comes: a loss at the low end of the shares, a gain at the high end, so that a correlation above
    0 with another path means that both fall or rise together."""
    probability = path.probability or 0.0
    return shares < probability if (path.size or 0.0) < 0 else shares > 1 - probability


def _scores(shares: Floats) -> Floats:
    from scipy import special

    return np.asarray(special.ndtri(shares))
