"""One line of the list of what became of a study's numbers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Carried:
    """One number of the old study and what it became."""

    owner: str
    """The structure or case it belongs to (`structures.as_signed`); empty for the study itself."""
    path: str
    """Its dotted key."""
    old: str
    """As it was written."""
    new: str
    """As it is written now; empty where the city's own value takes its place."""
    treatment: str
    """`scaled`, `converted`, `shifted`, `kept`, or `city` for what the city's file says."""
    why: str
    """Factors with what they stand for, or the reason."""
    replace: str
    """Why it must be replaced before the result is used; empty where it need not."""
    source: str
    """What the old study said about it: its source, or `assumed: ...`."""
