"""A folder of draws: a Parquet file for each chunk, and a manifest that says what they are draws of."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from ppp_model.errors import Problem, ScenarioError
from ppp_model.risk.job import Chunk, Span

MANIFEST = "manifest.json"
_UNCOMPARED = ("date",)
_KINDS = ("draws", "mixed")
_INPUT, _BY_PERIOD = "input.", "by_period."
_MARK = b"ppp_model.chunk"
"""Key of a file's metadata: of which simulation and which draws it is, and which columns it has."""
_LEFT_BEHIND = 3600.0
"""Seconds after which a temporary file is no longer one that another run is writing."""


class Folder:
    """Chunks of one simulation on disk; each is written whole or not at all."""

    def __init__(self, path: Path, manifest: Mapping[str, Any], force: bool = False) -> None:
        """Open or make the folder. Raises ScenarioError when it holds something else, and names the difference.

        ``force`` removes the chunks that are there when they are of another simulation.
        """
        self.path = path
        plain = json.loads(json.dumps(manifest))
        self._open(plain, force)
        compared = {key: value for key, value in plain.items() if key not in _UNCOMPARED}
        self._digest = hashlib.sha256(json.dumps(compared, sort_keys=True).encode()).hexdigest()

    def of(self, kind: str) -> Shelf:
        """The chunks of a kind: ``draws`` or ``mixed``."""
        return Shelf(self.path, kind, self._digest)

    def _open(self, manifest: dict[str, Any], force: bool) -> None:
        if self.path.exists() and not self.path.is_dir():
            raise ScenarioError.one(str(self.path), "", "is a file", hint="Give the name of a folder.")
        if not self.path.parent.is_dir():
            raise ScenarioError.one(str(self.path), "", f"there is no folder {self.path.parent}")
        self.path.mkdir(exist_ok=True)
        for left in self.path.glob(".*.tmp"):
            if _age(left) > _LEFT_BEHIND:
                left.unlink(missing_ok=True)
        there = _manifest_in(self.path)
        differences = [] if there is None else list(_differences(there, manifest))
        if there is None and any(self.path.iterdir()) and not force:
            what = f"holds other files and no {MANIFEST}"
            raise ScenarioError.one(str(self.path), "", what, hint="Give an empty folder, or --force.")
        if differences and not force:
            raise ScenarioError(
                [Problem(str(self.path / MANIFEST), key, what, "", "Give another folder, or --force to start again.")
                 for key, what in differences]
            )  # fmt: skip
        if differences or there is None:
            for kind in _KINDS:
                for file in self.path.glob(f"{kind}-*.parquet"):
                    file.unlink()
            text = json.dumps(manifest, indent=2) + "\n"
            _written(self.path / MANIFEST, lambda target: target.write_text(text, encoding="utf-8"))


class Shelf:
    """Chunks of one kind, by the numbers of their draws."""

    def __init__(self, path: Path, kind: str, digest: str) -> None:
        self._path, self._kind, self._digest = path, kind, digest

    def file(self, span: Span) -> Path:
        """The file of a chunk."""
        return self._path / f"{self._kind}-{span[0]:09d}-{span[1]:09d}.parquet"

    def find(self, span: Span) -> Any:
        """A chunk that is done; None for one that is not, cannot be read, or is not that chunk of this simulation."""
        import pyarrow as pa
        from pyarrow import parquet

        try:
            table = parquet.read_table(self.file(span), partitioning=None)
        except (FileNotFoundError, pa.ArrowException):
            return None
        marked = (table.schema.metadata or {}).get(_MARK)
        if table.num_rows != span[1] - span[0] or marked != self._mark(table, span):
            return None
        return _chunk_of(table) if self._kind == "draws" else _mixed_of(table)

    def keep(self, span: Span, found: Any) -> None:
        """Write a chunk."""
        from pyarrow import parquet

        table = _draws_table(span, found) if self._kind == "draws" else _mixed_table(found)
        table = table.replace_schema_metadata({_MARK: self._mark(table, span)})
        _written(self.file(span), lambda target: parquet.write_table(table, target))

    def _mark(self, table: Any, span: Span) -> bytes:
        """What a file of these draws says that it is."""
        columns = [[one.name, "list" if one.type.num_fields else str(one.type)] for one in table.schema]
        return json.dumps([self._digest, self._kind, *span, columns]).encode()


def _age(file: Path) -> float:
    """Seconds since a file was written; 0 for one that has just gone."""
    try:
        return time.time() - file.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _manifest_in(path: Path) -> dict[str, Any] | None:
    try:
        found = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise ScenarioError.one(str(path / MANIFEST), "", "cannot be read as a manifest", hint="Give another folder.")
    return found


def _differences(there: Mapping[str, Any], wanted: Mapping[str, Any]) -> Any:
    """Which entries of two manifests differ, and how."""
    for key in dict.fromkeys((*there, *wanted)):
        if key not in _UNCOMPARED and there.get(key) != wanted.get(key):
            yield (
                key,
                f"the folder holds draws of another simulation: {there.get(key)!r} there, {wanted.get(key)!r} now",
            )


def _written(target: Path, write: Callable[[Path], Any]) -> None:
    """Write a file beside its place and move it there."""
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        write(temporary)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def _draws_table(span: Span, chunk: Chunk) -> Any:
    """A row for each draw: its number, what is drawn, measures and events, lines by period as lists."""
    import pyarrow as pa

    columns: dict[str, Any] = {"draw": np.arange(*span)}
    columns |= {_INPUT + name: values for name, values in chunk.inputs.items()}
    columns |= chunk.values
    for name, values in chunk.by_period.items():
        columns[_BY_PERIOD + name] = pa.FixedSizeListArray.from_arrays(pa.array(values.ravel()), values.shape[1])
    columns["failed"] = chunk.failed
    columns["reason"] = pa.array([chunk.reasons.get(number) for number in range(*span)], pa.string())
    return pa.table(columns)


def _chunk_of(table: Any) -> Chunk:
    """The chunk of a table."""
    inputs, values, by_period = {}, {}, {}
    for name in table.column_names:
        column = table.column(name).combine_chunks()
        if name.startswith(_INPUT):
            inputs[name.removeprefix(_INPUT)] = _array(column)
        elif name.startswith(_BY_PERIOD):
            flat = _array(column.flatten())
            by_period[name.removeprefix(_BY_PERIOD)] = flat.reshape(table.num_rows, -1)
        elif name not in ("draw", "failed", "reason"):
            values[name] = _array(column)
    failed = np.array(table.column("failed").to_pylist(), dtype=bool)
    first = table.column("draw")[0].as_py()
    said = enumerate(table.column("reason").to_pylist(), first)
    return Chunk(inputs, values, by_period, failed, {number: reason for number, reason in said if reason is not None})


def _mixed_table(found: Mapping[str, Mapping[str, Any]]) -> Any:
    """A column for each input (none for the second set) and measure."""
    import pyarrow as pa

    return pa.table({f"{name}|{measure}": values for name, of in found.items() for measure, values in of.items()})


def _mixed_of(table: Any) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for column in table.column_names:
        name, _, measure = column.rpartition("|")
        found.setdefault(name, {})[measure] = _array(table.column(column).combine_chunks())
    return found


def _array(column: Any) -> Any:
    """A column as a numpy array of its own."""
    return np.array(column.to_numpy(zero_copy_only=False), dtype=np.float64)
