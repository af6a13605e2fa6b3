"""The kinds of numbers a scenario holds, each with the unit it is stated in and the ways it may be written."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Annotated, Any, Literal, TypeAlias, TypeVar, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler, ValidationInfo, field_validator
from pydantic.fields import FieldInfo
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from ppp_model.scenario.amounts import Amount, RefusedError, read_amount, tidy_unit
from ppp_model.scenario.words import got, months_text

_UNKNOWN = "\0"


@dataclass(frozen=True, slots=True)
class Names:
    """What units are called in one study; a name that is not known matches any word."""

    currency: str | None = None
    local: str | None = None
    unit: str | None = None

    def fill(self, template: str) -> str:
        """A unit in this study's words, for messages; an unknown name is shown by an example."""
        return template.format(currency=self.currency or "USD", local=self.local or "RWF", unit=self.unit or "m3")

    def matches(self, template: str, unit: str) -> bool:
        """Whether a written unit is the one that the template means."""
        names = {"currency": self.currency, "local": self.local, "unit": self.unit}
        wanted = tidy_unit(template.format(**{key: name or _UNKNOWN for key, name in names.items()}))
        return re.fullmatch(re.escape(wanted).replace(re.escape(_UNKNOWN), "[^/ ]+"), unit) is not None


NO_NAMES = Names()
EXAMPLE_NAMES = Names("USD", "RWF", "m3")


@dataclass(frozen=True, eq=False)
class Unit:
    """How one kind of number is stated, written and bounded.

    ``stated`` is the unit of the value in the model, ``factors`` gives for every unit that may be written what one
    of it is in that unit, ``bare`` the same for a number without unit. Names in braces are filled in from `Names`.
    """

    stated: str
    noun: str
    examples: tuple[str, ...]
    factors: Mapping[str, Decimal] = field(default_factory=dict)
    bare: Decimal = Decimal(1)
    minimum: float = 0.0
    maximum: float = math.inf
    scaled: bool = False
    any_unit: bool = False

    def parse(self, value: object, names: Names = NO_NAMES) -> float:
        """The number that a written value means, in the stated unit; raises `RefusedError`."""
        try:
            number, is_bare = self._number(value, names)
            self._check_bounds(number, is_bare, value)
        except RefusedError as refused:
            raise RefusedError(refused.what, refused.allowed or self.allowed(names), refused.hint) from None
        return number

    def allowed(self, names: Names) -> str:
        """A sentence that says what may be written, with examples."""
        return names.fill(f"Allowed: {self.noun}, such as " + " or ".join(f"`{text}`" for text in self.examples) + ".")

    def _number(self, value: object, names: Names) -> tuple[float, bool]:
        """The number in the stated unit, and whether it was written without a unit."""
        if isinstance(value, bool) or not isinstance(value, (int, float, str)):
            raise RefusedError(f"must be a number or a text with a number, got {got(value)}")
        if isinstance(value, str):
            amount = read_amount(value)
        elif math.isfinite(value):
            amount = Amount(Decimal(repr(float(value))), "")
        else:
            raise RefusedError(f"must be a finite number, got {got(value)}")
        number = float(amount.number * self._factor(amount, names))
        if not math.isfinite(number):
            raise RefusedError(f"is too large, got {got(value)}")
        return number, not amount.words

    def _factor(self, amount: Amount, names: Names) -> Decimal:
        """What one of the written unit is in the stated unit, the scale word included."""
        for scale, unit in [(Decimal(1), amount.words)] + [amount.split_scale()] * self.scaled:
            if not unit:
                return scale * self.bare
            for template, factor in self.factors.items():
                if names.matches(template, unit):
                    return scale * factor
        unit = amount.split_scale()[1] or amount.words
        if self.any_unit:
            return scale
        raise RefusedError(f"expects {self._expected(names)}, got {unit}", hint=self._hint(unit, names))

    def _expected(self, names: Names) -> str:
        """The units that may be written."""
        if "%" in self.factors:
            return "% or bp"
        if not self.factors:
            return "a number without a unit"
        return "years or months" if self.stated == "months" else names.fill(next(iter(self.factors)))

    def _hint(self, unit: str, names: Names) -> str:
        """What to do about a unit in another currency."""
        theirs = re.match(r"[A-Z]{3}(?=/|$)", unit)
        template = next(iter(self.factors), "")
        for key, owner in (("{currency}", "study"), ("{local}", "city")):
            ours = names.fill(key)
            if theirs and template.startswith(key) and theirs.group() != ours:
                return f"This value is in the currency of the {owner}, {ours}; convert it."
        return ""

    def _check_bounds(self, number: float, is_bare: bool, value: object) -> None:
        """Refuse a number out of bounds, with the likely cause."""
        if "%" in self.factors and not self.any_unit and is_bare and abs(number) > 1:
            side = "above 100 %" if number > 0 else "below -100 %"
            raise RefusedError(f"is {side}, got {got(value)} without a `%`", hint=f"Did you mean `{value} %`?")
        if number < 0 and self.minimum == 0:
            raise RefusedError(f"must not be negative, got {got(value)}")
        if not self.minimum <= number <= self.maximum:
            low, high = (self.show(bound) for bound in (self.minimum, self.maximum))
            raise RefusedError(f"must be from {low} to {high}, got {got(value)}")

    def show(self, bound: float) -> str:
        """A number as a user would write it."""
        if "%" in self.factors:
            return f"{bound * 100:.12g} %"
        return months_text(bound) if self.stated == "months" else f"{bound:.12g}"

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        def validate(value: object, info: ValidationInfo) -> float:
            names = info.context if isinstance(info.context, Names) else NO_NAMES
            own = (info.data or {}).get("currency")
            if isinstance(own, str):
                names = dataclasses.replace(names, currency=own)
            try:
                return self.parse(value, names)
            except RefusedError as refused:
                raise as_pydantic_error(refused) from None

        return core_schema.with_info_before_validator_function(validate, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: Any) -> JsonSchemaValue:
        return {"type": ["number", "string"], "examples": [EXAMPLE_NAMES.fill(example) for example in self.examples]}

    def describe(self) -> str:
        """Sentences for an editor: what may be written, and what a number without unit means."""
        bare = {"months": "years", "share": "a fraction", "per year": "a fraction"}.get(self.stated, self.stated)
        return self.allowed(EXAMPLE_NAMES) + (EXAMPLE_NAMES.fill(f" A bare number: {bare}.") if bare else "")


