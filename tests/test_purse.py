"""The public purse: tables, page and command; levels bear what the public bears, whatever is drawn."""

from __future__ import annotations

import csv
import io
import json
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from ppp_model import Result, cli, load
from ppp_model.assemble import assemble
from ppp_model.errors import ScenarioError
from ppp_model.tables.public import FLOWS, LIABILITIES, NET, PUBLIC
from tests import expected

SCENARIOS = Path(__file__).parents[1] / "scenarios"
UMBULAN = SCENARIOS / "umbulan-water"
KIGALI = SCENARIOS / "kigali-bulk-water"
STUDY = load(UMBULAN)
LEVELS = ["nation", "state", "city"]


@cache
def run(structure: str, case: str | None = None) -> Result:
    return STUDY.run(structure, case)


def ppp(*words, columns="108"):
    return CliRunner(env={"COLUMNS": columns, "PPP_DEBUG": None}).invoke(cli.app, [str(word) for word in words])


# Known and expected numbers


@pytest.mark.parametrize("case", [None, *STUDY.cases])
@pytest.mark.parametrize("structure", STUDY.structures)
def test_every_structure_stands_in_every_case_and_gives_what_is_kept(structure, case):
    result, kept = run(structure, case), expected.read(UMBULAN / "expected.csv")
    assert result.ok, result.failures
    for measure, value in result.measures.items():
        assert expected.agrees(measure, kept[structure, case or "", measure], value), measure


def test_the_deal_is_as_published():
    result = run("as_signed")
    assert result.measures["total_uses"] == pytest.approx(2050e9, rel=1e-3)
    assert result.measures["equity"] == pytest.approx(392e9, rel=1e-3)
    assert run("as_signed", "cost_of_2_3_tn").measures["equity"] == pytest.approx(642e9, rel=1e-3)
    assert round(result.values("grants_public").sum() / result.measures["total_uses"], 3) == 0.399
    paid_for = result.values("take_or_pay") * result.values("volume_available")
    assert paid_for[0, 9] == pytest.approx(3.92 * 86400 * 365 / 2, rel=1e-3)


# Levels bear what the public bears


@pytest.mark.parametrize("structure", STUDY.structures)
def test_levels_add_up_to_the_public_kind_by_kind(structure):
    table = run(structure).table("levels")
    for suffix in ("", "_pv"):
        together = table[[f"{level}{suffix}" for level in LEVELS]].sum(axis=1)
        assert together.to_numpy() == pytest.approx(table[f"public{suffix}"].to_numpy(), rel=1e-9, abs=1.0)
    measures = run(structure).measures
    assert table.loc[(NET, "net cost"), "public_pv"] == pytest.approx(measures["net_public_cost_pv"], abs=1.0)


def test_levels_add_up_in_every_draw():
    assembled, rng = assemble(STUDY.file.loaded("revenue_guarantee", "low_demand").scenario), np.random.default_rng(7)
    keys = ("works.overrun", "supply.capacity", "retail.losses", "opex.operation.fixed", "public.utility_share")
    changed = {}
    for key in keys:
        (line,) = [line for line in assembled.lines_at(key) if not assembled.model.rows[line].part.present]
        changed[line] = (assembled.inputs[line][:, :1] + 0.1 * (key == "works.overrun")) * rng.uniform(0.5, 1, (20, 1))
    values = assembled.run(changed=changed).values
    found = sum(values[f"levels.{level}.level_net_cost"] for level in LEVELS)
    assert len(np.unique(found.sum(axis=1))) == 20
    np.testing.assert_allclose(found, values["net_public_cost"], rtol=1e-9, atol=1.0)
    assert values["levels_add_up"].min() == 1
    owed = sum(values[f"levels.{level}.level_firm"] for level in LEVELS)
    take_or_pay = values["take_or_pay_due"] * (values["utility_share"] - 1)
    everything = values["firm_commitments"] + values["in_kind_from_public"] + take_or_pay
    np.testing.assert_allclose(owed, everything, rtol=1e-9, atol=1.0)


def test_what_is_owed_at_close_is_its_present_value():
    result = run("as_signed")
    factor = result.values("public_discount_factor")
    for level in LEVELS:
        firm, owed = (result.values(f"levels.{level}.{line}") for line in ("level_firm", "debt_like"))
        assert owed[0, 0] + firm[0, 0] == pytest.approx(float((firm * factor).sum()), rel=1e-12)


def test_who_pays_is_data():
    moved = STUDY.run("availability", sets=["public.duties.availability=nation"])
    before, after = (result.table("levels")["nation"] for result in (run("availability"), moved))
    assert before["pays", "availability payments"] == 0
    paid = run("availability").table("levels")["state"]["pays", "availability payments"]
    assert after["pays", "availability payments"] == pytest.approx(paid)
    assert moved.measures["net_public_cost_pv"] == pytest.approx(run("availability").measures["net_public_cost_pv"])


