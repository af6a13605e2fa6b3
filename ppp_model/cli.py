"""The command line. Each command parses, calls and prints; what a user can mend ends with exit code 2.

Exit codes: 0 ok, 1 a bug of ours, 2 the user's file or words, 3 a check or a target failed. What a command needs is
imported when it runs, so that ``ppp --help`` is quick.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from ppp_model import __version__, cli_library
from ppp_model import cli_options as ask
from ppp_model.outputs import console


class Commands(TyperGroup):
    """The commands, with one end for all errors."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        ctx.meta["as_json"] = "--json" in args
        return super().parse_args(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        return console.guarded(lambda: super(Commands, self).invoke(ctx), ctx.meta["as_json"], ctx.params["debug"])


app = typer.Typer(
    cls=Commands, no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False,
    context_settings={"help_option_names": ["--help", "-h"]},
)  # fmt: skip

StudyPath = Annotated[Path, ask.STUDY]
Structure = Annotated[str | None, ask.ONE]
Case = Annotated[str | None, ask.CASE]
Sets = Annotated[list[str] | None, ask.SET]
AsJson = Annotated[bool, ask.JSON]
Force = Annotated[bool, ask.FORCE]
Changes = Annotated[bool, ask.CHANGES]
Output = Annotated[Path | None, ask.OUTPUT]
Financing = Annotated[str | None, ask.FINANCING]
Seed = Annotated[int | None, ask.SEEDED]
Workers = Annotated[int | None, ask.WORKERS]


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"ppp-model {__version__}")
        raise typer.Exit


_VERSION = typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
_DEBUG = typer.Option("--debug", envvar="PPP_DEBUG", help="Show where a bug of ppp-model arose.")


@app.callback()
def start(version: Annotated[bool, _VERSION] = False, debug: Annotated[bool, _DEBUG] = False) -> None:
    """Weigh ways of financing a basic service, side by side, from one readable scenario file."""


@app.command()
def validate(study: StudyPath, as_json: AsJson = False) -> None:
    """Check a study's file with every structure and case, without calculating."""
    from ppp_model.measures import BY_NAME
    from ppp_model.scenario.load_pool import open_any

    file = open_any(study)
    problems = file.check(BY_NAME)
    if as_json:
        names = {"structures": list(file.structures), "cases": list(file.cases)}
        console.print_json({"study": str(study), **names, "problems": console.problems_as_data(problems)})
    elif problems:
        console.tell_problems(problems)
    else:
        typer.echo(f"{study}: no problems\n  structures: {_listed(file.structures)}\n  cases: {_listed(file.cases)}")
    raise typer.Exit(console.USER if problems else 0)


