"""Sliders in a notebook over real runs of the model: each move runs every structure shown, some 0.1 s each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from ppp_model.errors import PppError, ScenarioError
from ppp_model.measures import BY_NAME, SIDES
from ppp_model.outputs.formats import BLANK, format_change, format_input, format_value
from ppp_model.outputs.view import headings
from ppp_model.results import Comparison, Result

REMEMBERED = 200
"""How many points are kept, so that going back to one is immediate."""
SAME = 1e-9
"""Shares of a value that are rounding, not a change."""
_TABLE = "border-collapse:collapse;font-variant-numeric:tabular-nums;line-height:1.35"
_NUMBER = "text-align:right;padding:1px 2px 1px 18px;white-space:nowrap"
_CHANGE = "text-align:right;padding:1px 4px;white-space:nowrap;color:#666;font-size:smaller"
_LABEL = "text-align:left;padding:1px 10px 1px 1em;font-weight:normal"
_SIDE = "text-align:left;padding:8px 10px 2px 0;border-bottom:1px solid #ccc"
_HEAD = "text-align:right;padding:2px 4px;vertical-align:bottom;max-width:12em"
_BAD = "margin:4px 0;color:#b00020;font-weight:bold"
_NOTE = "margin:4px 0;font-size:smaller;color:#555"


@dataclass(frozen=True)
class Slider:
    """One input to move: its key, what it is, its unit, its points, and the point that is the study's own value."""

    key: str
    what: str
    unit: str
    values: tuple[float, ...]
    start: int

    @property
    def texts(self) -> list[str]:
        """Its points as text."""
        return [f"{format_input(value, self.unit)}" for value in self.values]


class Board:
    """Sliders, the table by side and a picture. ``sliders`` holds the widgets by key, ``results`` what they show.

    ``run`` gives the results at a point: for each slider the number of its point.
    """

    def __init__(
        self, bases: Sequence[Result], sliders: Sequence[Slider], measures: Sequence[str], picture: str,
        run: Callable[[tuple[int, ...]], Sequence[Result]],
    ) -> None:  # fmt: skip
        widgets = _ipywidgets()
        self.bases, self.measures, self.picture, self._run = list(bases), list(measures), picture, run
        self.results: list[Result] = list(bases)
        self._known: dict[tuple[int, ...], list[Result]] = {tuple(one.start for one in sliders): list(bases)}
        self.sliders = {one.key: _slider(widgets, one) for one in sliders}
        self.table = widgets.HTML()
        self.image = widgets.Image(format="png", layout=widgets.Layout(max_width="760px"))
        self.reset = widgets.Button(description="Back to the study's values", layout=widgets.Layout(width="16em"))
        self._starts = {one.key: one.start for one in sliders}
        self._is_resetting = False
        for slider in self.sliders.values():
            slider.observe(self._moved, names="index")
        self.reset.on_click(self._reset)
        children = [*self.sliders.values(), self.reset, self.table, *([self.image] if picture else [])]
        self.widget = widgets.VBox(children)
        self._show("")

    @property
    def comparison(self) -> Comparison:
        """What is shown now, as a comparison."""
        return Comparison(self.bases[0].loaded.scenario.study, {one.structure: one for one in self.results})

    def _moved(self, _: Any) -> None:
        if self._is_resetting:
            return
        place = tuple(slider.index for slider in self.sliders.values())
        try:
            if place not in self._known:
                while len(self._known) >= REMEMBERED:
                    self._known.pop(next(iter(self._known)))
                self._known[place] = list(self._run(place))
        except PppError as error:
            self._show(str(error))
            return
        self.results = self._known[place]
        self._show("")

    def _reset(self, _: Any) -> None:
        self._is_resetting = True
        for key, slider in self.sliders.items():
            slider.index = self._starts[key]
        self._is_resetting = False
        self._moved(None)

    def _show(self, trouble: str) -> None:
        """Draw table and picture anew; where the point cannot be run, say why and show the last one that could."""
        self.table.value = f"{_trouble(trouble)}{self._table_html()}"
        if self.picture and not trouble:
            self.image.value = self._drawn()

    def _drawn(self) -> bytes:
        found: Any = self.comparison if len(self.results) > 1 else self.results[0]
        png: bytes = found.chart(self.picture)._repr_png_()
        return png

    def _table_html(self) -> str:
        names = headings(self.results)
        head = "".join(f'<th scope="col" colspan="2" style="{_HEAD}">{escape(name)}</th>' for name in names)
        body = []
        for side, heading in SIDES.items():
            rows = [self._row(name) for name in self.measures if BY_NAME[name].side == side]
            if rows:
                span = 1 + 2 * len(names)
                body += [f'<tr><th colspan="{span}" style="{_SIDE}">{escape(heading)}</th></tr>', *rows]
        failures = [f"{one.label}: {what}" for one in self.results for what in one.failures.values()]
        currency = escape(self.bases[0].currency)
        note = f"Money in {currency}. In grey: change from the study's own values. Prices that were solved stay."
        return (
            f'<table style="{_TABLE}"><thead><tr><th></th>{head}</tr></thead><tbody>{"".join(body)}</tbody></table>'
            f'{"".join(_trouble(f"Check failed - {one}") for one in failures)}<p style="{_NOTE}">{note}</p>'
        )

    def _row(self, name: str) -> str:
        measure, cells = BY_NAME[name], []
        for base, now in zip(self.bases, self.results, strict=True):
            value, before = now.measures[name], base.measures[name]
            text = BLANK if value is None else format_value(measure.kind, value, "", now.local_currency)
            grey = _change(measure.kind, before, value)
            cells += [f'<td style="{_NUMBER}">{escape(text)}</td><td style="{_CHANGE}">{escape(grey)}</td>']
        label = f"{measure.label} (PV)" if name.endswith("_pv") else measure.label
        return f'<tr><th scope="row" style="{_LABEL}">{escape(label)}</th>{"".join(cells)}</tr>'

    def _repr_mimebundle_(self, **options: Any) -> Any:
        """The widgets; the table alone where they cannot be shown."""
        return {**self.widget._repr_mimebundle_(**options), "text/html": self.table.value}


def _change(kind: str, before: float | None, now: float | None) -> str:
    """A change with its sign; nothing where there is none but rounding."""
    if before is None or now is None or abs(now - before) <= SAME * max(abs(now), abs(before)):
        return ""
    if kind.startswith("money"):
        return f"{'-' if now < before else '+'}{format_value('money', abs(now - before))}"
    return format_change(kind, now - before, now)


def _slider(widgets: Any, one: Slider) -> Any:
    return widgets.SelectionSlider(
        options=list(zip(one.texts, one.values, strict=True)), index=one.start, description=one.key,
        tooltip=one.what, continuous_update=False, style={"description_width": "20em"},
        layout=widgets.Layout(width="760px"),
    )  # fmt: skip


def _trouble(text: str) -> str:
    return f'<p style="{_BAD}">{escape(text)}</p>' if text else ""


def _ipywidgets() -> Any:
    """The package of widgets. Raises ScenarioError where it is not installed."""
    try:
        import ipywidgets
    except ImportError:
        hint = (
            "Install it with `pip install 'ppp-model[notebook]'`, or write a page with `study.explore(\"page.html\")`."
        )
        raise ScenarioError.one(
            "", "", "sliders need the package ipywidgets, which is not installed", hint=hint
        ) from None
    return ipywidgets
