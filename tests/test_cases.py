"""Cases: files that set any lines and expect any lines, from a published source or worked by hand.

A case says, each under its own key:

- ``name`` and ``source`` ("hand-worked" where the sums stand in the file's comments);
- ``lines``: the blocks of the model, by kind (``tranches: [senior]``, or ``tranches: {senior: EUR}`` with the currency
  of each), ``refinancings: {new: old}``, ``toll_bands: {support: [band]}``, the currencies ``local`` and ``charged``
  (else the study's, USD), and ``has_city``, ``has_retail``, ``has_access``, ``is_regulated``, ``has_economy``,
  ``has_contingent``, ``ends_by_revenue``;
- ``period`` (annual unless said otherwise) and ``periods``, the day of close (period 0) counted;
- ``set``: lines with their values, one for all periods or a list over them. An input takes the value, any other line
  is held at it. ``*`` in a name stands for every block. A key of the scenario (``finance.debt.senior.repayment:
  bullet``) sets every input line that reads it. Lines of the calendar need not be set;
- ``expect``: lines with the values that they must have: one for all periods, a list over them, or a map of some
  periods ("1-30": 581.14). ``null`` is a blank;
- ``tolerance``: the largest difference, half a unit of the last digit printed. Without one, a billionth of the value.

Only what the expected lines need has to be set: all other lines are held at NaN, so that none can slip in. An input
that is needed and not set takes what the case sets for another input of the same key of the scenario, else the
default of that key: the study's own currency stands at 1. An input without a default has to be set.
"""

import datetime as dt
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
import yaml

from ppp_model.calendar import MONTHS, Calendar, rows_of
from ppp_model.composition import model_of
from ppp_model.engine.line import Given, parts_of
from ppp_model.engine.order import needed_by
from ppp_model.engine.run import run
from ppp_model.errors import ModelError
from ppp_model.lines import (
    debt,
    debt_payment,
    debt_size,
    debt_terms,
    funding,
    lender,
    owners,
    reserves,
    tax,
    waterfall,
)
from ppp_model.scenario.paths import SCENARIO
from ppp_model.shape import shape_of_names

KEYS = {"name", "source", "lines", "period", "periods", "set", "expect", "tolerance"}
KINDS = (
    "tranches", "grants", "opex", "maintenance", "works", "groups", "tariff_blocks", "seasons", "time_bands", "basket",
    "classes", "rungs", "supports", "levels", "debt_guarantees", "partnerships",
)  # fmt: skip
IN_A_CURRENCY = ("tranches", "opex", "maintenance", "works")
FLAGS = {"has_city", "has_retail", "has_access", "is_regulated", "has_economy", "has_contingent", "ends_by_revenue"}
OTHERS = FLAGS | {"refinancings", "toll_bands", "partner_guarantees", "local", "charged"}
STUDY = "USD"
NOT_SAID = object()
WORKED_OUT = {"profile_share": 0.0, "thousand_people": 1000.0, "million_money": 1e6}
"""What inputs without a key are when the scenario says nothing of them."""


def shape_of(lines):
    """The shape that a case names."""
    assert set(lines) <= {*KINDS, *OTHERS}, f"unknown: {set(lines) - {*KINDS, *OTHERS}}"
    plain = {kind: tuple(lines.get(kind, ())) for kind in KINDS}
    flags = {name: lines[name] for name in OTHERS - {"local", "charged"} if name in lines}
    named = {
        kind: tuple((name, lines[kind][name] if isinstance(lines[kind], dict) else STUDY) for name in lines[kind])
        for kind in IN_A_CURRENCY
        if kind in lines
    }
    local, charged = lines.get("local", STUDY), lines.get("charged", STUDY)
    used = [STUDY, local, charged, *(code for names in named.values() for _, code in names)]
    shape = shape_of_names(**plain, **flags, study=STUDY)
    return replace(shape, local=local, charged=charged, currencies=tuple(dict.fromkeys(used)), **named)