# Contingent liabilities


def test_nothing_contingent_moves_cash():
    double = STUDY.run("as_signed", sets=["contingent.authority_default=2 %", "contingent.buy_out=3 %"])
    for measure, value in run("as_signed").measures.items():
        moved = double.measures[measure]
        assert (moved == value) != measure.startswith("contingent_expected"), measure


@pytest.mark.parametrize("structure", STUDY.structures)
def test_kinds_add_up_and_the_fee_pays_for_what_is_expected(structure):
    result = run(structure)
    table = result.table("contingent")
    assert table.loc[list(LIABILITIES), "expected_pv"].sum() == pytest.approx(table.loc["all", "expected_pv"])
    years = result.table("contingent_years")
    factor = result.values("public_discount_factor")[0]
    worth = (result.values("in_operation") * result.values("period_years"))[0] @ factor
    assert table.loc["all", "fee_per_year"] * worth == pytest.approx(years["contingent_expected"].to_numpy() @ factor)
    assert table.loc["all", "stressed_peak"] == years["contingent_stressed"].max()


def test_only_foreign_loans_lose_by_the_exchange_rate():
    terms = ["contingent.exchange_cover=50 %", "contingent.exchange_volatility=10 %"]
    assert STUDY.run("as_signed", sets=terms).table("contingent").loc["exchange rate guarantee", "expected_pv"] == 0


# Tables, page and command


def test_the_tables_are_there_only_with_their_sections():
    assert set(PUBLIC) <= set(run("as_signed").tables)
    bare = STUDY.run("as_signed", sets=["contingent=null", "public.levels=null", "public.duties=null"])
    assert not set(PUBLIC) & set(bare.tables)
    with pytest.raises(ScenarioError, match=r"It needs `public\.levels`"):
        bare.table("levels")
    assert bare.measures["contingent_expected_pv"] is None
    assert bare.reasons["contingent_expected_pv"].startswith("the scenario has no `contingent`")
    assert "levels_add_up" in bare.checks


def test_donors_have_a_column_of_their_own():
    table = STUDY.run("as_signed", sets=["finance.grants.vgf.giver=donor"]).table("levels")
    assert table.loc[("pays", "capital grants"), "donor_funded"] == pytest.approx(818e9)
    assert table.loc[("pays", "capital grants"), LEVELS].sum() == 0
    assert table.loc[("pays", "all payments"), "donor_funded"] == pytest.approx(818e9)


def test_the_page_says_who_pays_and_when_a_ceiling_is_exceeded():
    done = ppp("purse", UMBULAN, "-s", "availability")
    assert (done.exit_code, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    for heading in ("In short", "Who pays and gets what, at present value", "Against revenue and budgets",
                    "What may have to be paid", "Beside the cash of the purse"):  # fmt: skip
        assert heading in lines
    assert "  A ceiling is exceeded: state from 2021." in lines
    (row,) = [line for line in lines if line.strip().startswith("A ceiling is first exceeded in")]
    assert row.split()[-3:] == ["never", "2021", "never"]


@pytest.mark.parametrize("columns", ["60", "80", "100", "110", "200"])
def test_it_fits_any_width_and_cuts_nothing(columns):
    shown = ppp("purse", UMBULAN, columns=columns).stdout
    assert "\u2026" not in shown
    assert max(map(len, shown.splitlines())) <= int(columns)
    for section in run("as_signed").purse.page.sections:
        for _, *cells in section.grid.rows if section.grid else ():
            assert all(cell in " ".join(shown.split()) for cell in cells if int(columns) >= 100)


def test_a_study_without_levels_has_a_page_of_one_public():
    done = ppp("purse", KIGALI)
    assert done.exit_code == 0
    assert "Net cost" in done.stdout
    assert "Donors" in done.stdout


def test_the_command_gives_data_and_csv(tmp_path):
    found = json.loads(ppp("purse", UMBULAN, "--json").stdout)
    assert set(found["tables"]) == set(PUBLIC)
    assert found["levels"]["state"]["over_ceiling_year"] is None
    assert found["levels"]["nation"]["ceiling"] is None
    assert found["beside_cash"]["public_bills"] > 0
    rows = list(csv.DictReader(io.StringIO(ppp("purse", UMBULAN, "--csv").stdout)))
    assert {row["table"] for row in rows} == set(PUBLIC)
    assert sum(row["table"] == "levels" for row in rows) == len(FLOWS) * 2 * 5
    file = tmp_path / "purse.csv"
    assert ppp("purse", UMBULAN, "--output", file).exit_code == 0
    assert file.read_text(encoding="utf-8").startswith("table,row,column,value,money_in")
    assert ppp("purse", UMBULAN, "-s", "nothing").exit_code == 2


def test_in_a_notebook_it_is_the_page():
    html = run("as_signed").purse._repr_html_()
    assert "Against revenue and budgets" in html
    assert "<script" not in html
