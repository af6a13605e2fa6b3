"""Several cities that borrow together: ``load_pool`` reads a pool's file, a ``PoolStudy`` runs and compares it."""

from ppp_model.pool.results import PoolResult
from ppp_model.pool.study import PoolComparison, PoolStudy, load_pool

__all__ = ["PoolComparison", "PoolResult", "PoolStudy", "load_pool"]
