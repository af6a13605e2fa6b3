"""A structure in a paragraph: plain sentences, each from the numbers of a run, with no adjective that none carries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ppp_model.outputs.formats import format_percent, format_value
from ppp_model.outputs.page import Page, Section
from ppp_model.outputs.value_text import robustness
from ppp_model.outputs.view import failure_sentences, shortfall_text, solved_sentence, threshold_text
from ppp_model.results import Result
from ppp_model.tables.people import first_group

Value = Mapping[str, Any]
"""A structure weighed against its comparator, as plain data (``analysis.value_report.Weighed.to_dict``)."""


def paragraph(result: Result, value: Value | None = None) -> str:
    """What a structure comes to for owners, lenders, the public and households, and which checks fail.

    With ``value`` the sentences on value for money say how robust it is too.
    """
    return " ".join(sentence for sentences in by_topic(result, value).values() for sentence in sentences)


def by_topic(result: Result, value: Value | None = None) -> dict[str, list[str]]:
    """The sentences of ``paragraph`` by topic, in its order."""
    said = _Said(result)
    return {
        "funding": list(said.funding()), "owners": list(said.owners()), "lenders": list(said.lenders()),
        "public": list(said.public()), "budget": list(said.budget()), "contingent": list(said.contingent()),
        "households": list(said.households()), "reach": list(said.reach()), "value": list(said.value_for_money(value)),
        "checks": list(said.checks()),
    }  # fmt: skip


def words_page(paragraphs: Sequence[tuple[str, str]]) -> Page:
    """Paragraphs under the labels of their structures."""
    sections = tuple(Section(label, (text,)) for label, text in paragraphs)
    return Page("In words", "", "", sections, ())


class _Said:
    """The sentences on one result; a side of which nothing is known has none, or says why."""

    def __init__(self, result: Result) -> None:
        self.result = result
        self.found = result.measures

    def funding(self) -> Iterator[str]:
        """What is funded, and by whom; the input that was solved for."""
        found, owner = self.found, self.result.loaded.scenario.finance.equity.public_share
        grants = self.number("grants")
        donors, partners = self.number("donor_grants"), self.number("partner_city_grants")
        public = f" ({format_percent(owner)} of it public)" if owner else ""
        parts = [
            (self.number("debt"), "of debt"), (self.number("equity"), f"of equity{public}"),
            (grants - donors - partners, "of public grants"), (donors, "of grants from donors"),
            (partners, "of grants from partner cities"),
        ]  # fmt: skip
        paid = [f"{self.money(amount)} {what}" for amount, what in parts if self.shows(amount)]
        if self.shows(found["total_uses"]):
            yield f"Works and their financing cost {self.money(found['total_uses'])}, paid by {_and(paid)}."
        else:
            yield "Nothing has to be funded."
        givers = [("donor_support", "donors"), ("partner_city_support", "partner cities")]
        given = [f"{who} give {self.money(found[name])}" for name, who in givers if self.shows(found[name])]
        if given:
            yield f"In operation {_and(given)}."
        if self.result.solved is not None:
            words = solved_sentence(self.result)
            yield f"Solved for: {words}." if self.result.solved.reached else _sentence(words)

    def owners(self) -> Iterator[str]:
        """The owners' return, and when they have their money back."""
        earned, years = self.found["equity_irr"], self.found["payback_years"]
        if not self.shows(self.found["equity"]):
            yield "No equity is paid in."
        elif earned is None:
            yield f"The owners' return has no value: {self.why('equity_irr')}."
        else:
            back = self.why("payback_years") if years is None else f"have it back after {years:.1f} years"
            yield f"Owners earn {format_percent(earned)} a year on their equity{' and' if years else ';'} {back}."

    def lenders(self) -> Iterator[str]:
        """How often cash covers debt service."""
        least, mean = self.found["dscr_min"], self.found["dscr_average"]
        if least is None:
            yield _sentence(self.why("dscr_min"))
        else:
            average = "" if mean is None else f" and {_times(mean)} on average"
            yield f"Cash covers debt service {_times(least)} in the period in which it covers least{average}."

    def public(self) -> Iterator[str]:
        """What the public pays and gets in present value, and what it owes whatever the demand."""
        net, income = self.number("net_public_cost_pv"), self.number("public_income_pv")
        rate = format_percent(float(self.result.values("public_discount_rate")[0, 0]))
        pays = self.money(net + income) if self.shows(net + income) else "nothing"
        gets = self.money(income) if self.shows(income) else "nothing"
        sums = f"a net {'gain' if net < 0 else 'cost'} of {self.money(abs(net))}"
        yield f"The public pays {pays} and gets {gets}, {sums} (present values at {rate} a year)."
        firm = self.number("firm_commitments_pv")
        if self.shows(firm):
            owed = f"{self.money(firm)} (present value)"
            yield f"The public side, a public utility included, owes {owed} whatever the demand."

    def budget(self) -> Iterator[str]:
        """The largest share of the budget in a period."""
        paid = format_percent(self.number("budget_share_peak"))
        if paid != format_percent(0.0):
            share = f"{payer(self.result)} {paid} of the city's budget of that period"
            yield f"In the period in which it pays most, {share}."

    def contingent(self) -> Iterator[str]:
        """What may have to be paid besides."""
        expected, stressed = self.found["contingent_expected_pv"], self.found["contingent_stressed_peak"]
        if expected is not None:
            most = "" if stressed is None else f", and under stress up to {self.money(stressed)} falls in one period"
            yield f"What may have to be paid besides has an expected present value of {self.money(expected)}{most}."

    def households(self) -> Iterator[str]:
        """The poorest group's bill, and who pays over the threshold."""
        bill, group = self.found["bill_poorest"], first_group(self.result)
        if bill is None or group is None:
            yield _sentence(self.why("bill_poorest"))
            return
        burden = self.found["burden_poorest"]
        side = "over" if group["over_threshold"] else "not over"
        share = "" if burden is None else f", {format_percent(burden)} of its income"
        yield (
            f"When operation starts, a connected household of the poorest group pays {self.bill()} a month{share}:"
            f" {side} the threshold of {threshold_text(self.result)}.{self._left(group, burden)}"
        )
        households, gap = self.number("households_over_threshold"), self.number("affordability_gap")
        if not households:
            yield "No household, connected or not, pays more than the threshold."
        else:
            number = format_value("count", households)
            pay = "1 household pays" if number == "1.00" else f"{number.removesuffix('.00')} households pay"
            more = f", by {self.money(gap)} a year in all" if self.shows(gap) else ""
            yield f"Connected or not, {pay} more than the threshold{more}."

    def _left(self, group: Mapping[str, Any], burden: float | None) -> str:
        """Which rule a bill breaks that is within the share of income: what basic needs leave."""
        limit = float(self.result.values("affordability_threshold")[0, 0])
        if not group["over_threshold"] or burden is None or burden > limit:
            return ""
        city = self.result.loaded.scenario.city
        part = group["threshold"] / city.residual_threshold if city is not None and city.residual_threshold else 0.0
        left = f"{format_percent(part)} of its income" if part > 0 else "nothing of its income"
        return f" It is within the share of income; but basic needs leave the group {left}."

    def reach(self) -> Iterator[str]:
        """Who is served, when everyone is, and what that would take."""
        start, end, without = (self.found[f"coverage_{name}"] for name in ("start", "end", "end_without"))
        if start is None or end is None:
            return
        people = format_value("count", self.found["people_served_end"])
        against = "" if without is None else f"; {format_percent(without)} if nothing is built"
        yield (
            f"{format_percent(start)} of people are served at close and {format_percent(end)} ({people} people) when"
            f" the contract ends{against}."
        )
        yield from self._short()
        year, needed = self.found["universal_access_year"], self.found["additions_needed"]
        if year is not None:
            yield f"Everyone is served in {year:.0f}."
        elif needed:
            people = format_value("count", needed)
            yield f"The project alone does not serve everyone: for that {people} people a year would have to be added."

    def _short(self) -> Iterator[str]:
        """How much less the works can give than is asked for, where that matters."""
        words = shortfall_text(self.result)
        if words:
            yield f"The works cannot give all that is asked for: {words}. Who is connected counts as served."

    def value_for_money(self, value: Value | None) -> Iterator[str]:
        """What it costs against the comparator, and how robust that is."""
        psc, saved, share = (self.found[name] for name in ("psc_pv", "vfm", "vfm_share"))
        if psc is None or saved is None:
            return
        part = "" if share is None else f" ({format_percent(abs(share))})"
        section = self.result.loaded.scenario.value_for_money
        name = f" `{section.comparator}`" if section is not None and section.comparator else ""
        gap = f"{self.money(abs(saved))} {'more' if saved < 0 else 'less'}{part}"
        yield f"Against the comparator{name}, {self.money(psc)}, it costs the public {gap}."
        if value is not None:
            yield from robustness(value, self.result.currency)

    def checks(self) -> Iterator[str]:
        """The checks that fail."""
        failures = failure_sentences(self.result)
        if failures:
            count = len(failures)
            yield f"{count} check{' fails' if count == 1 else 's fail'}: {'; '.join(failures)}."

    def bill(self) -> str:
        """The poorest group's bill in the city's currency, and in the study's where that is another."""
        ours = self.money(self.found["bill_poorest"])
        if self.result.local_currency == self.result.currency or self.found["bill_poorest_local"] is None:
            return ours
        local = format_value("money_local", self.found["bill_poorest_local"], local=self.result.local_currency)
        return f"{local} ({ours})"

    def number(self, name: str) -> float:
        """A measure, 0 where it is blank."""
        return self.found[name] or 0.0

    def money(self, value: float | None) -> str:
        """Money with its currency."""
        return format_value("money", value, self.result.currency)

    def shows(self, value: float | None) -> bool:
        """Whether money is more than rounding."""
        return value is not None and abs(value) >= 0.005

    def why(self, name: str) -> str:
        """Why a measure is blank."""
        return self.result.reasons[name] or "no value"


def payer(result: Result) -> str:
    """Who pays a share of the budget, as the beginning of a sentence: all levels together where there are several."""
    return "all levels of government together pay what is" if result.loaded.scenario.public.levels else "it pays"


def _times(ratio: float) -> str:
    return f"{ratio:,.2f} times"


def _and(parts: Sequence[str]) -> str:
    """Parts as a reader would list them: a, b and c."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."
