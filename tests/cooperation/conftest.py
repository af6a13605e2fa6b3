"""The made-up study, loaded once, and its partnerships before and after."""

import pytest

from ppp_model import load
from tests.cooperation.helpers import TEXT


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("cooperation")
    path.joinpath("scenario.yaml").write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def study(folder):
    return load(folder)


@pytest.fixture(scope="module")
def own(study):
    return study.cooperation("own")
