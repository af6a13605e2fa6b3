"""Where each line of a workbook stands: which sheet, which row; the columns are the same on every sheet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from ppp_model.composition import homes
from ppp_model.engine.line import Given
from ppp_model.outputs.workbook.formulas import AFTER, BEFORE, NOW
from ppp_model.outputs.workbook.lines import Kind, Line, Lines
from ppp_model.results import Result

LABEL, NAME, UNIT, SOURCE, WORDS, CONSTANT, TOTAL, EDGE, FIRST = range(9)
"""Columns: what it is, its full name, unit, source, formula in words, constant, total, before the first period."""
HEAD = 6
"""Rows of the heading, frozen: title, master check, way back, phase, number and end of the period."""
PHASE_ROW, NUMBER_ROW, DATE_ROW = 3, 4, 5
INPUTS, SOLVED = "Inputs", "Solved values"
LONGEST_TITLE = 31

SHEETS: dict[str, tuple[str, ...]] = {
    "Timing": ("timing",),
    "Prices": ("prices", "currencies"),
    "Supply": ("supply", "supply_given", "supply_demanded"),
    "Revenue": ("revenue", "guarantee", "revenue_term", "fixed_term", "contract"),
    "Operating cost": ("opex", "maintenance"),
    "Works": ("capex", "works"),
    "Funding": ("funding", "grants"),
    "Owners": ("owners",),
    "Tax": ("tax",),
    "Reserves": ("reserves",),
    "Cash waterfall": ("waterfall",),
    "Loan": ("debt",),
    "Lenders": ("lender",),
    "Returns": ("equity",),
    "Accounts": ("statements",),
    "Service concession": ("ifric12",),
    "Termination": ("termination",),
    "Tariff": ("retail", "regulation", "fixed_tariff", "without_retail", "time_band", "basket_item"),
    "Utility": ("utility", "fund"),
    "Group": ("groups",),
    "Other customers": ("classes",),
    "Households": ("households", "coverage_by_takeup", "coverage_by_volume", "ladder", "rung"),
    "Subsidy incidence": ("incidence",),
    "Support": ("support", "handed_over", "cooperation"),
    "Economy": ("economy", "stakeholders", "without_economy"),
    "Parties": ("parties",),
    "Public purse": ("government", "budget"),
    "Levels of government": ("levels", "without_levels"),
    "Contingent": ("contingent", "contingent_fee", "debt_guarantees"),
    "Events": ("events", "events_people"),
    "Check lines": ("checks",),
    "Own lines": ("own_lines",),
}
"""Sheets in their order, each with the modules of the project, and the kinds of blocks, that it shows."""
ABOUT = {
    "Timing": "periods, flags of construction and operation", "Prices": "price levels, indexation, exchange rates",
    "Supply": "what is delivered and sold", "Revenue": "charges, guarantees and contract terms",
    "Operating cost": "operation and major maintenance, item by item", "Works": "cost of the works, item by item",
    "Funding": "uses and sources of funds, grants", "Owners": "shares, owners' loan, dividends", "Tax": "tax",
    "Reserves": "debt service reserve or letter of credit", "Cash waterfall": "who is paid in which order",
    "Loan": "terms, size, account and payment of one loan", "Lenders": "all loans together, cover ratios",
    "Returns": "returns and net present values", "Accounts": "the lines behind the statements",
    "Service concession": "the IFRIC 12 view", "Termination": "what is due if the contract ends early",
    "Tariff": "tariff, regulation, what is billed", "Utility": "the seller's margin and its fund",
    "Group": "use, bills, burden and subsidy of one group of households", "Other customers": "classes of customers",
    "Households": "all households, coverage, ladder", "Subsidy incidence": "whom subsidies reach",
    "Support": "support in operation and partnerships, source by source", "Economy": "the wider gain and who has it",
    "Parties": "who pays whom", "Public purse": "payments, income, budget", "Check lines": "residuals and pass marks",
    "Levels of government": "who bears what", "Contingent": "what the public may have to pay",
    "Events": "what happens at any time: lock-up, default, a called guarantee",
    "Own lines": "lines added to the model (`Study.with_lines`)",
}  # fmt: skip
"""What each sheet shows, for the list of contents."""
_MODULES = {
    "debt_terms": "Terms of the loan", "debt_size": "Size of the loan", "debt": "Schedule and account",
    "debt_payment": "Payment, arrears and prepayment", "tranche_view": "The loan as its lender sees it",
    "debt_exchange": "Exchange rate", "group": "Households and their use", "group_by_volume": "Who is supplied",
    "group_by_takeup": "Who connects", "group_even": "The bill", "group_seasonal": "The bill, season by season",
    "group_burden": "Burden", "group_subsidy": "Subsidy", "stratum": "Strata", "economy_group": "The wider gain",
    "economy_class": "The wider gain", "ifric12": "Service concession (IFRIC 12)", "capex": "Works",
    "opex": "Operating cost", "fixed_term": "Term of the contract", "revenue_term": "Term of the contract by revenue",
    "lender": "All loans together", "equity": "Returns of project and owners", "waterfall": "Cash waterfall",
    "government": "Payments and income of the public", "checks": "Residuals and pass marks",
    "stakeholders": "Gains by party", "without_retail": "Without sale to users", "without_levels": "One level only",
    "without_economy": "Without the wider gain", "fixed_tariff": "Tariff without regulation",
    "contingent_fee": "Fees for what the public may have to pay", "contingent": "What the public may have to pay",
    "own_lines": "Own lines", "events": "What may happen to the deal", "events_people": "What may happen to households",
}  # fmt: skip
"""What the lines of a module are about, where its name does not say it to everyone."""
_OF_EACH = ("debt", "groups")
"""Kinds of blocks that have a sheet each."""


@dataclass(frozen=True)
class Place:
    """Where a line stands; rows count from 1, as a spreadsheet shows them."""

    sheet: str
    row: int


@dataclass
class Sheet:
    """A sheet of lines: headings (texts) and lines, row by row from below the heading; None is an empty row."""

    title: str
    about: str = ""
    items: list[str | Line | None] = field(default_factory=list)

    @property
    def rows(self) -> Iterator[tuple[int, str | Line]]:
        """Rows that hold something, counted from 1."""
        for number, item in enumerate(self.items, HEAD + 1):
            if item is not None:
                yield number, item

    @property
    def last_row(self) -> int:
        """Number of the last row."""
        return HEAD + len(self.items)


class Layout:
    """The sheets of lines and the place of each line."""

    def __init__(self, result: Result, lines: Lines) -> None:
        self.result, self.lines = result, lines
        self.sheets = list(_sheets(result, lines))
        self.places: dict[str, Place] = {}

    def place_all(self, extra: Iterable[Sheet]) -> None:
        """Fix the places of all lines, those of the sheets of inputs and solved values too."""
        for sheet in (*extra, *self.sheets):
            for row, item in sheet.rows:
                if isinstance(item, Line):
                    self.places[item.name] = Place(sheet.title, row)

    @property
    def periods(self) -> int:
        """How many periods there are."""
        return self.lines.periods

    @cached_property
    def first_last(self) -> tuple[str, str]:
        """Letters of the first and the last period's column."""
        return letter(FIRST), letter(FIRST + self.periods - 1)

    def reference(self, name: str, when: str, sheet: str) -> str:
        """A line as a formula on a sheet sees it: a template of columns. See ``formulas.Where``."""
        first, last = self.first_last
        if when == "number":
            return f"{NOW}${NUMBER_ROW + 1}"
        if when == "numbers":
            return f"${first}${NUMBER_ROW + 1}:${last}${NUMBER_ROW + 1}"
        place, line = self.places[name], self.lines[name]
        prefix = "" if place.sheet == sheet else f"{quoted(place.sheet)}!"
        if when == "all":
            return f"{prefix}${first}${place.row}:${last}${place.row}"
        if when == "one" or (when == "now" and not line.is_wide):
            return f"{prefix}${letter(CONSTANT)}${place.row}"
        return f"{prefix}{ {'now': NOW, 'prev': BEFORE, 'next': AFTER}[when] }{place.row}"