def as_pydantic_error(refused: RefusedError) -> PydanticCustomError:
    """The same refusal as an error that pydantic collects; `plain_words` reads it back."""
    context = {"what": refused.what, "allowed": refused.allowed, "hint": refused.hint}
    return PydanticCustomError("refused", "{what}", context)


def check_plain(annotation: object, value: object) -> object:
    """Refuse what pydantic would quietly convert in a field that is not a quantity: `yes`, 1.0, a date as number."""
    if get_origin(annotation) is Literal:
        return str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if annotation is bool and not isinstance(value, bool):
        raise RefusedError(f"must be true or false, got {got(value)}")
    if annotation is str and not isinstance(value, str):
        raise RefusedError(f"must be a text, got {got(value)}", hint="Put it in quotes." if value is not None else "")
    if annotation is int and (isinstance(value, bool) or not isinstance(value, int)):
        raise RefusedError(f"must be a whole number, got {got(value)}")
    if annotation is dt.date and not isinstance(value, dt.date):
        return _date(value)
    return value


def check_number(value: object) -> object:
    """Refuse what is not a number in a field without a unit."""
    if isinstance(value, str):
        amount = read_amount(value)
        if amount.words:
            raise RefusedError(f"must be a plain number, got {got(value)}", hint=f"Write `{amount.number}`.")
        return float(amount.number)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise RefusedError(f"must be a number, got {got(value)}")
    return value


