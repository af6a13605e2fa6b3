"""Units: read, written, and followed through formulas."""

import pytest

from ppp_model.engine import ops
from ppp_model.engine.trace import symbol
from ppp_model.engine.units import parse_unit, times, unit_of, unit_text
from ppp_model.errors import ModelError

UNITS = {
    name: parse_unit(text)
    for name, text in {
        "cash": "money", "flow": "money", "volume": "unit", "price": "money/unit", "rate": "1/year", "span": "year",
        "share": "1",
    }.items()
}  # fmt: skip
CASH, FLOW, VOLUME, PRICE, RATE, SPAN, SHARE = map(symbol, UNITS)


@pytest.mark.parametrize("text", ["1", "money", "money/unit", "1/year", "money*year", "local/month/household"])
def test_a_unit_is_written_as_it_is_read(text):
    assert parse_unit(unit_text(parse_unit(text))) == parse_unit(text)
    assert sorted(unit_text(parse_unit(text))) == sorted(text)


def test_factors_may_stand_in_any_order_and_cancel():
    assert parse_unit("a*b/c") == parse_unit("b / c * a")
    assert parse_unit("money/money") == parse_unit("1") == ()
    assert unit_text(parse_unit("money/year/year")) == "money/year/year"
    assert times(parse_unit("money/unit"), parse_unit("unit")) == parse_unit("money")


@pytest.mark.parametrize("text", ["", "2", "money/", "/year", "money//unit", "m^3", "money unit/1.5", "%"])
def test_what_cannot_be_read_is_refused(text):
    with pytest.raises(ModelError, match="cannot read the unit"):
        parse_unit(text)


@pytest.mark.parametrize(
    ("formula", "unit"),
    [
        (CASH + FLOW - CASH, "money"),
        (-CASH, "money"),
        (PRICE * VOLUME, "money"),
        (CASH / VOLUME, "money/unit"),
        (CASH / FLOW, "1"),
        (1 / SPAN, "1/year"),
        (0 / SPAN, None),
        (CASH * 0 + FLOW, "money"),
        (SHARE**2, "1"),
        (ops.min_(CASH, 0), "money"),
        (ops.max_(0, CASH), "money"),
        (ops.where(SHARE, CASH, 0), "money"),
        (ops.where(SHARE, 0, 0), None),
        (ops.at_least(CASH, FLOW), "1"),
        (ops.more_than(CASH, 0), "1"),
        (ops.is_equal(CASH, FLOW), "1"),
        (ops.within(CASH, FLOW), "1"),
        (ops.ratio(CASH, VOLUME), "money/unit"),
        (ops.safe_ratio(CASH, FLOW), "1"),
        (ops.whole(SHARE), "1"),
        (ops.grow(RATE, SPAN), "1"),
        (ops.annuity_share(SHARE, SHARE), "1"),
        (ops.total(CASH), "money"),
        (ops.lowest(CASH), "money"),
        (ops.highest(CASH), "money"),
        (ops.average(CASH, SHARE), "money"),
        (ops.first(CASH, SHARE), "money"),
        (ops.coming(CASH, SHARE), "money"),
        (ops.irr(CASH, SPAN), "1/year"),
        (ops.irr_status(CASH, SPAN), "1"),
    ],
    ids=str,
)
def test_unit_of_a_formula(formula, unit):
    assert unit_of(formula, UNITS) == (None if unit is None else parse_unit(unit))


@pytest.mark.parametrize(
    "formula",
    [
        CASH + VOLUME,
        CASH + 1,
        1 - CASH,
        ops.min_(CASH, VOLUME),
        ops.max_(CASH, 1),
        ops.where(CASH, 0, 0),
        ops.where(SHARE, CASH, VOLUME),
        ops.at_least(CASH, VOLUME),
        ops.is_equal(CASH, 1),
        ops.grow(RATE, SHARE),
        ops.grow(SHARE, SPAN),
        ops.annuity_share(RATE, SHARE),
        ops.whole(SPAN),
        ops.average(CASH, VOLUME),
        ops.coming(CASH, SPAN),
        CASH**2,
        SHARE**SPAN,
    ],
    ids=str,
)
def test_units_that_do_not_go_together_are_refused(formula):
    with pytest.raises(ModelError, match=r"do not go together|a plain number is needed"):
        unit_of(formula, UNITS)
