"""The report as text: its contents laid out by templates that escape every text."""

from __future__ import annotations

from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from ppp_model import __version__
from ppp_model.outputs.formats import format_date, together
from ppp_model.outputs.report.chapters import Chapters
from ppp_model.outputs.report.contents import Contents
from ppp_model.outputs.report.council import council_page, facts

_TEMPLATES = "ppp_model.outputs.report"


def report_html(contents: Contents) -> str:
    """The report as one HTML page without script or address outside; the same for the same numbers."""
    pages = Environment(
        loader=PackageLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, keep_trailing_newline=True, finalize=_tight,
    )  # fmt: skip
    pages.filters["drawing"] = Markup  # only what `inline_svg` made
    style = resources.files(_TEMPLATES).joinpath("templates", "style.css").read_text(encoding="utf-8")
    lead = contents.lead
    return pages.get_template("report.html").render(
        style=Markup(style), lead=lead, facts=facts(lead), council=council_page(contents),
        chapters=Chapters(contents).all(), structures=len(contents.comparison.results),
        close=format_date(lead.loaded.scenario.timeline.close), version=__version__,
        failing=[failure for result in contents.comparison.results.values() for failure in result.failures.values()],
    )  # fmt: skip


def _tight(value: Any) -> Any:
    """A text with its numbers kept with their units; what is HTML already stays as it is."""
    return together(value) if isinstance(value, str) and not isinstance(value, Markup) else value
