"""The part of a study that sets partnerships of cities and donors before and after."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ppp_model.analysis.runs import at_agreed
from ppp_model.results import Result
from ppp_model.scenario.load import Loaded, StudyFile
from ppp_model.scenario.model import Scenario

if TYPE_CHECKING:
    from ppp_model.analysis.cooperation import Cooperation


class WithCooperation:
    """A study whose partnerships can be taken out and put in; ``Study`` is one."""

    file: StudyFile

    def _run(
        self,
        loaded: Loaded,
        sets: Sequence[str],
        held: Mapping[str, Any] | None,
        change: Callable[[Scenario], Scenario] | None = None,
    ) -> Result:
        """A run of a loaded scenario after a change to it."""
        raise NotImplementedError

    def cooperation(
        self,
        structure: str | None = None,
        case: str | None = None,
        sets: Sequence[str] = (),
        priced_again: bool = False,
    ) -> Cooperation:
        """Who gives what to whom through partnerships, and what comes of it: without, with each alone, with all.

        The runs are those of the model with entries of ``cooperation`` taken out. A price that the structure solves is
        kept as it is with all partnerships, unless ``priced_again``; loans are sized anew in each run. Raises
        ScenarioError where the structure has no partnership, and as ``run``.
        """
        from ppp_model.analysis.cooperation import cooperation

        loaded = self.file.loaded(structure, case, sets)
        agreed = None if priced_again else self._run(loaded, sets, None).solved

        def run(change: Callable[[Scenario], Scenario]) -> Result:
            if agreed is None:
                return self._run(loaded, sets, None, change)
            return at_agreed(replace(loaded, scenario=change(loaded.scenario)), agreed, None)

        return cooperation(run, loaded.scenario, priced_again)
