"""What is drawn: distributions, correlations and paths by closed form, and the lines that move."""

import pickle

import numpy as np
import pytest
from scipy import stats

from ppp_model.assemble import assemble
from ppp_model.errors import ModelError, ScenarioError
from ppp_model.risk.planning import drawn, lines_moved
from ppp_model.scenario.mixing import with_value
from ppp_model.scenario.paths import numeric_paths
from ppp_model.scenario.uncertain import field_at, why_not_drawn
from tests.risk.studies import PLANT, draws_of, study_of

INPUT = "  inputs:\n    x: {{input: opex.staff.fixed, {}}}\n"
DISTRIBUTIONS = {
    "normal": ("distribution: normal, mean: 110 %, deviation: 20 %", stats.norm(1.1, 0.2)),
    "normal by p10 and p90": ("distribution: normal, p10: 80 %, p90: 130 %",
                              stats.norm(1.05, 0.25 / stats.norm.ppf(0.9))),
    "cut": ("distribution: normal, mean: 1, deviation: 0.5, at_least: 60 %, at_most: 2",
            stats.truncnorm(-0.8, 2, 1, 0.5)),
    "lognormal": ("distribution: lognormal, mean: 1.1, deviation: 0.4",
                  stats.lognorm(np.sqrt(np.log1p((4 / 11) ** 2)), scale=1.1 / np.sqrt(1 + (4 / 11) ** 2))),
    "lognormal by p10 and p90": ("distribution: lognormal, p10: 0.8, p90: 1.25",
                                 stats.lognorm(np.log(1.25) / stats.norm.ppf(0.9))),
    "triangular": ("distribution: triangular, low: 0.7, mode: 0.9, high: 1.3", stats.triang(1 / 3, 0.7, 0.6)),
    "pert": ("distribution: pert, low: 0.6, mode: 0.9, high: 1.1", stats.beta(3.4, 2.6, 0.6, 0.5)),
    "uniform": ("distribution: uniform, low: 0.5, high: 1.5", stats.uniform(0.5, 1)),
}  # fmt: skip


@pytest.mark.parametrize(("words", "expected"), DISTRIBUTIONS.values(), ids=DISTRIBUTIONS)
def test_a_distribution_has_its_moments_and_quantiles(tmp_path, words, expected):
    draws, _ = draws_of(tmp_path, INPUT.format(words) + "  draws: 16384\n")
    found = draws.shown(0, draws.draws)["x"]
    assert found.mean() == pytest.approx(expected.mean(), rel=1e-4)
    assert found.std() == pytest.approx(expected.std(), rel=2e-3)
    for share in (0.01, 0.1, 0.5, 0.9, 0.99):
        assert np.quantile(found, share) == pytest.approx(expected.ppf(share), rel=2e-3)
    low, high = draws.ranges["x"]
    assert (low, high) == pytest.approx((expected.ppf(0.1), expected.ppf(0.9)))


def test_points_come_as_often_as_they_are_probable(tmp_path):
    words = "distribution: discrete, values: [50 %, 100 %, 120 %], probabilities: [25 %, 62.5 %, 12.5 %]"
    draws, _ = draws_of(tmp_path, INPUT.format(words) + "  draws: 1024\n")
    values, counts = np.unique(draws.shown(0, 1024)["x"], return_counts=True)
    assert values.tolist() == [0.5, 1.0, 1.2]
    assert counts.tolist() == [256, 640, 128]


def test_observed_values_come_equally_often(tmp_path):
    (tmp_path / "plant").mkdir()
    (tmp_path / "plant" / "x.csv").write_text("year;seen\n1;90 %\n2;1.1\n3;120 %\n4;1.1\n")
    words = "distribution: empirical, file: x.csv, column: seen, range: [0.9, 1.2]"
    draws, _ = draws_of(tmp_path, INPUT.format(words) + "  draws: 1024\n")
    values, counts = np.unique(draws.shown(0, 1024)["x"], return_counts=True)
    assert values.tolist() == [0.9, 1.1, 1.2]
    assert counts.tolist() == [256, 512, 256]
    assert draws.ranges == {"x": (0.9, 1.2)}


