"""A study out of plain Python data instead of a file, and back into YAML."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from ppp_model.errors import Problem, ScenarioError
from ppp_model.scenario.load import StudyFile
from ppp_model.scenario.merge import STUDY_FILE
from ppp_model.scenario.nodes import Keys, Mark, Node, Scalar, dotted
from ppp_model.scenario.own_lines import OWN_PLACE
from ppp_model.scenario.reading import MAX_DEPTH

PLACE = OWN_PLACE
"""Where the values stand, as messages and lists of inputs say it."""
LINE, SHORT = 110, 90
"""How long the lines of a written file may be, and a map or list on one line."""


def study_file_from(data: Mapping[str, Any], folder: str | Path = ".") -> StudyFile:
    """The study that a map describes, with the keys and values of a scenario file.

    ``extends`` starts from ``folder``, as in a file that lies there. Raises ScenarioError with every problem.
    """
    tree = tree_from(data)
    home = Path(folder).resolve()
    found = StudyFile(home / STUDY_FILE, home.parent, tree)
    found.path = Path(PLACE)
    return found


def tree_from(data: Mapping[str, Any]) -> Node:
    """A map as the tree of a file. Raises ScenarioError with every problem."""
    problems: list[Problem] = []
    if not isinstance(data, Mapping):
        raise ScenarioError.one(PLACE, "", f"a study is a map (a dict), got a {type(data).__name__}")
    tree = _node(data, (), problems)
    if problems:
        raise ScenarioError(problems)
    return tree


def _node(value: Any, path: Keys, problems: list[Problem]) -> Node:
    """A value with all below it as a file has it."""
    mark = Mark(PLACE)
    if len(path) > MAX_DEPTH:
        problems.append(Problem(PLACE, dotted(path[:3]), f"nested deeper than {MAX_DEPTH} levels"))
        return Node(None, mark)
    if isinstance(value, Mapping):
        for key in value:
            if not isinstance(key, str):
                what = f"a key must be a text, got {key!r}"
                problems.append(Problem(PLACE, dotted(path), what, hint="Put it in quotes."))
        below = {str(key): _node(item, (*path, str(key)), problems) for key, item in value.items()}
        return Node(below, mark, "", mark)
    if isinstance(value, (list, tuple)):
        return Node([_node(item, (*path, str(n)), problems) for n, item in enumerate(value)], mark, "", mark)
    scalar = _scalar(value)
    if scalar is None and value is not None:
        allowed = "It may be a text, a number, true or false, a date, a list or a map."
        problems.append(Problem(PLACE, dotted(path), f"cannot be a {type(value).__name__}", allowed))
    return Node(scalar, mark, _text(scalar), mark)


def _scalar(value: Any) -> Scalar:
    """A value of a file; None for what no file can hold. Numbers of numpy count as numbers."""
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if hasattr(value, "item") and not isinstance(value, (str, bytes)) and getattr(value, "ndim", 1) == 0:
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value if isinstance(value, (str, bool, int, float)) else None


def _text(scalar: Scalar) -> str:
    """A value as it is written in a file."""
    if scalar is None:
        return "null"
    if isinstance(scalar, bool):
        return str(scalar).lower()
    return scalar if isinstance(scalar, str) else f"{scalar!r}"


def yaml_of(tree: Node) -> str:
    """A tree as YAML text; that of a study's file has all that it extends in it."""
    text: str = yaml.dump(_data(tree), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=LINE)
    return text


class _Dumper(yaml.SafeDumper):
    """Writes a map or list of plain values on one line where it fits."""

    def represent_mapping(self, tag: str, mapping: Any, flow_style: bool | None = None) -> yaml.MappingNode:
        return super().represent_mapping(tag, mapping, _fits(mapping.items()))

    def represent_sequence(self, tag: str, sequence: Any, flow_style: bool | None = None) -> yaml.SequenceNode:
        return super().represent_sequence(tag, sequence, _fits(enumerate(sequence)))


def _fits(entries: Iterable[tuple[Any, Any]]) -> bool:
    """Whether entries are plain values and short enough for one line."""
    found = list(entries)
    return not any(isinstance(value, (dict, list)) for _, value in found) and len(str(found)) <= SHORT


def _data(node: Node) -> Any:
    """A tree of nodes as plain data."""
    if isinstance(node.value, dict):
        return {key: _data(below) for key, below in node.value.items()}
    if isinstance(node.value, list):
        return [_data(item) for item in node.value]
    return node.value
