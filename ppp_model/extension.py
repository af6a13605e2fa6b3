"""Lines of one's own: functions marked with ``@line`` and inputs declared with ``given``, put into a study's models.

They are lines like all others: held, traced, explained, shown by name and written to the workbook. The package and the
models of other studies stay as they are.
"""

from __future__ import annotations

import numbers
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from ppp_model.composition import model_of
from ppp_model.engine.addition import Addition
from ppp_model.engine.line import Block, Formula, Given, Part, SumOf, parts_of
from ppp_model.engine.model import Model
from ppp_model.engine.trace import constants_of
from ppp_model.errors import ModelError, Problem, ScenarioError
from ppp_model.scenario.load import StudyFile
from ppp_model.scenario.own_lines import OwnInput, OwnLines
from ppp_model.scenario.words import did_you_mean, listed
from ppp_model.shape import shape_of

WHERE = "with_lines"
_ANNOTATED = ("value", "source", "assumed", "note")

Line = Callable[..., Any] | ModuleType | Given | SumOf


@dataclass(frozen=True)
class Place:
    """Where lines go: into the project, one block (``debt.senior``), or every block of a kind (``tranche``)."""

    block: str = ""
    kind: str = ""
    replaces: bool = False


def with_lines(
    file: StudyFile, functions: Sequence[Any], named: Mapping[str, Any], place: Place, values: Mapping[str, Any]
) -> StudyFile:
    """A study's file with lines added; see ``Study.with_lines``. Raises ScenarioError with every problem."""
    problems: list[Problem] = []
    parts = _parts(functions, named, problems)
    before = file.own_lines
    inputs = dict(_inputs(parts, values, problems))
    addition = Addition(parts, place.block, place.kind, place.replaces)
    _check_place(file, addition, problems)
    return file.with_own_lines(OwnLines((*before.additions, addition), {**before.inputs, **inputs}))


def _parts(functions: Sequence[Any], named: Mapping[str, Any], problems: list[Problem]) -> dict[str, Part]:
    """The lines by name. Functions are lines by their own name; inputs and totals get theirs as keywords."""
    found: dict[str, Part] = {}
    for item in functions:
        if isinstance(item, ModuleType):
            found |= parts_of(item)
        elif isinstance(getattr(item, "formula", None), Formula):
            found[item.__name__] = item.formula
        elif isinstance(item, (Given, SumOf)):
            what = "an input or a total needs a name"
            problems.append(Problem(WHERE, "", what, hint="Write `with_lines(..., carbon_price=given(...))`."))
        else:
            name = getattr(item, "__name__", repr(item))
            hint = 'Write `@line("money", source="definition")` above the function.'
            problems.append(Problem(WHERE, name, "is not marked as a line", hint=hint))
    for name, item in named.items():
        part = item if isinstance(item, (Given, SumOf)) else getattr(item, "formula", None)
        if part is None:
            allowed = "A keyword takes `given(...)`, `sum_of(...)` or a function marked with `@line`."
            problems.append(Problem(WHERE, name, f"is a {type(item).__name__}, not a line", allowed))
        else:
            found[name] = part
    if not found and not problems:
        problems.append(Problem(WHERE, "", "there are no lines to add"))
    return found


def _inputs(parts: Mapping[str, Part], values: Mapping[str, Any], problems: list[Problem]) -> Iterator[
    tuple[str, OwnInput]
]:  # fmt: skip
    """The values of inputs by the names under which they were given: that of a line, or with its block in front."""
    wanted = {name: part for name, part in parts.items() if isinstance(part, Given) and not part.at}
    for name, said in values.items():
        part = wanted.get(name.rpartition(".")[2])
        if part is None:
            hint = did_you_mean(name, wanted) or "Declare it: `name=given(unit, what it is)`."
            problems.append(Problem(WHERE, f"values.{name}", "is not an input of these lines", hint=hint))
            continue
        facts = dict(said) if isinstance(said, Mapping) else {"value": said}
        value = _number(facts.pop("value", None))
        unknown = [key for key in facts if key not in _ANNOTATED]
        if unknown:
            allowed = f"Beside `value` may stand {listed(_ANNOTATED[1:])}."
            problems.append(Problem(WHERE, f"values.{name}", f"unknown key `{unknown[0]}`", allowed))
        elif value is None:
            allowed = "It is a number or a list with one for each year, in the unit of the line."
            problems.append(Problem(WHERE, f"values.{name}", f"is not a number, got {said!r}", allowed))
        else:
            yield name, OwnInput(name, value, part.unit, part.doc, **facts)
    given_here = {name.rpartition(".")[2] for name in values}
    for name, part in wanted.items():
        if name not in given_here and part.absent is not None:
            yield name, OwnInput(name, part.absent, part.unit, part.doc, assumed="not given, so at its default")
        elif name not in given_here and not part.solved_for:
            what, hint = f"needs a value ({part.doc.rstrip('.')})", f'Write `values={{"{name}": ...}}`.'
            problems.append(Problem(WHERE, name, what, hint=hint))


