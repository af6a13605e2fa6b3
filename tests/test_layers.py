"""Who may import whom: each part of the package knows only the parts below it."""

import ast
import sys
from pathlib import Path

import pytest

import ppp_model

ROOT = Path(ppp_model.__file__).parent
FILES = sorted(path for path in ROOT.rglob("*.py") if "__pycache__" not in path.parts)

RESULTS = {
    "composition",
    "shape",
    "assemble",
    "calendar",
    "engine",
    "errors",
    "measures",
    "money",
    "results",
    "scenario",
    "solved",
    "sought",
    "tables",
}
ALLOWED = {
    "errors": set(),
    "measures": set(),
    "solved": set(),
    "sought": {"assemble", "engine", "errors", "measures", "scenario"},
    "engine": {"errors"},
    "lines": {"engine.line", "engine.ops"},
    "scenario": {"errors"},
    "calendar": {"scenario"},
    "shape": {"scenario"},
    "toolbox": {"engine", "errors", "lines"},
    "incomes": {"errors", "scenario", "toolbox"},
    "composition": {"engine", "lines", "shape"},
    "assemble": {"calendar", "composition", "engine", "errors", "incomes", "scenario", "shape"},
    "money": {"assemble", "engine", "errors", "scenario"},
    "results": RESULTS | {"outputs"},
    "tables": {"errors", "money", "results", "scenario"},
    "risk": RESULTS | {"", "outputs", "toolbox"},
    "analysis": RESULTS | {"outputs", "risk", "toolbox"},
    "pool": {"calendar", "engine", "errors", "lines", "measures", "scenario"},
    "outputs": RESULTS | {"", "pool"},
    "extension": {"composition", "engine", "errors", "scenario", "shape"},
    "replication": {"errors", "measures", "outputs", "scenario"},
    "study": RESULTS
    | {
        "analysis",
        "extension",
        "outputs",
        "risk",
        "study_cooperation",
        "study_draws",
        "study_places",
        "study_show",
        "study_structures",
    },
    "study_places": {"replication", "scenario"},
    "study_cooperation": RESULTS | {"analysis"},
    "study_structures": RESULTS | {"analysis"},
    "study_show": RESULTS | {"analysis", "outputs", "risk"},
    "study_draws": RESULTS | {"analysis", "risk"},
    "commands": RESULTS | {"outputs", "pool", "study"},
    "commands_sensitivity": RESULTS | {"commands", "outputs", "risk", "study"},
    "commands_simulate": RESULTS | {"analysis", "outputs", "risk", "study", "study_draws"},
    "commands_search": RESULTS | {"commands", "outputs", "study"},
    "commands_workbook": RESULTS | {"outputs", "study"},
    "commands_show": RESULTS | {"commands", "outputs", "study"},
    "commands_cooperation": {"outputs", "study"},
    "commands_structures": {"analysis", "errors", "outputs", "scenario", "study"},
    "commands_sheets": {"errors", "measures", "outputs", "scenario"},
    "network": {"", "errors", "outputs", "replication", "risk", "scenario", "study"},
    "library": {"errors", "measures", "pool", "risk", "scenario", "study"},
    "commands_library": {"library", "network", "outputs", "replication", "risk"},
    "commands_replicate": {"errors", "outputs", "replication", "scenario", "study"},
    "cli_options": set(),
    "cli_library": {
        "cli_options",
        "commands_cooperation",
        "commands_library",
        "commands_replicate",
        "commands_structures",
        "outputs",
    },
    "cli": {
        "",
        "cli_library",
        "cli_options",
        "commands",
        "commands_search",
        "commands_sensitivity",
        "commands_sheets",
        "commands_show",
        "commands_simulate",
        "commands_workbook",
        "errors",
        "measures",
        "outputs",
        "scenario",
        "study",
    },
    "__main__": {"cli"},
    "": {"engine", "errors", "results", "study"},
}
"""For each part (a module or folder of the package; "" is the package itself), the others that it may
import; "engine.line" stands for that module alone."""
OUTSIDE = {
    "errors": set(), "measures": set(), "lines": set(), "engine": {"llvmlite", "numba", "numpy"}, "calendar": {"numpy"},
    "assemble": {"numpy"}, "tables": {"numpy", "pandas"}, "scenario": {"numpy", "pydantic", "pydantic_core", "yaml"},
}  # fmt: skip
"""For each part, the packages of others that it may import, where that is kept narrow."""


def part_of(name):
    """The part that a dotted name inside the package belongs to: ``engine`` for ``engine.line``."""
    return name.split(".")[0]


def imports_of(path):
    """Every module that a file imports, by its full name; names taken from a package count as its modules."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports by a relative name"
            inside = ROOT.parent.joinpath(*node.module.split("."))
            for alias in node.names:
                is_module = inside.joinpath(f"{alias.name}.py").exists() or inside.joinpath(alias.name).is_dir()
                yield f"{node.module}.{alias.name}" if is_module else node.module


def name_of(path):
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix("__init__").rstrip(".")


EACH_FILE = pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))


@EACH_FILE
def test_a_part_imports_only_the_parts_below_it(path):
    own = part_of(name_of(path))
    allowed = ALLOWED[own] | ({own} if own not in ("", "lines") else set())
    for module in imports_of(path):
        if module.split(".")[0] == "ppp_model":
            name = module.removeprefix("ppp_model").lstrip(".")
            assert name in allowed or part_of(name) in allowed, f"{name_of(path)} must not import {module}"


@EACH_FILE
def test_the_lower_parts_import_few_packages_of_others(path):
    allowed = OUTSIDE.get(part_of(name_of(path)))
    for module in imports_of(path):
        package = module.split(".")[0]
        if allowed is not None and package != "ppp_model" and package not in sys.stdlib_module_names:
            assert package in allowed, f"{name_of(path)} must not import {package}"


def test_the_files_are_found_and_read():
    names = {name_of(path) for path in FILES}
    assert {"", "errors", "engine.run", "lines.debt", "scenario.model"} <= names
    assert "ppp_model.engine.ops" in set(imports_of(ROOT / "lines" / "debt.py"))
    assert "ppp_model.lines.debt" in set(imports_of(ROOT / "composition.py"))


def test_no_part_may_import_one_that_may_import_it():
    """But for the result and its tables and notebook view, which only draw on each other."""
    both = {
        tuple(sorted((part, other)))
        for part, others in ALLOWED.items()
        for other in others
        if other != part and part in ALLOWED.get(other, ())
    }
    assert both == {("results", "tables"), ("outputs", "results")}
