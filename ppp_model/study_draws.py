"""The part of a study that draws its uncertain inputs: simulations, and structures under the same draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ppp_model.analysis.financing import financed, financing_named
from ppp_model.results import Result
from ppp_model.scenario.load import Loaded, StudyFile

if TYPE_CHECKING:
    from ppp_model.risk.comparison import DrawComparison
    from ppp_model.risk.simulate import Asked, Progress, Way
    from ppp_model.risk.simulation import Simulation


class WithDraws:
    """A study whose uncertain inputs can be drawn; ``Study`` is one."""

    file: StudyFile

    def _calculated(self, loaded: Loaded, sets: Sequence[str], held: Mapping[str, Any] | None) -> Result:
        """A run of a loaded scenario."""
        raise NotImplementedError

    def simulate(
        self,
        structure: str | None = None,
        case: str | None = None,
        sets: Sequence[str] = (),
        draws: int | None = None,
        seed: int | None = None,
        method: str | None = None,
        financing: str | None = None,
        fan: Sequence[str] = (),
        indices: bool = False,
        executor: Any = None,
        chunk: int | None = None,
        folder: str | Path | None = None,
        force: bool = False,
        progress: Progress | None = None,
    ) -> Simulation:
        """Run one structure (the first when None) under many draws of the scenario's `uncertainty`.

        ``draws``, ``seed``, ``method`` and ``financing`` replace what it says; ``fan`` names lines to keep by period,
        ``indices`` asks for first-order and total indices besides (a further run of the draws for each input and one
        more). The draws are run here or on an ``executor`` (anything with ``submit``: threads, processes, the
        ``get_executor()`` of a dask client), ``chunk`` at a time, with the same results to the last bit. A ``folder``
        keeps them as Parquet files and takes up an interrupted run; ``force`` overwrites another simulation there.
        ``progress`` is called with what is run, and how many of how many draws are done. Raises ScenarioError for
        anything wrong in the file or the words, ModelError when the draws cannot be run; single draws that cannot be
        run are listed in ``Simulation.failed``.
        """
        from ppp_model.risk.simulate import CHUNK, Asked, Way

        asked = Asked(draws, seed, method, financing_named(financing) if financing else None, tuple(fan), indices)
        place = Path(folder) if folder is not None else None
        way = Way(executor, None, CHUNK if chunk is None else chunk, place, force, progress)
        return self.simulated(structure, case, sets, asked, way)

    def simulated(
        self, structure: str | None, case: str | None, sets: Sequence[str], asked: Asked, way: Way
    ) -> Simulation:
        """As ``simulate``, with what is asked and how it is run in one piece each."""
        from ppp_model.risk.simulate import simulate

        loaded = self.file.loaded(structure, case, sets)
        signed = self._calculated(self.file.loaded(structure, None, sets), sets, None)
        kind = asked.financing or loaded.scenario.uncertainty.financing
        current = signed if case is None else financed(loaded, signed, kind)
        return simulate(signed, current, asked, way, self.file.files, sets)

    def compare_draws(
        self,
        structures: Sequence[str] | None = None,
        case: str | None = None,
        sets: Sequence[str] = (),
        draws: int | None = None,
        seed: int | None = None,
        method: str | None = None,
        financing: str | None = None,
        executor: Any = None,
        chunk: int | None = None,
        folder: str | Path | None = None,
        force: bool = False,
        progress: Progress | None = None,
    ) -> DrawComparison:
        """Run structures (all when None) under the same draws, and say how often each is best for whom.

        Arguments and errors as in ``simulate``; ``folder`` gets a folder for each structure.
        """
        from ppp_model.risk.simulate import CHUNK, Asked, Way

        asked = Asked(draws, seed, method, financing_named(financing) if financing else None)
        place = Path(folder) if folder is not None else None
        way = Way(executor, None, CHUNK if chunk is None else chunk, place, force, progress)
        return self.draws_compared(structures or list(self.file.structures), case, sets, asked, way)

    def draws_compared(
        self, structures: Sequence[str], case: str | None, sets: Sequence[str], asked: Asked, way: Way
    ) -> DrawComparison:
        """As ``compare_draws``, with what is asked and how it is run in one piece each."""
        from ppp_model.risk.comparison import DrawComparison

        if way.folder is not None:
            way.folder.mkdir(exist_ok=True)
        found = {
            name: self.simulated(name, case, sets, asked, replace(way, folder=folder_of(way.folder, name)))
            for name in structures
        }
        return DrawComparison(next(iter(found.values())).base.loaded.scenario.study, found)


def folder_of(folder: Path | None, structure: str) -> Path | None:
    """The folder of a structure among those of several."""
    return None if folder is None else folder / quote(structure, safe=" ").replace(".", "%2E")
