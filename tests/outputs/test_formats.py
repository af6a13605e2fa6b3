"""Numbers as people read them; every expected text is written by hand."""

import datetime as dt
import math

import pytest

from ppp_model.outputs.formats import (
    format_amount,
    format_date,
    format_exact,
    format_input,
    format_line,
    format_percent,
    format_value,
    unit_in_words,
)

NAMES = {"money": "USD", "local": "RWF", "unit": "m3"}


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        ("money", 60_799_783.3, "60.8 m"),
        ("money", -8_930_000.0, "-8.93 m"),
        ("money_local", 1124.55, "RWF 1,125"),
        ("share", 0.152293, "15.2 %"),
        ("rate", 0.0092, "0.92 %"),
        ("ratio", 1.3507, "1.35x"),
        ("years", 9.0, "9.0 years"),
        ("year", 2031.0, "2031"),
        ("count", 26_914.6, "26,915"),
        ("price", 0.86443, "0.864"),
        ("price", 0.0583, "0.0583"),
        ("money", None, "-"),
        ("money", math.nan, "-"),
        ("ratio", math.inf, "-"),
    ],
)
def test_a_measure_is_shown_by_its_kind(kind, value, text):
    assert format_value(kind, value, "", "RWF") == text


def test_a_currency_stands_before_money():
    assert format_value("money", 60_799_783.3, "USD") == "USD 60.8 m"
    assert format_value("price", 0.86443, "USD") == "USD 0.864"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"), (3e-9, "0"), (-3e-9, "0"), (1.1964, "1.20"), (-1.5, "-1.50"), (512.4, "512"), (26_914.6, "26,915"),
        (511_804.9, "0.51 m"), (999_960.0, "1.00 m"), (9_999_999.0, "10.0 m"), (999_999_999.0, "1.00 bn"),
        (1.7e12, "1,700.0 bn"),
    ],
)  # fmt: skip
def test_amounts_keep_a_readable_size(value, text):
    assert format_amount(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(1.0, "100.0 %"), (0.0, "0 %"), (-0.00001, "0 %"), (0.00996, "1.0 %"), (-0.05, "-5.0 %"), (12.5, "1,250.0 %")],
)
def test_percentages_keep_two_digits_when_small(value, text):
    assert format_percent(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (17_812_345.12, "17,812,345"), (0.0375, "0.0375"), (55.0, "55"), (1 / 3, "0.3333333"), (1e-12, "1e-12"),
        (-0.0, "0"), (math.inf, "no limit"), (math.nan, "-"), (366_408.54, "366,408.5"),
    ],
)  # fmt: skip
def test_exact_numbers_have_seven_digits_and_no_empty_ones(value, text):
    assert format_exact(value) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.72023, "USD/m3", "0.7202 USD/m3"), (9_128_949.0, "USD/year", "9.129 m USD/year"),
        (0.075, "per year", "7.5 %"), (0.3, "share", "30 %"), (324.0, "months", "27 years"),
        (30.0, "months", "30 months"), (1.3, "ratio", "1.300"),
        (40_000.0, "m3/day", "40,000 m3/day"),
    ],
)  # fmt: skip
def test_an_input_is_shown_in_the_unit_of_the_scenario(value, unit, text):
    assert format_input(value, unit) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (667_962.94, "money", "667,962.9 USD"), (0.075, "1/year", "7.5 % a year"), (1.5, "1", "1.5"),
        (0.6297, "money/unit", "0.6297 USD/m3"), (27.0, "year", "27 years"), (1.0, "year", "1 year"),
        (1124.55, "local/month/household", "1,124.55 RWF/month/household"), (math.nan, "money", "-"),
    ],
)  # fmt: skip
def test_a_line_is_shown_with_its_unit(value, unit, text):
    assert format_line(value, unit, NAMES) == text


def test_units_use_the_words_of_the_study():
    assert unit_in_words("money*year", NAMES) == "USD*year"
    assert unit_in_words("1", NAMES) == ""


def test_dates_are_written_in_full():
    assert format_date(dt.date(2017, 12, 1)) == "1 December 2017"
