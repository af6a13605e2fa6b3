"""House style, over all lines of the model: documented, sourced, short, used, and tied to what a scenario may say."""

import re

import pytest

from ppp_model.composition import model_of
from ppp_model.engine.line import Formula, Given
from ppp_model.engine.model import LONGEST_TEXT
from ppp_model.engine.trace import constants_of
from ppp_model.engine.units import parse_unit
from ppp_model.measures import BY_NAME, CHECKS, EVENTS, IDENTITIES, MEASURES, SIDES, VALUE
from ppp_model.scenario.model import Duties, Scenario
from ppp_model.scenario.paths import shape_at
from ppp_model.shape import shape_of_names
from ppp_model.tables import SHOWN

NAMES = {
    "tranches": ("senior", "junior"), "grants": ("first", "second"), "opex": ("staff", "energy"),
    "maintenance": ("pumps", "roof"), "works": ("plant", "pipe"), "groups": ("q1", "q2"),
    "tariff_blocks": ("low", "high"), "seasons": ("wet", "dry"), "time_bands": ("peak", "night"),
    "basket": ("energy", "pay"), "classes": ("shops", "schools"), "rungs": ("piped", "none"),
    "supports": ("aid", "toll"), "partnerships": ("peers", "south"), "levels": ("nation", "city"),
    "debt_guarantees": ("senior",),
}  # fmt: skip
NO_USERS = dict.fromkeys(("groups", "tariff_blocks", "seasons", "time_bands", "basket", "classes", "rungs"), ())
NOTHING = dict.fromkeys(NAMES, ())
WITHOUT_CITY = NAMES | NO_USERS | {"levels": (), "debt_guarantees": ()}
SHAPES = {
    "everything": shape_of_names(
        **NAMES,
        toll_bands={"toll": ("one", "two")},
        partner_guarantees={"peers": ("senior",)},
        has_city=True,
        has_retail=True,
        has_economy=True,
        has_contingent=True,
    ),
    "network that people join": shape_of_names(
        **NAMES,
        has_city=True,
        has_retail=True,
        has_access=True,
        has_economy=True,
        is_regulated=True,
        has_contingent=True,
    ),
    "sale of a plant to users": shape_of_names(
        **NAMES | {"seasons": ()}, has_city=True, has_retail=True, has_contingent=True
    ),
    "bulk sale to a city": shape_of_names(**NAMES | NO_USERS, has_city=True, has_contingent=True),
    "no city": shape_of_names(**WITHOUT_CITY, has_city=False, has_retail=False),
    "ended by revenue, one loan paid off by another": shape_of_names(
        tranches=("bank", "bond"), refinancings={"bond": "bank"}, ends_by_revenue=True
    ),
    "next to nothing": shape_of_names(**NOTHING, has_city=False, has_retail=False),
}
MODELS = {name: model_of(shape) for name, shape in SHAPES.items()}
ROWS = list({id(row.part): row for model in MODELS.values() for row in model.rows.values()}.values())
"""A row for each line as it stands in its module; the copies in further blocks are the same."""


def short_name(row):
    """A line's kind of block and its name, such as ``tranche: opening``."""
    return f"{row.block.kind or 'project'}: {row.name.rpartition('.')[2]}"


EACH_LINE = pytest.mark.parametrize("row", ROWS, ids=short_name)
INPUTS = [row for row in ROWS if isinstance(row.part, Given)]
EACH_INPUT = pytest.mark.parametrize("row", INPUTS, ids=short_name)


@pytest.mark.parametrize("name", MODELS)
def test_every_shape_can_be_put_together(name):
    model = MODELS[name]
    calculated = {line for step in model.steps() for line in step.lines}
    assert calculated == set(model.rows)


@EACH_LINE
def test_a_line_is_documented_in_one_sentence(row):
    sentence = row.doc.split("\n\n")[0].strip()
    assert re.fullmatch(r"[A-Z1].*\.", sentence), sentence
    assert not re.search(r"\.\s+[A-Z]", sentence), "more than one sentence"
    assert "\n" not in sentence


@EACH_LINE
def test_a_line_says_where_its_formula_comes_from(row):
    assert row.source.strip()


@EACH_LINE
def test_a_unit_can_be_read(row):
    parse_unit(row.unit)


@EACH_LINE
def test_a_name_is_plain_words(row):
    assert re.fullmatch(r"[a-z][a-z_]*", row.name.rpartition(".")[2])


@EACH_LINE
def test_a_formula_is_short_and_has_no_numbers_of_its_own(row):
    assert len(row.text) <= LONGEST_TEXT
    if isinstance(row.part, Formula):
        assert set(constants_of(row.part.expression)) <= {0.0, 1.0}


