"""What ``ppp sensitivity`` does between parsing and printing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from ppp_model.errors import ScenarioError
from ppp_model.outputs.console import print_json
from ppp_model.outputs.page import Section
from ppp_model.results import measure_named
from ppp_model.risk.bars import bar_of
from ppp_model.risk.sensitivity import Sensitivity
from ppp_model.study import load

MOST_POINTS = 101


@dataclass(frozen=True)
class Asked:
    """What is asked for: measures, inputs, and which views; a tornado and break-evens when no view is named."""

    measures: Sequence[str]
    inputs: Sequence[str]
    financing: str | None
    grid: tuple[str, str] | None
    bars: Sequence[str]
    stress: bool

    @property
    def is_usual(self) -> bool:
        """Whether no view is named."""
        return not (self.grid or self.bars or self.stress)


def sensitivity(
    path: Path, structures: Sequence[str], run: tuple[str | None, Sequence[str]], asked: Asked, as_json: bool
) -> None:
    """Show what moves each of some structures (the first when none is named)."""
    study = load(path)
    measures = [measure_named(name).name for name in asked.measures]
    names: Sequence[str | None] = structures or [None]
    found = [_views(partial(study.sensitivity, name, *run, asked.financing), measures, asked) for name in names]
    if as_json:
        print_json({"study": found[0].what.current.loaded.scenario.study, "case": run[0]} | _data(found))
        return
    from ppp_model.outputs.page_sensitivity import sensitivity_page
    from ppp_model.outputs.terminal_page import print_page

    for number, one in enumerate(found):
        if number:
            print()
        print_page(sensitivity_page(one.what, list(_sections(one))))


@dataclass
class Views:
    """What is shown of one structure."""

    what: Sensitivity
    tornados: dict[str, Any]
    break_even: list[Any]
    grid: Any = None
    stress: Any = None


def _views(moved: Callable[[Sequence[str]], Sensitivity], measures: Sequence[str], asked: Asked) -> Views:
    """What is asked for of a structure; a grid moves its own two inputs."""
    axes = [_axis(text) for text in asked.grid or ()]
    on_grid = moved([text for text, _ in axes]) if axes else None
    only_grid = on_grid is not None and not asked.bars and not asked.stress
    what = on_grid if on_grid is not None and only_grid else moved(asked.inputs)
    chosen = measures or what.measures
    named = [bar_of(text, what.current) for text in asked.bars]
    bars = named or [bar for bar in what.bars if not measures or bar.measure in measures]
    found = Views(what, {}, [])
    if asked.is_usual:
        found.tornados = what.tornados(chosen)
    if bars and (asked.is_usual or named):
        found.break_even = what.break_even(bars)
    if on_grid is not None:
        names, counts = zip(*((text.partition("=")[0].strip(), count) for text, count in axes), strict=True)
        bar = next((bar for bar in bars if bar.measure == chosen[0]), None)
        found.grid = on_grid.grid(names[0], names[1], chosen[0], (counts[0], counts[1]), bar)
    if asked.stress:
        found.stress = what.stress(chosen)
    return found


def _axis(text: str) -> tuple[str, int]:
    """An input of a grid and the number of its points, from KEY=LOW..HIGH:N."""
    name, colon, count = text.rpartition(":")
    if not colon:
        return text, 5
    if not count.strip().isdecimal() or not 2 <= int(count) <= MOST_POINTS:
        allowed = f"Allowed: KEY, KEY:N or KEY=LOW..HIGH:N with N from 2 to {MOST_POINTS}."
        raise ScenarioError.one("--grid", "", f"must end in a number of points, got `{text}`", allowed)
    return name, int(count)


def _sections(found: Views) -> Iterator[Section]:
    from ppp_model.outputs import page_sensitivity as page

    for measure, frame in found.tornados.items():
        yield page.tornado_section(found.what, measure, frame)
    yield from page.break_even_sections(found.break_even)
    if found.grid is not None:
        yield page.grid_section(found.grid)
    if found.stress is not None:
        moves = found.what.moves.by_name
        worst = {name: page.end_text(moves[name], at) for name, at in found.what.adverse_ends().items()}
        yield page.stress_section(found.stress, worst)


def _data(found: Sequence[Views]) -> dict[str, Any]:
    return {"structures": {one.what.current.structure: _of_structure(one) for one in found}}


def _of_structure(found: Views) -> dict[str, Any]:
    """One structure as plain data."""
    from ppp_model.outputs.page_sensitivity import financing_line

    what = found.what
    data: dict[str, Any] = {
        "financing": what.financing,
        "held": financing_line(what),
        "inputs": {name: _of_move(move) for name, move in what.moves.by_name.items()},
        "left_out": dict(what.moves.left_out),
    }
    if found.tornados:
        data["tornado"] = {
            measure: frame.reset_index().to_dict(orient="records") for measure, frame in found.tornados.items()
        }
    if found.break_even:
        data["break_even"] = [_of_break_even(one) for one in found.break_even]
    if found.grid is not None:
        data["grid"] = found.grid.to_dict()
    if found.stress is not None:
        kinds = found.stress.index.get_level_values("kind").unique()
        data["stress"] = {kind: found.stress.loc[kind].to_dict() for kind in kinds}
        data["adverse_ends"] = what.adverse_ends()
    return data


def _of_move(move: Any) -> dict[str, Any]:
    return {
        "keys": list(move.keys), "acts_as": move.acts_as, "low": move.low, "high": move.high, "base": move.base,
        "own": move.own, "unit": move.unit,
    }  # fmt: skip


def _of_break_even(one: Any) -> dict[str, Any]:
    from ppp_model.outputs.page_sensitivity import sentence

    return {
        "measure": one.bar.measure, one.bar.way: one.bar.value, "input": one.move.name, "base": one.base,
        "kept": one.keeps, "at": one.at, "in_own_unit": None if one.at is None else one.move.own_value(one.at),
        "unit": one.move.unit, "change": one.change, "end": one.end, "at_end": one.at_end,
        "evaluations": one.evaluations, "words": sentence(one),
    }  # fmt: skip