def _number(value: Any) -> float | tuple[float, ...] | None:
    """A number, or several, as given by a caller; None for anything else."""
    if isinstance(value, bool) or value is None or isinstance(value, (str, Mapping)):
        return None
    if isinstance(value, numbers.Real):
        return float(value)
    try:
        return tuple(float(item) for item in value)
    except (TypeError, ValueError):
        return None


def _check_place(file: StudyFile, addition: Addition, problems: list[Problem]) -> None:
    """Refuse lines that fit in no structure of the study; the first that has their block is tried.

    ``problems`` are those found before, which are told with the others.
    """
    model = None
    for structure in file.structures:
        scenario = file.loaded(structure).scenario
        model = model_of(shape_of(scenario), scenario.own_lines.additions)
        if blocks := list(addition.places(model)):
            break
    else:
        assert model is not None
        raise _no_such_block(model, addition)
    for block in blocks:
        for name, part in addition.parts.items():
            problems += _problems_of(model, model.blocks[block], name, part, addition)
    _raise(list(dict.fromkeys(problems)))
    try:
        model_of(shape_of(scenario), (*scenario.own_lines.additions, addition)).steps()
    except ModelError as error:
        raise ScenarioError.one(WHERE, "", str(error)) from None


def _problems_of(model: Model, block: Block, name: str, part: Part, addition: Addition) -> Iterator[Problem]:
    """What is wrong with one line in one block."""
    seen = _names_seen(model, block)
    if not name.isidentifier():
        yield Problem(WHERE, name, "is not a name", "Names are words of letters, digits and `_`.")
    if addition.replaces and name not in block.parts:
        hint = did_you_mean(name, block.parts) or "Leave out `replace` to add it."
        yield Problem(WHERE, name, f"there is no such line in {_called(block)} to replace", hint=hint)
    if not addition.replaces and name in seen:
        hint = "Give it another name, or write `replace=True` to put it in the place of the other."
        yield Problem(WHERE, name, f"there is a line of this name ({seen[name]})", hint=hint)
    if not part.doc:
        yield Problem(WHERE, name, "has no text", hint="Write a docstring that says what the number is.")
    if not isinstance(part, Formula):
        return
    for argument in part.arguments:
        if argument not in seen and argument not in addition.parts:
            yield Problem(WHERE, name, f"needs `{argument}`, which is no line here", hint=_near(model, argument, seen))
    try:
        numbers_in = sorted(set(constants_of(part.expression)) - {0.0, 1.0})
    except ModelError as error:
        yield Problem(WHERE, name, str(error))
        return
    if numbers_in:
        what = f"holds the number {numbers_in[0]:g}; a formula has no numbers but 0 and 1"
        yield Problem(WHERE, name, what, hint="Make it an input: `name=given(...)`, with its value in `values`.")


def _names_seen(model: Model, block: Block) -> dict[str, str]:
    """The names that lines of a block can use, each with what it is."""
    found: dict[str, str] = {}
    around = block.name
    while True:
        scope = model.blocks.get(around)
        if scope is not None:
            parts = {
                name: f"{_called(scope)}: {part.doc.partition(chr(10))[0].rstrip('.')}"
                for name, part in scope.parts.items()
            }
            found = {**parts, **{name: f"stands for {target}" for name, target in scope.links.items()}, **found}
        if not around:
            return found
        around = around.rpartition(".")[0]


def _near(model: Model, argument: str, seen: Mapping[str, str]) -> str:
    """What an unknown argument may mean."""
    elsewhere = [name for name in model.rows if name.endswith(f".{argument}")]
    if elsewhere:
        return f"There is {listed(elsewhere[:3])}: lines of a block are seen from inside it only."
    return did_you_mean(argument, seen)


def _no_such_block(model: Model, addition: Addition) -> ScenarioError:
    kinds = sorted({block.kind for block in model.blocks.values() if block.kind})
    blocks = [name for name in model.blocks if name]
    if addition.kind:
        return ScenarioError.one(
            WHERE, "kind", f"no structure has a {addition.kind!r}", f"There are {listed(kinds)}.",
            did_you_mean(addition.kind, kinds),
        )  # fmt: skip
    return ScenarioError.one(
        WHERE, "block", f"no structure has a block {addition.block!r}", f"There are {listed(blocks[:12])}.",
        did_you_mean(addition.block, blocks),
    )  # fmt: skip


def _called(block: Block) -> str:
    return block.name or "the project"


def _raise(problems: list[Problem]) -> None:
    if problems:
        raise ScenarioError(problems)
