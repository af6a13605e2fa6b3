"""Cases of a pool's lines: files that set any lines and expect any lines, worked by hand.

As in ``tests/test_cases.py``: ``lines`` says of which blocks the model is made (``members``, ``layers`` with their
kinds, ``pooled``, ``alone``, ``cohorts``), ``period`` and ``periods`` give the calendar, ``set`` holds lines at values
(``*`` stands for every block; an input takes the value), ``expect`` says what lines must be. All lines that are not
needed are NaN; an input that is not set takes its default, if it has one.
"""

import datetime as dt
from fnmatch import fnmatchcase
from pathlib import Path

import numpy as np
import pytest
import yaml

from ppp_model.calendar import MONTHS, Calendar, rows_of
from ppp_model.engine.line import Given
from ppp_model.engine.order import needed_by
from ppp_model.engine.run import run
from ppp_model.pool.composition import PoolShape, pool_model

KEYS = {"name", "source", "lines", "period", "periods", "set", "expect"}
ZERO = {"defaulted", "tested_fall"}


def read_cases():
    for path in sorted(Path(__file__).parent.joinpath("cases").glob("*.yaml")):
        for text in yaml.safe_load_all(path.read_text(encoding="utf-8")):
            assert set(text) <= KEYS
            yield pytest.param(text, id=f"{path.stem}: {text['name']}")


CASES = list(read_cases())


def model_of(lines):
    return pool_model(
        PoolShape(
            members=tuple(lines.get("members", ("a",))),
            layers=tuple(lines.get("layers", {}).items()),
            is_pooled=lines.get("pooled", True),
            has_alone=lines.get("alone", False),
            cohorts=lines.get("cohorts", 0),
        )
    )


def as_row(value):
    return np.array(value, float).reshape(1, -1)


def calculated(text):
    """The model, the lines that are set, and the values of the lines that are expected."""
    model = model_of(text.get("lines", {}))
    sets = {}
    for pattern, value in text["set"].items():
        names = [name for name in model.rows if fnmatchcase(name, pattern)]
        assert names, f"{pattern} is not a line of the model"
        sets |= dict.fromkeys(names, as_row(value))
    periods = text["periods"]
    calendar = Calendar(dt.date(2020, 1, 1), MONTHS[text.get("period", "annual")], periods, 0, 1)
    inputs = {name: row for name, row in rows_of(calendar, "365", "equal_periods").items() if name in model.rows}
    for name, row in model.rows.items():
        if isinstance(row.part, Given) and name not in inputs:
            if name.rpartition(".")[2] in ZERO:
                inputs[name] = as_row(0.0)
            elif name.endswith("cohort_number"):
                inputs[name] = as_row(float(name.split(".")[1][1:]))
            elif row.part.absent is not None:
                inputs[name] = as_row(row.part.absent)
    plain = {name for name, row in model.rows.items() if isinstance(row.part, Given)}
    inputs |= {name: value for name, value in sets.items() if name in plain}
    held = {name: value for name, value in sets.items() if name not in plain}
    needs = {name: {} if name in held else need for name, need in model.needs.items()}
    needed = needed_by(text["expect"], needs)
    held |= dict.fromkeys(set(model.rows) - needed - plain, np.nan)
    found = run(model, inputs, periods, held=held, wanted=set(text["expect"])).values
    return sets, needed, {name: np.broadcast_to(found[name], (1, periods))[0] for name in text["expect"]}


@pytest.mark.parametrize("text", CASES)
def test_case(text):
    _, _, found = calculated(text)
    for line, expected in text["expect"].items():
        wanted = np.broadcast_to(np.array(expected, float), found[line].shape)
        scale = 1e-9 * np.nanmax(np.abs(wanted), initial=1e-3)
        assert found[line] == pytest.approx(wanted, rel=0, abs=scale, nan_ok=True), line


@pytest.mark.parametrize("text", CASES)
def test_a_case_sets_nothing_in_vain(text):
    sets, needed, _ = calculated(text)
    assert set(sets) <= needed
    assert not set(sets) & set(text["expect"])


def test_a_wrong_value_is_noticed():
    text = CASES[0].values[0]
    line = next(iter(text["expect"]))
    _, _, found = calculated(text)
    assert not np.allclose(found[line] + 1.0, np.array(text["expect"][line], float), equal_nan=True)
