"""The part of a study that shows, for each structure, who invests, who pays and who bears which risk."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from ppp_model.analysis.financing import financed
from ppp_model.results import Result
from ppp_model.scenario.load import Loaded, StudyFile
from ppp_model.scenario.model import Scenario

if TYPE_CHECKING:
    from ppp_model.analysis.bearing import Bearing


class WithBearing:
    """A study whose structures can be put to the same shocks; ``Study`` is one."""

    file: StudyFile

    def _run(self, loaded: Loaded, sets: Sequence[str], held: Mapping[str, Any] | None) -> Result:
        """A run of a loaded scenario."""
        raise NotImplementedError

    def who_bears(
        self, structures: Sequence[str] | None = None, case: str | None = None, sets: Sequence[str] = ()
    ) -> dict[str, Bearing]:
        """Who invests, who pays and who bears which risk under each structure (all when None), by its name.

        Money is the study's; shares are fractions. Each structure is run once as signed, and once for each shock with
        its price, loans and grants as signed; see ``analysis.bearing`` for the conventions. Raises as ``run``.
        """
        from ppp_model.analysis.bearing import bearing

        found = {}
        for name in structures or self.file.structures:
            loaded = self.file.loaded(name, case, sets)
            signed = self._run(loaded, sets, None)
            found[name] = bearing(signed, partial(_held, loaded, signed))
        return found


def _held(loaded: Loaded, signed: Result, scenario: Scenario) -> Result:
    """A deal as signed in a scenario in which things turn out otherwise."""
    return financed(dataclasses.replace(loaded, scenario=scenario), signed, "held")
