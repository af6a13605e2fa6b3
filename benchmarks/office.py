"""LibreOffice recalculating the exported workbook of a deal, beside one run of it."""

from __future__ import annotations

import inspect
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.deals import REFERENCE, study_of
from benchmarks.page import SkippedError, Table, number
from benchmarks.timing import Job, in_turns, ratio
from ppp_model import Study

PROGRAMS = ("soffice", "libreoffice")
RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
"""LibreOffice's settings that make it work out a workbook when it opens it; else it shows the values kept in it."""


def office(quick: bool) -> Table:
    """Seconds to open, recalculate and save the workbook, those for an empty one taken off, and of one run."""
    program = next((found for name in PROGRAMS if (found := shutil.which(name))), None)
    if program is None:
        raise SkippedError("LibreOffice is not installed")
    if not hasattr(Study, "workbook"):
        raise SkippedError("this version of the program exports no workbook")
    study = study_of(REFERENCE)
    with tempfile.TemporaryDirectory() as folder:
        book, empty = Path(folder) / "deal.xlsx", Path(folder) / "empty.csv"
        exported(study, book)
        empty.write_text("1\n", encoding="utf-8")
        _settings(Path(folder))
        jobs = [
            Job("ppp-model, one run", lambda: study.run()),
            Job("LibreOffice, the workbook", lambda: converted(program, book, Path(folder))),
            Job("LibreOffice, an empty file", lambda: converted(program, empty, Path(folder))),
        ]
        timed = in_turns(jobs, 1 if quick else 5)
    table = Table("LibreOffice recalculating the workbook", ("what", "seconds", "times one run"))
    for one in timed:
        table.rows.append((one.job.name, number(one.median), f"{number(ratio(timed[0], one).median)}x"))
    table.notes = ["LibreOffice opens the file, works out every cell and saves it; the empty file shows its start."]
    return table


def exported(study: Any, path: Path) -> None:
    """Write the workbook of the first structure."""
    words = inspect.signature(study.workbook).parameters
    study.workbook(path, **({"structure": study.structures[0]} if "structure" in words else {}))


def converted(program: str, book: Path, folder: Path) -> None:
    """Open, recalculate and save a file with the settings in ``folder``."""
    into = folder / "out"
    command = [program, f"-env:UserInstallation={folder.as_uri()}/profile", "--headless"]
    command += ["--convert-to", "xlsx", "--outdir", str(into), str(book)]
    subprocess.run(command, check=True, capture_output=True, timeout=600)


def _settings(folder: Path) -> None:
    user = folder / "profile" / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(RECALCULATE, encoding="utf-8")
