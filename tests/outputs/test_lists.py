"""The assumptions book and the dictionary of lines."""

import pytest

from ppp_model.outputs.assumptions import COLUMNS, book_of
from ppp_model.outputs.dictionary import generic_entries, matching
from ppp_model.outputs.statements import cited


@pytest.fixture(scope="module")
def book(study):
    return book_of(study.file.loaded("city_pays", None, ["tax.rate={value: 30 %, source: S1, note: =1+1}"]))


def test_every_input_has_its_value_as_written_its_place_and_its_standing(book):
    rows = {row.path: row for row in book.rows}
    assert (rows["tax.rate"].value, rows["tax.rate"].standing, rows["tax.rate"].text) == ("30 %", "source", "S1")
    inflation = rows["currencies.USD.inflation"]
    assert (inflation.value, inflation.standing) == ("2 %", "assumed")
    assert inflation.text == "a usual goal of central banks"
    assert inflation.where.rpartition("study.yaml:")[2].count(":") == 1
    delay = rows["timeline.delay"]
    assert (delay.value, delay.standing, delay.where) == ("0 months", "default", "")
    assert rows["supply.capacity"].standing == "unmarked"
    assert rows["supply.utilisation"].value == "[70 %, 80 %, 90 %]"


def test_the_counts_add_up(book):
    assert sum(book.counts.values()) == len(book.rows)
    assert (book.counts["source"], book.counts["assumed"]) == (1, 1)


def test_a_word_chooses_by_standing_or_by_key_and_reason(book):
    assumed = book.only("assumed")
    assert len(assumed.rows) == book.counts["assumed"] == assumed.counts["assumed"]
    word = next(row.text for row in assumed.rows).split()[0]
    found = [row.path for row in book.only(word.upper()).rows]
    assert found == [row.path for row in book.rows if word.lower() in f"{row.path} {row.text}".lower()]
    assert book.only(None) is book
    assert book.only("no such word").rows == ()


def test_changes_and_cited_sources_are_listed(book):
    changes = {change.path: (change.old, change.new) for change in book.changes}
    assert changes["revenue.capacity_charge"] == ("0.55 USD/m3", "0 USD/m3")
    assert changes["tax.rate"] == ("25 %", "30 %")
    assert list(book.sources) == ["S1"]


def test_the_csv_rows_have_one_cell_for_each_heading(book):
    heading, *rows = book.csv_rows()
    assert tuple(heading) == COLUMNS
    assert all(len(row) == len(COLUMNS) for row in rows)


def test_sources_are_found_in_texts():
    assert cited("S2, S1 and [S2]; S9", {"S1": "", "S2": ""}) == ["S2", "S1"]


def test_the_dictionary_has_every_block_and_says_where_inputs_come_from():
    entries = {entry.name: entry for entry in generic_entries()}
    interest = entries["debt.TRANCHE.interest"]
    assert (interest.unit, interest.formula) == ("local", "opening * rate_per_period * is_alive")
    assert interest.doc.startswith("Interest of the period")
    assert entries["debt.TRANCHE.fixed_rate"].source == "input finance.debt.TRANCHE.rate"
    assert entries["period_number"].source == "worked out from the scenario"
    for block in ("grants.GRANT.drawn", "opex.ITEM", "works.WORK.spend", "groups.GROUP.bill", "groups.GROUP.BLOCK."):
        assert any(name.startswith(block) for name in entries), block


def test_words_must_all_be_found_and_names_come_first():
    names = [entry.name for entry in matching(generic_entries(), ["DSCR"])]
    assert names[0] == "dscr"
    assert "lock_up" not in names or names.index("lock_up") > names.index("dscr_min")
    assert matching(generic_entries(), ["dscr", "nothing of the kind"]) == []
