"""Mistakes in a pool's file: each gives one message that says where and what to do."""

import re

import pytest

from ppp_model.errors import ScenarioError
from ppp_model.scenario.load import open_study
from ppp_model.scenario.load_pool import open_any, open_pool

BOND = "bond: {rate: 10 %, tenor: 4 years, issue_cost: 1 %}"
CASES = {
    "misspelt key": (
        "issue_cost: 1 %", "isue_cost: 1 %",
        r"pool.yaml:5:36: bond.isue_cost: unknown key .*Did you mean `issue_cost`\?",
    ),
    "rate without per cent": (
        "rate: 10 %, tenor", "rate: 10, tenor", r"pool.yaml:5:14: bond.rate: .*Did you mean `10 %`\?"
    ),
    "money of another currency": (
        "loan: 400 k USD, revenue: 400", "loan: 400 k INR, revenue: 400", r"pool.yaml:9:13: members.a.loan: expects USD"
    ),
    "unknown kind of layer": (
        "kind: fund", "kind: fnd", r"layers.reserve.kind: is not one of the words allowed.*Did you mean `fund`\?"
    ),
    "no loan": (
        "{loan: 400 k USD, revenue: 300", "{revenue: 300", r"pool.yaml:10:3: members.b: does not say what it borrows"
    ),
    "loan and share": (
        "loan: 400 k USD, revenue: 300", "loan: 400 k USD, share: 50 %, revenue: 300", r"members.b: says both"
    ),
    "share of nothing": (
        "loan: 400 k USD, revenue: 300", "share: 50 %, revenue: 300", r"members.b.share: needs `amount`"
    ),
    "loan of nothing": ("loan: 400 k USD, revenue: 300", "loan: 0, revenue: 300", r"members.b.loan: must be greater"),
    "no revenue": ("revenue: 300 k USD/year, ", "", r"members.b.revenue: is missing. Give it here or under"),
    "amount that does not fit": (
        "bond: {rate", "amount: 700 k USD\nbond: {rate",
        r"pool.yaml:5:9: amount: is not what the members borrow, 800000 in all",
    ),
    "field of another kind": (
        "kind: intercept, share: 50 %", "kind: intercept, share: 50 %, cap: 1 m USD",
        r"layers.intercept.cap: does not go with the kind `intercept`. Take `cap` away.",
    ),
    "field that the kind needs": (
        "kind: guarantee, cover: 50 %, ", "kind: guarantee, ",
        r"layers.guarantee.cover: is missing. A layer `guarantee` needs cover.",
    ),
    "two intercepts": (
        "  guarantee: {kind", "  second: {kind: intercept, share: 10 %}\n  guarantee: {kind",
        r"layers.second: is a second intercept of the same transfers, beside `intercept`",
    ),
    "half a period": ("tenor: 4 years, issue", "tenor: 42 months, issue", r"bond.tenor: 42 months is not a whole"),
    "grace as long as the loan": (
        "issue_cost: 1 %", "grace: 4 years", r"bond.grace: leaves nothing of the tenor, 4 years"
    ),
    "end before the last repayment": ("lasts: 6 years}", "lasts: 3 years}", r"timeline.lasts: ends before the last"),
    "alone without terms": (
        f"{BOND}\nin_common: {{margin: 0.5 %, escrowed: 50 %, stand_alone: {{rate: 14 %, tenor: 4 years}}}}",
        "in_common: {margin: 0.5 %, stand_alone: null}",
        r"members.a.stand_alone: is missing: without `bond`",
    ),
    "fund too small": (
        BOND, "revolving: {capital: 1 k USD, rate: 4 %, tenor: 4 years}",
        r"revolving.capital: is less than the members borrow",
    ),
    "nothing to intercept": (
        ", transfers: 100 k USD/year}\n  b: {loan: 400 k USD, revenue: 300 k USD/year, transfers: 50 k USD/year}",
        "}\n  b: {loan: 400 k USD, revenue: 300 k USD/year}",
        r"layers.intercept: has nothing to take: no member has `transfers`",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_one_clear_message(name, two_towns, write_pool):
    old, new, pattern = CASES[name]
    assert two_towns.count(old) == 1
    with pytest.raises(ScenarioError) as caught:
        open_pool(write_pool(two_towns.replace(old, new))).loaded()
    assert re.search(pattern, str(caught.value)), str(caught.value)
    places = {problem.what for problem in caught.value.problems}
    assert len(places) == 1, str(caught.value)


def test_no_members(two_towns, write_pool):
    text = two_towns.partition("members:")[0] + "members: {}\n"
    with pytest.raises(ScenarioError, match="members: must have at least 1"):
        open_pool(write_pool(text)).loaded()


def test_changes_are_checked(two_towns, write_pool):
    study = open_pool(write_pool(two_towns))
    with pytest.raises(ScenarioError, match=r"unknown entry `reserv` in `layers`.*Did you mean `reserve`\?"):
        study.loaded(sets=["layers.reserv.amount=5 USD"])
    with pytest.raises(ScenarioError, match=r"unknown key `bnd`.*Did you mean `bond`\?"):
        study.loaded(sets=["bnd.rate=5 %"])
    loaded = study.loaded(sets=["layers.reserve.amount=60 k USD", "layers.guarantee=null"])
    assert loaded.pool.layers["reserve"].amount == 60_000
    first = loaded.changes[0]
    assert (first.path, first.old, first.new) == ("layers.reserve.amount", "50 k USD", "60 k USD")


def test_every_structure_and_case_is_checked(two_towns, write_pool):
    sets = "structures: {good: {}, bad: {bond.tenor: 42 months}}\n"
    (problem,) = open_pool(write_pool(two_towns + sets)).check()
    assert "(in structure bad)" in problem.what


def test_each_kind_of_study_has_its_own_commands(two_towns, write_pool):
    path = write_pool(two_towns)
    with pytest.raises(ScenarioError, match=r"has no scenario.yaml.*It is a pool: use `ppp pool`"):
        open_study(path.parent)
    assert list(open_any(path.parent).structures) == ["base"]
    assert open_any(path).shape is open_pool(path).shape
    path.rename(path.with_name("scenario.yaml"))
    with pytest.raises(ScenarioError, match=r"has no pool.yaml.*It is a study of one project"):
        open_pool(path.parent)
