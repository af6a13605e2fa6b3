"""Every study below a folder, run in as many processes as the machine has cores."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ppp_model.errors import ScenarioError
from ppp_model.library.one_study import run_study
from ppp_model.risk.executors import Place
from ppp_model.risk.runner import run_tasks
from ppp_model.scenario.merge import POOL_FILE, STUDY_FILE


@dataclass(frozen=True)
class Summary:
    """What became of each study: a row as ``one_study.run_study`` gives it, or why it could not be read."""

    rows: list[dict[str, Any]]
    errors: dict[str, str]

    @property
    def runs(self) -> int:
        """How many structures under how many cases were run."""
        return sum(row["runs"] for row in self.rows)

    @property
    def problems(self) -> list[str]:
        """All that went wrong, in words: runs that failed, checks, unexpected measures."""
        found = [f"{name}: {why}" for name, why in self.errors.items()]
        for row in self.rows:
            found += [f"{row['study']}, {run}: {why}" for run, why in row["errors"].items()]
            found += [f"{row['study']}, {run}: {'; '.join(checks)}" for run, checks in row["failed"].items()]
            found += [f"{row['study']}, {words}" for words in row["unexpected"] or ()]
        return found


def studies_in(folder: Path) -> list[Path]:
    """The folders of studies and pools in a folder; raises ScenarioError when there are none."""
    if not folder.is_dir():
        raise ScenarioError.one(str(folder), "", "no such folder")
    found = sorted(
        path for path in folder.iterdir() if any((path / name).is_file() for name in (STUDY_FILE, POOL_FILE))
    )
    if not found:
        raise ScenarioError.one(str(folder), "", f"holds no folder with a {STUDY_FILE} or {POOL_FILE}")
    return found


def run_all(folder: Path, place: Place | None = None, progress: Callable[[int, int], None] | None = None) -> Summary:
    """Run every structure of every study under every case. Raises ScenarioError for a folder without studies."""
    where = place or Place()
    tasks = {path.name: (path,) for path in studies_in(folder)}
    with where.opened() as executor:
        gathered = run_tasks(run_study, tasks, executor, progress=progress, again=where.again if executor else None)
    return Summary(list(gathered.results.values()), gathered.failures)
