"""What the README shows is what the program prints."""

from pathlib import Path

import pytest

from tests.pages import WIDTHS, Reader, blocks

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
SHOWN = [block for block in blocks(TEXT) if block.comment.partition(":")[0] in WIDTHS]


@pytest.mark.parametrize("block", SHOWN, ids=lambda block: block.comment)
def test_the_output_shown_is_printed(block, monkeypatch):
    monkeypatch.chdir(ROOT)
    Reader(ROOT, "README.md", exact=True).do(block)


def test_both_commands_stand_once():
    assert TEXT.count("<!-- run -->\n```bash\n") == TEXT.count("<!-- test -->\n```bash\n") == 1
