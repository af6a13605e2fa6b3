"""A network of cities under one template: run, ranked, and pooled."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ppp_model.errors import ScenarioError
from ppp_model.network.cities import City
from ppp_model.network.kept import KeptCities
from ppp_model.network.one_city import FOLLOWED, Job, weigh
from ppp_model.network.ranking import Choice, Rule, best_by_class, choice_of, ranked, totals
from ppp_model.replication import Options
from ppp_model.risk.executors import Place
from ppp_model.risk.runner import run_tasks
from ppp_model.scenario.load import open_study
from ppp_model.scenario.words import did_you_mean, listed

if TYPE_CHECKING:
    import pandas as pd

    from ppp_model.outputs.charts.base import Chart

Key = tuple[str, str]
"""Name of a city, and digest of its row."""


@dataclass
class Network:
    """What the template comes to in each city."""

    title: str
    structures: tuple[str, ...]
    labels: Mapping[str, str]
    """What to call each structure."""
    cities: list[dict[str, Any]]
    """A city that could be run, as ``one_city.weigh`` gives it, in the order of the file."""
    failures: dict[str, str]
    """Why a city could not be run, by name."""
    close: dt.date
    """Financial close in every city."""
    found: int = 0
    """Cities that an earlier run had done."""
    rule: Rule = field(default_factory=Rule)

    @cached_property
    def choices(self) -> dict[str, Choice]:
        """The best structure of each city."""
        return {one["city"]: choice_of(one, self.rule) for one in self.cities}

    @cached_property
    def ranking(self) -> list[dict[str, Any]]:
        """Cities that reach most people for public money first; see ``ranking.ranked``."""
        return ranked(self.cities, self.choices)

    @property
    def without(self) -> dict[str, str]:
        """Cities in which no structure is good enough, and why."""
        return {name: one.reason for name, one in self.choices.items() if one.structure is None}

    @property
    def by_class(self) -> list[dict[str, Any]]:
        """Where each structure works best; see ``ranking.best_by_class``."""
        return best_by_class(self.cities, self.choices, self.structures)

    @property
    def totals(self) -> dict[str, dict[str, float]]:
        """What all need together, in dollars; see ``ranking.totals``."""
        found: dict[str, dict[str, float]] = totals(self.cities, self.choices, self.structures)
        return found

    @property
    def table(self) -> pd.DataFrame:
        """The ranking as a table."""
        import pandas as pd

        return pd.DataFrame(self.ranking)

    @property
    def everything(self) -> pd.DataFrame:
        """A row for each city and structure, with every measure that is kept; money in the currency of the study."""
        import pandas as pd

        return pd.DataFrame(list(self._rows()))

    def _rows(self) -> Any:
        for city in self.cities:
            place = {key: city[key] for key in ("city", "country", "population", "currency", "per_dollar")}
            for name, one in city["structures"].items():
                said = {"error": one["error"]} if "error" in one else {**one["measures"], "people": one["people"]}
                best = self.choices[city["city"]].structure == name
                yield {**place, "structure": name, "best": best, "failed": "; ".join(one.get("failed", ())), **said}

    def chart(self) -> Chart:
        """People reached against public money spent, cities in the order of the ranking."""
        from ppp_model.network.picture import reach_curve

        return reach_curve(self)

    def to_dict(self) -> dict[str, Any]:
        """All of it as plain data."""
        return {
            "study": self.title, "structures": list(self.structures), "rule": asdict(self.rule),
            "cities": len(self.cities), "found": self.found, "ranking": self.ranking, "without": self.without,
            "failures": self.failures, "by_class": self.by_class, "totals": self.totals,
        }  # fmt: skip


def run_network(
    cities: Sequence[City],
    template: str | Path,
    structures: Sequence[str] | None = None,
    case: str | None = None,
    sets: Sequence[str] = (),
    options: Options | None = None,
    rule: Rule | None = None,
    place: Place | None = None,
    folder: Path | None = None,
    force: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Network:
    """Carry a template to each city and run its structures there.

    ``place`` says where (processes, threads, a cluster); ``folder`` keeps each city as it is done, and a later call
    with the same template, structures and options goes on from there. A city that cannot be run is listed with its
    reason. Raises ScenarioError for what is wrong with the template or the words.
    """
    file = open_study(template)
    names = _chosen(structures, list(file.structures))
    file.loaded(names[0], case, sets)
    said = options or Options()
    job = Job(file.path.resolve(), names, case, tuple(sets), said, _digest_of(file.files))
    tasks = {(one.name, _digest(repr(sorted(one.facts.items())))): (job, one) for one in cities}
    kept = KeptCities(folder, _manifest(job), force) if folder is not None else None
    where = place or Place()
    with where.opened() as executor:
        again = where.again if where.workers or where.threads else None
        gathered = run_tasks(weigh, tasks, executor, kept, None, progress, again)
    scenario = file.loaded(names[0], case, sets).scenario
    failures = {key[0]: why for key, why in gathered.failures.items()}
    labels = {name: file.structures[name].label for name in names}
    rows, close = list(gathered.results.values()), said.close or scenario.timeline.close
    return Network(scenario.study, names, labels, rows, failures, close, gathered.found, rule or Rule())


def _chosen(asked: Sequence[str] | None, there: Sequence[str]) -> tuple[str, ...]:
    for name in asked or ():
        if name not in there:
            known = f"The template has {listed(there)}."
            raise ScenarioError.one("--structure", "", f"unknown structure `{name}`", known, did_you_mean(name, there))
    return tuple(asked or there)


def _digest_of(files: Sequence[Path]) -> str:
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def _manifest(job: Job) -> dict[str, Any]:
    """What must be the same for the cities of an earlier run to count."""
    from ppp_model import __version__

    options = {key: str(value) for key, value in asdict(job.options).items()}
    return {
        "template": job.digest, "structures": list(job.structures), "case": job.case,
        "sets": list(job.sets), "options": options, "version": __version__, "measures": list(FOLLOWED),
    }  # fmt: skip


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
