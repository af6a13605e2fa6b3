"""A structure with a few inputs at other values: one run, with a price that was solved for kept as it was agreed."""

from __future__ import annotations

from collections.abc import Sequence

from ppp_model.analysis.runs import at_agreed, calculated
from ppp_model.results import Result
from ppp_model.scenario.load import StudyFile


def moved(file: StudyFile, base: Result, options: Sequence[str], sets: Sequence[str] = ()) -> Result:
    """The structure and case of ``base`` with further changes, each as ``--set`` takes it; ``base`` if there are none.

    Raises as ``Study.run`` does.
    """
    if not options:
        return base
    loaded = file.loaded(base.structure, base.case, [*sets, *options])
    solved = base.solved
    if solved is None or any(option.startswith(f"{solved.input}=") for option in options):
        return calculated(loaded)
    return at_agreed(loaded, solved, None)
