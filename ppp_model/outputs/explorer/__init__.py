"""The explorer: one page with sliders over points that the engine computed, structures side by side."""

from ppp_model.outputs.explorer.page import explorer_html

__all__ = ["explorer_html"]
