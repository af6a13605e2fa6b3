"""The part of a study that is shown: the workbook, the report, the explorer page, sliders in a notebook."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ppp_model.analysis.axes import axes_asked, axes_of
from ppp_model.analysis.exploration import Exploration, explore, shown_measures
from ppp_model.analysis.moves import moved
from ppp_model.errors import PppError
from ppp_model.results import Comparison, Result
from ppp_model.scenario.load import StudyFile

if TYPE_CHECKING:
    from ppp_model.analysis.frontier import Points
    from ppp_model.analysis.value_report import ValueReport
    from ppp_model.outputs.charts import Chart
    from ppp_model.outputs.report import Likelihood, Report
    from ppp_model.outputs.widgets import Board
    from ppp_model.risk.comparison import DrawComparison
    from ppp_model.risk.sensitivity import Sensitivity
    from ppp_model.risk.simulation import Simulation


class WithPages:
    """A study that can be shown; ``Study`` is one."""

    file: StudyFile

    if TYPE_CHECKING:  # what a study has

        @property
        def cases(self) -> list[str]: ...
        def run(self, *args: Any, **named: Any) -> Result: ...
        def compare(self, *args: Any, **named: Any) -> Comparison: ...
        def frontier(self, *args: Any, **named: Any) -> Points: ...
        def value_for_money(self, *args: Any, **named: Any) -> ValueReport: ...
        def simulate(self, *args: Any, **named: Any) -> Simulation: ...
        def compare_draws(self, *args: Any, **named: Any) -> DrawComparison: ...
        def sensitivity(self, *args: Any, **named: Any) -> Sensitivity: ...

    def explore(
        self,
        path: str | Path | None = None,
        inputs: Sequence[str] = (),
        structures: Sequence[str] | None = None,
        measures: Sequence[str] | None = None,
        case: str | None = None,
        sets: Sequence[str] = (),
        priced_again: bool = False,
        force: bool = False,
    ) -> Exploration:
        """A grid of runs over two to four inputs, and the page with sliders over it, written to ``path`` if given.

        ``inputs``: ``KEY``, ``KEY=LOW..HIGH`` or ``KEY=LOW..HIGH:POINTS``; a few telling ones when none are given. A
        price that a structure solves for stays as agreed, unless ``priced_again``. See ``analysis.exploration``.
        """
        from ppp_model.outputs.console import check_target, write_whole
        from ppp_model.outputs.explorer import explorer_html

        target = None if path is None else Path(path)
        check_target(target, force)
        bases = list(self.compare(structures, case, sets).results.values())
        names = list(measures or shown_measures(bases))
        found = explore(self.file, bases, axes_of(bases, inputs), names, sets, priced_again)
        if target is not None:
            write_whole(target, explorer_html(found, names), force)
        return found

    def sliders(
        self,
        inputs: Sequence[str] = (),
        structures: Sequence[str] | None = None,
        measures: Sequence[str] | None = None,
        case: str | None = None,
        sets: Sequence[str] = (),
        picture: str = "",
    ) -> Board:
        """Sliders for a notebook: each move runs the structures and shows their measures, and a picture by name.

        ``inputs`` as in ``explore``, but any number of them. Needs ipywidgets: raises ScenarioError without it.
        """
        from ppp_model.outputs.widgets import Board, Slider

        bases = list(self.compare(structures, case, sets).results.values())
        axes = axes_asked(bases, inputs, 21) if inputs else axes_of(bases, ())
        shown = [Slider(axis.key, axis.what, axis.unit, axis.values, axis.start) for axis in axes]

        def run(place: tuple[int, ...]) -> list[Result]:
            options = [axis.option(at) for axis, at in zip(axes, place, strict=True) if at != axis.start]
            return [moved(self.file, base, options, sets) for base in bases]

        return Board(bases, shown, list(measures or shown_measures(bases)), picture, run)

    def workbook(
        self,
        path: str | Path,
        structure: str | None = None,
        case: str | None = None,
        sets: Sequence[str] = (),
        force: bool = False,
    ) -> Path:
        """Write the live workbook of one structure (the first when None), compared with the others.

        Raises as ``run`` does, and ScenarioError for a file that is there already, unless ``force``.
        """
        results = self.compare(None, case, sets).results
        chosen = self.file.loaded(structure, case, sets).structure
        return results[chosen].workbook(path, results, force)

    def report(
        self,
        path: str | Path | None = None,
        structures: Sequence[str] | None = None,
        case: str | None = None,
        sets: Sequence[str] = (),
        force: bool = False,
        with_frontier: bool = False,
        pictures: Sequence[Chart] = (),
        draws: int | None = None,
    ) -> Report:
        """The report as an HTML page, written to ``path`` where one is given; the first structure is shown in detail.

        ``with_frontier`` also looks for the frontier, which takes longer; ``pictures`` are shown with the risks, such
        as ``charts.fan`` of a simulation. With ``draws`` the uncertain inputs of the scenario are drawn so many times,
        in all structures alike, and the report says how likely what is; a scenario in which nothing is uncertain gets
        a note instead. Raises as ``run`` does, and ScenarioError for a file that is there already,
        unless ``force``.
        """
        from ppp_model.outputs.console import check_target
        from ppp_model.outputs.report import Contents, Report

        check_target(None if path is None else Path(path), force)
        comparison = self.compare(structures, case, sets)
        names = list(comparison.results)
        cases = {} if case else {other: {name: self.run(name, other, sets) for name in names} for other in self.cases}
        weighed = [name for name, result in comparison.results.items() if result.measures["vfm"] is not None]
        value = self.value_for_money(weighed, case, sets) if weighed else None
        points = self.frontier(names[0], case, sets) if with_frontier else None
        likely = None if draws is None else self._likelihood(names, case, sets, draws)
        report = Report(Contents(comparison, cases, value, points, likely, pictures))
        if path is not None:
            report.write(path, force)
        return report

    def _likelihood(self, names: Sequence[str], case: str | None, sets: Sequence[str], draws: int) -> Likelihood:
        """The draws of the first structure, with the others under the same draws where they can be compared."""
        from ppp_model.outputs.report import Likelihood

        uncertain = self.file.loaded(names[0], case, sets).scenario.uncertainty
        if not uncertain.inputs and not uncertain.paths:
            return Likelihood(missing="the scenario says nothing of what is uncertain (it has no `uncertainty`)")
        compared, alone = None, ""
        if len(names) > 1:
            try:
                compared = self.compare_draws(names, case, sets, draws)
            except PppError as error:
                alone = f"Structures could not be compared under the same draws: {error}."
        found = self.simulate(names[0], case, sets, draws) if compared is None else compared[names[0]]
        return Likelihood(found, self.sensitivity(names[0], case, sets), compared, alone=alone)
