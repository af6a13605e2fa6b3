"""Machine code gives the numbers of numpy: every function, every kind of loop, circles, and the shipped scenarios."""

import types
from pathlib import Path

import numpy as np
import pytest

from ppp_model import load
from ppp_model.engine import ops
from ppp_model.engine.line import All, Next, Prev, given, line
from ppp_model.engine.model import Model
from ppp_model.engine.run import MOST_REPEATS, run

pytest.importorskip("llvmlite", reason="the extra `fast` is not installed")
from ppp_model.engine.native import store
from ppp_model.engine.native.kernel import Kernel, Unfit
from ppp_model.risk.deal import deal_of
from ppp_model.risk.planning import drawn

SCENARIOS = Path(__file__).parents[3] / "scenarios"
PERIODS = 7
SPECIAL = [0.0, -0.0, 1.0, -1.0, 0.5, 2.0, 1e-300, 1e300, np.inf, -np.inf, np.nan, 3.0000000001, -2.5]


@pytest.fixture(scope="session", autouse=True)
def cache(tmp_path_factory):
    """Programs are kept in a folder of the session."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(store.VARIABLE, str(tmp_path_factory.mktemp("programs")))
        yield


def model_with(**parts):
    """A model of lines and inputs by name."""
    module = types.ModuleType("made_up")
    for name, part in parts.items():
        if callable(part):
            part.__name__, part.__module__, part.__doc__ = name, "made_up", "A line."
            part.__dict__["formula"] = line("1", source="definition")(part).formula
        setattr(module, name, part)
    model = Model()
    model.add(module)
    return model


def both(model, inputs, drawn_inputs, wanted, start=(), repeats=MOST_REPEATS, count=None):
    """The wanted lines by numpy and by a kernel."""
    count = count or max(len(values) for values in drawn_inputs.values())
    start = dict(start)
    with np.errstate(all="ignore"):
        plain = run(model, inputs | drawn_inputs, PERIODS, start=start, wanted=set(wanted), repeats=repeats)
    widths = {name: values.shape[1] for name, values in drawn_inputs.items()}
    made = Kernel(model, inputs, PERIODS, {}, start, set(wanted), widths).run(drawn_inputs, count, repeats)
    return plain, made


def same(made, plain, relative=1e-12):
    """Whether values agree: blanks in the same places, the rest within a share of the largest."""
    made, plain = np.broadcast_arrays(made, plain)
    assert np.array_equal(np.isnan(made), np.isnan(plain))
    finite = np.isfinite(plain)
    assert np.array_equal(made[~finite & ~np.isnan(plain)], plain[~finite & ~np.isnan(plain)])
    largest = np.maximum(np.abs(plain[finite]), 1e-300)
    assert np.all(np.abs(made[finite] - plain[finite]) <= relative * largest)


ONE = {name: getattr(ops, name) for name in ("whole", "exponential", "square_root", "logarithm", "normal_share")}
TWO = {
    name: getattr(ops, name)
    for name in ("min_", "max_", "at_least", "more_than", "is_equal", "within", "ratio", "safe_ratio", "middle", "grow")
}
A, B = given("1", "One number."), given("1", "Another number.")


@pytest.mark.parametrize("name", [*ONE, *TWO])
def test_each_function_gives_what_numpy_gives_for_all_pairs_of_special_numbers(name):
    left, right = (array.reshape(-1, 1) for array in np.meshgrid(SPECIAL, SPECIAL))
    if name == "grow":  # nothing to the power of less than nothing is a division by zero, see below
        some = (left != -1) | (right >= 0)
        left, right = left[some].reshape(-1, 1), right[some].reshape(-1, 1)
    function = (lambda a: ONE[name](a)) if name in ONE else (lambda a, b: TWO[name](a, b))
    model = model_with(a=A, b=B, found=function)
    plain, made = both(model, {}, {"a": left, "b": right}, ["found"])
    same(made.values["found"], plain.values["found"])


def test_choices_and_shares_of_annuities():
    rate = np.array([0.0, 1e-12, 0.05, 0.3])
    payments = np.array([-1.0, 0.0, 0.5, 1.0, 2.0, 40.0])
    rates, left = (array.reshape(-1, 1) for array in np.meshgrid(rate, payments))
    model = model_with(
        a=A, b=B,
        share=lambda a, b: ops.annuity_share(a, b),
        chosen=lambda a, b: ops.where(a, -b, b**2 - 3 * a),
    )  # fmt: skip
    plain, made = both(model, {}, {"a": rates, "b": left}, ["share", "chosen"])
    for name in ("share", "chosen"):
        same(made.values[name], plain.values[name])


def _wholes():
    def total(row: All, flag: All):
        return ops.total(row * flag)

    def lowest(row: All):
        return ops.lowest(row)

    def highest(row: All):
        return ops.highest(row) - ops.lowest(row)

    def mean(row: All, flag: All):
        return ops.average(row, flag)

    def first(row: All, flag: All):
        return ops.first(row, flag)

    def coming(row: All, count):
        return ops.coming(row, count)

    def recent(row: All, count):
        return ops.recent(row, count + 1) - row * 0

    def lagged(row: All, count):
        return ops.lagged(row, count)

    def alike(row: All, key: All):
        return ops.total_where(row, key)

    return {function.__name__: function for function in (total, lowest, highest, mean, first)} | {
        function.__name__: function for function in (coming, lagged, alike)
    }


@pytest.mark.parametrize("count", ["fixed", "drawn"])
def test_functions_of_whole_rows(count):
    random = np.random.default_rng(3)
    rows = random.normal(size=(21, PERIODS))
    rows[:4, 2:] = np.nan
    rows[5] = np.nan
    flags = (random.random((21, PERIODS)) < 0.5).astype(float)
    flags[7] = 0.0
    counts = np.linspace(0.0, 9.3, 21).reshape(-1, 1)
    model = model_with(row=A, flag=B, count=given("1", "A count."), key=given("1", "A key."), **_wholes())
    inputs = {"key": np.array([[0.0, 0, 1, 1, 1, 2, 2]])} | ({"count": 2.4} if count == "fixed" else {})
    draws = {"row": rows, "flag": flags} | ({"count": counts} if count == "drawn" else {})
    names = ["total", "mean", "first", "lowest", "highest"]
    plain, made = both(model, inputs, draws, names)
    for name in names:
        same(made.values[name], plain.values[name])
    draws["row"] = np.nan_to_num(rows)
    plain, made = both(model, inputs, draws, ["coming", "lagged", "alike"])
    for name in ("coming", "lagged", "alike"):
        same(made.values[name], plain.values[name])


def _account():
    def opening(closing: Prev):
        return closing

    def closing(opening, rate, flow):
        return opening * (1 + rate) + flow

    def worth(flow, worth: Next, rate):
        return (flow + worth) / (1 + rate)

    def change(closing, closing_before: Prev):
        return closing - closing_before

    def closing_before(closing):
        return closing

    def ahead(flow: Next, worth):
        return flow + worth

    return {f.__name__: f for f in (opening, closing, worth, change, closing_before, ahead)}


def test_loops_forward_and_backward_and_rows_that_look_aside():
    random = np.random.default_rng(4)
    draws = {"rate": random.uniform(0, 0.2, (19, 1)), "flow": random.normal(size=(19, PERIODS))}
    model = model_with(rate=A, flow=B, **_account())
    names = ["closing", "worth", "change", "ahead"]
    plain, made = both(model, {}, draws, names)
    for name in names:
        same(made.values[name], plain.values[name])
    balance = np.zeros(19)
    for period in range(PERIODS):
        balance = balance * (1 + draws["rate"][:, 0]) + draws["flow"][:, period]
    same(made.values["closing"][:, -1], balance)


def _circle(power):
    def found(flow, guess, slope):
        return flow + slope * ops.exponential(-power * guess * guess)

    return {"guess": given("1", "A guess.", solved_for="found"), "found": found}


@pytest.mark.parametrize("start", [0.0, 0.7])
def test_a_circle_settles_draw_by_draw_as_in_numpy(start):
    draws = {"slope": np.linspace(0.05, 1.3, 27).reshape(-1, 1), "flow": np.ones((27, PERIODS)) * 0.3}
    model = model_with(slope=A, flow=B, **_circle(1.0))
    plain, made = both(model, {}, draws, ["found", "guess"], {"guess": np.full((1, 1), start)})
    same(made.values["found"], plain.values["found"], 1e-11)
    assert not made.unsettled.any()
    few_plain, few = both(model, {}, draws, ["found"], repeats=12)
    assert np.array_equal(few.unsettled, few_plain.unsettled)
    assert few.unsettled.any()
    assert not few.unsettled.all()


def test_a_draw_that_divides_by_zero_is_marked_and_leaves_the_others_as_they_are():
    model = model_with(a=A, b=B, found=lambda a, b: a / b + 0 * ops.grow(a - 7, -b))
    values = np.arange(1.0, 12.0).reshape(-1, 1)
    below = np.where(values == 5.0, 0.0, values + 1)
    made = Kernel(model, {}, PERIODS, {}, {}, {"found"}, {"a": 1, "b": 1}).run({"a": values, "b": below}, 11, 9)
    assert np.flatnonzero(made.divided).tolist() == [4, 5]
    same(np.delete(made.values["found"], [4, 5], axis=0), np.delete(values / (values + 1), [4, 5], axis=0))


def test_a_return_is_left_to_numpy_and_one_inside_a_circle_is_refused():
    flows = np.array([[-10.0, 2, 2, 2, 2, 2, 2], [-10.0, 3, 3, 3, 3, 3, 3]])

    def back(flow: All, time: All):
        return ops.irr(flow, time)

    def doubled(back):
        return back + back

    inputs = {"time": np.arange(PERIODS, dtype=float).reshape(1, -1)}
    model = model_with(flow=A, time=B, back=back, doubled=doubled)
    plain, made = both(model, inputs, {"flow": flows}, ["doubled", "back"])
    same(made.values["doubled"], plain.values["doubled"])

    def circular(flow: All, time: All, guess):
        return ops.irr(flow, time) + guess / 2

    circle = model_with(flow=A, time=B, guess=given("1", "A guess.", solved_for="circular"), circular=circular)
    with pytest.raises(Unfit):
        Kernel(circle, inputs, PERIODS, {}, {}, {"circular"}, {"flow": PERIODS})


def test_programs_are_kept_on_disk_and_a_folder_that_cannot_be_written_is_no_error(tmp_path, monkeypatch):
    model = model_with(a=A, b=B, found=lambda a, b: a * b + a)
    draws = {"a": np.ones((3, 1)), "b": np.full((3, 1), 2.0)}
    monkeypatch.setenv(store.VARIABLE, str(tmp_path / "kept"))
    both(model, {}, draws, ["found"])
    (kept,) = (tmp_path / "kept").iterdir()
    compiled = []
    monkeypatch.setattr(store, "compiled", lambda text: compiled.append(text) or b"")
    _, made = both(model, {}, draws, ["found"])
    assert not compiled
    assert made.values["found"].tolist() == [[3.0]] * 3
    monkeypatch.undo()
    (tmp_path / "file").write_text("")
    monkeypatch.setenv(store.VARIABLE, str(tmp_path / "file" / "below"))
    _, made = both(model, {}, draws, ["found"])
    assert made.values["found"].tolist() == [[3.0]] * 3
    assert kept.suffix == ".o"


STUDIES = [
    "kigali-bulk-water", "reference-deal", "bujagali-hydropower", "liberia-partnership-schools", "punjab-silos",
    *sorted(path.parent.name for path in SCENARIOS.glob("example-*/scenario.yaml")),
]  # fmt: skip
"""Studies of as many shapes as there are: with and without loans, households, access, sale in bulk."""


@pytest.mark.parametrize("name", STUDIES)
def test_every_shipped_scenario(name):
    """Sizing per draw, which uses every circle: cost, volume or price, and inflation move by a tenth at random."""
    study = load(SCENARIOS / name)
    base = study.run(study.structures[0])
    deal = deal_of(base, base, "sized_again", draws=0)
    inputs, count = _moved(base, 11), 11
    kernel = Kernel(
        base.assembled.model, base.assembled.inputs, base.assembled.calendar.periods, deal.held, deal.start, deal.lines,
        {line: values.shape[1] for line, values in inputs.items()},
    )  # fmt: skip
    made = kernel.run(inputs, count, MOST_REPEATS, threads=2)
    assert not made.divided.any()
    plain = base.assembled.run(deal.held, inputs, deal.start, deal.lines, MOST_REPEATS)
    assert np.array_equal(np.broadcast_to(plain.unsettled, count), made.unsettled)
    settled = ~made.unsettled
    for line_ in deal.lines:
        values, other = (np.broadcast_to(of[line_], (count, 1))[settled] for of in (made.values, plain.values))
        scale = np.nanmax(np.abs(other), initial=0.0)
        assert np.array_equal(np.isnan(values), np.isnan(other)), line_
        assert np.nanmax(np.abs(values - other), initial=0.0) <= 1e-12 * scale, line_


def _moved(base, count):
    random = np.random.default_rng(5)
    inputs = base.assembled.inputs
    moved = [name for name in ("utilisation", "overrun", "study_inflation", "tariff_level") if name in inputs]
    factors = {name: random.uniform(0.95, 1.05, (count, 1)) for name in moved}
    return {name: inputs[name] * factors[name] + (name == "overrun") * 0.1 * factors[name] for name in moved}


def test_grouping_and_threads_change_nothing():
    study = load(SCENARIOS / "kigali-bulk-water")
    base = study.run()
    some = drawn(base.loaded, base.assembled, draws=512)
    deal = deal_of(base, base, "held", draws=512)
    assert deal.engine == "kernel"
    whole = deal.evaluate(some.inputs(0, 300), 300)
    parts = [deal.evaluate(some.inputs(start, stop), stop - start) for start, stop in ((0, 37), (37, 300))]
    for name, values in whole.values.items():
        assert np.array_equal(values, np.concatenate([part.values[name] for part in parts]), equal_nan=True), name


def test_a_draw_that_fails_in_what_is_left_to_numpy_is_marked_alone():
    def back(flow: All, time: All):
        return ops.irr(flow, time)

    model = model_with(flow=A, time=B, below=given("1", "A number."), back=back, found=lambda back, below: back / below)
    flows = np.array([[-10.0, 2, 2, 2, 2, 2, 2]] * 5)
    below = np.array([[1.0], [2.0], [0.0], [4.0], [0.5]])
    time = np.arange(PERIODS, dtype=float).reshape(1, -1)
    kernel = Kernel(model, {"time": time}, PERIODS, {}, {}, {"found"}, {"flow": PERIODS, "below": 1})
    made = kernel.run({"flow": flows, "below": below}, 5, 9)
    assert made.divided.tolist() == [False, False, True, False, False]
    rate = ops.irr(flows[:1], time)[0, 0]
    same(np.delete(made.values["found"], 2, axis=0), rate / np.delete(below, 2, axis=0))
