"""What `ppp replicate` and `ppp cities` do: carry a study to another city, and list the cities that are known."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ppp_model.errors import PppError, ScenarioError
from ppp_model.outputs.console import print_json, tell, write_whole
from ppp_model.replication import Options, Place, listing, places_in, replicated, share_of
from ppp_model.replication.places import FOLDER, find_place
from ppp_model.replication.starter import CITY_STARTER
from ppp_model.replication.writing import write_replica
from ppp_model.scenario.load import StudyFile, open_study
from ppp_model.scenario.merge import STUDY_FILE
from ppp_model.scenario.nodes import shown


@dataclass(frozen=True)
class Asked:
    """Options of a replication as they were typed."""

    size: float | None
    exponent: float
    traded: str
    close: str | None


def replicate(study: Path, city: str, asked: Asked, output: Path | None, force: bool, as_json: bool) -> None:
    """Carry a study to another city, write it, and say what was done with its numbers."""
    file = open_study(study)
    place = find_place(city, file.root / FOLDER)
    folder = output or Path(shown(_folder(file, place)))
    replica = replicated(file, place, _options(asked))
    for written in write_replica(replica, folder, force):
        tell(f"wrote {written}")
    label, found = _outcome(file, folder)
    if as_json:
        print_json({"written": str(folder), **listing.data(replica), "outcome": found})
        return
    from ppp_model.outputs.terminal_page import print_page
    from ppp_model.replication.outcome import outcome_page

    print_page(listing.page(replica, str(folder / STUDY_FILE)))
    if found is None:
        print(f"\nIt cannot be run yet: {label}")
    else:
        print_page(outcome_page(found, label))
    print(f"\nNext: ppp compare {folder}, and replace what {folder / 'README.md'} lists first")


def _outcome(old: StudyFile, folder: Path) -> tuple[str, dict[str, Any] | None]:
    """What the first structure comes to in both cities, under its label; without a run, why there is none."""
    from ppp_model.replication.outcome import outcome
    from ppp_model.study import Study, load

    try:
        there, here = Study(old).run(), load(folder).run()
    except PppError as error:
        return str(error), None
    found = outcome(here.loaded.structure, there.measures, here.measures, here.failures)
    return here.loaded.labels[0], found


def cities(folder: Path, output: Path | None, starter: bool, force: bool, as_json: bool) -> None:
    """List the cities of a folder with what is known of each, or write the file of a new one."""
    if starter:
        if output is None:
            print(CITY_STARTER, end="")
        else:
            write_whole(output, CITY_STARTER, force)
        return
    if output is not None:
        raise ScenarioError.one("--output", "", "goes with --starter")
    if not folder.is_dir():
        hint = "Give the folder that holds the studies, or that of the city files."
        raise ScenarioError.one(str(folder), "", "no such folder", hint=hint)
    home = folder / FOLDER if (folder / FOLDER).is_dir() else folder
    found = places_in(home)
    if as_json:
        print_json({"folder": str(home), "cities": {name: _data(place) for name, place in found.items()}})
        return
    from ppp_model.outputs.terminal_page import print_page
    from ppp_model.replication.listing_cities import cities_page

    print_page(cities_page(found, str(home)))


def _folder(file: StudyFile, place: Place) -> Path:
    """Where the new study goes if nobody says: beside the old one."""
    stem = place.file.stem if place.file else place.name.lower().replace(" ", "-")
    home = file.path.parent if file.path.name == STUDY_FILE else file.path.with_suffix("")
    return home.with_name(f"{home.name}-in-{stem}")


def _options(asked: Asked) -> Options:
    try:
        close = dt.date.fromisoformat(asked.close) if asked.close else None
    except ValueError:
        raise ScenarioError.one("--close", "", "must be a date, such as 2027-01-01") from None
    traded = share_of(asked.traded, "--traded")
    if asked.size is not None and not 0 < asked.size < math.inf:
        raise ScenarioError.one("--size", "", "must be above 0")
    if not math.isfinite(asked.exponent):
        raise ScenarioError.one("--scale-exponent", "", "must be a number, such as 0.8")
    return Options(asked.size, asked.exponent, traded, close)


def _data(place: Place) -> dict[str, object]:
    return {
        "name": place.name, "country": place.country, "currency": place.currency, "population": place.population,
        "household_income": place.household_income, "date": str(place.date) if place.date else None,
        "per_dollar": place.per_dollar, "price_level": place.price_level, "country_risk": place.country_risk,
        "inflation": place.inflation, "tax_rate": place.tax_rate, "groups": list(place.groups),
        "standing": place.standing(),
    }  # fmt: skip
