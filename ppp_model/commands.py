"""What the commands of ``cli.py`` do between parsing and ending: they call the study and show the result."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ppp_model.errors import ScenarioError
from ppp_model.outputs.console import csv_text, print_json, tell
from ppp_model.outputs.formats import format_value
from ppp_model.outputs.statements import statement_at
from ppp_model.results import Comparison, Result, measure_named
from ppp_model.scenario.amounts import RefusedError
from ppp_model.scenario.load import open_study
from ppp_model.scenario.model import Solve
from ppp_model.scenario.paths import names_of
from ppp_model.scenario.quantities import NO_NAMES, Bound, Names, Rate, Share, Target, find_unit
from ppp_model.study import load

BASE_CASE = "base"


def alone(result: Result) -> Comparison:
    """A single result as a comparison with one column."""
    return Comparison(result.loaded.scenario.study, {result.structure: result})


def results_of(
    path: Path, structure: str | None, case: str | None, sets: Sequence[str], cases: bool, financing: str | None
) -> Comparison:
    """One structure under one case, or (``cases``) as it stands and under every case."""
    study = load(path)
    if not cases:
        return alone(study.run(structure, case, sets, financing=financing))
    if case is not None:
        raise ScenarioError.one("--cases", "", "shows all cases and does not go with --case")
    results = {BASE_CASE: study.run(structure, None, sets)}
    results |= {name: study.run(structure, name, sets, financing=financing) for name in study.cases}
    return Comparison(results[BASE_CASE].loaded.scenario.study, results)


@dataclass(frozen=True)
class TableView:
    """A table as it is asked for: its name, and the currency and prices of its money."""

    name: str
    currency: str | None
    real: bool


def table_view(table: str | None, currency: str | None, real: bool) -> TableView | None:
    """The table that is asked for, None for none."""
    if table is None and (currency is not None or real):
        raise ScenarioError.one("--in" if currency else "--real", "", "goes with --table")
    return TableView(table, currency, real) if table is not None else None


def show_results(comparison: Comparison, table: TableView | None, changes: bool, as_json: bool) -> None:
    """Show the results of ``ppp run``."""
    if table is not None:
        _show_table(_only(comparison), table, as_json)
    elif not as_json:
        show_comparison(comparison, changes, as_json)
    elif len(comparison.results) == 1:
        print_json(_heading(_only(comparison)) | _only(comparison).to_dict())
    else:
        first = next(iter(comparison.results.values()))
        cases = {name: result.to_dict() for name, result in comparison.results.items()}
        print_json({"study": comparison.study, "structure": first.structure, "cases": cases})


def show_comparison(comparison: Comparison, changes: bool, as_json: bool) -> None:
    """Show structures or cases side by side."""
    if as_json:
        print_json(comparison.to_dict())
        return
    from ppp_model.outputs.terminal import print_view
    from ppp_model.outputs.view import view_of

    print_view(view_of(comparison), changes)


def show_conventions(path: Path, comparison: Comparison, sets: Sequence[str], as_json: bool) -> None:
    """Show what the other choice of each disputed convention moves."""
    result = _only(comparison)
    if result.financing is not None:
        raise ScenarioError.one("--financing", "", "does not go with --conventions")
    others = [other.to_dict() for other in load(path).conventions(result.structure, result.case, sets)]
    if as_json:
        head = _heading(result) | {"case": result.case, "conventions": result.conventions}
        print_json(head | {"under_other_conventions": others})
        return
    from ppp_model.outputs.terminal_deal import print_conventions

    print_conventions(result, others)


def refinance(
    path: Path, before: str, after: str, terms: tuple[str, str | None], period: int | None, case: str | None,
    sets: Sequence[str], as_json: bool,
) -> None:  # fmt: skip
    """Value a refinancing and show what the public may ask for. ``terms``: its share, and the threshold."""
    share = number("--share", terms[0], Share, NO_NAMES)
    threshold = None if terms[1] is None else number("--threshold", terms[1], Rate, NO_NAMES)
    study = load(path)
    gain = study.refinancing_gain(before, after, case, sets, period, share, threshold)
    if as_json:
        print_json({"study": str(path), "before": before, "after": after, "case": case} | gain.to_dict())
        return
    from ppp_model.outputs.terminal_deal import print_refinancing

    loaded = study.file.loaded(after, case, sets)
    print_refinancing(
        gain.to_dict(), loaded.scenario.currency, f"{loaded.scenario.study}: {before} refinanced as {after}"
    )


def show_value(report: Any, as_json: bool) -> None:
    """Show structures weighed against the public sector comparator."""
    if as_json:
        print_json(report.to_dict())
        return
    from ppp_model.outputs.terminal_value import print_value

    print_value(report.to_dict(), report.parts, report.heading)


def show_pages(found: Any, as_csv: bool, as_json: bool) -> None:
    """Show the whole picture of one structure for the people, or for the public purse."""
    if as_json:
        print_json(_heading(found.result) | found.to_dict())
    elif as_csv:
        sys.stdout.write(csv_text(found.csv_rows()))
    else:
        from ppp_model.outputs.terminal_page import print_page

        print_page(found.page)


def csv_rows(comparison: Comparison, table: TableView | None) -> Iterator[list[Any]]:
    """Rows of a CSV file: a table, or all lines with a column for each period."""
    result = _only(comparison)
    if table is not None:
        from ppp_model.outputs.terminal import rows_of

        yield from rows_of(result.table(table.name, table.currency, table.real))
        return
    labels = [str(label) for label in result.assembled.calendar.labels]
    yield ["line", "unit", "what_it_is", "single_value", *labels]
    for name, values in result.run.values.items():
        row = result.assembled.model.rows[name]
        cells = [*values[0].tolist(), *[""] * len(labels)] if values.shape[1] == 1 else ["", *values[0].tolist()]
        yield [name, row.unit, row.doc.partition("\n")[0], *cells]


def solve(
    path: Path, wanted: tuple[str | None, str | None, str | None, tuple[str, str] | None], structure: str | None,
    case: str | None, sets: Sequence[str],
) -> Result:  # fmt: skip
    """Solve for an input; what is not wanted in so many words is taken from the structure's own ``solve``."""
    study = load(path)
    key, measure, target, between = wanted
    loaded = study.file.loaded(structure, case, sets)
    own, names = loaded.scenario.solve, names_of(loaded.scenario)
    goal = _goal(own, key, measure, number("--target", target, Target, names) if target is not None else None)
    bounds = own.between if own and goal.input == own.input else None
    if between is not None:
        low, high = (number("--between", text, Bound, names) for text in between)
        if low >= high:
            raise ScenarioError.one("--between", "", "the first number must be less than the second")
        bounds = (low, high)
    return study.solve(goal.input, goal.measure, goal.target, bounds, structure, case, sets)