@dataclass
class Case:
    """One case as read from its file."""

    file: str
    text: dict

    def __post_init__(self):
        assert set(self.text) <= KEYS, f"unknown keys in {self}: {set(self.text) - KEYS}"

    def __repr__(self):
        return f"{self.file}: {self.text['name']}"

    @property
    def periods(self):
        return self.text["periods"]

    @cached_property
    def shape(self):
        return shape_of(self.text.get("lines", {}))

    @cached_property
    def model(self):
        return model_of(self.shape)

    @cached_property
    def sets(self):
        """For each name under ``set``, the lines that it sets, with their values as arrays."""
        return {name: dict(self.lines_set(name, value)) for name, value in self.text["set"].items()}

    def lines_set(self, pattern, value):
        lines = [name for name in self.model.rows if fnmatchcase(name, pattern)]
        keyed = [] if lines else [name for name in self.model.rows if self.keys_of(name)[:1] == [pattern]]
        assert lines or keyed, f"{pattern} is neither a line of the model nor a key that one reads"
        for name in keyed:
            part = self.model.rows[name].part
            yield name, as_row(part.present or (part.words[value] if part.words else value))
        for name in lines:
            yield name, as_row(value)

    @cached_property
    def values(self):
        """The lines that are set, as arrays."""
        return {name: value for lines in self.sets.values() for name, value in lines.items()}

    def keys_of(self, name):
        """The keys of the scenario that an input line reads, first to last."""
        row = self.model.rows[name]
        if not isinstance(row.part, Given) or not row.part.at:
            return []
        first, _, block = row.block.name.partition(".")
        items = dict(getattr(self.shape, first)) if first in IN_A_CURRENCY else {}
        names = {
            "block": block.rpartition(".")[2],
            "parent": block.rpartition(".")[0].rpartition(".")[2],
            "currency": STUDY,
            "own": items.get(block, STUDY),
            "charged": self.shape.charged,
        }
        return [template.format_map(names) for template in row.part.at.split(" or ")]

    @cached_property
    def said(self):
        """Values by key of the scenario, from the inputs that are set and are the value itself."""
        parts = {name: self.model.rows[name].part for name in self.values}
        plain = [name for name, part in parts.items() if isinstance(part, Given) and not (part.words or part.present)]
        refinanced = {f"finance.debt.{new}.refinances": old for new, old in self.shape.refinancings}
        return refinanced | {key: self.values[name] for name in plain for key in self.keys_of(name)[:1]}

    def default_of(self, name):
        """What an input is that the case does not set: an array, or None if it has to be set."""
        part = self.model.rows[name].part
        for key in self.keys_of(name):
            value = self.said.get(key, default_at(key, self.shape))
            if value is NOT_SAID:
                return None
            if part.present:
                return as_row(value is not None)
            if value is not None:
                return as_row(part.words[value] if part.words else value)
        if part.absent is not None:
            return as_row(part.absent)
        short = name.rpartition(".")[2]
        return as_row(WORKED_OUT[short]) if short in WORKED_OUT else None

    @cached_property
    def needed(self):
        """The lines that the expected ones need, as far as they are not set."""
        needs = {name: {} if name in self.values else need for name, need in self.model.needs.items()}
        found = needed_by(self.text["expect"], needs)
        while True:  # what an input has to equal is needed as well
            more = needed_by(
                {line for name, line in self.model.solved.items() if name in found - set(self.values)}, needs
            )
            if more <= found:
                return found
            found |= more

    @cached_property
    def calculated(self):
        """The lines that the case puts to the test: those needed and not set, inputs at their default left out."""
        return {name for name in self.needed - set(self.values) if not self.is_plain_input(name)}

    @cached_property
    def told(self):
        """The input lines that are set, or whose key of the scenario is."""
        plain = {name for name in self.needed if self.is_plain_input(name)}
        return {name for name in plain if name in self.values or not self.said.keys().isdisjoint(self.keys_of(name))}

    def is_plain_input(self, name):
        return isinstance(self.model.rows[name].part, Given) and name not in self.model.solved

    def run(self):
        months = MONTHS[self.text.get("period", "annual")]
        calendar = Calendar(dt.date(2020, 1, 1), months, self.periods, construction_periods=0, operation_starts=1)
        inputs = rows_of(calendar, "365", "equal_periods")
        plain = {name for name in self.model.rows if self.is_plain_input(name)}
        for name in (plain & self.needed) - set(inputs) - set(self.values):
            if (value := self.default_of(name)) is not None:
                inputs[name] = value
        inputs |= {name: value for name, value in self.values.items() if name in plain}
        held = {name: value for name, value in self.values.items() if name not in plain}
        held |= dict.fromkeys(set(self.model.rows) - self.needed, np.nan)
        return run(self.model, inputs, self.periods, held=held, wanted=set(self.text["expect"])).values

    def close(self, line, found):
        """A row as it is and as it must be, over the periods of which something is said."""
        expected = self.text["expect"][line]
        found = np.broadcast_to(found, (1, self.periods))[0]
        if isinstance(expected, dict):
            wanted = {period: value for key, value in expected.items() for period in periods_of(key)}
            found, expected = found[list(wanted)], list(wanted.values())
        elif isinstance(expected, list):
            assert len(expected) == self.periods, f"{line}: {len(expected)} values for {self.periods} periods"
        expected = np.broadcast_to(np.array(expected, float), found.shape)
        tolerance = self.text.get("tolerance", 1e-9 * np.nanmax(np.abs(expected), initial=1e-3))
        return found == pytest.approx(expected, rel=0, abs=tolerance, nan_ok=True)