def letter(column: int) -> str:
    """The letters of a column that is counted from 0."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def quoted(title: str) -> str:
    """A sheet's title in a formula."""
    return "'" + title.replace("'", "''") + "'"


def plain(name: str) -> str:
    """A name as people write it: ``development_bank`` is development bank."""
    return name.replace("_", " ")


def _sheets(result: Result, lines: Lines) -> Iterator[Sheet]:
    """The sheets of calculated lines, each with its blocks below each other."""
    of_home = {home: title for title, names in SHEETS.items() for home in names}
    home_of = homes()
    found: dict[str, dict[str, list[Line]]] = {}
    for name, line in lines.by_name.items():
        if line.row is None or (isinstance(line.row.part, Given) and line.kind != Kind.FORMULA):
            continue
        block = line.row.block.name
        module = home_of.get(id(line.row.part), "own_lines")
        home = block.partition(".")[0] if block else module
        title, heading = of_home[home], heading_of(block, module)
        if home in _OF_EACH:
            title = f"{title} {block.split('.')[1]}"
        rows = [lines[working] for working in lines.working.get(name, ())]
        found.setdefault(title, {}).setdefault(heading, []).extend((*rows, line))
    order = {title: number for number, title in enumerate(SHEETS)}
    taken: set[str] = set()
    for title in sorted(found, key=lambda title: _rank(title, order)):
        kind = next(kind for kind in sorted(SHEETS, key=len, reverse=True) if title.startswith(kind))
        sheet = Sheet(_title(title, taken), ABOUT[kind])
        for heading, rows in found[title].items():
            sheet.items += [None] if sheet.items else []
            sheet.items += [heading, *rows]
        yield sheet


def _rank(title: str, order: Mapping[str, int]) -> int:
    """The place of a sheet; those of one kind stay in the order of the model."""
    return order[title] if title in order else order[title.partition(" ")[0]]


def heading_of(block: str, module: str = "") -> str:
    """What lines of a block are headed: ``groups.q1.lifeline`` is Groups: q1, lifeline, then what the module shows."""
    kind, _, names = block.partition(".")
    about = _MODULES.get(module, plain(module).capitalize())
    if not block:
        return about
    place = f"{plain(kind).capitalize()}: {', '.join(plain(name) for name in names.split('.'))}"
    return f"{place} - {about[:1].lower()}{about[1:]}" if module in _MODULES else place


def _title(text: str, taken: set[str]) -> str:
    """A sheet's title that a spreadsheet takes, unlike all others."""
    clean = re.sub(r"[\[\]:*?/\\']", " ", plain(text)).strip()[:LONGEST_TITLE] or "Sheet"
    title, number = clean, 1
    while title.casefold() in taken:
        number += 1
        title = f"{clean[: LONGEST_TITLE - 3]} {number}"
    taken.add(title.casefold())
    return title
