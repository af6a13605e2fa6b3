"""What a report says of draws: the chapter's parts on likelihood, and the council's sentences about the future."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ppp_model.measures import BY_NAME, SIDES
from ppp_model.outputs import page_draws, page_sensitivity, page_simulation
from ppp_model.outputs.charts import Chart
from ppp_model.outputs.formats import of_hundred
from ppp_model.outputs.page import Section, joined
from ppp_model.outputs.report.contents import Block, Contents, Likelihood, block_of

HEADLINES = (
    "burden_poorest", "coverage_end", "net_public_cost_pv", "public_support_pv", "budget_share_peak",
    "contingent_stressed_peak", "dscr_min", "equity_irr", "leverage", "enpv",
)  # fmt: skip
"""The measures whose spread is shown beside those that have a goal."""
_SPREADS, _TORNADOS, _FEWEST_BARS, _TOLD, _NEVER = 2, 3, 2, 3, 3
_FUTURES = {
    "default_happens": "debt service is not paid when due",
    "owners_step_in": "the owners must pay for operation or tax",
    "guarantee_called": "the public pays under its revenue guarantee",
    "budget_ceiling_broken": "a ceiling on public commitments is exceeded",
    "burden_over_threshold": "the bill of the poorest exceeds what they can pay",
    "reserve_used": "debt service is paid from the reserve",
    "lock_up_happens": "lenders keep cash from the owners",
    "never_universal": "not everyone is served by the end",
}
"""Events as parts of a sentence, the worst first."""
Data = Mapping[str, Any]


def likelihood_blocks(likely: Likelihood) -> Iterator[Block | Chart]:
    """What the draws come to, as parts of a chapter: sections of the terminal's pages, and pictures."""
    if likely.simulation is None:
        yield Block("How likely it is", (_none(likely),))
        return
    data = likely.data
    drawn = f"{data['draws']:,} draws of the uncertain inputs. {page_simulation.draws_text(data)}"
    yield Block("How likely it is", (data["held"], drawn, likely.alone), notes=_notes(data))
    shown = {name: one for name, one in data["measures"].items() if name in HEADLINES or name in data["goals"]}
    sections = (
        page_simulation.events_section(data), page_simulation.goals_section(data),
        page_simulation.measures_section({**data, "measures": shown}), page_simulation.tails_section(data),
    )  # fmt: skip
    yield from _blocks(*sections)
    yield from _spreads(likely)
    yield from _fans(likely)
    yield from _blocks(page_simulation.ranks_section(data))
    yield from _moved(likely)
    if likely.compared is not None:
        found = likely.compared.to_dict()
        headings = ("", *(one["label"] for one in found["structures"].values()))
        yield from _blocks(
            page_draws.goals_section(found["structures"], headings), page_draws.best_section(found, headings)
        )
    yield from _blocks(page_simulation.failed_section(data))


def _notes(data: Data) -> tuple[str, ...]:
    """What became of the draws, as sentences."""
    return tuple(f"{note[:1].upper()}{note[1:]}." for note in data["notes"])


def _blocks(*sections: Section | None) -> Iterator[Block]:
    yield from (block_of(section) for section in sections if section is not None)


def _spreads(likely: Likelihood) -> Iterator[Chart]:
    """Measures whose goal is met in some draws and missed in others, those that are missed most first."""
    goals = {name: row["probability"] for name, row in likely.data["goals"].items() if name in BY_NAME}
    open_ = [name for name, chance in goals.items() if chance is not None and 0 < chance < 1]
    for name in sorted(open_, key=lambda one: goals[one])[:_SPREADS]:
        yield likely.simulation.chart(name)


def _fans(likely: Likelihood) -> Iterator[Chart]:
    """Lines by year that differ from draw to draw."""
    lines = [line for line in likely.simulation.fans if _spread(likely.simulation.fan(line))]
    for line in lines[:1] + lines[2:][:1]:
        yield likely.simulation.chart(line)


def _spread(frame: Any) -> bool:
    wide = (frame["P95"] - frame["P5"]).abs().max()
    return bool(wide > 1e-9 * frame.abs().max().max())