def show_solved(result: Result, as_json: bool) -> None:
    """Show what a solve found and how."""
    solved = result.solved
    assert solved is not None
    if as_json:
        print_json(_heading(result) | {"case": result.case, "solved": solved.to_dict(), "checks": result.checks})
        return
    from ppp_model.outputs.view import solved_sentence

    sentence = solved_sentence(result)
    print(f"{result.label}: {sentence}")
    before = statement_at(result.loaded, solved.input).written
    print(f"The study says {before or 'nothing (the default)'}; found in {solved.evaluations} runs of the model.")
    if solved.reached and result.loaded.scenario.solve is None:
        unit = "" if solved.unit in ("share", "per year", "ratio") else f" {solved.unit}"
        tell(f'For all measures: ppp run with --set {solved.input}="{solved.value:.9g}{unit}"')


def show_explanation(result: Result, explanation: Any, as_json: bool) -> None:
    """Show where a number comes from."""
    if as_json:
        print_json(_heading(result) | {"case": result.case, "explanation": explanation.to_dict()})
        return
    from ppp_model.outputs.terminal_lists import print_explanation

    print_explanation(explanation, result.label, result.loaded.scenario.sources)


def book(path: Path, structure: str | None, case: str | None, sets: Sequence[str]) -> Any:
    """The assumptions book; nothing is calculated for it."""
    from ppp_model.outputs.assumptions import book_of

    return book_of(open_study(path).loaded(structure, case, sets))


def show_book(found: Any, as_csv: bool, as_json: bool) -> None:
    """Show the assumptions book."""
    if as_json:
        print_json(found.to_dict())
    elif as_csv:
        sys.stdout.write(csv_text(found.csv_rows()))
    else:
        from ppp_model.outputs.terminal_lists import print_book

        print_book(found)


