"""The small studies, read once."""

import pytest

from tests.search.studies import NETWORK, PLANT, written


@pytest.fixture(scope="session")
def plant(tmp_path_factory):
    """A plant that sells to a town."""
    return written(PLANT, tmp_path_factory.mktemp("plant"))


@pytest.fixture(scope="session")
def network(tmp_path_factory):
    """A network that people connect to."""
    return written(NETWORK, tmp_path_factory.mktemp("network"))
