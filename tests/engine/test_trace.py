"""Formulas as symbols: printed text means what the function does, and what is no formula is refused."""

import operator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ppp_model.composition import model_of
from ppp_model.engine import ops
from ppp_model.engine.line import All, Formula, Next, Prev, line
from ppp_model.engine.trace import Expr, Symbol, constants_of, symbol, symbols_of
from ppp_model.errors import ModelError
from ppp_model.shape import shape_of_names

A, B, C = symbol("a"), symbol("b"), symbol("c")


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        (A + B - C, "a + b - c"),
        (A - (B - C), "a - (b - c)"),
        (A - (B + C), "a - (b + c)"),
        (A + (B + C), "a + b + c"),
        ((A + B) * C, "(a + b) * c"),
        (A + B * C, "a + b * c"),
        (A / B / C, "a / b / c"),
        (A / (B * C), "a / (b * c)"),
        (A / (B / C), "a / (b / c)"),
        (A * B / C, "a * b / c"),
        (-A + B, "-a + b"),
        (-(A + B), "-(a + b)"),
        (A - -B, "a - -b"),
        (-A * B, "-a * b"),
        (A * -B, "a * -b"),
        ((-A) ** B, "(-a) ** b"),
        (-(A**B), "-a ** b"),
        (A**B**C, "a ** (b ** c)"),
        ((A**B) ** C, "(a ** b) ** c"),
        (A**-B, "a ** (-b)"),
        (1 - A, "1 - a"),
        (2 / A, "2 / a"),
        (2**A, "2 ** a"),
        (1234567 * A + 0.5, "1234567 * a + 0.5"),
        (ops.min_(A - B, 0) * C, "min(a - b, 0) * c"),
        (ops.where(A, -B, ops.max_(B, C)), "where(a, -b, max(b, c))"),
        (symbol("a", "prev") + symbol("a", "next") + symbol("b", "all"), "a[before] + a[next] + b[all]"),
    ],
    ids=str,
)
def test_text_of_a_formula(formula, text):
    assert str(formula) == text


def test_symbols_and_constants_in_the_order_in_which_they_are_met():
    formula = ops.max_(B * 2 - A, 0) / (1 + B)
    assert [found.name for found in symbols_of(formula)] == ["b", "a", "b"]
    assert constants_of(formula) == [2, 0, 1]
    assert (symbols_of(3), constants_of(3)) == ([], [3])


# The text read again as Python gives what the function gives


class Value(float):
    """A number that may be asked for the period before, the next one or the whole row: it is always the same."""

    def __getitem__(self, when):
        return self


FUNCTIONS = (
    {name.rstrip("_"): getattr(ops, name) for name in ("min_", "max_", "where", "grow", "annuity_share")}
    | {
        name: getattr(ops, name)
        for name in ("at_least", "more_than", "is_equal", "within", "whole", "ratio", "safe_ratio")
    }
    | {name: getattr(ops, name) for name in ("exponential", "middle", "logarithm", "square_root", "normal_share")}
)
OVER_ROWS = {
    "total": lambda row: 3 * row, "lowest": lambda row: row - 1, "highest": lambda row: row + 1,
    "average": lambda row, flag: row + flag, "first": lambda row, flag: row * 2 + flag,
    "coming": lambda row, count: row * count, "recent": lambda row, count: row * count + 2,
    "lagged": lambda row, count: row * count - 2, "irr": lambda row, years: row - years,
    "irr_status": lambda row, years: row + 2 * years, "total_where": lambda row, key: row - 3 * key,
}  # fmt: skip
"""Stand-ins for the functions over rows: any that differ will do to tell one bracket from another."""
OPERATORS = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "**": operator.pow,
    "neg": operator.neg,
}  # fmt: skip


def evaluate(expr, values):
    """The value of a traced formula, node by node."""
    if not isinstance(expr, Expr):
        return expr
    if isinstance(expr, Symbol):
        return values[expr.name]
    function = OPERATORS.get(expr.op) or OVER_ROWS.get(expr.op) or getattr(ops, expr.op)
    return function(*(evaluate(arg, values) for arg in expr.args))


def uses_rows(expr):
    return isinstance(expr, Expr) and (expr.op in OVER_ROWS or any(map(uses_rows, expr.args)))


