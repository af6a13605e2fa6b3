"""What `uncertainty` may not say: each mistake with its place in the file, what is allowed and what to do."""

import subprocess
import sys

import pytest

from ppp_model.errors import ScenarioError
from ppp_model.measures import BY_NAME
from ppp_model.scenario.correlation import is_sound, matrix_of, pair_to_mend, root_of
from ppp_model.scenario.load import open_study

SECTION = """\
currencies:
  USD: {inflation: 2 %}
  LCU: {per_study_currency: 100}
uncertainty:
  inputs:
    volume: {input: supply.utilisation, distribution: pert, low: 50 %, mode: 90 %, high: 100 %}
    works:
      input: works.overrun
      acts_as: added
      distribution: triangular
      low: -5 %
      mode: 0 %
      high: 20 %
    charge:
      input: revenue.variable_charge
      acts_as: value
      distribution: normal
      mean: 1 USD/m3
      deviation: 0.2 USD/m3
      at_least: 0.1 USD/m3
    rate:
      input: finance.debt.senior.rate
      distribution: discrete
      values: [90 %, 1.1]
      probabilities: [40 %, 60 %]
    cost:
      input: works.items.plant.cost
      distribution: empirical
      file: costs.csv
      column: factor
  paths:
    demand:
      input: supply.utilisation
      process: random_walk
      drift: 1 %
      volatility: 5 %
    drought:
      input: supply.utilisation
      process: shock
      probability: 5 %
      size: -30 %
      lasts: 2 years
    fall:
      input: currencies.LCU.rate_level
      process: jump
      probability: 5 %
      size: 20 %
  correlation:
    volume: {works: -0.5, rate: 0.3}
    demand:
      fall: -0.2
  scramblings: 4
  goals:
    equity_irr:
      at_least: 12 %
"""
COSTS = "year,factor\n2020,0.9\n2021,1.2\n2022,105 %\n"


def problems_of(write_study, text, costs=COSTS):
    file = write_study(text, {"costs.csv": costs})
    with pytest.raises(ScenarioError) as caught:
        open_study(file).loaded()
    return file, caught.value.problems


def test_a_section_that_breaks_no_rule(minimal_text, write_study):
    study = open_study(write_study(minimal_text + SECTION, {"costs.csv": COSTS}))
    assert study.check(BY_NAME) == []
    loaded = study.loaded(sets=["uncertainty.draws=500", "uncertainty.inputs.volume.low=60 %"])
    wanted = loaded.scenario.uncertainty
    assert (wanted.draws, wanted.method, wanted.seed, wanted.financing) == (500, "sobol", 1, "held")
    assert wanted.inputs["volume"].low == 0.6
    assert wanted.inputs["rate"].values == (0.9, 1.1)
    assert wanted.paths["drought"].lasts == 24
    assert wanted.correlation == {"volume": {"works": -0.5, "rate": 0.3}, "demand": {"fall": -0.2}}
    assert loaded.samples == {"cost": (0.9, 1.2, 1.05)}


