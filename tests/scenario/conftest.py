"""A small complete study, and a way to write it to a folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

MINIMAL = """\
study: A small waterworks
service: water
currency: USD
sources:
  S1: Contract, https://example.org
timeline:
  close: 2025-01-01
  construction: 2 years
  operation: 20 years
supply:
  capacity: 40 000 m3/day
works:
  items:
    plant:
      cost: {value: 50 m USD, source: S1}
finance:
  debt:
    senior:
      gearing: 70 %
      rate: 6 %
      tenor: 15 years
public:
  discount_rate: 8 %
"""


@pytest.fixture
def minimal_text() -> str:
    """The smallest complete study, as text."""
    return MINIMAL


@pytest.fixture
def write_study(tmp_path: Path) -> Callable[..., Path]:
    """Writes a study text to `scenarios/small/scenario.yaml` and returns its path; other files by keyword `also`."""

    def write(text: str, also: dict[str, str] | None = None) -> Path:
        folder = tmp_path / "scenarios" / "small"
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in {"scenario.yaml": text, **(also or {})}.items():
            file = folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content, encoding="utf-8")
        return folder / "scenario.yaml"

    return write
