"""The explorer: its points are full runs, the page shows them as the terminal does, and asks nobody for anything."""

import json
import random
import re

import pytest

from ppp_model.errors import ScenarioError
from ppp_model.measures import BY_NAME
from ppp_model.outputs.explorer.page import explorer_data
from ppp_model.outputs.formats import format_change, format_value
from tests.outputs.browser import needs_browser, open_page
from tests.search.studies import PLANT, written
from tests.test_cli import ppp

INPUTS = (
    "finance.debt.bank.rate=5 %..11 %:4",
    "retail.blocks.all.price=0.6 USD/m3..1.0 USD/m3:3",
    "works.overrun=0 %..20 %:3",
)
TWO = ("finance.debt.bank.rate=5 %..11 %:3", "works.overrun=0 %..20 %:3")
MEASURES = ["burden_poorest", "net_public_cost_pv", "debt", "dscr_min", "equity_irr", "equity_npv", "payback_years"]
HOSTILE = "</script><script>document.title='ran'</script><img src=x onerror=\"document.title='ran'\">"


@pytest.fixture(scope="module")
def plant(tmp_path_factory):
    return written(PLANT, tmp_path_factory.mktemp("explored"))


@pytest.fixture(scope="module")
def explored(plant, tmp_path_factory):
    """A page of three inputs and two structures, and the grid behind it."""
    file = tmp_path_factory.mktemp("page") / "explorer.html"
    return file, plant.explore(file, INPUTS, ["gap_grant", "availability"], MEASURES)


def points_of(grid, count):
    """Some points of a grid, as places on its axes; always the same ones."""
    draw = random.Random(7)
    return [[draw.randrange(len(axis.values)) for axis in grid.axes] for _ in range(count)]


def sets_of(grid, places):
    return [axis.option(place) for axis, place in zip(grid.axes, places, strict=True)]


# The grid


def test_every_point_is_the_run_with_the_same_changes(plant, explored):
    _, grid = explored
    for name, places in zip(("gap_grant", "availability", "gap_grant"), points_of(grid, 3), strict=True):
        result = plant.run(name, sets=sets_of(grid, places))
        point, found = grid.number_of(places), grid.structures[name]
        for measure in MEASURES:
            expected = result.measures[measure]
            assert found.measures[measure][point] == (
                pytest.approx(expected, rel=1e-9) if expected is not None else pytest.approx(float("nan"), nan_ok=True)
            )
        assert found.failures[point] == tuple(name for name in result.failures if name != "target_reached")


def test_an_input_that_others_follow_moves_them_too(tmp_path):
    """Where the first block of a tariff ends the second begins; whether a rate is given does not change with it."""
    blocks = "{a: {up_to: 8 m3/month, price: 0.5 USD/m3}, b: {price: 1.0 USD/m3}}"
    study = written(PLANT.replace("blocks: {all: {price: 0.8 USD/m3}}", f"blocks: {blocks}"), tmp_path)
    grid = study.explore(None, ["retail.blocks.a.up_to=4..12:3", TWO[0]], ["gap_grant"], ["bill_poorest", "equity_irr"])
    for places in ([0, 0], [2, 2]):
        expected = study.run("gap_grant", sets=sets_of(grid, places))
        for measure, values in grid.structures["gap_grant"].measures.items():
            assert values[grid.number_of(places)] == pytest.approx(expected[measure], rel=1e-9)


def test_a_price_agreed_is_held_and_can_be_asked_for_again(plant, tmp_path):
    other = written(PLANT.replace("low_use: {supply.utilisation: 70 %}", "moved: {works.overrun: 20 %}"), tmp_path)
    held = plant.explore(None, TWO, ["no_grant"], ["equity_irr", "price_solved"])
    point = held.number_of([1, 2])  # 8 % is the study's own rate
    found = held.structures["no_grant"].measures
    result = other.run("no_grant", "moved")  # under a case an agreed price is held
    assert found["equity_irr"][point] == pytest.approx(result["equity_irr"], rel=1e-9)
    assert found["price_solved"][point] == pytest.approx(plant.run("no_grant").solved.value, rel=1e-9)
    again = plant.explore(None, TWO, ["no_grant"], ["equity_irr", "price_solved"], priced_again=True)
    for places in ([0, 2], [2, 1]):
        expected = plant.run("no_grant", sets=sets_of(again, places)).solved
        point = again.number_of(places)
        assert again.structures["no_grant"].measures["price_solved"][point] == pytest.approx(expected.value, rel=1e-7)
        assert again.structures["no_grant"].measures["equity_irr"][point] == pytest.approx(0.12, abs=1e-7)


