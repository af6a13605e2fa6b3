"""Structure templates: structures for any project, put beside a study's own without a change to its file."""

from __future__ import annotations

from pathlib import Path

from ppp_model.errors import Problem, ScenarioError
from ppp_model.scenario.load import StudyFile
from ppp_model.scenario.merge import find_study
from ppp_model.scenario.nodes import Node, shown
from ppp_model.scenario.reading import read_file

_MAY_HOLD = ("sources", "structures")


def templates_in(folder: str | Path) -> dict[str, Node]:
    """The structures of every `.yaml` file of a folder, by name, in the order of the file names.

    Raises ScenarioError where there are none, where two have one name, and for a file that holds anything else.
    """
    home = Path(folder)
    files = sorted(home.glob("*.yaml")) if home.is_dir() else []
    if not files:
        hint = "Name a folder such as scenarios/structures."
        raise ScenarioError.one(shown(home), "", "holds no structure templates (*.yaml)", hint=hint)
    found: dict[str, Node] = {}
    problems: list[Problem] = []
    for file in files:
        for key, node in _pieces(file, problems).items():
            if key == "structures":
                twice = [name for name in node.items if name in found]
                problems += [Problem(str(node.items[name].place), key, f"`{name}` is there twice") for name in twice]
                found |= node.items
    if problems:
        raise ScenarioError(problems)
    return found


def with_templates(study: str | Path, folder: str | Path) -> StudyFile:
    """A study with the structures of a folder after its own; one that the study has too is the study's.

    Raises ScenarioError as reading the study and ``templates_in`` do.
    """
    path, root = find_study(study)
    tree, templates = read_file(path), templates_in(folder)
    own = tree.items.get("structures", Node({}, tree.mark))
    sets = Node({**own.items, **{name: node for name, node in templates.items() if name not in own.items}}, own.mark)
    return StudyFile(path, root, Node({**tree.items, "structures": sets}, tree.mark, tree.text, tree.key))


def _pieces(file: Path, problems: list[Problem]) -> dict[str, Node]:
    """What a template's file holds; anything but structures and their sources is a problem."""
    items = read_file(file).items
    for key, node in items.items():
        if key not in _MAY_HOLD:
            allowed = "A template holds `structures` only; what belongs to a project stands in its study."
            problems.append(Problem(str(node.place), key, "does not belong into a structure template", allowed))
    return items
