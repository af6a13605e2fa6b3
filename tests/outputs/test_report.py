"""The report: complete, true to the runs, safe to open, and good to print."""

import json
import re
from html.parser import HTMLParser
from itertools import pairwise

import pandas as pd
import pytest
from typer.testing import CliRunner

from ppp_model.cli import app
from ppp_model.errors import ScenarioError
from ppp_model.measures import CHECKS, MEASURES
from ppp_model.outputs.charts import tornado
from ppp_model.outputs.formats import format_value
from ppp_model.outputs.report import Contents, Report
from ppp_model.outputs.report.tables import statements
from ppp_model.outputs.starter import starter_text
from ppp_model.results import Comparison
from ppp_model.study import load
from tests.outputs.browser import needs_browser, open_page

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
ATTACK = """<script>document.title="ran"</script><img src=x onerror="document.title='ran'">{{ 7 * 7 }}"""


@pytest.fixture(scope="session")
def kigali():
    study = load("scenarios/kigali-bulk-water")
    names = ["as_signed", "public_soft_loan"]
    comparison = study.compare(names)
    cases = {case: {name: study.run(name, case) for name in names} for case in ("half_demand", "frozen_tariff")}
    value = study.value_for_money(names, draws=200)
    return Report(Contents(comparison, cases, value))


@pytest.fixture(scope="session")
def attacked(tmp_path_factory):
    """The starter study with every text that a page could show turned into an attack."""
    file = tmp_path_factory.mktemp("attack") / "study.yaml"
    quoted = "'" + ATTACK.replace("'", "''") + "'"
    text = starter_text(file)
    text = re.sub(r"^(study|description): .*", rf"\1: {quoted}", text, flags=re.MULTILINE)
    text = re.sub(r"^( +(?:label|description)): .*", rf"\1: {quoted}", text, flags=re.MULTILINE)
    text = re.sub(r'(assumed|note|source): "[^"]*"', lambda found: f"{found[1]}: {quoted}", text)
    assert text.count(ATTACK.replace("'", "''")) > 10
    file.write_text(text, encoding="utf-8")
    return Report(Contents(load(file).compare(["as_planned", "public_loan"])))


class Outline(HTMLParser):
    """What a page is made of; raises AssertionError for tags that do not close in order."""

    def __init__(self, html):
        super().__init__()
        self.open, self.found, self.texts, self.ids, self.scopes = [], [], [], [], []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        if "id" in dict(attrs):
            self.ids.append(dict(attrs)["id"])
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, f"</{tag}> closes another"

    def handle_data(self, data):
        if "style" not in self.open:
            self.texts.append(data.replace("\u00a0", " "))

    def tags(self, name):
        return [attrs for tag, attrs in self.found if tag == name]

    @property
    def text(self):
        return " ".join(" ".join(self.texts).split())


@pytest.fixture(scope="session")
def page(kigali):
    return Outline(kigali.html)


def test_every_headline_number_of_every_structure_is_on_the_page(kigali, page):
    shown = 0
    for result in kigali.results.values():
        for measure in MEASURES:
            value = result.measures[measure.name]
            if value is not None and measure.name != "price_solved":
                assert format_value(measure.kind, value, "", result.local_currency) in page.text, measure.name
                shown += 1
    assert shown > 70


def test_the_page_for_the_council_answers_its_questions_with_the_numbers_of_the_run(kigali, page):
    lead = kigali.contents.lead
    council = page.text.split("For the council, on one page")[1].split("Contents")[0]
    for question in ("What is built", "Who pays", "What the poorest pay", "What it costs the public purse",
                     "What can go wrong", "Which structure serves whom most", "What is not known"):  # fmt: skip
        assert question in council
    assert f"USD {lead.measures['net_public_cost_pv'] / 1e6:.1f} m" in council
    assert "RWF 1,125 (USD 1.20) a month, 1.1 % of its income: not over the threshold of 5.0 % of income" in council
    frozen = kigali.contents.cases["frozen_tariff"]["as_signed"].measures["net_public_cost_pv"]
    assert f"Tariff frozen: net cost to the public USD {frozen / 1e6:.1f} m (was USD 72.6 m)" in council
    assert "Of 177 numbers in the file 41 have a source, 130 are assumed" in council
    said = "Owners return on equity, which users and public pay Public, soft loan 37.8 % As signed 15.2 %"
    assert said in council
    assert "best" not in council.lower().split()


