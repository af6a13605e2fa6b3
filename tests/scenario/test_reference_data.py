"""Reference figures: those of the program, references to them in a study, and a study's own."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from ppp_model.errors import ScenarioError
from ppp_model.outputs.assumptions import book_of
from ppp_model.outputs.reference_data import csv_rows, frame, matching, number
from ppp_model.outputs.statements import statement_at
from ppp_model.scenario.load import open_study
from ppp_model.scenario.reference_data import FOLDER, Entry, entries, entry
from ppp_model.scenario.schema import json_schema

Write = Callable[..., Path]

STARTER = FOLDER.parent / "scenario" / "starter.yaml"
REFERENCE = "{data: thresholds.water.undp_2006}"


@pytest.fixture
def study(minimal_text: str, write_study: Write) -> Callable[..., Path]:
    """Writes the smallest study with its tax rate given, further text, and pieces by keyword `also`."""

    def write(rate: str, more: str = "", also: dict[str, str] | None = None) -> Path:
        return write_study(f"{minimal_text}tax: {{rate: {rate}}}\n{more}", also)

    return write


def refusal(path: Path, *sets: str, structure: str | None = None) -> str:
    with pytest.raises(ScenarioError) as caught:
        open_study(path).loaded(structure, None, sets)
    return str(caught.value)


# The program's own figures


@pytest.mark.parametrize("one", entries(), ids=lambda one: one.key)
def test_a_figure_says_what_it_is_and_from_where(one: Entry) -> None:
    assert len(one.key.split(".")) == 3
    assert one.what
    assert one.unit
    assert one.source
    assert one.standing in ("read", "computed", "recalled", "choice")
    if one.year is None:
        assert one.standing != "read" or "The source has no date." in one.note
    else:
        assert 1950 <= one.year <= 2026


@pytest.mark.parametrize("one", entries(), ids=lambda one: one.key)
def test_a_value_is_a_number_between_the_ends_of_its_range(one: Entry) -> None:
    if isinstance(one.value, tuple):
        assert all(isinstance(item, (int, float)) for item in one.value)
        return
    value = number(one)
    assert value is not None
    ends = [number(end) for name in ("low", "high") if (end := one.end(name)) is not None]
    if ends:
        low, high = ends
        assert low is not None
        assert high is not None
        assert low <= value <= high
        assert low < high


def test_each_file_says_what_it_is_and_when_it_was_looked_at() -> None:
    files = sorted(FOLDER.glob("*.yaml"))
    assert {"appraisal", "costs", "elasticities", "poverty", "quantities", "thresholds"} <= {
        file.stem for file in files
    }
    for file in files:
        head = [line for line in file.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
        assert len(head) >= 2
        assert any("Last look at the sources: 20" in line for line in head)


def test_a_figure_is_found_by_its_key() -> None:
    one = entry("elasticities.water.lic_indoor_long_run")
    assert (one.value, one.standing) == (-0.4, "read")
    assert entry("thresholds.water.oecd_eecca.low").value == "3 %"
    assert entry("thresholds.water.oecd_eecca.high").what.endswith("upper end of the range")
    assert entry("quantities.electricity.mtf_energy").value == (4.5, 73, 365, 1250, 3000)


def test_an_end_of_a_range_that_was_read_is_read() -> None:
    assert entry("costs.water.handpump_capital").standing == "computed"
    assert entry("costs.water.handpump_capital.low").said == "WASHCost benchmarks (akvopedia.org), 2011"


def test_an_unknown_key_says_what_there_is() -> None:
    with pytest.raises(ScenarioError, match=r"there is no reference figure `thresholds\.heating\.ebrd`") as caught:
        entry("thresholds.heating.ebrd")
    assert "`thresholds.heating` has ebrd_2005. Did you mean `thresholds.heating.ebrd_2005`?" in str(caught.value)


def test_a_table_has_a_row_for_each_figure_with_its_number() -> None:
    table = frame()
    assert list(table.index) == [one.key for one in entries()]
    assert table.loc["thresholds.water.undp_2006", "number"] == pytest.approx(0.03)
    assert table.loc["thresholds.water.undp_2006", "year"] == 2006
    assert table.loc["costs.goals.wash_safely_managed", "number"] == pytest.approx(114e9)
    assert table.loc[["quantities.electricity.mtf_power"], "number"].isna().all()


def test_words_are_looked_for_everywhere_and_keys_come_first() -> None:
    found = [one.key for one in matching(entries(), ["Moldova"])]
    assert found == ["thresholds.water.oecd_water_scarce"]
    found = [one.key for one in matching(entries(), ["electricity"])]
    assert found.index("quantities.electricity.mtf_power") < found.index("thresholds.utilities.ebrd_2005")


def test_rows_hold_several_values_in_one_cell() -> None:
    heading, row = csv_rows([entry("quantities.electricity.mtf_hours")])
    assert row[heading.index("value")] == "[4, 4, 8, 16, 23]"


# A reference in a study


def test_a_reference_is_the_value_of_the_figure(write_study: Write) -> None:
    old = "affordability_threshold: 5 %"
    new = "affordability_threshold: {data: thresholds.water.undp_2006, note: for the poorest}"
    starter = STARTER.read_text(encoding="utf-8")
    assert starter.count(old) == 1
    text = starter.replace(old, new)
    loaded = open_study(write_study(text)).loaded()
    path = "city.affordability_threshold"
    assert loaded.scenario.city is not None
    assert loaded.scenario.city.affordability_threshold == 0.03
    assert loaded.written[path] == "3 %"
    source = "Human Development Report 2006, as quoted in UN summaries of the human right to water"
    line = text[: text.index(new)].count("\n") + 1
    row = next(row for row in book_of(loaded).rows if row.path == path)
    assert (row.value, row.standing, row.text) == ("3 %", "source", source)
    assert row.note == "for the poorest (data thresholds.water.undp_2006)"
    assert row.where.endswith(f"scenario.yaml:{line}:35")
    assert statement_at(loaded, path).note == row.note


@pytest.mark.parametrize(
    ("key", "value", "standing", "text"),
    [
        ("thresholds.heating.ebrd_2005", 0.1, "assumed", "recalled, not verified: Can poor consumers pay"),
        ("thresholds.education.suggested", 0.05, "assumed", "a choice: there is no agreed"),
        ("support.solidarity.oudin_santini_take_up", 0.1667, "source", "computed from Revue EIN"),
        ("thresholds.water.oecd_eecca.high", 0.05, "source", "OECD, Rural Water Supply"),
    ],
)
def test_what_was_not_read_is_assumed(
    study: Callable[..., Path], key: str, value: float, standing: str, text: str
) -> None:
    loaded = open_study(study(f"{{data: {key}}}")).loaded()
    assert loaded.scenario.tax.rate == pytest.approx(value)
    row = next(row for row in book_of(loaded).rows if row.path == "tax.rate")
    assert (row.standing, row.note) == (standing, f"data {key}")
    assert row.text.startswith(text)
    assert row.text.endswith(("2005", "education", "2014", "2022"))


def test_structures_cases_and_options_take_references(study: Callable[..., Path]) -> None:
    path = study("{value: 30 %, source: S1}", f"structures: {{soft: {{tax.rate: {REFERENCE}}}, plain: {{}}}}\n")
    loaded = open_study(path).loaded("soft")
    assert loaded.scenario.tax.rate == 0.03
    assert [(one.old, one.new) for one in loaded.changes] == [("30 %", "3 %")]
    loaded = open_study(path).loaded("plain", None, ["tax.rate={data: thresholds.water.ebrd_2005}"])
    assert loaded.scenario.tax.rate == 0.05
    assert str(loaded.marks["tax.rate"]) == "--set"
    loaded = open_study(path).loaded("soft", None, ["supply.utilisation=[{data: thresholds.food.sofi_to_2023}, 80 %]"])
    assert loaded.scenario.supply.utilisation == (0.52, 0.8)
    assert loaded.annotations["supply.utilisation.0"].note == "data thresholds.food.sofi_to_2023"


def test_a_reference_is_replaced_whole_and_replaces_whole(study: Callable[..., Path]) -> None:
    also = {"piece.yaml": "tax: {rate: {value: 30 %, source: S1}}\nretail: null\n"}
    path = study(REFERENCE, "extends: piece.yaml\n", also)
    assert open_study(path).loaded().scenario.tax.rate == 0.03
    loaded = open_study(path).loaded(None, None, ["tax.rate=20 %"])
    assert loaded.scenario.tax.rate == 0.2
    assert [(one.old, one.new) for one in loaded.changes] == [("3 %", "20 %")]
    assert loaded.annotations.get("tax.rate") is None
    default = open_study(path).loaded(None, None, ["tax.rate=null"])
    assert "tax.rate" not in default.written


def test_an_unknown_reference_names_its_place(study: Callable[..., Path]) -> None:
    said = refusal(study("{data: thresholds.water.undp_2007}"))
    assert "scenario.yaml:24:20: tax.rate: there is no reference figure `thresholds.water.undp_2007`." in said
    assert "`thresholds.water` has undp_2006, literature_low" in said
    assert "Did you mean `thresholds.water.undp_2006`? `ppp data` lists them all." in said
    assert said.count("tax.rate") == 1


def test_an_unknown_reference_says_nothing_of_what_it_leaves_open(minimal_text: str, write_study: Write) -> None:
    text = minimal_text.replace("discount_rate: 8 %", "discount_rate: {data: appraisal.discont_rate.adb}")
    said = refusal(write_study(text))
    assert said.count("\n") == 0
    assert "public.discount_rate: there is no reference figure" in said
    assert "Did you mean `appraisal.discount_rate.adb`?" in said


def test_an_unknown_reference_that_a_change_replaces_is_no_mistake(study: Callable[..., Path]) -> None:
    path = study("{data: nothing.like.it}")
    assert open_study(path).loaded(None, None, ["tax.rate=20 %"]).scenario.tax.rate == 0.2
    assert "There are figures in appraisal.carbon_price, " in refusal(path)
    assert "--set: tax.rate: there is no reference figure `x`" in refusal(path, "tax.rate={data: x}")


def test_a_figure_in_another_unit_is_refused_at_its_place(study: Callable[..., Path]) -> None:
    said = refusal(study("{data: appraisal.carbon_price.low_2020}"))
    assert "scenario.yaml:24:20: tax.rate: expects % or bp, got USD/tCO2e" in said


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("{data: thresholds.water.undp_2006, source: S1}", "`source` cannot stand beside `data`. Beside `data` may"),
        ("{data: thresholds.water.undp_2006, nte: x}", "`nte` cannot stand beside `data`"),
        ("{data: thresholds.water.undp_2006, note: 5}", "`note` must be a text, got `5`"),
        ("{data: thresholds.water.undp_2006, value: 3 %}", "unknown key `data`"),
        ("{data: [a, b]}", "must be a number"),
    ],
)
def test_what_stands_beside_a_reference_is_checked(study: Callable[..., Path], written: str, words: str) -> None:
    said = refusal(study(written))
    assert words in said or "got a map with the keys data" in said
    assert "tax.rate" in said


# A study's own figures


@pytest.mark.parametrize(
    "own",
    [
        "data: {thresholds.water.undp_2006: {value: 4 %, source: S1, year: 2024}}\n",
        "data: {thresholds: {water: {undp_2006: {value: 4 %, source: S1}}}}\n",
        "data:\n  thresholds.water:\n    undp_2006: {value: 4 %, source: S1}\n",
    ],
)
def test_a_study_replaces_a_figure(study: Callable[..., Path], own: str) -> None:
    file = open_study(study(REFERENCE, own))
    loaded = file.loaded()
    assert loaded.scenario.tax.rate == 0.04
    row = next(row for row in book_of(loaded).rows if row.path == "tax.rate")
    assert (row.standing, row.text) == ("source", "S1")
    assert row.note == "data thresholds.water.undp_2006 of this study"
    assert row.where.endswith("scenario.yaml:24:20")
    assert "S1" in book_of(loaded).sources
    known = file.figures.known["thresholds.water.undp_2006"]
    assert (known.own, known.body) == (True, "UNDP")
    assert entry("thresholds.water.undp_2006").value == "3 %"


def test_a_study_adds_a_figure(study: Callable[..., Path]) -> None:
    own = "data: {mine.levy: {value: 2 %, low: 1 %, high: 3 %, assumed: as in the region, unit: share}}\n"
    loaded = open_study(study("{data: mine.levy.high}", own)).loaded()
    assert loaded.scenario.tax.rate == 0.03
    assert loaded.annotations["tax.rate"].assumed == "as in the region"
    assert loaded.annotations["tax.rate"].note == "data mine.levy.high of this study"


def test_pieces_merge_entry_by_entry_in_either_spelling(study: Callable[..., Path]) -> None:
    piece = (
        "data:\n  thresholds.water.undp_2006: {value: 6 %, source: S1, note: theirs}\n"
        "  thresholds: {water: {ebrd_2005: {value: 7 %, source: S1}}}\n"
        "  gone.for_good: {value: 1 %, source: S1}\n"
    )
    own = "data: {thresholds: {water: {undp_2006: {value: 4 %, source: S1}}}, gone.for_good: null}\n"
    file = open_study(study(REFERENCE, f"extends: piece.yaml\n{own}", {"piece.yaml": piece}))
    known = file.figures.known
    assert file.loaded().scenario.tax.rate == 0.04
    assert known["thresholds.water.undp_2006"].note == ""
    assert known["thresholds.water.ebrd_2005"].value == "7 %"
    assert "gone.for_good" not in known


@pytest.mark.parametrize(
    ("own", "words"),
    [
        ("data: {a.b: 4 %}", "data.a.b: must be a map with a value and its source, got `4 %`"),
        ("data: {a.b: {value: 4 %}}", "data.a.b: says neither `source` nor `assumed`"),
        ("data: {a.b: {value: 4 %, source: S1, assumed: why}}", "data.a.b: has both `source` and `assumed`"),
        ("data: {a.b: {value: 4 %, sorce: S1}}", "unknown key `sorce`. Allowed: value, low, high,"),
        ("data: {a.b: {value: 4 %, source: S1, year: soon}}", "data.a.b.year: must be a year, got `soon`"),
        ("data: {a.b: {value: 4 %, source: S1, standing: sure}}", "data.a.b.standing: unknown standing, got `sure`"),
        ("data: {a.b: {value: [], source: S1}}", "data.a.b.value: must be a value or a list of values"),
        ("data: {a.b: {value: 4 %, source: 5}}", "data.a.b.source: must be a text, got `5`"),
        (
            "data: {a.b: {value: 4 %, source: S1}, a: {b: {value: 5 %, source: S1}}}",
            "data.a.b: is written twice, first",
        ),
        ("data: {a: {value: 4 %, source: S1}, a.b: {value: 5 %, source: S1}}", "data.a.b: is written twice, first at"),
        ("data: {a..b: {value: 4 %, source: S1}}", "data.a..b: is not a dotted key"),
        ("data: {value: 4 %, source: S1}", "data: is not a dotted key"),
        ("data: thresholds", "data: must be a map of reference figures, got `thresholds`"),
    ],
)
def test_mistakes_in_a_studys_figures(study: Callable[..., Path], own: str, words: str) -> None:
    said = refusal(study("30 %", f"{own}\n"))
    assert words in said
    assert "scenario.yaml:25:" in said


def test_an_unknown_source_of_a_figure_is_named_where_it_is_written(study: Callable[..., Path]) -> None:
    said = refusal(study(REFERENCE, "data: {thresholds.water.undp_2006: {value: 4 %, source: S9}}\n"))
    assert "scenario.yaml:25:44: tax.rate: unknown source `S9`" in said


def test_an_empty_map_of_figures_is_none(study: Callable[..., Path]) -> None:
    assert open_study(study(REFERENCE, "data: {}\n")).loaded().scenario.tax.rate == 0.03
    assert open_study(study(REFERENCE, "data: null\n")).loaded().scenario.tax.rate == 0.03


def test_a_study_without_references_reads_no_figures(
    minimal_text: str, write_study: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ppp_model.scenario.study_data.built_in", lambda: pytest.fail("read"))
    open_study(write_study(minimal_text)).loaded()


# The schema


@pytest.fixture(scope="module")
def validator() -> Any:
    return jsonschema.Draft202012Validator(json_schema())


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        (f"tax: {{rate: {REFERENCE}}}", True),
        ("tax: {rate: {data: mine.levy, note: ours}}", True),
        ("data: {mine.levy: {value: 2 %, source: S1}}", True),
        ("tax: {rate: {data: a b}}", False),
        ("tax: {rate: {data: mine.levy, source: S1}}", False),
        ("tax: {data: mine.levy}", False),
        ("data: 5", False),
    ],
)
def test_the_schema_knows_references(validator: Any, text: str, valid: bool) -> None:
    assert validator.is_valid(yaml.load(text, Loader=yaml.BaseLoader)) == valid


def test_the_schema_offers_the_programs_keys() -> None:
    assert json.dumps("thresholds.water.undp_2006") in json.dumps(json_schema()["$defs"]["from_data"])
