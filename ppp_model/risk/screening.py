"""Which of all inputs matter: every number moved by a tenth at once, the widest kept."""

from __future__ import annotations

import numpy as np

from ppp_model.errors import ScenarioError
from ppp_model.results import Result
from ppp_model.risk.deal import Financing
from ppp_model.risk.moves import Moves, moves_of, tenths_of
from ppp_model.risk.sensitivity import Sensitivity

SHOWN = 12
"""Inputs that are kept."""


def widest(signed: Result, current: Result, financing: Financing) -> Moves:
    """The inputs of a structure that move its measures most when each is moved alone by 10 % up and down.

    Several measures count alike: of each input the largest share of a measure's widest swing. Inputs on which more
    hangs than their own lines are passed over.
    """
    everything = Sensitivity(signed, current, financing, tenths_of(current.loaded, current.assembled))
    swings = {measure: frame["swing"] for measure, frame in everything.tornados(everything.measures).items()}
    share = sum(swing / (swing.max() or 1.0) for swing in swings.values())
    order = share.sort_values(ascending=False, kind="stable") if len(swings) else share  # type: ignore[union-attr]
    names = [str(name) for name, value in order.items() if np.isfinite(value) and value > 0]  # type: ignore[union-attr]
    kept: list[str] = []
    for name in names:
        if len(kept) == SHOWN:
            break
        try:
            moves_of(current.loaded, current.assembled, [name])
        except ScenarioError:
            continue
        kept.append(name)
    return moves_of(current.loaded, current.assembled, kept) if kept else Moves({}, (), {})
