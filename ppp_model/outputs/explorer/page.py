"""The explorer page as text: a template that escapes every text, the data as JSON, a script that only draws them."""

from __future__ import annotations

import base64
import hashlib
import json
import math
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from ppp_model import __version__
from ppp_model.measures import BY_NAME, CHECKS, SIDES
from ppp_model.outputs.explorer.thresholds import Threshold, thresholds_of
from ppp_model.outputs.formats import format_input, format_percent, format_value
from ppp_model.outputs.view import conventions_text, solved_sentence
from ppp_model.results import Result

_PACKAGE = "ppp_model.outputs.explorer"
_DIGITS = 9
_ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
_SHORT = {"burden_poorest": "Bill of the poorest group, share of income", "dscr_min": "Least debt service cover"}


def explorer_html(exploration: Any, measures: list[str]) -> str:
    """The page of an ``analysis.exploration.Exploration``: one HTML file without an address outside."""
    pages = Environment(
        loader=PackageLoader(_PACKAGE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    style, script = (_text(name) for name in ("style.css", "script.js"))
    data = explorer_data(exploration, measures)
    first = next(iter(exploration.structures.values())).base
    return pages.get_template("explorer.html").render(
        style=Markup(style), script=Markup(script), style_hash=_hash(style), script_hash=_hash(script),
        data=Markup(_json(data)), model=data, version=__version__, lead=first,
        sides=[(heading, [one for one in data["measures"] if one["side"] == side]) for side, heading in SIDES.items()],
        conventions=conventions_text(first),
        rate=format_percent(float(first.values("public_discount_rate")[0, 0])),
    )  # fmt: skip


def explorer_data(exploration: Any, measures: list[str]) -> dict[str, Any]:
    """All that the page shows, as plain data: sliders, structures, measures, and the numbers of every point."""
    bases = [one.base for one in exploration.structures.values()]
    kinds: list[tuple[str, ...]] = list(
        dict.fromkeys(f for one in exploration.structures.values() for f in one.failures)
    )
    keys = {axis.key for axis in exploration.axes}
    return {
        "study": bases[0].loaded.scenario.study, "description": bases[0].loaded.scenario.description,
        "case": bases[0].loaded.labels[-1] if bases[0].case else "",
        "currency": bases[0].currency, "local": bases[0].local_currency,
        "points": exploration.points,
        "sliders": [_slider(axis) for axis in exploration.axes],
        "measures": [_measure(name, bases[0]) for name in measures],
        "structures": [_structure(one, measures, kinds, keys) for one in exploration.structures.values()],
        "failures": [[CHECKS[name] for name in names] for names in kinds],
    }  # fmt: skip


def _slider(axis: Any) -> dict[str, Any]:
    words = [word.replace("_", " ") for word in str(axis.key).split(".")]
    label = ": ".join(words[-2:]) if len(words) > 2 else words[-1]
    texts = [format_input(value, axis.unit) for value in axis.values]
    return {
        "key": axis.key, "label": label[:1].upper() + label[1:], "what": axis.what, "start": axis.start,
        "texts": texts, "options": [axis.option(point) for point in range(len(axis.values))],
        "values": list(axis.values), "series": axis.is_series, "own": axis.own,
    }  # fmt: skip


def _measure(name: str, base: Result) -> dict[str, Any]:
    measure = BY_NAME[name]
    label = f"{measure.label} (PV)" if name.endswith("_pv") else measure.label
    if measure.kind == "price" and name != "price_solved":
        label = f"{label} ({base.currency}/{base.loaded.scenario.unit})"
    return {"name": name, "label": label, "short": _SHORT.get(name, label), "side": measure.side, "kind": measure.kind}


def _structure(one: Any, measures: list[str], kinds: list[tuple[str, ...]], keys: set[str]) -> dict[str, Any]:
    base = one.base
    limits = {name: limit for name, limit in thresholds_of(base).items() if name in measures and limit.key not in keys}
    solved = base.solved
    price = ""
    if solved is not None and solved.input not in keys:
        how = (
            "solved again at every point" if one.priced_again else "held at the value agreed for the study as it stands"
        )
        price = f"{solved_sentence(base)}; {how}"
    return {
        "name": base.structure, "label": base.loaded.labels[0], "price": price,
        "base": [_plain(base.measures[name]) for name in measures],
        "base_texts": [_text_of(base, name) for name in measures],
        "reasons": [base.reasons.get(name) or BY_NAME[name].blank or "no value" for name in measures],
        "limits": [_limit(limits.get(name), name, base) for name in measures],
        "failing": list(base.failures.values()),
        "unit": base.solved.unit if base.solved else "",
        "values": [[_plain(value) for value in one.measures[name].tolist()] for name in measures],
        "fails": [kinds.index(names) for names in one.failures],
    }  # fmt: skip


def _limit(limit: Threshold | None, name: str, base: Result) -> dict[str, Any] | None:
    if limit is None:
        return None
    text = format_value(BY_NAME[name].kind, limit.value, "", base.local_currency)
    words = f"{'at least' if limit.at_least else 'at most'} {text}"
    return {"value": limit.value, "least": limit.at_least, "text": text, "words": words, "says": limit.says}


def _text_of(base: Result, name: str) -> str:
    value = base.measures[name]
    if name == "price_solved" and base.solved is not None and value is not None:
        return format_input(value, base.solved.unit)
    return format_value(BY_NAME[name].kind, value, "", base.local_currency)


def _plain(value: float | None) -> float | None:
    """A number with as many digits as are ever shown, None for a blank."""
    return None if value is None or not math.isfinite(value) else float(f"{value:.{_DIGITS}g}")


def _json(data: Any) -> str:
    """JSON that no parser of HTML takes for anything else."""
    text = json.dumps(data, separators=(",", ":"), allow_nan=False)
    return "".join(_ESCAPES.get(letter, letter) for letter in text)


def _text(name: str) -> str:
    return resources.files(_PACKAGE).joinpath("templates", name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