def as_row(value):
    return np.array(value, float).reshape(1, -1)


def default_at(key, shape):
    """The default of a key of the scenario: None where it may be left out, NOT_SAID where it must be given."""
    there = {"city": shape.has_city, "retail": shape.has_retail, "access": shape.has_access}
    there |= {"regulation": shape.is_regulated, "economy": shape.has_economy, "contingent": shape.has_contingent}
    found = SCENARIO
    if key.startswith("currencies.") and key.endswith(".per_study_currency"):
        return None if key == f"currencies.{shape.study}.per_study_currency" else NOT_SAID
    for number, word in enumerate(words := key.split(".")):
        found = found.below(word)
        if found is None:
            raise AssertionError(f"{key} is not a key of a scenario")
        is_last, field = number == len(words) - 1, found.field
        if field is None or not (is_last or (field.default is None and not there.get(word, False))):
            continue  # an entry of a map is there when the case names it, a part that has defaults always
        if field.is_required():
            return NOT_SAID
        return field.get_default(call_default_factory=True)
    return None  # an entry of a map that is a value


def periods_of(key):
    first, _, last = str(key).partition("-")
    return range(int(first), int(last or first) + 1)


def read_cases():
    for path in sorted(Path(__file__).parent.joinpath("cases").glob("*.yaml")):
        for text in yaml.safe_load_all(path.read_text(encoding="utf-8")):
            yield Case(path.stem, text)


CASES = list(read_cases())


@pytest.mark.parametrize("case", CASES, ids=repr)
def test_case(case):
    found = case.run()
    for line, expected in case.text["expect"].items():
        assert case.close(line, found[line]), f"{line} is {found[line].tolist()}, expected {expected}"
    assert set(case.text["expect"]) <= case.calculated, "an expected line is set"


@pytest.mark.parametrize("case", CASES, ids=repr)
def test_a_case_sets_nothing_in_vain(case):
    for name, lines in case.sets.items():
        found = set(lines) & case.needed
        assert found == set(lines) if name in case.model.rows or "*" in name else found, name


MODULES = [
    debt, debt_payment, debt_size, debt_terms, funding, lender, owners, reserves, tax, waterfall,
]  # fmt: skip


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_every_line_of_a_module_is_in_a_case(module: ModuleType):
    parts = {id(part): name for name, part in parts_of(module).items()}
    used = {id(case.model.rows[line].part) for case in CASES for line in case.calculated}
    used |= {id(case.model.rows[line].part) for case in CASES for line in case.told}
    assert sorted(name for part, name in parts.items() if part not in used) == []


def test_a_wrong_value_is_noticed():
    case = CASES[0]
    for line, row in case.run().items():
        if line in case.text["expect"]:
            assert case.close(line, row)
            assert not case.close(line, row + 1)
            assert not case.close(line, row * np.nan)


def test_a_line_that_is_needed_and_not_set_is_named():
    set_less = {name: value for name, value in CASES[0].text["set"].items() if name != "construction"}
    with pytest.raises(ModelError, match="input 'construction' has no value"):
        Case("planted", CASES[0].text | {"set": set_less}).run()
