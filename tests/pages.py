"""Blocks of code in a page of Markdown, run in order in a folder of their own, and what is shown compared with it.

A comment in the line before a block says what is done with it:

- ``not run: REASON``: nothing; every other block is run, written or compared;
- ``file: PATH``: it is written to that file, and a `scenario.yaml` is checked as a study;
- ``piece of: STUDY`` before YAML: the study must stand with these changes; without a comment, the starter study;
  ``not a piece: REASON``: it is only read;
- ``output`` and ``part`` before text: what the block before printed, whole lines in a row, or lines in this order with
  ``...`` for what is left out; ``output: ppp ...`` and ``part of: ppp ...``: what that command prints, 110 and 105
  columns wide.

Commands run in order, each with exit code 0 unless ``# exit N`` stands at the end of its line.
"""

import contextlib
import io
import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from typer.testing import CliRunner

from ppp_model import cli, load
from ppp_model.outputs.starter import STARTER_FILE

FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.S | re.M)
COMMENT = re.compile(r"^<!-- (.*) -->\n\Z", re.M)
COLUMNS = "100"
WIDTHS = {"output": "110", "part of": "105"}


@dataclass(frozen=True)
class Block:
    """A block of code: its language, its text, the comment before it, and the line at which it begins."""

    language: str
    text: str
    comment: str
    line: int

    def said(self, key):
        """What the comment says after a key; None where it does not begin with it."""
        found, colon, rest = self.comment.partition(":")
        return rest.strip() if found == key and colon else None


def blocks(text):
    """All blocks of a page in their order."""
    for found in FENCE.finditer(text):
        comment = COMMENT.search(text[: found.start()])
        line = text.count("\n", 0, found.start()) + 1
        yield Block(found[1], found[2], comment[1] if comment else "", line)


def in_a_row(wanted, found):
    """Whether the lines stand in the others, one after the other."""
    starts = [number for number, line in enumerate(found) if line == wanted[0]]
    return any(found[start : start + len(wanted)] == wanted for start in starts)


def missing(wanted, found):
    """The lines that the others do not have in this order; ``...`` stands for any."""
    rest = iter(found)
    return [line for line in wanted if line != "..." and line not in rest]


def commands(text):
    """The commands of a block, each with its exit code."""
    for line in text.replace("\\\n", " ").splitlines():
        command, _, note = line.partition(" #")
        code = re.search(r"exit (\d)", note)
        if command.strip() and not command.startswith("#"):
            yield command.strip(), int(code[1]) if code else 0


@dataclass
class Reader:
    """One who does what a page says, in a folder; the working directory must be that folder."""

    folder: Path
    page: str = ""
    exact: bool = False
    """Whether columns must stand as they are printed; else several blanks count as one."""
    names: dict = field(default_factory=dict)
    printed: list = field(default_factory=list)
    """The lines that the last block printed."""

    def follow(self, text):
        """Do what all blocks say; an AssertionError names the line of the page."""
        for block in blocks(text):
            try:
                self.do(block)
            except Exception as error:
                raise AssertionError(f"{self.page}:{block.line}: {error}") from error

    def do(self, block):
        if block.comment.startswith("not run: "):
            return
        path = block.said("file")
        if path:
            (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / path).write_text(block.text, encoding="utf-8")
        else:
            getattr(self, f"_{block.language}")(block)
        if path and path.endswith("scenario.yaml"):
            self._check(self.folder / path)

    def run(self, command, code=0, columns=COLUMNS):
        """Run a command; the lines that it prints, those on stderr last. ``code`` None: fine, or a check that fails."""
        words = shlex.split(command)
        if words[0] == "ppp" and not {">", "|", "&&"} & set(words):
            ran = CliRunner(env={"COLUMNS": columns, "PPP_DEBUG": None}).invoke(cli.app, words[1:])
            ended, out, err = ran.exit_code, ran.stdout, ran.stderr
        else:
            home = str(Path(sys.executable).parent)
            settings = os.environ | {"COLUMNS": columns, "PATH": home + os.pathsep + os.environ["PATH"]}
            done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, env=settings, check=False)
            ended, out, err = done.returncode, done.stdout, done.stderr
        assert ended in ((0, 3) if code is None else (code,)), (
            f"`{command}` ends with {ended}, not {code}:\n{out}\n{err}"
        )
        return self._lines(out + err)

    def _bash(self, block):
        self.printed = [line for command, code in commands(block.text) for line in self.run(command, code)]

    def _python(self, block):
        with contextlib.redirect_stdout(io.StringIO()) as out:
            exec(compile(block.text, f"{self.page}:{block.line}", "exec"), self.names)
        self.printed = self._lines(out.getvalue())

    def _yaml(self, block):
        yaml.safe_load(block.text)
        if block.said("not a piece"):
            return
        study = block.said("piece of") or "starter/scenario.yaml"
        if not (self.folder / "starter").is_dir():
            (self.folder / "starter").mkdir()
            (self.folder / "starter" / "scenario.yaml").write_text(STARTER_FILE.read_text("utf-8"), "utf-8")
        path = Path(study) if study.endswith(".yaml") else Path(study) / "scenario.yaml"
        file = self.folder / "piece.yaml"
        file.write_text(f"extends: {path.as_posix()}\n{block.text}", encoding="utf-8")
        self._check(file)

    def _check(self, file):
        problems = load(file).check()
        assert not problems, "\n".join(map(str, problems))

    def _text(self, block):
        kind, wanted = block.comment.partition(":")[0], self._lines(block.text)
        command = block.said(kind)
        found = self.run(command, None, WIDTHS[kind]) if command else self.printed
        if kind == "output":
            assert in_a_row(wanted, found), "not printed:\n" + "\n".join(found)
        else:
            assert kind in ("part", "part of"), "says neither `output` nor `part` nor `not run`"
            assert not missing(wanted, found), f"not printed, in this order: {missing(wanted, found)}"

    def _lines(self, text):
        return [line.rstrip() if self.exact else " ".join(line.split()) for line in text.splitlines()]
