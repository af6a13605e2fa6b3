"""The method page: how a run goes, each measure with its formula, and every formula with what it rests on."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from typing import Literal, get_args, get_origin

from ppp_model.composition import model_of
from ppp_model.engine.line import Formula, Given, Part, SumOf, parts_of
from ppp_model.measures import MEASURES, SIDES, VALUE
from ppp_model.outputs import method_words as words
from ppp_model.outputs.dictionary import GENERIC
from ppp_model.scenario.model import Conventions

CHAPTERS: dict[str, tuple[str, ...]] = {
    "Time, prices, exchange rates": ("timing", "prices", "currency", "fixed_term", "revenue_term"),
    "What is delivered and paid": (
        "supply", "supply_given", "supply_demanded", "revenue", "guarantee", "contract", "opex", "opex_item",
        "maintenance_item",
    ),
    "Works and their funding": ("capex", "capex_item", "grant", "funding", "owners"),
    "Debt": ("debt_terms", "debt_size", "debt", "debt_payment", "tranche_view", "reserves"),
    "Tax, order of payment, cover, returns": ("tax", "waterfall", "lender", "equity"),
    "Statements and the end of the contract": ("statements", "ifric12", "termination"),
    "The tariff and who is billed": (
        "retail", "tariff_block", "season", "time_band", "basket_item", "fixed_tariff", "regulation", "utility", "fund",
        "stratum", "without_retail",
    ),
    "Households": (
        "group", "group_even", "group_seasonal", "group_burden", "group_subsidy", "incidence", "households",
        "customer_class", "rung", "ladder",
    ),
    "Who is connected": ("group_by_volume", "coverage_by_volume", "group_by_takeup", "coverage_by_takeup"),
    "Support in operation": ("support", "support_item", "support_group", "toll_band", "voucher"),
    "Cooperation": ("cooperation", "partnership", "partnership_retail", "partner_guarantee", "handed_over"),
    "The wider gain": (
        "economy", "economy_group", "economy_class", "stakeholders", "parties", "without_economy",
    ),
    "The public purse": (
        "government", "budget", "level", "level_gift", "level_support", "levels", "without_levels", "contingent",
        "contingent_fee", "debt_guarantee", "debt_exchange",
    ),
    "Checks and events": ("checks", "events", "events_people"),
    "Pools of cities": (
        "pool_timing", "pool_terms", "pool_account", "pool_member", "pool_arrears", "pool_default", "pool_alone",
        "pool_saving", "pool_bond", "pool_layer", "pool_part", "pool_repaid_part", "pool_reserve", "pool_reserve_part",
        "pool_fund", "pool_fund_part", "pool_intercept", "pool_intercept_part", "pool_guarantee", "pool_guarantee_part",
        "pool_revolving", "pool_cohort", "pool_lenders", "pool_totals", "pool_savings", "pool_parties", "pool_checks",
    ),
}  # fmt: skip
"""Modules of ``lines`` by subject, in the order of the page."""


def markdown() -> str:
    """The page as Markdown: what `docs/method.md` holds."""
    parts = (
        words.HEAD, words.TIMING, _conventions(), words.ORDER + _loops(), words.CIRCLES + _circles() + words.SETTLING,
        words.MEASURES + _measures(), words.FORMULAS, *_chapters(), words.SOURCES + _sources(),
    )  # fmt: skip
    return "\n".join(parts)


def _row(*cells: str) -> str:
    """A row of a table."""
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |\n"


def _conventions() -> str:
    """The choices that a study can make, the first of the allowed words being the default."""
    rows = ["| `conventions` | allowed, default first | what it decides |\n", "|---|---|---|\n"]
    for name, info in Conventions.model_fields.items():
        of = info.annotation
        others = [word for word in get_args(of) if word != info.default] if get_origin(of) is Literal else []
        allowed = ", ".join([str(info.default), *others]) if others else "a yearly rate"
        rows.append(_row(f"`{name}`", allowed, (info.description or "").partition("\n")[0]))
    return "".join(rows)


def _loops() -> str:
    """The lines that run period by period, the longest loops first."""
    loops = [step for step in model_of(GENERIC).steps() if step.direction]
    rows = []
    for way, direction in (("forward", 1), ("backward", -1)):
        inside = [[name.rpartition(".")[2] for name in step.lines] for step in loops if step.direction == direction]
        for names in sorted((names for names in inside if len(names) > 1), key=len, reverse=True):
            rows.append(_row(way, f"{len(names)} together", _some(names)))
        rows.append(_row(way, "each by itself", _some([names[0] for names in inside if len(names) == 1])))
    return "".join(rows)


def _some(names: list[str], most: int = 8) -> str:
    """The first names of a list, each once."""
    different = list(dict.fromkeys(names))
    return ", ".join(f"`{name}`" for name in different[:most]) + (", ..." if len(different) > most else "")


def _circles() -> str:
    """The inputs that are repeated until they equal a line."""
    found = [
        _row(f"`{name}`", f"`{part.solved_for}`", part.doc.partition("\n")[0])
        for module in _modules()
        for name, part in _parts(module).items()
        if isinstance(part, Given) and part.solved_for
    ]
    return "".join(dict.fromkeys(found))


def _measures() -> str:
    """Each measure with the formula of its line."""
    rows, side = [], ""
    for measure in MEASURES:
        if measure.side != side:
            side = measure.side
            rows.append(_row(f"**{SIDES[side]}**", "", "", "", ""))
        rows.append(_row(f"`{measure.name}`", *_behind(measure.name, measure.label)))
    return "".join(rows)


def _behind(name: str, label: str) -> tuple[str, str, str, str]:
    """What stands behind a measure: what it is, unit, formula, module."""
    if name in VALUE:
        place = "[two runs](architecture.md#value-for-money)"
        return f"{label}: `ppp value` shows its parts.", "", "", place
    homes = [module for module in _modules() if name in _parts(module)]
    if not homes:
        return label, "", "the input that was moved", "search"
    home = homes[0]
    part = _parts(home)[name]
    return part.doc.partition("\n")[0], part.unit, f"`{_text(part)}`", f"[{home}](#{home})"


def _chapters() -> Iterator[str]:
    """The formulas by subject."""
    for title, modules in CHAPTERS.items():
        yield f"### {title}\n"
        for module in modules:
            yield from _module(module)


def _module(name: str) -> Iterator[str]:
    """The formulas of a module that rest on something, and those that are not in the dictionary."""
    doc = (import_module(f"ppp_model.lines.{name}").__doc__ or "").partition("\n\n")[0].replace("\n", " ")
    formulas = {one: part for one, part in _parts(name).items() if not isinstance(part, Given)}
    shown = {one: part for one, part in formulas.items() if _source(part) != "definition" or not _in_dictionary(part)}
    yield f"#### {name}\n\n{doc}\n"
    if shown:
        head = "| line | unit | what it is | formula | rests on |\n|---|---|---|---|---|\n"
        yield head + "".join(
            _row(f"`{one}`", part.unit, part.doc.partition("\n")[0], f"`{_text(part)}`", _source(part))
            for one, part in shown.items()
        )
    left = len(formulas) - len(shown)
    if left:
        plain = f"{left} plain definition{'s' if left > 1 else ''}: [lines.md](lines.md)."
        yield f"And {plain}\n" if shown else f"{plain}\n"


def _sources() -> str:
    """Each source with the lines that cite it: rules of others first, then choices."""
    cited: dict[str, list[str]] = {}
    for module in _modules():
        for name, part in _parts(module).items():
            if isinstance(part, Formula) and part.source not in ("definition", "check"):
                lines = cited.setdefault(part.source, [])
                lines += [f"`{name}`"] if f"`{name}`" not in lines else []
    texts: dict[str, list[str]] = {"Rules and definitions of others": [], "Choices": []}
    for source, lines in sorted(cited.items(), key=lambda item: item[0].casefold()):
        kind = "Choices" if source.startswith("choice") else "Rules and definitions of others"
        texts[kind].append(_row(source.removeprefix("choice: "), ", ".join(lines)))
    head = "| rests on | lines |\n|---|---|\n"
    return "\n".join(f"\n### {kind}\n\n{head}{''.join(rows)}" for kind, rows in texts.items())


def _modules() -> Iterator[str]:
    """The modules in the order of the page."""
    for modules in CHAPTERS.values():
        yield from modules


@cache
def _parts(module: str) -> dict[str, Part]:
    return parts_of(import_module(f"ppp_model.lines.{module}"))


@cache
def _known() -> frozenset[int]:
    """The parts that the dictionary shows, by identity."""
    return frozenset(id(row.part) for row in model_of(GENERIC).rows.values())


def _in_dictionary(part: Part) -> bool:
    return id(part) in _known()


def _text(part: Part) -> str:
    """The formula as text, in the names of its arguments."""
    if isinstance(part, SumOf):
        return f"sum of {part.line} over each {part.kind}"
    return str(part.expression) if isinstance(part, Formula) else "input"


def _source(part: Part) -> str:
    return part.source if isinstance(part, Formula) else "definition"


if __name__ == "__main__":
    print(markdown(), end="")
