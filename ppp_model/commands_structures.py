"""What `ppp structures` does: who invests, who pays and who bears which risk under each structure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ppp_model.errors import ScenarioError
from ppp_model.outputs.console import print_json
from ppp_model.scenario.templates import templates_in, with_templates
from ppp_model.study import Study, load

if TYPE_CHECKING:
    from ppp_model.analysis.bearing import Bearing

REFERENCE = Path("scenarios/example-water")
"""The project into which templates are put when no study is named: it has users, connections and two currencies."""
TEMPLATES = Path("scenarios/structures")


@dataclass(frozen=True)
class Found:
    """Structures that were run, by name, and those that do not fit the study, each with the reason."""

    study: Study
    found: dict[str, Bearing]
    unfit: dict[str, str]


def structures(
    path: Path | None, folder: Path | None, names: Sequence[str] | None, run: tuple[str | None, Sequence[str]],
    as_json: bool,
) -> list[str]:  # fmt: skip
    """Show who invests, pays and bears; returns the checks that fail, in words. ``run``: case and changes."""
    borne = found_of(path, folder, names, run)
    failures = [f"{name}: {why}" for name, one in borne.found.items() for why in one.signed.failures.values()]
    found = data_of(borne)
    if as_json:
        print_json(found)
        return failures
    from ppp_model.outputs.page_structures import structures_page
    from ppp_model.outputs.terminal_page import print_page

    print_page(structures_page(found, failures))
    if path is None:
        print("\nNext: ppp structures STUDY --templates scenarios/structures, to have them beside a study's own")
    return failures


def found_of(
    path: Path | None, folder: Path | None, names: Sequence[str] | None, run: tuple[str | None, Sequence[str]]
) -> Found:
    """The structures of a study, with ``folder`` those of its templates too; without a study the templates alone.

    A template that the study has no place for is left out with its reason; ScenarioError where nothing is left.
    """
    home = folder or (TEMPLATES if path is None else None)
    project = path or REFERENCE
    study = load(project) if home is None else Study(with_templates(project, home))
    templates = [] if home is None else list(templates_in(home))
    wanted = names or (templates if path is None else study.structures)
    found: dict[str, Bearing] = {}
    unfit: dict[str, ScenarioError] = {}
    for name in wanted:
        try:
            found |= study.who_bears([name], *run)
        except ScenarioError as error:
            if name not in templates:
                raise
            unfit[name] = error
    if not found:
        raise next(iter(unfit.values()))
    return Found(study, found, {name: str(error.problems[0].what) for name, error in unfit.items()})


def data_of(borne: Found) -> dict[str, Any]:
    """What was found as plain data."""
    first = next(iter(borne.found.values())).signed
    return {
        "study": first.loaded.scenario.study, "case": first.case, "currency": first.currency,
        "structures": {name: one.to_dict() for name, one in borne.found.items()}, "do_not_fit": borne.unfit,
    }  # fmt: skip