def show_lines(words: Sequence[str], structure: str | None, as_json: bool) -> None:
    """Show the dictionary of lines: of a study if the first word is one, else of the model in general."""
    from ppp_model.outputs.dictionary import entries_of, generic_entries, matching

    is_study = bool(words) and _is_study(words[0])
    if is_study:
        from ppp_model.composition import model_of
        from ppp_model.shape import shape_of

        loaded = open_study(words[0]).loaded(structure)
        entries = entries_of(model_of(shape_of(loaded.scenario)))
    else:
        entries = generic_entries()
    found = matching(entries, words[is_study:])
    if as_json:
        print_json({"lines": [vars(entry) for entry in found]})
        return
    from ppp_model.outputs.terminal_lists import print_entries

    print_entries(found, len(entries))


def show_data(words: Sequence[str], as_csv: bool, as_json: bool) -> None:
    """Show the reference figures that hold every word: of a study if the first word is one, else the program's."""
    from ppp_model.outputs import reference_data
    from ppp_model.scenario.study_data import Figures

    is_study = bool(words) and _is_study(words[0])
    known = (open_study(words[0]).figures if is_study else Figures()).known
    found = reference_data.matching(known.values(), words[is_study:])
    if as_json:
        print_json({"data": [entry.to_dict() for entry in found]})
    elif as_csv:
        sys.stdout.write(csv_text(reference_data.csv_rows(found)))
    else:
        reference_data.print_entries(found, len(known))


def pool(
    path: Path, structures: Sequence[str] | None, case: str | None, sets: Sequence[str], table: str | None,
    changes: bool, as_json: bool,
) -> Any:  # fmt: skip
    """Calculate structures of a pool and show them, or a table of one (the first unless another is named)."""
    from ppp_model.outputs.pool_view import pool_table_data, pool_view, print_pool_table
    from ppp_model.outputs.terminal import print_view
    from ppp_model.pool import load_pool

    study = load_pool(path)
    if table is not None and len(structures or ()) > 1:
        raise ScenarioError.one("--table", "", "shows one structure")
    chosen = structures or (study.structures if table is None else study.structures[:1])
    comparison = study.compare(chosen, case, sets)
    result = next(iter(comparison.results.values()))
    if table is not None and as_json:
        print_json(pool_table_data(result, table))
    elif table is not None:
        print_pool_table(result, table)
    elif as_json:
        print_json(comparison.to_dict())
    else:
        print_view(pool_view(comparison), changes)
    return comparison


def _only(comparison: Comparison) -> Result:
    if len(comparison.results) > 1:
        raise ScenarioError.one("--cases", "", "goes with neither --table nor --output", hint="Choose one with --case.")
    return next(iter(comparison.results.values()))


def _heading(result: Result) -> dict[str, Any]:
    return {"study": result.loaded.scenario.study, "structure": result.structure}


def _show_table(result: Result, table: TableView, as_json: bool) -> None:
    from ppp_model.outputs.terminal import print_frame, rows_of
    from ppp_model.tables import KINDS, TABLES, money_of

    frame = result.table(table.name, table.currency, table.real)
    money = money_of(result, table.name, table.currency, table.real)
    if as_json:
        columns, *rows = rows_of(frame)
        head = _heading(result) | {"case": result.case, "table": table.name, "money": money} | frame.attrs
        print_json(head | {"columns": columns, "rows": rows})
        return
    print_frame(frame, f"{result.label}: {TABLES[table.name]}. {money}".rstrip(), KINDS.get(table.name))
    for name, value in frame.attrs.items():
        measure = measure_named(str(name))
        print(f"{measure.label}: {format_value(measure.kind, value)}")


def _goal(own: Solve | None, key: str | None, measure: str | None, target: float | None) -> Solve:
    """What to solve for: the words of the command line over the structure's own."""
    given = {"input": key, "measure": measure, "target": target}
    goal = {name: getattr(own, name, None) if value is None else value for name, value in given.items()}
    missing = [f"--{name}" for name, value in goal.items() if value is None]
    if missing:
        what = "the structure has no `solve` of its own" if own is None else "something is missing"
        raise ScenarioError.one("ppp solve", "", what, f"Give {', '.join(missing)}.")
    return Solve.model_validate(goal)


def number(option: str, text: str, kind: object, names: Names) -> float:
    """A number with its unit from the command line."""
    unit = find_unit(kind)
    assert unit is not None
    try:
        return unit.parse(text, names)
    except RefusedError as refused:
        raise ScenarioError.one(option, "", refused.what, refused.allowed, refused.hint) from None


def _is_study(word: str) -> bool:
    """Whether a word names a study rather than something to look for."""
    path = Path(word)
    return "/" in word or path.suffix in (".yaml", ".yml") or path.is_file() or (path / "scenario.yaml").is_file()
