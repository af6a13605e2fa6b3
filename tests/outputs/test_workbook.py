"""The live workbook: LibreOffice calculates the engine's numbers from its formulas, and it reads as a model should.

``PPP_WORKBOOKS=all`` (or names of studies, with commas) does the first for every structure of the shipped studies too.
"""

import os
import random
import re
import zipfile
from pathlib import Path

import numpy as np
import pytest

from ppp_model.engine.line import Given
from ppp_model.outputs.workbook import layout_of, write_workbook
from ppp_model.outputs.workbook.layout import CONSTANT, FIRST, HEAD, letter
from ppp_model.outputs.workbook.lines import Kind
from ppp_model.study import load
from tests.outputs.office import SOFFICE, alike, cells_of, differences, numbers_of, recalculated

SCENARIOS = Path(__file__).parents[2] / "scenarios"
SHIPPED = sorted(folder.name for folder in SCENARIOS.iterdir() if (folder / "scenario.yaml").exists())
ASKED = os.environ.get("PPP_WORKBOOKS", "")
NEEDS_OFFICE = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not on this machine")
PLANTED = 123456.75
"""A wrong value, planted beside a formula as if it had been calculated."""


@pytest.fixture(scope="module")
def poor(study):
    """The starter study by year with so low a charge that there is no return, and a check fails: many blanks."""
    return study.run("as_planned", sets=["timeline.period=annual", "revenue.capacity_charge=0.1 USD/m3"])


@pytest.fixture(scope="module")
def books(food, poor, tmp_path_factory):
    """Workbooks as written, and copies: of one with a wrong cached value, of the other with changed inputs."""
    folder = tmp_path_factory.mktemp("books")
    files = {name: folder / f"{name}.xlsx" for name in ("food", "poor", "planted", "changed")}
    write_workbook(food, files["food"])
    write_workbook(poor, files["poor"])
    copied(files["poor"], files["planted"], planted(poor))
    copied(files["food"], files["changed"], changed(food))
    return files


@pytest.fixture(scope="module")
def calculated(books, tmp_path_factory):
    """The cells of each workbook after LibreOffice has calculated them."""
    names = ("planted", "changed")
    files = recalculated([books[name] for name in names], tmp_path_factory.mktemp("calculated"))
    return {name: cells_of(file) for name, file in zip(names, files, strict=True)}


def copied(source, target, edits):
    """A copy of a workbook in which patterns are replaced, each just once: sheet -> [(pattern, new text)]."""
    pages = {title: f"xl/worksheets/sheet{number}.xml" for number, title in enumerate(cells_of(source), 1)}
    by_page = {pages[title]: found for title, found in edits.items()}
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for item in old.infolist():
            text = old.read(item)
            for pattern, words in by_page.get(item.filename, ()):
                found, count = re.subn(pattern, words, text.decode())
                assert count == 1, pattern
                text = found.encode()
            new.writestr(item, text)


def planted(result):
    """What makes the cached value of revenue in one period a wrong one."""
    layout, _ = layout_of(result)
    place = layout.places["revenue"]
    cell = rf'(<c r="{letter(FIRST + 3)}{place.row}"[^>]*><f>[^<]*</f>)<v>[^<]*</v>'
    return {place.sheet: [(cell, rf"\g<1><v>{PLANTED}</v>")]}


def movable(result):
    """Inputs that may be moved a little: numbers that are neither switches nor whole periods."""
    layout, _ = layout_of(result)
    for name, found in layout.lines.by_name.items():
        part = found.row.part if found.row else None
        plain = isinstance(part, Given) and not part.words and not part.present
        if found.kind == Kind.INPUT and plain and not found.is_wide and found.unit not in ("month", "year", "day"):
            value = found.values[0, 0]
            if np.isfinite(value) and value not in (0.0, 1.0):
                yield name


def changes(result):
    """Every second such input, moved by up to 3 %, always the same way."""
    draw = random.Random(7)
    layout, _ = layout_of(result)
    return {name: float(layout.lines[name].values[0, 0]) * (1 + draw.uniform(-0.03, 0.03))
            for name in movable(result) if draw.random() < 0.5}  # fmt: skip


