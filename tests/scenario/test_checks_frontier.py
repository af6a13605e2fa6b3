"""What a `frontier` may not say, with its place in the file."""

import pytest

from ppp_model.errors import ScenarioError
from ppp_model.measures import BY_NAME
from ppp_model.scenario.load import open_study

FRONTIER = """\
frontier:
  inputs:
    charge: {input: revenue.capacity_charge, between: [0, 2 USD/m3]}
    rate: {input: finance.debt.senior.rate, between: [1 %, 9 %]}
  goals:
    debt: {at_most: [20 m USD, 30 m USD]}
  limits:
    equity_irr: {at_least: 12 %}
    dscr_min: {at_least: 1.2, at_most: 3}
"""


def test_a_frontier_that_breaks_no_rule(minimal_text, write_study):
    scenario = open_study(write_study(minimal_text + FRONTIER)).loaded().scenario
    assert scenario.frontier.inputs["rate"].between == (0.01, 0.09)
    assert scenario.frontier.goals["debt"].at_most == (20e6, 30e6)
    assert scenario.frontier.least == "public_support_pv"


@pytest.mark.parametrize(
    ("old", "new", "path", "words"),
    [
        ("revenue.capacity_charge", "revenue.capacity_charg", "frontier.inputs.charge.input",
         "Did you mean `revenue.capacity_charge`?"),
        ("revenue.capacity_charge", "timeline.operation", "frontier.inputs.charge.input", "no such number to choose"),
        ("revenue.capacity_charge", "revenue", "frontier.inputs.charge.input", "no such number to choose"),
        ("revenue.capacity_charge", "finance.debt.senior.rate", "frontier.inputs.rate.input",
         "`finance.debt.senior.rate` is free already, as `charge`"),
        ("[0, 2 USD/m3]", "[2, 2 USD/m3]", "frontier.inputs.charge.between",
         "the first number must be less than the second"),
        ("{at_most: [20 m USD, 30 m USD]}", "{}", "frontier.goals.debt", "neither `at_least` nor `at_most` is given"),
        ("[20 m USD, 30 m USD]", "[20 m USD, 20000000]", "frontier.goals.debt.at_most", "20000000 stands there twice"),
        ("{at_least: 1.2, at_most: 3}", "{at_least: 1.2, at_most: 1.1}", "frontier.limits.dscr_min",
         "at least 1.2 and at most 1.1 cannot both be"),
        ("equity_irr: {at_least: 12 %}", "debt: {at_most: 9 m USD}", "frontier.limits.debt.at_most",
         "`debt` has `at_most` among the goals too"),
    ],
)  # fmt: skip
def test_each_rule_is_checked(minimal_text, write_study, old, new, path, words):
    file = write_study(minimal_text + FRONTIER.replace(old, new))
    with pytest.raises(ScenarioError) as caught:
        open_study(file).loaded()
    (problem,) = [one for one in caught.value.problems if one.path == path]
    assert words in str(problem)
    line = file.read_text().splitlines()[int(problem.where.split(":")[-2]) - 1]
    assert line.strip().startswith(path.split(".")[-1]) or path.split(".")[-2] in line


@pytest.mark.parametrize(
    ("old", "new", "path", "hint"),
    [
        ("debt:", "detb:", "frontier.goals.detb", "Did you mean `debt`?"),
        ("equity_irr", "equity_ir", "frontier.limits.equity_ir", "Did you mean `equity_irr`?"),
        ("  goals:", "  least: net_public_cost\n  goals:", "frontier.least", "Did you mean `net_public_cost_pv`?"),
    ],
)
def test_an_unknown_measure_is_found_without_calculating(minimal_text, write_study, old, new, path, hint):
    file = write_study(minimal_text + FRONTIER.replace(old, new))
    (problem,) = open_study(file).check(BY_NAME)
    assert (problem.path, problem.hint) == (path, hint)
    line = file.read_text().splitlines()[int(problem.where.split(":")[-2]) - 1]
    assert path.split(".")[-1] in line


def test_an_input_that_another_structure_has_is_no_mistake(minimal_text, write_study):
    structures = """\
structures:
  bare: {label: Bare}
  with_grant: {label: With a grant, finance.grants.gap: {amount: 1, giver: city}}
"""
    file = write_study(
        minimal_text + FRONTIER.replace("revenue.capacity_charge", "finance.grants.gap.amount") + structures
    )
    assert open_study(file).check(BY_NAME) == []