def read_again(text, values):
    words = {"before": -1, "next": 1, "all": 0}
    return eval(text, {**words, **FUNCTIONS, **OVER_ROWS}, {name: Value(number) for name, number in values.items()})


def divide(a, b):
    return a / b if isinstance(b, Expr) else a


COMBINE = [
    operator.add, operator.sub, operator.mul, divide, lambda a, b: -(a + b), ops.min_, ops.max_,
    lambda a, b: ops.where(a, b, -b),
]  # fmt: skip
TREES = st.recursive(
    st.sampled_from([A, B, C, 1, 0]),
    lambda inner: st.builds(lambda combine, a, b: combine(a, b), st.sampled_from(COMBINE), inner, inner),
)
VALUES = {"a": 2.0, "b": 0.3, "c": -1.7}


@settings(max_examples=500, deadline=None)
@given(tree=TREES.filter(lambda tree: isinstance(tree, Expr)))
def test_any_formula_read_again_gives_the_same(tree):
    try:
        expected = evaluate(tree, VALUES)
    except ZeroDivisionError:
        return
    assert read_again(str(tree), VALUES) == pytest.approx(expected, rel=1e-9, abs=1e-9)


SHAPE = shape_of_names(
    ["senior", "junior"], ["one"], ["one"], ["one"], ["first", "last"], ["one"], ["one"], has_city=True, has_retail=True
)
BULK = shape_of_names(ends_by_revenue=True)
FORMULAS = {
    f"{row.part.function.__module__}.{row.part.name}": row.part
    for shape in (SHAPE, BULK)
    for row in model_of(shape).rows.values()
    if isinstance(row.part, Formula)
}


@pytest.mark.parametrize("name", FORMULAS)
def test_the_text_of_every_line_means_what_its_function_does(name):
    part = FORMULAS[name]
    expression = part.expression
    random = np.random.default_rng(len(name))
    for _ in range(20):
        # numbers near 1 keep rounding small; now and then a flag is 0
        drawn = random.choice([0.0, 1.0, *random.uniform(0.5, 2.0, 6)], len(part.arguments))
        values = dict(zip(part.arguments, drawn.tolist(), strict=True))
        try:
            with np.errstate(divide="raise", invalid="ignore"):  # as a run does
                expected = evaluate(expression, values) if uses_rows(expression) else part.function(**values)
        except (ZeroDivisionError, FloatingPointError):
            continue
        with np.errstate(invalid="ignore"):
            again = read_again(str(expression), values)
        assert again == pytest.approx(expected, rel=1e-9, abs=1e-9, nan_ok=True)


# What is no formula


def branches(a):
    return 1 if a else 0


def both(a, b):
    return a and b


def compares(a, b):
    return a * (a > b)


def equality(a):
    return a * (a == 0)


def inequality(a):
    return a * (a != 0)


def loops(a):
    return sum(x for x in a)


def calls_numpy(a):
    return np.exp(a)


def gives_nothing(a):
    a + 1


def gives_a_word(a):
    return "a"


@pytest.mark.parametrize(
    ("function", "why"),
    [
        (branches, "must not branch"), (both, "must not branch"), (compares, "must not use"),
        (equality, "must not use"), (inequality, "must not use"), (loops, "not a formula"),
        (calls_numpy, "not a formula"), (gives_nothing, "gives NoneType, not a formula"),
        (gives_a_word, "gives str, not a formula"),
    ],
)  # fmt: skip
def test_what_is_no_formula_is_refused_by_name(function, why):
    with pytest.raises(ModelError, match=why) as caught:
        line("1", source="choice")(function).formula.expression  # noqa: B018
    assert f".{function.__name__}" in str(caught.value)


def test_when_is_read_from_the_annotations():
    @line("1", source="choice")
    def something(now, before: Prev, after: Next, whole: All):
        """Something."""
        return now + before + after + ops.total(whole)

    assert {name: when.value for name, when in something.formula.arguments.items()} == {
        "now": "now", "before": "prev", "after": "next", "whole": "all",
    }  # fmt: skip
    assert str(something.formula.expression) == "now + before[before] + after[next] + total(whole[all])"
    assert something.formula.doc == "Something."


def test_a_marked_function_is_still_a_function():
    @line("money", source="choice")
    def repayment(service, interest):
        """What is left."""
        return ops.max_(service - interest, 0)

    assert repayment(service=13, interest=3) == 10
    assert repayment(3, 13) == 0
