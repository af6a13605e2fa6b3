"""Models: arguments tied to lines by scope and by link, and what is refused when a model is put together."""

import pytest

from ppp_model.engine.line import Given, Prev, given, line, sum_of
from ppp_model.engine.model import LONGEST_TEXT, Model
from ppp_model.engine.run import run
from ppp_model.errors import ModelError


@line("money", source="definition")
def spend(cost, factor):
    """What is spent."""
    return cost * factor


def refused(model):
    with pytest.raises(ModelError) as caught:
        model.rows  # noqa: B018
    return str(caught.value)


def value(model, name, **inputs):
    return run(model, inputs, 1, wanted={name}).values[name][0, 0]


# Scopes


def test_a_block_sees_its_own_lines_first_then_the_projects(made):
    model = Model()
    model.add(made(cost=given("money", "Cost."), factor=given("1", "Factor.")))
    model.add(made(spend, cost=given("money", "Cost of the block.")), block="works.pipe", kind="work")
    assert model.rows["works.pipe.spend"].arguments["cost"][0] == "works.pipe.cost"
    assert model.rows["works.pipe.spend"].arguments["factor"][0] == "factor"
    assert value(model, "works.pipe.spend", **{"works.pipe.cost": 5, "cost": 100, "factor": 2}) == 10


def test_blocks_nest_by_the_dots_in_their_names(made):
    model = Model()
    model.add(made(factor=given("1", "Factor.")))
    model.add(made(cost=given("money", "Cost of the group.")), block="groups.poor", kind="group")
    model.add(made(spend), block="groups.poor.first", kind="tariff")
    assert model.rows["groups.poor.first.spend"].arguments["cost"][0] == "groups.poor.cost"
    assert model.rows["groups.poor.first.spend"].arguments["factor"][0] == "factor"


def test_blocks_never_see_each_other(made):
    model = Model()
    model.add(made(factor=given("1", "Factor.")))
    model.add(made(cost=given("money", "Cost.")), block="works.pipe", kind="work")
    model.add(made(spend), block="works.pump", kind="work")
    assert refused(model) == "line 'works.pump.spend' needs 'cost', which is not a line of the model"


def test_the_project_does_not_see_into_blocks(made):
    model = Model()
    model.add(made(spend, factor=given("1", "Factor.")))
    model.add(made(cost=given("money", "Cost.")), block="works.pipe", kind="work")
    assert refused(model) == "line 'spend' needs 'cost', which is not a line of the model"


def test_a_link_goes_before_the_scopes(made):
    model = Model()
    model.add(made(cost=given("money", "Cost."), factor=given("1", "Factor.")))
    model.add(made(spend), block="a", kind="work")
    model.add(made(spend), block="b", kind="work", links={"cost": "a.spend"})
    assert value(model, "b.spend", cost=1, factor=3) == 9


# Totals over blocks


TOTAL = sum_of("work", "spend", "money", "All that is spent.")


def works(made, *names):
    model = Model()
    model.add(made(cost=given("money", "Cost."), factor=given("1", "Factor."), total=TOTAL))
    for name in names:
        model.add(made(spend), block=name, kind="work")
    return model


def test_a_total_over_blocks_of_a_kind(made):
    model = works(made, "a", "b", "c")
    model.add(made(spend), block="d", kind="other")
    assert value(model, "total", cost=5, factor=2) == 30
    assert model.rows["total"].text == "sum of spend over each work"


def test_a_total_over_no_blocks_is_nothing(made):
    assert value(works(made), "total", cost=5, factor=2) == 0


def test_a_total_takes_only_the_blocks_right_inside_its_own(made):
    model = works(made, "a")
    model.add(made(total=TOTAL), block="group", kind="group")
    model.add(made(spend), block="group.b", kind="work")
    model.add(made(spend), block="group.c", kind="work")
    assert [name for name, _ in model.rows["total"].arguments.values()] == ["a.spend"]
    assert [name for name, _ in model.rows["group.total"].arguments.values()] == ["group.b.spend", "group.c.spend"]


def test_a_total_of_what_a_block_does_not_have(made):
    model = works(made, "a")
    model.add(made(), block="b", kind="work")
    assert refused(model) == "total sums 'spend', which block 'b' does not have"


# What a row says of itself


def test_a_row_knows_its_unit_source_and_text(made):
    rows = works(made, "a").rows
    assert (rows["a.spend"].unit, rows["a.spend"].source, rows["a.spend"].text) == (
        "money", "definition", "cost * factor",
    )  # fmt: skip
    assert rows["a.spend"].doc == "What is spent."
    assert (rows["cost"].source, rows["cost"].text, rows["total"].source) == ("input", "", "definition")