def _date(value: object) -> dt.date:
    """The date that a text YYYY-MM-DD says."""
    try:
        if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
            return dt.date.fromisoformat(value)
    except ValueError as error:
        raise RefusedError(f"is not a date of the calendar, got {got(value)}: {error}") from None
    raise RefusedError(f"must be a date, got {got(value)}", "Allowed: year, month and day, such as `2025-07-01`.")


class Part(BaseModel):
    """A part of a scenario: nothing but its documented fields, and never changed after it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    @field_validator("*", mode="before")
    @classmethod
    def _refuse_silent_conversion(cls, value: object, info: ValidationInfo) -> object:
        """Only what a reader would take a value for is accepted."""
        info_of_field = cls.model_fields[info.field_name or ""]
        try:
            if is_plain_number(info_of_field):
                return value if value is None else check_number(value)
            return check_plain(info_of_field.annotation, value)
        except RefusedError as refused:
            raise as_pydantic_error(refused) from None


def is_plain_number(info: FieldInfo) -> bool:
    """Whether a field holds a number without a unit of its own."""
    kinds = set(get_args(info.annotation)) or {info.annotation}
    return float in kinds and find_unit(info) is None


def find_unit(source: object) -> Unit | None:
    """The unit of a field or of a type, whether it is one number, an optional one or a list."""
    if isinstance(source, FieldInfo):
        parts: tuple[object, ...] = (*source.metadata, source.annotation)
    elif isinstance(source, Unit):
        return source
    else:
        parts = get_args(source)
    return next((unit for part in parts if (unit := find_unit(part)) is not None), None)


def unit_of(source: object, names: Names = EXAMPLE_NAMES) -> str:
    """The unit in which a field's value is stated (`USD/m3`, `per year`, `months`), empty if it has none."""
    unit = find_unit(source)
    return "" if unit is None else names.fill(unit.stated)


def _money(unit: str, noun: str, *examples: str, also: tuple[str, ...] = (), scaled: bool = True) -> Unit:
    """A unit in which all spellings count the same."""
    return Unit(unit, noun, examples, {name: Decimal(1) for name in (unit, *also)}, scaled=scaled)


_PERCENT = {"%": Decimal("0.01"), "bp": Decimal("0.0001")}
_PERCENT_PER_YEAR = {**_PERCENT, "%/year": Decimal("0.01"), "bp/year": Decimal("0.0001")}
_TIMES_IN_MONTHS = {"year": Decimal(12), "month": Decimal(1)}
_TIMES_IN_YEARS = {"year": Decimal(1), "month": Decimal(1) / Decimal(12)}
_ANY = ("any number, with its unit", ("15 %", "1.3", "0.2 USD/m3"))

Rate = Annotated[
    float,
    Unit("per year", "a rate from -99 % to 100 %", ("3.5 %", "350 bp"), _PERCENT_PER_YEAR, minimum=-0.99, maximum=1),
]
Share = Annotated[float, Unit("share", "a share from 0 to 100 %", ("30 %", "0.3"), _PERCENT, maximum=1)]
Surplus = Annotated[
    float, Unit("share", "a share from -99 to 1000 %", ("10 %", "0.1"), _PERCENT, minimum=-0.99, maximum=10)
]
RiskValue = Annotated[
    float, Unit("share", "a share from -1000 to 1000 %", ("20 %", "-5 %"), _PERCENT, minimum=-10, maximum=10)
]
"""What a risk costs as a share of its base; below 0 is a saving."""
Ratio = Annotated[float, Unit("ratio", "a number of 0 or more", ("1.30", "1.30x"), {"x": Decimal(1)})]
Correlation = Annotated[float, Unit("", "a correlation from -1 to 1", ("-0.3", "0.5"), minimum=-1, maximum=1)]
Elasticity = Annotated[float, Unit("ratio", "an elasticity from -5 to 5", ("-0.3", "0.1"), minimum=-5, maximum=5)]
"""Change in per cent for a change of one per cent."""
CarbonPrice = Annotated[
    float,
    _money(
        "{currency}/t", "a price of a tonne of CO2", "40 {currency}/t", also=("{currency}/tCO2e", "{currency}/tCO2")
    ),
]
People = Annotated[float, _money("people", "a number of people", "500000 people", "1.2 million people")]
Duration = Annotated[
    float,
    Unit(
        "months", "a time up to 100 years", ("27 years", "30 months"), _TIMES_IN_MONTHS, bare=Decimal(12), maximum=1200
    ),
]


