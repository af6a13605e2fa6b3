"""One template in hundreds of cities: who is reached for how much public money, which structure is best where."""

from ppp_model.network.cities import City, read_cities
from ppp_model.network.network import Network, run_network
from ppp_model.network.ranking import Rule

__all__ = ["City", "Network", "Rule", "read_cities", "run_network"]
