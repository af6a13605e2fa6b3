"""A comparison or a page as HTML for a notebook: the same rows, notes and captions as in the terminal, no script."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from ppp_model.outputs.explain import Explanation
from ppp_model.outputs.page import Grid, Page, Section
from ppp_model.outputs.statements import statement_lines
from ppp_model.outputs.view import View, view_of
from ppp_model.results import Comparison

_TABLE = "border-collapse:collapse;font-variant-numeric:tabular-nums"
_CELL = "text-align:right;padding:1px 10px;white-space:nowrap"
_HEAD = "text-align:right;padding:2px 10px;vertical-align:bottom;max-width:11em;white-space:normal"
_LABEL = "text-align:left;padding:1px 10px 1px 1.2em"
_SIDE = "text-align:left;padding:8px 10px 2px 0;font-weight:bold;border-bottom:1px solid #ccc"
_NOTE = "margin:2px 0;font-size:smaller;color:#555"
_GREY = "color:#555"
_CODE = "font-family:monospace"
_SAID = "color:#00688b"
_INSET = "margin:2px 0 2px 1.1em"
_LEAF = "margin:2px 0 2px 2.2em"
PLAIN_SOURCES = ("", "definition", "check")
_BAD = "margin:2px 0;color:#b00020;font-weight:bold"


def comparison_html(comparison: Comparison) -> str:
    """The comparison as HTML. Every text is escaped."""
    view = view_of(comparison)
    notes = [
        *view.legend,
        *(f"[{number}] {reason}" for number, reason in enumerate(view.reasons, 1)),
        *(f"Solved: {sentence}" for sentence in view.solved),
        *(f"Not shown - {one}." for one in view.not_shown),
        *view.captions,
    ]
    checks = _paragraphs([f"Check failed - {failure}" for failure in view.failures], _BAD) or _paragraphs(
        ["All checks pass."], _NOTE
    )
    title = f'<p style="margin:4px 0"><b>{escape(view.title)}</b><br>{escape(view.subtitle)}</p>'
    units = _paragraphs([view.units], _NOTE)
    return f"<div>{title}{units}{_table(view)}{checks}{_paragraphs(notes, _NOTE)}</div>"


def page_html(page: Page) -> str:
    """A page of sections as HTML. Every text is escaped."""
    title = f'<p style="margin:4px 0"><b>{escape(page.title)}</b><br>{escape(page.subtitle)}</p>'
    sections = "".join(_section(section) for section in page.sections)
    checks = _paragraphs([f"Check failed - {failure}" for failure in page.failures], _BAD)
    return f"<div>{title}{_paragraphs([page.units], _NOTE)}{sections}{checks}</div>"


def explanation_html(explanation: Explanation) -> str:
    """An explanation as a tree that can be folded, without script. Every text is escaped."""
    return f'<div style="line-height:1.35">{_branch(explanation)}</div>'


def _branch(explanation: Explanation) -> str:
    """A number with its formula in names and in values, and what it is made of below it."""
    period = f'<span style="{_GREY}"> &nbsp; {escape(explanation.period)}</span>' if explanation.period else ""
    head = f"<b>{escape(explanation.name)}</b> = {escape(explanation.shown)}{period}"
    if explanation.opened_elsewhere:
        return f'<div style="{_LEAF}">{head} <span style="{_GREY}">(opened at another place of the tree)</span></div>'
    lines = [
        f'<div style="{style}">{escape(line)}</div>'
        for line, style in (
            (explanation.doc, _GREY),
            (explanation.row, ""),
            (explanation.formula and f"= {explanation.formula}", _CODE),
            (explanation.with_values and f"= {explanation.with_values}", _CODE),
            (explanation.source if explanation.source not in PLAIN_SOURCES else "", _GREY),
            *((line, _SAID) for line in statement_lines(explanation.statement)),
            *((remark, _GREY) for remark in explanation.remarks),
        ) if line
    ]  # fmt: skip
    inner = "".join(lines) + "".join(_branch(child) for child in explanation.children)
    return f'<details open style="{_INSET}"><summary>{head}</summary><div style="{_INSET}">{inner}</div></details>'


def _section(section: Section) -> str:
    heading = f'<p style="margin:12px 0 2px 0"><b>{escape(section.heading)}</b></p>'
    sentences = _paragraphs(section.sentences, "margin:2px 0")
    return f"{heading}{sentences}{_grid(section.grid) if section.grid else ''}{_paragraphs(section.notes, _NOTE)}"


def _grid(grid: Grid) -> str:
    head = "".join(f'<th scope="col" style="{_HEAD}">{escape(heading)}</th>' for heading in grid.headings)
    body = []
    for label, *cells in grid.rows:
        row = "".join(f'<td style="{_CELL}">{escape(cell)}</td>' for cell in cells)
        body.append(f'<tr><th scope="row" style="{_LABEL};font-weight:normal">{escape(label)}</th>{row}</tr>')
    return f'<table style="{_TABLE}"><thead><tr>{head}</tr></thead><tbody>{"".join(body)}</tbody></table>'


def _table(view: View) -> str:
    head = "".join(
        f'<th scope="col" style="{_HEAD}{";color:#b00020" if failing else ""}">{escape(heading)}</th>'
        for heading, failing in zip(view.headings, view.failing, strict=True)
    )
    body = []
    for group in view.groups:
        side = f'<th colspan="{len(view.headings) + 1}" style="{_SIDE}">{escape(group.heading)}</th>'
        body.append(f"<tr>{side}</tr>")
        for row in group.rows:
            cells = "".join(f'<td style="{_CELL}">{escape(cell)}</td>' for cell in row.cells)
            body.append(f'<tr><th scope="row" style="{_LABEL};font-weight:normal">{escape(row.label)}</th>{cells}</tr>')
    return f'<table style="{_TABLE}"><thead><tr><th></th>{head}</tr></thead><tbody>{"".join(body)}</tbody></table>'


def _paragraphs(lines: Iterable[str], style: str) -> str:
    return "".join(f'<p style="{style}">{escape(line)}</p>' for line in lines)
