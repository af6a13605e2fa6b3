"""Many scenarios run at once: those with the same lines and periods are the draws of one run, if they are many."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from ppp_model.assemble import Assembled, assemble
from ppp_model.engine.run import Floats, run
from ppp_model.scenario.model import Scenario

MANY = 8
"""From here on one run of all is quicker than a run of each."""


def run_together(scenarios: list[Scenario]) -> list[dict[str, Floats]]:
    """The lines of each scenario, (1, periods) or (1, 1); what a draw gives does not hang on the others."""
    groups: dict[tuple[int, int], list[int]] = defaultdict(list)
    assembled = {id(scenario): assemble(scenario) for scenario in scenarios}
    for key, one in assembled.items():
        groups[id(one.model), one.calendar.periods].append(key)
    found: dict[int, dict[str, Floats]] = {}
    for keys in groups.values():
        ones = [assembled[key] for key in keys]
        if len(ones) < MANY:
            found |= {key: one.run().values for key, one in zip(keys, ones, strict=True)}
            continue
        values = run(ones[0].model, _stacked(ones), ones[0].calendar.periods).values
        for draw, key in enumerate(keys):
            found[key] = {line: rows[min(draw, len(rows) - 1)][None, :] for line, rows in values.items()}
    return [found[id(scenario)] for scenario in scenarios]


def _stacked(ones: list[Assembled]) -> dict[str, Floats]:
    """The inputs of assembled scenarios, one draw for each; what is the same in all stays a single draw."""
    stacked = {}
    for line in ones[0].inputs:
        arrays = [one.inputs[line] for one in ones]
        width = max(array.shape[1] for array in arrays)
        rows = np.concatenate([np.broadcast_to(array, (1, width)) for array in arrays])
        stacked[line] = rows[:1] if (rows == rows[:1]).all() else rows
    return stacked