# Nothing is calculated or asked for in vain


RETURNS = {"share_irr", "project_irr_after_tax", "lender_irr", "lenders_irr", "effective_rate"}
"""Returns that are shown beside the headline measures."""
STATUS = {f"{name}_status" for name in (*BY_NAME, *RETURNS)}
OUTPUTS = {*BY_NAME, *CHECKS, *EVENTS, *SHOWN, *RETURNS, *STATUS}


NEITHER = {
    "project: debt_peak": "asked for by name",
    "project: guarantee_received_pv": "asked for by simulations",
    "project: last_period_share": "how far into its last period a contract by revenue runs, for published cases",
}
"""Lines that nothing uses and no table shows, and why; whoever shows one or takes it away also takes it out here."""


def used_lines():
    """Every line that another one needs or that an input has to equal, in any shape."""
    for model in MODELS.values():
        for name, needs in model.needs.items():
            yield from (short_name(model.rows[other]) for other in needs if other != name)
        yield from (short_name(model.rows[line]) for line in model.solved.values())


def test_every_line_is_used_or_is_an_output():
    used = set(used_lines())
    names = {short_name(row) for row in ROWS if row.name.rpartition(".")[2] not in OUTPUTS}
    assert names - used == set(NEITHER)


def test_every_line_shown_in_a_table_exists():
    lines = {name.rpartition(".")[2] for model in MODELS.values() for name in model.rows}
    assert lines >= SHOWN


# Measures and checks


WITHOUT_A_LINE = {
    **dict.fromkeys(VALUE, "needs a second run, of the comparator"),
    "price_solved": "found by the search, not by a line", "grant_element": "struck over the soft loans by the result",
}  # fmt: skip


@pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.name)
def test_a_measure_has_a_line_of_its_name(measure):
    assert (measure.name in MODELS["everything"].rows) != (measure.name in WITHOUT_A_LINE)


@pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.name)
def test_a_measure_without_a_value_says_why(measure):
    missing = [name for name, model in MODELS.items() if measure.name not in model.rows]
    assert measure.blank or not missing


KINDS = {
    "money": {"money", "money/year", "money/month/household", "money/person"}, "money_local": {"local/month/household"},
    "price": {"money/unit"}, "rate": {"1/year"}, "share": {"1"}, "ratio": {"1"}, "years": {"year"}, "year": {"1"},
    "count": {"household", "person", "person/year", "tonne", "job*year"},
}  # fmt: skip


@pytest.mark.parametrize("measure", [m for m in MEASURES if m.name not in WITHOUT_A_LINE], ids=lambda m: m.name)
def test_a_measure_is_shown_as_its_line_is_counted(measure):
    assert MODELS["everything"].rows[measure.name].unit in KINDS[measure.kind]


@pytest.mark.parametrize("check", [check for check in CHECKS if check not in ("settled", "target_reached")])
def test_a_check_has_a_line_of_its_name(check):
    for model in MODELS.values():
        assert model.rows[check].unit == "1"


def test_every_pass_mark_is_a_check():
    lines = {
        name for name, row in MODELS["everything"].rows.items() if row.source == "check" and row.doc.startswith("1 ")
    }
    assert lines == set(CHECKS) - {"settled", "target_reached"}


@pytest.mark.parametrize("event", EVENTS)
def test_an_event_has_a_line_of_its_name(event):
    assert MODELS["everything"].rows[event].unit == "1"
    assert EVENTS[event][0] in SIDES


def test_what_holds_whatever_happens_is_a_check():
    assert set(IDENTITIES) < set(CHECKS)


# What a scenario may say


FIXED_NAMES = {"parent": "name", "currency": "USD", "own": "EUR", "charged": "RWF", "block": "name"}


def keys_of(part):
    """The scenario's keys behind an input, with a made-up name for each block."""
    return [path.format_map(FIXED_NAMES) for path in part.at.split(" or ")] if part.at else []


@EACH_INPUT
def test_an_inputs_key_exists_in_the_scenario(row):
    for key in keys_of(row.part):
        assert shape_at(tuple(key.split("."))) is not None, key


@pytest.mark.parametrize("row", [row for row in INPUTS if row.part.words], ids=short_name)
def test_an_input_knows_every_word_that_may_stand_at_its_key(row):
    for key in keys_of(row.part):
        field = shape_at(tuple(key.split("."))).field
        options = [getattr(option, "__args__", (option,)) for option in field.annotation.__args__]
        assert set(row.part.words) == {word for words in options for word in words} - {type(None)}, key


