"""The part of a study that is carried to other cities: to one by name, or to hundreds of a network."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ppp_model.replication import Options, Place, Replica, replicated
from ppp_model.replication.places import FOLDER, find_place
from ppp_model.replication.writing import study_of, write_replica
from ppp_model.scenario.load import StudyFile

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Replication:
    """A study carried to another city, and what became of its numbers."""

    study: Any
    """The new ``Study``, not yet written."""
    replica: Replica

    @property
    def table(self) -> pd.DataFrame:
        """A row for each number: owner, path, old, new, treatment, why, replace, source."""
        import pandas as pd

        return pd.DataFrame([asdict(one) for one in self.replica.carried])

    @property
    def to_replace(self) -> pd.DataFrame:
        """The rows of what must be replaced before the result is used."""
        table = self.table
        return table[table["replace"] != ""]

    def save(self, folder: str | Path, force: bool = False) -> list[Path]:
        """Write ``scenario.yaml`` and ``README.md`` into a folder; raises ScenarioError for files that are there."""
        return write_replica(self.replica, Path(folder), force)


class WithPlaces:
    """A study that can be carried to another city; ``Study`` is one."""

    def __init__(self, file: StudyFile) -> None:
        self.file = file

    def replicate(
        self,
        city: str | Path | Mapping[str, Any] | Place,
        size: float | None = None,
        scale_exponent: float = 1.0,
        traded: float = 0.5,
        close: dt.date | None = None,
    ) -> Replication:
        """The study in another city: quantities scaled, prices converted, what belongs to the place swapped.

        ``city``: a name that ``ppp cities`` lists, a city file, or a map as one holds. ``size`` of the project against
        this one (the ratio of people when None); cost of works = size ** ``scale_exponent``; ``traded`` is the share of
        costs with a world price; ``close`` the new financial close. Raises ScenarioError for a city that is not known,
        or lacks a number that the conversion needs.
        """
        options = Options(size, scale_exponent, traded, close)
        replica = replicated(self.file, self._place(city), options)
        return Replication(type(self)(study_of(replica, self.file.path.parent.resolve())), replica)

    def _place(self, city: str | Path | Mapping[str, Any] | Place) -> Place:
        if isinstance(city, Place):
            return city
        if isinstance(city, Mapping):
            from ppp_model.replication.places import place_of
            from ppp_model.scenario.from_data import PLACE, tree_from

            return place_of(tree_from(city), PLACE)
        return find_place(str(city), self.file.root / FOLDER)