WRONG = {
    # What is drawn.
    "unknown input": ("input: supply.utilisation, dist", "input: supply.utilization, dist",
                      "inputs.volume.input", "no such number to draw", "Did you mean `supply.utilisation`?"),
    "a part": ("input: works.overrun", "input: works", "inputs.works.input", "no such number to draw", "got `works`"),
    "a word": ("input: works.overrun", "input: supply", "inputs.works.input", "no such number to draw", "dotted key"),
    "a number of the calendar": ("input: works.overrun", "input: timeline.delay", "inputs.works.input",
                                 "cannot be drawn: the calendar is made from it", "make it a case"),
    "shares that add up": ("input: works.overrun", "input: works.items.plant.profile", "inputs.works.input",
                           "cannot be drawn: shares by year add up to 100 %", ""),
    "one of a series": ("input: works.overrun", "input: supply.utilisation.0", "inputs.works.input",
                        "is one value of a series", "Write `supply.utilisation`"),
    "in no structure": ("input: works.overrun", "input: works.items.plnt.cost", "inputs.works.input",
                        "nothing in this study has `works.items.plnt.cost`", ""),
    "open in every structure": ("input: works.overrun", "input: finance.debt.senior.llcr", "inputs.works.input",
                                "nothing in this study has `finance.debt.senior.llcr`", ""),
    "twice": ("input: works.overrun", "input: supply.utilisation", "inputs.works.input",
              "`supply.utilisation` is drawn already, as `volume`", ""),
    "nothing": ("input: works.overrun", "input: []", "inputs.works.input", "names no key", "dotted key"),
    "a path on one value": ("input: supply.utilisation\n      process: random_walk",
                            "input: works.overrun\n      process: random_walk", "paths.demand.input",
                            "has one value for all years", "Draw it under `inputs`."),
    "a path on inflation": ("input: currencies.LCU.rate_level", "input: currencies.LCU.depreciation",
                            "paths.fall.input", "has one value for all years", "`currencies.CODE.rate_level`"),
    "one name for two": ("    demand:\n      input", "    volume:\n      input", "paths.volume",
                         "`volume` is the name of an input too", ""),
    # Parameters.
    "unknown distribution": ("distribution: pert", "distribution: prt", "inputs.volume.distribution",
                             "is not one of the words allowed", "Did you mean `pert`?"),
    "missing": ("      mode: 0 %\n", "", "inputs.works.mode", "is missing", "needs low, mode, high"),
    "missing, normal": ("      deviation: 0.2 USD/m3\n", "", "inputs.charge.deviation", "is missing",
                        "needs mean, deviation, or p10, p90"),
    "not used": ("      mode: 0 %\n", "      mode: 0 %\n      mean: 0 %\n", "inputs.works.mean",
                 "does not go with the distribution `triangular`", "Take `mean` away."),
    "both ways": ("      deviation: 0.2 USD/m3\n", "      p10: 0.5 USD/m3\n      p90: 2 USD/m3\n",
                  "inputs.charge.mean", "does not go with the distribution `normal` by `p10` and `p90`", ""),
    "falling": ("mode: 0 %\n", "mode: 30 %\n", "inputs.works", "the values do not rise: -0.05, 0.3, 0.2",
                "In this order: low, mode, high."),
    "no spread": ("deviation: 0.2 USD/m3", "deviation: 0 USD/m3", "inputs.charge.deviation", "greater than 0", ""),
    "lognormal below 0": ("distribution: normal\n      mean: 1", "distribution: lognormal\n      mean: -1",
                          "inputs.charge.mean", "a lognormal value always is", ""),
    "cut the wrong way": ("at_least: 0.1 USD/m3", "at_least: 2 USD/m3\n      at_most: 1 USD/m3",
                          "inputs.charge.at_least", "must be less than `at_most`", ""),
    "probabilities": ("[40 %, 60 %]", "[40 %, 50 %]", "inputs.rate.probabilities",
                      "the probabilities add up to 90 %", "They must add up to 100 %."),
    "too few probabilities": ("[40 %, 60 %]", "[100 %]", "inputs.rate.probabilities", "there are 1 for 2 values", ""),
    "range": ("low: 50 %, mode", "range: [90 %, 80 %], low: 50 %, mode", "inputs.volume.range",
              "the first number must be less than the second", ""),
    # Units and bounds.
    "an amount for a factor": ("low: 50 %", "low: 0.5 USD/m3", "inputs.volume.low", "must be a factor",
                               "With `acts_as: value`"),
    "another unit": ("mean: 1 USD/m3", "mean: 1 EUR/m3", "inputs.charge.mean", "expects USD/m3, got EUR/m3", ""),
    "a share of an amount": ("deviation: 0.2 USD/m3", "deviation: 20 %", "inputs.charge.deviation",
                             "expects USD/m3, got %", ""),
    "a percentage without sign": ("      high: 20 %", "      high: 20", "inputs.works.high",
                                  "is above 100 %, got `20` without a `%`", "Did you mean `20 %`?"),
    "above the bound": ("high: 100 %}", "high: 120 %, acts_as: value}", "inputs.volume",
                        "`supply.utilisation` could rise to 120 %",
                        "It must be at most 100 %."),
    "below the bound": ("added\n      distribution: triangular\n      low: -5 %",
                        "value\n      distribution: triangular\n      low: -120 %", "inputs.works",
                        "`works.overrun` could fall to -120 %", "It must be at least -99 %."),
    "without end at an open bound": ("input: revenue.variable_charge\n      acts_as: value\n"
                                     "      distribution: normal\n      mean: 1 USD/m3\n"
                                     "      deviation: 0.2 USD/m3\n      at_least: 0.1 USD/m3",
                                     "input: currencies.LCU.per_study_currency\n      distribution: normal\n"
                                     "      mean: 1\n      deviation: 0.2", "inputs.charge",
                                     "`currencies.LCU.per_study_currency` could fall without end",
                                     "It must be more than 0. Cut it with `at_least`"),
    "a time in between": ("input: works.overrun\n      acts_as: added", "input: finance.debt.senior.tenor",
                          "inputs.works.distribution", "`finance.debt.senior.tenor` must end with a period",
                          "`discrete` or `empirical`"),
    "half a period": ("input: finance.debt.senior.rate", "input: finance.debt.senior.tenor", "inputs.rate",
                      "162 months is not a whole number of annual periods", "Allowed: multiples of 12 months."),
    # Paths.
    "path parameter missing": ("      volatility: 5 %\n", "", "paths.demand.volatility", "is missing",
                               "The process `random_walk` needs volatility."),
    "path parameter not used": ("      drift: 1 %\n", "      drift: 1 %\n      speed: 10 %\n", "paths.demand.speed",
                                "does not go with the process `random_walk`", ""),
    "no speed": ("process: random_walk\n      drift: 1 %", "process: mean_reversion\n      speed: 0 %",
                 "paths.demand.speed", "must be greater than 0", "Without return it is a `random_walk`."),
    "nothing left": ("size: -30 %", "size: -100 %", "paths.drought.size", "must be more than -100 %", ""),
    "part of a year": ("lasts: 2 years", "lasts: 18 months", "paths.drought.lasts", "must be whole years", ""),
    "negative volatility": ("volatility: 5 %", "volatility: -5 %", "paths.demand.volatility", "not be negative", ""),
    # Correlation, draws, goals.
    "unknown name": ("volume: {works", "volumes: {works", "correlation.volumes",
                     "no uncertain input or path `volumes`", "Did you mean `volume`?"),
    "unknown other": ("{works: -0.5", "{wrks: -0.5", "correlation.volume.wrks", "no uncertain input or path `wrks`",
                      "Did you mean `works`?"),
    "pair twice": ("    demand:\n      fall: -0.2", "    works:\n      volume: -0.5", "correlation.works.volume",
                   "the pair is given already, under `volume`", ""),
    "with itself": ("{works: -0.5", "{volume: 1, works: -0.5", "correlation.volume.volume",
                    "`volume` cannot be correlated with itself", ""),
    "input and path": ("      fall: -0.2", "      rate: -0.2", "correlation.demand.rate",
                       "an input and a path cannot be correlated: `rate` is drawn once", "Allowed: two inputs"),
    "above 1": ("works: -0.5", "works: -1.5", "correlation.volume.works", "must be from -1 to 1, got `-1.5`", ""),
    "not a power of 2": ("scramblings: 4", "scramblings: 6", "scramblings", "must be a power of 2, got `6`",
                         "Write 4 or 8."),
    "no bar": ("      at_least: 12 %\n", "      {}\n", "goals.equity_irr",
               "neither `at_least` nor `at_most` is given", ""),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "path", "what", "more"), WRONG.values(), ids=WRONG)
