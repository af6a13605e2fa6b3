"""Correlation matrices: their root, and the pair to blame when one is not positive semi-definite."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
Pairs = Mapping[tuple[str, str], float]

_TINY = 1e-10
_PROJECTIONS = 2000
_HALVINGS = 60
_PLACES = 1e4


def matrix_of(names: tuple[str, ...], pairs: Pairs) -> Matrix:
    """The matrix of the named pairs, 0 where nothing is named and 1 on the diagonal."""
    place = {name: number for number, name in enumerate(names)}
    matrix = np.eye(len(names))
    for (one, other), value in pairs.items():
        if one in place and other in place:
            matrix[place[one], place[other]] = matrix[place[other], place[one]] = value
    return matrix


def is_sound(matrix: Matrix) -> bool:
    """Whether a symmetric matrix has no eigenvalue below 0, so that such correlations can exist."""
    return bool(np.linalg.eigvalsh(matrix).min() >= -_TINY) if len(matrix) else True


def root_of(matrix: Matrix) -> Matrix:
    """The lower triangular matrix L with L L' = matrix (Cholesky); a row that follows from those above has a 0 at its
    end. A new name at the end leaves the rows of the others as they are."""
    root = np.zeros_like(matrix)
    for row in range(len(matrix)):
        for column in range(row):
            left = matrix[row, column] - root[row, :column] @ root[column, :column]
            root[row, column] = left / root[column, column] if root[column, column] > _TINY else 0.0
        root[row, row] = np.sqrt(max(matrix[row, row] - root[row, :row] @ root[row, :row], 0.0))
    return root


def pair_to_mend(names: tuple[str, ...], pairs: Pairs) -> tuple[tuple[str, str], float | None]:
    """The named pair whose correlation the nearest sound matrix changes most, and the nearest value that mends it.

    None for the value when no value of this pair alone is enough.
    """
    matrix = matrix_of(names, pairs)
    change = np.abs(_nearest(matrix) - matrix)
    place = {name: number for number, name in enumerate(names)}
    known = [pair for pair in pairs if pair[0] in place and pair[1] in place]
    for pair in sorted(known, key=lambda pair: -change[place[pair[0]], place[pair[1]]]):
        value = _nearest_value(names, pairs, pair)
        if value is not None:
            return pair, value
    return max(known, key=lambda pair: change[place[pair[0]], place[pair[1]]]), None


def _nearest_value(names: tuple[str, ...], pairs: Pairs, pair: tuple[str, str]) -> float | None:
    """The value nearest to a pair's own that makes the matrix sound, the others left as they are.

    The values that do are one interval; its middle is where the least eigenvalue, concave in the value, is greatest.
    """

    def least(value: float) -> float:
        return float(np.linalg.eigvalsh(matrix_of(names, {**pairs, pair: value})).min())

    low, high = -1.0, 1.0
    for _ in range(_HALVINGS):
        one, two = low + (high - low) / 3, high - (high - low) / 3
        low, high = (one, high) if least(one) < least(two) else (low, two)
    good, bad = (low + high) / 2, pairs[pair]
    if least(good) < 0:
        return None
    for _ in range(_HALVINGS):
        middle = (good + bad) / 2
        good, bad = (middle, bad) if least(middle) >= 0 else (good, middle)
    rounded = (np.floor if good < bad else np.ceil)(good * _PLACES) / _PLACES
    return float(rounded) if least(rounded) >= 0 else good


def _nearest(matrix: Matrix) -> Matrix:
    """The nearest correlation matrix in the sum of squares (Higham 2002: alternating projections, Dykstra)."""
    found, correction = matrix.copy(), np.zeros_like(matrix)
    for _ in range(_PROJECTIONS):
        values, vectors = np.linalg.eigh(found - correction)
        positive = (vectors * np.maximum(values, 0.0)) @ vectors.T
        correction = positive - (found - correction)
        before, found = found, positive.copy()
        np.fill_diagonal(found, 1.0)
        if np.max(np.abs(found - before)) < 1e-9:
            break
    return found
