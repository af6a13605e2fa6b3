"""A line item is a plain function; ``Prev``, ``Next`` and ``All`` on an argument say when.

``@line`` only marks the function: it can still be called with plain numbers. ``given`` declares an input, and
``sum_of`` a total over blocks. Nothing is registered anywhere; a ``Model`` is told which modules to take.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from types import ModuleType
from typing import Annotated, Any, TypeVar, get_type_hints

from ppp_model.engine.trace import Expr, symbol
from ppp_model.errors import ModelError

Function = TypeVar("Function", bound=Callable[..., Any])


class When(StrEnum):
    """The period that an argument refers to."""

    NOW = "now"
    PREV = "prev"
    NEXT = "next"
    ALL = "all"


Prev = Annotated[Any, When.PREV]
"""The period before; 0 in the first period."""
Next = Annotated[Any, When.NEXT]
"""The period after; 0 in the last period."""
All = Annotated[Any, When.ALL]
"""The whole row, shaped (draws, periods)."""


@dataclass(frozen=True)
class Formula:
    """What ``@line`` knows of a function: its unit, its source and which of its arguments mean when."""

    function: Callable[..., Any]
    unit: str
    source: str

    @property
    def name(self) -> str:
        return self.function.__name__

    @property
    def doc(self) -> str:
        """What the number is, in one sentence."""
        return inspect.getdoc(self.function) or ""

    @cached_property
    def arguments(self) -> dict[str, When]:
        """The lines that the function needs, and when."""
        hints = get_type_hints(self.function, include_extras=True)
        found = {}
        for name in inspect.signature(self.function).parameters:
            metadata = getattr(hints.get(name), "__metadata__", (When.NOW,))
            found[name] = metadata[0]
        return found

    @cached_property
    def expression(self) -> Any:
        """The formula as symbols. Raises ModelError where the function is not a formula."""
        symbols = {name: symbol(name, when.value) for name, when in self.arguments.items()}
        try:
            result = self.function(**symbols)
        except ModelError as error:
            raise ModelError(f"{self.function.__module__}.{self.name}: {error}") from None
        except (TypeError, AttributeError) as error:
            raise ModelError(f"{self.function.__module__}.{self.name} is not a formula: {error}") from None
        if not isinstance(result, (Expr, int, float)):
            raise ModelError(f"{self.function.__module__}.{self.name} gives {type(result).__name__}, not a formula")
        return result


@dataclass(frozen=True)
class Given:
    """An input line.

    ``at`` is the dotted key in the scenario: ``{block}`` stands for the block's own name, and "a or b" for the
    first of several keys that has a value. ``words`` turns the words that may stand there into numbers; with
    ``present`` the input is a flag that says whether there is a value. ``absent`` is the value when the scenario
    has none. A series in the scenario runs over the years of ``series``: "operation", or years from "close". An
    input without ``at`` is worked out when the model is put together. ``solved_for`` names the line whose value
    the input must have: the run is repeated until it does. A ``latched`` one stands for a yes or no
    that may keep a run from settling: it is 0; where its line still swings after long it becomes -1, which says to
    take the line as 0; and 1, to take it as 1, where the line is 1 all the same once the run has settled.
    """

    unit: str
    doc: str
    at: str = ""
    words: dict[str, float] | None = None
    present: bool = False
    absent: float | None = None
    solved_for: str = ""
    series: str = "operation"
    latched: bool = False


@dataclass(frozen=True)
class SumOf:
    """The total of a line over all blocks of a kind within the same scope; 0 when there are none."""

    kind: str
    line: str
    unit: str
    doc: str


Part = Formula | Given | SumOf


def line(unit: str, *, source: str) -> Callable[[Function], Function]:
    """Mark a function as a line item with its unit and its source ("definition", "choice" or a reference)."""

    def mark(function: Function) -> Function:
        function.__dict__["formula"] = Formula(function, unit, source)
        return function

    return mark


def given(
    unit: str,
    doc: str,
    *,
    at: str = "",
    words: dict[str, float] | None = None,
    present: bool = False,
    absent: float | None = None,
    solved_for: str = "",
    series: str = "operation",
    latched: bool = False,
) -> Given:
    """Declare an input line; see ``Given``."""
    return Given(unit, doc, at, words, present, absent, solved_for, series, latched)


def sum_of(kind: str, name: str, unit: str, doc: str) -> SumOf:
    """Declare a total over blocks; see ``SumOf``."""
    return SumOf(kind, name, unit, doc)


@dataclass(frozen=True)
class Block:
    """A set of lines added once: the project itself (name ""), or a tranche, an item, a customer group.

    Dots in a name nest blocks: ``groups.q1.first`` lies in ``groups.q1`` if that is a block, else in the project.
    """

    name: str
    kind: str
    parts: dict[str, Part]
    links: dict[str, str] = field(default_factory=dict)


def parts_of(module: ModuleType) -> dict[str, Part]:
    """The lines, inputs and totals that a module itself defines, by name."""
    found: dict[str, Part] = {}
    for name, item in vars(module).items():
        formula = getattr(item, "formula", None)
        if isinstance(formula, Formula) and item.__module__ == module.__name__:
            found[name] = formula
        elif isinstance(item, (Given, SumOf)):
            found[name] = item
    return found
