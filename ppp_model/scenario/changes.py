"""Structures, cases and `--set`: named sets of changes, and what they do to a study's tree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ppp_model.errors import Problem
from ppp_model.scenario.nodes import Keys, Mark, Node, dotted
from ppp_model.scenario.paths import SCENARIO, Shape, shape_at
from ppp_model.scenario.reading import read_text
from ppp_model.scenario.words import did_you_mean, got, listed

_TEXTS = ("label", "description")
_ASIDE, _NEEDS = "instead_of", "needs"


@dataclass(frozen=True, slots=True)
class Edit:
    """One change as it is written. ``named`` are the places in the path at which a written key ends."""

    path: Keys
    named: frozenset[int]
    node: Node
    origin: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Change:
    """One change as it was made: old and new text (None where there is no value), who made it and where."""

    path: str
    old: str | None
    new: str | None
    origin: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class SetOfChanges:
    """A structure or a case: its name, what it is called, what it is about, and its changes.

    A structure may put whole parts of the study aside before its own changes (``aside``, written as `instead_of`), and
    say which parts a study must have for it (``needs``).
    """

    name: str
    label: str
    description: str = ""
    edits: tuple[Edit, ...] = ()
    mark: Mark | None = None
    aside: tuple[Edit, ...] = ()
    needs: tuple[Edit, ...] = ()


@dataclass
class Outcome:
    """A tree after its changes, the changes made, and the changes that could not be made."""

    tree: Node
    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_sets(tree: Node, key: str, kind: str, problems: list[Problem]) -> dict[str, SetOfChanges]:
    """The sets under `structures` or `cases`, in the order of the file."""
    node = tree.items.get(key)
    if node is None or node.value is None:
        return {}
    if not isinstance(node.value, dict):
        problems.append(Problem(str(node.mark), key, f"must be a map of named sets of changes, got {got(node.value)}"))
        return {}
    return {name: _read_set(name, below, key, kind, problems) for name, below in node.value.items()}


def read_option(text: str, problems: list[Problem]) -> list[Edit]:
    """The change that one `--set key=value` asks for."""
    key, equals, value = text.partition("=")
    mark = Mark("--set")
    if not equals or not key.strip() or not value.strip():
        hint = 'Write `--set finance.debt.senior.rate="9 %"`; `=null` takes a key away.'
        problems.append(Problem("--set", key.strip(), f"must be key=value, got `{text}`", hint=hint))
        return []
    node = read_text(value, "--set")
    return list(_edits(key.strip(), _at(node, mark), "--set", problems)) if node is not None else []


def apply(base: Node, edits: Sequence[Edit], own_codes: Sequence[str] = (), root: Shape = SCENARIO) -> Outcome:
    """The tree after the edits; an edit that contradicts another, or names nothing known, is a problem instead.

    ``root`` is what the whole file may say, ``base`` the tree after ``put_aside``.
    """
    outcome = Outcome(base)
    done: list[Edit] = []
    for edit in edits:
        problem = _unknown(edit, root) or _conflict(edit, done)
        if problem is None:
            done.append(edit)
        else:
            outcome.problems.append(problem)
    bad = _bad_entries(base, done, own_codes, root)
    outcome.problems += bad.values()
    for edit in done:
        if any(edit.path[: len(entry)] == entry for entry in bad):
            continue
        old = base.at(edit.path)
        if edit.node.value == {} and old is not None and old.items:
            what, hint = "an empty map changes nothing", "Write `null` to take everything away."
            outcome.problems.append(Problem(str(edit.mark), dotted(edit.path), what, hint=hint))
            continue
        removes = edit.node.value is None
        outcome.tree = outcome.tree.replaced(edit.path, None if removes else edit.node)
        outcome.changes.append(Change(dotted(edit.path), _text(old), _text(edit.node), edit.origin, edit.mark))
    return outcome


def put_aside(base: Node, edits: Sequence[Edit], root: Shape = SCENARIO) -> Outcome:
    """The tree without the parts that a structure puts aside; what is not there needs no putting aside.

    Unknown paths, entries that are not there and parts that every study must have are problems instead.
    """
    outcome = Outcome(base)
    for edit in edits:
        problem = _unknown(edit, root) or _needed(edit, root) or _no_entry(base, edit, root)
        if problem is not None:
            outcome.problems.append(problem)
            continue
        old, shape = outcome.tree.at(edit.path), shape_at(edit.path, root)
        paths = [edit.path]
        if shape is not None and shape.is_map and old is not None:
            paths = [(*edit.path, name) for name in old.items]
        for path in paths:
            if (entry := _text(outcome.tree.at(path))) is not None:
                outcome.changes.append(Change(dotted(path), entry, None, edit.origin, edit.mark))
        if old is not None:
            outcome.tree = outcome.tree.replaced(edit.path, None)
    return outcome


def missing_needs(base: Node, needs: Sequence[Edit], root: Shape = SCENARIO) -> list[Problem]:
    """A problem for each part that a structure needs and the study does not have."""
    problems = []
    for edit in needs:
        known = base.at(edit.path)
        if (problem := _unknown(edit, root)) is not None:
            problems.append(problem)
        elif known is None or known.value is None:
            what = f"{edit.origin} needs `{dotted(edit.path)}`, and this study does not have it"
            problems.append(
                Problem(str(edit.mark), dotted(edit.path), what, hint="Write it, or take another structure.")
            )
    return problems


def _needed(edit: Edit, root: Shape) -> Problem | None:
    """The problem of putting aside what every study, or every entry of its kind, must have."""
    above, name = shape_at(edit.path[:-1], root), edit.path[-1]
    if above is None or name not in above.required:
        return None
    what = f"`{name}` cannot be put aside: it must be given"
    return Problem(str(edit.mark), dotted(edit.path), what, hint="Change it instead.")


def _no_entry(base: Node, edit: Edit, root: Shape) -> Problem | None:
    """The problem of putting aside an entry, such as a tranche, that the study does not have."""
    for count in range(1, len(edit.path)):
        above, entry = shape_at(edit.path[:count], root), edit.path[: count + 1]
        if above is not None and above.is_map and base.at(entry) is None:
            return _unknown_entry(base, edit, entry, None)
    return None


def _read_set(name: str, node: Node, key: str, kind: str, problems: list[Problem]) -> SetOfChanges:
    """One structure or case."""
    where = f"{key}.{name}"
    if node.value is not None and not isinstance(node.value, dict):
        problems.append(Problem(str(node.mark), where, f"must be a map of changes, got {got(node.value)}"))
    texts = {"label": name, "description": ""}
    edits: list[Edit] = []
    paths: dict[str, tuple[Edit, ...]] = {_ASIDE: (), _NEEDS: ()}
    for inner, below in node.items.items():
        if inner in paths and kind == "structure":
            paths[inner] = tuple(_listed_paths(below, f"{where}.{inner}", f"{kind} {name}", problems))
        elif inner not in _TEXTS:
            edits += _edits(inner, below, f"{kind} {name}", problems)
        elif isinstance(below.value, str):
            texts[inner] = below.value
        else:
            problems.append(Problem(str(below.mark), f"{where}.{inner}", f"must be a text, got {got(below.value)}"))
    return SetOfChanges(
        name, texts["label"], texts["description"], tuple(edits), node.key, paths[_ASIDE], paths[_NEEDS]
    )


def _listed_paths(node: Node, where: str, origin: str, problems: list[Problem]) -> Iterator[Edit]:
    """The dotted paths of a list, each as the edit that takes away what stands there."""
    entries = node.value if isinstance(node.value, list) else [node]
    for entry in entries:
        if not isinstance(entry.value, str) or not all(entry.value.split(".")):
            hint = "Write a list, such as `[finance.debt, finance.grants]`."
            problems.append(Problem(str(entry.mark), where, f"must be dotted keys, got {got(entry.value)}", hint=hint))
            continue
        path = tuple(entry.value.split("."))
        yield Edit(path, frozenset({len(path) - 1}), Node(None, entry.mark), origin, entry.mark)


def _edits(
    key: str, node: Node, origin: str, problems: list[Problem], path: Keys = (), named: frozenset[int] = frozenset()
) -> Iterator[Edit]:
    """The changes that one key asks for: one for each value below it."""
    names = key.split(".")
    path = (*path, *names)
    named = named | {len(path) - 1}
    if not all(names):
        hint = "Keys are joined by single dots, such as `finance.debt.senior.rate`."
        problems.append(Problem(str(node.key or node.mark), dotted(path), "is not a dotted key", hint=hint))
    elif node.items and not node.is_annotated:
        for inner, below in node.items.items():
            yield from _edits(inner, below, origin, problems, path, named)
    else:
        yield Edit(path, named, node, origin, node.key or node.mark)


def _unknown(edit: Edit, root: Shape) -> Problem | None:
    """The problem of a path that the model does not have."""
    shape = root
    for count, key in enumerate(edit.path):
        below = shape.below(key)
        if below is None:
            parent = dotted(edit.path[:count])
            what = f"unknown key `{key}`" if shape.keys else f"`{parent}` is a single value and has no key `{key}`"
            allowed = f"Allowed: {listed(shape.keys)}." if shape.keys else ""
            return Problem(str(edit.mark), dotted(edit.path), what, allowed, did_you_mean(key, shape.keys))
        shape = below
    return None


def _conflict(edit: Edit, done: Sequence[Edit]) -> Problem | None:
    """The problem of a second change to one key, or to a key above or below it."""
    for other in done:
        length = min(len(edit.path), len(other.path))
        if edit.path[:length] == other.path[:length]:
            same = "" if edit.path == other.path else f" (as `{dotted(other.path)}`)"
            what = f"changed twice in one run: by {_who(other)}{same}, and by {_who(edit)}"
            return Problem(str(edit.mark), dotted(edit.path), what, hint="Keep one of the two.")
    return None


def _bad_entries(base: Node, edits: Sequence[Edit], own_codes: Sequence[str], root: Shape) -> dict[Keys, Problem]:
    """Entries of maps that the edits name although they are not there and that are not new entries either."""
    bad: dict[Keys, Problem] = {}
    for edit in edits:
        for count in range(1, len(edit.path)):
            above, entry = shape_at(edit.path[:count], root), edit.path[: count + 1]
            if above is None or not above.is_map or base.at(entry) is not None or entry in bad:
                continue
            given = {other.path[count + 1] for other in edits if other.path[:-1][: count + 1] == entry}
            shape = shape_at(entry, root)
            if not _is_new_entry(edit, entry, given, own_codes, shape):
                bad[entry] = _unknown_entry(base, edit, entry, shape)
    return bad


def _is_new_entry(edit: Edit, entry: Keys, given: set[str], own_codes: Sequence[str], shape: Shape | None) -> bool:
    """Whether an edit belongs to a whole new entry: all it needs is given, or it is written as a map of its own."""
    if len(edit.path) == len(entry) or shape is None or shape.part is None:
        return edit.node.value is not None
    if shape.required:
        return given >= set(shape.required)
    return len(entry) - 1 in edit.named or (entry[0] == "currencies" and entry[-1] in own_codes)


def _unknown_entry(base: Node, edit: Edit, entry: Keys, shape: Shape | None) -> Problem:
    """The problem of a change to an entry that is not there, such as a misspelt tranche."""
    *parent, name = entry
    above = base.at(tuple(parent))
    known = list(above.items) if above is not None else []
    required = shape.required if shape is not None else []
    needs = f"needs at least {listed(required)}" if required else f"is written as a map: `{dotted(entry)}: {{...}}`"
    home = dotted(tuple(parent))
    there = f"`{home}` has {listed(known) if known else 'no entries'}."
    there += "" if edit.node.value is None else f" A new one {needs}."
    what = f"unknown entry `{name}` in `{home}`"
    return Problem(str(edit.mark), dotted(edit.path), what, there, did_you_mean(name, known))


def _who(edit: Edit) -> str:
    return edit.origin if edit.origin == str(edit.mark) else f"{edit.origin} ({edit.mark})"


def _text(node: Node | None) -> str | None:
    return None if node is None or node.value is None else node.written()


def _at(node: Node, mark: Mark) -> Node:
    """A value of an option: the option stands for every place in it."""
    value = node.value
    if isinstance(value, dict):
        value = {key: _at(below, mark) for key, below in value.items()}
    elif isinstance(value, list):
        value = [_at(below, mark) for below in value]
    return Node(value, mark, node.text, mark)
