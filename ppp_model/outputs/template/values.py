"""A value of a cell as a scenario file says it: numbers with their unit, percentages, dates, series, texts."""

from __future__ import annotations

import datetime as dt
import json
import re
from decimal import Decimal

from ppp_model.outputs.template.fields import Cell
from ppp_model.outputs.template.yaml_text import Entry
from ppp_model.scenario.quantities import Names
from ppp_model.scenario.reading import scalar

_PLAIN = re.compile(r"[A-Za-z0-9_.+-]([\w .%/+()-]*[\w.%)])?")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
_PARTS = re.compile(r"\s*;\s*|,\s+")
_MILLION = Decimal(10**6)
_AS_IS = ("null", "{}")


def written(cell: Cell | None, entry: Entry, names: Names) -> str:
    """The text of an entry's value, as it stands in a scenario file."""
    value = entry.value
    if isinstance(value, str):
        value = value.strip()
        if value in _AS_IS and (cell is None or cell.kind != "text" or entry.owner):
            return value
        if cell is not None and cell.takes_list and (not cell.takes_one or _PARTS.search(value)):
            parts = [part for part in _PARTS.split(value.strip("[] ")) if part]
            return "[" + ", ".join(_text(cell, part) for part in parts) + "]"
        if cell is not None and cell.kind in ("share", "time", "number") and _NUMBER.fullmatch(value):
            value = float(value)
        else:
            return _text(cell, value)
    text = _of_other(cell, value, entry, names)
    return f"[{text}]" if cell is not None and cell.takes_list and not cell.takes_one else text


def _of_other(cell: Cell | None, value: object, entry: Entry, names: Names) -> str:
    """A number, a date or a yes."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if not isinstance(value, (int, float)):
        return quoted(str(value))
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if cell is None or cell.kind == "words":
        return _plain(number)
    if cell.kind == "text":
        return quoted(_plain(number))
    if cell.kind == "share" and entry.typed_unit in ("", "%"):
        return f"{_plain(number * 100)} %"
    if cell.kind == "any" and "%" in entry.number_format:
        return f"{_plain(number * 100)} %"
    unit = entry.typed_unit or ("years" if cell.kind == "time" else names.fill(cell.unit))
    if cell.kind == "number" and unit and not entry.typed_unit and abs(number) >= _MILLION and "/day" not in unit:
        short = _plain(number / _MILLION)
        if len(short) < len(_plain(number)):
            return f"{short} m {unit}"
    return f"{_plain(number)} {unit}".strip()


def _text(cell: Cell | None, text: str) -> str:
    """A text in quotes where it would be taken for something else; a quantity as it is."""
    if cell is not None and cell.kind not in ("text", "words") and _PLAIN.fullmatch(text):
        return text
    if cell is not None and cell.kind == "words" and text in cell.words:
        return text
    return quoted(text) if cell is None or cell.kind in ("text", "words") or not _PLAIN.fullmatch(text) else text


def quoted(text: str) -> str:
    """A text that YAML reads as the same text."""
    if _PLAIN.fullmatch(text) and isinstance(scalar(text, True), str) and ": " not in text and " #" not in text:
        return text
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\x7f").replace("\x85", "\\x85")


def _plain(number: Decimal) -> str:
    """A number in full, without an exponent and without trailing zeros."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
