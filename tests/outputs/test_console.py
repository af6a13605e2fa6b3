"""Texts that would do something elsewhere: formulas in a spreadsheet, escapes in a terminal, numbers in JSON."""

import json
import math

import pytest

from ppp_model.errors import ScenarioError
from ppp_model.outputs.console import csv_text, print_json, printable, write_whole


@pytest.mark.parametrize("text", ["=1+1", "+A1", "-A1+2", "@SUM(A1)", "\tx", "-1+cmd|' /C calc'!A0"])
def test_a_text_that_is_a_formula_elsewhere_is_led_by_an_apostrophe(text):
    assert csv_text([[text]]).strip("\n").strip('"').startswith("'")


@pytest.mark.parametrize("text", ["-5 %", "-0.5", "+1.20 USD/m3", "plain", "5 = 2 + 3"])
def test_other_texts_stay_as_they_are(text):
    assert csv_text([[text]]) == f"{text}\n"


def test_numbers_keep_their_digits_and_blanks_are_empty():
    assert csv_text([["a", 0.1, math.nan, None, -2.5]]) == "a,0.1,,,-2.5\n"


def test_control_characters_are_not_printed():
    assert printable("a\x1b[31mb\u202ec\r\nd") == "a [31mb c \nd"


def test_json_has_no_nan(capsys):
    print_json({"a": [math.nan, math.inf, 1.5], "b": {"c": -math.inf}})
    assert json.loads(capsys.readouterr().out) == {"a": [None, None, 1.5], "b": {"c": None}}


def test_a_file_is_replaced_only_when_asked(tmp_path):
    file = tmp_path / "a.txt"
    write_whole(file, "one", False)
    with pytest.raises(ScenarioError, match="--force"):
        write_whole(file, "two", False)
    write_whole(file, "two", True)
    assert file.read_text(encoding="utf-8") == "two"
    assert list(tmp_path.iterdir()) == [file]
