"""How a command ends and where its words go: results to stdout, all else to stderr, exit codes, files written whole."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import math
import os
import re
import sys
import traceback
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from ppp_model.errors import PppError, Problem, ScenarioError

BUG, USER, FAILED, INTERRUPTED = 1, 2, 3, 130

T = TypeVar("T")

_HARMLESS = re.compile(r"[+-][\d. _]+[%\w /]*")


def guarded(call: Callable[[], T], as_json: bool, debug: bool) -> T:
    """Make a call; an error ends the program in words and with its exit code (SystemExit)."""
    try:
        result = call()
        sys.stdout.flush()
        return result
    except PppError as error:
        _refuse(problems_of(error), as_json)
    except KeyboardInterrupt:
        tell("stopped")
        raise SystemExit(INTERRUPTED) from None
    except BrokenPipeError:
        _silence_stdout()
        raise SystemExit(0) from None
    except OSError as error:
        _refuse([Problem(str(error.filename or ""), "", error.strerror or str(error))], as_json)
    except Exception as error:
        _end_unexpected(error, as_json, debug)


def problems_of(error: PppError) -> list[Problem]:
    """The problems that an error carries; one for an error of the model."""
    return error.problems if isinstance(error, ScenarioError) else [Problem("", "", str(error))]


def problems_as_data(problems: Iterable[Problem]) -> list[dict[str, str]]:
    """Problems as plain data."""
    keys = ("where", "path", "what", "allowed", "hint")
    return [{key: getattr(problem, key) for key in keys} for problem in problems]


def tell_problems(problems: Sequence[Problem]) -> None:
    """Every problem on stderr, one a line, and how many there are."""
    for problem in problems:
        tell(str(problem))
    tell(f"{len(problems)} problem{'' if len(problems) == 1 else 's'}")


def tell(text: str) -> None:
    """A line on stderr."""
    with contextlib.suppress(BrokenPipeError):
        print(printable(text), file=sys.stderr, flush=True)


def printable(text: str) -> str:
    """A text without characters that move the cursor, colour the screen or turn the direction of writing."""
    return "".join(letter if letter.isprintable() or letter == "\n" else " " for letter in text)


def print_json(data: Any) -> None:
    """Plain data on stdout as JSON; NaN and infinities become null."""
    print(json.dumps(_finite(data), indent=2, allow_nan=False, default=str))


def csv_text(rows: Iterable[Sequence[Any]]) -> str:
    """Rows as CSV. A text that a spreadsheet would take for a formula is led by an apostrophe."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows([[_cell(value) for value in row] for row in rows])
    return buffer.getvalue()


def check_goes_with(option: str, **others: Any) -> None:
    """Refuse options that mean nothing without another one."""
    for name, value in others.items():
        if value is not None:
            raise ScenarioError.one(f"--{name}", "", f"goes with {option}")


def check_target(path: Path | None, force: bool) -> None:
    """Refuse, before any work is done, a file that is there already or cannot be there."""
    if path is None:
        return
    if path.is_dir():
        raise ScenarioError.one(str(path), "", "is a folder", hint="Give the name of a file.")
    if not path.parent.is_dir():
        raise ScenarioError.one(str(path), "", f"there is no folder {path.parent}")
    if path.exists() and not force:
        raise ScenarioError.one(str(path), "", "is there already", hint="Add --force to overwrite it.")


def write_whole(path: Path, text: str, force: bool) -> None:
    """Write a file whole or not at all, and say so on stderr."""
    put_whole(path, text, force)
    tell(f"wrote {path}")


def put_whole(path: Path, text: str, force: bool) -> None:
    """Write a file whole or not at all: to a temporary file beside it, which is then renamed."""
    check_target(path, force)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        temporary.write_text(text, encoding="utf-8", newline="")
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _refuse(problems: list[Problem], as_json: bool) -> NoReturn:
    if as_json:
        print_json({"problems": problems_as_data(problems)})
    else:
        tell_problems(problems)
    raise SystemExit(USER)


def _end_unexpected(error: Exception, as_json: bool, debug: bool) -> NoReturn:
    """An error of the command line itself keeps its own end; anything else is our bug."""
    message = getattr(error, "format_message", None)
    if message is not None and as_json:
        _refuse([Problem("command line", "", message())], as_json)
    if hasattr(error, "exit_code"):
        raise error
    if debug:
        traceback.print_exception(error)
    tell(f"this is a bug in ppp-model: {type(error).__name__}: {error}")
    if not debug:
        tell("Please report it with the output of the same command after `ppp --debug`.")
    raise SystemExit(BUG)


def _silence_stdout() -> None:
    """Let nothing more be written to a pipe that nobody reads."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _finite(data: Any) -> Any:
    if isinstance(data, float):
        return data if math.isfinite(data) else None
    if isinstance(data, dict):
        return {str(key): _finite(value) for key, value in data.items()}
    if isinstance(data, (list, tuple)):
        return [_finite(value) for value in data]
    return data


def _cell(value: Any) -> Any:
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return ""
    if isinstance(value, str) and value[:1] in set("=+-@\t\r") and not _HARMLESS.fullmatch(value):
        return f"'{value}"
    return value
