"""Results of cities on disk: a line for each, written as it comes, so that an interruption loses nothing."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ppp_model.errors import Problem, ScenarioError
from ppp_model.outputs.console import put_whole

MANIFEST, RESULTS = "manifest.json", "cities.jsonl"


class KeptCities:
    """The folder of a network run: ``find`` and ``keep`` by the name of the city.

    Each line of ``cities.jsonl`` is a city with what was worked out; a line that was cut off is worked out again. A
    city whose row has changed since is worked out again too.
    """

    def __init__(self, folder: Path, manifest: Mapping[str, Any], force: bool) -> None:
        """Open or make the folder. Raises ScenarioError when it holds another run, and names the difference."""
        self.folder = folder
        if folder.exists() and not folder.is_dir():
            raise ScenarioError.one(str(folder), "", "is a file", hint="Give the name of a folder.")
        if not folder.parent.is_dir():
            raise ScenarioError.one(str(folder), "", f"there is no folder {folder.parent}")
        folder.mkdir(exist_ok=True)
        wanted = json.loads(json.dumps(manifest))
        there = self._manifest()
        if there is None and any(folder.iterdir()) and not force:
            what = f"holds other files and no {MANIFEST}"
            raise ScenarioError.one(str(folder), "", what, hint="Give an empty folder, or --force.")
        unlike = [] if there is None else [key for key in wanted if there.get(key) != wanted[key]]
        if there is not None and unlike and not force:
            hint = "Give another folder, or --force to start again."
            words = {key: f"is of another run: {there.get(key)!r}, now {wanted[key]!r}" for key in unlike}
            raise ScenarioError([Problem(str(folder / MANIFEST), key, what, "", hint) for key, what in words.items()])
        if unlike or there is None:
            (folder / RESULTS).unlink(missing_ok=True)
            put_whole(folder / MANIFEST, json.dumps(wanted, indent=2) + "\n", force=True)
        self._found = self._read()

    def find(self, key: tuple[str, str]) -> dict[str, Any] | None:
        """What was worked out for a city (its name and the digest of its row) in an earlier run."""
        return self._found.get(key)

    def keep(self, key: tuple[str, str], result: dict[str, Any]) -> None:
        """Add a line, and have it on disk before anything else is done."""
        line = json.dumps({"digest": key[1], **result}, allow_nan=False) + "\n"
        with (self.folder / RESULTS).open("a", encoding="utf-8") as file:
            file.write(line)
            file.flush()
            os.fsync(file.fileno())

    def _manifest(self) -> dict[str, Any] | None:
        try:
            found = json.loads((self.folder / MANIFEST).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise ScenarioError.one(str(self.folder / MANIFEST), "", "cannot be read", hint="Give another folder.")
        return found

    def _read(self) -> dict[tuple[str, str], dict[str, Any]]:
        """The whole lines, one for each city; what was cut off goes, so that the next line begins on its own."""
        file = self.folder / RESULTS
        if not file.exists():
            return {}
        found: dict[tuple[str, str], dict[str, Any]] = {}
        whole: dict[tuple[str, str], str] = {}
        for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
            try:
                one = json.loads(line)
                key = (one["city"], one.pop("digest"))
                found[key], whole[key] = one, line
            except (ValueError, KeyError, TypeError, AttributeError):
                continue
        put_whole(file, "".join(f"{line}\n" for line in whole.values()), force=True)
        return found
