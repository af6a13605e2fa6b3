"""Figures that studies share: thresholds, elasticities, benchmark costs, each with its source and date.

They are data, in `ppp_model/data/*.yaml`. A file holds groups of entries, and the key of an entry is made of file,
group and name: `thresholds.water.undp_2006`. A scenario takes one by `{data: thresholds.water.undp_2006}`, and may
have entries of its own under `data:` (see `study_data`). What an entry says:

- `value`: as a scenario would write it (`3 %`, `-0.3`, `[4, 8]`); `low` and `high` are the ends of a range, taken by
  `{data: KEY.low}` and `{data: KEY.high}`
- `unit`, `what`, `body`: of what it is a number, what it says, who set or found it
- `source` and `year`: where it was read, and the year of the figure; an entry of a study may have `assumed` instead
- `standing`: `read` in the source, `computed` from it, `recalled` and not verified, or a `choice` for want of a norm
- `note`: a remark
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

from ppp_model.errors import Problem, ScenarioError
from ppp_model.scenario.nodes import Keys, Node, Scalar, dotted, leaves
from ppp_model.scenario.reading import read_file
from ppp_model.scenario.words import did_you_mean, got, listed

FOLDER = Path(__file__).parent.parent / "data"

Standing = Literal["read", "computed", "recalled", "choice", "assumed"]

ENDS = {"low": "lower", "high": "upper"}
_TEXTS = ("unit", "what", "body", "source", "assumed", "note")
_KEYS = ("value", *ENDS, *_TEXTS, "year", "standing")
_WORDS: dict[Standing, str] = {
    "read": "{}", "computed": "computed from {}", "recalled": "recalled, not verified: {}",
    "choice": "a choice: {}", "assumed": "{}",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One figure. ``node`` holds its value as written; ``own`` says that it is a study's."""

    key: str
    node: Node
    unit: str = ""
    what: str = ""
    body: str = ""
    source: str = ""
    year: int | None = None
    standing: Standing = "read"
    low: Node | None = None
    high: Node | None = None
    note: str = ""
    own: bool = False

    @property
    def value(self) -> Scalar | tuple[Scalar, ...]:
        """The value: a number, a text with its unit (`3 %`), or several of them."""
        if isinstance(self.node.value, list):
            return tuple(item.value for item in self.node.value if not isinstance(item.value, (dict, list)))
        return self.node.value if not isinstance(self.node.value, dict) else None

    @property
    def is_founded(self) -> bool:
        """Whether the value has a source, rather than a reason why it is assumed."""
        return self.standing in ("read", "computed")

    @property
    def said(self) -> str:
        """The source with its year, or the reason why the value is assumed."""
        year = "" if self.year is None or self.own or str(self.year) in self.source else f", {self.year}"
        return _WORDS[self.standing].format(self.source + year)

    def end(self, name: str) -> Entry | None:
        """The lower (``low``) or upper (``high``) end of the range as an entry of its own, None if there is none."""
        node = {"low": self.low, "high": self.high}.get(name)
        if node is None:
            return None
        standing: Standing = "read" if self.standing == "computed" else self.standing
        what = f"{self.what}, {ENDS[name]} end of the range"
        key = f"{self.key}.{name}"
        return dataclasses.replace(self, key=key, node=node, what=what, standing=standing, low=None, high=None)

    def to_dict(self) -> dict[str, Any]:
        """As plain data, under the names of the fields in the files; absent ends of a range are None."""
        low, high = (None if node is None else node.value for node in (self.low, self.high))
        return {
            "key": self.key, "value": self.value, "low": low, "high": high, "unit": self.unit, "what": self.what,
            "body": self.body, "source": self.source, "year": self.year, "standing": self.standing, "note": self.note,
        }  # fmt: skip


def entries() -> tuple[Entry, ...]:
    """Every figure that comes with the program, in the order of the files."""
    return tuple(built_in().values())


def entry(key: str) -> Entry:
    """The figure under a key, `.low` and `.high` included; raises `ScenarioError` if there is none."""
    found = find(built_in(), key)
    if found is None:
        raise ScenarioError([unknown(built_in(), key, "", "")])
    return found


@cache
def built_in() -> dict[str, Entry]:
    """The figures that come with the program, by key; read once, when they are first asked for."""
    problems: list[Problem] = []
    found = {
        one.key: one
        for file in sorted(FOLDER.glob("*.yaml"))
        for one in entries_in(read_file(file), (file.stem,), problems)
    }
    if problems:
        raise ScenarioError(problems)
    return found


