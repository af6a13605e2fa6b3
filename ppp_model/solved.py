"""What a search for an input found."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Solved:
    """An input that was moved until a measure met its target."""

    input: str
    value: float
    unit: str
    measure: str
    target: float
    found: float
    reached: bool
    evaluations: int
    binds: str = ""
    without_case: bool = False
    """Whether it was solved without the case and held under it; ``found`` is then the measure without the case."""

    def to_dict(self) -> dict[str, Any]:
        """As plain data, NaN as None."""
        return {
            key: None if isinstance(value, float) and not math.isfinite(value) else value
            for key, value in vars(self).items()
        }
