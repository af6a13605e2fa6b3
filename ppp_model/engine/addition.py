"""Lines that a caller adds to a model, or puts in the place of others, without touching the model itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ppp_model.engine.line import Part
from ppp_model.engine.model import Model


@dataclass(frozen=True, eq=False)
class Addition:
    """Lines for the project, for one block (``block``), or for every block of a kind (``kind``).

    With ``replaces`` each takes the place of the line of the same name. Two additions are never equal, so that they
    can be the key of a cache.
    """

    parts: dict[str, Part]
    block: str = ""
    kind: str = ""
    replaces: bool = False

    def places(self, model: Model) -> Iterator[str]:
        """The names of the blocks of a model that get the lines; none where it has no such block."""
        for block in model.blocks.values():
            if (block.kind == self.kind) if self.kind else (block.name == self.block):
                yield block.name


def extended(model: Model, additions: Sequence[Addition]) -> Model:
    """A model with additions, in their order; the model itself stays as it is."""
    found = Model()
    found.blocks.update(model.blocks)
    for one in additions:
        for block in list(one.places(found)):
            found.put(one.parts, block, one.replaces)
    return found
