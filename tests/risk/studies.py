"""A small study with something uncertain, for tests of draws."""

from __future__ import annotations

from pathlib import Path

from ppp_model import Study, load
from ppp_model.assemble import Assembled, assemble
from ppp_model.risk.drawn import Drawn
from ppp_model.risk.planning import drawn

PLANT = """\
study: A plant
service: water
currency: USD
timeline: {close: 2025-01-01, period: semi_annual, construction: 2 years, operation: 10 years}
currencies:
  LCU: {per_study_currency: 100, depreciation: 4 %}
  EUR: {per_study_currency: 2, path: inflation, inflation: 3 %}
  JPY: {per_study_currency: 150, path: given, rates: [150, 140]}
supply: {capacity: 1000 m3/day, utilisation: [50 %, 60 %, 70 %]}
revenue: {variable_charge: 1.5 USD/m3}
opex:
  staff: {currency: LCU, fixed: 5 m LCU/year}
  parts: {currency: EUR, fixed: 20000 EUR/year}
  pumps: {currency: JPY, fixed: 1 m JPY/year}
works: {items: {plant: {cost: 2 m USD}}}
finance: {debt: {senior: {gearing: 60 %, rate: 6 %, tenor: 8 years}}}
public: {discount_rate: 8 %}
"""


def study_of(folder: Path, uncertainty: str = "", text: str = PLANT) -> Study:
    """The study with what is uncertain under `uncertainty:` (YAML, indented by two)."""
    file = folder / "plant" / "scenario.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    section = f"uncertainty:\n{uncertainty}" if uncertainty else ""
    file.write_text(text + section, encoding="utf-8")
    return load(file)


def draws_of(
    folder: Path, uncertainty: str, text: str = PLANT, structure: str | None = None
) -> tuple[Drawn, Assembled]:
    """Its draws, and the model they are for."""
    loaded = study_of(folder, uncertainty, text).file.loaded(structure)
    assembled = assemble(loaded.scenario)
    return drawn(loaded, assembled), assembled
