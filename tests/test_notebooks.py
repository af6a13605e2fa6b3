"""Every notebook is stored clean, runs from start to end, and ends by asserting its headline numbers."""

import json
import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
EACH = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


@EACH
def test_a_notebook_is_stored_clean(path):
    raw = json.loads(path.read_text(encoding="utf-8"))
    assert raw["metadata"] == METADATA
    for cell in raw["cells"]:
        assert cell["metadata"] == {}
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None
    assert [cell["id"] for cell in raw["cells"]] == [f"cell-{number:02d}" for number in range(len(raw["cells"]))]


@EACH
def test_a_notebook_starts_with_words_and_ends_with_asserted_numbers(path):
    cells = nbformat.read(path, as_version=4).cells
    assert cells[0].cell_type == "markdown"
    assert cells[0].source.startswith("# ")
    assert cells[-1].cell_type == "code"
    assert "    assert abs(" in cells[-1].source
    links = re.findall(r"\]\(([^)]+\.ipynb)\)", "".join(cell.source for cell in cells))
    assert all((path.parent / link).is_file() for link in links)


@EACH
def test_a_notebook_runs(path):
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=60, resources={"metadata": {"path": str(path.parent)}}).execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    assert outputs
    assert [output.text for output in outputs if output.get("name") == "stderr"] == []


def test_there_are_notebooks():
    assert [path.stem[:2] for path in NOTEBOOKS] == ["01", "02", "03", "04", "05", "06"]