def test_inputs_that_tell_most_are_chosen_where_none_are_named(plant):
    grid = plant.explore(None, (), ["gap_grant"], ["equity_irr"])
    keys = [axis.key for axis in grid.axes]
    assert keys == ["finance.grants.gap.amount", "retail.tariff_level", "works.overrun"]  # the first two: its frontier
    assert [axis.values[axis.start] for axis in grid.axes] == [1e6, 1.0, 0.0]
    assert (grid.axes[2].values[0], grid.axes[2].values[-1]) == (-0.3, 0.3)


@pytest.mark.parametrize(
    ("inputs", "words"),
    [
        (["tax.rate=10 %..30 %"], "1 input cannot be explored"),
        (["tax.rate=10 %..30 %", "tax.rat=1 %..2 %"], "Did you mean `tax.rate`"),
        (["tax.rate=30 %..10 %", "works.overrun"], "the first number must be less than the second"),
        (["tax.rate=10 %..300 %", "works.overrun"], "must be from 0 % to 100 %"),
        (["timeline.operation=8 years..12 years", "works.overrun"], "cannot be moved on a grid"),
        (["tax.rate=1 %..9 %:101", "finance.debt.bank.rate=1 %..9 %:101", "works.overrun"], "are .* runs, more than"),
        (["tax.rate between", "works.overrun"], "cannot be read"),
        (["finance.grants.gap.amount=0..2 m USD", "works.overrun"], "no such number in no_grant"),
    ],
)  # fmt: skip
def test_what_cannot_be_explored_is_refused(plant, inputs, words):
    with pytest.raises(ScenarioError, match=words):
        plant.explore(None, inputs, ["gap_grant", "no_grant"])


def test_a_key_that_a_structure_changes_is_refused(plant):
    with pytest.raises(ScenarioError, match="changed twice in one run"):
        plant.explore(None, ["tax.rate=10 %..30 %:2", "works.overrun=0 %..20 %:2"], ["dear_loan"])


