"""What pictures read from results: periods on a time axis, names and money in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ppp_model.outputs.charts.base import scale_of
from ppp_model.outputs.formats import BLANK, format_value
from ppp_model.outputs.page import plain
from ppp_model.outputs.view import headings
from ppp_model.results import Comparison, Result
from ppp_model.tables.base import framed, names_of, wide

if TYPE_CHECKING:
    import pandas as pd

Floats = np.ndarray[Any, np.dtype[np.float64]]


def periods_table(result: Result, lines: Iterable[str]) -> pd.DataFrame:
    """Lines by period."""
    return framed(result, {line: wide(result, result.values(line)) for line in lines})


def centres(result: Result) -> tuple[Floats, Floats]:
    """The middle of each period as a decimal year, and how long it is in years."""
    days = result.assembled.calendar.labels
    ends = np.array([day.year + (day.timetuple().tm_yday - 1) / 365.25 for day in days])
    lengths = np.array(wide(result, result.values("period_years")))
    lengths = np.where(lengths > 0, lengths, 0.0)
    return ends - lengths / 2, np.where(lengths > 0, lengths, lengths.max() / 4)


def calendar_years(result: Result) -> Floats:
    """The calendar year of each period."""
    return np.array(wide(result, result.values("calendar_year")))


def by_year(result: Result, values: Floats) -> dict[int, float]:
    """Values added up by calendar year."""
    found: dict[int, float] = {}
    for year, value in zip(calendar_years(result), values, strict=True):
        found[int(year)] = found.get(int(year), 0.0) + float(value)
    return found


def money(result: Result, value: float) -> str:
    """Money of the study with its currency."""
    return format_value("money", value, result.currency)


def subtitle(result: Result | Comparison, what: str, amounts: Sequence[float] | Any = ()) -> str:
    """What is shown and in which unit, and for which structure."""
    one = result if isinstance(result, Result) else first_of(result)
    unit = scale_of([float(value) for value in amounts]).unit(one.currency) if len(amounts) else ""
    where = [one.label] if isinstance(result, Result) else one.loaded.labels[1:]
    return ". ".join([*where, f"{what}, {unit}" if unit else what])


def first_of(comparison: Comparison) -> Result:
    """The first result of a comparison."""
    return next(iter(comparison.results.values()))


def side_by_side(found: Result | Comparison | Mapping[str, Result]) -> Comparison:
    """One result, or several, as a comparison."""
    if isinstance(found, Comparison):
        return found
    if isinstance(found, Result):
        return Comparison(found.loaded.scenario.study, {found.structure: found})
    return Comparison(next(iter(found.values())).loaded.scenario.study, dict(found))


def columns(comparison: Comparison) -> dict[str, str]:
    """What to call each structure (or case) of a comparison, by its name."""
    return dict(zip(comparison.results, headings(list(comparison.results.values())), strict=True))


def group_names(result: Result) -> dict[str, str]:
    """What to call each income group; of those that are only numbered, which are the poorest and the richest."""
    found = {name: named(name) for name in names_of(result, "groups")}
    if len(found) > 1 and all(re.fullmatch(r"[A-Za-z]?\d+", name) for name in found):
        first, *_, last = found
        found |= {first: f"{found[first]} (poorest)", last: f"{found[last]} (richest)"}
    return found


def named(name: str) -> str:
    """A name of the scenario as words, with a capital."""
    words = plain(name)
    return words[:1].upper() + words[1:]


def whole(share: float) -> str:
    """A share in whole percent."""
    return f"{round(share * 100) + 0:,} %" if np.isfinite(share) else BLANK


def present(result: Result, line: str) -> float:
    """Present value at close of a line, at the public rate."""
    return float((result.values(line) * result.values("public_discount_factor")).sum())
