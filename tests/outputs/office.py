"""LibreOffice without a screen, made to recalculate for certain, and its numbers beside those of the engine."""

import math
import os
import shutil
import signal
import subprocess

import numpy as np
from openpyxl import load_workbook

from ppp_model.outputs.workbook import layout_of
from ppp_model.outputs.workbook.layout import CONSTANT, FIRST

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item></oor:items>
"""
"""A profile in which a file is recalculated whenever it is opened, whatever values it brings along."""
SECONDS = 600


def recalculated(files, folder, to="xlsx"):
    """The files as LibreOffice saves them after calculating every formula; ``folder`` must not be their own."""
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(ALWAYS, encoding="utf-8")
    command = [SOFFICE, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--convert-to", to,
               "--outdir", str(folder), *map(str, files)]  # fmt: skip
    done = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True)
    try:
        words, _ = done.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(done.pid, signal.SIGKILL)
        raise
    found = [folder / f"{file.stem}.{to}" for file in files]
    assert all(file.exists() for file in found), words.decode(errors="replace")
    return found


def cells_of(file, formulas=False):
    """The cells of every sheet, row by row, by title."""
    book = load_workbook(file, data_only=not formulas, read_only=True)
    found = {page.title: [list(row) for row in page.iter_rows(values_only=True)] for page in book.worksheets}
    book.close()
    return found


def numbers_of(layout, cells):
    """Each line's cells as the workbook holds them, by name."""
    found = {}
    for name, place in layout.places.items():
        row = cells[place.sheet][place.row - 1]
        wide = layout.lines[name].is_wide
        found[name] = row[FIRST : FIRST + layout.periods] if wide else [row[CONSTANT]]
    return found


DUST = 1e-13
"""Share of the largest number of a unit in a workbook, below which a difference is what rounding leaves."""


def differences(result, cells, values=None, tolerance=1e-9):
    """Cells of the model's lines that differ from the engine's ``values``: name, period, engine, workbook; how many
    cells there are, and in how many of them numbers that cancel leave other rounding dust.
    """
    layout, _ = layout_of(result)
    rows = numbers_of(layout, cells)
    values = values or {name: line.values for name, line in layout.lines.by_name.items()}
    lines = {name: layout.lines[name] for name in rows if name in values}
    largest = {}
    for name, line in lines.items():
        finite = values[name][np.isfinite(values[name])]
        largest[line.unit] = max(largest.get(line.unit, 0.0), float(np.max(np.abs(finite), initial=0.0)))
    found, count, dust = [], 0, 0
    for name, line in lines.items():
        for period, (number, cell) in enumerate(zip(values[name][0], rows[name], strict=True)):
            count += 1
            if alike(number, cell, tolerance):
                continue
            if isinstance(cell, (int, float)) and abs(number - cell) <= DUST * max(largest[line.unit], 1.0):
                dust += 1
            else:
                found.append((name, period, float(number), cell))
    return found, count, dust


def alike(number, cell, tolerance):
    """Whether a cell holds a number of the engine."""
    if math.isnan(number):
        return cell in (None, "")
    if isinstance(cell, bool) or not isinstance(cell, (int, float)):
        return False
    if math.isinf(number):
        return abs(cell) >= 1e90 and (cell > 0) == (number > 0)
    return bool(abs(number - cell) <= tolerance * max(abs(number), abs(cell)))
