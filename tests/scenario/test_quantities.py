"""Numbers with units: what each text means, and why a text is refused."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from ppp_model.scenario import quantities as q
from ppp_model.scenario.model import Debt, Revenue, Supply, Timeline
from ppp_model.scenario.quantities import Names, unit_of

NAMES = Names("USD", "RWF", "m3")


def read(kind: object, value: object) -> object:
    return TypeAdapter(kind).validate_python(value, context=NAMES)


def refusal(kind: object, value: object) -> str:
    with pytest.raises(ValidationError) as caught:
        read(kind, value)
    context = caught.value.errors()[0]["ctx"]
    return f"{context['what']} | {context['allowed']} | {context['hint']}"


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        (q.Rate, "3.5 %", 0.035),
        (q.Rate, "3.5%", 0.035),
        (q.Rate, "-2 %", -0.02),
        (q.Rate, "350 bp", 0.035),
        (q.Rate, "4 %/year", 0.04),
        (q.Rate, "4 % p.a.", 0.04),
        (q.Rate, 0.035, 0.035),
        (q.Rate, "0.035", 0.035),
        (q.Share, "100 %", 1.0),
        (q.Share, 1, 1.0),
        (q.Money, "120 m USD", 120e6),
        (q.Money, "120m USD", 120e6),
        (q.Money, "120 million USD", 120e6),
        (q.Money, "1.7 bn USD", 1.7e9),
        (q.Money, "1.7 billion USD", 1.7e9),
        (q.Money, "350 k USD", 350e3),
        (q.Money, "350 thousand USD", 350e3),
        (q.Money, "120 m", 120e6),
        (q.Money, "40 000 USD", 40000.0),
        (q.Money, "40_000", 40000.0),
        (q.Money, "40\u202f000 USD", 40000.0),
        (q.Money, 7, 7.0),
        (q.MoneyPerYear, "1.5 m USD/year", 1.5e6),
        (q.MoneyPerYear, "1.5 m USD per year", 1.5e6),
        (q.Price, "1.20 USD/m3", 1.2),
        (q.Price, "1.20 USD / m\u00b3", 1.2),
        (q.LocalPrice, "340 RWF/m3", 340.0),
        (q.LocalMoneyPerMonth, "185000 RWF/month", 185000.0),
        (q.LocalMoneyPerMonth, "185000 RWF/household/month", 185000.0),
        (q.LocalMoneyPerYear, "1.7 bn RWF/year", 1.7e9),
        (q.VolumePerDay, "40 000 m3/day", 40000.0),
        (q.VolumePerDay, "40000m3/day", 40000.0),
        (q.VolumePerMonth, "5 m3/month", 5.0),
        (q.VolumePerMonth, "5 m3/household/month", 5.0),
        (q.People, "500000 people", 500000.0),
        (q.People, "1.2 million people", 1.2e6),
        (q.Duration, "27 years", 324.0),
        (q.Duration, "1 year", 12.0),
        (q.Duration, "2.5 years", 30.0),
        (q.Duration, "30 months", 30.0),
        (q.Duration, 2, 24.0),
        (q.Duration, 0, 0.0),
        (q.Ratio, "1.30x", 1.3),
        (q.Ratio, 1.3, 1.3),
        (q.Series[q.Share], "80 %", 0.8),
        (q.Series[q.Share], ["80 %", 0.9], (0.8, 0.9)),
        (q.Target, "15 %", 0.15),
        (q.Target, 1.3, 1.3),
        (q.Target, "8 years", 8.0),
        (q.Bound, "0.2 USD/m3", 0.2),
        (q.Bound, "2 m USD", 2e6),
        (q.Bound, "8 years", 96.0),
    ],
)
def test_meaning(kind: object, text: object, expected: object) -> None:
    assert read(kind, text) == expected


@pytest.mark.parametrize(
    ("kind", "text", "words"),
    [
        (q.Rate, 3.5, "Did you mean `3.5 %`?"),
        (q.Rate, "3.5", "Did you mean `3.5 %`?"),
        (q.Rate, -2, "Did you mean `-2 %`?"),
        (q.Rate, "150 %", "must be from -99 % to 100 %"),
        (q.Rate, "3,5 %", "Write `3.5 %`."),
        (q.Rate, "0,125 %", "Write `0.125 %`."),
        (q.Rate, "3.5 USD", "expects % or bp, got USD"),
        (q.Share, 70, "Did you mean `70 %`?"),
        (q.Share, "-1 %", "must not be negative"),
        (q.Money, "40,000", "Write `40000`."),
        (q.Money, "1,234,567 USD", "Write `1234567 USD`."),
        (q.Money, "1.234,5 USD", "Write `1234.5 USD`."),
        (q.Money, "1,234.5 USD", "Write `1234.5 USD`."),
        (q.Money, "-5 m USD", "must not be negative, got `-5 m USD`"),
        (q.Money, "5 m RWF", "expects USD, got RWF | Allowed: an amount in USD, such as `120 m USD`"),
        (q.Money, "5 m RWF", "This value is in the currency of the study, USD; convert it."),
        (q.Money, "120 USD m", "expects USD, got USD m"),
        (q.Money, "USD 120", "is not a number with a unit"),
        (q.Money, "1.2.3 USD", "is not a number with a unit"),
        (q.Money, "", "is not a number with a unit"),
        (q.Money, True, "got true"),
        (q.Money, None, "got nothing"),
        (q.Money, {"a": 1}, "a map with the keys a"),
        (q.Money, float("nan"), "finite"),
        (q.Money, "9" * 400, "too large"),
        (q.Price, "1 RWF/m3", "expects USD/m3, got RWF/m3"),
        (q.Price, "1 USD", "expects USD/m3, got USD"),
        (q.LocalPrice, "1 USD/m3", "This value is in the currency of the city, RWF; convert it."),
        (q.VolumePerMonth, "5 m/month", "expects m3/month, got m/month"),
        (q.Duration, "90 days", "expects years or months, got day"),
        (q.Duration, "200 years", "must be from 0 months to 100 years"),
        (q.Duration, "-1 years", "must not be negative"),
    ],
)
def test_refusal(kind: object, text: object, words: str) -> None:
    assert words in refusal(kind, text)


def test_empty_list_is_refused() -> None:
    with pytest.raises(ValidationError):
        read(q.Series[q.Share], [])


def test_unknown_names_match_any_word() -> None:
    assert TypeAdapter(q.Price).validate_python("2 EUR/kWh") == 2.0


decimals = st.decimals(min_value=0, max_value=10**6, places=3, allow_nan=False, allow_infinity=False)


@given(decimals)
def test_money_round_trip(number: Decimal) -> None:
    assert read(q.Money, f"{number} m USD") == float(number * 10**6)
    assert read(q.Money, f"{number} USD") == float(number)


@given(st.decimals(min_value=-99, max_value=100, places=4, allow_nan=False, allow_infinity=False))
def test_rate_round_trip(percent: Decimal) -> None:
    assert read(q.Rate, f"{percent} %") == float(percent / 100)
    assert read(q.Rate, f"{percent * 100} bp") == float(percent / 100)


@given(st.floats(min_value=0, max_value=1))
def test_bare_share_round_trip(share: float) -> None:
    assert read(q.Share, share) == share
    assert read(q.Share, repr(share)) == share


@given(st.integers(min_value=0, max_value=1200))
def test_duration_round_trip(months: int) -> None:
    assert read(q.Duration, f"{months} months") == months
    if months % 12 == 0:
        assert read(q.Duration, f"{months // 12} years") == months


@given(st.integers(min_value=0, max_value=10**12))
def test_separators_change_nothing(number: int) -> None:
    spaced = f"{number:,}".replace(",", " ")
    assert read(q.VolumePerDay, f"{spaced} m3/day") == number
    assert read(q.VolumePerDay, f"{number:_}") == number


@given(st.text(max_size=20))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        value = read(q.Money, text)
    except ValidationError:
        return
    assert isinstance(value, float)
    assert value >= 0


@pytest.mark.parametrize(
    ("field", "unit"),
    [
        (Revenue.model_fields["capacity_charge"], "USD/m3"),
        (Revenue.model_fields["escalation"], "per year"),
        (Supply.model_fields["utilisation"], "share"),
        (Timeline.model_fields["delay"], "months"),
        (Timeline.model_fields["period"], ""),
        (Debt.model_fields["dscr"], "ratio"),
        (Debt.model_fields["amount"], "USD"),
        (q.LocalMoneyPerMonth, "RWF/month"),
    ],
)
def test_unit_of(field: object, unit: str) -> None:
    assert unit_of(field, NAMES) == unit


@pytest.mark.parametrize(
    ("key", "value"), [("concessional", "yes"), ("concessional", 1), ("rank", True), ("rank", 1.0), ("lender", 5)]
)
def test_nothing_is_converted_silently(key: str, value: object) -> None:
    with pytest.raises(ValidationError):
        Debt.model_validate({"rate": 0.05, "tenor": 10, key: value})


@pytest.mark.parametrize("close", [2025, "2025", "2025-13-01", "1 May 2025", "2025-01-01T00:00"])
def test_only_a_date_is_a_date(close: object) -> None:
    with pytest.raises(ValidationError):
        Timeline.model_validate({"close": close, "construction": 1, "operation": 10})
