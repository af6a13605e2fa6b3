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

from ppp_model import __version__
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

_STUDY = typer.Argument(metavar="STUDY", help="The study: a folder with scenario.yaml, or a file.")
_ONE = typer.Option("--structure", "-s", help="Name of the structure; the first if left out.")
_SEVERAL = typer.Option("--structure", "-s", help="Name of a structure; repeat for several; all if left out.")
_CASE = typer.Option("--case", "-c", help="Name of the case; the study as it stands if left out.")
_SET = typer.Option("--set", metavar="KEY=VALUE", help='Change an input: finance.debt.senior.rate="9 %". Repeatable.')
_JSON = typer.Option("--json", help="Print JSON instead of text.")
_OUTPUT = typer.Option("--output", "-o", metavar="FILE", help="Write to this file.")
_FORCE = typer.Option("--force", help="Overwrite a file that is there already.")
_CHANGES = typer.Option("--changes", help="Show what each structure and case changes, old -> new.")
_CASES = typer.Option("--cases", help="Show the structure under every case, side by side.")
_TABLE = typer.Option("--table", metavar="NAME", help="Show this table by period instead of the measures.")
_CONVENTIONS = typer.Option("--conventions", help="Show what the other choice of each disputed convention moves.")
_IN = typer.Option("--in", metavar="CODE", help="Show the table's money in this currency.")
_REAL = typer.Option("--real", help="Show the table's money in prices of close.")
_BEFORE = typer.Option("--before", metavar="NAME", help="The structure without the refinancing.")
_AFTER = typer.Option("--after", metavar="NAME", help="The structure with it.")
_SHARE = typer.Option("--share", metavar="VALUE", help="Share of the gain that the public gets.")
_THRESHOLD = typer.Option("--threshold", metavar="VALUE", help="Return above which it is shared; the original one.")
_FROM = typer.Option("--from", metavar="NUMBER", help="Period of the refinancing; the first that differs.")
_WEIGHED = typer.Option("--structure", "-s", help="Structure to weigh; repeatable; all with a comparator if left out.")
_DRAWS = typer.Option("--draws", metavar="NUMBER", help="How often the risks are drawn.")
_SEED = typer.Option("--seed", metavar="NUMBER", help="Seed of the draws: the same seed gives the same numbers.")
_NUMBERS = typer.Option("--output", "-o", metavar="FILE", help="Write every number as a CSV file.")
_CSV = typer.Option("--output", "-o", metavar="FILE", help="Write the table, or all lines, as a CSV file.")
_INPUT = typer.Option("--input", metavar="KEY", help="Dotted key of the input to move.")
_MEASURE = typer.Option("--measure", metavar="NAME", help="The measure that shall have a value.")
_TARGET = typer.Option("--target", metavar="VALUE", help='The value, such as "15 %" or 1.30.')
_BETWEEN = typer.Option("--between", metavar="LOW HIGH", help="Least and greatest value of the input.")
_BRIDGE = typer.Option("--bridge", metavar="FIRST SECOND", help="Show which changes make the difference of two.")
_BRIDGED = typer.Option("--measure", metavar="NAME", help="The measure of the bridge; net_public_cost_pv if left out.")
_IN_WORDS = typer.Option("--words", help="Add a paragraph of plain sentences on each structure.")
_GOAL = typer.Option("--target", metavar="NAME=VALUE", help='A measure and its least value, such as "equity_irr=15 %".')
_COVER = typer.Option("--cover", metavar="VALUE", help="Least debt service cover that must be met too, such as 1.2.")
_OTHER_CASES = typer.Option("--cases", metavar="NAME", help="Other cases, to see who bears the risk; repeatable.")
_GIVER = typer.Option("--giver", metavar="NAME", help="Who gives the grant, the subsidy, the aid and the soft loan.")
_GAP_CASE = typer.Option("--case", "-c", help="Name of the case in which the gap arises; none if left out.")
_FINANCING = typer.Option(
    "--financing", metavar="HOW",
    help="What a case leaves of the deal: held (price, debt), sized_again (price), priced_again (nothing).",
)  # fmt: skip
_MOVED = typer.Option("--structure", "-s", help="Name of a structure; repeat for several; the first if left out.")
_MOVES = typer.Option(
    "--input", metavar="KEY[=LOW..HIGH]",
    help='An uncertain input by name, or a key with its ends: supply.utilisation="70 %..100 %" or "-20 %..+10 %".',
)  # fmt: skip
_OF = typer.Option("--measure", metavar="NAME", help="Measure to watch; repeatable; those with a goal if left out.")
_GRID = typer.Option(
    "--grid", metavar="DOWN ACROSS",
    help="Move two inputs at once, each KEY[=LOW..HIGH][:POINTS]: one down, one across.",
)  # fmt: skip
_BREAKS = typer.Option("--break-even", metavar="BAR", help="How far until it breaks: 'dscr_min>=1.2'. Repeatable.")
_STRESS = typer.Option("--stress", help="Show every case, and all inputs at their adverse ends at once.")
_NUMBER = typer.Option("--draws", "-n", metavar="NUMBER", help="Number of draws; as the study says if left out.")
_SAME_DRAWS = typer.Option(
    "--draws", "-n", metavar="NUMBER", help="Run all under so many draws: how often each is best."
)
_SEEDED = typer.Option("--seed", metavar="NUMBER", help="Seed of the draws; as the study says if left out.")
_METHOD = typer.Option("--method", metavar="NAME", help="sobol, monte_carlo or latin_hypercube.")
_WORKERS = typer.Option("--workers", metavar="NUMBER", help="Run the draws in so many processes.")
_THREADS = typer.Option("--threads", metavar="NUMBER", help="Run the draws in so many threads.")
_CLUSTER = typer.Option("--cluster", metavar="ADDRESS", help="Run the draws on a dask cluster (extra `cluster`).")
_FOLDER = typer.Option("--output", "-o", metavar="FOLDER", help="Keep the draws here, and go on where they stopped.")
_INDICES = typer.Option("--indices", help="Add first-order and total indices (a run more for each input).")
_FAN = typer.Option("--fan", metavar="LINE", help="Show percentiles of this line by period. Repeatable.")
_NAME = typer.Argument(metavar="NAME", help="A measure, a line, or the dotted key of an input.")
_PERIOD = typer.Argument(metavar="[PERIOD]", help="A year, a date, or a period's number (0 is the day of close).")
_DEPTH = typer.Option("--depth", "-d", min=0, max=12, help="How many levels of formulas to open.")
_AS_CSV = typer.Option("--csv", help="Print CSV instead of text.")
_WORDS = typer.Argument(metavar="[STUDY] [WORD]...", help="A study, and words to look for.")
_POOL = typer.Argument(metavar="STUDY", help="The pool: a folder with pool.yaml, or a file.")
_PATH = typer.Argument(metavar="PATH", help="A .yaml file, or a folder for its scenario.yaml.")

