"""The cities of a network, read from a CSV file: a row for each, a column for each fact."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ppp_model.errors import Problem, ScenarioError
from ppp_model.replication.places import Place, place_of
from ppp_model.scenario.nodes import Keys, Mark, Node
from ppp_model.scenario.paths import shape_at
from ppp_model.scenario.words import did_you_mean, listed

GROUPS = ("q1", "q2", "q3", "q4", "q5")
LABELS = ("region",)
"""Columns that only sort cities into classes."""
REQUIRED = ("name", "country", "currency", "population", "household_size", "household_income")
_OF_THE_CITY = (
    *REQUIRED, "date", "per_dollar", "price_level", "country_risk", "population_growth", "income_growth", "budget",
    "budget_growth",
)  # fmt: skip
_OTHERS = ("inflation", "tax_rate", *GROUPS, *(f"connected_{group}" for group in GROUPS), *LABELS)
_FIFTH = Node("20 %", Mark("a fifth"), "20 %")


@dataclass(frozen=True)
class City:
    """One row: what is said of a city, and where."""

    name: str
    line: int
    facts: Mapping[str, str]
    """Texts by column, empty ones left out."""
    file: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    beyond: tuple[str, ...] = ()
    """What stands in the row behind the last column."""

    def place(self) -> Place:
        """The city as replication sees it. Raises ScenarioError that names the line."""
        if self.beyond:
            what = f"has more cells than there are columns: {', '.join(self.beyond)}"
            raise ScenarioError.one(self.where, "", what, hint="Write numbers without commas, or texts in quotes.")
        missing = [key for key in REQUIRED if not self.facts.get(key)]
        if missing:
            raise ScenarioError([Problem(self.where, key, "is missing") for key in missing])
        return place_of(self._tree(), self.where)

    def others(self) -> dict[Keys, Node]:
        """What the row says of fields outside the city: by path."""
        found = {}
        for column, text in self.facts.items():
            keys = tuple(column.split("."))
            if len(keys) > 1 and keys[0] not in ("city", "currencies", "tax"):
                found[keys] = self._node(text)
        return found

    @property
    def where(self) -> str:
        """The row, for messages."""
        return f"{self.file}:{self.line}"

    def _tree(self) -> Node:
        tree = Node({}, Mark(self.file, self.line))
        for column, text in self.facts.items():
            path = _path(column, self.facts.get("currency", ""))
            if path is not None:
                tree = tree.replaced(path, self._node(text))
                if path[:2] == ("city", "groups"):
                    tree = tree.replaced((*path[:3], "population_share"), _FIFTH)
        return tree

    def _node(self, text: str) -> Node:
        mark = Mark(self.file, self.line, 1)
        return Node({"value": Node(text, mark, text), "source": Node(self.where, mark, self.where)}, mark, "", mark)


def read_cities(path: str | Path) -> list[City]:
    """The cities of a CSV file with a line of column names.

    Columns: those of a city file's ``city`` section (``population``, ``per_dollar``, ...), ``inflation``, ``tax_rate``,
    income shares ``q1`` to ``q5``, ``connected_q1`` to ``connected_q5``, ``region``, and dotted keys of a scenario
    (``retail.losses``). Raises ScenarioError for columns that mean nothing, names that come twice, and no cities; what
    is wrong with one row is said when it is run.
    """
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise ScenarioError.one(str(path), "", "is not a text file in UTF-8") from None
    except OSError as error:
        raise ScenarioError.one(str(path), "", error.strerror or "cannot be read") from None
    rows = _rows(text, str(path))
    columns = [name.strip() for name in next(rows, (1, []))[1]]
    _check_columns(columns, str(path))
    cities = [_city(columns, row, line, str(path)) for line, row in rows if any(cell.strip() for cell in row)]
    _check_names(cities, str(path))
    return cities


def _rows(text: str, where: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line on which it ends; raises ScenarioError for quotes that do not close."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for row in reader:
            yield reader.line_num, row
    except csv.Error as error:
        hint = "Is there a quote that does not close?"
        raise ScenarioError.one(f"{where}:{reader.line_num}", "", f"is not CSV: {error}", hint=hint) from None


def _city(columns: list[str], row: list[str], line: int, where: str) -> City:
    cells = [" ".join(cell.split()) for cell in row]
    facts = {name: cell for name, cell in zip(columns, cells, strict=False) if cell}
    labels = {name: facts[name] for name in LABELS if name in facts}
    beyond = tuple(cell for cell in cells[len(columns) :] if cell)
    return City(facts.get("name", f"line {line}"), line, facts, where, labels, beyond)


def _check_columns(columns: list[str], where: str) -> None:
    known = (*_OF_THE_CITY, *_OTHERS)
    for sign, word in ((";", "semicolons"), ("\t", "tabs")):
        if len(columns) == 1 and sign in columns[0]:
            hint = "Save it as CSV with commas."
            raise ScenarioError.one(f"{where}:1", "", f"its columns are parted by {word}, not commas", hint=hint)
    problems = []
    for number, name in enumerate(columns):
        if name in columns[:number]:
            problems.append(Problem(f"{where}:1", name, "is there twice"))
        elif _path(name, "XXX") is None and name not in LABELS and not _is_field(name):
            allowed = f"Columns: {listed(known)}, or a dotted key such as `retail.losses`."
            problems.append(Problem(f"{where}:1", name, "unknown column", allowed, did_you_mean(name, known)))
    problems += [Problem(f"{where}:1", name, "this column is missing") for name in REQUIRED if name not in columns]
    if problems:
        raise ScenarioError(problems)


def _check_names(cities: list[City], where: str) -> None:
    if not cities:
        raise ScenarioError.one(where, "", "holds no cities")
    seen: dict[str, int] = {}
    problems = []
    for city in cities:
        if city.name in seen:
            problems.append(Problem(city.where, city.name, f"is there twice: also in line {seen[city.name]}"))
        seen.setdefault(city.name, city.line)
    if problems:
        raise ScenarioError(problems)


def _is_field(name: str) -> bool:
    keys = tuple(name.split("."))
    shape = shape_at(keys) if len(keys) > 1 and all(keys) else None
    return shape is not None and shape.part is None and not shape.is_map


def _path(column: str, currency: str) -> Keys | None:
    """Where in a city's tree a column stands; None for one that stands elsewhere."""
    if column in _OF_THE_CITY:
        return ("city", column)
    if column == "inflation":
        return ("currencies", currency, "inflation")
    if column == "tax_rate":
        return ("tax", "rate")
    if column in GROUPS:
        return ("city", "groups", column, "income_share")
    if column.startswith("connected_"):
        return ("city", "groups", column.removeprefix("connected_"), "connected")
    keys = tuple(column.split("."))
    return keys if keys[0] in ("city", "currencies", "tax") and _is_field(column) else None
