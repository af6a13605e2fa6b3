"""What the README shows is what the program prints."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")


def shown(kind):
    """The commands of the outputs shown in the README, and the lines shown."""
    return re.findall(rf"<!-- {kind}: ppp (.*?) -->\n```text\n(.*?)\n```", TEXT, re.S)


def printed(command, columns):
    ran = subprocess.run(
        [sys.executable, "-m", "ppp_model", *shlex.split(command)],
        cwd=ROOT, env=os.environ | {"COLUMNS": columns}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode in (0, 3), ran.stderr
    return [line.rstrip() for line in ran.stdout.splitlines()]


@pytest.mark.parametrize(("command", "text"), shown("output"), ids=[command for command, _ in shown("output")])
def test_the_output_shown_is_printed(command, text):
    lines, found = text.splitlines(), printed(command, "110")
    start = found.index(lines[0])
    assert lines == found[start : start + len(lines)]


@pytest.mark.parametrize(("command", "text"), shown("part of"), ids=[command for command, _ in shown("part of")])
def test_the_part_of_an_output_that_is_shown_is_printed_in_this_order(command, text):
    rest = iter(printed(command, "105"))
    missing = [line for line in text.splitlines() if line != "..." and line not in rest]
    assert not missing


def test_both_commands_stand_once():
    assert TEXT.count("<!-- run -->\n```bash\n") == TEXT.count("<!-- test -->\n```bash\n") == 1
