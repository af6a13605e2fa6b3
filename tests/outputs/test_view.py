"""What a comparison says, in the terminal and in a notebook."""

import dataclasses
import re

from ppp_model.outputs.notebook import comparison_html
from ppp_model.outputs.terminal import split
from ppp_model.outputs.view import failure_sentences, headings, solved_sentence, view_of
from ppp_model.results import Comparison


def rows_of(view):
    return {row.label: row.cells for group in view.groups for row in group.rows}


def test_columns_are_headed_by_structures_or_by_cases(study, planned, soft):
    low, base = study.run("as_planned", "low_demand"), planned
    assert headings([base, soft]) == ("Concession as planned", "Public, soft loan")
    assert headings([base, low]) == ("As it stands", "Low demand")
    assert headings([low, study.run("public_loan", "low_demand")]) == ("Concession as planned", "Public, soft loan")
    assert view_of(Comparison("s", {"a": low})).subtitle.endswith("Case: Low demand")


def test_sides_stand_in_order_and_blanks_say_why(planned, soft):
    view = view_of(Comparison("s", {"a": planned, "b": soft}))
    assert [group.heading for group in view.groups][:4] == ["Household", "Public purse", "Lender", "Investor"]
    cells = rows_of(view)["Grant element of soft loans"]
    number = int(re.fullmatch(r"- \[(\d+)\]", cells[0])[1])
    assert view.reasons[number - 1] == "there is no soft loan"
    assert re.fullmatch(r"\d+\.\d %", cells[1])


def test_each_reason_is_given_once(study):
    view = view_of(study.compare())
    assert len(set(view.reasons)) == len(view.reasons)


def test_what_no_column_has_is_a_note_but_never_is_an_answer(planned):
    view = view_of(Comparison("s", {"a": planned}))
    rows = rows_of(view)
    assert "Grant element of soft loans" not in rows
    assert "Grant element of soft loans: there is no soft loan" in view.not_shown
    assert rows["Everyone served in"][0].startswith("never [")


def test_a_bill_is_not_repeated_in_the_same_currency(planned):
    assert "the same in the city's currency" not in rows_of(view_of(Comparison("s", {"a": planned})))


def test_a_solved_input_is_told_in_a_sentence(soft, planned):
    value = f"{soft.solved.value:.4f} USD/m3"
    assert solved_sentence(soft) == (
        f"revenue.capacity_charge = {value} so that least debt service cover (DSCR) = 1.25x"
    )
    assert solved_sentence(planned) == ""


def test_failed_checks_are_told_in_words(study):
    result = study.run("as_planned", sets=["revenue.capacity_charge=0 USD/m3"])
    assert "owners must pay for operation or tax (check `no_owner_support`)" in failure_sentences(result)
    assert view_of(Comparison("s", {"a": result})).failing == (True,)


def test_columns_are_split_where_the_room_ends():
    assert split(30, [10, 10, 10]) == [[0, 1], [2]]
    assert split(5, [10, 10]) == [[0], [1]]
    assert split(100, []) == []


def test_html_has_every_row_and_no_script_and_escapes_every_text(planned, soft):
    wicked = dataclasses.replace(planned.loaded, labels=("<script>alert(1)</script>",))
    first = dataclasses.replace(planned, loaded=wicked)
    comparison = Comparison("A & <b>B</b>", {"a": first, "b": soft})
    html = comparison_html(comparison)
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert "A &amp; &lt;b&gt;B&lt;/b&gt;" in html
    assert html.count('<th scope="row"') == len(rows_of(view_of(comparison)))
    assert comparison._repr_html_() == html
    assert planned._repr_html_().startswith("<div>")


def test_html_marks_what_fails(study):
    failed = study.run("as_planned", sets=["revenue.capacity_charge=0 USD/m3"])
    assert "Check failed - owners must pay" in failed._repr_html_()
