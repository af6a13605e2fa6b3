"""Commands on what cities do together and carry over from each other; ``cli`` makes them part of ``ppp``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ppp_model import cli_options as ask
from ppp_model.outputs import console
from ppp_model.outputs.console import FAILED

StudyPath = Annotated[Path, ask.STUDY]
AsJson = Annotated[bool, ask.JSON]
Force = Annotated[bool, ask.FORCE]
Structure = Annotated[str | None, ask.ONE]
Case = Annotated[str | None, ask.CASE]
Sets = Annotated[list[str] | None, ask.SET]


def replicate(
    study: StudyPath, city: Annotated[str, ask.CITY], size: Annotated[float | None, ask.SIZE] = None,
    exponent: Annotated[float, ask.EXPONENT] = 1.0, traded: Annotated[str, ask.TRADED] = "50 %",
    close: Annotated[str | None, ask.CLOSE] = None, output: Annotated[Path | None, ask.NEW_FOLDER] = None,
    force: Force = False, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Carry a study to another city: scale, convert, swap; list every number and mark it assumed."""
    from ppp_model import commands_replicate as commands

    asked = commands.Asked(size, exponent, traded, close)
    commands.replicate(study, city, asked, output, force, as_json)


def cities(
    folder: Annotated[Path, ask.CITIES] = Path("scenarios"), starter: Annotated[bool, ask.CITY_STARTER] = False,
    output: Annotated[Path | None, ask.OUTPUT] = None, force: Force = False, as_json: AsJson = False,
) -> None:  # fmt: skip
    """List the cities to which a study can be carried, with what is known of each; or begin a new one."""
    from ppp_model import commands_replicate as commands

    commands.cities(folder, output, starter, force, as_json)


def cooperation(
    study: StudyPath, structure: Structure = None, case: Case = None, sets: Sets = None,
    priced_again: Annotated[bool, ask.PRICED_AGAIN] = False, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Show partnerships of cities and donors: who gives what to whom, and results without and with each of them."""
    from ppp_model import commands_cooperation as commands

    if not commands.cooperation(study, structure, (case, sets or ()), priced_again, as_json):
        raise typer.Exit(FAILED)


def network(
    cities: Annotated[Path, ask.CITIES_FILE], template: Annotated[Path, ask.TEMPLATE],
    structure: Annotated[list[str] | None, ask.SEVERAL] = None, case: Annotated[str | None, ask.CASE] = None,
    sets: Annotated[list[str] | None, ask.SET] = None, reach: Annotated[str, ask.REACH] = "90 %",
    cover: Annotated[float, ask.LEAST_COVER] = 1.0, unaffordable: Annotated[bool, ask.UNAFFORDABLE] = False,
    budget_share: Annotated[str, ask.BUDGET_SHARE] = "50 %", any_return: Annotated[bool, ask.ANY_RETURN] = False,
    exponent: Annotated[float, ask.EXPONENT] = 1.0, traded: Annotated[str, ask.TRADED] = "50 %",
    workers: Annotated[int | None, ask.CITY_WORKERS] = None, cluster: Annotated[str | None, ask.CLUSTER] = None,
    top: Annotated[int, ask.TOP] = 10, output: Annotated[Path | None, ask.CITY_FOLDER] = None,
    pool: Annotated[Path | None, ask.POOL_FILE] = None, pool_size: Annotated[int, ask.POOL_SIZE] = 12,
    force: Force = False, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Run a template in many cities: who is reached for how much public money, and which structure is best where."""
    from ppp_model import commands_library as commands

    rule = commands.rule_of(reach, cover, not unaffordable, budget_share, not any_return)
    options = commands.options_of(exponent, traded)
    where, files = commands.place_of(workers, cluster), commands.Files(output, pool, pool_size, force)
    run = (structure, case, sets or ())
    _end(commands.network(cities, template, run, rule, options, where, files, top, as_json))


def run_all(
    folder: Annotated[Path, ask.LIBRARY] = Path("scenarios"), workers: Annotated[int | None, ask.CITY_WORKERS] = None,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Run every study of a folder under every structure and case: checks, expected measures, headlines."""
    from ppp_model import commands_library as commands

    _end(commands.run_all(folder, workers, as_json))


def structures(
    study: Annotated[Path | None, ask.STUDY_OR_TEMPLATES] = None,
    templates: Annotated[Path | None, ask.STRUCTURE_TEMPLATES] = None,
    structure: Annotated[list[str] | None, ask.SEVERAL] = None, case: Case = None, sets: Sets = None,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Show who invests, who pays and who bears which risk under each structure, worked out from runs of the model."""
    from ppp_model import commands_structures as commands

    _end(commands.structures(study, templates, structure, (case, sets or ()), as_json))


def _end(failed: list[str]) -> None:
    """End with the code for what failed, and say so on stderr."""
    if failed:
        console.tell("; ".join(failed))
        raise typer.Exit(console.FAILED)


COMMANDS = (replicate, cities, cooperation, network, run_all, structures)
