"""A grid needs two inputs."""

import pytest

from ppp_model.errors import ScenarioError
from tests.risk.roads import road


def test_an_input_cannot_be_moved_both_down_and_across(tmp_path):
    with pytest.raises(ScenarioError, match="traffic: is moved both down and across"):
        road(tmp_path).sensitivity("fixed").grid("traffic", "traffic", "dscr_min")