def test_the_command_writes_the_page_and_says_what_is_on_it(plant, tmp_path):
    file = tmp_path / "page.html"
    words = ("explore", plant.file.path, "-o", file, "--input", TWO[0], "--input", TWO[1],
             "-s", "gap_grant,availability", "--measures", "equity_irr,dscr_min")  # fmt: skip
    done = ppp(*words, "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert (told["points"], told["structures"]) == (9, ["gap_grant", "availability"])
    assert ppp(*words).exit_code == 2
    assert "9 points of 2 structures" in ppp(*words, "--force").stdout


# The page


def test_the_page_allows_its_own_script_only_and_holds_no_address(explored):
    text = explored[0].read_text(encoding="utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)[1]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy
    assert not re.search(r'(src|href)="(?!#)', text.replace("-src ", ""))
    assert "http://www.w3.org/2000/svg" in text  # a name, not an address that is asked for
    assert len(re.findall("https?://", text)) == 1


@needs_browser
def test_sliders_move_the_numbers_to_those_of_the_runs(plant, explored):
    file, grid = explored
    with open_page(file) as page:
        for places in points_of(grid, 3):
            move = "".join(
                f"e=document.getElementById('slider{n}'); e.value={place}; e.dispatchEvent(new Event('input'));"
                for n, place in enumerate(places)
            )
            page.evaluate(f"(() => {{ let e; {move} }})()")
            for s, name in enumerate(grid.structures):
                result, base = plant.run(name, sets=sets_of(grid, places)), plant.run(name)
                for m, measure in enumerate(MEASURES):
                    kind = BY_NAME[measure].kind
                    value, own = result.measures[measure], base.measures[measure]
                    parts = page.evaluate(f"[...document.querySelectorAll('#m{m}s{s} > *')].map(e => e.textContent)")
                    assert parts[0] == format_value(kind, value)
                    if value is not None and own is not None and abs(value - own) > 1e-6 * abs(own):
                        assert parts[1] == format_change(kind, value - own, own)
        assert page.evaluate("document.getElementById('command').textContent").startswith("ppp compare STUDY")
        page.settle(0.4)
        said = page.evaluate("document.getElementById('status').textContent")
        assert said.startswith(f"At Bank: rate {100 * grid.axes[0].values[places[0]]:.6g} %")
        assert "Misses return on equity: With a grant; Paid for availability." in said
        assert (page.console, page.requests) == ([], [])


@needs_browser
def test_a_return_that_does_not_exist_meets_no_limit(plant, tmp_path):
    file = tmp_path / "blank.html"
    ranges = ("opex.all.fixed=1 m USD/year..60 m USD/year:2", "finance.debt.bank.rate=5 %..11 %:2")
    grid = plant.explore(file, ranges, ["availability"], ["equity_irr"])
    last = len(grid.axes[0].values) - 1
    point = grid.number_of([last, 0])
    assert grid.structures["availability"].measures["equity_irr"][point] != pytest.approx(0, abs=1e9)  # a blank
    with open_page(file) as page:
        for n, place in enumerate((last, 0)):
            page.evaluate(
                f"(() => {{ const e = document.getElementById('slider{n}'); e.value = {place};"
                " e.dispatchEvent(new Event('input')); })()"
            )
        page.settle(0.4)
        said = page.evaluate("document.getElementById('status').textContent")
        assert "No value for return on equity, so not all limits are met: Paid for availability." in said
        assert "Meets all limits" not in said
        parts = page.evaluate("[...document.querySelectorAll('#m0s0 > *')].map(e => e.textContent)")
        assert parts[0] == "-"
        assert parts[-1].startswith("no value for")


@needs_browser
def test_the_keyboard_moves_a_slider_and_a_reader_hears_it(plant, explored):
    file, grid = explored
    with open_page(file, width=400) as page:
        page.evaluate("document.getElementById('slider0').focus()")
        page.press("End")
        assert page.evaluate("document.getElementById('slider0').getAttribute('aria-valuetext')") == "11 %"
        places = [3, grid.axes[1].start, grid.axes[2].start]
        expected = plant.run("gap_grant", sets=["finance.debt.bank.rate=11 %"]).measures["equity_irr"]
        assert places[0] == len(grid.axes[0].values) - 1
        m = MEASURES.index("equity_irr")
        shown = page.evaluate(f"document.querySelector('#m{m}s0 .value').textContent")
        assert shown == format_value("rate", expected)
        page.press("Tab")
        assert page.evaluate("document.activeElement.id") == "slider1"
        assert page.evaluate("document.documentElement.scrollWidth") <= 400
        page.evaluate("document.getElementById('reset').click()")
        assert page.evaluate("document.getElementById('out0').textContent") == "8 %"
        assert (page.console, page.requests) == ([], [])


@needs_browser
def test_the_page_rounds_as_the_terminal_does(plant, explored, tmp_path):
    """Numbers of all sizes and kinds, put in the page's data, are shown as ``format_value`` shows them."""
    file, grid = explored
    draw = random.Random(3)
    values = [sign * draw.uniform(1, 10) * 10.0**power for power in range(-4, 10) for sign in (1, -1)]
    values = [
        float(f"{value:.9g}") for value in [*values, 0.0, 12.25, 0.125, 99.5, 2.5, 99_995.0, 999_950_000.0, 9.995e6]
    ]
    data = explorer_data(grid, MEASURES)
    text = file.read_text(encoding="utf-8")
    kinds = ["money", "share", "ratio", "years", "count", "price", "money_local"]
    for number, kind in enumerate(kinds):
        data["measures"][number]["kind"] = kind
    points = grid.points
    for number in range(len(kinds)):
        data["structures"][0]["values"][number] = (values * points)[:points]
    start, end = text.index('id="data">') + len('id="data">'), text.rindex("</script>\n<script>")
    target = tmp_path / "rounded.html"
    target.write_text(text[:start] + json.dumps(data) + text[end:], encoding="utf-8")
    counts = [len(axis.values) for axis in grid.axes]
    with open_page(target) as page:
        for point in range(min(points, len(values))):
            places = [point // (counts[1] * counts[2]), point // counts[2] % counts[1], point % counts[2]]
            for n, place in enumerate(places):
                page.evaluate(f"document.getElementById('slider{n}').value = {place}")
            page.evaluate("document.getElementById('slider0').dispatchEvent(new Event('input'))")
            shown = page.evaluate(
                f"[...Array({len(kinds)}).keys()].map(m => document.querySelector(`#m${{m}}s0 .value`).textContent)"
            )
            assert shown == [format_value(kind, values[point]) for kind in kinds]
        assert page.console == []


@needs_browser
def test_hostile_words_of_a_study_run_nowhere(tmp_path):
    quoted = json.dumps(HOSTILE)
    text = PLANT.replace("study: A plant for a town", f"study: {quoted}\ndescription: {quoted}")
    text = text.replace("label: With a grant", f"label: {quoted}")
    study = written(text, tmp_path)
    file = tmp_path / "hostile.html"
    study.explore(file, TWO, ["gap_grant"], ["equity_irr", "dscr_min"])
    with open_page(file) as page:
        page.evaluate("document.getElementById('slider0').dispatchEvent(new Event('input'))")
        page.settle(0.4)
        assert HOSTILE in page.evaluate("document.title")
        assert page.evaluate("document.querySelector('h1').textContent") == HOSTILE
        assert page.evaluate("document.querySelectorAll('img').length") == 0
        assert (page.console, page.requests) == ([], [])
