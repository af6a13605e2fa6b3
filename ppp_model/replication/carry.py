"""A study's tree carried to another city, and the list of all its numbers: what each was, is, and why."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ppp_model.errors import Problem, ScenarioError
from ppp_model.measures import BY_NAME
from ppp_model.replication import numbers
from ppp_model.replication.carried import Carried
from ppp_model.replication.factors import DOLLAR, DOLLAR_INFLATION, Factor, Factors, Options
from ppp_model.replication.own_city import city_section, currency_section, take
from ppp_model.replication.places import Place, date_at, number_at, place_of, text_at
from ppp_model.replication.rules import Rule, cost, rule_for
from ppp_model.replication.unused import Unused
from ppp_model.scenario.amounts import RefusedError
from ppp_model.scenario.load import StudyFile
from ppp_model.scenario.nodes import Keys, Node, dotted, leaves, shown
from ppp_model.scenario.paths import shape_at
from ppp_model.scenario.quantities import Names, find_unit, is_plain_number

SETS = ("structures", "cases")
_LEFT_OUT = ("sources", "city", "currencies", "data")
_TEXTS = ("label", "description", "instead_of", "needs")
_CODES = ("currency", "owed_in")
_ABSOLUTE = (
    "low", "mode", "high", "mean", "deviation", "p10", "p90", "values", "at_least", "at_most", "range", "size", "drift",
    "volatility",
)  # fmt: skip
_RETURNS = ("equity_irr", "project_irr", "project_irr_after_tax")


@dataclass
class Replica:
    """A study for the new city."""

    tree: Node
    """All of it but what the city's file holds."""
    carried: list[Carried]
    factors: Factors
    sources: Mapping[str, str] = field(default_factory=dict)
    """Sources of the old study by short name."""
    home: Path = Path()
    """Folder of the old study, in which lie the files of observed values that it names."""

    @property
    def whole(self) -> Node:
        """The tree with the city's own in it."""
        return _over(self.factors.new.tree, self.tree)

    def count(self, treatment: str) -> int:
        """How many numbers were treated so."""
        return sum(1 for one in self.carried if one.treatment == treatment)

    @property
    def to_replace(self) -> list[Carried]:
        """The numbers that must be replaced."""
        return [one for one in self.carried if one.replace]


def replicated(file: StudyFile, new: Place, options: Options) -> Replica:
    """The study of a file carried to a city.

    Raises ScenarioError where the study has no city, or a number is missing that the conversion needs.
    """
    base, where = file.base, shown(file.path)
    if base.at(("city",)) is None:
        raise ScenarioError.one(where, "city", "is missing", "Only a study with a city can be carried to another.")
    old = place_of(base, where)
    factors = _factors(base, old, new, options, where)
    walk = _Walk(file, factors, base)
    tree = walk.carried_tree()
    sources = file.tree.at(("sources",))
    named = {key: str(node.value) for key, node in sources.items.items()} if sources is not None else {}
    return Replica(tree, walk.rows, factors, named, file.path.resolve().parent)


def _factors(base: Node, old: Place, new: Place, options: Options, where: str) -> Factors:
    """The factors between two cities; raises ScenarioError that names each number that is missing."""
    currency = text_at(base, ("currency",)) or ""
    close = date_at(base, ("timeline", "close"))
    if close is None:
        raise ScenarioError.one(where, "timeline.close", "is missing")
    problems: list[Problem] = []
    per_study = number_at(base, ("currencies", old.currency, "per_study_currency"), Names(), problems)
    if old.per_dollar is None and currency == DOLLAR:
        old = dataclasses.replace(old, per_dollar=per_study)
    for place, name in ((old, where), (new, shown(new.file) if new.file else new.name)):
        unlike = old.currency != new.currency
        if unlike and place.per_dollar is None and place.currency != DOLLAR:
            hint = "It is units of the city's currency for one US dollar at `city.date`."
            problems.append(Problem(name, "city.per_dollar", "is missing; prices cannot be converted", hint=hint))
    dollar, own = (number_at(base, ("currencies", code, "inflation"), Names(), problems) for code in (DOLLAR, currency))
    if problems:
        raise ScenarioError(problems)
    dollar = DOLLAR_INFLATION if dollar is None else dollar
    own = dollar if own is None else own
    return Factors(old, new, currency, close, options.close or close, options, dollar, own, per_study)


