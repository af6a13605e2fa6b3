"""Inputs in Excel: what is written comes back as the same study, and mistakes are named by cell."""

import datetime as dt
import json

import pytest
from openpyxl import load_workbook

from ppp_model.errors import ScenarioError
from ppp_model.outputs.template import scenario_of, write_template
from ppp_model.study import load
from tests.search.studies import PLANT, written
from tests.test_cli import ppp

HOSTILE = '=HYPERLINK("http://example.invalid","x")'


@pytest.fixture
def sheet(tmp_path):
    """The workbook of the starter, and a way to change its cells by key and read it again."""
    return Sheet(tmp_path)


class Sheet:
    def __init__(self, folder):
        self.file = folder / "inputs.xlsx"
        assert ppp("template", "-o", self.file).exit_code == 0
        self.book = load_workbook(self.file)

    def row(self, key, sheet, owner=None):
        page = self.book[sheet]
        column = 2 if owner else 1
        return next(
            row for row in range(2, page.max_row + 1)
            if page.cell(row, column).value == key and (owner is None or page.cell(row, 1).value == owner)
        )  # fmt: skip

    def put(self, key, sheet, value, owner=None, column="value", looks=None):
        heads = [cell.value for cell in self.book[sheet][1]]
        cell = self.book[sheet].cell(self.row(key, sheet, owner), heads.index(column) + 1)
        cell.value = value
        if looks:
            cell.number_format = looks
        return f"{sheet}!{cell.coordinate}"

    def read(self):
        self.book.save(self.file)
        return scenario_of(self.file)

    def study(self, folder):
        text, _ = self.read()
        (folder / "made").mkdir(exist_ok=True)
        return written(text, folder / "made")

    def problems(self):
        with pytest.raises(ScenarioError) as refused:
            self.read()
        return {(problem.where, problem.path): str(problem) for problem in refused.value.problems}


def same(one, other):
    return {key: pytest.approx(value, rel=1e-9) if value is not None else None for key, value in other.items()} == one


@pytest.mark.parametrize("name", ["kigali-bulk-water", "example-food"])
def test_a_study_comes_back_with_the_same_measures(name, tmp_path):
    study = load(f"scenarios/{name}")
    write_template(tmp_path / "inputs.xlsx", study.file, name)
    text, notes = scenario_of(tmp_path / "inputs.xlsx")
    again = written(text, tmp_path)
    assert notes == []
    assert (again.structures, again.cases) == (study.structures, study.cases)
    for structure, case in ((study.structures[0], None), (study.structures[-2], study.cases[0])):
        assert same(again.run(structure, case).measures, study.run(structure, case).measures)


def test_sources_reasons_and_remarks_come_back(tmp_path):
    study = load("scenarios/kigali-bulk-water")
    write_template(tmp_path / "inputs.xlsx", study.file, "Kigali")
    again = written(scenario_of(tmp_path / "inputs.xlsx")[0], tmp_path)
    for structure in study.structures[:3]:
        ours, theirs = (one.file.loaded(structure).annotations for one in (study, again))
        assert theirs == ours


def test_numbers_percentages_dates_and_lists_may_be_typed_as_excel_has_them(sheet, tmp_path):
    sheet.put("timeline.close", "study", dt.datetime(2027, 3, 1))
    sheet.put("timeline.construction", "study", 30)
    sheet.put("timeline.construction", "study", "months", column="unit")
    sheet.put("finance.debt.senior.rate", "finance", 0.085)
    sheet.put("finance.debt.senior.tenor", "finance", 14)
    sheet.put("finance.debt.senior.upfront_fee", "finance", "150 bp")
    sheet.put("works.items.plant.cost", "works", 21)
    sheet.put("works.items.plant.cost", "works", "m USD", column="unit")
    sheet.put("supply.utilisation", "project", "60 %, 75 %, 92 %")
    sheet.put("supply.capacity", "project", 25000)
    sheet.put("supply.capacity", "project", "the plan", column="assumed")
    scenario = sheet.study(tmp_path).file.loaded().scenario
    assert scenario.timeline.close == dt.date(2027, 3, 1)
    assert scenario.timeline.construction == 30
    senior = scenario.finance.debt["senior"]
    assert (senior.rate, senior.tenor, senior.upfront_fee) == (0.085, 14 * 12, 0.015)
    assert scenario.works.items["plant"].cost == 21e6
    assert scenario.supply.utilisation == (0.6, 0.75, 0.92)
    assert scenario.supply.capacity == 25000


