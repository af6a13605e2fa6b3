"""A page of sections, laid out once for the terminal and for HTML, and what a section reads from a result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ppp_model.outputs.formats import format_amount, format_percent, format_value
from ppp_model.results import Result
from ppp_model.tables.base import moments, names_of, wide

POOR = " *"
"""The mark of a group that counts as poor."""
_IN_FULL_FROM = 100.0


@dataclass(frozen=True)
class Grid:
    """Rows of plain text under headings; the first column holds the labels."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widest_label: int = 56
    """Letters after which a label goes on in another line."""


@dataclass(frozen=True)
class Section:
    """Sentences under a heading, a table, and notes under it."""

    heading: str
    sentences: tuple[str, ...] = ()
    grid: Grid | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Page:
    """A title and sections; every text is plain and still to be escaped."""

    title: str
    subtitle: str
    units: str
    sections: tuple[Section, ...]
    failures: tuple[str, ...]
    """Checks that fail, in words."""


class Reading:
    """What a page reads from a result: lines at the moments that matter, as numbers and as text."""

    def __init__(self, result: Result) -> None:
        self.result = result
        self.scenario = result.loaded.scenario
        self.at = moments(result)
        self.groups = names_of(result, "groups")
        self.poor = [group for group in self.groups if self.on(f"groups.{group}.is_poor", self.at.start)]

    @property
    def times(self) -> tuple[int, ...]:
        """Start, middle and end of operation, each once."""
        return tuple(dict.fromkeys((self.at.start, self.at.middle, self.at.end)))

    @property
    def times_from_close(self) -> tuple[int, ...]:
        """The day of close, start, middle and end of operation, each once."""
        return tuple(dict.fromkeys((self.at.close, *self.times)))

    def on(self, line: str, period: int | None = None) -> float:
        """A line in a period, when operation starts if none is given."""
        return float(wide(self.result, self.result.values(line))[self.at.start if period is None else period])

    def sum(self, line: str) -> float:
        """A line added over the contract."""
        return float(self.result.values(line).sum())

    def input(self, path: str, given: float) -> float:
        """An input as the run has it: what was solved for, else what the scenario gives."""
        lines = self.result.assembled.lines_at(path)
        return float(self.result.values(lines[0])[0, 0]) if lines else given

    def has(self, line: str) -> bool:
        """Whether the model has a line."""
        return line in self.result.run.values

    def year(self, period: int | None = None) -> str:
        """The calendar year in which a period ends."""
        return f"{self.on('calendar_year', period):.0f}"

    def years(self, periods: Sequence[int]) -> tuple[str, ...]:
        """Headings of periods: their years; the day of close by name where operation starts in the same year."""
        years = [self.year(period) for period in periods]
        clash = periods[0] == self.at.close and len(set(years)) < len(years)
        return tuple(["at close", *years[1:]] if clash else years)

    def each(self, line: str) -> list[float]:
        """A line of every income group when operation starts."""
        return [self.on(f"groups.{group}.{line}") for group in self.groups]

    def label(self, group: str) -> str:
        """What to call a group; those that count as poor are marked."""
        return f"{plain(group)}{POOR if group in self.poor else ''}"

    def money(self, value: float | None) -> str:
        """Money of the study with its currency."""
        return format_value("money", value, self.result.currency)

    def local(self, value: float) -> str:
        """The city's money in full with its currency."""
        return f"{self.result.local_currency} {amount(value)}"


def amount(value: float) -> str:
    """Money of a household in full: 103,507, 64.50."""
    return people(value) if abs(value) >= _IN_FULL_FROM else format_amount(value)


def people(value: float) -> str:
    """A number of people or households, in full."""
    return f"{value:,.0f}"


def percent(value: float) -> str:
    """A share; "-" for a blank."""
    return format_value("share", value)


def hundred(value: float) -> str:
    """A share as a number out of 100."""
    return format_percent(value).removesuffix(" %")


def plain(name: str) -> str:
    """A name of the scenario as words."""
    return name.replace("_", " ")


def joined(parts: Sequence[str], word: str = "and") -> str:
    """Parts as a list in a sentence: a, b and c."""
    return f" {word} ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
