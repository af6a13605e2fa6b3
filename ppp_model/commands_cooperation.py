"""What the command on cooperation does between parsing and printing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ppp_model.outputs.console import print_json, tell
from ppp_model.study import load


def cooperation(
    path: Path, structure: str | None, run: tuple[str | None, Sequence[str]], priced_again: bool, as_json: bool
) -> bool:
    """Show who gives what to whom, before and after; True if every check passes. ``run``: case and changes."""
    found = load(path).cooperation(structure, *run, priced_again)
    if as_json:
        print_json(found.to_dict())
    else:
        from ppp_model.outputs.page_cooperation import cooperation_page
        from ppp_model.outputs.terminal_page import print_page

        print_page(cooperation_page(found.to_dict(), found.all.loaded, found.failures))
    if found.failures:
        tell(f"checks failed: {'; '.join(found.failures)}")
    return not found.failures
