"""The guides in ``docs/``: every command and block of code is run, every link leads somewhere, and none is left out."""

import re
import shutil
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType

import pytest
import yaml

import ppp_model.lines
from ppp_model.engine.line import Formula, parts_of
from ppp_model.engine.model import Model
from ppp_model.outputs.dictionary import generic_entries
from ppp_model.outputs.method import CHAPTERS, markdown
from tests.pages import Reader, blocks
from tests.test_cases import Case

ROOT = Path(__file__).parents[1]
PAGES = sorted((ROOT / "docs").glob("*.md"))
GUIDES = [page for page in PAGES if page.name != "architecture.md"]
"""The pages whose blocks all say their language; a tree of files has none."""
EACH = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
LINK = re.compile(r"\]\(([^)#\s]+)?(?:#([^)\s]+))?\)")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with the studies, in which a page's commands are run."""
    shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@EACH
def test_what_a_page_says_can_be_done(page, folder):
    Reader(folder, page.name).follow(page.read_text(encoding="utf-8"))


@EACH
def test_links_lead_somewhere(page):
    for path, heading in LINK.findall(page.read_text(encoding="utf-8")):
        if "://" in path:
            continue
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{page.name}: {path} is not there"
        if heading:
            assert heading in headings(target), f"{page.name}: {path} has no heading {heading}"


def headings(page):
    """The anchors of a page's headings."""
    found = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", one.casefold()).replace(" ", "-") for one in found}


def test_the_method_is_that_of_the_lines():
    page = ROOT / "docs" / "method.md"
    assert page.read_text(encoding="utf-8") == markdown(), "run: python -m ppp_model.outputs.method > docs/method.md"


def test_the_method_has_every_file_of_lines_once():
    there = sorted(module.name for module in iter_modules(ppp_model.lines.__path__))
    assert there == sorted(name for names in CHAPTERS.values() for name in names)


def test_method_and_dictionary_together_have_every_formula():
    shown = {entry.name.rpartition(".")[2] for entry in generic_entries()}
    shown |= set(re.findall(r"^\| `(\w+)`", markdown(), re.M))
    lines = {
        name
        for names in CHAPTERS.values()
        for module in names
        for name, part in parts_of(import_module(f"ppp_model.lines.{module}")).items()
        if isinstance(part, Formula)
    }
    assert len(lines) > 1000
    assert not lines - shown


def test_the_index_names_every_page():
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    assert not [page.name for page in PAGES if f"]({page.name})" not in index and page.name != "README.md"]


def test_the_line_of_the_worked_example_passes_its_case():
    page = (ROOT / "docs" / "adding.md").read_text(encoding="utf-8")
    files = {block.said("file"): block.text for block in blocks(page)}
    module = ModuleType("new_line")
    exec(files["new_line.py"], module.__dict__)
    case = Case("adding.md", yaml.safe_load(files["new_line.yaml"]))
    model = Model()
    model.blocks = dict(case.model.blocks)
    model.put(parts_of(module))
    case.model = model
    assert case.close("operating_cost_of_unit", case.run()["operating_cost_of_unit"])


@pytest.mark.parametrize("page", GUIDES, ids=lambda page: page.stem)
def test_blocks_say_their_language_and_a_reason_where_they_are_not_run(page):
    text = page.read_text(encoding="utf-8")
    fences = len(re.findall(r"^```", text, re.M))
    found = list(blocks(text))
    assert fences == 2 * len(found)
    assert all(len(block.comment) > len("not run: ") for block in found if block.comment.startswith("not run"))
