"""The sheets of what is given: inputs with their sources, what is worked out from the file, and solved values.

A solved value is pasted: finding it takes a run of the program. Beside it stands, live, the line that it must equal,
what is left between them, and whether that is little enough.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from ppp_model.engine import ops
from ppp_model.engine.line import Given
from ppp_model.engine.trace import Expr, symbol
from ppp_model.measures import BY_NAME
from ppp_model.outputs.statements import default_text, standing_of
from ppp_model.outputs.workbook.layout import INPUTS, SOLVED, Sheet, heading_of, plain
from ppp_model.outputs.workbook.lines import Floats, Kind, Line, Lines
from ppp_model.results import Result
from ppp_model.scenario.paths import InputRow, inputs

_STANDINGS = {"source": "source", "assumed": "assumed", "unmarked": "no source given", "default": "default"}
_SECTIONS = {
    "timeline": "Timeline", "revenue": "Charges and revenue", "supply": "Supply", "opex": "Operating cost",
    "maintenance": "Major maintenance", "works": "Works", "finance": "Finance", "tax": "Tax", "retail": "Tariff",
    "city": "City", "currencies": "Currencies and inflation", "public": "Public purse", "contract": "Contract",
    "conventions": "Conventions", "contingent": "Contingent liabilities", "economy": "Economy", "access": "Access",
    "cooperation": "Cooperation",
}  # fmt: skip
_NAMED = ("opex", "maintenance", "currencies", "finance.debt", "finance.grants", "finance.support", "works.items",
          "city.groups", "retail.blocks", "retail.classes", "public.levels", "city.ladder", "cooperation")  # fmt: skip
"""Keys under which each entry has a heading of its own."""


def with_provenance(result: Result, lines: Lines) -> Lines:
    """The same lines; inputs say what the file says of them, and those with one key are one input and links to it."""
    known = {row.path: row for row in inputs(result.loaded)}
    found: dict[str, Line] = {}
    first: dict[str, str] = {}
    for name, line in lines.by_name.items():
        path = result.assembled.paths.get(name, "")
        if line.kind in (Kind.INPUT, Kind.PASTED) and path:
            line = _stated(line, path, known.get(path))
            if line.kind == Kind.PASTED:
                line = replace(line, source=f"solved for; in the file: {line.source}")
            if _is_plain(line) and _same(lines, first.setdefault(path, name), line):
                line = _linked(line, first[path])
        elif line.kind == Kind.PASTED:
            line = replace(line, source="solved value")
        elif line.kind == Kind.WORKED_OUT:
            line = replace(line, source="worked out from the file", words="when the model is put together")
        found[name] = line
    return replace(lines, by_name=found)


def _stated(line: Line, path: str, row: InputRow | None) -> Line:
    if row is None:
        return replace(line, source="not in the file", words=path)
    text = row.source or row.assumed or ""
    standing = _STANDINGS[standing_of(row.is_default, row.source, row.assumed)]
    where = "" if row.is_default or not row.mark else str(row.mark)
    written = row.written or default_text(row.value, row.unit)
    source = f"{standing}: {text}" if text else standing
    note = f". {row.note}" if row.note else ""
    return replace(line, source=f"{source}{note}", words=f"{path} = {written}  {f'({where})' if where else ''}".strip())


def _is_plain(line: Line) -> bool:
    """Whether an input is the number at its key, not a word or a switch."""
    part = line.row.part if line.row else None
    return isinstance(part, Given) and not part.words and not part.present


def _same(lines: Lines, first: str, line: Line) -> bool:
    """Whether another line takes the same number from the same key."""
    other = lines[first]
    return first != line.name and _is_plain(other) and np.array_equal(other.values, line.values)


def _linked(line: Line, first: str) -> Line:
    """An input that stands on another row already."""
    return replace(line, kind=Kind.FORMULA, expr=symbol("same"), arguments={"same": first}, source="link to the input")


def sheets_of(result: Result, lines: Lines) -> tuple[Sheet, Sheet]:
    """The sheets of inputs and of solved values."""
    order = {row.path: number for number, row in enumerate(inputs(result.loaded))}
    paths = result.assembled.paths
    given = [line for line in lines.by_name.values() if line.kind == Kind.INPUT and line.name in paths]
    given.sort(key=lambda line: order.get(paths[line.name], len(order)))
    sheet = Sheet(INPUTS, "every input with its value, source, and place in the file")
    sections: dict[str, list[Line]] = {}
    for line in given:
        sections.setdefault(_section(paths[line.name]), []).append(line)
    for heading, rows in sections.items():
        sheet.items += [*([None] if sheet.items else []), heading, *rows]
    worked = [line for line in lines.by_name.values() if line.kind == Kind.WORKED_OUT]
    sheet.items += [None, "Worked out from the file when the workbook was made: change the file, not these cells"]
    sheet.items += worked
    return sheet, _solved_sheet(result, lines)


def _section(path: str) -> str:
    """The heading under which an input stands."""
    keys = path.split(".")
    title = _SECTIONS.get(keys[0], plain(keys[0]).capitalize())
    depth = max((name.count(".") + 1 for name in _NAMED if path.startswith(f"{name}.")), default=0)
    if not depth:
        return title
    return f"{title}: {plain('.'.join(keys[1 : depth + 1])).replace('.', ', ')}"


def _solved_sheet(result: Result, lines: Lines) -> Sheet:
    """What is pasted, each with what it must equal. The rows beside it are in ``with_residuals``."""
    sheet = Sheet(SOLVED, "what is pasted, each value with a live residual")
    solved = result.solved
    price = result.assembled.lines_at(solved.input) if solved else []
    for name, line in lines.by_name.items():
        if line.kind == Kind.PASTED and line.row is not None and isinstance(line.row.part, Given):
            block = heading_of(line.row.block.name)
            sheet.items += [*([None] if sheet.items else []), f"{line.label}{f' ({block})' if block else ''}", line]
            live = [other for other in lines.by_name if other.startswith("solve: ")] if price[:1] == [name] else []
            sheet.items += [lines[other] for other in live or beside(lines, name)]
    return sheet


def beside(lines: Lines, name: str) -> list[str]:
    """The live rows beside a pasted one."""
    return [full for part in _BESIDE if (full := f"{name}: {part}") in lines.by_name]


_BESIDE = ("must equal", "left between them", "scale", "passes")


def with_residuals(result: Result, lines: Lines) -> Lines:
    """The lines with those that compare each solved value with what it must equal."""
    found = dict(lines.by_name)
    values = result.run.values
    for name, other in result.assembled.model.solved.items():
        if name not in result.held:
            found |= {line.name: line for line in _residual_rows(result, found[name], other)}
    solved = result.solved
    if solved is not None and not solved.without_case and solved.measure in values:
        unit = found[solved.measure].unit
        target = np.full((1, 1), solved.target)
        arguments = {"measure": solved.measure, "target": "solve: target", "residual": "solve: residual"}
        arguments |= {"uses": "total_uses"}
        scale: Any = Expr("max_", (symbol("target"), symbol("uses"))) if unit == "money" else symbol("target")
        left = values[solved.measure] - target
        label = BY_NAME[solved.measure].label
        rows = [
            _row("solve: measure", label, unit, values[solved.measure], symbol("measure"), arguments),
            replace(_row("solve: target", "Target", unit, target, None, {}), kind=Kind.INPUT, source="solve.target"),
            _row("solve: residual", "Left between them", unit, left, symbol("measure") - symbol("target"), arguments),
            _row("solve: passes", "1 where the target is met", "1", np.full((1, 1), float(solved.reached)),
                 Expr("within", (symbol("residual"), scale)), arguments),
        ]  # fmt: skip
        found |= {row.name: row for row in rows}
    return replace(lines, by_name=found)


def _residual_rows(result: Result, pasted: Line, other: str) -> Iterator[Line]:
    """The line that a solved value must equal, what is left, the scale, and whether it is little enough."""
    values = result.run.values
    found, name = values[other], pasted.name
    part = pasted.row.part if pasted.row else None
    arguments = {"found": other, "pasted": name, "uses": "total_uses"}
    arguments |= {key: f"{name}: {text}" for key, text in (("left", _BESIDE[1]), ("scale", _BESIDE[2]))}
    label = result.assembled.model.rows[other].doc.partition("\n")[0].rstrip(".")
    yield _row(f"{name}: {_BESIDE[0]}", f"Must equal: {label}", pasted.unit, found, symbol("found"), arguments)
    if isinstance(part, Given) and part.latched:
        refuted = Expr("more_than", (0.0, symbol("pasted"))) * Expr("more_than", (symbol("found"), 0.0))
        flags = 1.0 - ops.more_than(0.0, pasted.values) * ops.more_than(found, 0.0)
        label = "1 unless it is taken as 0 where it is 1"
        yield _row(f"{name}: {_BESIDE[3]}", label, "1", np.atleast_2d(flags), 1 - refuted, arguments)
        return
    left = found - pasted.values
    yield _row(f"{name}: {_BESIDE[1]}", "Left between them", pasted.unit, left, symbol("found") - symbol("pasted"),
               arguments)  # fmt: skip
    scale, size = _scale(found, pasted.unit, float(values["total_uses"][0, 0]))
    label = "Scale by which it is judged"
    yield _row(f"{name}: {_BESIDE[2]}", label, pasted.unit, np.full((1, 1), size), scale, arguments)
    passes = Expr("within", (symbol("left"), symbol("scale")))
    flags = np.atleast_2d(ops.within(left, np.full((1, 1), size)))
    yield _row(f"{name}: {_BESIDE[3]}", "1 where that is little enough", "1", flags, passes, arguments)


def _scale(found: Floats, unit: str, uses: float) -> tuple[Any, float]:
    """By what a residual is judged: the largest value found and, for the study's money, total uses."""
    wide = found.shape[1] > 1
    scale: Any = Expr("highest", (symbol("found", "all"),)) if wide else symbol("found")
    size = float(np.max(found))
    if unit == "money":
        return Expr("max_", (scale, symbol("uses"))), max(size, uses)
    return scale, size


def _row(name: str, label: str, unit: str, values: Floats, expr: Any, arguments: dict[str, str]) -> Line:
    return Line(name, Kind.WORKING, label, unit, "check", "", values, expr, arguments)