THREE = """\
  inputs:
    volume: {input: supply.utilisation, distribution: pert, low: 60 %, mode: 90 %, high: 110 %}
    cost: {input: opex.staff.fixed, distribution: normal, mean: 1, deviation: 0.1}
    rate: {input: finance.debt.senior.rate, acts_as: added, distribution: uniform, low: -1 %, high: 2 %}
    parts: {input: opex.parts.fixed, distribution: lognormal, p10: 0.9, p90: 1.2}
"""
CORRELATED = THREE + "  correlation: {volume: {cost: -0.5}, cost: {rate: 0.7}}\n  draws: 16384\n"


def test_correlations_come_out_as_asked(tmp_path):
    """Gaussian copula: rank correlation 6 / pi asin(r / 2), whatever the distributions; r itself for two normals."""
    draws, _ = draws_of(tmp_path, CORRELATED)
    assert not draws.independent
    found = draws.shown(0, draws.draws)
    scores = {name: stats.norm.ppf(stats.rankdata(values) / (len(values) + 1)) for name, values in found.items()}
    for (one, other), asked in {("volume", "cost"): -0.5, ("cost", "rate"): 0.7, ("volume", "rate"): 0.0,
                                ("volume", "parts"): 0.0}.items():  # fmt: skip
        ranks = stats.spearmanr(found[one], found[other]).statistic
        assert ranks == pytest.approx(6 / np.pi * np.arcsin(asked / 2), abs=0.01)
        assert np.corrcoef(scores[one], scores[other])[0, 1] == pytest.approx(asked, abs=0.01)
    assert found["cost"].mean() == pytest.approx(1, abs=1e-3)


def test_full_correlation_makes_two_inputs_one(tmp_path):
    draws, _ = draws_of(tmp_path, THREE + "  correlation: {cost: {rate: 1}, rate: {parts: -1}, parts: {cost: -1}}\n")
    found = draws.shown(0, 1000)
    assert np.array_equal(np.argsort(found["cost"]), np.argsort(found["rate"]))
    assert np.array_equal(np.argsort(found["cost"]), np.argsort(-found["parts"]))


@pytest.mark.parametrize("method", ["sobol", "monte_carlo", "latin_hypercube"])
def test_slices_are_the_whole_bit_for_bit(tmp_path, method):
    paths = "  paths: {walk: {input: supply.utilisation, process: random_walk, volatility: 5 %}}\n"
    draws, _ = draws_of(tmp_path, CORRELATED.replace("16384", "1000") + paths + f"  method: {method}\n")
    copied = pickle.loads(pickle.dumps(draws))
    for of in ("inputs", "shown"):
        whole = getattr(draws, of)(0, 1000)
        parts = [getattr(copied, of)(start, min(start + 130, 1000)) for start in range(0, 1000, 130)]
        for name, values in whole.items():
            assert np.array_equal(np.concatenate([part[name] for part in parts]), values), name


def test_a_new_input_leaves_the_draws_of_the_others(tmp_path):
    paths = "  paths: {walk: {input: supply.utilisation, process: random_walk, volatility: 5 %}}\n"
    new = "    new: {input: opex.pumps.fixed, distribution: uniform, low: 0.9, high: 1.1}\n"
    before, after = (draws_of(tmp_path, text + paths)[0].shown(0, 500) for text in (THREE, THREE + new))
    assert after.keys() - before.keys() == {"new"}
    assert all(np.array_equal(after[name], values) for name, values in before.items())


def walk(tmp_path, words, draws=16384, key="supply.utilisation", periods=slice(None, None)):
    """The path by year of operation, and its draws."""
    found, assembled = draws_of(tmp_path, f"  paths:\n    p: {{input: {key}, {words}}}\n  draws: {draws}\n")
    path = found.paths_drawn[0].by_period(found.shares(0, found.draws))
    return path, found, assembled


YEARS = np.arange(1, 11)


def by_year(path, first=5):
    """One value for each year of operation; operation starts in half-year 5."""
    assert np.all(path[:, :first] == path[0, 0])
    assert np.array_equal(path[:, first::2], path[:, first + 1 :: 2])
    return path[:, first::2]


def test_a_random_walk_drifts_and_spreads(tmp_path):
    path, _, _ = walk(tmp_path, "process: random_walk, drift: 2 %, volatility: 8 %")
    found = by_year(path)
    assert path[:, :5].min() == path[:, :5].max() == 1
    assert found.mean(axis=0) == pytest.approx(1.02**YEARS, rel=2e-3)
    assert found.var(axis=0) == pytest.approx(1.02 ** (2 * YEARS) * np.expm1(0.08**2 * YEARS), rel=0.03)