StudyPath = Annotated[Path, _STUDY]
Structure = Annotated[str | None, _ONE]
Case = Annotated[str | None, _CASE]
Sets = Annotated[list[str] | None, _SET]
AsJson = Annotated[bool, _JSON]
Force = Annotated[bool, _FORCE]
Changes = Annotated[bool, _CHANGES]
Output = Annotated[Path | None, _OUTPUT]
Financing = Annotated[str | None, _FINANCING]
Seed = Annotated[int | None, _SEEDED]
Workers = Annotated[int | None, _WORKERS]


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
    cases: Annotated[bool, _CASES] = False, table: Annotated[str | None, _TABLE] = None,
    currency: Annotated[str | None, _IN] = None, real: Annotated[bool, _REAL] = False, changes: Changes = False,
    conventions: Annotated[bool, _CONVENTIONS] = False, financing: Financing = None,
    output: Annotated[Path | None, _CSV] = None, force: Force = False, as_json: AsJson = False,
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
    study: StudyPath, structure: Annotated[list[str] | None, _SEVERAL] = None, case: Case = None,
    sets: Sets = None, bridge: Annotated[tuple[str, str] | None, _BRIDGE] = None,
    measure: Annotated[str | None, _BRIDGED] = None, words: Annotated[bool, _IN_WORDS] = False,
    financing: Financing = None, draws: Annotated[int | None, _SAME_DRAWS] = None, seed: Seed = None,
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
def affordability(
    study: StudyPath, structure: Structure = None, case: Case = None, sets: Sets = None,
    financing: Financing = None, as_csv: Annotated[bool, _AS_CSV] = False, output: Output = None, force: Force = False,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Show what people can pay, who is served when, who gets the subsidy, who gives, and who wins and loses."""
    from ppp_model.study import load

    console.check_target(output, force)
    result = load(study).run(structure, case, sets or (), financing=financing)
    _show_pages(result.affordability, output, force, as_csv, as_json)


@app.command()
def purse(
    study: StudyPath, structure: Structure = None, case: Case = None, sets: Sets = None,
    financing: Financing = None, as_csv: Annotated[bool, _AS_CSV] = False, output: Output = None, force: Force = False,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Show the public purse: who pays and gets what by level of government, against ceilings, surely and perhaps."""
    from ppp_model.study import load

    console.check_target(output, force)
    result = load(study).run(structure, case, sets or (), financing=financing)
    _show_pages(result.purse, output, force, as_csv, as_json)


@app.command()
def solve(
    study: StudyPath, key: Annotated[str | None, _INPUT] = None, measure: Annotated[str | None, _MEASURE] = None,
    target: Annotated[str | None, _TARGET] = None, between: Annotated[tuple[str, str] | None, _BETWEEN] = None,
    structure: Structure = None, case: Case = None, sets: Sets = None, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Move one input until a measure meets its target; what is left out is taken from the structure's own `solve`."""
    from ppp_model import commands

    result = commands.solve(study, (key, measure, target, between), structure, case, sets or ())
    commands.show_solved(result, as_json)
    _end(commands.alone(result))


@app.command()
def equivalents(
    study: StudyPath, target: Annotated[str, _GOAL], cover: Annotated[str | None, _COVER] = None,
    structure: Structure = None, case: Annotated[str | None, _GAP_CASE] = None,
    cases: Annotated[list[str] | None, _OTHER_CASES] = None, giver: Annotated[str, _GIVER] = "city",
    sets: Sets = None, output: Annotated[Path | None, _NUMBERS] = None, force: Force = False, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Compare kinds of support that close the same gap: amount, public cost, timing, and who bears the risk."""
    from ppp_model import commands_search

    console.check_target(output, force)
    where, file = (structure, case, cases or ()), (output, force)
    _end_short(commands_search.equivalents(study, (target, cover), where, giver, sets or (), file, as_json))


@app.command()
def frontier(
    study: StudyPath, structure: Structure = None, case: Case = None, sets: Sets = None,
    output: Annotated[Path | None, _NUMBERS] = None, force: Force = False, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Look for the least public money that reaches each goal under limits, as the study's `frontier` asks."""
    from ppp_model import commands_search

    console.check_target(output, force)
    _end_short(commands_search.frontier(study, structure, case, sets or (), (output, force), as_json))


@app.command()
def sensitivity(
    study: StudyPath, structure: Annotated[list[str] | None, _MOVED] = None, case: Case = None, sets: Sets = None,
    measure: Annotated[list[str] | None, _OF] = None, key: Annotated[list[str] | None, _MOVES] = None,
    financing: Financing = None, grid: Annotated[tuple[str, str] | None, _GRID] = None,
    bars: Annotated[list[str] | None, _BREAKS] = None, stress: Annotated[bool, _STRESS] = False,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Show what moves a structure: a tornado and break-evens of its inputs, grids of two, stress cases."""
    from ppp_model import commands_sensitivity

    asked = commands_sensitivity.Asked(measure or (), key or (), financing, grid, bars or (), stress)
    commands_sensitivity.sensitivity(study, structure or (), (case, sets or ()), asked, as_json)


@app.command()
def simulate(
    study: StudyPath, structure: Annotated[list[str] | None, _MOVED] = None, case: Case = None, sets: Sets = None,
    draws: Annotated[int | None, _NUMBER] = None, seed: Seed = None, method: Annotated[str | None, _METHOD] = None,
    financing: Financing = None, indices: Annotated[bool, _INDICES] = False,
    fan: Annotated[list[str] | None, _FAN] = None, workers: Workers = None,
    threads: Annotated[int | None, _THREADS] = None, cluster: Annotated[str | None, _CLUSTER] = None,
    output: Annotated[Path | None, _FOLDER] = None, force: Force = False, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Run a structure under many draws of its uncertain inputs: percentiles, events, goals, tails, what drives it."""
    from ppp_model import commands_simulate

    asked, shown = (draws, seed, method, financing), commands_simulate.Shown(fan or (), indices, as_json)
    place, run = (workers, threads, cluster), (case, sets or ())
    _end_short(commands_simulate.simulate(study, structure or (), run, asked, shown, place, (output, force)))


@app.command()
def refinance(
    study: StudyPath, before: Annotated[str, _BEFORE], after: Annotated[str, _AFTER],
    share: Annotated[str, _SHARE] = "50 %", threshold: Annotated[str | None, _THRESHOLD] = None,
    period: Annotated[int | None, _FROM] = None, case: Case = None, sets: Sets = None, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Value a refinancing for the owners, and the part of the gain that the public may ask for."""
    from ppp_model import commands

    commands.refinance(study, before, after, (share, threshold), period, case, sets or (), as_json)


@app.command()
def value(
    study: StudyPath, structure: Annotated[list[str] | None, _WEIGHED] = None, case: Case = None, sets: Sets = None,
    draws: Annotated[int, _DRAWS] = 10_000, seed: Annotated[int, _SEED] = 1,
    output: Annotated[Path | None, _NUMBERS] = None, force: Force = False, as_json: AsJson = False,
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
    study: Annotated[Path, _POOL], structure: Annotated[list[str] | None, _SEVERAL] = None, case: Case = None,
    sets: Sets = None, table: Annotated[str | None, _TABLE] = None, changes: Changes = False, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Calculate cities that borrow together, with the layers of money behind them: structures side by side."""
    from ppp_model import commands

    _end(commands.pool(study, structure, case, sets or (), table, changes, as_json))


@app.command()
def explain(
    study: StudyPath, name: Annotated[str, _NAME], period: Annotated[str | None, _PERIOD] = None,
    depth: Annotated[int, _DEPTH] = 1,
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
    as_csv: Annotated[bool, _AS_CSV] = False, output: Output = None, force: Force = False, as_json: AsJson = False,
) -> None:  # fmt: skip
    """List every input with its value, place in the file, and source or reason."""
    from ppp_model import commands

    console.check_target(output, force)
    book = commands.book(study, structure, case, sets or ())
    if output is not None:
        console.write_whole(output, console.csv_text(book.csv_rows()), force)
    if output is None or as_json:
        commands.show_book(book, as_csv, as_json)


@app.command()
def lines(
    words: Annotated[list[str] | None, _WORDS] = None, structure: Structure = None, as_json: AsJson = False
) -> None:
    """List the lines of the model: name, unit, what it is, formula, source. With a study, under its own names."""
    from ppp_model import commands

    commands.show_lines(words or [], structure, as_json)


@app.command()
def data(
    words: Annotated[list[str] | None, _WORDS] = None, as_csv: Annotated[bool, _AS_CSV] = False, as_json: AsJson = False
) -> None:
    """List the reference figures that `{data: KEY}` takes, with source and year. With a study, its own among them."""
    from ppp_model import commands

    commands.show_data(words or [], as_csv, as_json)


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
def new(path: Annotated[Path, _PATH], force: Force = False, as_json: AsJson = False) -> None:
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
