"""What the README shows is what the program prints."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def shown(kind):
    """The command of an output shown in the README, and the lines shown."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    command, lines = re.search(rf"<!-- {kind}: ppp (.*?) -->\n```text\n(.*?)\n```", text, re.S).groups()
    return command, lines.splitlines()


def printed(command, columns):
    ran = subprocess.run(
        [sys.executable, "-m", "ppp_model", *command.split()],
        cwd=ROOT, env=os.environ | {"COLUMNS": columns}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [line.rstrip() for line in ran.stdout.splitlines()]


def test_the_output_shown_is_printed():
    command, lines = shown("output")
    found = printed(command, "110")
    start = found.index(lines[0])
    assert lines == found[start : start + len(lines)]


def test_the_part_of_an_output_that_is_shown_is_printed_in_this_order():
    command, lines = shown("part of")
    rest = iter(printed(command, "105"))
    missing = [line for line in lines if line != "..." and line not in rest]
    assert not missing


def test_both_commands_stand_once():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert text.count("<!-- run -->\n```bash\n") == text.count("<!-- test -->\n```bash\n") == 1
