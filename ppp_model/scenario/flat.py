"""A tree of nodes as plain data for pydantic, with the places, texts and annotations by dotted path."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ppp_model.errors import Problem
from ppp_model.scenario.nodes import Keys, Mark, Node, dotted
from ppp_model.scenario.study_data import Figures
from ppp_model.scenario.words import did_you_mean, got, listed

ANNOTATION_KEYS = ("value", "source", "assumed", "note")

_NAME = re.compile(r"\w[\w -]*")
_SHORT_NAME = re.compile(r"[A-Za-z]{1,3}\d{1,3}")


@dataclass(frozen=True, slots=True)
class Annotation:
    """What is said about a value: where it comes from, or why it is assumed, and a remark."""

    source: str | None = None
    assumed: str | None = None
    note: str | None = None


@dataclass
class Flat:
    """Plain data and what is known about each of its values."""

    figures: Figures
    data: Any = None
    marks: dict[str, Mark] = field(default_factory=dict)
    keys: dict[str, Mark] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)
    annotations: dict[str, Annotation] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    unresolved: set[str] = field(default_factory=set)
    """Where a reference figure is asked for that there is not."""
    added: set[str] = field(default_factory=set)
    """What changes wrote where the study's file has nothing."""

    def place(self, path: str) -> str:
        """Where a path is written, or the nearest part above it that is."""
        while path and path not in self.marks:
            path = path.rpartition(".")[0]
        return str(self.marks[path])


def flatten(tree: Node, figures: Figures) -> Flat:
    """The plain data of a tree; annotated values are unwrapped and what is said about them is checked."""
    flat = Flat(figures=figures)
    sources = tree.items.get("sources")
    names = list(sources.items) if sources is not None else []
    flat.data = _plain(tree, (), flat, names)
    return flat


def _plain(node: Node, path: Keys, flat: Flat, sources: list[str]) -> Any:
    """The plain value of a node; keys without a value are left out."""
    key = dotted(path)
    if node.key is not None:
        flat.keys.setdefault(key, node.key)
    if node.reference:
        flat.marks[key] = node.place
        flat.unresolved.add(key)
        flat.problems += flat.figures.problems(node, key)
        return None
    if node.is_annotated:
        flat.annotations[key] = _annotation(node, key, flat.problems, sources)
        return _plain(node.items["value"], path, flat, sources)
    flat.marks[key] = node.place
    if isinstance(node.value, dict):
        entries = {}
        for name, below in node.value.items():
            if not _NAME.fullmatch(name):
                flat.problems.append(_bad_name(name, below))
            elif below.value is not None:
                entries[name] = _plain(below, (*path, name), flat, sources)
            else:
                flat.marks[dotted((*path, name))] = below.mark
        return entries
    flat.written[key] = node.written()
    if isinstance(node.value, list):
        return [_plain(item, (*path, str(number)), flat, sources) for number, item in enumerate(node.value)]
    return node.value


def _bad_name(name: str, node: Node) -> Problem:
    """The problem of a key that could not be part of a dotted key."""
    allowed = "A key holds letters, digits, `_`, `-` and spaces."
    hint = "Dotted keys stand in `structures`, in `cases` and after `--set` only." if "." in name else ""
    return Problem(str(node.key or node.mark), "", f"`{name}` cannot be a key here", allowed, hint)


def _annotation(node: Node, path: str, problems: list[Problem], sources: Iterable[str]) -> Annotation:
    """What stands beside a value, with the mistakes in it noted."""
    texts: dict[str, str] = {}
    for key, below in node.items.items():
        if key not in ANNOTATION_KEYS:
            allowed = f"Beside a value may stand: {listed(ANNOTATION_KEYS[1:])}."
            hint = did_you_mean(key, ANNOTATION_KEYS)
            problems.append(Problem(str(below.key or below.mark), path, f"unknown key `{key}`", allowed, hint))
        elif key != "value" and isinstance(below.value, str) and below.value.strip():
            texts[key] = below.value
        elif key != "value":
            problems.append(Problem(str(below.mark), path, f"`{key}` must be a text, got {got(below.value)}"))
    if "source" in texts and "assumed" in texts:
        mark = node.items["assumed"].key or node.mark
        problems.append(Problem(str(mark), path, "has both `source` and `assumed`", hint="Keep one of the two."))
    if "source" in texts:
        problems += _unknown_sources(texts["source"], node.items["source"].mark, path, list(sources))
    return Annotation(texts.get("source"), texts.get("assumed"), texts.get("note"))


def _unknown_sources(text: str, mark: Mark, path: str, sources: list[str]) -> list[Problem]:
    """The problems of short names (such as S3) that `sources` does not have; free text is left alone."""
    unknown = [name for name in re.split(r"[,;\s]+", text) if name not in sources]
    if not all(_SHORT_NAME.fullmatch(name) for name in unknown):
        return []
    allowed = f"`sources` has {listed(sources)}." if sources else "There is no `sources`."
    return [
        Problem(str(mark), path, f"unknown source `{name}`", allowed, did_you_mean(name, sources))
        for name in unknown
        if name
    ]
