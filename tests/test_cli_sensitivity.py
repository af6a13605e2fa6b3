"""`ppp sensitivity`, and `--financing` of the commands that run a case."""

import pytest

from tests.risk.roads import ANNUITY, SALES, road
from tests.test_cli import ppp, strict_json

COVER = SALES / (1e6 * ANNUITY)


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return road(tmp_path_factory.mktemp("road")).file.path


def shown(*words):
    done = ppp("sensitivity", *words, COLUMNS="160")
    assert done.exit_code == 0, done.stderr
    return [" ".join(line.split()) for line in done.stdout.splitlines()]


def test_a_tornado_and_break_evens_are_shown_unless_something_else_is_asked_for(study):
    lines = shown(study)
    assert lines[:2] == [
        "A fixed loan: what moves it",
        "A road. Financing is held as signed: loan amounts, repayments.",
    ]
    assert any(line.startswith("traffic 48 % 88 % 1.01x 1.85x 0.84x ░░░░") for line in lines)
    assert "Without effect: works." in lines
    assert "traffic may fall 40.4 %, to 47.68 %, before least debt service cover (DSCR) falls below 1.00x." in lines


def test_several_structures_follow_each_other(study):
    lines = shown(study, "-s", "fixed", "-s", "sized", "--measure", "dscr_min", "--break-even", "dscr_min>=1.3")
    assert [line for line in lines if line.endswith("what moves it")] == [
        "A fixed loan: what moves it", "Sized by its cover: what moves it",
    ]  # fmt: skip
    assert "It is just at the bar, so that it breaks with a fall of traffic or charge." in lines


def test_a_grid_marks_its_base_and_what_breaks_the_bar(study):
    lines = shown(
        study,
        "--grid",
        "traffic:3",
        "charge=0.8..1.2 USD/m3:3",
        "--measure",
        "dscr_min",
        "--break-even",
        "dscr_min>=1.2",
    )
    assert "Down: traffic. Across: charge." in lines
    assert "80 % 1.34x 1.68x* 2.01x -" in lines
    assert f"48 % !0.81x !1.01x 1.21x {1.2 / COVER / 0.6:.3f} USD/m3" in lines


def test_stress_shows_cases_beside_all_adverse_ends(study):
    lines = shown(study, "--stress", "--measure", "dscr_min")
    assert "Debt service is not paid when due (default) no yes no yes" in lines
    assert "Everything adverse: traffic 48 %, works 45 %, charge 0.9200 USD/m3." in lines


def test_sensitivity_as_data(study):
    words = [
        study,
        "--measure",
        "dscr_min",
        "--stress",
        "--break-even",
        "dscr_min>=1.2",
        "--grid",
        "traffic:2",
        "charge:2",
    ]
    found = strict_json(ppp("sensitivity", *words, "--json").stdout)["structures"]["fixed"]
    assert found["financing"] == "held"
    assert found["inputs"]["traffic"]["own"] == 0.8
    even = next(one for one in found["break_even"] if one["input"] == "traffic")
    assert even["at_least"] == 1.2
    assert even["change"] == pytest.approx(1.2 / COVER - 1)
    assert even["words"].startswith("traffic may fall 28.5 %")
    assert found["stress"]["measure"]["half"]["dscr_min"] == pytest.approx(COVER / 2)
    assert found["stress"]["event"]["half"]["default_happens"] == 1
    assert found["grid"]["values"][0][0] == pytest.approx(COVER * 0.6 * 0.92)
    usual = strict_json(ppp("sensitivity", study, "--measure", "dscr_min", "--json").stdout)["structures"]["fixed"]
    first = usual["tornado"]["dscr_min"][0]
    assert (first["input"], first["low"]) == ("traffic", 0.6)
    assert first["value_low"] == pytest.approx(0.6 * COVER)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--financing", "hold"], "unknown financing `hold`"),
        (["--input", "nothing"], "there is no number `nothing`"),
        (["--measure", "dscr"], "unknown measure"),
        (["--measure", "vfm"], "cannot be followed while inputs move"),
        (["--break-even", "dscr_min"], "is no bar"),
        (["--grid", "traffic:1", "charge"], "must end in a number of points"),
        (["--grid", "traffic", "works=5 %"], "must be two ends"),
    ],
)
def test_what_a_user_can_mend_ends_with_2(study, words, said):
    done = ppp("sensitivity", study, *words)
    assert done.exit_code == 2
    assert said in done.stderr


@pytest.mark.parametrize("words", [["run", "--conventions"], ["compare", "--bridge", "fixed", "sized"]])
def test_financing_does_not_go_with_views_that_run_the_deal_again(study, words):
    done = ppp(words[0], study, *words[1:], "--case", "half", "--financing", "held")
    assert done.exit_code == 2
    assert "--financing: does not go with" in done.stderr


def test_run_and_compare_hold_the_financing_and_say_so(study):
    words = ["-s", "sized", "--case", "half", "--financing", "held"]
    done = ppp("run", study, *words)
    assert "Financing is held as signed without the case: loan amounts, repayments." in " ".join(done.stdout.split())
    for command in ("run", "compare"):
        found = strict_json(ppp(command, study, *words, "--json").stdout)
        measures = (found if command == "run" else found["structures"]["sized"])["measures"]
        assert measures["dscr_min"] == pytest.approx(0.65)
    cases = strict_json(ppp("run", study, "-s", "sized", "--cases", "--financing", "held", "--json").stdout)["cases"]
    assert cases["half"]["measures"]["dscr_min"] == pytest.approx(0.65)
    assert cases["base"]["financing"] is None


def test_the_purse_is_that_of_the_financing_that_is_held(study):
    done = ppp("purse", study, "-s", "sized", "--case", "half", "--financing", "held")
    assert "Financing is held as signed without the case" in " ".join(done.stdout.split())
