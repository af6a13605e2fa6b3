"""What only the files of a study can tell of its uncertainty: units as written, keys that nothing has, CSV files."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ppp_model.errors import Problem
from ppp_model.scenario.amounts import RefusedError
from ppp_model.scenario.checks_risk import check_support
from ppp_model.scenario.flat import Flat
from ppp_model.scenario.model import Scenario, UncertainInput
from ppp_model.scenario.nodes import shown
from ppp_model.scenario.uncertain import Entry, field_at, keys_of, numbers_at, parsed
from ppp_model.scenario.words import did_you_mean, got, listed

MAX_BYTES = 10_000_000
_SEPARATORS = (",", ";", "\t")
_AMOUNTS = ("low", "mode", "high", "mean", "p10", "p90", "at_least", "at_most", "deviation", "values", "range")
_PATH_AMOUNTS = ("drift", "size", "deviation")
Samples = dict[str, tuple[float, ...]]


@dataclass(frozen=True)
class Reader:
    """Where files of values may lie, and which keys the study has in any of its structures and cases."""

    root: Path
    folder: Path
    folders: Mapping[str, Path]
    """The folder of each file of the study, by the file's name in messages."""
    is_written: Callable[[str], bool]
    """Whether a key, or the entry that it belongs to, is written anywhere in the study."""

    def read(self, scenario: Scenario, flat: Flat) -> tuple[Samples, list[Problem]]:
        """The values of every file that an uncertain input names, and what is wrong with how the section is written."""
        samples: Samples = {}
        problems: list[Problem] = []
        wanted = scenario.uncertainty
        for name, one in wanted.inputs.items():
            path = f"uncertainty.inputs.{name}"
            problems += self._wording(path, one, _AMOUNTS, scenario, flat)
            if one.file is not None and one.column is not None:
                try:
                    samples[name] = self._values(f"{path}.file", one, scenario, flat)
                except RefusedError as refused:
                    where = f"{path}.file"
                    problems.append(Problem(flat.place(where), where, refused.what, refused.allowed, refused.hint))
                else:
                    found = check_support(path, one, scenario, samples[name])
                    problems += [Problem(flat.place(p.path), p.path, p.what, p.allowed, p.hint) for p in found]
        for name, walk in wanted.paths.items():
            path = f"uncertainty.paths.{name}"
            problems += self._wording(path, walk, _PATH_AMOUNTS, scenario, flat)
        return samples, problems

    def _wording(self, path: str, one: Entry, names: tuple[str, ...], scenario: Scenario, flat: Flat) -> list[Problem]:
        """Keys that the study does not have; else amounts that are not written as the input is."""
        return [*self._nowhere(path, one, scenario, flat)] or [*_units(path, one, names, scenario, flat)]

    def _nowhere(self, path: str, one: Entry, scenario: Scenario, flat: Flat) -> Iterator[Problem]:
        """Keys that no structure and no case of the study has."""
        for key in keys_of(one):
            if not numbers_at(scenario, key) and not self.is_written(key):
                what, allowed = f"nothing in this study has `{key}`", "Draw what the study has, in some structure."
                yield Problem(flat.place(f"{path}.input"), f"{path}.input", what, allowed)

    def _values(self, path: str, one: UncertainInput, scenario: Scenario, flat: Flat) -> tuple[float, ...]:
        """The column of a file; raises `RefusedError`."""
        assert one.file is not None
        assert one.column is not None
        mark = flat.marks.get(path)
        folder = self.folders.get(mark.file, self.folder) if mark is not None else self.folder
        rows = _rows(self._text(folder, one.file))
        header = [cell.strip() for cell in rows[0]] if rows else []
        if one.column not in header:
            hint = did_you_mean(one.column, header)
            raise RefusedError(f"`{one.file}` has no column `{one.column}`", f"It has {listed(header)}.", hint)
        at = header.index(one.column)
        found = []
        for number, row in enumerate(rows[1:], start=2):
            if any(cell.strip() for cell in row):
                found.append(_cell(row[at] if at < len(row) else "", one, scenario, number))
        if len(set(found)) < 2:
            raise RefusedError(f"column `{one.column}` of `{one.file}` must have at least two different values")
        return tuple(found)

    def _text(self, folder: Path, name: str) -> str:
        """A file below the study's root; raises `RefusedError`."""
        stay = f"Only files below `{shown(self.root)}`, by a path relative to the file that names it."
        if Path(name).is_absolute():
            raise RefusedError(f"an absolute path is not allowed, got `{name}`", stay)
        try:
            target = (folder / name).resolve()
        except (OSError, RuntimeError, ValueError):
            raise RefusedError(f"`{name}` is not a usable path") from None
        if not target.is_relative_to(self.root):
            raise RefusedError(f"`{name}` leaves the folder `{shown(self.root)}`", stay)
        if not target.is_file():
            near = did_you_mean(target.name, _csv_files(target.parent))
            raise RefusedError(f"`{name}` {'is a folder' if target.is_dir() else 'does not exist'}", hint=near)
        try:
            with target.open("rb") as stream:
                data = stream.read(MAX_BYTES + 1)
            if len(data) > MAX_BYTES:
                raise RefusedError(f"`{name}` is larger than {MAX_BYTES:_} bytes")
            return data.decode("utf-8-sig")
        except OSError as error:
            raise RefusedError(f"`{name}` cannot be read: {(error.strerror or str(error)).lower()}") from None
        except UnicodeDecodeError:
            raise RefusedError(f"`{name}` is not UTF-8 text", hint="Save it as UTF-8.") from None


def _units(path: str, one: Entry, names: tuple[str, ...], scenario: Scenario, flat: Flat) -> Iterator[Problem]:
    """Numbers that are not written in the unit of the input, or not as a factor."""
    known = [key for key in keys_of(one) if field_at(key) is not None]
    for name in names:
        value = getattr(one, name)
        values = {f"{path}.{name}.{n}": v for n, v in enumerate(value)} if isinstance(value, tuple) else {
            f"{path}.{name}": value}  # fmt: skip
        for where, number in values.items():
            text = flat.written.get(where)
            if text is None or number is None:
                continue
            for key in known:
                try:
                    meant = parsed(one.acts_as, scenario, key, text)
                except RefusedError as refused:
                    yield Problem(flat.place(where), where, refused.what, refused.allowed, refused.hint)
                    break
                if not math.isclose(meant, number, rel_tol=1e-9, abs_tol=1e-12):
                    hint = f"Write `{text} years` or `{text} months`."
                    yield Problem(flat.place(where), where, f"says no unit of time, got {got(text)}", hint=hint)
                    break


def _cell(text: str, one: UncertainInput, scenario: Scenario, line: int) -> float:
    """One value of a file, written as in a scenario."""
    if not text.strip():
        raise RefusedError(f"line {line} of `{one.file}` has nothing in column `{one.column}`")
    try:
        return parsed(one.acts_as, scenario, keys_of(one)[0], text.strip())
    except RefusedError as refused:
        raise RefusedError(f"line {line} of `{one.file}`: {refused.what}", refused.allowed, refused.hint) from None


def _rows(text: str) -> list[list[str]]:
    """The cells of a CSV file, parted by the mark that its first line has: a comma, a semicolon or a tab."""
    first = text.partition("\n")[0]
    mark = next((one for one in _SEPARATORS if one in first), ",")
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=mark))
    except csv.Error as error:
        raise RefusedError(f"is not a CSV file: {error}") from None


def _csv_files(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.glob("*.csv")) if folder.is_dir() else []
