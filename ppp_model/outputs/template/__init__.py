"""Inputs in Excel: a sheet to fill in, and from it a scenario file, with mistakes named by cell."""

from ppp_model.outputs.template.reading import scenario_of
from ppp_model.outputs.template.sheet import write_template

__all__ = ["scenario_of", "write_template"]