def test_each_mistake_is_named(minimal_text, write_study, old, new, path, what, more):
    assert SECTION.count(old) == 1
    file, problems = problems_of(write_study, minimal_text + SECTION.replace(old, new))
    (problem,) = [one for one in problems if one.path == f"uncertainty.{path}"]
    assert what in problem.what
    assert more in str(problem)
    assert all(one.path.startswith("uncertainty.") for one in problems)
    name, line, _ = problem.where.rsplit(":", 2)
    assert name.endswith("scenario.yaml")
    lines = file.read_text(encoding="utf-8").splitlines()
    assert any(word in lines[int(line) - 1] for word in path.split("."))


FILES = {
    "not there": ("file: costs.csv", "file: cost.csv", COSTS, "`cost.csv` does not exist", "Did you mean `costs.csv`?"),
    "outside": ("file: costs.csv", "file: ../../costs.csv", COSTS, "leaves the folder", "Only files below"),
    "absolute": ("file: costs.csv", "file: /etc/passwd", COSTS, "an absolute path is not allowed", "Only files below"),
    "no column": ("column: factor", "column: factr", COSTS, "has no column `factr`", "It has year, factor."),
    "a word": ("", "", COSTS + "2023,dear\n", "line 5 of `costs.csv`: is not a number", ""),
    "a unit": ("", "", COSTS + "2023,3 m USD\n", "line 5 of `costs.csv`: must be a factor", ""),
    "a gap": ("", "", COSTS + "2023,\n", "line 5 of `costs.csv` has nothing in column `factor`", ""),
    "all alike": ("", "", "factor\n1\n1\n", "at least two different values", ""),
    "empty": ("", "", "", "has no column `factor`", ""),
    "a decimal comma": ("", "", "year;factor\n2020;0,9\n2021;1,2\n", "line 2 of `costs.csv`: has a comma", "`0.9`"),
}