def test_the_council_reads_of_one_year_of_the_jump_at_opening_and_no_key(kigali, page):
    lead = kigali.contents.lead
    council = page.text.split("For the council, on one page")[1].split("Contents")[0]
    years = pd.Series(range(2017, 2046))
    ends = pd.Series([day.year for day in lead.assembled.calendar.labels])
    paid, budget = (pd.Series(lead.values(line)[0]).fillna(0) for line in ("public_payments", "public_budget"))
    given = pd.Series(lead.values("in_kind_from_public").repeat(len(paid))[: len(paid)])
    shares = years.map(lambda year: (paid - given)[ends == year].sum() / (budget[ends == year].sum() or 1e300))
    year, share = years[shares.idxmax()], 100 * shares.max()
    pays = f"all levels of government together pay what is {share:.1f} % of the city's budget of that year"
    assert f"In {year}, the calendar year in which it pays most, {pays}" in council
    assert "In the period in which it pays most" not in council
    coverage, at = 100 * lead.values("coverage")[0], lead.assembled.calendar.operation_starts
    assert coverage[at] > coverage[at - 1] + 5
    assert (
        f"Just before operation starts {coverage[at - 1]:.1f} % of people are served, in its first period"
        f" {coverage[at]:.1f} %."
    ) in council
    assert "All of them are without a connection" in council
    for key in ("contingent ", "economy ", "value_for_money", "uncertainty"):
        assert f'"{key.strip()}"' not in council


def test_every_chapter_is_there_and_listed(page):
    names = {attrs["id"] for attrs in page.tags("section")}
    assert names == {"council", "compare", "who", "cash", "affordability", "access", "purse", "contingent", "value",
                     "risks", "assumptions", "conventions", "checks", "statements"}  # fmt: skip
    listed = {attrs["href"][1:] for attrs in page.tags("a")}
    assert listed == names


def test_pictures_have_their_finding_as_title_and_label_and_their_numbers_behind(kigali, page):
    drawn = page.tags("svg")
    assert len(drawn) == 8
    for attrs in drawn:
        assert attrs["role"] == "img"
        assert attrs["aria-label"].replace("\u00a0", " ") in page.text
    assert len(page.tags("details")) == len(drawn) + 1
    assert "Debt service is covered 1.35 times in the tightest year, 2035" in page.text
    cfads = kigali.contents.lead.values("cfads")[0][-1]
    assert f"{cfads:,.0f}" in page.text


def test_cases_stand_beside_the_study_as_it_is(kigali, page):
    risks = page.text.split("Risks: cash covers debt service in all 2 cases")[2]
    rows = re.search(r"Net cost to the public \(PV\) As signed Public, soft loan As it stands (\S+) m (\S+) m Half the"
                     r" demand (\S+) m (\S+) m", risks)  # fmt: skip
    assert rows is not None
    runs = [kigali.contents.comparison.results, kigali.contents.cases["half_demand"]]
    wanted = [run[name].measures["net_public_cost_pv"] / 1e6 for run in runs for name in kigali.results]
    assert [float(cell) for cell in rows.groups()] == pytest.approx(wanted, abs=0.051)


def test_each_input_has_its_value_place_and_source(kigali, page):
    assert "revenue.capacity_charge 0.6297 USD/m3 USD/m3 Source: S6." in page.text
    assert "Inputs at their default" in page.text
    mark = kigali.contents.lead.loaded.marks["revenue.capacity_charge"]
    assert f"kigali-bulk-water/scenario.yaml:{mark.line}" in page.text
    assert "S6: Inside irregularities which led to WASAC's loss" in page.text


def test_checks_and_statements_are_shown_in_full(kigali, page):
    assert "Checks: all pass" in page.text
    for check in CHECKS:
        assert check.replace("_", " ").capitalize() in page.text
    lead = kigali.contents.lead
    statement = page.text.split("Income statement, USD thousand, 2027")[1]
    years = lead.values("calendar_year")[0]
    revenue = lead.values("revenue")[0]
    of_years = [f"{revenue[years == year].sum() / 1e3:,.0f}" for year in (2027, 2028)]
    assert f"revenue {' '.join(of_years)}" in statement
    debt = lead.values("debt_closing")[0][years == 2028][-1]
    assert f"{debt / 1e3:,.0f}" in page.text.split("Balance sheet, USD thousand, 2027")[1].split("Balance sheet")[0]