@app.command()
def run(
    study: StudyPath, structure: Structure = None, case: Case = None, sets: Sets = None,
    cases: Annotated[bool, ask.CASES] = False, table: Annotated[str | None, ask.TABLE] = None,
    currency: Annotated[str | None, ask.IN] = None, real: Annotated[bool, ask.REAL] = False, changes: Changes = False,
    conventions: Annotated[bool, ask.CONVENTIONS] = False, financing: Financing = None,
    output: Annotated[Path | None, ask.CSV] = None, force: Force = False, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Calculate one structure: headline measures, a table by period, or all lines as a CSV file."""
    from ppp_model import commands

    console.check_target(output, force)
    view = commands.table_view(table, currency, real)
    results = commands.results_of(study, structure, case, sets or (), cases, financing)
    if output is not None:
        console.write_whole(output, console.csv_text(commands.csv_rows(results, view)), force)
    if conventions:
        commands.show_conventions(study, results, sets or (), as_json)
    elif view is None or output is None:
        commands.show_results(results, view, changes, as_json)
    _end(results)


@app.command()
def compare(
    study: StudyPath, structure: Annotated[list[str] | None, ask.SEVERAL] = None, case: Case = None,
    sets: Sets = None, bridge: Annotated[tuple[str, str] | None, ask.BRIDGE] = None,
    measure: Annotated[str | None, ask.BRIDGED] = None, words: Annotated[bool, ask.IN_WORDS] = False,
    financing: Financing = None, draws: Annotated[int | None, ask.SAME_DRAWS] = None, seed: Seed = None,
    workers: Workers = None, changes: Changes = False, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Calculate the structures of a study side by side: in numbers, in words, and under draws of what is uncertain."""
    if draws is not None:
        from ppp_model import commands_simulate

        commands_simulate.refuse_with_draws(bridge=bridge, measure=measure, words=words, changes=changes)
        asked = draws, seed, None, financing
        _end_short(commands_simulate.compare(study, structure, (case, sets or ()), asked, workers, as_json))
        return
    from ppp_model import commands_search

    console.check_goes_with("--draws", seed=seed, workers=workers)
    extras = commands_search.Extras(bridge, measure, words, financing)
    _end(commands_search.compare(study, structure, (case, sets or ()), extras, changes, as_json))


@app.command()
def diff(
    words: Annotated[list[str], ask.WORDS_TO_DIFF], structure: Structure = None, case: Case = None, sets: Sets = None,
    measures: Annotated[list[str] | None, ask.FOLLOWED] = None, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Show which inputs differ between two structures or studies, where they stand, and what each did to measures."""
    from ppp_model import commands_show

    _end(commands_show.diff(words, structure, case, sets or (), measures, as_json))


@app.command()
def explore(
    study: StudyPath, output: Annotated[Path, ask.EXPLORER], inputs: Annotated[list[str] | None, ask.SLIDERS] = None,
    structures: Annotated[list[str] | None, ask.SEVERAL_AT_ONCE] = None,
    measures: Annotated[list[str] | None, ask.FOLLOWED_AT_ONCE] = None, case: Case = None, sets: Sets = None,
    again: Annotated[bool, ask.AGAIN] = False, force: Force = False, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Write a page with sliders over a grid of runs: structures side by side, limits, and what one input does."""
    from ppp_model import commands_show

    asked = commands_show.Asked(inputs or (), structures, measures, again)
    commands_show.explore(study, output, asked, (case, sets or ()), force, as_json)


@app.command()
def affordability(
    study: StudyPath, structure: Structure = None, case: Case = None, sets: Sets = None,
    financing: Financing = None, as_csv: Annotated[bool, ask.AS_CSV] = False, output: Output = None,
    force: Force = False, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Show what people can pay, who is served when, who gets the subsidy, who gives, and who wins and loses."""
    from ppp_model.study import load

    console.check_target(output, force)
    result = load(study).run(structure, case, sets or (), financing=financing)
    _show_pages(result.affordability, output, force, as_csv, as_json)


@app.command()
def purse(
    study: StudyPath, structure: Structure = None, case: Case = None, sets: Sets = None,
    financing: Financing = None, as_csv: Annotated[bool, ask.AS_CSV] = False, output: Output = None,
    force: Force = False, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Show the public purse: who pays and gets what by level of government, against ceilings, surely and perhaps."""
    from ppp_model.study import load

    console.check_target(output, force)
    result = load(study).run(structure, case, sets or (), financing=financing)
    _show_pages(result.purse, output, force, as_csv, as_json)


@app.command()
def report(
    study: StudyPath, structure: Annotated[list[str] | None, ask.SEVERAL] = None, case: Case = None, sets: Sets = None,
    with_frontier: Annotated[bool, ask.WITH_FRONTIER] = False, draws: Annotated[int | None, ask.REPORT_DRAWS] = None,
    output: Annotated[Path | None, ask.PAGE] = None, force: Force = False, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Write the report: a page for the council, pictures, tables, assumptions and statements, in one HTML file."""
    from ppp_model import commands_search

    console.check_target(output, force)
    asked, file = (with_frontier, draws), (output, force)
    _end(commands_search.report(study, structure, (case, sets or ()), asked, file, as_json))


@app.command()
def solve(
    study: StudyPath, key: Annotated[str | None, ask.INPUT] = None, measure: Annotated[str | None, ask.MEASURE] = None,
    target: Annotated[str | None, ask.TARGET] = None, between: Annotated[tuple[str, str] | None, ask.BETWEEN] = None,
    structure: Structure = None, case: Case = None, sets: Sets = None, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Move one input until a measure meets its target; what is left out is taken from the structure's own `solve`."""
    from ppp_model import commands

    result = commands.solve(study, (key, measure, target, between), structure, case, sets or ())
    commands.show_solved(result, as_json)
    _end(commands.alone(result))


@app.command()
def equivalents(
    study: StudyPath, target: Annotated[str, ask.GOAL], cover: Annotated[str | None, ask.COVER] = None,
    structure: Structure = None, case: Annotated[str | None, ask.GAP_CASE] = None,
    cases: Annotated[list[str] | None, ask.OTHER_CASES] = None, giver: Annotated[str, ask.GIVER] = "city",
    sets: Sets = None, output: Annotated[Path | None, ask.NUMBERS] = None, force: Force = False,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Compare kinds of support that close the same gap: amount, public cost, timing, and who bears the risk."""
    from ppp_model import commands_search

    console.check_target(output, force)
    where, file = (structure, case, cases or ()), (output, force)
    _end_short(commands_search.equivalents(study, (target, cover), where, giver, sets or (), file, as_json))


@app.command()
def frontier(
    study: StudyPath, structure: Structure = None, case: Case = None, sets: Sets = None,
    output: Annotated[Path | None, ask.NUMBERS] = None, force: Force = False, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Look for the least public money that reaches each goal under limits, as the study's `frontier` asks."""
    from ppp_model import commands_search

    console.check_target(output, force)
    _end_short(commands_search.frontier(study, structure, case, sets or (), (output, force), as_json))


@app.command()
def sensitivity(
    study: StudyPath, structure: Annotated[list[str] | None, ask.MOVED] = None, case: Case = None, sets: Sets = None,
    measure: Annotated[list[str] | None, ask.OF] = None, key: Annotated[list[str] | None, ask.MOVES] = None,
    financing: Financing = None, grid: Annotated[tuple[str, str] | None, ask.GRID] = None,
    bars: Annotated[list[str] | None, ask.BREAKS] = None, stress: Annotated[bool, ask.STRESS] = False,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Show what moves a structure: a tornado and break-evens of its inputs, grids of two, stress cases."""
    from ppp_model import commands_sensitivity

    asked = commands_sensitivity.Asked(measure or (), key or (), financing, grid, bars or (), stress)
    commands_sensitivity.sensitivity(study, structure or (), (case, sets or ()), asked, as_json)


@app.command()
def simulate(
    study: StudyPath, structure: Annotated[list[str] | None, ask.MOVED] = None, case: Case = None, sets: Sets = None,
    draws: Annotated[int | None, ask.NUMBER] = None, seed: Seed = None,
    method: Annotated[str | None, ask.METHOD] = None, financing: Financing = None,
    indices: Annotated[bool, ask.INDICES] = False,
    fan: Annotated[list[str] | None, ask.FAN] = None, workers: Workers = None,
    threads: Annotated[int | None, ask.THREADS] = None, cluster: Annotated[str | None, ask.CLUSTER] = None,
    output: Annotated[Path | None, ask.FOLDER] = None, force: Force = False, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Run a structure under many draws of its uncertain inputs: percentiles, events, goals, tails, what drives it."""
    from ppp_model import commands_simulate

    asked, shown = (draws, seed, method, financing), commands_simulate.Shown(fan or (), indices, as_json)
    place, run = (workers, threads, cluster), (case, sets or ())
    _end_short(commands_simulate.simulate(study, structure or (), run, asked, shown, place, (output, force)))


@app.command()
def refinance(
    study: StudyPath, before: Annotated[str, ask.BEFORE], after: Annotated[str, ask.AFTER],
    share: Annotated[str, ask.SHARE] = "50 %", threshold: Annotated[str | None, ask.THRESHOLD] = None,
    period: Annotated[int | None, ask.FROM] = None, case: Case = None, sets: Sets = None, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Value a refinancing for the owners, and the part of the gain that the public may ask for."""
    from ppp_model import commands

    commands.refinance(study, before, after, (share, threshold), period, case, sets or (), as_json)


@app.command()
def value(
    study: StudyPath, structure: Annotated[list[str] | None, ask.WEIGHED] = None, case: Case = None, sets: Sets = None,
    draws: Annotated[int, ask.DRAWS] = 10_000, seed: Annotated[int, ask.SEED] = 1,
    output: Annotated[Path | None, ask.NUMBERS] = None, force: Force = False, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Weigh structures against the public sector comparator: value for money, and how robust it is."""
    from ppp_model import commands
    from ppp_model.study import load

    console.check_target(output, force)
    report = load(study).value_for_money(structure, case, sets or (), draws, seed)
    if output is not None:
        console.write_whole(output, console.csv_text(report.csv_rows()), force)
    if output is None or as_json:
        commands.show_value(report, as_json)
    _end(report)


@app.command()
def pool(
    study: Annotated[Path, ask.POOL], structure: Annotated[list[str] | None, ask.SEVERAL] = None, case: Case = None,
    sets: Sets = None, table: Annotated[str | None, ask.TABLE] = None, changes: Changes = False,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Calculate cities that borrow together, with the layers of money behind them: structures side by side."""
    from ppp_model import commands

    _end(commands.pool(study, structure, case, sets or (), table, changes, as_json))


@app.command()
def explain(
    study: StudyPath, name: Annotated[str, ask.NAME], period: Annotated[str | None, ask.PERIOD] = None,
    depth: Annotated[int, ask.DEPTH] = 1,
    structure: Structure = None, case: Case = None, sets: Sets = None, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Show where a number comes from: its formula in words and values, down to the line of the file."""
    from ppp_model import commands
    from ppp_model.study import load

    result = load(study).run(structure, case, sets or ())
    commands.show_explanation(result, result.explain(name, period, depth), as_json)
    _end(commands.alone(result))


@app.command()
def assumptions(
    study: StudyPath, structure: Structure = None, case: Case = None, sets: Sets = None,
    only: Annotated[str | None, ask.ONLY] = None, as_csv: Annotated[bool, ask.AS_CSV] = False, output: Output = None,
    force: Force = False, as_json: AsJson = False,
) -> None:  # fmt: skip
    """List every input with its value, place in the file, and source or reason."""
    from ppp_model import commands

    console.check_target(output, force)
    book = commands.book(study, structure, case, sets or ()).only(only)
    if output is not None:
        console.write_whole(output, console.csv_text(book.csv_rows()), force)
    if output is None or as_json:
        commands.show_book(book, as_csv, as_json)


@app.command()
def lines(
    words: Annotated[list[str] | None, ask.WORDS] = None, structure: Structure = None, as_json: AsJson = False
) -> None:
    """List the lines of the model: name, unit, what it is, formula, source. With a study, under its own names."""
    from ppp_model import commands

    commands.show_lines(words or [], structure, as_json)


@app.command()
def data(
    words: Annotated[list[str] | None, ask.WORDS] = None,
    as_csv: Annotated[bool, ask.AS_CSV] = False,
    as_json: AsJson = False,
) -> None:
    """List the reference figures that `{data: KEY}` takes, with source and year. With a study, its own among them."""
    from ppp_model import commands

    commands.show_data(words or [], as_csv, as_json)


@app.command()
def workbook(
    study: StudyPath, output: Annotated[Path, ask.WORKBOOK], structure: Structure = None, case: Case = None,
    sets: Sets = None, every: Annotated[bool, ask.EVERY] = False, force: Force = False, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Write the live Excel workbook of a structure: every line a row with one formula, recalculated by Excel."""
    from ppp_model import commands_workbook

    _end(commands_workbook.workbook(study, output, (structure, case, sets or ()), every, force, as_json))


@app.command()
def schema(output: Output = None, force: Force = False, as_json: AsJson = False) -> None:
    """Print the JSON schema by which an editor completes and checks scenario files."""
    from ppp_model.scenario.schema import SCHEMA_FILE

    text = SCHEMA_FILE.read_text(encoding="utf-8")
    if output is None:
        sys.stdout.write(text)
    else:
        console.write_whole(output, text, force)


@app.command()
def new(path: Annotated[Path, ask.PATH], force: Force = False, as_json: AsJson = False) -> None:
    """Write a small, complete, commented study to start from."""
    from ppp_model.outputs.starter import starter_text, study_file

    target = study_file(path)
    if target != path:
        path.mkdir(exist_ok=True)
    console.write_whole(target, starter_text(target), force)
    if as_json:
        console.print_json({"written": str(target)})
    else:
        typer.echo(f"Next: ppp validate {path}, then ppp compare {path}")


@app.command()
def template(
    output: Annotated[Path, ask.SHEETS], study: Annotated[Path | None, ask.FILLED] = None, force: Force = False,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Write an Excel sheet to fill in: every input with unit, what is allowed, source and meaning."""
    from ppp_model import commands_sheets

    commands_sheets.template(study, output, force, as_json)


@app.command()
def from_excel(
    file: Annotated[Path, ask.SHEET], output: Annotated[Path, ask.MADE], force: Force = False, as_json: AsJson = False
) -> None:
    """Make a scenario file from a sheet that `ppp template` wrote; mistakes are named by cell."""
    from ppp_model import commands_sheets

    commands_sheets.from_excel(file, output, force, as_json)


for _command in cli_library.COMMANDS:
    app.command()(_command)


def _listed(names: Any) -> str:
    return ", ".join(names) or "none"


def _show_pages(found: Any, output: Path | None, force: bool, as_csv: bool, as_json: bool) -> None:
    """Show or write a view made of tables and a page, and end with the code for failed checks."""
    from ppp_model import commands

    if output is not None:
        console.write_whole(output, console.csv_text(found.csv_rows()), force)
    if output is None or as_json:
        commands.show_pages(found, as_csv, as_json)
    _end(commands.alone(found.result))


def _end(comparison: Any) -> None:
    """End with the code for failed checks, and say so on stderr."""
    failures = [f"{r.label}: {words}" for r in comparison.results.values() for words in r.failures.values()]
    if failures:
        console.tell(f"checks failed: {'; '.join(failures)}")
        raise typer.Exit(console.FAILED)


def _end_short(short: list[str]) -> None:
    """End with the code for a target that failed, and say so on stderr."""
    if short:
        console.tell("; ".join(short))
        raise typer.Exit(console.FAILED)


def main() -> None:
    """Entry point of ``ppp``."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    app()


if __name__ == "__main__":
    main()
