"""What the command that writes workbooks does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from ppp_model.errors import ScenarioError
from ppp_model.outputs.console import check_target, print_json, tell
from ppp_model.results import Comparison
from ppp_model.study import load


def workbook(
    path: Path, output: Path, chosen: tuple[str | None, str | None, Sequence[str]], every: bool, force: bool,
    as_json: bool,
) -> Comparison:  # fmt: skip
    """Write the workbook of one structure (``chosen``: structure, case, sets), or with ``every`` of each into a folder.

    Gives the results whose workbooks were written.
    """
    structure, case, sets = chosen
    study = load(path)
    wanted = study.file.loaded(structure, case, sets).structure
    files = _files(output, study.structures) if every else {wanted: output}
    _check(files.values(), every and structure is not None, force)
    comparison = study.compare(None, case, sets)
    for name, file in files.items():
        comparison[name].workbook(file, comparison.results, force)
        tell(f"wrote {file}")
    if as_json:
        print_json({"study": str(path), "case": case, "written": {name: str(file) for name, file in files.items()}})
    return Comparison(comparison.study, {name: comparison[name] for name in files})


def _files(folder: Path, structures: Sequence[str]) -> dict[str, Path]:
    """A file for each structure in a folder, which is made if it is not there."""
    if folder.suffix == ".xlsx" or (folder.exists() and not folder.is_dir()):
        raise ScenarioError.one(str(folder), "", "is not a folder", "With --all, give -o a folder.")
    folder.mkdir(exist_ok=True)
    return {name: folder / f"{name}.xlsx" for name in structures}


def _check(files: Iterable[Path], both: bool, force: bool) -> None:
    """Refuse what cannot be written before anything is calculated."""
    if both:
        raise ScenarioError.one("--all", "", "writes every structure and does not go with --structure")
    for file in files:
        if file.suffix != ".xlsx":
            raise ScenarioError.one(str(file), "", "is not the name of a workbook", "It must end in .xlsx.")
        check_target(file, force)
