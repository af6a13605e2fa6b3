"""How a workbook is made: formulas without numbers, one in a row, where lines and inputs stand, what is pasted."""

import dataclasses
import re
import zipfile
from pathlib import Path

import numpy as np
import pytest
from openpyxl.formula.translate import Translator

from ppp_model import composition as composed
from ppp_model.composition import model_of
from ppp_model.engine.line import Given, line
from ppp_model.outputs.workbook import layout_of, write_workbook
from ppp_model.outputs.workbook.formulas import CLOSENESS
from ppp_model.outputs.workbook.layout import CONSTANT, FIRST, HEAD, SHEETS, SOLVED, letter
from ppp_model.outputs.workbook.lines import Kind
from ppp_model.shape import shape_of
from ppp_model.study import load
from tests.outputs.office import cells_of
from tests.test_cli import ppp

SCENARIOS = Path(__file__).parents[2] / "scenarios"
SHIPPED = sorted(folder.name for folder in SCENARIOS.iterdir() if (folder / "scenario.yaml").exists())
YEARLY = ["timeline.period=annual"]


@pytest.fixture(scope="module")
def book(food, tmp_path_factory):
    """A workbook as written."""
    return write_workbook(food, tmp_path_factory.mktemp("book") / "food.xlsx")


@pytest.fixture(scope="module")
def formulas(book):
    """Its formulas and values."""
    return cells_of(book, formulas=True)


def is_formula(value):
    return isinstance(value, str) and value.startswith("=")


def formulas_in(cells):
    return [value for rows in cells.values() for row in rows for value in row if is_formula(value)]


def row_of(layout, cells, name):
    """The cells of a line in its row: those of the periods, or the constant."""
    place = layout.places[name]
    row = cells[place.sheet][place.row - 1]
    return row[FIRST : FIRST + layout.periods] if layout.lines[name].is_wide else [row[CONSTANT]]


def test_no_formula_holds_a_number_but_0_and_1(formulas):
    found = set()
    for formula in formulas_in(formulas):
        text = re.sub(r"'[^']*'!|\"[^\"]*\"|[A-Za-z_][\w.]*\(|\$?[A-Z]{1,3}\$?\d+|[a-z_]+", "", formula)
        found |= set(re.findall(r"\d+(?:\.\d+)?(?:E[+-]?\d+)?", text))
    assert found <= {"0", "1"}


