"""Pictures: each takes a Result or a Comparison and returns a matplotlib Figure with a title that says the finding.

``charts.cover(result)`` draws, ``charts.data("cover", result)`` is the table behind it; ``result.chart("cover")`` and
``comparison.chart("who_pays")`` do the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ppp_model.errors import ScenarioError
from ppp_model.outputs.charts import deal, flows, people, public, search, spread
from ppp_model.outputs.charts.base import Chart
from ppp_model.outputs.charts.deal import cash_waterfall, cover, sources_and_uses
from ppp_model.outputs.charts.flows import flow_between_parties, gains
from ppp_model.outputs.charts.people import affordability, coverage_path
from ppp_model.outputs.charts.public import commitments, who_pays
from ppp_model.outputs.charts.search import fan, frontier, tornado
from ppp_model.outputs.charts.spread import histogram
from ppp_model.scenario.words import did_you_mean

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Picture:
    """One kind of picture: how it is drawn, the table behind it, and whether it takes several structures."""

    draw: Callable[..., Chart]
    data: Callable[..., pd.DataFrame]
    of_several: bool = False


PICTURES = {
    "sources_and_uses": Picture(sources_and_uses, deal.sources_and_uses_data),
    "cash_waterfall": Picture(cash_waterfall, deal.cash_waterfall_data),
    "cover": Picture(cover, deal.cover_data),
    "affordability": Picture(affordability, people.affordability_data, True),
    "coverage_path": Picture(coverage_path, people.coverage_path_data),
    "who_pays": Picture(who_pays, public.who_pays_data, True),
    "commitments": Picture(commitments, public.commitments_data),
    "flow_between_parties": Picture(flow_between_parties, flows.flow_between_parties_data),
    "gains": Picture(gains, flows.gains_data),
}
"""The pictures of a result by name; those ``of_several`` take a comparison too."""
OF_RUNS = {
    "frontier": Picture(frontier, search.frontier_data),
    "tornado": Picture(tornado, search.tornado_data),
    "fan": Picture(fan, search.fan_data),
    "histogram": Picture(histogram, spread.histogram_data),
}
"""The pictures of many runs, which take what those give."""


def draw(name: str, found: Any, **options: Any) -> Chart:
    """A picture by name. Raises ScenarioError for an unknown one, or one for which the scenario says too little."""
    return _picture(name, found).draw(found, **options)


def data(name: str, found: Any) -> pd.DataFrame:
    """The table behind a picture. Raises as ``draw`` does."""
    return _picture(name, found).data(found)


def _picture(name: str, found: Any) -> Picture:
    known = PICTURES | OF_RUNS
    if name not in known:
        raise ScenarioError.one(
            "", name, "unknown picture", f"There are {', '.join(known)}.", did_you_mean(name, known)
        )  # fmt: skip
    if hasattr(found, "results") and not known[name].of_several:
        allowed = [other for other, one in PICTURES.items() if one.of_several]
        raise ScenarioError.one(
            "", name, "shows one structure", f"Take one of the comparison; {', '.join(allowed)} show several."
        )  # fmt: skip
    return known[name]


__all__ = [
    "OF_RUNS", "PICTURES", "Chart", "Picture", "affordability", "cash_waterfall", "commitments", "cover",
    "coverage_path", "data", "draw", "fan", "flow_between_parties", "frontier", "gains", "histogram",
    "sources_and_uses", "tornado", "who_pays",
]  # fmt: skip
