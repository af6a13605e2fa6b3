"""What of the old city's section a study keeps in the new city, and the terms of its currencies there."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from ppp_model.errors import Problem
from ppp_model.replication import numbers
from ppp_model.replication.carried import Carried
from ppp_model.replication.factors import Factors, percent
from ppp_model.replication.places import number_of
from ppp_model.scenario.nodes import Keys, Node, dotted, leaves
from ppp_model.scenario.quantities import Names

Carry = Callable[[Node, Keys], Node]
_OF_THE_CITY = (
    "name", "country", "currency", "date", "per_dollar", "price_level", "country_risk", "population",
    "population_growth", "household_size", "household_income", "income_growth", "income", "budget", "budget_growth",
)  # fmt: skip
_SHARES = ("population_share", "income_share")
_OF_A_SERVICE = ("alternative_price", "alternative_use")
_MOVED = ("population", "household_income", "budget")


def city_section(city: Node, factors: Factors, names: Names, carry: Carry, rows: list[Carried]) -> Node:
    """The `city:` of the new study: what the service needs and the city's file does not say.

    Groups of households are the new city's where both have the same names, else the old study's. What the city's file
    says of a service counts only where it is in the unit of this one; ``names`` are those of the new study.
    """
    new = factors.new.tree.at(("city",))
    assert new is not None
    same_service = _in_this_unit(new, _OF_A_SERVICE, ("city",), names)
    found: dict[str, Node] = {}
    for key, node in city.items.items():
        there = new.items.get(key)
        if key in _OF_THE_CITY and not (key == "budget" and there is None):
            take(("city", key), node, there, rows)
        elif key == "groups":
            found[key] = _groups(node, new, names, carry, rows)
        elif there is not None and same_service:
            take(("city", key), node, there, rows)
        else:
            found[key] = carry(node, ("city", key))
    for key in _MOVED:
        moved = _moved(key, factors, new.items.get(key))
        if moved is not None:
            found[key] = moved
            _retold(("city", key), moved, rows)
    if "budget" in new.items:
        _retold(("city", "budget"), None, rows, "which budget pays? That of the city's file may not be the one meant")
    return Node(found, city.mark, "", city.key)


def _retold(path: Keys, node: Node | None, rows: list[Carried], replace: str = "") -> None:
    """Put what a number of the city has become, or that it must be looked at, into its row."""
    for place, row in enumerate(rows):
        if (row.owner, row.path) == ("", dotted(path)):
            text = row.new if node is None else node.written()
            rows[place] = dataclasses.replace(row, new=text, replace=replace or row.replace)


def _groups(old: Node, city: Node, names: Names, carry: Carry, rows: list[Carried]) -> Node:
    """What each group uses and how many are connected; the shares are the new city's."""
    new = city.items.get("groups")
    same = new is not None and set(new.items) == set(old.items)
    found = {}
    for name, group in old.items.items():
        path = ("city", "groups", name)
        there = new.items[name].items if same and new is not None else {}
        served = _in_this_unit(new.items[name], ("use",), path, names) if there and new is not None else False
        kept: dict[str, Node] = {}
        for key, node in group.items.items():
            if key in there and (served or key in _SHARES):
                take((*path, key), node, there[key], rows)
            elif same and key == "income_share" and "income" in city.items:
                take((*path, key), node, None, rows)
            else:
                kept[key] = carry(node, (*path, key))
        _reach(kept, there.get("connected") if served else None, path)
        found[name] = Node(kept, group.mark, "", group.key)
    if new is not None and not same:
        found |= {name: Node(None, old.mark) for name in new.items if name not in old.items}
    return Node(found, old.mark, "", old.key)


def _reach(kept: dict[str, Node], connected: Node | None, path: Keys) -> None:
    """Raise `reached` of the old study to the new city's `connected`: who is connected is reached."""
    if connected is None or "reached" not in kept:
        return
    shares = [number_of(node, (*path, "connected"), Names(), []) for node in (kept["reached"], connected)]
    if None not in shares and shares[0] < shares[1]:  # type: ignore[operator]
        why = "REPLACE, a fact of the old city: raised to `connected`, since who is connected is reached"
        kept["reached"] = numbers.annotated(connected.written(), why)


def _in_this_unit(node: Node, keys: tuple[str, ...], path: Keys, names: Names) -> bool:
    """Whether what a city's file says of a service is in the unit of this one; yes where it names no unit."""
    problems: list[Problem] = []
    for key in keys:
        if key in node.items:
            number_of(node.items[key], (*path, key), names, problems)
    return not problems


def _moved(key: str, factors: Factors, node: Node | None) -> Node | None:
    """A number of the city's file at the new close; None where it stays."""
    place, close = factors.new, factors.new_close
    years = factors.years(place, close)
    if node is None or years == 0:
        return None
    then = number_of(node, ("city", key), place.names, [])
    if then is None:
        return None
    if key == "population":
        text = f"{numbers.figure(factors.people_of(place, close))} people"
        why = f"{node.written()} at {place.date}, {years:.3g} years at {percent(place.population_growth)}"
        return numbers.annotated(text, why)
    real = place.income_growth if key == "household_income" else place.budget_growth
    inflation = place.inflation or 0.0
    amount = then * ((1 + inflation) * (1 + real)) ** years
    unit = "month" if key == "household_income" else "year"
    growth = f"{years:.3g} years of prices at {percent(inflation)} and {percent(real)} above"
    why = f"{node.written()} at {place.date}, {growth}"
    return numbers.annotated(f"{numbers.figure(amount)} {place.currency}/{unit}", why)


def currency_section(old: Node | None, factors: Factors, carry: Carry, rows: list[Carried]) -> Node:
    """The `currencies:` of the new study: the new city's currency, and those that the study keeps."""
    found: dict[str, Node] = {}
    place, currency = factors.new, factors.new_currency
    for code, terms in (old.items if old is not None else {}).items():
        if code in (factors.old.currency, place.currency):
            for path, node in leaves(terms, ("currencies", code)):
                take(path, node, place.tree.at(path) if code == place.currency else None, rows)
        else:
            found[code] = carry(terms, ("currencies", code))
    own: dict[str, Node] = {}
    if place.inflation is None:
        own["inflation"] = numbers.annotated("0 %", "REPLACE, a fact of the new city: its file does not say")
    if place.currency == currency:
        there = place.tree.at(("currencies", place.currency))
        for key in ("per_study_currency", "depreciation", "path"):
            if there is not None and key in there.items:
                own[key] = Node(None, there.mark)
    else:
        own |= _exchange(factors)
    if own:
        found[place.currency] = Node(own, place.tree.mark)
    return Node(found, place.tree.mark)


def _exchange(factors: Factors) -> dict[str, Node]:
    """The exchange rate of the new city's currency against the study's, which stays."""
    place = factors.new
    rate, known = factors.new_per_study()
    why = f"{known}, moved by inflation to close"
    found = {"per_study_currency": numbers.annotated_node(numbers.number_node(rate), why)}
    there = place.tree.at(("currencies", place.currency))
    if there is None or "depreciation" not in there.items:
        found["path"] = numbers.text_node("inflation")
    return found


def take(path: Keys, old: Node, new: Node | None, rows: list[Carried]) -> None:
    """Note that the city's own value takes the place of the old one."""
    for below, node in leaves(old, path):
        there = new
        for key in below[len(path) :]:
            there = there.items.get(key) if there is not None else None
        text = there.written() if there is not None else ""
        _, source = numbers.said(node)
        rows.append(Carried("", dotted(below), node.written(), text, "city", "the new city's own", "", source))
