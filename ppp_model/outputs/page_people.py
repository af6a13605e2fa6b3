"""Sections of a page about the people: who they are, the tariff, bills against the threshold, who is served when."""

from __future__ import annotations

from collections.abc import Iterator

from ppp_model.outputs.formats import BLANK, format_percent, format_value
from ppp_model.outputs.page import POOR, Grid, Reading, Section, amount, joined, people, percent, plain
from ppp_model.outputs.view import OVER, marked, threshold_text
from ppp_model.scenario.model import Retail

_ROUNDING = 1e-9


def people_and_income(read: Reading) -> Section:
    """Who lives in the city, and the income groups."""
    city, at = read.scenario.city, read.at
    assert city is not None
    size = f"{people(read.on('population', at.close))} people at close"
    grows = f"{people(read.on('population', at.end))} in {read.year(at.end)}"
    mean = f"Household income: {read.local(city.household_income)} a month on average at close"
    real = f", growing {format_percent(city.income_growth)} a year above prices" if city.income_growth else ""
    unit = read.scenario.unit
    headings = ("Income group", "Households", "People", "Income a month", f"Use a month ({unit})", "Connected at close")
    rows = tuple(
        (
            read.label(name),
            people(read.on(f"groups.{name}.households")),
            people(read.on(f"groups.{name}.households") * read.on(f"groups.{name}.size")),
            amount(read.on(f"groups.{name}.income")),
            f"{read.on(f'groups.{name}.use_delivered'):,.1f}",
            percent(read.on(f"groups.{name}.connected", at.close)),
        )
        for name in read.groups
    )
    notes = (f"{POOR.strip()} counts as poor. Households, income and use when operation starts ({read.year()}).",)
    return Section(
        "People and income",
        (f"{city.name}, {city.country}: {size}, {grows}.", f"{mean}{real}."),
        Grid(headings, rows),
        notes,
    )


def tariff(read: Reading) -> Section:
    """The tariff in words."""
    retail = read.scenario.retail
    assert retail is not None
    level = read.on("tariff_index") * read.on("tariff_factor")
    now = f"When operation starts ({read.year()}), prices are {level:,.2f} times these."
    return Section("Tariff, at the prices of close", (*_tariff_sentences(retail, read), now))


def _tariff_sentences(retail: Retail, read: Reading) -> Iterator[str]:
    unit = read.scenario.unit
    yield f"One {unit} costs {', '.join(_prices(retail, read))}."
    sums = {"standing charge": "fixed_charge", "least bill": "minimum_bill", "rebate": "rebate"}
    amounts = {name: read.input(f"retail.{key}", getattr(retail, key)) for name, key in sums.items()}
    if any(amounts.values()):
        yield f"A month: {', '.join(f'{name} {read.local(value)}' for name, value in amounts.items() if value)}."
    if retail.social:
        discount = read.input("retail.social.discount", retail.social.discount)
        yield f"Social tariff: {format_percent(discount)} off the first {retail.social.up_to:g} {unit}."
    multiples = {
        "the bill by stratum": retail.strata,
        "these prices by season": {name: one.price for name, one in retail.seasons.items()},
        "these prices by time of day": {name: one.price for name, one in retail.time_of_use.items()},
    }
    for what, found in multiples.items():
        if found:
            yield f"Multiple of {what}: {', '.join(f'{plain(name)} {value:g}' for name, value in found.items())}."
    connection = read.scenario.connection
    charge = read.input("connection.charge", connection.charge)
    if charge:
        count = f", in {connection.instalments:g} monthly instalments" if connection.instalments else ""
        yield f"A household pays {read.local(charge)} for a connection{count}; it costs {read.local(connection.cost)}."


def _prices(retail: Retail, read: Reading) -> Iterator[str]:
    """The price of each block and where it ends."""
    limit = f" {read.scenario.unit} a month"
    for name, block in retail.blocks.items():
        price = read.local(read.input(f"retail.blocks.{name}.price", block.price))
        if block.up_to is None:
            yield f"{price}{' above' if len(retail.blocks) > 1 else ''}"
        else:
            yield f"{price} up to {block.up_to:g}{limit}"
            limit = ""
    if retail.block_pricing == "volume_differentiated" and len(retail.blocks) > 1:
        yield "and the price of the last block reached holds for all use"