def test_an_added_random_walk_has_equal_steps(tmp_path):
    words = "process: random_walk, acts_as: added, drift: -1 %, volatility: 2 %"
    path, found, _ = walk(tmp_path, words)
    assert path[:, :5].min() == path[:, :5].max() == 0
    assert by_year(path).mean(axis=0) == pytest.approx(-0.01 * YEARS, abs=2e-4)
    assert by_year(path).std(axis=0) == pytest.approx(0.02 * np.sqrt(YEARS), rel=0.02)
    assert found.shown(0, 4)["p"] == pytest.approx(path[:4, 5:].mean(axis=1))


def test_mean_reversion_stays_around_the_scenario(tmp_path):
    """Variance of the logarithm after k years: v^2 (1 - a^2k) / (1 - a^2), a = 1 - speed; lag-one correlation to a."""
    found = by_year(walk(tmp_path, "process: mean_reversion, speed: 30 %, volatility: 10 %")[0])
    variance = 0.1**2 * (1 - 0.7 ** (2 * YEARS)) / (1 - 0.7**2)
    assert found.mean(axis=0) == pytest.approx(np.ones(10), abs=2e-3)
    assert np.log(found).var(axis=0) == pytest.approx(variance, rel=0.02)
    late = np.log(found[:, 8:])
    assert np.cov(late.T)[0, 1] / late[:, 0].var() == pytest.approx(0.7, abs=0.02)


def test_a_shock_fades_in_equal_steps(tmp_path):
    """Certain shocks of -30 % that last 3 years: 0.7, then 0.7 x 0.8, then 0.7 x 0.8 x 0.9 for good."""
    sure = by_year(walk(tmp_path, "process: shock, probability: 100 %, size: -30 %, lasts: 3 years", 8)[0])
    assert sure == pytest.approx(np.tile([0.7, 0.56, *[0.504] * 8], (8, 1)))
    rare = by_year(walk(tmp_path, "process: shock, probability: 5 %, size: -30 %, lasts: 3 years")[0])
    expected = np.cumprod([1 - 0.05 * 0.3, 1 - 0.05 * 0.2, 1 - 0.05 * 0.1, *[1.0] * 7])
    assert rare.mean(axis=0) == pytest.approx(expected, abs=1e-3)
    alone = rare[(rare[:, 3] == 0.7) & (rare[:, 4:6] > 0.7).all(axis=1)]
    assert alone[:, 4:7] == pytest.approx(np.tile([0.8, 0.9, 1.0], (len(alone), 1)), abs=0.31)
    assert {0.7, 0.8, 0.9, 1.0} <= set(np.round(np.unique(rare), 9))


def test_jumps_stay(tmp_path):
    """Mean (1 + p s)^k; second moment with the deviation d of a size: (1 + p (2 s + s^2 + d^2))^k."""
    words = "process: jump, probability: 10 %, size: 25 %, deviation: 15 %"
    found = by_year(walk(tmp_path, words)[0])
    assert found.mean(axis=0) == pytest.approx(1.025**YEARS, rel=5e-3)
    second = (1 + 0.1 * (0.5 + 0.25**2 + 0.15**2)) ** YEARS
    assert (found**2).mean(axis=0) == pytest.approx(second, rel=0.02)
    assert np.mean(found[:, 0] != 1) == pytest.approx(0.1, abs=1e-3)
    alike = by_year(walk(tmp_path, words.replace(", deviation: 15 %", ""))[0])
    assert set(np.round(np.unique(alike[:, 1]), 9)) == {1.0, 1.25, 1.5625}


def test_paths_move_together_by_year(tmp_path):
    """Two walks of correlation 0.6 in each year's step, none across years; a loss and a fall come together."""
    section = """\
  paths:
    one: {input: supply.utilisation, process: random_walk, volatility: 5 %}
    two: {input: opex.staff.fixed, process: random_walk, volatility: 9 %, years_from: operation}
    loss: {input: opex.parts.fixed, process: shock, probability: 50 %, size: -10 %, lasts: 1 year}
  correlation: {one: {two: 0.6, loss: 1}, loss: {two: 0.6}}
  draws: 8192
"""
    draws, _ = draws_of(tmp_path, section)
    values = draws._values(draws.shares(0, 8192))
    one, two = (np.diff(np.log(by_year(values[name])), axis=1) for name in ("one", "two"))
    found = np.corrcoef(one.T, two.T)[:9, 9:]
    assert found == pytest.approx(0.6 * np.eye(9), abs=0.04)
    assert np.array_equal(by_year(values["loss"])[:, 1:] < 1, one < np.mean([-(0.05**2), 0]))