@pytest.mark.parametrize(("old", "new", "costs", "what", "more"), FILES.values(), ids=FILES)
def test_each_mistake_in_a_file_of_values_is_named(minimal_text, write_study, old, new, costs, what, more):
    _, (problem,) = problems_of(write_study, minimal_text + SECTION.replace(old, new, 1), costs)
    assert problem.path == "uncertainty.inputs.cost.file"
    assert what in problem.what
    assert more in str(problem)


def test_observed_values_beyond_the_bounds_are_refused(minimal_text, write_study):
    own = "finance.debt.senior.gearing\n      acts_as: value"
    text = minimal_text + SECTION.replace("works.items.plant.cost", own)
    _, (problem,) = problems_of(write_study, text, "factor\n90 %\n140 %\n")
    assert problem.what == "`finance.debt.senior.gearing` could rise to 140 %"


def test_a_factor_that_may_lead_beyond_a_bound_is_no_error_since_a_case_may_bring_the_value_near_it(
    minimal_text, write_study
):
    study = open_study(write_study(minimal_text + SECTION.replace("100 %}", "120 %}", 1), {"costs.csv": COSTS}))
    assert study.check(BY_NAME) == []


def test_a_file_lies_beside_the_piece_that_names_it(minimal_text, write_study):
    entry = "{input: works.items.plant.cost, distribution: empirical, file: c.csv, column: a}"
    piece = f"uncertainty:\n  inputs:\n    cost: {entry}\n"
    file = write_study("extends: ../shared/risk.yaml\n" + minimal_text,
                       {"../shared/risk.yaml": piece, "../shared/c.csv": "a\n1\n2\n"})  # fmt: skip
    assert open_study(file).loaded().samples == {"cost": (1.0, 2.0)}


def test_what_only_another_structure_has_may_be_drawn(minimal_text, write_study):
    junior = "{gearing: 5 %, rate: 9 %, tenor: 10 years}"
    text = minimal_text + SECTION + f"structures:\n  one: {{}}\n  other: {{finance.debt.junior: {junior}}}\n"
    text = text.replace("input: finance.debt.senior.rate", "input: finance.debt.junior.rate")
    assert open_study(write_study(text, {"costs.csv": COSTS})).check(BY_NAME) == []


