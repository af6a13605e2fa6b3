"""A replicated study written as a folder: the scenario, which takes the city from its file, and the list of numbers."""

from __future__ import annotations

import json
import os
from pathlib import Path

from ppp_model.errors import ScenarioError
from ppp_model.outputs.console import put_whole
from ppp_model.outputs.starter import schema_line
from ppp_model.replication.carry import Replica
from ppp_model.replication.listing import readme
from ppp_model.replication.places import text_at
from ppp_model.scenario.from_data import yaml_of
from ppp_model.scenario.load import StudyFile
from ppp_model.scenario.merge import STUDY_FILE
from ppp_model.scenario.nodes import dotted, leaves


def study_of(replica: Replica, where: Path) -> StudyFile:
    """The replicated study without a file, as if it lay at ``where``."""
    return StudyFile(where / STUDY_FILE, where.parent, replica.whole)


def write_replica(replica: Replica, folder: Path, force: bool) -> list[Path]:
    """Write ``scenario.yaml`` and ``README.md`` into a folder, and files of observed values; returns the first two.

    Raises ScenarioError for files that are there already (unless ``force``) and for problems of the new study.
    """
    files = [folder / STUDY_FILE, folder / "README.md"]
    observed = _observed(replica, folder)
    there = [file for file in (*files, *observed) if file.exists()]
    if there and not force:
        raise ScenarioError.one(str(there[0]), "", "is there already", hint="Add --force to overwrite it.")
    if not folder.parent.is_dir():
        raise ScenarioError.one(str(folder), "", f"there is no folder {folder.parent}")
    problems = study_of(replica, replica.home).check()
    if problems:
        raise ScenarioError(problems)
    folder.mkdir(exist_ok=True)
    title = text_at(replica.tree, ("study",)) or ""
    for target, source in observed.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        put_whole(target, source.read_text(encoding="utf-8-sig"), force=True)
    put_whole(files[0], scenario_text(replica, folder), force=True)
    put_whole(files[1], readme(replica, title, folder.as_posix()), force=True)
    return files


def _observed(replica: Replica, folder: Path) -> dict[Path, Path]:
    """Files of observed values that must lie in the new study's folder, each with that of the old study."""
    found = {}
    for path, node in leaves(replica.tree):
        keys = dotted(path).split(".")
        if keys[-1] == "file" and "uncertainty" in keys:
            target, source = folder / node.text, replica.home / node.text
            if target.resolve().is_relative_to(folder.resolve()) and source.is_file() and not _is_same(target, source):
                found[target] = source
    return found


def _is_same(one: Path, other: Path) -> bool:
    return one.resolve() == other.resolve()


def scenario_text(replica: Replica, folder: Path) -> str:
    """The scenario file: the city by `extends:` where its file lies below the same root, else all in one."""
    extended = _extended(replica, folder)
    tree = replica.whole if extended is None else replica.tree
    head = (
        f"{schema_line(folder / STUDY_FILE)}\n# Carried from {_line(replica.factors.old.name)} by `ppp replicate`: "
        "every number is an assumption.\n# Replace what begins with REPLACE first; README.md lists all numbers.\n\n"
    )
    return head + ("" if extended is None else f"extends: {json.dumps(extended)}\n\n") + yaml_of(tree)


def _extended(replica: Replica, folder: Path) -> str | None:
    """The city's file by a path from the folder; None where a study there may not read it."""
    file = replica.factors.new.file
    home = folder.resolve()
    if file is None or not file.is_relative_to(home.parent):
        return None
    return Path(os.path.relpath(file, home)).as_posix()


def _line(text: str) -> str:
    return " ".join(text.split())
