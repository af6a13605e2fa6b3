"""What is known of a city, read from its file or from the study that is about it."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ppp_model.errors import Problem, ScenarioError
from ppp_model.scenario.amounts import RefusedError
from ppp_model.scenario.merge import Pieces
from ppp_model.scenario.nodes import Keys, Node, dotted, leaves, shown
from ppp_model.scenario.paths import shape_at
from ppp_model.scenario.quantities import Names, find_unit
from ppp_model.scenario.words import did_you_mean, listed

FOLDER = "cities"
"""Folder of city files, beside the studies."""
PARTS = ("sources", "city", "currencies", "tax")
"""What a city file may hold."""
_ABOVE_0 = ("population", "household_size", "household_income", "per_dollar", "price_level")
_NEEDED = ("name", "country", "currency", "population", "household_size", "household_income")


@dataclass(frozen=True)
class Place:
    """A city as replication sees it: its tree, and the numbers that prices, sizes and rates are carried with.

    Money is in the city's currency at ``date``. A number that nobody has said is None.
    """

    tree: Node
    name: str
    country: str
    currency: str
    population: float
    population_growth: float
    household_size: float
    household_income: float
    """Per month."""
    income_growth: float
    inflation: float | None
    date: dt.date | None
    per_dollar: float | None
    price_level: float | None
    country_risk: float | None
    tax_rate: float | None
    budget_growth: float = 0.0
    file: Path | None = None

    @property
    def names(self) -> Names:
        """What its units are called."""
        return Names(self.currency, self.currency)

    @property
    def groups(self) -> tuple[str, ...]:
        """Names of its groups of households."""
        node = self.tree.at(("city", "groups"))
        return tuple(node.items) if node is not None else ()

    def standing(self) -> dict[str, int]:
        """How many of its values have a source, are assumed, or are bare."""
        found = {"source": 0, "assumed": 0, "bare": 0}
        for path, node in leaves(self.tree):
            if path[0] != "sources" and shape_at(path) is not None:
                kind = next((key for key in ("source", "assumed") if key in node.items), "bare")
                if kind != "bare" or _number(node) is not None:
                    found[kind] += 1
        return found


def place_of(tree: Node, where: str, file: Path | None = None) -> Place:
    """The place in a tree that has a ``city``; raises ScenarioError that names all that is missing or wrong."""
    problems: list[Problem] = []
    missing = [key for key in _NEEDED if tree.at(("city", key)) is None]
    problems += [Problem(where, f"city.{key}", "is missing") for key in missing]
    code = text_at(tree, ("city", "currency")) or ""
    found: dict[str, Any] = {
        key: number_at(tree, ("city", key), Names(None, code), problems)
        for key in ("population", "population_growth", "household_size", "household_income", "income_growth",
                    "per_dollar", "price_level", "country_risk", "budget_growth")
    }  # fmt: skip
    found["inflation"] = number_at(tree, ("currencies", code, "inflation"), Names(None, code), problems)
    found["tax_rate"] = number_at(tree, ("tax", "rate"), Names(None, code), problems)
    problems += [
        Problem(where, f"city.{key}", "must be above 0")
        for key in _ABOVE_0
        if found[key] is not None and found[key] <= 0
    ]
    if problems:
        raise ScenarioError(problems)
    for key in ("population_growth", "income_growth", "budget_growth"):
        found[key] = found[key] or 0.0
    found |= {key: text_at(tree, ("city", key)) or "" for key in ("name", "country", "currency")}
    return Place(tree=tree, date=_date(tree, where), file=file, **found)


def read_place(path: Path) -> Place:
    """The city of a file. Raises ScenarioError with every problem."""
    if not path.is_file():
        raise ScenarioError.one(shown(path), "", "no such file")
    pieces = Pieces(path.resolve().parent.parent)
    tree = pieces.tree(path.resolve())
    if pieces.problems:
        raise ScenarioError(pieces.problems)
    strange = [key for key in tree.items if key not in (*PARTS, "data")]
    if strange:
        allowed = f"A city file holds {listed(PARTS)}."
        raise ScenarioError([Problem(shown(path), key, "does not belong to a city", allowed) for key in strange])
    return place_of(tree, shown(path), path.resolve())


def places_in(folder: Path) -> dict[str, Place]:
    """The cities whose files lie in a folder, by the name of the file."""
    return {path.stem: read_place(path) for path in sorted(folder.glob("*.yaml"))}


def find_place(name: str, folder: Path) -> Place:
    """The city of a file, or the one of that name (or file name) in a folder; raises ScenarioError."""
    if name.endswith((".yaml", ".yml")):
        return read_place(Path(name))
    plain = _plain(name)
    for path in sorted(folder.glob("*.yaml")):
        if plain and plain == _plain(path.stem):
            return read_place(path)
    there = places_in(folder) if folder.is_dir() else {}
    for place in there.values():
        if plain and plain == _plain(place.name):
            return place
    names = list(there)
    known = f"{shown(folder)} has {listed(names)}." if names else f"There are no city files in {shown(folder)}."
    hint = did_you_mean(plain, names) or "`ppp cities --starter > cities/NAME.yaml` begins a new one."
    raise ScenarioError.one("--city", "", f"unknown city `{name}`", known, hint)


def number_at(tree: Node, path: Keys, names: Names, problems: list[Problem]) -> float | None:
    """The number at a path of a tree, in the field's stated unit; None where there is none."""
    node = tree.at(path)
    if node is None:
        return None
    return number_of(node, path, names, problems)


def number_of(node: Node, path: Keys, names: Names, problems: list[Problem]) -> float | None:
    """The number that a node says for a path; a text that is none is a problem."""
    value = _bare(node).value
    shape = shape_at(path)
    unit = find_unit(shape.field) if shape is not None and shape.field is not None else None
    try:
        if unit is not None:
            return unit.parse(value, names)
        number = None if value is None or isinstance(value, (dict, list)) else float(value)
        if number is None or math.isfinite(number):
            return number
        problems.append(Problem(str(node.place), dotted(path), f"must be a finite number, got `{value}`"))
    except RefusedError as refused:
        problems.append(Problem(str(node.place), dotted(path), refused.what, refused.allowed, refused.hint))
    except ValueError:
        problems.append(Problem(str(node.place), dotted(path), f"must be a number, got `{value}`"))
    return None


def text_at(tree: Node, path: Keys) -> str | None:
    """The text at a path of a tree; None where there is none."""
    node = tree.at(path)
    value = _bare(node).value if node is not None else None
    return value if isinstance(value, str) else None


def date_at(tree: Node, path: Keys) -> dt.date | None:
    """The date at a path of a tree; None where there is none."""
    text = text_at(tree, path)
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _date(tree: Node, where: str) -> dt.date | None:
    found = date_at(tree, ("city", "date"))
    if found is None and text_at(tree, ("city", "date")):
        raise ScenarioError.one(where, "city.date", "must be a date, such as 2025-07-01")
    return found


def _bare(node: Node) -> Node:
    return node.items["value"] if node.is_annotated and not node.reference else node


def _number(node: Node) -> str | None:
    """The text of a value that has a digit."""
    text = _bare(node).text
    return text if any(letter.isdigit() for letter in text) else None


def _plain(name: str) -> str:
    return "".join(_letters(name.lower()))


def _letters(name: str) -> Iterator[str]:
    for letter in name:
        if letter.isalnum():
            yield letter
