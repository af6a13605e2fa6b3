"""How a workbook looks: colours by what a cell holds, number formats by unit, widths of columns."""

from __future__ import annotations

from typing import Any

import numpy as np

from ppp_model.engine.units import parse_unit
from ppp_model.outputs.workbook.lines import Floats, Kind

NAVY, BLUE, GREY, PALE, LINE = "#1F3864", "#0000FF", "#7F7F7F", "#F2F2F2", "#D9D9D9"
FONT = "Calibri"
FILLS: dict[Kind, dict[str, Any]] = {
    Kind.INPUT: {"bg_color": "#FFF9DB", "font_color": BLUE},
    Kind.WORKED_OUT: {"bg_color": "#EDEDED", "font_color": BLUE},
    Kind.PASTED: {"bg_color": "#FBE3D6", "font_color": "#833C0B"},
    Kind.FORMULA: {"font_color": "#000000"},
    Kind.WORKING: {"font_color": "#595959", "italic": True},
}
"""Fill and colour of a cell by what it holds."""
MEANINGS = {
    Kind.INPUT: "Input: blue on yellow. Change it and everything recalculates.",
    Kind.WORKED_OUT: "Worked out from the file when the workbook was made: blue on grey. Change the file instead.",
    Kind.PASTED: "Pasted value, found by running the program: brown on orange. A live residual stands beside it.",
    Kind.FORMULA: "Formula: black. One formula in each row, filled right over the periods.",
    Kind.WORKING: "Working row or check of a formula: grey, in italics.",
}
GOOD = {"bg_color": "#E2EFDA", "font_color": "#375623"}
BAD = {"bg_color": "#F8CBAD", "font_color": "#9C0006", "bold": True}

ZERO = '"-"'
_WHOLE, _CENTS, _FINE = "#,##0", "#,##0.00", "#,##0.0000"
_PERCENT = "0.00%"
_DUST, _SMALL, _LARGE = 5e-5, 10.0, 10_000.0
_NO_LIMIT = "[>=1E+90]"


class Styles:
    """The formats of one workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def __call__(self, **properties: Any) -> Any:
        """The format with these properties over the plain one."""
        wanted = {"font_name": FONT, "font_size": 10, "valign": "vcenter"} | properties
        key = tuple(sorted(wanted.items()))
        if key not in self._made:
            self._made[key] = self.book.add_format(wanted)
        return self._made[key]

    def cell(self, kind: Kind, pattern: str, **more: Any) -> Any:
        """The format of a number by what its cell holds."""
        return self(**FILLS[kind], num_format=pattern, align="right", **more)


def pattern_of(unit: str, values: Floats) -> str:
    """The number format of a line: by its unit, and by the size of its values."""
    finite = values[np.isfinite(values)]
    positive = _positive(unit, finite)
    if np.isinf(values).any():
        return f'{_NO_LIMIT}"no limit";[=0]{ZERO};{positive}'
    return f"{positive};-{positive};{ZERO}"


def _positive(unit: str, values: Floats) -> str:
    powers = dict(parse_unit(unit)) if unit else {}
    if powers == {"year": -1}:
        return _PERCENT
    size = float(np.max(np.abs(values))) if values.size else 0.0
    is_price = bool({"money", "local"} & {name for name, power in powers.items() if power == 1}) and len(powers) > 1
    if size < _DUST or (bool(np.all(values == np.round(values))) and not (is_price and 0 < size < _LARGE)):
        return _WHOLE
    if size < (_SMALL if is_price or not powers else 1.0):
        return _FINE
    return _CENTS if size < _LARGE else _WHOLE