WORKED_OUT = {
    "period_number", "months_in_period", "months_in_year", "years_in_period", "period_years", "period_months",
    "days_in_period", "end_years", "calendar_year", "one_year", "one_month", "spending_share", "is_poorest", "is_poor",
    "block_start", "band_start", "is_below", "profile_share", "thousand_people", "million_money",
    "gives", "pays_availability", "pays_guarantee", "bears_utility", "gets_taxes", "gets_fees", "is_owner", "pays_fund",
    "is_foreign",
}  # fmt: skip
"""Inputs that `calendar` and `assemble` work out; all others have a key or are solved for."""


@EACH_INPUT
def test_an_input_comes_from_somewhere(row):
    name = row.name.rpartition(".")[2]
    assert [bool(row.part.at), bool(row.part.solved_for), name in WORKED_OUT].count(True) == 1


READ_ELSEWHERE = {
    "study": "a title", "description": "words for the reader", "sources.name": "words for the reader",
    "service": "says what is sold; no formula depends on it", "unit": "names the unit; nothing is converted",
    "currency": "picks the terms under `currencies`, read by assemble",
    "city.name": "words for the reader", "city.country": "words for the reader",
    "city.currency": "picks the terms under `currencies`, read by assemble",
    **dict.fromkeys(("city.date", "city.per_dollar", "city.price_level", "city.country_risk"), "read by replication"),
    "timeline.close": "read by calendar", "timeline.period": "read by calendar",
    "timeline.day_count": "read by calendar",
    "conventions.irr_times": "read by calendar",
    "works.items.name.profile": "read by calendar (spending_shares)",
    "city.groups.name.poor": "read by assemble (is_poor)",
    "city.income.gini": "read by incomes (income_share)", "city.income.people": "read by incomes (income_share)",
    "city.income.income": "read by incomes (income_share)", "city.income.curve": "read by incomes (income_share)",
    "finance.support.name.purpose": "picks the column in the table of givers and uses",
    "finance.debt.name.giver": "picks the row in the table of givers and uses",
    "finance.debt.name.rank": "order of the blocks, read by assemble",
    "finance.debt.name.lender": "words for the reader",
    **dict.fromkeys(("cooperation.name.giver_name", "cooperation.name.provider_name"), "words for the reader"),
    "finance.debt.name.concessional": "picks the loans whose grant element is reported, read by the result",
    **dict.fromkeys(
        ("frontier.inputs.name.input", "frontier.inputs.name.between", "frontier.least", "frontier.goals.name.at_least",
         "frontier.goals.name.at_most", "frontier.limits.name.at_least", "frontier.limits.name.at_most"),
        "read by the search for the frontier",
    ),
    "solve.input": "read by the search", "solve.measure": "read by the search", "solve.target": "read by the search",
    "solve.between": "read by the search", "solve.again_in_cases": "read by the search",
    "finance.debt.name.profile": "read by calendar (repayment_shares)",
    "finance.debt.name.owed_in": "picks the terms under `currencies`, read by assemble",
    "works.items.name.currency": "picks the terms under `currencies`, read by assemble",
    "opex.name.currency": "picks the terms under `currencies`, read by assemble",
    "maintenance.name.currency": "picks the terms under `currencies`, read by assemble",
    **{f"public.duties.{duty}": "which level has the duty, read by assemble" for duty in Duties.model_fields},
    "revenue.currency": "picks the terms under `currencies`, read by assemble",
}  # fmt: skip
"""Fields of a scenario that no input line reads, and why."""


IN_OTHER_RUNS = ("value_for_money.", "uncertainty.")
"""Fields that no line reads: what is weighed takes two runs (`analysis.value_for_money`), what is drawn many."""


def fields_of(path=()):
    """The dotted keys of all values that a scenario may have, with a made-up name in each map."""
    shape = shape_at(path)
    if shape.is_map:
        yield from fields_of((*path, "name"))
    elif shape.part is not None:
        for key in shape.keys:
            yield from fields_of((*path, key))
    else:
        yield ".".join(path)


def test_the_scenario_is_walked_to_its_ends():
    found = set(fields_of())
    assert {"finance.debt.name.rate", "city.groups.name.use", "timeline.close"} <= found
    assert {path.split(".")[0] for path in found} == set(Scenario.model_fields)


def test_every_field_of_a_scenario_is_read():
    read = {key for row in INPUTS for key in keys_of(row.part)}
    read = {re.sub("USD|EUR|RWF", "name", key) for key in read}
    fields = {path for path in fields_of() if not path.startswith(IN_OTHER_RUNS)}
    assert fields - read == set(READ_ELSEWHERE)
