"""What a caller adds to the model of a scenario in Python: lines, and the values of their inputs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

OWN = "own_lines"
"""What the keys of the values begin with, where the keys of the scenario's own values are listed."""
OWN_PLACE = "Python"
"""Where the values are written, as lists of inputs say it."""


@dataclass(frozen=True)
class OwnInput:
    """The value of an input that a caller has added, and what was said about it."""

    name: str
    value: Any
    """A number, or a tuple with one for each year."""
    unit: str
    description: str
    source: str | None = None
    assumed: str | None = None
    note: str | None = None

    @property
    def path(self) -> str:
        """Its key in lists of inputs."""
        return f"{OWN}.{self.name}"

    @property
    def written(self) -> str:
        """The value as text."""
        values = self.value if isinstance(self.value, tuple) else (self.value,)
        text = ", ".join(f"{value:.12g}" for value in values)
        return f"[{text}]" if isinstance(self.value, tuple) else text


@dataclass(frozen=True, eq=False)
class OwnLines:
    """Additions to the model (the engine knows what they are), in their order, and values of inputs by name."""

    additions: tuple[Any, ...] = ()
    inputs: Mapping[str, OwnInput] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.additions)


NO_LINES = OwnLines()
"""What a scenario has by default: the same object in all of them, so that two scenarios may be equal."""
