"""Lines of one's own: put into the models of a study, held, traced, shown and written, and refused where wrong."""

import openpyxl
import pytest

from ppp_model import Prev, given, line, load, sum_of
from ppp_model.engine.ops import max_
from ppp_model.errors import ScenarioError
from ppp_model.outputs.assumptions import book_of
from ppp_model.scenario.schema import SCHEMA_FILE

STUDY = load(SCHEMA_FILE.with_name("starter.yaml"))
PRICE = given("money/unit", "Price of carbon credits for each unit of water.")


@line("money", source="own")
def carbon_income(volume, carbon_price):
    """Income from carbon credits."""
    return volume * carbon_price


@line("money", source="own")
def carbon_fund(carbon_fund: Prev, carbon_income):
    """Carbon income put aside to date."""
    return carbon_fund + carbon_income


@line("local", source="own")
def owed_and_due(opening, interest):
    """What is owed with the interest of the period."""
    return opening + interest


@line("money", source="own")
def revenue(market_revenue, support_to_project, guarantee_received, upside_shared, carbon_income):
    """Revenue with the income from carbon credits."""
    return market_revenue + support_to_project + guarantee_received - upside_shared + carbon_income


def with_carbon(price=0.02):
    return STUDY.with_lines(carbon_income, carbon_fund, carbon_price=PRICE, values={"carbon_price": price})


@pytest.fixture(scope="module")
def plain():
    return STUDY.run()


def problems_of(*functions, **options):
    with pytest.raises(ScenarioError) as error:
        STUDY.with_lines(*functions, **options)
    return [str(problem) for problem in error.value.problems]


def test_a_line_is_run_and_shown_by_name(plain):
    result = with_carbon().run()
    assert result["carbon_income"].to_numpy() == pytest.approx(plain["volume"].to_numpy() * 0.02)
    assert result["carbon_fund"].iloc[-1] == pytest.approx(plain["volume"].sum() * 0.02)
    assert result["carbon_price"] == 0.02
    assert result["carbon_fund"].iloc[0] == 0 < result["carbon_fund"].iloc[-1]


def test_the_study_itself_and_its_cached_models_stay_as_they_are(plain):
    with_carbon().run()
    again = STUDY.run()
    assert "carbon_income" not in again.lines
    assert again.measures == plain.measures
    assert with_carbon().run().measures == plain.measures


def test_a_line_is_held():
    held = with_carbon().run(held={"carbon_income": 5.0})
    periods = len(held["carbon_fund"])
    assert held["carbon_fund"].iloc[-1] == 5.0 * periods
    assert with_carbon().run(held={"carbon_price": 0.0})["carbon_fund"].iloc[-1] == 0


def test_a_line_is_traced_down_to_the_value_and_its_source():
    found = with_carbon({"value": 0.02, "source": "S1", "note": "first offer"}).run().explain("carbon_income", depth=1)
    assert found.formula == "volume * carbon_price"
    price = next(child for child in found.children if child.name == "carbon_price")
    assert (price.statement.path, price.statement.written) == ("own_lines.carbon_price", "0.02")
    assert (price.statement.standing, price.statement.text, price.statement.note) == ("source", "S1", "first offer")
    assert price.statement.where == "Python"
    assert not price.remarks
    assert "volume * carbon_price" in found._repr_html_()


def test_the_value_is_in_the_assumptions_book():
    book = book_of(with_carbon({"value": 0.02, "assumed": "a guess"}).file.loaded())
    row = book.rows[-1]
    assert (row.path, row.value, row.unit, row.standing) == ("own_lines.carbon_price", "0.02", "USD/m3", "assumed")


def test_a_line_is_a_live_row_of_the_workbook(tmp_path):
    book = openpyxl.load_workbook(with_carbon().run().workbook(tmp_path / "own.xlsx"), read_only=True)
    rows = {row[1]: row for row in book["Own lines"].iter_rows(values_only=True, max_col=12)}
    assert {"carbon_income", "carbon_fund"} <= rows.keys()
    assert all(str(cell).startswith("=") for cell in rows["carbon_income"][8:])
    given_here = [row for row in book["Inputs"].iter_rows(values_only=True, max_col=6) if row[1] == "carbon_price"]
    assert [row[5] for row in given_here] == [0.02]


def test_a_series_runs_over_years_of_operation():
    result = with_carbon([0.01, 0.03]).run()
    price = result["carbon_price"]
    in_operation = price[result["in_operation"] == 1].to_numpy()
    assert in_operation[:4].tolist() == [0.01, 0.01, 0.03, 0.03]
    assert in_operation[-1] == 0.03


