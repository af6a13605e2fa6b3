"""ppp-model: weighs ways of financing basic services, side by side, from one readable scenario file."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ppp_model.results import Comparison, Result
    from ppp_model.study import Study, load

__version__ = "0.1.0"

__all__ = ["Comparison", "Result", "Study", "__version__", "load"]

_HOME = {"load": "study", "Study": "study", "Result": "results", "Comparison": "results"}


def __getattr__(name: str) -> Any:
    """Load the public names when they are first used, so that the command line starts fast."""
    if name in _HOME:
        from importlib import import_module

        return getattr(import_module(f"ppp_model.{_HOME[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
