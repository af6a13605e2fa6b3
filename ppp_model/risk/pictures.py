"""Pictures of draws and of inputs that are moved, from the frames of a simulation and of a sensitivity."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ppp_model.errors import ScenarioError
from ppp_model.measures import BY_NAME
from ppp_model.outputs import charts
from ppp_model.outputs.charts import Chart
from ppp_model.outputs.charts.spread import Bar
from ppp_model.outputs.page import plain
from ppp_model.outputs.page_sensitivity import end_text
from ppp_model.outputs.page_simulation import line_kind, measure_text

if TYPE_CHECKING:
    from ppp_model.risk.sensitivity import Sensitivity
    from ppp_model.risk.simulation import Simulation


def tornado_picture(found: Sensitivity, measure: str) -> Chart:
    """The tornado of a measure. An end at which it has no value is drawn at the base; inputs without effect are left
    out. Raises ScenarioError when no input moves it."""
    import pandas as pd

    frame = found.tornado(measure)
    frame = frame[frame["swing"] > 0]
    if frame.empty:
        raise ScenarioError.one("", measure, "is moved by no input, so that there is nothing to draw")
    rows = frame[["value_low", "base", "value_high"]].rename(columns={"value_low": "low", "value_high": "high"})
    for end in ("low", "high"):
        texts = [end_text(found.moves.by_name[str(name)], at) for name, at in frame[end].items()]
        blank = rows[end].isna()
        rows[f"input_{end}"] = [f"{text}: no value" if none else text for text, none in zip(texts, blank, strict=True)]
        rows[end] = rows[end].fillna(rows["base"])
    names = [plain(str(name)) for name in rows.index]
    rows.index = pd.Index([name[:1].upper() + name[1:] for name in names], name="input")
    one = BY_NAME[measure]
    return charts.tornado(rows, one.label, one.kind, found.current.currency)


def draws_picture(found: Simulation, name: str) -> Chart:
    """The fan of a line that was kept by period, else the spread of a measure over the draws. Raises ScenarioError for
    another name, and where there is no value to draw."""
    if name in found.fans:
        frame, row = found.fan(name).dropna(how="all"), found.base.assembled.model.rows[name]
        if frame.empty:
            raise ScenarioError.one("", name, "is blank in every draw, so that there is nothing to draw")
        label = row.doc.partition("\n")[0].partition(";")[0].rstrip(".")
        kind = line_kind(name, row.unit)
        return charts.fan(frame, label, kind, found.base.currency if kind == "money" else "")
    if name not in found.measures:
        there = f"There are {', '.join([*found.fans, *found.measures])}."
        raise ScenarioError.one("", name, "is neither a line kept by period nor a measure with a value", there)
    values, kind = found.values(name)[~found.found.failed], BY_NAME[name].kind
    return charts.histogram(values, measure_text(name), kind, found.base.currency, _bar(found, name))


def _bar(found: Simulation, name: str) -> Bar | None:
    """The goal of a measure; None where it has none, or one with two ends."""
    if name not in found.goals.index:
        return None
    least, most = (float(found.goals[way].to_dict()[name]) for way in ("at_least", "at_most"))
    if np.isfinite(least) == np.isfinite(most):
        return None
    return ("at_least", least) if np.isfinite(least) else ("at_most", most)
