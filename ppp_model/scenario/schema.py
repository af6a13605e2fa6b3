"""The JSON schema of a scenario file, by which an editor completes keys and marks mistakes while one types."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo

from ppp_model.scenario.model import Scenario
from ppp_model.scenario.quantities import Part, find_unit
from ppp_model.scenario.reference_data import built_in

SCHEMA_FILE = Path(__file__).with_name("schema.json")

_TEXT = {"type": "string"}
_REMOVED = {"type": "null"}
_ANNOTATIONS = {
    "source": "Where the value comes from: short names of `sources` (S1, S2), or a text.",
    "assumed": "Why the value is assumed.",
    "note": "A remark.",
}

_FROM_DATA = "from_data"

Schema = dict[str, Any]


def json_schema() -> Schema:
    """The schema of a whole file, or of a piece of one: nothing is required, everything may be annotated."""
    schema = Scenario.model_json_schema()
    parts = schema["$defs"] | {Scenario.__name__: schema}
    models: list[type[Part]] = Part.__subclasses__()
    for model in models:
        if model.__name__ in parts:
            part = parts[model.__name__]
            part.pop("required", None)
            fields = model.model_fields
            part["properties"] = {key: _property(value, fields[key]) for key, value in part["properties"].items()}
    schema["$defs"] |= {key: _TEXT | {"description": text} for key, text in _ANNOTATIONS.items()}
    schema["$defs"][_FROM_DATA] = _from_data()
    schema["properties"] |= _file_keys()
    schema["title"] = "Scenario of ppp-model"
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    return schema


def schema_text() -> str:
    """The schema as the text of its file."""
    return json.dumps(json_schema(), indent=1, sort_keys=True, ensure_ascii=True) + "\n"


def write_schema(path: Path = SCHEMA_FILE) -> None:
    """Write the schema to a file."""
    path.write_text(schema_text(), encoding="ascii")


def _property(schema: Schema, info: FieldInfo) -> Schema:
    """A field that may also be annotated, if it is a value, and that may be removed by `null`."""
    outer = {key: schema.pop(key) for key in ("description", "default", "title") if key in schema}
    unit = find_unit(info)
    if unit is not None:
        outer["description"] = f"{info.description} {unit.describe()}"
    options = [option for option in schema.pop("anyOf", [schema]) if option not in (_REMOVED, {})]
    if not any(_is_part(option) for option in options):
        options += [_annotated(list(options)), {"$ref": f"#/$defs/{_FROM_DATA}"}]
    return outer | {"anyOf": [*options, _REMOVED]}


def _is_part(schema: Schema) -> bool:
    """Whether a schema is a part or a map of named entries; those are not annotated."""
    return "$ref" in schema or "additionalProperties" in schema


def _annotated(options: list[Schema]) -> Schema:
    """A value with what is said about it."""
    texts = {key: {"$ref": f"#/$defs/{key}"} for key in _ANNOTATIONS}
    value = options[0] if len(options) == 1 else {"anyOf": options}
    return {
        "type": "object",
        "properties": {"value": value, **texts},
        "required": ["value"],
        "additionalProperties": False,
    }


def _from_data() -> Schema:
    """A value taken from the reference figures; those of the program are offered, a study's own are let pass."""
    known, other = {"enum": list(built_in())}, {"type": "string", "pattern": r"^[\w.-]+$"}
    keys = {"anyOf": [known, other], "description": "Key of a reference figure; `ppp data` lists them."}
    return {
        "type": "object",
        "properties": {"data": keys, "note": {"$ref": "#/$defs/note"}},
        "required": ["data"],
        "additionalProperties": False,
    }


def _file_keys() -> Schema:
    """The keys of a file that are not fields of a scenario."""
    texts = {"label": _TEXT, "description": _TEXT}
    files = {"anyOf": [_TEXT, {"type": "array", "items": _TEXT}]}
    paths = {
        "instead_of": files | {"description": "Parts of the study that are put aside first, by dotted key."},
        "needs": files | {"description": "Parts that a study must have for this structure, by dotted key."},
    }
    sets, structures = (
        {
            "type": ["object", "null"],
            "additionalProperties": {
                "type": ["object", "null"], "properties": keys, "additionalProperties": True,
            },
        }
        for keys in (texts, texts | paths)
    )  # fmt: skip
    return {
        "extends": files | {"description": "Shared pieces under this file: a path or a list, relative to this file."},
        "structures": structures
        | {"description": "Named sets of changes: who invests, who pays, who bears which risk."},
        "cases": sets | {"description": "Named sets of changes: what may turn out otherwise."},
        "data": {
            "type": ["object", "null"],
            "additionalProperties": True,
            "description": "Reference figures of this study, by dotted or nested keys: value with source or assumed.",
        },
    }