def test_units_follow_the_currency_of_the_study(sheet, tmp_path):
    """Every unit cell that names the currency is a formula of it, so that one change is enough."""
    before = sheet.study(tmp_path).file.loaded().scenario
    sheet.put("currency", "study", "EUR")
    sheet.put("city.currency", "city", "EUR")
    page = sheet.book["study"]
    page.cell(sheet.row("currencies.USD.inflation", "study"), 1).value = "currencies.EUR.inflation"
    after = sheet.study(tmp_path).file.loaded().scenario
    assert (after.currency, after.revenue.capacity_charge) == ("EUR", before.revenue.capacity_charge)
    units = {cell.value for cell in sheet.book["project"]["C"]}
    assert '=study!$B$6&"/"&study!$B$5' in units


def test_rows_may_be_added_and_taken_away(sheet, tmp_path):
    page = sheet.book["finance"]
    end = page.max_row + 3
    for number, (key, value) in enumerate({"amount": "2 m USD", "giver": "city"}.items()):
        page.cell(end + number, 1).value, page.cell(end + number, 2).value = f"finance.grants.town.{key}", value
    sheet.put("finance.debt.senior.commitment_fee", "finance", None)
    changes = sheet.book["cases"]
    end = changes.max_row + 1
    for column, value in enumerate(("high_tax", "tax.rate", 0.3), 1):
        changes.cell(end, column).value = value
    study = sheet.study(tmp_path)
    finance = study.file.loaded().scenario.finance
    assert list(finance.grants) == ["donor", "town"]
    assert finance.debt["senior"].commitment_fee == 0
    assert study.file.loaded("as_planned", "high_tax").scenario.tax.rate == 0.3


def test_mistakes_are_named_by_cell_all_at_once(sheet):
    rate = sheet.put("finance.debt.senior.rate", "finance", "7,5 %")
    service = sheet.put("service", "study", "watr")
    share = sheet.put("city.groups.poorest.population_share", "city", 40)
    cost = sheet.put("works.items.plant.cost", "works", "lots")
    owner = sheet.put("supply.utilisation", "cases", "555 %", "low_demand")
    source = sheet.put("currencies.USD.inflation", "study", "S9", column="source")
    sheet.put("currencies.USD.inflation", "study", None, column="assumed")
    found = sheet.problems()
    assert "Write `7.5 %`" in found[rate, "finance.debt.senior.rate"]
    assert "Did you mean `water`?" in found[service, "service"]
    assert "must be from 0 % to 100 %" in found[share, "city.groups.poorest.population_share"]
    assert "is not a number with a unit" in found[cost, "works.items.plant.cost"]
    assert owner in {where for where, _ in found}
    assert "unknown source `S9`" in found[source, "currencies.USD.inflation"]


def test_unknown_keys_missing_values_and_doubles_are_named_by_cell(sheet):
    page = sheet.book["works"]
    end = page.max_row + 1
    page.cell(end, 1).value, page.cell(end, 2).value = "works.contingancy", 0.1
    assert any(
        where == f"works!A{end}" and "Did you mean `contingency`" in text
        for (where, _), text in sheet.problems().items()
    )
    page.cell(end, 1).value = "works.items.plant.cost"
    first = f"works!A{sheet.row('works.items.plant.cost', 'works')}"
    (problem,) = sheet.problems().values()
    assert f"works!A{end}: works.items.plant.cost: is written twice, first at {first}" in problem
    page.cell(end, 1).value = None
    (problem,) = sheet.problems().values()
    assert f"works!B{end}: has a value but no key" in problem
    page.cell(end, 2).value = None
    sheet.put("timeline.close", "study", None)
    (problem,) = sheet.problems().values()
    assert "timeline.close" in problem
    assert problem.startswith("study!")


