"""The chapters of a report, each from the runs it shows; what a scenario does not have is left out, or said."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from ppp_model.errors import ScenarioError
from ppp_model.outputs import charts, page_giving, page_people, page_public
from ppp_model.outputs.assumptions import book_of
from ppp_model.outputs.charts import Chart
from ppp_model.outputs.page import Reading, Section
from ppp_model.outputs.page_frontier import frontier_page
from ppp_model.outputs.report import tables
from ppp_model.outputs.report.contents import Block, Chapter, Contents, Picture, Table, block_of, blocks_of
from ppp_model.outputs.report.risk import likelihood_blocks, risk_finding
from ppp_model.outputs.report.svg import inline_svg
from ppp_model.outputs.statements import STANDINGS
from ppp_model.outputs.terminal_value import value_view
from ppp_model.outputs.view import OVER, view_of
from ppp_model.outputs.words import by_topic
from ppp_model.results import Result
from ppp_model.tables import KINDS
from ppp_model.tables.people import has_groups


class Chapters:
    """The chapters after the first page."""

    def __init__(self, contents: Contents) -> None:
        self.contents = contents
        self.comparison, self.lead = contents.comparison, contents.lead
        self.read = Reading(self.lead)
        self.view = view_of(self.comparison)
        self._pictures = 0

    def all(self) -> tuple[Chapter, ...]:
        """Every chapter that has something to show."""
        found = (
            self.side_by_side(), self.who_pays(), self.cash(), self.affordability(), self.access(), self.purse(),
            self.contingent(), self.value(), self.frontier(), self.risks(), self.assumptions(), self.conventions(),
            self.checks(), self.statements(),
        )  # fmt: skip
        return tuple(chapter for chapter in found if chapter is not None)

    def side_by_side(self) -> Chapter:
        """The headline measures of all structures, each in words below."""
        view = self.view
        several = len(view.headings) > 1
        words = tuple(
            Block(label, items=tuple(self._in_words(name, result)))
            for label, (name, result) in zip(view.headings, self.comparison.results.items(), strict=True)
        )
        solved = (Block("Solved for", items=view.solved),) if view.solved else ()
        table = Block("", table=tables.view_table(view))
        title = f"{len(view.headings)} structures side by side" if several else "The headline measures"
        return Chapter("compare", title, (view.units,), (table, *solved, *words))

    def _in_words(self, name: str, result: Result) -> Iterator[str]:
        """What a structure comes to, a few sentences for each side."""
        said = by_topic(result, self._weighed(name))
        for topics in (("funding",), ("owners", "lenders"), ("public", "contingent"), ("households",), ("reach",)):
            yield " ".join(sentence for topic in topics for sentence in said[topic])
        yield from filter(None, (" ".join(said["value"]), " ".join(said["checks"])))

    def who_pays(self) -> Chapter:
        """Who pays, who passes money to whom, who gives, who gains."""
        blocks: list[Block | None] = [self._picture("who_pays", self.comparison), self._picture("flow_between_parties")]
        if "stakeholders" in self.lead.tables:
            blocks.append(self._picture("gains"))
            blocks.append(self._block(page_giving.stakeholders))
        else:
            reason = self.lead.reasons.get("enpv", "")
            blocks.append(Block("Who gains and who loses", (f"Not known for the economy as a whole: {reason}.",)))
        blocks.append(self._block(page_giving.givers))
        return self._chapter("who", "Who pays and who gains", blocks)

    def cash(self) -> Chapter:
        """Funding, where revenue goes, cover, and the tranches."""
        blocks = [self._picture(name) for name in ("sources_and_uses", "cash_waterfall", "cover")]
        frame = self.lead.table("tranches")
        if len(frame):
            blocks.append(
                Block(
                    f"The loans ({self.lead.currency})",
                    table=tables.frame_table(frame, {"amount": "money", **KINDS["tranches"]}),
                )
            )
        return self._chapter("cash", "Cash and debt", blocks)

    def affordability(self) -> Chapter | None:
        """Bills against what people can pay."""
        if not any(has_groups(result) for result in self.comparison.results.values()):
            return None
        blocks = [self._picture("affordability", self.comparison)]
        if has_groups(self.lead):
            blocks += self._blocks(
                page_people.people_and_income, page_people.tariff, page_people.bills, page_people.over_time,
                page_giving.customers, page_giving.subsidy, page_giving.help_with_bills,
            )  # fmt: skip
        return self._chapter("affordability", "What people pay, by income group", blocks)

    def access(self) -> Chapter | None:
        """Who is served when."""
        if not has_groups(self.lead):
            return None
        blocks = [self._picture("coverage_path"), *self._blocks(page_people.served, page_people.ladder)]
        return self._chapter("access", "Who is served, and when", blocks)

    def purse(self) -> Chapter:
        """The public purse by level of government."""
        paid = charts.data("commitments", self.lead).filter(like="payments").abs().to_numpy().max()
        blocks = [
            self._picture("commitments") if paid else Block("", ("The public pays nothing in cash.",)),
            *self._blocks(
                page_public.summary, lambda read: page_public.flows(read, present=True),
                lambda read: page_public.flows(read, present=False), page_public.ceilings, page_public.beside_cash,
            ),
        ]  # fmt: skip
        return self._chapter("purse", "The public purse, by level of government", blocks)

    def contingent(self) -> Chapter | None:
        """What may have to be paid."""
        section = page_public.contingent(self.read)
        if section is None:
            return None
        block = block_of(section)
        return self._chapter("contingent", "What the public may have to pay",
                             [Block("", block.sentences, table=block.table, notes=block.notes)])  # fmt: skip

    def value(self) -> Chapter | None:
        """Structures against the public sector comparator."""
        if self.contents.value is None:
            return None
        report = self.contents.value.to_dict()
        found = list(report["structures"].values())
        view = value_view(found, self.contents.value.parts, report)
        blocks = [Block("", table=tables.view_table(view))]
        blocks += [Block(one["label"], items=tuple(one["sentences"])) for one in found]
        head = f'Comparator: "{found[0]["comparator_label"]}". Present values at close in {report["currency"]}.'
        drawn = f"{report['draws']:,} draws of the risk register, seed {report['seed']}."
        return Chapter("value", "Value for money against the public sector comparator", (head, drawn), tuple(blocks))

    def frontier(self) -> Chapter | None:
        """The least public money for each goal."""
        points = self.contents.frontier
        if points is None:
            return None
        page = frontier_page([point.to_dict() for point in points], self.lead.loaded)
        blocks = (self._drawn(charts.frontier(points, self.lead.currency)), *blocks_of(page))
        return Chapter("frontier", page.title, (page.subtitle, page.units), blocks)

    def risks(self) -> Chapter:
        """What each case does to each structure, and pictures of simulations where there are some."""
        blocks = [Block(label, table=table) for label, table in tables.case_tables(self.contents)]
        blocks += [self._drawn(chart) for chart in self.contents.pictures]
        own = self.lead.loaded.description
        said_of = {run.loaded.labels[-1]: run.loaded.description.removeprefix(own).strip() for run in self._case_runs()}
        about = [f"{label}: {words}" for label, words in said_of.items() if words]
        if about:
            blocks.append(Block("The cases", items=tuple(about)))
        failing = any(not run.ok for found in self.contents.cases.values() for run in found.values())
        said = ["Each case changes some inputs of the study; all else stays."] if self.contents.cases else []
        if failing:
            said.append(f"{OVER} marks a run in which a check fails, such as debt service that is not paid when due.")
        likely = self.contents.likelihood
        if likely is None:
            return Chapter("risks", self._risk_finding(), tuple(said), tuple(blocks))
        drawn = [part if isinstance(part, Block) else self._drawn(part) for part in likelihood_blocks(likely)]
        lead_in = [Block("What each case does", tuple(said))] if said else []
        return Chapter("risks", self._risk_finding(), (), (*drawn, *lead_in, *blocks))

    def _risk_finding(self) -> str:
        """How often goals are met where that is known, and how many cases break what lenders ask for."""
        return f"Risks: {'; '.join(filter(None, (risk_finding(self.contents.likelihood), self._case_finding())))}"

    def _case_finding(self) -> str:
        """How many cases break what lenders ask for, in the structure shown in detail."""
        runs = self._case_runs()
        if not runs:
            return "no other case was run"
        covers = [run.measures["dscr_min"] for run in runs]
        short = sum(cover is not None and cover < 1 for cover in covers)
        if not any(covers):
            return "what each case does"
        if not short:
            return f"cash covers debt service in all {len(runs)} cases"
        return f"in {short} of {len(runs)} cases cash does not cover debt service"

    def _case_runs(self) -> list[Any]:
        name = self.lead.structure
        return [found[name] for found in self.contents.cases.values() if name in found]

    def assumptions(self) -> Chapter:
        """Every input with its source or the reason why it is assumed."""
        book = book_of(self.lead.loaded)
        given, rest = tables.input_tables(book)
        counts = "; ".join(f"{count} {STANDINGS[standing]}" for standing, count in book.counts.items())
        sources = tuple(f"{name}: {text}" for name, text in book.sources.items())
        changes = tables.change_table(self.comparison)
        blocks = [
            Block("Inputs in the file", table=given), Block("Sources", items=sources),
            None if changes is None else Block("What each structure changes", table=changes),
            Block("Inputs at their default", table=rest, hidden=f"{len(rest.rows)} inputs at their default"),
        ]  # fmt: skip
        return self._chapter("assumptions", "Assumptions and their sources", blocks, (f"{counts}.",))

    def conventions(self) -> Chapter:
        """The choices on which practitioners differ."""
        blocks = (Block("", table=tables.convention_table(self.comparison)), Block("", items=self.view.captions))
        return Chapter("conventions", "Conventions", ("Choices on which practitioners differ, as made here.",), blocks)

    def checks(self) -> Chapter:
        """The checks of every structure."""
        failures = sum(len(result.failures) for result in self.comparison.results.values())
        title = "Checks: all pass" if not failures else f"Checks: {failures} fail{'s' if failures == 1 else ''}"
        blocks = (Block("", items=self.view.failures), Block("", table=tables.check_table(self.comparison)))
        return Chapter("checks", title, ("Each check is calculated in every run.",), blocks)

    def statements(self) -> Chapter:
        """The annual statements in full."""
        blocks = []
        for title, unit, parts in tables.statements(self.lead):
            for number, table in enumerate(parts):
                caption = f"{title}, {unit}, {table.headings[1]} to {table.headings[-1]}"
                blocks.append(Block(title if not number else "", table=Table(table.headings, table.rows, caption)))
        words = "By calendar year, in the money of the period; a line that is nothing throughout is left out."
        return Chapter("statements", f"Annual statements: {self.lead.label}", (words,), tuple(blocks), is_wide=True)

    def _chapter(self, name: str, heading: str, blocks: Sequence[Block | None], said: tuple[str, ...] = ()) -> Chapter:
        """A chapter on the structure shown in detail."""
        several = len(self.comparison.results) > 1
        which = f'This chapter shows "{self.lead.label}" where it does not name other structures.' if several else ""
        return Chapter(name, heading, tuple(filter(None, (*said, which))), tuple(b for b in blocks if b is not None))

    def _blocks(self, *sections: Callable[[Reading], Section | None]) -> Iterator[Block]:
        for section in sections:
            block = self._block(section)
            if block is not None:
                yield block

    def _block(self, section: Callable[[Reading], Section | None]) -> Block | None:
        found = section(self.read) if has_groups(self.lead) or section.__module__.endswith("public") else None
        return None if found is None else block_of(found)

    def _picture(self, name: str, found: Any = None) -> Block:
        """A picture by name, or why there is none."""
        try:
            return self._drawn(charts.draw(name, found or self.lead))
        except ScenarioError as error:
            return Block(name.replace("_", " ").capitalize(), (error.problems[0].what.capitalize() + ".",))

    def _drawn(self, chart: Chart) -> Block:
        self._pictures += 1
        table = tables.frame_table(chart.table, chart.kinds)
        picture = Picture(chart.finding, chart.unit, chart.note, inline_svg(chart, f"p{self._pictures}"), table)
        return Block(picture=picture)

    def _weighed(self, name: str) -> Any:
        """A structure against its comparator as plain data, None where it has none."""
        if self.contents.value is None:
            return None
        return self.contents.value.to_dict()["structures"].get(name)
