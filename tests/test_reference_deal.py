"""The reference deal: every field of a scenario is written in its file, every run is sound, and its README keeps up."""

import math
from pathlib import Path

import pytest

from ppp_model import load
from ppp_model.scenario.load import open_study
from ppp_model.scenario.paths import SCENARIO
from tests.reference_readme import MARK, fields, text

FOLDER = Path(__file__).parent.parent / "scenarios" / "reference-deal"
STUDY = load(FOLDER)
RUNS = [(structure, case) for structure in STUDY.structures for case in (None, *STUDY.cases)]
NOT_WRITTEN = {}
"""Fields that the file does not write, and why: none so far."""
ARITHMETIC = {
    "sources_equal_uses", "debt_rolls_forward", "debt_zero_at_maturity", "waterfall_adds_up", "balance_sheet_balances",
    "cash_statement_agrees", "bills_add_up", "support_adds_up", "transfers_add_up", "gains_add_up", "levels_add_up",
    "cash_released", "equity_not_negative", "repayments_not_negative", "settled",
}  # fmt: skip
"""Checks of the model's own sums. The others (paid when due, no support, target reached) are news about the deal."""


FIELDS = {path for path, _ in fields()}


def generic(path):
    """A path with ``*`` for every name and without numbers of list items."""
    shape, keys = SCENARIO, []
    for key in path.split("."):
        below = shape.below(key)
        if below is None:
            break
        if shape.entry is not str:
            keys.append("*" if shape.is_map else key)
        shape = below
    return ".".join(keys)


def written(structure, case):
    return {generic(path) for path in open_study(FOLDER).loaded(structure, case).written}


def test_every_field_is_written_in_the_file():
    everything = set().union(*(written(structure, case) for structure, case in RUNS))
    assert FIELDS - everything == set(NOT_WRITTEN)


def test_everything_at_once_is_nearly_everything():
    """What the structure `everything` leaves to others cannot stand beside it, or is the search for a price."""
    left = {field for field in FIELDS - written("everything", None) if not field.startswith("solve.")}
    assert left == {
        "contract.revenue_bid", "contract.revenue_bid_rate",  # the term would hang on the revenue
        "finance.reserve.letter_fee", "finance.reserve.build_up",  # the reserve is cash, filled at once
        "tax.depreciation", "tax.schedule",  # it depreciates a share of the balance
    }  # fmt: skip


def test_every_number_has_a_source_or_a_reason():
    from ppp_model.outputs.assumptions import book_of

    words = {"rank", "close", "unit"}
    for structure in STUDY.structures[:1]:
        book = book_of(open_study(FOLDER).loaded(structure))
        bare = {
            row.path
            for row in book.rows
            if row.standing == "unmarked" and any(letter.isdigit() for letter in row.value)
        }
        assert {path for path in bare if path.rpartition(".")[2] not in words} == {"timeline.day_count"}


@pytest.mark.parametrize(("structure", "case"), RUNS)
def test_every_run_is_sound(structure, case):
    result = STUDY.run(structure, case)
    assert {name: result.checks[name] for name in ARITHMETIC} == dict.fromkeys(ARITHMETIC, True)
    assert not (set(result.checks) - ARITHMETIC - {"debt_paid_when_due", "no_owner_support", "target_reached"})


def test_everything_at_once_is_a_deal_that_lenders_and_owners_would_sign():
    measures = STUDY.run("everything").measures
    assert 1.2 <= measures["dscr_min"] <= 1.4
    assert 0.14 <= measures["equity_irr"] <= 0.18
    assert 0.6 <= measures["gearing"] <= 0.75


def test_every_mechanism_moves_money():
    """No mechanism is written and then lies still."""
    result = STUDY.run("everything")
    moving = (
        "idc", "fees", "bridge_interest", "vat_paid", "vat_refund", "proceeds_interest", "reserve_funding",
        "reserve_interest", "debt_refinanced", "prepayments", "grants_drawn", "owner_loan_paid", "dividends",
        "dividend_tax", "interest_tax", "guarantee_received", "maintenance_instalments", "maintenance_unreserved",
        "fees_to_public", "royalties", "handback_cost", "residual_value", "exchange_loss", "loss_used", "tax",
        "debt.senior.commitment_fee", "debt.senior.agency_fee", "debt.development_bank.interest_capitalised",
        "debt.mini_perm.idc_of_owners", "financial_asset", "intangible_asset", "termination_by_authority",
    )  # fmt: skip
    still = [name for name in moving if not math.fabs(float(result.values(name).sum())) > 1]
    assert not still


def test_the_readme_explains_every_field_and_is_current():
    """``python -m tests.reference_readme`` renews it."""
    below = (FOLDER / "README.md").read_text(encoding="utf-8").partition(MARK)[2]
    assert below.strip() == text().strip()
    assert below.count("\n| `") == len(FIELDS)
