"""All studies of a folder run at once: checks, expected measures, headlines."""

from ppp_model.library.run_all import Summary, run_all, studies_in

__all__ = ["Summary", "run_all", "studies_in"]
