"""ppp-model: weighs ways of financing basic services, side by side, from one readable scenario file."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ppp_model.engine.line import All, Next, Prev, given, line, sum_of
    from ppp_model.results import Comparison, Result
    from ppp_model.study import Study, load, study_from

__version__ = "0.1.0"

__all__ = [
    "All", "Comparison", "Next", "Prev", "Result", "Study",
    "__version__", "given", "line", "load", "study_from", "sum_of",
]  # fmt: skip

_HOME = {"load": "study", "study_from": "study", "Study": "study", "Result": "results", "Comparison": "results"}
_HOME |= dict.fromkeys(("line", "given", "sum_of", "Prev", "Next", "All"), "engine.line")


def __getattr__(name: str) -> Any:
    """Load the public names when they are first used, so that the command line starts fast."""
    if name in _HOME:
        from importlib import import_module

        return getattr(import_module(f"ppp_model.{_HOME[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
