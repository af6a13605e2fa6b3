"""Value for money in sentences: what it comes to, how robust that is, and what else differs between the two sides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ppp_model.outputs.formats import BLANK, format_percent, format_value

Found = Mapping[str, Any]
"""A structure weighed against the comparator, as plain data (``analysis.value_report.Weighed.to_dict``)."""

_NOTED = 0.01
"""A difference between the sides is mentioned from this share of the larger on."""


def sentences_of(found: Found, currency: str) -> list[str]:
    """Point, robustness, and what the point does not compare."""
    return [point_sentence(found, currency), *robustness(found, currency), *caveats(found, currency)]


def point_sentence(found: Found, currency: str) -> str:
    """Value for money with expected values."""
    size, share = _money(abs(found["vfm"]), currency), found["vfm_share"]
    part = "" if share is None else f" ({format_percent(abs(share))} of the comparator)"
    if found["vfm"] < 0:
        return f"No value for money: it costs the public {size} more{part}."
    return f"Value for money {size}{part}."


def robustness(found: Found, currency: str) -> Iterator[str]:
    """How often and where the ranking turns."""
    drawn = found["distribution"]
    if drawn:
        low, high = (_money(drawn["vfm"][name], currency) for name in ("p10", "p90"))
        cheaper = _of_hundred(drawn["probability_comparator_cheaper"])
        yield f"The comparator is cheaper in {cheaper}; eight in ten give {low} to {high}."
    yield _rates(found["break_even"])
    stays = found["break_even"]["risk_transfer"]
    if stays is not None:
        yield _transfer(stays)


def caveats(found: Found, currency: str) -> Iterator[str]:
    """What makes the two sides unlike: rates, service, users' money, gifts, soft loans."""
    rates, other = found["rates"], found["differences"]
    if rates["comparator"] != rates["partnership"]:
        one, two = (format_percent(rates[side]) for side in ("comparator", "partnership"))
        yield (
            f"The partnership's cost is discounted at {two}, the comparator's at {one}; a higher rate makes a cost"
            f" smaller. At {one} for both, value for money is {_money(found['vfm_at_one_rate'], currency)}."
        )
    given = other["delivered"]
    if _differs(given):
        least = min(given, key=lambda side: given[side])
        share = 1 - given[least] / max(given.values())
        yield f"The {least} delivers {format_percent(share)} less: part of its lower cost is service not given."
    for name, who, what in (
        ("paid_by_users_pv", "Users pay", "is their money, not a saving"),
        ("given_pv", "Donors and partner cities give", "is their gift, not a saving"),
    ):
        sums = other[name]
        if _differs(sums):
            most = max(sums, key=lambda side: sums[side])
            gap = _money(abs(sums["comparator"] - sums["partnership"]), currency)
            yield f"{who} {gap} more for the {most}: that part {what}."
    for side, gift in found["soft_loans"].items():
        if gift:
            yield f"Soft loans make the {side} cheaper (grant element {format_percent(gift)})."


def roots_text(found: Found, move: str) -> str:
    """The break-even discount rates of one kind, or where there is none."""
    if found["at_every_rate"] and move == "both":
        return "every rate"
    rates = found["rates"][move]
    return " and ".join(map(format_percent, rates)) if rates else f"none to {found['range'][1] * 100:g} %"


def transfer_text(share: float | None) -> str:
    """The break-even share of the risk taken over, where it lies between none and all of it."""
    if share is None:
        return BLANK
    return "none needed" if share <= 0 else "not reached" if share > 1 else format_percent(share)


def _rates(found: Found) -> str:
    if found["at_every_rate"]:
        return "Both cost the same at every discount rate."
    low, high = (f"{rate * 100:g}" for rate in found["range"])
    both, alone = (" and ".join(map(format_percent, found["rates"][move])) for move in ("both", "partnership"))
    turns = f"a discount rate of {both}" if both else f"no discount rate from {low} to {high} %"
    return f"The ranking turns at {turns}{f', or {alone} for the partnership alone' if alone else ''}."


def _transfer(share: float) -> str:
    if share <= 0:
        return "That holds even if all of the risk taken over falls back on the public."
    if share > 1:
        return "It would not break even if all of the risk taken over stayed with the partner."
    return f"It breaks even if {format_percent(share)} of the risk taken over really stays with the partner."


def _of_hundred(share: float) -> str:
    """A probability as so many of 100 draws."""
    if share in (0, 1):
        return "every draw" if share else "no draw"
    number = share * 100
    return f"{number:.0f} of 100 draws" if 1 <= number <= 99 else f"{number:.3g} of 100 draws"


def _differs(sides: Mapping[str, float]) -> bool:
    one, two = sides.values()
    return abs(one - two) > _NOTED * max(abs(one), abs(two))


def _money(value: float, currency: str) -> str:
    return format_value("money", value, currency)
