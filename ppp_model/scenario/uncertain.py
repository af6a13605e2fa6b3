"""What an uncertain input or path refers to: its keys, their values and bounds, and how its own numbers are written."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any

from pydantic.fields import FieldInfo

from ppp_model.scenario.amounts import RefusedError, read_amount
from ppp_model.scenario.mixing import value_at
from ppp_model.scenario.model import RandomPath, Scenario, UncertainInput
from ppp_model.scenario.paths import names_of, shape_at
from ppp_model.scenario.quantities import Names, check_number, find_unit, is_plain_number
from ppp_model.scenario.words import got

Entry = UncertainInput | RandomPath

NOT_DRAWN: Mapping[str, str] = {
    "timeline.*": "the calendar is made from it, and all draws share one calendar; make it a case",
    "uncertainty.*": "it says how inputs are drawn",
    "solve.*": "it says what is searched for",
    "frontier.*": "it says what is searched for",
    "value_for_money.*": "it is used after the run; its risk register has draws of its own (`ppp value`)",
    "guarantee.utilisation": "it is the forecast that was agreed at close",
    "*.profile": "shares by year add up to 100 %",
    "tax.schedule": "shares by year add up to 100 %",
    "city.groups.*.population_share": "the shares of all groups add up to 100 %",
    "city.groups.*.income_share": "the shares of all groups add up to 100 %",
    "city.income.*": "the incomes of all groups follow from it",
    "*.up_to": "the next step of the tariff starts there",
}
"""Keys that no draw can move, by pattern, and why. What else cannot be drawn shows when a model is put together."""
_WHOLE_PERIODS = (
    "finance.debt.*.tenor", "finance.debt.*.grace", "finance.debt.*.available_for", "finance.shareholder_loan.tenor",
    "finance.support.*.rest_after", "finance.support.*.starts", "finance.support.*.lasts", "works.vat_refund_after",
    "maintenance.*.every", "maintenance.*.first", "tax.loss_life", "retail.regulation.review_every",
    "cooperation.*.starts", "cooperation.*.lasts",
)  # fmt: skip
_FACTORS = {"": 1.0, "x": 1.0, "%": 0.01, "bp": 0.0001}


def keys_of(one: Entry) -> tuple[str, ...]:
    """The dotted keys that an entry moves."""
    return (one.input,) if isinstance(one.input, str) else one.input


def why_not_drawn(key: str) -> str:
    """Why no draw can move a key, or nothing."""
    return next((reason for pattern, reason in NOT_DRAWN.items() if fnmatchcase(key, pattern)), "")


def in_whole_periods(key: str) -> bool:
    """Whether a key is a time that must end with a period."""
    return any(fnmatchcase(key, pattern) for pattern in _WHOLE_PERIODS)


def field_at(key: str) -> FieldInfo | None:
    """The field of the number or series at a key, None where the model can have none."""
    keys = tuple(key.split("."))
    shape, above = shape_at(keys), shape_at(keys[:-1])
    if shape is None or shape.part is not None or shape.is_map:
        return None
    info = shape.field or (above.field if above is not None and above.is_map else None)
    return info if info is not None and (find_unit(info) is not None or is_plain_number(info)) else None


def numbers_at(scenario: Scenario, key: str) -> tuple[float, ...]:
    """The numbers that a scenario has at a key: one, those of a series, or none."""
    value = value_at(scenario, key)
    listed = value if isinstance(value, (tuple, list)) else (value,)
    return tuple(float(one) for one in listed if isinstance(one, (int, float)) and not isinstance(one, bool))


def bounds_of(info: FieldInfo) -> tuple[float, float]:
    """The least and the greatest number that a field takes."""
    unit = find_unit(info)
    low, high = (unit.minimum, unit.maximum) if unit is not None else (-math.inf, math.inf)
    for rule in info.metadata:
        low = max(low, _number(rule, "ge", -math.inf), _number(rule, "gt", -math.inf))
        high = min(high, _number(rule, "le", math.inf), _number(rule, "lt", math.inf))
    return low, high


def is_open(info: FieldInfo) -> tuple[bool, bool]:
    """Whether a field refuses its least, and its greatest number itself."""
    low, high = bounds_of(info)
    below = any(_number(rule, "gt", math.nan) == low for rule in info.metadata)
    return below, any(_number(rule, "lt", math.nan) == high for rule in info.metadata)


def parsed(acts_as: str, scenario: Scenario, key: str, text: str) -> float:
    """The number that a text means: a factor, or an amount in the unit of the input; raises `RefusedError`."""
    if acts_as == "factor":
        amount = read_amount(text)
        if amount.words not in _FACTORS:
            allowed = "Allowed: a factor, such as `90 %` or `0.9`."
            hint = "With `acts_as: value` it takes the place of the input's own."
            raise RefusedError(f"must be a factor, got {got(text)}", allowed, hint)
        return float(amount.number) * _FACTORS[amount.words]
    info = field_at(key)
    unit = find_unit(info) if info is not None else None
    if unit is None:
        return float(check_number(text))  # type: ignore[arg-type]
    return dataclasses.replace(unit, minimum=-math.inf, maximum=math.inf).parse(text, _names(scenario, key))


def _names(scenario: Scenario, key: str) -> Names:
    """What units are called at a key that the scenario may not have."""
    names, parent = names_of(scenario), value_at(scenario, key.rpartition(".")[0])
    own: Any = None if key.startswith("city.") else getattr(parent, "currency", None)
    return dataclasses.replace(names, currency=own) if own else names


def _number(rule: object, name: str, otherwise: float) -> float:
    value = getattr(rule, name, None)
    return float(value) if isinstance(value, (int, float)) else otherwise
