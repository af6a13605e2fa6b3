"""A pool's file, and from it the pool of one structure and one case, with every problem named."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from ppp_model.errors import Problem, ScenarioError
from ppp_model.scenario.checks_pool import check_pool
from ppp_model.scenario.flat import Flat
from ppp_model.scenario.load import Said, SetsFile, open_study
from ppp_model.scenario.merge import POOL_FILE, STUDY_FILE, find_study
from ppp_model.scenario.model_pool import Pool
from ppp_model.scenario.paths import Shape
from ppp_model.scenario.plain_words import problems_of
from ppp_model.scenario.quantities import Names
from ppp_model.scenario.reading import read_file

POOL = Shape(part=Pool)


@dataclass(frozen=True, kw_only=True)
class LoadedPool(Said):
    """A checked pool, the choices that led to it, and what its file says about each value."""

    pool: Pool
    """The pool."""


class PoolFile(SetsFile):
    """One study of a pool."""

    shape = POOL

    def loaded(self, structure: str | None = None, case: str | None = None, sets: Sequence[str] = ()) -> LoadedPool:
        """The pool of a structure (the first if None) and a case; raises `ScenarioError` with all problems."""
        problems: list[Problem] = []
        flat, said = self.read(structure, case, sets, problems)
        pool = _validated(flat, problems)
        if pool is None:
            raise ScenarioError(problems)
        return LoadedPool(pool=pool, **said)

    def problems_of_run(self, structure: str, case: str | None, measures: Collection[str]) -> list[Problem]:
        """The problems of one run; raises `ScenarioError` where it cannot be read."""
        self.loaded(structure, case)
        return []


def open_pool(path: str | Path) -> PoolFile:
    """The pool in a folder (its ``pool.yaml``) or file; raises `ScenarioError` if it cannot be read."""
    return PoolFile(*find_study(path, POOL_FILE))


def open_any(path: str | Path) -> SetsFile:
    """The study of a project or, if that is what is there, of a pool; raises `ScenarioError` if it cannot be read."""
    place = Path(path)
    if place.is_dir():
        is_pool = (place / POOL_FILE).is_file() and not (place / STUDY_FILE).is_file()
    else:
        is_pool = place.is_file() and "pool" in read_file(place).items
    return open_pool(path) if is_pool else open_study(path)


def _validated(flat: Flat, problems: list[Problem]) -> Pool | None:
    """The pool of plain data; None, with the problems added, if there are any."""
    sound = not problems
    problems += flat.problems
    currency = flat.data.get("currency")
    try:
        pool = Pool.model_validate(flat.data, context=Names(currency if isinstance(currency, str) else None))
    except ValidationError as error:
        problems += problems_of(error, flat, POOL)
        return None
    if sound:
        problems += [dataclasses.replace(one, where=flat.place(one.path)) for one in check_pool(pool)]
    return None if problems else pool
