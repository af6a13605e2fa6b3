"""Writes the tables of ``scenarios/reference-deal/README.md``: each field, what it is, and the lines that use it.

``python -m tests.reference_readme`` renews what stands below the mark in the file; what is above is written by hand.
"""

from __future__ import annotations

from pathlib import Path

from ppp_model.assemble import DUTIES
from ppp_model.engine.line import Given
from ppp_model.scenario.paths import SCENARIO
from ppp_model.study import load

FOLDER = Path(__file__).parent.parent / "scenarios" / "reference-deal"
MARK = "<!-- below: written by `python -m tests.reference_readme` -->"
ELSEWHERE = {
    "study": "heading of every output", "description": "heading of every output", "sources": "`ppp assumptions`",
    "service": "says what is sold", "unit": "units of volumes and prices", "currency": "units of money",
    "timeline.close": "dates of the periods: `calendar.py`", "timeline.period": "length of a period: `calendar.py`",
    "timeline.day_count": "`days_in_period`", "city.name": "words for the reader",
    "city.country": "words for the reader",
    **dict.fromkeys(("city.date", "city.per_dollar", "city.price_level", "city.country_risk"), "`ppp replicate`"),
    "city.currency": "which exchange rate and prices: `exchange_rate`",
    "revenue.currency": "`charge_rate`", "opex.*.currency": "`exchange_rate` of `cost`",
    "maintenance.*.currency": "`exchange_rate` of `spend`", "works.items.*.currency": "`exchange_rate` of `spend`",
    "finance.debt.*.owed_in": "`exchange_rate` of `drawdown_own`", "finance.debt.*.lender": "words for the reader",
    "finance.debt.*.rank": "order of payment: `cash_before` of a loan is `cash_after` of the one before",
    "finance.debt.*.refinances": "`refinanced_amount`, `refinancing`",
    "finance.debt.*.concessional": "which loans count in the measure grant element",
    "finance.debt.*.profile": "`profile_share`", "works.items.*.profile": "`spending_share`",
    "conventions.irr_times": "`end_years`", "solve.input": "the input that is moved",
    "solve.measure": "the measure that is watched", "solve.target": "its value",
    "value_for_money": "`ppp value`, and the measures of value for money",
    "uncertainty": "`ppp simulate`, `ppp sensitivity`",
    **{f"public.duties.{duty}": f"`{line}` of each level" for duty, line in DUTIES.items()},
    "solve.between": "ends of the search", "solve.again_in_cases": "whether a case solves again",
}  # fmt: skip
"""Fields that no input line reads: what they do."""


ABOUT_PEOPLE = (
    "frontier.", "access.", "connection.", "cooperation.", "economy.", "finance.support.", "finance.debt.*.giver",
    "works.items.*.given_by",
    "city.income.", "city.ladder.", "city.basic_needs", "city.residual_threshold", "city.groups.*.normal_use",
    "city.groups.*.reached", "city.groups.*.household_size", "city.groups.*.basic_needs", "city.groups.*.poor",
    "city.groups.*.price_elasticity", "city.groups.*.income_elasticity", "retail.block_pricing", "retail.minimum_bill",
    "retail.rebate", "retail.strata.", "retail.fund.", "retail.social.", "retail.exempt.", "retail.seasons.",
    "retail.time_of_use.", "retail.price_elasticity", "retail.income_elasticity", "retail.reference_price",
    "retail.basket.", "retail.exchange_share", "retail.x_factor", "retail.regulation.", "retail.full_cost",
    "retail.classes.*.kind", "retail.classes.*.customers", "retail.classes.*.use", "retail.classes.*.fixed_charge",
    "retail.classes.*.price_elasticity", "retail.classes.*.worth",
    "retail.classes.*.reference_price", "retail.use_ceiling", "retail.classes.*.collection",
    "finance.grants.*.share_of_works", "opex.*.share_of_cost",
)  # fmt: skip
"""Fields about people, tariffs, support, partnerships, the search for a frontier, shares of cost: shown elsewhere."""


def fields():
    """Every field that the reference deal shows, by its path, with its shape."""
    return ((path, shape) for path, shape in all_fields() if not path.startswith(ABOUT_PEOPLE))


def all_fields(shape=SCENARIO, path=()):
    """Every field by its path, ``*`` for a name, with its shape."""
    if shape.is_map and shape.entry is not str:
        yield from all_fields(shape.below("name"), (*path, "*"))
    elif shape.part is not None:
        for key in shape.keys:
            yield from all_fields(shape.below(key), (*path, key))
    else:
        yield ".".join(path), shape


def elsewhere(path):
    """What a field does that no input line reads; or what its whole part does, where that says it."""
    return ELSEWHERE.get(path) or ELSEWHERE[path.partition(".")[0]]


def readers(model, scenario_paths):
    """For each field the input lines that read it, by short name."""
    found: dict[str, dict[str, str]] = {}
    for name, row in model.rows.items():
        if isinstance(row.part, Given) and row.part.at:
            for template in row.part.at.split(" or "):
                key = template.format_map({"block": "*", "parent": "*", "currency": "*", "own": "*", "charged": "*"})
                found.setdefault(key, {})[name.rpartition(".")[2]] = name
    return found


def users_of(model, name):
    """Lines that use an input directly, with their formulas."""
    return {
        user.rpartition(".")[2]: row.text
        for user, row in model.rows.items()
        if any(other == name for other, _ in row.arguments.values())
    }


def said(path, study):
    """The first value that the file writes for a field, and the structure or case if it is not the first."""
    for structure in study.structures:
        for case in (None, *study.cases):
            loaded = study.file.loaded(structure, case)
            for key, value in loaded.written.items():
                if matches(path, key):
                    where = "" if (structure, case) == (study.structures[0], None) else f" ({case or structure})"
                    return f"{value}{where}"
    return ""


def matches(path, key):
    wanted, keys = path.split("."), key.split(".")
    return len(wanted) == len(keys) and all(a in ("*", b) for a, b in zip(wanted, keys, strict=True))


def rows():
    """The rows of the tables: part of the scenario, field, value, lines, what it is."""
    study = load(FOLDER)
    models = [study.run(name).assembled.model for name in ("everything", "least_revenue")]
    reading = [(model, readers(model, study)) for model in models]
    for path, shape in fields():
        lines: list[str] = []
        for model, found in reading:
            own = path.rpartition(".")[2]
            for short, name in sorted(found.get(path, {}).items(), key=lambda item: item[0] != own):
                users = users_of(model, name)
                first = next(iter(users.items()), None)
                text = f"`{short}`" + (f" in `{first[0]}` = {first[1]}" if first and first[1] else "")
                if not any(line.startswith(f"`{short}`") for line in lines):
                    lines.append(text)
        info = shape.field
        doc = (info.description or "").split("\n")[0] if info else ""
        value = said(path, study) or ("a title for each source" if path == "sources" else "")
        yield path, value, "; ".join(lines[:2]) or elsewhere(path), doc


def text():
    """The tables as Markdown."""
    out, part = [], None
    for path, value, lines, doc in rows():
        head = path.rpartition(".")[0] or "study"
        if head != part:
            out += ["", f"### {head}", "", "| field | here | lines that use it | what it is |", "|---|---|---|---|"]
            part = head
        name = path.rpartition(".")[2]
        cells = [f"`{name}`", value[:60], lines, doc]
        out.append("| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |")
    return "\n".join(out) + "\n"


if __name__ == "__main__":
    file = FOLDER / "README.md"
    head = file.read_text(encoding="utf-8").partition(MARK)[0]
    file.write_text(f"{head}{MARK}\n{text()}", encoding="utf-8")