def test_a_row_has_one_formula_filled_right(food, formulas):
    layout, _ = layout_of(food)
    first = letter(FIRST)
    for name, place in layout.places.items():
        if layout.lines[name].is_formula and layout.lines[name].is_wide:
            row = row_of(layout, formulas, name)
            for number in (1, layout.periods // 2, layout.periods - 1):
                there = f"{letter(FIRST + number)}{place.row}"
                assert Translator(row[0], f"{first}{place.row}").translate_formula(there) == row[number], name


def test_more_than_95_percent_of_the_cells_are_live_formulas_and_the_cover_says_so(food, formulas):
    layout, _ = layout_of(food)
    lines = [name for name, row in food.assembled.model.rows.items() if not isinstance(row.part, Given)]
    cells = [cell for name in lines for cell in row_of(layout, formulas, name)]
    live = sum(map(is_formula, cells)) / len(cells)
    assert live > 0.95
    assert layout.lines.live_share == live
    cover = " ".join(str(value) for row in formulas["Cover"] for value in row)
    assert f"{100 * live:.1f} % of the {len(cells):,} cells" in cover


def test_only_solved_values_are_pasted_each_with_a_live_residual(food, formulas):
    layout, _ = layout_of(food)
    names = [name for name, one in layout.lines.by_name.items() if one.kind == Kind.PASTED]
    assert set(names) == {*food.assembled.model.solved, *food.assembled.lines_at(food.solved.input)}
    for name in names:
        assert layout.places[name].sheet == SOLVED
    for name in (*food.assembled.model.solved, "solve"):
        assert layout.places[f"{name}: passes"].sheet == SOLVED
        assert all(map(is_formula, row_of(layout, formulas, f"{name}: passes")))


def test_every_line_has_a_row_with_label_name_unit_and_source(food, formulas):
    layout, _ = layout_of(food)
    for name in food.run.values:
        place = layout.places[name]
        label, full, _, source = formulas[place.sheet][place.row - 1][:4]
        assert label
        assert full == name
        assert source
        assert layout.lines[name].unit


def test_the_inputs_say_where_they_come_from(food, formulas):
    shown = {row[1]: row for row in formulas["Inputs"] if row[1]}
    marks = food.loaded.marks
    for name in ("capacity", "population_at_close", "tax_rate"):
        path = food.assembled.paths[name]
        assert f"{path} = {food.loaded.written[path]}" in shown[name][4]
        assert str(marks[path]) in shown[name][4]
        note = food.loaded.annotations[path]
        assert (note.source or note.assumed) in shown[name][3]


def test_sheets_follow_the_same_rules(food, book, formulas):
    layout, sheets = layout_of(food)
    dates = formulas["Inputs"][HEAD - 1][FIRST : FIRST + layout.periods]
    assert [day.date() for day in dates] == food.assembled.calendar.labels
    for sheet in (*sheets, *layout.sheets):
        assert "master_check" in formulas[sheet.title][1][0]
        assert formulas[sheet.title][HEAD - 1][FIRST] is not None
        assert len(sheet.title) <= 31
    with zipfile.ZipFile(book) as packed:
        pages = [name for name in packed.namelist() if name.startswith("xl/worksheets/sheet")]
        texts = [packed.read(name).decode() for name in pages]
        names = packed.read("xl/workbook.xml").decode()
    assert not any("mergeCell" in text for text in texts)
    assert sum(f'topLeftCell="B{HEAD + 1}"' in text for text in texts) >= len(layout.sheets) + 2
    assert all(f'<definedName name="{name}">' in names for name in CLOSENESS)
    assert not any(re.search(r"OFFSET\(|INDIRECT\(|TODAY\(|NOW\(", formula) for formula in formulas_in(formulas))


def test_every_sheet_prints_one_page_wide_with_its_heading_on_each_page(food, book):
    layout, sheets = layout_of(food)
    with zipfile.ZipFile(book) as packed:
        texts = [packed.read(name).decode() for name in packed.namelist() if name.startswith("xl/worksheets/sheet")]
        names = packed.read("xl/workbook.xml").decode()
    assert layout.periods < 60
    for text in texts:
        assert 'orientation="landscape"' in text
        assert "fitToPage" in text
        (setup,) = re.findall("<pageSetup [^>]*>", text)
        assert "fitToWidth" not in setup  # one page, which is Excel's own number
    dated = {sheet.title for sheet in (*sheets, *layout.sheets)}
    for kind in ("Print_Area", "Print_Titles"):
        found = re.findall(rf'<definedName name="_xlnm.{kind}"[^>]*>([^<]*)<', names)
        named = {one.split("!")[0].strip("'") for one in found}
        assert {title.replace("&", "&amp;") for title in dated} <= named, kind


def test_the_outputs_have_charts_and_the_measures(food, book):
    values = {}
    for row in cells_of(book)["Outputs"]:
        values.setdefault(row[1], row[CONSTANT])
    for name, value in food.measures.items():
        assert values[name] in (None, "") if value is None else values[name] == pytest.approx(value, rel=1e-12), name
    with zipfile.ZipFile(book) as packed:
        assert sum(name.startswith("xl/charts/chart") for name in packed.namelist()) >= 3


def test_text_of_a_scenario_is_never_a_formula(yearly, tmp_path):
    hostile = ('=cmd|"/c calc"!A1', "+1+1", '@SUM(1)\x07</c><script>alert("x")</script>', "https://example.org/?a='b'")
    scenario = yearly.loaded.scenario.model_copy(update={"study": hostile[0]})
    words = {"label": hostile[1], "description": hostile[2], "labels": (hostile[3],)}
    loaded = dataclasses.replace(yearly.loaded, scenario=scenario, **words)
    file = write_workbook(dataclasses.replace(yearly, loaded=loaded), tmp_path / "hostile.xlsx")
    with zipfile.ZipFile(file) as packed:
        cover = packed.read("xl/worksheets/sheet1.xml").decode()
        texts = [packed.read(name).decode() for name in packed.namelist() if "sheets/sheet" in name]
        shared = packed.read("xl/sharedStrings.xml").decode()
    assert '<c r="B2" s="1" t="s">' in cover or re.search(r'<c r="B2"[^>]*t="s"', cover)
    assert not any("cmd" in formula for text in texts for formula in re.findall(r"<f>(.*?)</f>", text))
    assert "<script" not in shared
    assert "hyperlink" not in cover
    assert cells_of(file)["Cover"][1][1] == hostile[0]


def test_a_return_of_which_several_fit_is_pasted_and_counted(study):
    flows = np.zeros((1, study.run("as_planned", sets=YEARLY).assembled.calendar.periods))
    flows[0, :3] = (-100.0, 230.0, -132.0)  # 10 % and 20 % a year
    result = study.run("as_planned", sets=YEARLY, held={"equity_cash_flow": flows})
    layout, _ = layout_of(result)
    names = {name for name, one in layout.lines.by_name.items() if one.kind == Kind.PASTED and one.expr is not None}
    assert names == {"equity_cash_flow", "equity_irr", "equity_irr_status"}
    live, cells = layout.lines.live
    assert cells - live == flows.size + 1 + 1


@line("money", source="definition")
def revenue_after_tax(revenue, tax):
    """Revenue less tax."""
    return revenue - tax


def test_lines_of_ones_own_are_in_the_workbook(study, tmp_path):
    result = study.with_lines(revenue_after_tax).run("as_planned", sets=YEARLY)
    layout, _ = layout_of(result)
    file = write_workbook(result, tmp_path / "own.xlsx")
    place = layout.places["revenue_after_tax"]
    row = cells_of(file, formulas=True)[place.sheet][place.row - 1]
    assert place.sheet == "Own lines"
    assert [row[0], row[1]] == ["Revenue less tax", "revenue_after_tax"]
    assert re.fullmatch(r"='Revenue'!J\d+-'Tax'!J\d+", row[FIRST + 1])


def test_every_module_and_block_of_the_shipped_studies_has_a_sheet():
    homes = {home for names in SHEETS.values() for home in names}
    for name in SHIPPED:
        study = load(SCENARIOS / name)
        for structure in study.structures:
            model = model_of(shape_of(study.file.loaded(structure).scenario))
            assert {block.partition(".")[0] for block in model.blocks if block} <= homes
    assert set(composed.homes().values()) - homes <= IN_BLOCKS


IN_BLOCKS = {
    "basket_item", "capex_item", "currency", "customer_class", "debt_exchange", "debt_guarantee", "debt_payment",
    "debt_size", "debt_terms", "economy_class", "economy_group", "grant", "group", "group_burden", "group_by_takeup",
    "group_by_volume", "group_even", "group_seasonal", "group_subsidy", "level", "level_gift", "level_support",
    "maintenance_item", "opex_item", "partner_guarantee", "partnership", "partnership_retail", "season", "stratum",
    "support_group", "support_item", "tariff_block", "toll_band", "tranche_view", "voucher",
}  # fmt: skip
"""Modules whose lines stand in blocks, on the sheet of their block."""


@pytest.fixture
def folder(study):
    return study.file.path


class TestCommand:
    def test_writes_once_and_says_so(self, folder, tmp_path):
        file = tmp_path / "small.xlsx"
        done = ppp("workbook", folder, "-o", file, "--json", "--set", *YEARLY)
        assert done.exit_code == 0
        assert f'"as_planned": "{file}"' in done.stdout
        before = file.read_bytes()
        again = ppp("workbook", folder, "-o", file)
        assert again.exit_code == 2
        assert "is there already" in again.stderr
        assert file.read_bytes() == before
        assert list(tmp_path.iterdir()) == [file]

    def test_a_workbook_for_each_structure(self, folder, study, tmp_path):
        assert ppp("workbook", folder, "-o", tmp_path / "books", "--all", "--set", *YEARLY).exit_code == 0
        assert {file.stem for file in (tmp_path / "books").iterdir()} == set(study.structures)
        shown = map(str, cells_of(tmp_path / "books" / f"{study.structures[0]}.xlsx")["Comparison"][HEAD - 1])
        assert sum("(pasted)" in text for text in shown) == len(study.structures) - 1

    @pytest.mark.parametrize(
        ("words", "says"),
        [
            (["-o", "book.csv"], "must end in .xlsx"),
            (["-o", "book.xlsx", "--all"], "is not a folder"),
            (["-o", "book.xlsx", "-s", "nothing"], "unknown structure"),
        ],
    )
    def test_refuses_what_makes_no_sense(self, words, says, folder, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        done = ppp("workbook", folder, *words)
        assert done.exit_code == 2
        assert says in done.stderr
        assert not list(tmp_path.iterdir())
