"""What the commands between Excel and scenario files do: write an input sheet, and read one."""

from __future__ import annotations

import tempfile
from pathlib import Path

from ppp_model.errors import ScenarioError
from ppp_model.measures import BY_NAME
from ppp_model.outputs.console import check_target, print_json, tell, write_whole
from ppp_model.outputs.starter import starter_text
from ppp_model.scenario.load import StudyFile, open_study


def template(study: Path | None, output: Path, force: bool, as_json: bool) -> None:
    """Write an input sheet, filled with a study or with the starter."""
    check_target(output, force)
    _check_suffix(output)
    if study is not None:
        _write(open_study(study), output)
    else:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "scenario.yaml"
            file.write_text(starter_text(file), encoding="utf-8")
            _write(open_study(file), output)
    tell(f"wrote {output}")
    if as_json:
        print_json({"written": str(output)})
    else:
        print(f"Next: fill it in, then ppp from-excel {output} -o scenario.yaml")


def from_excel(file: Path, output: Path, force: bool, as_json: bool) -> None:
    """Make a scenario file from an input sheet; problems are named by cell and nothing is written then.

    The folder of the file is made if the one around it is there, as `ppp new` does.
    """
    from ppp_model.outputs.template import scenario_of

    is_new = not output.parent.exists() and output.parent.parent.is_dir()
    if not is_new:
        check_target(output, force)
    if not file.is_file():
        raise ScenarioError.one(str(file), "", "no such file")
    text, notes = scenario_of(file)
    if is_new:
        output.parent.mkdir(exist_ok=True)
    write_whole(output, text, force)
    for note in notes:
        tell(note)
    if as_json:
        print_json({"written": str(output), "notes": notes})
    else:
        print(f"Next: ppp compare {output}")


def _write(file: StudyFile, output: Path) -> None:
    from ppp_model.outputs.template import write_template

    problems = file.check(BY_NAME)
    if problems:
        raise ScenarioError(problems)
    title = file.loaded().scenario.study
    write_template(output, file, title)


def _check_suffix(output: Path) -> None:
    if output.suffix.lower() != ".xlsx":
        raise ScenarioError.one("--output", "", f"must end in .xlsx, got `{output.name}`")
