"""House style, over all lines of a pool: documented, sourced, short, used, in a case, tied to what a file may say."""

import re

import pytest

from ppp_model.engine.line import Formula, Given, parts_of
from ppp_model.engine.model import LONGEST_TEXT
from ppp_model.engine.trace import constants_of
from ppp_model.lines import pool_checks, pool_parties
from ppp_model.pool.composition import PoolShape, pool_model
from ppp_model.pool.measures import CHECKS, LINES, MEASURES
from ppp_model.pool.results import PoolResult
from ppp_model.pool.tables import PARTIES, REVOLVING, SCHEDULE
from ppp_model.scenario.load_pool import POOL
from ppp_model.scenario.paths import shape_at
from tests.pool.test_cases import CASES, calculated, model_of

LAYERS = tuple((f"l{number}", kind) for number, kind in enumerate(
    ("member_reserve", "fund", "first_loss", "intercept", "guarantee")
))  # fmt: skip
MODELS = {
    "everything": pool_model(PoolShape(("a", "b"), LAYERS, is_pooled=True, has_alone=True, cohorts=2)),
    "each alone": pool_model(PoolShape(("a", "b"), (), is_pooled=False, has_alone=True, cohorts=0)),
    "no more than a bond": pool_model(PoolShape(("a",), (), is_pooled=True, has_alone=False, cohorts=0)),
}
ROWS = list({id(row.part): row for model in MODELS.values() for row in model.rows.values()}.values())
INPUTS = [row for row in ROWS if isinstance(row.part, Given)]


def short_name(row):
    return f"{row.block.kind or 'pool'}: {row.name.rpartition('.')[2]}"


EACH_LINE = pytest.mark.parametrize("row", ROWS, ids=short_name)
EACH_INPUT = pytest.mark.parametrize("row", INPUTS, ids=short_name)


@pytest.mark.parametrize("name", MODELS)
def test_every_shape_can_be_put_together(name):
    model = MODELS[name]
    assert {line for step in model.steps() for line in step.lines} == set(model.rows)


@EACH_LINE
def test_a_line_is_documented_sourced_and_short(row):
    sentence = row.doc.split("\n\n")[0].strip()
    assert re.fullmatch(r"[A-Z10].*\.", sentence), sentence
    assert "\n" not in sentence
    assert not re.search(r"\.\s+[A-Z]", sentence), "more than one sentence"
    assert row.source.strip()
    assert re.fullmatch(r"[a-z][a-z_]*", row.name.rpartition(".")[2])
    assert len(row.text) <= LONGEST_TEXT
    if isinstance(row.part, Formula):
        assert set(constants_of(row.part.expression)) <= {0.0, 1.0}


OUTPUTS = {*LINES.values(), *CHECKS, *SCHEDULE, *PARTIES, *REVOLVING}
SHOWN = {
    "all_in_rate_status", "stand_alone_rate_status", "saving_of_member", "saving_share", "cover_min", "drawn_most",
    "drawn_in_all", "short_most", "unpaid_most", "loss_pv", "drawn_pv", "guarantees_called_pv",
    "arrears_recovered", "first_missed",
}  # fmt: skip
"""Lines that a table, a search or the draws ask for."""


def test_every_line_is_used_or_is_an_output():
    used = set()
    for model in MODELS.values():
        for name, needs in model.needs.items():
            used |= {id(model.rows[other].part) for other in needs if other != name}
    idle = {short_name(row) for row in ROWS if id(row.part) not in used}
    outputs = {line.rpartition(".")[2] for line in OUTPUTS} | SHOWN
    assert {name for name in idle if name.rpartition(": ")[2] not in outputs} == set()


def keys_of(part):
    """The keys of a file behind an input, with a made-up name for each block."""
    found = []
    for template in part.at.split(" or ") if part.at else []:
        for terms, others in (("bond", "revolving"), ("members.name.stand_alone", "in_common.stand_alone")):
            found.append(template.format(block="name", layer="name", terms=terms, others=others))
    return found


@EACH_INPUT
def test_an_inputs_key_exists_in_the_file(row):
    for key in keys_of(row.part):
        if key not in ("bond.fee", "revolving.fee"):  # only a loan of its own has a fee of its own
            assert shape_at(tuple(key.split(".")), POOL) is not None, key


WORKED_OUT = {
    "period_number", "months_in_period", "period_years", "end_years", "calendar_year", "one_year", "cohort_number",
    "defaulted", "tested_fall",
}  # fmt: skip


@EACH_INPUT
def test_an_input_comes_from_somewhere(row):
    assert bool(row.part.at) != (row.name.rpartition(".")[2] in WORKED_OUT)


READ_ELSEWHERE = {
    "pool": "a title", "description": "words for the reader", "sources.name": "words for the reader",
    "currency": "names the money; nothing is converted",
    "timeline.close": "read by assemble (calendar)", "timeline.period": "read by assemble (calendar)",
    "timeline.lasts": "read by assemble (calendar)",
    "draws.number": "read by draws", "draws.seed": "read by draws", "draws.dependence": "read by draws",
    "draws.lasts": "read by draws",
}  # fmt: skip


def fields_of(path=()):
    shape = shape_at(path, POOL)
    if shape.is_map:
        yield from fields_of((*path, "name"))
    elif shape.part is not None:
        for key in shape.keys:
            yield from fields_of((*path, key))
    else:
        yield ".".join(path)


def test_every_field_of_a_file_is_read():
    read = {key for row in INPUTS for key in keys_of(row.part)}
    assert set(fields_of()) - read == set(READ_ELSEWHERE)


def test_measures_and_checks_have_lines():
    rows = MODELS["everything"].rows
    assert {line for line in LINES.values() if line not in rows} == set()
    assert {name for name in CHECKS if name not in rows} == set()
    assert len({measure.name for measure in MEASURES}) == len(MEASURES)
    assert PoolResult.measures is not None


ADDED_UP = {name for module in (pool_parties, pool_checks) for name in parts_of(module)}
"""Flows of the parties and checks, which are put to the test as identities in ``test_properties``."""


def test_every_other_formula_is_in_a_case():
    worked = set()
    for case in CASES:
        text = case.values[0]
        sets, needed, _ = calculated(text)
        rows = model_of(text.get("lines", {})).rows
        worked |= {id(rows[name].part) for name in needed - set(sets)}
    formulas = [row for row in ROWS if isinstance(row.part, Formula)]
    left = {short_name(row) for row in formulas if id(row.part) not in worked}
    assert {name for name in left if name.rpartition(": ")[2] not in ADDED_UP} == set()