CURRENCY = """\
  paths:
    {code}: {{input: currencies.{code}.rate_level, process: jump, probability: 30 %, size: 20 %}}
"""


@pytest.mark.parametrize("code", ["LCU", "EUR", "JPY"])
def test_a_jump_of_the_exchange_rate_works_however_its_path_is_written(tmp_path, code):
    """By a yearly rate, by inflation, as given. The first year after close is known; steps come on anniversaries."""
    draws, assembled = draws_of(tmp_path, CURRENCY.format(code=code))
    line = f"currencies.{code}.exchange_rate"
    run = assembled.run(changed=draws.inputs(0, 64), wanted={line})
    own = assembled.run(wanted={line}).values[line]
    jumps = run.values[line] / own
    assert jumps[:, :3] == pytest.approx(np.ones((64, 3)))
    steps = np.log(jumps[:, 3::2]) / np.log(1.2)
    assert steps == pytest.approx(np.round(steps), abs=1e-9)
    assert np.all(np.diff(steps, axis=1) >= -1e-9)
    assert steps[:, -1].mean() == pytest.approx(0.3 * 11, abs=0.8)


EVERYTHING = """\
  inputs:
    volume: {input: supply.utilisation, distribution: pert, low: 60 %, mode: 90 %, high: 110 %}
    price: {input: revenue.variable_charge, acts_as: value, distribution: uniform, low: 1 USD/m3, high: 2 USD/m3}
    rate: {input: finance.debt.senior.rate, acts_as: added, distribution: uniform, low: -1 %, high: 2 %}
    inflation: {input: currencies.EUR.inflation, acts_as: added, distribution: uniform, low: -1 %, high: 2 %}
    cost: {input: [opex.staff.fixed, opex.parts.fixed], distribution: uniform, low: 0.9, high: 1.3}
    yen: {input: currencies.JPY.per_study_currency, distribution: uniform, low: 0.9, high: 1.3}
"""


def test_a_draw_is_the_scenario_with_its_values_written(tmp_path):
    """The input lines of a draw are those of a scenario in whose file the drawn values stand."""
    draws, assembled = draws_of(tmp_path, EVERYTHING)
    inputs, shown = draws.inputs(0, 5), draws.shown(0, 5)
    for number in range(5):
        at = {name: values[number] for name, values in shown.items()}
        written = {
            "supply.utilisation": tuple(one * at["volume"] for one in (0.5, 0.6, 0.7)),
            "revenue.variable_charge": at["price"], "finance.debt.senior.rate": 0.06 + at["rate"],
            "currencies.EUR.inflation": 0.03 + at["inflation"], "opex.staff.fixed": 5e6 * at["cost"],
            "opex.parts.fixed": 20000 * at["cost"], "currencies.JPY.per_study_currency": 150 * at["yen"],
        }  # fmt: skip
        scenario = assembled.scenario
        for path, value in written.items():
            scenario = with_value(scenario, path.split("."), value)
        expected = assemble(scenario).inputs
        for line, value in expected.items():
            if line != "forecast_utilisation":
                mine = inputs[line][number] if line in inputs else assembled.inputs[line][0]
                assert mine == pytest.approx(value[0], rel=1e-14), line


def test_the_forecast_of_a_guarantee_stays_as_it_was_agreed(tmp_path):
    text = PLANT + "guarantee: {minimum: 90 %}\n"
    draws, assembled = draws_of(tmp_path, EVERYTHING, text)
    assert assembled.paths["forecast_utilisation"] == "supply.utilisation"
    assert "utilisation" in draws.inputs(0, 1)
    assert "forecast_utilisation" not in draws.inputs(0, 1)


def test_one_input_at_given_values(tmp_path):
    draws, _ = draws_of(tmp_path, EVERYTHING)
    found = draws.inputs_when("cost", [0.5, 2.0])
    assert found.keys() == {"opex.staff.fixed", "opex.parts.fixed"}
    assert found["opex.staff.fixed"].tolist() == [[2.5e6], [10e6]]
    with pytest.raises(ModelError, match="no uncertain input 'costs'; there are volume, price"):
        draws.inputs_when("costs", [1])


