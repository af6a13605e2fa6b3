"""Dotted paths: what may stand at one, what stands there, and the list of a scenario's inputs."""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from ppp_model.errors import ScenarioError
from ppp_model.scenario.model import Scenario
from ppp_model.scenario.nodes import Mark
from ppp_model.scenario.own_lines import OWN_PLACE, OwnInput
from ppp_model.scenario.quantities import Names, Part, find_unit, is_plain_number, unit_of
from ppp_model.scenario.words import did_you_mean

if TYPE_CHECKING:
    from ppp_model.scenario.load import Loaded

_NO_INPUTS = ("study", "description", "sources")


@dataclass(frozen=True, slots=True)
class Shape:
    """What the model has at a path: a part, a map of named entries, or a value."""

    field: FieldInfo | None = None
    part: type[Part] | None = None
    entry: Any = None
    is_map: bool = False

    @property
    def keys(self) -> list[str]:
        """The keys that a part may have."""
        return list(self.part.model_fields) if self.part is not None else []

    @property
    def required(self) -> list[str]:
        """The keys that a part must have."""
        fields = self.part.model_fields if self.part is not None else {}
        return [name for name, info in fields.items() if info.is_required()]

    def below(self, key: str) -> Shape | None:
        """What the model has under a key, None if it has nothing there."""
        if self.part is not None and key in self.part.model_fields:
            info = self.part.model_fields[key]
            return _shape(info.annotation, info)
        return _shape(self.entry, None) if self.is_map else None


SCENARIO = Shape(part=Scenario)


def shape_at(path: tuple[str, ...], root: Shape = SCENARIO) -> Shape | None:
    """What the model has at a path, None if it has nothing there; ``root`` is what it has at the top."""
    shape: Shape | None = root
    for key in path:
        shape = shape.below(key) if shape is not None else None
    return shape


def names_of(scenario: Scenario) -> Names:
    """What the units of a scenario are called."""
    return Names(scenario.currency, scenario.city.currency if scenario.city else None, scenario.unit)


def names_at(scenario: Scenario, path: str) -> Names:
    """What units are called at a path: a part with a currency of its own (a cost item, the charges) uses that."""
    names, parent = names_of(scenario), path.rpartition(".")[0]
    own = getattr(lookup(scenario, parent), "currency", None) if parent and not path.startswith("city.") else None
    return dataclasses.replace(names, currency=own) if own else names


def unit_at(scenario: Scenario, path: str) -> str:
    """The unit in which the number at a path is stated, empty if there is none or it has no unit."""
    info = numeric_paths(scenario).get(path)
    return "" if info is None else unit_of(info, names_at(scenario, path))


def lookup(scenario: Scenario, path: str) -> Any:
    """The value at a dotted path, list items by number; raises `ScenarioError` if there is none."""
    value: Any = scenario
    for key in path.split("."):
        try:
            value = _step(value, key)
        except LookupError:
            known = [".".join(keys) for keys, _, _ in _leaves(scenario)]
            raise ScenarioError.one("", path, "no such input", hint=did_you_mean(path, known)) from None
    return value


def numeric_paths(scenario: Scenario) -> dict[str, FieldInfo]:
    """Every input that is a number, those at their default or absent included, list items one by one."""
    found: dict[str, FieldInfo] = {}
    for path, info, value in _leaves(scenario):
        if path[0] in ("solve", "frontier", "uncertainty") or (find_unit(info) is None and not is_plain_number(info)):
            continue
        if isinstance(value, (tuple, list)):
            found |= {".".join((*path, str(number))): info for number in range(len(value))}
        elif not isinstance(value, str):
            found[".".join(path)] = info
    return found


@dataclass(frozen=True, slots=True)
class InputRow:
    """One row of the assumptions book. ``written`` is empty and ``mark`` None for a default."""

    path: str
    value: Any
    written: str
    unit: str
    mark: Mark | None
    source: str | None
    assumed: str | None
    note: str | None
    description: str
    is_default: bool


def inputs(loaded: Loaded) -> list[InputRow]:
    """Every input of a loaded scenario, in the order of the model, then a caller's own; a list is one row.

    Of what is uncertain, only what is given: each distribution has some parameters of many.
    """
    rows = []
    for keys, info, value in _leaves(loaded.scenario):
        path = ".".join(keys)
        if keys[0] in _NO_INPUTS or (keys[0] == "uncertainty" and value is None):
            continue
        note = loaded.annotations.get(path)
        rows.append(
            InputRow(
                path=path,
                value=value,
                written=loaded.written.get(path, ""),
                unit=unit_of(info, names_at(loaded.scenario, path)),
                mark=loaded.marks.get(path),
                source=note.source if note else None,
                assumed=note.assumed if note else None,
                note=note.note if note else None,
                description=info.description or "",
                is_default=path not in loaded.written,
            )
        )
    return rows + [_own_row(loaded.scenario, one) for one in loaded.scenario.own_lines.inputs.values()]


def _own_row(scenario: Scenario, own: OwnInput) -> InputRow:
    """The row of an input that was added in Python."""
    names = names_of(scenario)
    words = {"money": names.currency, "local": names.local or names.currency, "unit": names.unit}
    unit = "/".join(words.get(word) or word for word in own.unit.split("/")) if own.unit != "1" else ""
    return InputRow(
        own.path, own.value, own.written, unit, Mark(OWN_PLACE), own.source, own.assumed, own.note, own.description,
        is_default=False,
    )  # fmt: skip


def _leaves(part: Part, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], FieldInfo, Any]]:
    """Every value of a part that is not itself a part, with its path and field."""
    for name, info in type(part).model_fields.items():
        value = getattr(part, name)
        if isinstance(value, Part):
            yield from _leaves(value, (*path, name))
        elif isinstance(value, dict):
            for key, entry in value.items():
                if isinstance(entry, Part):
                    yield from _leaves(entry, (*path, name, key))
                elif isinstance(entry, dict):
                    yield from (((*path, name, key, other), info, number) for other, number in entry.items())
                else:
                    yield (*path, name, key), info, entry
        elif _shape(info.annotation, info).part is None:
            yield (*path, name), info, value


def _step(value: Any, key: str) -> Any:
    """One step down a scenario."""
    if isinstance(value, Part) and key in type(value).model_fields:
        return getattr(value, key)
    if isinstance(value, dict):
        return value[key]
    if isinstance(value, (tuple, list)) and key.isdecimal():
        return value[int(key)]
    raise LookupError(key)


def _shape(annotation: Any, info: FieldInfo | None) -> Shape:
    """What an annotation allows, `| None` and `Annotated` left aside."""
    origin, kinds = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _shape(kinds[0], info)
    if origin in (Union, types.UnionType):
        present = [kind for kind in kinds if kind is not type(None)]
        return _shape(present[0], info) if len(present) == 1 else Shape(info)
    if origin is dict:
        return Shape(info, entry=kinds[1], is_map=True)
    is_part = isinstance(annotation, type) and issubclass(annotation, Part)
    return Shape(info, part=annotation) if is_part else Shape(info)