def test_a_module_gives_only_the_lines_that_it_defines_itself(made):
    module = made(spend, cost=given("money", "Cost."), factor=given("1", "Factor."))
    vars(module)["borrowed"] = works  # something else that stands in the module
    spend.__module__ = "elsewhere"
    try:
        model = Model()
        model.add(module)
        assert set(model.rows) == {"cost", "factor"}
    finally:
        spend.__module__ = "made"


def test_rows_are_read_again_after_more_is_added(made):
    model = works(made, "a")
    assert "b.spend" not in model.rows
    model.add(made(spend), block="b", kind="work")
    assert "b.spend" in model.rows


# What is refused


def test_an_unknown_argument_is_refused_by_name(made):
    model = Model()
    model.add(made(spend, cost=given("money", "Cost.")))
    assert refused(model) == "line 'spend' needs 'factor', which is not a line of the model"


def test_a_line_defined_twice_is_refused(made):
    model = Model()
    model.add(made(cost=given("money", "Cost.")))
    with pytest.raises(ModelError, match="line 'cost' is defined twice in block 'project'"):
        model.add(made(cost=given("money", "Another.")))


def test_an_argument_needed_at_two_times_is_refused(made):
    @line("money", source="choice")
    def change(level, before: Prev):
        """Change of the level."""
        return level - before

    model = Model()
    model.add(made(level=given("money", "Level.")))
    model.add(made(change), block="a", links={"before": "level"})
    with pytest.raises(ModelError, match=r"line 'a.change' needs 'level' at two times"):
        model.needs  # noqa: B018


def test_an_if_in_a_formula_is_refused_when_the_model_is_put_together(made):
    @line("money", source="choice")
    def careless(cost):
        """A formula with an `if`."""
        return cost if cost else 0

    model = Model()
    model.add(made(careless, cost=given("money", "Cost.")))
    assert refused(model).startswith("made.careless: a formula must not branch")


def test_a_long_text_is_refused(made):
    @line("money", source="choice")
    def long(a_line_with_quite_a_long_name_indeed_so_that_it_fills_a_page):
        """A formula longer than a thumb."""
        return (
            a_line_with_quite_a_long_name_indeed_so_that_it_fills_a_page
            + a_line_with_quite_a_long_name_indeed_so_that_it_fills_a_page
        )

    model = Model()
    model.add(made(long, a_line_with_quite_a_long_name_indeed_so_that_it_fills_a_page=given("money", "Cost.")))
    assert f"the formula of 'long' is longer than {LONGEST_TEXT} characters" in refused(model)


def test_units_that_do_not_go_together_are_refused_by_name(made):
    @line("money", source="choice")
    def mixed(cost, volume):
        """Apples and pears."""
        return cost + volume

    model = Model()
    model.add(made(mixed, cost=given("money", "Cost."), volume=given("unit", "Volume.")))
    assert refused(model) == "units of 'mixed': money and unit do not go together in cost + volume"


def test_a_result_in_another_unit_than_stated_is_refused_by_name(made):
    @line("money", source="choice")
    def price(cost, volume):
        """Price of a unit."""
        return cost / volume

    model = Model()
    model.add(made(price, cost=given("money", "Cost."), volume=given("unit", "Volume.")))
    assert refused(model) == "line 'price' says money but cost / volume gives money/unit"


def test_units_are_checked_in_every_block_that_uses_a_line(made):
    model = Model()
    model.add(made(factor=given("1", "Factor.")))
    model.add(made(spend, cost=given("money", "Cost.")), block="good", kind="work")
    model.add(made(spend, cost=given("unit", "Not money.")), block="bad", kind="work")
    assert refused(model) == "line 'bad.spend' says money but cost * factor gives unit"


def test_a_total_over_other_units_is_refused(made):
    model = Model()
    model.add(made(total=sum_of("work", "length", "money", "Total.")))
    model.add(made(length=given("m", "Length.")), block="a", kind="work")
    assert refused(model) == "line 'total' says money but sum of length over each work gives m"


def test_zero_fits_every_unit(made):
    @line("money", source="choice")
    def none():
        """Nothing."""
        return 0

    model = Model()
    model.add(made(none))
    assert value(model, "none") == 0


def test_what_an_input_must_equal_is_found_in_its_scope(made):
    model = Model()
    model.add(made(factor=given("1", "Factor.")))
    guess = Given("money", "Guess.", solved_for="spend")
    model.add(made(spend, cost=guess), block="a", kind="work")
    assert model.solved == {"a.cost": "a.spend"}
