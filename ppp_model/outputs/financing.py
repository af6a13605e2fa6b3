"""What a run leaves of the deal as signed, in a sentence."""

from __future__ import annotations

from ppp_model.results import Result
from ppp_model.solved import Solved


def financing_text(result: Result) -> str:
    """What is held and what moves, empty for a run without a word on financing."""
    when = "without the case" if result.case else "without the changes by --set"
    return "" if result.financing is None else financing_words(result.financing, result.solved, when)


def financing_words(financing: str, solved: Solved | None, when: str) -> str:
    """The same of a kind of financing; ``solved`` is the price that was agreed, ``when`` how the deal was signed."""
    price = f"{solved.input}, " if solved is not None else ""
    if financing == "held":
        return f"Financing is held {' '.join(('as signed', when)).strip()}: {price}loan amounts, repayments."
    if financing == "priced_again":
        return f"Financing is priced again: {price}debt for what happens."
    agreed = f"{price.removesuffix(', ')} {' '.join(('as agreed', when)).strip()}, " if price else ""
    return f"Financing is sized again: {agreed}debt for what happens."