def test_a_line_is_set_to_its_bound_and_the_notes_say_so(tmp_path):
    words = "  paths: {p: {input: supply.utilisation, process: random_walk, volatility: 30 %}}\n  draws: 2048\n"
    draws, _ = draws_of(tmp_path, words)
    moved = draws.inputs(0, 2048)["utilisation"]
    assert moved.max() == 1
    (note,) = [note for note in draws.notes if "bound" in note]
    share = np.mean((moved[:1024] == 1).any(axis=1)) * 100
    assert note == f"utilisation is set to its bound (0 or 1) in {share:.3g} % of the first 1024 draws"


def test_rounding_of_draws_is_said(tmp_path):
    draws, _ = draws_of(tmp_path, EVERYTHING + "  draws: 1001\n")
    assert (draws.draws, draws.scramblings) == (1008, 8)
    assert draws.notes == (
        "1001 draws are rounded up to 1008, 126 for each of 8 sets",
        "Sobol points are spread best with a power of 2 in each set: 512 or 1024 draws",
    )


STRUCTURES = """\
structures:
  now: {}
  later: {timeline.construction: 3 years, opex.staff: null}
"""


def test_structures_have_the_same_draws_whatever_they_lack(tmp_path):
    paths = "  paths: {walk: {input: [opex.staff.fixed, opex.parts.fixed], process: random_walk, volatility: 5 %}}\n"
    text = PLANT + STRUCTURES
    (one, _), (other, _) = (draws_of(tmp_path, THREE + paths, text, name) for name in ("now", "later"))
    assert one.moving == ("volume", "cost", "rate", "parts", "walk")
    assert other.moving == ("volume", "rate", "parts", "walk")
    assert "cost moves nothing in this structure: it has no `opex.staff.fixed`" in other.notes
    for name in ("volume", "cost", "rate", "parts"):
        assert np.array_equal(one.shown(0, 100)[name], other.shown(0, 100)[name])
    first = [found.inputs(0, 100)["opex.parts.fixed"] for found in (one, other)]
    assert np.array_equal(first[0][:, 5] / first[0][:, 0], first[1][:, 7] / first[1][:, 0])


def test_nothing_uncertain_is_an_error(tmp_path):
    with pytest.raises(ScenarioError, match="nothing in this scenario is uncertain"):
        draws_of(tmp_path, "")


def test_an_input_that_decides_more_than_its_lines_is_refused(tmp_path):
    text = PLANT.replace("tenor: 8 years", "tenor: 8 years, repayment: given, profile: [50 %, 50 %], grace: 1 year")
    text = text.replace("gearing: 60 %", "amount: 1 m USD")
    section = "  inputs:\n    x: {input: finance.debt.senior.grace, distribution: discrete, acts_as: value, \
values: [1 year, 2 years], probabilities: [50 %, 50 %]}\n"
    study = study_of(tmp_path, section, text.replace("tenor: 8 years", "tenor: 4 years"))
    loaded = study.file.loaded()
    with pytest.raises(ScenarioError) as caught:
        drawn(loaded, assemble(loaded.scenario))
    (problem,) = caught.value.problems
    assert problem.path == "uncertainty.inputs.x.input"
    assert problem.where.rpartition("/")[2].startswith("scenario.yaml:20:")
    assert "it decides `debt.senior.profile_share` too" in problem.what


@pytest.mark.parametrize("name", ["example-water"])
def test_every_number_of_a_study_can_be_drawn_or_says_why_not(name):
    """What else would be refused only when a model is put together: nothing in these studies."""
    from ppp_model import load
    from ppp_model.risk.planning import _asleep, _besides
    from tests.test_directions import SCENARIOS

    assembled = assemble(load(SCENARIOS / name).file.loaded().scenario)
    paths = {path.rpartition(".")[0] if path.rpartition(".")[2].isdecimal() else path
             for path in numeric_paths(assembled.scenario)}  # fmt: skip
    free = [path for path in paths if field_at(path) is not None and not why_not_drawn(path)]
    assert len(free) > 100
    for path in sorted(free)[::4]:
        lines = lines_moved(assembled, path)
        if not _asleep(assembled, path, lines, "factor"):
            assert list(_besides(assembled, path, lines, "")) == []
