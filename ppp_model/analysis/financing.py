"""What a case leaves of the deal: its financing held as signed, debt sized again, or the price solved again too."""

from __future__ import annotations

import dataclasses
from typing import get_args

from ppp_model.analysis.runs import Held, calculated, keep_agreed
from ppp_model.assemble import assemble
from ppp_model.errors import ScenarioError
from ppp_model.results import Result
from ppp_model.risk.deal import Financing
from ppp_model.risk.terms import signed_terms
from ppp_model.scenario.load import Loaded
from ppp_model.scenario.words import did_you_mean, listed

WORDS = get_args(Financing)


def financing_named(word: str) -> Financing:
    """A kind of financing by its name; ScenarioError for another word."""
    if word not in WORDS:
        allowed = f"Allowed: {listed(f'`{one}`' for one in WORDS)}."
        raise ScenarioError.one("--financing", "", f"unknown financing `{word}`", allowed, did_you_mean(word, WORDS))
    return word  # type: ignore[return-value]


def financed(loaded: Loaded, signed: Result, financing: Financing, held: Held = None) -> Result:
    """A run of what happens (``loaded``) to a deal that was signed as in the run ``signed``.

    ``held``: the price agreed, loan amounts and repayments as signed; ``sized_again``: the price agreed, debt sized
    for what happens; ``priced_again``: the price solved again as well. Lines in ``held`` keep their values besides.
    """
    if financing == "priced_again":
        return dataclasses.replace(calculated(loaded, loaded.scenario.solve, held), financing=financing)
    assembled = assemble(loaded.scenario)
    happens = f"case {loaded.case}" if loaded.case is not None else "--set"
    solved = keep_agreed(loaded, assembled, signed.solved, happens) if signed.solved is not None else None
    terms = signed_terms(signed, assembled) if financing == "held" else {}
    lines = terms | dict(held or {})
    return Result(loaded, assembled, assembled.run(held=lines), solved, frozenset(lines), financing=financing)
