"""What a study says of exchange rates that are none in the new city, where study and city have one currency."""

from __future__ import annotations

from ppp_model.replication.factors import Factors
from ppp_model.scenario.checks import EXCHANGE
from ppp_model.scenario.nodes import Keys, Node, leaves

_DRAWN = ("inputs", "paths")


class Unused:
    """The paths at which nothing is left to say: rates, and what draws them."""

    def __init__(self, tree: Node, factors: Factors) -> None:
        self._codes = {factors.old.currency, factors.new.currency} if factors.has_one_currency else set()
        self._draws = set(self._drawn(tree)) if self._codes else set()

    def at(self, path: Keys) -> bool:
        """Whether what stands at a path is left out."""
        if self._is_exchange(path):
            return True
        if path[0] != "uncertainty" or len(path) < 3:
            return False
        return (path[1] in _DRAWN and path[2] in self._draws) or (
            path[1] == "correlation" and not self._draws.isdisjoint(path[2:])
        )

    def _drawn(self, tree: Node) -> list[str]:
        """Names of the uncertain inputs and paths that move a rate, in the study and its structures and cases."""
        found = []
        for path, node in leaves(tree):
            keys = ".".join(path).split(".")
            if keys[-1] == "input" and len(keys) > 3 and keys[-4] == "uncertainty" and keys[-3] in _DRAWN:
                inputs = node.value if isinstance(node.value, list) else [node]
                if any(self._is_exchange(tuple(one.text.strip().split("."))) for one in inputs):
                    found.append(keys[-2])
        return found

    def _is_exchange(self, path: Keys) -> bool:
        return len(path) > 2 and path[0] == "currencies" and path[1] in self._codes and path[2] in EXCHANGE
