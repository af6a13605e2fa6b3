"""Access to a service over the years: coverage, when everyone is served, and what that takes.

People (or households) are counted at the end of years 0, 1, 2, ... along the last axis. Rates and shares are fractions
per year. An argument that is not a finite number, or lies out of its range, raises ModelError.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ppp_model.errors import ModelError
from ppp_model.toolbox.inputs import Floats, fractions, numbers

WATER_LADDER = ("surface water", "unimproved", "limited", "basic", "safely managed")
"""Rungs of drinking water, worst first. Source: WHO and UNICEF Joint Monitoring Programme."""


def population_path(population: ArrayLike, growth: ArrayLike, years: int) -> Floats:
    """People in years 0 to ``years``, shaped (..., years + 1): P0 (1 + g)^t; ``population`` and ``growth`` (...)."""
    factor = 1 + numbers("growth", growth, above=-1)
    path: Floats = numbers("population", population, least=0)[..., None] * factor[..., None] ** _year_numbers(years)
    return path


def additions_path(first: ArrayLike, growth: ArrayLike, years: int) -> Floats:
    """People newly served in years 1 to ``years``, shaped (..., years): ``first`` in year 1, growing at ``growth``."""
    return population_path(first, growth, years - 1)


def served_path(population: ArrayLike, served: ArrayLike, additions: ArrayLike, lost: ArrayLike = 0.0) -> Floats:
    """People served, shaped (..., years + 1): S_t = min(P_t, S_(t-1) (1 - lost) + a_t).

    ``population`` (..., years + 1); ``served`` (...) in year 0, at most the population; ``additions`` (..., years) or
    the same every year; ``lost`` is the share of connections that fail each year and must be replaced first.
    """
    population, served = numbers("population", population, least=0), numbers("served", served, least=0)
    if np.any(served > population[..., 0] * (1 + 1e-9)):
        raise ModelError("served must be at most the population of year 0.")
    years = population.shape[-1] - 1
    added = numbers("additions", additions)
    added = np.broadcast_to(added[..., None] if added.ndim == 0 else added, (*added.shape[:-1], years))
    kept = 1 - fractions("lost", lost)
    shape = np.broadcast_shapes(population.shape[:-1], served.shape, added.shape[:-1], kept.shape)
    path = np.empty((*shape, years + 1))
    path[..., 0] = served
    for year in range(1, years + 1):
        path[..., year] = np.minimum(population[..., year], path[..., year - 1] * kept + added[..., year - 1])
    return path


def coverage_path(
    population: float, growth: float, coverage: float, additions: ArrayLike, years: int, lost: float = 0.0
) -> Floats:
    """Share of people served in years 0 to ``years``, shaped (years + 1,).

    ``coverage`` is that of year 0; ``additions``, people per year, is one number or (years,); the rest as above.
    """
    people = population_path(population, growth, years)
    path: Floats = served_path(people, people[0] * fractions("coverage", coverage), additions, lost) / people
    return path


def universal_year(population: ArrayLike, served: ArrayLike) -> int | None:
    """First year in which everyone is served, or None if there is none; both (years + 1,)."""
    people = numbers("population", population, least=0)
    reached = np.flatnonzero(numbers("served", served, least=0) >= people * (1 - 1e-9))
    return int(reached[0]) if reached.size else None


def least_gap(population: ArrayLike, served: ArrayLike) -> tuple[float, int]:
    """Fewest people without service in any year, and the first year with that few; both (years + 1,)."""
    gap = numbers("population", population, least=0) - numbers("served", served, least=0)
    year = int(np.argmin(gap))
    return float(gap[year]), year


def least_gap_time(population: ArrayLike, growth: ArrayLike, additions: ArrayLike) -> Floats:
    """Time in years at which the gap is least with the same additions every year: ln(a / (P0 ln(1 + g))) / ln(1 + g).

    Then the population grows by as many as are added; 0 where it does from the start. ``growth`` above 0.
    """
    speed = np.log1p(numbers("growth", growth, above=0))
    added, people = numbers("additions", additions, above=0), numbers("population", population, above=0)
    time: Floats = np.maximum(np.log(added / (people * speed)) / speed, 0)
    return time


def required_additions(
    population: ArrayLike, growth: ArrayLike, served: ArrayLike, years: int, additions_growth: ArrayLike = 0.0,
    lost: ArrayLike = 0.0,
) -> Floats:  # fmt: skip
    """People to be newly served in year 1, so that everyone is in year ``years``, when additions grow at a rate.

    (P_T - S_0 (1 - lost)^T) / sum over t of (1 + h)^(t-1) (1 - lost)^(T-t), never below 0; without growth and losses,
    the gap of year T over T. ``served`` in year 0; all shaped (...).
    """
    last = population_path(population, growth, years)[..., -1]
    kept = (1 - fractions("lost", lost))[..., None]
    back = _year_numbers(years - 1)[::-1]
    weight = np.sum(additions_path(1.0, additions_growth, years) * kept**back, axis=-1)
    need = last - numbers("served", served, least=0) * kept[..., 0] ** years
    required: Floats = np.maximum(need, 0) / weight
    return required


def climb_ladder(people: ArrayLike, moves: ArrayLike, years: int, growth: ArrayLike = 0.0) -> Floats:
    """People on each rung of a service ladder in years 0 to ``years``, shaped (years + 1, rungs).

    ``people`` (rungs,), worst rung first; ``moves`` (rungs, rungs): of those on the rung of the row, the share that is
    on the rung of the column a year later; each row adds up to 1. People grow at ``growth`` on every rung alike.
    """
    people, moves = numbers("people", people, least=0), fractions("moves", moves)
    if moves.shape != (len(people), len(people)) or np.any(np.abs(moves.sum(axis=1) - 1) > 1e-9):
        raise ModelError("moves must have a row and a column for each rung, and each row must add up to 1.")
    step = moves * (1 + float(numbers("growth", growth, above=-1)))
    path = [people]
    for _ in range(len(_year_numbers(years)) - 1):
        path.append(path[-1] @ step)
    return np.stack(path)


def _year_numbers(years: int) -> Floats:
    return np.arange(int(numbers("years", years, least=0)) + 1.0)