def bills(read: Reading) -> Section:
    """The bill of each group against the threshold when operation starts."""
    facts = read.result.groups
    columns = {
        "Bill a month": [amount(value) for value in read.each("bill")],
        "Share of income": [marked(percent(one["burden"]), one["over_threshold"]) for one in facts.values()],
    }
    if read.each("burden_new") != read.each("burden"):
        columns["First year"] = [percent(value) for value in read.each("burden_new")]
    if any(read.each("helped")):
        columns["Without help"] = _burdens(read, "burden_full", "is_over_full")
        with_help = _burdens(read, "burden_helped", "is_over_helped")
        helped = read.each("helped")
        columns["With help"] = [cell if part else BLANK for cell, part in zip(with_help, helped, strict=True)]
    columns["For use needed"] = _burdens(read, "potential_burden", "potential_over_threshold")
    if any(read.each("basic_needs")):
        columns["After basic needs"] = [percent(value) for value in read.each("residual_burden")]
    columns["Not connected"] = _burdens(read, "burden_unconnected", "is_over_unconnected")
    columns["Households over"] = [people(value) for value in read.each("over_threshold")]
    rows = tuple(zip(map(read.label, read.groups), *columns.values(), strict=True))
    notes: tuple[str, ...] = (
        f"{OVER} over the threshold: {threshold_text(read.result)}. Share of income: an average connected household.",
        "For use needed: connected or not, without help. Not connected: cost of the alternative.",
    )
    if "First year" in columns:
        notes = (*notes, "First year: with what a household pays for its connection.")
    heading = f"Bills against the threshold, when operation starts ({read.year()})"
    return Section(heading, (), Grid(("Group", *columns), rows), notes)


def _burdens(read: Reading, burden: str, is_over: str) -> list[str]:
    over = [bool(value) for value in read.each(is_over)]
    return [marked(percent(value), flag) for value, flag in zip(read.each(burden), over, strict=True)]


def over_time(read: Reading) -> Section:
    """How many pay too much, how far and how much, over time."""
    connected = [
        sum(read.on(f"groups.{name}.connected_over_threshold", period) for name in read.groups)
        / read.on("city_households", period)
        for period in read.times
    ]
    rows = {
        "Households that pay over the threshold": ("share", "headcount"),
        "the same if all used what they need (potential)": ("share", "potential_headcount"),
        "Depth: mean excess, as a share of the threshold": ("share", "depth"),
        "Severity: mean squared excess": ("number", "severity"),
        f"Paid over the threshold, a year ({read.result.currency})": ("money", "gap_per_year"),
        "Paid for the service, as a share of all income": ("share", "outlay_share"),
    }
    cells = [
        (label, *(_shown(kind, read.on(line, period)) for period in read.times)) for label, (kind, line) in rows.items()
    ]
    cells.insert(1, ("  of which connected", *map(percent, connected)))
    return Section("Who pays too much", (), Grid(("", *map(read.year, read.times)), tuple(cells)))


def _shown(kind: str, value: float) -> str:
    return f"{value:.3f}" if kind == "number" else format_value(kind, value)


def served(read: Reading) -> Section:
    """Who is connected when, and when everyone is served or what it would take."""
    periods = read.times_from_close
    headings = ("", *read.years(periods), "all connected in")
    facts = read.result.groups
    rows = [
        (
            read.label(name),
            *(percent(read.on(f"groups.{name}.connected", period)) for period in periods),
            str(facts[name]["all_connected_year"] or "never"),
        )
        for name in read.groups
    ]
    for label, line in (("All people", "coverage"), ("All people, if nothing is built", "coverage_without")):
        rows.append((label, *(percent(read.on(line, period)) for period in periods), ""))
    sentences = [_universal_access(read)]
    if read.has("connections_made_all"):
        sentences += _connections(read)
    return Section("Who is connected", tuple(sentences), Grid(headings, tuple(rows)))


def _universal_access(read: Reading) -> str:
    """The year in which everyone is served, or what it would take by the end of the contract."""
    measures, end = read.result.measures, read.year(read.at.end)
    year = measures["universal_access_year"]
    if year is not None:
        return f"Everyone is served in {year:.0f}."
    left, years = read.on("unserved", read.at.end), read.on("contract_years", 0)
    made = (measures["people_served_end"] or 0.0) - read.on("served_start", 0)
    change = f"The number of people served {'rises' if made >= 0 else 'falls'} by {people(abs(made) / years)} a year"
    return (
        f"Everyone served: never by this project; {people(left)} people are not served in {end}. "
        f"{change} of operation; {people(left / years)} more a year ({people(measures['additions_needed'] or 0.0)}) "
        f"would serve everyone by {end}."
    )


def _connections(read: Reading) -> Iterator[str]:
    by_period = read.result.table("connections")
    sums = by_period.sum()
    parts = {"they cost": "cost", "households pay": "charge_paid", "aid pays": "aid"}
    paid = [f"{words} {read.money(sums[column])}" for words, column in parts.items() if sums[column]]
    yield "; ".join([f"Connections made: {people(sums['made'])}", *([joined(paid)] if paid else [])]) + "."
    short = int((by_period["wanted"] > by_period["made"] * (1 + _ROUNDING) + _ROUNDING).sum())
    if short:
        yield f"In {short} periods more households want a connection than can get one."


def ladder(read: Reading) -> Section | None:
    """Share of people on each rung of the service ladder."""
    if "ladder" not in read.result.tables:
        return None
    frame = read.result.table("ladder")
    periods = read.times_from_close
    rows = tuple((plain(str(rung)), *(percent(frame[rung].iloc[period]) for period in periods)) for rung in frame)
    return Section("Service ladder: share of people", (), Grid(("", *read.years(periods)), rows))
