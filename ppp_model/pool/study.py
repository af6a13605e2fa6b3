"""A pool of cities: load it, run a structure under a case, compare structures."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ppp_model.errors import Problem
from ppp_model.pool.assemble import assemble_pool
from ppp_model.pool.measures import MEASURES
from ppp_model.pool.results import PoolResult
from ppp_model.scenario.load_pool import PoolFile, open_pool

if TYPE_CHECKING:
    import pandas as pd


class PoolStudy:
    """A pool's file with its structures and cases. Nothing is calculated until asked for."""

    def __init__(self, file: PoolFile) -> None:
        self.file = file

    @property
    def structures(self) -> list[str]:
        """Names of the structures, in the order of the file."""
        return list(self.file.structures)

    @property
    def cases(self) -> list[str]:
        """Names of the cases."""
        return list(self.file.cases)

    def check(self) -> list[Problem]:
        """Every problem in the file, of every structure and case."""
        return self.file.check()

    def run(self, structure: str | None = None, case: str | None = None, sets: Sequence[str] = ()) -> PoolResult:
        """Calculate one structure (the first when None) under one case.

        ``sets`` are further changes, such as ``"layers.reserve.amount=80 m INR"``. Raises ScenarioError for anything
        wrong in the file or the words, ModelError when the numbers cannot be run.
        """
        loaded = self.file.loaded(structure, case, sets)
        assembled = assemble_pool(loaded.pool)
        return PoolResult(loaded, assembled, assembled.run())

    def compare(
        self, structures: Sequence[str] | None = None, case: str | None = None, sets: Sequence[str] = ()
    ) -> PoolComparison:
        """Calculate several structures (all when None) under one case. Raises as ``run`` does."""
        results = {name: self.run(name, case, sets) for name in structures or self.structures}
        first = next(iter(results.values()))
        return PoolComparison(first.loaded.pool.pool, results)

    def __repr__(self) -> str:
        return f"<PoolStudy {self.file.path}: {', '.join(self.structures)}>"


@dataclass
class PoolComparison:
    """Several structures of a pool side by side: ``comparison["as_issued"]`` is a PoolResult."""

    study: str
    results: dict[str, PoolResult] = field(default_factory=dict)

    def __getitem__(self, structure: str) -> PoolResult:
        return self.results[structure]

    def __iter__(self) -> Iterator[str]:
        return iter(self.results)

    @property
    def measures(self) -> pd.DataFrame:
        """The measures: rows by side and measure, a column for each structure, NaN for a blank."""
        import pandas as pd

        index = pd.MultiIndex.from_tuples([(m.side, m.name) for m in MEASURES], names=["side", "measure"])
        columns = {
            name: [math.nan if value is None else value for value in result.measures.values()]
            for name, result in self.results.items()
        }
        return pd.DataFrame(columns, index=index)

    @property
    def ok(self) -> bool:
        """Whether every check of every structure passes."""
        return all(result.ok for result in self.results.values())

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain data, as ``ppp pool --json`` prints it."""
        return {"study": self.study, "structures": {name: r.to_dict() for name, r in self.results.items()}}

    def __repr__(self) -> str:
        return f"<PoolComparison {self.study}: {', '.join(self.results)}>"


def load_pool(path: str | Path) -> PoolStudy:
    """The pool in a folder (its ``pool.yaml``) or a file. Raises ScenarioError with file and line."""
    return PoolStudy(open_pool(path))