def test_headings_are_in_order_and_tables_have_scopes(page):
    levels = [int(tag[1]) for tag, _ in page.found if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert all(attrs.get("scope") in ("col", "row", "colgroup") for attrs in page.tags("th"))
    assert len(page.ids) == len(set(page.ids))
    assert page.tags("html")[0]["lang"] == "en"
    assert next(attrs for tag, attrs in page.found if tag == "a")["class"] == "skip"


def test_nothing_is_asked_for_and_nothing_runs(kigali, page):
    assert "<script" not in kigali.html.lower()
    for tag, attrs in page.found:
        assert tag not in ("script", "link", "iframe", "object", "embed", "base", "form", "img")
        for name, value in attrs.items():
            assert not name.startswith("on")
            if name in ("href", "src", "xlink:href"):
                assert value.startswith("#")
            assert "http:" not in value.replace("http-equiv", "")
            assert "https:" not in value
    policy = next(attrs["content"] for attrs in page.tags("meta") if attrs.get("http-equiv"))
    assert "default-src 'none'" in policy
    assert "url(" not in re.sub(r"url\(#[^)]*\)", "", kigali.html)


def test_pictures_of_a_simulation_have_their_place_and_the_same_numbers_make_the_same_page(planned):
    rows = pd.DataFrame({"low": [0.1], "base": 0.15, "high": [0.2]}, index=["demand"])
    picture = tornado(rows, "Return on equity", "rate")
    contents = Contents(Comparison("small", {"as_planned": planned}), pictures=[picture])
    html = Report(contents).html
    assert "demand moves return on equity most: from 10.0 % to 20.0 %" in Outline(html).text
    assert "How likely each is" not in Outline(html).text
    assert Report(contents).html == html


def test_hostile_text_is_text(attacked):
    found = Outline(attacked.html)
    assert "<script" not in attacked.html.lower()
    assert not found.tags("img")
    assert found.text.count("{{ 7 * 7 }}") > 10
    assert '<script>document.title="ran"</script>' in found.text


def test_the_command_writes_once_and_its_json_says_where(study, tmp_path):
    target = tmp_path / "report.html"
    words = ["report", str(study.file.path), "-s", "as_planned", "-c", study.cases[0], "-o", str(target)]
    done = CliRunner().invoke(app, [*words, "--json"])
    assert done.exit_code == 0
    told = json.loads(done.stdout)
    assert told["written"] == str(target)
    assert list(told["structures"]) == ["as_planned"]
    assert "For the council, on one page" in target.read_text(encoding="utf-8")
    again = CliRunner().invoke(app, words)
    assert again.exit_code == 2
    assert "--force" in again.stderr
    assert list(tmp_path.iterdir()) == [target]


def test_a_study_gives_its_report_with_all_cases(study):
    found = study.report(structures=["as_planned"])
    assert list(found.contents.cases) == study.cases
    assert list(found.results) == ["as_planned"]
    with pytest.raises(ScenarioError, match="is a folder"):
        study.report(study.file.path.parent, ["as_planned"])


@needs_browser
def test_the_report_opens_without_error_or_request_and_fits_a_telephone(kigali, tmp_path):
    file = tmp_path / "report.html"
    file.write_text(kigali.html, encoding="utf-8")
    with open_page(file) as page:
        page.settle()
        assert (page.console, page.requests) == ([], [])
        assert page.evaluate("document.querySelector('h1').textContent") == "Kigali Bulk Water BOT, Rwanda"
        assert page.evaluate(
            "[...document.querySelectorAll('svg')].every(one => one.getBoundingClientRect().height > 100)"
        )
        page.pdf(tmp_path / "report.pdf")
        page.resize(400)
        assert page.evaluate("document.documentElement.scrollWidth") <= 400
    assert (tmp_path / "report.pdf").stat().st_size > 100_000


@needs_browser
def test_hostile_text_does_not_run_in_a_browser(attacked, tmp_path):
    file = tmp_path / "report.html"
    file.write_text(attacked.html, encoding="utf-8")
    with open_page(file) as page:
        page.settle()
        assert page.evaluate("document.title") != "ran"
        assert (page.console, page.requests) == ([], [])


def test_cash_is_the_same_in_both_statements(kigali):
    cash = {
        title: [
            cell for table in tables for row in table.rows if row.label == "cash and reserves" for cell in row.cells
        ]
        for title, _, tables in statements(kigali.contents.lead)
    }
    assert len(set(cash["Balance sheet"])) > 1
    assert cash["Cash flow statement"] == cash["Balance sheet"]
