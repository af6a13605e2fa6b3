"""A study out of a dict: the same checks and messages as for a file, and saved as one."""

import datetime as dt

import numpy as np
import pytest

from ppp_model import load, study_from
from ppp_model.errors import ScenarioError

DATA = {
    "study": "A bridge",
    "service": "health",
    "unit": "visit",
    "currency": "EUR",
    "timeline": {"close": dt.date(2026, 1, 1), "construction": "1 year", "operation": "10 years", "period": "annual"},
    "supply": {"capacity": np.float64(1000)},
    "revenue": {"availability_payment": {"value": "3 m EUR/year", "assumed": "an offer"}},
    "opex": {"upkeep": {"fixed": 0.4e6}},
    "works": {"items": {"house": {"cost": "15 m EUR"}}},
    "finance": {"debt": {"senior": {"gearing": 0.7, "rate": "6 %", "tenor": "9 years", "repayment": "annuity"}}},
    "tax": {"rate": 0},
    "public": {"discount_rate": 0.05},
    "structures": {"base": {"label": "As offered"}, "dear": {"finance.debt.senior.rate": "9 %"}},
    "cases": {"late": {"works.overrun": "10 %"}},
}


def changed(**parts):
    return DATA | parts


def problems_of(data):
    with pytest.raises(ScenarioError) as error:
        study_from(data).run()
    return "\n".join(str(problem) for problem in error.value.problems)


def test_a_dict_is_a_study():
    study = study_from(DATA)
    assert (study.structures, study.cases, repr(study)) == (["base", "dear"], ["late"], "<Study Python: base, dear>")
    result = study.run()
    assert result.ok
    # 15 m EUR of works and the interest during construction; debt is 70 % of all
    assert result.measures["debt"] == pytest.approx(0.7 * result.measures["total_uses"])
    assert result["revenue"].sum() == pytest.approx(30e6)
    assert study.run("dear").measures["equity_irr"] < result.measures["equity_irr"]


def test_what_is_said_of_a_value_is_kept():
    loaded = study_from(DATA).file.loaded()
    assert loaded.annotations["revenue.availability_payment"].assumed == "an offer"
    assert str(loaded.marks["revenue.availability_payment"]) == "Python"


def test_saved_and_loaded_it_is_the_same_study(tmp_path):
    study = study_from(DATA)
    path = study.save(tmp_path)
    assert path == tmp_path / "scenario.yaml"
    again = load(tmp_path)
    assert again.run().measures == study.run().measures
    assert again.run("dear", "late").measures == study.run("dear", "late").measures
    assert again.check() == []
    with pytest.raises(ScenarioError, match="is there already"):
        study.save(path)


def test_a_text_that_looks_like_something_else_stays_a_text(tmp_path):
    texts = {"sources": {"N": "NO", "D": "2020-01-01", "T": "12:30", "E": "a: b # c", "F": "=1+1"}}
    path = study_from(changed(**texts)).save(tmp_path / "texts.yaml")
    assert load(path).file.loaded().scenario.sources == texts["sources"]


def test_a_shared_piece_is_taken_from_a_folder(tmp_path):
    (tmp_path / "shared.yaml").write_text("tax: {rate: 30 %}\n")
    (tmp_path / "mine").mkdir()
    data = {key: value for key, value in DATA.items() if key != "tax"} | {"extends": "../shared.yaml"}
    assert study_from(data, tmp_path / "mine").file.loaded().scenario.tax.rate == 0.3
    assert "leaves the folder" in problems_of(data | {"extends": "../../outside.yaml"})


def test_the_messages_are_those_of_a_file():
    said = problems_of(changed(tax={"rate": "7.5"}, servce="water"))
    assert "Python: tax.rate: is above 100 %, got `7.5` without a `%`." in said
    assert "Did you mean `7.5 %`?" in said
    assert "Did you mean `service`?" in said


def test_what_no_file_can_hold_is_refused():
    said = problems_of(changed(tax={"rate": np.nan}, description=object(), **{"sources": {3: "x"}}))
    assert "Python: tax.rate: cannot be a float" in said
    assert "Python: description: cannot be a object" in said
    assert "Python: sources: a key must be a text, got 3" in said
    assert "a study is a map (a dict), got a list" in problems_of([DATA])


def test_a_dict_that_holds_itself_ends():
    data = dict(DATA)
    data["city"] = data
    assert "nested deeper than" in problems_of(data)
