"""Errors that a user can act on: where, what is wrong, what is allowed, what to do."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with what the user wrote.

    ``where`` is ``file:line:column`` (or the name of an option), ``path`` the dotted key, ``what`` what is
    wrong and what was found, ``allowed`` what may stand there, ``hint`` what to do ("Did you mean ...?").
    """

    where: str
    path: str
    what: str
    allowed: str = ""
    hint: str = ""

    def __str__(self) -> str:
        head = ": ".join(part for part in (self.where, self.path, self.what) if part)
        return " ".join(part for part in (head.rstrip(".") + ".", self.allowed, self.hint) if part)


class PppError(Exception):
    """Base of every error that is the user's to mend; the command line exits with 2."""


class ScenarioError(PppError):
    """A scenario file, an option or an input is wrong. Carries every problem found."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))

    def __reduce__(self) -> tuple[type[ScenarioError], tuple[list[Problem]]]:
        """How it comes out of another process: with its problems, not with their text."""
        return type(self), (self.problems,)

    @classmethod
    def one(cls, where: str, path: str, what: str, allowed: str = "", hint: str = "") -> ScenarioError:
        """An error with a single problem."""
        return cls([Problem(where, path, what, allowed, hint)])


class ModelError(PppError):
    """The model cannot be put together or cannot be run with these numbers."""
