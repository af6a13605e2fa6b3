"""The JSON schema: current, and true to what the reader accepts."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
import yaml

from ppp_model.scenario.schema import SCHEMA_FILE, json_schema, schema_text


@pytest.fixture(scope="module")
def validator() -> Any:
    jsonschema.Draft202012Validator.check_schema(json_schema())
    return jsonschema.Draft202012Validator(json_schema())


def read(text: str) -> Any:
    """YAML with every scalar that is no plain number as text, as the scenario reader has it."""
    return yaml.load(text, Loader=yaml.BaseLoader)


def test_the_file_is_current() -> None:
    assert SCHEMA_FILE.read_text(encoding="ascii") == schema_text(), "run ppp_model.scenario.schema.write_schema()"


def test_a_study_is_valid(validator: Any, minimal_text: str) -> None:
    validator.validate(read(minimal_text))


@pytest.mark.parametrize(
    "text",
    [
        "city: {name: Town}",
        "extends: [../cities/town.yaml]",
        "extends: town.yaml",
        "structures: {a: {label: A, finance.debt.senior.rate: 5 %, finance: {debt: {}}}}",
        "supply: {utilisation: [60 %, 70 %]}",
        "supply: {utilisation: {value: [60 %, 70 %], source: S1}}",
        "timeline: {period: {value: annual, assumed: usual}, close: {value: 2025-01-01, note: n}}",
        "works: {items: {plant: {profile: even}}}",
    ],
)
def test_pieces_are_valid(validator: Any, text: str) -> None:
    validator.validate(read(text))


def test_numbers_booleans_and_null_are_valid(validator: Any) -> None:
    validator.validate({"tax": {"rate": 0.3, "grant_reduces_base": {"value": True, "source": "S1"}}, "retail": None})


@pytest.mark.parametrize(
    "text",
    [
        "cty: {name: Town}",
        "city: {nme: Town}",
        "timeline: {period: anual}",
        "supply: {capacity: {value: 5, src: S1}}",
        "supply: {capacity: [5]}",
        "structures: {a: 5}",
    ],
)
def test_mistakes_are_marked(validator: Any, text: str) -> None:
    assert not validator.is_valid(read(text))


def test_fields_say_what_may_be_written() -> None:
    text = json_schema()["$defs"]["Supply"]["properties"]["capacity"]["description"]
    assert text.startswith("What the works can deliver. Allowed: a volume in m3 a day, such as `40000 m3/day`.")