def changed(result):
    """What puts the changed inputs into their cells; the cached values stay those of the old ones."""
    layout, _ = layout_of(result)
    edits = {}
    for name, value in changes(result).items():
        place = layout.places[name]
        cell = rf'(<c r="{letter(CONSTANT)}{place.row}"[^>]*>)<v>[^<]*</v>'
        edits.setdefault(place.sheet, []).append((cell, rf"\g<1><v>{value!r}</v>"))
    return edits


@NEEDS_OFFICE
class TestCalculated:
    def test_a_planted_cached_value_does_not_outlive_the_calculation(self, poor, books, calculated):
        layout, _ = layout_of(poor)
        before = numbers_of(layout, cells_of(books["planted"]))["revenue"]
        after = numbers_of(layout, calculated["planted"])["revenue"]
        assert before[3] == PLANTED
        assert after[3] == pytest.approx(poor.values("revenue")[0, 3], rel=1e-12)

    def test_every_cell_of_every_line_has_the_engines_number(self, poor, calculated):
        found, cells, dust = differences(poor, calculated["planted"])
        assert not found[:20]
        assert cells > 10_000
        assert dust < 0.01 * cells

    def test_changed_inputs_give_in_every_cell_what_the_engine_gives_for_them(self, food, calculated):
        layout, _ = layout_of(food)
        moved = changes(food)
        assert len(moved) > 40
        same = {name: one.arguments["same"] for name, one in layout.lines.by_name.items() if "same" in one.arguments}
        moved |= {name: moved[first] for name, first in same.items() if first in moved}
        held = {name: food.run.values[name] for name in food.assembled.model.solved}
        inputs = {name: np.full((1, 1), value) for name, value in moved.items()}
        run = food.assembled.run(held=held, changed=inputs)
        assert run.values["revenue"][0, -1] != food.run.values["revenue"][0, -1]
        found, cells, _ = differences(food, calculated["changed"], run.values)
        assert not found[:20]
        assert cells > 10_000

    def test_the_master_check_counts_what_fails(self, poor, calculated):
        assert list(poor.failures) == ["no_owner_support"]
        assert calculated["planted"]["Checks"][HEAD + 1][CONSTANT] == 1
        assert "Checks that fail: 1" in [row[2] for row in calculated["planted"]["Cover"]]

    def test_a_change_that_solved_values_do_not_follow_fails_a_check(self, calculated):
        assert calculated["changed"]["Checks"][HEAD + 1][CONSTANT] > 0
        assert "fail" in calculated["changed"]["Outputs"][1][0]

    def test_cached_values_are_what_is_calculated(self, books, calculated):
        written = cells_of(books["poor"])
        wrong = []
        for title, rows in calculated["planted"].items():
            for row, (now, before) in enumerate(zip(rows, written[title], strict=False), 1):
                pairs = [(a, b) for a, b in zip(now, before, strict=False) if isinstance(b, float)]
                wrong += [(title, row, a, b) for a, b in pairs if not close(a, b)]
        assert not wrong[:20]


def close(cell, number):
    return alike(number, cell, 1e-9) or (isinstance(cell, (int, float)) and abs(cell - number) < 1e-4)


@NEEDS_OFFICE
@pytest.mark.skipif(not ASKED, reason="takes minutes: set PPP_WORKBOOKS to all, or to names of studies")
@pytest.mark.parametrize("name", SHIPPED if ASKED in ("", "all") else ASKED.split(","))
def test_every_structure_of_a_shipped_study(name, tmp_path):
    study = load(SCENARIOS / name)
    for structure in study.structures:
        result = study.run(structure)
        file = write_workbook(result, tmp_path / f"{structure}.xlsx")
        cells = cells_of(recalculated([file], tmp_path / "calculated")[0])
        assert not differences(result, cells)[0][:20], structure
        assert (cells["Checks"][HEAD + 1][CONSTANT] == 0) == result.ok
