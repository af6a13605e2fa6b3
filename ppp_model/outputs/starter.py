"""The study that ``ppp new`` writes: a small, complete, commented one to start from."""

from __future__ import annotations

import os
from pathlib import Path

from ppp_model.scenario.merge import STUDY_FILE
from ppp_model.scenario.schema import SCHEMA_FILE

STARTER_FILE = SCHEMA_FILE.with_name("starter.yaml")

_SOURCE_TREE = SCHEMA_FILE.parents[2]
_WITHOUT_SCHEMA = (
    "# An editor can complete and check this file: run `ppp schema -o schema.json` here, and make the first line:\n"
    "#   yaml-language-server: $schema=schema.json"
)


def study_file(path: Path) -> Path:
    """The file to write: the path itself if it ends in .yaml or .yml, else the scenario.yaml of that folder."""
    return path if path.suffix in (".yaml", ".yml") else path / STUDY_FILE


def starter_text(target: Path) -> str:
    """The starter study; inside the source tree it names the schema by its relative path."""
    return f"{schema_line(target)}\n{STARTER_FILE.read_text(encoding='utf-8')}"


def schema_line(target: Path) -> str:
    """The first line of a study at a path: by it an editor finds the schema."""
    folder = target.resolve().parent
    if (_SOURCE_TREE / "pyproject.toml").is_file() and folder.is_relative_to(_SOURCE_TREE):
        return f"# yaml-language-server: $schema={Path(os.path.relpath(SCHEMA_FILE, folder)).as_posix()}"
    return _WITHOUT_SCHEMA