def test_a_formula_is_taken_by_its_saved_value_or_refused(sheet):
    place = sheet.put("supply.capacity", "project", "=2*10000")
    assert "a formula without a saved value" in sheet.problems()[place, "supply.capacity"]


def test_a_formula_with_a_saved_value_is_taken_with_a_remark(tmp_path):
    import xlsxwriter

    file = tmp_path / "formula.xlsx"
    with xlsxwriter.Workbook(str(file)) as book:
        page = book.add_worksheet("study")
        for column, head in enumerate(("key", "value", "unit", "source", "assumed", "note")):
            page.write_string(0, column, head)
        for row, (key, value) in enumerate(MINIMUM.items(), 1):
            page.write_string(row, 0, key)
            page.write_string(row, 1, value)
        page.write_string(len(MINIMUM) + 1, 0, "supply.capacity")
        page.write_formula(len(MINIMUM) + 1, 1, "=2*10000", None, 20000)
    text, notes = scenario_of(file)
    assert "capacity: 20000 m3/day" in text
    (note,) = notes
    assert "study!B10: supply.capacity is a formula; its saved value 20000 is taken" in note


MINIMUM = {
    "study": "Small", "service": "water", "currency": "USD", "timeline.close": "2025-01-01",
    "timeline.construction": "1 years", "timeline.operation": "9 years", "works.items": "{}",
    "public.discount_rate": "5 %",
}  # fmt: skip


def test_texts_never_become_formulas(tmp_path):
    study = written(PLANT.replace("study: A plant for a town", f"study: {json.dumps(HOSTILE)}"), tmp_path)
    write_template(tmp_path / "inputs.xlsx", study.file, HOSTILE)
    book = load_workbook(tmp_path / "inputs.xlsx")
    cells = [cell for page in book for row in page.iter_rows() for cell in row if cell.data_type == "f"]
    assert all(str(cell.value).startswith("=study!$B$") or str(cell.value).startswith("=city!$B$") for cell in cells)
    titles = [cell.value for cell in book["study"]["B"] if cell.data_type == "s"]
    assert HOSTILE in titles
    assert load_from(tmp_path).file.loaded().scenario.study == HOSTILE


def load_from(folder):
    text, _ = scenario_of(folder / "inputs.xlsx")
    (folder / "again").mkdir()
    return written(text, folder / "again")


def test_what_is_no_input_workbook_is_refused(tmp_path):
    file = tmp_path / "x.xlsx"
    file.write_text("no workbook", encoding="utf-8")
    with pytest.raises(ScenarioError, match="is not an Excel workbook"):
        scenario_of(file)
    done = ppp("from-excel", tmp_path / "none.xlsx", "-o", tmp_path / "s.yaml")
    assert (done.exit_code, "no such file" in done.stderr) == (2, True)


def test_the_commands_write_whole_files_and_do_not_overwrite(tmp_path):
    sheet, file = tmp_path / "inputs.xlsx", tmp_path / "scenario.yaml"
    assert ppp("template", "-o", sheet).exit_code == 0
    assert ppp("template", "-o", sheet).exit_code == 2
    assert ppp("template", "-o", tmp_path / "inputs.txt").exit_code == 2
    done = ppp("from-excel", sheet, "-o", file, "--json")
    assert json.loads(done.stdout) == {"written": str(file), "notes": []}
    assert ppp("from-excel", sheet, "-o", file).exit_code == 2
    assert ppp("validate", file).exit_code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["inputs.xlsx", "scenario.yaml"]


def test_the_folder_of_the_file_is_made_once_the_sheet_is_sound(sheet, tmp_path):
    there, deeper = tmp_path / "new" / "scenario.yaml", tmp_path / "one" / "two" / "scenario.yaml"
    sheet.put("service", "study", "watr")
    sheet.book.save(sheet.file)
    assert ppp("from-excel", sheet.file, "-o", there).exit_code == 2
    assert not there.parent.exists()
    sheet.put("service", "study", "water")
    sheet.book.save(sheet.file)
    assert ppp("from-excel", sheet.file, "-o", there).exit_code == 0
    assert load(there).run().measures["debt"] > 0
    refused = ppp("from-excel", sheet.file, "-o", deeper)
    assert refused.exit_code == 2
    assert "there is no folder" in refused.stderr
