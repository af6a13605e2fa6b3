"""What one of a number in one city is in another: by people, exchange rate, price level, income and date."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from ppp_model.errors import ScenarioError
from ppp_model.replication.places import Place
from ppp_model.scenario.amounts import RefusedError
from ppp_model.scenario.quantities import Share, find_unit

DOLLAR = "USD"
DOLLAR_INFLATION = 0.02
"""Growth of prices in dollars where the study says nothing of it: the goal of the Federal Reserve."""
_YEAR = 365.25


@dataclass(frozen=True)
class Options:
    """What the user decides about a replication."""

    size: float | None = None
    """Size of the new project against the old one; the ratio of people when None."""
    scale_exponent: float = 1.0
    """Cost of the works = size ** exponent: 1 in proportion, below it a larger plant is cheaper for each unit."""
    traded: float = 0.5
    """Share of costs with a world price; the rest follows the local price level."""
    close: dt.date | None = None
    """Financial close of the new project; that of the old one when None."""


@dataclass(frozen=True)
class Factor:
    """A number to multiply with, and its parts in words."""

    value: float = 1.0
    words: tuple[str, ...] = ()

    def times(self, value: float, word: str) -> Factor:
        """This times one more; a part of exactly 1 is not worth a word."""
        return self if value == 1 else Factor(self.value * value, (*self.words, f"{value:.4g} ({word})"))

    def __mul__(self, other: Factor) -> Factor:
        return Factor(self.value * other.value, (*self.words, *other.words))

    @property
    def inverse(self) -> Factor:
        """What gives the number back that was multiplied with this."""
        return Factor(1 / self.value, tuple(f"1 / {word}" for word in self.words))

    @property
    def text(self) -> str:
        """`x 1.42 (people) x 1.08 (prices)`."""
        return " ".join(f"x {word}" for word in self.words)


ONE = Factor()


def share_of(text: str, option: str) -> float:
    """The share that an option says, such as `50 %`; raises ScenarioError."""
    unit = find_unit(Share)
    assert unit is not None
    try:
        return unit.parse(text)
    except RefusedError as refused:
        raise ScenarioError.one(option, "", refused.what, refused.allowed, refused.hint) from None


def percent(share: float) -> str:
    """A share as `3.5 %`."""
    return f"{share * 100:.4g} %"


@dataclass(frozen=True)
class Factors:
    """The factors between two cities, for a study in ``currency`` whose close moves from ``old_close``.

    A number of the old study holds at its close. Exchange rates move with the difference of inflation against the
    dollar, prices in a currency that stays with its inflation.
    """

    old: Place
    new: Place
    currency: str
    old_close: dt.date
    new_close: dt.date
    options: Options
    dollar_inflation: float = DOLLAR_INFLATION
    study_inflation: float = DOLLAR_INFLATION
    old_per_study: float | None = None
    """Units of the old city's currency for one of the study's, where they are not the same."""

    @property
    def is_local(self) -> bool:
        """Whether the study is in the old city's currency, and so moves to the new city's."""
        return self.currency == self.old.currency

    @property
    def new_currency(self) -> str:
        """Currency of the new study."""
        return self.new.currency if self.is_local else self.currency

    @property
    def has_one_currency(self) -> bool:
        """Whether the new study is in the new city's currency, so that it has no exchange rate."""
        return self.new.currency == self.new_currency

    def currency_of(self, code: str) -> str:
        """What a currency of the old study is in the new one."""
        return self.new.currency if code == self.old.currency else code

    def years(self, place: Place, close: dt.date) -> float:
        """Years from the date of a city's values to a close."""
        return (close - (place.date or close)).days / _YEAR

    def people(self) -> Factor:
        """People of the new city against the old one, each at its close; or the size that the user gave."""
        if self.options.size is not None:
            return ONE.times(self.options.size, "size")
        return ONE.times(self.people_of(self.new, self.new_close) / self.old.population, "people")

    def people_of(self, place: Place, close: dt.date) -> float:
        """People of a city at a close."""
        return float(place.population * (1 + place.population_growth) ** self.years(place, close))

    def works(self) -> Factor:
        """Size of the works' cost: people to the power of the exponent."""
        size, power = self.people(), self.options.scale_exponent
        return size if power == 1 else ONE.times(size.value**power, f"{size.value:.4g} people or size ^ {power:g}")

    def exchange(self, code: str) -> Factor:
        """Units of the new currency for one of the old: 1 for a currency that stays."""
        if code != self.old.currency:
            return ONE
        if self.old.currency == self.new.currency:
            growth = (1 + (self.new.inflation or 0)) / (1 + self.dollar_inflation)
            ratio = growth ** ((self.new_close - self.old_close).days / _YEAR)
        else:
            ratio = self.per_dollar(self.new, self.new_close) / self.per_dollar(self.old, self.old_close)
        return ONE.times(ratio, f"{self.new.currency} for a {self.old.currency}")

    def per_dollar(self, place: Place, close: dt.date) -> float:
        """Exchange rate of a city's currency at a close: the known one, moved by the difference of inflation."""
        if place.currency == DOLLAR:
            return 1.0
        assert place.per_dollar is not None
        growth = (1 + (place.inflation or 0)) / (1 + self.dollar_inflation)
        return float(place.per_dollar * growth ** self.years(place, close))

    def new_per_study(self) -> tuple[float, str]:
        """Units of the new city's currency for one of the study's at the new close, and from what; a study that stays.

        Where both cities have one currency and its rate in dollars is not known, it is the old study's.
        """
        place, old = self.new, self.old
        no_dollars = place.per_dollar is None or (old.per_dollar is None and self.currency != DOLLAR)
        if old.currency == place.currency and no_dollars:
            growth = (1 + (place.inflation or 0)) / (1 + self.study_inflation)
            rate = self.old_per_study or 1.0
            moved = rate * float(growth ** ((self.new_close - self.old_close).days / _YEAR))
            return moved, f"{rate:g} {place.currency} per {self.currency} at {self.old_close}"
        rate = self.per_dollar(place, self.new_close) / self.study_per_dollar
        return rate, f"{place.per_dollar or 1:g} {place.currency} per USD at {place.date or self.new_close}"

    @property
    def study_per_dollar(self) -> float:
        """Units of the study's currency for one dollar, for a study that is not in the old city's currency."""
        if self.currency == DOLLAR:
            return 1.0
        return self.per_dollar(self.old, self.old_close) / (self.old_per_study or 1.0)

    def level(self, traded: float) -> Factor:
        """Price level of a cost of which a share has a world price."""
        if self.old.price_level is None or self.new.price_level is None:
            return ONE
        ratio = self.new.price_level / self.old.price_level
        word = f"price level {self.new.price_level:g} / {self.old.price_level:g}"
        return ONE.times(
            traded + (1 - traded) * ratio, word + (f", {percent(1 - traded)} of the cost" if traded else "")
        )

    def dates(self, code: str) -> Factor:
        """Growth of prices from the old close to the new one: in the study's currency if it stays, else in dollars."""
        years = (self.new_close - self.old_close).days / _YEAR
        is_studys = code == self.currency and not self.is_local
        growth = self.study_inflation if is_studys else self.dollar_inflation
        return ONE.times((1 + growth) ** years, f"{years:.3g} years of prices at {percent(growth)}")

    def money(self, code: str, traded: float | None = None) -> Factor:
        """What a price or cost in a currency becomes."""
        share = self.options.traded if traded is None else traded
        return self.exchange(code) * self.level(share) * self.dates(code)

    def incomes(self, code: str) -> Factor:
        """What pay or the value of an hour becomes: by household income."""
        ratio = self.income_of(self.new, self.new_close) / self.old.household_income
        if code != self.old.currency:
            ratio /= self.exchange(self.old.currency).value
        return ONE.times(ratio, "household income")

    def income_of(self, place: Place, close: dt.date) -> float:
        """Household income of a city at a close, in the prices of that day."""
        growth = (1 + (place.inflation or 0)) * (1 + place.income_growth)
        return float(place.household_income * growth ** self.years(place, close))

    def rate_shift(self, code: str) -> tuple[float, str] | None:
        """What is added to a rate asked in a currency, and why; None where a country's risk is not known."""
        if self.old.country_risk is None or self.new.country_risk is None:
            return None
        shift = self.new.country_risk - self.old.country_risk
        word = f"country risk {percent(self.new.country_risk)} against {percent(self.old.country_risk)}"
        if code == self.old.currency and self.new.currency != self.old.currency:
            shift += (self.new.inflation or 0) - (self.old.inflation or 0)
            word += f", inflation {percent(self.new.inflation or 0)} against {percent(self.old.inflation or 0)}"
        return shift, word
