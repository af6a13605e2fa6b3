"""The starter study, loaded once, and two of its results."""

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
