"""Every command, its exit code, what goes to stdout and to stderr, and what it writes."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

import ppp_model
from ppp_model import cli, commands

COMMAND = typer.main.get_command(cli.app)
COMMANDS = sorted(COMMAND.commands)
HUGE_RATE = "finance.debt.senior.rate=300 %"
NO_INCOME = "revenue.capacity_charge=0 USD/m3"


@pytest.fixture(scope="session")
def study(tmp_path_factory):
    """A folder with the starter study."""
    folder = tmp_path_factory.mktemp("studies") / "small"
    assert ppp("new", folder).exit_code == 0
    return folder


@pytest.fixture
def changed(study, tmp_path):
    """Writes the starter study with a piece of its text replaced, and returns the file."""

    def write(old, new):
        text = (study / "scenario.yaml").read_text(encoding="utf-8")
        assert old in text
        file = tmp_path / "changed.yaml"
        file.write_text(text.replace(old, new), encoding="utf-8")
        return file

    return write


def ppp(*words, **env):
    return CliRunner(env={"COLUMNS": "120", "PPP_DEBUG": None, **env}).invoke(cli.app, [str(word) for word in words])


def process(*words, pipe_to="", **env):
    """The command in a process of its own, its output perhaps piped to another."""
    command = [sys.executable, "-m", "ppp_model.cli", *map(str, words)]
    settings = os.environ | {"COLUMNS": "120"} | env
    if pipe_to:
        text = f"set -o pipefail; {' '.join(command)} | {pipe_to}"
        command = ["bash", "-c", text]
    return subprocess.run(command, capture_output=True, text=True, env=settings, timeout=60)


def strict_json(text):
    def refuse(word):
        raise AssertionError(f"{word} is not JSON")

    return json.loads(text, parse_constant=refuse)


# Help and start-up


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_every_parameter_has_a_help_text(name):
    command = COMMAND.commands[name]
    assert command.help
    for parameter in command.params:
        assert getattr(parameter, "help", None), f"ppp {name}: {parameter.name}"
    assert "--json" in [option for parameter in command.params for option in parameter.opts]
    assert ppp(name, "--help").exit_code == 0


def test_the_version_is_printed():
    assert ppp("--version").stdout == f"ppp-model {ppp_model.__version__}\n"


@pytest.mark.parametrize("words", [["--help"], ["validate", "STUDY"], ["run", "STUDY", "--json"]])
def test_start_up_imports_little(words, study):
    words = [str(study) if word == "STUDY" else word for word in words]
    heavy = ["pandas", "scipy", "matplotlib"] + (["numpy", "pydantic"] if words == ["--help"] else [])
    code = (
        "import sys\nfrom ppp_model import cli\n"
        f"sys.argv = ['ppp', *{words!r}]\n"
        "try:\n    cli.main()\nexcept SystemExit as end:\n    assert not end.code, end.code\n"
        f"print([name for name in {heavy!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stderr == "[]\n"


# JSON


@pytest.mark.parametrize(
    "words",
    [
        ["validate", "STUDY"],
        ["run", "STUDY", "-s", "public_loan"],
        ["run", "STUDY", "--cases"],
        ["run", "STUDY", "--table", "cover"],
        ["compare", "STUDY", "-c", "low_demand"],
        ["affordability", "STUDY", "-s", "public_loan", "-c", "low_demand"],
        ["solve", "STUDY", "-s", "fair_return"],
        ["explain", "STUDY", "dscr", "0", "--depth", "3"],
        ["explain", "STUDY", "dscr_min"],
        ["assumptions", "STUDY", "-s", "city_pays"],
        ["lines"],
        ["lines", "STUDY", "interest"],
        ["schema"],
    ],
    ids=" ".join,
)
def test_json_is_strict_and_stands_alone_on_stdout(words, study):
    done = ppp(*(study if word == "STUDY" else word for word in words), "--json")
    assert done.exit_code == 0
    assert strict_json(done.stdout)


def test_compare_prints_the_shape_that_programs_rely_on(study):
    found = strict_json(ppp("compare", study, "--json").stdout)
    assert list(found) == ["study", "structures"]
    assert list(found["structures"]) == ["as_planned", "fair_return", "city_pays", "public_loan"]
    one = found["structures"]["fair_return"]
    assert {"measures", "reasons", "solved", "checks", "groups", "changes", "conventions"} <= set(one)
    assert list(one["groups"]) == ["poorest", "middle", "richest"]
    assert one["measures"]["equity_irr"] == pytest.approx(0.14)
    assert one["measures"]["universal_access_year"] is None
    assert one["reasons"]["universal_access_year"]


def test_compare_takes_the_structures_asked_for_in_their_order(study):
    found = strict_json(ppp("compare", study, "-s", "city_pays", "-s", "as_planned", "--json").stdout)
    assert list(found["structures"]) == ["city_pays", "as_planned"]


def test_errors_are_json_when_json_is_asked_for(study):
    done = ppp("run", study, "-s", "as_plannd", "--json")
    assert done.exit_code == 2
    assert "as_planned" in strict_json(done.stdout)["problems"][0]["hint"]
    done = ppp("explain", study, "--json")
    assert done.exit_code == 2
    assert strict_json(done.stdout)["problems"][0]["where"] == "command line"


# Exit codes


def test_a_good_file_ends_with_0(study):
    done = ppp("validate", study)
    assert (done.exit_code, done.stderr) == (0, "")
    assert "no problems" in done.stdout


@pytest.mark.parametrize(
    "words",
    [
        ["validate", "nowhere"],
        ["run", "STUDY", "-s", "other"],
        ["run", "STUDY", "-c", "other"],
        ["run", "STUDY", "--set", HUGE_RATE],
        ["run", "STUDY", "--table", "other"],
        ["run", "STUDY", "--cases", "--table", "cover"],
        ["run", "STUDY", "--cases", "-c", "low_demand"],
        ["affordability", "STUDY", "-c", "other"],
        ["affordability", "STUDY", "--set", "retail=null"],
        ["explain", "STUDY", "equity_ir"],
        ["explain", "STUDY", "dscr", "1999"],
        ["explain", "STUDY", "dscr", "soon"],
        ["solve", "STUDY"],
        ["solve", "STUDY", "-s", "fair_return", "--target", "3,5 %"],
        ["solve", "STUDY", "-s", "fair_return", "--measure", "other"],
        ["solve", "STUDY", "-s", "fair_return", "--between", "2", "1"],
        ["lines", "no/such/study"],
        ["run"],
        ["fly"],
    ],
    ids=" ".join,
)
def test_what_a_user_can_mend_ends_with_2_and_words_on_stderr_only(words, study):
    done = ppp(*(study if word == "STUDY" else word for word in words))
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr


def test_all_problems_are_listed_one_a_line_and_counted(changed):
    file = changed("upfront_fee: 1 %", "upfront_fee: 1,5 %\n      spread: 2 %")
    done = ppp("validate", file)
    assert done.exit_code == 2
    *problems, count = done.stderr.splitlines()
    assert count == "2 problems"
    assert len(problems) == 2
    assert all(f"{file}:" in problem for problem in problems)
    assert "1.5 %" in problems[0] + problems[1]


def test_a_failed_check_ends_with_3_and_the_results_are_printed(study):
    done = ppp("run", study, "--set", NO_INCOME)
    assert done.exit_code == 3
    assert "Return of the project" in done.stdout
    assert "owners must pay for operation or tax (check `no_owner_support`)" in done.stdout
    assert "owners must pay for operation or tax" in done.stderr
    done = ppp("run", study, "--set", NO_INCOME, "--json")
    assert done.exit_code == 3
    assert strict_json(done.stdout)["checks"]["no_owner_support"] is False


def test_a_target_out_of_reach_ends_with_3_and_says_how_near_it_came(study):
    done = ppp(
        "solve", study, "--input", "opex.staff_and_upkeep.fixed", "--measure", "equity_irr", "--target", "90 %",
        "--between", "0", "1 m USD/year",
    )  # fmt: skip
    assert done.exit_code == 3
    assert "short of its target" in done.stdout
    assert "nearest is" in done.stdout
    assert "0 USD/year" in done.stdout


def test_solve_takes_what_is_left_out_from_the_structure(study):
    found = strict_json(ppp("solve", study, "-s", "fair_return", "--target", "16 %", "--json").stdout)
    assert found["solved"]["input"] == "revenue.capacity_charge"
    assert found["solved"]["found"] == pytest.approx(0.16)


def test_a_bug_of_ours_ends_with_1_without_a_traceback_unless_asked_for(study, monkeypatch):
    def fail(*_):
        raise RuntimeError("out of order")

    monkeypatch.setattr(commands, "show_comparison", fail)
    done = ppp("compare", study)
    assert (done.exit_code, done.stdout) == (1, "")
    assert "this is a bug in ppp-model: RuntimeError: out of order" in done.stderr
    assert "Traceback" not in done.stderr
    for done in (ppp("--debug", "compare", study), ppp("compare", study, PPP_DEBUG="1")):
        assert done.exit_code == 1
        assert "Traceback" in done.stderr


def test_an_interrupt_ends_with_130(study, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(commands, "show_comparison", interrupt)
    assert ppp("compare", study).exit_code == 130


def test_exit_codes_and_streams_of_a_real_process(study):
    good = process("run", study)
    assert (good.returncode, good.stderr) == (0, "")
    assert "\x1b" not in good.stdout
    bad = process("run", study, "--set", "nothing")
    assert (bad.returncode, bad.stdout) == (2, "")
    failed = process("run", study, "--set", NO_INCOME)
    assert failed.returncode == 3


@pytest.mark.parametrize("words", [["run"], ["run", "--json"], ["assumptions"], ["assumptions", "--csv"]])
def test_a_pipe_that_nobody_reads_ends_quietly(words, study):
    name, *options = words
    done = process(name, study, *options, pipe_to="true")
    assert (done.returncode, done.stderr) == (0, "")


# Files


def test_all_lines_are_written_with_a_column_for_each_period(study, tmp_path):
    file = tmp_path / "lines.csv"
    done = ppp("run", study, "-o", file)
    assert done.exit_code == 0
    assert f"wrote {file}" in done.stderr
    rows = {row["line"]: row for row in csv.DictReader(file.open(encoding="utf-8"))}
    assert rows["volume"]["2026-01-01"] == "0.0"
    assert float(rows["volume"]["2028-06-30"]) == pytest.approx(20000 * 365 / 2 * 0.70)
    assert rows["debt"]["2026-01-01"] == ""
    assert float(rows["gearing"]["single_value"]) == pytest.approx(0.65)


def test_a_table_goes_to_the_file_and_not_to_the_screen(study, tmp_path):
    file = tmp_path / "cover.csv"
    done = ppp("run", study, "--table", "cover", "-o", file)
    assert (done.exit_code, done.stdout) == (0, "")
    heading, *rows = csv.reader(file.open(encoding="utf-8"))
    assert heading[0] == "period end"
    assert "dscr" in heading
    assert [row[0] for row in rows][:2] == ["2026-01-01", "2026-06-30"]
    assert len(rows) == 45
    assert rows[0][heading.index("dscr")] == ""


@pytest.mark.parametrize("words", [["run", "STUDY"], ["affordability", "STUDY"], ["assumptions", "STUDY"], ["schema"]])
def test_a_file_is_overwritten_only_by_force(words, study, tmp_path):
    words = [study if word == "STUDY" else word for word in words]
    file = tmp_path / "kept.csv"
    file.write_text("mine", encoding="utf-8")
    done = ppp(*words, "-o", file)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "--force" in done.stderr
    assert file.read_text(encoding="utf-8") == "mine"
    assert ppp(*words, "-o", file, "--force").exit_code == 0
    assert file.read_text(encoding="utf-8") != "mine"


def test_a_bad_study_writes_nothing(changed, tmp_path):
    file = changed("rate: 7 %", "rate: 7")
    before = sorted(tmp_path.iterdir())
    for command in ("run", "assumptions", "affordability"):
        assert ppp(command, file, "-o", tmp_path / "out.csv").exit_code == 2
    assert sorted(tmp_path.iterdir()) == before


def test_a_file_is_never_half_written(study, tmp_path, monkeypatch):
    file = tmp_path / "out.csv"
    file.write_text("mine", encoding="utf-8")

    def fail(*_):
        raise OSError(28, "No space left on device", str(file))

    monkeypatch.setattr(Path, "replace", fail)
    done = ppp("run", study, "-o", file, "--force")
    assert done.exit_code == 2
    assert "No space left" in done.stderr
    assert file.read_text(encoding="utf-8") == "mine"
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("target", ["missing/out.csv", "."])
def test_a_file_that_cannot_be_is_refused_before_any_work(target, study, tmp_path, monkeypatch):
    monkeypatch.setattr(commands, "results_of", lambda *_: pytest.fail("calculated"))
    assert ppp("run", study, "-o", tmp_path / target).exit_code == 2


# Money, conventions, refinancing

DEAL = "scenarios/reference-deal"


def test_a_table_in_another_currency_and_in_prices_of_close():
    done = ppp("run", DEAL, "--table", "cash_flow", "--in", "LCU", "--real", "--json")
    found = strict_json(done.stdout)
    assert found["money"] == "Money in LCU, in prices of close."
    plain = strict_json(ppp("run", DEAL, "--table", "cash_flow", "--json").stdout)
    column = plain["columns"].index("revenue")
    assert found["rows"][6][column] != plain["rows"][6][column]
    assert found["rows"][6][plain["columns"].index("volume")] == plain["rows"][6][plain["columns"].index("volume")]
    assert "Opening to closing balance in the currency of the loan (development_bank in EUR)" in " ".join(
        ppp("run", DEAL, "--table", "debt").stdout.split()
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--in", "LCU"], "--in: goes with --table"),
        (["--real"], "--real: goes with --table"),
        (["--table", "cash_flow", "--in", "CHF"], "no exchange rate for this currency"),
    ],
)
def test_a_view_of_money_that_cannot_be_is_refused(words, said):
    done = ppp("run", DEAL, *words)
    assert done.exit_code == 2
    assert said in done.stderr


def test_the_owners_table_says_their_returns():
    assert "Return on equity: " in ppp("run", DEAL, "--table", "owners").stdout
    found = strict_json(ppp("run", DEAL, "--table", "owners", "--json").stdout)
    assert {"equity_irr", "share_irr"} <= set(found)


def test_conventions_are_shown_with_what_they_move(study):
    done = ppp("run", study, "--conventions", COLUMNS="100")
    assert done.exit_code == 0
    assert "When in a period its flows fall: start (as run: end)" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 100
    found = strict_json(ppp("run", study, "--conventions", "--json").stdout)
    one = next(one for one in found["under_other_conventions"] if one["key"] == "conventions.cfads")
    move = one["measures"]["dscr_min"]
    assert move["change"] == pytest.approx(move["other"] - move["as_run"])


def test_a_refinancing_gain_is_shown_and_given_as_data():
    words = ("refinance", DEAL, "--before", "bank_loan", "--after", "bank_loan_refinanced")
    done = ppp(*words, "--share", "30%", "--threshold", "11 %", COLUMNS="100")
    assert done.exit_code == 0
    assert "The public gets 30.0 % of it" in done.stdout
    found = strict_json(ppp(*words, "--json").stdout)
    assert found["public"] == pytest.approx(0.5 * found["gain"])
    assert ppp(*words, "--from", "20").exit_code == 2
    assert ppp("refinance", DEAL, "--before", "plain", "--after", "plain").exit_code == 2
    assert ppp(*words, "--share", "150 %").exit_code == 2


def test_an_unknown_measure_to_solve_for_is_found_without_calculating(changed):
    file = changed("measure: dscr_min", "measure: dscr_mn")
    done = ppp("validate", file)
    assert done.exit_code == 2
    assert "unknown measure `dscr_mn` (in structure public_loan). Did you mean `dscr_min`?" in done.stderr


# The starter


def test_the_starter_passes_every_check_in_every_structure_and_case(study):
    assert ppp("validate", study).exit_code == 0
    for case in ([], ["-c", "low_demand"], ["-c", "costly_works"]):
        assert ppp("compare", study, *case).exit_code == 0


def test_the_starter_is_not_overwritten(study):
    assert ppp("new", study).exit_code == 2
    assert ppp("new", study / "scenario.yaml").exit_code == 2


def test_the_starter_names_the_schema_only_inside_the_source_tree(study, tmp_path):
    from ppp_model.outputs.starter import starter_text

    assert "ppp schema -o" in (study / "scenario.yaml").read_text(encoding="utf-8").splitlines()[0]
    tree = Path(ppp_model.__file__).parents[1]
    first = starter_text(tree / "scenarios" / "new-one" / "scenario.yaml").splitlines()[0]
    assert first == "# yaml-language-server: $schema=../../ppp_model/scenario/schema.json"


def test_a_new_file_may_have_any_name(tmp_path):
    file = tmp_path / "school.yaml"
    assert strict_json(ppp("new", file, "--json").stdout) == {"written": str(file)}
    assert list(tmp_path.iterdir()) == [file]


# What is shown


def test_lines_are_found_with_and_without_a_study(study):
    assert "debt.TRANCHE.interest" in ppp("lines", "interest").stdout
    own = ppp("lines", study, "interest", "-s", "public_loan").stdout
    assert "debt.soft.interest" in own
    assert "TRANCHE" not in own


def test_the_schema_is_the_packaged_one():
    schema = strict_json(ppp("schema").stdout)
    assert "timeline" in schema["properties"]


def test_cases_stand_side_by_side(study):
    shown = ppp("run", study, "--cases").stdout
    assert "As it stands" in shown
    assert "Low demand" in shown


def test_changes_are_shown_old_to_new(study):
    shown = ppp("run", study, "-s", "city_pays", "--changes").stdout
    assert "revenue.capacity_charge: 0.55 USD/m3 -> 0 USD/m3" in shown


def test_texts_of_a_scenario_are_shown_as_they_are(changed):
    file = changed("label: Concession as planned", 'label: "[red]Con[/red] \\e[31mX"')
    commands = (["compare"], ["run"], ["affordability"], ["explain", "dscr_min"], ["assumptions"])
    for name, *rest in commands:
        words = [name, file, *rest]
        shown = ppp(*words, FORCE_COLOR=None).stdout
        assert "[red]Con[/red]" in shown
        assert "\x1b[31mX" not in shown


@pytest.mark.parametrize("columns", ["40", "60", "80", "120", "200"])
def test_no_number_is_cut_at_any_width(columns, study):
    from ppp_model.outputs.view import view_of
    from ppp_model.study import load

    shown = ppp("compare", study, COLUMNS=columns).stdout
    assert "\u2026" not in shown
    lines = shown.splitlines()
    assert max(map(len, lines)) <= int(columns)
    for group in view_of(load(study).compare()).groups:
        for row in group.rows:
            assert all(any(cell in line for line in lines) for cell in row.cells), row
