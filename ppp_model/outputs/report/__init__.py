"""The report: one HTML file that needs nothing else, for reading on a screen and for printing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ppp_model.outputs.report.contents import Contents, Likelihood
from ppp_model.results import Result

__all__ = ["Contents", "Likelihood", "Report"]


@dataclass
class Report:
    """A report on some structures of a study: ``report.html`` is the page."""

    contents: Contents

    @cached_property
    def html(self) -> str:
        """The page, the same for the same numbers."""
        from ppp_model.outputs.report.build import report_html

        return report_html(self.contents)

    @property
    def results(self) -> dict[str, Result]:
        """The structures shown, by name."""
        return self.contents.comparison.results

    def write(self, path: str | Path, force: bool = False) -> Path:
        """Write the page whole or not at all; ``force`` overwrites. Raises ScenarioError for a file that is there."""
        from ppp_model.outputs.console import write_whole

        write_whole(Path(path), self.html, force)
        return Path(path)

    def __repr__(self) -> str:
        return f"<Report {self.contents.comparison.study}: {', '.join(self.results)}>"