class _Tenor(Unit):
    """A time, or a share of the contract; that is kept as a number below 0 until the scenario puts a time in."""

    def parse(self, value: object, names: Names = NO_NAMES) -> float:
        share = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*% of contract\s*", value) if isinstance(value, str) else None
        if share is None:
            return super().parse(value, names)
        if not 0 < float(share[1]) <= 100:
            raise RefusedError(f"must be from 0 to 100 % of the contract, got {got(value)}", self.allowed(names))
        return -float(share[1]) / 100


Tenor = Annotated[
    float,
    _Tenor(
        "months", "a time up to 100 years or a share of the contract", ("18 years", "80 % of contract"),
        _TIMES_IN_MONTHS, bare=Decimal(12), maximum=1200,
    ),
]  # fmt: skip
Money = Annotated[float, _money("{currency}", "an amount in {currency}", "120 m {currency}", "350 k {currency}")]
MoneyPerYear = Annotated[
    float,
    _money("{currency}/year", "an amount in {currency} a year", "1.5 m {currency}/year", "250000 {currency}/year"),
]
Price = Annotated[float, _money("{currency}/{unit}", "a price in {currency}/{unit}", "1.20 {currency}/{unit}")]
LocalMoney = Annotated[float, _money("{local}", "an amount in {local}", "1500 {local}", "150 k {local}")]
LocalPrice = Annotated[float, _money("{local}/{unit}", "a price in {local}/{unit}", "340 {local}/{unit}")]
LocalMoneyPerMonth = Annotated[
    float,
    _money("{local}/month", "an amount in {local} a month", "185000 {local}/month", also=("{local}/household/month",)),
]
LocalMoneyPerYear = Annotated[float, _money("{local}/year", "an amount in {local} a year", "1.7 bn {local}/year")]
VolumePerDay = Annotated[float, _money("{unit}/day", "a volume in {unit} a day", "40000 {unit}/day")]
VolumePerYear = Annotated[float, _money("{unit}/year", "a volume in {unit} a year", "1.2 m {unit}/year")]
VolumePerMonth = Annotated[
    float, _money("{unit}/month", "a volume in {unit} a month", "5 {unit}/month", also=("{unit}/household/month",))
]
Target = Annotated[
    float, Unit("", *_ANY, {**_PERCENT, **_TIMES_IN_YEARS}, minimum=-math.inf, scaled=True, any_unit=True)
]
"""A value to aim at, in the unit of the measure: shares and rates as fractions, times in years."""
Bound = Annotated[
    float, Unit("", *_ANY, {**_PERCENT, **_TIMES_IN_MONTHS}, minimum=-math.inf, scaled=True, any_unit=True)
]
"""A bound of an input, in the unit in which the input is stated: shares and rates as fractions, times in months."""

T = TypeVar("T")
Series: TypeAlias = T | Annotated[tuple[T, ...], Field(min_length=1)]
"""One value, or a list of values of which the last holds on."""

__all__ = [
    "EXAMPLE_NAMES", "NO_NAMES", "Bound", "CarbonPrice", "Correlation", "Duration", "Elasticity", "LocalMoney",
    "LocalMoneyPerMonth", "LocalMoneyPerYear", "LocalPrice", "Money", "MoneyPerYear", "Names", "Part", "People",
    "Price", "Rate", "Ratio", "RiskValue", "Series", "Share", "Target", "Tenor", "Unit", "VolumePerDay",
    "VolumePerMonth", "VolumePerYear", "find_unit", "unit_of",
]  # fmt: skip
