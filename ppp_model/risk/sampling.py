"""Uniform shares for draws: scrambled Sobol points, Latin hypercube or plain chance, any slice by itself.

A share hangs on the seed, the name of its column, its scrambling and its number in it, and on nothing else: not on the
slice that is asked for, nor (but for the place of a column in the Sobol sequence) on which other columns there are.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ppp_model.errors import ModelError

Floats = NDArray[np.float64]
Whole = NDArray[np.uint64]

_BITS = 32
"""Binary places of a Sobol point; what is left of the share is set to the middle."""
_LEAST = 2.0**-54
_KEPT = 256
"""How many scrambled columns, and how many permutations, are remembered."""


@dataclass(frozen=True)
class Column:
    """One dimension of a draw: the name of its stream, and its place in the Sobol sequence."""

    stream: str
    dimension: int


@dataclass(frozen=True)
class Sampler:
    """Shares between 0 and 1 for ``draws`` draws, parted into ``scramblings`` independent sets of equal size."""

    method: str
    seed: int
    draws: int
    scramblings: int
    columns: tuple[Column, ...]

    @property
    def each(self) -> int:
        """Draws of one scrambling."""
        return self.draws // self.scramblings

    def shares(self, start: int, stop: int, copy: int = 0) -> Floats:
        """The shares of draws ``start`` to ``stop`` (exclusive), shaped (draws, columns), none of them 0 or 1.

        ``copy`` 1, 2, ... gives as many shares again that are independent of the first, as sensitivity indices need.
        """
        if not 0 <= start <= stop <= self.draws:
            raise ModelError(f"draws {start} to {stop} do not lie within 0 to {self.draws}")
        found = np.empty((stop - start, len(self.columns)))
        done = start
        while done < stop:
            scrambling, first = divmod(done, self.each)
            last = min(first + stop - done, self.each)
            found[done - start : done - start + last - first] = self._of_one(scrambling, first, last, copy)
            done += last - first
        return found

    def _of_one(self, scrambling: int, first: int, last: int, copy: int) -> Floats:
        """A slice of one scrambling."""
        keys = [(self.seed, copy, scrambling, column.stream) for column in self.columns]
        if self.method == "sobol":
            span = max((column.dimension for column in self.columns), default=0) + 1
            places = [column.dimension + copy * span for column in self.columns]
            return _sobol(places, keys, first, last, (copy + 1) * span, self.each)
        columns = [self._column(key, first, last) for key in keys]
        return np.stack(columns, axis=1) if columns else np.empty((last - first, 0))

    def _column(self, key: Key, first: int, last: int) -> Floats:
        """A slice of one column that hangs on no other."""
        chance = _uniform(key, first, last)
        if self.method == "monte_carlo":
            return chance
        return (_permutation(key, self.each)[first:last] + chance) / self.each


Key = tuple[int, int, int, str]
"""Seed, copy, scrambling, name: what a stream of chance hangs on."""


def _stream(key: Key, use: int) -> np.random.Philox:
    """A stream of its own for a key and a use."""
    seed, copy, scrambling, name = key
    return np.random.Philox(np.random.SeedSequence([seed, copy, scrambling, use, *name.encode()]))


def _uniform(key: Key, first: int, last: int) -> Floats:
    """Numbers ``first`` to ``last`` of a stream. Philox counts in fours, so that it can start anywhere."""
    stream = _stream(key, 0)
    stream.advance(first // 4)
    found = np.random.Generator(stream).random(last - first + first % 4)[first % 4 :]
    return np.maximum(found, _LEAST)


@lru_cache(maxsize=_KEPT)
def _permutation(key: Key, count: int) -> NDArray[np.int64]:
    """The order in which the draws of a scrambling take its equal slices."""
    return np.random.Generator(_stream(key, 1)).permutation(count)


def _sobol(places: list[int], keys: list[Key], first: int, last: int, dimensions: int, count: int) -> Floats:
    """Points ``first`` to ``last`` of the Sobol sequence at some of its dimensions, each scrambled by its key.

    Point i is the sum modulo 2 of the directions at the bits of i in Gray code, and of a shift.
    """
    bits = max(count - 1, 1).bit_length()
    plain = _directions(dimensions, bits)
    scrambled = [_scrambled(key, tuple(plain[place].tolist())) for place, key in zip(places, keys, strict=True)]
    number = np.arange(first, last, dtype=np.uint64)
    gray = number ^ (number >> np.uint64(1))
    points = np.empty((len(places), last - first), dtype=np.uint64)
    for row, (shift, _) in zip(points, scrambled, strict=True):
        row[:] = shift
    for bit in range(bits):
        chosen = (gray >> np.uint64(bit)) & np.uint64(1)
        if chosen.any():
            points ^= chosen * np.array([[steps[bit]] for _, steps in scrambled], dtype=np.uint64)
    return np.asarray((points.T + 0.5) * 2.0**-_BITS, dtype=np.float64)


@lru_cache(maxsize=8)
def _directions(dimensions: int, bits: int) -> Whole:
    """The first ``bits`` direction numbers of each dimension, shaped (dimensions, bits).

    They are read off the unscrambled points: number 2^k has the Gray code 2^k + 2^(k-1), the directions k and k - 1.
    """
    from scipy.stats import qmc

    engine = qmc.Sobol(dimensions, scramble=False, bits=_BITS)
    found = np.zeros((dimensions, bits), dtype=np.uint64)
    at, before = 0, np.zeros(dimensions, dtype=np.uint64)
    for bit in range(bits):
        engine.fast_forward(2**bit - at)
        point = np.round(engine.random(1)[0] * 2.0**_BITS).astype(np.uint64)
        at = 2**bit + 1
        before = found[:, bit] = point ^ before
    return found


@lru_cache(maxsize=4 * _KEPT)
def _scrambled(key: Key, directions: tuple[int, ...]) -> tuple[int, tuple[int, ...]]:
    """A shift, and the directions of one dimension after a random linear scrambling (Matousek 1998).

    Each binary place is replaced by itself plus, modulo 2, a random choice of the places before it. Points stay evenly
    spread, each is uniform by itself, and two scramblings are independent.
    """
    stream = np.random.Generator(_stream(key, 2))
    shift, *masks = stream.integers(2**_BITS, size=_BITS + 1, dtype=np.uint64).tolist()
    places = [1 << bit for bit in range(_BITS)]
    columns = [mask & (place - 1) | place for mask, place in zip(masks, places, strict=True)]
    steps = []
    for direction in directions:
        step = 0
        for place, column in zip(places, columns, strict=True):
            if direction & place:
                step ^= column
        steps.append(step)
    return shift, tuple(steps)
