"""A study carried to another city: what is scaled, converted, taken from the city, kept, and must be replaced."""

from ppp_model.replication.carried import Carried
from ppp_model.replication.carry import Replica, replicated
from ppp_model.replication.factors import Options, share_of
from ppp_model.replication.places import Place, places_in

__all__ = ["Carried", "Options", "Place", "Replica", "places_in", "replicated", "share_of"]
