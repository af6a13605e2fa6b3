"""`extends`: one tree out of a file and the shared pieces that it takes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ppp_model.errors import Problem, ScenarioError
from ppp_model.scenario.amounts import RefusedError
from ppp_model.scenario.nodes import Keys, Node, shown
from ppp_model.scenario.reading import read_file
from ppp_model.scenario.study_data import with_nested_data
from ppp_model.scenario.words import did_you_mean, got, listed

MAX_FILES = 100
STUDY_FILE = "scenario.yaml"
POOL_FILE = "pool.yaml"
_HINTS = {STUDY_FILE: "It is a study of one project: use `ppp compare`.", POOL_FILE: "It is a pool: use `ppp pool`."}


@dataclass
class Pieces:
    """The files of one study, each read once; all must lie below one root folder."""

    root: Path
    problems: list[Problem] = field(default_factory=list)
    trees: dict[Path, Node] = field(default_factory=dict)

    def tree(self, path: Path, chain: tuple[Path, ...] = (), own: Node | None = None) -> Node:
        """A file (or what it holds, ``own``) over all that it extends.

        Problems of the pieces are kept, those of reading are raised.
        """
        if path in self.trees:
            return self.trees[path]
        own = with_nested_data(read_file(path) if own is None else own, self.problems)
        merged: Node | None = None
        for node in _named_files(own, self.problems):
            target = self._target(node, path, (*chain, path))
            if target is not None:
                piece = self.tree(target, (*chain, path))
                merged = piece if merged is None else self._merge(merged, piece)
        own = own.replaced(("extends",), None)
        self.trees[path] = own if merged is None else _own_first(self._merge(merged, own), merged)
        return self.trees[path]

    def _target(self, node: Node, path: Path, chain: tuple[Path, ...]) -> Path | None:
        """The file that an entry of `extends` names, or None and a problem."""
        try:
            return self._checked_target(str(node.value), path, chain)
        except RefusedError as refused:
            self.problems.append(Problem(str(node.mark), "extends", refused.what, refused.allowed, refused.hint))
            return None

    def _checked_target(self, name: str, path: Path, chain: tuple[Path, ...]) -> Path:
        """The file that a name stands for; raises `RefusedError` if it may not be read."""
        stay = f"Only files below `{shown(self.root)}`, by a path relative to this file."
        if Path(name).is_absolute():
            raise RefusedError(f"an absolute path is not allowed, got `{name}`", stay)
        try:
            target = (path.parent / name).resolve()
        except (OSError, RuntimeError, ValueError):
            raise RefusedError(f"`{name}` is not a usable path") from None
        if not target.is_relative_to(self.root):
            raise RefusedError(f"`{name}` leaves the folder `{shown(self.root)}`", stay)
        if target in chain:
            circle = " -> ".join(shown(file) for file in (*chain[chain.index(target) :], target))
            raise RefusedError(f"the files extend each other in a circle: {circle}")
        if not target.is_file():
            what = "is a folder" if target.is_dir() else "does not exist"
            raise RefusedError(f"`{name}` {what}", hint=did_you_mean(target.name, _yaml_files(target.parent)))
        if len(self.trees) + len(chain) >= MAX_FILES:
            raise RefusedError(f"a study has at most {MAX_FILES} files")
        return target

    def _merge(self, base: Node, over: Node, path: Keys = ()) -> Node:
        """Maps merge deep, everything else replaces, `null` removes."""
        if not isinstance(over.value, dict) or not isinstance(base.value, dict):
            return over
        if path and (over.is_annotated or base.is_annotated):
            return over
        items = dict(base.value)
        for key, node in over.value.items():
            old = items.pop(key, None) if node.value is None else items.get(key)
            if node.value is None and old is not None:
                continue
            if path == ("sources",) and old is not None and old.value != node.value:
                self._two_sources(key, old, node)
            items[key] = node if old is None else self._merge(old, node, (*path, key))
        return Node(items, over.mark, "", over.key)

    def _two_sources(self, key: str, old: Node, new: Node) -> None:
        """One short name must not mean two sources, or values would cite the wrong one."""
        what = f"the source `{key}` is already another one in {old.place}"
        self.problems.append(Problem(str(new.place), f"sources.{key}", what, hint="Give it another short name."))


def _own_first(merged: Node, pieces: Node) -> Node:
    """A file over its pieces with the structures that only it has before theirs, so that its first is the default."""
    sets, theirs = merged.items.get("structures"), pieces.items.get("structures")
    if sets is None or theirs is None:
        return merged
    order = sorted(sets.items, key=lambda name: name in theirs.items)
    ordered = Node({name: sets.items[name] for name in order}, sets.mark, sets.text, sets.key)
    return Node({**merged.items, "structures": ordered}, merged.mark, merged.text, merged.key)


def find_study(path: str | Path, name: str = STUDY_FILE) -> tuple[Path, Path]:
    """The study's file and root folder; a folder is taken for the file of that name in it."""
    try:
        file = Path(path).resolve()
        if file.is_dir():
            file = _file_in(file, name)
        elif not file.exists():
            raise _not_found(file)
    except (OSError, RuntimeError, ValueError):
        raise ScenarioError.one(str(path), "", "is not a usable path") from None
    return file, file.parent.parent if file.name == name else file.parent


def _file_in(folder: Path, name: str) -> Path:
    """The study file of a folder."""
    if (folder / name).is_file():
        return (folder / name).resolve()
    studies = [entry.name for entry in sorted(folder.iterdir()) if (entry / name).is_file()]
    inside = studies or [entry.name for entry in sorted(folder.iterdir())]
    content = f"It holds {'the studies ' if studies else ''}{listed(inside)}." if inside else "It is empty."
    hint = next((_HINTS[other] for other in _HINTS if (folder / other).is_file()), "")
    raise ScenarioError.one(shown(folder), "", f"the folder has no {name}", content, hint)


def _not_found(file: Path) -> ScenarioError:
    """The error for a file that is not there, with what is near it."""
    folder = file.parent
    if not folder.is_dir():
        return ScenarioError.one(shown(file), "", "no such file or folder")
    names = [entry.name for entry in folder.iterdir()]
    return ScenarioError.one(shown(file), "", "no such file or folder", hint=did_you_mean(file.name, names))


def _named_files(tree: Node, problems: list[Problem]) -> Iterator[Node]:
    """The entries of `extends`: one path or a list of paths."""
    node = tree.items.get("extends")
    if node is None or node.value is None:
        return
    for entry in node.value if isinstance(node.value, list) else [node]:
        if isinstance(entry.value, str) and entry.value:
            yield entry
        else:
            what = f"must be a path or a list of paths, got {got(entry.value)}"
            problems.append(Problem(str(entry.place), "extends", what, "Write `../cities/kigali.yaml`, for example."))


def _yaml_files(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.glob("*.yaml")) if folder.is_dir() else []
