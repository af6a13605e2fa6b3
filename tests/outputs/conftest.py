"""The starter study, loaded once, and two of its results."""

from pathlib import Path

import pytest

from ppp_model.outputs.starter import starter_text
from ppp_model.study import load


@pytest.fixture(scope="session")
def study(tmp_path_factory):
    file = tmp_path_factory.mktemp("outputs") / "study.yaml"
    file.write_text(starter_text(file), encoding="utf-8")
    return load(file)


@pytest.fixture(scope="session")
def planned(study):
    return study.run("as_planned")


@pytest.fixture(scope="session")
def soft(study):
    return study.run("public_loan")


@pytest.fixture(scope="session")
def food():
    """The smallest shipped study that has households, support and the wider gain, with a solved price."""
    return load(Path(__file__).parents[2] / "scenarios" / "example-food").run("shared")


@pytest.fixture(scope="session")
def yearly(study):
    """The starter study by year: loans, levels of government, no households."""
    return study.run("as_planned", sets=["timeline.period=annual"])
