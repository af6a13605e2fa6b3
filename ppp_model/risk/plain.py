"""A simulation and a comparison of draws as plain data, as `--json` prints them and pages read them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from ppp_model.risk.statistics import LEVELS, level_name, varies

if TYPE_CHECKING:
    from ppp_model.risk.comparison import DrawComparison
    from ppp_model.risk.simulation import Simulation


def simulation_data(found: Simulation) -> dict[str, Any]:
    """Figures of a simulation; None for a figure that does not exist."""
    loaded = found.base.loaded
    return {
        "study": loaded.scenario.study, "structure": loaded.structure, "label": found.label, "case": loaded.case,
        "currency": found.base.currency, "draws": found.count, "method": found.manifest["method"],
        "seed": found.manifest["seed"], "scramblings": found.drawn.scramblings, "financing": found.financing,
        "held": found.held, "notes": list(found.drawn.notes), "measures": _measures(found),
        "events": _rows(found.events), "goals": _rows(found.goals), "goals_left_out": found.goals_left_out,
        "tails": _rows(found.tails), "drivers": _drivers(found), "no_indices": found.no_indices,
        "fans": {line: _by_date(found.fan(line)) for line in found.fans}, "checks": found.checks,
        "failed": _failed(found), "manifest": dict(found.manifest),
    }  # fmt: skip


def comparison_data(found: DrawComparison) -> dict[str, Any]:
    """Structures under the same draws: how often each is best for whom, and each structure's own figures."""
    return {
        "study": found.study, "draws": found.count, "compared": found.compared, "best": found.best_data,
        "ranges": {measure: _rows(frame) for measure, frame in found.ranges.items()},
        "structures": {name: simulation_data(one) for name, one in found.simulations.items()},
    }  # fmt: skip


def _measures(found: Simulation) -> dict[str, Any]:
    levels = [level_name(level) for level in LEVELS]
    data = {}
    figures, errors = found.percentiles.droplevel("side"), found.errors.droplevel("side")
    for name in found.measures:
        row, error = figures.loc[name], errors.loc[name]
        one = {key: _number(row[key]) for key in ("as_it_stands", "mean", "mean_error", "deviation")}
        one["percentiles"] = {level: {"value": _number(row[level]), "error": _number(error[level])} for level in levels}
        data[name] = one | {"blank": found.blanks[name], "varies": varies(found.values(name))}
    return data


def _drivers(found: Simulation) -> dict[str, Any]:
    data = {}
    for name in found.indexed:
        frame = found.driven(name)
        if frame is not None:
            figures = frame.drop(columns="explained")
            data[name] = {"explained": _number(frame["explained"].iloc[0]), "inputs": _rows(figures)}
    return data


def _failed(found: Simulation) -> list[dict[str, Any]]:
    frame = found.failed
    inputs = frame.drop(columns="reason").to_dict("records")
    return [
        {"draw": int(number), "reason": reason, "inputs": plain(row)}
        for number, reason, row in zip(frame.index.tolist(), frame["reason"], inputs, strict=True)
    ]


def _rows(frame: Any) -> dict[str, dict[str, Any]]:
    """A frame as a row of plain values for each label."""
    return {str(label): {str(key): _number(value) for key, value in row.items()} for label, row in frame.iterrows()}


def _by_date(frame: Any) -> dict[str, dict[str, Any]]:
    """A frame by period end, periods without a value left out."""
    shown = frame.dropna(how="all")
    dates = [str(day.date()) for day in shown.index]
    return dict(zip(dates, _rows(shown).values(), strict=True))


def _number(value: Any) -> Any:
    """A plain value; None for a blank."""
    if isinstance(value, (np.integer, int)) and not isinstance(value, bool):
        return int(value)
    if isinstance(value, (float, np.floating)):
        return float(value) if np.isfinite(value) else None
    return value


def plain(rows: Mapping[Any, Any]) -> dict[str, Any]:
    """A map with plain values."""
    return {str(name): _number(value) for name, value in rows.items()}