def find(known: dict[str, Entry], key: str) -> Entry | None:
    """The figure under a key, or the end of a range under `KEY.low` and `KEY.high`; None if there is none."""
    stem, _, name = key.rpartition(".")
    return known[key] if key in known else known[stem].end(name) if stem in known else None


def unknown(known: dict[str, Entry], key: str, where: str, path: str) -> Problem:
    """The problem of a key that no figure has: what there is near it."""
    group = key.rpartition(".")[0]
    beside = [name for name in known if name.rpartition(".")[0] == group]
    groups = list(dict.fromkeys(name.rpartition(".")[0] for name in known))
    there = f"`{group}` has {listed(name.rpartition('.')[2] for name in beside)}." if beside else (
        f"There are figures in {listed(groups)}."
    )  # fmt: skip
    ends = [f"{name}.{end}" for name, one in known.items() for end in ENDS if one.end(end)]
    hint = " ".join(part for part in (did_you_mean(key, [*known, *ends]), "`ppp data` lists them all.") if part)
    return Problem(where, path, f"there is no reference figure `{key}`", there, hint)


def entries_in(tree: Node, above: Keys, problems: list[Problem], own: bool = False) -> Iterator[Entry]:
    """The entries of a tree, with the mistakes in them noted; `null` and empty maps are left out."""
    for path, node in leaves(tree):
        if node.value is None or node.value == {}:
            continue
        found = _entry(dotted((*above, *path)), node, own, problems)
        if found is not None:
            yield found


def _entry(key: str, node: Node, own: bool, problems: list[Problem]) -> Entry | None:
    """One entry, None if there is a mistake in it."""
    path = f"data.{key}" if own else key
    if not node.is_annotated or node.reference:
        what = f"must be a map with a value and its source, got {got(node.value)}"
        problems.append(Problem(str(node.place), path, what, f"Its keys: {listed(_KEYS)}."))
        return None
    found = list(_mistakes(node, path))
    problems += found
    return None if found else _made(key, node, own)


def _mistakes(node: Node, path: str) -> Iterator[Problem]:
    """What is wrong with an entry."""
    for name, below in node.items.items():
        where, value = str(below.mark), below.value
        if name not in _KEYS:
            hint = did_you_mean(name, _KEYS)
            yield Problem(str(below.key or where), path, f"unknown key `{name}`", f"Allowed: {listed(_KEYS)}.", hint)
        elif name in ("value", *ENDS) and not _is_value(below):
            yield Problem(where, f"{path}.{name}", f"must be a value or a list of values, got {got(value)}")
        elif name in _TEXTS and not (isinstance(value, str) and value.strip()):
            yield Problem(where, f"{path}.{name}", f"must be a text, got {got(value)}")
        elif name == "year" and (isinstance(value, bool) or not isinstance(value, int)):
            yield Problem(where, f"{path}.year", f"must be a year, got {got(value)}", "Such as `2006`.")
        elif name == "standing" and value not in get_args(Standing):
            yield Problem(where, f"{path}.standing", f"unknown standing, got {got(value)}",
                          f"Allowed: {listed(get_args(Standing))}.")  # fmt: skip
    if ("source" in node.items) == ("assumed" in node.items):
        what = "has both `source` and `assumed`" if "source" in node.items else "says neither `source` nor `assumed`"
        yield Problem(str(node.place), path, what, hint="A reference figure has one of the two.")


def _is_value(node: Node) -> bool:
    """Whether a node is a scalar, or a list of scalars that is not empty."""
    items = node.value if isinstance(node.value, list) else [node]
    return bool(items) and all(item.value is not None and not isinstance(item.value, (dict, list)) for item in items)


def _made(key: str, node: Node, own: bool) -> Entry:
    """The entry of a node without mistakes."""
    texts = {name: str(below.value) for name, below in node.items.items() if name in _TEXTS}
    assumed = texts.pop("assumed", "")
    year, standing = (node.items[name].value if name in node.items else None for name in ("year", "standing"))
    return Entry(
        key=key, node=node.items["value"], low=node.items.get("low"), high=node.items.get("high"), own=own,
        year=year if isinstance(year, int) else None,
        standing=next((one for one in get_args(Standing) if one == standing), "assumed" if assumed else "read"),
        **({"source": assumed} | texts),
    )  # fmt: skip
