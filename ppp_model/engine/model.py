"""A model: lines put together from modules, once for each block, with every argument tied to a line.

A block's lines see their own block first, then the scope around it, up to the project. ``links`` tie an argument to
a line by name, such as a tranche's ``cash_before`` to the tranche that is paid before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from types import ModuleType
from typing import Any

from ppp_model.engine.line import Block, Formula, Given, Part, SumOf, When, parts_of
from ppp_model.engine.order import Needs, Step, steps
from ppp_model.engine.trace import Expr
from ppp_model.engine.units import parse_unit, unit_of, unit_text
from ppp_model.errors import ModelError

LONGEST_TEXT = 120


@dataclass(frozen=True)
class Row:
    """One line of a model: its part, its block, and the line that stands behind each argument."""

    name: str
    block: Block
    part: Part
    arguments: dict[str, tuple[str, When]]

    @property
    def unit(self) -> str:
        """The unit as written."""
        return self.part.unit

    @property
    def doc(self) -> str:
        """What the number is."""
        return self.part.doc

    @property
    def source(self) -> str:
        """Where the formula comes from; "input" for a given line, "definition" for a total."""
        if isinstance(self.part, Formula):
            return self.part.source
        return "input" if isinstance(self.part, Given) else "definition"

    @property
    def text(self) -> str:
        """The formula as text, in the names of the arguments."""
        if isinstance(self.part, Formula):
            return str(self.part.expression)
        if isinstance(self.part, SumOf):
            return f"sum of {self.part.line} over each {self.part.kind}"
        return ""


class Model:
    """Lines by name. Add modules, then read ``rows`` or hand it to ``run``; it is checked when first read."""

    def __init__(self) -> None:
        self.blocks: dict[str, Block] = {}

    def add(
        self, *modules: ModuleType, block: str = "", kind: str = "", links: Mapping[str, str] | None = None
    ) -> None:
        """Add the lines of modules to the project, or as a block of a kind. ``links``: argument -> line name."""
        known = self.blocks.get(block) or Block(block, kind, {}, {})
        if kind and known.kind != kind:
            raise ModelError(f"block {block!r} cannot be a {known.kind} and a {kind}; give one of them another name")
        self.blocks[block] = replace(known, links=known.links | dict(links or {}))
        for module in modules:
            self.put(parts_of(module), block)

    def put(self, parts: Mapping[str, Part], block: str = "", replaces: bool = False) -> None:
        """Put lines into a block that is there; with ``replaces`` a line may take the place of one of its name."""
        known = self.blocks[block]
        for name in parts:
            if name in known.parts and not replaces:
                raise ModelError(f"line {name!r} is defined twice in block {block or 'project'!r}")
        self.blocks[block] = replace(known, parts=known.parts | dict(parts))
        for cached in ("rows", "needs", "solved", "_steps", "_plans"):
            self.__dict__.pop(cached, None)

    @cached_property
    def rows(self) -> dict[str, Row]:
        """Every line by its full name (``block.line``), arguments resolved, formulas traced, units checked."""
        found: dict[str, Row] = {}
        for block in self.blocks.values():
            for name, part in block.parts.items():
                full = _join(block.name, name)
                found[full] = Row(full, block, part, dict(self._arguments(block, full, part)))
        _check(found.values())
        _check_units(found)
        return found

    @cached_property
    def needs(self) -> Needs:
        """For each line, the lines it needs and when."""
        return _needs(self.rows)

    @cached_property
    def solved(self) -> dict[str, str]:
        """Inputs that are repeated until they equal a line: input -> line."""
        found = {}
        for name, row in self.rows.items():
            if isinstance(row.part, Given) and row.part.solved_for:
                found[name] = self._resolve(row.block, row.part.solved_for, name)
        return found

    def steps(self, held: Iterable[str] = ()) -> list[Step]:
        """The steps of a run in which the ``held`` lines keep given values."""
        fixed = frozenset(held)
        cache = self.__dict__.setdefault("_steps", {})
        if fixed not in cache:
            cache[fixed] = steps({name: {} if name in fixed else need for name, need in self.needs.items()})
        result: list[Step] = cache[fixed]
        return result

    def _arguments(self, block: Block, full: str, part: Part) -> Iterable[tuple[str, tuple[str, When]]]:
        if isinstance(part, Formula):
            for argument, when in part.arguments.items():
                yield argument, (self._resolve(block, argument, full), when)
        elif isinstance(part, SumOf):
            for other in self.blocks.values():
                if other.kind == part.kind and other.name and self._scope_around(other) is block:
                    if part.line not in other.parts:
                        raise ModelError(f"{full} sums {part.line!r}, which block {other.name!r} does not have")
                    yield other.name, (_join(other.name, part.line), When.NOW)

    def _resolve(self, block: Block, argument: str, user: str) -> str:
        scope = block
        while True:
            if argument in scope.links:
                return scope.links[argument]
            if argument in scope.parts:
                return _join(scope.name, argument)
            if not scope.name:
                raise ModelError(f"line {user!r} needs {argument!r}, which is not a line of the model")
            scope = self._scope_around(scope)

    def _scope_around(self, block: Block) -> Block:
        """The nearest block whose name the block's own name begins with, up to the project."""
        name = block.name
        while name:
            name = name.rpartition(".")[0]
            if name in self.blocks:
                return self.blocks[name]
        return block


def _join(block: str, name: str) -> str:
    return f"{block}.{name}" if block else name


def _needs(rows: Mapping[str, Row]) -> dict[str, dict[str, When]]:
    found: dict[str, dict[str, When]] = {}
    for name, row in rows.items():
        needs: dict[str, When] = {}
        for other, when in row.arguments.values():
            if needs.setdefault(other, when) is not when:
                raise ModelError(f"line {name!r} needs {other!r} at two times; give one of them a line of its own")
        found[name] = needs
    return found


def _check(rows: Iterable[Row]) -> None:
    for row in rows:
        if isinstance(row.part, Formula) and len(row.text) > LONGEST_TEXT:
            raise ModelError(f"the formula of {row.name!r} is longer than {LONGEST_TEXT} characters: {row.text}")


def _check_units(rows: Mapping[str, Row]) -> None:
    done: set[Any] = set()
    for name, row in rows.items():
        units = {argument: parse_unit(rows[other].unit) for argument, (other, _) in row.arguments.items()}
        key = (id(row.part), tuple(sorted(units.items())))
        if key in done:
            continue
        done.add(key)
        if isinstance(row.part, Given):
            continue
        expression: Any = row.part.expression if isinstance(row.part, Formula) else _sum(units)
        try:
            found = unit_of(expression, units)
        except ModelError as error:
            raise ModelError(f"units of {name!r}: {error} in {row.text}") from None
        if found is not None and found != parse_unit(row.unit):
            raise ModelError(f"line {name!r} says {row.unit} but {row.text} gives {unit_text(found)}")


def _sum(names: Iterable[str]) -> Expr | float:
    from ppp_model.engine.trace import symbol

    result: Any = 0.0
    for name in names:
        result = result + symbol(name)
    return result  # type: ignore[no-any-return]