def test_what_is_solved_for_cannot_be_drawn(minimal_text, write_study):
    solve = "solve: {input: revenue.variable_charge, measure: equity_irr, target: 10 %}\n"
    _, (problem,) = problems_of(write_study, minimal_text + SECTION + solve)
    assert problem.path == "uncertainty.inputs.charge.input"
    assert "is solved for in this structure" in problem.what


def test_a_goal_is_a_known_measure(minimal_text, write_study):
    study = open_study(write_study(minimal_text + SECTION.replace("equity_irr", "equity_ir"), {"costs.csv": COSTS}))
    (problem,) = study.check(BY_NAME)
    assert problem.path == "uncertainty.goals.equity_ir"
    assert problem.hint == "Did you mean `equity_irr`?"


def test_the_pair_that_breaks_the_matrix_is_named_with_what_would_do(minimal_text, write_study):
    """Beside 0.9 and -0.5, a third correlation is -0.45 + (0.19 x 0.75)^(1/2) = -0.0725083 at most (determinant 0)."""
    pairs = "volume: {works: 0.9, rate: 0.9}\n    works: {rate: -0.5}"
    text = minimal_text + SECTION.replace("volume: {works: -0.5, rate: 0.3}", pairs)
    _, (problem,) = problems_of(write_study, text)
    assert problem.path == "uncertainty.correlation.volume.works"
    assert problem.what == "`volume` and `works` cannot have 0.9 with the other correlations as they are"
    assert problem.allowed == "The matrix must be positive semi-definite."
    assert problem.hint == "The nearest value that does is -0.0726."
    mended = text.replace("works: 0.9", "works: -0.0726")
    assert open_study(write_study(mended, {"costs.csv": COSTS})).loaded()


def test_the_bound_of_a_pair_among_many():
    """A chain a-b-c-d of 0.8 each: b and c explain 0.64 of a and of d, so that a-d is 0.8^3 +- (1 - 0.64)."""
    names = ("a", "b", "c", "d")
    pairs = {("a", "b"): 0.8, ("b", "c"): 0.8, ("c", "d"): 0.8, ("a", "c"): 0.64, ("b", "d"): 0.64, ("a", "d"): -0.5}
    assert not is_sound(matrix_of(names, pairs))
    pair, value = pair_to_mend(names, pairs)
    assert pair == ("a", "d")
    assert value == pytest.approx(0.512 - 0.36, abs=1e-3)


def test_no_single_pair_can_mend_some_matrices():
    """Two triangles without a pair in common, each impossible by itself."""
    pairs = dict.fromkeys(map(tuple, ("ab", "bc", "ca", "de", "ef", "fd")), -0.9)
    pair, value = pair_to_mend(tuple("abcdef"), pairs)
    assert pair in pairs
    assert value is None


def test_the_root_of_a_matrix_gives_it_back():
    names = ("a", "b", "c")
    for pairs in ({("a", "b"): 0.5, ("b", "c"): -0.7}, {("a", "b"): 1.0, ("b", "c"): -1.0, ("a", "c"): -1.0}):
        matrix = matrix_of(names, pairs)
        root = root_of(matrix)
        assert root @ root.T == pytest.approx(matrix, abs=1e-12)
        assert root[:2, :2] == pytest.approx(root_of(matrix[:2, :2]))


def test_validating_needs_no_scipy(minimal_text, write_study):
    """With correlations and a file of values; a fresh Python, since other tests have scipy already."""
    file = write_study(minimal_text + SECTION, {"costs.csv": COSTS})
    code = (
        "import sys; from ppp_model.cli import main\n"
        f"sys.argv = ['ppp', 'validate', {str(file)!r}]\n"
        "try: main()\n"
        "except SystemExit as done: assert not done.code\n"
        "print([name for name in ('scipy', 'pandas', 'matplotlib') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