class _Walk:
    """One walk over a study, which makes the new tree and notes each number on the way."""

    def __init__(self, file: StudyFile, factors: Factors, base: Node) -> None:
        self._file, self._factors, self._base = file, factors, base
        self.rows: list[Carried] = []
        self._texts: dict[str, str] = _texts_of(base)
        self._of_structures: dict[str, str] = {}
        self._unused = Unused(file.tree, factors)
        self._owner = ""
        self._said: Mapping[str, str] = self._texts
        self._names = Names(factors.currency, factors.old.currency, text_at(base, ("unit",)) or "m3")
        self._new_names = dataclasses.replace(
            self._names, currency=factors.new_currency, local=factors.new.currency
        )  # fmt: skip

    def carried_tree(self) -> Node:
        """The new study without what the city's file holds."""
        found: dict[str, Node] = self._head()
        for key, node in self._base.items.items():
            if key not in (*_LEFT_OUT, *found) and not self._is_unused((key,), node):
                found[key] = self._tax(node) if key == "tax" else self._at(node, (key,))
        city = self._base.items["city"]
        found["city"] = city_section(city, self._factors, self._new_names, self._at, self.rows)
        found["currencies"] = currency_section(self._base.at(("currencies",)), self._factors, self._at, self.rows)
        self._close(found)
        order = [key for key in ("study", "description", "service", "unit", "currency") if key in found]
        rest = [key for key in ("timeline", "currencies", "city") if key in found]
        keys = dict.fromkeys((*order, *rest, *found))
        tree = {key: found[key] for key in keys if found[key].items or not isinstance(found[key].value, dict)}
        data = self._file.tree.at(("data",))
        if data is not None:
            tree["data"] = data
        for kind in SETS:
            sets = self._file.tree.at((kind,))
            if sets is not None and sets.items:
                sets = self._file.figures.resolved(sets)
                made = {name: self._set(f"{kind}.{name}", one) for name, one in sets.items.items()}
                tree[kind] = dataclasses.replace(sets, value=made)
        return dataclasses.replace(self._base, value=tree)

    def _head(self) -> dict[str, Node]:
        """Title and description."""
        old, new = self._factors.old, self._factors.new
        title = text_at(self._base, ("study",)) or ""
        words = (
            f"Carried from {old.name} ({old.country}) to {new.name} ({new.country}). Every number is an assumption "
            "until it is replaced by one of the place."
        )
        return {"study": numbers.text_node(f"{title}, carried to {new.name}"), "description": numbers.text_node(words)}

    def _tax(self, node: Node) -> Node:
        """The tax section; the rate is the new city's where its file has one."""
        new, old = self._factors.new.tree.at(("tax", "rate")), node.items.get("rate")
        if new is None or old is None:
            return self._at(node, ("tax",))
        take(("tax", "rate"), old, new, self.rows)
        return self._at(node.replaced(("rate",), None), ("tax",))

    def _close(self, found: dict[str, Node]) -> None:
        """The new close, where it moves."""
        if self._factors.new_close == self._factors.old_close:
            return
        old, new = str(self._factors.old_close), self._factors.new_close.isoformat()
        node = numbers.annotated(new, "given with `ppp replicate --close`")
        timeline = found["timeline"]
        found["timeline"] = timeline.replaced(("close",), node)
        self.rows = [one for one in self.rows if (one.owner, one.path) != ("", "timeline.close")]
        self.rows.append(Carried("", "timeline.close", old, new, "shifted", "given by you", "", ""))

    def _set(self, owner: str, node: Node) -> Node:
        """A structure or a case; a case may change what only a structure has."""
        self._owner = owner
        own = _texts_of(node)
        self._said = {**(self._of_structures if owner.startswith("cases.") else {}), **self._texts, **own}
        if owner.startswith("structures."):
            self._of_structures |= own
        below = {
            self._renamed(key): self._text(key, one) if key in _TEXTS else self._at(one, tuple(key.split(".")))
            for key, one in node.items.items()
            if not self._is_unused(tuple(key.split(".")), one)
        }
        self._owner, self._said = "", self._texts
        return dataclasses.replace(node, value=below)

    def _text(self, key: str, node: Node) -> Node:
        """A text of a set; a description says that it is the old city's."""
        if key != "description" or not isinstance(node.value, str):
            return node
        return numbers.text_node(f"As in {self._factors.old.name}: {node.value}")

    def _at(self, node: Node, path: Keys) -> Node:
        """What stands at a path."""
        if node.items and not node.is_annotated:
            below = {}
            for key, one in node.items.items():
                keys = key.split(".") if self._owner else [key]
                if not self._is_unused((*path, *keys), one):
                    below[self._renamed(key, path)] = self._at(one, (*path, *keys))
            return dataclasses.replace(node, value=below)
        shape = shape_at(path)
        info = shape.field if shape is not None else None
        bare = node.items["value"] if node.is_annotated and not node.reference else node
        if bare.value is None or isinstance(bare.value, (bool, dict)):
            return node
        entry = info if info is not None else getattr(shape_at(path[:-1]), "entry", None)
        unit = find_unit(entry)
        is_number = unit is not None or (info is not None and is_plain_number(info))
        if is_number and not (isinstance(bare.value, str) and not any(map(str.isdigit, bare.value))):
            return self._number(node, bare, path)
        return self._word(node, path)

    def _is_unused(self, path: Keys, node: Node) -> bool:
        """Whether what stands at a path is an exchange rate that the new study does not have; notes it."""
        if not self._unused.at(path):
            return False
        for below, one in leaves(node, path):
            why = f"left out: {self._factors.new.name} has the study's currency"
            self.rows.append(Carried(self._owner, dotted(below), one.written(), "", "city", why, "", ""))
        return True

    def _word(self, node: Node, path: Keys) -> Node:
        """A word: currency codes and keys that name the old currency become those of the new one."""
        old, new = self._factors.old.currency, self._factors.new.currency
        value = node.value
        if path[-1] in _CODES and value == old:
            return numbers.text_node(new)
        if path == ("currency",):
            return numbers.text_node(self._factors.new_currency)
        if isinstance(value, str) and f"currencies.{old}." in value:
            return numbers.text_node(value.replace(f"currencies.{old}.", f"currencies.{new}."))
        if path[-1] == "lender" and isinstance(value, str):
            self.rows.append(
                Carried(self._owner, dotted(path), value, value, "kept", "", "a lender of the old project", "")
            )
        if node.is_annotated and not node.reference:
            return node.items["value"]
        return node

    def _renamed(self, key: str, above: Keys = ()) -> str:
        """A key, with the old currency's code replaced."""
        old, new = self._factors.old.currency, self._factors.new.currency
        parts = (*above, *key.split("."))
        if old != new and parts[0] == "currencies" and len(parts) > 1 and parts[1] == old:
            return ".".join([new if part == old else part for part in key.split(".")])
        return key

    def _number(self, node: Node, bare: Node, path: Keys) -> Node:
        """A number, or a list of them."""
        rule, target, code = self._rule(path)
        names = dataclasses.replace(self._names, currency=code if not rule.local else self._names.currency)
        factor, why, treatment = self._factor(rule, target, code)
        new_names = dataclasses.replace(
            self._new_names, currency=self._factors.currency_of(code) if not rule.local else self._new_names.currency
        )
        shift = self._factors.rate_shift(code)
        try:
            made = (
                numbers.shifted(bare, target, names, shift[0] if shift else 0.0)
                if treatment == "shifted"
                else numbers.scaled(bare, target, names, new_names, factor)
            )
        except RefusedError as refused:
            what = (refused.what, refused.allowed, refused.hint)
            raise ScenarioError.one(str(node.place), dotted(path), *what) from None
        said, source = numbers.said(node)
        kept_reference = node.reference and made.written() == bare.written()
        self.rows.append(
            Carried(self._owner, dotted(path), bare.written(), made.written(), treatment, why, rule.replace, source)
        )
        if kept_reference or (_is_choice(path) and not node.is_annotated):
            return node if kept_reference else made
        reason = numbers.reason(self._factors.old.name, bare.written(), treatment, why, rule.replace, said)
        return numbers.annotated_node(made, reason)

    def _factor(self, rule: Rule, path: Keys, code: str) -> tuple[Factor, str, str]:
        """The factor of a number, why, and what is done with it in the end."""
        if rule.treatment == "shifted":
            shift = self._factors.rate_shift(code)
            if shift is None or self._is_soft(path) or shift[0] == 0:
                return Factor(), "", "kept"
            return Factor(), f"{shift[0] * 100:+.4g} points ({shift[1]})", "shifted"
        factor = rule.make(self._factors, code)
        same = factor.value == 1
        return factor, factor.text, "kept" if same and code == self._factors.currency_of(code) else rule.treatment

    def _is_soft(self, path: Keys) -> bool:
        """Whether a rate is that of a concessional loan, which no market sets."""
        return path[:2] == ("finance", "debt") and self._said.get(dotted((*path[:3], "concessional"))) == "true"

    def _rule(self, path: Keys) -> tuple[Rule, Keys, str]:
        """What is done with the number at a path, the path whose unit it is in, and its currency."""
        target = path
        kept = Rule("kept")
        if path[0] == "solve" or path[:2] == ("frontier", "inputs"):
            above = dotted(path[:-1])
            if path[-1] == "target" and self._said.get(f"{above}.measure") in _RETURNS:
                return Rule("shifted"), path, self._factors.currency
            if path[-1] != "between":
                return kept, path, self._factors.currency
            target = self._input(above)
        elif len(path) == 4 and path[1] in ("goals", "limits"):
            return (kept if not _is_money(path[2]) else Rule("scaled", cost)), path, self._factors.currency
        elif path[0] == "uncertainty" and len(path) > 3:
            above = dotted(path[:3])
            acts = self._said.get(f"{above}.acts_as", "factor")
            if acts == "factor" or path[3] not in _ABSOLUTE:
                return kept, path, self._factors.currency
            target = self._input(above)
        rule = rule_for(target, self._said.get(dotted((*target[:-1], "kind"))))
        if target != path:
            is_value = self._said.get(f"{dotted(path[:3])}.acts_as") == "value" and path[3] != "deviation"
            rule = kept if rule.treatment == "shifted" and not is_value else dataclasses.replace(rule, replace="")
        sibling = "owed_in" if rule.treatment == "shifted" else "currency"
        if target[0] == "currencies" and len(target) > 1:
            return rule, target, target[1]
        own = self._said.get(dotted((*target[:-1], sibling))) if len(target) > 1 and target[0] != "city" else None
        code = self._factors.old.currency if rule.local else own or self._factors.currency
        return rule, target, code

    def _input(self, above: str) -> Keys:
        """The input that an entry of `uncertainty`, `solve` or `frontier` is about; the first of several."""
        first = self._said.get(f"{above}.input", "").strip("[]").split(",")[0]
        return tuple(first.strip().split("."))


def _is_money(name: str) -> bool:
    """Whether a measure is a sum of the whole project, which is larger in a larger city."""
    return name in BY_NAME and BY_NAME[name].kind == "money"


def _is_choice(path: Keys) -> bool:
    """Whether a number says how to search or draw, and is no fact that needs a reason."""
    return path[0] in ("solve", "frontier", "uncertainty") or path[-1] == "rank" or path == ("timeline", "close")


def _texts_of(tree: Node) -> dict[str, str]:
    """Each value as written, by dotted path."""
    return {dotted(path): node.written() for path, node in leaves(tree)}


def _over(base: Node, over: Node) -> Node:
    """One tree over another: maps merge deep, ``null`` removes."""
    if not isinstance(over.value, dict) or not isinstance(base.value, dict):
        return over
    if over.is_annotated or base.is_annotated:
        return over
    items = dict(base.value)
    for key, node in over.value.items():
        if node.value is None and key in items:
            del items[key]
        else:
            items[key] = _over(items[key], node) if key in items else node
    return dataclasses.replace(over, value=items)
