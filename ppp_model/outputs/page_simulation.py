"""The draws of a structure as a page: measures by side, events, goals, tails, what drives them, fans."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ppp_model.measures import BY_NAME, CHECKS, IDENTITIES, SIDES
from ppp_model.outputs.formats import BLANK, format_amount, format_digits, format_percent, format_value
from ppp_model.outputs.page import Grid, Page, Section, joined, plain
from ppp_model.results import Result

Data = Mapping[str, Any]

METHODS = {"sobol": "scrambled Sobol points", "monte_carlo": "plain chance", "latin_hypercube": "Latin hypercube"}
OTHER_LINES = {"guarantee_received_pv": "Paid under the revenue guarantee (PV)"}
COVERS = ("dscr", "llcr", "plcr")
_FAILED_SHOWN = 5
_LEAST_ERROR = 0.001


def simulation_page(found: Data, base: Result, fans: Sequence[str] = ()) -> Page:
    """The page of a simulation as plain data; ``fans`` are the lines to show by period."""
    sections = [
        measures_section(found), events_section(found), goals_section(found), tails_section(found),
        ranks_section(found), indices_section(found), *(_fan(found, line, base) for line in fans),
        failed_section(found),
    ]  # fmt: skip
    return Page(
        title=f"{found['label']}: {found['draws']:,} draws",
        subtitle=found["held"],
        units=f"Money in {found['currency']}. {draws_text(found)}",
        sections=tuple(section for section in sections if section is not None),
        failures=tuple(
            _check_text(name, times, found) for name, times in found["checks"].items() if name in IDENTITIES
        ),
    )


def draws_text(found: Data) -> str:
    """How the draws were made, and where standard errors come from."""
    sets = found["scramblings"]
    errors = f"; standard errors from {sets} independent sets" if sets > 1 else ""
    return f"Draws: {METHODS[found['method']]}, seed {found['seed']}{errors}."


def measure_text(name: str) -> str:
    """What to call a measure or another line."""
    measure = BY_NAME.get(name)
    return OTHER_LINES.get(name, name) if measure is None else measure.label


def value_text(name: str, value: float | None, currency: str = "") -> str:
    """A value of a measure, or of a line that is money."""
    measure = BY_NAME.get(name)
    return format_value(measure.kind if measure else "money", value, currency)


def probability_text(row: Data) -> tuple[str, str]:
    """A probability and its standard error."""
    chance, error = (BLANK if row[key] is None else format_percent(row[key]) for key in ("probability", "error"))
    return chance, error


def measures_section(found: Data) -> Section:
    """Measures that differ from draw to draw, by side; those that do not are named."""
    rows: list[tuple[str, ...]] = []
    still = []
    for side, heading in SIDES.items():
        own = {name: one for name, one in found["measures"].items() if BY_NAME[name].side == side}
        moving = {name: one for name, one in own.items() if one["varies"]}
        still += [measure_text(name) for name in own if name not in moving]
        if moving:
            rows.append((heading, *[""] * 6))
        rows += [_measure(name, one) for name, one in moving.items()]
    notes = [f"Error: standard error of the mean. The same in every draw: {'; '.join(still)}." if still else
             "Error: standard error of the mean."]  # fmt: skip
    blank = {name: one["blank"] for name, one in found["measures"].items() if one["blank"]}
    if blank:
        parts = [f"{measure_text(name)} in {times:,}" for name, times in blank.items()]
        notes.append(f"Blank, and left out: {'; '.join(parts)} draws.")
    grid = Grid(("", "As it stands", "P5", "P50", "P95", "Mean", "Error"), tuple(rows), 46) if rows else None
    return Section(
        "What may come of it", () if rows else ("No measure differs from draw to draw.",), grid, tuple(notes)
    )


def _measure(name: str, one: Data) -> tuple[str, ...]:
    shown = [one["as_it_stands"], *(one["percentiles"][level]["value"] for level in ("P5", "P50", "P95"))]
    values = (value_text(name, value) for value in (*shown, one["mean"]))
    return (f"  {measure_text(name)}", *values, error_text(name, one["mean_error"]))


def error_text(name: str, error: float | None) -> str:
    """A standard error to two digits: of shares in %, else a bare number in the unit of the measure."""
    kind = BY_NAME[name].kind if name in BY_NAME else "money"
    if not error:
        return BLANK if error is None else "0"
    if kind in ("share", "rate"):
        return f"{_two_digits(error * 100)} %"
    return format_amount(error) if error >= 1 else _two_digits(error)


def _two_digits(value: float) -> str:
    return f"{value:.2g}" if value >= _LEAST_ERROR else f"<{_LEAST_ERROR}"


def events_section(found: Data) -> Section | None:
    """Events with their probabilities."""
    rows = tuple(
        (row["label"], SIDES[row["side"]], *probability_text(row), f"{row['draws']:,}")
        for row in found["events"].values()
    )
    notes = [_check_text(name, times, found) for name, times in found["checks"].items() if name not in IDENTITIES]
    headings = ("At any time", "Side", "Probability", "Error", "Draws")
    return Section("What may happen", (), Grid(headings, rows), tuple(notes)) if rows else None


def _check_text(name: str, times: int, found: Data) -> str:
    return f"{CHECKS[name]} (in {times:,} of {found['draws']:,} draws)"


def goals_section(found: Data) -> Section | None:
    """Goals with the probability that each, those of a side, and all are met."""
    rows = tuple(
        (goal_text(name, row), "" if name == "all" else SIDES[row["side"]], *probability_text(row))
        for name, row in found["goals"].items()
    )
    left_out = [f"{measure_text(name)}: left out, {why}." for name, why in found["goals_left_out"].items()]
    if not rows:
        return Section("Goals", tuple(left_out)) if left_out else None
    if any(found["measures"][name]["blank"] for name in found["goals"] if name in found["measures"]):
        left_out.append("A measure that is blank misses its goal.")
    return Section("Goals", (), Grid(("Goal", "Side", "Probability", "Error"), rows), tuple(left_out))


def goal_text(name: str, row: Data, currency: str = "") -> str:
    """A goal in words, with the currency of money where it is given."""
    if name == "all":
        return "All goals of all sides"
    if name not in BY_NAME:
        return "All goals of the side"
    bars = [f"{way.replace('_', ' ')} {value_text(name, row[way], currency)}" for way in ("at_least", "at_most")
            if row[way] is not None]  # fmt: skip
    return f"{measure_text(name)} {joined(bars)}"


def tails_section(found: Data) -> Section | None:
    """What is lost in the worst draws."""
    keys = ("mean", "value_at_risk", "value_at_risk_error", "tail_mean", "tail_mean_error")
    rows = tuple(
        (_tail_text(name), *((error_text if key.endswith("error") else value_text)(name, row[key]) for key in keys))
        for name, row in found["tails"].items()
    )
    headings = ("", "Mean", "95 % value at risk", "Error", "Mean of the worst 5 %", "Error")
    return Section("In the worst draws", (), Grid(headings, rows)) if rows else None


def _tail_text(name: str) -> str:
    return f"{measure_text(name)}{' (PV)' if name in BY_NAME and name.endswith('_pv') else ''}"


def ranks_section(found: Data) -> Section | None:
    """Rank regression: a row for each input, a column for each measure."""
    drivers: Data = found["drivers"]
    if not drivers:
        return None
    first = next(iter(drivers.values()))
    rows = [
        (plain(name), *(_signed(one["inputs"][name]["rank"]) for one in drivers.values())) for name in first["inputs"]
    ]
    rows.append(("Explained (R2)", *(format_percent(one["explained"]) for one in drivers.values())))
    notes = [
        "Standardised rank regression coefficients: 1 or -1 where the measure only rises or only falls with the input.",
    ]
    asked = "they were not asked for"
    if found["no_indices"] and found["no_indices"] != asked:
        notes.append(f"First-order and total indices are not given: {found['no_indices']}.")
    return Section("What drives it", (), Grid(("", *map(measure_text, drivers)), tuple(rows)), tuple(notes))


def indices_section(found: Data) -> Section | None:
    """First-order and total indices, where they were asked for."""
    drivers: Data = {name: one for name, one in found["drivers"].items() if "first" in _first(one["inputs"])}
    if not drivers:
        return None
    rows = tuple(
        (plain(name), *(_pair(one["inputs"][name]) for one in drivers.values()))
        for name in next(iter(drivers.values()))["inputs"]
    )
    most = max(row[key] or 0 for one in drivers.values() for row in one["inputs"].values()
               for key in ("first_error", "total_error"))  # fmt: skip
    notes = (
        "First order: share of the variance that goes when the input is known. Total: share that stays when only it is"
        f" unknown. Standard error at most {most:.2f}.",
    )
    return Section("Shares of variance, first order / total", (), Grid(("", *map(measure_text, drivers)), rows), notes)


def _first(rows: Data) -> Data:
    return next(iter(rows.values()), {})


def _pair(row: Data) -> str:
    return " / ".join(BLANK if row[key] is None else f"{row[key] + 0.0:.2f}" for key in ("first", "total"))


def _signed(value: float | None) -> str:
    return BLANK if value is None else f"{value:+.2f}" if abs(value) >= 0.005 else "0.00"


def _fan(found: Data, line: str, base: Result) -> Section:
    row = base.assembled.model.rows[line]
    by_date: Data = found["fans"][line]
    if not by_date:
        return Section(f"By period: {line}", ("It is blank in every draw.",))
    levels = tuple(next(iter(by_date.values())))
    rows = tuple((date, *(_line_text(row.unit, of[level]) for level in levels)) for date, of in by_date.items())
    return Section(f"By period: {line}", (row.doc.partition("\n")[0],), Grid(("Period end", *levels), rows))


def line_kind(name: str, unit: str) -> str:
    """How to show a line of the model, as a measure's kind; ``price`` is a bare number."""
    if name in COVERS:
        return "ratio"
    return {"money": "money", "1/year": "rate"}.get(unit, "price")


def _line_text(unit: str, value: float | None) -> str:
    if value is None:
        return BLANK
    return format_amount(value) if unit == "money" else format_digits(value, 4)


def failed_section(found: Data) -> Section | None:
    """The draws that could not be run, where there are some."""
    return Section("Draws that failed", tuple(failed_text(found))) if found["failed"] else None


def failed_text(found: Data) -> Iterator[str]:
    """How many draws failed, and why, for the first of them."""
    failed = found["failed"]
    yield f"{len(failed):,} of {found['draws']:,} draws could not be run and are left out of all figures."
    for one in failed[:_FAILED_SHOWN]:
        drawn = ", ".join(f"{plain(name)} {format_digits(value, 4)}" for name, value in one["inputs"].items())
        yield f"Draw {one['draw']}: {one['reason']} ({drawn})"
    if len(failed) > _FAILED_SHOWN:
        yield f"and {len(failed) - _FAILED_SHOWN:,} more"
