"""The page of lines in the documentation is what the formulas say."""

from pathlib import Path

from ppp_model.outputs.dictionary import markdown

PAGE = Path(__file__).parents[2] / "docs" / "lines.md"


def test_page_is_current():
    assert PAGE.read_text(encoding="utf-8") == markdown(), "run: python -m ppp_model.outputs.dictionary > docs/lines.md"