def test_lines_go_into_one_block_or_every_block_of_a_kind(plain):
    one = STUDY.with_lines(owed_and_due, block="debt.senior").run()
    expected = plain["debt.senior.opening"] + plain["debt.senior.interest"]
    assert one["debt.senior.owed_and_due"].to_numpy() == pytest.approx(expected.to_numpy())
    summed = STUDY.with_lines(owed_and_due, kind="tranche")
    total = summed.with_lines(owed=sum_of("tranche", "owed_and_due", "local", "What is owed on all loans.")).run()
    assert total["owed"].to_numpy() == pytest.approx(expected.to_numpy())


def test_a_block_that_only_some_structures_have():
    there = [name for name in STUDY.structures if STUDY.file.loaded(name).scenario.finance.grants]
    study = STUDY.with_lines(twice=line("money", source="own")(_twice), block="grants.donor")
    assert there
    assert "grants.donor.twice" in study.run(there[0]).lines


def _twice(drawn):
    """Twice what is drawn."""
    return drawn + drawn


def test_a_line_takes_the_place_of_another_only_when_asked(plain):
    assert (
        "write `replace=True`" in problems_of(revenue, carbon_income, carbon_price=PRICE, values={"carbon_price": 1})[0]
    )
    changed = with_carbon(0.02).with_lines(revenue, replace=True).run()
    more = plain["volume"].to_numpy() * 0.02
    assert changed["revenue"].to_numpy() - plain["revenue"].to_numpy() == pytest.approx(more)
    assert changed.measures["equity_irr"] > plain.measures["equity_irr"]
    assert list(changed.failures) == ["transfers_add_up"]  # nobody pays the new income: the check says so


def test_values_hold_in_every_structure_and_case():
    study = with_carbon()
    for name in study.structures:
        assert study.run(name)["carbon_price"] == 0.02


def test_all_problems_are_told_at_once():
    @line("money", source="own")
    def levy(revenu, total_uses):
        return 0.2 * revenu

    found = problems_of(levy)
    assert len(found) == 3
    assert "has no text" in found[0]
    assert "needs `revenu`, which is no line here. Did you mean `revenue`?" in found[1]
    assert "holds the number 0.2" in found[2]


def test_a_formula_that_branches_or_disagrees_in_units_is_refused():
    @line("money", source="own")
    def gain(revenue):
        """A gain."""
        return revenue if revenue else 0

    @line("1", source="own")
    def share(revenue):
        """A share."""
        return max_(revenue, 0)

    assert "must not branch with `if`" in problems_of(gain)[0]
    assert "says 1 but" in problems_of(share)[0]


def test_a_circle_within_a_period_is_refused():
    @line("money", source="own")
    def chicken(egg):
        """The one."""
        return egg

    @line("money", source="own")
    def egg(chicken):
        """The other."""
        return chicken

    assert "chicken" in problems_of(chicken, egg)[0]


@pytest.mark.parametrize(
    ("functions", "options", "said"),
    [
        ((), {}, "there are no lines to add"),
        ((len,), {}, "len: is not marked as a line"),
        ((PRICE,), {}, "an input or a total needs a name"),
        ((), {"rate": 0.1}, "rate: is a float, not a line"),
        ((), {"carbon_price": PRICE}, "carbon_price: needs a value"),
        ((), {"carbon_price": PRICE, "values": {"carbon_prise": 1}}, "Did you mean `carbon_price`?"),
        ((), {"carbon_price": PRICE, "values": {"carbon_price": "much"}}, "is not a number, got 'much'"),
        ((), {"carbon_price": PRICE, "values": {"carbon_price": {"value": 1, "sauce": "S1"}}}, "unknown key `sauce`"),
        ((owed_and_due,), {"block": "debt.junior"}, "no structure has a block 'debt.junior'"),
        ((owed_and_due,), {"kind": "tranch"}, "Did you mean `tranche`?"),
        ((owed_and_due,), {}, "lines of a block are seen from inside it only"),
        ((owed_and_due,), {"replace": True}, "there is no such line in the project to replace"),
    ],
)
def test_what_is_refused(functions, options, said):
    assert said in "\n".join(problems_of(*functions, **options))


def test_a_line_of_a_notebook(tmp_path):
    """A function of a notebook lives in ``__main__`` and its annotations may be text."""
    space = {"__name__": "__main__", "line": line, "Prev": Prev}
    code = (
        "from __future__ import annotations\n"
        "@line('money', source='own')\n"
        "def pot(pot: Prev, distribution):\n"
        "    'All that was paid to the owners.'\n"
        "    return pot + distribution\n"
    )
    exec(code, space)
    import __main__

    __main__.__dict__["Prev"] = Prev
    try:
        result = STUDY.with_lines(space["pot"]).run()
    finally:
        del __main__.__dict__["Prev"]
    assert result["pot"].iloc[-1] == pytest.approx(result["distribution"].sum())
