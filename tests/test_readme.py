"""What the README shows is what the program prints."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_the_output_shown_is_printed():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    command, shown = re.search(r"<!-- output: ppp (.*?) -->\n```text\n(.*?)\n```", text, re.S).groups()
    ran = subprocess.run(
        [sys.executable, "-m", "ppp_model", *command.split()],
        cwd=ROOT, env=os.environ | {"COLUMNS": "110"}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    printed = [line.rstrip() for line in ran.stdout.splitlines()]
    start = printed.index(shown.splitlines()[0])
    assert shown.splitlines() == printed[start : start + len(shown.splitlines())]


def test_both_commands_stand_once():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert text.count("<!-- run -->\n```bash\n") == text.count("<!-- test -->\n```bash\n") == 1
