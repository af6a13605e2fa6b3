"""What the commands that show differences and write pages and sheets do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ppp_model.errors import ScenarioError
from ppp_model.outputs.console import print_json
from ppp_model.outputs.formats import format_input
from ppp_model.results import Comparison
from ppp_model.scenario.merge import STUDY_FILE
from ppp_model.scenario.words import listed
from ppp_model.study import Study, load

_DIFF = "ppp diff STUDY A B (two structures), STUDY OTHER_STUDY, or STUDY with --case or --set (before and after)"


@dataclass(frozen=True)
class End:
    """One end of a difference: a structure of a study, the first when None."""

    study: Study
    structure: str | None


def diff(
    words: Sequence[str], structure: str | None, case: str | None, sets: Sequence[str], measures: Sequence[str] | None,
    as_json: bool,
) -> Comparison:  # fmt: skip
    """Show the inputs that differ between what the words name and what each did to measures."""
    first, second = _ends(words, structure)
    if second is None and case is None and not sets:
        raise ScenarioError.one("ppp diff", "", "there is nothing to set the study against", f"Write {_DIFF}.")
    other, name = (second.study, second.structure) if second else (None, None)
    found = first.study.diff(first.structure, name, measures, case, sets, other)
    if as_json:
        print_json(found.to_dict())
    else:
        from ppp_model.outputs.page_diff import print_diff

        print_diff(found.to_dict(), found.first, found.second)
    return Comparison(found.first.loaded.scenario.study, {"first": found.first, "second": found.second})


@dataclass(frozen=True)
class Asked:
    """What an explorer page shall show: inputs to move, structures and measures (lists with commas), prices solved."""

    inputs: Sequence[str]
    structures: Sequence[str] | None
    measures: Sequence[str] | None
    priced_again: bool


def explore(
    path: Path, output: Path, asked: Asked, run: tuple[str | None, Sequence[str]], force: bool, as_json: bool
) -> None:  # fmt: skip
    """Write the explorer page and say what is on it. ``run``: case and changes."""
    study = load(path)
    found = study.explore(
        output, asked.inputs, _names(asked.structures), _names(asked.measures), *run, asked.priced_again, force
    )
    axes = [
        {
            "input": axis.key,
            "low": axis.values[0],
            "high": axis.values[-1],
            "unit": axis.unit,
            "points": len(axis.values),
        }
        for axis in found.axes
    ]
    if as_json:
        print_json(
            {"written": str(output), "points": found.points, "structures": list(found.structures), "inputs": axes}
        )
        return
    count = len(found.structures)
    print(f"{found.points:,} points of {count} structure{'' if count == 1 else 's'}, each a run of the model:")
    for axis in found.axes:
        low, high = (format_input(value, axis.unit) for value in (axis.values[0], axis.values[-1]))
        print(f"  {axis.key}: {low} to {high}, {len(axis.values)} points")


def _names(words: Sequence[str] | None) -> list[str] | None:
    """Names from options that may hold several, joined by commas."""
    return [name.strip() for word in words for name in word.split(",") if name.strip()] if words else None


def _ends(words: Sequence[str], structure: str | None) -> tuple[End, End | None]:
    """What is set against what: studies, `STUDY:STRUCTURE`, and names of structures of the study before them."""
    first, *others = words
    end = _end(first, structure)
    names = [word for word in others if not _names_study(word)]
    studies = [_end(word, structure) for word in others if _names_study(word)]
    if structure is not None and (names or ":" in first.rpartition("/")[2]):
        raise ScenarioError.one("--structure", "", "does not go with structures named as words")
    if len(names) == 2 and not studies:
        return End(end.study, names[0]), End(end.study, names[1])
    if len(names) == 1 and not studies:
        return end, End(end.study, names[0])
    if len(studies) == 1 and not names:
        return end, studies[0]
    if not others:
        return end, None
    raise ScenarioError.one("ppp diff", "", f"cannot set {listed(words)} against each other", f"Write {_DIFF}.")


def _end(word: str, structure: str | None) -> End:
    """A study, or with `:NAME` behind it one of its structures."""
    path, colon, name = word.rpartition(":")
    if colon and not Path(word).exists() and Path(path).exists():
        return End(load(path), name)
    return End(load(word), structure)


def _names_study(word: str) -> bool:
    """Whether a word is a path to a study rather than the name of a structure."""
    path = Path(word)
    there = path.exists() and (path.is_file() or (path / STUDY_FILE).is_file())
    return there or "/" in word or path.suffix in (".yaml", ".yml")