def _moved(likely: Likelihood) -> Iterator[Block | Chart]:
    """Tornados of measures that several inputs move, and how far each input may move until a bar breaks."""
    found = likely.sensitivity
    frames = found.tornados(found.measures)
    several = [name for name, frame in frames.items() if (frame["swing"] > 0).sum() >= _FEWEST_BARS]
    yield from map(found.chart, several[:_TORNADOS])
    sections = list(page_sensitivity.break_even_sections(found.break_even())) if found.bars else []
    for number, section in enumerate(sections):
        about = (page_sensitivity.financing_line(found),) if not number else ()
        yield Block(section.heading, about, section.sentences, notes=section.notes)


def _none(likely: Likelihood) -> str:
    return f"Draws were asked for, but none were made: {likely.missing}."


def risk_finding(likely: Likelihood | None) -> str:
    """How often all goals are met, nothing where nothing was drawn or there is no goal."""
    chance = _joint(likely)
    if chance is None:
        return ""
    goals = "all goals are" if len(_single(likely)) > 1 else "the goal is"
    return f"{goals} met in {of_hundred(chance, 'futures')}"


def _single(likely: Likelihood | None) -> dict[str, Data]:
    """The goals of one measure each."""
    goals = {} if likely is None or likely.simulation is None else likely.data["goals"]
    return {name: row for name, row in goals.items() if name in BY_NAME}


def _joint(likely: Likelihood | None) -> float | None:
    if likely is None or not _single(likely):
        return None
    goals = likely.data["goals"]
    chance: float | None = goals.get("all", next(iter(_single(likely).values())))["probability"]
    return chance


def futures(contents: Contents) -> Iterator[str]:
    """The few probabilities that matter, for a reader who knows no statistics."""
    likely = contents.likelihood
    if likely is None or likely.simulation is None:
        return
    data = likely.data
    finding = risk_finding(likely)
    moving = len(likely.simulation.drawn.moving)
    drawn = f"{data['draws']:,} futures were drawn from {moving} uncertain input{'s' if moving > 1 else ''}"
    yield f"{drawn}{': ' + finding if finding else ''}."
    happen = {name: data["events"][name]["probability"] for name in _FUTURES if name in data["events"]}
    told = [f"In {of_hundred(chance, 'futures')} {_FUTURES[name]}." for name, chance in happen.items()
            if chance is not None and chance > 0 and not _happens(likely, name)]  # fmt: skip
    yield from [*told[: _TOLD - 1], *_missed(likely)][:_TOLD]  # a goal has its place beside events
    never = [words for name, words in _FUTURES.items() if happen.get(name) == 0]
    if never:
        yield f"In none of them it happens that {joined(never[:_NEVER], 'or')}."


def _happens(likely: Likelihood, event: str) -> bool:
    """Whether an event happens already as it stands, so that draws say nothing new about it."""
    values = likely.simulation.base.run.values.get(event)
    return values is not None and bool(values.max() > 0)


def _missed(likely: Likelihood) -> Iterator[str]:
    """The goals that are missed in some draws, those missed most first."""
    rows = {name: row for name, row in _single(likely).items() if row["probability"] is not None}
    for name, row in sorted(rows.items(), key=lambda one: one[1]["probability"]):
        if row["probability"] < 1:
            goal = page_simulation.goal_text(name, row, likely.data["currency"])
            missed = of_hundred(1 - row["probability"], "futures")
            yield f"In {missed} the goal of the {SIDES[row['side']].lower()} is missed: {goal[:1].lower()}{goal[1:]}."


def not_known(contents: Contents) -> Iterator[str]:
    """What is not known of the future, with draws and without."""
    likely = contents.likelihood
    cases = " The cases above are single views of the future." if contents.cases else ""
    if likely is not None and likely.simulation is not None:
        yield (
            f"The chances are those of {len(likely.simulation.drawn.moving)} uncertain inputs in the ranges that the"
            f" file gives, and no better than these.{cases}"
        )
    elif likely is not None:
        yield f"How likely each future is: {likely.missing}.{cases}"
    elif not contents.pictures:
        yield "The cases above are single views of the future. How likely each is, is not part of this report."
